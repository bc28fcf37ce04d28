// What standards can give at all: by hand, and of real ones as their sources say.
#include "scoring/small.hpp"

#include <saniscore/scoring/examine.hpp>
#include <saniscore/standard/catalogue.hpp>

#include <cmath>
#include <fstream>
#include <sstream>

namespace {

using namespace saniscore;

NodeReach reach(const Standard& s, const Examination& e, const char* id) {
  for (const auto& n : e.nodes)
    if (s.id(n.node) == id) return n;
  ADD_FAILURE() << id;
  return {};
}

std::vector<std::string> oddities(const Examination& e) {
  std::vector<std::string> out;
  for (const auto& o : e.oddities) out.push_back(std::string(to_text(o.kind)) + " " + o.id);
  return out;
}

using Odd = std::vector<std::string>;

Standard hard(const std::string& name) {
  std::ifstream in(std::string(SANISCORE_TEST_DATA) + "/golden/hard/standards/" + name + ".json");
  std::ostringstream text;
  text << in.rdbuf();
  return load_standard(text.str()).value();
}

void expect_reach(const Standard& s, const char* id, double lowest, double highest) {
  const auto r = reach(s, examine(s), id);
  EXPECT_EQ(r.lowest, lowest) << id;
  EXPECT_EQ(r.highest, highest) << id;
  EXPECT_TRUE(r.lowest_exact && r.highest_exact) << id;
}

TEST(Examine, RealStandardsReachWhatTheirSourcesSay) {
  expect_reach(hard("us.nist.sp800-171"), "total", -203, 110);
  const auto fhrs = catalogue("uk.fsa.fhrs").value();
  expect_reach(fhrs, "total", 0, 80);
  EXPECT_TRUE(examine(fhrs).oddities.empty());
  const auto weight = reach(fhrs, examine(fhrs), "confidence");
  EXPECT_DOUBLE_EQ(weight.weight, 30.0 / 80);
  EXPECT_EQ(weight.moves, 30);
  expect_reach(hard("cn.yunnan.township-s1.whole"), "1", 0, 10);
  expect_reach(hard("cn.unit.office-100"), "total", 0, 100);
}

TEST(Examine, RangesExactAndNot) {
  const auto s = small::standard(R"({"id":"t","combine":"sum","children":[
      {"id":"a","points":10,"measure":{"choice":{"good":10,"fair":4,"bad":-2}}},
      {"id":"b","points":5,"measure":{"shortfall":{"target":90,"step":1,"deduct":1,"floor":"none"}}},
      {"id":"x","points":2,"measure":{"score":10}},{"id":"y","points":2,"from":"x","measure":{"bands":[{"<":5,"points":2},{"points":0}]}},
      {"id":"g","points":10,"combine":"mean","adjust":[{"when":{"attribute":"late","==":true},"deduct":3}],"children":[
        {"id":"c","points":1,"measure":"pass"}]}]})");
  const auto e = examine(s);
  EXPECT_EQ(reach(s, e, "a").lowest, -2);
  EXPECT_TRUE(reach(s, e, "a").lowest_exact);
  EXPECT_TRUE(std::isinf(reach(s, e, "b").lowest));
  EXPECT_EQ(reach(s, e, "b").highest, 5);
  // whether the rule acts is an attribute's business: −3 and 10 are limits
  EXPECT_EQ(reach(s, e, "g").lowest, -3);
  EXPECT_FALSE(reach(s, e, "g").lowest_exact);
  EXPECT_EQ(reach(s, e, "g").highest, 10);
  // x and y judge one number, so 29 need not be reached
  EXPECT_EQ(reach(s, e, "t").highest, 29);
  EXPECT_FALSE(reach(s, e, "t").highest_exact);
  EXPECT_EQ(reach(s, e, "c").weight, 10.0 / 29);
}

TEST(Examine, WhatALeafMoves) {
  // a is a key item: failing it costs its own points and everything above 60 besides
  const auto s =
      small::standard(R"({"id":"t","combine":"sum","adjust":[{"when":{"met":"a","==":false},"cap":60}],"children":[
      {"id":"a","points":10,"measure":"pass"},{"id":"b","points":90,"measure":{"score":90}}]})");
  const auto e = examine(s);
  EXPECT_EQ(reach(s, e, "a").moves, 40);
  EXPECT_EQ(reach(s, e, "a").weight, 0.1);
  EXPECT_EQ(reach(s, e, "b").moves, 90);
}

TEST(Examine, LevelsAndGates) {
  const char* tree = R"({"id":"t","combine":"sum","children":[{"id":"a","points":60,"measure":{"score":60}},
      {"id":"b","points":30,"measure":{"score":30}}]})";
  const auto levels = [&](const char* rest) { return oddities(examine(small::standard(tree, rest))); };
  EXPECT_EQ(levels(R"(,"outcomes":[{"id":"o","levels":[{"level":"x","when":{"score":"t",">=":95}},
      {"level":"y","when":{"score":"t",">=":0}},{"level":"z"}]}])"),
            (Odd{"level_never o/x", "level_never o/z"}));
  // a level below the fallback is reached through its gate
  EXPECT_EQ(levels(R"(,"gates":[{"id":"g","require":{"score":"a",">=":10},"outcome":"o","at_best":"veto"}],
      "outcomes":[{"id":"o","levels":[{"level":"x","when":{"score":"t",">=":80}},{"level":"y"},{"level":"veto"}]}])"),
            Odd{});
  EXPECT_EQ(levels(R"(,"gates":[{"id":"g","require":{"score":"a",">=":61},"outcome":"o","at_best":"y"}],
      "outcomes":[{"id":"o","levels":[{"level":"x","when":{"score":"t",">=":80}},{"level":"y"}]}])"),
            (Odd{"level_never o/x", "gate_never g"}));
  EXPECT_EQ(levels(R"(,"gates":[{"id":"g","require":{"score":"a",">=":0},"outcome":"o","at_best":"y"}],
      "outcomes":[{"id":"o","levels":[{"level":"x","when":{"attribute":"class","==":"A"}},{"level":"y"}]}])"),
            (Odd{"gate_always g"}));
  // earlier results, attributes and states are left open
  EXPECT_EQ(levels(R"(,"outcomes":[{"id":"o","levels":[{"level":"x","when":{"previous":{"score":"t",">=":5}}},
      {"level":"w","when":{"state":"a","==":"not_applicable"}},{"level":"y"}]}])"),
            Odd{});
}

TEST(Examine, RulesThatNeverAct) {
  const auto s = small::standard(R"({"id":"t","combine":"sum","points":100,"on_drop":"rescale","adjust":[
      {"id":"idle","when":{"score":"a",">":20},"deduct":5},{"id":"high","cap":100},{"id":"low","cap":90},{"id":"base","floor":0}],
      "children":[{"id":"a","points":20,"measure":{"score":20}},{"id":"b","points":30,"value":{"range":[0,10]},
        "measure":{"bands":[{"<":0,"points":5},{"<=":4,"points":0},{"<=":10,"points":30},{"points":1}]}}]})");
  const auto e = examine(s);
  EXPECT_EQ(oddities(e), (Odd{"rule_never idle", "rule_never high", "rule_never base", "points_differ points",
                              "rule_never band 1", "rule_never band 4"}));
  for (const auto& o : e.oddities) EXPECT_FALSE(o.en.empty() || o.zh.empty());
  EXPECT_NE(to_text(e, s).find("declares 100 points, its parts make 50; they are rescaled"), std::string::npos);
}

}  // namespace
