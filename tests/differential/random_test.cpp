// Random standards and cases: the engine gives what the reference gives.
//
// SANISCORE_RANDOM_CASES  how many cases per preset (100000)
// SANISCORE_RANDOM_SEED   the first seed (1); a failure names its own seed, which with 1 case plays it again
#include "differential/compare.hpp"

#include "reference/generator.hpp"

#include <saniscore/standard/read.hpp>

#include <cstdlib>
#include <iostream>

#include <gtest/gtest.h>

namespace saniscore::reference {
namespace {

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

void compare_many(const GeneratorOptions& options) {
  const std::uint64_t cases = from_environment("SANISCORE_RANDOM_CASES", 100'000);
  const std::uint64_t first = from_environment("SANISCORE_RANDOM_SEED", 1);
  std::map<std::string, std::size_t> tally;
  int failures = 0;
  for (std::uint64_t seed = first;
       seed < first + cases && failures < static_cast<int>(from_environment("SANISCORE_RANDOM_FAILURES", 3)); ++seed) {
    RandomCase random = random_case(seed, options, &tally);
    if (differences(random.spec, random.raw).empty()) continue;
    ++failures;
    shrink(random.spec, random.raw);
    ADD_FAILURE() << "seed " << seed << '\n'
                  << differences(random.spec, random.raw) << "standard: " << write_standard(random.spec)
                  << "\ncase: " << to_json(random.raw);
  }
  for (const auto& [kind, count] : tally) std::cout << "  " << kind << ": " << count << '\n';
}

TEST(Random, BasicRulesAgreeWithTheReference) { compare_many(GeneratorOptions::basic()); }

}  // namespace
}  // namespace saniscore::reference
