// The hierarchy as a picture: Graphviz and JSON, coloured by score.
#pragma once

#include <saniscore/responsibility/ledger.hpp>
#include <saniscore/responsibility/party_score.hpp>

#include <span>
#include <string>

namespace saniscore::inline v0::responsibility {

/// "digraph …" for dot: a node per party with its score, an arrow per superior (solid 条, dashed 块) and per holder
/// (dotted). Colours are those of the four-colour lists of Fenghua: from 90 green, 75 blue, 60 yellow, below red; grey
/// without a score. `scores` per party, or empty; `parties`: only these and who is above them, or empty for all.
[[nodiscard]] SANISCORE_EXPORT std::string to_graphviz(const Roster& roster, std::span<const PartyScore> scores,
                                                       std::span<const std::uint32_t> parties = {},
                                                       Language language = Language::en);

/// {"parties": [{"party", "name", "kind", "level", "score", "colour", "own", "answers", "joint"}], "links": [{"from",
/// "to", "link"}]}; numbers only where there are scores or a ledger.
[[nodiscard]] SANISCORE_EXPORT std::string to_json(const Roster& roster, std::span<const PartyScore> scores,
                                                   const Ledger* lost = nullptr, std::size_t round = 0,
                                                   std::span<const std::uint32_t> parties = {});

}  // namespace saniscore::inline v0::responsibility
