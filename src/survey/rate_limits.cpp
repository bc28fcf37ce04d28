#include "survey/rate_limits.hpp"

#include "survey/special.hpp"

#include <algorithm>

namespace saniscore::inline v0::survey {

double korn_graubard_n(const Rate& r, double alpha) {
  const auto n = static_cast<double>(r.n_valid);
  const double ratio = special::t_upper(alpha, n - 1) / special::t_upper(alpha, r.df);
  return std::min(n, r.n_eff * ratio * ratio);
}

Limits rate_limits(const Rate& r, double alpha, Method method) {
  if ((r.flags & (flag::no_answers | flag::no_df)) != 0) return {0, 1};
  if ((r.flags & flag::simple) != 0)
    return limits(static_cast<double>(r.n_favourable), static_cast<double>(r.n_valid),
                  {alpha, special::normal_upper(alpha)}, method);
  if (method == Method::korn_graubard) {
    const double n = korn_graubard_n(r, alpha);
    return limits(n * r.rate, n, {alpha, 0}, method);
  }
  return limits(r.n_eff * r.rate, r.n_eff, {alpha, special::t_upper(alpha, r.df)}, method);
}

}  // namespace saniscore::inline v0::survey
