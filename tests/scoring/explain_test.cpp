// Where points went, worked out by hand. What explain() says has 12 significant digits.
#include "scoring/small.hpp"

#include <saniscore/scoring/explain.hpp>

#include <array>
#include <cmath>
#include <map>

namespace {

using namespace saniscore;

Explanation explained(const Standard& s, const Observations& o) {
  auto e = explain(s, o, "u");
  EXPECT_TRUE(e.has_value());
  return e ? *std::move(e) : Explanation{};
}

double lost(const Standard& s, const Explanation& e, const char* id) {
  for (const auto& n : e.nodes)
    if (s.id(n.node) == id) return n.lost;
  ADD_FAILURE() << id;
  return 0;
}

/// "node/rule" → points.
std::map<std::string, double> rules(const Standard& s, const Explanation& e) {
  std::map<std::string, double> out;
  for (const auto& r : e.rules) out[s.id(r.node) + "/" + r.rule] = r.lost;
  return out;
}

using Rules = std::map<std::string, double>;

TEST(Loss, RescaledSumAndMeanComeApartExactly) {
  // 缺项折算: b does not apply, so a's 3 of 4 become 7.5 of 10; the mean halves that again
  const auto s = small::standard(R"({"id":"t","combine":"mean","points":100,"children":[
      {"id":"g","weight":1,"points":10,"combine":"sum","on_drop":"rescale","children":[
        {"id":"a","points":4,"measure":{"score":4}},{"id":"b","points":6,"measure":{"score":6}}]},
      {"id":"c","weight":3,"points":5,"measure":{"score":5}}]})");
  Observations o(s);
  o.set("u", {.criterion = "a"}, 3);
  o.set_state("u", {.criterion = "b"}, State::not_applicable);
  o.set("u", {.criterion = "c"}, 4);
  const auto e = explained(s, o);
  EXPECT_DOUBLE_EQ(lost(s, e, "a"), 6.25);  // a quarter of a quarter of 100
  EXPECT_DOUBLE_EQ(lost(s, e, "c"), 15);    // a fifth of three quarters of 100
  EXPECT_DOUBLE_EQ(lost(s, e, "g"), 6.25);
  EXPECT_DOUBLE_EQ(lost(s, e, "t"), 21.25);
  EXPECT_EQ(e.rules.size(), 0u);
  EXPECT_DOUBLE_EQ(e.nodes[2].stands_for, 25);  // a stands for all of g
}

TEST(Loss, SitesAreWeighedAsTheReductionWeighsThem) {
  const char* tree = R"({"id":"t","combine":"sum","reduce":[{"over":"site","by":"%s"}],"children":[
      {"id":"a","points":10,"measure":{"score":10}},{"id":"b","points":10,"measure":{"score":10}}]})";
  const auto standard = [&](const char* by) {
    std::string text = tree;
    text.replace(text.find("%s"), 2, by);
    return small::standard(text);
  };
  const auto seen = [](const Standard& s) {
    Observations o(s);
    o.set("u", {.criterion = "a", .site = "x"}, 6);
    o.set("u", {.criterion = "b", .site = "x"}, 10);
    o.set("u", {.criterion = "a", .site = "y"}, 10);
    o.set("u", {.criterion = "b", .site = "y"}, 9);
    o.set("u", {.criterion = "a", .site = "z"}, 10);
    o.set("u", {.criterion = "b", .site = "z"}, 10);
    return o;
  };
  const std::map<std::string, std::pair<double, double>> expected = {
      {"mean", {4.0 / 3, 1.0 / 3}},    // a loses 4 at one of three sites
      {"sum", {4, 1}},                 // all points of all sites
      {"pooled", {4.0 / 3, 1.0 / 3}},  // 5 of 60, times 20
      {"worst", {4, 0}},               // site x counts
      {"latest", {0, 0}},              // site z counts
      {"share_passing", {20.0 / 3, 20.0 / 3}}};
  for (const auto& [by, points] : expected) {
    const auto s = standard(by.c_str());
    const auto e = explained(s, seen(s));
    EXPECT_NEAR(lost(s, e, "a"), points.first, 1e-11) << by;
    EXPECT_NEAR(lost(s, e, "b"), points.second, 1e-11) << by;
    EXPECT_TRUE(e.rules.empty()) << by;
    EXPECT_NEAR(lost(s, e, "t"), points.first + points.second, 1e-10) << by;
  }
}

TEST(Loss, WhatARuleTakesIsBookedToIt) {
  const auto s = small::standard(R"({"id":"t","combine":"sum","adjust":[
      {"id":"late","when":{"attribute":"late","==":true},"deduct":3},{"id":"extra","bonus":1},
      {"id":"top","when":{"score":"a","<":7},"cap":12}],"round":{"decimals":0},"children":[
      {"id":"a","points":10,"measure":{"score":10},"adjust":[{"when":{"value":"a","<":7},"deduct":0.5}]},
      {"id":"b","points":10,"measure":{"score":10}}]})");
  Observations o(s);
  o.set_attribute("u", "late", {.kind = Literal::Kind::boolean, .boolean = true});
  o.set("u", {.criterion = "a"}, 6);
  o.set("u", {.criterion = "b"}, 9.9);
  // a: 6 − 0.5; 15.4 − 3 + 1 = 13.4, capped at 12
  const auto e = explained(s, o);
  EXPECT_DOUBLE_EQ(lost(s, e, "t"), 8);
  EXPECT_DOUBLE_EQ(lost(s, e, "a"), 4);
  EXPECT_DOUBLE_EQ(lost(s, e, "b"), 0.1);
  const Rules expected{{"a/deduct", 0.5}, {"t/late", 3}, {"t/extra", -1}, {"t/top", 1.4}};
  const auto got = rules(s, e);
  ASSERT_EQ(got.size(), expected.size());
  for (const auto& [rule, points] : expected) EXPECT_NEAR(got.at(rule), points, 1e-11) << rule;
}

TEST(Loss, RoundingAndZero) {
  const auto s = small::standard(R"({"id":"t","combine":"sum","round":{"decimals":0},"children":[
      {"id":"g","combine":"sum","adjust":[{"id":"veto","when":{"level":"a","==":"no"},"zero":true}],"children":[
        {"id":"a","points":5,"measure":{"choice":{"yes":5,"no":4}}},{"id":"b","points":5,"measure":{"score":5}}]},
      {"id":"c","points":10,"measure":{"score":10}}]})");
  Observations o(s);
  o.set("u", {.criterion = "a"}, "no");
  o.set("u", {.criterion = "b"}, 3);
  o.set("u", {.criterion = "c"}, 7.5);
  const auto e = explained(s, o);
  EXPECT_DOUBLE_EQ(lost(s, e, "t"), 12);  // 0 + 7.5, rounded to 8
  EXPECT_DOUBLE_EQ(lost(s, e, "a"), 1);
  EXPECT_DOUBLE_EQ(lost(s, e, "b"), 2);
  const Rules expected{{"g/veto", 7}, {"t/round", -0.5}};
  EXPECT_EQ(rules(s, e), expected);
}

TEST(Loss, SharesThatDoNotAddSplitByWhatEachPartGainsAlone) {
  const auto tree = [](const char* combine) {
    return std::string(R"({"id":"t","points":12,)") + combine +
           R"(,"children":[{"id":"a","points":10,"measure":{"score":10}},
              {"id":"b","points":10,"measure":{"score":10}},{"id":"c","points":10,"measure":{"score":10}}]})";
  };
  const auto run = [&](const char* combine, double a, double b, double c) {
    const auto s = small::standard(tree(combine));
    Observations o(s);
    o.set("u", {.criterion = "a"}, a);
    o.set("u", {.criterion = "b"}, b);
    o.set("u", {.criterion = "c"}, c);
    const auto e = explained(s, o);
    EXPECT_TRUE(e.rules.empty());
    return std::array<double, 3>{lost(s, e, "a"), lost(s, e, "b"), lost(s, e, "c")};
  };
  using Three = std::array<double, 3>;
  EXPECT_EQ(run(R"("combine":"min")", 5, 9, 8), (Three{6, 0, 0})) << "only a's repair gains anything";
  EXPECT_EQ(run(R"("combine":"min")", 5, 5, 8), (Three{3, 3, 0})) << "a tie: equally to the worst";
  EXPECT_EQ(run(R"("combine":"max")", 5, 8, 2), (Three{0.8, 0.8, 0.8})) << "each alone would give all";
  // the geometric mean of 0.25, 1, 1: a alone; of two zeros neither helps alone
  const auto geometric = run(R"("combine":{"power":0})", 2.5, 10, 10);
  EXPECT_NEAR(geometric[0], 12 - 12 * std::cbrt(0.25), 1e-11);
  EXPECT_EQ(geometric[1], 0);
  EXPECT_EQ(run(R"("combine":{"power":0})", 0, 0, 10), (Three{6, 6, 0}));
  // harmonic of 0.5, 0.25, 1 is 3/7; repairing a gives 3/6, b 3/4: gains 1/14 and 9/28, as 2 to 9
  const auto harmonic = run(R"("combine":{"power":-1})", 5, 2.5, 10);
  EXPECT_NEAR(harmonic[0], 12.0 * 4 / 7 * 2 / 11, 1e-11);
  EXPECT_NEAR(harmonic[1], 12.0 * 4 / 7 * 9 / 11, 1e-11);
}

TEST(Loss, DemeritsAndStarts) {
  const auto merit = small::standard(R"({"id":"t","combine":"sum","start":-203,"children":[
      {"id":"a","points":300,"measure":{"score":300}},{"id":"b","points":13,"measure":{"score":13}}]})");
  Observations o(merit);
  o.set("u", {.criterion = "a"}, 150);
  o.set("u", {.criterion = "b"}, 13);
  auto e = explained(merit, o);
  EXPECT_DOUBLE_EQ(lost(merit, e, "t"), 150);
  EXPECT_DOUBLE_EQ(lost(merit, e, "a"), 150);
  ASSERT_EQ(e.rules.size(), 1u);  // the start lowers the maximum, and loses nothing
  EXPECT_EQ(e.rules[0].lost, 0);
  EXPECT_EQ(e.rules[0].stands_for, -203);
  EXPECT_EQ(e.nodes[1].stands_for + e.nodes[2].stands_for, 313);

  const auto demerit = small::standard(R"({"id":"t","direction":"demerit","combine":"sum","children":[
      {"id":"a","points":30,"measure":{"choice":[0,10,30]}},{"id":"b","points":20,"measure":{"choice":[0,5]}}]})");
  Observations d(demerit);
  d.set("u", {.criterion = "a"}, 10);
  d.set("u", {.criterion = "b"}, 5);
  e = explained(demerit, d);
  EXPECT_DOUBLE_EQ(lost(demerit, e, "t"), 15);
  EXPECT_DOUBLE_EQ(lost(demerit, e, "a"), 10);
  EXPECT_DOUBLE_EQ(lost(demerit, e, "b"), 5);
}

TEST(Gains, RulesThatAskTheValueItselfSeeTheRepair) {
  const auto s = small::standard(R"({"id":"t","combine":"sum","adjust":[
      {"id":"low","when":{"value":"a","<":6},"deduct":5},{"id":"smoke","when":{"value":"d/butts",">":0},"deduct":2},
      {"id":"poor","when":{"value":"c","==":"bad"},"deduct":1}],"children":[
      {"id":"a","points":10,"measure":{"score":10}},{"id":"b","points":10,"measure":{"bands":[{"<":5,"points":0},{"points":10}]},
       "adjust":[{"when":{"value":"b","<":5},"deduct":1}]},
      {"id":"c","points":4,"measure":{"choice":{"good":4,"bad":0}}},
      {"id":"d","points":5,"measure":{"deduct":{"rules":[{"id":"butts","rate":1},{"id":"dust","rate":0.5}]}}}]})");
  Observations o(s);
  o.set("u", {.criterion = "a"}, 4);
  o.set("u", {.criterion = "b"}, 3);
  o.set("u", {.criterion = "c"}, "bad");
  o.set("u", {.criterion = "d", .part = "butts"}, 2);
  o.set("u", {.criterion = "d", .part = "dust"}, 1);
  const auto e = explained(s, o);
  std::map<std::string, double> gains;
  for (const auto& n : e.nodes)
    if (n.gain) gains[s.id(n.node)] = *n.gain;
  const std::map<std::string, double> expected{{"a", 11}, {"b", 11}, {"c", 5}, {"d", 4.5}};
  EXPECT_EQ(gains, expected);
}

constexpr const char* ladder = R"(,"outcomes":[{"id":"o","title":{"en":"Grade","zh":"等级"},"levels":[
    {"level":"good","title":{"en":"Good","zh":"好"},"when":{"all":[{"min_of":["a","b","c","d"],">=":4},{"score":"t",">=":30}]}},
    {"level":"poor","title":{"en":"Poor","zh":"差"}}]}])";
constexpr const char* four = R"({"id":"t","title":{"en":"Total","zh":"总分"},"combine":"sum","children":[
    {"id":"a","title":{"en":"Air","zh":"空气"},"points":10,"measure":{"score":10}},
    {"id":"b","points":10,"measure":{"score":10}},{"id":"c","points":10,"measure":{"score":10}},
    {"id":"d","points":10,"measure":{"score":10}}]})";

TEST(Repairs, TheGreedySetHoldsOnlyWhatIsNeeded) {
  const auto s = small::standard(four, ladder);
  Observations o(s);
  // a and b are below 4; c costs most points and is not needed
  o.set("u", {.criterion = "a"}, 3);
  o.set("u", {.criterion = "b"}, 3.5);
  o.set("u", {.criterion = "c"}, 4);
  o.set("u", {.criterion = "d"}, 10);
  const auto e = explained(s, o);
  const auto& outcome = e.outcomes.at(0);
  EXPECT_TRUE(outcome.single_repairs.empty());
  EXPECT_EQ(outcome.greedy_repairs, (std::vector<Node>{s.find("a"), s.find("b")}));
  EXPECT_EQ(outcome.greedy_level, "good");
  const auto en = to_text(e, s), zh = to_text(e, s, Language::zh);
  EXPECT_NE(en.find("Grade: Poor"), std::string::npos) << en;
  EXPECT_NE(en.find("(greedy), 2 to reach Good: a Air, b"), std::string::npos) << en;
  EXPECT_NE(zh.find("贪心法找到的最少整改组合，2 项，可达 好：a 空气、b"), std::string::npos) << zh;
  EXPECT_NE(zh.find("受限于 “总分”的得分 ≥ 30，实为 20.5"), std::string::npos) << zh;
}

TEST(Repairs, NothingIsOfferedWhereNoRepairHelps) {
  const auto s = small::standard(four, R"(,"outcomes":[{"id":"o","levels":[
      {"level":"good","when":{"attribute":"licensed","==":true}},{"level":"poor"}]}])");
  Observations o(s);
  o.set_attribute("u", "licensed", {.kind = Literal::Kind::boolean, .boolean = false});
  for (const char* leaf : {"a", "b", "c", "d"}) o.set("u", {.criterion = leaf}, 5);
  const auto outcome = explained(s, o).outcomes.at(0);
  EXPECT_EQ(outcome.level, 1);
  EXPECT_TRUE(outcome.single_repairs.empty());
  EXPECT_TRUE(outcome.greedy_repairs.empty());
}

TEST(Open, NamesTheLeavesThatDecide) {
  const auto s = small::standard(
      R"({"id":"t","combine":"sum","children":[{"id":"a","points":10,"measure":{"choice":[0,5,10]}},
          {"id":"b","points":10,"measure":{"score":10}},{"id":"c","points":1,"measure":"pass"}]})",
      R"(,"outcomes":[{"id":"o","levels":[{"level":"x","when":{"score":"a",">=":5}},{"level":"y"}]}])");
  Observations o(s);
  o.add_unit("u");
  const auto outcome = explained(s, o).outcomes.at(0);
  EXPECT_EQ(outcome.level, undecided);
  ASSERT_EQ(outcome.open_leaves.size(), 1u);  // b and c are unknown too, and decide nothing
  EXPECT_EQ(outcome.open_leaves[0].node, s.find("a"));
  ASSERT_EQ(outcome.open_leaves[0].answers.size(), 2u);
  EXPECT_EQ(outcome.open_leaves[0].answers[0].values, (std::vector<std::string>{"0"}));
  EXPECT_EQ(outcome.open_leaves[0].answers[0].possible, (std::vector<std::string>{"y"}));
  EXPECT_EQ(outcome.open_leaves[0].answers[1].values, (std::vector<std::string>{"5", "10"}));
  EXPECT_EQ(outcome.open_leaves[0].answers[1].possible, (std::vector<std::string>{"x"}));
}

TEST(Open, SaysWhenOnlySeveralTogetherDecide) {
  const auto s = small::standard(four, R"(,"outcomes":[{"id":"o","levels":[
      {"level":"x","when":{"score":["a","b"],">=":20}},{"level":"y","when":{"score":["a","b"],">=":0}}]}])");
  Observations o(s);
  o.set("u", {.criterion = "a"}, 10);
  o.set("u", {.criterion = "c"}, 10);
  auto outcome = explained(s, o).outcomes.at(0);
  ASSERT_EQ(outcome.open_leaves.size(), 1u);
  EXPECT_EQ(outcome.open_leaves[0].node, s.find("b"));
}

}  // namespace
