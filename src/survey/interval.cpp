#include <saniscore/survey/interval.hpp>

#include "survey/limits.hpp"
#include "survey/special.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace saniscore::inline v0::survey {
namespace {

constexpr std::array<std::pair<Method, std::string_view>, 11> names{{
    {Method::wilson, "wilson"},
    {Method::wilson_continuity, "wilson_continuity"},
    {Method::clopper_pearson, "clopper_pearson"},
    {Method::jeffreys, "jeffreys"},
    {Method::mid_p, "mid_p"},
    {Method::agresti_coull, "agresti_coull"},
    {Method::likelihood_ratio, "likelihood_ratio"},
    {Method::logit, "logit"},
    {Method::arcsine, "arcsine"},
    {Method::korn_graubard, "korn_graubard"},
    {Method::wald, "wald"},
}};

/// Shares k/N that the hypergeometric test leaves: the least with P(X >= x) > alpha, the most with P(X <= x) > alpha.
Limits of_lot(std::int64_t x, std::int64_t n, double alpha, std::int64_t population) {
  // What was seen is certain: at least x are favourable, at most n − x are not. Both tests are monotone in k.
  const auto first = [](std::int64_t low, std::int64_t high, const auto& holds) {  // holds(high) is true
    while (low < high) {
      const auto middle = low + (high - low) / 2;
      if (holds(middle)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  };
  const auto most = population - (n - x);
  const auto lower = first(x, most, [&](std::int64_t k) { return special::lot_at_least(x, n, k, population) > alpha; });
  // counted in unfavourable members, the upper limit is a lower one
  const auto unfavourable = first(n - x, population - x, [&](std::int64_t k) {
    return special::lot_at_most(x, n, population - k, population) > alpha;
  });
  const auto all = static_cast<double>(population);
  return {static_cast<double>(lower) / all, static_cast<double>(population - unfavourable) / all};
}

Result<Limits> checked(std::int64_t x, std::int64_t n, double level, Tail (*tail)(double), Method method,
                       std::optional<std::int64_t> population) {
  if (auto wrong = check_level(level)) return *std::move(wrong);
  if (auto wrong = check_counts(x, n, population)) return *std::move(wrong);
  const auto t = tail(level);
  auto favourable = static_cast<double>(x), answers = static_cast<double>(n);
  if (population && n > 0) {
    if (n == *population) return Limits{favourable / answers, favourable / answers};
    if (method == Method::clopper_pearson || method == Method::korn_graubard) return of_lot(x, n, t.alpha, *population);
    const auto all = static_cast<double>(*population);
    const double factor = (all - 1) / (all - answers);
    favourable *= factor;
    answers *= factor;
  }
  return limits(favourable, answers, t, method);
}

}  // namespace

std::string_view to_text(Method method) {
  for (const auto& [each, name] : names)
    if (each == method) return name;
  return "";
}

std::optional<Method> parse_method(std::string_view text) {
  for (const auto& [method, name] : names)
    if (name == text) return method;
  return {};
}

Result<Interval> interval(std::int64_t x, std::int64_t n, double level, Method method,
                          std::optional<std::int64_t> population) {
  const auto l = checked(x, n, level, two_sided, method, population);
  if (!l) return l.diagnostics();
  return Interval{l->lower, l->upper, level, method};
}

Result<double> bound_lower(std::int64_t x, std::int64_t n, double level, Method method,
                           std::optional<std::int64_t> population) {
  const auto l = checked(x, n, level, one_sided, method, population);
  if (!l) return l.diagnostics();
  return l->lower;
}

Result<double> bound_upper(std::int64_t x, std::int64_t n, double level, Method method,
                           std::optional<std::int64_t> population) {
  const auto l = checked(x, n, level, one_sided, method, population);
  if (!l) return l.diagnostics();
  return l->upper;
}

Result<Intervals> intervals(std::span<const std::int64_t> x, std::span<const std::int64_t> n, double level,
                            Method method) {
  if (auto wrong = check_level(level)) return *std::move(wrong);
  if (x.size() != n.size())
    return complaint(
        "D203", "counts",
        "there are " + std::to_string(x.size()) + " counts and " + std::to_string(n.size()) +
            " sample sizes; give one of each per place",
        "正面答案数有 " + std::to_string(x.size()) + " 个，样本数有 " + std::to_string(n.size()) + " 个；每处各给一个");
  Intervals out{{}, {}, level, method};
  out.lower.resize(x.size());
  out.upper.resize(x.size());
  const auto tail = two_sided(level);
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (auto wrong = check_counts(x[i], n[i], {})) {
      wrong->pointer = "row " + std::to_string(i);
      return *std::move(wrong);
    }
    const auto l = limits(static_cast<double>(x[i]), static_cast<double>(n[i]), tail, method);
    out.lower[i] = l.lower;
    out.upper[i] = l.upper;
  }
  return out;
}

}  // namespace saniscore::inline v0::survey
