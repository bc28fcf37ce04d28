// explain(): how one unit's numbers came about, what bound the result, and what each repair would gain.
#pragma once

#include <saniscore/base/result.hpp>
#include <saniscore/scoring/score.hpp>

#include <optional>
#include <string>
#include <vector>

namespace saniscore::inline v0 {

/// One criterion's part in the result.
struct NodeExplanation {
  Node node = no_node;
  State state = State::known;
  std::optional<double> score, percent;
  double maximum = 0;
  double lower = 0, upper = 0;  ///< the enclosure
  double coverage = 0;
  bool provisional = false;
  std::string level;
  std::string rule_en, rule_zh;    ///< the rule in words: "deduct 1 per finding, down to 0"
  std::optional<double> observed;  ///< the number measured, where there is a single one
  std::string observed_label;
  double lost = 0;             ///< leaf: points its measure lost; group: all that was lost in it, its rules included
  double stands_for = 0;       ///< points of the root's maximum that are here
  double share_of_loss = 0;    ///< lost ÷ what the root lost, 0 to 1
  std::optional<double> gain;  ///< leaf: what the root gains if this leaf were perfect (or known and perfect)
  std::vector<std::string> reaches;  ///< leaf: outcomes that this single repair changes, as "ladder: level"
};

/// A gate or term that holds the result down.
struct Binding {
  bool gate = false;
  std::string id;                               ///< gate: its id
  std::string term;                             ///< term: "score total <= 15"
  std::string en, zh;                           ///< in words, with the value seen and the limit
  std::optional<double> value, limit, missing;  ///< missing: how far from holding
};

/// An unknown leaf, and what the outcome can still be after each answer to it. Answers with the same consequence stand
/// together.
struct OpenLeaf {
  Node node = no_node;
  struct Answer {
    std::vector<std::string> values;    ///< levels, or points earned
    std::vector<std::string> possible;  ///< levels of the outcome
  };
  std::vector<Answer> answers;  ///< empty: no answer alone narrows the outcome, only together with other leaves
};

struct OutcomeExplanation {
  std::size_t ladder = 0;
  std::int16_t level = no_result;
  std::string label;                  ///< empty when undecided or none
  std::vector<std::string> possible;  ///< when undecided
  std::vector<Binding> binding;       ///< failed gates whose at_best is the answer, then false terms of the next level
  std::vector<std::string> failed_gates, open_gates;
  std::string next_level;            ///< the next better level; empty at the top
  std::vector<Node> single_repairs;  ///< leaves whose repair alone reaches a better level, cheapest first
  /// The shortest set of repairs found that reaches a better level: leaves by how near each alone brings it, as many as
  /// are needed, less those that turn out not to be (greedy: a shorter set may exist). Empty when repairing everything
  /// would not do, and when one repair is enough.
  std::vector<Node> greedy_repairs;
  std::string greedy_level;           ///< the level they reach
  std::vector<OpenLeaf> open_leaves;  ///< undecided: the unknown leaves that decide it
};

/// Loss booked to a rule instead of a leaf: a cap, a zero, a deduction, a bonus (negative), rounding.
struct RuleLoss {
  Node node = no_node;
  std::string rule;    ///< id of the adjustment, else its kind; "round", "reduce", "combine", "applies"
  std::string en, zh;  ///< the rule in words
  double lost = 0;
  double stands_for = 0;  ///< points of the root's maximum that come from the rule (a `start`)
};

struct Explanation {
  std::string unit;
  std::string standard, fingerprint, library;
  std::vector<NodeExplanation> nodes;  ///< document order
  std::vector<RuleLoss> rules;
  std::vector<OutcomeExplanation> outcomes;
  std::vector<Shortage> shortages;
};

/// Explains one unit.
///
/// Σ `lost` over leaves and rules is maximum − score of the root (demerit: its score), to 12 digits. Where the root is
/// a heading each scored part below it is a whole of its own. Points lost come apart exactly under `sum`, `mean` and
/// reductions; under `min`, `max`, `power` and `table` in proportion to what the group gains when one part alone is
/// repaired (none does: equally to the worst); what an adjustment or rounding changes is booked to it.
///
/// Cost: about two scores of the unit per leaf and one per part of a `min`, `max`, `power` or `table`.
[[nodiscard]] SANISCORE_EXPORT Result<Explanation> explain(const Standard& standard, const Observations& observations,
                                                           std::string_view unit);

/// The explanation as a page of text.
[[nodiscard]] SANISCORE_EXPORT std::string to_text(const Explanation& explanation, const Standard& standard,
                                                   Language language = Language::en);

}  // namespace saniscore::inline v0
