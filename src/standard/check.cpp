// Meaning of a spec: references, cycles are compile's; here ids, kinds, ranges and everything one node says.
#include "standard/check.hpp"

#include "base/text.hpp"
#include "standard/json.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <unordered_set>

namespace saniscore::inline v0::detail {

std::string Path::pointer() const {
  std::string head = up ? up->pointer() : std::string();
  if (by_index) return head + "/" + std::to_string(index);
  if (key.empty()) return head;
  head += '/';
  for (char c : key) head += c == '~' ? std::string("~0") : c == '/' ? std::string("~1") : std::string(1, c);
  return head;
}

void Complaints::error(const char* code, const Path& at, std::string en, std::string zh) {
  errors = true;
  if (list.size() >= limit) {
    ++suppressed;
    return;
  }
  Diagnostic d;
  d.code = code;
  d.pointer = at.pointer();
  d.en = std::move(en);
  d.zh = std::move(zh);
  list.push_back(std::move(d));
}

void Complaints::warning(const char* code, const Path& at, std::string en, std::string zh) {
  if (list.size() >= limit) return;
  Diagnostic d;
  d.code = code;
  d.severity = Severity::warning;
  d.pointer = at.pointer();
  d.en = std::move(en);
  d.zh = std::move(zh);
  list.push_back(std::move(d));
}

std::vector<Diagnostic> Complaints::finish() {
  if (spec.text && !list.empty()) {
    for (auto& d : list) {
      const auto place = locate(*spec.text, d.pointer);
      d.line = place.line;
      d.column = place.column;
    }
  }
  for (auto& d : list) d.source = spec.source_name;
  if (suppressed > 0) {
    Diagnostic d;
    d.code = "S199";
    d.severity = Severity::note;
    d.source = spec.source_name;
    d.en = std::to_string(suppressed) + " more complaints are not shown; mend these first.";
    d.zh = "另有 " + std::to_string(suppressed) + " 条问题未显示;请先改正以上各条。";
    list.push_back(std::move(d));
  }
  return std::move(list);
}

bool is_scored(const NodeSpec& n) {
  if (!n.children.empty() || n.combine != Combine::none) return n.combine != Combine::none;
  return n.measure.has_value() && (n.points.has_value() || n.weight.has_value());
}

double declared_points(const NodeSpec& n) {
  if (n.points) return *n.points;
  if (n.combine == Combine::sum) {
    double total = n.start;
    for (const auto& c : n.children)
      if (is_scored(c) && !c.extra) total += declared_points(c);
    return total;
  }
  return 100;
}

std::vector<std::string> level_names(const StandardSpec& spec, const NodeSpec& n) {
  std::vector<std::string> out;
  const auto add = [&](const std::string& s) {
    if (!s.empty() && std::find(out.begin(), out.end(), s) == out.end()) out.push_back(s);
  };
  if (n.combine == Combine::table)
    for (const auto& row : n.table) add(row.level);
  if (!n.measure) {
    if (n.value)
      for (const auto& l : n.value->labels) add(l);
    // an observed label can also be one that only a condition names
    (void)spec;
    return out;
  }
  const auto& m = *n.measure;
  switch (m.kind) {
    case MeasureSpec::Kind::pass:
    case MeasureSpec::Kind::threshold: return {"met", "not_met"};
    case MeasureSpec::Kind::choice:
      for (const auto& o : m.options)
        add(o.answer.kind == Literal::Kind::text      ? o.answer.text
            : o.answer.kind == Literal::Kind::boolean ? (o.answer.boolean ? "true" : "false")
                                                      : number_text(o.answer.number));
      break;
    case MeasureSpec::Kind::bands:
      for (const auto& b : m.bands) add(b.level);
      break;
    case MeasureSpec::Kind::score:
      for (const auto& i : m.intervals) add(i.level);
      break;
    default: break;
  }
  return out;
}

std::vector<std::uint32_t> resolve(const Tree& tree, const ReferenceSpec& r) {
  std::vector<std::uint32_t> out;
  for (const auto& id : r.nodes)
    if (auto it = tree.by_id.find(id); it != tree.by_id.end()) out.push_back(it->second);
  for (const auto& tag : r.tags)
    if (auto it = tree.by_tag.find(tag); it != tree.by_tag.end())
      for (auto n : it->second)
        if (std::find(out.begin(), out.end(), n) == out.end()) out.push_back(n);
  return out;
}

namespace {

struct Checker {
  const StandardSpec& spec;
  const Limits& limits;
  Tree& tree;
  Complaints& out;
  std::unordered_map<std::string_view, const OutcomeSpec*> ladders{};
  std::unordered_set<std::string_view> columns{};  ///< everything a column may be called
  std::size_t position = 0;
  bool too_many = false;

  // ---- the tree -------------------------------------------------------------------------------------------------

  std::uint32_t walk(const NodeSpec& n, const Path& at, std::size_t depth) {
    if (tree.nodes.size() + 1 > limits.criteria || depth > limits.nesting) {
      if (!too_many)
        out.error("S101", at,
                  "more than " + std::to_string(depth > limits.nesting ? limits.nesting : limits.criteria) +
                      (depth > limits.nesting ? " levels of criteria; flatten the tree or raise the limit"
                                              : " criteria; split the standard or raise the limit"),
                  "指标过多或层次过深,超过上限;请拆分标准或提高上限。");
      too_many = true;
      return 0xffffffffu;
    }
    const std::size_t my_position = position++;
    std::vector<std::uint32_t> kids;
    kids.reserve(n.children.size());
    const Path inner = at / "children";
    for (std::size_t i = 0; i < n.children.size() && !too_many; ++i) {
      const Path item = inner / i;
      kids.push_back(walk(n.children[i], item, depth + 1));
    }
    const auto index = static_cast<std::uint32_t>(tree.nodes.size());
    tree.nodes.push_back(&n);
    tree.parent.push_back(0xffffffffu);
    tree.position.push_back(static_cast<std::uint32_t>(my_position));
    for (auto k : kids)
      if (k != 0xffffffffu) tree.parent[k] = index;
    if (!tree.by_id.emplace(n.id, index).second)
      out.error("S102", at / "id", "the id \"" + n.id + "\" is used twice; give every criterion its own id",
                "编号“" + n.id + "”重复;每个指标须有唯一编号。");
    if (n.children.empty())
      for (const auto& t : n.tags) tree.by_tag[t].push_back(index);
    return index;
  }

  void register_columns() {
    for (const auto* n : tree.nodes) {
      columns.insert(n->id);
      if (n->from) register_input(*n->from);
    }
    for (const auto& s : spec.surveys) columns.insert(s.id);
  }
  void register_input(const InputSpec& i) {
    for (const auto& c : i.columns) columns.insert(c);
    if (!i.survey.empty()) columns.insert(i.survey);
  }
  [[nodiscard]] bool column_known(std::string_view name) const {
    for (;;) {
      if (columns.contains(name)) return true;
      const auto slash = name.rfind('/');
      if (slash == std::string_view::npos) return false;
      name = name.substr(0, slash);
    }
  }

  // ---- one node -------------------------------------------------------------------------------------------------

  void node(const NodeSpec& n, const Path& at, const NodeSpec* parent) {
    const bool group = !n.children.empty() || n.combine != Combine::none;
    if (group && n.measure)
      out.error("S103", at / "measure", "a criterion with children combines them and has no measure; remove one of both",
                "有下级的指标应汇总下级,不能再有评分办法;请删去其一。");
    if (n.combine != Combine::none && n.children.empty())
      out.error("S104", at / "combine", "nothing to combine: the group has no children", "没有下级可汇总。");
    if (n.points && (!(std::isfinite(*n.points)) || *n.points < 0))
      out.error("S105", at / "points", "points must be a finite number, 0 or more", "分值须为不小于 0 的有限数。");
    if (n.weight && (!std::isfinite(*n.weight) || *n.weight < 0))
      out.error("S105", at / "weight", "a weight must be a finite number, 0 or more", "权重须为不小于 0 的有限数。");
    if (parent && parent->combine == Combine::sum && n.weight)
      out.error("S106", at / "weight", "a weight means nothing under \"sum\"; give points, or combine the parent by \"mean\"",
                "“sum”下的权重没有意义;请改用 points,或让上级用“mean”。");
    if (n.from && !n.measure && n.children.empty() && n.combine == Combine::none && n.from->kind != InputSpec::Kind::column)
      out.warning("S107", at / "from", "the criterion is only observed; a derived input is read by nobody unless a condition asks",
                  "该指标只作观测;其派生输入只有条件引用时才有用。");
    if (n.combine == Combine::sum && n.points && n.on_drop == OnDrop::shrink) {
      double sum = n.start;
      for (const auto& c : n.children)
        if (is_scored(c) && !c.extra) sum += declared_points(c);
      if (std::abs(sum - *n.points) > 1e-9 * std::max(1.0, std::abs(sum)))
        out.warning("S108", at / "points",
                    "the children's points make " + number_text(sum) + ", not " + number_text(*n.points) +
                        "; the sum of the children counts",
                    "下级分值合计为 " + number_text(sum) + ",不是 " + number_text(*n.points) + ";以合计为准。");
    }
    if (n.measure) measure(n, at / "measure");
    if (n.from) input(*n.from, at / "from");
    if (n.applies) condition(*n.applies, at / "applies", &n, false);
    std::set<std::string_view> ids;
    for (std::size_t i = 0; i < n.adjust.size(); ++i) {
      const Path list = at / "adjust";
      const Path item = list / i;
      const auto& a = n.adjust[i];
      if (!is_scored(n) && a.kind != AdjustSpec::Kind::void_)
        out.error("S109", item, "the criterion has no score to adjust; give it points or a combine",
                  "该指标没有得分可调整;请给出分值或汇总办法。");
      if (!a.id.empty() && !ids.insert(a.id).second)
        out.error("S102", item / "id", "the adjustment id \"" + a.id + "\" is used twice in this criterion", "加减分编号重复。");
      if (a.when) condition(*a.when, item / "when", &n, false);
      if (a.times) count(*a.times, item / "times", &n);
      number(a.amount, item, &n);
    }
    if (n.combine == Combine::table) {
      const Path combine = at / "combine";
      const Path rows = combine / "table";
      for (std::size_t i = 0; i < n.table.size(); ++i) {
        const Path item = rows / i;
        if (n.table[i].when) condition(*n.table[i].when, item / "when", &n, false);
        else if (i + 1 < n.table.size())
          out.error("S110", item, "rows after a row without \"when\" are never reached; move it to the end",
                    "没有 when 的行之后的行永远用不到;请移到最后。");
      }
    }
    reduce(n.reduce, at / "reduce", &n);
    states(n.states, at / "states");
    rounding(n.round, at / "round");
    const Path inner = at / "children";
    for (std::size_t i = 0; i < n.children.size(); ++i) {
      const Path item = inner / i;
      node(n.children[i], item, &n);
    }
  }

  void rounding(const std::optional<RoundSpec>& r, const Path& at) {
    if (r && (r->decimals < 0 || r->decimals > 12))
      out.error("S111", at / "decimals", "decimals must be 0 to 12", "小数位数须为 0 至 12。");
  }

  void states(const StatesSpec& s, const Path& at) {
    for (std::size_t i = 1; i < 5; ++i)
      if (s.policy[i] && s.policy[i]->kind == Policy::Kind::share && !std::isfinite(s.policy[i]->share))
        out.error("S105", at / to_text(static_cast<State>(i)), "the share must be a finite number", "比例须为有限数。");
  }

  void reduce(const std::vector<ReduceStep>& steps, const Path& at, const NodeSpec* n) {
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const Path item = at / i;
      const auto& s = steps[i];
      for (std::size_t k = 0; k < i; ++k)
        if (steps[k].over == s.over)
          out.error("S112", item / "over", "this dimension is already reduced by an earlier step", "该维度前面已归并。");
      double total = 0;
      for (const auto& [name, w] : s.weights) {
        if (!std::isfinite(w) || w < 0)
          out.error("S105", item / "weights" / name, "a weight must be a finite number, 0 or more", "权重须为不小于 0 的有限数。");
        total += w;
      }
      if (!s.weights.empty() && !(total > 0))
        out.error("S105", item / "weights", "the weights must not all be 0", "权重不能全为 0。");
      if (s.least) number(*s.least, item / "least", n);
    }
  }

  void input(const InputSpec& i, const Path& at) {
    if (i.kind == InputSpec::Kind::survey &&
        std::none_of(spec.surveys.begin(), spec.surveys.end(), [&](const SurveySpec& s) { return s.id == i.survey; }))
      out.error("S113", at / "survey", "no survey \"" + i.survey + "\" is declared under \"surveys\"",
                "“surveys”中没有声明问卷“" + i.survey + "”。");
    reduce(i.reduce, at / "reduce", nullptr);
  }

  void number(const NumberSpec& x, const Path& at, const NodeSpec* n, bool facts = false) {
    if (x.kind == NumberSpec::Kind::constant && !std::isfinite(x.value))
      out.error("S105", at, "the number must be finite", "须为有限数。");
    for (const auto& i : x.input) input(i, at / "input");
    for (std::size_t k = 0; k < x.cases.size(); ++k) {
      const Path item = at / k;
      if (x.cases[k].when) condition(*x.cases[k].when, item / "when", n, facts);
      else if (k + 1 < x.cases.size())
        out.error("S110", item, "cases after a case without \"when\" are never reached; move it to the end",
                  "没有 when 的情形之后的情形永远用不到;请移到最后。");
      number(x.cases[k].value, item / "value", n);
    }
  }

  void positive(const NumberSpec& x, const Path& at) {
    if (x.kind == NumberSpec::Kind::constant && !(x.value > 0))
      out.error("S114", at, "must be more than 0", "须大于 0。");
  }

  void measure(const NodeSpec& n, const Path& at) {
    const auto& m = *n.measure;
    if (std::max({m.options.size(), m.bands.size(), m.knots.size(), m.intervals.size()}) > 256)
      out.error("S142", at, "at most 256 answers, bands, intervals or knots", "选项、分段、区间或节点最多 256 个。");
    switch (m.kind) {
      case MeasureSpec::Kind::pass: break;
      case MeasureSpec::Kind::score: {
        const Path here = at / "score";
        number(m.of, here, &n);
        positive(m.of, here);
        for (std::size_t i = 0; i < m.intervals.size(); ++i) {
          const Path list = here / "intervals";
          const auto& a = m.intervals[i];
          if (!(a.from <= a.to)) out.error("S115", list / i, "\"from\" must not be above \"to\"", "from 不能大于 to。");
          for (std::size_t k = 0; k < i; ++k)
            if (a.from <= m.intervals[k].to && m.intervals[k].from <= a.to)
              out.error("S115", list / i, "overlaps the interval \"" + m.intervals[k].level + "\"", "与前面的区间重叠。");
        }
        break;
      }
      case MeasureSpec::Kind::choice: {
        const Path here = at / "choice";
        if (m.options.empty()) out.error("S116", here, "a choice needs at least one answer", "至少要有一个选项。");
        bool text = false, num = false;
        for (std::size_t i = 0; i < m.options.size(); ++i) {
          (m.options[i].answer.kind == Literal::Kind::number ? num : text) = true;
          for (std::size_t k = 0; k < i && i < 1000; ++k)
            if (m.options[k].answer == m.options[i].answer)
              out.error("S116", here / i, "the same answer stands twice", "选项重复。");
        }
        if (text && num) out.error("S116", here, "answers must be all labels or all numbers", "选项须全为文字或全为数字。");
        break;
      }
      case MeasureSpec::Kind::bands: bands(n, at / "bands"); break;
      case MeasureSpec::Kind::line: {
        const Path here = at / "line";
        if (m.knots.size() < 2) out.error("S117", here, "a line needs at least two knots", "折线至少要两个节点。");
        for (std::size_t i = 0; i < m.knots.size(); ++i) {
          if (i > 0 && m.knots[i].x < m.knots[i - 1].x)
            out.error("S117", here / i, "knots must come in order of x", "节点须按 x 递增排列。");
          if (i > 1 && m.knots[i].x == m.knots[i - 1].x && m.knots[i].x == m.knots[i - 2].x)
            out.error("S117", here / i, "at most two knots may share an x (a jump)", "同一 x 最多两个节点(跳变)。");
          if (m.log_x && !(m.knots[i].x > 0))
            out.error("S117", here / i, "a logarithmic x must be more than 0", "对数坐标的 x 须大于 0。");
        }
        break;
      }
      case MeasureSpec::Kind::shortfall: {
        const Path here = at / "shortfall";
        number(m.target, here / "target", &n);
        number(m.step, here / "step", &n);
        number(m.deduct, here / "deduct", &n);
        positive(m.step, here / "step");
        break;
      }
      case MeasureSpec::Kind::threshold: condition(*m.condition, at / "threshold", &n, false, true); break;
      case MeasureSpec::Kind::deduct:
      case MeasureSpec::Kind::award: rules(n, at / (m.kind == MeasureSpec::Kind::deduct ? "deduct" : "award")); break;
    }
  }

  void bands(const NodeSpec& n, const Path& at) {
    const auto& rows = n.measure->bands;
    if (rows.empty()) out.error("S118", at, "at least one band is needed", "至少要有一个分段。");
    bool up = true, known = false;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const Path item = at / i;
      number(rows[i].limit, item, &n);
      if (!rows[i].op) {
        if (i + 1 < rows.size())
          out.error("S118", item, "bands after one without a limit are never reached; move it to the end",
                    "没有界限的分段之后的分段永远用不到;请移到最后。");
        continue;
      }
      const bool rising = *rows[i].op == Operator::lt || *rows[i].op == Operator::le;
      if (!known) {
        up = rising;
        known = true;
      } else if (up != rising) {
        out.error("S118", item, "bands must all use < and <=, or all > and >=", "各分段须统一用 < <= 或统一用 > >=。");
      }
      if (i > 0 && rows[i - 1].op && rows[i].limit.kind == NumberSpec::Kind::constant &&
          rows[i - 1].limit.kind == NumberSpec::Kind::constant) {
        const double a = rows[i - 1].limit.value, b = rows[i].limit.value;
        const bool closes = a == b && (*rows[i - 1].op == Operator::lt || *rows[i - 1].op == Operator::gt) &&
                            (*rows[i].op == Operator::le || *rows[i].op == Operator::ge);
        if (!(up ? b > a : b < a) && !closes)
          out.error("S118", item, "the limits must go steadily in one direction; this band can never be reached",
                    "界限须单调;该分段永远达不到。");
      }
    }
    if (!rows.empty() && rows.back().op) {
      const auto& last = rows.back();
      const bool covered = n.value && n.value->range && last.limit.kind == NumberSpec::Kind::constant &&
                           (*last.op == Operator::le   ? last.limit.value >= n.value->range->second
                            : *last.op == Operator::ge ? last.limit.value <= n.value->range->first
                                                       : false);
      if (!covered)
        out.error("S118", at / (rows.size() - 1),
                  "the bands do not tile the range: leave the limit out of the last band, or declare value.range",
                  "分段未覆盖全部取值:最后一段请去掉界限,或声明 value.range。");
    }
  }

  void rules(const NodeSpec& n, const Path& at) {
    const auto& m = *n.measure;
    if (m.start) number(*m.start, at / "start", &n);
    if (m.kind == MeasureSpec::Kind::deduct && !m.start && !n.points && !n.weight)
      out.error("S119", at, "deducting from what? give the criterion points, or the rule a \"start\"",
                "从多少分扣起?请给出分值 points 或起始分 start。");
    std::set<std::string_view> ids;
    for (std::size_t i = 0; i < m.rules.size(); ++i) {
      const auto& r = m.rules[i];
      const Path list = at / "rules";
      const Path item = list / i;
      if (!r.id.empty() && !ids.insert(r.id).second)
        out.error("S102", item / "id", "the rule id \"" + r.id + "\" is used twice", "扣分项编号重复。");
      std::set<std::string_view> rows;
      for (std::size_t k = 0; k < r.rate.size(); ++k) {
        const Path rate = item / "rate";
        const Path row = rate / k;
        if (r.rate.size() > 1 && !r.rate[k].id.empty() && !rows.insert(r.rate[k].id).second)
          out.error("S102", row / "id", "the row id \"" + r.rate[k].id + "\" is used twice", "行编号重复。");
        if (r.rate[k].when) condition(*r.rate[k].when, row / "when", &n, true);
        number(r.rate[k].value, row / "value", &n);
        if (r.rate[k].value.kind == NumberSpec::Kind::constant && r.rate[k].value.value < 0)
          out.error("S114", row, "a rate must not be negative", "每次扣(加)分不能为负。");
      }
      if (r.range && !(r.range->first <= r.range->second && r.range->first >= 0))
        out.error("S115", item / "rate", "the range must go from a smaller to a larger number, 0 or more", "区间须由小到大且不为负。");
      if (!r.group.empty() && !m.group_caps.contains(r.group))
        out.error("S120", item / "group", "no cap is declared for the group \"" + r.group + "\" under \"groups\"",
                  "“groups”中没有声明组“" + r.group + "”的上限。");
    }
  }

  // ---- conditions -----------------------------------------------------------------------------------------------

  void condition(const ConditionSpec& top, const Path& where, const NodeSpec* owner, bool facts, bool self = false) {
    for_each_condition(top, where, [&](const ConditionSpec& c, const Path& at) {
      if (c.kind == ConditionSpec::Kind::trend) {
        if (!self) out.error("S121", at, "a trend is asked inside a threshold only", "trend 只能用在 threshold 中。");
        if (c.rounds < 2) out.error("S121", at / "rounds", "a trend compares at least 2 rounds", "趋势至少比较 2 轮。");
      }
      if (c.kind == ConditionSpec::Kind::at_least &&
          (c.at_least < 1 || static_cast<std::size_t>(c.at_least) > c.terms.size()))
        out.error("S122", at / "at_least", "must be between 1 and the number of terms", "须在 1 与条件个数之间。");
      if (c.kind != ConditionSpec::Kind::trend && c.kind != ConditionSpec::Kind::compare && c.terms.empty())
        out.error("S122", at, "a condition without terms says nothing", "条件不能为空。");
      if (c.kind == ConditionSpec::Kind::compare) comparison(c, at, owner, facts, self);
    });
  }

  void comparison(const ConditionSpec& c, const Path& at, const NodeSpec* owner, bool facts, bool self) {
    number(c.limit, at, owner);
    switch (c.subject) {
      case Subject::self:
        if (!self) out.error("S123", at, "the comparison does not say what it compares; name score, value, level, attribute, …",
                             "没有说明比较什么;请写 score、value、level、attribute 等。");
        return;
      case Subject::attribute: return;
      case Subject::fact:
        if (!facts) out.error("S124", at / "fact", "facts belong to findings; only a rate's rows can ask them",
                              "fact 只能在扣分项 rate 的分行条件中使用。");
        return;
      case Subject::count: count(c.count, at, owner); return;
      case Subject::value:
        for (const auto& name : c.of.nodes)
          if (!column_known(name)) unknown(name, at / "value");
        return;
      default: break;
    }
    if (c.previous) {
      for (const auto& id : c.of.nodes)
        if (!tree.by_id.contains(id) && !ladders.contains(id)) unknown(id, at);
      return;
    }
    static constexpr const char* keys[] = {"score", "percent", "value", "state", "level", "met", "count", "min_of", "max_of"};
    const Path here = at / keys[static_cast<std::size_t>(c.subject)];
    reference(c.of, here);
    const bool wants_score = c.subject == Subject::score || c.subject == Subject::percent || c.subject == Subject::min_of ||
                             c.subject == Subject::max_of;
    for (auto i : resolve(tree, c.of)) {
      const auto& n = *tree.nodes[i];
      if (wants_score && !is_scored(n))
        out.error("S125", here, "\"" + n.id + "\" has no score; give it points or a combine, or ask its level",
                  "“" + n.id + "”没有得分;请给出分值或汇总办法,或改问其等次。");
      if (c.subject == Subject::met && level_names(spec, n) != std::vector<std::string>{"met", "not_met"})
        out.error("S126", here, "\"" + n.id + "\" is not judged by pass or threshold; ask its level or score",
                  "“" + n.id + "”不是 pass 或 threshold 评分;请改问等次或得分。");
      if (c.subject == Subject::level && (n.measure || n.combine == Combine::table)) {
        const auto names = level_names(spec, n);
        for (const auto& l : c.literals)
          if (l.kind == Literal::Kind::text && c.of.tags.empty() && std::find(names.begin(), names.end(), l.text) == names.end())
            out.error("S127", at, "\"" + n.id + "\" has no level \"" + l.text + "\"" + suggest(l.text, names),
                      "“" + n.id + "”没有等次“" + l.text + "”。");
      }
    }
    if (c.every) {
      for (auto i : resolve(tree, c.of)) {
        bool found = false;
        for (auto k = i; k != 0xffffffffu && !found; k = tree.parent[k])
          for (const auto& s : tree.nodes[k]->reduce) found = found || s.over == *c.every;
        if (!found)
          out.error("S128", at / "every", "nothing reduces this dimension above \"" + tree.nodes[i]->id + "\"",
                    "“" + tree.nodes[i]->id + "”之上没有归并该维度。");
      }
    }
  }

  static std::string suggest(std::string_view wrong, const std::vector<std::string>& names) {
    std::vector<std::string_view> views(names.begin(), names.end());
    const auto best = nearest(wrong, views);
    return best.empty() ? std::string() : "; did you mean \"" + std::string(best) + "\"?";
  }

  void unknown(std::string_view id, const Path& at) {
    std::vector<std::string_view> names;
    if (out.list.size() < 8)  // suggestions cost a pass over all ids: enough for the first few
      for (const auto* n : tree.nodes) names.push_back(n->id);
    const auto best = names.empty() ? std::string_view() : nearest(id, names);
    out.error("S129", at,
              "there is no criterion \"" + std::string(id) + "\"" +
                  (best.empty() ? std::string("; check the id") : "; did you mean \"" + std::string(best) + "\"?"),
              "没有编号为“" + std::string(id) + "”的指标" +
                  (best.empty() ? std::string(";请核对编号。") : ";是否指“" + std::string(best) + "”?"));
  }

  void reference(const ReferenceSpec& r, const Path& at) {
    for (const auto& id : r.nodes)
      if (!tree.by_id.contains(id)) unknown(id, at);
    for (const auto& tag : r.tags)
      if (!tree.by_tag.contains(tag))
        out.error("S130", at, "no leaf carries the tag \"" + tag + "\"", "没有指标带标签“" + tag + "”。");
    if (r.nodes.empty() && r.tags.empty())
      out.error("S123", at, "the condition names no criterion", "条件没有指明指标。");
  }

  void count(const CountSpec& c, const Path& at, const NodeSpec*) {
    const Path here = at / "count";
    for (const auto& id : c.of.nodes)
      if (!tree.by_id.contains(id)) unknown(id, here);
    for (const auto& tag : c.of.tags)
      if (!tree.by_tag.contains(tag))
        out.error("S130", here, "no leaf carries the tag \"" + tag + "\"", "没有指标带标签“" + tag + "”。");
    if (c.levels.empty() && c.states.empty() && c.previous_levels.empty())
      out.error("S131", here, "count what? name a level or a state", "计数须指明等次或状态。");
  }

  // ---- outcomes -------------------------------------------------------------------------------------------------

  void outcomes() {
    const Path top{};
    const Path list = top / "outcomes";
    for (std::size_t i = 0; i < spec.outcomes.size(); ++i) {
      const auto& o = spec.outcomes[i];
      const Path item = list / i;
      if (!ladders.emplace(o.id, &o).second) out.error("S102", item / "id", "the outcome id is used twice", "结论编号重复。");
      if (o.levels.empty()) out.error("S132", item, "an outcome needs at least one level", "结论至少要有一个等次。");
      if (o.levels.size() > 64) out.error("S132", item / "levels", "at most 64 levels", "等次最多 64 个。");
      std::set<std::string_view> names;
      for (std::size_t k = 0; k < o.levels.size(); ++k)
        if (!names.insert(o.levels[k].level).second)
          out.error("S132", item / "levels" / k, "the level \"" + o.levels[k].level + "\" stands twice", "等次重复。");
    }
    for (std::size_t i = 0; i < spec.outcomes.size(); ++i) {
      const Path item = list / i;
      const Path levels = item / "levels";
      bool fallback = false;
      for (std::size_t k = 0; k < spec.outcomes[i].levels.size(); ++k) {
        const auto& l = spec.outcomes[i].levels[k];
        const Path here = levels / k;
        if (l.when) {
          if (fallback)
            out.error("S133", here / "when", "a level after the fallback is reached through gates only; remove its \"when\"",
                      "兜底等次之后的等次只能由前置条件触发;请删去 when。");
          condition(*l.when, here / "when", nullptr, false);
          shrinking(*l.when, here / "when");
        } else {
          fallback = true;
        }
      }
    }
    const Path gates = top / "gates";
    std::set<std::string_view> gate_ids;
    for (std::size_t i = 0; i < spec.gates.size(); ++i) {
      const auto& g = spec.gates[i];
      const Path item = gates / i;
      if (!gate_ids.insert(g.id).second) out.error("S102", item / "id", "the gate id is used twice", "前置条件编号重复。");
      condition(g.require, item / "require", nullptr, false);
      const auto it = ladders.find(g.outcome);
      if (it == ladders.end()) {
        out.error("S134", item / "outcome", "there is no outcome \"" + g.outcome + "\"", "没有结论“" + g.outcome + "”。");
        continue;
      }
      std::vector<std::string> names;
      for (const auto& l : it->second->levels) names.push_back(l.level);
      if (std::find(names.begin(), names.end(), g.at_best) == names.end())
        out.error("S134", item / "at_best",
                  "the outcome \"" + g.outcome + "\" has no level \"" + g.at_best + "\"" + suggest(g.at_best, names),
                  "结论“" + g.outcome + "”没有等次“" + g.at_best + "”。");
    }
  }

  /// An absolute limit on a node that shrinks when something is not applicable is usually a mistake (769.8 of 950).
  void shrinking(const ConditionSpec& top, const Path& where) {
    for_each_condition(top, where, [&](const ConditionSpec& c, const Path& at) {
      if (c.kind != ConditionSpec::Kind::compare || c.subject != Subject::score || c.previous) return;
      if (c.op != Operator::ge && c.op != Operator::gt) return;
      for (auto i : resolve(tree, c.of)) {
        const auto& n = *tree.nodes[i];
        const auto& p = n.states.policy[1] ? n.states.policy[1] : spec.states.policy[1];
        if (n.combine == Combine::sum && n.on_drop == OnDrop::shrink && (!p || p->kind == Policy::Kind::drop) &&
            n.children.size() > 1 && declared_points(n) > 0)
          out.warning("S135", at,
                      "\"" + n.id + "\" shrinks when a part is not applicable, yet its limit is absolute; ask the percent, or "
                      "set on_drop to \"rescale\"",
                      "“" + n.id + "”有缺项时满分会减少,而界限是绝对分;请改用 percent,或设 on_drop 为“rescale”(缺项折算)。");
      }
    });
  }

  void dates() {
    const Path top{};
    if (!spec.valid_from.empty() && !spec.valid_to.empty() && !(spec.valid_from < spec.valid_to))
      out.error("S136", top / "valid", "\"from\" must be before \"to\"", "from 须早于 to。");
    if (spec.numbers.decimals > 12)
      out.error("S111", top / "numbers" / "decimals", "decimals must be 0 to 12", "小数位数须为 0 至 12。");
    states(spec.states, top / "states");
  }
};

}  // namespace

void check(const StandardSpec& spec, const Limits& limits, Tree& tree, Complaints& complaints) {
  Checker c{spec, limits, tree, complaints};
  const Path top{};
  c.walk(spec.tree, top / "tree", 0);
  if (c.too_many) return;
  c.register_columns();
  // ladders are known before conditions are read: a `previous` term may name one
  for (const auto& o : spec.outcomes) c.ladders.emplace(o.id, &o);
  c.node(spec.tree, top / "tree", nullptr);
  c.ladders.clear();
  c.outcomes();
  c.dates();
}

}  // namespace saniscore::inline v0::detail
