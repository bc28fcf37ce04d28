// Limits of a proportion for real counts, so that an effective sample size can stand for n.
#pragma once

#include <saniscore/survey/interval.hpp>

#include "base/complaint.hpp"

#include <string>

namespace saniscore::inline v0::survey {

struct Limits {
  double lower, upper;
};

/// How sure: each limit leaves `alpha` outside, and `critical` is the normal or t quantile for that.
struct Tail {
  double alpha, critical;
};
[[nodiscard]] Tail two_sided(double level);
[[nodiscard]] Tail one_sided(double level);

/// Limits for x of n with 0 <= x <= n; n = 0 gives 0 … 1.
[[nodiscard]] Limits limits(double x, double n, Tail tail, Method method);

using detail::complaint;
/// An error unless 0 < level < 1.
[[nodiscard]] std::optional<Diagnostic> check_level(double level);
/// An error unless 0 <= x <= n and n fits into the population.
[[nodiscard]] std::optional<Diagnostic> check_counts(std::int64_t x, std::int64_t n,
                                                     std::optional<std::int64_t> population);

}  // namespace saniscore::inline v0::survey
