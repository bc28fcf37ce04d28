// saniscore who: each format, and what it refuses.
#include "run.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace {

using command_tests::in_source;
using command_tests::Ran;
using command_tests::run;
using command_tests::temporary;
using Json = nlohmann::json;

Ran who(std::vector<std::string> more, const std::string& assignments = "duties_assignments.csv") {
  const auto data = [](const std::string& name) { return in_source("examples/data/" + name); };
  std::vector<std::string> all{
      "who",     "cn.village.cleaner-daily", data("duties_grids.csv"), "--parties", data("duties_parties.csv"),
      "--areas", data("duties_areas.csv")};
  all.insert(all.end(),
             {"--assignments", assignments.find('/') == std::string::npos ? data(assignments) : assignments});
  all.insert(all.end(), more.begin(), more.end());
  return run(all);
}

TEST(Who, JsonAndCsvSayWhatTheTableSays) {
  // 一号网格 lost 3, 5 and 5 points; the street carries 0.8 of the 3.
  const Json unit = Json::parse(who({"一号网格", "--format", "json"}).out);
  ASSERT_EQ(unit["losses"].size(), 3u);
  double sum = 0;
  for (const auto& loss : unit["losses"])
    for (const auto& part : loss["accounts"][0]["parts"]) sum += part.value("points", 0.0);
  EXPECT_EQ(sum, 13);
  EXPECT_EQ(unit["losses"][0]["accounts"][0]["parts"][1]["party"], "east");
  EXPECT_EQ(unit["losses"][0]["accounts"][0]["parts"][1]["points"], 2.4);
  EXPECT_EQ(unit["losses"][0]["accounts"][0]["parts"][1]["chain"].back()["above"], "gov");
  const Json narrow = Json::parse(who({"一号网格", "2.3", "--format", "json"}).out);
  EXPECT_EQ(narrow["losses"].size(), 1u);
  EXPECT_NE(who({"一号网格", "--format", "csv"})
                .out.find("一号网格,1.1.1,,3,common,responsible,east,east,0.8,2.4,2026-12-31,"
                          "东街道 (赵主任) —area→ 区政府,"),
            std::string::npos);

  const Json party = Json::parse(who({"--party", "bureau", "--format", "json"}).out);
  double own = 0, answers = 0;
  for (const auto& loss : party["losses"]) own += loss["own"].get<double>(), answers += loss["answers"].get<double>();
  EXPECT_DOUBLE_EQ(own, 7.6);
  EXPECT_EQ(answers, 38);
  EXPECT_EQ(Json::parse(who({"--party", "区城管局", "--format", "json"}).out), party);  // by name

  const Json all = Json::parse(who({"--format", "json"}).out);
  EXPECT_EQ(all["accounts"][0]["lost"], 38);
  EXPECT_EQ(all["accounts"][0]["parties"][0]["answers"], 38);
  EXPECT_EQ(all["accounts"][0]["parties"][0]["joint"], 9.12);
  EXPECT_TRUE(all["accounts"][0]["parties"][10]["score"].is_null());
  EXPECT_NE(who({"--format", "csv", "--party", "bureau"}).out.find("\nbureau,一号网格,1.1.1,,common,3,0.6,3,3,"),
            std::string::npos);
  EXPECT_NE(who({"--format", "csv"}).out.find("\nbureau,区城管局,bureau,common,87.3333333333,7.6,38,0,"),
            std::string::npos);
  EXPECT_TRUE(who({"--graph", "dot"}).out.starts_with("digraph responsibility {"));
  EXPECT_EQ(Json::parse(who({"--graph", "json"}).out)["parties"].size(), 13u);
}

TEST(Who, RefusesWithOneMessage) {
  const auto expect = [](const Ran& r, int code, const char* text) {
    EXPECT_EQ(r.code, code) << r.err;
    EXPECT_EQ(r.out, "");
    EXPECT_NE(r.err.find(text), std::string::npos) << r.err;
  };
  expect(who({"九号网格"}), 2, "error C004: the data has no unit \"九号网格\"");
  expect(who({"一号网格", "9.9"}), 2, "error C004: cn.village.cleaner-daily@mirror has no criterion \"9.9\"");
  expect(who({"--party", "buraeu"}), 2, "error C004: there is no party \"buraeu\", did you mean \"bureau\"?");
  expect(who({"--score", "best"}), 2, "error C003");
  expect(who({"--graph", "png"}), 2, "error C003");
  expect(who({"--day", "May"}), 3, "D403");
  expect(who({"--duties", "x.json"}), 2, "error C005");
  expect(who({}, temporary("none.csv", "party,role\n")), 2, "error C005: nobody is assigned anything");
  expect(who({}, temporary("bad.csv", "party,role\nburea,lead\n")), 3, "D406 at assignment 1");
  expect(run({"who", "cn.village.cleaner-daily", in_source("examples/data/duties_grids.csv"), "--duties",
              temporary("d.json", "{}")}),
         3, "error S013");
}

}  // namespace
