// What Boost.Graph says about "answers to" edges. Kept apart: its headers cost two seconds a file.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace saniscore::inline v0::responsibility {

using Edges = std::vector<std::pair<std::uint32_t, std::uint32_t>>;  ///< from below to above

/// One circle out of every knot of the graph, as its vertices in order; shortest through the knot's first vertex.
/// Empty: the graph has no circle. O(V + E) and O(V + E) per knot.
[[nodiscard]] std::vector<std::vector<std::uint32_t>> circles(std::uint32_t vertices, const Edges& edges);

/// Every vertex after all that are above it. Requires a graph without circles.
[[nodiscard]] std::vector<std::uint32_t> from_the_top(std::uint32_t vertices, const Edges& edges);

}  // namespace saniscore::inline v0::responsibility
