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
  double lost = 0;  ///< points of the root lost here (of the leaf's whole path); Σ over leaves and rules = root loss
  double share_of_loss = 0;          ///< lost ÷ the root's loss, 0 to 1
  std::optional<double> gain;        ///< leaf: what the root gains if this leaf were perfect (or known and perfect)
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

struct OutcomeExplanation {
  std::size_t ladder = 0;
  std::int16_t level = no_result;
  std::string label;                  ///< empty when undecided or none
  std::vector<std::string> possible;  ///< when undecided
  std::vector<Binding> binding;       ///< failed gates whose at_best is the answer, then false terms of the next level
  std::vector<std::string> failed_gates, open_gates;
  std::string next_level;            ///< the next better level; empty at the top
  std::vector<Node> single_repairs;  ///< leaves whose repair alone reaches a better level, cheapest first
};

/// Loss booked to a rule instead of a leaf: a cap, a zero, a deduction.
struct RuleLoss {
  Node node = no_node;
  std::string rule;  ///< id or kind of the adjustment
  double lost = 0;
};

struct Explanation {
  std::string unit;
  std::string standard, fingerprint, library;
  std::vector<NodeExplanation> nodes;  ///< document order
  std::vector<RuleLoss> rules;
  std::vector<OutcomeExplanation> outcomes;
  std::vector<Shortage> shortages;
};

/// Explains one unit. Cost: one score of the unit per leaf.
[[nodiscard]] SANISCORE_EXPORT Result<Explanation> explain(const Standard& standard, const Observations& observations,
                                                           std::string_view unit);

/// The explanation as a page of text.
[[nodiscard]] SANISCORE_EXPORT std::string to_text(const Explanation& explanation, const Standard& standard,
                                                   Language language = Language::en);

}  // namespace saniscore::inline v0
