#include "survey/special.hpp"

#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>

#include <algorithm>
#include <cmath>

namespace saniscore::inline v0::survey::special {
namespace {

namespace bm = boost::math;
namespace bp = boost::math::policies;

// double stays double: promotion to long double makes ibeta_inv seven times slower and no more accurate here. Nothing
// throws: callers keep to the domains.
using Quiet =
    bp::policy<bp::promote_double<false>, bp::domain_error<bp::ignore_error>, bp::pole_error<bp::ignore_error>,
               bp::overflow_error<bp::ignore_error>, bp::underflow_error<bp::ignore_error>,
               bp::denorm_error<bp::ignore_error>, bp::rounding_error<bp::ignore_error>,
               bp::evaluation_error<bp::ignore_error>, bp::indeterminate_result_error<bp::ignore_error>>;

using Normal = bm::normal_distribution<double, Quiet>;
using Student = bm::students_t_distribution<double, Quiet>;

/// Binomial probability with both shares given, so that 1 − p loses no digits.
double pmf(std::int64_t x, std::int64_t n, double p) {
  if (x < 0 || x > n) return 0;
  if (p <= 0 || p >= 1) return x == (p <= 0 ? 0 : n) ? 1 : 0;
  const auto successes = static_cast<double>(x), failures = static_cast<double>(n - x);
  return bm::ibeta_derivative(successes + 1, failures + 1, p, Quiet()) / (successes + failures + 1);
}

/// P(X = x) in a lot, as a ratio of binomial probabilities, which neither overflows nor cancels (C. Loader, "Fast and
/// accurate computation of binomial probabilities", 2000).
double lot_pmf(std::int64_t x, std::int64_t n, std::int64_t favourable, std::int64_t population) {
  if (n == population) return x == favourable ? 1 : 0;
  const double p = static_cast<double>(n) / static_cast<double>(population);
  return pmf(x, favourable, p) * pmf(n - x, population - favourable, p) / pmf(n, population, p);
}

/// Σ P(X = k) from k = x outwards in steps of `step` to `last`; the ratio of neighbours is exact.
double lot_sum(std::int64_t x, std::int64_t last, std::int64_t step, std::int64_t n, std::int64_t favourable,
               std::int64_t population) {
  double term = lot_pmf(x, n, favourable, population), sum = term;
  const auto rest = population - favourable;
  for (auto k = x; k != last && term > sum * 1e-18; k += step) {
    // P(k + 1) / P(k) = (favourable − k)(n − k) / ((k + 1)(rest − n + k + 1))
    const auto low = step > 0 ? k : k - 1;
    const double up = static_cast<double>(favourable - low) * static_cast<double>(n - low);
    const double down = static_cast<double>(low + 1) * static_cast<double>(rest - n + low + 1);
    term *= step > 0 ? up / down : down / up;
    sum += term;
  }
  return sum;
}

/// A sum of probabilities from x to `last`; past the middle 1 minus the other side, whose terms fall.
double lot_tail(std::int64_t x, std::int64_t n, std::int64_t favourable, std::int64_t population, bool upwards) {
  const auto least = std::max<std::int64_t>(0, n - (population - favourable)), most = std::min(n, favourable);
  const double mean = static_cast<double>(n) * static_cast<double>(favourable) / static_cast<double>(population);
  if (upwards) {
    if (x <= least) return 1;
    if (x > most) return 0;
    if (static_cast<double>(x) >= mean) return lot_sum(x, most, 1, n, favourable, population);
    return 1 - lot_sum(x - 1, least, -1, n, favourable, population);
  }
  if (x < least) return 0;
  if (x >= most) return 1;
  if (static_cast<double>(x) <= mean) return lot_sum(x, least, -1, n, favourable, population);
  return 1 - lot_sum(x + 1, most, 1, n, favourable, population);
}

}  // namespace

double normal_cdf(double x) { return bm::cdf(Normal(), x); }
double normal_upper(double tail) { return bm::quantile(bm::complement(Normal(), tail)); }
double t_upper(double tail, double df) { return bm::quantile(bm::complement(Student(df), tail)); }
double t_two_sided(double t, double df) { return 2 * bm::cdf(bm::complement(Student(df), std::abs(t))); }

double f_upper(double f, double ndf, double ddf) { return bm::ibeta(ddf / 2, ndf / 2, ddf / (ddf + ndf * f), Quiet()); }
double chi_square_upper(double x, double df) { return bm::gamma_q(df / 2, x / 2, Quiet()); }

double beta_cdf(double a, double b, double p) { return bm::ibeta(a, b, p, Quiet()); }
double beta_inverse(double a, double b, double probability) { return bm::ibeta_inv(a, b, probability, Quiet()); }
double beta_inverse_upper(double a, double b, double probability) { return bm::ibetac_inv(a, b, probability, Quiet()); }

double binomial_at_least(double x, double n, double p) {
  if (x <= 0) return 1;
  if (x > n) return 0;
  return bm::ibeta(x, n - x + 1, p, Quiet());
}

double binomial_at_most(double x, double n, double p) {
  if (x < 0) return 0;
  if (x >= n) return 1;
  return bm::ibetac(x + 1, n - x, p, Quiet());
}

double binomial_pmf(std::int64_t x, std::int64_t n, double p) { return pmf(x, n, p); }

double lot_at_least(std::int64_t x, std::int64_t n, std::int64_t favourable, std::int64_t population) {
  return lot_tail(x, n, favourable, population, true);
}

double lot_at_most(std::int64_t x, std::int64_t n, std::int64_t favourable, std::int64_t population) {
  return lot_tail(x, n, favourable, population, false);
}

}  // namespace saniscore::inline v0::survey::special
