// What is wrong with observations: each complaint has its code, says it in both languages, and names the place.
#include "scoring/small.hpp"

#include <saniscore/scoring/table.hpp>
#include <saniscore/standard/catalogue.hpp>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

namespace {

using namespace saniscore;

bool has_chinese(const std::string& text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0xE4; });
}

/// The first complaint has this code, and both texts.
void expect_complaint(const std::vector<Diagnostic>& all, const std::string& code, const std::string& en) {
  ASSERT_FALSE(all.empty()) << code;
  EXPECT_EQ(all.front().code, code) << to_text(all.front());
  EXPECT_NE(all.front().en.find(en), std::string::npos) << all.front().en;
  EXPECT_TRUE(has_chinese(all.front().zh)) << all.front().zh;
  EXPECT_NE(to_text(all.front(), Language::zh).find(code), std::string::npos);
}

const Standard& sheet() {
  static const Standard s = small::standard(R"({"id":"t","combine":"sum","children":[
      {"id":"a","points":10,"measure":{"deduct":{"rules":[{"id":"r","rate":1},{"id":"chosen","rate":{"from":1,"to":3}},
        {"id":"late","rate":[{"id":"again","when":{"fact":"again","==":true},"value":2}]}]}}},
      {"id":"b","points":5,"measure":{"choice":{"good":5,"poor":0}}},{"id":"c","points":5,"measure":"pass"}]})");
  return s;
}

TEST(Messages, OfObservations) {
  struct Case {
    const char* code;
    const char* en;
    std::function<void(Observations&)> tell;
  };
  const std::vector<Case> cases = {
      {"D002", "did you mean \"a/r\"", [](auto& o) { o.set("u", {.criterion = "a", .part = "s"}, 1); }},
      {"D003", "is not a number", [](auto& o) { o.set("u", {.criterion = "c"}, "often"); }},
      {"D005", "infinite", [](auto& o) { o.set("u", {.criterion = "c"}, 1e308 * 10); }},
      {"D006", "deducts or awards", [](auto& o) { o.add("u", Finding{.criterion = "b"}); }},
      {"D007", "no rule \"rr\"", [](auto& o) { o.add("u", Finding{.criterion = "a", .rule = "rr"}); }},
      {"D007", "say which one", [](auto& o) { o.add("u", Finding{.criterion = "a"}); }},
      {"D008", "0 or more", [](auto& o) { o.add("u", Finding{.criterion = "a", .rule = "r", .count = -1}); }},
      {"D009", "how many points", [](auto& o) { o.add("u", Finding{.criterion = "a", .rule = "chosen"}); }},
      {"D009", "no row", [](auto& o) { o.add("u", Finding{.criterion = "a", .rule = "late"}); }},
      {"D010", "no criterion", [](auto& o) { o.add("u", Visit{.covers = {"z"}}); }},
  };
  for (const auto& c : cases) {
    Observations o(sheet());
    c.tell(o);
    expect_complaint(o.diagnostics(), c.code, c.en);
  }
}

TEST(Messages, AnAttributeThatIsNearlyARulesWord) {
  const auto s = small::standard(R"({"id":"t","points":5,"measure":"pass",
      "applies":{"attribute":"status","in":["rated","exempt"]}})");
  const auto told = [&](const char* word) {
    Observations o(s);
    o.set_attribute("u", "status", Literal{Literal::Kind::text, word, 0, false});
    return o.diagnostics();
  };
  expect_complaint(told("ratd"), "D124", "did you mean \"rated\"");
  EXPECT_EQ(told("ratd").front().severity, Severity::warning);
  EXPECT_TRUE(told("rated").empty());
  EXPECT_TRUE(told("withdrawn").empty());
}

TEST(Messages, OfScoring) {
  Observations finer(sheet());
  finer.set("u", {.criterion = "c", .site = "market"}, 1);
  expect_complaint(score(sheet(), finer).diagnostics(), "D011", "does not reduce");
  Observations both(sheet());
  both.set("u", {.criterion = "a", .part = "r"}, 2);
  both.add("u", Finding{.criterion = "a", .rule = "r"});
  expect_complaint(score(sheet(), both).diagnostics(), "D012", "give one of both");
  const auto other = small::standard(R"({"id":"t","points":1,"measure":"pass"})");
  expect_complaint(score(other, both).diagnostics(), "D001", "");
}

TEST(Messages, OfTables) {
  const std::vector<double> numbers{1};
  const std::vector<std::uint8_t> codes{0};
  const auto complaints = [&](const std::string& column, const Column& data) {
    Table table(sheet(), 1);
    table.set_missing(State::not_inspected);
    table.bind(column, data);
    return score(sheet(), table, {}).diagnostics();
  };
  expect_complaint(complaints("cc", {numbers.data(), ColumnType::f64}), "D002", "cc");
  expect_complaint(complaints("c#state", {numbers.data(), ColumnType::f64}), "D020", "u8");
  expect_complaint(complaints("b", {codes.data(), ColumnType::u8}), "D022", "labels");
}

TEST(Messages, OfTheCatalogue) {
  expect_complaint(catalogue("no.such").diagnostics(), "C101", "");
  expect_complaint(catalogue("uk.fsa.fhrs@1066").diagnostics(), "C102", "2012");
  expect_complaint(catalogue("cn.nhc.city.prerequisites").diagnostics(), "C103", "several editions");
}

}  // namespace
