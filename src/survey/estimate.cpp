#include <saniscore/survey/estimate.hpp>

#include "survey/rate_limits.hpp"
#include "survey/threshold.hpp"

namespace saniscore::inline v0::survey {

Result<Estimate> estimate(const Rate& r, double alpha, double full) {
  if (auto wrong = check_threshold({.alpha = alpha})) return *std::move(wrong);
  const auto l = rate_limits(r, alpha, Method::korn_graubard);
  const bool known = (r.flags & (flag::no_answers | flag::no_df)) == 0;
  return Estimate{
      full * r.rate, full * l.lower, full * l.upper, alpha, known ? r.n_eff : 0, full, static_cast<double>(r.n_valid)};
}

Result<EstimateColumns> estimates(const Rates& rates, double alpha, double full, Acceptance acceptance,
                                  bool more_is_better) {
  EstimateColumns out;
  for (const auto& r : rates.rate) {
    auto e = estimate(r, alpha, full);
    if (!e) return e.diagnostics();
    *e = guarded(*e, acceptance, more_is_better);
    out.value.push_back(e->value);
    out.lower.push_back(e->lower);
    out.upper.push_back(e->upper);
    out.n.push_back(e->n);
    out.estimates.push_back(*e);
  }
  return out;
}

}  // namespace saniscore::inline v0::survey
