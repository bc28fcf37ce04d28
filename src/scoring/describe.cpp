#include "scoring/describe.hpp"

#include "base/text.hpp"

#include <cmath>

namespace saniscore::inline v0::detail {

namespace {

std::string number(const NumberSpec& n, bool zh) {
  switch (n.kind) {
    case NumberSpec::Kind::constant: return number_text(n.value);
    case NumberSpec::Kind::attribute: return "@" + n.attribute;
    case NumberSpec::Kind::input: return zh ? "另一观测值" : "another input";
    case NumberSpec::Kind::cases: {
      std::string out;
      for (const auto& c : n.cases) out += (out.empty() ? "" : "/") + number(c.value, zh);
      return out + (zh ? "(视情形)" : " (by case)");
    }
  }
  return {};
}

const char* sign(Operator op) {
  switch (op) {
    case Operator::lt: return "<";
    case Operator::le: return "<=";
    case Operator::gt: return ">";
    case Operator::ge: return ">=";
    case Operator::eq: return "==";
    case Operator::in: return "in";
  }
  return "";
}

std::string list(const std::vector<std::string>& names) {
  std::string out;
  for (const auto& n : names) out += (out.empty() ? "" : ",") + n;
  return out;
}

std::string literal(const Literal& l) {
  return l.kind == Literal::Kind::text      ? l.text
         : l.kind == Literal::Kind::boolean ? (l.boolean ? "true" : "false")
                                            : number_text(l.number);
}

std::string earned(const Earned& e, double points) { return number_text(e.share ? e.amount * points : e.amount); }

std::string rate(const CountRule& r, bool zh) {
  std::string out;
  if (r.range) {
    out = number_text(r.range->first);
    out += "–";
    out += number_text(r.range->second);
    return out;
  }
  for (const auto& row : r.rate) out += (out.empty() ? "" : "/") + number(row.value, zh);
  return out;
}

std::string term(const ConditionSpec& c, bool zh) {
  const auto join = [&](const char* by) {
    std::string out;
    for (const auto& t : c.terms) out += (out.empty() ? "" : by) + term(t, zh);
    return out;
  };
  switch (c.kind) {
    case ConditionSpec::Kind::all: return join(zh ? " 且 " : " and ");
    case ConditionSpec::Kind::any: return join(zh ? " 或 " : " or ");
    case ConditionSpec::Kind::negation: return (zh ? "非(" : "not (") + join("") + ")";
    case ConditionSpec::Kind::at_least:
      return (zh ? "至少 " : "at least ") + std::to_string(c.at_least) + (zh ? " 项:" : " of: ") + join("; ");
    case ConditionSpec::Kind::trend:
      return (zh ? std::string(c.rising ? "逐轮上升" : "逐轮下降") : std::string(c.rising ? "rising" : "falling")) +
             (zh ? "(" : " over ") + std::to_string(c.rounds) + (zh ? " 轮)" : " rounds");
    case ConditionSpec::Kind::compare: break;
  }
  static constexpr const char* en[] = {"score", "percent", "value",  "state",     "level", "met",
                                       "count", "min_of",  "max_of", "attribute", "fact",  "value"};
  static constexpr const char* cn[] = {"得分", "得分率",   "观测值",   "状态", "等次", "达标",
                                       "计数", "最小得分", "最大得分", "属性", "情形", "观测值"};
  std::string out = zh ? cn[static_cast<std::size_t>(c.subject)] : en[static_cast<std::size_t>(c.subject)];
  if (c.previous) out.insert(0, zh ? "上次" : "previous ");
  if (!c.name.empty()) out += " " + c.name;
  if (!c.of.nodes.empty()) out += " " + list(c.of.nodes);
  if (!c.of.tags.empty()) out += (zh ? " 标签 " : " tag ") + list(c.of.tags);
  if (c.subject == Subject::count) {
    if (!c.count.of.tags.empty()) out += (zh ? " 标签 " : " tag ") + list(c.count.of.tags);
    if (!c.count.of.nodes.empty()) out += " " + list(c.count.of.nodes);
    if (!c.count.levels.empty()) out += (zh ? " 等次 " : " level ") + list(c.count.levels);
    for (auto s : c.count.states) out += " " + std::string(zh ? to_chinese(s) : to_text(s));
  }
  if (c.subject == Subject::met && c.literals.empty()) return out;
  out += " ";
  out += sign(c.op);
  out += " ";
  if (c.literals.empty()) return out + number(c.limit, zh);
  std::string values;
  for (const auto& l : c.literals) values += (values.empty() ? "" : ",") + literal(l);
  return out + values;
}

std::string describe_measure(const Program& p, std::uint32_t node, bool zh) {
  const auto& info = p.nodes[node];
  const auto& m = *info.spec->measure;
  const auto points = number_text(info.points);
  switch (m.kind) {
    case MeasureSpec::Kind::pass: return zh ? "达标得 " + points + " 分,否则 0 分" : points + " when met, else 0";
    case MeasureSpec::Kind::score:
      return zh ? "检查员按 " + number(m.of, zh) + " 分制打分" : "the inspector's mark out of " + number(m.of, zh);
    case MeasureSpec::Kind::choice: {
      std::string out;
      for (const auto& o : m.options) {
        if (out.size() > 60) {
          out += ", …";
          break;
        }
        out += (out.empty() ? "" : ", ") + literal(o.answer) + (info.scored ? "→" + earned(o.earned, info.points) : "");
      }
      return (zh ? "选项 " : "one of ") + out;
    }
    case MeasureSpec::Kind::bands: {
      std::string out;
      for (const auto& b : m.bands) {
        if (out.size() > 80) {
          out += ", …";
          break;
        }
        out +=
            (out.empty() ? "" : ", ") + (b.op ? sign(*b.op) + number(b.limit, zh) : std::string(zh ? "其余" : "else"));
        if (b.earned && info.scored) out += "→" + earned(*b.earned, info.points);
        if (!b.level.empty()) out += " " + b.level;
      }
      return (zh ? "分段 " : "bands ") + out;
    }
    case MeasureSpec::Kind::line: {
      std::string out;
      for (const auto& k : m.knots)
        out += (out.empty() ? "" : " ") + std::string("(") + number_text(k.x) + "," + earned(k.y, info.points) + ")";
      return (zh ? "折线 " : "line through ") + out;
    }
    case MeasureSpec::Kind::shortfall: {
      static constexpr const char* en[] = {"whole", "started", "pro rata"};
      static constexpr const char* cn[] = {"满一步才扣", "不足一步按一步扣", "按比例扣"};
      const auto c = static_cast<std::size_t>(m.counting);
      if (zh)
        return std::string(m.above ? "每高于 " : "每低于 ") + number(m.target, zh) + " " + number(m.step, zh) + " 扣 " +
               number(m.deduct, zh) + " 分," + cn[c] + (m.floor ? ",扣完为止" : "");
      return number(m.deduct, zh) + " off per " + number(m.step, zh) + (m.above ? " above " : " below ") +
             number(m.target, zh) + " (" + en[c] + " steps)" +
             (m.floor ? ", down to " + number_text(*m.floor) : ", no floor");
    }
    case MeasureSpec::Kind::threshold: return (zh ? "须 " : "needs ") + term(*m.condition, zh);
    case MeasureSpec::Kind::deduct:
    case MeasureSpec::Kind::award: {
      const bool off = m.kind == MeasureSpec::Kind::deduct;
      std::string out;
      for (const auto& r : m.rules) {
        if (out.size() > 80) {
          out += ", …";
          break;
        }
        out += (out.empty() ? "" : ", ") + (r.id.empty() ? std::string() : r.id + " ") + rate(r, zh);
      }
      if (zh)
        return std::string(off ? "每处扣 " : "每处加 ") + out + " 分" +
               (off && m.floor ? (*m.floor == 0 ? ",扣完为止" : ",最低 " + number_text(*m.floor)) : "");
      return std::string(off ? "deduct " : "award ") + out + " per finding" +
             (off && m.floor ? ", down to " + number_text(*m.floor) : "");
    }
  }
  return {};
}

}  // namespace

std::string describe_term(const ConditionSpec& c, Language language) { return term(c, language == Language::zh); }

std::string term_name(const ConditionSpec& c) {
  if (c.kind != ConditionSpec::Kind::compare || c.subject != Subject::count) return term(c, false);
  return std::string("count count ") + sign(c.op) + " " + number(c.limit, false);
}

std::string describe_rule(const Program& p, std::uint32_t node, Language language) {
  const bool zh = language == Language::zh;
  const auto& s = *p.nodes[node].spec;
  std::string out;
  if (s.measure) {
    out = describe_measure(p, node, zh);
  } else {
    switch (s.combine) {
      case Combine::none:
        return s.children.empty() ? (zh ? "只作观测" : "observed only") : (zh ? "分组标题" : "heading");
      case Combine::sum: out = zh ? "下级得分之和" : "sum of its parts"; break;
      case Combine::mean: out = zh ? "下级加权平均" : "weighted mean of its parts"; break;
      case Combine::min: out = zh ? "取最差的下级" : "its lowest part"; break;
      case Combine::max: out = zh ? "取最好的下级" : "its highest part"; break;
      case Combine::power: out = (zh ? "幂平均,指数 " : "power mean, exponent ") + number_text(s.exponent); break;
      case Combine::table: out = zh ? "判定表" : "decision table"; break;
    }
    if (s.combine == Combine::sum && s.on_drop == OnDrop::rescale)
      out += zh ? ",缺项折算" : ", rescaled over what applies";
  }
  for (const auto& r : s.reduce) {
    static constexpr const char* en[] = {"sites", "methods", "rounds"};
    static constexpr const char* cn[] = {"点位", "方式", "轮次"};
    static constexpr const char* by_en[] = {"mean", "pooled", "worst", "share passing", "latest", "sum"};
    static constexpr const char* by_cn[] = {"平均", "合并计算", "取最差", "合格率", "取最近", "求和"};
    const auto d = static_cast<std::size_t>(r.over), b = static_cast<std::size_t>(r.by);
    out += zh ? std::string(";各") + cn[d] + by_cn[b] : std::string("; over ") + en[d] + ": " + by_en[b];
  }
  return out;
}

}  // namespace saniscore::inline v0::detail
