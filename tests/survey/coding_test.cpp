#include <saniscore/survey/coding.hpp>

#include "survey/golden.hpp"

#include <algorithm>

namespace saniscore::survey::testing {
namespace {

using enum Outcome;

TEST(Coding, ReadyOnesAreSoundAndSourced) {
  EXPECT_GE(codings().size(), 11u);
  for (const auto& c : codings()) {
    SCOPED_TRACE(c.id);
    EXPECT_FALSE(c.source.empty());
    EXPECT_TRUE(code(c, std::span<const std::int32_t>()).has_value());
    const bool dk = std::any_of(c.options.begin(), c.options.end(), [](auto& o) { return o.outcome == dont_know; });
    EXPECT_EQ(dk, c.id.ends_with("-dk"));
  }
}

TEST(Coding, WordingsAsPlatformsExportThem) {
  const std::vector<std::string_view> texts{"非常满意",       "A.非常满意",   "B、比较满意",
                                            "３．基本满意",   " 比较不满意 ", "非常不满意（请说明原因）",
                                            "不了解",         "(跳过)",       "",
                                            "Very Satisfied", "5）非常满意",  "比较满意【分值:80】"};
  const auto got = code(*coding("satisfaction-5-dk"), texts).value();
  const std::vector<Outcome> want{favourable, favourable, favourable, favourable, unfavourable, unfavourable,
                                  dont_know,  missing,    missing,    favourable, favourable,   favourable};
  EXPECT_EQ(got.outcomes, want);
  EXPECT_EQ(got.values[1], 100);
  EXPECT_EQ(got.values[3], 60);
  EXPECT_TRUE(std::isnan(got.values[6]));
  EXPECT_EQ(got.coding, "satisfaction-5-dk");
  EXPECT_EQ(got.dont_know, DontKnow::as_unfavourable);
}

TEST(Coding, RefusesWhatItDoesNotKnow) {
  const std::vector<std::int32_t> codes{5, 4, no_answer, 6, 6};
  const auto wrong = code(*coding("satisfaction-5"), codes);
  EXPECT_EQ(code_of(wrong.diagnostics()), "D213");
  EXPECT_EQ(wrong.diagnostics().front().pointer, "row 3");
  EXPECT_NE(wrong.diagnostics().front().en.find("no answer 6 (and 1 more"), std::string::npos);
  const std::vector<std::string_view> texts{"满意", "凑合"};
  EXPECT_EQ(code_of(code(*coding("satisfaction-3"), texts).diagnostics()), "D213");
  const auto unknown = coding("satisfaction-7");
  EXPECT_EQ(code_of(unknown.diagnostics()), "D211");
  EXPECT_NE(unknown.diagnostics().front().en.find("satisfaction-"), std::string::npos);

  Coding twice = *coding("satisfaction-3");
  twice.options.push_back(twice.options.front());
  EXPECT_EQ(code_of(code(twice, codes).diagnostics()), "D212");
  Coding one_sided = *coding("satisfaction-3");
  one_sided.options.pop_back();
  EXPECT_EQ(code_of(code(one_sided, codes).diagnostics()), "D212");
}

}  // namespace
}  // namespace saniscore::survey::testing
