#include "responsibility/sheet.hpp"

#include "base/complaint.hpp"
#include "base/csv.hpp"
#include "base/encoding.hpp"
#include "base/text.hpp"
#include "responsibility/words.hpp"

#include <algorithm>

namespace saniscore::inline v0::responsibility {
namespace {

constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

std::string plain(std::string_view heading) {
  std::string out;
  for (const char c : detail::trimmed(heading)) out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

}  // namespace

void SheetReader::columns(std::initializer_list<ColumnWords> words) {
  at_.assign(words.size(), nowhere);
  for (std::size_t k = 0; k < table_.columns.size(); ++k) {
    const auto heading = plain(table_.columns[k]);
    if (heading.starts_with("x-")) continue;
    detail::Nearest near(heading);
    std::size_t found = nowhere, index = 0;
    for (const auto& column : words) {
      for (const auto name : column.names) {
        near.offer(name);
        if (name == heading) found = index;
      }
      ++index;
    }
    const auto place = pointer_.empty() ? "column " + detail::shortened(table_.columns[k]) : pointer_;
    const auto error = [&](const char* code, std::string en, std::string zh) {
      auto d = detail::complaint(code, place, std::move(en), std::move(zh));
      d.source = table_.source;
      errors_.push_back(std::move(d));
    };
    if (found == nowhere) {
      const auto best = near.best();
      error("D110",
            "unknown column " + said(heading) + (best.empty() ? "" : " (did you mean " + said(best) + "?)") +
                "; correct it, or put \"x-\" before what is for people only",
            "不认识的列" + said_zh(heading) + (best.empty() ? "" : "（是不是" + said_zh(best) + "？）") +
                "；请改正，仅供阅读的列请以“x-”开头");
    } else if (at_[found] != nowhere) {
      error("D105", "two columns mean " + said(heading) + "; keep one",
            "有两列表示" + said_zh(heading) + "；请保留一列");
    } else {
      at_[found] = k;
    }
  }
  std::size_t index = 0;
  for (const auto& column : words) {
    if (column.needed && at_[index] == nowhere && !table_.columns.empty()) {
      std::string names;
      for (const auto name : column.names) names += (names.empty() ? "" : ", ") + std::string(name);
      auto d = detail::complaint("D118", pointer_, "a column is missing; it may be called " + names,
                                 "缺少一列，列名可以是 " + names);
      d.source = table_.source;
      errors_.push_back(std::move(d));
    }
    ++index;
  }
}

std::string_view SheetReader::cell(std::size_t row, std::size_t column) const {
  const auto at = at_[column];
  const auto& cells = table_.rows[row];
  return at < cells.size() ? detail::trimmed(cells[at]) : std::string_view{};
}

void SheetReader::complain(const char* code, std::size_t row, std::size_t column, std::string en,
                           std::string zh) const {
  if (errors_.size() >= enough_diagnostics) return;
  const std::string heading = at_[column] < table_.columns.size() ? table_.columns[at_[column]] : "";
  std::string place;
  if (!pointer_.empty()) {
    place = pointer_ + "/" + std::to_string(row) + (heading.empty() ? "" : "/" + heading);
  } else {
    const auto number = row < table_.numbers.size() ? table_.numbers[row] : row + 2;
    place = "row " + std::to_string(number) + (heading.empty() ? "" : ", column " + detail::shortened(heading));
  }
  auto d = detail::complaint(code, std::move(place), std::move(en), std::move(zh));
  d.source = table_.source;
  errors_.push_back(std::move(d));
}

void SheetReader::not_a_word(std::size_t row, std::size_t column, const std::string& en, const std::string& zh) const {
  const auto text = cell(row, column);
  complain("D401", row, column, said(text) + " is not known here; write one of: " + en,
           "不认识" + said_zh(text) + "；可以写：" + zh);
}

void SheetReader::day(std::size_t row, std::size_t column, std::string& out) const {
  const auto text = cell(row, column);
  if (text.empty()) return;
  if (detail::is_iso_date(text))
    out = text;
  else
    complain("D403", row, column, said(text) + " is not a day; write it like 2026-03-09",
             said_zh(text) + "不是日期；请写成 2026-03-09 的形式");
}

void SheetReader::share(std::size_t row, std::size_t column, std::optional<Share>& out) const {
  const auto text = cell(row, column);
  if (text.empty()) return;
  if (const auto share = parse_share(text))
    out = share;
  else
    complain("D402", row, column,
             said(text) + " is no share; write a part of one such as 0.2, 20% or 1/5 (2 : 8 is 0.2 and 0.8)",
             said_zh(text) + "不是比例；请写 0.2、20% 或 1/5（2∶8 写作 0.2 和 0.8）");
}

void SheetReader::yes(std::size_t row, std::size_t column, bool& out) const {
  const auto text = cell(row, column);
  if (text.empty()) return;
  const auto word = plain(text);
  out = word == "yes" || word == "true" || word == "1" || word == "是";
  if (!out && word != "no" && word != "false" && word != "0" && word != "否")
    not_a_word(row, column, "yes, no", "是、否");
}

void shorten(std::vector<Diagnostic>& diagnostics, std::size_t most) {
  if (diagnostics.size() <= most) return;
  const bool all = diagnostics.size() < enough_diagnostics;
  const auto more = (all ? "" : "at least ") + std::to_string(diagnostics.size() - most);
  const auto more_zh = (all ? "" : "至少") + std::to_string(diagnostics.size() - most);
  diagnostics.resize(most);
  diagnostics.push_back(detail::complaint("D499", {}, more + " more complaints are not shown; correct these first",
                                          "另有 " + more_zh + " 个问题未显示；请先改正以上问题"));
}

Result<TextTable> read_table(std::string csv, std::string source_name) {
  auto decoded = detail::decode(std::move(csv), detail::Encoding::automatic, source_name);
  if (!decoded) return decoded.diagnostics();
  const auto file = detail::read_csv(std::move(decoded->text), source_name);
  if (!file) return file.diagnostics();
  TextTable table;
  table.source = std::move(source_name);
  for (const auto heading : file->header) table.columns.emplace_back(heading);
  for (std::size_t row = 0; row < file->rows(); ++row) {
    auto& cells = table.rows.emplace_back();
    for (std::size_t k = 0; k < file->header.size(); ++k) cells.emplace_back(file->cell(row, k));
  }
  table.numbers = file->numbers;
  return table;
}

std::string to_csv(const TextTable& table, bool bom) {
  std::string out = bom ? "\xEF\xBB\xBF" : "";
  out += detail::csv_line(table.columns, bom);
  for (const auto& row : table.rows) out += detail::csv_line(row, bom);
  return out;
}

}  // namespace saniscore::inline v0::responsibility
