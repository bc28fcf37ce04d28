// From a loss to the top, from a party to its losses, and scores of parties.
#include "town.hpp"

#include <algorithm>

namespace {

using namespace town;

constexpr const char* assignments =
    "criterion,place,party,person,role,share,due\n"
    "*,,bureau,,lead,0.2,2026-12-31\n*,,@grid,,responsible,0.8,2026-06-30\n*,,city,,in_charge,,\n*,,west,,assist,,\n"
    "pests,E,east,li,lead,,\n";

Observations inspection(const Standard& s) {
  Observations o(s);
  for (const char* unit : {"e1", "e2", "w1"}) {
    o.set(unit, {.criterion = "roads"}, unit[0] == 'w' ? 20.0 : 17.7);
    o.set(unit, {.criterion = "bins"}, 9.9);
    o.set(unit, {.criterion = "stalls"}, 15.0);
    o.set(unit, {.criterion = "pests"}, 2.0);
  }
  return o;
}

TEST(Who, EveryLostPointIsTraced) {
  const auto r = town::roster(duties(town::parties, town::areas, assignments));
  const auto& s = r.standard();
  const auto seen = inspection(s);
  for (const char* unit : {"e1", "e2", "w1"}) {
    const auto explanation = explain(s, seen, unit).value();
    double traced = 0;
    for (const auto& loss : losses_of(explanation, s)) {
      const auto traces = who(r, loss.criterion, loss.unit, "2026-05-31", loss.lost).value();
      ASSERT_EQ(traces.size(), 1u);
      double sum = 0;
      for (const auto& part : traces[0].parts) sum += part.points;
      EXPECT_EQ(sum, loss.lost);
      traced += sum;
    }
    EXPECT_DOUBLE_EQ(traced, 50 - *score(s, seen).value().score(s.root(), unit == std::string("e1")   ? 0u
                                                                          : unit == std::string("e2") ? 1u
                                                                                                      : 2u));
  }
}

TEST(Who, TheChainFromPersonToTop) {
  const auto r = town::roster(duties(town::parties, town::areas, assignments));
  const auto roads = r.standard().find("roads");
  const auto trace = who(r, roads, "e1", "2026-03", 2.3).value().at(0);
  EXPECT_EQ(to_text(trace, r),
            "  task total, everywhere\n"
            "  in_charge 市政府\n"
            "  lead 城管局: share 0.2, 0.46 points, due 2026-12-31\n"
            "    城管局 —line→ 市政府\n"
            "  responsible grid1: share 0.8, 1.84 points, due 2026-06-30\n"
            "    grid1 (张三) —line→ 环卫站 —line→ 城管局 —line→ 市政府\n"
            "    grid1 (张三) —line→ 环卫站 —area→ 东街 —area→ 市政府\n"
            "    grid1 (张三) —area→ 东街 —area→ 市政府\n"
            "  assist 西街\n"
            "    西街 —area→ 市政府\n");
  const auto april = who(r, roads, "e1", "2026-04", 2.3).value().at(0);
  EXPECT_NE(to_text(april, r, Language::zh).find("    grid1 (李四) —条→ 环卫站 —块→ 东街 —块→ 市政府\n"),
            std::string::npos);
  // The narrower task wins; its person is charged, the party answers.
  const auto pests = who(r, r.standard().find("pests"), "e2", "", 3).value().at(0);
  EXPECT_EQ(pests.criterion, "pests");
  EXPECT_EQ(pests.place, "E");
  ASSERT_EQ(pests.parts.size(), 1u);
  EXPECT_EQ(r.name(pests.parts[0].party), "李四");
  EXPECT_EQ(r.name(pests.parts[0].assigned), "东街");
  EXPECT_EQ(pests.parts[0].points, 3);
  EXPECT_EQ(codes(who(r, roads, "e9", "", 1).diagnostics()), std::vector<std::string>{"D406"});
  EXPECT_EQ(codes(who(r, roads, "e1", "May", 1).diagnostics()), std::vector<std::string>{"D403"});
}

TEST(Who, EverythingOfAParty) {
  const auto r = town::roster(duties(town::parties, town::areas, assignments));
  const auto& s = r.standard();
  const auto seen = inspection(s);
  std::vector<Loss> losses;
  for (const char* unit : {"e1", "e2", "w1"})
    for (auto& loss : losses_of(explain(s, seen, unit).value(), s)) losses.push_back(loss);
  std::vector<std::vector<Loss>> rounds{losses};
  const auto cells = cells_of(r, {"2026-05"}, rounds).value();
  const auto ledger = attribute(r, cells).value();
  for (std::uint32_t p = 0; p < r.duties().parties.size(); ++p) {
    double own = 0, all = 0, gain = 0;
    const auto answers = answers_for(r, p, losses, "2026-05").value();
    for (const auto& a : answers) {
      own += a.own;
      all += a.answers;
      gain += a.gain;
    }
    EXPECT_NEAR(own, ledger.own(p, 0), 1e-12) << r.name(p);
    EXPECT_NEAR(all, ledger.answers(p, 0), 1e-12) << r.name(p);
    EXPECT_NEAR(gain, all, 1e-12);  // under sums what a leaf lost is what its repair gains
  }
  EXPECT_EQ(codes(answers_for(r, 0, std::vector<Loss>{{"e9", s.root(), "", "", "", 1, 1, {}}}, "").diagnostics()),
            std::vector<std::string>{"D406"});
}

TEST(PartyScores, EachRuleByHand) {
  // 30 and 10 points at stake in east's grids, 20 in west's; lost 3, 5 and 2.
  const auto r = town::roster(duties(town::parties, town::areas, "party,role\n@grid,lead\n"));
  Losses lost, stake;
  lost.rounds = stake.rounds = {"2026-04", "2026-05"};
  const auto cell = [&](const char* place, double at_stake, double before, double now) {
    for (auto* l : {&lost, &stake}) {
      l->criterion.push_back(r.standard().root());
      l->place.push_back(*r.place(place));
    }
    stake.points.insert(stake.points.end(), {at_stake, at_stake});
    lost.points.insert(lost.points.end(), {before, now});
  };
  cell("e1", 30, 0, 3);
  cell("e2", 10, 5, 5);
  cell("w1", 20, 4, 2);
  const auto losses = attribute(r, lost).value(), stakes = attribute(r, stake).value();
  const auto score = [&](const char* id, PartyScoring how, std::size_t round = 1) {
    return party_scores(losses, stakes, round, how).value()[town::party(r, id)];
  };
  // grid1 90, grid2 50, grid3 90
  EXPECT_DOUBLE_EQ(*score("grid1", {ScoreRule::own}).score, 90);
  EXPECT_FALSE(score("east", {ScoreRule::own}).score.has_value());  // nothing of its own
  EXPECT_DOUBLE_EQ(*score("east", {ScoreRule::pooled}).score, 80);  // (40 − 8) ÷ 40
  EXPECT_DOUBLE_EQ(*score("station", {ScoreRule::mean}).score, 70);
  // east: the station (70) and its grids (90, 50) are all its direct subordinates
  EXPECT_DOUBLE_EQ(*score("east", {ScoreRule::mean}).score, 70);
  EXPECT_DOUBLE_EQ(*score("city", {ScoreRule::mean}).score, (70.0 + 70 + 90) / 3);  // bureau, east, west
  EXPECT_DOUBLE_EQ(*score("city", {ScoreRule::worst}).score, 50);
  EXPECT_DOUBLE_EQ(*score("station", {ScoreRule::points}).score, 80);
  PartyScoring weighed{ScoreRule::weights, {}, {{"grid1", 1}, {"grid2", 3}}};
  weighed.by_level = {{"grid", ScoreRule::own}};
  const auto missing = party_scores(losses, stakes, 1, weighed);
  EXPECT_EQ(codes(missing.diagnostics()), std::vector<std::string>{"D443"});
  for (const char* id : {"grid3", "station", "bureau", "east", "west", "li"}) weighed.weights[id] = 1;
  EXPECT_DOUBLE_EQ(*score("station", weighed).score, (90 + 3 * 50.0) / 4);
  EXPECT_EQ(score("station", weighed).rule, ScoreRule::weights);
  // The month before: grid1 100, grid2 50.
  EXPECT_DOUBLE_EQ(*score("grid1", {ScoreRule::own}).change, -10);
  EXPECT_FALSE(score("grid1", {ScoreRule::own}, 0).change.has_value());
  // Who holds two posts has the mean of both.
  EXPECT_DOUBLE_EQ(*score("li", {ScoreRule::mean}).score, 70);
  EXPECT_DOUBLE_EQ(*score("li", {ScoreRule::pooled}).score, 80);
  for (const auto rule :
       {ScoreRule::own, ScoreRule::pooled, ScoreRule::mean, ScoreRule::worst, ScoreRule::points, ScoreRule::weights})
    for (const auto language : {Language::en, Language::zh}) EXPECT_EQ(parse_score_rule(to_text(rule, language)), rule);
}

}  // namespace
