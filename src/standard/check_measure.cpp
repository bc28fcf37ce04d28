// Checker: measures.
#include "base/text.hpp"
#include "standard/checker.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace saniscore::inline v0::detail {

using Kind = MeasureSpec::Kind;

void Checker::measure(const NodeSpec& n, const Path& at) {
  const auto& m = *n.measure;
  if (std::max({m.options.size(), m.bands.size(), m.knots.size(), m.intervals.size()}) > 256) {
    out.error("S142", at, "more than 256 answers, bands, intervals or knots; merge some",
              "选项、分段、区间或节点超过 256 个；请合并一些");
    return;
  }
  effect(n, at);
  switch (m.kind) {
    case Kind::pass: break;
    case Kind::score: score(n, at / "score"); break;
    case Kind::choice: choice(n, at / "choice"); break;
    case Kind::bands: bands(n, at / "bands"); break;
    case Kind::line: line(m, at / "line"); break;
    case Kind::shortfall: shortfall(n, at / "shortfall"); break;
    case Kind::threshold:
      if (m.condition)
        condition(*m.condition, at / "threshold", Place::threshold);
      else
        out.error("S122", at / "threshold", "a threshold needs a condition", "threshold 须有条件");
      break;
    case Kind::deduct: rules(n, at / "deduct"); break;
    case Kind::award: rules(n, at / "award"); break;
  }
}

/// A measure whose result nobody can see is usually a forgotten "points", or forgotten shares.
void Checker::effect(const NodeSpec& n, const Path& at) {
  const auto& m = *n.measure;
  const auto nothing = [&](std::string en, std::string zh) { out.warning("S155", at, std::move(en), std::move(zh)); };
  if (is_scored(n)) {
    const auto earns = [](const Band& b) { return b.earned.has_value(); };
    if (m.kind == Kind::bands && !m.bands.empty() && std::none_of(m.bands.begin(), m.bands.end(), earns))
      nothing("the criterion has points, but no band earns any; give the bands \"points\" or \"share\"",
              "该指标有分值，但各分段都不给分；请补上 points 或 share");
    return;
  }
  const auto gives = [](const ChoiceOption& o) {
    return o.earned.amount != 0 &&
           (o.earned.share || o.answer.kind != Literal::Kind::number || o.earned.amount != o.answer.number);
  };
  const bool unseen = m.kind == Kind::line || m.kind == Kind::shortfall || m.kind == Kind::award ||
                      (m.kind == Kind::deduct && m.start) || (m.kind == Kind::score && m.intervals.empty());
  if (unseen || (m.kind == Kind::choice && std::any_of(m.options.begin(), m.options.end(), gives)))
    nothing("the measure earns points, but the criterion has neither points nor weight and no score; give it points",
            "该评分办法给分，但指标没有分值或权重，也就没有得分；请给出分值");
}

void Checker::score(const NodeSpec& n, const Path& at) {
  const auto& m = *n.measure;
  const Path of = at.perhaps("of");
  number(m.of, of);
  positive(m.of, of);
  const Path list = at / "intervals";
  for (std::size_t i = 0; i < m.intervals.size(); ++i) {
    const auto& a = m.intervals[i];
    if (!(a.from <= a.to))
      out.error("S115", list / i, "\"from\" must not be above \"to\"; swap them", "from 不能大于 to；请对调");
    for (std::size_t k = 0; k < i; ++k)
      if (a.from <= m.intervals[k].to && m.intervals[k].from <= a.to) {
        out.error("S115", list / i, "overlaps the interval \"" + m.intervals[k].level + "\"; move an end",
                  "与区间“" + m.intervals[k].level + "”重叠；请调整端点");
        break;
      }
  }
}

void Checker::choice(const NodeSpec& n, const Path& at) {
  const auto& m = *n.measure;
  if (m.options.empty())
    out.error("S116", at, "a choice needs at least one answer; add some", "至少要有一个选项；请补上");
  bool text = false, numbers = false;
  for (std::size_t i = 0; i < m.options.size(); ++i) {
    const auto& o = m.options[i];
    const bool is_number = o.answer.kind == Literal::Kind::number;
    (is_number ? numbers : text) = true;
    const Path item = at / i;
    if (is_number) finite(o.answer.number, item);
    finite(o.earned.amount, item);
    for (std::size_t k = 0; k < i; ++k)
      if (m.options[k].answer == o.answer) {
        out.error("S116", item, "the same answer stands twice; remove one", "选项重复；请删去其一");
        break;
      }
  }
  if (text && numbers)
    out.error("S116", at,
              "answers must be all labels or all numbers; write the numbers as texts, or the labels as numbers",
              "选项须全为文字或全为数字；请统一");
}

void Checker::line(const MeasureSpec& m, const Path& at) {
  const Path list = at.maybe("knots");
  if (m.knots.size() < 2)
    out.error("S117", list, "a line needs at least two knots; add one", "折线至少要两个节点；请补上");
  for (std::size_t i = 0; i < m.knots.size(); ++i) {
    const Path item = list / i;
    finite(m.knots[i].x, item);
    finite(m.knots[i].y.amount, item);
    if (i > 0 && m.knots[i].x < m.knots[i - 1].x)
      out.error("S117", item, "knots must come in order of x; move this one up", "节点须按 x 递增排列；请前移");
    if (i > 1 && m.knots[i].x == m.knots[i - 1].x && m.knots[i].x == m.knots[i - 2].x)
      out.error("S117", item, "at most two knots may share an x (a jump); remove one",
                "同一 x 最多两个节点（跳变）；请删去一个");
    if (m.log_x && !(m.knots[i].x > 0))
      out.error("S117", item, "a logarithmic x must be more than 0; move the knot, or leave out \"log\"",
                "对数坐标的 x 须大于 0；请调整节点，或删去 log");
  }
}

void Checker::shortfall(const NodeSpec& n, const Path& at) {
  const auto& m = *n.measure;
  number(m.target, at / "target");
  number(m.step, at / "step");
  number(m.deduct, at / "deduct");
  positive(m.step, at / "step");
  if (m.deduct.kind == NumberSpec::Kind::constant) not_negative(m.deduct.value, at / "deduct");
  if (m.floor && n.points && *m.floor > *n.points)
    out.warning("S148", at / "floor",
                "the floor is above the criterion's points, so nothing is ever taken off; lower it",
                "下限高于本项分值，永远扣不到分；请调低");
}

void Checker::bands(const NodeSpec& n, const Path& at) {
  static constexpr const char* operators[] = {"<", "<=", ">", ">=", "==", "in"};
  const auto& rows = n.measure->bands;
  if (rows.empty()) out.error("S118", at, "at least one band is needed; add one", "至少要有一个分段；请补上");
  bool up = true, known = false;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Path item = at / i;
    if (rows[i].earned) finite(rows[i].earned->amount, item);
    if (!rows[i].op) {
      if (i + 1 < rows.size())
        out.error("S118", item, "bands after one without a limit are never reached; move it to the end",
                  "没有界限的分段之后的分段永远用不到；请移到最后");
      continue;
    }
    const Path limit = item / operators[static_cast<std::size_t>(*rows[i].op)];
    number(rows[i].limit, limit);
    const bool rising = *rows[i].op == Operator::lt || *rows[i].op == Operator::le;
    if (!known) {
      up = rising;
      known = true;
    } else if (up != rising) {
      out.error("S118", item, "bands must all use < and <=, or all > and >=; turn this one round",
                "各分段须统一用 < <= 或统一用 > >=；请改正");
    }
    if (i > 0 && rows[i - 1].op && rows[i].limit.kind == NumberSpec::Kind::constant &&
        rows[i - 1].limit.kind == NumberSpec::Kind::constant) {
      const double a = rows[i - 1].limit.value, b = rows[i].limit.value;
      const bool closes = a == b && (*rows[i - 1].op == Operator::lt || *rows[i - 1].op == Operator::gt) &&
                          (*rows[i].op == Operator::le || *rows[i].op == Operator::ge);
      if (up == rising && !(up ? b > a : b < a) && !closes)
        out.error("S118", limit, "the limits must go steadily in one direction; this band can never be reached",
                  "界限须单调；该分段永远达不到");
    }
  }
  if (rows.empty() || !rows.back().op) return;
  const auto& last = rows.back();
  const bool covered = n.value && n.value->range && last.limit.kind == NumberSpec::Kind::constant &&
                       (*last.op == Operator::le   ? last.limit.value >= n.value->range->second
                        : *last.op == Operator::ge ? last.limit.value <= n.value->range->first
                                                   : false);
  if (!covered)
    out.error("S118", at / (rows.size() - 1),
              "the bands do not tile the range: leave the limit out of the last band, or declare value.range",
              "分段未覆盖全部取值：最后一段请去掉界限，或声明 value.range");
}

void Checker::rules(const NodeSpec& n, const Path& at) {
  const auto& m = *n.measure;
  const bool deducts = m.kind == Kind::deduct;
  if (m.start) number(*m.start, at / "start");
  if (deducts && !m.start && !n.points && !n.weight)
    out.error("S119", at, "deducting from what? give the criterion points, or the rule a \"start\"",
              "从多少分扣起？请给出分值 points 或起始分 start");
  if (m.floor) finite(*m.floor, at / "floor");
  const double start = m.start && m.start->kind == NumberSpec::Kind::constant ? m.start->value
                       : n.points                                             ? *n.points
                                                                              : 100;
  if (deducts && m.floor && (!m.start || m.start->kind == NumberSpec::Kind::constant) && *m.floor > start)
    out.warning("S148", at / "floor", "the floor is above the start, so nothing is ever taken off; lower it",
                "下限高于起始分，永远扣不到分；请调低");
  if (m.cap) not_negative(*m.cap, at / "cap");
  const Path groups = at / "groups";
  std::unordered_set<std::string_view> used;
  for (const auto& r : m.rules) used.insert(r.group);
  for (const auto& [name, cap] : m.group_caps) {
    not_negative(cap, groups / name);
    if (!used.contains(name))
      out.warning("S147", groups / name,
                  "no rule belongs to the group \"" + name + "\"; remove it, or name it in a rule",
                  "没有规则属于组“" + name + "”；请删去，或在规则中写明");
  }
  const Path list = at / "rules";
  if (m.rules.empty()) out.error("S146", list, "nothing to count: add a rule with a rate", "没有扣（加）分项；请补上");
  std::set<std::string_view> ids;
  for (std::size_t i = 0; i < m.rules.size(); ++i) {
    const Path item = list / i;
    const auto& r = m.rules[i];
    if (!r.id.empty()) id(r.id, item / "id");
    if (!ids.insert(r.id).second)
      out.error("S102", item / "id", "the rule id \"" + r.id + "\" is used twice; give every rule its own id",
                "规则编号“" + r.id + "”重复；请另取编号");
    rule(r, item, m);
  }
}

void Checker::rule(const CountRule& r, const Path& at, const MeasureSpec& m) {
  const Path rate = at / "rate";
  if (r.rate.empty() && !r.range && !r.zero)
    out.error("S146", at, "the rule has no rate; say how much one finding takes or gives",
              "该规则没有每次分数；请写明 rate");
  if (r.cap) not_negative(*r.cap, at / "cap");
  std::set<std::string_view> rows;
  for (std::size_t k = 0; k < r.rate.size(); ++k) {
    const Path row = rate.maybe(k);
    if (!r.rate[k].id.empty()) {
      id(r.rate[k].id, row / "id");
      if (!rows.insert(r.rate[k].id).second)
        out.error("S102", row / "id", "the row id \"" + r.rate[k].id + "\" is used twice; choose another",
                  "行编号“" + r.rate[k].id + "”重复；请另取编号");
    }
    if (r.rate[k].when)
      condition(*r.rate[k].when, row / "when", Place::rate_row);
    else if (k + 1 < r.rate.size())
      out.error("S110", row, "rows after a row without \"when\" are never reached; move it to the end",
                "没有 when 的行之后的行永远用不到；请移到最后");
    const Path value = row.maybe("value");
    number(r.rate[k].value, value);
    if (r.rate[k].value.kind == NumberSpec::Kind::constant && r.rate[k].value.value < 0)
      not_negative(r.rate[k].value.value, value);
  }
  if (r.range && !(r.range->first <= r.range->second && r.range->first >= 0))
    out.error("S115", rate, "the range must go from a smaller to a larger number, 0 or more", "幅度须由小到大且不为负");
  if (!r.group.empty() && !m.group_caps.contains(r.group)) {
    std::vector<std::string_view> names;
    if (out.room())
      for (const auto& [name, unused] : m.group_caps) names.push_back(name);
    const auto h = hint(r.group, names, "; add it", "；请补上");
    out.error("S120", at / "group", "no cap is declared for the group \"" + r.group + "\" under \"groups\"" + h.en,
              "“groups”中没有声明组“" + r.group + "”的上限" + h.zh);
  }
}

}  // namespace saniscore::inline v0::detail
