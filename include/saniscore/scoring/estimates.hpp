// Estimates as observations.
//
//   set_estimate(seen, "Jinchang", {.criterion = "satisfaction"}, survey::estimate(rate));
#pragma once

#include <saniscore/base/estimate.hpp>
#include <saniscore/scoring/observations.hpp>

#include <string_view>

namespace saniscore::inline v0 {

/// Sets the value, and the columns "criterion/lower" and "criterion/upper" where the standard reads them: `threshold`
/// measures do, and stay undecided when the limit lies between. Rules that give points read the value alone; how far it
/// may be off is what draw() shows. A value of NaN becomes the state not_inspected.
SANISCORE_EXPORT void set_estimate(Observations& observations, std::string_view unit, const Cell& cell,
                                   const Estimate& estimate, Acceptance acceptance = Acceptance::undecided,
                                   bool more_is_better = true);

}  // namespace saniscore::inline v0
