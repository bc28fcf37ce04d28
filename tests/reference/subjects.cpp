// What conditions ask of nodes: scores on their enclosures, levels, values, counts.
#include "reference/evaluator.hpp"

#include <algorithm>

namespace saniscore::reference {

namespace {

bool contains(const std::vector<std::string>& list, const std::string& text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

bool left_out_of_scores(const Value& value) { return value.excluded || value.part == Part::dropped; }

}  // namespace

Truth Evaluator::ask_values(const ConditionSpec& c, const Asker& who, const std::vector<std::pair<Index, Value>>& members) {
  switch (c.subject) {
    case Subject::score: return score_term(c, who, members);
    case Subject::percent: return percent_term(c, who, members);
    case Subject::min_of:
    case Subject::max_of: return extreme_term(c, who, members);
    default: break;
  }
  std::vector<Truth> truths;
  for (const auto& [n, value] : members) truths.push_back(label_term(c, n, value));
  return each(truths);
}

RoundSpec Evaluator::rounding_of(Index n) const { return tree_[n].spec->round.value_or(tree_.spec().numbers); }

Truth Evaluator::score_term(const ConditionSpec& c, const Asker& who, const std::vector<std::pair<Index, Value>>& members) {
  Bound low = Rational(0), high = Rational(0);
  Rational scale = 0;
  bool any = false;
  for (const auto& [n, value] : members) {
    scale += tree_[n].scale;
    if (left_out_of_scores(value)) continue;
    any = true;
    low = low + value.lower;
    high = high + value.upper;
  }
  if (!any) return Truth::left_out;
  // A list has no rounding of its own.
  const RoundSpec rounding = members.size() == 1 ? rounding_of(members.front().first) : tree_.spec().numbers;
  return compare_range(c, who, round_to(snap(low, scale), rounding), round_to(snap(high, scale), rounding));
}

Truth Evaluator::percent_term(const ConditionSpec& c, const Asker& who, const std::vector<std::pair<Index, Value>>& members) {
  Bound low = Rational(0), high = Rational(0);
  Rational maximum = 0;
  for (const auto& [n, value] : members) {
    if (left_out_of_scores(value)) continue;
    low = low + value.lower;
    high = high + value.upper;
    maximum += value.applicable;
  }
  if (maximum == 0) return Truth::left_out;
  const auto compared = [&](const Bound& end) {
    return round_to(snap(end * Rational(100 / maximum), Rational(100)), tree_.spec().numbers);
  };
  return compare_range(c, who, compared(low), compared(high));
}

Truth Evaluator::extreme_term(const ConditionSpec& c, const Asker& who, const std::vector<std::pair<Index, Value>>& members) {
  std::vector<Bound> lows, highs;
  for (const auto& [n, value] : members) {
    if (left_out_of_scores(value)) continue;
    lows.push_back(round_to(snap(value.lower, tree_[n].scale), rounding_of(n)));
    highs.push_back(round_to(snap(value.upper, tree_[n].scale), rounding_of(n)));
  }
  if (lows.empty()) return Truth::left_out;
  if (c.subject == Subject::min_of) {
    return compare_range(c, who, *std::min_element(lows.begin(), lows.end()), *std::min_element(highs.begin(), highs.end()));
  }
  return compare_range(c, who, *std::max_element(lows.begin(), lows.end()), *std::max_element(highs.begin(), highs.end()));
}

/// `state`, `level` and `met` of one node.
Truth Evaluator::label_term(const ConditionSpec& c, Index n, const Value& value) {
  if (value.excluded) return Truth::left_out;
  if (c.subject == Subject::state) {
    return std::any_of(c.literals.begin(), c.literals.end(), [&](const Literal& l) { return l.text == to_text(value.state); })
               ? Truth::yes
               : Truth::no;
  }
  if (value.state == State::not_applicable && value.part != Part::unknown) return Truth::left_out;
  const bool answered = value.part == Part::known && !value.level_open && (value.state == State::known || !tree_[n].leaf);
  if (!answered) return Truth::unknown;
  if (c.subject == Subject::met) {
    const bool wanted = c.literals.empty() || c.literals.front().boolean;
    return (value.level == "met") == wanted ? Truth::yes : Truth::no;
  }
  if (!value.level) return Truth::no;
  return std::any_of(c.literals.begin(), c.literals.end(), [&](const Literal& l) { return label_of(l) == *value.level; })
             ? Truth::yes
             : Truth::no;
}

Truth Evaluator::ask_column(const ConditionSpec& c, const Asker& who, const Input& input, bool leave_out) {
  if (input.state == State::not_applicable && leave_out) return Truth::left_out;
  if (input.state != State::known) return Truth::unknown;
  if (!input.text) return compare_range(c, who, input.number, input.number);
  Literal label;
  label.text = input.label;
  return compare_literal(c, who, label);
}

/// `value`: raw observations, unrounded; each column of the list.
Truth Evaluator::value_term(const ConditionSpec& c, const Asker& who) {
  std::vector<std::string> columns = c.of.nodes;
  for (const Index n : tree_.tagged(c.of.tags)) columns.push_back(tree_[n].spec->id);
  std::vector<Truth> truths;
  for (const std::string& column : columns) {
    const std::size_t slash = column.find('/');
    const Index leaf = tree_.find(column.substr(0, slash));
    if (leaf == no_index) {
      truths.push_back(ask_column(c, who, column_at(column, who.lane), true));
      continue;
    }
    const Policy policy = tree_[leaf].policy[static_cast<std::size_t>(State::not_applicable)];
    const bool leave_out = policy.kind != Policy::Kind::unknown;
    const auto ask = [&](const Value& value, const Input& input) {
      return value.excluded ? Truth::left_out : ask_column(c, who, input, leave_out);
    };
    // A rule's own count, or the leaf's input where the leaf stands.
    const auto input_at = [&](const Lane& lane, const Value& value) -> Input {
      if (slash == std::string::npos) {
        // What the measure refuses is not a value.
        if (value.state == State::invalid) return Input{State::invalid, false, {}, {}, {}, {}, {}};
        return leaf_input(leaf, lane);
      }
      const std::string rest = column.substr(slash + 1);
      const NodeSpec& spec = *tree_[leaf].spec;
      if (spec.measure) {
        for (const CountRule& rule : spec.measure->rules) {
          if (rule.id == rest) return rule_count(leaf, rule, lane);
        }
      }
      return column_at(column, lane);
    };
    if (leaf == who.node) {  // asked by the leaf itself: its score is still being made
      truths.push_back(ask_column(c, who, input_at(who.lane, Value{}), leave_out));
      continue;
    }
    const Index top = common_top(leaf, who);
    const Lane lane = top == no_index ? Lane{} : project(who.lane, tree_[top].inner);
    if (c.every) {
      for (const AtLane<Value>& found : lanes_before<Value>(leaf, top, lane, *c.every)) {
        truths.push_back(ask(found.value, input_at(found.lane, found.value)));
      }
      continue;
    }
    const Value value = view<Value>(leaf, top, lane);
    const Input input = slash == std::string::npos && value.state != State::invalid ? view<Input>(leaf, top, lane)
                                                                                   : input_at(lane, value);
    truths.push_back(ask(value, input));
  }
  return each(truths);
}

std::pair<Rational, Rational> Evaluator::count(const CountSpec& spec, const Asker& who) {
  std::vector<Index> leaves;
  for (const Index n : tree_.nodes_of(spec.of)) {
    for (Index leaf = n; leaf < tree_[n].end; ++leaf) {
      if (tree_[leaf].leaf) leaves.push_back(leaf);
    }
  }
  if (spec.of.nodes.empty() && spec.of.tags.empty()) {
    // Every leaf: of the node that asks, or of the standard.
    const Index n = who.node == no_index ? 0 : who.node;
    for (Index leaf = n; leaf < tree_[n].end; ++leaf) {
      if (tree_[leaf].leaf) leaves.push_back(leaf);
    }
  }
  Rational least = 0, most = 0;
  for (const Index leaf : leaves) {
    const Truth truth = counts_in(spec, leaf, who);
    if (truth == Truth::yes) least += 1;
    if (truth == Truth::yes || truth == Truth::unknown) most += 1;
  }
  return {least, most};
}

Truth Evaluator::counts_in(const CountSpec& spec, Index leaf, const Asker& who) {
  const Index top = common_top(leaf, who);
  const Lane lane = top == no_index ? Lane{} : project(who.lane, tree_[top].inner);
  const Value value = view<Value>(leaf, top, lane);
  if (value.excluded) return Truth::no;
  std::vector<Truth> truths = {Truth::yes};
  if (!spec.states.empty()) {
    const bool named = std::find(spec.states.begin(), spec.states.end(), value.state) != spec.states.end();
    truths.push_back(named ? Truth::yes : Truth::no);
  }
  if (!spec.levels.empty()) {
    ConditionSpec level;
    level.kind = ConditionSpec::Kind::compare;
    level.subject = Subject::level;
    for (const std::string& name : spec.levels) {
      level.literals.emplace_back();
      level.literals.back().text = name;
    }
    Truth truth = label_term(level, leaf, value);
    if (truth == Truth::left_out || (truth == Truth::unknown && !can_have_level(leaf, spec.levels))) truth = Truth::no;
    truths.push_back(truth);
  }
  if (!spec.previous_levels.empty()) {
    ConditionSpec before;
    before.of.nodes = {tree_[leaf].spec->id};
    before.subject = Subject::level;
    for (const std::string& name : spec.previous_levels) {
      before.literals.emplace_back();
      before.literals.back().text = name;
    }
    truths.push_back(term_before(before));
  }
  return each(truths);
}

bool Evaluator::can_have_level(Index leaf, const std::vector<std::string>& levels) const {
  const NodeSpec& spec = *tree_[leaf].spec;
  if (!spec.measure) return !spec.value || spec.value->labels.empty() ||
                            std::any_of(spec.value->labels.begin(), spec.value->labels.end(),
                                        [&](const std::string& label) { return contains(levels, label); });
  const MeasureSpec& measure = *spec.measure;
  switch (measure.kind) {
    case MeasureSpec::Kind::pass:
    case MeasureSpec::Kind::threshold: return contains(levels, "met") || contains(levels, "not_met");
    case MeasureSpec::Kind::score:
      return std::any_of(measure.intervals.begin(), measure.intervals.end(),
                         [&](const Interval& interval) { return contains(levels, interval.level); });
    case MeasureSpec::Kind::choice:
      return std::any_of(measure.options.begin(), measure.options.end(),
                         [&](const ChoiceOption& option) { return contains(levels, label_of(option.answer)); });
    case MeasureSpec::Kind::bands:
      return std::any_of(measure.bands.begin(), measure.bands.end(),
                         [&](const Band& band) { return contains(levels, band.level); });
    default: return false;
  }
}

}  // namespace saniscore::reference
