// Rules in the English forms that write_rule() writes. Nothing freer: English sheets have no set phrases.
#include "standard/rule_language.hpp"
#include "standard/rule_limit.hpp"

#include <algorithm>

namespace saniscore::inline v0::detail {
namespace {

using Kind = MeasureSpec::Kind;
using Parts = std::vector<std::string_view>;

std::optional<Earned> earned(std::string_view t) {
  t = without_blanks(t);
  if (t == "full") return Earned{1, true};
  if (t == "nothing") return Earned{0, false};
  const auto n = eat_number(t, true);
  if (!n) return std::nullopt;
  if (t == "%") return Earned{*n / 100, true};
  return t.empty() ? std::optional(Earned{*n, false}) : std::nullopt;
}

Boxed<MeasureSpec> choice(std::string_view text) {
  MeasureSpec m;
  m.kind = Kind::choice;
  for (const std::string_view part : parts_of(text, ";")) {
    ChoiceOption o;
    std::string_view number = part;
    if (const auto same = eat_number(number, true); same && number.empty()) {
      o.answer.kind = Literal::Kind::number;
      o.answer.number = *same;
      o.earned = {*same, false};
    } else {
      const std::size_t cut = part.rfind(": ");
      const auto e = cut == std::string_view::npos ? std::nullopt : earned(part.substr(cut + 2));
      if (!e) return std::nullopt;
      o.answer.text = part.substr(0, cut);
      number = o.answer.text;
      if (const auto answer = eat_number(number, true); answer && number.empty()) {
        o.answer.kind = Literal::Kind::number;
        o.answer.number = *answer;
        o.answer.text.clear();
      }
      o.earned = *e;
    }
    m.options.push_back(std::move(o));
  }
  return m.options.empty() ? std::nullopt : Boxed<MeasureSpec>(m);
}

Boxed<MeasureSpec> line(std::string_view text) {
  MeasureSpec m;
  m.kind = Kind::line;
  for (std::string_view part : parts_of(text, ";")) {
    const auto x = eat_number(part, true);
    eat_blanks(part);
    if (!x || !eat(part, "->")) return std::nullopt;
    const auto y = earned(part);
    if (!y) return std::nullopt;
    m.knots.push_back({*x, *y});
  }
  return m.knots.empty() ? std::nullopt : Boxed<MeasureSpec>(m);
}

Boxed<MeasureSpec> intervals(std::string_view text) {
  MeasureSpec m;
  m.kind = Kind::score;
  double top = 0;
  for (const std::string_view part : parts_of(text, ";")) {
    const std::size_t blank = part.rfind(' ');
    std::string_view rest = blank == std::string_view::npos ? part : part.substr(blank + 1);
    Interval i;
    if (blank != std::string_view::npos) i.level = without_blanks(part.substr(0, blank));
    const auto from = eat_number(rest);
    if (!from || !eat(rest, "-")) return std::nullopt;
    const auto to = eat_number(rest);
    if (!to || !rest.empty()) return std::nullopt;
    i.from = *from;
    i.to = *to;
    top = std::max(top, *to);
    m.intervals.push_back(std::move(i));
  }
  m.of = top;
  return m.intervals.size() < 2 ? std::nullopt : Boxed<MeasureSpec>(m);
}

/// ">= 85; 0.05 off per 1 below; pro rata", after the target.
Boxed<MeasureSpec> shortfall(const Limit& target, const Parts& parts, std::size_t from, bool& counted) {
  using Counting = MeasureSpec::Counting;
  MeasureSpec m;
  m.kind = Kind::shortfall;
  m.target = target.value;
  std::string_view c = parts[from];
  const auto off = eat_number(c);
  if (!off || !eat(c, " off per ")) return std::nullopt;
  const auto step = eat_number(c);
  eat_unit(c);
  if (!step || !is_any(c, {" below", " above"})) return std::nullopt;
  m.above = c == " above";
  const bool upper = target.op == Operator::ge || target.op == Operator::gt;
  if (m.above == upper) return std::nullopt;
  m.step = *step;
  m.deduct = *off;
  for (std::size_t k = from + 1; k < parts.size(); ++k) {
    if (parts[k] == "no floor")
      m.floor.reset();
    else if (parts[k] == "pro rata" || parts[k] == "whole steps" || parts[k] == "started steps") {
      m.counting = parts[k] == "pro rata"      ? Counting::pro_rata
                   : parts[k] == "whole steps" ? Counting::whole
                                               : Counting::started;
      counted = true;
    } else if (parts[k] != "down to 0") {
      return std::nullopt;
    }
  }
  return m;
}

Boxed<MeasureSpec> bands(const Parts& parts) {
  MeasureSpec m;
  m.kind = Kind::bands;
  for (std::string_view part : parts) {
    const std::size_t cut = part.rfind(": ");
    const auto e = cut == std::string_view::npos ? std::nullopt : earned(part.substr(cut + 2));
    if (!e) return std::nullopt;
    Band& band = m.bands.emplace_back();
    band.earned = e;
    if (part.substr(0, cut) == "else") continue;
    const auto limit = read_limit(part.substr(0, cut));
    if (!limit) return std::nullopt;
    band.op = limit->op;
    band.limit = limit->value;
  }
  if (m.bands.size() < 2 || m.bands.back().op) return std::nullopt;
  return m;
}

/// "smoke: 1 off; at most 5; burning: nothing; no floor", "0.5 each; at most 2".
Boxed<MeasureSpec> counts(const Parts& parts) {
  MeasureSpec m;
  bool off = false, each = false;
  std::optional<double> total;
  for (std::string_view part : parts) {
    if (part == "no floor" || part == "down to 0") {
      if (part == "no floor") m.floor.reset();
      off = true;
      continue;
    }
    const bool all = eat(part, "in all ");
    if (eat(part, "at most ")) {
      const auto n = eat_number(part);
      if (!n || !part.empty() || m.rules.empty()) return std::nullopt;
      (all ? total : m.rules.back().cap) = *n;
      continue;
    }
    CountRule rule;
    if (const std::size_t cut = part.rfind(": "); cut != std::string_view::npos) {
      rule.id = part.substr(0, cut);
      part = part.substr(cut + 2);
    }
    if (part == "nothing") {
      rule.zero = off = true;
    } else {
      const auto from = eat_number(part);
      if (!from) return std::nullopt;
      if (eat(part, "-")) {
        const auto to = eat_number(part);
        if (!to) return std::nullopt;
        rule.range = {*from, *to};
      } else {
        rule.rate.emplace_back().value.value = *from;
      }
      if (is_any(part, {" off", " off per finding"}))
        off = true;
      else if (is_any(part, {" each", " per case"}))
        each = true;
      else
        return std::nullopt;
    }
    m.rules.push_back(std::move(rule));
  }
  if (m.rules.empty() || off == each) return std::nullopt;
  if (m.rules.size() > 1 && std::any_of(m.rules.begin(), m.rules.end(), [](const auto& r) { return r.id.empty(); }))
    return std::nullopt;
  m.kind = off ? Kind::deduct : Kind::award;
  if (total && off) return std::nullopt;
  m.cap = total;
  return m;
}

}  // namespace

std::optional<RuleWords> read_english_rule(const std::string& text, const std::string& target,
                                           std::optional<double> points) {
  RuleWords words;
  Parts parts = parts_of(text, ";");
  if (!parts.empty() && parts.back() == "veto") {
    words.veto = true;
    parts.pop_back();
  }
  std::string_view body = without_blanks(text);
  std::optional<Limit> limit;
  if (!target.empty()) {
    limit = read_limit(target);
    if (!limit) return std::nullopt;
  }
  std::size_t next = 0;
  if (!limit && !parts.empty()) {
    limit = read_limit(parts.front());
    if (limit) next = 1;
  }
  bool counted = true;
  if (limit) {
    words.unit = limit->unit;
    if (next == parts.size()) {
      ConditionSpec& c = words.measure.emplace().condition.emplace();
      words.measure->kind = Kind::threshold;
      c.kind = ConditionSpec::Kind::compare;
      c.op = limit->op;
      c.limit = limit->value;
      return words;
    }
    counted = false;
    words.measure = shortfall(*limit, parts, next, counted);
  } else if (parts.empty() || body == "pass" || (parts.size() == 1 && parts.front() == "pass")) {
    if (parts.empty() && !words.veto) return std::nullopt;
    words.measure.emplace();
  } else if (body == "observed only") {
    return words;
  } else if (body == "mark") {
    if (!points) return std::nullopt;
    words.measure.emplace().kind = Kind::score;
    words.measure->of = *points;
  } else if (eat(body, "mark out of ")) {
    const auto n = eat_number(body);
    if (!n || !body.empty()) return std::nullopt;
    words.measure.emplace().kind = Kind::score;
    words.measure->of = *n;
  } else if (eat(body, "mark in bands: ")) {
    words.measure = intervals(body);
  } else if (eat(body, "one of: ")) {
    words.measure = choice(body);
  } else if (eat(body, "line: ")) {
    words.measure = line(body);
  } else if (auto m = bands(parts)) {
    words.measure = std::move(m);
  } else {
    words.measure = counts(parts);
  }
  if (!words.measure) return std::nullopt;
  if (!counted)
    words.assumed = Phrase{
        "the words do not say what part of a step costs; taken in proportion. Add pro rata, whole "
        "steps or started steps",
        "没有说明不足一步如何扣分；按比例处理。请补写 pro rata、whole steps 或 started steps"};
  return words;
}

}  // namespace saniscore::inline v0::detail
