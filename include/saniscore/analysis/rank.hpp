// Ranking for people: peer groups, ties, lists of the best and the worst, tiers, and what follows from several rounds.
// 排名通报: 分组, 并列, 红黑榜, 等次, 流动红旗, 连续约谈
//
//   const auto ranking = rank(entries, {.lower_is_better = false}).value();
//   const auto lists = red_black(ranking, {{"部门", {5, 3}}}, {1, 1});
//
// Scores are compared at 12 significant digits, as everywhere.
#pragma once

#include <saniscore/base/result.hpp>
#include <saniscore/scoring/score.hpp>

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace saniscore::inline v0::ranking {

/// One unit of one round. Units are only compared within their peer group.
struct Entry {
  std::string unit, group;
  std::optional<double> score;   ///< nothing: not ranked
  std::string why;               ///< … and why: "no problem in the bulletin this week", "not inspected"
  std::optional<double> before;  ///< last round's score
  bool provisional = false;      ///< the score can still change, and with it the rank
};

/// 1, 2, 2, 4 (competition, the usual one), or 1, 2, 2, 3.
enum class Ties : std::uint8_t { competition, dense };

struct RankOptions {
  bool lower_is_better = false;
  Ties ties = Ties::competition;
  double tolerance = 0;         ///< scores within this of the best of a tie share its rank
  std::optional<int> decimals;  ///< scores are rounded to these before they are compared (half up)
  bool ranked = true;           ///< false: 只作纵向对比, each unit beside its own past and no ranks
};

struct Place {
  std::size_t entry = 0;  ///< index of the entry
  std::size_t rank = 0;   ///< within the group, from 1; 0 where nothing is ranked
  std::size_t worse = 0;  ///< units of the group that are ranked behind it
  bool tied = false;
  double score = 0;                        ///< as compared
  std::optional<double> change;            ///< against its own last round; above 0 is progress, whichever way scores go
  std::optional<std::size_t> rank_before;  ///< among those of its group that have both scores and …
  std::optional<std::size_t> rank_now;  ///< … its rank among the same units now: what moved is the unit, not the field
};

struct Ranking {
  std::vector<Entry> entries;
  std::vector<std::string> groups;    ///< in the order of their first entries
  std::vector<Place> places;          ///< group after group, best first, ties in the order of the entries
  std::vector<std::size_t> excluded;  ///< entries without a score
  bool ranked = true;
};

/// Errors: D501 (a unit twice in a group, a score that is not finite), D502 (tolerance or decimals out of range).
[[nodiscard]] SANISCORE_EXPORT Result<Ranking> rank(std::vector<Entry> entries, const RankOptions& options = {});

/// One entry per unit of a scorecard, by a node's score; `group` names the peer group of each unit (empty: one group),
/// `before` the same node's scores a round ago (empty: none). A unit without a score keeps its state as the reason.
[[nodiscard]] SANISCORE_EXPORT std::vector<Entry> entries_of(const Scorecard& card, Node node,
                                                             std::span<const std::string> group = {},
                                                             const Scorecard* before = nullptr);

/// The standard asks to compare with oneself only and not to rank (重在纵向对比, 不搞横向排名): its root has the tag
/// "no_ranking".
[[nodiscard]] SANISCORE_EXPORT bool refuses_ranking(const Standard& standard);

/// How many are listed.
struct ListRule {
  std::size_t top = 0, bottom = 0;
};
struct Lists {
  std::vector<std::size_t> red, black;  ///< indices of places
};
/// The first `top` and the last `bottom` of each group, with everybody who ties with the last one listed. Who is on the
/// red list is not also on the black one. Errors: D504 (nothing is ranked).
[[nodiscard]] SANISCORE_EXPORT Result<Lists> red_black(const Ranking& ranking,
                                                       const std::map<std::string, ListRule>& by_group,
                                                       const ListRule& others = {});

/// A tier 等次 or a number of stars: from this score on (lower is better: up to it).
struct Tier {
  std::string label;
  double limit = 0;
};
/// The label of the first tier that the score reaches; the last tier needs no limit. Tiers go from best to worst.
/// Errors: D502 (no tiers, or limits that are not in order).
[[nodiscard]] SANISCORE_EXPORT Result<std::string> tier_of(double score, std::span<const Tier> tiers,
                                                           bool lower_is_better = false);

/// One past round: who was on the list, and who was ranked at all.
struct ListedRound {
  std::vector<std::string> listed, ranked;
};
/// What a round means in which the unit was not ranked.
enum class Absent : std::uint8_t { breaks, pauses };

struct Measure {
  std::size_t in_a_row = 1;  ///< from so many rounds in a row on
  std::string en, zh;        ///< interview by the deputy leader in charge 分管领导约谈, …
};
struct Escalated {
  std::string unit;
  std::size_t in_a_row = 0;            ///< rounds on the list without a break, up to and with the last
  std::optional<std::size_t> measure;  ///< index; nothing below the first
};
/// Units of the last round's list and what follows for them; the rounds in order, the last one the present.
/// Errors: D502 (measures out of order).
[[nodiscard]] SANISCORE_EXPORT Result<std::vector<Escalated>> escalate(std::span<const ListedRound> rounds,
                                                                       std::span<const Measure> measures,
                                                                       Absent absent = Absent::breaks);

/// 流动红旗: where the flag goes this round. `keep_after` rounds in a row it stays for good (0: never).
struct Flags {
  std::vector<std::string> holders;  ///< this round
  std::vector<std::string> gained, kept, returned;
  std::vector<std::string> for_good;  ///< of the holders: so often in a row
};
[[nodiscard]] SANISCORE_EXPORT Flags flags(std::span<const ListedRound> rounds, std::size_t keep_after = 0);

/// Bonus for progress and deduction for regress 进步加分, 退步扣分: points per point of the score, or per rank.
struct ProgressRule {
  enum class By : std::uint8_t { score, rank } by = By::score;
  double bonus = 0, deduction = 0;  ///< per point or rank gained, lost; both at least 0
  double at_most = 1e300;           ///< either way
};
struct Adjusted {
  double score = 0;       ///< after
  double adjustment = 0;  ///< 0 without a last round
};
/// One per place of the ranking; rank the adjusted scores again for the final list. Errors: D502, D504.
[[nodiscard]] SANISCORE_EXPORT Result<std::vector<Adjusted>> adjust(const Ranking& ranking, const ProgressRule& rule,
                                                                    bool lower_is_better = false);

/// A unit below another one, and whether it holds the certificate (卫生村, 卫生单位 …); nothing: not known.
struct SubUnit {
  std::string parent;
  std::optional<bool> certified;
};
struct CertifiedShare {
  std::string parent;
  std::size_t units = 0, certified = 0, unknown = 0;
  /// Certified ÷ units; with what is unknown it can be at most `most`.
  double share = 0, most = 0;
};
/// Per parent, in the order of first appearance: the share of towns that are hygienic towns 卫生镇创建率.
[[nodiscard]] SANISCORE_EXPORT std::vector<CertifiedShare> certified_shares(std::span<const SubUnit> units);

/// One assessment of units: by themselves 自评, by the higher level 上级考评, by a third party 第三方测评.
struct Assessment {
  std::string by;
  std::map<std::string, double> scores;  ///< per unit
};
struct SideBySide {
  std::string unit;
  std::vector<std::optional<double>> scores;  ///< per assessment
  std::vector<std::optional<double>> gaps;    ///< per assessment: less the reference; above 0 is kinder
  double spread = 0;                          ///< highest less lowest
};
/// The same units as several assessors see them. `reference` is the assessment that others are held against; the widest
/// spread comes first. Errors: D502 (no such assessment).
[[nodiscard]] SANISCORE_EXPORT Result<std::vector<SideBySide>> side_by_side(std::span<const Assessment> assessments,
                                                                            std::size_t reference);

}  // namespace saniscore::inline v0::ranking
