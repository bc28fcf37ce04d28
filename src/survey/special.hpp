// The distributions the survey needs, from Boost.Math, which stays inside special.cpp. Arguments are assumed valid.
#pragma once

#include <cstdint>

namespace saniscore::inline v0::survey::special {

[[nodiscard]] double normal_cdf(double x);
/// z with P(Z > z) = tail.
[[nodiscard]] double normal_upper(double tail);
/// t with P(T > t) = tail; df > 0.
[[nodiscard]] double t_upper(double tail, double df);
/// P(|T| > |t|).
[[nodiscard]] double t_two_sided(double t, double df);
/// P(F > f) of Fisher's F with ndf and ddf degrees of freedom, and P(χ² > x) with df.
[[nodiscard]] double f_upper(double f, double ndf, double ddf);
[[nodiscard]] double chi_square_upper(double x, double df);
/// The regularised incomplete beta function I_p(a, b), and its inverse in p; a, b > 0.
[[nodiscard]] double beta_cdf(double a, double b, double p);
[[nodiscard]] double beta_inverse(double a, double b, double probability);
/// p with 1 − I_p(a, b) = probability.
[[nodiscard]] double beta_inverse_upper(double a, double b, double probability);

/// P(X >= x) and P(X <= x) for X binomial(n, p). Real x and n are taken through the beta function.
[[nodiscard]] double binomial_at_least(double x, double n, double p);
[[nodiscard]] double binomial_at_most(double x, double n, double p);
/// P(X = x), for whole x and n.
[[nodiscard]] double binomial_pmf(std::int64_t x, std::int64_t n, double p);

/// X: favourable among n drawn from a population of `population`, of which `favourable` are.
[[nodiscard]] double lot_at_least(std::int64_t x, std::int64_t n, std::int64_t favourable, std::int64_t population);
[[nodiscard]] double lot_at_most(std::int64_t x, std::int64_t n, std::int64_t favourable, std::int64_t population);

}  // namespace saniscore::inline v0::survey::special
