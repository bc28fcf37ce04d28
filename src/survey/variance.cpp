// Taylor linearisation: the variance of a total of linearised values, and what calibration takes off it.
#include "survey/design_data.hpp"

#include <algorithm>
#include <numeric>

namespace saniscore::inline v0::survey {
namespace {

/// Solves A x = b for a symmetric A >= 0 of rank possibly below its size (margins share their total): unknowns without
/// a pivot of their own are 0, which changes no fitted value. Gaussian elimination with diagonal pivots.
std::vector<double> solve(std::vector<double> a, std::vector<double> b) {
  const std::size_t n = b.size();
  std::vector<double> scale(n);
  for (std::size_t i = 0; i < n; ++i) scale[i] = a[i * n + i];
  std::vector<bool> done(n, false);
  std::vector<std::size_t> pivots;
  for (;;) {
    std::size_t best = n;
    for (std::size_t i = 0; i < n; ++i)
      if (!done[i] && a[i * n + i] > 1e-10 * scale[i] && (best == n || a[i * n + i] > a[best * n + best])) best = i;
    if (best == n) break;
    done[best] = true;
    pivots.push_back(best);
    for (std::size_t i = 0; i < n; ++i) {
      if (i == best) continue;
      const double factor = a[i * n + best] / a[best * n + best];
      if (factor == 0) continue;
      for (std::size_t j = 0; j < n; ++j) a[i * n + j] -= factor * a[best * n + j];
      b[i] -= factor * b[best];
    }
  }
  std::vector<double> x(n, 0.0);
  for (const auto i : pivots) x[i] = b[i] / a[i * n + i];
  return x;
}

/// Residuals of u = z / w from a regression on the margins' cells, times w. The regression has the weights from before
/// calibration, the residuals those after (Deville & Särndal 1992, JASA 87:376). R's rake() takes plain means
/// instead, which is the same only where the weights before calibration are equal.
std::vector<double> residuals(const Design::Data& d, std::span<const double> z) {
  const auto& c = *d.calibration;
  std::vector<std::size_t> first(c.cells.size() + 1, 0);
  for (std::size_t m = 0; m < c.cells.size(); ++m) first[m + 1] = first[m] + static_cast<std::size_t>(c.cells[m]);
  const std::size_t n = first.back();
  std::vector<double> a(n * n, 0.0), b(n, 0.0), out(z.begin(), z.end());
  const auto cell = [&](std::size_t m, std::size_t row) { return first[m] + static_cast<std::size_t>(c.cell[m][row]); };
  for (std::size_t row = 0; row < z.size(); ++row) {
    if (!(d.weight[row] > 0)) continue;
    const double weight = c.base_weight[row], u = z[row] / d.weight[row];
    for (std::size_t m = 0; m < c.cells.size(); ++m) {
      b[cell(m, row)] += weight * u;
      for (std::size_t k = 0; k < c.cells.size(); ++k) a[cell(m, row) * n + cell(k, row)] += weight;
    }
  }
  const auto beta = solve(std::move(a), std::move(b));
  for (std::size_t row = 0; row < z.size(); ++row) {
    if (!(d.weight[row] > 0)) continue;
    double fitted = 0;
    for (std::size_t m = 0; m < c.cells.size(); ++m) fitted += beta[cell(m, row)];
    out[row] -= d.weight[row] * fitted;
  }
  return out;
}

}  // namespace

void StrataSum::add(std::size_t h, double total, double squares) {
  const double units = design_->strata[h + 1] - design_->strata[h], open = design_->open[h];
  ++strata_;
  if (units > 1) {
    sum_ += open * units / (units - 1) * squares;
  } else if (open > 0) {
    ++lonely_;
    // the linearised values of all units have mean 0
    if (design_->options.lonely == LonelyUnit::center) sum_ += open * total * total;
  }
}

double StrataSum::variance() const {
  if (design_->options.lonely != LonelyUnit::average || lonely_ == 0) return sum_;
  return lonely_ < strata_ ? sum_ * strata_ / (strata_ - lonely_) : 0;
}

double variance(const Design::Data& d, std::span<const double> values) {
  const auto kept = d.calibration ? residuals(d, values) : std::vector<double>();
  const auto z = d.calibration ? std::span<const double>(kept) : values;
  StrataSum sum(d);
  double second = 0;
  std::vector<double> totals;  // of a stratum's units
  for (std::size_t h = 0; h + 1 < d.strata.size(); ++h) {
    totals.clear();
    for (std::size_t unit = d.strata[h]; unit < d.strata[h + 1]; ++unit) {
      const std::size_t begin = d.psu_rows.empty() ? unit : d.psu_rows[unit];
      const std::size_t end = d.psu_rows.empty() ? unit + 1 : d.psu_rows[unit + 1];
      double total = 0;
      for (auto i = begin; i < end; ++i) total += z[d.row(i)];
      totals.push_back(total);
      if (d.second_open.empty() || end - begin < 2) continue;
      const auto asked = static_cast<double>(end - begin);
      double spread = 0;
      for (auto i = begin; i < end; ++i) spread += (z[d.row(i)] - total / asked) * (z[d.row(i)] - total / asked);
      second += (1 - d.open[h]) * d.second_open[unit] * asked / (asked - 1) * spread;
    }
    const double total = std::accumulate(totals.begin(), totals.end(), 0.0);
    const double mean = total / static_cast<double>(totals.size());
    double squares = 0;
    for (const double t : totals) squares += (t - mean) * (t - mean);
    if (std::any_of(totals.begin(), totals.end(), [](double t) { return t != 0; })) sum.add(h, total, squares);
  }
  return sum.variance() + second;
}

}  // namespace saniscore::inline v0::survey
