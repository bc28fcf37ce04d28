// Adjustments: zero, then deductions and bonuses in listed order, then caps, then floors.
#include "reference/evaluator.hpp"

#include <algorithm>

namespace saniscore::reference {

namespace {

Bound smaller(const Bound& a, const Bound& b) { return b < a ? b : a; }
Bound greater(const Bound& a, const Bound& b) { return a < b ? b : a; }

int turn(AdjustSpec::Kind kind) {
  switch (kind) {
    case AdjustSpec::Kind::void_: return 0;
    case AdjustSpec::Kind::zero: return 1;
    case AdjustSpec::Kind::bonus:
    case AdjustSpec::Kind::deduct: return 2;
    case AdjustSpec::Kind::cap: return 3;
    case AdjustSpec::Kind::floor: break;
  }
  return 4;
}

}  // namespace

void Evaluator::adjust(Index n, const Lane& lane, Value& value) {
  std::vector<const AdjustSpec*> rules;
  for (const AdjustSpec& rule : tree_[n].spec->adjust) rules.push_back(&rule);
  std::stable_sort(rules.begin(), rules.end(),
                   [](const auto* a, const auto* b) { return turn(a->kind) < turn(b->kind); });
  const Asker who{n, lane, nullptr, nullptr};
  for (const AdjustSpec* rule : rules) {
    if (value.part == Part::dropped) return;
    if (!tree_[n].scored && rule->kind != AdjustSpec::Kind::void_) continue;
    // A score that a policy put in the place of a missing one stays what the policy says.
    if (value.part == Part::known && value.state != State::known) return;
    const Truth when = rule->when ? holds(*rule->when, who, false) : Truth::yes;
    if (when == Truth::no) continue;
    if (rule->kind == AdjustSpec::Kind::void_) {
      if (when == Truth::yes) {
        value = by_policy(n, lane, State::not_applicable, {Policy::Kind::drop, 0}, Adjustments::done);
      } else {
        value.provisional = value.score.has_value();
      }
      continue;
    }
    const Resolved amount = resolve(rule->amount, who);
    if (amount.state != State::known) {
      const bool doubtful = value.doubtful;  // it still may not apply
      value =
          by_policy(n, lane, amount.state, tree_[n].policy[static_cast<std::size_t>(amount.state)], Adjustments::done);
      value.doubtful = doubtful;
      return;
    }
    const Counted counted = rule->times ? count(*rule->times, who) : Counted{1, 1, false};
    const std::pair times(counted.least, counted.most);
    apply(*rule, when, rule->share ? amount.value * value.applicable : amount.value, times, value);
  }
}

/// With an unknown condition or count the score takes what is certain and the enclosure covers the rest.
void Evaluator::apply(const AdjustSpec& rule, Truth when, const Rational& amount, std::pair<Rational, Rational> times,
                      Value& value) {
  const bool certain = when == Truth::yes;
  const Bound low = value.lower, high = value.upper;
  bool open = !certain;
  switch (rule.kind) {
    case AdjustSpec::Kind::zero:
      if (certain && value.score) value.score = 0;
      value.lower = value.upper = Rational(0);
      break;
    case AdjustSpec::Kind::bonus:
    case AdjustSpec::Kind::deduct: {
      const Rational each = rule.kind == AdjustSpec::Kind::bonus ? amount : Rational(-amount);
      const Rational least = each * times.first, most = each * times.second;
      if (certain && value.score) *value.score += least;
      value.lower = value.lower + std::min(least, most);
      value.upper = value.upper + std::max(least, most);
      open = open || least != most;
      break;
    }
    case AdjustSpec::Kind::cap:
      if (certain && value.score) value.score = std::min(*value.score, amount);
      value.lower = smaller(value.lower, amount);
      value.upper = smaller(value.upper, amount);
      break;
    case AdjustSpec::Kind::floor:
      if (certain && value.score) value.score = std::max(*value.score, amount);
      value.lower = greater(value.lower, amount);
      value.upper = greater(value.upper, amount);
      break;
    case AdjustSpec::Kind::void_: break;
  }
  if (!certain) {
    value.lower = smaller(value.lower, low);
    value.upper = greater(value.upper, high);
  }
  if (open && value.score) value.provisional = true;
}

}  // namespace saniscore::reference
