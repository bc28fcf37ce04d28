// Every golden case, and the worked examples of the catalogue, against the reference (exactly) and the engine (to
// 1e-12).
#include "differential/golden_checks.hpp"

#include <saniscore/standard/read.hpp>

#include <cctype>
#include <filesystem>
#include <ostream>
#include <set>
#include <stdexcept>

#include <gtest/gtest.h>

namespace saniscore::reference {

void PrintTo(const GoldenCase& golden, std::ostream* out) { *out << golden.file << ": " << golden.id; }

namespace {

/// Hard rules, written out in the format.
const std::vector<GoldenFile>& hard() {
  static const auto loaded =
      load_golden(SANISCORE_TEST_DATA "/golden/hard", SANISCORE_TEST_DATA "/golden/hard/standards");
  return loaded;
}

/// One small standard per kind of rule.
const std::vector<GoldenFile>& rules() {
  static const auto loaded =
      load_golden(SANISCORE_TEST_DATA "/golden/rules", SANISCORE_TEST_DATA "/golden/rules/standards");
  return loaded;
}

/// Worked examples of the standards that ship.
const std::vector<GoldenFile>& worked() {
  static const auto loaded = load_golden(SANISCORE_TEST_DATA "/golden/catalogue", SANISCORE_SOURCE_DIR "/standards");
  return loaded;
}

std::vector<GoldenCase> cases(const std::vector<GoldenFile>& files) {
  std::vector<GoldenCase> all;
  for (const GoldenFile& file : files) all.insert(all.end(), file.cases.begin(), file.cases.end());
  return all;
}

/// Names of tests are letters, digits and underscores; the number keeps them apart.
std::string test_name(const testing::TestParamInfo<GoldenCase>& info) {
  std::string name = info.param.file + "_" + std::to_string(info.index) + "_" + info.param.id;
  for (char& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  }
  return name;
}

const std::string& standard_text(const std::string& name) {
  for (const auto* files : {&hard(), &rules(), &worked()})
    for (const GoldenFile& file : *files)
      if (file.name == name) return file.standard;
  throw std::logic_error("no file " + name);
}

class Golden : public testing::TestWithParam<GoldenCase> {};

TEST_P(Golden, ReferenceAndEngineGiveWhatIsExpected) {
  SCOPED_TRACE(GetParam().why);
  const auto spec = read_standard(standard_text(GetParam().file), GetParam().file);
  for (const Diagnostic& d : spec.diagnostics()) ADD_FAILURE() << to_text(d);
  ASSERT_TRUE(spec.has_value());
  if (GetParam().reference) {
    SCOPED_TRACE("reference");
    expect_reference(GetParam(), *spec);
  }
#ifndef REFERENCE_ONLY
  const auto standard = compile(*spec);
  ASSERT_TRUE(standard.has_value()) << to_text(standard.diagnostics().front());
  SCOPED_TRACE("engine");
  expect_engine(GetParam(), *standard);
#endif
}

TEST(GoldenFiles, AllCasesAreRead) { EXPECT_EQ(cases(hard()).size(), 902U); }

TEST(GoldenFiles, EveryStandardThatShipsHasAWorkedExample) {
  std::set<std::string> standards, examples;
  for (const auto& entry : std::filesystem::directory_iterator(SANISCORE_SOURCE_DIR "/standards")) {
    const std::string name = entry.path().filename().string();
    if (name.ends_with(".json") && !name.ends_with("schema.json")) standards.insert(entry.path().stem().string());
  }
  for (const GoldenFile& file : worked()) {
    examples.insert(file.name);
    for (const GoldenCase& golden : file.cases) EXPECT_FALSE(golden.why.empty()) << file.name << ": " << golden.id;
  }
  EXPECT_EQ(examples, standards);
}

INSTANTIATE_TEST_SUITE_P(Hard, Golden, testing::ValuesIn(cases(hard())), test_name);
INSTANTIATE_TEST_SUITE_P(Rules, Golden, testing::ValuesIn(cases(rules())), test_name);
INSTANTIATE_TEST_SUITE_P(Catalogue, Golden, testing::ValuesIn(cases(worked())), test_name);

}  // namespace
}  // namespace saniscore::reference
