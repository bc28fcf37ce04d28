// Where doubles stand at an edge that exact numbers decide; worked out by hand.
#include "scoring/small.hpp"

namespace {

using namespace saniscore;

TEST(Edges, AHalfOfTheTwelfthDigitGoesAwayFromZero) {
  // (73.1 + 73 + 73) / 3 is 73.0333333333 with 12 digits; (85 - that) / 2 = 5.98333333335, a half at scale 42.5.
  const auto s = small::standard(R"({"id":"t","points":50,"measure":{"shortfall":{"target":85,"step":2,"deduct":2}},
      "from":{"column":"t","reduce":[{"over":"round","by":"mean"}]}})");
  Observations o(s);
  o.set("u", {.criterion = "t", .round = "1"}, 73.1);
  o.set("u", {.criterion = "t", .round = "2"}, 73);
  o.set("u", {.criterion = "t", .round = "3"}, 73);
  EXPECT_NEAR(small::score_all(s, o).score(s.find("t"))[0], 38.0333333332, 1e-12);
}

TEST(Edges, DustIsNotANegativeShare) {
  // 0.7 - 4 x 0.1 - 3 x 0.1 = 0, in doubles a little less: the geometric mean is 0, and not invalid.
  const auto s = small::standard(R"({"id":"t","combine":{"power":0.5},"points":50,"children":[{"id":"a","points":0.7,
      "measure":{"deduct":{"floor":"none","rules":[{"id":"1","rate":0.1},{"id":"2","rate":0.1}]}}}]})");
  Observations o(s);
  o.add("u", {.criterion = "a", .rule = "1", .count = 4});
  o.add("u", {.criterion = "a", .rule = "2", .count = 3});
  const auto card = small::score_all(s, o);
  EXPECT_EQ(card.state(s.find("t"))[0], State::known);
  EXPECT_EQ(card.score(s.find("t"))[0], 0);
}

TEST(Edges, TheWorstLaneThatDoesNotApplyLeavesTheLevelToTheOthers) {
  // Announced, p does not apply and counts 0; covert, nobody looked at it: it may be met, so 8 - 5 is possible.
  const auto s = small::standard(R"({"id":"t","combine":"sum",
      "adjust":[{"id":"r","deduct":5,"times":{"count":{"level":"met"}}}],"children":[
      {"id":"g","combine":"sum","reduce":[{"over":"method","by":"worst"}],"children":[
        {"id":"p","points":1,"measure":"pass","states":{"not_applicable":"zero","not_inspected":"drop"}},
        {"id":"q","points":10,"measure":{"score":10}}]}]})");
  Observations o(s);
  o.set_state("u", {.criterion = "p", .method = "announced"}, State::not_applicable);
  o.set("u", {.criterion = "q", .method = "announced"}, 8);
  o.set("u", {.criterion = "q", .method = "covert"}, 8);
  const auto card = small::score_all(s, o);
  EXPECT_EQ(card.lower(s.find("t"))[0], 3);
  EXPECT_EQ(card.upper(s.find("t"))[0], 8);
}

}  // namespace
