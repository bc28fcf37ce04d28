// What conditions ask of nodes: scores on their enclosures, levels, values, counts.
#include "reference/evaluator.hpp"

#include <algorithm>

namespace saniscore::reference {

namespace {

/// What is not applicable is left out whatever its policy, unless the policy says that nobody believes it.
bool left_out_of_scores(const Value& value) {
  return value.excluded || value.part == Part::dropped ||
         (value.state == State::not_applicable && value.part != Part::unknown);
}

}  // namespace

Truth Evaluator::ask_values(const ConditionSpec& c, const Asker& who,
                            const std::vector<std::pair<Index, Value>>& members) {
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

Truth Evaluator::score_term(const ConditionSpec& c, const Asker& who,
                            const std::vector<std::pair<Index, Value>>& members) {
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

Truth Evaluator::percent_term(const ConditionSpec& c, const Asker& who,
                              const std::vector<std::pair<Index, Value>>& members) {
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

Truth Evaluator::extreme_term(const ConditionSpec& c, const Asker& who,
                              const std::vector<std::pair<Index, Value>>& members) {
  std::vector<Bound> lows, highs;
  for (const auto& [n, value] : members) {
    if (left_out_of_scores(value)) continue;
    lows.push_back(round_to(snap(value.lower, tree_[n].scale), rounding_of(n)));
    highs.push_back(round_to(snap(value.upper, tree_[n].scale), rounding_of(n)));
  }
  if (lows.empty()) return Truth::left_out;
  if (c.subject == Subject::min_of) {
    return compare_range(c, who, *std::min_element(lows.begin(), lows.end()),
                         *std::min_element(highs.begin(), highs.end()));
  }
  return compare_range(c, who, *std::max_element(lows.begin(), lows.end()),
                       *std::max_element(highs.begin(), highs.end()));
}

/// `state`, `level` and `met` of one node.
Truth Evaluator::label_term(const ConditionSpec& c, Index n, const Value& value) {
  const auto asked = [&](const std::string& text) {
    return std::any_of(c.literals.begin(), c.literals.end(), [&](const Literal& l) { return label_of(l) == text; });
  };
  // The state of what is not applicable is a good answer; anything else it has none of.
  if (c.subject == Subject::state) return asked(std::string(to_text(value.state))) ? Truth::yes : Truth::no;
  if (value.excluded || (value.state == State::not_applicable && value.part != Part::unknown)) return Truth::left_out;
  const bool answered = value.part == Part::known && !value.level_open &&
                        (value.state == State::known || (!tree_[n].leaf && tree_[n].spec->combine != Combine::table));
  if (!answered && c.subject == Subject::level) return level_of_unknown(n, c.literals);
  if (!answered) return Truth::unknown;
  if (c.subject == Subject::met) {
    const bool wanted = c.literals.empty() || c.literals.front().boolean;
    return (value.level == "met") == wanted ? Truth::yes : Truth::no;
  }
  return value.level && asked(*value.level) ? Truth::yes : Truth::no;
}

std::vector<std::string> possible_levels(const NodeSpec& node) {
  std::vector<std::string> levels;
  for (const TableRow& row : node.table) levels.push_back(row.level);
  if (!node.measure) {
    if (node.value) levels.insert(levels.end(), node.value->labels.begin(), node.value->labels.end());
    return levels;
  }
  const MeasureSpec& measure = *node.measure;
  if (measure.kind == MeasureSpec::Kind::pass || measure.kind == MeasureSpec::Kind::threshold)
    return {"met", "not_met"};
  for (const Interval& interval : measure.intervals) levels.push_back(interval.level);
  for (const ChoiceOption& option : measure.options) levels.push_back(label_of(option.answer));
  for (const Band& band : measure.bands) levels.push_back(band.level);
  return levels;
}

/// Whether a node of which nothing is known has one of these levels: certain only where its rule leaves no choice.
Truth Evaluator::level_of_unknown(Index n, const std::vector<Literal>& asked) const {
  const NodeSpec& spec = *tree_[n].spec;
  const std::vector<std::string> levels = possible_levels(spec);
  if (levels.empty() && !spec.measure && spec.combine != Combine::table) return Truth::unknown;  // any label
  const auto in = std::count_if(levels.begin(), levels.end(), [&](const std::string& level) {
    return std::any_of(asked.begin(), asked.end(), [&](const Literal& l) { return label_of(l) == level; });
  });
  if (in == 0) return Truth::no;
  return in == std::ssize(levels) ? Truth::yes : Truth::unknown;
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
    const auto ask = [&](const Value& value, const Input& input, const Lane& lane) {
      Asker there = who;
      there.lane = merge(who.lane, lane);
      const bool not_applicable = value.state == State::not_applicable && value.part != Part::unknown;
      return value.excluded || not_applicable ? Truth::left_out : ask_column(c, there, input, leave_out);
    };
    // A rule's own count, or the leaf's input where the leaf stands.
    const auto input_at = [&](const Lane& lane, const Value& value) -> Input {
      const bool own = slash == std::string::npos;
      // What may not apply, or what the measure refuses, is not a value.
      if (value.doubtful || (own && value.state == State::invalid)) {
        Input refused;
        refused.state = State::invalid;
        return refused;
      }
      if (own) return leaf_input(leaf, lane);
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
        truths.push_back(ask(found.value, input_at(found.lane, found.value), found.lane));
      }
      continue;
    }
    const Value value = view<Value>(leaf, top, lane);
    const bool refused = value.state == State::invalid || value.doubtful;
    const Input input = slash == std::string::npos && !refused ? view<Input>(leaf, top, lane) : input_at(lane, value);
    truths.push_back(ask(value, input, who.lane));
  }
  return each(truths);
}

/// The certain and the possible number.
Evaluator::Counted Evaluator::count(const CountSpec& spec, const Asker& who) {
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
  Counted counted{0, 0, !leaves.empty()};
  for (const Index leaf : leaves) {
    const Truth truth = counts_in(spec, leaf, who);
    if (truth == Truth::yes) counted.least += 1;
    if (truth == Truth::yes || truth == Truth::unknown) counted.most += 1;
    if (truth != Truth::left_out) counted.left_out = false;
  }
  return counted;
}

Truth Evaluator::counts_in(const CountSpec& spec, Index leaf, const Asker& who) {
  const Index top = common_top(leaf, who);
  const Lane lane = top == no_index ? Lane{} : project(who.lane, tree_[top].inner);
  const Value value = view<Value>(leaf, top, lane);
  // What is not applicable is left out, unless that is what is counted.
  const auto named = [&](State state) {
    return std::find(spec.states.begin(), spec.states.end(), state) != spec.states.end();
  };
  const bool not_applicable = value.excluded || (value.state == State::not_applicable && value.part != Part::unknown);
  if (not_applicable && !named(State::not_applicable)) return Truth::left_out;
  std::vector<Truth> truths = {Truth::yes};
  if (!spec.states.empty()) truths.push_back(named(value.state) ? Truth::yes : Truth::no);
  const auto labels = [](const std::vector<std::string>& names) {
    std::vector<Literal> literals;
    for (const std::string& name : names) literals.push_back({Literal::Kind::text, name, 0, false});
    return literals;
  };
  ConditionSpec level;
  level.kind = ConditionSpec::Kind::compare;
  level.subject = Subject::level;
  level.of.nodes = {tree_[leaf].spec->id};
  if (!spec.levels.empty()) {
    level.literals = labels(spec.levels);
    const Truth truth = label_term(level, leaf, value);
    truths.push_back(truth == Truth::left_out ? Truth::no : truth);
  }
  if (!spec.previous_levels.empty()) {
    level.literals = labels(spec.previous_levels);
    truths.push_back(term_before(level));
  }
  return each(truths);
}

}  // namespace saniscore::reference
