// Numbers that rules read: columns, what is derived from them, and windows over them.
#include "reference/evaluator.hpp"

#include <algorithm>

namespace saniscore::reference {

namespace {

std::size_t index_of(Dimension dimension) { return static_cast<std::size_t>(dimension); }

Rational largest(const std::vector<Rational>& terms) {
  Rational size = 0;
  for (const Rational& term : terms) size = std::max(size, Rational(abs(term)));
  return size;
}

Input unknown_input(State state) {
  Input input;
  input.state = state;
  return input;
}

Input known_input(Rational number) {
  Input input;
  input.state = State::known;
  input.number = std::move(number);
  return input;
}

}  // namespace

Input ratio(const InputSpec& from, const Rational& num, const Rational& den) {
  Input input;
  if (den != 0) {
    input = known_input(snap(num / den * exact(from.per)));
  } else if (num == 0 && from.empty_value) {
    input = known_input(exact(*from.empty_value));
  } else {
    input = unknown_input(num == 0 ? from.empty_state.value_or(State::invalid) : State::invalid);
  }
  input.parts = {num, den};
  return input;
}

Input Evaluator::leaf_input(Index leaf, const Lane& lane) {
  const NodeSpec& spec = *tree_[leaf].spec;
  if (spec.measure && spec.measure->rules.size() == 1 && spec.measure->rules.front().id.empty()) {
    return rule_count(leaf, spec.measure->rules.front(), lane);
  }
  if (reads_other_columns(spec)) {
    const Input own = column_at(spec.id, lane);
    if (own.given && own.state != State::known) return own;
  }
  return read(input_of(spec), leaf, lane);
}

Lane Evaluator::fixed(const InputSpec& from, const Lane& lane) const {
  Lane at = lane;
  if (!from.at_method.empty()) at.at[index_of(Dimension::method)] = keys_.number(Dimension::method, from.at_method);
  if (!from.at_round.empty()) {
    // the picked round is used up, with the periods it lies in
    at.at[index_of(Dimension::round)] = keys_.number(Dimension::round, from.at_round);
    for (std::size_t d = index_of(Dimension::round) + 1; d < dimensions; ++d) at.at[d] = 0;
  }
  return at;
}

std::vector<Lane> Evaluator::lanes_of(const InputSpec& from, const std::vector<Dimension>& order,
                                      const Lane& lane) const {
  std::vector<Lane> keys;
  columns_of(from, [&](const std::string& column) {
    for (const Seen& seen : rows_of(column)) keys.push_back(seen.lane);
  });
  return split(lane, order, keys);
}

Input Evaluator::derived(const InputSpec& from, const Lane& lane) const {
  if (from.kind == InputSpec::Kind::column) return column_at(from.columns.at(0), lane);
  if (from.kind == InputSpec::Kind::survey) {
    Input input = column_at(from.survey, lane);
    for (const SurveySpec& survey : tree_.spec().surveys) {
      if (survey.id != from.survey) continue;
      input.acceptance = survey.acceptance;
      const Input answers = column_at(from.survey + "/n", lane);
      if (survey.least_n && input.state == State::known && answers.state == State::known &&
          answers.number < exact(*survey.least_n))
        return unknown_input(State::not_inspected);
    }
    if (const Input lower = column_at(from.survey + "/lower", lane); lower.state == State::known)
      input.lower = lower.number;
    if (const Input upper = column_at(from.survey + "/upper", lane); upper.state == State::known)
      input.upper = upper.number;
    return input;
  }
  State worst = State::known;
  std::vector<Rational> terms;
  for (const std::string& column : from.columns) {
    const Input part = column_at(column, lane);
    worst = std::max(worst, part.state == State::known && part.text ? State::invalid : part.state);
    terms.push_back(part.number);
  }
  if (worst != State::known) return unknown_input(worst);
  switch (from.kind) {
    case InputSpec::Kind::ratio: return ratio(from, terms.at(0), terms.at(1));
    case InputSpec::Kind::difference: return known_input(snap(terms.at(0) - terms.at(1), largest(terms)));
    default: break;
  }
  Rational sum = 0;
  for (const Rational& term : terms) sum += term;
  return known_input(snap(sum, largest(terms)));
}

Input Evaluator::read(const InputSpec& from, Index node, const Lane& lane) {
  const bool reporting = std::exchange(reporting_, false);  // a leaf reports its own input only
  const Lane start = fixed(from, lane);
  if (from.reduce.empty()) return derived(from, start);
  std::vector<Dimension> order;
  for (const ReduceStep& step : from.reduce) order.insert(order.begin(), step.over);
  std::vector<AtLane<Input>> lanes;
  for (const Lane& fine : lanes_of(from, order, start)) lanes.push_back({fine, derived(from, fine)});
  for (const ReduceStep& step : from.reduce) {
    std::map<Lane, std::vector<AtLane<Input>>> groups;
    for (AtLane<Input>& fine : lanes) {
      Lane coarse = fine.lane;
      coarse.at[index_of(step.over)] = start.at[index_of(step.over)];
      groups[coarse].push_back(std::move(fine));
    }
    if (groups.empty()) groups[start];
    lanes.clear();
    for (auto& [coarse, group] : groups) {
      reporting_ = reporting;
      Input reduced = reduce_group(node, step, coarse, std::move(group));
      reporting_ = false;
      if (from.kind == InputSpec::Kind::ratio && reduced.parts && step.by == ReduceStep::By::pooled) {
        reduced = ratio(from, reduced.parts->first, reduced.parts->second);
      }
      lanes.push_back({coarse, std::move(reduced)});
    }
  }
  return lanes.front().value;
}

Input Evaluator::reduce_group(Index n, const ReduceStep& step, const Lane& outer, std::vector<AtLane<Input>> group,
                              bool own) {
  const std::size_t d = index_of(step.over);
  if (step.by == ReduceStep::By::pooled) {
    // What is pooled are numerators and denominators; no lane needs a ratio of its own.
    for (AtLane<Input>& lane : group) {
      if (lane.value.parts) lane.value.state = State::known;
    }
  }
  std::stable_sort(group.begin(), group.end(),
                   [&](const auto& a, const auto& b) { return a.lane.at[d] < b.lane.at[d]; });
  group.resize(group.size() - std::min(group.size(), static_cast<std::size_t>(step.skip)));
  if (step.last > 0 && group.size() > static_cast<std::size_t>(step.last)) {
    group.erase(group.begin(), group.end() - step.last);
  }
  // A method that has no weight has no say; one lane with the dimension open stands for every method.
  const auto weight_at = [&](const AtLane<Input>& lane) {
    if (step.weights.empty() || lane.lane.at[d] == 0) return Rational(1);
    const auto found = step.weights.find(keys_.text(step.over, lane.lane.at[d]));
    return found == step.weights.end() ? Rational(0) : exact(found->second);
  };
  std::erase_if(group, [&](const auto& lane) { return weight_at(lane) == 0; });
  const bool missing = std::any_of(step.weights.begin(), step.weights.end(), [&](const auto& weight) {
    return std::none_of(group.begin(), group.end(), [&](const auto& lane) {
      return lane.lane.at[d] == 0 || keys_.text(step.over, lane.lane.at[d]) == weight.first;
    });
  });
  const auto had = static_cast<std::size_t>(
      std::count_if(group.begin(), group.end(), [](const auto& lane) { return lane.value.state == State::known; }));
  const bool nowhere = !group.empty() && std::all_of(group.begin(), group.end(), [](const auto& lane) {
    return lane.value.state == State::not_applicable;
  });
  bool too_few = false;
  const bool reports = std::exchange(reporting_, false) || own;
  if (step.least && !nowhere) {
    const Resolved needed = resolve(*step.least, {n, outer, nullptr, nullptr});
    too_few = needed.state == State::known && Rational(had) < needed.value;
    if (too_few && reports) note_shortage(n, step, outer, needed.value, had);
    if (own && !step.short_is_unknown) too_few = false;
  }
  if (group.empty()) return unknown_input(State::not_inspected);
  // What is not applicable is left out; anything else that is not known makes the whole not known.
  State worst = State::known;
  std::erase_if(group, [](const auto& lane) { return lane.value.state == State::not_applicable; });
  if (group.empty()) return unknown_input(State::not_applicable);
  if (step.by == ReduceStep::By::latest && step.weights.empty()) {
    return too_few && group.back().value.state == State::known ? unknown_input(State::not_inspected)
                                                               : group.back().value;
  }
  for (const auto& lane : group) {
    worst = std::max(worst, lane.value.state == State::known && lane.value.text ? State::invalid : lane.value.state);
  }
  if (worst == State::known && too_few) worst = State::not_inspected;
  if (worst != State::known) return unknown_input(worst);

  std::vector<Rational> numbers;
  Rational sum = 0, weights = 0, num = 0, den = 0;
  bool pool = step.by == ReduceStep::By::pooled;
  for (const auto& lane : group) {
    const Rational weight = weight_at(lane);
    numbers.push_back(lane.value.number);
    sum += lane.value.number * weight;
    weights += weight;
    pool = pool && lane.value.parts.has_value();
    if (pool) {
      num += lane.value.parts->first;
      den += lane.value.parts->second;
    }
  }
  if (missing && !step.renormalise) return unknown_input(State::not_inspected);
  if (pool) {
    Input pooled = known_input(0);
    pooled.parts = {num, den};
    return pooled;
  }
  if (step.by == ReduceStep::By::sum) return known_input(snap(sum, largest(numbers)));
  if (step.by == ReduceStep::By::worst && step.weights.empty()) {
    return known_input(tree_[n].direction == Direction::merit ? *std::min_element(numbers.begin(), numbers.end())
                                                              : *std::max_element(numbers.begin(), numbers.end()));
  }
  return known_input(snap(sum / weights, largest(numbers)));
}

Truth Evaluator::trend(const ConditionSpec& c, const Asker& who) {
  const InputSpec from = input_of(*tree_[who.node].spec);
  std::vector<Input> series;
  for (const Lane& lane : lanes_of(from, {Dimension::round}, fixed(from, who.lane))) {
    if (lane.at[index_of(Dimension::round)] != 0) series.push_back(derived(from, lane));
  }
  const auto wanted = static_cast<std::size_t>(c.rounds);
  if (series.size() < wanted) return Truth::unknown;
  series.erase(series.begin(), series.end() - c.rounds);
  for (const Input& input : series) {
    if (input.state != State::known || input.text) return Truth::unknown;
  }
  for (std::size_t i = 1; i < series.size(); ++i) {
    const bool step = c.rising ? series[i].number > series[i - 1].number : series[i].number < series[i - 1].number;
    if (!step) return Truth::no;
  }
  return Truth::yes;
}

Resolved Evaluator::resolve(const NumberSpec& number, const Asker& who) {
  switch (number.kind) {
    case NumberSpec::Kind::constant: return {State::known, exact(number.value)};
    case NumberSpec::Kind::attribute: {
      const auto value = attribute(number.attribute, who.lane);
      if (!value || value->kind != Literal::Kind::number) return {State::invalid, 0};
      return {State::known, exact(value->number)};
    }
    case NumberSpec::Kind::input: {
      const Input input = read(number.input.at(0), who.node, who.lane);
      if (input.state == State::known && input.text) return {State::invalid, 0};
      return {input.state, input.number};
    }
    case NumberSpec::Kind::cases: break;
  }
  for (const NumberCase& row : number.cases) {
    const Truth when = row.when ? holds(*row.when, who, false) : Truth::yes;
    if (when == Truth::yes) return resolve(row.value, who);
    if (when == Truth::unknown) break;
  }
  return {State::invalid, 0};
}

}  // namespace saniscore::reference
