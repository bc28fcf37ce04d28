// Every establishment of Norwich in the open data of the Food Hygiene Rating Scheme (21 July 2026): the rule must give
// each published rating, and must not invent one where components were withheld or nothing was rated.
// Data: $SANISCORE_PEERDATA/fhrs_norwich_2026-07.csv, Open Government Licence v3.0, not shipped.
#include "peers/peer_data.hpp"

#include <saniscore/saniscore.hpp>

#include <algorithm>

namespace {

using namespace saniscore;

struct Establishment {
  std::string id, rating;
  std::vector<std::string> components;  ///< hygiene, structural, confidence; empty when not published
  [[nodiscard]] bool rated() const { return rating.size() == 1 && rating[0] >= '0' && rating[0] <= '5'; }
  [[nodiscard]] bool complete() const {
    return std::none_of(components.begin(), components.end(), [](const std::string& c) { return c.empty(); });
  }
};

const std::vector<Establishment>& norwich() {
  static const std::vector<Establishment> all = [] {
    std::vector<Establishment> list;
    for (const auto& row : peers::read_peer_table("fhrs_norwich_2026-07.csv").rows)
      list.push_back(
          {row.at("FHRSID"), row.at("RatingValue"), {row.at("hygiene"), row.at("structural"), row.at("confidence")}});
    return list;
  }();
  return all;
}

class Norwich : public peers::PeerTest {};

constexpr const char* components[] = {"hygiene", "structural", "confidence"};

TEST_F(Norwich, EveryRatingIsReproducedAndNoneInvented) {
  ASSERT_EQ(norwich().size(), 1563u);
  const Standard standard = catalogue("uk.fsa.fhrs").value();
  Observations seen(standard);
  for (const Establishment& e : norwich()) {
    // Rated, waiting for an inspection or its publication, or exempt (another status altogether).
    const char* status = e.rated() ? "rated" : e.rating.starts_with("Awaiting") ? "awaiting" : "exempt";
    seen.set_attribute(e.id, "status", {.text = status});
    for (std::size_t k = 0; k < 3; ++k) {
      const Cell cell{.criterion = components[k]};
      if (!e.components[k].empty())
        seen.set(e.id, cell, peers::number(e.components[k]));
      else if (e.rated())
        seen.set_state(e.id, cell, State::withheld);
    }
  }
  const Scorecard card = score(standard, seen).value();
  ASSERT_EQ(card.units(), norwich().size());
  const std::size_t rating = *standard.find_outcome("rating"), broadly = *standard.find_outcome("broadly_compliant");

  std::size_t same = 0, withheld = 0, awaiting = 0, exempt = 0;
  for (std::size_t k = 0; k < card.units(); ++k) {
    const Establishment& e = norwich()[k];
    ASSERT_EQ(card.unit_names()[k], e.id);
    const auto ours = card.outcome_label(rating, k);
    if (e.rated() && e.complete()) {
      EXPECT_EQ(ours, e.rating) << e.id;
      same += ours == e.rating;
      EXPECT_EQ(card.outcome_label(broadly, k), e.rating >= "3" ? "yes" : "no") << e.id;
    } else if (e.rated()) {
      // Published without components: not ours to rate, and the published one must be among the possible.
      EXPECT_EQ(card.outcome(rating)[k], undecided) << e.id;
      const auto possible = card.possible_labels(rating, k);
      EXPECT_NE(std::find(possible.begin(), possible.end(), e.rating), possible.end()) << e.id;
      EXPECT_FALSE(card.score(standard.root(), k)) << e.id;
      ++withheld;
    } else if (e.rating == "Exempt") {
      EXPECT_FALSE(ours) << e.id;
      EXPECT_EQ(card.state(standard.root())[k], State::not_applicable) << e.id;
      ++exempt;
    } else {
      EXPECT_EQ(card.outcome(rating)[k], undecided) << e.id;
      ++awaiting;
    }
  }
  EXPECT_EQ(same, 1319u);
  EXPECT_EQ(withheld, 36u);
  EXPECT_EQ(awaiting + exempt, 208u);
  EXPECT_EQ(exempt, 35u);
}

/// The totals alone do not give the rating: the caps on single scores matter.
TEST_F(Norwich, ATotalOnlyRuleWouldFail75) {
  ASSERT_EQ(norwich().size(), 1563u);
  std::size_t wrong = 0;
  for (const Establishment& e : norwich()) {
    if (!e.rated() || !e.complete()) continue;
    double total = 0;
    for (const std::string& c : e.components) total += peers::number(c);
    const char* by_total = total <= 15   ? "5"
                           : total <= 20 ? "4"
                           : total <= 30 ? "3"
                           : total <= 40 ? "2"
                           : total <= 50 ? "1"
                                         : "0";
    wrong += e.rating != by_total;
  }
  EXPECT_EQ(wrong, 75u);
}

}  // namespace
