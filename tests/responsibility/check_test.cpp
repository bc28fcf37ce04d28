// Every check, with its witness, in both languages.
#include "town.hpp"

namespace {

using namespace town;

/// What compile() says of duties that differ from the sound town in one thing.
std::vector<Diagnostic> complaints(const std::string& assignments, const std::string& more_parties = "",
                                   const std::string& all_areas = town::areas) {
  return compile(duties(town::parties + more_parties, all_areas, assignments), standard()).diagnostics();
}

void expect_one(const std::vector<Diagnostic>& list, const char* code, const char* place, const char* en,
                const char* zh) {
  ASSERT_EQ(list.size(), 1u) << (list.empty() ? "" : to_text(list[0]) + "\n" + to_text(list.back()));
  EXPECT_EQ(list[0].code, code);
  EXPECT_EQ(list[0].pointer, place);
  EXPECT_EQ(list[0].en, en);
  EXPECT_EQ(list[0].zh, zh);
}

constexpr const char* sound = "criterion,place,party,role,share\n*,,bureau,lead,0.2\n*,,@street,responsible,0.8\n";

TEST(Checks, ASoundTownHasNothingToSay) { EXPECT_TRUE(complaints(sound).empty()); }

TEST(Checks, ACircleIsPrinted) {
  expect_one(complaints(sound, "a,organisation,,,b,,,\nb,organisation,,,c,,,\nc,organisation,,,a,,,\n"), "D411",
             "party a", "a circle of superiors: a → b → c → a; remove one of these steps",
             "上级关系成环：a → b → c → a；请去掉其中一级");
  expect_one(complaints(sound, "a,organisation,,,a,,,\n"), "D411", "party a",
             "a circle of superiors: a → a; remove one of these steps", "上级关系成环：a → a；请去掉其中一级");
  // Two knots: one circle each, the shorter way round, and what only hangs below is in none.
  const auto two =
      complaints(sound,
                 "a,organisation,,,b;city,,,\nb,organisation,,,c;a,,,\nc,organisation,,,a,,,\nd,organisation,,,a,,,\n"
                 "x,organisation,,,y,,,\ny,organisation,,,x,,,\n");
  ASSERT_EQ(two.size(), 2u);
  EXPECT_NE(two[0].en.find("a → b → a;"), std::string::npos) << two[0].en;
  EXPECT_NE(two[1].en.find("x → y → x;"), std::string::npos);
}

TEST(Checks, APersonWhoIsAboveThePostItHoldsIsACircle) {
  expect_one(complaints(sound, "deputy,post,,,boss,,boss,\nboss,person,,,,,,\n"), "D411", "party deputy",
             "a circle of superiors: deputy → boss → deputy; remove one of these steps",
             "上级关系成环：deputy → boss → deputy；请去掉其中一级");
}

TEST(Checks, AreasInACircle) {
  expect_one(complaints(sound, "", "area,parent,level,party\nE,W,street,east\nW,E,street,west\n"), "D412", "area E",
             "a circle of areas: E in W in E; correct one of the parents",
             "区域互相包含：E 属于 W 属于 E；请改正其中一个上级区域");
}

TEST(Checks, AnAreaInTwoPlacesAtOnce) {
  const std::string twice = std::string(town::areas) + "e2,W,grid,grid2\n";
  const auto list = complaints(sound, "", twice);
  expect_one(
      list, "D413", "area e2",
      "it lies in \"E\" and in \"W\" at the same time; give each row its from and to (the day after the last one)",
      "同一时间既属于“E”又属于“W”；请写明各行的起止日期（止日为最后一日的次日）");
  const char* dated =
      "area,parent,level,party,from,to\nE,,street,east,,\nW,,street,west,,\ne2,E,grid,grid2,,2026-03-01\n"
      "e2,W,grid,grid2,2026-03-01,\n";
  EXPECT_TRUE(complaints(sound, "", dated).empty());
}

TEST(Checks, LeadsAndShares) {
  expect_one(complaints("criterion,place,party,role,share\n*,,bureau,lead,0.2\n*,,city,lead,0.8\n"), "D421",
             "task (total, everywhere)", "two leads, bureau and city; let one lead and make the other responsible",
             "有两个牵头单位：bureau、city；请只留一个牵头，另一个改为责任单位");
  expect_one(complaints("criterion,place,party,role,share\n*,,bureau,lead,0.2\n*,,@street,responsible,0.7\n"), "D422",
             "task (total, everywhere)", "the shares are 9/10 instead of 1: bureau 0.2 + @street 0.7; correct them",
             "比例合计为 9/10，应为 1：bureau 0.2 + @street 0.7；请改正");
  EXPECT_TRUE(complaints("criterion,place,party,role,share\n*,,bureau,lead,1/3\n*,,@street,responsible,1/3\n"
                         "*,,city,responsible,1/3\n")
                  .empty());
  expect_one(complaints("criterion,place,party,role\n*,,bureau,lead\n*,,@street,responsible\n*,,city,responsible\n"),
             "D423", "task (total, everywhere)",
             "several are responsible (@street, city) and no share is given; say who carries which share",
             "有多个责任单位（@street、city）却没有比例；请写明各自比例");
  expect_one(complaints("criterion,place,party,role\n*,,bureau,assist\n"), "D424", "task (total, everywhere)",
             "nobody leads or is responsible, bureau only assist; name a lead",
             "没有牵头单位和责任单位，bureau只是配合；请写明由谁牵头");
  expect_one(complaints("criterion,place,party,role\n*,,bureau,lead\n*,,bureau,assist\n"), "D425",
             "task (total, everywhere)", "bureau is both lead and assist; keep one role",
             "bureau既是牵头又是配合；请只留一个角色");
  const auto warned = complaints("criterion,place,party,role\n*,,bureau,responsible\n");
  expect_one(warned, "D427", "task (total, everywhere)", "nobody leads; bureau is responsible, name who leads",
             "没有牵头单位；责任单位是bureau，请写明由谁牵头");
  EXPECT_EQ(warned[0].severity, Severity::warning);
}

TEST(Checks, TwoTasksThatFitEqually) {
  const char* crossing = "criterion,place,party,role\nstreet,,bureau,lead\n*,E,east,lead\n*,,city,lead\n";
  const auto list = complaints(crossing);
  expect_one(list, "D426", "criterion roads, place e1",
             "two tasks fit and neither is more specific: (total, E → east) and (street, everywhere → bureau); assign "
             "criterion roads in e1 itself, or put the two into different accounts",
             "两项任务同样适用，都不更具体：(total, E → east)与(street, 全域 → bureau)；请直接写明e1的指标 roads "
             "由谁负责，或分列属地、部门两账");
  EXPECT_TRUE(complaints(std::string(crossing) + "street,E,bureau,lead\n").empty());
  EXPECT_TRUE(complaints("criterion,place,party,role,account\nstreet,,bureau,lead,部门\nmarket,,bureau,lead,部门\n"
                         "*,,@street,lead,属地\n")
                  .empty());
}

TEST(Checks, WaysToTheTop) {
  expect_one(
      complaints(sound, "lonely,organisation,,,,,,\n"), "D431", "party city",
      "several parties have no superior: city, lonely; give them superiors, or mark who is at the top (top = yes)",
      "有多个责任主体没有上级：city、lonely；请填写上级，或标明最高层（最高 = 是）");
  const auto marked = compile(
      duties("party,superior,top\ncity,,yes\nbureau,city,\nlost,,\nbelow,lost,\n", "", "party,role\nbureau,lead\n"),
      standard());
  expect_one(marked.diagnostics(), "D431", "party lost",
             "lost has no superior and is not at the top (2 parties reach no top); give it a superior, or mark it (top "
             "= yes)",
             "lost没有上级，也不是最高层（共 2 个责任主体到不了最高层）；请填写上级，或标明最高层（最高 = 是）");
}

TEST(Checks, WhatNobodyAnswersFor) {
  const auto list =
      complaints("criterion,place,party,role\nstreet,,bureau,lead\nstalls,,bureau,lead\npests,E,bureau,lead\n");
  expect_one(list, "D432", "criterion pests", "nobody answers for it in w1; assign it, or a group above it",
             "在w1无人负责；请分解到责任主体，或分解其上级指标");
  EXPECT_EQ(list[0].severity, Severity::warning);
  expect_one(complaints("criterion,place,party,role\n*,E,bureau,lead\n"), "D432", "place w1",
             "nobody answers for any criterion here; assign them, or an area around it",
             "此处各项指标均无人负责；请分解到责任主体，或分解其上级区域");
  expect_one(complaints("criterion,place,party,role\nstreet,,bureau,lead\nstalls,,bureau,lead\n"), "D432",
             "criterion pests", "nobody answers for it; assign it, or a group above it",
             "无人负责；请分解到责任主体，或分解其上级指标");
}

TEST(Checks, TemplatesThatFindNobody) {
  const auto list = complaints("party,role\n@district,lead\n");
  ASSERT_EQ(list.size(), 3u);  // one per lowest area
  EXPECT_EQ(list[0].code, "D433");
  EXPECT_EQ(
      list[0].en,
      "\"@district\" finds nobody: no area of level \"district\" around e1 has a party; give the area a level and "
      "a party, or name the party in the assignment");
  EXPECT_NE(list[0].zh.find("“@district”找不到责任主体"), std::string::npos);
}

TEST(Checks, UnknownNamesGetASuggestion) {
  expect_one(complaints("party,role\nbureua,lead\n"), "D406", "assignment 1",
             "there is no party \"bureua\" (did you mean \"bureau\"?); add it to the parties, or correct the name",
             "没有责任主体“bureua”（是不是“bureau”？）；请在责任主体表中补充或改正名称");
  const auto list = complaints("criterion,place,party,role\nroad,,bureau,lead\n*,E2,bureau,lead\n");
  EXPECT_EQ(codes(list), (std::vector<std::string>{"D120", "D406"}));
  EXPECT_NE(list[0].en.find("did you mean \"roads\"?"), std::string::npos);
  EXPECT_TRUE(complaints("criterion,place,party,role\n街面,,bureau,lead\n市场,,bureau,lead\n").empty());  // by title
}

TEST(Checks, IdsPeriodsAndLimits) {
  auto d = duties(town::parties, town::areas, sound);
  d.parties.push_back(d.parties.front());
  d.parties.back().superiors = {{"nobody", Link::line}};
  d.parties.push_back({});
  d.areas.push_back({"late", "", "", "", "", "2026-05-01", "2026-05-01"});
  EXPECT_EQ(codes(compile(d, standard()).diagnostics()), (std::vector<std::string>{"D405", "D404", "D406", "D403"}));

  Duties deep;
  for (int k = 0; k < 1000; ++k) {
    Party p;
    p.id = std::to_string(k);
    if (k > 0) p.superiors = {{std::to_string(k - 1), Link::line}};
    deep.parties.push_back(p);
  }
  deep.assignments.push_back({"", "", "999", "", Role::lead, {}, "", Account::common});
  RosterLimits limits;
  limits.chains = 1000 * 999 / 2;
  EXPECT_TRUE(compile(deep, standard(), limits).diagnostics().empty());
  limits.chains -= 1;
  EXPECT_EQ(codes(compile(deep, standard(), limits).diagnostics()), (std::vector<std::string>{"D407"}));

  Duties awkward = duties("party\na\n", "", "criterion,party,role,share\n*,a,lead,1\n");
  for (int k = 0; k < 4; ++k) {
    const std::uint32_t of = std::vector<std::uint32_t>{997, 991, 983, 977}[static_cast<std::size_t>(k)];
    awkward.assignments.push_back(
        {k % 2 ? "roads" : "bins", "", "a", "", Role::lead, Share{1, of}, "", Account::common});
    awkward.assignments.push_back(
        {k % 2 ? "roads" : "bins", "", "a", "x", Role::assist, Share{of - 1, of}, "", Account::common});
  }
  const auto too_fine = compile(awkward, standard());
  EXPECT_FALSE(too_fine.has_value());
}

TEST(Checks, HostileInputEnds) {
  // Twenty thousand heads, unknown names, rows of one area, keys: each is answered at once.
  Duties heads;
  for (int k = 0; k < 20'000; ++k) heads.parties.push_back({.id = std::to_string(k), .top = k == 0});
  heads.assignments.push_back({.party = "0", .role = Role::lead});
  EXPECT_EQ(compile(heads, standard()).diagnostics().back().en,
            "at least 950 more complaints are not shown; correct these first");
  Duties unknown = heads;
  for (auto& p : unknown.parties) p.superiors = {{"x" + p.id, Link::line}};
  EXPECT_FALSE(compile(unknown, standard()).has_value());
  Duties area;
  area.parties = {{.id = "a"}};
  area.areas.assign(20'000, Area{.id = "e"});
  EXPECT_FALSE(compile(area, standard()).has_value());
  Duties crowd;
  crowd.parties = {{.id = "a"}};
  crowd.assignments.assign(1001, Assignment{.party = "a", .role = Role::in_charge});
  EXPECT_EQ(codes(compile(crowd, standard()).diagnostics()), std::vector<std::string>{"D407"});
  std::string keys = "{\"format\":\"saniscore/duties\",\"format_version\":1,\"parties\":[";
  for (int k = 0; k < 20'000; ++k) keys += (k ? ",{\"k" : "{\"k") + std::to_string(k) + "\":1}";
  EXPECT_EQ(read_duties(keys + "]}").diagnostics().size(), 51u);
}

TEST(Checks, AtMostFiftyAreShown) {
  std::string many = "party,role\n";
  for (int k = 0; k < 60; ++k) many += "nobody" + std::to_string(k) + ",lead\n";
  const auto list = complaints(many);
  ASSERT_EQ(list.size(), 51u);
  EXPECT_EQ(list.back().code, "D499");
  EXPECT_EQ(list.back().en, "10 more complaints are not shown; correct these first");
}

}  // namespace
