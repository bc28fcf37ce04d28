// Draws over observations by name: estimates, and sites that are a sample of all sites.
#include "analysis/draws_data.hpp"
#include "base/complaint.hpp"
#include "scoring/observations_data.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

namespace saniscore::inline v0 {
namespace {

using detail::complaint;
using Unit = Observations::Data::Unit;

constexpr std::string_view source_of_sites = "sites";

/// Sites of a unit at which something was observed, as keys. Attributes alone mean no visit.
std::vector<std::uint32_t> sites_of(const Unit& unit, const Program& program) {
  std::vector<std::uint32_t> out;
  const auto see = [&](const Told& where) {
    if (where[0] != 0) out.push_back(where[0]);
  };
  for (const auto& row : unit.rows)
    if (!program.columns[row.column].attribute) see(row.where);
  for (const auto& count : unit.findings) see(count.where);
  for (const auto& look : unit.visits) see(look.where);
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

/// Which of the `seen` sites stands at each place of a drawn unit.
class Urn {
 public:
  Urn(std::size_t seen, const std::optional<SampledSites>& sites, std::uint64_t seed, std::size_t unit)
      : seen_(seen), all_(sites ? sites->in_all : 0), seed_(seed), unit_(unit) {}

  std::vector<std::size_t> draw(std::size_t number) const {
    std::vector<std::size_t> out;
    const auto pick = [&](std::size_t from) {
      const double u = detail::uniform(seed_, unit_, source_of_sites, number * std::max(all_, seen_) + out.size());
      return std::min(from - 1, static_cast<std::size_t>(u * static_cast<double>(from)));
    };
    if (all_ == 0) {
      while (out.size() < seen_) out.push_back(pick(seen_));
      return out;
    }
    for (std::size_t k = 0; k < seen_; ++k) out.push_back(k);
    while (out.size() < all_) out.push_back(out[pick(out.size())]);  // Pólya: what was drawn goes back twice
    return out;
  }

 private:
  std::size_t seen_, all_;
  std::uint64_t seed_;
  std::size_t unit_;
};

/// Adds units to observations that hold only columns of numbers, keys and rows, as draw after draw makes them.
class Copies {
 public:
  Copies(const Observations& from, const Unit& unit, std::vector<std::uint32_t> sites)
      : out_(from.standard()), unit_(unit), sites_(std::move(sites)) {
    data().keys = from.data().keys;
    data().key_of = from.data().key_of;
  }

  /// `drawn`: which site stands at each place; empty: as it is. `told`: columns that get a number of their own.
  void add(const std::vector<std::size_t>& drawn, const std::vector<std::pair<std::uint32_t, double>>& told,
           const std::vector<std::uint32_t>& silent) {
    const auto& at = static_cast<const Observations::Data&>(data());
    out_.add_unit(std::to_string(at.units.size()));
    Unit copy;
    copy.previous = unit_.previous;
    const auto keep = [&](std::uint32_t column) {
      return std::find(silent.begin(), silent.end(), column) == silent.end();
    };
    const auto copies = [&](const auto& list, auto& to, auto wanted) {
      for (const auto& item : list) {
        if (!wanted(item)) continue;
        if (drawn.empty() || item.where[0] == 0) {
          to.push_back(item);
          continue;
        }
        for (std::size_t place = 0; place < drawn.size(); ++place)
          if (sites_[drawn[place]] == item.where[0]) {
            to.push_back(item);
            to.back().where[0] = key(place);
          }
      }
    };
    copies(unit_.rows, copy.rows, [&](const auto& row) { return keep(row.column); });
    copies(unit_.findings, copy.findings, [](const auto&) { return true; });
    copies(unit_.visits, copy.visits, [](const auto&) { return true; });
    for (const auto& [column, value] : told)
      copy.rows.push_back({column, {}, value, std::isnan(value) ? State::not_inspected : State::known});
    data().units.back() = std::move(copy);
  }

  const Observations& observations() const { return out_; }

 private:
  Observations::Data& data() { return out_.data(); }
  std::uint32_t key(std::size_t place) {
    while (keys_.size() <= place) keys_.push_back(data().key("drawn " + std::to_string(keys_.size())));
    return keys_[place];
  }

  Observations out_;
  const Unit& unit_;
  std::vector<std::uint32_t> sites_, keys_{};
};

std::optional<Diagnostic> check(std::size_t seen, const std::optional<SampledSites>& sites, std::size_t draws) {
  if (draws == 0 || draws > 1'000'000)
    return complaint("D301", "draws", "the number of draws lies between 1 and 1000000; 1000 is usual",
                     "抽样次数应在 1 与 1000000 之间；通常取 1000");
  if (!sites) return {};
  const auto n = std::to_string(seen), all = std::to_string(sites->in_all);
  if (seen == 0 || (seen == 1 && sites->in_all != 1))
    return complaint("D301", "sites", n + " inspected sites say nothing about the others; inspect two or more",
                     "只检查了 " + n + " 个点位，无法推断其他点位；请至少检查两个");
  if (sites->in_all != 0 && sites->in_all < seen)
    return complaint("D301", "sites",
                     "there are " + all + " sites in all, but " + n + " were inspected; count all of them",
                     "点位共 " + all + " 个，而检查了 " + n + " 个；请填全部点位数");
  return {};
}

}  // namespace

Result<UnitDraws> draw(const Observations& observations, std::string_view unit,
                       std::span<const UncertainCell> uncertain, std::optional<SampledSites> sites,
                       const DrawOptions& options) {
  const auto& places = observations.data().by_name;
  const auto place = places.find(std::string(unit));
  return detail::draw_observed(observations, unit, place == places.end() ? 0 : place->second, uncertain, sites,
                               options);
}

Result<UnitDraws> detail::draw_observed(const Observations& observations, std::string_view unit, std::size_t number,
                                        std::span<const UncertainCell> uncertain, std::optional<SampledSites> sites,
                                        const DrawOptions& options) {
  const auto& data = observations.data();
  const auto place = data.by_name.find(std::string(unit));
  if (place == data.by_name.end())
    return complaint("D013", "unit " + std::string(unit), "nothing was observed of this unit; check its name",
                     "没有该单位的观测；请核对名称");
  const auto& standard = observations.standard();
  const auto& columns = standard.columns();
  const auto& of = data.units[place->second];
  auto seen = sites_of(of, standard.program());
  if (auto wrong = check(seen.size(), sites, options.draws)) return *std::move(wrong);

  std::vector<std::uint32_t> ids, silent;
  std::vector<std::pair<std::uint32_t, double>> counted;  // answers
  std::vector<std::string> names;
  for (const auto& u : uncertain) {
    const auto find = [&](const std::string& name) {
      return static_cast<std::uint32_t>(std::find(columns.begin(), columns.end(), name) - columns.begin());
    };
    const auto id = find(u.column);
    if (id == columns.size())
      return complaint("D301", "column " + u.column, "the standard reads no such column; copy its name",
                       "标准没有该列；请照抄列名");
    if (auto wrong = detail::check_estimate(u.column, u.estimate)) return *std::move(wrong);
    ids.push_back(id);
    for (const auto& name : {u.column, u.column + "/lower", u.column + "/upper"})
      if (find(name) < columns.size()) silent.push_back(find(name));
    names.push_back(u.column);
    if (const auto name = detail::column_of_n(standard, u.column); name && u.estimate.n > 0) {
      silent.push_back(find(*name));
      counted.emplace_back(find(*name), u.estimate.n);
    }
  }
  if (sites) names.emplace_back(source_of_sites);

  const Urn urn(seen.size(), sites, options.seed, number);
  Copies copies(observations, of, std::move(seen));
  // draw i of the estimates and of the sites; `anew` counts from the end of the draws
  const auto add = [&](std::size_t i, std::size_t anew) {
    auto told = counted;
    for (std::size_t k = 0; k < uncertain.size(); ++k)
      told.emplace_back(
          ids[k], detail::quantile(uncertain[k].estimate, detail::uniform(options.seed, number, uncertain[k].column,
                                                                          i + (anew == k ? options.draws : 0))));
    const bool drawn_again = sites && anew == uncertain.size();
    copies.add(sites ? urn.draw(i + (drawn_again ? options.draws : 0)) : std::vector<std::size_t>(), told, silent);
  };
  for (const auto end : {&Estimate::value, &Estimate::lower, &Estimate::upper}) {
    auto told = counted;
    for (std::size_t k = 0; k < uncertain.size(); ++k)
      told.emplace_back(ids[k], std::isnan(uncertain[k].estimate.value) ? std::numeric_limits<double>::quiet_NaN()
                                                                        : uncertain[k].estimate.*end);
    copies.add({}, told, silent);
  }
  for (std::size_t i = 0; i < options.draws; ++i) add(i, names.size());
  for (std::size_t source = 0; source < names.size(); ++source)
    for (std::size_t i = 0; i < options.draws; ++i) add(i, source);

  auto scoring = options.scoring;
  detail::report_only(scoring, standard, options.nodes);
  const auto card = score(standard, copies.observations(), scoring);
  if (!card) return card.diagnostics();
  return {detail::collected(*card, standard, options, std::move(names)), card->warnings()};
}

}  // namespace saniscore::inline v0
