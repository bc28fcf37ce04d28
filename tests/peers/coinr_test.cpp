// Composite indicators as COINr 1.1.14 (R, MIT) aggregates them: 51 countries, 49 indicators, four levels, with even
// and uneven weights and missing cells. Data: $SANISCORE_PEERDATA/coinr, not shipped.
#include "peers/peer_data.hpp"

#include <saniscore/saniscore.hpp>

#include <cmath>
#include <map>
#include <optional>

namespace {

using namespace saniscore;

/// Exponents of the three levels of aggregation, from the indicators upwards; 1 is the arithmetic mean.
struct Means {
  double indicators, pillars, index;
};

struct Trial {
  const char* file;
  Means means;
  bool missing = false;  ///< input with 63 missing cells
  bool uneven = false;   ///< the uneven weights
  bool zero = false;     ///< and two weights of 0
  std::size_t compared = 561;
};

void PrintTo(const Trial& trial, std::ostream* out) { *out << trial.file; }

struct Indicators {
  std::map<std::string, double> weights;
  std::map<std::string, std::vector<std::string>> children;
};

Indicators indicators(const Trial& trial) {
  Indicators all;
  for (const auto& row : peers::read_peer_table("coinr/data/ASEM_iMeta.csv").rows) {
    if (row.at("Type") != "Indicator" && row.at("Type") != "Aggregate") continue;
    all.weights[row.at("iCode")] = peers::number(row.at("Weight"));
    all.children[row.at("Parent")].push_back(row.at("iCode"));
  }
  if (trial.uneven)
    for (const auto& row : peers::read_peer_table("coinr/data/weights_uneven.csv").rows)
      all.weights[row.at("iCode")] = peers::number(row.at("Weight"));
  if (trial.zero) all.weights["LPI"] = all.weights["P2P"] = 0;
  return all;
}

NodeSpec node(const Indicators& all, const std::string& id, const Means& means) {
  NodeSpec spec;
  spec.id = id;
  spec.weight = all.weights.at(id);
  const auto children = all.children.find(id);
  if (children == all.children.end()) {
    spec.measure.emplace().kind = MeasureSpec::Kind::score;
    spec.measure->of = 100;
    return spec;
  }
  for (const std::string& child : children->second) spec.children.push_back(node(all, child, means));
  const bool lowest = spec.children.front().children.empty();
  spec.exponent = lowest ? means.indicators : id == "Index" ? means.index : means.pillars;
  spec.combine = spec.exponent == 1 ? Combine::mean : Combine::power;
  return spec;
}

Standard standard_of(const Trial& trial) {
  StandardSpec spec;
  spec.id = "asem";
  spec.edition = "1";
  spec.states.policy[static_cast<std::size_t>(State::not_inspected)] = Policy{Policy::Kind::drop};
  spec.tree = node(indicators(trial), "Index", trial.means);
  return compile(spec).value();
}

class Coinr : public peers::PeerTest, public testing::WithParamInterface<Trial> {};

TEST_P(Coinr, GivesTheSameAggregates) {
  const Trial& trial = GetParam();
  const Standard standard = standard_of(trial);
  Observations seen(standard);
  std::vector<std::string> units;
  for (const auto& row :
       peers::read_peer_table(trial.missing ? "coinr/aggregate/input_NRaw.csv" : "coinr/aggregate/input_N1.csv").rows) {
    units.push_back(row.at("uCode"));
    for (const auto& [indicator, value] : row) {
      if (indicator == "uCode") continue;
      if (value == "NA")
        seen.set_state(units.back(), {.criterion = indicator}, State::not_inspected);
      else
        seen.set(units.back(), {.criterion = indicator}, peers::number(value));
    }
  }
  const Scorecard card = score(standard, seen).value();
  const auto expected = peers::read_peer_table("coinr/aggregate/" + std::string(trial.file));
  ASSERT_EQ(expected.rows.size(), 51u);
  std::size_t compared = 0;
  for (std::size_t k = 0; k < units.size(); ++k) {
    ASSERT_EQ(expected.rows[k].at("uCode"), units[k]);
    for (const auto& [aggregate, value] : expected.rows[k]) {
      if (aggregate == "uCode" || value == "NA") continue;  // COINr's own power mean gives up on any missing cell
      const auto got = card.score(standard.find(aggregate), k);
      ASSERT_TRUE(got) << units[k] << " " << aggregate;
      EXPECT_NEAR(*got / peers::number(value), 1, 1e-12) << units[k] << " " << aggregate;
      ++compared;
    }
  }
  EXPECT_EQ(compared, trial.compared);
}

INSTANTIATE_TEST_SUITE_P(
    Asem, Coinr,
    testing::Values(Trial{"amean.csv", {1, 1, 1}}, Trial{"gmean.csv", {0, 0, 0}}, Trial{"hmean.csv", {-1, -1, -1}},
                    Trial{"genmean_p2.csv", {2, 2, 2}}, Trial{"genmean_p3.csv", {3, 3, 3}},
                    Trial{"genmean_p10.csv", {10, 10, 10}}, Trial{"genmean_p0.5.csv", {0.5, 0.5, 0.5}},
                    Trial{"genmean_p-0.5.csv", {-0.5, -0.5, -0.5}}, Trial{"genmean_p-2.csv", {-2, -2, -2}},
                    Trial{"amean_w2.csv", {1, 1, 1}, false, true}, Trial{"gmean_w2.csv", {0, 0, 0}, false, true},
                    Trial{"hmean_w2.csv", {-1, -1, -1}, false, true},
                    Trial{"genmean_p2_w2.csv", {2, 2, 2}, false, true},
                    Trial{"amean_w2_zero_LPI_P2P.csv", {1, 1, 1}, false, true, true},
                    Trial{"mixed_a_g_h.csv", {1, 0, -1}}, Trial{"mixed_g_g_a.csv", {0, 0, 1}},
                    Trial{"mixed_genmean_paras.csv", {0.5, 1, -1}}, Trial{"NA_amean.csv", {1, 1, 1}, true},
                    Trial{"NA_gmean.csv", {0, 0, 0}, true}, Trial{"NA_hmean.csv", {-1, -1, -1}, true},
                    Trial{"NA_genmean_p2.csv", {2, 2, 2}, true, false, false, 466}));

}  // namespace
