#include <saniscore/survey/homogeneity.hpp>

#include "survey/domain.hpp"
#include "survey/limits.hpp"
#include "survey/special.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace saniscore::inline v0::survey {
namespace {

using Matrix = std::vector<double>;  // row by row

/// The estimated table: each group's share of the people, and its rate.
struct Table {
  std::vector<double> share, rate;
  double overall = 0;
};

/// Rao and Scott's generalised design effects are the eigenvalues of S⁻¹V over the contrasts of the groups' log odds: V
/// their covariance in this design, S the diagonal one of a simple sample. Returns their sum and their sum of squares,
/// from S⁻¹ − S⁻¹11'S⁻¹ ÷ 1'S⁻¹1, which takes the part that is no contrast out.
std::pair<double, double> design_effects(const Table& t, const Matrix& rate_covariance, double n) {
  const std::size_t k = t.rate.size();
  std::vector<double> precision(k), scale(k);  // 1/s_g; what makes a rate's error one of log odds
  double sum = 0;
  for (std::size_t g = 0; g < k; ++g) {
    const double own = t.rate[g] * (1 - t.rate[g]);
    precision[g] = n * t.share[g] * (own > 0 ? own : t.overall * (1 - t.overall));
    scale[g] = own > 0 ? 1 / own : 0;
    sum += precision[g];
  }
  Matrix v(k * k), product(k * k);
  for (std::size_t g = 0; g < k; ++g)
    for (std::size_t h = 0; h < k; ++h)
      v[g * k + h] = scale[g] == 0 && g == h ? 1 / precision[g] : scale[g] * scale[h] * rate_covariance[g * k + h];
  for (std::size_t h = 0; h < k; ++h) {
    double column = 0;
    for (std::size_t g = 0; g < k; ++g) column += precision[g] * v[g * k + h];
    for (std::size_t g = 0; g < k; ++g) product[g * k + h] = precision[g] * (v[g * k + h] - column / sum);
  }
  double trace = 0, squares = 0;
  for (std::size_t g = 0; g < k; ++g) {
    trace += product[g * k + g];
    for (std::size_t h = 0; h < k; ++h) squares += product[g * k + h] * product[h * k + g];
  }
  return {trace, squares};
}

/// Y'V⁻¹Y ÷ (k − 1), where Y_g = (share of the favourable in g) − share × overall rate, of all groups but the last;
/// `covariance` is that of Σ w (y − overall) in each group ÷ Σ w. 0 where V cannot be inverted.
double wald(const Table& t, const Matrix& covariance) {
  const std::size_t k = t.rate.size(), m = k - 1;
  std::vector<double> with_all(k, 0.0), y(m);
  double all = 0;
  for (std::size_t g = 0; g < k; ++g)
    for (std::size_t h = 0; h < k; ++h) {
      with_all[g] += covariance[g * k + h];
      all += covariance[g * k + h];
    }
  Matrix v(m * m);
  for (std::size_t g = 0; g < m; ++g) {
    y[g] = t.share[g] * (t.rate[g] - t.overall);
    for (std::size_t h = 0; h < m; ++h)
      v[g * m + h] =
          covariance[g * k + h] - t.share[h] * with_all[g] - t.share[g] * with_all[h] + t.share[g] * t.share[h] * all;
  }
  const auto x = solve(std::move(v), y);
  if (!x.regular) return 0;
  double out = 0;
  for (std::size_t g = 0; g < m; ++g) out += y[g] * x.values[g];
  return std::max(0.0, out) / static_cast<double>(m);
}

}  // namespace

Result<Homogeneity> homogeneity(const Design& design, const Answers& answers, std::span<const std::int32_t> group,
                                std::span<const std::uint8_t> where) {
  if (auto wrong = check_rows(design, answers.outcomes.size(), "answers")) return *std::move(wrong);
  if (auto wrong = check_rows(design, group.size(), "group")) return *std::move(wrong);
  if (!where.empty())
    if (auto wrong = check_rows(design, where.size(), "where")) return *std::move(wrong);
  const auto& d = design.data();

  Homogeneity out{.dont_know = answers.dont_know, .coding = answers.coding};
  std::vector<std::int32_t> counted(group.begin(), group.end());  // of those who gave a valid answer
  for (std::size_t row = 0; row < counted.size(); ++row) {
    const bool in =
        d.weight[row] > 0 && (where.empty() || where[row] != 0) && is_valid(answers.outcomes[row], answers.dont_know);
    if (!in) counted[row] = -1;
    out.n_valid += counted[row] >= 0;
  }
  if (out.n_valid == 0) return nobody(where, "valid answer", "有效答案");
  const auto dense_groups = dense(counted, true);
  const auto& place = dense_groups.index;
  const std::size_t k = dense_groups.ids.size(), most = covariances_are_slow(d) ? 100 : 1000;
  if (k < 2 || k > most)
    return complaint(
        "D234", "group",
        "there are " + std::to_string(k) + " groups with answers; compare 2 to " + std::to_string(most) +
            " of them, so check the column or merge groups",
        "有答案的组有 " + std::to_string(k) + " 个；请比较 2 至 " + std::to_string(most) + " 个，检查该列或合并分组");

  Table t{.share = std::vector<double>(k), .rate = std::vector<double>(k)};
  double people = 0;
  for (std::size_t row = 0; row < place.size(); ++row) {
    if (place[row] < 0) continue;
    const auto g = static_cast<std::size_t>(place[row]);
    const bool favourable = answers.outcomes[row] == Outcome::favourable;
    t.share[g] += d.weight[row];
    t.rate[g] += favourable ? d.weight[row] : 0;
    t.overall += favourable ? d.weight[row] : 0;
    people += d.weight[row];
  }
  const auto n = static_cast<double>(out.n_valid);
  t.overall /= people;
  for (std::size_t g = 0; g < k; ++g) {
    t.rate[g] = std::min(1.0, t.rate[g] / t.share[g]);
    t.share[g] /= people;
  }
  out.groups = static_cast<std::int32_t>(k);
  out.df = degrees_of_freedom(d, [&](std::size_t row) { return place[row] >= 0; });
  const double pq = t.overall * (1 - t.overall);
  if (!(pq > 0) || out.df <= 0) return out;
  for (std::size_t g = 0; g < k; ++g)
    out.statistic += n * t.share[g] * (t.rate[g] - t.overall) * (t.rate[g] - t.overall) / pq;

  const auto covariance = [&](auto residual) {
    std::vector<double> z(place.size(), 0.0);
    for (std::size_t row = 0; row < z.size(); ++row)
      if (place[row] >= 0)
        z[row] = d.weight[row] / people *
                 residual(static_cast<std::size_t>(place[row]), answers.outcomes[row] == Outcome::favourable ? 1 : 0);
    return covariances(d, z, place, k);
  };
  const auto of_rates = covariance([&](std::size_t g, int y) { return (y - t.rate[g]) / t.share[g]; });
  const auto [sum, squares] = design_effects(t, of_rates, n);
  const auto contrasts = static_cast<double>(k - 1);
  if (sum > 0) {
    out.mean_deff = sum / contrasts;
    out.f = out.statistic / sum;
    out.ndf = sum * sum / squares;
    out.ddf = out.ndf * out.df;
    out.p_value = special::f_upper(out.f, out.ndf, out.ddf);
    out.p_first_order = special::chi_square_upper(out.statistic / out.mean_deff, contrasts);
  }
  out.wald_f = wald(t, covariance([&](std::size_t, int y) { return y - t.overall; }));
  out.wald_p = special::f_upper(out.wald_f, contrasts, out.df);
  return out;
}

}  // namespace saniscore::inline v0::survey
