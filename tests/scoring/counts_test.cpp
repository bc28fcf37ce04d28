// Rules that count findings, worked out by hand.
#include "scoring/small.hpp"

namespace {

using namespace saniscore;

/// Toilets: litter and odour share a cap of 3; no water zeroes the item and belongs to the same group.
const Standard& toilet() {
  static const auto s = small::standard(R"({"id":"toilet","points":10,"measure":{"deduct":{"rules":[
      {"id":"litter","rate":1,"group":"clean"},
      {"id":"odour","rate":2,"group":"clean","cap":2},
      {"id":"water","rate":0.5,"group":"clean","zero":true},
      {"id":"sign","rate":0.5}],"groups":{"clean":3}}}})");
  return s;
}

double score_of(std::initializer_list<std::pair<const char*, double>> counts) {
  Observations o(toilet());
  for (const auto& [rule, count] : counts) o.set("u", {.criterion = "toilet", .part = rule}, count);
  return small::score_all(toilet(), o).score(toilet().root())[0];
}

TEST(Counts, AGroupOfRulesSharesItsCap) {
  // litter 2 + odour min(2 × 2, 2) = 4, at most 3; the sign 0.5 besides
  EXPECT_EQ(score_of({{"litter", 2}, {"odour", 2}, {"water", 0}, {"sign", 1}}), 6.5);
  EXPECT_EQ(score_of({{"litter", 1}, {"odour", 0}, {"water", 0}, {"sign", 0}}), 9);
}

TEST(Counts, ARuleThatZeroesDoesSoInsideAGroupToo) {
  EXPECT_EQ(score_of({{"litter", 0}, {"odour", 0}, {"water", 1}, {"sign", 0}}), 0);
  EXPECT_EQ(score_of({{"litter", 2}, {"odour", 2}, {"water", 2}, {"sign", 1}}), 0);
}

/// Two markets are needed where there are any.
TEST(Counts, AShortageIsReportedOnlyWhereSomethingApplies) {
  const auto s = small::standard(R"({"id":"total","combine":"sum","children":[
      {"id":"market","points":10,"applies":{"attribute":"markets","==":true},"measure":{"score":10},
       "reduce":[{"over":"site","by":"mean","least":2},{"over":"round","by":"mean","least":2}]},
      {"id":"note","measure":"pass","reduce":[{"over":"site","by":"worst","least":3}]}]})");
  const auto shortages = [&](bool markets, bool looked) {
    Observations o(s);
    o.set_attribute("u", "markets", {Literal::Kind::boolean, {}, 0, markets});
    if (looked) o.set("u", {.criterion = "market", .site = "a", .round = "2024"}, 8);
    if (!looked) o.set_state("u", {.criterion = "market"}, State::not_applicable);
    o.set("u", {.criterion = "note", .site = "a"}, 1);
    const auto r = score(s, o);
    const auto& card = r.value();
    std::string text;
    for (const auto& x : card.shortages())
      text += s.id(x.node) + (x.over == Dimension::site ? " site " : " round ") + std::to_string(x.had) + "/" +
              std::to_string(static_cast<int>(x.needed)) + "; ";
    return text;
  };
  EXPECT_EQ(shortages(true, true), "market site 1/2; market round 1/2; note site 1/3; ");
  EXPECT_EQ(shortages(false, true), "note site 1/3; ") << "the standard excludes it";
  EXPECT_EQ(shortages(true, false), "note site 1/3; ") << "the inspector says it is not applicable";
}

}  // namespace
