// What the pages show is real: documents load, commands print what stands below them.
#include "run.hpp"

#include <saniscore/standard/standard.hpp>

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

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

TEST(Docs, TheReadmesProgramIsTheExample) {
  const std::string page = command_tests::content_of(command_tests::in_source("README.md"));
  const std::string example = command_tests::content_of(command_tests::in_source("examples/embed.cpp"));
  const std::size_t begin = page.find("```cpp\n") + 7;
  EXPECT_EQ(page.substr(begin, page.find("```", begin) - begin), example.substr(example.find("#include")));
}

}  // namespace
