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

const AtLane<Value>* worst_of(const Lanes& lanes, Direction direction, bool scored,
                              const std::vector<std::string>& levels) {
  const auto worse = [&](const Value& a, const Value& b) {
    if (scored) return direction == Direction::merit ? *a.score < *b.score : *b.score < *a.score;
    // Without a score the later of two levels is the worse one.
    return rank(a.level, levels) > rank(b.level, levels);
  };
  const AtLane<Value>* worst = nullptr;
  for (const auto& lane : lanes) {
    if (known(lane) && (worst == nullptr || worse(lane.value, worst->value))) worst = &lane;
  }
  return worst;
}

Bound extreme(const Lanes& lanes, Direction direction, Bound Value::*end) {
  Bound result = lanes.front().value.*end;
  for (const auto& lane : lanes) {
    const Bound& other = lane.value.*end;
    if (direction == Direction::merit ? other < result : result < other) result = other;
  }
  return result;
}

}  // namespace

Value Evaluator::reduce_group(Index n, const ReduceStep& step, const Lane& outer, Lanes group, bool own) {
  const std::size_t d = static_cast<std::size_t>(step.over);
  const bool scored = tree_[n].scored;
  std::stable_sort(group.begin(), group.end(),
                   [&](const auto& a, const auto& b) { return a.lane.at[d] < b.lane.at[d]; });
  group.resize(group.size() - std::min(group.size(), static_cast<std::size_t>(step.skip)));
  if (step.last > 0 && group.size() > static_cast<std::size_t>(step.last)) {
    group.erase(group.begin(), group.end() - step.last);
  }
  // Where the criterion does not apply anywhere, nothing is short.
  const bool nowhere = !group.empty() && std::all_of(group.begin(), group.end(), [](const auto& lane) {
    return lane.value.state == State::not_applicable && lane.value.part == Part::dropped;
  });
  const auto had = static_cast<std::size_t>(
      std::count_if(group.begin(), group.end(), [](const auto& lane) { return lane.value.state == State::known; }));
  if (step.least && own && !nowhere) {
    const Resolved needed = resolve(*step.least, {n, outer, nullptr, nullptr});
    if (needed.state == State::known && Rational(had) < needed.value) {
      shortages_.push_back({tree_[n].spec->id, needed.value, had});
      const bool any_left =
          std::any_of(group.begin(), group.end(), [](const auto& lane) { return lane.value.part != Part::dropped; });
      if (step.short_is_unknown && any_left) return unknown_value(n, outer, State::not_inspected, Adjustments::done);
    }
  }

  if (group.empty()) return unknown_value(n, outer, State::not_inspected, Adjustments::done);

  // Weights: a lane that is missing is unknown; one with the dimension open stands for every missing one.
  std::map<std::uint16_t, Rational> weights;
  if (!step.weights.empty()) {
    Rational missing = 0;
    for (const auto& [text, weight] : step.weights) {
      const std::uint16_t number = keys_.number(step.over, text);
      const auto here = [&](const auto& lane) { return number != 0 && lane.lane.at[d] == number; };
      if (std::any_of(group.begin(), group.end(), here)) {
        weights[number] = exact(weight);
      } else {
        missing += exact(weight);
      }
    }
    const auto open = [&](const auto& lane) { return lane.lane.at[d] == 0; };
    const bool any_left =
        std::any_of(group.begin(), group.end(), [](const auto& lane) { return lane.value.part != Part::dropped; });
    if (missing != 0 && any_left && !step.renormalise && std::none_of(group.begin(), group.end(), open)) {
      group.push_back({outer, unknown_value(n, outer, State::not_inspected, Adjustments::done)});
    }
    weights[0] = missing;
  }
  const auto weight_at = [&](const AtLane<Value>& lane) {
    if (step.weights.empty()) return Rational(1);
    const auto found = weights.find(lane.lane.at[d]);
    return found == weights.end() ? Rational(0) : found->second;
  };

  Value value;
  for (const auto& lane : group) value.state = std::max(value.state, lane.value.state);
  if (std::any_of(group.begin(), group.end(), [](const auto& lane) { return lane.value.state == State::known; })) {
    value.state = State::known;
  }
  value.excluded = std::all_of(group.begin(), group.end(), [](const auto& lane) { return lane.value.excluded; });
  std::erase_if(group, [](const auto& lane) { return lane.value.part == Part::dropped; });
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
    if (worst != nullptr && (scored || !value.level_open)) value.level = worst->value.level;
    if (!scored) return value;
    for (const auto& lane : group) value.applicable = std::max(value.applicable, lane.value.applicable);
    if (worst != nullptr) {
      value.score = worst->value.score;
      value.maximum = worst->value.maximum;
      value.applicable = worst->value.applicable;
    }
    value.lower = extreme(group, tree_[n].direction, &Value::lower);
    value.upper = extreme(group, tree_[n].direction, &Value::upper);
    return value;
  }
  common_level(group, value);
  if (!scored) return value;

  Rational score = 0, maximum = 0, applicable = 0, known_weight = 0, weight_sum = 0, passing = 0, open = 0;
  Bound lower = Rational(0), upper = Rational(0);
  for (const auto& lane : group) {
    const Rational weight = weight_at(lane);
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
    if (lane.value.level == "met") passing += 1;
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
    if (weight_sum == 0 || (any_known && known_weight == 0))
      return unknown_value(n, outer, State::invalid, Adjustments::done);
    set(known_weight, weight_sum, 1);
  } else if (step.by == ReduceStep::By::sum) {
    set(1, 1, 1);
  } else if (step.by == ReduceStep::By::pooled) {
    if (applicable == 0 || (any_known && maximum == 0)) {  // nothing to earn anywhere
      if (any_known) value.score = 0;
      return value;
    }
    set(maximum, applicable, points);
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
