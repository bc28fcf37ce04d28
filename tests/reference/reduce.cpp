// One step from a finer to a coarser grain.
#include "reference/evaluator.hpp"

#include <algorithm>
#include <set>

namespace saniscore::reference {

namespace {

using Lanes = std::vector<AtLane<Value>>;

bool known(const AtLane<Value>& lane) { return lane.value.part == Part::known; }

/// One level if every lane that counts has it; open while unknown lanes could still agree.
void common_level(const Lanes& lanes, Value& value) {
  std::set<std::optional<std::string>> levels;
  for (const auto& lane : lanes) {
    if (lane.value.state == State::not_applicable && known(lane)) continue;  // a policy's score, of nothing
    const bool open = lane.value.level_open || !known(lane);
    value.level_open = value.level_open || open;
    if (!open) levels.insert(lane.value.level);
  }
  if (levels.size() > 1) value.level_open = false;
  if (!value.level_open && levels.size() == 1) value.level = *levels.begin();
}

std::ptrdiff_t rank(const std::optional<std::string>& level, const std::vector<std::string>& levels) {
  const auto found = std::find(levels.begin(), levels.end(), level.value_or(""));
  return level && found != levels.end() ? found - levels.begin() : -1;
}

Rational share(const Rational& points, const Rational& most) { return most > 0 ? Rational(points / most) : points; }
Bound share(const Bound& points, const Rational& most) { return most > 0 ? points / most : points; }

const AtLane<Value>* worst_of(const Lanes& lanes, Direction direction, bool scored,
                              const std::vector<std::string>& levels) {
  const auto worse = [&](const Value& a, const Value& b) {
    if (!scored) return rank(a.level, levels) > rank(b.level, levels);  // the later of two levels is the worse one
    const Rational mine = share(*a.score, a.maximum), other = share(*b.score, b.maximum);
    return direction == Direction::merit ? mine < other : other < mine;
  };
  const AtLane<Value>* worst = nullptr;
  for (const auto& lane : lanes) {
    if (known(lane) && (worst == nullptr || worse(lane.value, worst->value))) worst = &lane;
  }
  return worst;
}

/// The least or the greatest of what `of` gives for each lane.
template <class Of>
Bound extreme(const Lanes& lanes, bool least, const Of& of) {
  Bound result = of(lanes.front().value);
  for (const auto& lane : lanes) {
    const Bound other = of(lane.value);
    if (least ? other < result : result < other) result = other;
  }
  return result;
}

/// What the worst of lanes with different maxima may come to: any of them, in points as well as by share.
void enclose_worst(const Lanes& lanes, Direction direction, Value& value) {
  const bool merit = direction == Direction::merit;
  const auto lower = [](const Value& v) { return v.lower; };
  const auto upper = [](const Value& v) { return v.upper; };
  const bool open =
      std::any_of(lanes.begin(), lanes.end(), [](const auto& lane) { return !known(lane) || lane.value.provisional; });
  const bool equal = std::all_of(lanes.begin(), lanes.end(), [&](const auto& lane) {
    return lane.value.applicable == lanes.front().value.applicable;
  });
  if (!open) {
    value.lower = value.upper = *value.score;
  } else if (equal) {
    value.lower = extreme(lanes, merit, lower);
    value.upper = extreme(lanes, merit, upper);
  } else {
    const auto low = extreme(lanes, merit, [](const Value& v) { return share(v.lower, v.applicable); });
    const auto high = extreme(lanes, merit, [](const Value& v) { return share(v.upper, v.applicable); });
    value.lower = std::min(extreme(lanes, true, lower), low * value.applicable);
    value.upper = std::max(extreme(lanes, false, upper), high * value.applicable);
  }
}

}  // namespace

/// Weight of the declared keys that no lane has; a lane whose key is open stands for all of them.
Rational Evaluator::missing_weight(const ReduceStep& step, const std::vector<AtLane<Value>>& group) const {
  Rational missing = 0;
  for (const auto& [text, weight] : step.weights) {
    const bool here = std::any_of(group.begin(), group.end(), [&, &text = text](const auto& lane) {
      const std::uint16_t number = lane.lane.at[static_cast<std::size_t>(step.over)];
      return number == 0 || keys_.text(step.over, number) == text;
    });
    if (!here) missing += exact(weight);
  }
  return missing;
}

/// However often the node is looked at, its lanes are too few once.
void Evaluator::note_shortage(Index n, const ReduceStep& step, const Lane& lane, const Rational& needed,
                              std::size_t had) {
  if (noted_shortages_.insert({n, step.over, lane}).second) shortages_.push_back({tree_[n].spec->id, needed, had});
}

Value Evaluator::reduce_group(Index n, const ReduceStep& step, const Lane& outer, Lanes group, bool own) {
  const std::size_t d = static_cast<std::size_t>(step.over);
  const bool scored = tree_[n].scored;
  std::stable_sort(group.begin(), group.end(),
                   [&](const auto& a, const auto& b) { return a.lane.at[d] < b.lane.at[d]; });
  group.resize(group.size() - std::min(group.size(), static_cast<std::size_t>(step.skip)));
  if (step.last > 0 && group.size() > static_cast<std::size_t>(step.last)) {
    group.erase(group.begin(), group.end() - step.last);
  }
  // A method that has no weight has no say; one lane with the dimension open stands for every method.
  const auto weight_at = [&](const AtLane<Value>& lane) {
    if (step.weights.empty() || lane.lane.at[d] == 0) return Rational(1);
    const auto found = step.weights.find(keys_.text(step.over, lane.lane.at[d]));
    return found == step.weights.end() ? Rational(0) : exact(found->second);
  };
  std::erase_if(group, [&](const auto& lane) { return weight_at(lane) == 0; });
  // Where the criterion does not apply anywhere, nothing is short.
  const bool nowhere = !group.empty() && std::all_of(group.begin(), group.end(), [](const auto& lane) {
    return lane.value.state == State::not_applicable && lane.value.part == Part::dropped;
  });
  const auto had = static_cast<std::size_t>(
      std::count_if(group.begin(), group.end(), [](const auto& lane) { return lane.value.state == State::known; }));
  const Policy not_inspected = tree_[n].policy[static_cast<std::size_t>(State::not_inspected)];
  if (step.least && own && !nowhere) {
    const Resolved needed = resolve(*step.least, {n, outer, nullptr, nullptr});
    if (needed.state == State::known && Rational(had) < needed.value) {
      note_shortage(n, step, outer, needed.value, had);
      const bool any_left = group.empty() ? not_inspected.kind != Policy::Kind::drop
                                          : std::any_of(group.begin(), group.end(), [](const auto& lane) {
                                              return lane.value.part != Part::dropped;
                                            });
      if (step.short_is_unknown && any_left) return unknown_value(n, outer, State::not_inspected, Adjustments::done);
    }
  }
  if (group.empty()) return by_policy(n, outer, State::not_inspected, not_inspected, Adjustments::done);

  Value value;
  value.excluded = std::all_of(group.begin(), group.end(), [](const auto& lane) { return lane.value.excluded; });
  std::vector<State> states;
  for (const auto& lane : group) states.push_back(lane.value.state);
  Rational missing = step.renormalise ? Rational(0) : missing_weight(step, group);
  std::erase_if(group, [](const auto& lane) { return lane.value.part == Part::dropped; });
  const bool none_applies =
      std::all_of(states.begin(), states.end(), [](State s) { return s == State::not_applicable; });
  if (group.empty() || none_applies) missing = 0;
  if (missing != 0) {
    // A declared method that nobody used is unknown.
    group.push_back({outer, unknown_value(n, outer, State::not_inspected, Adjustments::done)});
    states.push_back(State::not_inspected);
  }
  const bool any_state_known = std::find(states.begin(), states.end(), State::known) != states.end();
  value.state = any_state_known ? State::known : *std::max_element(states.begin(), states.end());
  const bool any_known = std::any_of(group.begin(), group.end(), known);
  value.part = any_known ? Part::known : group.empty() ? Part::dropped : Part::unknown;
  if (group.empty()) return value;
  if (step.by == ReduceStep::By::latest && step.weights.empty()) return group.back().value;
  value.provisional = any_known && scored && std::any_of(group.begin(), group.end(), [](const auto& lane) {
                        return !known(lane) || lane.value.provisional;
                      });

  if (step.by == ReduceStep::By::worst && step.weights.empty()) {
    std::vector<std::string> levels = possible_levels(*tree_[n].spec);
    std::erase(levels, "");
    const AtLane<Value>* worst = worst_of(group, tree_[n].direction, scored, levels);
    const bool all_known =
        std::all_of(group.begin(), group.end(), [](const auto& lane) { return known(lane) && !lane.value.level_open; });
    const bool last = worst != nullptr && !levels.empty() && worst->value.level == levels.back();
    value.level_open = !all_known && !(last && (!scored || levels.back() == "not_met"));
    if (worst != nullptr && !value.level_open) value.level = worst->value.level;
    if (!scored) return value;
    for (const auto& lane : group) value.applicable = std::max(value.applicable, lane.value.applicable);
    if (worst != nullptr) {
      value.score = worst->value.score;
      value.maximum = worst->value.maximum;
      value.applicable = worst->value.applicable;
    }
    enclose_worst(group, tree_[n].direction, value);
    return value;
  }
  common_level(group, value);
  if (!scored) return value;

  Rational score = 0, maximum = 0, applicable = 0, known_weight = 0, weight_sum = 0, passing = 0, open = 0;
  Bound lower = Rational(0), upper = Rational(0);
  for (const auto& lane : group) {
    const Rational weight = missing != 0 && &lane == &group.back() ? missing : weight_at(lane);
    weight_sum += weight;
    applicable += weight * lane.value.applicable;
    lower = lower + lane.value.lower * weight;
    upper = upper + lane.value.upper * weight;
    if (!known(lane)) {
      open += 1;
      continue;
    }
    known_weight += weight;
    score += weight * *lane.value.score;
    maximum += weight * lane.value.maximum;
    // What a policy replaced passes with full marks.
    const bool met = lane.value.state == State::known
                         ? lane.value.level == "met"
                         : lane.value.maximum > 0 && *lane.value.score == lane.value.maximum;
    if (met) passing += 1;
  }
  const Rational& points = tree_[n].points;
  const auto set = [&](const Rational& known_divisor, const Rational& divisor, const Rational& factor) {
    if (any_known) value.score = score * factor / known_divisor;
    value.maximum = maximum * factor / (any_known ? known_divisor : Rational(1));
    value.applicable = applicable * factor / divisor;
    value.lower = lower * Rational(factor / divisor);
    value.upper = upper * Rational(factor / divisor);
  };
  if (!step.weights.empty() || step.by == ReduceStep::By::mean) {
    set(known_weight, weight_sum, 1);
  } else if (step.by == ReduceStep::By::sum) {
    set(1, 1, 1);
  } else if (step.by == ReduceStep::By::pooled) {
    // Where there is nothing to earn there is nothing to lose.
    value.score =
        any_known ? std::optional(maximum == 0 ? Rational(0) : Rational(score / maximum * points)) : std::nullopt;
    value.maximum = any_known && maximum != 0 ? points : Rational(0);
    value.applicable = applicable == 0 ? Rational(0) : points;
    value.lower = applicable == 0 ? Bound(Rational(0)) : lower * Rational(points / applicable);
    value.upper = applicable == 0 ? Bound(Rational(0)) : upper * Rational(points / applicable);
  } else {
    const auto all = Rational(group.size());
    if (any_known) {
      value.score = passing / (all - open) * points;
      value.maximum = points;
    }
    value.applicable = points;
    value.lower = passing / all * points;
    value.upper = (passing + open) / all * points;
  }
  return value;
}

}  // namespace saniscore::reference
