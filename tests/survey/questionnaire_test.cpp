#include <saniscore/survey/questionnaire.hpp>

#include <saniscore/survey/rate.hpp>

#include "survey/golden.hpp"

namespace saniscore::survey::testing {
namespace {

/// As a platform exports an open link: a number of the device, how long, where, the answer.
Sheet export_of_a_link() {
  return {{"序号", "来源IP", "居住时间", "街道", "您对全市卫生状况是否满意？"},
          {{"1", "10.0.0.1", "A.半年以上", "城关", "A.非常满意"},
           {"2", "10.0.0.2", "A.半年以上", "城关", "B.比较满意"},
           {"3", "10.0.0.1", "A.半年以上", "城关", "E.非常不满意"},  // the same device again
           {"4", "10.0.0.3", "B.不足半年", "河东", "A.非常满意"},    // a visitor
           {"5", "10.0.0.4", "A.半年以上", "河东", "不了解"},
           {"6", "10.0.0.5", "A.半年以上", "河东", "拒访"},
           {"7", "10.0.0.6", "A.半年以上", "河东", "(跳过)"},
           {"8", "", "A.半年以上", "河东", "D.比较不满意"},
           {"9", "", "A.半年以上", "城关"},  // broken off
           {"10", "10.0.0.7", "", "城关", "A.非常满意"}}};
}

Reading reading() {
  return {.question = "您对全市卫生状况是否满意？",
          .coding = *coding("satisfaction-5-dk"),
          .respondent = "来源IP",
          .filters = {{.column = "居住时间", .keep = {"半年以上"}}}};
}

TEST(Questionnaire, EverybodyIsCountedOnce) {
  const auto q = read_questionnaire(export_of_a_link(), reading()).value();
  EXPECT_EQ(q.received, 10);
  EXPECT_EQ(q.screened, std::vector<std::int64_t>{2});  // rows 4 and 10
  EXPECT_EQ(q.duplicates, 1);                           // row 3
  EXPECT_EQ(q.rows, (std::vector<std::uint32_t>{0, 1, 4, 5, 6, 7, 8}));
  EXPECT_EQ(q.refused, 1);
  EXPECT_EQ(q.dont_know, 1);
  EXPECT_EQ(q.missing, 3);  // the refusal, the skipped, the one broken off
  EXPECT_DOUBLE_EQ(q.answered_share, 4.0 / 7);
  const auto r = rate(Design::simple(q.rows.size(), Sample::convenience).value(), q.answers).value();
  EXPECT_EQ(r.n_favourable, 2);
  EXPECT_EQ(r.n_valid, 4);  // "don't know" counts as not satisfied under this coding
  EXPECT_EQ(r.n_dk, 1);
  EXPECT_EQ(r.n_missing, 3);
  EXPECT_NE(r.flags & flag::convenience, 0u);
}

TEST(Questionnaire, WhichOfTheDuplicatesCounts) {
  auto how = reading();
  how.duplicates = Duplicates::keep_last;
  EXPECT_EQ(read_questionnaire(export_of_a_link(), how)->rows.front(), 1u);
  EXPECT_EQ(read_questionnaire(export_of_a_link(), how)->duplicates, 1);
  how.duplicates = Duplicates::drop_all;
  EXPECT_EQ(read_questionnaire(export_of_a_link(), how)->duplicates, 2);
}

TEST(Questionnaire, Quotas) {
  auto how = reading();
  how.quotas = {{.column = "街道", .wanted = {{"城关", 2}, {"河东", 5}}, .drop_excess = true}};
  const auto q = read_questionnaire(export_of_a_link(), how);
  ASSERT_TRUE(q);
  EXPECT_EQ(q->over_quota, 1);  // row 9 would be the third of 城关
  EXPECT_EQ(q->quotas[0].got, 2);
  EXPECT_EQ(q->quotas[1].got, 4);
  ASSERT_EQ(q.diagnostics().size(), 1u);
  EXPECT_EQ(code_of(q.diagnostics()), "D262");
  EXPECT_EQ(q.diagnostics().front().severity, Severity::warning);
}

TEST(Questionnaire, ColumnsForTheDesign) {
  auto sheet = export_of_a_link();
  const auto q = read_questionnaire(sheet, reading()).value();
  const auto streets = categories(sheet, "街道", q.rows).value();
  EXPECT_EQ(streets.labels, (std::vector<std::string>{"城关", "河东"}));
  EXPECT_EQ(streets.id, (std::vector<std::int32_t>{0, 0, 1, 1, 1, 1, 0}));
  EXPECT_EQ(numbers(sheet, "序号", q.rows)->back(), 9);
  auto how = reading();
  how.filters.push_back({.column = "序号", .at_least = 5});
  EXPECT_EQ(read_questionnaire(sheet, how)->rows.front(), 4u);
}

TEST(Questionnaire, SaysWhereItStops) {
  auto sheet = export_of_a_link();
  auto how = reading();
  how.question = "您对全市卫生状况是否满意";
  const auto missing = read_questionnaire(sheet, how);
  EXPECT_EQ(code_of(missing.diagnostics()), "D261");
  EXPECT_NE(missing.diagnostics().front().en.find("是否满意？"), std::string::npos) << "suggests the heading";
  sheet.rows[7][4] = "还行";
  const auto unknown = read_questionnaire(sheet, reading());
  EXPECT_EQ(code_of(unknown.diagnostics()), "D213");
  EXPECT_EQ(unknown.diagnostics().front().pointer, "row 7, column 您对全市卫生状况是否满意？");
  how = reading();
  how.filters[0].keep = {"十年以上"};
  EXPECT_EQ(code_of(read_questionnaire(sheet, how).diagnostics()), "D263");
  how.filters = {{.column = "街道", .at_least = 6}};
  EXPECT_EQ(code_of(read_questionnaire(sheet, how).diagnostics()), "D264");
  const std::vector<std::uint32_t> rows{0};
  EXPECT_EQ(code_of(numbers(sheet, "街道", rows).diagnostics()), "D264");
  EXPECT_EQ(code_of(categories(sheet, "区", rows).diagnostics()), "D261");
}

}  // namespace
}  // namespace saniscore::survey::testing
