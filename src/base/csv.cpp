#include "base/csv.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace saniscore::inline v0::detail {
namespace {

/// Reads one record after the other out of the text. Cells are unquoted in place: what is written is never longer
/// than what was read.
class Splitter {
 public:
  Splitter(CsvFile& file, char separator, const CsvLimits& limits, IsHeader is_header = nullptr)
      : file_(file), text_(*file.text), separator_(separator), limits_(limits), is_header_(is_header) {}

  std::vector<Diagnostic> run() {
    while (at_ < text_.size() && !stop_) record();
    if (file_.header.empty() && diagnostics_.empty())
      complain("D108", 0, 0, {}, "the file has no header row", "文件没有表头行");
    return std::move(diagnostics_);
  }

 private:
  void complain(std::string code, std::uint32_t row, std::uint32_t line, std::string_view column, std::string en,
                std::string zh) {
    Diagnostic d;
    d.code = std::move(code);
    d.source = file_.source;
    d.line = line;
    if (row > 0) d.pointer = "row " + std::to_string(row);
    if (!column.empty()) d.pointer += ", column " + std::string(column);
    d.en = std::move(en);
    d.zh = std::move(zh);
    diagnostics_.push_back(std::move(d));
    stop_ = stop_ || diagnostics_.size() >= limits_.diagnostics;
  }

  /// The name of the column being read, or its number while the header is unknown.
  std::string column_name() const {
    const std::size_t k = cells_.size();
    return k < file_.header.size() ? std::string(file_.header[k]) : std::to_string(k + 1);
  }

  bool at_line_end() const { return at_ >= text_.size() || text_[at_] == '\n' || text_[at_] == '\r'; }

  void skip_line_end() {
    if (at_ >= text_.size()) return;
    if (text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n') ++at_;
    ++at_;
    ++line_;
  }

  void record() {
    ++row_;
    begin_ = line_;
    cells_.clear();
    bool good = true;
    for (;;) {
      const bool quoted = at_ < text_.size() && text_[at_] == '"';
      good = (quoted ? quoted_cell() : plain_cell()) && good;
      if (stop_) return;
      if (cells_.size() > limits_.columns) {
        complain("D106", row_, begin_, {}, "more than " + std::to_string(limits_.columns) + " columns",
                 "超过 " + std::to_string(limits_.columns) + " 列");
        stop_ = true;
        return;
      }
      if (at_line_end()) break;
      ++at_;  // the separator
    }
    skip_line_end();
    const bool blank = std::all_of(cells_.begin(), cells_.end(), [](std::string_view c) { return c.empty(); });
    if (blank && good && (cells_.size() == 1 || !file_.header.empty())) return;
    if (file_.header.empty()) {
      // Nothing below a bad header can be told apart.
      if (good && is_header_ && !is_header_(cells_)) {
        file_.above.push_back(cells_);
        stop_ = file_.above.size() >= most_above;
        return;
      }
      if (good) header();
      stop_ = !diagnostics_.empty();
    } else if (good) {
      row();
    }
  }

  bool plain_cell() {
    const std::size_t start = at_;
    bool good = true;
    while (!at_line_end() && text_[at_] != separator_) {
      if (text_[at_] == '"' && good) {
        complain("D102", row_, line_, column_name(),
                 "a quote inside a cell that does not begin with one; quote the whole cell and double the quote",
                 "单元格不以引号开头，中间却有引号；请给整个单元格加引号并把其中的引号写成两个");
        good = false;
      }
      if (text_[at_] == '\0') return nul();
      ++at_;
    }
    return finish(std::string_view(text_).substr(start, at_ - start)) && good;
  }

  bool quoted_cell() {
    const std::uint32_t opened = line_;
    std::size_t to = ++at_;
    const std::size_t start = to;
    for (;;) {
      if (at_ >= text_.size()) {
        complain("D102", row_, opened, column_name(), "the quote that begins this cell is never closed",
                 "单元格开头的引号没有闭合");
        stop_ = true;
        return false;
      }
      const char c = text_[at_];
      if (c == '\0') return nul();
      if (c == '"') {
        if (at_ + 1 < text_.size() && text_[at_ + 1] == '"')
          ++at_;
        else
          break;
      } else if (c == '\n' || (c == '\r' && !(at_ + 1 < text_.size() && text_[at_ + 1] == '\n'))) {
        ++line_;
      }
      text_[to++] = text_[at_++];
    }
    ++at_;
    if (!at_line_end() && text_[at_] != separator_) {
      complain("D102", row_, line_, column_name(),
               "text after the closing quote of a cell; a quote inside is written twice",
               "单元格的结束引号之后还有文字；单元格里的引号要写成两个");
      while (!at_line_end() && text_[at_] != separator_) ++at_;
      cells_.emplace_back();
      return false;
    }
    return finish(std::string_view(text_).substr(start, to - start));
  }

  bool nul() {
    complain("D107", row_, line_, column_name(), "a NUL byte; is this a text file?", "含有 NUL 字节；这是文本文件吗？");
    stop_ = true;
    return false;
  }

  bool finish(std::string_view cell) {
    if (cell.size() > limits_.cell_bytes) {
      complain("D106", row_, begin_, column_name(),
               "a cell of more than " + std::to_string(limits_.cell_bytes) + " bytes",
               "单元格超过 " + std::to_string(limits_.cell_bytes) + " 字节");
      stop_ = true;
      return false;
    }
    cells_.push_back(trimmed(cell));
    return true;
  }

  void header() {
    file_.header = cells_;
    file_.header_row = row_;
    file_.header_line = begin_;
    std::unordered_map<std::string_view, std::size_t> seen;
    for (std::size_t k = 0; k < cells_.size() && !stop_; ++k) {
      const std::string number = std::to_string(k + 1);
      if (cells_[k].empty()) {
        complain("D104", row_, begin_, number, "this column has no name", "这一列没有列名");
      } else if (const auto [first, is_new] = seen.emplace(cells_[k], k); !is_new) {
        complain("D105", row_, begin_, number,
                 "column name \"" + std::string(cells_[k]) + "\" already stands in column " +
                     std::to_string(first->second + 1),
                 "列名“" + std::string(cells_[k]) + "”与第 " + std::to_string(first->second + 1) + " 列重复");
      }
    }
  }

  void row() {
    if (cells_.size() != file_.header.size()) {
      const std::string have = std::to_string(cells_.size());
      const std::string want = std::to_string(file_.header.size());
      // The first column without a cell, or the first cell without a column.
      complain("D103", row_, begin_,
               cells_.size() < file_.header.size() ? std::string(file_.header[cells_.size()])
                                                   : std::to_string(file_.header.size() + 1),
               have + " cells where the header has " + want, "本行有 " + have + " 个单元格，表头有 " + want + " 个");
      return;
    }
    file_.cells.insert(file_.cells.end(), cells_.begin(), cells_.end());
    file_.numbers.push_back(row_);
    file_.lines.push_back(begin_);
  }

  CsvFile& file_;
  std::string& text_;
  const char separator_;
  const CsvLimits& limits_;
  const IsHeader is_header_;
  static constexpr std::size_t most_above = 10;
  std::vector<std::string_view> cells_;
  std::vector<Diagnostic> diagnostics_;
  std::size_t at_ = 0;
  std::uint32_t row_ = 0, line_ = 1, begin_ = 1;
  bool stop_ = false;
};

bool looks_like_formula(std::string_view cell) {
  constexpr std::string_view wide[] = {"＝", "＋", "－", "＠"};
  if (cell.empty() || parse_number(cell)) return false;
  if (std::string_view("=+-@\t\r\n").find(cell[0]) != std::string_view::npos) return true;
  for (const std::string_view sign : wide)
    if (cell.starts_with(sign)) return true;
  return false;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks[] = {" ", "\t", "\xC2\xA0", "\xE3\x80\x80"};
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view blank : blanks) {
      while (text.starts_with(blank)) text.remove_prefix(blank.size()), again = true;
      while (text.ends_with(blank)) text.remove_suffix(blank.size()), again = true;
    }
  }
  return text;
}

Result<CsvFile> read_csv(std::string text, std::string source, char separator, const CsvLimits& limits) {
  CsvFile file;
  file.source = std::move(source);
  file.text = std::make_unique<std::string>(std::move(text));
  auto diagnostics = Splitter(file, separator, limits).run();
  if (!diagnostics.empty()) return diagnostics;
  return file;
}

Result<CsvFile> read_csv_below(IsHeader is_header, std::string text, std::string source, char separator,
                               const CsvLimits& limits) {
  CsvFile file;
  file.source = source;
  file.text = std::make_unique<std::string>(text);  // cells are unquoted in place
  auto diagnostics = Splitter(file, separator, limits, is_header).run();
  if (file.header.empty()) return read_csv(std::move(text), std::move(source), separator, limits);
  if (!diagnostics.empty()) return diagnostics;
  return file;
}

Diagnostic csv_complaint(std::string code, const CsvFile& file, std::size_t row, std::string_view column,
                         std::string en, std::string zh) {
  Diagnostic d;
  d.code = std::move(code);
  d.source = file.source;
  const bool heading = row >= file.numbers.size();
  if (!file.in_memory) d.line = heading ? file.header_line : file.lines[row];
  if (!file.in_memory || !heading) d.pointer = "row " + std::to_string(heading ? file.header_row : file.numbers[row]);
  if (!column.empty()) d.pointer.append(d.pointer.empty() ? "" : ", ").append("column ").append(column);
  d.en = std::move(en);
  d.zh = std::move(zh);
  return d;
}

std::string csv_line(const std::vector<std::string>& cells, bool crlf) {
  std::string line;
  for (std::size_t k = 0; k < cells.size(); ++k) {
    if (k > 0) line += ',';
    const std::string cell = looks_like_formula(cells[k]) ? "'" + cells[k] : cells[k];
    if (cell.find_first_of(",\"\r\n") == std::string::npos) {
      line += cell;
      continue;
    }
    line += '"';
    for (const char c : cell) {
      if (c == '"') line += '"';
      line += c;
    }
    line += '"';
  }
  return line + (crlf ? "\r\n" : "\n");
}

}  // namespace saniscore::inline v0::detail
