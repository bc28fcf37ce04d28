// A node's score at a lane, and as it is seen from further out.
#include "reference/evaluator.hpp"

#include <algorithm>

namespace saniscore::reference {

Truth Evaluator::applies(Index n, const Lane& lane) {
  const auto& condition = tree_[n].spec->applies;
  return condition ? holds(*condition, {n, lane, nullptr, nullptr}, false) : Truth::yes;
}

/// Whether everything above it applies.
Truth Evaluator::applies_above(Index n, const Lane& lane) {
  std::vector<Truth> truths = {Truth::yes};
  for (Index up = tree_[n].parent; up != no_index; up = tree_[up].parent)
    truths.push_back(applies(up, project(lane, tree_[up].inner)));
  return each(truths);
}

/// Nothing is known of it: what it can come to is what the rule can give at all.
Value Evaluator::unknown_value(Index n, const Lane& lane, State state, Adjustments adjustments) {
  Value value;
  value.state = state;
  value.part = Part::unknown;
  value.level_open = true;
  if (tree_[n].scored) {
    std::tie(value.lower, value.upper) = adjustments == Adjustments::done ? range(n, lane) : plain_range(n, lane);
    value.applicable = tree_[n].points;
  }
  return value;
}

Value Evaluator::by_policy(Index n, const Lane& lane, State state, Policy policy, Adjustments adjustments) {
  if (policy.kind == Policy::Kind::unknown) return unknown_value(n, lane, state, adjustments);
  Value value;
  value.state = state;
  value.part = Part::known;
  Rational share = 0;
  switch (policy.kind) {
    case Policy::Kind::drop: value.part = Part::dropped; return value;
    case Policy::Kind::full: share = 1; break;
    case Policy::Kind::share: share = exact(policy.share); break;
    case Policy::Kind::zero:
    case Policy::Kind::unknown: break;
  }
  if (tree_[n].scored) {
    value.maximum = value.applicable = tree_[n].points;
    value.score = tree_[n].points * share;
    value.lower = value.upper = *value.score;
  }
  return value;
}

/// Before the node's own reduction.
Value Evaluator::compute(Index n, const Lane& lane, const std::optional<Input>& pooled) {
  const TreeNode& node = tree_[n];
  // A leaf's adjustments act on whatever it comes to; a group that may not apply has none left to act.
  const Adjustments adjustments = node.leaf ? Adjustments::to_come : Adjustments::done;
  const auto policy = [&](State state) { return node.policy[static_cast<std::size_t>(state)]; };
  const Truth above = applies_above(n, lane);
  // What is pooled was asked lane by lane.
  const Truth truth = pooled ? above : each({above, applies(n, lane)});
  Value value;
  if (truth == Truth::unknown) {
    value = by_policy(n, lane, State::invalid, policy(State::invalid), adjustments);
    value.doubtful = true;
  } else if (truth == Truth::no) {
    // The standard itself leaves it out: its policy may give it points, but "unknown" cannot be meant.
    Policy excluded = policy(State::not_applicable);
    if (above == Truth::no || excluded.kind == Policy::Kind::unknown) excluded = {Policy::Kind::drop, 0};
    value = by_policy(n, lane, State::not_applicable, excluded, adjustments);
    value.excluded = true;
  } else if (node.leaf) {
    const Measured measured = measure(n, lane, pooled);
    if (measured.undecided) {
      value = unknown_value(n, lane, measured.state, Adjustments::to_come);
    } else if (measured.state != State::known) {
      value = by_policy(n, lane, measured.state, policy(measured.state), Adjustments::to_come);
    } else {
      value.level = measured.level;
      if (node.scored) {
        value.maximum = value.applicable = node.points;
        value.score = measured.earned;
        value.lower = value.upper = measured.earned;
      }
    }
  } else {
    value = combine(n, lane);
  }
  if (node.leaf || truth == Truth::yes) adjust(n, lane, value);
  return value;
}

const Value& Evaluator::inner(Index n, const Lane& lane) {
  auto& known = inner_[n];
  if (const auto found = known.find(lane); found != known.end()) return found->second;
  Value value = compute(n, lane, std::nullopt);
  return known.emplace(lane, std::move(value)).first->second;
}

/// How many of the leaf's first steps pool its ratio.
std::size_t Evaluator::pooled_steps(Index n) const {
  const NodeSpec& spec = *tree_[n].spec;
  const auto other = [](const ReduceStep& step) { return step.by != ReduceStep::By::pooled; };
  if (!tree_[n].leaf || !spec.from || spec.from->kind != InputSpec::Kind::ratio) return 0;
  if (std::any_of(spec.from->reduce.begin(), spec.from->reduce.end(), other)) return 0;  // no parts are left
  return static_cast<std::size_t>(std::find_if(spec.reduce.begin(), spec.reduce.end(), other) - spec.reduce.begin());
}

/// The node's own lanes; where the leading steps pool a leaf's ratio, the pooled ratio is measured.
std::vector<AtLane<Value>> Evaluator::own_lanes(Index n, const Lane& outer, std::size_t& steps_done) {
  const NodeSpec& spec = *tree_[n].spec;
  std::vector<AtLane<Value>> lanes;
  for (const Lane& lane : lanes_of(n, outer)) lanes.push_back({lane, inner(n, lane)});
  steps_done = pooled_steps(n);
  if (steps_done == 0) return lanes;

  std::map<Lane, std::vector<AtLane<Value>>> pools;
  for (const AtLane<Value>& lane : lanes) {
    Lane coarse = lane.lane;
    for (std::size_t i = 0; i < steps_done; ++i) coarse.at[static_cast<std::size_t>(spec.reduce[i].over)] = 0;
    pools[coarse].push_back(lane);
  }
  std::vector<AtLane<Value>> pooled;
  for (const auto& [coarse, pool] : pools) {
    const bool excluded = std::all_of(pool.begin(), pool.end(), [](const auto& lane) { return lane.value.excluded; });
    pooled.push_back({coarse, excluded ? pool.front().value : compute(n, coarse, pooled_input(n, steps_done, pool))});
  }
  for (const auto& [lane, value] : pooled) pooled_[n][lane] = value;
  return pooled;
}

/// The leaf's ratio over a pool of lanes, by its first steps.
Input Evaluator::pooled_input(Index n, std::size_t steps, const std::vector<AtLane<Value>>& pool) {
  const NodeSpec& spec = *tree_[n].spec;
  std::vector<AtLane<Input>> inputs;
  for (const auto& [lane, value] : pool) {
    Input input = leaf_input(n, lane);
    if (value.excluded || value.doubtful) {
      input = Input{};
      input.given = true;
      input.state = value.excluded ? State::not_applicable : State::invalid;
    }
    inputs.push_back({lane, std::move(input)});
  }
  for (std::size_t i = 0; i < steps; ++i) {
    std::map<Lane, std::vector<AtLane<Input>>> groups;
    for (AtLane<Input>& lane : inputs) {
      Lane coarse = lane.lane;
      coarse.at[static_cast<std::size_t>(spec.reduce[i].over)] = 0;
      groups[coarse].push_back(std::move(lane));
    }
    inputs.clear();
    for (auto& [coarse, group] : groups) {
      Input reduced = reduce_group(n, spec.reduce[i], coarse, group, true);
      inputs.push_back({coarse, std::move(reduced)});
    }
  }
  Input& result = inputs.front().value;
  if (result.parts && result.state == State::known)
    result = ratio(*spec.from, result.parts->first, result.parts->second);
  return result;
}

/// After the node's own reduction and rounding.
const Value& Evaluator::finished(Index n, const Lane& outer) {
  auto& known = finished_[n];
  if (const auto found = known.find(outer); found != known.end()) return found->second;
  const TreeNode& node = tree_[n];
  std::size_t first = 0;
  std::vector<AtLane<Value>> lanes = own_lanes(n, outer, first);
  Value value = run_steps<Value>(n, n, std::move(lanes), std::nullopt, first).front().value;
  if (node.spec->round && node.scored && value.part != Part::dropped) {
    const auto rounded = [&](const auto& number) { return round_to(snap(number, node.scale), *node.spec->round); };
    if (value.score) value.score = rounded(*value.score);
    value.lower = rounded(value.lower);
    value.upper = rounded(value.upper);
  }
  return known.emplace(outer, std::move(value)).first->second;
}

template <>
Value Evaluator::finished_as(Index n, const Lane& lane) {
  return finished(n, lane);
}

template <>
Value Evaluator::inner_as(Index n, const Lane& lane) {
  return inner(n, lane);
}

template <>
Input Evaluator::inner_as(Index n, const Lane& lane) {
  return leaf_input(n, lane);
}

template <>
Input Evaluator::finished_as(Index n, const Lane& outer) {
  std::vector<AtLane<Input>> lanes;
  for (const Lane& lane : lanes_of(n, outer)) lanes.push_back({lane, leaf_input(n, lane)});
  return run_steps<Input>(n, n, std::move(lanes), std::nullopt).front().value;
}

template <class T>
std::vector<AtLane<T>> Evaluator::run_steps(Index n, Index owner, std::vector<AtLane<T>> lanes,
                                            std::optional<Dimension> until, std::size_t first) {
  const std::vector<ReduceStep>& steps = tree_[owner].spec->reduce;
  for (std::size_t i = first; i < steps.size(); ++i) {
    if (until && steps[i].over == *until) break;
    std::map<Lane, std::vector<AtLane<T>>> groups;
    for (AtLane<T>& lane : lanes) {
      Lane coarse = lane.lane;
      coarse.at[static_cast<std::size_t>(steps[i].over)] = 0;
      groups[coarse].push_back(std::move(lane));
    }
    lanes.clear();
    for (auto& [coarse, group] : groups) {
      if constexpr (std::is_same_v<T, Value>) {
        lanes.push_back({coarse, reduce_group(n, steps[i], coarse, std::move(group), n == owner)});
      } else {
        lanes.push_back({coarse, reduce_group(n, steps[i], coarse, std::move(group))});
      }
    }
  }
  return lanes;
}

Index Evaluator::towards(Index n, Index top) const {
  while (tree_[n].parent != top) n = tree_[n].parent;
  return n;
}

template <class T>
T Evaluator::view(Index n, Index top, const Lane& lane) {
  const Index next = towards(n, top);
  if (next == n) return finished_as<T>(n, lane);
  if (tree_[next].spec->reduce.empty()) return view<T>(n, next, lane);
  // A node inside a reduced node is seen at the coarser grain by that node's steps.
  std::vector<AtLane<T>> lanes;
  for (const Lane& fine : lanes_of(next, lane)) lanes.push_back({fine, view<T>(n, next, fine)});
  return run_steps<T>(n, next, std::move(lanes), std::nullopt).front().value;
}

template <class T>
std::vector<AtLane<T>> Evaluator::lanes_before(Index n, Index top, const Lane& lane, Dimension dimension) {
  const Index next = towards(n, top);
  const std::vector<ReduceStep>& steps = tree_[next].spec->reduce;
  const bool reduced_here =
      std::any_of(steps.begin(), steps.end(), [&](const auto& step) { return step.over == dimension; });
  std::vector<AtLane<T>> lanes;
  if (reduced_here) {
    for (const Lane& fine : lanes_of(next, lane)) {
      lanes.push_back({fine, next == n ? inner_as<T>(n, fine) : view<T>(n, next, fine)});
    }
    return run_steps<T>(n, next, std::move(lanes), dimension);
  }
  if (next == n) return {{lane, finished_as<T>(n, lane)}};
  for (const Lane& fine : lanes_of(next, lane)) {
    for (AtLane<T>& found : lanes_before<T>(n, next, fine, dimension)) lanes.push_back(std::move(found));
  }
  return lanes;
}

template Value Evaluator::view<Value>(Index, Index, const Lane&);
template Input Evaluator::view<Input>(Index, Index, const Lane&);
template std::vector<AtLane<Value>> Evaluator::lanes_before<Value>(Index, Index, const Lane&, Dimension);
template std::vector<AtLane<Value>> Evaluator::run_steps<Value>(Index, Index, std::vector<AtLane<Value>>,
                                                                std::optional<Dimension>, std::size_t);

/// The lowest node around both: the asker stands inside it, and n is strictly below it.
Index Evaluator::common_top(Index n, const Asker& who) const {
  Index top = who.node;
  while (top != no_index && (top == n || !tree_.within(n, top))) top = tree_[top].parent;
  return top;
}

}  // namespace saniscore::reference
