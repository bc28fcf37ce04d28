// read_rule(), write_rule(), and the list of forms.
#include "standard/rule_words.hpp"

#include "standard/rule_language.hpp"
#include "standard/rule_limit.hpp"

#include <algorithm>

namespace saniscore::inline v0::detail {
namespace {

using Kind = MeasureSpec::Kind;

bool plain(const NumberSpec& n) { return n.kind == NumberSpec::Kind::constant; }

/// Joins clauses as the language does.
struct Clauses {
  bool zh;
  std::string text;
  void add(std::string_view clause) {
    if (!text.empty()) text += zh ? "；" : "; ";
    text += clause;
  }
};

std::string earned(const Earned& e, bool zh) {
  const std::string n = number_text(e.share ? e.amount * 100 : e.amount) + (e.share ? "%" : "");
  return zh ? "得" + n + (e.share ? "" : "分") : ": " + n;
}

std::string counted(const MeasureSpec& m, bool zh) {
  const bool off = m.kind == Kind::deduct;
  const bool one = m.rules.size() == 1;
  // parts whose words hold numbers: "间隔3米以上得1分"
  const auto part = [](const CountRule& r) { return r.cap && !r.zero && r.cap == r.rate.front().value.value; };
  const bool parts = !off && !one && !m.cap && std::all_of(m.rules.begin(), m.rules.end(), part) &&
                     std::any_of(m.rules.begin(), m.rules.end(), [](const auto& r) { return has_digit(r.id); });
  Clauses out{zh, {}};
  for (const CountRule& r : m.rules) {
    std::string amount;
    if (r.range)
      amount = number_text(r.range->first) + "-" + number_text(r.range->second);
    else if (r.rate.size() == 1 && !r.rate.front().when && plain(r.rate.front().value))
      amount = number_text(r.rate.front().value.value);
    else if (!r.zero)
      return {};
    if (zh) {
      const std::string what = one ? (off ? "每处" : "每项") : r.id;
      if (parts) {
        out.add(what + "得" + amount + "分");
        continue;
      }
      if (r.zero)
        out.add((one ? "发现问题" : r.id) + "此项不得分");
      else
        out.add(what + (off ? "扣" : "加") + amount + "分");
      if (r.cap) out.add("最多" + std::string(off ? "扣" : "加") + number_text(*r.cap) + "分");
    } else {
      const std::string what = one ? "" : r.id + ": ";
      out.add(what + (r.zero ? "nothing" : amount + (off ? " off" : " each")));
      if (r.cap) out.add("at most " + number_text(*r.cap));
    }
  }
  if (m.cap)
    out.add((zh ? (one ? "最多加" : "合计最多加") : "in all at most ") + number_text(*m.cap) + (zh ? "分" : ""));
  if (off && !m.floor)
    out.add(zh ? "可扣至负分" : "no floor");
  else if (off)
    out.add(zh ? "扣完为止" : "down to 0");
  return out.text;
}

std::string shortfall(const MeasureSpec& m, Language language) {
  const bool zh = language == Language::zh;
  using Counting = MeasureSpec::Counting;
  if (!plain(m.target) || !plain(m.step) || !plain(m.deduct)) return {};
  const std::string step = number_text(m.step.value), off = number_text(m.deduct.value);
  Clauses out{zh, write_limit(m.above ? Operator::le : Operator::ge, m.target.value, language)};
  if (out.text.empty()) return {};
  if (zh) {
    out.add("每" + std::string(m.above ? "高" : "低") + step + "扣" + off + "分");
    out.add(m.counting == Counting::pro_rata ? "按比例扣"
            : m.counting == Counting::whole  ? "满" + step + "才扣"
                                             : "不足" + step + "按" + step + "计");
  } else {
    out.add(off + " off per " + step + (m.above ? " above" : " below"));
    out.add(m.counting == Counting::pro_rata ? "pro rata"
            : m.counting == Counting::whole  ? "whole steps"
                                             : "started steps");
  }
  if (!m.floor) out.add(zh ? "可扣至负分" : "no floor");
  return out.text;
}

std::string choice(const MeasureSpec& m, bool zh) {
  Clauses out{zh, {}};
  for (const ChoiceOption& o : m.options) {
    const bool number = o.answer.kind == Literal::Kind::number;
    if (number && o.earned == Earned{o.answer.number, false})
      out.add(number_text(o.answer.number));
    else
      out.add((number ? number_text(o.answer.number) : o.answer.text) + earned(o.earned, zh));
  }
  return (zh ? "选项：" : "one of: ") + out.text;
}

std::string scored(const MeasureSpec& m, bool zh) {
  if (!plain(m.of)) return {};
  if (m.intervals.empty())
    return zh ? "打分，满分" + number_text(m.of.value) + "分" : "mark out of " + number_text(m.of.value);
  Clauses out{zh, {}};
  for (const Interval& i : m.intervals)
    out.add(i.level + (zh || i.level.empty() ? "" : " ") + number_text(i.from) + "-" + number_text(i.to) +
            (zh ? "分" : ""));
  return (zh ? "分档打分：" : "mark in bands: ") + out.text;
}

std::string banded(const MeasureSpec& m, Language language) {
  const bool zh = language == Language::zh;
  Clauses out{zh, {}};
  for (const Band& b : m.bands) {
    if (!b.earned || !b.level.empty() || !plain(b.limit)) return {};
    const std::string limit = b.op ? write_limit(*b.op, b.limit.value, language) : zh ? "其余" : "else";
    if (limit.empty()) return {};
    out.add(limit + earned(*b.earned, zh));
  }
  return out.text;
}

std::string lined(const MeasureSpec& m, bool zh) {
  if (m.log_x) return {};
  Clauses out{zh, {}};
  for (const Knot& k : m.knots) {
    const std::string y = earned(k.y, zh);
    out.add(number_text(k.x) + (zh ? y : " -> " + y.substr(2)));
  }
  return (zh ? "线性：" : "line: ") + out.text;
}

std::string threshold(const MeasureSpec& m, Language language) {
  if (!m.condition || m.condition->kind != ConditionSpec::Kind::compare || !m.condition->literals.empty() ||
      !plain(m.condition->limit))
    return {};
  return write_limit(m.condition->op, m.condition->limit.value, language);
}

}  // namespace

RuleRead read_rule(std::string_view text, std::string_view target, std::optional<double> points) {
  const std::string words = narrowed(text), limit = narrowed(target);
  if (auto english = read_english_rule(words, limit, points)) return {std::move(english), {}};
  return read_chinese_rule(words, limit, points);
}

std::string write_rule(const MeasureSpec& m, Language language) {
  const bool zh = language == Language::zh;
  switch (m.kind) {
    case Kind::pass: return zh ? "达标得满分" : "pass";
    case Kind::score: return scored(m, zh);
    case Kind::choice: return choice(m, zh);
    case Kind::bands: return banded(m, language);
    case Kind::line: return lined(m, zh);
    case Kind::shortfall: return shortfall(m, language);
    case Kind::threshold: return threshold(m, language);
    case Kind::deduct:
    case Kind::award: return counted(m, zh);
  }
  return {};
}

const Phrase& rule_forms() {
  static const Phrase forms{
      "understood are: \"pass\"; \">= 90\"; \"1 off; down to 0\"; \"smoke: 1 off; burning: nothing\"; \"0.5 each; at "
      "most 2\"; \">= 85; 0.05 off per 1 below; pro rata\"; \">= 95: 10; >= 90: 60%; else: 0\"; \"one of: A: 10; B: "
      "5\"; "
      "\"mark out of 10\"; \"mark in bands: good 9-10; fair 7-8; poor 0-6\"; \"line: 60 -> 0; 100 -> 10\"; \"observed "
      "only\"; with \"; veto\" at the end; and the Chinese forms of docs/authoring.md",
      "看得懂的写法：达标得满分；≥90%；每发现一处扣1分，扣完为止；缺一项扣1分；无组织扣2分，无领导扣1分；每起得0."
      "5分，最高2分；"
      "≥85%，每降低1%扣0.05分，按比例扣；≥95%得10分，≥90%得6分，其余得0分；选项：优得10分；差得0分；打分，满分10分；"
      "分档打分：好9-10分；中7-8分；差0-6分；线性：60得0分；100得10分；只记录；以及句末的“一票否决”。全部写法见 "
      "docs/authoring.md"};
  return forms;
}

}  // namespace saniscore::inline v0::detail
