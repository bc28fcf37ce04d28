// SheetReader: sheets laid out as on paper, with a title above the header, merged cells that name groups, no numbers or
// numbers of groups only, and lines for signatures.
#include "standard/sheet_reader.hpp"

#include "base/text.hpp"
#include "standard/rule_scan.hpp"
#include "standard/rule_words.hpp"

#include <algorithm>

namespace saniscore::inline v0::detail {
namespace {

/// "环境卫生（30分）": the points of a group often stand in its title. Takes them out of it.
std::optional<double> eat_points(std::string& title) {
  for (const std::string_view bracket : {"（", "("}) {
    const std::size_t at = title.rfind(bracket);
    if (at == std::string::npos || at == 0) continue;
    const std::string narrow = narrowed(std::string_view(title).substr(at));
    std::string_view rest = std::string_view(narrow).substr(1);
    eat_any(rest, {"共", "满分", "计"});
    const auto points = eat_number(rest);
    if (!points || !is_any(rest, {"分)", "分"})) continue;
    title = trimmed(std::string_view(title).substr(0, at));
    return points;
  }
  return std::nullopt;
}

}  // namespace

bool SheetReader::is_total_row(std::size_t row) const {
  return std::any_of(titles_.begin(), titles_.end(), [&](std::size_t k) { return is_total(file_.cell(row, k)); }) ||
         is_total(cell(row, SheetColumn::id)) || is_total(title_of(row));
}

/// "检查人签名：": a line of the form below the criteria.
bool SheetReader::signs_off(std::size_t row) const {
  for (const SheetColumn column : {SheetColumn::points, SheetColumn::weight, SheetColumn::measure, SheetColumn::target})
    if (!cell(row, column).empty()) return false;
  for (std::size_t k = 0; k < file_.header.size(); ++k) {
    const std::string text = narrowed(file_.cell(row, k));
    std::string_view rest = text;
    if (rest.empty()) continue;
    return eat_any(rest, {"检查人",   "检查员", "检查组", "检查单位", "检查时间", "检查日期", "考核人", "考核组",
                          "考核时间", "评分人", "评分员", "被检查",   "受检",     "负责人",   "陪同",   "签名",
                          "签字",     "日期",   "时间",   "备注",     "说明",     "注"}) &&
           (rest.empty() || contains_any(rest, {":", "签名", "签字"}));
  }
  return false;
}

bool SheetReader::is_criterion(std::size_t row) const { return rows_.empty() || !signs_off(row); }

/// Which title columns name groups, and what the numbers number.
void SheetReader::layers() {
  std::vector<std::size_t> rows;  // of criteria
  for (std::size_t row = 0; row < file_.rows(); ++row)
    if (!cell(row, SheetColumn::id).starts_with('#') && !is_total_row(row) && !(row > 0 && signs_off(row)))
      rows.push_back(row);
  // Merged cells are empty below the first, or say the same again.
  const auto merged = [&](std::size_t column) {
    for (std::size_t k = 0; k < rows.size(); ++k) {
      const std::string_view text = file_.cell(rows[k], column);
      if (text.empty() || (k > 0 && text == file_.cell(rows[k - 1], column))) return true;
    }
    return false;
  };
  const auto column = [&](SheetColumn c) -> std::optional<std::size_t>& {
    return columns_[static_cast<std::size_t>(c)];
  };
  if (titles_.size() > 1) {
    std::size_t item = titles_.size() - 1;
    if (!merged(titles_[item - 1]) && !column(SheetColumn::text_zh))
      column(SheetColumn::text_zh) = titles_[item--];  // a short title, and the wording
    column(SheetColumn::title_zh) = titles_[item];
    layers_.assign(titles_.begin(), titles_.begin() + static_cast<std::ptrdiff_t>(item));
    if (!layers_.empty() && column(SheetColumn::parent))
      complain("S203", file_.rows(), file_.header[titles_[item]],
               "with a column for the parent there is one for titles; keep one of \"" +
                   std::string(file_.header[titles_.front()]) + "\" and this",
               "已有“上级”列，名称只能有一列；请保留“" + std::string(file_.header[titles_.front()]) + "”与此列之一");
    if (!layers_.empty())
      understood(file_.rows(), file_.header[layers_.front()],
                 {"names the groups that the rows below it belong to", "为分组名称，其下各行归入该组"});
  }
  const auto id = column(SheetColumn::id);
  if (!id && ((titles_.empty() && !column(SheetColumn::title_en)) ||
              (!column(SheetColumn::points) && !column(SheetColumn::measure)))) {
    complain("S202", file_.rows(), std::string_view(),
             "the sheet has no column \"id\" (编号, 序号) for the number of each criterion; add it",
             "表中没有“编号”（序号）列；请补上");
  } else if (!id) {
    ids_ = Ids::none;
    understood(
        0, {},
        {"there is no column of ids: rows are numbered in their order; keep the standard as a document (convert) "
         "before data are collected, since a row put in between renumbers those after it",
         "没有“编号”列：按行的顺序编号；收集数据前请先存为文件（convert），以免插入行后编号改变"});
  } else if (!layers_.empty() && merged(*id)) {
    ids_ = Ids::of_groups;
    understood(
        0, file_.header[*id],
        {"numbers the groups; rows are numbered within them (2.1, 2.2)", "为分组编号，组内各行依次编号（2.1、2.2）"});
  }
}

/// What stands above the header: the title, and lines to fill in.
void SheetReader::heading() {
  for (const auto& above : file_.above) {
    std::string_view only;
    std::size_t filled = 0;
    for (const std::string_view text : above)
      if (!text.empty()) only = filled++ == 0 ? text : only;
    if (filled != 1 || !spec_.title.empty() || only.starts_with("附件") || contains_any(only, {":", "："})) continue;
    if (count_code_points(only) > limits_.title_characters) continue;
    spec_.title["zh"] = only;
    understood(file_.rows(), only, {"the title of the standard", "标准名称"});
  }
}

std::string SheetReader::next_number(std::size_t layer) {
  if (layer == 0) return std::to_string(++numbered_);
  Group& in = open_[layer - 1];
  return in.id + "." + std::to_string(++in.parts);
}

/// A group whose rows have numbers of their own goes by its title.
std::string SheetReader::group_name(std::string_view title) {
  std::string base;
  for (std::size_t i = 0; i < title.size() && count_code_points(base) + 4 < limits_.id_characters;) {
    const char32_t c = next_code_point(title, i);
    append_utf8(base, c == U'/' || c == U'@' || c == U'#' || is_control_or_bidi(c) ? U'_' : c);
  }
  std::string name = base;
  for (std::size_t k = 2; !names_.insert(name).second; ++k) name = base + "-" + std::to_string(k);
  return name;
}

/// Groups that begin in this row.
bool SheetReader::open_groups(std::size_t row) {
  if (layers_.empty() || is_total_row(row)) {
    open_.clear();
    return true;
  }
  for (std::size_t layer = 0; layer < layers_.size(); ++layer) {
    const std::string_view title = file_.cell(row, layers_[layer]);
    if (layer < open_.size() && (title.empty() || title == open_[layer].title)) continue;
    if (title.empty() && layer > 0) break;  // straight in the group around it
    if (title.empty()) {
      complain("S206", row, file_.header[layers_.front()], "the first row belongs to no group; name it here",
               "第一行不属于任何分组；请在此写明");
      return false;
    }
    open_.resize(layer);
    Row group;
    group.at = row;
    group.made = true;
    std::string words(title);
    group.node.points = eat_points(words);
    const std::string_view number = cell(row, SheetColumn::id);
    const std::string name = ids_ == Ids::of_rows                   ? group_name(words)
                             : ids_ == Ids::of_groups && layer == 0 ? std::string(number)
                                                                    : next_number(layer);
    if (!id(row, name, group.node.id)) return false;
    group.node.title["zh"] = words;
    group.parent = layer == 0 ? "" : open_[layer - 1].id;
    open_.push_back({title, group.node.id, 0});
    rows_.push_back(std::move(group));
  }
  return true;
}

std::string SheetReader::item_id(std::size_t row) {
  const std::string_view own = cell(row, SheetColumn::id);
  if (is_total_row(row) && (own.empty() || ids_ != Ids::of_rows)) return "total";
  return ids_ == Ids::of_rows ? std::string(own) : next_number(open_.size());
}

}  // namespace saniscore::inline v0::detail
