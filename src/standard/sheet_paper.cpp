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

/// Takes "一、", "（二）" or "第三部分" off the beginning: how deep it stands, and the number.
std::optional<std::pair<std::size_t, std::string>> eat_section_number(std::string_view& text) {
  std::string_view rest = text;
  const bool part = eat(rest, "第");
  const bool bracket = eat_any(rest, {"（", "("});
  std::string number;
  for (bool more = true; more;) {
    more = false;
    for (const std::string_view digit : {"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"})
      if (eat(rest, digit)) {
        number += digit;
        more = true;
      }
  }
  if (number.empty() || (part && !eat_any(rest, {"部分", "章", "类", "篇"})) ||
      (bracket && !eat_any(rest, {"）", ")"})))
    return std::nullopt;
  if (!eat_any(rest, {"、", "，", "．", ".", ":", "："}) && !bracket && !part && !rest.empty()) return std::nullopt;
  text = trimmed(rest);
  return std::pair{bracket ? std::size_t{1} : std::size_t{0}, number};
}

}  // namespace

/// "一、环境卫生（30分）" in a row of its own, without a rule, holds the rows below it up to the next such row.
void SheetReader::find_sections() {
  if (!layers_.empty() || columns_[static_cast<std::size_t>(SheetColumn::parent)]) return;
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < file_.rows(); ++row) {
    if (cell(row, SheetColumn::id).starts_with('#') || is_total_row(row) || (row > 0 && signs_off(row))) continue;
    rows.push_back(row);
    bool bare = true;
    for (const SheetColumn column : {SheetColumn::measure, SheetColumn::target, SheetColumn::weight, SheetColumn::veto})
      bare = bare && cell(row, column).empty();
    std::string_view words = cell(row, SheetColumn::id), title = title_of(row);
    if (words.empty()) std::swap(words, title);
    const auto number = eat_section_number(words);
    if (!bare || !number || (!words.empty() && !title.empty())) continue;
    sections_[row] = {number->first, number->second, std::string(words.empty() ? title : words), false};
  }
  bool any = false;
  for (std::size_t k = 0; k + 1 < rows.size(); ++k) {
    const auto at = sections_.find(rows[k]), next = sections_.find(rows[k + 1]);
    if (at == sections_.end() || (next != sections_.end() && next->second.level <= at->second.level)) continue;
    at->second.holds = true;
    if (!any)
      understood(rows[k], at->second.title,
                 {"a section; rows belong to the section above them", "分组标题，其下各行归入该组"});
    any = true;
  }
  if (!any) return sections_.clear();
  std::unordered_set<std::string_view> ids;
  for (const std::size_t row : rows)
    if (const auto at = sections_.find(row); at == sections_.end())
      restarts_ = restarts_ || (!cell(row, SheetColumn::id).empty() && !ids.insert(cell(row, SheetColumn::id)).second);
}

void SheetReader::begin_section(std::size_t row) {
  const Section& section = sections_.at(row);
  open_.resize(std::min(open_.size(), section.level));
  Row group;
  group.at = row;
  std::string words = section.title;
  const auto points = eat_points(words);
  details(row, group.node);
  if (points && !group.node.points) group.node.points = points;
  group.node.title["zh"] = words;
  group.parent = open_.empty() ? "" : open_.back().id;
  const std::string number = open_.empty() ? section.number : open_.back().id + "." + section.number;
  if (!id(row, number, group.node.id)) return;
  open_.push_back({{}, group.node.id, 0});
  rows_.push_back(std::move(group));
}

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
  if (is_total_row(row) || sections_.contains(row)) open_.clear();
  if (layers_.empty() || is_total_row(row)) return true;
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
  if (ids_ != Ids::of_rows) return next_number(open_.size());
  return restarts_ && !open_.empty() && !own.empty() ? open_.back().id + "." + std::string(own) : std::string(own);
}

}  // namespace saniscore::inline v0::detail
