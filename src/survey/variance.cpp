// Taylor linearisation: the variance of a total of linearised values, and what calibration takes off it.
#include "survey/design_data.hpp"

#include <algorithm>
#include <numeric>

namespace saniscore::inline v0::survey {
namespace {

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
  // margins share their total, so A is singular; which solution does not matter to what is fitted
  const auto beta = solve(std::move(a), std::move(b)).values;
  for (std::size_t row = 0; row < z.size(); ++row) {
    if (!(d.weight[row] > 0)) continue;
    double fitted = 0;
    for (std::size_t m = 0; m < c.cells.size(); ++m) fitted += beta[cell(m, row)];
    out[row] -= d.weight[row] * fitted;
  }
  return out;
}

/// Totals of the groups that were met, of many that may be.
struct Totals {
  explicit Totals(std::size_t groups) : value(groups, 0.0), is_met(groups, 0) {}
  void add(std::size_t g, double z) {
    if (is_met[g] == 0) met.push_back(g);
    is_met[g] = 1;
    value[g] += z;
  }
  void clear() {
    for (const auto g : met) value[g] = 0, is_met[g] = 0;
    met.clear();
  }
  std::vector<double> value;
  std::vector<std::uint8_t> is_met;
  std::vector<std::size_t> met;
};

}  // namespace

/// Gaussian elimination with diagonal pivots.
Solution solve(std::vector<double> a, std::vector<double> b) {
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
  Solution x{std::vector<double>(n, 0.0), pivots.size() == n};
  for (const auto i : pivots) x.values[i] = b[i] / a[i * n + i];
  return x;
}

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
      const auto begin = d.begin(unit), end = d.begin(unit + 1);
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

bool covariances_are_slow(const Design::Data& d) {
  return d.calibration || !d.second_open.empty() || d.options.lonely == LonelyUnit::center ||
         d.options.lonely == LonelyUnit::average;
}

std::vector<double> covariances(const Design::Data& d, std::span<const double> z, std::span<const std::int32_t> group,
                                std::size_t groups) {
  std::vector<double> out(groups * groups, 0.0);
  if (covariances_are_slow(d)) {
    std::vector<double> both(z.size());
    const auto variance_of = [&](std::size_t g, std::size_t h, double sign) {
      for (std::size_t row = 0; row < z.size(); ++row) {
        const auto at = static_cast<std::size_t>(group[row]);  // −1 is none of them
        both[row] = (at == g ? z[row] : 0) + (at == h ? sign * z[row] : 0);
      }
      return variance(d, both);
    };
    for (std::size_t g = 0; g < groups; ++g)
      for (std::size_t h = 0; h <= g; ++h)
        out[g * groups + h] = out[h * groups + g] = (variance_of(g, h, 1) - variance_of(g, h, -1)) / 4;
    return out;
  }
  Totals of_unit(groups), of_stratum(groups);
  const auto add_products = [&](const Totals& t, double times) {
    for (const auto g : t.met)
      for (const auto h : t.met) out[g * groups + h] += times * t.value[g] * t.value[h];
  };
  for (std::size_t h = 0; h + 1 < d.strata.size(); ++h) {
    const double units = d.strata[h + 1] - d.strata[h];
    if (units < 2) continue;  // certainty
    const double scale = d.open[h] * units / (units - 1);
    for (std::size_t unit = d.strata[h]; unit < d.strata[h + 1]; ++unit) {
      for (auto i = d.begin(unit); i < d.begin(unit + 1); ++i)
        if (const auto g = group[d.row(i)]; g >= 0) of_unit.add(static_cast<std::size_t>(g), z[d.row(i)]);
      add_products(of_unit, scale);
      for (const auto g : of_unit.met) of_stratum.add(g, of_unit.value[g]);
      of_unit.clear();
    }
    add_products(of_stratum, -scale / units);
    of_stratum.clear();
  }
  return out;
}

}  // namespace saniscore::inline v0::survey
