// SheetReader: rows about the document, whose id begins with "#".
#include "standard/sheet_reader.hpp"

#include "base/text.hpp"
#include "standard/rule_scan.hpp"
#include "standard/standard_reader.hpp"

#include <algorithm>
#include <cmath>

namespace saniscore::inline v0::detail {

void SheetReader::date(std::size_t row, std::string& out) {
  out = title_of(row);
  const auto digits = [&](std::size_t from, std::size_t n) {
    return std::all_of(out.begin() + static_cast<std::ptrdiff_t>(from),
                       out.begin() + static_cast<std::ptrdiff_t>(from + n), is_digit);
  };
  if (out.size() == 10 && out[4] == '-' && out[7] == '-' && digits(0, 4) && digits(5, 2) && digits(8, 2)) return;
  complain("S011", row, SheetColumn::title_zh, quoted(out) + " is not a date; write it like 2021-03-09",
           quoted_zh(out) + "不是日期；请写成 2021-03-09 的形式");
}

/// "#edition", "#等次 优秀": a row about the document.
void SheetReader::document(std::size_t row) {
  std::string_view word = cell(row, SheetColumn::id).substr(1), name;
  if (const std::size_t blank = word.find(' '); blank != std::string_view::npos) {
    name = trimmed(word.substr(blank));
    word = word.substr(0, blank);
  }
  const auto kind = find_sheet_row(word);
  const std::string_view value = title_of(row);
  const auto take = [&](std::string& out) {
    if (value.empty())
      complain("S204", row, SheetColumn::title_zh, "the row has no value; write it in a title column",
               "本行没有内容；请写在名称列");
    out = value;
  };
  if (!kind) {
    complain("S204", row, SheetColumn::id,
             "unknown row " + quoted(cell(row, SheetColumn::id)) +
                 "; rows about the document are #id, #edition, #title, #valid_from, #valid_to, #direction, #partial, "
                 "#note, #decimals, #rounding, #source, #outcome ID and #level NAME",
             "不认识的行" + quoted_zh(cell(row, SheetColumn::id)) +
                 "；关于整个标准的行有：#标准编号、#版本、#标准名称、#生效日期、#失效日期、#方向、#不完整、#说明、"
                 "#小数位数、#取位方式、#出处、#结论 编号、#等次 名称");
    return;
  }
  switch (*kind) {
    case SheetRow::id: id(row, value, spec_.id); break;
    case SheetRow::edition: id(row, value, spec_.edition); break;
    case SheetRow::title:
      text(row, SheetColumn::title_zh, SheetColumn::title_en, limits_.title_characters, spec_.title);
      break;
    case SheetRow::valid_from: date(row, spec_.valid_from); break;
    case SheetRow::valid_to: date(row, spec_.valid_to); break;
    case SheetRow::direction:
      if (const auto d = read_direction(value))
        spec_.direction = *d;
      else
        not_a_word(row, SheetColumn::title_zh, "merit 越高越好, demerit 越低越好");
      break;
    case SheetRow::partial:
      if (const auto yes = read_yes(value); yes && !value.empty())
        spec_.partial = *yes;
      else
        not_a_word(row, SheetColumn::title_zh, "yes 是, no 否");
      break;
    case SheetRow::note: take(spec_.note); break;
    case SheetRow::decimals:
      if (const auto n = number(row, SheetColumn::title_zh, value, false)) {
        if (*n <= 12 && *n == std::floor(*n))
          spec_.numbers.decimals = static_cast<int>(*n);
        else
          complain("S205", row, SheetColumn::title_zh, "write a whole number from 0 to 12", "请填写 0 到 12 的整数");
      }
      break;
    case SheetRow::rounding:
      if (const auto r = read_rounding(value))
        spec_.numbers.mode = *r;
      else
        not_a_word(row, SheetColumn::title_zh, "half_up 四舍五入, half_even 四舍六入五成双, down 舍去");
      break;
    case SheetRow::source:
      if (auto s = source(row)) spec_.sources.push_back(std::move(*s));
      break;
    case SheetRow::outcome: {
      OutcomeSpec& outcome = spec_.outcomes.emplace_back();
      id(row, name, outcome.id);
      text(row, SheetColumn::title_zh, SheetColumn::title_en, limits_.title_characters, outcome.title);
      places_["/outcomes/" + std::to_string(spec_.outcomes.size() - 1)] = {file_.numbers[row], file_.lines[row]};
      break;
    }
    case SheetRow::level: level(row, name); break;
  }
}

void SheetReader::level(std::size_t row, std::string_view name) {
  if (spec_.outcomes.empty()) {
    OutcomeSpec& grade = spec_.outcomes.emplace_back();
    grade.id = "grade";
    grade.title = {{"en", "Grade"}, {"zh", "等次"}};
  }
  OutcomeSpec& outcome = spec_.outcomes.back();
  LevelSpec& level = outcome.levels.emplace_back();
  text(row, SheetColumn::title_zh, SheetColumn::title_en, limits_.title_characters, level.title);
  level.level = name.empty() ? title_of(row) : name;
  if (level.level.empty())
    complain("S204", row, SheetColumn::id, "the level has no name; write it like \"#level A\"",
             "等次没有名称；请写成“#等次 优秀”的形式");
  places_["/outcomes/" + std::to_string(spec_.outcomes.size() - 1) + "/levels/" +
          std::to_string(outcome.levels.size() - 1)] = {file_.numbers[row], file_.lines[row]};
  levels_.push_back({row, spec_.outcomes.size() - 1, outcome.levels.size() - 1});
}

}  // namespace saniscore::inline v0::detail
