// read_sheet(): the header, and what a criterion's row says besides its rule.
#include "standard/sheet_reader.hpp"

#include "base/encoding.hpp"
#include "base/text.hpp"
#include "standard/rule_scan.hpp"
#include "standard/rule_words.hpp"
#include "standard/standard_reader.hpp"

#include <algorithm>
#include <cmath>

namespace saniscore::inline v0 {
namespace detail {
namespace {

/// Keeps a list of complaints about 10^5 rows short.
constexpr std::size_t shown_rows = 8;

std::string_view in(SheetColumn column) { return sheet_column_name(column, Language::en); }

}  // namespace

void SheetReader::complain(const char* code, std::size_t row, std::string_view column, std::string en, std::string zh) {
  if (errors_.size() >= limits_.diagnostics) {
    ++dropped_;
    return;
  }
  errors_.push_back(csv_complaint(code, file_, row, column, std::move(en), std::move(zh)));
}

void SheetReader::complain(const char* code, std::size_t row, SheetColumn column, std::string en, std::string zh) {
  const auto k = columns_.at(static_cast<std::size_t>(column));
  complain(code, row, k ? file_.header[*k] : in(column), std::move(en), std::move(zh));
}

void SheetReader::warn(const char* code, std::size_t row, SheetColumn column, std::string en, std::string zh) {
  if (warnings_.size() >= limits_.diagnostics) return;
  const auto k = columns_.at(static_cast<std::size_t>(column));
  warnings_.push_back(csv_complaint(code, file_, row, k ? file_.header[*k] : in(column), std::move(en), std::move(zh)));
  warnings_.back().severity = Severity::warning;
}

/// What was made of a cell; rows with the same words share one note.
void SheetReader::understood(std::size_t row, std::string_view cell, Phrase as) {
  const std::string key = std::string(cell) + "\n" + as.en;
  const auto [at, fresh] = note_of_.try_emplace(key, understood_.size());
  if (fresh) understood_.push_back({{}, row, std::string(cell), std::move(as)});
  understood_[at->second].rows.push_back(row < file_.rows() ? file_.numbers[row] : file_.header_row);
}

std::vector<Diagnostic> SheetReader::notes() {
  std::vector<Diagnostic> out;
  for (Note& note : understood_) {
    std::string rows;
    for (std::size_t k = 0; k < note.rows.size() && k < shown_rows; ++k)
      rows += (k == 0 ? "" : ", ") + std::to_string(note.rows[k]);
    if (note.rows.size() > shown_rows) rows += ", …";
    const bool several = note.rows.size() > 1;
    const std::string count = std::to_string(note.rows.size());
    const std::string words = shortened(note.cell, 80);
    out.push_back(csv_complaint("S215", file_, note.first, {},
                                (words.empty() ? "" : "\"" + words + "\" is ") + "read as: " + note.as.en +
                                    (several ? " (" + count + " rows: " + rows + ")" : ""),
                                (words.empty() ? "" : "“" + words + "”") + "读作：" + note.as.zh +
                                    (several ? "（共 " + count + " 行：" + rows + "）" : "")));
    out.back().severity = Severity::note;
  }
  std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.line < b.line; });
  return out;
}

std::string_view SheetReader::cell(std::size_t row, SheetColumn column) const {
  const auto k = columns_.at(static_cast<std::size_t>(column));
  if (!k) return {};
  std::string_view text = file_.cell(row, *k);
  // What guards against formulas (csv_line) is no part of the text.
  if (text.size() > 1 && text.starts_with('\'')) {
    const std::string_view rest = text.substr(1);
    if (std::string_view("=+-@").find(rest[0]) != std::string_view::npos || rest.starts_with("＝") ||
        rest.starts_with("＋") || rest.starts_with("－") || rest.starts_with("＠"))
      return rest;
  }
  return text;
}

std::string_view SheetReader::title_of(std::size_t row) const {
  const std::string_view zh = cell(row, SheetColumn::title_zh);
  return zh.empty() ? cell(row, SheetColumn::title_en) : zh;
}

std::optional<double> SheetReader::number(std::size_t row, SheetColumn column, bool negative) {
  return number(row, column, cell(row, column), negative);
}

std::optional<double> SheetReader::number(std::size_t row, SheetColumn column, std::string_view text, bool negative) {
  if (text.empty()) return std::nullopt;
  const auto value = parse_number(text);
  if (value && (negative || *value >= 0)) return value;
  const std::string narrow = narrowed(text);
  std::string_view rest = without_blanks(narrow);
  const auto meant = eat_number(rest, negative);
  if (meant && column == SheetColumn::points && (rest == "分" || rest == " 分") && is_digit(text[0])) return meant;
  const bool slip = meant && is_any(rest, {"", "分", "%", " 分", "%.", "分."});
  std::string remedy_en = negative ? "; write a number" : "; write a number, 0 or more";
  std::string remedy_zh = negative ? "；请填写数字" : "；请填写 0 或正数";
  if (slip) {
    remedy_en = "; write " + number_text(*meant);
    remedy_zh = "；请写成 " + number_text(*meant);
  }
  complain("S205", row, column, "\"" + shortened(text) + "\" is not a number that can stand here" + remedy_en,
           "此处不能填“" + shortened(text) + "”" + remedy_zh);
  return std::nullopt;
}

void SheetReader::text(std::size_t row, SheetColumn zh, SheetColumn en, std::size_t most, Text& out) {
  for (const auto& [column, language] : {std::pair{zh, "zh"}, {en, "en"}}) {
    const std::string_view words = cell(row, column);
    if (words.empty()) continue;
    out[language] = words;
    if (words.size() > most && count_code_points(words) > most)
      complain("S009", row, column,
               "the title has more than " + std::to_string(most) + " characters; put the wording in a text column",
               "名称超过 " + std::to_string(most) + " 个字符；请把全文写在“原文”列");
  }
}

bool SheetReader::id(std::size_t row, std::string_view text, std::string& out) {
  if (text.empty()) {
    complain("S206", row, SheetColumn::id, "the row has no id; give every criterion its own, such as its clause number",
             "本行没有编号；请给每个指标一个编号，例如条款号");
    return false;
  }
  if (count_code_points(text) > limits_.id_characters) {
    const std::string most = std::to_string(limits_.id_characters);
    complain("S008", row, SheetColumn::id,
             "the id has more than " + most + " characters; shorten it and keep the wording in the title",
             "编号超过 " + most + " 个字符；请缩短，名称写在名称列");
    return false;
  }
  for (std::size_t i = 0; i < text.size();) {
    const char32_t c = next_code_point(text, i);
    if (c == U'/' || c == U'@' || c == U'#' || is_control_or_bidi(c)) {
      complain("S007", row, SheetColumn::id,
               quoted(text) + " cannot be an id: it holds / @ # or an invisible character; use . - or _",
               quoted_zh(text) + "不能作编号：含有 / @ # 或不可见字符；请改用 . - 或 _");
      return false;
    }
  }
  out = text;
  return true;
}

void SheetReader::not_a_word(std::size_t row, SheetColumn column, const std::string& words) {
  const std::string found = shortened(cell(row, column));
  complain("S211", row, column, "\"" + found + "\" is not understood here; use " + words,
           "此处看不懂“" + found + "”；可用 " + words);
}

std::optional<SourceSpec> SheetReader::source(std::size_t row) const {
  SourceSpec s{std::string(cell(row, SheetColumn::source)), std::string(cell(row, SheetColumn::source_url)),
               std::string(cell(row, SheetColumn::source_status)), std::string(cell(row, SheetColumn::source_note))};
  if (s.title.empty() && s.url.empty() && s.status.empty() && s.note.empty()) return std::nullopt;
  return s;
}

bool SheetReader::header() {
  for (std::size_t k = 0; k < file_.header.size(); ++k) {
    const std::string_view name = file_.header[k];
    if (name.starts_with("x-")) continue;
    const auto column = find_sheet_column(name);
    const std::string shown = shortened(name);
    if (!column && is_form_column(name)) {
      understood(file_.rows(), name, {"a column for the inspector; left out", "供检查时填写的列，略去"});
      continue;
    }
    if (!column) {
      const std::string_view near = nearest_sheet_column(name);
      const std::string meant_en = near.empty() ? "" : "did you mean \"" + std::string(near) + "\"? ";
      const std::string meant_zh = near.empty() ? "" : "是不是“" + std::string(near) + "”？";
      complain("S201", file_.rows(), name,
               "unknown column \"" + shown + "\"; " + meant_en + "Put \"x-\" before a column that is for people only",
               "不认识的列“" + shown + "”；" + meant_zh + "只给人看的列，请在列名前加“x-”");
      continue;
    }
    auto& at = columns_.at(static_cast<std::size_t>(*column));
    if (*column == SheetColumn::title_zh) {
      titles_.push_back(k);
    } else if (at) {
      complain("S203", file_.rows(), name,
               "means the same as column \"" + std::string(file_.header[*at]) + "\"; keep one",
               "与“" + std::string(file_.header[*at]) + "”列含义相同；请只保留一列");
    }
    at = k;
  }
  if (errors_.empty()) layers();
  if (errors_.empty()) find_sections();
  return errors_.empty();
}

void SheetReader::details(std::size_t row, NodeSpec& n) {
  constexpr std::size_t any_length = std::string::npos;
  text(row, SheetColumn::title_zh, SheetColumn::title_en, limits_.title_characters, n.title);
  text(row, SheetColumn::text_zh, SheetColumn::text_en, any_length, n.text);
  text(row, SheetColumn::guidance_zh, SheetColumn::guidance_en, any_length, n.guidance);
  n.points = number(row, SheetColumn::points);
  n.weight = number(row, SheetColumn::weight);
  if (const auto yes = read_yes(cell(row, SheetColumn::extra)))
    n.extra = *yes;
  else
    not_a_word(row, SheetColumn::extra, "yes 是, no 否");
  for (const std::string_view tag : parts_of(cell(row, SheetColumn::tags), ";")) n.tags.emplace_back(tag);
  if (const auto words = cell(row, SheetColumn::reduce); !words.empty()) {
    if (auto steps = read_reduce(words))
      n.reduce = std::move(*steps);
    else
      not_a_word(
          row, SheetColumn::reduce,
          "\"site mean\" 点位平均, \"site worst\" 点位取最差, \"method mean\" 方式平均, \"round latest\" 轮次取最近");
  }
  if (const auto words = cell(row, SheetColumn::direction); !words.empty()) {
    if (const auto d = read_direction(words))
      n.direction = *d;
    else
      not_a_word(row, SheetColumn::direction, "merit 越高越好, demerit 越低越好");
  }
  if (const auto n_decimals = number(row, SheetColumn::decimals)) {
    if (*n_decimals <= 12 && *n_decimals == std::floor(*n_decimals))
      n.round = RoundSpec{static_cast<int>(*n_decimals), Rounding::half_up};
    else
      complain("S205", row, SheetColumn::decimals, "write a whole number from 0 to 12", "请填写 0 到 12 的整数");
  }
  ValueSpec value;
  value.kind = cell(row, SheetColumn::value_kind);
  value.unit = cell(row, SheetColumn::value_unit);
  if (const auto words = cell(row, SheetColumn::value_range); !words.empty()) {
    const std::string narrow = narrowed(words);
    std::string_view rest = narrow;
    const auto low = eat_number(rest, true);
    eat_blanks(rest);
    const bool dash = eat(rest, "-");
    eat_blanks(rest);
    const auto high = eat_number(rest, true);
    if (low && dash && high && rest.empty())
      value.range = {*low, *high};
    else
      not_a_word(row, SheetColumn::value_range, "0~100");
  }
  if (!value.kind.empty() || !value.unit.empty() || value.range) n.value = std::move(value);
  if (auto s = source(row)) n.sources.push_back(std::move(*s));
}

void SheetReader::criterion(std::size_t row) {
  if (rows_.size() >= limits_.criteria) {
    if (rows_.size() == limits_.criteria && errors_.empty())
      complain("S010", row, std::string_view(),
               "more than " + std::to_string(limits_.criteria) + " criteria; split the sheet",
               "指标超过 " + std::to_string(limits_.criteria) + " 个；请拆分");
    return;
  }
  if (!is_criterion(row)) {
    understood(row, file_.cell(row, 0), {"no criterion; left out", "不是指标，略去"});
    return;
  }
  if (const auto at = sections_.find(row); at != sections_.end() && at->second.holds) return begin_section(row);
  if (!open_groups(row)) return;
  Row r;
  r.at = row;
  if (!id(row, item_id(row), r.node.id)) return;
  r.parent = open_.empty() ? std::string(cell(row, SheetColumn::parent)) : open_.back().id;
  details(row, r.node);
  rows_.push_back(std::move(r));
}

Result<StandardSpec> SheetReader::read() {
  if (header()) {
    // Ids are borrowed from it; one more for a total.
    rows_.reserve(std::min(file_.rows() * (1 + layers_.size()), limits_.criteria + layers_.size()) + 1);
    for (std::size_t row = 0; row < file_.rows(); ++row) {
      if (cell(row, SheetColumn::id).starts_with('#'))
        document(row);
      else
        criterion(row);
    }
    if (rows_.empty() && errors_.empty())
      complain("S212", file_.rows(), std::string_view(), "there is no criterion below the header", "表头之下没有指标");
    heading();
    parents();
    // Rules are read in any case, so that all complaints come at once.
    if (find_root() && reach_all()) scored_groups();
    for (Row& row : rows_) row.children.empty() ? leaf(row) : group(row);
    if (errors_.empty()) level_conditions();
  }
  if (!errors_.empty()) {
    std::stable_sort(errors_.begin(), errors_.end(), [](const auto& a, const auto& b) { return a.line < b.line; });
    if (dropped_ > 0) {
      Diagnostic more;
      more.code = "S099";
      more.severity = Severity::note;
      more.source = file_.source;
      more.en = "and " + std::to_string(dropped_) + " more; correct these first, or raise the limit on diagnostics";
      more.zh = "另有 " + std::to_string(dropped_) + " 处；请先改正以上各处，或调高诊断条数上限";
      errors_.push_back(std::move(more));
    }
    return std::move(errors_);
  }
  identity();
  assemble();
  std::vector<Diagnostic> remarks = notes();
  remarks.insert(remarks.end(), warnings_.begin(), warnings_.end());
  return {std::move(spec_), std::move(remarks)};
}

}  // namespace detail

Result<StandardSpec> read_sheet(std::string_view bytes, std::string source_name, const Limits& limits) {
  if (bytes.size() > limits.bytes) {
    Diagnostic d;
    d.code = "J007";
    d.source = source_name;
    d.en = "the file has more than " + std::to_string(limits.bytes) + " bytes; split it, or raise the limit";
    d.zh = "文件超过 " + std::to_string(limits.bytes) + " 字节；请拆分或调高上限";
    return d;
  }
  auto decoded = detail::decode(std::string(bytes), detail::Encoding::automatic, source_name);
  if (!decoded) return decoded.diagnostics();
  // Cells copied out of a spreadsheet are separated by tabs.
  const std::string_view first = std::string_view(decoded->text).substr(0, decoded->text.find_first_of("\r\n"));
  const char separator =
      first.find('\t') != std::string_view::npos && first.find(',') == std::string_view::npos ? '\t' : ',';
  detail::CsvLimits csv_limits;
  csv_limits.diagnostics = limits.diagnostics;
  const auto file = detail::read_csv_below(detail::is_sheet_header, std::move(decoded->text), std::move(source_name),
                                           separator, csv_limits);
  if (!file) return file.diagnostics();
  return detail::SheetReader(*file, limits).read();
}

}  // namespace saniscore::inline v0
