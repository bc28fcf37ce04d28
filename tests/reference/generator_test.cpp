// The generator makes standards that compile, the same ones everywhere, and every kind of rule it promises.
#include "reference/generator.hpp"

#include "reference/reference.hpp"

#include <saniscore/standard/read.hpp>
#include <saniscore/standard/standard.hpp>

#include <gtest/gtest.h>

namespace saniscore::reference {
namespace {

void expect_good_standards(const GeneratorOptions& options) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const RandomCase random = random_case(seed, options);
    const auto standard = compile(random.spec);
    ASSERT_TRUE(standard.has_value()) << "seed " << seed << ": " << to_text(standard.diagnostics().front());
    const std::string text = write_standard(random.spec);
    const auto again = read_standard(text);
    ASSERT_TRUE(again.has_value()) << "seed " << seed << ": " << to_text(again.diagnostics().front());
    EXPECT_EQ(write_standard(*again), text) << "seed " << seed;
    EXPECT_FALSE(reference_score(random.spec, random.raw).error.has_value()) << "seed " << seed;
    const RandomCase same = random_case(seed, options);
    EXPECT_EQ(write_standard(same.spec) + to_json(same.raw), text + to_json(random.raw)) << "seed " << seed;
  }
}

TEST(Generator, BasicStandardsAreGood) { expect_good_standards(GeneratorOptions::basic()); }

TEST(Generator, StandardsOfAllKindsAreGood) { expect_good_standards(GeneratorOptions::all()); }

TEST(Generator, BasicKeepsToBasicRules) {
  std::map<std::string, std::size_t> tally;
  for (std::uint64_t seed = 1; seed <= 2000; ++seed) random_case(seed, GeneratorOptions::basic(), &tally);
  for (const char* kind : {"combine power", "combine table", "reduce pooled", "window mean", "condition previous"}) {
    EXPECT_EQ(tally.count(kind), 0U) << kind;
  }
}

}  // namespace
}  // namespace saniscore::reference
