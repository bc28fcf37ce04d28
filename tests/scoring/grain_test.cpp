// Sites, methods, rounds and periods coming together; every number worked out by hand.
#include "scoring/small.hpp"

#include <string>
#include <utility>
#include <vector>

namespace {

using namespace saniscore;

using Marks = std::vector<std::pair<const char*, double>>;

double root(const Standard& s, const Observations& o) { return small::score_all(s, o).score(s.root())[0]; }

/// One criterion of 100 points with these steps, marked once per round.
double by_rounds(const std::string& reduce, const Marks& marks) {
  const auto s = small::standard(R"({"id":"t","points":100,"measure":{"score":100},"reduce":[)" + reduce + "]}");
  Observations o(s);
  for (const auto& [round, mark] : marks) o.set("u", {.criterion = "t", .round = round}, mark);
  return root(s, o);
}

const Marks months = {{"2023-11", 100}, {"2024-01", 80}, {"2024-02-29", 90}, {"2024-04", 60}};
const std::string round_mean = R"({"over":"round","by":"mean"})", quarter_mean = R"({"over":"quarter","by":"mean"})";

TEST(Grain, MonthsMakeQuartersAndQuartersYears) {
  EXPECT_EQ(by_rounds(round_mean, months), 82.5);  // (100 + 80 + 90 + 60) / 4
  // quarters 100, 85 and 60
  EXPECT_DOUBLE_EQ(by_rounds(round_mean + "," + quarter_mean, months), 245.0 / 3);
  EXPECT_EQ(by_rounds(round_mean + R"(,{"over":"quarter","by":"worst"})", months), 60);
  // years 100 and (85 + 60) / 2
  const auto years = round_mean + "," + quarter_mean + R"(,{"over":"year","by":)";
  EXPECT_EQ(by_rounds(years + R"("mean"})", months), 86.25);
  EXPECT_EQ(by_rounds(years + R"("latest"})", months), 72.5);
  EXPECT_EQ(by_rounds(round_mean + R"(,{"over":"year","by":"sum","last":1})", months), 230.0 / 3);
  // 0.25 of the fourth quarter and 0.75 of the first; the second has no weight
  EXPECT_EQ(by_rounds(round_mean + R"(,{"over":"quarter","weights":{"2023-Q4":0.25,"2024-Q1":0.75}})", months), 88.75);
}

TEST(Grain, SeveralVisitsOfAMonthMakeTheMonth) {
  const Marks days = {{"2024-01-05", 70}, {"2024-01-20", 90}, {"2024-02-10", 50}};
  EXPECT_EQ(by_rounds(round_mean + R"(,{"over":"month","by":"mean"})", days), 65);  // (80 + 50) / 2, not 70
}

TEST(Grain, WhatIsSaidOfAQuarterHoldsInItsMonths) {
  // January 10 + 4, February 6 + 4, April 8 + 9: quarters 12 and 17
  const auto s = small::standard(R"({"id":"t","combine":"sum","reduce":[{"over":"round","by":"mean"},
      {"over":"quarter","by":"mean"}],"children":[{"id":"a","points":10,"measure":{"score":10}},
      {"id":"b","points":10,"measure":{"score":10}}]})");
  Observations o(s);
  for (const auto& [round, mark] : Marks{{"2024-01", 10}, {"2024-02", 6}, {"2024-04", 8}})
    o.set("u", {.criterion = "a", .round = round}, mark);
  o.set("u", {.criterion = "b", .round = "2024-Q1"}, 4);
  o.set("u", {.criterion = "b", .round = "2024-Q2"}, 9);
  EXPECT_EQ(root(s, o), 14.5);
}

TEST(Grain, PeriodsWithinThePlacesOfAGroup) {
  // the leaf brings its rounds together in each quarter, the group its quarters: max per quarter, then mean
  const auto s = small::standard(R"({"id":"t","combine":"max","points":10,"reduce":[{"over":"quarter","by":"mean"}],
      "children":[{"id":"a","points":10,"measure":{"score":10},"reduce":[{"over":"round","by":"mean"}]},
      {"id":"b","points":10,"measure":{"score":10},"reduce":[{"over":"round","by":"worst"}]}]})");
  Observations o(s);
  for (const auto& [round, mark] : Marks{{"2024-01", 2}, {"2024-03", 4}, {"2024-05", 9}})
    o.set("u", {.criterion = "a", .round = round}, mark);
  for (const auto& [round, mark] : Marks{{"2024-02", 8}, {"2024-03", 5}, {"2024-06", 1}})
    o.set("u", {.criterion = "b", .round = round}, mark);
  EXPECT_EQ(root(s, o), 7);  // max(3, 5) and max(9, 1)
}

TEST(Grain, EveryQuarterIsAskedBeforeQuartersComeTogether) {
  const std::string tree =
      R"({"id":"t","points":100,"measure":{"score":100},"reduce":[)" + round_mean + "," + quarter_mean + "]}";
  const auto s = small::standard(tree, R"(,"outcomes":[{"id":"o","levels":[
      {"level":"good","when":{"score":"t","every":"quarter",">=":60}},{"level":"bad"}]}])");
  const auto outcome = [&](double april) {
    Observations o(s);
    o.set("u", {.criterion = "t", .round = "2024-01"}, 40);  // January alone would fail
    o.set("u", {.criterion = "t", .round = "2024-02"}, 90);
    o.set("u", {.criterion = "t", .round = "2024-04"}, april);
    return small::score_all(s, o).outcome(0)[0];
  };
  EXPECT_EQ(outcome(60), 0);
  EXPECT_EQ(outcome(59), 1);
}

TEST(Grain, ARoundThatIsNoPeriodIsAnError) {
  const auto s =
      small::standard(R"({"id":"t","points":10,"measure":"pass","reduce":[)" + round_mean + "," + quarter_mean + "]}");
  for (const char* round : {"spring", "2024-13", "2024-Q5", "24-01", "2024-1", "2024-01-32"}) {
    Observations o(s);
    o.set("u", {.criterion = "t", .round = round}, 1);
    const auto r = score(s, o);
    ASSERT_FALSE(r.has_value()) << round;
    EXPECT_EQ(r.diagnostics().front().code, "D014") << round;
  }
}

TEST(Grain, FloorsActPerPlace) {
  // 12 findings in one market leave 0 and not -2: (0 + 10) / 2; six findings each would leave 4
  const auto s =
      small::standard(R"({"id":"t","points":10,"measure":{"deduct":1},"reduce":[{"over":"site","by":"mean"}]})");
  Observations o(s);
  o.set("u", {.criterion = "t", .site = "a"}, 12);
  o.set("u", {.criterion = "t", .site = "b"}, 0);
  EXPECT_EQ(root(s, o), 5);
}

TEST(Grain, WaysOfComingTogether) {
  // 9 of 10 and 40 of 90: the mean of two rates, and the rate of both
  const auto rate = [](const std::string& by) {
    const auto s = small::standard(R"({"id":"t","points":100,"measure":{"score":100},"from":{"ratio":{"num":"t/num",
        "den":"t/den"},"per":100},"reduce":[{"over":"site","by":")" +
                                   by + "\"}]}");
    Observations o(s);
    for (const auto& [site, num, den] : {std::tuple{"a", 9, 10}, {"b", 40, 90}}) {
      o.set("u", {.criterion = "t", .part = "num", .site = site}, num);
      o.set("u", {.criterion = "t", .part = "den", .site = site}, den);
    }
    return root(s, o);
  };
  EXPECT_DOUBLE_EQ(rate("mean"), (90 + 44.4444444444) / 2);  // a derived input has 12 digits
  EXPECT_DOUBLE_EQ(rate("pooled"), 49);
  EXPECT_DOUBLE_EQ(rate("worst"), 44.4444444444);
  EXPECT_EQ(by_rounds(R"({"over":"round","by":"latest"})", months), 60);
  EXPECT_EQ(by_rounds(R"({"over":"round","by":"mean","last":2})", months), 75);           // 90, 60
  EXPECT_EQ(by_rounds(R"({"over":"round","by":"mean","last":2,"skip":1})", months), 85);  // 80, 90
  EXPECT_EQ(by_rounds(R"({"over":"round","by":"share_passing"})", months), 25);           // one of four is full
}

TEST(Grain, AMissingMethodIsUnknownUnlessTheRestMayStandForIt) {
  const auto run = [](const char* renormalise) {
    const auto s = small::standard(std::string(R"({"id":"t","points":100,"measure":{"score":100},"reduce":[
        {"over":"method","weights":{"covert":0.7,"announced":0.3})") +
                                   renormalise + "}]}");
    Observations o(s);
    o.set("u", {.criterion = "t", .method = "covert"}, 80);
    const auto card = small::score_all(s, o);
    return std::vector<double>{card.score(s.root())[0], card.lower(s.root())[0], card.upper(s.root())[0]};
  };
  const auto open = run("");  // 56 of covert, and 0 to 30 of announced
  EXPECT_DOUBLE_EQ(open[0], 80);
  EXPECT_DOUBLE_EQ(open[1], 56);
  EXPECT_DOUBLE_EQ(open[2], 86);
  EXPECT_EQ(run(R"(,"renormalise":true)"), (std::vector<double>{80, 80, 80}));
}

TEST(Grain, AVoidPlaceIsLeftOutOfTheMean) {
  const auto s = small::standard(R"({"id":"t","combine":"sum","reduce":[{"over":"site","by":"mean"}],
      "adjust":[{"id":"closed","when":{"value":"open","==":0},"void":true}],
      "children":[{"id":"a","points":10,"measure":{"score":10}},{"id":"open"}]})");
  Observations o(s);
  for (const auto& [site, mark, open] : {std::tuple{"a", 4, 1}, {"b", 8, 1}, {"c", 0, 0}}) {
    o.set("u", {.criterion = "a", .site = site}, mark);
    o.set("u", {.criterion = "open", .site = site}, open);
  }
  EXPECT_EQ(root(s, o), 6);
}

TEST(Grain, PlacesHaveTheirOwnSheets) {
  // the toilet is not judged on dust: its 8 of 10 are scaled to 16 of 20, the office has 9 + 5
  const auto s = small::standard(R"({"id":"t","combine":"sum","points":20,"on_drop":"rescale",
      "reduce":[{"over":"site","by":"mean"}],"children":[{"id":"dust","points":10,"measure":{"score":10},
      "applies":{"attribute":"kind","==":"office"}},{"id":"floor","points":10,"measure":{"score":10}}]})");
  Observations o(s);
  for (const char* kind : {"office", "toilet"}) {
    o.set_attribute("u", "kind", Literal{Literal::Kind::text, kind, 0, false}, kind);
    o.set("u", {.criterion = "floor", .site = kind}, kind == std::string("office") ? 5 : 8);
  }
  o.set("u", {.criterion = "dust", .site = "office"}, 9);
  EXPECT_EQ(root(s, o), 15);
}

TEST(Grain, TooFewHouseholdsAreNoSumAndAreReported) {
  const auto s = small::standard(R"({"id":"t","combine":"sum","children":[
      {"id":"households","points":5,"measure":{"score":5},"applies":{"attribute":"rural","==":true},
       "from":{"column":"households","reduce":[{"over":"site","by":"sum","least":5}]}},
      {"id":"x","points":5,"measure":{"score":5}}]})");
  const auto run = [&](bool rural, const std::vector<const char*>& visited) {
    Observations o(s);
    o.set("u", {.criterion = "x"}, 5);
    o.set_attribute("u", "rural", Literal{Literal::Kind::boolean, "", 0, rural});
    for (const char* site : visited) o.set("u", {.criterion = "households", .site = site}, 1);
    return small::score_all(s, o);
  };
  const auto four = run(true, {"a", "b", "c", "d"});
  EXPECT_EQ(four.state(s.find("households"))[0], State::not_inspected);
  ASSERT_EQ(four.shortages().size(), 1u);
  EXPECT_EQ(four.shortages()[0].node, s.find("households"));
  EXPECT_EQ(four.shortages()[0].needed, 5);
  EXPECT_EQ(four.shortages()[0].had, 4u);
  EXPECT_EQ(run(true, {"a", "b", "c", "d", "e"}).score(s.root())[0], 10);
  EXPECT_TRUE(run(false, {"a"}).shortages().empty());  // a city has no villagers to visit
}

TEST(Grain, APooledRatioIsShortOnlyWhereItApplies) {
  const auto literal = [](bool yes) { return Literal{Literal::Kind::boolean, "", 0, yes}; };
  // its own step: the newest round is left out, and there is no other
  const auto own = small::standard(R"({"id":"t","combine":"sum","children":[
      {"id":"rate","points":5,"applies":{"attribute":"rural","==":true},
       "from":{"ratio":{"num":"rate/num","den":"rate/den"},"per":100},"measure":{"score":100},
       "reduce":[{"over":"round","by":"pooled","least":1,"skip":1}]},
      {"id":"x","points":5,"measure":{"score":5}}]})");
  for (const bool rural : {false, true}) {
    Observations o(own);
    o.set_attribute("u", "rural", literal(rural));
    o.set("u", {.criterion = "rate/num", .round = "2020"}, 6);
    EXPECT_EQ(small::score_all(own, o).shortages().size(), rural ? 1u : 0u);
  }
  Observations nobody_said(own);
  nobody_said.set("u", {.criterion = "rate/num", .round = "2020"}, 6);
  EXPECT_EQ(small::score_all(own, nobody_said).shortages().size(), 1u);
  // rounds of each site before the sites are pooled: where one site applies, that one is short
  const auto sites = small::standard(R"({"id":"t","combine":"sum","children":[
      {"id":"rate","points":5,"applies":{"attribute":"rural","==":true},
       "from":{"ratio":{"num":"rate/num","den":"rate/den"},"per":100,
               "reduce":[{"over":"round","by":"pooled","least":1,"skip":1}]},"measure":{"score":100},
       "reduce":[{"over":"site","by":"pooled"}]},
      {"id":"x","points":5,"measure":{"score":5}}]})");
  Observations o(sites);
  o.set_attribute("u", "rural", literal(true), "a");
  o.set_attribute("u", "rural", literal(false), "b");
  for (const char* site : {"a", "b"}) o.set("u", {.criterion = "rate/num", .site = site, .round = "2020"}, 6);
  const auto card = small::score_all(sites, o);
  ASSERT_EQ(card.shortages().size(), 1u);
  EXPECT_EQ(card.shortages()[0].needed, 1);
  EXPECT_EQ(card.shortages()[0].had, 0u);
}

TEST(Grain, TheSameTwiceIsRefusedAndTheFinerWins) {
  const auto s =
      small::standard(R"({"id":"t","points":10,"measure":{"score":10},"reduce":[{"over":"site","by":"mean"}]})");
  Observations twice(s);
  twice.set("u", {.criterion = "t", .site = "a"}, 1);
  twice.set("u", {.criterion = "t", .site = "a"}, 2);
  ASSERT_FALSE(score(s, twice).has_value());
  EXPECT_EQ(score(s, twice).diagnostics().front().code, "D004");
  Observations finer(s);
  finer.set("u", {.criterion = "t"}, 10);
  finer.set("u", {.criterion = "t", .site = "a"}, 4);
  EXPECT_EQ(root(s, finer), 4);
}

}  // namespace
