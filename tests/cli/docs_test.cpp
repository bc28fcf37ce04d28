// What the pages show is real: documents load, commands print what stands below them.
#include "run.hpp"

#include <saniscore/standard/catalogue.hpp>
#include <saniscore/standard/sheet.hpp>
#include <saniscore/standard/standard.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace {

std::vector<std::string> json_blocks(const std::string& page) {
  std::vector<std::string> blocks;
  for (std::size_t at = page.find("```json\n"); at != std::string::npos; at = page.find("```json\n", at)) {
    at += 8;
    blocks.push_back(page.substr(at, page.find("```", at) - at));
  }
  return blocks;
}

/// The measures of the table, as leaves of one document.
std::vector<std::string> measures(const std::string& page) {
  std::vector<std::string> found;
  const std::size_t begin = page.find("## Measures"), end = page.find("Deductions with rules");
  for (std::size_t at = page.find('`', begin); at < end; at = page.find('`', at)) {
    const std::size_t close = page.find('`', at + 1);
    const std::string code = page.substr(at + 1, close - at - 1);
    // Full measures begin with a brace or are the bare word; {"share": …} alone is a part of one.
    if (code == "\"pass\"" || (code.starts_with("{") && !code.starts_with("{\"share\""))) found.push_back(code);
    at = close + 1;
  }
  return found;
}

std::string document(const std::string& tree) {
  return R"({"format": "saniscore/standard", "format_version": 1, "id": "x", "edition": "1", "tree":)" + tree + "}";
}

void expect_loads(const std::string& json) {
  const auto loaded = saniscore::load_standard(json, "docs");
  for (const auto& d : loaded.diagnostics()) ADD_FAILURE() << to_text(d) << "\n" << json;
  EXPECT_TRUE(loaded);
}

TEST(Docs, EveryExampleOfTheFormatLoads) {
  const std::string page = command_tests::content_of(command_tests::in_source("docs/standard-format.md"));
  const auto blocks = json_blocks(page);
  ASSERT_GE(blocks.size(), 4u);
  for (const std::string& block : blocks)
    expect_loads(block.find("\"format\"") != std::string::npos ? block : document(block));
  const auto all = measures(page);
  EXPECT_GE(all.size(), 11u);
  for (const std::string& measure : all) {
    const std::string tree =
        R"({"id": "t", "combine": "sum", "children": [{"id": "a", "points": 10, "measure": )" + measure + "}]}";
    expect_loads(document(tree));
  }
}

struct Shown {
  std::string command, output;
};

/// "$ command" lines of a page's code blocks, each with the lines below it.
std::vector<Shown> commands(const std::string& page) {
  std::vector<Shown> all;
  std::istringstream in(page);
  bool in_block = false, continued = false, collecting = false;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("```")) {
      in_block = !in_block;
      collecting = continued = false;
    } else if (in_block && continued) {
      all.back().command += line + "\n";
      continued = line.ends_with('\\');
    } else if (in_block && line.starts_with("$ ")) {
      all.push_back({line.substr(2) + "\n", ""});
      continued = line.ends_with('\\');
      collecting = true;
    } else if (collecting) {
      all.back().output += line + "\n";
    }
  }
  return all;
}

TEST(Docs, TheReadmesCommandsPrintWhatItShows) {
  const auto all = commands(command_tests::content_of(command_tests::in_source("README.md")));
  ASSERT_GE(all.size(), 4u);
  for (const Shown& shown : all) EXPECT_EQ(command_tests::run_shell(shown.command), shown.output) << shown.command;
}

TEST(Docs, TheWalkOfAnAuthorPrintsWhatItShows) {
  const auto all = commands(command_tests::content_of(command_tests::in_source("docs/authoring.md")));
  ASSERT_GE(all.size(), 4u);
  for (const Shown& shown : all) EXPECT_EQ(command_tests::run_shell(shown.command), shown.output) << shown.command;
}

TEST(Docs, ThePageOnResponsibilityPrintsWhatItShows) {
  const auto all = commands(command_tests::content_of(command_tests::in_source("docs/responsibility.md")));
  ASSERT_GE(all.size(), 6u);
  for (const Shown& shown : all) EXPECT_EQ(command_tests::run_shell(shown.command), shown.output) << shown.command;
}

/// "a; b (of 4 points)" in the table of rules: every form is understood, as its column says.
TEST(Docs, EveryFormOfARuleIsUnderstood) {
  const std::string page = command_tests::content_of(command_tests::in_source("docs/authoring.md"));
  std::istringstream in(page.substr(page.find("## Rules that are understood")));
  int forms = 0;
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with("| ") || line.starts_with("| |")) continue;
    std::string chinese = line.substr(line.find(" | ") + 3);
    chinese = chinese.substr(0, chinese.find(" | "));
    for (std::size_t at = 0; at < chinese.size();) {
      const std::size_t end = chinese.find("; ", at);
      std::string form = chinese.substr(at, end == std::string::npos ? end : end - at);
      at = end == std::string::npos ? chinese.size() : end + 2;
      form = form.substr(0, form.find(" ("));
      form = form.substr(0, form.find(" alone"));
      const auto spec = saniscore::read_sheet("id,points,measure\na,4,\"" + form + "\"\n", "docs.csv");
      EXPECT_TRUE(spec) << form << "\n" << (spec ? "" : to_text(spec.diagnostics().at(0)));
      ++forms;
    }
  }
  EXPECT_GE(forms, 30);
}

TEST(Docs, TheReadmesProgramIsTheExample) {
  const std::string page = command_tests::content_of(command_tests::in_source("README.md"));
  const std::string example = command_tests::content_of(command_tests::in_source("examples/embed.cpp"));
  const std::size_t begin = page.find("```cpp\n") + 7;
  EXPECT_EQ(page.substr(begin, page.find("```", begin) - begin), example.substr(example.find("#include")));
}

/// The page on disk is what the command prints; with SANISCORE_UPDATE_DOCS it is written instead.
void expect_page(const std::string& name, const std::string& page) {
  const std::string path = command_tests::in_source("docs/catalogue/" + name + ".md");
  if (std::getenv("SANISCORE_UPDATE_DOCS") != nullptr) {
    std::ofstream(path, std::ios::binary) << page;
    return;
  }
  ASSERT_TRUE(std::filesystem::exists(path)) << path << ": run ./dev pages";
  EXPECT_TRUE(command_tests::content_of(path) == page) << path << " is out of date: run ./dev pages";
}

TEST(CataloguePages, AreWhatTheCommandPrints) {
  std::set<std::string> expected{"README.md"};
  expect_page("README", command_tests::run_shell("saniscore catalogue --markdown\n"));
  for (const saniscore::CatalogueEntry& entry : saniscore::catalogue()) {
    const std::string name = std::string(entry.id) + "@" + std::string(entry.edition);
    expected.insert(name + ".md");
    expect_page(name, command_tests::run_shell("saniscore catalogue '" + name + "' --markdown\n"));
  }
  std::set<std::string> found;
  for (const auto& entry : std::filesystem::directory_iterator(command_tests::in_source("docs/catalogue")))
    found.insert(entry.path().filename().string());
  EXPECT_EQ(found, expected);
}

/// "catalogue:x@1/case", "hard:x", "rules:x/case", "test:Suite.Name" exist.
void expect_exists(const std::string& reference) {
  const auto colon = reference.find(':');
  const std::string kind = reference.substr(0, colon), name = reference.substr(colon + 1);
  if (kind == "test") {
    const auto dot = name.find('.');
    const std::string wanted = "(" + name.substr(0, dot) + ", " + name.substr(dot + 1) + ")";
    for (const auto& entry : std::filesystem::recursive_directory_iterator(command_tests::in_source("tests")))
      if (entry.path().extension() == ".cpp" &&
          command_tests::content_of(entry.path().string()).find(wanted) != std::string::npos)
        return;
    FAIL() << "no test " << name;
  }
  const auto slash = name.find('/');
  const std::string file = name.substr(0, slash);
  const std::string path = command_tests::in_source("tests/golden/" + kind + "/cases/" + file + ".json");
  ASSERT_TRUE(std::filesystem::exists(path)) << reference;
  if (kind == "catalogue") {
    EXPECT_TRUE(std::filesystem::exists(command_tests::in_source("standards/" + file + ".json"))) << reference;
  }
  if (slash == std::string::npos) return;
  const auto document = nlohmann::json::parse(command_tests::content_of(path));
  const auto& cases = document.at("cases");
  EXPECT_TRUE(std::any_of(cases.begin(), cases.end(), [&](const auto& entry) {
    return entry.at("id") == name.substr(slash + 1);
  })) << reference;
}

TEST(RulesPage, EverythingItNamesExists) {
  std::istringstream page(command_tests::content_of(command_tests::in_source("docs/rules.md")));
  std::size_t rows = 0, references = 0;
  for (std::string line; std::getline(page, line);) {
    if (!line.starts_with("| ") || line.starts_with("| rule |")) continue;
    ++rows;
    const std::size_t before = references;
    for (std::size_t at = line.find('`'); at != std::string::npos; at = line.find('`', at)) {
      const std::size_t close = line.find('`', at + 1);
      ASSERT_NE(close, std::string::npos) << line;
      const std::string code = line.substr(at + 1, close - at - 1);
      at = close + 1;
      for (const char* kind : {"catalogue:", "hard:", "rules:", "test:"}) {
        if (!code.starts_with(kind)) continue;
        expect_exists(code);
        ++references;
      }
    }
    EXPECT_GT(references, before) << "nothing holds: " << line;
  }
  EXPECT_GE(rows, 80u);
}

}  // namespace
