// Program: what a standard compiles to. A list of steps over lanes, in evaluation order, and flat tables beside it.
//
// A step computes one slot for every lane of one lane space. Spaces form a tree: space 0 has a lane per unit, a
// child space splits each lane of its parent by site, method or round. Slots are virtual: a plan (scoring/plan.hpp)
// drops the steps nobody asked for and lets slots share memory.
#pragma once

#include <saniscore/standard/standard.hpp>

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace saniscore::inline v0 {

namespace detail {

using Slot = std::uint32_t;
using SpaceId = std::uint32_t;
inline constexpr std::uint32_t none = 0xffffffffu;
inline constexpr double infinity = std::numeric_limits<double>::infinity();

/// What a parent does with a node's lane. The bits of several children are or-ed.
enum Disposition : std::uint8_t {
  dropped = 0,      ///< left out
  has_score = 1,    ///< known, or replaced by its policy
  has_unknown = 2,  ///< some part is unknown; 3 is a provisional score
};

/// Three-valued truth as a set of possibilities; 0: no term left (everything not applicable).
enum Truth : std::uint8_t { left_out = 0, yes = 1, no = 2, unsure = 3 };

enum class SlotKind : std::uint8_t { value, truth, bundle, count };

struct SlotInfo {
  SlotKind kind;
  SpaceId space;
};

enum class Op : std::uint8_t {
  // values
  load,
  ratio,
  sum,
  difference,
  survey,
  window,
  select,
  lower_value,
  // truths
  all,
  any,
  negate,
  at_least,
  test_value,
  test_score,
  test_level,
  test_state,
  test_count,
  every,
  trend,
  lower_truth,
  applies,
  // counts
  count,
  // bundles
  measure,
  combine,
  table,
  adjust,
  exclude,
  reduce,
  round,
  broadcast,
};

/// One instruction. `uses` lists the slots it reads; for adjust, exclude and round `out` is changed in place.
struct Step {
  Op op;
  SpaceId space = 0;
  Slot out = none;
  std::uint32_t uses = 0, use_count = 0;  ///< range of Program::uses
  std::uint32_t param = none;             ///< index into the table the op reads
};

/// A number operand: a constant, or a value slot.
struct Number {
  double constant = 0;
  Slot slot = none;
};

struct Space {
  SpaceId parent = none;
  std::uint8_t depth = 0;
  Dimension over = Dimension::site;
  std::uint32_t owner = none;  ///< the reducing node, or none: an input's window
  ReduceStep step;             ///< how lanes come together again
  // windows of an input
  bool demerit = false;                     ///< smaller values are better
  Number least;                             ///< lanes needed, where the step says so
  Slot applies = none;                      ///< pooled before measuring: where the leaf applies
  std::uint32_t reporter = none;            ///< the leaf that says when its own input has too few lanes …
  Slot reported_where = none;               ///< … where it applies …
  Slot reports = none;                      ///< … and which of several values says so
  std::array<bool, dimension_count> has{};  ///< which dimensions lanes of this space carry
};

/// A column a rule reads, at one grain.
struct InputColumn {
  std::uint32_t name;  ///< index into Program::columns
  SpaceId space = 0;
  std::string at_method, at_round;
  std::uint32_t leaf = none;  ///< counts: the leaf whose visits give 0
  bool optional = false;      ///< absent is not an error (bounds, previous results)
};

/// What is known about a column name.
struct ColumnInfo {
  std::string name;
  bool label = false;  ///< values are codes into `dictionary`
  bool attribute = false, previous = false;
  std::vector<std::string> dictionary;      ///< code k; other labels get the code `dictionary.size()`
  bool open = true;                         ///< labels outside the dictionary are allowed
  double low = -infinity, high = infinity;  ///< what a valid number lies between
  std::uint32_t finding_leaf = none;        ///< deduct/award column: its leaf
};

struct EarnRow {
  Operator op = Operator::le;
  bool last = false;  ///< no limit
  Number limit;
  double answer = 0;  ///< choice
  double earned = 0;
  std::int16_t level = -1;
};

struct RuleColumn {
  Slot value = none;  ///< the counts
  Number rate;
  bool amount = false;  ///< the column holds points, not counts (rate chosen by the inspector)
};

/// Whether a finding's facts choose the row of a rule's rate; each row then has a column of its own.
bool asks_facts(const std::vector<NumberCase>& rows);
std::string row_column(const std::string& rule, const std::vector<NumberCase>& rows, std::size_t k);

struct CompiledRule {
  std::uint32_t first = 0, count = 0;  ///< range of LeafParams::columns
  double cap = infinity;
  std::uint32_t group = none;
  bool zero = false;
};

struct LeafParams {
  std::uint32_t node = 0;
  MeasureSpec::Kind kind = MeasureSpec::Kind::pass;
  bool measured = true, scored = true;
  double points = 0;  ///< what the leaf counts for (100 with a weight only)
  Number of, target, step, deduct, start;
  std::vector<EarnRow> rows;  ///< choice, bands; score: intervals (answer..limit.constant)
  std::vector<std::pair<double, double>> knots;
  bool log_x = false, above = false;
  MeasureSpec::Counting counting = MeasureSpec::Counting::pro_rata;
  double floor = 0;  ///< -infinity: none
  double cap = infinity;
  std::vector<RuleColumn> columns;
  std::vector<CompiledRule> rules;
  std::vector<double> group_caps;
  Slot input = none;                          ///< the measured value; none for deduct and award
  Slot applies = none, applies_above = none;  ///< truth, with every ancestor's; and theirs alone
  Slot truth = none;                          ///< threshold
  std::vector<Slot> numbers;                  ///< numbers that depend on something: without them the leaf is invalid
  double range_low = -infinity, range_high = infinity;
};

/// Child of a combine.
struct Part {
  std::uint32_t node;
  double weight = 1;  ///< mean, power
  double points = 0;  ///< declared
  bool extra = false;
  bool fixed = false;  ///< its maximum is its points whenever it has a score
};

struct CombineParams {
  std::uint32_t node = 0;
  Combine kind = Combine::sum;
  double points = 100, start = 0, exponent = 1;
  bool rescale = false;
  std::vector<Part> parts;
};

struct TableParams {
  std::uint32_t node = 0;
  double points = 0;
  std::vector<EarnRow> rows;      ///< use k is row k's truth, in order; rows with `last` have none
  std::uint32_t child_first = 0;  ///< uses from here on are the children, for coverage
};

struct AdjustParams {
  std::uint32_t node = 0;
  std::uint32_t index = 0;
  AdjustSpec::Kind kind = AdjustSpec::Kind::zero;
  Number amount;
  bool share = false;
  Slot when = none, times = none;
  /// Earlier adjustments whose amount may have no value: the node then has none either, and nothing more acts.
  struct Earlier {
    Slot amount, when;
  };
  std::vector<Earlier> earlier;
};

/// From the lanes of `space` to its parent's, for one node; `own`: the node's own step, not a view of an inner node.
struct ReduceParams {
  SpaceId space = 0;
  std::uint32_t node = 0;
  bool own = false;
  Number least;
};

/// Of min_of and max_of: how a member is rounded before it is compared.
struct TestMember {
  double scale = 100;
  RoundSpec rounding{-1, Rounding::half_up};
};

struct TestParams {
  Subject subject = Subject::score;
  Operator op = Operator::eq;
  bool trigger = false;   ///< not applicable: false instead of left out
  bool previous = false;  ///< no value: false instead of unknown
  Number limit;
  Slot guard = none;                              ///< the leaf whose value is asked: its state rules …
  bool part = false;                              ///< a part of its input is asked: only whether the leaf applies rules
  Slot applies = none;                            ///< whether the leaf of the part applies
  bool disbelieved = false;                       ///< the leaf's policy says that nobody believes "not applicable"
  Slot lower = none, upper = none;                ///< bounds of the measured value, when observed
  Acceptance acceptance = Acceptance::undecided;  ///< what bounds on both sides of the limit mean for this term
  std::vector<double> set;                        ///< `in`/`==` over values
  std::vector<std::uint8_t> levels;               ///< per level of the node: is it asked for
  std::uint8_t states = 0;                        ///< bit per State
  bool without = false;                           ///< "not met" also holds of a node without a level
  bool always = false;                            ///< every level the leaf can have is asked for
  double scale = 100;
  RoundSpec rounding{-1, Rounding::half_up};  ///< declared decimals a score is compared at
  std::vector<TestMember> members;
};

struct CountMember {
  std::uint32_t node;
  std::vector<std::uint8_t> levels;  ///< per level: matches
  bool can_match = true, always = false;
  Slot bundle = none, previous = none;
  std::vector<double> previous_set;
};

struct CountParams {
  bool by_level = false, by_state = false;
  std::uint8_t states = 0;
  std::vector<CountMember> members;
};

struct DerivedParams {
  double per = 1;
  double least = 0;  ///< of a survey: answers that it needs
  std::uint8_t empty_state = static_cast<std::uint8_t>(State::invalid);
  double empty_value = 0;
  bool has_empty_value = false;
};

struct SelectCase {
  Slot when = none;  ///< none: always
  Number value;
};

/// Everything about one node that does not change while scoring.
struct NodeInfo {
  const NodeSpec* spec = nullptr;
  std::uint32_t parent = none, first_child = 0, child_count = 0;
  std::uint32_t document_position = 0;
  SpaceId in = 0, out = 0;      ///< grain of its own work, grain of its result
  Slot slot = none;             ///< result, in `out`
  Slot lane_slot = none;        ///< before reduction, in `in`
  Slot unit_slot = none;        ///< as seen from the unit
  Slot input = none;            ///< the measured value, where there is a single one
  Slot applies = none;          ///< truth in `in`, with every ancestor's …
  Slot applies_above = none;    ///< … and the ancestors' alone
  std::uint32_t params = none;  ///< LeafParams or CombineParams
  bool leaf = false, scored = false;
  Direction direction = Direction::merit;
  double points = 0, scale = 0;
  double own_low = 0, own_high = 0;  ///< what the rule can earn …
  double low = 0, high = 0;          ///< … and what is left of that after the adjustments
  std::array<Policy, 5> policy{};
  std::vector<std::string> levels;
  std::int16_t best_level = -1;
  double best_score = 0;
};

struct LevelTerm {
  Slot truth = none;
  std::uint32_t condition = none;  ///< index into Program::terms
};

/// A condition that explain() can take apart again.
struct Term {
  const ConditionSpec* spec = nullptr;
  Slot truth = none;
  std::vector<std::uint32_t> terms;
  std::uint32_t test = none;   ///< TestParams
  std::vector<Slot> operands;  ///< bundles or value read
};

struct Ladder {
  const OutcomeSpec* spec = nullptr;
  std::vector<std::uint32_t> levels;  ///< term per level; none: fallback
  std::vector<std::uint32_t> gates;   ///< indices into Program::gates
};

struct Gate {
  const GateSpec* spec = nullptr;
  std::uint32_t term = none;
  std::uint32_t ladder = 0;
  std::uint32_t at_best = 0;
};

}  // namespace detail

struct Program {
  StandardSpec spec;
  std::string fingerprint, name;
  std::unordered_map<std::string_view, std::uint32_t> by_id;  ///< node ids
  std::vector<detail::NodeInfo> nodes;
  std::vector<Node> child_list, document_order;
  std::vector<detail::Space> spaces;
  std::vector<detail::ColumnInfo> columns;
  std::vector<std::string> column_names;
  std::unordered_map<std::string, std::uint32_t> column_by_name;
  std::vector<detail::InputColumn> inputs;
  std::vector<detail::SlotInfo> slots;
  std::vector<std::uint32_t> uses;
  std::vector<detail::Step> steps;
  std::vector<detail::LeafParams> leaves;
  std::vector<detail::CombineParams> combines;
  std::vector<detail::TableParams> tables;
  std::vector<detail::AdjustParams> adjusts;
  std::vector<detail::ReduceParams> reduces;
  std::vector<detail::TestParams> tests;
  std::vector<detail::CountParams> counts;
  std::vector<detail::DerivedParams> derived;
  std::vector<std::vector<detail::SelectCase>> selects;
  std::vector<detail::Term> terms;
  std::vector<detail::Gate> gates;
  std::vector<detail::Ladder> ladders;
};

}  // namespace saniscore::inline v0
