// Reading a questionnaire as platforms export it: one row per questionnaire, cells of text.
//
//   survey::Reading how{.question = "您对全市卫生状况是否满意", .coding = *survey::coding("satisfaction-5-dk"),
//                       .respondent = "来源IP", .filters = {{.column = "居住时间", .keep = {"半年以上"}}}};
//   const auto q = survey::read_questionnaire(sheet, how).value();
//   const auto r = survey::rate(*survey::Design::simple(q.rows.size(), survey::Sample::convenience), q.answers);
#pragma once

#include <saniscore/base/result.hpp>
#include <saniscore/survey/coding.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace saniscore::inline v0::survey {

/// Cells as text. A row that is shorter than the header ends in empty cells.
struct Sheet {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
  std::vector<std::uint32_t> numbers{};  ///< of the rows as a spreadsheet shows them, for messages; empty: from 0
};

/// Who belongs to the cohort: "resident for at least six months". A row with an empty cell does not.
struct Filter {
  std::string column;
  std::vector<std::string> keep{};   ///< wordings that stay, compared like option texts
  std::optional<double> at_least{};  ///< or: a number that is at least so large
};

/// How many questionnaires each category should have.
struct Quota {
  std::string column;
  std::vector<std::pair<std::string, std::int64_t>> wanted;
  bool drop_excess = false;  ///< later ones than wanted are dropped; otherwise all count
};

/// Which of several questionnaires of one respondent counts.
enum class Duplicates : std::uint8_t { keep_first, keep_last, drop_all };

struct Reading {
  std::string question;
  Coding coding;
  std::vector<std::string> refusals{"拒答", "拒访", "拒绝回答", "Refused"};  ///< counted, and missing
  std::string respondent{};  ///< column that tells respondents apart (number, phone, device); empty: none
  Duplicates duplicates = Duplicates::keep_first;
  std::vector<Filter> filters{};
  std::vector<Quota> quotas{};
};

struct QuotaFill {
  std::string column, category;
  std::int64_t wanted = 0, got = 0;
};

struct Questionnaire {
  Answers answers;                     ///< of the rows that count
  std::vector<std::uint32_t> rows;     ///< which rows of the sheet they are, from 0
  std::int64_t received = 0;           ///< rows of the sheet
  std::vector<std::int64_t> screened;  ///< per filter: rows it took out (the first filter that did)
  std::int64_t duplicates = 0, over_quota = 0;
  std::int64_t refused = 0, dont_know = 0, missing = 0;  ///< among the rows that count; missing includes refused
  std::vector<QuotaFill> quotas;
  /// Valid answers ÷ rows that count. Everybody with an answer lies somewhere from share·rate to share·rate + 1 − share
  /// (Manski), whatever the others think.
  double answered_share = 0;
};

/// Filters, then drops duplicates, then fills quotas, then codes. Warning: D262 (a quota that is not filled).
/// Errors: D212, D213 (codings), D261 (no such column), D263 (nobody is left), D264 (a cell that is not a number).
[[nodiscard]] SANISCORE_EXPORT Result<Questionnaire> read_questionnaire(const Sheet& sheet, const Reading& how);

/// A column of the rows that count, as ids 0, 1, … in the order of first appearance; an empty cell is −1.
struct Categories {
  std::vector<std::int32_t> id;
  std::vector<std::string> labels;
};
/// Errors: D261.
[[nodiscard]] SANISCORE_EXPORT Result<Categories> categories(const Sheet& sheet, std::string_view column,
                                                             std::span<const std::uint32_t> rows);
/// A column of numbers, such as weights. Errors: D261, D264.
[[nodiscard]] SANISCORE_EXPORT Result<std::vector<double>> numbers(const Sheet& sheet, std::string_view column,
                                                                   std::span<const std::uint32_t> rows);

}  // namespace saniscore::inline v0::survey
