// Conditions: true, false, unknown, or nothing left to ask.
#include "reference/evaluator.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace saniscore::reference {

namespace {

Truth from(bool b) { return b ? Truth::yes : Truth::no; }

Truth negate(Truth truth) {
  if (truth == Truth::yes) return Truth::no;
  return truth == Truth::no ? Truth::yes : truth;
}

Truth any(const std::vector<Truth>& truths, std::size_t needed) {
  std::size_t yes = 0, unknown = 0, left = 0;
  for (const Truth truth : truths) {
    yes += truth == Truth::yes ? 1 : 0;
    unknown += truth == Truth::unknown ? 1 : 0;
    left += truth == Truth::left_out ? 0 : 1;
  }
  if (left == 0) return Truth::left_out;
  if (yes >= needed) return Truth::yes;
  return yes + unknown >= needed ? Truth::unknown : Truth::no;
}

bool equal(const Literal& a, const Literal& b) {
  if (a.kind != b.kind) return false;
  switch (a.kind) {
    case Literal::Kind::text: return a.text == b.text;
    case Literal::Kind::number: return exact(a.number) == exact(b.number);
    case Literal::Kind::boolean: break;
  }
  return a.boolean == b.boolean;
}

}  // namespace

std::string label_of(const Literal& literal) {
  if (literal.kind == Literal::Kind::text) return literal.text;
  if (literal.kind == Literal::Kind::boolean) return literal.boolean ? "true" : "false";
  std::array<char, 64> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), literal.number).ptr;
  return {text.data(), static_cast<std::size_t>(end - text.data())};
}

Truth compare(Operator op, const Bound& low, const Bound& high, const Rational& limit) {
  const Bound l(limit);
  switch (op) {
    case Operator::lt: return high < l ? Truth::yes : low < l ? Truth::unknown : Truth::no;
    case Operator::le: return !(l < high) ? Truth::yes : !(l < low) ? Truth::unknown : Truth::no;
    case Operator::gt: return l < low ? Truth::yes : l < high ? Truth::unknown : Truth::no;
    case Operator::ge: return !(low < l) ? Truth::yes : !(high < l) ? Truth::unknown : Truth::no;
    case Operator::eq:
    case Operator::in: break;
  }
  if (l < low || high < l) return Truth::no;
  return low == high ? Truth::yes : Truth::unknown;
}

Truth each(const std::vector<Truth>& truths) {
  bool unknown = false, left = false;
  for (const Truth truth : truths) {
    if (truth == Truth::no) return Truth::no;
    unknown = unknown || truth == Truth::unknown;
    left = left || truth != Truth::left_out;
  }
  if (!left) return Truth::left_out;
  return unknown ? Truth::unknown : Truth::yes;
}

/// What a survey's acceptance makes of bounds on both sides of a limit.
Truth Evaluator::accepted(const ConditionSpec& c, const Asker& who, bool requirement) {
  const Input& self = *who.self;
  const bool limit_known = !c.literals.empty() || resolve(c.limit, who).state == State::known;
  if (!limit_known || (!self.lower && !self.upper)) return Truth::unknown;
  switch (self.acceptance) {
    case Acceptance::undecided: break;
    case Acceptance::simple: return compare_range(c, who, self.number, self.number);
    case Acceptance::guarded_acceptance: return requirement ? Truth::no : Truth::yes;
    case Acceptance::guarded_rejection: return requirement ? Truth::yes : Truth::no;
  }
  return Truth::unknown;
}

/// A requirement leaves out what is not applicable; a trigger does not hold with it; `not` swaps the two.
Truth Evaluator::holds(const ConditionSpec& c, const Asker& who, bool requirement) {
  std::vector<Truth> truths;
  if (c.kind == ConditionSpec::Kind::all || c.kind == ConditionSpec::Kind::any ||
      c.kind == ConditionSpec::Kind::at_least) {
    for (const ConditionSpec& t : c.terms) truths.push_back(holds(t, who, requirement));
  }
  Truth truth = Truth::unknown;
  switch (c.kind) {
    case ConditionSpec::Kind::all: truth = each(truths); break;
    case ConditionSpec::Kind::any: truth = any(truths, 1); break;
    case ConditionSpec::Kind::at_least: truth = any(truths, static_cast<std::size_t>(c.at_least)); break;
    case ConditionSpec::Kind::negation: truth = negate(holds(c.terms.at(0), who, !requirement)); break;
    case ConditionSpec::Kind::compare:
      truth = term(c, who);
      if (c.subject == Subject::self && truth == Truth::unknown) truth = accepted(c, who, requirement);
      break;
    case ConditionSpec::Kind::trend: truth = trend(c, who); break;
  }
  return truth == Truth::left_out && !requirement ? Truth::no : truth;
}

/// The worst state of the condition's limits.
void Evaluator::worst_limit(const ConditionSpec& c, const Asker& who, State& worst) {
  for (const ConditionSpec& t : c.terms) worst_limit(t, who, worst);
  if (c.kind == ConditionSpec::Kind::compare && c.literals.empty()) {
    worst = std::max(worst, resolve(c.limit, who).state);
  }
}

Truth Evaluator::compare_range(const ConditionSpec& c, const Asker& who, const Bound& low, const Bound& high) {
  if (c.literals.empty()) {
    const Resolved limit = resolve(c.limit, who);
    return limit.state == State::known ? compare(c.op, low, high, limit.value) : Truth::unknown;
  }
  std::vector<Truth> truths;
  for (const Literal& literal : c.literals) {
    truths.push_back(literal.kind == Literal::Kind::number ? compare(Operator::eq, low, high, exact(literal.number))
                                                           : Truth::no);
  }
  return any(truths, 1);
}

Truth Evaluator::compare_literal(const ConditionSpec& c, const Asker& who, const Literal& value) {
  if (!c.literals.empty()) {
    return from(std::any_of(c.literals.begin(), c.literals.end(), [&](const Literal& l) { return equal(l, value); }));
  }
  if (value.kind != Literal::Kind::number) return Truth::no;
  return compare_range(c, who, exact(value.number), exact(value.number));
}

/// One comparison, on every lane it asks about.
Truth Evaluator::term(const ConditionSpec& c, const Asker& who) {
  if (c.previous) return term_before(c);
  switch (c.subject) {
    case Subject::self:
      if (who.self->text) {
        Literal label;
        label.text = who.self->label;
        return compare_literal(c, who, label);
      }
      return compare_range(c, who, who.self->lower.value_or(who.self->number),
                           who.self->upper.value_or(who.self->number));
    case Subject::attribute: {
      const auto value = attribute(c.name, who.lane);
      return value ? compare_literal(c, who, *value) : Truth::unknown;
    }
    case Subject::fact: {
      Literal value;
      value.kind = Literal::Kind::boolean;  // a fact that was not recorded is false
      if (const auto found = who.finding->facts.find(c.name); found != who.finding->facts.end()) value = found->second;
      return compare_literal(c, who, value);
    }
    case Subject::count: {
      const Counted counted = count(c.count, who);
      return counted.left_out ? Truth::left_out : compare_range(c, who, counted.least, counted.most);
    }
    case Subject::value: return value_term(c, who);
    default: break;
  }
  if (!c.every) return term_now(c, who);

  std::map<Lane, std::vector<std::pair<Index, Value>>> lanes;
  for (const Index n : tree_.nodes_of(c.of)) {
    const Index top = common_top(n, who);
    const Lane lane = top == no_index ? Lane{} : project(who.lane, tree_[top].inner);
    for (AtLane<Value>& found : lanes_before<Value>(n, top, lane, *c.every)) {
      lanes[found.lane].emplace_back(n, std::move(found.value));
    }
  }
  std::vector<Truth> truths;
  for (const auto& [lane, members] : lanes) {
    Asker there = who;  // a limit may depend on the site
    there.lane = merge(who.lane, lane);
    truths.push_back(ask_values(c, there, members));
  }
  return each(truths);
}

Truth Evaluator::term_now(const ConditionSpec& c, const Asker& who) {
  std::vector<std::pair<Index, Value>> members;
  for (const Index n : tree_.nodes_of(c.of)) {
    const Index top = common_top(n, who);
    const Lane lane = top == no_index ? Lane{} : project(who.lane, tree_[top].inner);
    members.emplace_back(n, view<Value>(n, top, lane));
  }
  return ask_values(c, who, members);
}

/// The unit's last results. No result makes the term false, an unknown one makes it unknown.
Truth Evaluator::term_before(const ConditionSpec& c) {
  std::vector<std::string> names = c.of.nodes;
  for (const Index n : tree_.tagged(c.of.tags)) names.push_back(tree_[n].spec->id);
  std::vector<Truth> truths;
  for (const std::string& name : names) {
    const auto found = raw_.previous.find(name);
    for (std::size_t back = 0; back < static_cast<std::size_t>(c.last); ++back) {
      if (found == raw_.previous.end() || back >= found->second.size()) {
        truths.push_back(Truth::no);
      } else if (std::holds_alternative<State>(found->second[back])) {
        truths.push_back(Truth::unknown);
      } else {
        const Literal& result = std::get<Literal>(found->second[back]);
        if (c.subject == Subject::met) {
          const bool wanted = c.literals.empty() || c.literals.front().boolean;
          const bool was_met = result.kind == Literal::Kind::boolean ? result.boolean : result.text == "met";
          truths.push_back(from(was_met == wanted));
        } else {
          truths.push_back(compare_literal(c, {}, result));
        }
      }
    }
  }
  return each(truths);
}

}  // namespace saniscore::reference
