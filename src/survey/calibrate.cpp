#include <saniscore/survey/calibrate.hpp>

#include "base/text.hpp"
#include "survey/design_data.hpp"
#include "survey/limits.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

namespace saniscore::inline v0::survey {
namespace {

using detail::number_text;

/// A margin by dense cells: the people of each, and each row's cell.
struct Cells {
  Dense place;
  std::vector<double> people;
};

std::string margin_text(std::size_t m) { return "margin " + std::to_string(m + 1); }

Result<Cells> cells_of(const Design& design, const Margin& margin, std::size_t m) {
  const auto& d = design.data();
  if (margin.category.size() != design.rows())
    return complaint("D231", margin_text(m),
                     "there are " + std::to_string(margin.category.size()) + " categories for a design of " +
                         std::to_string(design.rows()) + " respondents; give one per respondent",
                     "类别有 " + std::to_string(margin.category.size()) + " 个，而抽样设计有 " +
                         std::to_string(design.rows()) + " 位受访者；请每人一个");
  Cells out{dense(margin.category), {}};
  const auto& ids = out.place.ids;
  std::vector<double> sampled(ids.size(), 0.0);
  for (std::size_t row = 0; row < d.weight.size(); ++row)
    sampled[static_cast<std::size_t>(out.place.index[row])] += d.weight[row];
  out.people.assign(ids.size(), -1.0);
  for (const auto& [id, people] : margin.people) {
    const auto name = name_of(margin.names, id);
    if (!(people >= 0) || !std::isfinite(people))
      return complaint("D252", margin_text(m) + ", category " + name,
                       "the number of people is negative or not a number; count those who live there",
                       "人数为负或不是数；请填该类别的实际人数");
    const auto at = std::lower_bound(ids.begin(), ids.end(), id);
    const bool present = at != ids.end() && *at == id && sampled[static_cast<std::size_t>(at - ids.begin())] > 0;
    if (!present && people > 0)
      return complaint("D251", margin_text(m) + ", category " + name,
                       "has " + number_text(people) +
                           " people but no respondent, so nobody can stand for them; merge it with a similar category",
                       "有 " + number_text(people) + " 人而没有受访者，无人能代表；请与相近的类别合并");
    if (at == ids.end() || *at != id) continue;
    auto& target = out.people[static_cast<std::size_t>(at - ids.begin())];
    if (target >= 0)
      return complaint("D252", margin_text(m) + ", category " + name, "stands twice; keep one",
                       "重复出现；请只保留一个");
    target = people;
  }
  for (std::size_t k = 0; k < ids.size(); ++k) {
    if (out.people[k] >= 0) continue;
    if (sampled[k] > 0)
      return complaint("D251", margin_text(m) + ", category " + name_of(margin.names, ids[k]),
                       "has respondents but no number of people; add it, or mark them as missing and rake without them",
                       "有受访者而没有人数；请补上人数，或去掉这些受访者后再加权");
    out.people[k] = 0;  // only rows that do not count
  }
  return out;
}

double total(const std::vector<double>& v) {
  double sum = 0;
  for (const double x : v) sum += x;
  return sum;
}

std::vector<double> sums(const Cells& c, const std::vector<double>& weight) {
  std::vector<double> out(c.people.size(), 0.0);
  for (std::size_t row = 0; row < weight.size(); ++row)
    out[static_cast<std::size_t>(c.place.index[row])] += weight[row];
  return out;
}

/// The largest relative distance of any margin from its target.
double gap(const std::vector<Cells>& margins, const std::vector<double>& weight) {
  double worst = 0;
  for (const auto& c : margins) {
    const auto now = sums(c, weight);
    for (std::size_t k = 0; k < now.size(); ++k)
      if (c.people[k] > 0 || now[k] > 0)
        worst = std::max(worst, std::abs(now[k] - c.people[k]) / std::max(c.people[k], 1e-300));
  }
  return worst;
}

}  // namespace

Result<Calibrated> rake(const Design& design, std::span<const Margin> margins, RakeOptions options) {
  const auto& d = design.data();
  if (d.calibration)
    return complaint("D254", {}, "the design is calibrated already; give all margins at once to the original design",
                     "该设计已经校准过；请对原设计一次给出全部边际");
  if (margins.empty())
    return complaint("D252", {}, "there is no margin to agree with; give at least one", "没有给出边际；请至少给一个");
  std::vector<Cells> all;
  for (std::size_t m = 0; m < margins.size(); ++m) {
    auto cells = cells_of(design, margins[m], m);
    if (!cells) return cells.diagnostics();
    all.push_back(*std::move(cells));
    const double one = total(all[0].people), other = total(all[m].people);
    if (!(one > 0) || std::abs(one - other) > 1e-6 * one)
      return complaint(
          "D252", margin_text(m),
          "adds up to " + number_text(other) + " people, margin 1 to " + number_text(one) +
              "; all margins must count the same people",
          "合计 " + number_text(other) + " 人，第 1 个边际合计 " + number_text(one) + " 人；各边际应是同一批人");
  }

  Calibrated out{.design = design, .weight = d.weight};
  out.gap = gap(all, out.weight);
  while (out.gap > options.tolerance && out.rounds < options.rounds) {
    for (const auto& c : all) {
      auto factor = sums(c, out.weight);
      for (std::size_t k = 0; k < factor.size(); ++k) factor[k] = factor[k] > 0 ? c.people[k] / factor[k] : 0;
      for (std::size_t row = 0; row < out.weight.size(); ++row)
        out.weight[row] *= factor[static_cast<std::size_t>(c.place.index[row])];
    }
    ++out.rounds;
    out.gap = gap(all, out.weight);
  }
  if (!(out.gap <= options.tolerance))
    return complaint("D253", {},
                     "the margins still differ by " + number_text(out.gap * 100) + " % after " +
                         std::to_string(out.rounds) +
                         " rounds; some combination of categories has no respondent, so merge categories",
                     "经 " + std::to_string(out.rounds) + " 轮后边际仍相差 " + number_text(out.gap * 100) +
                         " %；某些类别组合没有受访者，请合并类别");

  auto data = std::make_shared<Design::Data>(d);
  auto calibration = std::make_shared<Calibration>();
  calibration->base_weight = d.weight;
  for (auto& c : all) {
    calibration->cells.push_back(static_cast<std::int32_t>(c.place.ids.size()));
    calibration->cell.push_back(std::move(c.place.index));
  }
  data->calibration = std::move(calibration);
  data->weight = out.weight;
  for (std::size_t i = 0; i < data->ordered_weight.size(); ++i) data->ordered_weight[i] = out.weight[data->order[i]];
  data->simple = false;

  double sum = 0, squares = 0, n = 0;
  out.least_ratio = std::numeric_limits<double>::infinity();
  out.most_ratio = 0;
  for (std::size_t row = 0; row < out.weight.size(); ++row) {
    if (!(d.weight[row] > 0)) continue;
    const double w = out.weight[row], ratio = w / d.weight[row];
    out.least_ratio = std::min(out.least_ratio, ratio);
    out.most_ratio = std::max(out.most_ratio, ratio);
    sum += w;
    squares += w * w;
    n += w > 0;
  }
  out.deff_kish = n * squares / (sum * sum);
  out.design = Design(std::move(data));
  return out;
}

Result<Calibrated> poststratify(const Design& design, const Margin& cells) { return rake(design, {&cells, 1}); }

}  // namespace saniscore::inline v0::survey
