// The reference scorer's working parts: one unit, one standard, every rule written out as the design says it.
#pragma once

#include "reference/lanes.hpp"
#include "reference/reference.hpp"
#include "reference/tree.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

namespace saniscore::reference {

/// What a condition comes to. `left_out`: everything it asks about is not applicable.
enum class Truth { no, yes, unknown, left_out };

/// What a parent does with a child.
enum class Part { known, unknown, dropped };

using Range = std::pair<Bound, Bound>;

/// A node at one lane.
struct Value {
  State state = State::known;
  Part part = Part::known;
  std::optional<Rational> score;
  Rational maximum;          ///< of the known parts
  Rational applicable;       ///< of the known and the unknown parts
  Bound lower, upper;        ///< the least and most the score can still become, unless dropped or not scored
  bool provisional = false;  ///< computed from the known parts only
  bool excluded = false;     ///< `applies` does not hold, here or above
  bool doubtful = false;     ///< `applies` may not hold
  std::optional<std::string> level;
  bool level_open = false;  ///< what is unknown could change the level
};

/// What was observed, or derived from what was observed, at one lane.
struct Input {
  State state = State::not_inspected;
  bool given = false;  ///< somebody wrote it down, if only as "not inspected"
  bool text = false;
  Rational number;
  std::string label;
  std::optional<Rational> lower, upper;                ///< of an estimate
  Acceptance acceptance = Acceptance::undecided;       ///< of the survey it comes from
  std::optional<std::pair<Rational, Rational>> parts;  ///< of a ratio: numerator and denominator
};

/// Who asks: conditions are read at the asker's lane. No node: the unit as a whole.
struct Asker {
  Index node = no_index;
  Lane lane;
  const Input* self = nullptr;       ///< threshold: the measured input
  const Finding* finding = nullptr;  ///< escalated rate: the finding whose facts are asked
};

template <class T>
struct AtLane {
  Lane lane;
  T value;
};

/// A number of a rule: its value, or the state that makes the node have none.
struct Resolved {
  State state = State::known;
  Rational value;
};

class Evaluator {
 public:
  Evaluator(const StandardSpec& spec, const RawCase& raw);
  Reference run();

 private:
  // observations.cpp: what was seen where
  struct Seen {
    Lane lane;
    const Observed* value;
  };
  /// A column that a leaf reads, the dimensions that may tell its rows apart, and those that do not make lanes.
  struct Read {
    std::string column;
    Dimensions allowed, fixed;
    Key at;  ///< the method or round it is read at
  };
  void note_reads(Index leaf);
  void note_input(Index leaf, const InputSpec& from);
  void note_number(Index leaf, const NumberSpec& number);
  void note_condition(Index leaf, const ConditionSpec& condition);
  [[nodiscard]] std::optional<std::string> complaint() const;
  [[nodiscard]] const std::vector<Seen>& rows_of(const std::string& column) const;
  [[nodiscard]] Input column_at(const std::string& column, const Lane& lane) const;
  [[nodiscard]] bool looked_at(Index leaf, const Lane& lane) const;
  [[nodiscard]] std::vector<const Finding*> findings_at(Index leaf, const std::string& rule, const Lane& lane) const;
  [[nodiscard]] const std::vector<Lane>& keys_below(Index n);
  [[nodiscard]] std::vector<Lane> lanes_of(Index n, const Lane& outer);
  [[nodiscard]] std::optional<Literal> attribute(const std::string& name, const Lane& lane) const;

  // inputs.cpp: numbers that rules read
  Input leaf_input(Index leaf, const Lane& lane);
  Input read(const InputSpec& from, Index node, const Lane& lane);
  [[nodiscard]] Input derived(const InputSpec& from, const Lane& lane) const;
  [[nodiscard]] Lane fixed(const InputSpec& from, const Lane& lane) const;
  [[nodiscard]] std::vector<Lane> lanes_of(const InputSpec& from, const std::vector<Dimension>& order,
                                           const Lane& lane) const;
  /// `own`: the step is the leaf's own, which reports too few lanes and only then refuses them when it says so.
  Input reduce_group(Index n, const ReduceStep& step, const Lane& outer, std::vector<AtLane<Input>> group,
                     bool own = false);
  Truth trend(const ConditionSpec& c, const Asker& who);
  Resolved resolve(const NumberSpec& number, const Asker& who);

  // measures.cpp, counts.cpp, ranges.cpp: what a leaf earns
  struct Measured {
    State state = State::known;
    bool undecided = false;
    Rational earned = 0;
    std::optional<std::string> level = std::nullopt;
  };
  State worst_number(Index leaf, const Lane& lane);
  Measured measure(Index leaf, const Lane& lane, const std::optional<Input>& pooled);
  Measured measure_number(Index leaf, const Lane& lane, const Input& input);
  Measured bands(Index leaf, const Lane& lane, const Input& input);
  Measured line(Index leaf, const Input& input);
  Measured shortfall(Index leaf, const Lane& lane, const Input& input);
  Measured threshold(Index leaf, const Lane& lane, const Input& input);
  Measured counts(Index leaf, const Lane& lane);
  Input rule_count(Index leaf, const CountRule& rule, const Lane& lane);
  Resolved rule_takes(Index leaf, const CountRule& rule, const Lane& lane, bool& found_any);
  [[nodiscard]] Rational points_of(Index n, const Earned& earned) const;
  /// What the node can come to when nothing is known of it.
  Range range(Index n, const Lane& lane);
  Range plain_range(Index n, const Lane& lane);
  Range leaf_range(Index leaf, const Lane& lane);

  // conditions.cpp, subjects.cpp
  Truth holds(const ConditionSpec& c, const Asker& who, bool requirement);
  Truth accepted(const ConditionSpec& c, const Asker& who, bool requirement);
  void worst_limit(const ConditionSpec& c, const Asker& who, State& worst);
  Truth term(const ConditionSpec& c, const Asker& who);
  Truth term_now(const ConditionSpec& c, const Asker& who);
  Truth term_before(const ConditionSpec& c);
  Truth ask_values(const ConditionSpec& c, const Asker& who, const std::vector<std::pair<Index, Value>>& members);
  Truth ask_column(const ConditionSpec& c, const Asker& who, const Input& input, bool leave_out);
  Truth compare_range(const ConditionSpec& c, const Asker& who, const Bound& low, const Bound& high);
  Truth compare_literal(const ConditionSpec& c, const Asker& who, const Literal& value);
  Truth score_term(const ConditionSpec& c, const Asker& who, const std::vector<std::pair<Index, Value>>& members);
  Truth percent_term(const ConditionSpec& c, const Asker& who, const std::vector<std::pair<Index, Value>>& members);
  Truth extreme_term(const ConditionSpec& c, const Asker& who, const std::vector<std::pair<Index, Value>>& members);
  Truth label_term(const ConditionSpec& c, Index n, const Value& value);
  Truth value_term(const ConditionSpec& c, const Asker& who);
  struct Counted {
    Rational least, most;
    bool left_out = false;  ///< nothing applicable was asked
  };
  Counted count(const CountSpec& spec, const Asker& who);
  Truth counts_in(const CountSpec& spec, Index leaf, const Asker& who);
  [[nodiscard]] Truth level_of_unknown(Index n, const std::vector<Literal>& asked) const;
  [[nodiscard]] RoundSpec rounding_of(Index n) const;

  // nodes.cpp: a node's score at a lane, and as others see it
  Truth applies(Index n, const Lane& lane);
  Truth applies_above(Index n, const Lane& lane);
  const Value& inner(Index n, const Lane& lane);
  const Value& finished(Index n, const Lane& lane);
  Value compute(Index n, const Lane& lane, const std::optional<Input>& pooled);
  enum class Adjustments { to_come, done };
  Value by_policy(Index n, const Lane& lane, State state, Policy policy, Adjustments adjustments);
  Value unknown_value(Index n, const Lane& lane, State state, Adjustments adjustments);
  [[nodiscard]] std::size_t pooled_steps(Index n) const;
  Input pooled_input(Index n, std::size_t steps, const std::vector<AtLane<Value>>& pool);
  std::vector<AtLane<Value>> own_lanes(Index n, const Lane& outer, std::size_t& steps_done);
  /// What stands in the node at the end of its steps, seen from inside `top` (no_index: from the unit).
  template <class T>
  T view(Index n, Index top, const Lane& lane);
  template <class T>
  std::vector<AtLane<T>> lanes_before(Index n, Index top, const Lane& lane, Dimension dimension);
  /// The owner's steps from the first one on, acting on the node's lanes; up to where `until` is reduced, if given.
  template <class T>
  std::vector<AtLane<T>> run_steps(Index n, Index owner, std::vector<AtLane<T>> lanes, std::optional<Dimension> until,
                                   std::size_t first = 0);
  template <class T>
  T finished_as(Index n, const Lane& lane);
  template <class T>
  T inner_as(Index n, const Lane& lane);
  [[nodiscard]] Index common_top(Index n, const Asker& who) const;
  [[nodiscard]] Index towards(Index n, Index top) const;

  // combine.cpp, adjust.cpp, reduce.cpp
  using Children = std::vector<std::pair<Index, const Value*>>;
  Value combine(Index n, const Lane& lane);
  Value combine_sum(Index n, const Children& children) const;
  Value combine_shares(Index n, const Lane& lane, const Children& children);
  Value combine_table(Index n, const Lane& lane, const Children& children);
  /// `endless`: the weight of children without any bound.
  Rational merge_shares(const NodeSpec& group, const std::vector<std::pair<Rational, Rational>>& weighted,
                        const Rational& endless = 0);
  Bound merge_bounds(const NodeSpec& group, const std::vector<std::pair<Rational, Bound>>& weighted);
  void adjust(Index n, const Lane& lane, Value& value);
  void apply(const AdjustSpec& rule, Truth when, const Rational& amount, std::pair<Rational, Rational> times,
             Value& value);
  void note_shortage(Index n, const ReduceStep& step, const Lane& lane, const Rational& needed, std::size_t had);
  [[nodiscard]] Rational missing_weight(const ReduceStep& step, const std::vector<AtLane<Value>>& group) const;
  /// `own`: the step is the node's own, which counts its lanes; else that of a node around it.
  Value reduce_group(Index n, const ReduceStep& step, const Lane& outer, std::vector<AtLane<Value>> group, bool own);

  // outcomes.cpp
  OutcomeResult outcome(const OutcomeSpec& ladder, const std::vector<Truth>& gates);
  void false_terms(const ConditionSpec& c, bool top, std::vector<std::string>& texts);

  const RawCase& raw_;
  Tree tree_;
  KeyBook keys_;
  std::unordered_map<std::string, std::vector<Seen>> rows_;
  std::vector<std::pair<Lane, const Finding*>> findings_;
  std::vector<std::pair<Lane, const Visit*>> visits_;
  std::vector<std::vector<Read>> reads_;  // by node
  std::vector<std::optional<std::vector<Lane>>> keys_below_;
  std::vector<std::map<Lane, Value>> inner_, finished_, pooled_;
  std::vector<ShortageResult> shortages_;
  std::set<std::tuple<Index, Dimension, Lane>> noted_shortages_;
  bool reporting_ = false;  ///< a leaf reads its own input, and says where that has too few lanes
  bool inexact_ = false;
};

/// num ÷ den × per, with what the input says of 0 ÷ 0.
Input ratio(const InputSpec& from, const Rational& num, const Rational& den);
/// Whether every, some or no number between the two satisfies the comparison with the limit.
Truth compare(Operator op, const Bound& low, const Bound& high, const Rational& limit);
/// All of them hold; those left out do not count.
Truth each(const std::vector<Truth>& truths);
std::string label_of(const Literal& literal);
/// The levels a node's rule can give, in the order in which it lists them; "" where it gives none.
std::vector<std::string> possible_levels(const NodeSpec& node);
/// Calls `visit` on every column name an input reads.
template <class Visit>
void columns_of(const InputSpec& from, const Visit& visit) {
  for (const std::string& column : from.columns) visit(column);
  if (from.kind == InputSpec::Kind::survey) {
    visit(from.survey);
    visit(from.survey + "/lower");
    visit(from.survey + "/upper");
  }
}
/// The input a leaf measures: what it names, or the column of its own id.
InputSpec input_of(const NodeSpec& leaf);
/// The column of its own id is none of those it measures, and can only carry a state.
bool reads_other_columns(const NodeSpec& leaf);

}  // namespace saniscore::reference
