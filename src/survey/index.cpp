#include <saniscore/survey/rate.hpp>

#include "survey/domain.hpp"
#include "survey/limits.hpp"
#include "survey/special.hpp"

#include <cmath>
#include <limits>

namespace saniscore::inline v0::survey {

Result<Index> index(const Design& design, const Answers& answers, double level, std::span<const std::uint8_t> where) {
  if (auto wrong = check_level(level)) return *std::move(wrong);
  if (auto wrong = check_rows(design, answers.values.size(), "values")) return *std::move(wrong);
  if (!where.empty())
    if (auto wrong = check_rows(design, where.size(), "where")) return *std::move(wrong);
  const auto& d = design.data();
  const auto counts = [&](std::size_t row) { return d.weight[row] > 0 && (where.empty() || where[row] != 0); };
  const auto valid = [&](std::size_t row) { return counts(row) && std::isfinite(answers.values[row]); };

  Index out{.level = level, .coding = answers.coding};
  double sum = 0, weights = 0;
  for (std::size_t row = 0; row < d.weight.size(); ++row) {
    out.n_asked += counts(row);
    if (!valid(row)) continue;
    ++out.n_valid;
    weights += d.weight[row];
    sum += d.weight[row] * answers.values[row];
  }
  if (out.n_valid == 0) return nobody(where, "answer with a value", "带分值的答案");
  out.mean = sum / weights;
  std::vector<double> z(d.weight.size(), 0.0);
  double squares = 0;
  for (std::size_t row = 0; row < z.size(); ++row) {
    if (!valid(row)) continue;
    const double from_mean = answers.values[row] - out.mean;
    squares += d.weight[row] * from_mean * from_mean;
    z[row] = d.weight[row] * from_mean / weights;
  }
  const double var = variance(d, z);
  out.se = std::sqrt(var);
  out.df = degrees_of_freedom(d, valid);
  const auto n = static_cast<double>(out.n_valid);
  const double simple = squares / weights / (n - 1);  // s²/n
  out.deff = simple > 0 ? var / simple : std::numeric_limits<double>::quiet_NaN();
  out.deff_finite = weights > n ? out.deff * weights / (weights - n) : std::numeric_limits<double>::quiet_NaN();
  if (d.options.sample == Sample::convenience) out.flags |= flag::convenience;
  if (d.calibration) out.flags |= flag::calibrated;
  if (d.simple) out.flags |= flag::simple;
  if (out.df < 8) out.flags |= flag::df_below_8;
  if (var == 0) out.flags |= flag::zero_variance;
  if (out.df <= 0) {
    out.flags |= flag::no_df;
    out.lower = -std::numeric_limits<double>::infinity();
    out.upper = std::numeric_limits<double>::infinity();
  } else {
    const double half = special::t_upper((1 - level) / 2, out.df) * out.se;
    out.lower = out.mean - half;
    out.upper = out.mean + half;
  }
  return out;
}

}  // namespace saniscore::inline v0::survey
