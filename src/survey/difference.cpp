// Differences of simple samples, independent or of the same persons.
#include <saniscore/survey/change.hpp>

#include "survey/limits.hpp"
#include "survey/root.hpp"
#include "survey/special.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

namespace saniscore::inline v0::survey {
namespace {

double real(std::int64_t n) { return static_cast<double>(n); }

std::optional<Diagnostic> check_sample(std::int64_t x, std::int64_t n) {
  if (auto wrong = check_counts(x, n, {})) return wrong;
  if (n > 0) return {};
  return complaint("D202", "counts", "a sample without answers has no rate; leave it out",
                   "样本没有有效答案，无法比较；请去掉");
}

/// Variance of p1 − p2 under p1 − p2 = delta, at the rates that are likeliest then (a cubic equation; Miettinen &
/// Nurminen 1985, appendix I).
double score_variance(double p1, double n1, double p2, double n2, double delta) {
  const double t = n2 / n1, a = 1 + t;
  const double b = -(a + p1 + t * p2 + delta * (t + 2));
  const double c = delta * delta + delta * (2 * p1 + a) + p1 + t * p2;
  const double d = -p1 * delta * (1 + delta);
  const double third = b / (3 * a);
  const double v = third * third * third - b * c / (6 * a * a) + d / (2 * a);
  const double u = std::copysign(std::sqrt(std::max(0.0, third * third - c / (3 * a))), v);
  const double cosine = u == 0 ? 0 : std::clamp(v / (u * u * u), -1.0, 1.0);
  const double angle = (std::acos(-1.0) + std::acos(cosine)) / 3;
  const double r1 = std::clamp(2 * u * std::cos(angle) - third, std::max(0.0, delta), std::min(1.0, 1 + delta));
  const double r2 = r1 - delta;
  return r1 * (1 - r1) / n1 + r2 * (1 - r2) / n2;
}

/// Where the score statistic of `delta` reaches z on each side of the observed difference.
template <class Variance>
Limits score_limits(double observed, double z, Variance variance) {
  const auto excess = [&](double delta) { return (observed - delta) * (observed - delta) - z * z * variance(delta); };
  // the variance may vanish at the observed difference itself, so the search begins just beside it
  constexpr double beside = 1e-10;
  return {observed - beside <= -1 ? -1 : root(excess, observed - beside, -1.0),
          observed + beside >= 1 ? 1 : root(excess, observed + beside, 1.0)};
}

}  // namespace

Result<Difference> difference(std::int64_t x1, std::int64_t n1, std::int64_t x2, std::int64_t n2, double level,
                              DifferenceMethod method) {
  if (auto wrong = check_level(level)) return *std::move(wrong);
  if (auto wrong = check_sample(x1, n1)) return *std::move(wrong);
  if (auto wrong = check_sample(x2, n2)) return *std::move(wrong);
  const double m1 = real(n1), m2 = real(n2), p1 = real(x1) / m1, p2 = real(x2) / m2;
  const auto tail = two_sided(level);
  Difference out{.diff = p1 - p2, .level = level};
  Limits l{-1, 1};
  switch (method) {
    case DifferenceMethod::newcombe: {
      const auto one = limits(real(x1), m1, tail, Method::wilson), two = limits(real(x2), m2, tail, Method::wilson);
      l = {out.diff - std::hypot(p1 - one.lower, two.upper - p2),
           out.diff + std::hypot(one.upper - p1, p2 - two.lower)};
      break;
    }
    case DifferenceMethod::agresti_caffo: {
      const double q1 = (real(x1) + 1) / (m1 + 2), q2 = (real(x2) + 1) / (m2 + 2);
      const double half = tail.critical * std::sqrt(q1 * (1 - q1) / (m1 + 2) + q2 * (1 - q2) / (m2 + 2));
      l = {q1 - q2 - half, q1 - q2 + half};
      break;
    }
    case DifferenceMethod::miettinen_nurminen:
    case DifferenceMethod::mee: {
      const double factor = method == DifferenceMethod::mee ? 1 : (m1 + m2) / (m1 + m2 - 1);
      l = score_limits(out.diff, tail.critical,
                       [&](double delta) { return factor * score_variance(p1, m1, p2, m2, delta); });
      break;
    }
  }
  out.lower = std::max(-1.0, l.lower);
  out.upper = std::min(1.0, l.upper);
  return out;
}

Result<PairedDifference> paired_difference(const Pairs& pairs, double level) {
  if (auto wrong = check_level(level)) return *std::move(wrong);
  const std::int64_t people = pairs.both + pairs.first_only + pairs.second_only + pairs.neither;
  if (std::min({pairs.both, pairs.first_only, pairs.second_only, pairs.neither}) < 0 || people <= 0)
    return complaint("D202", "pairs", "the four counts of pairs must be 0 or more, and not all 0",
                     "四种配对人数应不小于 0，且不能全为 0");
  const double n = real(people), b = real(pairs.first_only), c = real(pairs.second_only);
  const double once = real(pairs.both + pairs.first_only), twice = real(pairs.both + pairs.second_only);
  const double p1 = once / n, p2 = twice / n, diff = (b - c) / n;
  const auto tail = two_sided(level);
  PairedDifference out{.diff = diff, .se = std::sqrt(((b + c) / n - diff * diff) / n)};
  out.newcombe = out.tango = {.diff = diff, .level = level};

  const auto one = limits(once, n, tail, Method::wilson), two = limits(twice, n, tail, Method::wilson);
  const double margins = once * (n - once) * twice * (n - twice);
  double agreement = real(pairs.both) * real(pairs.neither) - b * c;
  if (agreement > 0) agreement = std::max(agreement - n / 2, 0.0);  // his continuity correction
  const double phi = margins > 0 ? agreement / std::sqrt(margins) : 0;
  const auto far = [&](double x, double y) { return std::sqrt(std::max(0.0, x * x + y * y - 2 * phi * x * y)); };
  out.newcombe.lower = diff - far(p1 - one.lower, two.upper - p2);
  out.newcombe.upper = diff + far(p2 - two.lower, one.upper - p1);

  const auto tango = score_limits(diff, tail.critical, [&](double delta) {
    const double half = -b - c + (2 * n - b + c) * delta;
    const double q = (std::sqrt(std::max(0.0, half * half + 8 * n * c * delta * (1 - delta))) - half) / (4 * n);
    return std::max(0.0, (2 * q + delta * (1 - delta)) / n);
  });
  out.tango.lower = tango.lower;
  out.tango.upper = tango.upper;

  const auto less = std::min(pairs.first_only, pairs.second_only), all = pairs.first_only + pairs.second_only;
  if (all > 0) {
    const double tail_of = special::binomial_at_most(real(less), real(all), 0.5);
    out.mcnemar_exact = std::min(1.0, 2 * tail_of);
    out.mcnemar_mid_p = std::min(1.0, 2 * tail_of - special::binomial_pmf(less, all, 0.5));
  }
  return out;
}

}  // namespace saniscore::inline v0::survey
