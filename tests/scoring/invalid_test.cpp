// A criterion that its rule made invalid is reported with the place and the reason.
#include "scoring/small.hpp"

namespace {

using namespace saniscore;

std::vector<Diagnostic> warnings(const Standard& s, const Observations& o) {
  auto card = score(s, o);
  EXPECT_TRUE(card.has_value());
  if (!card) return {};
  EXPECT_EQ(card->warnings(), card.diagnostics());
  return card->warnings();
}

TEST(Invalid, EachReasonIsNamed) {
  const auto s = small::standard(R"({"id":"t","combine":"sum","children":[
      {"id":"mark","points":10,"measure":{"score":10}},
      {"id":"grade","points":10,"measure":{"choice":{"good":10,"bad":0}}},
      {"id":"rate","points":10,"from":{"ratio":{"num":"rate/num","den":"rate/den"}},"measure":{"score":1}},
      {"id":"limit","points":10,"measure":{"shortfall":{"target":{"attribute":"plan"},"step":1,"deduct":1}}},
      {"id":"only","points":10,"applies":{"attribute":"class","==":"A"},"measure":"pass"},
      {"id":"told","points":10,"measure":"pass"},{"id":"fine","points":10,"measure":"pass"}]})");
  Observations o(s);
  o.set("u", {.criterion = "mark"}, 11);
  o.set("u", {.criterion = "grade"}, "good");
  o.set("u", {.criterion = "rate", .part = "num"}, 0);
  o.set("u", {.criterion = "rate", .part = "den"}, 0);
  o.set("u", {.criterion = "limit"}, 5);
  o.set("u", {.criterion = "only"}, 1);
  o.set_state("u", {.criterion = "told"}, State::invalid);
  o.set("u", {.criterion = "fine"}, 1);
  const auto all = warnings(s, o);
  std::vector<std::string> got;
  for (const auto& d : all) {
    EXPECT_EQ(d.code, "D122");
    EXPECT_EQ(d.severity, Severity::warning);
    EXPECT_FALSE(d.zh.empty());
    got.push_back(d.pointer + ": " + d.en);
  }
  EXPECT_EQ(got, (std::vector<std::string>{
                     "unit u, criterion mark: invalid: 11 is not a value that the rule allows",
                     "unit u, criterion rate: invalid: rate/den, rate/num: division by 0",
                     "unit u, criterion limit: invalid: a number of its rule is not known; it depends on @plan",
                     "unit u, criterion only: invalid: whether it applies is not known; it depends on @class"}));
}

TEST(Invalid, TheSiteIsNamed) {
  const auto s = small::standard(R"({"id":"t","combine":"sum","reduce":[{"over":"site","by":"mean"}],"children":[
      {"id":"a","points":10,"measure":{"score":10}}]})");
  Observations o(s);
  o.set("first", {.criterion = "a", .site = "x"}, 5);
  o.set("second", {.criterion = "a", .site = "x"}, 5);
  o.set("second", {.criterion = "a", .site = "y"}, -1);
  const auto all = warnings(s, o);
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].pointer, "unit second, criterion a, site y");
}

TEST(Invalid, ManyAreCounted) {
  const auto s =
      small::standard(R"({"id":"t","combine":"sum","children":[{"id":"a","points":10,"measure":{"score":10}}]})");
  Observations o(s);
  for (int k = 0; k < 1000; ++k) o.set("u" + std::to_string(k), {.criterion = "a"}, k % 2 == 0 ? 11 : 10);
  const auto all = warnings(s, o);
  ASSERT_EQ(all.size(), 21u);
  EXPECT_EQ(all.back().severity, Severity::note);
  EXPECT_EQ(all.back().en, "and 480 more");
}

TEST(Invalid, NothingIsSaidWhereNothingIsWrong) {
  const auto s = small::standard(R"({"id":"t","combine":"sum","children":[{"id":"a","points":10,"measure":{"score":10}},
      {"id":"b","measure":"pass"}]})");
  Observations o(s);
  o.set("u", {.criterion = "a"}, 10);
  EXPECT_TRUE(warnings(s, o).empty());
}

}  // namespace
