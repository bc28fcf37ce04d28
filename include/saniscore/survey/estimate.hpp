// From rates to what a standard observes.
#pragma once

#include <saniscore/base/estimate.hpp>
#include <saniscore/base/result.hpp>
#include <saniscore/survey/rate.hpp>

#include <cstddef>
#include <vector>

namespace saniscore::inline v0::survey {

/// The rate in percent (or in parts of `full`), with the one-sided bounds that decide() uses: Clopper–Pearson for
/// simple samples, Korn–Graubard for designs. A threshold is then undecided exactly where decide() is inconclusive. A
/// rate without valid answers has the value NaN. Errors: D241 (alpha).
[[nodiscard]] SANISCORE_EXPORT Result<Estimate> estimate(const Rate& rate, double alpha = 0.05, double full = 100);

/// The estimates of many places, in their order, as columns for a Table: bind value to "leaf", lower to "leaf/lower",
/// upper to "leaf/upper", and n to "leaf/n" where the standard asks for so many answers (SurveySpec::least_n). With an
/// acceptance all three are what guarded() leaves.
struct EstimateColumns {
  std::vector<double> value, lower, upper, n;
  std::vector<Estimate> estimates;
};
[[nodiscard]] SANISCORE_EXPORT Result<EstimateColumns> estimates(const Rates& rates, double alpha = 0.05,
                                                                 double full = 100,
                                                                 Acceptance acceptance = Acceptance::undecided,
                                                                 bool more_is_better = true);

}  // namespace saniscore::inline v0::survey
