#include <saniscore/analysis/rank.hpp>

#include "base/complaint.hpp"
#include "base/text.hpp"
#include "scoring/numbers.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <unordered_map>

namespace saniscore::inline v0::ranking {
namespace {

std::string shown(std::string_view text) { return "\"" + detail::shortened(text) + "\""; }
std::string shown_zh(std::string_view text) { return "“" + detail::shortened(text) + "”"; }

/// Ranks of scores that are sorted from best to worst.
std::vector<std::size_t> ranks_of(const std::vector<double>& sorted, const RankOptions& options) {
  std::vector<std::size_t> out(sorted.size());
  std::size_t first = 0, distinct = 0;  // of the tie
  for (std::size_t k = 0; k < sorted.size(); ++k) {
    const double scale = std::max(std::abs(sorted[k]), std::abs(sorted[first]));
    const bool tied = k > 0 && detail::compares(std::abs(sorted[k] - sorted[first]), Operator::le, options.tolerance,
                                                scale, -1, Rounding::half_up);
    if (!tied) {
      first = k;
      ++distinct;
    }
    out[k] = options.ties == Ties::dense ? distinct : first + 1;
  }
  return out;
}

class Ranker {
 public:
  Ranker(Ranking& out, const RankOptions& options) : out_(out), options_(options) {}

  void group(const std::vector<std::size_t>& entries) {
    std::vector<std::size_t> order;
    for (const auto k : entries) (out_.entries[k].score ? order : out_.excluded).push_back(k);
    if (!options_.ranked) {
      for (const auto k : order) out_.places.push_back(place(k));
      return;
    }
    const auto now = [&](std::size_t k) { return compared(*out_.entries[k].score); };
    const auto before = [&](std::size_t k) { return compared(*out_.entries[k].before); };
    const auto ranks = sorted(order, now);
    const auto first = out_.places.size();
    for (std::size_t k = 0; k < order.size(); ++k) {
      auto p = place(order[k]);
      p.rank = ranks[k];
      p.worse =
          static_cast<std::size_t>(std::count_if(ranks.begin(), ranks.end(), [&](auto r) { return r > ranks[k]; }));
      p.tied = std::count(ranks.begin(), ranks.end(), ranks[k]) > 1;
      out_.places.push_back(p);
    }
    // Movement: only among those that were there both times.
    std::vector<std::size_t> both;
    for (const auto k : order)
      if (out_.entries[k].before) both.push_back(k);
    if (both.empty()) return;
    std::unordered_map<std::size_t, Place*> places;
    for (auto k = first; k < out_.places.size(); ++k) places[out_.places[k].entry] = &out_.places[k];
    auto then = both;
    const auto ranks_then = sorted(then, before), ranks_now = sorted(both, now);
    for (std::size_t k = 0; k < both.size(); ++k) {
      places[then[k]]->rank_before = ranks_then[k];
      places[both[k]]->rank_now = ranks_now[k];
    }
  }

 private:
  [[nodiscard]] double compared(double score) const {
    return detail::canonical(score, 0, options_.decimals.value_or(-1), Rounding::half_up);
  }

  Place place(std::size_t k) const {
    const auto& e = out_.entries[k];
    Place p;
    p.entry = k;
    p.score = compared(*e.score);
    if (e.before) {
      const double up = detail::snapped(p.score - compared(*e.before), std::abs(p.score));
      p.change = options_.lower_is_better ? 0 - up : up;
    }
    return p;
  }

  /// Sorts entries from best to worst, those that tie in their order, and ranks them.
  template <class Score>
  std::vector<std::size_t> sorted(std::vector<std::size_t>& order, const Score& score) const {
    std::sort(order.begin(), order.end());
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return options_.lower_is_better ? score(a) < score(b) : score(a) > score(b);
    });
    std::vector<double> scores;
    for (const auto k : order) scores.push_back(score(k));
    auto ranks = ranks_of(scores, options_);
    if (options_.tolerance > 0) {  // a tie by tolerance keeps the order of the entries, too
      for (std::size_t k = 0; k < order.size();) {
        auto end = k;
        while (end < order.size() && ranks[end] == ranks[k]) ++end;
        std::sort(order.begin() + static_cast<std::ptrdiff_t>(k), order.begin() + static_cast<std::ptrdiff_t>(end));
        k = end;
      }
    }
    return ranks;
  }

  Ranking& out_;
  const RankOptions& options_;
};

}  // namespace

Result<Ranking> rank(std::vector<Entry> entries, const RankOptions& options) {
  if (!(options.tolerance >= 0) || !std::isfinite(options.tolerance))
    return detail::complaint("D502", "tolerance", "the tolerance is a number from 0 on", "容差须为不小于 0 的数");
  if (options.decimals && (*options.decimals < 0 || *options.decimals > 12))
    return detail::complaint("D502", "decimals", "write 0 to 12 decimals", "小数位数须为 0 到 12");
  Ranking out;
  out.entries = std::move(entries);
  out.ranked = options.ranked;
  std::vector<Diagnostic> errors;
  std::unordered_map<std::string_view, std::size_t> index;
  std::vector<std::vector<std::size_t>> members;
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (std::size_t k = 0; k < out.entries.size(); ++k) {
    const auto& e = out.entries[k];
    const auto [at, fresh] = index.emplace(e.group, members.size());
    if (fresh) {
      members.emplace_back();
      out.groups.push_back(e.group);
    }
    members[at->second].push_back(k);
    if (!seen.emplace(e.group, e.unit).second)
      errors.push_back(detail::complaint("D501", "unit " + detail::shortened(e.unit),
                                         "it stands twice in its group; keep one", "在同一组中出现两次；请保留一个"));
    if ((e.score && !std::isfinite(*e.score)) || (e.before && !std::isfinite(*e.before)))
      errors.push_back(detail::complaint("D501", "unit " + detail::shortened(e.unit),
                                         "its score is not finite; leave it out, with the reason why",
                                         "得分不是有限数；请留空并写明原因"));
  }
  if (errors.size() > 50) errors.resize(50);
  if (!errors.empty()) return errors;
  Ranker ranker(out, options);
  for (const auto& group : members) ranker.group(group);
  std::sort(out.excluded.begin(), out.excluded.end());
  return out;
}

std::vector<Entry> entries_of(const Scorecard& card, Node node, std::span<const std::string> group,
                              const Scorecard* before) {
  std::unordered_map<std::string_view, std::size_t> past;
  if (before != nullptr)
    for (std::size_t k = 0; k < before->units(); ++k)
      if (k < before->unit_names().size()) past.emplace(before->unit_names()[k], k);
  std::vector<Entry> out;
  for (std::size_t k = 0; k < card.units(); ++k) {
    Entry e;
    e.unit = k < card.unit_names().size() ? card.unit_names()[k] : std::to_string(k);
    if (k < group.size()) e.group = group[k];
    e.score = card.score(node, k);
    if (!e.score) e.why = std::string(to_text(card.state(node)[k]));
    e.provisional = card.provisional(node, k);
    if (const auto at = past.find(e.unit); before != nullptr && at != past.end())
      e.before = before->score(node, at->second);
    out.push_back(std::move(e));
  }
  return out;
}

bool refuses_ranking(const Standard& standard) {
  const auto& tags = standard.spec(standard.root()).tags;
  return std::find(tags.begin(), tags.end(), "no_ranking") != tags.end();
}

namespace {

Diagnostic nothing_ranked() {
  return detail::complaint("D504", {}, "these units are only compared with themselves; rank them first",
                           "这些单位只作纵向对比；请先排名");
}

}  // namespace

Result<Lists> red_black(const Ranking& ranking, const std::map<std::string, ListRule>& by_group,
                        const ListRule& others) {
  if (!ranking.ranked) return nothing_ranked();
  for (const auto& [group, rule] : by_group)
    if (std::find(ranking.groups.begin(), ranking.groups.end(), group) == ranking.groups.end()) {
      const std::vector<std::string_view> known(ranking.groups.begin(), ranking.groups.end());
      const auto best = detail::nearest(group, known);
      return detail::complaint(
          "D503", "group " + detail::shortened(group),
          "no unit belongs to this group" + (best.empty() ? std::string() : " (did you mean " + shown(best) + "?)") +
              "; correct its name",
          "没有单位属于此组" + (best.empty() ? std::string() : "（是不是" + shown_zh(best) + "？）") + "；请改正组名");
    }
  Lists out;
  for (std::size_t k = 0; k < ranking.places.size();) {
    const auto& group = ranking.entries[ranking.places[k].entry].group;
    const auto at = by_group.find(group);
    const auto& rule = at == by_group.end() ? others : at->second;
    const auto begin = k;
    while (k < ranking.places.size() && ranking.entries[ranking.places[k].entry].group == group) ++k;
    for (auto p = begin; p < k; ++p) {
      // How many are strictly better, and strictly worse: the same whatever ties are called.
      std::size_t better = 0;
      for (auto q = begin; q < k; ++q) better += ranking.places[q].rank < ranking.places[p].rank;
      if (better < rule.top)
        out.red.push_back(p);
      else if (ranking.places[p].worse < rule.bottom)
        out.black.push_back(p);
    }
  }
  return out;
}

Result<std::vector<Adjusted>> adjust(const Ranking& ranking, const ProgressRule& rule, bool lower_is_better) {
  if (rule.by == ProgressRule::By::rank && !ranking.ranked) return nothing_ranked();
  if (!(rule.bonus >= 0) || !(rule.deduction >= 0) || !(rule.at_most >= 0))
    return detail::complaint("D502", {}, "bonus, deduction and their limit are numbers from 0 on",
                             "加分、扣分及其上限须为不小于 0 的数");
  std::vector<Adjusted> out;
  for (const auto& p : ranking.places) {
    double steps = 0;
    if (rule.by == ProgressRule::By::score)
      steps = p.change.value_or(0);
    else if (p.rank_before && p.rank_now)
      steps = static_cast<double>(*p.rank_before) - static_cast<double>(*p.rank_now);
    const double by = std::clamp(steps * (steps > 0 ? rule.bonus : rule.deduction), -rule.at_most, rule.at_most);
    out.push_back({p.score + (lower_is_better ? -by : by), by});
  }
  return out;
}

}  // namespace saniscore::inline v0::ranking
