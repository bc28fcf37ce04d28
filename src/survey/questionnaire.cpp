#include <saniscore/survey/questionnaire.hpp>

#include "base/text.hpp"
#include "survey/limits.hpp"
#include "survey/wording.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <unordered_set>

namespace saniscore::inline v0::survey {
namespace {

using detail::shortened;

constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

std::string row_text(std::size_t row) { return "row " + std::to_string(row); }

class Reader {
 public:
  Reader(const Sheet& sheet, const Reading& how) : sheet_(sheet), how_(how) {}

  Result<Questionnaire> run() {
    question_ = column(how_.question);
    const auto respondent = how_.respondent.empty() ? nowhere : column(how_.respondent);
    std::vector<std::size_t> filter_at, quota_at;
    for (const auto& f : how_.filters) filter_at.push_back(column(f.column));
    for (const auto& q : how_.quotas) quota_at.push_back(column(q.column));
    if (!errors_.empty()) return std::move(errors_);

    q_.received = static_cast<std::int64_t>(sheet_.rows.size());
    for (std::size_t row = 0; row < sheet_.rows.size(); ++row) q_.rows.push_back(static_cast<std::uint32_t>(row));
    for (std::size_t k = 0; k < how_.filters.size(); ++k) screen(how_.filters[k], filter_at[k]);
    if (!errors_.empty()) return std::move(errors_);
    if (respondent != nowhere) drop_duplicates(respondent);
    for (std::size_t k = 0; k < how_.quotas.size(); ++k) fill(how_.quotas[k], quota_at[k]);
    if (q_.rows.empty())
      return complaint("D263", {}, "no questionnaire is left after filters and duplicates; check the filters' wording",
                       "筛选和去重之后没有剩下问卷；请检查筛选条件的文字");
    if (auto wrong = code_answers()) return *std::move(wrong);
    return {std::move(q_), std::move(warnings_)};
  }

  std::size_t column(std::string_view name) {
    detail::Nearest near(name);
    for (std::size_t k = 0; k < sheet_.columns.size(); ++k) {
      if (sheet_.columns[k] == name) return k;
      near.offer(sheet_.columns[k]);
    }
    const auto shown = shortened(name);
    const auto hint = near.best().empty() ? std::string() : " (\"" + shortened(near.best()) + "\"?)";
    errors_.push_back(complaint("D261", "column " + shown,
                                "the sheet has no column \"" + shown + "\"" + hint + "; copy its heading",
                                "表中没有“" + shown + "”列" + hint + "；请照抄表头"));
    return nowhere;
  }

  std::string_view cell(std::size_t row, std::size_t column) const {
    const auto& cells = sheet_.rows[row];
    return column < cells.size() ? std::string_view(cells[column]) : std::string_view();
  }

  std::optional<double> number(std::size_t row, std::size_t column) {
    auto text = cell(row, column);
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ') || text.ends_with('\r')) text.remove_suffix(1);
    if (const auto value = detail::parse_number(text)) return value;
    const auto shown = shortened(text);
    errors_.push_back(complaint("D264", place(row) + ", column " + shortened(sheet_.columns[column]),
                                "\"" + shown + "\" is not a number; write digits only",
                                "“" + shown + "”不是数；请只写数字"));
    return {};
  }

  std::vector<Diagnostic>& errors() { return errors_; }

  /// The row as the sheet counts it.
  std::string place(std::size_t row) const { return row_text(row < sheet_.numbers.size() ? sheet_.numbers[row] : row); }

 private:
  template <class Keep>
  std::int64_t keep_rows(Keep keep) {
    const auto before = q_.rows.size();
    std::erase_if(q_.rows, [&](std::uint32_t row) { return !keep(row); });
    return static_cast<std::int64_t>(before - q_.rows.size());
  }

  void screen(const Filter& filter, std::size_t at) {
    std::unordered_set<std::string> keep;
    for (const auto& text : filter.keep) keep.insert(plain_wording(text));
    q_.screened.push_back(keep_rows([&](std::uint32_t row) {
      if (is_skipped(cell(row, at))) return false;
      if (!filter.keep.empty() && !keep.contains(plain_wording(cell(row, at)))) return false;
      if (!filter.at_least || errors_.size() >= 50) return true;
      const auto value = number(row, at);
      return value && *value >= *filter.at_least;
    }));
  }

  void drop_duplicates(std::size_t at) {
    std::unordered_map<std::string_view, std::pair<std::uint32_t, std::uint32_t>> seen;  // first and last row
    for (const auto row : q_.rows)
      if (const auto name = cell(row, at); !name.empty()) seen.try_emplace(name, row, row).first->second.second = row;
    q_.duplicates = keep_rows([&](std::uint32_t row) {
      const auto name = cell(row, at);
      if (name.empty()) return true;  // nobody can say whose it is
      const auto [first, last] = seen.at(name);
      if (how_.duplicates == Duplicates::drop_all) return first == last;
      return row == (how_.duplicates == Duplicates::keep_first ? first : last);
    });
  }

  void fill(const Quota& quota, std::size_t at) {
    std::map<std::string, std::size_t> place;
    const auto start = q_.quotas.size();
    for (const auto& [category, wanted] : quota.wanted) {
      place.emplace(plain_wording(category), q_.quotas.size());
      q_.quotas.push_back({quota.column, category, wanted});
    }
    q_.over_quota += keep_rows([&](std::uint32_t row) {
      const auto found = place.find(plain_wording(cell(row, at)));
      if (found == place.end()) return true;
      auto& f = q_.quotas[found->second];
      if (quota.drop_excess && f.got >= f.wanted) return false;
      ++f.got;
      return true;
    });
    for (auto k = start; k < q_.quotas.size(); ++k) {
      const auto& f = q_.quotas[k];
      if (f.got >= f.wanted) continue;
      const auto got = std::to_string(f.got), wanted = std::to_string(f.wanted);
      auto d = complaint("D262", "column " + shortened(f.column),
                         "\"" + shortened(f.category) + "\" has " + got + " of " + wanted +
                             " questionnaires; ask more, or weight the answers",
                         "“" + shortened(f.category) + "”有 " + got + " 份，应有 " + wanted + " 份；请补充调查或加权");
      d.severity = Severity::warning;
      warnings_.push_back(std::move(d));
    }
  }

  std::optional<Diagnostic> code_answers() {
    std::unordered_set<std::string> refusals;
    for (const auto& text : how_.refusals) refusals.insert(plain_wording(text));
    std::vector<std::string_view> texts;
    for (const auto row : q_.rows) {
      const auto text = cell(row, question_);
      const bool refused = !text.empty() && refusals.contains(plain_wording(text));
      q_.refused += refused;
      texts.push_back(refused ? std::string_view() : text);
    }
    auto answers = code(how_.coding, texts);
    if (!answers) {
      auto d = answers.diagnostics().front();
      // the place is counted among the rows that are left; people look into the sheet
      if (d.code == "D213")
        for (std::size_t i = 0; i < texts.size(); ++i)
          if (d.pointer == row_text(i)) {
            d.pointer = place(q_.rows[i]) + ", column " + shortened(how_.question);
            break;
          }
      return d;
    }
    q_.answers = *std::move(answers);
    for (const auto o : q_.answers.outcomes) {
      q_.dont_know += o == Outcome::dont_know;
      q_.missing += o == Outcome::missing;
    }
    const auto all = static_cast<std::int64_t>(q_.rows.size());
    auto valid = all - q_.missing;
    if (q_.answers.dont_know == DontKnow::exclude) valid -= q_.dont_know;
    q_.answered_share = static_cast<double>(valid) / static_cast<double>(all);
    return {};
  }

  const Sheet& sheet_;
  const Reading& how_;
  std::size_t question_ = nowhere;
  Questionnaire q_;
  std::vector<Diagnostic> errors_, warnings_;
};

}  // namespace

Result<Questionnaire> read_questionnaire(const Sheet& sheet, const Reading& how) { return Reader(sheet, how).run(); }

Result<Categories> categories(const Sheet& sheet, std::string_view column, std::span<const std::uint32_t> rows) {
  const Reading none;
  Reader reader(sheet, none);
  const auto at = reader.column(column);
  if (at == nowhere) return std::move(reader.errors());
  Categories out;
  std::unordered_map<std::string, std::int32_t> ids;
  for (const auto row : rows) {
    const auto text = row < sheet.rows.size() ? reader.cell(row, at) : std::string_view();
    if (is_skipped(text)) {
      out.id.push_back(-1);
      continue;
    }
    const auto [found, fresh] = ids.emplace(plain_wording(text), static_cast<std::int32_t>(out.labels.size()));
    if (fresh) out.labels.emplace_back(text);
    out.id.push_back(found->second);
  }
  return out;
}

Result<std::vector<double>> numbers(const Sheet& sheet, std::string_view column, std::span<const std::uint32_t> rows) {
  const Reading none;
  Reader reader(sheet, none);
  const auto at = reader.column(column);
  std::vector<double> out;
  if (at != nowhere)
    for (const auto row : rows) {
      const auto value = row < sheet.rows.size() ? reader.number(row, at) : std::nullopt;
      if (!value) break;
      out.push_back(*value);
    }
  if (!reader.errors().empty()) return std::move(reader.errors());
  return out;
}

}  // namespace saniscore::inline v0::survey
