// The MSNA WASH composite: every one of its 25,920 possible inputs, against what the humind R package (2025.1.4, MIT)
// gives. Data: $SANISCORE_PEERDATA/msna_wash_composite_2025.1.4_golden.csv.gz, not shipped.
#include "peers/peer_data.hpp"

#include <saniscore/saniscore.hpp>

#include <utility>

namespace {

using namespace saniscore;

class Wash : public peers::PeerTest {};

constexpr std::pair<const char*, const char*> labels[] = {
    {"water", "wash_drinking_water_quality_jmp_cat"},    {"users", "wash_sharing_sanitation_facility_n_ind"},
    {"sharing", "wash_sharing_sanitation_facility_cat"}, {"facility", "wash_sanitation_facility_cat"},
    {"service", "wash_sanitation_facility_jmp_cat"},     {"hand-washing", "wash_handwashing_facility_jmp_cat"}};
constexpr std::pair<const char*, const char*> scores[] = {{"quantity", "comp_wash_score_water_quantity"},
                                                          {"quality", "comp_wash_score_water_quality"},
                                                          {"sanitation", "comp_wash_score_sanitation"},
                                                          {"hygiene", "comp_wash_score_hygiene"},
                                                          {"composite", "comp_wash_score"}};

TEST_F(Wash, Everyone) {
  const auto table = peers::read_peer_table("msna_wash_composite_2025.1.4_golden.csv.gz");
  ASSERT_EQ(table.rows.size(), 25920u);
  const Standard standard = catalogue("msna.wash-composite").value();
  Observations seen(standard);
  for (std::size_t k = 0; k < table.rows.size(); ++k) {
    const auto& row = table.rows[k];
    const std::string unit = std::to_string(k);
    seen.set_attribute(unit, "setting", {.text = row.at("setting")});
    if (row.at("wash_hwise_drink") == "dnk")
      seen.set_state(unit, {.criterion = "quantity"}, State::not_inspected);
    else
      seen.set(unit, {.criterion = "quantity"}, row.at("wash_hwise_drink"));
    for (const auto& [criterion, column] : labels) seen.set(unit, {.criterion = criterion}, row.at(column));
  }
  const Scorecard card = score(standard, seen).value();
  ScoreOptions all;
  all.all_nodes = true;
  const Scorecard parts = score(standard, seen, all).value();
  const std::size_t need = *standard.find_outcome("need");
  std::size_t same = 0;
  for (std::size_t k = 0; k < table.rows.size(); ++k) {
    const auto& row = table.rows[k];
    bool right = true;
    for (const auto& [criterion, column] : scores) {
      const auto got = parts.score(standard.find(criterion), k);
      right &= row.at(column).empty() ? !got : got && *got == peers::number(row.at(column));
    }
    const auto level = card.outcome_label(need, k);
    const auto& severe = row.at("comp_wash_in_severe_need");
    right &= row.at("comp_wash_in_need").empty() ? !level
                                                 : level == (severe == "1"                        ? "severe"
                                                             : row.at("comp_wash_in_need") == "1" ? "in need"
                                                                                                  : "none");
    EXPECT_TRUE(right || same + 20 < k) << "row " << k;  // the first twenty are named
    same += right;
  }
  EXPECT_EQ(same, 25920u);
}

}  // namespace
