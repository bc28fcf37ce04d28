#include <saniscore/survey/change.hpp>

#include "survey/domain.hpp"
#include "survey/limits.hpp"
#include "survey/special.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace saniscore::inline v0::survey {
namespace {

/// Adds the rate's linearised values, times `sign`, to z: w (y − p) / Σw.
void add_linearised(const Rate& r, const Design::Data& d, const Answers& answers, std::span<const std::uint8_t> where,
                    double sign, std::vector<double>& z) {
  for (std::size_t row = 0; row < z.size(); ++row) {
    const auto outcome = answers.outcomes[row];
    if (where[row] == 0 || !is_valid(outcome, answers.dont_know)) continue;
    z[row] += sign * d.weight[row] * ((outcome == Outcome::favourable ? 1 : 0) - r.rate) / r.population;
  }
}

/// √((a)² + (b)² − 2 rho a b), the distance of a MOVER limit.
double mover(double a, double b, double rho) { return std::sqrt(std::max(0.0, a * a + b * b - 2 * rho * a * b)); }

}  // namespace

Result<Change> change(const Design& stacked, const Answers& answers, std::span<const std::int32_t> wave,
                      std::int32_t from, std::int32_t to, double level, std::span<const std::uint8_t> where) {
  const auto& d = stacked.data();
  if (wave.size() != stacked.rows() || (!where.empty() && where.size() != stacked.rows()))
    return complaint("D231", "wave",
                     "there are " + std::to_string(wave.size()) + " waves for a design of " +
                         std::to_string(stacked.rows()) + " rows; stack the waves and give one per row",
                     "轮次有 " + std::to_string(wave.size()) + " 个，而抽样设计有 " + std::to_string(stacked.rows()) +
                         " 行；请把各轮数据上下叠放，每行一个轮次");
  const auto rows_of = [&](std::int32_t w) {
    std::vector<std::uint8_t> out(wave.size());
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = wave[i] == w && (where.empty() || where[i] != 0);
    return out;
  };
  const auto first = rows_of(from), second = rows_of(to);
  const RateOptions options{.level = level, .method = Method::korn_graubard};
  auto r1 = rate(stacked, answers, options, first), r2 = rate(stacked, answers, options, second);
  if (!r1) return r1.diagnostics();
  if (!r2) return r2.diagnostics();

  Change c{.from = *std::move(r1), .to = *std::move(r2), .level = level};
  c.diff = c.to.rate - c.from.rate;
  std::vector<double> z(wave.size(), 0.0);
  add_linearised(c.from, d, answers, first, -1, z);
  add_linearised(c.to, d, answers, second, 1, z);
  const double v = variance(d, z), v1 = c.from.se * c.from.se, v2 = c.to.se * c.to.se;
  c.se = std::sqrt(v);
  c.correlation = v1 > 0 && v2 > 0 ? std::clamp((v1 + v2 - v) / (2 * c.from.se * c.to.se), -1.0, 1.0) : 0;

  const auto answered = [&](std::size_t row, const std::vector<std::uint8_t>& in) {
    return in[row] != 0 && d.weight[row] > 0 && is_valid(answers.outcomes[row], answers.dont_know);
  };
  c.df = degrees_of_freedom(d, [&](std::size_t row) { return answered(row, first) || answered(row, second); });
  for (std::size_t unit = 0; unit + 1 < d.psu_rows.size() && !c.shared_psu; ++unit) {
    bool one = false, two = false;
    for (auto i = d.psu_rows[unit]; i < d.psu_rows[unit + 1]; ++i) {
      one = one || answered(d.row(i), first);
      two = two || answered(d.row(i), second);
    }
    c.shared_psu = one && two;
  }
  const double a = c.to.rate - c.to.ci.lower, b = c.from.ci.upper - c.from.rate;
  const double e = c.to.ci.upper - c.to.rate, f = c.from.rate - c.from.ci.lower;
  c.lower = std::max(-1.0, c.diff - mover(a, b, c.correlation));
  c.upper = std::min(1.0, c.diff + mover(e, f, c.correlation));
  if (c.df > 0) {
    const double half = special::t_upper((1 - level) / 2, c.df) * c.se;
    c.t_lower = c.diff - half;
    c.t_upper = c.diff + half;
    if (c.se > 0) c.p_value = special::t_two_sided(c.diff / c.se, c.df);
  }
  return c;
}

}  // namespace saniscore::inline v0::survey
