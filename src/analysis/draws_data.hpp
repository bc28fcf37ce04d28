// What draws over tables and draws over observations share.
#pragma once

#include <saniscore/analysis/draws.hpp>
#include <saniscore/scoring/score.hpp>

#include <cstddef>
#include <cstdint>
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
/// Scores of the root and these nodes, and outcomes.
void report_only(ScoreOptions& scoring, const Standard& standard, const std::vector<Node>& nodes);
[[nodiscard]] UnitDraws collected(const Scorecard& card, const Standard& standard, const DrawOptions& options,
                                  std::vector<std::string> names);

}  // namespace saniscore::inline v0::detail
