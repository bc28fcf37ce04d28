// Why two results differ, worked out by hand.
#include "scoring/small.hpp"

#include <saniscore/scoring/compare.hpp>

#include <map>

namespace {

using namespace saniscore;

Comparison compared(const Observations& a, const Observations& b, const char* before = "u", const char* after = "u") {
  auto c = compare(a, before, b, after);
  EXPECT_TRUE(c.has_value());
  return c ? *std::move(c) : Comparison{};
}

struct Parts {
  Cause cause;
  double by_result, by_weight;
};

void expect_parts(const WholeChange& w, const std::map<std::string, Parts>& expected) {
  double sum = 0;
  EXPECT_EQ(w.criteria.size(), expected.size());
  for (const auto& c : w.criteria) {
    const auto it = expected.find(c.id);
    ASSERT_NE(it, expected.end()) << c.id;
    EXPECT_EQ(c.cause, it->second.cause) << c.id << " " << to_text(c.cause);
    EXPECT_NEAR(c.by_result, it->second.by_result, 1e-10) << c.id;
    EXPECT_NEAR(c.by_weight, it->second.by_weight, 1e-10) << c.id;
    sum += c.by_result + c.by_weight;
  }
  for (const auto& r : w.rules) sum += r.points_after - r.points_before;
  EXPECT_NEAR(sum, w.difference.value(), 1e-10);
}

TEST(Compare, TwoUnitsOfOneStandard) {
  const auto s = small::standard(
      R"({"id":"t","combine":"sum","adjust":[{"id":"top","when":{"score":"b","<":9},"cap":12}],
      "children":[{"id":"a","points":10,"measure":{"score":10}},{"id":"b","points":10,"measure":{"score":10}},
                  {"id":"c","points":5,"measure":{"score":5}}]})",
      R"(,"outcomes":[{"id":"o","levels":[{"level":"y","when":{"score":"t",">=":15}},{"level":"n"}]}])");
  Observations o(s);
  o.set("u", {.criterion = "a"}, 6);
  o.set("u", {.criterion = "b"}, 10);
  o.set("u", {.criterion = "c"}, 5);
  o.set("v", {.criterion = "a"}, 9);
  o.set("v", {.criterion = "b"}, 8);
  o.set("v", {.criterion = "c"}, 5);
  // 21; 22 capped at 12
  const auto c = compared(o, o, "u", "v");
  ASSERT_EQ(c.wholes.size(), 1u);
  const auto& w = c.wholes.front();
  EXPECT_EQ(w.difference, -9);
  expect_parts(w, {{"a", {Cause::data, 3, 0}}, {"b", {Cause::data, -2, 0}}});
  ASSERT_EQ(w.rules.size(), 1u);
  EXPECT_EQ(w.rules[0].rule, "top");
  EXPECT_EQ(w.rules[0].points_after, -10);
  EXPECT_EQ(c.outcomes[0].before, (std::vector<std::string>{"y"}));
  EXPECT_EQ(c.outcomes[0].after, (std::vector<std::string>{"n"}));
  EXPECT_NE(to_text(c).find("21 of 25 → 12 of 25, -9"), std::string::npos) << to_text(c);
  EXPECT_NE(to_text(c, Language::zh).find("21（满分 25） → 12（满分 25），相差 -9"), std::string::npos);
}

TEST(Compare, WhatDropsOutGivesItsWeightToTheOthers) {
  const auto s = small::standard(R"({"id":"t","combine":"mean","children":[
      {"id":"a","weight":1,"points":10,"measure":{"score":10}},{"id":"b","weight":1,"points":10,"measure":{"score":10}}]})");
  Observations before(s), after(s);
  before.set("u", {.criterion = "a"}, 5);
  before.set("u", {.criterion = "b"}, 8);
  after.set("u", {.criterion = "a"}, 5);
  after.set_state("u", {.criterion = "b"}, State::not_applicable);
  // 25 + 40 = 65; then a alone: 50
  expect_parts(compared(before, after).wholes[0], {{"a", {Cause::weight, 0, 25}}, {"b", {Cause::data, 0, -40}}});
}

TEST(Compare, TwoEditionsOfOneStandard) {
  const auto old_edition = small::standard(R"({"id":"t","combine":"sum","children":[
      {"id":"a","points":10,"measure":{"score":10}},{"id":"b","points":10,"measure":{"score":10}},
      {"id":"c","points":4,"measure":{"score":10}},{"id":"e","points":1,"measure":{"score":10}}]})");
  // a weighs more, b is asked in bands, c is gone, d is new, e is as it was
  const auto new_edition = small::standard(R"({"id":"whole","combine":"sum","children":[
      {"id":"a","points":20,"measure":{"score":10}},
      {"id":"b","points":10,"measure":{"bands":[{"<":8,"points":0},{"points":10}]}},
      {"id":"d","points":6,"measure":{"score":10}},{"id":"e","points":1,"measure":{"score":10}}]})");
  Observations before(old_edition), after(new_edition);
  for (auto* o : {&before, &after})
    for (const char* leaf : {"a", "b", "e"}) o->set("u", {.criterion = leaf}, 7);
  before.set("u", {.criterion = "c"}, 5);
  after.set("u", {.criterion = "d"}, 5);
  const auto c = compared(before, after);
  ASSERT_EQ(c.wholes.size(), 1u);  // both roots, whatever they are called
  EXPECT_NEAR(*c.wholes[0].difference, 17.7 - 16.7, 1e-12);
  expect_parts(c.wholes[0], {{"a", {Cause::weight, 0, 7}},
                             {"b", {Cause::rule, -7, 0}},
                             {"c", {Cause::removed, 0, -2}},
                             {"d", {Cause::added, 0, 3}}});
}

TEST(Compare, WithoutAScoreThereIsNoDifference) {
  const auto s =
      small::standard(R"({"id":"t","combine":"sum","children":[{"id":"a","points":10,"measure":{"score":10}}]})");
  Observations before(s), after(s);
  before.set("u", {.criterion = "a"}, 5);
  after.add_unit("u");
  const auto c = compared(before, after);
  EXPECT_FALSE(c.wholes[0].difference.has_value());
  EXPECT_TRUE(c.wholes[0].criteria.empty());
  EXPECT_NE(to_text(c).find("5 of 10 → no score"), std::string::npos) << to_text(c);
}

TEST(Compare, UnknownUnit) {
  const auto s =
      small::standard(R"({"id":"t","combine":"sum","children":[{"id":"a","points":10,"measure":{"score":10}}]})");
  Observations o(s);
  o.add_unit("u");
  const auto c = compare(o, "u", o, "v");
  ASSERT_FALSE(c.has_value());
  EXPECT_EQ(c.diagnostics().front().code, "D013");
}

}  // namespace
