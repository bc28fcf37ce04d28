// Every golden case, against the reference (exactly) and against the engine (to 1e-12).
#include "differential/golden_checks.hpp"

#include <saniscore/standard/read.hpp>

#include <algorithm>
#include <cctype>
#include <map>
#include <ostream>

#include <gtest/gtest.h>

namespace saniscore::reference {

void PrintTo(const GoldenCase& golden, std::ostream* out) { *out << golden.file << ": " << golden.id; }

namespace {

const std::vector<GoldenFile>& files() {
  static const auto loaded = load_golden(SANISCORE_TEST_DATA "/golden/hard");
  return loaded;
}

std::vector<GoldenCase> cases() {
  std::vector<GoldenCase> all;
  for (const GoldenFile& file : files()) all.insert(all.end(), file.cases.begin(), file.cases.end());
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

const std::string& standard_text(const std::string& file) {
  const auto found = std::find_if(files().begin(), files().end(), [&](const GoldenFile& f) { return f.name == file; });
  return found->standard;
}

class Golden : public testing::TestWithParam<GoldenCase> {};

TEST_P(Golden, ReferenceAndEngineGiveWhatIsExpected) {
  SCOPED_TRACE(GetParam().why);
  const auto spec = read_standard(standard_text(GetParam().file), GetParam().file);
  for (const Diagnostic& d : spec.diagnostics()) ADD_FAILURE() << to_text(d);
  ASSERT_TRUE(spec.has_value());
  {
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

TEST(GoldenFiles, AllCasesAreRead) { EXPECT_EQ(cases().size(), 902U); }

INSTANTIATE_TEST_SUITE_P(Hard, Golden, testing::ValuesIn(cases()), test_name);

}  // namespace
}  // namespace saniscore::reference
