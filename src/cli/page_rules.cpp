// Rules in words, in full; for the short form beside a score see scoring/describe.hpp.
#include "cli/context.hpp"
#include "cli/number.hpp"
#include "cli/page.hpp"

#include "scoring/describe.hpp"

namespace saniscore::cli {
namespace {

struct Words {
  const Standard& standard;
  Language language;

  [[nodiscard]] std::string say(std::string_view en, std::string_view zh) const {
    return std::string(cli::say(language, en, zh));
  }

  [[nodiscard]] std::string joined(const std::vector<std::string>& parts, std::string_view by) const {
    std::string out;
    for (const std::string& part : parts) out.append(out.empty() ? "" : by).append(part);
    return out;
  }

  [[nodiscard]] std::string condition(const ConditionSpec& c) const { return condition_text(standard, c, language); }

  [[nodiscard]] std::string number(const NumberSpec& n) const {
    switch (n.kind) {
      case NumberSpec::Kind::constant: return precise_text(n.value);
      case NumberSpec::Kind::attribute: return say("attribute ", "属性 ") + n.attribute;
      case NumberSpec::Kind::input: return input(n.input.front());
      case NumberSpec::Kind::cases: return cases(n.cases);
    }
    return {};
  }

  [[nodiscard]] std::string cases(const std::vector<NumberCase>& rows) const {
    std::string out;
    for (const NumberCase& row : rows) {
      out.append(out.empty() ? "" : say("; ", "；")).append(number(row.value));
      if (row.when)
        out.append(say(" when ", "：")).append(condition(*row.when));
      else if (rows.size() > 1)
        out.append(say(" otherwise", "：其余"));
    }
    return out;
  }

  [[nodiscard]] std::string earned(const Earned& e) const {
    return e.share ? precise_text(e.amount * 100) + say(" % of the points", "% 的分值") : precise_text(e.amount);
  }

  [[nodiscard]] std::string steps(const std::vector<ReduceStep>& reduce) const {
    static constexpr std::string_view by[] = {"mean", "pooled", "worst", "share passing", "latest", "sum"},
                                      by_zh[] = {"平均", "合并计算", "取最差", "合格率", "取最近", "求和"};
    std::vector<std::string> all;
    for (const ReduceStep& step : reduce) {
      const auto b = static_cast<std::size_t>(step.by);
      std::string text =
          say("over " + std::string(to_text(step.over)) + "s: ", "各" + std::string(to_chinese(step.over)) + "：");
      if (step.weights.empty()) text += say(by[b], by_zh[b]);
      for (const auto& [name, weight] : step.weights)
        text.append(text.ends_with(' ') || text.ends_with("：") ? "" : " + ")
            .append(precise_text(weight))
            .append(" × ")
            .append(name);
      if (step.last > 0) text += say(", the last ", "，最近 ") + std::to_string(step.last);
      if (step.skip > 0)
        text += say(" after leaving out the newest ", "（不计最新 ") + std::to_string(step.skip) + say("", "）");
      if (step.least) text += say(", at least ", "，至少 ") + number(*step.least);
      if (step.short_is_unknown) text += say(", fewer: not known", "，不足则未知");
      all.push_back(std::move(text));
    }
    return joined(all, say("; then ", "；再"));
  }

  [[nodiscard]] std::string input(const InputSpec& in) const {
    std::string out;
    switch (in.kind) {
      case InputSpec::Kind::column: out = "`" + in.columns.front() + "`"; break;
      case InputSpec::Kind::sum: out = "`" + joined(in.columns, "` + `") + "`"; break;
      case InputSpec::Kind::difference: out = "`" + joined(in.columns, "` − `") + "`"; break;
      case InputSpec::Kind::ratio:
        out = "`" + joined(in.columns, "` ÷ `") + "`";
        if (in.per != 1) out += " × " + precise_text(in.per);
        if (in.empty_state)
          out += say(", 0 ÷ 0: ", "，0 ÷ 0：") +
                 std::string(language == Language::zh ? to_chinese(*in.empty_state) : to_text(*in.empty_state));
        if (in.empty_value) out += say(", 0 ÷ 0: ", "，0 ÷ 0：") + precise_text(*in.empty_value);
        break;
      case InputSpec::Kind::survey: out = say("survey ", "问卷 ") + "`" + in.survey + "`"; break;
    }
    if (!in.at_method.empty()) out += " @ " + in.at_method;
    if (!in.at_round.empty()) out += " @ " + in.at_round;
    if (!in.reduce.empty()) out += " (" + steps(in.reduce) + ")";
    return out;
  }

  [[nodiscard]] std::string count_rule(const CountRule& rule, bool off) const {
    std::string out = rule.id.empty() ? "" : "`" + rule.id + "`";
    const std::string title = both_names(rule.title, "");
    if (!title.empty()) out.append(" ").append(title);
    if (!out.empty()) out += say(": ", "：");
    if (rule.zero) out += say("one is enough to empty the criterion", "出现即此项不得分");
    const bool has_rate = rule.range || !rule.rate.empty();
    if (rule.zero && has_rate) out += say("; ", "；");
    if (rule.range) {
      out += (off ? "−" : "+") + precise_text(rule.range->first) + say(" to ", " 至 ") +
             precise_text(rule.range->second) + say(", as the inspector chooses", "，由检查员酌定");
    } else if (!rule.rate.empty()) {
      out += (off ? "−" : "+") + cases(rule.rate) + say(" each", "／处");
    }
    if (rule.cap) out += say(", at most ", "，最多 ") + precise_text(*rule.cap);
    if (!rule.group.empty()) out += say(", group ", "，组 ") + rule.group;
    return out;
  }

  void measure(const NodeSpec& spec, std::vector<std::string>& lines) const {
    const MeasureSpec& m = *spec.measure;
    std::vector<std::string> parts;
    switch (m.kind) {
      case MeasureSpec::Kind::pass:
        lines.push_back(spec.points || spec.weight ? say("met: all points, else 0", "达标得满分，否则 0 分")
                                                   : say("met or not", "达标与否"));
        break;
      case MeasureSpec::Kind::score:
        for (const Interval& i : m.intervals)
          parts.push_back(precise_text(i.from) + "–" + precise_text(i.to) + " " + i.level);
        lines.push_back(say("the inspector's mark out of ", "检查员打分，满分 ") + number(m.of) +
                        (parts.empty() ? "" : say(", within ", "，档次 ") + joined(parts, ", ")));
        break;
      case MeasureSpec::Kind::choice:
        for (const ChoiceOption& o : m.options)
          parts.push_back((o.answer.kind == Literal::Kind::text ? o.answer.text : precise_text(o.answer.number)) +
                          " → " + earned(o.earned));
        lines.push_back(say("one of: ", "选项：") + joined(parts, ", "));
        break;
      case MeasureSpec::Kind::bands:
        for (const Band& b : m.bands) {
          static constexpr std::string_view sign[] = {"<", "≤", ">", "≥"};
          std::string part =
              b.op ? std::string(sign[static_cast<std::size_t>(*b.op)]) + " " + number(b.limit) : say("else", "其余");
          if (b.earned) part += " → " + earned(*b.earned);
          if (!b.level.empty()) part += " " + b.level;
          parts.push_back(std::move(part));
        }
        lines.push_back(say("the first that holds: ", "取首个符合的：") + joined(parts, ", "));
        break;
      case MeasureSpec::Kind::line:
        for (const Knot& k : m.knots) parts.push_back(precise_text(k.x) + " → " + earned(k.y));
        lines.push_back(say("straight lines through ", "折线：") + joined(parts, ", ") +
                        (m.log_x ? say(" (in the logarithm)", "（取对数）") : ""));
        break;
      case MeasureSpec::Kind::shortfall: {
        static constexpr std::string_view how[] = {"whole steps", "started steps", "in proportion"},
                                          how_zh[] = {"满一步才扣", "不足一步按一步", "按比例"};
        const auto c = static_cast<std::size_t>(m.counting);
        lines.push_back(
            (m.above ? say("above ", "每高于 ") : say("below ", "每低于 ")) + number(m.target) + say(": −", "，每 ") +
            (language == Language::zh ? number(m.step) + " 扣 " + number(m.deduct)
                                      : number(m.deduct) + " per " + number(m.step)) +
            " (" + say(how[c], how_zh[c]) + ")" +
            (m.floor ? say(", down to ", "，最低 ") + precise_text(*m.floor) : say(", no floor", "，不设下限")));
        break;
      }
      case MeasureSpec::Kind::threshold: lines.push_back(say("met when ", "达标：") + condition(*m.condition)); break;
      case MeasureSpec::Kind::deduct:
      case MeasureSpec::Kind::award: {
        const bool off = m.kind == MeasureSpec::Kind::deduct;
        std::string head = off ? say("starts at ", "起始 ") + (m.start ? number(*m.start) : say("its points", "满分"))
                               : say("awards", "加分");
        if (off)
          head += m.floor ? say(", down to ", "，最低 ") + precise_text(*m.floor) : say(", no floor", "，不设下限");
        if (m.cap) head += say(", at most ", "，最多 ") + precise_text(*m.cap);
        for (const auto& [group, cap] : m.group_caps)
          head += say("; group ", "；组 ") + group + say(" at most ", " 最多 ") + precise_text(cap);
        lines.push_back(std::move(head));
        for (const CountRule& rule : m.rules) lines.push_back(count_rule(rule, off));
        break;
      }
    }
  }

  void combine(const NodeSpec& spec, std::vector<std::string>& lines) const {
    switch (spec.combine) {
      case Combine::none:
        lines.push_back(spec.children.empty() ? say("recorded only", "只作记录") : say("heading", "分组标题"));
        return;
      case Combine::sum: lines.push_back(say("sum of its parts", "下级之和")); break;
      case Combine::mean: lines.push_back(say("weighted mean of its parts", "下级加权平均")); break;
      case Combine::min: lines.push_back(say("its lowest part", "取最低的下级")); break;
      case Combine::max: lines.push_back(say("its highest part", "取最高的下级")); break;
      case Combine::power:
        lines.push_back(say("power mean of its parts, exponent ", "下级幂平均，指数 ") + precise_text(spec.exponent));
        break;
      case Combine::table:
        lines.push_back(say("the first row that holds:", "取首个符合的行："));
        for (const TableRow& row : spec.table)
          lines.push_back(earned(row.earned) + (row.level.empty() ? "" : " " + row.level) +
                          (row.when ? say(" when ", "：") + condition(*row.when) : say(" otherwise", "：其余")));
        break;
    }
    if (spec.start != 0) lines.back() += say(", starting from ", "，起始 ") + precise_text(spec.start);
    if (spec.on_drop == OnDrop::rescale) lines.back() += say(", scaled back over what applies", "，缺项折算");
  }

  [[nodiscard]] std::string adjustment(const AdjustSpec& a) const {
    static constexpr std::string_view kind[] = {"0", "bonus", "deduct", "at most", "at least", "no score"},
                                      kind_zh[] = {"记 0 分", "加", "扣", "最多", "最低", "不予评分"};
    const auto k = static_cast<std::size_t>(a.kind);
    std::string out = both_names(a.title, a.id);
    out += say(": ", "：") + say(kind[k], kind_zh[k]);
    if (a.kind != AdjustSpec::Kind::zero && a.kind != AdjustSpec::Kind::void_)
      out += " " + (a.share ? earned({a.amount.value, true}) : number(a.amount));
    if (a.times) {
      ConditionSpec counted;
      counted.kind = ConditionSpec::Kind::compare;
      counted.subject = Subject::count;
      counted.count = *a.times;
      counted.op = Operator::ge;
      counted.limit = 1;
      out += say(" times, per ", "，按次：") + condition(counted);
    }
    if (a.when) out += say(" when ", "，当 ") + condition(*a.when);
    return out;
  }
};

void depends(const ConditionSpec& c, const Words& words, std::string& out) {
  for (const ConditionSpec& term : c.terms) depends(term, words, out);
  if (c.limit.kind == NumberSpec::Kind::cases || c.limit.kind == NumberSpec::Kind::input)
    out += words.say(" (limit: ", "（限值：") + words.number(c.limit) + words.say(")", "）");
}

}  // namespace

std::string condition_text(const Standard& standard, const ConditionSpec& condition, Language language) {
  std::string out = detail::describe_term(standard.program(), condition, language);
  depends(condition, Words{standard, language}, out);
  return out;
}

std::vector<std::string> rule_lines(const Standard& standard, Node node, Language language) {
  const NodeSpec& spec = standard.spec(node);
  const Words words{standard, language};
  std::vector<std::string> lines;
  if (spec.measure)
    words.measure(spec, lines);
  else
    words.combine(spec, lines);
  if (spec.from) lines.push_back(words.say("reads ", "取数：") + words.input(*spec.from));
  if (spec.applies) lines.push_back(words.say("applies when ", "适用：") + words.condition(*spec.applies));
  for (const AdjustSpec& a : spec.adjust) lines.push_back(words.adjustment(a));
  if (!spec.reduce.empty()) lines.push_back(words.steps(spec.reduce));
  if (spec.extra) lines.push_back(words.say("on top of the maximum", "附加分，不计入满分"));
  return lines;
}

}  // namespace saniscore::cli
