// Limits of a designed rate from what its result holds, so that a verdict can ask for other levels.
#pragma once

#include <saniscore/survey/rate.hpp>

#include "survey/limits.hpp"

namespace saniscore::inline v0::survey {

/// The sample size that Korn–Graubard limits are exact binomial at: n_eff (t_{n−1} / t_df)², at most n (NCHS).
[[nodiscard]] double korn_graubard_n(const Rate& rate, double alpha);

/// Limits that leave `alpha` outside on each side; 0 … 1 where nothing can be said.
[[nodiscard]] Limits rate_limits(const Rate& rate, double alpha, Method method);

}  // namespace saniscore::inline v0::survey
