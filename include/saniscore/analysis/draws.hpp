// Draws: how sure an outcome is when some observations are estimates. Each draw is one more lane of the same scoring.
//
//   const auto d = draw(table, {{{"satisfaction", estimates}}}, unit).value();
//   d.chance(0, "pass");                       // 0.97
//   d.uncertain[d.enlarge_first(0)];           // whose sample to enlarge first
//   std::cout << to_text(d, standard);         // "rating: pass 97 %, fail 3 %: pass. Most in doubt: satisfaction"
#pragma once

#include <saniscore/base/estimate.hpp>
#include <saniscore/base/result.hpp>
#include <saniscore/scoring/score.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
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
  std::uint64_t seed = 1;   ///< a draw is a function of seed, unit, column and number: the same anywhere
  std::vector<Node> nodes;  ///< whose scores to keep beside the root's
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

/// A node's score over the draws.
struct NodeDraws {
  Node node = no_node;
  std::vector<double> score;                        ///< in each draw; NaN where it has none (as headings have)
  double at_lower = 0, at_value = 0, at_upper = 0;  ///< with all estimates at these
  double mean = 0, sd = 0;                          ///< over the draws that have a score; NaN if none

  /// The share of draws that reach so many points: "passes 800 with probability 0.97".
  [[nodiscard]] SANISCORE_EXPORT double chance_at_least(double points) const;
  /// The score that this share of the draws does not exceed, e.g. 0.05 and 0.95; NaN without scores.
  [[nodiscard]] SANISCORE_EXPORT double quantile(double share) const;
};

struct UnitDraws {
  std::vector<std::string> uncertain;  ///< names of the columns; "sites" for the sample of sites
  std::vector<OutcomeDraws> outcomes;  ///< per ladder
  std::vector<double> root;            ///< the root's score in each draw; NaN where it has none
  double root_at_lower = 0, root_at_value = 0, root_at_upper = 0;
  std::vector<NodeDraws> nodes;  ///< as DrawOptions::nodes

  /// The share of draws that give this level; 0 for a level the ladder does not have.
  [[nodiscard]] SANISCORE_EXPORT double chance(const Standard& standard, std::size_t ladder,
                                               std::string_view level) const;
  /// The uncertain column that sways the ladder most.
  [[nodiscard]] SANISCORE_EXPORT std::size_t enlarge_first(std::size_t ladder) const;
  /// The level that at least this share of the draws gives: the sample decides. None: "not decided by this sample".
  [[nodiscard]] SANISCORE_EXPORT std::optional<std::int16_t> decided(std::size_t ladder, double share = 0.95) const;
};

/// Draws the estimates of one unit of the table and scores each draw; bounds of these columns are left out, since a
/// draw has a single value, and Estimate::n takes the place of "column/n" where the standard asks how many answered. An
/// estimate whose worth in answers is known is drawn from Beta(x + ½, n − x + ½) (Jeffreys), others from two halves of
/// a normal distribution that put alpha outside each bound; an estimate of NaN stays unobserved. Where a rule is
/// monotone in each estimate the outcomes at the bounds enclose all others. Cost: (columns + 1) × draws lanes. Errors:
/// D013 (no such unit), D301 (estimates that are fewer than the units, reversed bounds, no draws or more than
/// 1,000,000), and those of score().
[[nodiscard]] SANISCORE_EXPORT Result<UnitDraws> draw(const Table& table, std::span<const UncertainColumn> uncertain,
                                                      std::size_t unit, const DrawOptions& options = {});

/// The inspected sites of a unit as a sample of all its sites.
struct SampledSites {
  std::size_t in_all = 0;  ///< sites there are, inspected or not; 0: too many to count
};

/// The same for observations by name, whose sites may be a sample too. `uncertain` names columns as Observations does
/// and has one estimate each, whose column is then told anew. Sites with all they told (observations, findings,
/// visits) are drawn together: without `in_all` as many as there are, with replacement (Efron 1979, Ann Stat 7:1); with
/// it the rest of the sites is filled up from those seen, by Pólya's urn (Lo 1988, Ann Stat 16:1684), so that a unit of
/// which all sites were inspected has no error left. Methods and rounds stay with their sites. Cost: (sources + 1) ×
/// draws units of so many sites. Errors: D013, D301 (also fewer sites in all than were inspected, or a single one), and
/// those of score().
struct UncertainCell {
  std::string column;
  Estimate estimate;
};
[[nodiscard]] SANISCORE_EXPORT Result<UnitDraws> draw(const Observations& observations, std::string_view unit,
                                                      std::span<const UncertainCell> uncertain,
                                                      std::optional<SampledSites> sites,
                                                      const DrawOptions& options = {});

/// A line per ladder: the probability of each level, what the sample decides, and whose sample to enlarge first.
[[nodiscard]] SANISCORE_EXPORT std::string to_text(const UnitDraws& draws, const Standard& standard,
                                                   Language language = Language::en);

}  // namespace saniscore::inline v0
