// Scores of parties, from what they lost of what was at stake, by a rule that is named.
#pragma once

#include <saniscore/responsibility/ledger.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace saniscore::inline v0::responsibility {

/// How a party's score comes about. A score is 100 × (1 − lost ÷ at stake). The members of a party are its direct
/// subordinates, the posts a person holds, and its own tasks where it has any, as one member; members without a score
/// are left out.
enum class ScoreRule : std::uint8_t {
  own,      ///< 本级: its own tasks only
  pooled,   ///< 合并: everything it answers for, points over points
  mean,     ///< 平均: the mean of its members' scores, each counting once
  worst,    ///< 最差: the lowest of its members' scores
  points,   ///< 按分值: the mean of its members' scores, each by the points at stake in all it answers for
  weights,  ///< 按权重: the mean of its members' scores by declared weights; own tasks under the party's own name
};
[[nodiscard]] SANISCORE_EXPORT std::string_view to_text(ScoreRule rule, Language language = Language::en);
[[nodiscard]] SANISCORE_EXPORT std::optional<ScoreRule> parse_score_rule(std::string_view text);

struct PartyScoring {
  ScoreRule rule = ScoreRule::pooled;
  std::map<std::string, ScoreRule> by_level{};  ///< another rule for parties of a level
  std::map<std::string, double> weights{};      ///< by party id; needed for the members of parties under `weights`
};

struct PartyScore {
  ScoreRule rule = ScoreRule::pooled;
  std::optional<double> score;   ///< nothing where nothing was at stake
  std::optional<double> change;  ///< against the round before, where both have a score
};

/// One per party, for one round of two ledgers of the same roster, cells and account: lost points, points at stake.
/// Errors: D443 (a member without weight, a weight below 0, ledgers that do not match).
[[nodiscard]] SANISCORE_EXPORT Result<std::vector<PartyScore>> party_scores(const Ledger& lost, const Ledger& at_stake,
                                                                            std::size_t round,
                                                                            const PartyScoring& how = {});

}  // namespace saniscore::inline v0::responsibility
