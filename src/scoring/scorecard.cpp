#include "standard/program.hpp"

#include <saniscore/scoring/score.hpp>

#include <cmath>

namespace saniscore::inline v0 {

std::size_t Scorecard::slot(Node n) const { return slot_of_node_[static_cast<std::uint32_t>(n)]; }

bool Scorecard::has(Node n) const {
  return static_cast<std::uint32_t>(n) < slot_of_node_.size() && slot(n) != detail::none;
}

namespace {
template <class T>
std::span<const T> row(const std::vector<T>& v, std::size_t slot, std::size_t units) {
  if (slot == detail::none || v.empty()) return {};
  return {v.data() + slot * units, units};
}
}  // namespace

std::span<const double> Scorecard::score(Node n) const { return row(score_, slot(n), units_); }
std::span<const double> Scorecard::maximum(Node n) const { return row(maximum_, slot(n), units_); }
std::span<const double> Scorecard::lower(Node n) const { return row(lower_, slot(n), units_); }
std::span<const double> Scorecard::upper(Node n) const { return row(upper_, slot(n), units_); }
std::span<const State> Scorecard::state(Node n) const { return row(state_, slot(n), units_); }
std::span<const double> Scorecard::coverage(Node n) const { return row(coverage_, slot(n), units_); }
std::span<const std::int16_t> Scorecard::level(Node n) const { return row(level_, slot(n), units_); }

std::optional<double> Scorecard::score(Node n, std::size_t unit) const {
  const double x = score(n)[unit];
  if (std::isnan(x)) return std::nullopt;
  return x;
}

std::optional<double> Scorecard::percent(Node n, std::size_t unit) const {
  const auto x = score(n, unit);
  const double most = maximum(n)[unit];
  if (!x || !(most > 0)) return std::nullopt;
  return 100 * *x / most;
}

bool Scorecard::provisional(Node n, std::size_t unit) const { return row(provisional_, slot(n), units_)[unit] != 0; }

std::string_view Scorecard::level_name(Node n, std::size_t unit) const {
  const auto l = level(n);
  if (l.empty() || l[unit] < 0) return {};
  const auto& names = standard_.program().nodes[static_cast<std::uint32_t>(n)].levels;
  return static_cast<std::size_t>(l[unit]) < names.size() ? std::string_view(names[static_cast<std::size_t>(l[unit])])
                                                          : std::string_view();
}

std::span<const std::int16_t> Scorecard::outcome(std::size_t ladder) const {
  return {outcome_.data() + ladder * units_, units_};
}
std::span<const std::uint64_t> Scorecard::possible(std::size_t ladder) const {
  return {possible_.data() + ladder * units_, units_};
}

std::optional<std::string_view> Scorecard::outcome_label(std::size_t ladder, std::size_t unit) const {
  const auto k = outcome(ladder)[unit];
  if (k < 0) return std::nullopt;
  return standard_.program().ladders[ladder].spec->levels[static_cast<std::size_t>(k)].level;
}

std::vector<std::string_view> Scorecard::possible_labels(std::size_t ladder, std::size_t unit) const {
  std::vector<std::string_view> out;
  const auto& levels = standard_.program().ladders[ladder].spec->levels;
  for (std::size_t k = 0; k < levels.size(); ++k)
    if ((possible(ladder)[unit] >> k & 1) != 0) out.push_back(levels[k].level);
  return out;
}

}  // namespace saniscore::inline v0
