// Why a criterion came out invalid although nobody entered it so.
#pragma once

#include "scoring/frame.hpp"

#include <saniscore/scoring/score.hpp>

#include <vector>

namespace saniscore::inline v0::detail {

/// D122 for each leaf and lane that its rule made invalid, with the reason; the first 20, and how many more there are.
/// Looks through the leaves once more, unless the card shows that everything was looked at.
std::vector<Diagnostic> invalid_values(const Program& p, const Frame& frame, const std::vector<std::string>& units,
                                       const Scorecard& card);

}  // namespace saniscore::inline v0::detail
