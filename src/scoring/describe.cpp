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
      return out + (zh ? "（视情形）" : " (by case)");
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

/// A criterion by its title, where there is one.
std::string named(const Program* p, const std::string& id, bool zh) {
  const auto it = p ? p->by_id.find(id) : decltype(p->by_id.end()){};
  if (!p || it == p->by_id.end()) return id;
  const auto& title = p->nodes[it->second].spec->title;
  const auto wanted = title.find(zh ? "zh" : "en");
  if (wanted == title.end() && title.empty()) return id;
  const auto& text = wanted == title.end() ? title.begin()->second : wanted->second;
  return (zh ? "“" : "\"") + text + (zh ? "”" : "\"");
}

std::string list(const Program* p, const std::vector<std::string>& names, bool zh) {
  std::string out;
  for (const auto& n : names) out += (out.empty() ? "" : p && zh ? "、" : p ? ", " : ",") + named(p, n, zh);
  return out;
}

/// With a program: words for people. Without: the stable short name, by ids.
std::string term(const Program* p, const ConditionSpec& c, bool zh) {
  const auto join = [&](const char* by) {
    std::string out;
    for (const auto& t : c.terms) out += (out.empty() ? "" : by) + term(p, t, zh);
    return out;
  };
  switch (c.kind) {
    case ConditionSpec::Kind::all: return join(zh ? " 且 " : " and ");
    case ConditionSpec::Kind::any: return join(zh ? " 或 " : " or ");
    case ConditionSpec::Kind::negation: return (zh ? "并非（" : "not (") + join("") + (zh ? "）" : ")");
    case ConditionSpec::Kind::at_least:
      return (zh ? "至少 " : "at least ") + std::to_string(c.at_least) + (zh ? " 项：" : " of: ") +
             join(zh ? "；" : "; ");
    case ConditionSpec::Kind::trend:
      return (zh ? std::string(c.rising ? "逐轮上升" : "逐轮下降") : std::string(c.rising ? "rising" : "falling")) +
             (zh ? "（" : " over ") + std::to_string(c.rounds) + (zh ? " 轮）" : " rounds");
    case ConditionSpec::Kind::compare: break;
  }
  static constexpr const char* en[] = {"score", "percent", "value",  "state",     "level", "met",
                                       "count", "min_of",  "max_of", "attribute", "fact",  "value"};
  static constexpr const char* words[] = {"score", "percentage", "value",      "state",     "level", "met",
                                          "count", "lowest of",  "highest of", "attribute", "fact",  "value"};
  static constexpr const char* cn[] = {"得分", "得分率",   "观测值",   "状态", "等次", "达标",
                                       "计数", "最低得分", "最高得分", "属性", "情形", "观测值"};
  const auto subject = static_cast<std::size_t>(c.subject);
  std::string out = zh ? cn[subject] : p ? words[subject] : en[subject];
  if (c.previous) out.insert(0, zh ? "上次" : "previous ");
  if (!c.name.empty()) out += (zh ? "" : " ") + (zh ? "“" + c.name + "”" : c.name);
  const auto& of = c.subject == Subject::count ? c.count.of : c.of;
  std::string what;
  if (!of.nodes.empty()) what += " " + list(p, of.nodes, zh);
  if (!of.tags.empty()) what += (zh ? " 标签 " : " tag ") + list(p, of.tags, zh);
  if (p && zh && !of.nodes.empty())
    out = what.substr(1) + "的" + out;
  else
    out += what;
  if (c.subject == Subject::count) {
    if (!c.count.levels.empty()) out += (zh ? " 等次 " : " level ") + list(p, c.count.levels, zh);
    for (auto s : c.count.states) out += " " + std::string(zh ? to_chinese(s) : to_text(s));
  }
  if (c.every && p) {
    out = (zh ? "每个" + std::string(to_chinese(*c.every)) + "：" : "every " + std::string(to_text(*c.every)) + ": ") +
          out;
  }
  if (c.subject == Subject::met && c.literals.empty()) return out;
  out += " ";
  out += p && c.op == Operator::le   ? "≤"
         : p && c.op == Operator::ge ? "≥"
         : p && c.op == Operator::eq ? "="
                                     : sign(c.op);
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
    case MeasureSpec::Kind::pass: return zh ? "达标得 " + points + " 分，否则 0 分" : points + " when met, else 0";
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
               number(m.deduct, zh) + " 分，" + cn[c] + (m.floor ? "，扣完为止" : "");
      return number(m.deduct, zh) + " off per " + number(m.step, zh) + (m.above ? " above " : " below ") +
             number(m.target, zh) + " (" + en[c] + " steps)" +
             (m.floor ? ", down to " + number_text(*m.floor) : ", no floor");
    }
    case MeasureSpec::Kind::threshold: return (zh ? "须 " : "needs ") + term(&p, *m.condition, zh);
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
               (off && m.floor ? (*m.floor == 0 ? "，扣完为止" : "，最低 " + number_text(*m.floor)) : "");
      return std::string(off ? "deduct " : "award ") + out + " per finding" +
             (off && m.floor ? ", down to " + number_text(*m.floor) : "");
    }
  }
  return {};
}

std::string describe_reduction(const ReduceStep& r, bool zh) {
  static constexpr const char* by_en[] = {"mean", "pooled", "worst", "share passing", "latest", "sum"};
  static constexpr const char* by_cn[] = {"平均", "合并计算", "取最差", "合格率", "取最近", "求和"};
  const auto b = static_cast<std::size_t>(r.by);
  return zh ? "各" + std::string(to_chinese(r.over)) + by_cn[b]
            : "over " + std::string(to_text(r.over)) + "s: " + by_en[b];
}

std::string describe_adjustment(const Program& p, const AdjustSpec& a, bool zh) {
  auto amount = number(a.amount, zh);
  if (a.share)
    amount = a.amount.kind == NumberSpec::Kind::constant ? number_text(100 * a.amount.value) + " %" : amount + " ×";
  std::string out;
  switch (a.kind) {
    case AdjustSpec::Kind::zero: out = zh ? "记 0 分" : "zero"; break;
    case AdjustSpec::Kind::bonus: out = (zh ? "加 " : "bonus of ") + amount; break;
    case AdjustSpec::Kind::deduct: out = (zh ? "扣 " : "deduct ") + amount; break;
    case AdjustSpec::Kind::cap: out = (zh ? "最高 " : "at most ") + amount; break;
    case AdjustSpec::Kind::floor: out = (zh ? "最低 " : "at least ") + amount; break;
    case AdjustSpec::Kind::void_: out = zh ? "不计分" : "void"; break;
  }
  if (a.times) {
    ConditionSpec count;
    count.kind = ConditionSpec::Kind::compare;
    count.subject = Subject::count;
    count.count = *a.times;
    auto words = term(&p, count, zh);
    words.resize(words.rfind(" = "));
    out += (zh ? "，每项：" : " for each ") + words;
  }
  if (a.when) out += (zh ? "，条件：" : " when ") + term(&p, *a.when, zh);
  const auto title = a.title.find(zh ? "zh" : "en");
  return title == a.title.end() ? out : title->second + (zh ? "（" : " (") + out + (zh ? "）" : ")");
}

}  // namespace

std::string describe_term(const Program& p, const ConditionSpec& c, Language language) {
  return term(&p, c, language == Language::zh);
}

std::string term_name(const ConditionSpec& c) {
  if (c.kind != ConditionSpec::Kind::compare || c.subject != Subject::count) return term(nullptr, c, false);
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
      case Combine::power: out = (zh ? "幂平均，指数 " : "power mean, exponent ") + number_text(s.exponent); break;
      case Combine::table: out = zh ? "判定表" : "decision table"; break;
    }
    if (s.combine == Combine::sum && s.on_drop == OnDrop::rescale)
      out += zh ? "，缺项折算" : ", rescaled over what applies";
  }
  for (const auto& r : s.reduce) out += (zh ? "；" : "; ") + describe_reduction(r, zh);
  return out;
}

std::string step_name(const Program& p, const Step& step) {
  switch (step.op) {
    case Op::adjust: {
      const auto& a = p.adjusts[step.param];
      const auto& spec = p.nodes[a.node].spec->adjust[a.index];
      static constexpr const char* kinds[] = {"zero", "bonus", "deduct", "cap", "floor", "void"};
      return spec.id.empty() ? kinds[static_cast<std::size_t>(spec.kind)] : spec.id;
    }
    case Op::exclude: return "applies";
    case Op::reduce: return "reduce";
    case Op::round: return "round";
    default: return "combine";
  }
}

std::string describe_step(const Program& p, const Step& step, Language language) {
  const bool zh = language == Language::zh;
  switch (step.op) {
    case Op::adjust: {
      const auto& a = p.adjusts[step.param];
      return describe_adjustment(p, p.nodes[a.node].spec->adjust[a.index], zh);
    }
    case Op::exclude: return zh ? "该组不适用，按规定计分" : "the group does not apply; its policy gives the points";
    case Op::reduce: return describe_reduction(p.spaces[p.reduces[step.param].space].step, zh);
    case Op::round: {
      const auto n = std::to_string(p.nodes[step.param].spec->round->decimals);
      return zh ? "保留 " + n + " 位小数" : "rounding to " + n + (n == "1" ? " decimal" : " decimals");
    }
    case Op::combine: {
      const auto& c = p.combines[step.param];
      if (c.start != 0) return (zh ? "起始分 " : "starts at ") + number_text(c.start);
      return describe_rule(p, c.node, language);
    }
    default: return describe_rule(p, p.tables[step.param].node, language);
  }
}

}  // namespace saniscore::inline v0::detail
