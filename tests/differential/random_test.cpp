// Random standards and cases: the engine gives what the reference gives.
//
// SANISCORE_RANDOM_CASES  how many cases per preset
// SANISCORE_RANDOM_SEED   the first seed (1); a failure names its own seed, which with 1 case plays it again
#include "differential/compare.hpp"

#include "reference/generator.hpp"

#include <saniscore/standard/read.hpp>

#include <cstdlib>
#include <iostream>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace saniscore::reference {
namespace {

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

std::map<std::string, std::size_t> compare_many(const GeneratorOptions& options, std::uint64_t cases) {
  const std::uint64_t first = from_environment("SANISCORE_RANDOM_SEED", 1);
  const std::uint64_t most_failures = from_environment("SANISCORE_RANDOM_FAILURES", 3);
  std::map<std::string, std::size_t> tally;
  std::uint64_t failures = 0;
  for (std::uint64_t seed = first; seed < first + cases && failures < most_failures; ++seed) {
    RandomCase random = random_case(seed, options, &tally);
    if (differences(random.spec, random.raw).empty()) continue;
    ++failures;
    shrink(random.spec, random.raw);
    ADD_FAILURE() << "seed " << seed << '\n'
                  << differences(random.spec, random.raw) << "standard: " << write_standard(random.spec)
                  << "\ncase: " << to_json(random.raw);
  }
  for (const auto& [kind, count] : tally) std::cout << "  " << kind << ": " << count << '\n';
  return tally;
}

/// Every kind of rule that the format has; see the tallies of the generator.
const std::vector<std::string_view> kinds = {"measure pass",
                                             "measure score",
                                             "measure choice",
                                             "measure bands",
                                             "measure line",
                                             "measure shortfall",
                                             "measure threshold",
                                             "measure deduct",
                                             "measure award",
                                             "observed only",
                                             "escalated rate",
                                             "rate range",
                                             "zero rule",
                                             "combine none",
                                             "combine sum",
                                             "combine mean",
                                             "combine min",
                                             "combine max",
                                             "combine power",
                                             "combine table",
                                             "power of negative shares",
                                             "rescale",
                                             "adjust zero",
                                             "adjust bonus",
                                             "adjust deduct",
                                             "adjust cap",
                                             "adjust floor",
                                             "adjust void",
                                             "adjust times",
                                             "reduce mean",
                                             "reduce pooled",
                                             "reduce worst",
                                             "reduce share_passing",
                                             "reduce latest",
                                             "reduce sum",
                                             "reduce weights",
                                             "reduce least",
                                             "reduce last",
                                             "input ratio",
                                             "input sum",
                                             "input difference",
                                             "input column",
                                             "input at",
                                             "input survey",
                                             "survey n",
                                             "survey acceptance 0",
                                             "survey acceptance 1",
                                             "survey acceptance 2",
                                             "survey acceptance 3",
                                             "window latest",
                                             "window mean",
                                             "window sum",
                                             "window worst",
                                             "window pooled",
                                             "window weights",
                                             "window of two steps",
                                             "trend",
                                             "number attribute",
                                             "number cases",
                                             "number input",
                                             "number input window",
                                             "applies",
                                             "states policy",
                                             "round",
                                             "condition score",
                                             "condition percent",
                                             "condition value",
                                             "condition state",
                                             "condition level",
                                             "condition met",
                                             "condition count",
                                             "condition count by tag",
                                             "condition min_of",
                                             "condition max_of",
                                             "condition attribute",
                                             "condition not",
                                             "condition all, any",
                                             "condition at_least",
                                             "condition every",
                                             "condition previous",
                                             "condition tag",
                                             "condition in numbers",
                                             "gate",
                                             "ladder",
                                             "deep chain"};

TEST(Random, BasicRulesAgreeWithTheReference) {
  compare_many(GeneratorOptions::basic(), from_environment("SANISCORE_RANDOM_CASES", 50'000));
}

TEST(Random, AllRulesAgreeWithTheReference) {
  const std::uint64_t cases = from_environment("SANISCORE_RANDOM_CASES", 20'000);
  const auto tally = compare_many(GeneratorOptions::all(), cases);
  if (cases < 2000) return;  // too few to ask for
  for (const std::string_view kind : kinds) EXPECT_TRUE(tally.contains(std::string(kind))) << kind << " never came up";
}

/// A handful of very wide groups.
TEST(Random, WideGroupsAgreeWithTheReference) {
  GeneratorOptions options = GeneratorOptions::all();
  options.least_nodes = options.most_nodes = 10'000;
  options.flat = true;
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const RandomCase random = random_case(seed, options);
    EXPECT_EQ(random.spec.tree.children.size(), 9'999u);
    EXPECT_EQ(differences(random.spec, random.raw), "") << "seed " << seed;
  }
}

}  // namespace
}  // namespace saniscore::reference
