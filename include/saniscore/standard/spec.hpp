// StandardSpec: a standard document as plain values, field for field what the JSON says.
//
// Read one with read_standard() (read.hpp) or fill one in; compile() (standard.hpp) checks it and makes the
// immutable Standard. Nothing here is checked on its own.
#pragma once

#include <saniscore/base/boxed.hpp>
#include <saniscore/base/estimate.hpp>
#include <saniscore/base/state.hpp>

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace saniscore::inline v0 {

/// Text per language tag: {"en": …, "zh": …}.
using Text = std::map<std::string, std::string>;

enum class Direction : std::uint8_t { merit, demerit };
enum class Rounding : std::uint8_t { half_up, half_even, down };
enum class Operator : std::uint8_t { lt, le, gt, ge, eq, in };

struct ConditionSpec;
struct InputSpec;
struct NumberCase;

/// A number in a rule: a constant, an attribute of the unit or site, an input, or the first case that holds.
struct NumberSpec {
  enum class Kind : std::uint8_t { constant, attribute, input, cases };
  Kind kind = Kind::constant;
  double value = 0;               ///< constant
  std::string attribute;          ///< attribute: its name
  std::vector<InputSpec> input;   ///< input: exactly one
  std::vector<NumberCase> cases;  ///< cases: first match; none matches: the node is invalid

  NumberSpec();
  NumberSpec(double constant);  // NOLINT: a bare number is a number
};

/// A literal a text, bool or number is compared with.
struct Literal {
  enum class Kind : std::uint8_t { text, number, boolean };
  Kind kind = Kind::text;
  std::string text;
  double number = 0;
  bool boolean = false;
  bool operator==(const Literal&) const = default;
};

/// What a condition reads: nodes by id, or every leaf that carries one of the tags.
struct ReferenceSpec {
  std::vector<std::string> nodes;
  std::vector<std::string> tags;
  bool operator==(const ReferenceSpec&) const = default;
};

/// {"count": {"tag": …, "level": …, "state": …, "previous": {"level": …}}}: how many leaves match.
/// Without nodes and tags every leaf of the standard (or, in an adjustment, of the node) is asked.
struct CountSpec {
  ReferenceSpec of;
  std::vector<std::string> levels;           ///< any of these levels
  std::vector<State> states;                 ///< any of these states
  std::vector<std::string> previous_levels;  ///< and the leaf's last level was any of these
  bool operator==(const CountSpec&) const = default;
};

enum class Subject : std::uint8_t {
  score,
  percent,
  value,
  state,
  level,
  met,
  count,
  min_of,
  max_of,
  attribute,
  fact,
  self
};

/// A condition, as data. `self` (no subject) is the measured input, inside `threshold`.
struct ConditionSpec {
  enum class Kind : std::uint8_t { all, any, negation, at_least, compare, trend };
  Kind kind = Kind::all;
  std::vector<ConditionSpec> terms;  ///< all, any, negation (one), at_least
  int at_least = 0;
  // compare
  Subject subject = Subject::self;
  ReferenceSpec of;  ///< nodes or tags; for value: column names such as "leaf/rule"
  std::string name;  ///< attribute or fact
  CountSpec count;
  Operator op = Operator::eq;
  NumberSpec limit;                ///< for < <= > >= and numeric ==
  std::vector<Literal> literals;   ///< for in, and == with a text or bool
  std::optional<Dimension> every;  ///< ask each lane as it stands just before this dimension is reduced
  bool previous = false;           ///< ask the unit's last result instead
  int last = 1;                    ///< previous: how many results back are asked (all of them)
  // trend
  bool rising = false;
  int rounds = 0;
};

/// One row of a number that depends on something, of an escalated rate, or of a decision table.
struct NumberCase {
  std::string id;
  Boxed<ConditionSpec> when;
  NumberSpec value;
};

/// One step from a finer to a coarser grain.
struct ReduceStep {
  enum class By : std::uint8_t { mean, pooled, worst, share_passing, latest, sum };
  Dimension over = Dimension::site;
  By by = By::mean;
  std::map<std::string, double> weights;  ///< per value of the dimension; implies a weighted mean
  bool renormalise = false;               ///< a missing weighted lane is left out instead of unknown
  std::optional<NumberSpec> least;        ///< lanes needed
  bool short_is_unknown = false;          ///< "short": "unknown"
  int last = 0;                           ///< only the last n lanes (0: all)
  int skip = 0;                           ///< after leaving out the newest n
};

/// Where a measure gets its number from; without one, the column of its own id.
struct InputSpec {
  enum class Kind : std::uint8_t { column, sum, ratio, difference, survey };
  Kind kind = Kind::column;
  std::vector<std::string> columns;   ///< column: 1; ratio: num, den; difference: minuend, subtrahend; sum: 1+
  double per = 1;                     ///< ratio: times this
  std::optional<State> empty_state;   ///< ratio: what 0/0 means …
  std::optional<double> empty_value;  ///< … or the value it takes
  std::string survey;                 ///< survey: its id; the column is survey's id
  std::string at_method, at_round;    ///< only this method or round of the column
  std::vector<ReduceStep> reduce;     ///< before measuring
};

inline NumberSpec::NumberSpec() = default;
inline NumberSpec::NumberSpec(double constant) : value(constant) {}

/// What something earns: points, or a share of the node's points.
struct Earned {
  double amount = 0;
  bool share = false;
  bool operator==(const Earned&) const = default;
};

struct Interval {
  std::string level;
  double from = 0, to = 0;
};

struct ChoiceOption {
  Literal answer;  ///< a label, or an allowed number
  Earned earned;
};

struct Band {
  std::optional<Operator> op;  ///< <, <=, > or >=; none on the last band
  NumberSpec limit;
  std::optional<Earned> earned;
  std::string level;
};

struct Knot {
  double x = 0;
  Earned y;
};

/// A rule of `deduct` or `award`, with its own column "leaf/rule".
struct CountRule {
  std::string id;  ///< empty: the bare form, column "leaf"
  Text title;
  std::vector<NumberCase> rate;                    ///< one row without `when`, or rows chosen by a finding's facts
  std::optional<std::pair<double, double>> range;  ///< the inspector chooses within it
  std::optional<double> cap;
  std::string group;  ///< shares a cap with the rules of the same group
  bool zero = false;  ///< one finding zeroes the item
};

struct MeasureSpec {
  enum class Kind : std::uint8_t { pass, score, choice, bands, line, shortfall, threshold, deduct, award };
  Kind kind = Kind::pass;
  NumberSpec of;                      ///< score: full mark
  std::vector<Interval> intervals;    ///< score
  std::vector<ChoiceOption> options;  ///< choice
  std::vector<Band> bands;
  std::vector<Knot> knots;  ///< line
  bool log_x = false;
  NumberSpec target, step, deduct;  ///< shortfall: points off per step
  enum class Counting : std::uint8_t { whole, started, pro_rata } counting = Counting::pro_rata;
  bool above = false;                 ///< shortfall: side "above"
  Boxed<ConditionSpec> condition;     ///< threshold
  std::optional<NumberSpec> start;    ///< deduct: default the node's points
  std::optional<double> floor = 0.0;  ///< shortfall, deduct: none = no floor
  std::vector<CountRule> rules;       ///< deduct, award
  std::map<std::string, double> group_caps;
  std::optional<double> cap;  ///< award
};

struct Policy {
  enum class Kind : std::uint8_t { drop, zero, full, share, unknown };
  Kind kind = Kind::unknown;
  double share = 0;
  bool operator==(const Policy&) const = default;
};

/// Policies for not_applicable, not_inspected, withheld, invalid; unset ones are inherited.
struct StatesSpec {
  std::array<std::optional<Policy>, 5> policy;  ///< indexed by State; [0] unused
  bool operator==(const StatesSpec&) const = default;
};

struct AdjustSpec {
  enum class Kind : std::uint8_t { zero, bonus, deduct, cap, floor, void_ };
  std::string id;
  Text title;
  Boxed<ConditionSpec> when;
  Kind kind = Kind::zero;
  NumberSpec amount;  ///< points, or with `share` a share of the applicable maximum
  bool share = false;
  std::optional<CountSpec> times;
};

struct RoundSpec {
  int decimals = 0;
  Rounding mode = Rounding::half_up;
  bool operator==(const RoundSpec&) const = default;
};

/// What the inspector enters.
struct ValueSpec {
  std::string kind;  ///< number, count, label, … (for forms and checks)
  std::string unit;
  std::optional<std::pair<double, double>> range;
  std::vector<std::string> labels;
};

struct SourceSpec {
  std::string title, url, status, note;
};

enum class Combine : std::uint8_t { none, sum, mean, min, max, power, table };
enum class OnDrop : std::uint8_t { shrink, rescale };

struct TableRow {
  Boxed<ConditionSpec> when;
  Earned earned;
  std::string level;
};

struct NodeSpec {
  std::string id;
  Text title, text, guidance;
  std::optional<double> points, weight;
  bool extra = false;
  Boxed<MeasureSpec> measure;
  Boxed<InputSpec> from;
  Combine combine = Combine::none;
  double start = 0;
  double exponent = 1;  ///< power
  std::vector<TableRow> table;
  OnDrop on_drop = OnDrop::shrink;
  std::vector<NodeSpec> children;
  Boxed<ConditionSpec> applies;
  StatesSpec states;
  std::vector<ReduceStep> reduce;
  std::vector<AdjustSpec> adjust;
  std::optional<RoundSpec> round;
  std::vector<std::string> tags;
  Boxed<ValueSpec> value;
  std::optional<Direction> direction;
  std::vector<SourceSpec> sources;
};

struct GateSpec {
  std::string id;
  Text title;
  ConditionSpec require;
  std::string outcome, at_best;
};

struct LevelSpec {
  std::string level;
  Text title;
  Boxed<ConditionSpec> when;
};

struct OutcomeSpec {
  std::string id;
  Text title;
  std::vector<LevelSpec> levels;
};

/// A questionnaire item the standard reads a rate from.
struct SurveySpec {
  std::string id;
  Text title;
  std::vector<std::string> favourable, unfavourable, dont_know_answers;  ///< wordings
  bool dont_know_unfavourable = false;  ///< "dont_know": the rate is among all who answered, not those with an opinion
  std::string population;
  std::optional<double> least_n;                  ///< an estimate of fewer answers (column "id/n") is not inspected
  Acceptance acceptance = Acceptance::undecided;  ///< what a threshold makes of bounds on both sides of it
};

/// How a standard was made from another (tailor.hpp); no part of its rules.
struct TailoredSpec {
  std::string of;           ///< "id@edition"
  std::string fingerprint;  ///< of that standard, all 64 digits
  std::vector<std::string> changes;
};

/// Where a part of a standard stands in the sheet it was read from.
struct SheetPlace {
  std::uint32_t row = 0;   ///< as a spreadsheet counts, the header being 1
  std::uint32_t line = 0;  ///< of the text; a cell may hold line breaks
};

struct StandardSpec {
  std::string id, edition;
  Text title;
  std::string valid_from, valid_to;  ///< ISO dates; from inclusive, to exclusive; empty: open
  Direction direction = Direction::merit;
  bool partial = false;  ///< "completeness": "partial": the source is not the whole sheet
  std::string note;      ///< what is missing or worth knowing
  std::vector<SourceSpec> sources;
  std::optional<TailoredSpec> tailored;
  StatesSpec states;
  RoundSpec numbers{-1, Rounding::half_up};  ///< decimals scores are compared at; -1: none declared
  std::vector<SurveySpec> surveys;
  NodeSpec tree;
  std::vector<GateSpec> gates;
  std::vector<OutcomeSpec> outcomes;

  /// The text this was read from, if any: it gives compile() lines and columns for its complaints.
  std::shared_ptr<const std::string> text;
  std::string source_name;  ///< file name for messages
  /// The sheet it was read from, if any, by JSON pointer of the criterion, gate or level.
  std::shared_ptr<const std::map<std::string, SheetPlace>> rows;
};

}  // namespace saniscore::inline v0
