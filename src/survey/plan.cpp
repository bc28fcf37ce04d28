#include <saniscore/survey/plan.hpp>

#include "base/text.hpp"
#include "survey/limits.hpp"
#include "survey/special.hpp"
#include "survey/threshold.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace saniscore::inline v0::survey {
namespace {

using detail::number_text;

constexpr std::int64_t most = 100'000;

double real(std::int64_t n) { return static_cast<double>(n); }
std::int64_t up(double x) { return static_cast<std::int64_t>(std::ceil(x - 1e-9)); }

Diagnostic bad_plan(std::string place, std::string en, std::string zh) {
  return complaint("D243", std::move(place), std::move(en), std::move(zh));
}
Diagnostic too_many() {
  return bad_plan({}, "more than 100000 answers would be needed; ask for a larger difference or less power",
                  "需要超过 100000 份答卷；请放宽差距或检验效能的要求");
}
Diagnostic not_a_share(const char* place, double value, const char* range) {
  return bad_plan(place, number_text(value) + " is not " + range,
                  number_text(value) + " 不在允许范围内（" + range + "）");
}

/// One-sided exact test of "above p0" with n answers: the least count that is significant.
struct OneSided {
  std::int64_t critical;
  double size, power;
};
/// `from`: a count known not to be above the critical one; it grows with n.
OneSided exact_test(std::int64_t n, double p0, double p1, double alpha, std::int64_t from) {
  auto c = from;
  while (c <= n && special::binomial_at_least(real(c), real(n), p0) > alpha) ++c;
  return {c, special::binomial_at_least(real(c), real(n), p0), special::binomial_at_least(real(c), real(n), p1)};
}

/// The count nearest to a printed share, if it prints as that. Halves may have been rounded either way.
std::optional<std::int64_t> printed_count(double share, std::int64_t n, double printed_to) {
  const auto x = static_cast<std::int64_t>(std::floor(share * real(n) + 0.5));
  if (std::abs(real(x) / real(n) - share) <= 0.5 * printed_to * (1 + 1e-9)) return x;
  return {};
}

double tail_at_least(std::int64_t x, std::int64_t n, double rate, std::optional<std::int64_t> population) {
  if (!population) return special::binomial_at_least(real(x), real(n), rate);
  const auto favourable = static_cast<std::int64_t>(std::floor(rate * real(*population) + 0.5));
  return special::lot_at_least(x, n, favourable, *population);
}
double tail_below(std::int64_t x, std::int64_t n, double rate, std::optional<std::int64_t> population) {
  if (!population) return special::binomial_at_most(real(x - 1), real(n), rate);
  const auto favourable = static_cast<std::int64_t>(std::floor(rate * real(*population) + 0.5));
  return special::lot_at_most(x - 1, n, favourable, *population);
}

std::optional<Diagnostic> check_rates(double lower, double upper) {
  if (lower > 0 && lower < upper && upper < 1) return {};
  return bad_plan(
      "rates",
      "lower " + number_text(lower) + " and upper " + number_text(upper) +
          " must be shares with lower below upper, such as 0.75 and 0.9",
      "下限 " + number_text(lower) + " 与上限 " + number_text(upper) + " 应为比例且下限小于上限，如 0.75 与 0.9");
}

}  // namespace

Result<Plan> plan(Threshold t, double true_rate, double power, double deff, double response) {
  if (auto wrong = check_threshold(t)) return *std::move(wrong);
  if (!(true_rate > 0 && true_rate < 1) || true_rate == t.value || t.value == 1)
    return bad_plan("true_rate",
                    "the true rate " + number_text(true_rate) + " must be a share other than the threshold " +
                        number_text(t.value) + "; no sample tells equal rates apart",
                    "假定的真实比例 " + number_text(true_rate) + " 应为不同于达标线 " + number_text(t.value) +
                        " 的比例；相等时任何样本都分不出");
  if (!(power >= 0.5 && power < 1)) return not_a_share("power", power, "0.5 <= power < 1");
  if (!(deff > 0) || !std::isfinite(deff)) return not_a_share("deff", deff, "deff > 0");
  if (!(response > 0 && response <= 1)) return not_a_share("response", response, "0 < response <= 1");

  // "Not met" is "met" with the answers exchanged.
  const bool above = true_rate > t.value;
  const double p0 = above ? t.value : 1 - t.value, p1 = above ? true_rate : 1 - true_rate;
  const double q0 = std::sqrt(p0 * (1 - p0)), q1 = std::sqrt(p1 * (1 - p1)), gap = p1 - p0;
  const double reach = special::normal_upper(t.alpha) * q0 + special::normal_upper(1 - power) * q1;
  const double normal = reach * reach / (gap * gap);
  // Fleiss, Levin & Paik 2003: the continuity correction
  const double spread = 1 + std::sqrt(1 + 2 / (normal * gap));
  Plan out;
  if (!(normal < real(most))) return too_many();
  out.n_normal = up(normal);
  out.n_normal_continuity = up(normal / 4 * spread * spread);

  const auto last = static_cast<std::int64_t>(1.6 * normal) + 60;
  std::int64_t critical = 0;
  for (std::int64_t n = 1; n <= last; ++n) {
    // below the mean no count is significant, and far below the first n nothing is worth computing
    critical = std::max(critical, static_cast<std::int64_t>(p0 * real(n)));
    const auto test = exact_test(n, p0, p1, t.alpha, critical);
    critical = test.critical;
    if (test.power < power) {
      out.n_stable = 0;
      continue;
    }
    if (out.n_first == 0) {
      out.n_first = n;
      out.critical_first = above ? test.critical : n - test.critical;
      out.power_first = test.power;
      out.size_first = test.size;
    }
    if (out.n_stable != 0) continue;
    out.n_stable = n;
    out.critical = above ? test.critical : n - test.critical;
    out.power = test.power;
    out.size = test.size;
  }
  if (out.n_stable == 0) return too_many();
  out.n_answers = up(real(out.n_stable) * deff);
  out.n_asked = up(real(out.n_stable) * deff / response);
  return out;
}

Result<Deciding> deciding_sample(double observed, Threshold t, Method method, double printed_to) {
  if (auto wrong = check_threshold(t)) return *std::move(wrong);
  if (!(observed >= 0 && observed <= 1)) return not_a_share("observed", observed, "0 <= rate <= 1");
  if (!(printed_to > 0 && printed_to <= 0.1)) return not_a_share("printed_to", printed_to, "0 < step <= 0.1");
  if (observed == t.value)
    return bad_plan("observed", "the observed rate is the threshold, which no sample decides",
                    "观测值恰等于达标线，任何样本都不能判定");
  const auto tail = one_sided(1 - t.alpha);
  for (std::int64_t n = 1; n <= most; ++n) {
    const auto x = printed_count(observed, n, printed_to);
    if (!x) continue;
    const auto l = limits(real(*x), real(n), tail, method);
    if (l.lower >= t.value) return Deciding{n, *x, Verdict::met};
    if (l.upper < t.value) return Deciding{n, *x, Verdict::not_met};
  }
  return too_many();
}

Result<std::int64_t> smallest_sample(std::span<const double> printed, double printed_to) {
  if (!(printed_to > 0 && printed_to <= 0.1)) return not_a_share("printed_to", printed_to, "0 < step <= 0.1");
  for (std::int64_t n = 1; n <= most; ++n)
    if (std::all_of(printed.begin(), printed.end(),
                    [&](double share) { return printed_count(share, n, printed_to).has_value(); }))
      return n;
  return too_many();
}

Result<Precision> precision(double rate, double half_width, double level, std::optional<std::int64_t> population) {
  if (auto wrong = check_level(level)) return *std::move(wrong);
  if (!(rate > 0 && rate < 1)) return not_a_share("rate", rate, "0 < rate < 1");
  if (!(half_width > 0 && half_width < 0.5)) return not_a_share("half_width", half_width, "0 < half_width < 0.5");
  const double z = two_sided(level).critical, pq = rate * (1 - rate);
  const double wald = z * z * pq / (half_width * half_width);
  if (!(wald < real(most) * 10'000)) return too_many();
  Precision out;
  out.n_wald = up(wald);
  // half the length of Wilson's interval falls with n, so the first n is found by halving
  const auto wide = [&](std::int64_t n) {
    const double m = real(n);
    return z * std::sqrt(pq / m + z * z / (4 * m * m)) / (1 + z * z / m) > half_width;
  };
  std::int64_t low = 0, high = out.n_wald + up(z * z) + 1;
  while (high - low > 1) {
    const auto middle = low + (high - low) / 2;
    (wide(middle) ? low : high) = middle;
  }
  out.n_wilson = high;
  if (population) {
    if (*population < 1) return not_a_share("population", real(*population), "population >= 1");
    out.n_wald_finite = up(wald / (1 + (wald - 1) / real(*population)));
  }
  return out;
}

Result<Lqas> lqas_rule(std::int64_t n, std::int64_t d, double lower, double upper,
                       std::optional<std::int64_t> population) {
  if (auto wrong = check_rates(lower, upper)) return *std::move(wrong);
  if (auto wrong = check_counts(d, n, population)) return *std::move(wrong);
  return Lqas{n, d, tail_below(d, n, upper, population), tail_at_least(d, n, lower, population)};
}

Result<Lqas> lqas(double lower, double upper, double alpha, double beta, std::optional<std::int64_t> population) {
  if (auto wrong = check_rates(lower, upper)) return *std::move(wrong);
  if (!(alpha > 0 && alpha < 0.5)) return not_a_share("alpha", alpha, "0 < alpha < 0.5");
  if (!(beta > 0 && beta < 0.5)) return not_a_share("beta", beta, "0 < beta < 0.5");
  if (population && *population < 1) return not_a_share("population", real(*population), "population >= 1");
  const auto last = std::min(population.value_or(most), most);
  std::int64_t d = 0;
  for (std::int64_t n = 1; n <= last; ++n) {
    // the strictest rule that communities at `upper` still pass; it never falls as n grows
    while (d < n && tail_below(d + 1, n, upper, population) <= alpha) ++d;
    const double passes = tail_at_least(d, n, lower, population);
    if (passes <= beta) return Lqas{n, d, tail_below(d, n, upper, population), passes};
  }
  return too_many();
}

}  // namespace saniscore::inline v0::survey
