#include <saniscore/analysis/draws.hpp>

#include "analysis/draws_data.hpp"
#include "base/complaint.hpp"

#include <boost/math/distributions/normal.hpp>
#include <boost/math/special_functions/beta.hpp>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <string_view>
#include <utility>

namespace saniscore::inline v0 {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
using detail::complaint;
using detail::ends;
using detail::quantile;
using detail::uniform;

/// One row of a table, repeated over lanes.
class Row {
 public:
  Row(std::size_t unit, std::size_t lanes) : unit_(unit), zeros_((lanes + 7) / 8, 0) {}

  Column repeated(const Column& c) {
    Column out = c;
    out.stride = 0;
    out.offset = 0;
    const auto at = static_cast<std::ptrdiff_t>(c.offset) + static_cast<std::ptrdiff_t>(unit_) * c.stride;
    const auto bit = [&](const void* bits) {
      const auto k = c.offset + unit_;
      return (static_cast<const std::uint8_t*>(bits)[k / 8] >> (k % 8) & 1) != 0;
    };
    // validity has no stride: either everything in the row's repetition is valid, or nothing
    out.validity = c.validity != nullptr && !bit(c.validity) ? zeros_.data() : nullptr;
    if (c.type == ColumnType::bit) {
      out.type = ColumnType::u8;
      out.data = bit(c.data) ? &one_ : &zero_;
    } else {
      out.data = static_cast<const char*>(c.data) + at * static_cast<std::ptrdiff_t>(bytes_of(c.type));
    }
    return out;
  }

 private:
  std::size_t unit_;
  std::vector<std::uint8_t> zeros_;
  std::uint8_t zero_ = 0, one_ = 1;
};

std::optional<Diagnostic> check(const Table& table, std::span<const UncertainColumn> uncertain, std::size_t unit,
                                std::size_t draws) {
  if (unit >= table.units())
    return complaint("D013", "unit " + std::to_string(unit),
                     "the table has " + std::to_string(table.units()) + " units, counted from 0",
                     "表中只有 " + std::to_string(table.units()) + " 个单位（从 0 数起）");
  if (draws == 0 || draws > 1'000'000)
    return complaint("D301", "draws", "the number of draws lies between 1 and 1000000; 1000 is usual",
                     "抽样次数应在 1 与 1000000 之间；通常取 1000");
  for (const auto& u : uncertain) {
    if (u.estimates.size() < table.units())
      return complaint("D301", "column " + u.column,
                       "there are " + std::to_string(u.estimates.size()) + " estimates for " +
                           std::to_string(table.units()) + " units; give one per unit",
                       "估计值有 " + std::to_string(u.estimates.size()) + " 个，而单位有 " +
                           std::to_string(table.units()) + " 个；请每个单位一个");
    if (auto wrong = detail::check_estimate(u.column, u.estimates[unit])) return wrong;
  }
  return {};
}

}  // namespace

double UnitDraws::chance(const Standard& standard, std::size_t ladder, std::string_view level) const {
  const auto& levels = standard.spec().outcomes[ladder].levels;
  for (std::size_t k = 0; k < levels.size(); ++k)
    if (levels[k].level == level) return outcomes[ladder].share[k];
  return 0;
}

double NodeDraws::chance_at_least(double points) const {
  double reached = 0;
  for (const double x : score) reached += x >= points;
  return score.empty() ? 0 : reached / static_cast<double>(score.size());
}

double NodeDraws::quantile(double share) const {
  std::vector<double> known;
  std::copy_if(score.begin(), score.end(), std::back_inserter(known), [](double x) { return !std::isnan(x); });
  if (known.empty()) return nan;
  const auto last = static_cast<double>(known.size() - 1);
  const auto at = static_cast<std::ptrdiff_t>(std::clamp(std::floor(share * last + 0.5), 0.0, last));
  std::nth_element(known.begin(), known.begin() + at, known.end());
  return known[static_cast<std::size_t>(at)];
}

std::optional<std::int16_t> UnitDraws::decided(std::size_t ladder, double share) const {
  const auto& shares = outcomes[ladder].share;
  for (std::size_t k = 0; k < shares.size(); ++k)
    if (shares[k] >= share) return static_cast<std::int16_t>(k);
  return {};
}

std::size_t UnitDraws::enlarge_first(std::size_t ladder) const {
  const auto& sways = outcomes[ladder].sways;
  return static_cast<std::size_t>(std::max_element(sways.begin(), sways.end()) - sways.begin());
}

Result<UnitDraws> draw(const Table& table, std::span<const UncertainColumn> uncertain, std::size_t unit,
                       const DrawOptions& options) {
  if (auto wrong = check(table, uncertain, unit, options.draws)) return *std::move(wrong);
  const auto& standard = table.standard();
  const std::size_t draws = options.draws, columns = uncertain.size();
  // the two ends and the values; the draws; per column the draws again with this one drawn anew
  const std::size_t lanes = ends + draws * (1 + columns);

  std::vector<std::vector<double>> values(columns);
  for (std::size_t k = 0; k < columns; ++k) {
    const auto& [name, estimates] = uncertain[k];
    const auto& e = estimates[unit];
    auto& v = values[k];
    v = {e.value, e.lower, e.upper};
    if (std::isnan(e.value)) v.assign(ends, nan);
    v.reserve(lanes);
    for (std::size_t i = 0; i < draws; ++i) v.push_back(quantile(e, uniform(options.seed, unit, name, i)));
    for (std::size_t other = 0; other < columns; ++other)
      for (std::size_t i = 0; i < draws; ++i)
        v.push_back(other == k ? quantile(e, uniform(options.seed, unit, name, draws + i)) : v[ends + i]);
  }

  Table drawn(standard, lanes);
  if (const auto missing = table.missing()) drawn.set_missing(*missing);
  Row row(unit, lanes);
  const auto belongs = [](std::string_view column, std::string_view name) {
    return column == name || (column.starts_with(name) &&
                              (column.substr(name.size()) == "/lower" || column.substr(name.size()) == "/upper"));
  };
  std::vector<std::string> replaced;  // by the answers that the estimate counts
  for (const auto& u : uncertain) {
    const auto& n = u.estimates[unit].n;
    if (const auto name = detail::column_of_n(standard, u.column); name && n > 0) {
      drawn.bind(*name, {.data = &n, .stride = 0});
      replaced.push_back(*name);
    }
  }
  const auto is_replaced = [&](const std::string& name) {
    return std::find(replaced.begin(), replaced.end(), name) != replaced.end() ||
           std::any_of(uncertain.begin(), uncertain.end(), [&](const auto& u) { return belongs(name, u.column); });
  };
  for (const auto& bound : table.columns())
    if (!is_replaced(bound.name)) drawn.bind(bound.name, row.repeated(bound.column));
  for (std::size_t k = 0; k < columns; ++k) drawn.bind(uncertain[k].column, column(std::span<const double>(values[k])));

  auto scoring = options.scoring;
  detail::report_only(scoring, standard, options.nodes);
  const auto card = score(standard, drawn, scoring);
  if (!card) return card.diagnostics();

  std::vector<std::string> names;
  for (const auto& u : uncertain) names.push_back(u.column);
  return {detail::collected(*card, standard, options, std::move(names)), card->warnings()};
}

namespace detail {
namespace {

namespace bp = boost::math::policies;
using Quiet =
    bp::policy<bp::promote_double<false>, bp::domain_error<bp::ignore_error>, bp::overflow_error<bp::ignore_error>,
               bp::underflow_error<bp::ignore_error>, bp::evaluation_error<bp::ignore_error>>;

std::uint64_t mixed(std::uint64_t z) {  // splitmix64
  z += 0x9E3779B97F4A7C15u;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

}  // namespace

double uniform(std::uint64_t seed, std::size_t unit, std::string_view column, std::size_t number) {
  std::uint64_t hash = 14695981039346656037u;  // FNV-1a
  for (const char c : column) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  const auto bits = mixed(mixed(mixed(seed) ^ unit) ^ mixed(hash) ^ mixed(number + 0x632BE59BD9B4E019u));
  return (static_cast<double>(bits >> 12) + 0.5) * 0x1p-52;
}

double quantile(const Estimate& e, double u) {
  if (std::isnan(e.value)) return nan;
  if (e.answers > 0 && e.full > 0) {
    const double p = std::clamp(e.value / e.full, 0.0, 1.0);
    return e.full * boost::math::ibeta_inv(e.answers * p + 0.5, e.answers * (1 - p) + 0.5, u, Quiet());
  }
  using Normal = boost::math::normal_distribution<double, Quiet>;
  const double z = boost::math::quantile(Normal(), u);
  const double reach = boost::math::quantile(boost::math::complement(Normal(), e.alpha));
  return e.value + z / reach * (z < 0 ? e.value - e.lower : e.upper - e.value);
}

std::optional<Diagnostic> check_estimate(const std::string& column, const Estimate& e) {
  if (std::isnan(e.value) || (e.lower <= e.value && e.value <= e.upper && e.alpha > 0 && e.alpha < 0.5)) return {};
  return complaint("D301", "column " + column,
                   "the bounds of an estimate enclose its value, and alpha lies between 0 and 0.5; exchange them",
                   "估计值应在上下界之间，alpha 应在 0 与 0.5 之间；请更正");
}

std::optional<std::string> column_of_n(const Standard& standard, const std::string& column) {
  auto name = column + "/n";
  const auto& columns = standard.columns();
  if (std::find(columns.begin(), columns.end(), name) == columns.end()) return {};
  return name;
}

void report_only(ScoreOptions& scoring, const Standard& standard, const std::vector<Node>& nodes) {
  scoring.nodes = {standard.root()};
  for (const Node node : nodes)
    if (node != standard.root()) scoring.nodes.push_back(node);
  scoring.fields = {.maximum = false, .state = false, .enclosure = false, .coverage = false, .level = false};
}

UnitDraws collected(const Scorecard& card, const Standard& standard, const DrawOptions& options,
                    std::vector<std::string> names) {
  const std::size_t draws = options.draws, sources = names.size();
  UnitDraws out;
  out.uncertain = std::move(names);
  if (standard.scored(standard.root())) {
    const auto root = card.score(standard.root());
    out.root_at_value = root[0];
    out.root_at_lower = root[1];
    out.root_at_upper = root[2];
    out.root.assign(root.begin() + ends, root.begin() + static_cast<std::ptrdiff_t>(ends + draws));
  }
  for (const Node node : options.nodes) {
    if (!standard.scored(node)) {  // a heading
      out.nodes.push_back({node, std::vector<double>(draws, nan), nan, nan, nan, nan, nan});
      continue;
    }
    const auto score = card.score(node);
    NodeDraws n{.node = node, .at_lower = score[1], .at_value = score[0], .at_upper = score[2]};
    n.score.assign(score.begin() + ends, score.begin() + static_cast<std::ptrdiff_t>(ends + draws));
    double sum = 0, known = 0;
    for (const double x : n.score)
      if (!std::isnan(x)) {
        sum += x;
        ++known;
      }
    n.mean = known > 0 ? sum / known : nan;
    double squares = 0;
    for (const double x : n.score)
      if (!std::isnan(x)) squares += (x - n.mean) * (x - n.mean);
    n.sd = known > 1 ? std::sqrt(squares / (known - 1)) : nan;
    out.nodes.push_back(std::move(n));
  }
  for (std::size_t ladder = 0; ladder < standard.outcome_count(); ++ladder) {
    const auto level = card.outcome(ladder);
    OutcomeDraws o;
    o.at_value = level[0];
    o.at_lower = level[1];
    o.at_upper = level[2];
    o.share.assign(standard.spec().outcomes[ladder].levels.size(), 0.0);
    for (std::size_t i = ends; i < ends + draws; ++i)
      ++(level[i] == undecided   ? o.undecided
         : level[i] == no_result ? o.none
                                 : o.share[static_cast<std::size_t>(level[i])]);
    for (std::size_t k = 0; k < sources; ++k) {
      double changed = 0;
      for (std::size_t i = 0; i < draws; ++i) changed += level[ends + draws * (1 + k) + i] != level[ends + i];
      o.sways.push_back(changed / static_cast<double>(draws));
    }
    for (auto* count : {&o.undecided, &o.none}) *count /= static_cast<double>(draws);
    for (auto& count : o.share) count /= static_cast<double>(draws);
    out.outcomes.push_back(std::move(o));
  }
  return out;
}

}  // namespace detail

}  // namespace saniscore::inline v0
