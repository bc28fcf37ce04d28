#include <saniscore/responsibility/party_score.hpp>

#include "base/complaint.hpp"
#include "responsibility/graph.hpp"
#include "responsibility/roster_data.hpp"
#include "responsibility/words.hpp"

#include <algorithm>
#include <array>

namespace saniscore::inline v0::responsibility {
namespace {

struct RuleWords {
  ScoreRule rule;
  std::string_view en, zh;
};
constexpr std::array<RuleWords, 6> words{{{ScoreRule::own, "own", "本级"},
                                          {ScoreRule::pooled, "pooled", "合并"},
                                          {ScoreRule::mean, "mean", "平均"},
                                          {ScoreRule::worst, "worst", "最差"},
                                          {ScoreRule::points, "points", "按分值"},
                                          {ScoreRule::weights, "weights", "按权重"}}};

std::optional<double> share_kept(double lost, double at_stake) {
  if (!(at_stake > 0)) return {};
  return 100 * (1 - lost / at_stake);
}

class Scorer {
 public:
  Scorer(const Ledger& lost, const Ledger& at_stake, const PartyScoring& how)
      : lost_(lost), stake_(at_stake), how_(how), d_(lost.roster().data()) {}

  Result<std::vector<std::optional<double>>> run(std::size_t round) {
    prepare(*d_.period(lost_.day(round)).chains);
    std::vector<std::optional<double>> out(order_.size());
    for (const auto party : order_) {
      const auto rule = this->rule(party);
      const auto own = share_kept(lost_.own(party, round), stake_.own(party, round));
      if (rule == ScoreRule::own) {
        out[party] = own;
      } else if (rule == ScoreRule::pooled) {
        out[party] = share_kept(lost_.answers(party, round), stake_.answers(party, round));
      } else {
        double sum = 0, weights = 0;
        std::optional<double> worst;
        const auto member = [&](std::uint32_t who, const std::optional<double>& score, double points) {
          if (!score || wrong_) return;
          const double weight = rule == ScoreRule::points    ? points
                                : rule == ScoreRule::weights ? weight_of(who, party)
                                                             : 1;
          sum += weight * *score;
          weights += weight;
          worst = std::min(worst.value_or(*score), *score);
        };
        member(party, own, stake_.own(party, round));
        for (const auto sub : d_.subordinates[party]) member(sub, out[sub], stake_.answers(sub, round));
        for (const auto post : posts_[party]) member(post, out[post], stake_.answers(post, round));
        if (wrong_) return *wrong_;
        if (rule == ScoreRule::worst)
          out[party] = worst;
        else if (weights > 0)
          out[party] = sum / weights;
      }
    }
    return out;
  }

  [[nodiscard]] ScoreRule rule(std::uint32_t party) const {
    const auto at = how_.by_level.find(d_.duties.parties[party].level);
    return at == how_.by_level.end() ? how_.rule : at->second;
  }

 private:
  void prepare(const Chains& chains) {
    Edges up;
    const auto parties = static_cast<std::uint32_t>(d_.duties.parties.size());
    for (std::uint32_t k = 0; k < parties; ++k)
      for (const auto s : chains.superiors[k]) up.emplace_back(k, s);
    order_ = from_the_top(parties, up);
    std::reverse(order_.begin(), order_.end());
    posts_.assign(parties, {});
    for (std::uint32_t k = 0; k < parties; ++k)
      for (const auto person : chains.holders[k]) posts_[person].push_back(k);
    // Persons come after the posts they hold, whatever is above those.
    std::stable_partition(order_.begin(), order_.end(), [&](std::uint32_t k) { return posts_[k].empty(); });
  }

  double weight_of(std::uint32_t member, std::uint32_t party) {
    const auto& id = d_.duties.parties[member].id;
    const auto at = how_.weights.find(id);
    if (at != how_.weights.end() && at->second >= 0) return at->second;
    wrong_ = detail::complaint(
        "D443", "party " + id,
        "its weight in the score of " + said(d_.duties.parties[party].id) + " is missing or below 0; give one",
        "缺少其在" + said_zh(d_.duties.parties[party].id) + "得分中的权重，或权重为负；请填写");
    return 0;
  }

  const Ledger &lost_, &stake_;
  const PartyScoring& how_;
  const RosterData& d_;
  std::vector<std::uint32_t> order_;  // members before those they belong to
  std::vector<std::vector<std::uint32_t>> posts_;
  std::optional<Diagnostic> wrong_;
};

}  // namespace

std::string_view to_text(ScoreRule rule, Language language) {
  const auto& w = words[static_cast<std::size_t>(rule)];
  return language == Language::en ? w.en : w.zh;
}

std::optional<ScoreRule> parse_score_rule(std::string_view text) {
  for (const auto& w : words)
    if (text == w.en || text == w.zh) return w.rule;
  return {};
}

Result<std::vector<PartyScore>> party_scores(const Ledger& lost, const Ledger& at_stake, std::size_t round,
                                             const PartyScoring& how) {
  if (&lost.roster().data() != &at_stake.roster().data() || lost.account() != at_stake.account() ||
      lost.rounds() != at_stake.rounds() || round >= lost.rounds())
    return detail::complaint("D443", {}, "the two ledgers are not of the same roster, account and rounds",
                             "两本账的责任体系、账户或轮次不一致");
  Scorer scorer(lost, at_stake, how);
  const auto now = scorer.run(round);
  if (!now) return now.diagnostics();
  std::optional<std::vector<std::optional<double>>> before;
  if (round > 0) {
    const auto last = scorer.run(round - 1);
    if (!last) return last.diagnostics();
    before = *last;
  }
  std::vector<PartyScore> out(now->size());
  for (std::uint32_t k = 0; k < out.size(); ++k) {
    out[k] = {scorer.rule(k), (*now)[k], {}};
    if (before && out[k].score && (*before)[k]) out[k].change = *out[k].score - *(*before)[k];
  }
  return out;
}

}  // namespace saniscore::inline v0::responsibility
