// Ranking as published offices do it.
#include <saniscore/analysis/rank.hpp>
#include <saniscore/standard/standard.hpp>

#include <algorithm>
#include <fstream>
#include <random>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace {

using namespace saniscore;
using namespace saniscore::ranking;

nlohmann::json facts(const char* name) {
  std::ifstream file(std::string(SANISCORE_TEST_DATA) + "/golden/facts/" + name);
  return nlohmann::json::parse(file);
}

std::vector<std::string> names(const Ranking& r, const std::vector<std::size_t>& places) {
  std::vector<std::string> out;
  for (const auto p : places) out.push_back(r.entries[r.places[p].entry].unit);
  return out;
}

using Names = std::vector<std::string>;

TEST(Rank, JiningsBlocksArePeerGroups) {
  // The table of August 2017 prints its 19 streets in three blocks, each from best to worst.
  const auto table = facts("cn_published_numbers.json").at("jining_2017_08").at("rows");
  ASSERT_EQ(table.size(), 19u);
  std::vector<Entry> entries;
  int block = 0;
  double last = 1000;
  for (const auto& row : table) {
    const double total = row.at(5);
    if (total > last) ++block;
    last = total;
    entries.push_back({row.at(0), "block " + std::to_string(block), total, "", {}, false});
  }
  ASSERT_EQ(block, 2);
  auto shuffled = entries;
  std::shuffle(shuffled.begin(), shuffled.end(), std::mt19937(1));
  const auto r = rank(shuffled).value();
  ASSERT_EQ(r.places.size(), 19u);
  for (std::size_t k = 0, in_block = 0; k < entries.size(); ++k) {
    in_block = k > 0 && entries[k].group != entries[k - 1].group ? 1 : in_block + 1;
    const auto place = std::find_if(r.places.begin(), r.places.end(),
                                    [&](const Place& p) { return r.entries[p.entry].unit == entries[k].unit; });
    EXPECT_EQ(place->rank, in_block) << entries[k].unit;
  }
  // 济阳街道 has the highest index of all, and leads its own block only.
  EXPECT_EQ(r.groups.size(), 3u);
}

TEST(Rank, FengzhouPrintsTwoWrongRanks) {
  const auto table = facts("cn_published_numbers_2.json").at("fengzhou_ranking_2025_10").at("rows");
  std::vector<Entry> entries;
  for (const auto& row : table) entries.push_back({row.at(0), "", row.at(1).get<double>(), "", {}, false});
  const auto r = rank(entries).value();
  Names wrong;
  for (std::size_t k = 0; k < r.places.size(); ++k) {
    const auto& printed = table.at(r.places[k].entry);
    if (printed.at(2) != r.places[k].rank) wrong.push_back(printed.at(0));
  }
  EXPECT_EQ(wrong, (Names{"铺顶村", "双溪村"}));  // 8 and 11 by the rule of the others
}

/// 江门创文督查 2018: red top 5 departments, black bottom 3; one each of districts and townships; all tied units are
/// listed; units without a problem that week are not ranked (rmjtxw.com/news/hhb/31000.html). The rule is published,
/// the rates of the units below are made up.
struct Jiangmen {
  std::map<std::string, ListRule> rule{{"departments", {5, 3}}, {"districts", {1, 1}}, {"townships", {1, 1}}};
  std::vector<Entry> week = {{"公安局", "departments", 100, "", {}, false},
                             {"住建局", "departments", 100, "", {}, false},
                             {"城管局", "departments", 98, "", {}, false},
                             {"交通局", "departments", 97, "", {}, false},
                             {"卫计局", "departments", 95, "", {}, false},
                             {"教育局", "departments", 95, "", {}, false},
                             {"工商局", "departments", 90, "", {}, false},
                             {"水务局", "departments", 80, "", {}, false},
                             {"邮政", "departments", 80, "", {}, false},
                             {"电信", "departments", 70, "", {}, false},
                             {"食药局", "departments", 60, "", {}, false},
                             {"气象局", "departments", {}, "no problem in the bulletin", {}, false},
                             {"蓬江", "districts", 99, "", {}, false},
                             {"江海", "districts", 99, "", {}, false},
                             {"新会", "districts", 85, "", {}, false},
                             {"棠下", "townships", 90, "", {}, false},
                             {"荷塘", "townships", 70, "", {}, false},
                             {"杜阮", "townships", 70, "", {}, false}};
};

TEST(Rank, JiangmensRedAndBlackLists) {
  const Jiangmen jiangmen;
  const auto r = rank(jiangmen.week).value();
  ASSERT_EQ(r.excluded.size(), 1u);
  EXPECT_EQ(r.entries[r.excluded[0]].unit, "气象局");
  const auto lists = red_black(r, jiangmen.rule).value();
  // Fifth and sixth tie, so six are listed; third and fourth from the bottom tie, so four.
  EXPECT_EQ(names(r, lists.red),
            (Names{"公安局", "住建局", "城管局", "交通局", "卫计局", "教育局", "蓬江", "江海", "棠下"}));
  EXPECT_EQ(names(r, lists.black), (Names{"水务局", "邮政", "电信", "食药局", "新会", "荷塘", "杜阮"}));
  EXPECT_EQ(red_black(r, {{"department", {1, 1}}}).diagnostics().at(0).code, "D503");
  // A group of one, or where all tie: red, not both.
  const auto same = rank({{"a", "", 9, "", {}, false}, {"b", "", 9, "", {}, false}}).value();
  const auto both = red_black(same, {}, {1, 1}).value();
  EXPECT_EQ(both.red.size(), 2u);
  EXPECT_TRUE(both.black.empty());
}

TEST(Rank, JiangmensMeasuresGrowWithTheWeeks) {
  const std::vector<Measure> measures = {{1, "interview by the deputy leader in charge", "分管领导约谈"},
                                         {2, "interview by the organisation department", "组织部约谈"},
                                         {3, "accountability measures", "问责"}};
  const Names all{"a", "b", "c", "d"};
  std::vector<ListedRound> weeks = {{{"a", "c"}, all}, {{"a", "b"}, all}, {{"a", "b", "c"}, all}};
  const auto now = escalate(weeks, measures).value();
  ASSERT_EQ(now.size(), 3u);
  EXPECT_EQ(measures[*now[0].measure].zh, "问责");
  EXPECT_EQ(measures[*now[1].measure].zh, "组织部约谈");
  EXPECT_EQ(measures[*now[2].measure].zh, "分管领导约谈");  // c had a week off the list
  weeks.push_back({{"a"}, all});
  EXPECT_EQ(escalate(weeks, measures).value().at(0).in_a_row, 4u);  // the last measure stays
  // A week in which the unit is not ranked: breaks, or does not count.
  weeks = {{{"a"}, all}, {{}, {"b", "c", "d"}}, {{"a"}, all}};
  EXPECT_EQ(escalate(weeks, measures, Absent::breaks).value().at(0).in_a_row, 1u);
  EXPECT_EQ(escalate(weeks, measures, Absent::pauses).value().at(0).in_a_row, 2u);
  weeks[1].ranked = all;
  EXPECT_EQ(escalate(weeks, measures, Absent::pauses).value().at(0).in_a_row, 1u);
  EXPECT_EQ(escalate(weeks, std::vector<Measure>{measures[1], measures[0]}).diagnostics().at(0).code, "D502");
  EXPECT_TRUE(escalate({}, measures).value().empty());
  EXPECT_FALSE(escalate(weeks, std::vector<Measure>{measures[1]}).value().at(0).measure.has_value());
}

TEST(Rank, TiersOfTownshipsVillagesAndToilets) {
  // 某乡环境卫生检查评比制度
  const std::vector<Tier> township = {{"优秀", 90}, {"达标", 60}, {"不达标", 0}};
  EXPECT_EQ(tier_of(90, township).value(), "优秀");
  EXPECT_EQ(tier_of(89.9, township).value(), "达标");
  EXPECT_EQ(tier_of(60, township).value(), "达标");
  EXPECT_EQ(tier_of(59.99, township).value(), "不达标");
  // 农村卫生考核管理办法 (renrendoc.com/p-9210230.html)
  const std::vector<Tier> village = {{"合格", 90}, {"基本合格", 75}, {"不合格", 0}};
  EXPECT_EQ(tier_of(75, village).value(), "基本合格");
  EXPECT_EQ(tier_of(105, village).value(), "合格");
  EXPECT_EQ(tier_of(74.9, village).value(), "不合格");
  // 旅游厕所: stars from 180, 195, 215, 240, 270 of 300 points (m.bdocx.com/doc/8079271.html)
  const std::vector<Tier> stars = {{"5", 270}, {"4", 240}, {"3", 215}, {"2", 195}, {"1", 180}, {"", 0}};
  EXPECT_EQ(tier_of(239, stars).value(), "3");
  EXPECT_EQ(tier_of(179, stars).value(), "");
  // What a sum in doubles leaves just below the limit reaches it.
  const double score = std::nextafter(80.0, 0.0);
  EXPECT_EQ(tier_of(score, std::vector<Tier>{{"green", 80}, {"red", 0}}).value(), "green");
  // demerits: up to the limit
  EXPECT_EQ(tier_of(10, std::vector<Tier>{{"A", 13}, {"B", 27}, {"C", 0}}, true).value(), "A");
  EXPECT_EQ(tier_of(28, std::vector<Tier>{{"A", 13}, {"B", 27}, {"C", 0}}, true).value(), "C");
  EXPECT_EQ(tier_of(1, std::vector<Tier>{{"A", 60}, {"B", 90}, {"C", 0}}).diagnostics().at(0).code, "D502");
  EXPECT_EQ(tier_of(1, {}).diagnostics().at(0).code, "D502");
}

TEST(Rank, TiesToleranceAndDirection) {
  const std::vector<Entry> three = {{"x", "", 1, "", {}, false},
                                    {"y", "", 3, "", {}, false},
                                    {"z", "", 3, "", {}, false},
                                    {"w", "", 0.5, "", {}, false}};
  const auto ranks = [&](const RankOptions& options) {
    std::map<std::string, std::size_t> out;
    const auto r = rank(three, options).value();
    for (const auto& p : r.places) out[r.entries[p.entry].unit] = p.rank;
    return out;
  };
  using Ranks = std::map<std::string, std::size_t>;
  EXPECT_EQ(ranks({}), (Ranks{{"y", 1}, {"z", 1}, {"x", 3}, {"w", 4}}));
  EXPECT_EQ(ranks({.ties = Ties::dense}), (Ranks{{"y", 1}, {"z", 1}, {"x", 2}, {"w", 3}}));
  EXPECT_EQ(ranks({.lower_is_better = true}), (Ranks{{"w", 1}, {"x", 2}, {"y", 3}, {"z", 3}}));
  EXPECT_EQ(ranks({.decimals = 0}), (Ranks{{"y", 1}, {"z", 1}, {"x", 3}, {"w", 3}}));  // 0.5 is 1
  // Swachh Survekshan 2023: Indore and Surat 0.10 apart were declared joint first.
  const auto joint = rank({{"Surat", "", 9348.30, "", {}, false},
                           {"Indore", "", 9348.40, "", {}, false},
                           {"Navi Mumbai", "", 9337.1, "", {}, false}},
                          {.tolerance = 0.1})
                         .value();
  EXPECT_EQ(joint.places[0].rank, 1u);
  EXPECT_EQ(joint.places[1].rank, 1u);
  EXPECT_EQ(joint.places[2].rank, 3u);
  // A tolerance reaches from the best of the tie, so that ties do not run on.
  const auto chain = rank({{"a", "", 10, "", {}, false}, {"b", "", 9.9, "", {}, false}, {"c", "", 9.8, "", {}, false}},
                          {.tolerance = 0.1})
                         .value();
  EXPECT_EQ(chain.places[2].rank, 3u);
  EXPECT_EQ(rank(three, {.tolerance = -1}).diagnostics().at(0).code, "D502");
  EXPECT_EQ(rank({{"a", "", 1, "", {}, false}, {"a", "", 2, "", {}, false}}).diagnostics().at(0).code, "D501");
  EXPECT_EQ(rank({{"a", "", std::nan(""), "", {}, false}}).diagnostics().at(0).code, "D501");
}

TEST(Rank, ProgressIsAUnitsOwn) {
  // 济南: bonus for progress, deduction for regress. Here 0.5 a rank, at most 1.
  std::vector<Entry> entries = {{"a", "", 90, "", 95, false},
                                {"b", "", 92, "", 80, false},
                                {"c", "", 85, "", 85, false},
                                {"new", "", 99, "", {}, false}};
  const auto r = rank(entries).value();
  const auto place = [&](const char* unit) {
    return *std::find_if(r.places.begin(), r.places.end(),
                         [&](const Place& p) { return r.entries[p.entry].unit == unit; });
  };
  EXPECT_EQ(place("b").change, 12);
  EXPECT_EQ(place("b").rank, 2u);
  EXPECT_EQ(place("b").rank_now, 1u);  // of those that were there before
  EXPECT_EQ(place("b").rank_before, 3u);
  EXPECT_FALSE(place("new").rank_before.has_value());
  const auto by_rank = adjust(r, {ProgressRule::By::rank, 0.5, 0.5, 1}).value();
  std::map<std::string, double> to;
  for (std::size_t k = 0; k < by_rank.size(); ++k) to[r.entries[r.places[k].entry].unit] = by_rank[k].adjustment;
  EXPECT_EQ(to, (std::map<std::string, double>{{"a", -0.5}, {"b", 1}, {"c", -0.5}, {"new", 0}}));
  const auto by_score = adjust(r, {ProgressRule::By::score, 0.1, 0.2, 2}).value();
  EXPECT_DOUBLE_EQ(by_score[1].adjustment, 1.2);  // b
  EXPECT_DOUBLE_EQ(by_score[2].score, 90 - 1);    // a
  // Demerit points: fewer is progress.
  const auto demerit = rank({{"a", "", 5, "", 8, false}}, {.lower_is_better = true}).value();
  EXPECT_EQ(demerit.places[0].change, 3);
  EXPECT_EQ(adjust(demerit, {ProgressRule::By::score, 1, 1, 2}, true).value()[0].score, 3);
}

TEST(Rank, SwitchedOffWhereUnitsAreComparedWithThemselves) {
  const auto text = [](const char* tags) {
    return std::string(
               R"({"format":"saniscore/standard","format_version":1,"id":"t","edition":"1","tree":{"id":"r",)") +
           tags + R"("points":10,"measure":{"score":10}}})";
  };
  EXPECT_TRUE(refuses_ranking(load_standard(text(R"("tags":["no_ranking"],)")).value()));
  EXPECT_FALSE(refuses_ranking(load_standard(text("")).value()));
  const auto r = rank({{"b", "", 70, "", 60, false}, {"a", "", 90, "", 95, false}}, {.ranked = false}).value();
  EXPECT_EQ(r.places[0].rank, 0u);
  EXPECT_EQ(r.entries[r.places[0].entry].unit, "b");  // as they came
  EXPECT_EQ(r.places[0].change, 10);
  EXPECT_EQ(r.places[1].change, -5);
  EXPECT_EQ(red_black(r, {}, {1, 1}).diagnostics().at(0).code, "D504");
  EXPECT_EQ(adjust(r, {ProgressRule::By::rank, 1, 1, 1}).diagnostics().at(0).code, "D504");
}

TEST(Rank, FlagsFlow) {
  const std::vector<ListedRound> months = {{{"a", "b"}, {}}, {{"a", "c"}, {}}, {{"a", "b"}, {}}};
  const auto now = flags(months, 3);
  EXPECT_EQ(now.kept, Names{"a"});
  EXPECT_EQ(now.gained, Names{"b"});
  EXPECT_EQ(now.returned, Names{"c"});
  EXPECT_EQ(now.for_good, Names{"a"});
  EXPECT_TRUE(flags(months).for_good.empty());
  EXPECT_EQ(flags(std::span(months).first(1)).gained.size(), 2u);
}

TEST(Rank, CertifiedShares) {
  const auto shares = certified_shares(std::vector<SubUnit>{
      {"county", true}, {"county", true}, {"county", false}, {"county", std::nullopt}, {"other", false}});
  ASSERT_EQ(shares.size(), 2u);
  EXPECT_EQ(shares[0].share, 0.5);
  EXPECT_EQ(shares[0].most, 0.75);
  EXPECT_EQ(shares[1].certified, 0u);
}

TEST(Rank, AssessorsSideBySide) {
  const std::vector<Assessment> by = {
      {"self", {{"a", 98}, {"b", 95}}}, {"higher", {{"a", 92}, {"b", 94}}}, {"third", {{"a", 88.5}, {"c", 80}}}};
  const auto rows = side_by_side(by, 2).value();
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].unit, "a");
  EXPECT_EQ(rows[0].spread, 9.5);
  EXPECT_EQ(rows[0].gaps[0], 9.5);
  EXPECT_EQ(rows[0].gaps[2], 0);
  EXPECT_EQ(rows[1].unit, "b");
  EXPECT_FALSE(rows[1].gaps[0].has_value());
  EXPECT_EQ(side_by_side(by, 3).diagnostics().at(0).code, "D502");
}

}  // namespace
