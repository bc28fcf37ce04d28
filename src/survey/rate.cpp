#include <saniscore/survey/rate.hpp>

#include "survey/domain.hpp"
#include "survey/limits.hpp"
#include "survey/rate_limits.hpp"
#include "survey/special.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

namespace saniscore::inline v0::survey {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// NCHS data presentation standards for proportions (Vital Health Stat 2(175), 2017), by the 95 % interval.
Presentation presentation(const Rate& r) {
  if (r.n_valid < 30 || r.n_eff < 30 || (r.flags & flag::no_df) != 0) return Presentation::suppress;
  const bool at_hand = r.ci.method == Method::korn_graubard && r.ci.level == 0.95;
  const auto l = at_hand ? Limits{r.ci.lower, r.ci.upper} : rate_limits(r, 0.025, Method::korn_graubard);
  const double width = l.upper - l.lower;
  if (width >= 0.30) return Presentation::suppress;
  if (width > 0.05 && width > 1.30 * r.rate) return Presentation::suppress;
  return r.df < 8 || (r.flags & flag::all_or_none) != 0 ? Presentation::review : Presentation::present;
}

Rate finished(const Domain& of, const Design::Data& d, const Answers& answers, const RateOptions& options,
              Method method) {
  Rate r;
  r.coding = answers.coding;
  r.dont_know = answers.dont_know;
  r.variance = options.variance;
  const auto count = [&](Outcome o) { return of.counts[static_cast<std::size_t>(o)]; };
  r.n_favourable = count(Outcome::favourable);
  r.n_dk = count(Outcome::dont_know);
  r.n_missing = count(Outcome::missing);
  r.n_valid = r.n_favourable + count(Outcome::unfavourable);
  if (answers.dont_know == DontKnow::as_unfavourable) r.n_valid += r.n_dk;
  r.n_asked = of.counts[0] + of.counts[1] + of.counts[2] + of.counts[3];
  r.ci = {0, 1, options.level, method};
  if (d.options.sample == Sample::convenience) r.flags |= flag::convenience;
  if (d.calibration) r.flags |= flag::calibrated;
  if (d.simple) r.flags |= flag::simple;
  if (r.n_valid == 0) {
    r.rate = r.se = r.deff = r.deff_finite = r.deff_kish = nan;
    r.flags |= flag::no_answers;
    r.presentation = Presentation::suppress;
    return r;
  }
  const auto n = static_cast<double>(r.n_valid);
  // all favourable must be 1 and not a digit beside it
  r.rate = r.n_favourable == r.n_valid ? 1 : of.favourable / of.valid;
  r.population = of.valid;
  r.n_psu = of.psu;
  r.n_strata = of.strata;
  r.df = of.psu - of.strata;
  r.deff_kish = n * of.squares / (of.valid * of.valid);
  const double pq = r.rate * (1 - r.rate);
  const bool ends = r.n_favourable == 0 || r.n_favourable == r.n_valid;
  r.se = ends ? 0 : std::sqrt(of.variance);
  if (ends) {
    r.flags |= flag::all_or_none;
    r.n_eff = n / options.deff_at_ends;
    r.deff = r.deff_finite = nan;
  } else {
    r.deff = of.variance * (n - 1) / pq;
    r.deff_finite = of.valid > n ? r.deff * of.valid / (of.valid - n) : nan;
    r.n_eff = d.simple || of.variance == 0 ? n : pq / of.variance;
    if (of.variance == 0) r.flags |= flag::zero_variance;
  }
  if (of.lonely || d.collapsed) r.flags |= flag::lonely_psu;
  if (r.df <= 0 && !d.simple) r.flags |= flag::no_df;
  if (r.df < 8) r.flags |= flag::df_below_8;
  if (n < 30 || r.n_eff < 30) r.flags |= flag::small_n;
  const auto l = rate_limits(r, (1 - options.level) / 2, method);
  r.ci = {l.lower, l.upper, options.level, method};
  r.presentation = presentation(r);
  return r;
}

std::optional<Diagnostic> check_jackknife(const Design::Data& d) {
  const auto refused = [](const std::string& en, const std::string& zh) {
    return complaint("D232", "variance jackknife", en + "; use variance taylor", zh + "；请用 variance taylor");
  };
  if (d.calibration)
    return refused("the weights would have to be fitted to the margins again without each unit",
                   "每去掉一个单位都须重新校准权数");
  if (!d.second_open.empty())
    return refused("leaving out primary units says nothing about a second stage (psu_size)",
                   "去掉初级单位无法反映第二阶段（psu_size）的误差");
  if (d.options.lonely == LonelyUnit::center || d.options.lonely == LonelyUnit::average)
    for (std::size_t h = 0; h + 1 < d.strata.size(); ++h)
      if (d.strata[h + 1] - d.strata[h] == 1 && d.open[h] > 0)
        return refused(
            "a stratum has a single primary unit, without which nothing of it is left, and the design's "
            "lonely policy (center or average) has no meaning here",
            "有的层只有一个初级单位，去掉后该层不复存在，而 center、average 在此没有意义");
  return {};
}

Result<Method> chosen_method(const Design& design, const RateOptions& options) {
  if (auto wrong = check_level(options.level)) return *std::move(wrong);
  const auto method = options.method.value_or(design.is_simple() ? Method::wilson : Method::korn_graubard);
  if (!design.is_simple())
    for (const auto whole :
         {Method::wilson_continuity, Method::clopper_pearson, Method::jeffreys, Method::mid_p, Method::agresti_coull})
      if (method == whole)
        return complaint(
            "D232", std::string("method ") + std::string(to_text(method)),
            "this method needs the plain counts of a simple sample, and the design has weights, strata or "
            "units; use korn_graubard, wilson, logit, arcsine, likelihood_ratio or wald",
            "该方法只适用于简单样本的计数，而此设计带权数、层或初级单位；请用 korn_graubard、wilson、logit、"
            "arcsine、likelihood_ratio 或 wald");
  if (!(options.deff_at_ends >= 1))
    return complaint("D232", "deff_at_ends", "a design effect of clusters is 1 or more", "整群的设计效应应不小于 1");
  if (options.variance == Variance::jackknife)
    if (auto wrong = check_jackknife(design.data())) return *std::move(wrong);
  return method;
}

}  // namespace

Result<Rate> rate(const Design& design, const Answers& answers, const RateOptions& options,
                  std::span<const std::uint8_t> where) {
  const auto method = chosen_method(design, options);
  if (!method) return method.diagnostics();
  if (auto wrong = check_rows(design, answers.outcomes.size(), "answers")) return *std::move(wrong);
  std::vector<std::int32_t> group(design.rows(), 0);
  if (!where.empty()) {
    if (auto wrong = check_rows(design, where.size(), "where")) return *std::move(wrong);
    for (std::size_t i = 0; i < where.size(); ++i) group[i] = where[i] != 0 ? 0 : -1;
  }
  const auto found = domains(design.data(), answers, std::move(group), 1, options.variance);
  auto r = finished(found[0], design.data(), answers, options, *method);
  if (r.n_valid == 0) return nobody(where, "valid answer", "有效答案");
  return r;
}

Result<Rates> rates(const Design& design, const Answers& answers, std::span<const std::int32_t> group,
                    const RateOptions& options) {
  const auto method = chosen_method(design, options);
  if (!method) return method.diagnostics();
  if (auto wrong = check_rows(design, answers.outcomes.size(), "answers")) return *std::move(wrong);
  if (auto wrong = check_rows(design, group.size(), "group")) return *std::move(wrong);
  auto [place, ids] = dense(group, true);
  const auto found = domains(design.data(), answers, std::move(place), ids.size(), options.variance);
  Rates out;
  out.rate.reserve(ids.size());
  for (const auto& each : found) out.rate.push_back(finished(each, design.data(), answers, options, *method));
  out.group = std::move(ids);
  return out;
}

}  // namespace saniscore::inline v0::survey
