#include "standard/sheet_words.hpp"

#include "base/csv.hpp"
#include "base/text.hpp"
#include "standard/rule_scan.hpp"
#include "standard/rule_words.hpp"

#include <array>

namespace saniscore::inline v0::detail {
namespace {

/// The English name, the Chinese one, and others that sheets use.
struct Names {
  std::string_view en, zh;
  std::array<std::string_view, 28> others{};
};

constexpr std::array<Names, sheet_columns> columns{{
    {"id", "编号", {"序号", "代码", "指标编号", "项目编号"}},
    {"parent", "上级", {"上级编号", "所属", "上级指标", "父级", "所属编号"}},
    {"title_zh", "名称", {"项目",     "指标",     "指标名称", "项目名称", "检查项目", "检查内容", "考核内容",
                          "评价内容", "内容",     "title",    "类别",     "大类",     "检查类别", "考核项目",
                          "考评项目", "评价项目", "测评项目", "评估项目", "考评内容", "测评内容", "评估内容",
                          "具体内容", "主要内容", "检查要求", "工作要求", "一级指标", "二级指标", "三级指标"}},
    {"title_en", "英文名称", {"英文名"}},
    {"points", "分值", {"标准分", "满分", "分数", "标准分值", "score"}},
    {"weight", "权重", {}},
    {"extra", "附加分", {"加分项"}},
    {"combine", "汇总", {"汇总方法", "汇总办法"}},
    {"measure",
     "评分办法",
     {"评分标准", "评分规则", "评分细则", "扣分标准", "扣分办法", "计分办法", "评分方法", "rule", "考核标准"}},
    {"target", "目标值", {"目标", "标准值", "指标值"}},
    {"veto", "一票否决", {"否决", "否决项"}},
    {"tags", "标签", {"tag"}},
    {"reduce", "归并", {}},
    {"direction", "方向", {}},
    {"decimals", "小数位数", {"取位"}},
    {"value_kind", "填报类型", {}},
    {"value_unit", "计量单位", {"单位", "unit"}},
    {"value_range", "取值范围", {}},
    {"text_zh", "原文", {"text"}},
    {"text_en", "英文原文", {}},
    {"guidance_zh", "说明", {"备注", "guidance"}},
    {"guidance_en", "英文说明", {}},
    {"source", "出处", {"来源", "依据"}},
    {"source_url", "网址", {"链接", "url"}},
    {"source_status", "出处状态", {}},
    {"source_note", "出处说明", {}},
}};

constexpr std::array<Names, 13> rows{{
    {"id", "标准编号", {"编号"}},
    {"edition", "版本", {}},
    {"title", "标准名称", {"名称"}},
    {"valid_from", "生效日期", {"from"}},
    {"valid_to", "失效日期", {"to"}},
    {"direction", "方向", {}},
    {"partial", "不完整", {}},
    {"note", "说明", {"备注"}},
    {"decimals", "小数位数", {}},
    {"rounding", "取位方式", {}},
    {"source", "出处", {"来源"}},
    {"outcome", "结论", {}},
    {"level", "等次", {"档次"}},
}};

/// Lower case, without blanks: "Title zh" is title_zh's neighbour, not a slip.
std::string plain(std::string_view text) {
  std::string out;
  for (const char c : narrowed(text))
    if (c != ' ') out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

template <class T, std::size_t N>
std::optional<T> find(const std::array<Names, N>& names, std::string_view word) {
  const std::string w = plain(word);
  for (std::size_t k = 0; k < N; ++k) {
    if (w == names[k].en || w == names[k].zh) return static_cast<T>(k);
    for (const std::string_view other : names[k].others)
      if (!other.empty() && w == other) return static_cast<T>(k);
  }
  return std::nullopt;
}

struct Word {
  std::string_view en, zh;
};
constexpr std::array<Word, 6> reductions{{{"mean", "平均"},
                                          {"pooled", "合并计算"},
                                          {"worst", "取最差"},
                                          {"share_passing", "合格率"},
                                          {"latest", "取最近"},
                                          {"sum", "求和"}}};
constexpr std::array<std::string_view, 3> roundings{"half_up", "half_even", "down"};

}  // namespace

std::optional<SheetColumn> find_sheet_column(std::string_view name) { return find<SheetColumn>(columns, name); }

bool is_form_column(std::string_view name) {
  static const Words words = {"扣分",     "得分",     "实得分",   "实际得分", "自评分",   "自评得分",
                              "考核得分", "考评得分", "检查得分", "评分",     "扣分原因", "扣分说明",
                              "扣分理由", "扣分情况", "检查情况", "检查记录", "检查结果", "存在问题",
                              "发现问题", "问题",     "检查人",   "检查时间", "签名"};
  return is_any(plain(name), words);
}

bool is_sheet_header(const std::vector<std::string_view>& cells) {
  std::size_t known = 0;
  bool telling = false;
  for (const std::string_view cell : cells) {
    const auto column = find_sheet_column(cell);
    if (!column) continue;
    ++known;
    telling =
        telling || *column == SheetColumn::id || *column == SheetColumn::points || *column == SheetColumn::measure;
  }
  return known >= 2 && telling;
}

std::string_view sheet_column_name(SheetColumn column, Language language) {
  const Names& names = columns.at(static_cast<std::size_t>(column));
  return language == Language::zh ? names.zh : names.en;
}

std::string_view nearest_sheet_column(std::string_view name) {
  Nearest nearest(name);
  for (const Names& names : columns) {
    nearest.offer(names.en);
    nearest.offer(names.zh);
    for (const std::string_view other : names.others)
      if (!other.empty()) nearest.offer(other);
  }
  return nearest.best();
}

std::optional<SheetRow> find_sheet_row(std::string_view word) { return find<SheetRow>(rows, word); }

std::string_view sheet_row_name(SheetRow row, Language language) {
  const Names& names = rows.at(static_cast<std::size_t>(row));
  return language == Language::zh ? names.zh : names.en;
}

std::optional<SheetCombine> read_combine(std::string_view cell) {
  SheetCombine out;
  const std::string word = plain(cell);
  std::string_view w = word;
  if (eat_end(w, {"rescaled", "rescale", "缺项折算"})) {
    eat_end(w, {",", ";", "+"});
    out.on_drop = OnDrop::rescale;
  }
  if (is_any(w, {"sum", "求和", "相加", "合计", "累加"}) || (w.empty() && out.on_drop == OnDrop::rescale))
    out.combine = Combine::sum;
  else if (is_any(w, {"mean", "加权平均", "平均"}))
    out.combine = Combine::mean;
  else if (is_any(w, {"min", "取最低", "最低"}))
    out.combine = Combine::min;
  else if (is_any(w, {"max", "取最高", "最高"}))
    out.combine = Combine::max;
  else if (!is_any(w, {"none", "仅分组", "标题", "不汇总"}))
    return std::nullopt;
  if (out.on_drop == OnDrop::rescale && out.combine != Combine::sum) return std::nullopt;
  return out;
}

std::string write_combine(const SheetCombine& c, Language language) {
  static constexpr std::array<Word, 5> words{
      {{"none", "仅分组"}, {"sum", "求和"}, {"mean", "加权平均"}, {"min", "取最低"}, {"max", "取最高"}}};
  const auto k = static_cast<std::size_t>(c.combine);
  if (k >= words.size()) return {};
  const bool zh = language == Language::zh;
  std::string out(zh ? words[k].zh : words[k].en);
  if (c.combine == Combine::sum && c.on_drop == OnDrop::rescale) out += zh ? "，缺项折算" : ", rescale";
  return out;
}

std::optional<bool> read_yes(std::string_view cell) {
  const std::string w = plain(cell);
  if (is_any(w, {"yes", "true", "1", "y", "是", "√", "✓", "一票否决"})) return true;
  if (is_any(w, {"no", "false", "0", "n", "否", "-", "×", ""})) return false;
  return std::nullopt;
}

std::string_view write_yes(Language language) { return language == Language::zh ? "是" : "yes"; }

std::optional<Direction> read_direction(std::string_view cell) {
  const std::string w = plain(cell);
  if (is_any(w, {"merit", "越高越好", "正向"})) return Direction::merit;
  if (is_any(w, {"demerit", "越低越好", "逆向", "负向"})) return Direction::demerit;
  return std::nullopt;
}

std::string_view write_direction(Direction d, Language language) {
  if (language == Language::zh) return d == Direction::merit ? "越高越好" : "越低越好";
  return d == Direction::merit ? "merit" : "demerit";
}

std::optional<std::vector<ReduceStep>> read_reduce(std::string_view cell) {
  std::vector<ReduceStep> out;
  const std::string words = plain(cell);
  for (std::string_view part : parts_of(words, ";,")) {
    ReduceStep step;
    bool found = false;
    eat_any(part, {"各", "按", "over"});
    for (std::size_t k = 0; k < dimension_count && !found; ++k) {
      const auto over = static_cast<Dimension>(k);
      if (eat_any(part, {to_text(over), to_chinese(over)})) {
        step.over = over;
        found = true;
      }
    }
    if (!found) return std::nullopt;
    eat_any(part, {":", "取"});
    found = false;
    for (std::size_t k = 0; k < reductions.size(); ++k)
      if (part == reductions[k].en || part == reductions[k].zh || "取" + std::string(part) == reductions[k].zh) {
        step.by = static_cast<ReduceStep::By>(k);
        found = true;
      }
    if (!found) return std::nullopt;
    out.push_back(std::move(step));
  }
  return out;
}

std::string write_reduce(const std::vector<ReduceStep>& steps, Language language) {
  const bool zh = language == Language::zh;
  std::string out;
  for (const ReduceStep& s : steps) {
    const auto by = static_cast<std::size_t>(s.by);
    if (by >= reductions.size()) return {};
    if (!out.empty()) out += zh ? "；" : "; ";
    out += zh ? to_chinese(s.over) : to_text(s.over);
    out += zh ? "" : " ";
    out += zh ? reductions[by].zh : reductions[by].en;
  }
  return out;
}

std::optional<Rounding> read_rounding(std::string_view cell) {
  const std::string w = plain(cell);
  for (std::size_t k = 0; k < roundings.size(); ++k)
    if (w == roundings[k]) return static_cast<Rounding>(k);
  if (w == "四舍五入") return Rounding::half_up;
  if (w == "四舍六入五成双") return Rounding::half_even;
  if (is_any(w, {"舍去", "截断"})) return Rounding::down;
  return std::nullopt;
}

std::string_view write_rounding(Rounding r) { return roundings.at(static_cast<std::size_t>(r)); }

bool is_total(std::string_view cell) { return is_any(plain(cell), {"合计", "总分", "总计", "总得分", "total"}); }

std::optional<double> read_veto_percent(std::string_view cell) {
  const std::string w = plain(cell);
  std::string_view text = w;
  eat(text, "得分率");
  eat_end(text, {"一票否决"});
  if (eat(text, "below")) {
    const auto n = eat_number(text);
    return n && is_any(text, {"%", ""}) ? n : std::nullopt;
  }
  const auto limit = read_limit(text);
  if (!limit || limit->op != Operator::lt) return std::nullopt;
  return limit->value;
}

std::string write_veto_percent(double percent, Language language) {
  return (language == Language::zh ? "得分率低于" : "below ") + number_text(percent) + "%";
}

}  // namespace saniscore::inline v0::detail
