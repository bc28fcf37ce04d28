// The documents shown in docs/standard-format.md are real ones.
#include "run.hpp"

#include <saniscore/standard/standard.hpp>

#include <gtest/gtest.h>

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

}  // namespace
