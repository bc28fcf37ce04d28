#include "survey/limits.hpp"

#include "base/text.hpp"
#include "survey/root.hpp"
#include "survey/special.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace saniscore::inline v0::survey {
namespace {

using detail::number_text;

Limits wald(double p, double n, double z) {
  const double half = z * std::sqrt(p * (1 - p) / n);
  return {p - half, p + half};
}

Limits wilson(double p, double n, double z) {
  const double z2 = z * z;
  const double centre = (p + z2 / (2 * n)) / (1 + z2 / n);
  const double half = z * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n);
  return {p == 0 ? 0 : centre - half, p == 1 ? 1 : centre + half};
}

Limits wilson_continuity(double p, double n, double z) {
  const double z2 = z * z, q = 1 - p;
  const auto limit = [&](double sign) {
    const double root_of = std::sqrt(std::max(0.0, z2 + sign * 2 - 1 / n + 4 * p * (n * q - sign)));
    return (2 * n * p + z2 + sign * (1 + z * root_of)) / (2 * (n + z2));
  };
  return {p == 0 ? 0 : limit(-1), p == 1 ? 1 : limit(1)};
}

Limits agresti_coull(double x, double n, double z) {
  const double more = n + z * z;
  return wald((x + z * z / 2) / more, more, z);
}

/// Equal tails of Beta(a, b + 1) below and Beta(a + 1, b) above: Clopper–Pearson; Jeffreys has its own counts.
Limits clopper_pearson(double x, double n, double alpha) {
  return {x <= 0 ? 0 : special::beta_inverse(x, n - x + 1, alpha),
          x >= n ? 1 : special::beta_inverse_upper(x + 1, n - x, alpha)};
}

Limits jeffreys(double x, double n, double alpha) {
  return {x <= 0 ? 0 : special::beta_inverse(x + 0.5, n - x + 0.5, alpha),
          x >= n ? 1 : special::beta_inverse_upper(x + 0.5, n - x + 0.5, alpha)};
}

/// The p at which P(X > x) + P(X = x)/2 is alpha, and the same from the other side. At the ends in closed form.
Limits mid_p(double x, double n, double alpha) {
  const auto exact = clopper_pearson(x, n, alpha);
  const auto lower = [&] {
    if (x <= 0) return 0.0;
    if (x >= n) return std::pow(2 * alpha, 1 / n);
    const auto excess = [&](double p) {
      return 0.5 * (special::binomial_at_least(x, n, p) + special::binomial_at_least(x + 1, n, p)) - alpha;
    };
    return root(excess, exact.lower, std::min(1.0, x / n + 1 / n));
  };
  const auto upper = [&] {
    if (x >= n) return 1.0;
    if (x <= 0) return -std::expm1(std::log(2 * alpha) / n);
    const auto excess = [&](double p) {
      return 0.5 * (special::binomial_at_most(x, n, p) + special::binomial_at_most(x - 1, n, p)) - alpha;
    };
    return root(excess, exact.upper, std::max(0.0, x / n - 1 / n));
  };
  return {lower(), upper()};
}

/// Twice the logarithm of the likelihood ratio of p against p0.
double deviance(double p, double n, double p0) {
  const double a = p > 0 ? p * std::log(p / p0) : 0, b = p < 1 ? (1 - p) * std::log((1 - p) / (1 - p0)) : 0;
  return 2 * n * (a + b);
}

Limits likelihood_ratio(double p, double n, double z) {
  const auto excess = [&](double p0) { return z * z - deviance(p, n, p0); };
  // Within the bracket the deviance runs from infinity at 0 or 1 to nothing at p.
  const auto lower = [&] {
    if (p == 1) return std::exp(-z * z / (2 * n));
    double low = 0.5 * p;
    while (excess(low) > 0) low *= 0.5;
    return root(excess, low, p);
  };
  const auto upper = [&] {
    if (p == 0) return -std::expm1(-z * z / (2 * n));
    double high = 0.5 * (1 - p);
    while (excess(1 - high) > 0 && high > 1e-15) high *= 0.5;
    return root(excess, 1 - high, p);
  };
  return {p == 0 ? 0 : lower(), p == 1 ? 1 : upper()};
}

double expit(double x) { return x < 0 ? std::exp(x) / (1 + std::exp(x)) : 1 / (1 + std::exp(-x)); }

Limits logit(double x, double n, double z) {
  if (x <= 0 || x >= n) {  // Anscombe 1956: ½ more each way, and his variance
    const double centre = std::log((x + 0.5) / (n - x + 0.5));
    const double half = z * std::sqrt((n + 1) * (n + 2) / (n * (x + 1) * (n - x + 1)));
    return {expit(centre - half), expit(centre + half)};
  }
  const double centre = std::log(x / (n - x)), half = z * std::sqrt(n / (x * (n - x)));
  return {expit(centre - half), expit(centre + half)};
}

Limits arcsine(double p, double n, double z) {
  const double centre = std::asin(std::sqrt(p)), half = z / (2 * std::sqrt(n));
  const auto back = [](double angle) {
    const double s = std::sin(std::clamp(angle, 0.0, std::acos(-1.0) / 2));
    return s * s;
  };
  return {back(centre - half), back(centre + half)};
}

Limits unclipped(double x, double n, Tail t, Method method) {
  const double p = x / n;
  switch (method) {
    case Method::wilson: return wilson(p, n, t.critical);
    case Method::wilson_continuity: return wilson_continuity(p, n, t.critical);
    case Method::clopper_pearson:
    case Method::korn_graubard: return clopper_pearson(x, n, t.alpha);
    case Method::jeffreys: return jeffreys(x, n, t.alpha);
    case Method::mid_p: return mid_p(x, n, t.alpha);
    case Method::agresti_coull: return agresti_coull(x, n, t.critical);
    case Method::likelihood_ratio: return likelihood_ratio(p, n, t.critical);
    case Method::logit: return logit(x, n, t.critical);
    case Method::arcsine: return arcsine(p, n, t.critical);
    case Method::wald: return wald(p, n, t.critical);
  }
  return {0, 1};
}

}  // namespace

Tail two_sided(double level) { return {(1 - level) / 2, special::normal_upper((1 - level) / 2)}; }
Tail one_sided(double level) { return {1 - level, special::normal_upper(1 - level)}; }

Limits limits(double x, double n, Tail tail, Method method) {
  if (!(n > 0)) return {0, 1};
  const auto l = unclipped(x, n, tail, method);
  return {std::clamp(l.lower, 0.0, 1.0), std::clamp(l.upper, 0.0, 1.0)};
}

std::optional<Diagnostic> check_level(double level) {
  if (level > 0 && level < 1) return {};
  const auto shown = number_text(level);
  return complaint("D201", "level", "the level " + shown + " is not between 0 and 1; write 0.95 for 95 %",
                   "置信水平 " + shown + " 不在 0 与 1 之间；95 % 请写 0.95");
}

std::optional<Diagnostic> check_counts(std::int64_t x, std::int64_t n, std::optional<std::int64_t> population) {
  if (x < 0 || x > n) {
    const auto counts = std::to_string(x) + " of " + std::to_string(n);
    return complaint("D202", "counts", counts + " is no share; give 0 <= x <= n",
                     counts + "：正面答案数应在 0 与有效答案数之间");
  }
  if (population && (*population < n || *population < 1)) {
    const auto text = std::to_string(*population);
    return complaint("D202", "population", "a population of " + text + " is smaller than the sample; count everybody",
                     "总体数 " + text + " 小于样本数；请核对总体人数");
  }
  return {};
}

}  // namespace saniscore::inline v0::survey
