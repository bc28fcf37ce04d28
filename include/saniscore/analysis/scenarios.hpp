// Scenarios: units under other weights, and with each criterion repaired.
//
//   const auto s = reweigh(table, {.nodes = {n1, n2}, .weights = draws}).value();
//   s.score(standard.root(), 17);              // all units under the 18th draw of weights
//   const auto g = gains(table).value();
//   g.gain(leaf);                              // what each unit's whole gains if this leaf were at its best
//
// The units are scored once; a scenario runs only the steps that what it changes leads to. The same steps as score(),
// so the same bits as scoring the changed standard or table.
#pragma once

#include <saniscore/base/result.hpp>
#include <saniscore/scoring/score.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace saniscore::inline v0 {

/// Weights of some criteria, drawn many times. They act as a criterion's `weight` does: children of a mean or power
/// group count by them, so only their proportions within a group matter.
struct WeightDraws {
  std::vector<Node> nodes;
  std::span<const double> weights;  ///< draw by draw, one number of at least 0 per node
};

struct ScenarioOptions {
  std::vector<Node> nodes;  ///< whose scores to keep; empty: the root
  Executor executor;        ///< empty: the calling thread
  std::size_t tasks = 1;    ///< how many pieces the executor gets
  InstructionSet instruction_set = InstructionSet::automatic;
};

/// Scores and outcomes of all units in each scenario.
struct ScenarioScores {
  std::size_t scenarios = 0, units = 0;
  std::vector<Node> nodes;
  std::vector<double> scores;          ///< node by node, scenario by scenario, unit by unit; NaN where there is none
  std::vector<std::int16_t> outcomes;  ///< ladder by ladder, scenario by scenario, unit by unit

  /// A kept node's scores over the units; empty for a node that was not kept.
  [[nodiscard]] SANISCORE_EXPORT std::span<const double> score(Node n, std::size_t scenario) const;
  /// Levels over the units, as Scorecard::outcome.
  [[nodiscard]] SANISCORE_EXPORT std::span<const std::int16_t> outcome(std::size_t ladder, std::size_t scenario) const;
};

/// Scores all units under every draw of weights: how far results hang on weights nobody can be sure of (Saisana,
/// Saltelli & Tarantola 2005, J R Stat Soc A 168:307). Cost: one score of all, and per draw the groups whose
/// weights change with what is above them. Errors: D302 (a node whose group does not weigh, weights that are negative,
/// not finite, or not a whole number of draws), and those of score().
[[nodiscard]] SANISCORE_EXPORT Result<ScenarioScores> reweigh(const Table& table, const WeightDraws& draws,
                                                              const ScenarioOptions& options = {});
[[nodiscard]] SANISCORE_EXPORT Result<ScenarioScores> reweigh(const Observations& observations,
                                                              const WeightDraws& draws,
                                                              const ScenarioOptions& options = {});

/// What each unit gains where one criterion is repaired.
struct Gains {
  std::size_t units = 0;
  std::vector<Node> leaves;  ///< those whose rule has a best, in document order
  /// Leaf by leaf, unit by unit: what the whole gains (merit: points more, demerit: points fewer), the root or the part
  /// of a heading that the leaf belongs to. 0 where the leaf is at its best already; NaN where it does not apply or the
  /// whole has no score.
  std::vector<double> gains;
  std::vector<std::int16_t> outcomes;  ///< ladder by ladder, leaf by leaf, unit by unit: the level after the repair

  [[nodiscard]] SANISCORE_EXPORT std::span<const double> gain(Node leaf) const;  ///< over the units; empty: no best
  [[nodiscard]] SANISCORE_EXPORT std::span<const std::int16_t> outcome(std::size_t ladder, Node leaf) const;
};

/// The gains of every unit by each leaf alone, as explain() gives them for one. Cost: one score of all, and per
/// leaf twice the steps from it to the root. Errors: those of score(). Of the options `nodes` is not asked.
[[nodiscard]] SANISCORE_EXPORT Result<Gains> gains(const Table& table, const ScenarioOptions& options = {});
[[nodiscard]] SANISCORE_EXPORT Result<Gains> gains(const Observations& observations,
                                                   const ScenarioOptions& options = {});

}  // namespace saniscore::inline v0
