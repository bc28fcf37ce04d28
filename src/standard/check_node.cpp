// Checker: one criterion, apart from its measure.
#include "base/text.hpp"
#include "standard/checker.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

namespace saniscore::inline v0::detail {

void Checker::finite(double x, const Path& at) {
  if (!std::isfinite(x)) out.error("S105", at, "the number must be finite", "须为有限数");
}

void Checker::positive(const NumberSpec& x, const Path& at) {
  if (x.kind == NumberSpec::Kind::constant && std::isfinite(x.value) && !(x.value > 0))
    out.error("S114", at, "must be more than 0, not " + number_text(x.value),
              "须大于 0，不能是 " + number_text(x.value));
}

void Checker::not_negative(double x, const Path& at) {
  finite(x, at);
  if (std::isfinite(x) && x < 0)
    out.error("S114", at, "must be 0 or more, not " + number_text(x), "不能为负数（" + number_text(x) + "）");
}

void Checker::number(const NumberSpec& x, const Path& at) {
  if (x.kind == NumberSpec::Kind::constant) finite(x.value, at);
  for (const auto& i : x.input) input(i, at / "input");
  for (std::size_t k = 0; k < x.cases.size(); ++k) {
    const Path item = at / k;
    if (x.cases[k].when)
      condition(*x.cases[k].when, item / "when", Place::criterion);
    else if (k + 1 < x.cases.size())
      out.error("S110", item, "cases after a case without \"when\" are never reached; move it to the end",
                "没有 when 的情形之后的情形永远用不到；请移到最后");
    number(x.cases[k].value, item / "value");
  }
}

void Checker::states(const StatesSpec& s, const Path& at) {
  for (std::size_t i = 1; i < 5; ++i)
    if (s.policy[i] && s.policy[i]->kind == Policy::Kind::share &&
        !(s.policy[i]->share >= 0 && s.policy[i]->share <= 1)) {
      const Path policy = at / to_text(static_cast<State>(i));
      out.error("S105", policy / "share", "the share must be a number from 0 to 1", "比例须为 0 至 1 的数");
    }
}

void Checker::reduce(const std::vector<ReduceStep>& steps, const Path& at, std::array<bool, dimension_count> used,
                     bool of_input) {
  using By = ReduceStep::By;
  const auto above = used;
  std::array<bool, dimension_count> mine{};
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const Path item = at / i;
    const auto& s = steps[i];
    if (std::exchange(used[static_cast<std::size_t>(s.over)], true))
      out.error("S112", item / "over",
                "this dimension is already reduced, by an earlier step or a criterion above; remove the step",
                "该维度已由前面的步骤或上级归并；请删去此步");
    double total = 0;
    const Path weights = item / "weights";
    for (const auto& [name, w] : s.weights) {
      not_negative(w, weights / name);
      total += w;
    }
    if (!s.weights.empty() && !(total > 0))
      out.error("S105", weights, "the weights must not all be 0", "权重不能全为 0");
    if (!s.weights.empty() && s.by != By::mean)
      out.error("S144", weights, "weights make a weighted mean; leave out \"by\", or the weights",
                "权重只用于加权平均；请删去 by 或 weights");
    for (auto d = static_cast<std::size_t>(Dimension::round); d < dimension_count; ++d) {
      const auto other = static_cast<Dimension>(d);
      if (s.over < Dimension::round || !(other < s.over ? above[d] : other > s.over && mine[d])) continue;
      out.error("S171", item / "over",
                "the " + std::string(to_text(other)) + " is reduced " + (above[d] ? "by a criterion above" : "before") +
                    "; reduce in the order round, month, quarter, year, the finest lowest in the tree",
                "“" + std::string(to_chinese(other)) + "”由" + (above[d] ? "上级" : "前面的步骤") +
                    "归并；请按轮次、月份、季度、年度的顺序归并，最细的在最下级");
    }
    mine[static_cast<std::size_t>(s.over)] = true;
    if (s.over < Dimension::round && (s.last > 0 || s.skip > 0 || s.by == By::latest))
      out.warning("S145", item, "only rounds have an order in time; here the order is that of the names",
                  "只有轮次有先后；此处按名称排序");
    if (of_input && s.by == By::share_passing)
      out.error("S168", item / "by",
                "an input is not judged yet, so nothing passes; use \"mean\" of 0 and 1, or reduce the criterion",
                "取数时尚未评判，无所谓通过；请改用 mean，或在指标上归并");
    if (!s.least) continue;
    number(*s.least, item / "least");
    positive(*s.least, item / "least");
  }
}

void Checker::input(const InputSpec& i, const Path& at) {
  using Kind = InputSpec::Kind;
  if (i.kind == Kind::survey && !surveys.contains(i.survey)) {
    const auto h = hint(i.survey, surveys, "; declare it", "；请先声明");
    out.error("S113", at / "survey", "no survey \"" + i.survey + "\" is declared under \"surveys\"" + h.en,
              "“surveys”中没有声明问卷“" + i.survey + "”" + h.zh);
  }
  const char* key = i.kind == Kind::ratio        ? "ratio"
                    : i.kind == Kind::sum        ? "sum"
                    : i.kind == Kind::difference ? "difference"
                                                 : "column";
  const Path list = at.perhaps(key);
  for (std::size_t k = 0; k < i.columns.size(); ++k) {
    const Path item = i.kind == Kind::ratio ? list / (k == 0 ? "num" : "den") : list.maybe(k);
    const auto it = tree.by_id.find(i.columns[k]);
    if (it != tree.by_id.end() && !tree.nodes[it->second]->children.empty())
      out.error("S158", item,
                "\"" + i.columns[k] + "\" is a group, which nobody observes; name a leaf or another column",
                "“" + i.columns[k] + "”是汇总指标，没有观测值；请改写末级指标或其他列名");
    if (i.columns[k].empty()) out.error("S158", item, "a column without a name; fill it in", "列名为空；请填写");
  }
  const std::size_t wanted = i.kind == Kind::ratio || i.kind == Kind::difference ? 2 : 1;
  if (i.kind != Kind::survey && (i.columns.size() < wanted || (i.kind != Kind::sum && i.columns.size() > wanted)))
    out.error("S158", list, "the input names too few or too many columns", "取数的列数不对");
  else if (wanted == 2 && i.columns[0] == i.columns[1])
    out.error("S157", list,
              "both parts are the column \"" + i.columns[0] + "\", so the result is always the same; name two columns",
              "两部分是同一列“" + i.columns[0] + "”，结果永远不变；请写两个不同的列");
  if (i.kind == Kind::ratio) {
    finite(i.per, at / "per");
    if (i.per == 0)
      out.error("S114", at / "per", "a ratio times 0 is always 0; give another number", "比率乘以 0 恒为 0；请改数");
    if (i.empty_value) finite(*i.empty_value, at / "empty");
  }
  reduce(i.reduce, at / "reduce", lanes, true);
  bool parts = i.kind == Kind::ratio;
  const Path steps = at / "reduce";
  for (std::size_t k = 0; k < i.reduce.size(); ++k) {
    const bool pools = i.reduce[k].by == ReduceStep::By::pooled;
    const Path item = steps / k;
    if (pools && !parts)
      out.error("S169", item / "by",
                "only the parts of a ratio can be pooled, and before any other step; write \"sum\" or \"mean\"",
                "只有比率的分子分母可以合并，且须先于其他步骤；请写 sum 或 mean");
    parts = parts && pools;
  }
}

void Checker::value(const NodeSpec& n, const Path& at) {
  const auto& v = *n.value;
  if (v.range && !(v.range->first <= v.range->second))
    out.error("S115", at / "range", "the range must go from the smaller to the larger number", "range 须由小到大");
  const bool choice = n.measure && n.measure->kind == MeasureSpec::Kind::choice;
  std::unordered_set<std::string_view> answers, seen;
  if (choice)
    for (const auto& o : n.measure->options)
      if (o.answer.kind == Literal::Kind::text) answers.insert(o.answer.text);
  const Path list = at / "labels";
  if (n.measure && !v.labels.empty() && answers.empty()) {
    out.error("S154", list, "the measure reads numbers, not labels; remove the labels, or use a choice of labels",
              "该评分办法读取数字，不读文字；请删去 labels，或改用文字选项");
    return;
  }
  for (std::size_t i = 0; i < v.labels.size(); ++i) {
    if (!seen.insert(v.labels[i]).second)
      out.error("S153", list.maybe(i), "the label \"" + v.labels[i] + "\" stands twice; remove one",
                "文字“" + v.labels[i] + "”重复；请删去其一");
    if (n.measure && !answers.contains(v.labels[i])) {
      const auto h = hint(v.labels[i], answers, "; add it to the choice", "；请补为选项");
      out.error("S154", list.maybe(i), "the choice has no answer \"" + v.labels[i] + "\"" + h.en,
                "选项中没有“" + v.labels[i] + "”" + h.zh);
    }
  }
}

void Checker::adjustments(const NodeSpec& n, const Path& at) {
  using Kind = AdjustSpec::Kind;
  static constexpr const char* keys[] = {"zero", "bonus", "deduct", "cap", "floor", "void"};
  std::set<std::string_view> ids;
  for (std::size_t i = 0; i < n.adjust.size(); ++i) {
    const Path item = at / i;
    const auto& a = n.adjust[i];
    if (!is_scored(n) && a.kind != Kind::void_)
      out.error("S109", item, "the criterion has no score to adjust; give it points or a combine",
                "该指标没有得分可调整；请给出分值或汇总办法");
    if (!a.id.empty() && !ids.insert(a.id).second)
      out.error("S102", item / "id",
                "the adjustment id \"" + a.id + "\" is used twice in this criterion; choose another",
                "加减分编号“" + a.id + "”在本指标中重复；请另取编号");
    if (a.when) condition(*a.when, item / "when", Place::criterion);
    const Path times = item / "times";
    if (a.times) count(*a.times, times);
    const Path amount = item / keys[static_cast<std::size_t>(a.kind)];
    number(a.amount, amount);
    if ((a.kind == Kind::bonus || a.kind == Kind::deduct) && a.amount.kind == NumberSpec::Kind::constant &&
        a.amount.value < 0)
      not_negative(a.amount.value, amount.perhaps("share"));
    // a titled void says why, as tailoring does
    if ((a.kind == Kind::zero || (a.kind == Kind::void_ && a.title.empty())) && !a.when)
      out.warning("S166", item, "without \"when\" this always happens, so the criterion never has another result",
                  "没有 when 就总是成立，该指标永远不会有其他结果");
  }
}

void Checker::table(const NodeSpec& n, const Path& at) {
  const Path combine = at.perhaps("combine");
  const Path rows = combine / "table";
  if (n.table.empty()) out.error("S104", rows, "a table needs at least one row", "表至少要有一行");
  for (std::size_t i = 0; i < n.table.size(); ++i) {
    const Path item = rows / i;
    finite(n.table[i].earned.amount, item / (n.table[i].earned.share ? "share" : "points"));
    if (n.table[i].when)
      condition(*n.table[i].when, item / "when", Place::criterion);
    else if (i + 1 < n.table.size())
      out.error("S110", item, "rows after a row without \"when\" are never reached; move it to the end",
                "没有 when 的行之后的行永远用不到；请移到最后");
  }
}

/// How the children come together.
void Checker::group(std::uint32_t index, const Path& at, const std::vector<std::uint32_t>& kids) {
  const auto& n = *tree.nodes[index];
  if (n.combine == Combine::none) {
    if (n.points || n.weight)
      out.warning("S161", at / (n.points ? "points" : "weight"),
                  "without \"combine\" the group has no score, so this counts for nothing; add \"combine\"",
                  "没有 combine 的指标没有得分，此处不起作用；请补上 combine");
    return;
  }
  finite(n.start, at / "start");
  finite(n.exponent, at / "exponent");
  if (n.combine == Combine::table) return table(n, at);
  std::size_t scored = 0, weighted = 0, pointed = 0;
  double weights = 0, sum = n.start;
  const Path inner = at / "children";
  const bool mean = n.combine == Combine::mean || n.combine == Combine::power;
  for (auto k : kids) {
    const auto& c = *tree.nodes[k];
    if (!is_scored(c)) continue;
    ++scored;
    weighted += c.weight.has_value();
    pointed += c.points.has_value() && !c.weight;
    weights += c.weight ? *c.weight : c.points ? *c.points : 1;
    if (!c.extra) sum += tree.points[k];
  }
  for (std::size_t i = 0; i < kids.size(); ++i) {
    const auto& c = *tree.nodes[kids[i]];
    const bool weightless = mean && c.weight && *c.weight == 0;
    if (is_scored(c) && n.combine != Combine::sum && (!mean || weights > 0) &&
        (weightless || tree.points[kids[i]] == 0)) {
      const Path item = inner / i;
      out.warning("S172", item / (weightless ? "weight" : "points"),
                  weightless ? "with the weight 0 it counts for nothing here; give it a weight, or take its score away"
                             : "0 points have no share of their own, and this group adds up shares, so it is left out; "
                               "give it points",
                  weightless ? "权重为 0，在此不起作用；请给出权重，或不给分值"
                             : "分值为 0 就没有得分率，而上级按得分率汇总，故不计入；请给出分值");
    }
  }
  if (scored == 0 && !kids.empty())
    out.warning("S152", at / "combine",
                "none of the children has a score, so this group never has one; give them points",
                "下级都没有得分，该指标永远没有得分；请给下级分值");
  if (mean && scored > 0 && weights == 0)
    out.warning("S151", at / "combine",
                "the children's weights are all 0, so this group never has a score; give them weights",
                "下级权重全为 0，该指标永远没有得分；请给出权重");
  if (mean && weighted > 0 && pointed > 0)
    out.warning("S162", at / "combine",
                "some children count by their weight and others by their points; give all of them weights",
                "有的下级按权重计，有的按分值计；请统一给出权重");
  if (n.combine == Combine::sum && n.points && n.on_drop == OnDrop::shrink &&
      std::abs(sum - *n.points) > 1e-9 * std::max(1.0, std::abs(sum)))
    out.warning("S108", at / "points",
                "the children's points make " + number_text(sum) + ", not " + number_text(*n.points) +
                    "; the sum of the children counts",
                "下级分值合计为 " + number_text(sum) + "，不是 " + number_text(*n.points) + "；以合计为准");
}

void Checker::node(std::uint32_t index, const Path& at, const NodeSpec* parent,
                   std::array<bool, dimension_count> used) {
  const auto& n = *tree.nodes[index];
  std::vector<std::uint32_t> kids(n.children.size());
  for (auto k = index, i = static_cast<std::uint32_t>(kids.size()); i > 0; --i) {
    kids[i - 1] = k - 1;
    k -= tree.size[k - 1];
  }
  id(n.id, at / "id");
  if (tree.by_id.at(n.id) != index)
    out.error("S102", at / "id", "the id \"" + n.id + "\" is used twice; give every criterion its own id",
              "编号“" + n.id + "”重复；每个指标须有唯一编号");
  if ((!kids.empty() || n.combine != Combine::none) && n.measure)
    out.error("S103", at / "measure", "a criterion with children combines them and has no measure; remove one of both",
              "有下级的指标应汇总下级，不能再有评分办法；请删去其一");
  if (n.combine != Combine::none && kids.empty())
    out.error("S104", at / "combine", "nothing to combine: the group has no children; add some, or remove \"combine\"",
              "没有下级可汇总；请补上下级，或删去 combine");
  if (n.points) not_negative(*n.points, at / "points");
  if (n.weight) not_negative(*n.weight, at / "weight");
  if (parent && parent->combine == Combine::sum && n.weight)
    out.error("S106", at / "weight",
              "a weight means nothing under \"sum\"; give points, or combine the parent by \"mean\"",
              "“sum”下的权重没有意义；请改用 points，或让上级用“mean”");
  if (n.extra && !(parent && parent->combine == Combine::sum))
    out.error("S156", at / "extra",
              "\"extra\" adds to a sum and not to its maximum; remove it, or combine the parent by \"sum\"",
              "extra 只在上级为“sum”时有意义（加分不加满分）；请删去，或让上级用“sum”");
  const auto above = used;
  for (const auto& s : n.reduce) used[static_cast<std::size_t>(s.over)] = true;
  lanes = used;
  owner = index;
  if (!kids.empty()) {
    group(index, at, kids);
  } else if (!n.measure && n.combine == Combine::none && (n.points || n.weight)) {
    out.warning("S161", at / (n.points ? "points" : "weight"),
                "without a measure the criterion is only observed, so this counts for nothing; add a measure",
                "没有评分办法的指标只作观测，此处不起作用；请补上 measure");
  }
  if (n.from && !n.measure && kids.empty() && n.from->kind != InputSpec::Kind::column)
    out.warning("S107", at / "from",
                "the criterion is only observed; a derived input is read by nobody unless a condition asks",
                "该指标只作观测；其派生输入只有条件引用时才有用");
  if (n.measure) measure(n, at / "measure");
  if (n.from) input(*n.from, at / "from");
  if (n.value) value(n, at / "value");
  if (n.applies) condition(*n.applies, at / "applies", Place::criterion);
  adjustments(n, at / "adjust");
  reduce(n.reduce, at / "reduce", above, false);
  states(n.states, at / "states");
  if (n.round && (n.round->decimals < 0 || n.round->decimals > 12)) {
    const Path round = at / "round";
    out.error("S111", round / "decimals", "decimals must be 0 to 12", "小数位数须为 0 至 12");
  }
  const Path inner = at / "children";
  for (std::size_t i = 0; i < kids.size(); ++i) {
    const Path item = inner / i;
    node(kids[i], item, &n, used);
  }
}

}  // namespace saniscore::inline v0::detail
