// Intervals for a proportion from a simple random sample: x favourable of n valid answers.
//
//   const auto ci = survey::interval(94, 120, 0.95).value();            // Wilson
//   const double low = survey::bound_lower(94, 120, 0.95).value();      // 95 % sure that the rate is above this
//
// For samples with weights, strata or primary units see design.hpp: these intervals would be too short.
#pragma once

#include <saniscore/base/result.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace saniscore::inline v0::survey {

/// How limits are computed. p = x/n, z the normal quantile.
enum class Method : std::uint8_t {
  wilson,             ///< score test inverted; Wilson 1927, JASA 22:209. The default for simple samples
  wilson_continuity,  ///< Newcombe 1998, Stat Med 17:857, method 4
  clopper_pearson,    ///< never covers too little; Clopper & Pearson 1934, Biometrika 26:404. For "exact" claims
  jeffreys,           ///< Beta(x + ½, n − x + ½), 0 and 1 at the ends; Brown, Cai & DasGupta 2001, Stat Sci 16:101
  mid_p,              ///< half of P(X = x) counts; Newcombe 1998, method 6
  agresti_coull,      ///< Wald with z²/2 answers added each way; Agresti & Coull 1998, Am Stat 52:119
  likelihood_ratio,   ///< 2n KL(p ‖ p0) <= z²; Newcombe 1998, method 7
  logit,              ///< Wald on the logit scale; with Anscombe's ½ at 0 and n, where it has no limits of its own
  arcsine,            ///< Wald on the scale asin √p; Korn & Graubard 1998
  korn_graubard,      ///< Clopper–Pearson at the effective sample size, for designs; on simple counts the same
  wald,               ///< p ± z √(pq/n): covers too little near 0 and 1. For comparison with others' figures
};
/// "wilson", "clopper_pearson", …
[[nodiscard]] SANISCORE_EXPORT std::string_view to_text(Method method);
[[nodiscard]] SANISCORE_EXPORT std::optional<Method> parse_method(std::string_view text);

struct Interval {
  double lower = 0, upper = 1;
  double level = 0.95;
  Method method = Method::wilson;
};

/// Two-sided limits within 0 … 1; n = 0 gives 0 … 1: nothing is known. Errors: D201 (level), D202 (counts).
/// With a finite `population` the limits are for the share among all its members: Clopper–Pearson inverts the
/// hypergeometric distribution, the others take n (N − 1)/(N − n) for n.
[[nodiscard]] SANISCORE_EXPORT Result<Interval> interval(std::int64_t x, std::int64_t n, double level = 0.95,
                                                         Method method = Method::wilson,
                                                         std::optional<std::int64_t> population = {});

/// One-sided bounds, named by the side they stand on: with confidence `level` the rate is at least bound_lower, or at
/// most bound_upper. (scipy calls the first "greater", statsmodels the second "larger".)
[[nodiscard]] SANISCORE_EXPORT Result<double> bound_lower(std::int64_t x, std::int64_t n, double level = 0.95,
                                                          Method method = Method::wilson,
                                                          std::optional<std::int64_t> population = {});
[[nodiscard]] SANISCORE_EXPORT Result<double> bound_upper(std::int64_t x, std::int64_t n, double level = 0.95,
                                                          Method method = Method::wilson,
                                                          std::optional<std::int64_t> population = {});

struct Intervals {
  std::vector<double> lower, upper;
  double level = 0.95;
  Method method = Method::wilson;
};
/// interval() for many pairs. Errors also: D203 when x and n differ in length.
[[nodiscard]] SANISCORE_EXPORT Result<Intervals> intervals(std::span<const std::int64_t> x,
                                                           std::span<const std::int64_t> n, double level = 0.95,
                                                           Method method = Method::wilson);

}  // namespace saniscore::inline v0::survey
