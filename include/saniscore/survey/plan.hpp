// Plans: how many to ask. Exact binomial power is a saw-tooth, so the first sample size that reaches the power is not
// the one to use: one more respondent may lose it again (Chernick & Liu 2002, Am Stat 56:149).
#pragma once

#include <saniscore/base/result.hpp>
#include <saniscore/survey/verdict.hpp>

#include <cstdint>
#include <optional>
#include <span>

namespace saniscore::inline v0::survey {

/// A sample that shows a true rate to lie above (or below) a threshold.
struct Plan {
  std::int64_t n_first = 0, critical_first = 0;  ///< the first n with the power, and the count from which it is met
  double power_first = 0, size_first = 0;        ///< exact power, and exact chance of a false verdict at the threshold
  std::int64_t n_stable = 0, critical = 0;       ///< from here on every larger n keeps the power: use this one
  double power = 0, size = 0;
  std::int64_t n_normal = 0, n_normal_continuity = 0;  ///< the textbook approximations
  std::int64_t n_answers = 0;                          ///< n_stable × the design effect: valid answers wanted
  std::int64_t n_asked = 0;                            ///< ÷ the response rate: people to ask
};

/// true_rate above the threshold: to show that it is met; below: that it is not. `critical` counts favourable answers:
/// at least so many to be met, at most so many to be not met. Errors: D241, D243 (a true rate at the threshold or
/// outside 0 … 1; power, design effect or response out of range; more than 100,000 answers needed).
[[nodiscard]] SANISCORE_EXPORT Result<Plan> plan(Threshold threshold, double true_rate, double power = 0.8,
                                                 double deff = 1, double response = 1);

/// The smallest simple sample in which a rate that is printed as `observed` would be decided against the threshold: the
/// least n with a count x whose share rounds to it in steps of `printed_to` (0.001: one decimal of a percent). Exact,
/// or by the bounds of another method. Errors: D241, D243 (the observed rate is the threshold).
struct Deciding {
  std::int64_t n = 0, x = 0;
  Verdict verdict = Verdict::inconclusive;
};
[[nodiscard]] SANISCORE_EXPORT Result<Deciding> deciding_sample(double observed, Threshold threshold,
                                                                Method method = Method::clopper_pearson,
                                                                double printed_to = 0.001);
/// The smallest number of answers that gives all these shares as they are printed; often the only clue to a sample size
/// that was left out. Errors: D243 (none up to 100,000).
[[nodiscard]] SANISCORE_EXPORT Result<std::int64_t> smallest_sample(std::span<const double> printed,
                                                                    double printed_to = 0.001);

/// The smallest n whose interval at `rate` reaches no further than half_width to either side: Wald, Wilson (half its
/// length), and Wald for a finite population.
struct Precision {
  std::int64_t n_wald = 0, n_wilson = 0;
  std::optional<std::int64_t> n_wald_finite{};
};
/// Errors: D201, D243.
[[nodiscard]] SANISCORE_EXPORT Result<Precision> precision(double rate, double half_width, double level = 0.95,
                                                           std::optional<std::int64_t> population = {});

/// Lot quality assurance: a small sample that sorts communities into pass and fail. Pass if at least `d` of n answers
/// are favourable.
struct Lqas {
  std::int64_t n = 0, d = 0;
  double alpha = 0;  ///< chance that a community at `upper` fails
  double beta = 0;   ///< chance that a community at `lower` passes
};
/// The smallest plan within both errors; with a population, without replacement from round(rate·N) favourable members.
/// Errors: D243.
[[nodiscard]] SANISCORE_EXPORT Result<Lqas> lqas(double lower, double upper, double alpha = 0.1, double beta = 0.1,
                                                 std::optional<std::int64_t> population = {});
/// The errors of a given rule. Errors: D202, D243.
[[nodiscard]] SANISCORE_EXPORT Result<Lqas> lqas_rule(std::int64_t n, std::int64_t d, double lower, double upper,
                                                      std::optional<std::int64_t> population = {});

}  // namespace saniscore::inline v0::survey
