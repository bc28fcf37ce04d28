// What draws over tables and draws over observations share.
#pragma once

#include <saniscore/analysis/draws.hpp>
#include <saniscore/scoring/score.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace saniscore::inline v0::detail {

/// Lanes 0, 1, 2 are at the values, the lower, the upper bounds; then the draws; then per source the draws again with
/// this one drawn anew.
inline constexpr std::size_t ends = 3;

/// Between 0 and 1, neither included; a function of its arguments alone.
[[nodiscard]] double uniform(std::uint64_t seed, std::size_t unit, std::string_view source, std::size_t number);
/// What an estimate draws.
[[nodiscard]] double quantile(const Estimate& estimate, double u);
/// An error unless the bounds enclose the value and alpha lies between 0 and 0.5.
[[nodiscard]] std::optional<Diagnostic> check_estimate(const std::string& column, const Estimate& estimate);
/// The column of the answers counted ("id/n"), where the standard asks for so many (SurveySpec::least_n).
[[nodiscard]] std::optional<std::string> column_of_n(const Standard& standard, const std::string& column);

/// draw() over observations, with a number of the unit's own: its place where these observations are but some of all.
[[nodiscard]] Result<UnitDraws> draw_observed(const Observations& observations, std::string_view unit,
                                              std::size_t number, std::span<const UncertainCell> uncertain,
                                              std::optional<SampledSites> sites, const DrawOptions& options);

/// Scores of the root and these nodes, and outcomes.
void report_only(ScoreOptions& scoring, const Standard& standard, const std::vector<Node>& nodes);
[[nodiscard]] UnitDraws collected(const Scorecard& card, const Standard& standard, const DrawOptions& options,
                                  std::vector<std::string> names);

}  // namespace saniscore::inline v0::detail
