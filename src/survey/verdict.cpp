#include <saniscore/survey/verdict.hpp>

#include "base/text.hpp"
#include "survey/rate_limits.hpp"
#include "survey/root.hpp"
#include "survey/special.hpp"
#include "survey/threshold.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace saniscore::inline v0::survey {
namespace {

using detail::number_text;

/// The alpha at which the Korn–Graubard bound meets the threshold, so that "p <= alpha" and "the bound reaches the
/// threshold" are one thing at every alpha. `tail` is the binomial probability at real counts.
template <class TailOf>
double p_value(const Rate& r, TailOf tail) {
  const auto at = [&](double alpha) {
    const double n = korn_graubard_n(r, alpha);
    return tail(n * r.rate, n);
  };
  constexpr double middle = 0.4999;  // at ½ both t quantiles are 0
  if (const double chance = at(middle); chance >= middle) return chance;
  // in logarithms the two sides are nearly straight lines
  constexpr double least = -700;
  const auto excess = [&](double log_alpha) { return std::log(std::max(at(std::exp(log_alpha)), 1e-320)) - log_alpha; };
  return std::exp(root(excess, std::log(middle), least));
}

void judge(Decision& d) {
  if (d.p_met <= d.threshold.alpha) {
    d.verdict = Verdict::met;
  } else if (d.p_not_met <= d.threshold.alpha) {
    d.verdict = Verdict::not_met;
  } else {
    d.verdict = Verdict::inconclusive;
  }
}

Decision begun(Threshold t, double rate, std::int64_t n) {
  Decision d;
  d.threshold = t;
  d.n = n;
  d.rate = rate;
  d.margin = rate - t.value;
  d.point_estimate_passes = n > 0 && rate >= t.value;
  return d;
}

}  // namespace

std::optional<Diagnostic> check_threshold(Threshold t) {
  const auto shown = number_text(t.value);
  if (!(t.value > 0) || !(t.value <= 1)) {
    const auto hint = t.value > 1 && t.value <= 100 ? number_text(t.value / 100) : std::string("0.9");
    return complaint(
        "D241", "threshold",
        "the threshold " + shown + " is no share; write " + hint + (t.value > 1 ? " for " + shown + " %" : ""),
        "达标线 " + shown + " 不是比例；" + (t.value > 1 ? shown + " % " : "") + "请写 " + hint);
  }
  if (!(t.alpha > 0) || !(t.alpha < 0.5))
    return complaint("D241", "alpha",
                     "the accepted error " + number_text(t.alpha) + " is not between 0 and 0.5; 0.05 is usual",
                     "允许的误判概率 " + number_text(t.alpha) + " 不在 0 与 0.5 之间；通常取 0.05");
  return {};
}

std::string_view to_text(Verdict verdict, Language language) {
  const bool zh = language == Language::zh;
  switch (verdict) {
    case Verdict::met: return zh ? "达标" : "met";
    case Verdict::not_met: return zh ? "未达标" : "not met";
    case Verdict::inconclusive: break;
  }
  return zh ? "本次样本不能判定" : "inconclusive";
}

Result<Decision> decide(std::int64_t x, std::int64_t n, Threshold t, std::optional<std::int64_t> population) {
  if (auto wrong = check_threshold(t)) return *std::move(wrong);
  if (auto wrong = check_counts(x, n, population)) return *std::move(wrong);
  auto d = begun(t, n > 0 ? static_cast<double>(x) / static_cast<double>(n) : 0, n);
  if (n == 0) return d;
  if (population) {
    const auto all = static_cast<double>(*population);
    // the threshold is a decimal: 0.9 · 50 is 45 and not a hair above
    const auto needed = static_cast<std::int64_t>(std::ceil(t.value * all * (1 - 1e-12)));
    d.p_met = special::lot_at_least(x, n, needed - 1, *population);
    d.p_not_met = special::lot_at_most(x, n, needed, *population);
  } else {
    d.p_met = special::binomial_at_least(static_cast<double>(x), static_cast<double>(n), t.value);
    d.p_not_met = special::binomial_at_most(static_cast<double>(x), static_cast<double>(n), t.value);
  }
  d.lower = *bound_lower(x, n, 1 - t.alpha, Method::clopper_pearson, population);
  d.upper = *bound_upper(x, n, 1 - t.alpha, Method::clopper_pearson, population);
  judge(d);
  return d;
}

Result<Decision> decide(const Rate& r, Threshold t) {
  Result<Decision> out = decide(r.n_favourable, r.n_valid, t);
  if (!out) return out;
  auto& d = *out;
  const bool simple = (r.flags & flag::simple) != 0 || r.n_valid == 0;
  if (!simple) d = begun(t, r.rate, r.n_valid);
  d.simple = simple;
  d.convenience = (r.flags & flag::convenience) != 0;
  d.dont_know = r.dont_know;
  d.coding = r.coding;
  if (simple) return out;
  if ((r.flags & flag::no_df) != 0) return out;
  const auto l = rate_limits(r, t.alpha, Method::korn_graubard);
  d.lower = l.lower;
  d.upper = l.upper;
  d.p_met = p_value(r, [&](double x, double n) { return special::binomial_at_least(x, n, t.value); });
  d.p_not_met = p_value(r, [&](double x, double n) { return special::binomial_at_most(x, n, t.value); });
  judge(d);
  return out;
}

Result<Chances> chances(std::int64_t x, std::int64_t n, double rate, TailMethod method) {
  if (auto wrong = check_threshold({rate})) return *std::move(wrong);
  if (auto wrong = check_counts(x, n, {})) return *std::move(wrong);
  const auto k = static_cast<double>(x), m = static_cast<double>(n);
  if (method == TailMethod::score) {
    const double z = n == 0 ? 0 : (k / m - rate) / std::sqrt(rate * (1 - rate) / m);
    return Chances{special::normal_cdf(-z), special::normal_cdf(z)};
  }
  Chances c{special::binomial_at_least(k, m, rate), special::binomial_at_most(k, m, rate)};
  if (method == TailMethod::mid_p) {
    const double half = 0.5 * special::binomial_pmf(x, n, rate);
    c.at_least -= half;
    c.at_most -= half;
  }
  return c;
}

Result<std::vector<double>> adjusted(std::span<const double> p, Family family) {
  for (std::size_t i = 0; i < p.size(); ++i)
    if (!(p[i] >= 0 && p[i] <= 1))
      return complaint("D242", "row " + std::to_string(i),
                       "a p value lies between 0 and 1; leave out what was not tested",
                       "p 值应在 0 与 1 之间；未检验的请去掉");
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
  const auto m = static_cast<double>(p.size());
  double harmonic = 0;
  for (std::size_t i = p.size(); i > 0; --i) harmonic += 1 / static_cast<double>(i);
  const auto factor = [&](std::size_t rank) {  // 0: the smallest
    const double place = static_cast<double>(rank) + 1;
    switch (family) {
      case Family::bonferroni: return m;
      case Family::holm:
      case Family::hochberg: return m - place + 1;
      case Family::bh: return m / place;
      case Family::by: break;
    }
    return m / place * harmonic;
  };
  std::vector<double> out(p.size());
  // Step down (Holm) never lets a larger p fall below a smaller one; step up never lets a smaller one exceed a larger.
  const bool up = family != Family::holm && family != Family::bonferroni;
  double bound = up ? 1 : 0;
  for (std::size_t k = 0; k < order.size(); ++k) {
    const auto rank = up ? order.size() - 1 - k : k;
    const double each = std::min(1.0, p[order[rank]] * factor(rank));
    bound = up ? std::min(bound, each) : std::max(bound, each);
    out[order[rank]] = bound;
  }
  return out;
}

Result<std::vector<Decision>> decide_all(std::span<const Decision> decisions, Family family) {
  std::vector<Decision> out(decisions.begin(), decisions.end());
  for (const auto field : {&Decision::p_met, &Decision::p_not_met}) {
    std::vector<double> p;
    for (const auto& d : decisions) p.push_back(d.*field);
    const auto corrected = adjusted(p, family);
    if (!corrected) return corrected.diagnostics();
    for (std::size_t i = 0; i < out.size(); ++i) out[i].*field = (*corrected)[i];
  }
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (out[i].threshold.alpha != out[0].threshold.alpha)
      return complaint("D242", "row " + std::to_string(i),
                       "the verdicts of one list accept different errors; decide them with one alpha",
                       "同一批判定的允许误判概率不一致；请用同一个 alpha");
    judge(out[i]);
  }
  return out;
}

}  // namespace saniscore::inline v0::survey
