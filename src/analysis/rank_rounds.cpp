// What follows from places and lists: tiers, measures after several rounds, flags, certified shares, assessors
// compared.
#include <saniscore/analysis/rank.hpp>

#include "base/complaint.hpp"
#include "scoring/numbers.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <unordered_set>

namespace saniscore::inline v0::ranking {
namespace {

bool contains(const std::vector<std::string>& list, const std::string& unit) {
  return std::find(list.begin(), list.end(), unit) != list.end();
}

/// Rounds in a row, up to and with the last, in which the unit was listed.
std::size_t in_a_row(std::span<const ListedRound> rounds, const std::string& unit, Absent absent) {
  std::size_t count = 0;
  for (auto k = rounds.size(); k-- > 0;) {
    if (contains(rounds[k].listed, unit))
      ++count;
    else if (absent == Absent::breaks || contains(rounds[k].ranked, unit))
      break;
  }
  return count;
}

}  // namespace

Result<std::string> tier_of(double score, std::span<const Tier> tiers, bool lower_is_better) {
  bool sound = !tiers.empty() && std::isfinite(score);
  for (std::size_t k = 1; k + 1 < tiers.size(); ++k)
    sound = sound && (lower_is_better ? tiers[k - 1].limit < tiers[k].limit : tiers[k - 1].limit > tiers[k].limit);
  if (!sound)
    return detail::complaint("D502", "tiers",
                             "tiers go from best to worst, each limit short of the one before, for a finite score",
                             "等次须由好到差，界限依次递减（逆向指标递增），得分须为有限数");
  const auto reaches = lower_is_better ? Operator::le : Operator::ge;
  for (std::size_t k = 0; k + 1 < tiers.size(); ++k)
    if (detail::compares(score, reaches, tiers[k].limit, 0, -1, Rounding::half_up)) return tiers[k].label;
  return tiers.back().label;
}

Result<std::vector<Escalated>> escalate(std::span<const ListedRound> rounds, std::span<const Measure> measures,
                                        Absent absent) {
  for (std::size_t k = 0; k < measures.size(); ++k)
    if (measures[k].in_a_row < 1 || (k > 0 && measures[k].in_a_row <= measures[k - 1].in_a_row))
      return detail::complaint("D502", "measure " + std::to_string(k + 1),
                               "each measure needs more rounds in a row than the one before, the first at least 1",
                               "各项措施所需的连续次数须依次递增，首项不少于 1");
  std::vector<Escalated> out;
  if (rounds.empty()) return out;
  for (const auto& unit : rounds.back().listed) {
    Escalated e{unit, in_a_row(rounds, unit, absent), {}};
    for (std::size_t k = 0; k < measures.size(); ++k)
      if (measures[k].in_a_row <= e.in_a_row) e.measure = k;
    out.push_back(std::move(e));
  }
  return out;
}

Flags flags(std::span<const ListedRound> rounds, std::size_t keep_after) {
  Flags out;
  if (rounds.empty()) return out;
  out.holders = rounds.back().listed;
  static const std::vector<std::string> none;
  const auto& before = rounds.size() > 1 ? rounds[rounds.size() - 2].listed : none;
  for (const auto& unit : out.holders) {
    (contains(before, unit) ? out.kept : out.gained).push_back(unit);
    if (keep_after > 0 && in_a_row(rounds, unit, Absent::breaks) >= keep_after) out.for_good.push_back(unit);
  }
  for (const auto& unit : before)
    if (!contains(out.holders, unit)) out.returned.push_back(unit);
  return out;
}

std::vector<CertifiedShare> certified_shares(std::span<const SubUnit> units) {
  std::vector<CertifiedShare> out;
  std::unordered_map<std::string, std::size_t> index;
  for (const auto& unit : units) {
    const auto [at, fresh] = index.emplace(unit.parent, out.size());
    if (fresh) out.push_back({unit.parent, 0, 0, 0, 0, 0});
    auto& share = out[at->second];
    ++share.units;
    if (unit.certified.value_or(false)) ++share.certified;
    if (!unit.certified) ++share.unknown;
  }
  for (auto& s : out) {
    s.share = static_cast<double>(s.certified) / static_cast<double>(s.units);
    s.most = static_cast<double>(s.certified + s.unknown) / static_cast<double>(s.units);
  }
  return out;
}

Result<std::vector<SideBySide>> side_by_side(std::span<const Assessment> assessments, std::size_t reference) {
  if (reference >= assessments.size())
    return detail::complaint("D502", "reference", "there is no assessment of that number", "没有这一编号的考评");
  std::vector<SideBySide> out;
  std::unordered_map<std::string, std::size_t> index;
  for (std::size_t a = 0; a < assessments.size(); ++a)
    for (const auto& [unit, score] : assessments[a].scores) {
      const auto [at, fresh] = index.emplace(unit, out.size());
      if (fresh) out.push_back({unit, std::vector<std::optional<double>>(assessments.size()), {}, 0});
      if (std::isfinite(score)) out[at->second].scores[a] = score;
    }
  for (auto& row : out) {
    std::optional<double> lowest, highest;
    for (const auto& s : row.scores) {
      row.gaps.push_back(s && row.scores[reference]
                             ? std::optional(detail::snapped(*s - *row.scores[reference], std::abs(*s)))
                             : std::nullopt);
      if (!s) continue;
      lowest = std::min(lowest.value_or(*s), *s);
      highest = std::max(highest.value_or(*s), *s);
    }
    if (lowest) row.spread = detail::snapped(*highest - *lowest, std::abs(*highest));
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const SideBySide& a, const SideBySide& b) { return a.spread > b.spread; });
  return out;
}

}  // namespace saniscore::inline v0::ranking
