// Draws: how sure an outcome is when some observations are estimates. Each draw is one more lane of the same scoring.
//
//   const auto d = draw(table, {{{"satisfaction", estimates}}}, unit).value();
//   d.chance(0, "pass");                       // 0.97
//   d.uncertain[d.enlarge_first(0)].column;    // whose sample to enlarge first
#pragma once

#include <saniscore/base/estimate.hpp>
#include <saniscore/base/result.hpp>
#include <saniscore/scoring/score.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace saniscore::inline v0 {

/// A column of a table that is estimated: one estimate per unit.
struct UncertainColumn {
  std::string column;
  std::span<const Estimate> estimates;
};

struct DrawOptions {
  std::size_t draws = 1000;
  std::uint64_t seed = 1;  ///< a draw is a function of seed, unit, column and number: the same anywhere
  ScoreOptions scoring;
};

/// What a ladder gives over the draws.
struct OutcomeDraws {
  std::vector<double> share;  ///< per level; its sum with the two below is 1
  double undecided = 0, none = 0;
  std::int16_t at_value = no_result;                        ///< with every estimate at its value
  std::int16_t at_lower = no_result, at_upper = no_result;  ///< with all at their lower, or upper, bounds
  /// Per uncertain column: the share of draws in which drawing this one anew changes the level. Where it is largest a
  /// larger sample decides most (the total effect of Homma & Saltelli 1996, for a level instead of a number).
  std::vector<double> sways;
};

struct UnitDraws {
  std::vector<std::string> uncertain;  ///< names of the columns
  std::vector<OutcomeDraws> outcomes;  ///< per ladder
  std::vector<double> root;            ///< the root's score in each draw; NaN where it has none
  double root_at_lower = 0, root_at_value = 0, root_at_upper = 0;

  /// The share of draws that give this level; 0 for a level the ladder does not have.
  [[nodiscard]] SANISCORE_EXPORT double chance(const Standard& standard, std::size_t ladder,
                                               std::string_view level) const;
  /// The uncertain column that sways the ladder most.
  [[nodiscard]] SANISCORE_EXPORT std::size_t enlarge_first(std::size_t ladder) const;
};

/// Draws the estimates of one unit of the table and scores each draw; bounds of these columns are left out, since a
/// draw has a single value. An estimate whose worth in answers is known is drawn from Beta(x + ½, n − x + ½)
/// (Jeffreys), others from two halves of a normal distribution that put alpha outside each bound; an estimate of NaN
/// stays unobserved. Where a rule is monotone in each estimate the outcomes at the bounds enclose all others. Cost:
/// (columns + 1) × draws lanes. Errors: D013 (no such unit), D301 (estimates that are fewer than the units, reversed
/// bounds, no draws or more than 1,000,000), and those of score().
[[nodiscard]] SANISCORE_EXPORT Result<UnitDraws> draw(const Table& table, std::span<const UncertainColumn> uncertain,
                                                      std::size_t unit, const DrawOptions& options = {});

}  // namespace saniscore::inline v0
