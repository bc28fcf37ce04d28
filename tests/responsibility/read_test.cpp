// Tables, documents and the task table, there and back.
#include "town.hpp"

#include <algorithm>

namespace {

using namespace town;

TEST(Shares, AreExact) {
  const auto share = [](const char* text) {
    const auto s = parse_share(text);
    return s ? std::to_string(s->parts) + "/" + std::to_string(s->of) : "none";
  };
  EXPECT_EQ(share("0.2"), "1/5");
  EXPECT_EQ(share("20%"), "1/5");
  EXPECT_EQ(share("12.5 ％"), "1/8");
  EXPECT_EQ(share("2/6"), "1/3");
  EXPECT_EQ(share("1"), "1/1");
  EXPECT_EQ(share("0"), "0/1");
  EXPECT_EQ(share("0.000001"), "1/1000000");
  for (const char* wrong : {"", "2", "-0.1", "1/0", "0.0000001", "2:8", "1.5", "101%", "0.", ".5x", "1/1000001", "3/2"})
    EXPECT_EQ(share(wrong), "none") << wrong;
  EXPECT_EQ(to_text(Share{1, 3}), "1/3");
  EXPECT_EQ(to_text(Share{1, 5}), "0.2");
  EXPECT_EQ(to_text(Share{1, 1}), "1");
}

TEST(Reading, ChineseHeadingsMeanTheSame) {
  const auto english = duties(town::parties, town::areas,
                              "criterion,place,party,role,share,due,account\n"
                              "roads,E,bureau,lead,20%,2026-06-30,territory\n");
  const auto chinese = duties(
      "编号,类型,名称,层级,上级,属地上级,任职人,连带比例\n"
      "city,单位,市政府,city,,,,\nbureau,部门,城管局,bureau,city,,,\neast,单位,东街,street,,city,,0.3\n"
      "west,单位,西街,street,,city,,3/10\nstation,单位,环卫站,station,bureau,east,,\n"
      "grid1,岗位,,grid,station,east,zhang:..2026-04-01；li:2026-04-01..,\ngrid2,岗位,,grid,station,east,li,\n"
      "grid3,岗位,,grid,,west,wang,\nzhang,人员,张三,,,,,\nli,人员,李四,,,,,\nwang,人员,王五,,,,,\n",
      "区域,上级区域,层级,责任主体\nE,,street,east\nW,,street,west\ne1,E,grid,grid1\ne2,E,grid,grid2\nw1,W,grid,"
      "grid3\n",
      "指标,单位,责任主体,角色,比例,期限,账户\nroads,E,bureau,牵头,0.2,2026-06-30,属地\n");
  EXPECT_EQ(write_duties(english), write_duties(chinese));
}

TEST(Reading, ADocumentReadsBack) {
  auto d =
      duties(town::parties, town::areas,
             "criterion,place,party,person,role,share,due,account,content\n"
             "roads,E,bureau,li,lead,1/3,2026-06-30,territory,每日清扫\nroads,E,@street,,responsible,2/3,,属地,\n");
  const auto text = write_duties(d);
  const auto again = read_duties(text, "duties.json");
  ASSERT_TRUE(again.has_value()) << to_text(again.diagnostics()[0]);
  EXPECT_EQ(write_duties(*again), text);
  EXPECT_EQ(again->parties.size(), 11u);
  EXPECT_EQ(again->parties[5].holders.size(), 2u);
  EXPECT_EQ(again->parties[5].holders[0].to, "2026-04-01");
  EXPECT_EQ(again->parties[5].superiors.size(), 2u);
  EXPECT_EQ(again->parties[5].superiors[1].link, Link::area);
  EXPECT_EQ(*again->assignments[1].share, (Share{2, 3}));
  EXPECT_EQ(again->texts[0].content, "每日清扫");
}

TEST(Reading, ComplaintsNameThePlace) {
  const auto r = read_duties(table("party,kind,superiour\na,team,\n,post,\n"), table("area,from\nE,2026-02-30\n"),
                             table("party,role,share,due\na,boss,2:8,soon\n"));
  ASSERT_FALSE(r.has_value());
  std::vector<std::string> lines;
  for (const auto& d : r.diagnostics()) lines.push_back(to_text(d));
  ASSERT_EQ(lines.size(), 7u);
  EXPECT_EQ(
      lines[0],
      "t.csv: error D110 at column superiour: unknown column \"superiour\" (did you mean \"superior\"?); correct it, "
      "or put \"x-\" before what is for people only");
  EXPECT_EQ(lines[1],
            "t.csv: error D401 at row 2, column kind: \"team\" is not known here; write one of: organisation, post, "
            "person");
  EXPECT_EQ(lines[2], "t.csv: error D404 at row 3, column party: the id is empty; fill it in");
  EXPECT_NE(lines[3].find("D403 at row 2, column from: \"2026-02-30\" is not a day"), std::string::npos);
  EXPECT_NE(lines[4].find("D401 at row 2, column role"), std::string::npos);
  EXPECT_NE(lines[5].find("D402 at row 2, column share: \"2:8\" is no share"), std::string::npos);
  EXPECT_NE(lines[6].find("D403"), std::string::npos);
  EXPECT_NE(to_text(r.diagnostics()[5], Language::zh).find("2∶8 写作 0.2 和 0.8"), std::string::npos);

  const auto json = read_duties(
      "{\"format\": \"saniscore/duties\",\n \"format_version\": 1,\n \"parties\": [{\"party\": "
      "\"a\", \"kind\": \"team\"}],\n \"people\": []}",
      "d.json");
  ASSERT_EQ(json.diagnostics().size(), 2u);
  EXPECT_EQ(to_text(json.diagnostics()[0]).substr(0, 60),
            "d.json:3:37: error D401 at /parties/0/kind: \"team\" is not kn");
  EXPECT_EQ(json.diagnostics()[1].code, "S002");
  EXPECT_EQ(codes(read_duties("{\"parties\": 3}").diagnostics()), (std::vector<std::string>{"S001", "S013"}));
  EXPECT_FALSE(read_duties("{").has_value());
}

// The columns of the task table of Harbin (创建国家卫生城市目标任务分解表,
// max.book118.com/html/2019/0913/8073052003002050.shtm); the cells are made up.
constexpr const char* task_table =
    "项目,内容,检查内容、标准及达到效果,分管市领导,牵头部门,牵头责任人,承办部门,承办责任人,配合部门,达标时间,指标\n"
    "市容环境卫生,道路清扫,主次干道每日清扫两次，路面见本色,刘副市长,市城管局,张局长,道里区政府；南岗区政府,"
    "李区长；王区长,市交警支队,2026-06-30,roads\n"
    ",垃圾收集,日产日清,刘副市长,市城管局,张局长,市环卫中心,,,2026-05-31,bins\n"
    "农贸市场,市场,划行归市,陈副市长,市市场监管局,赵局长,,,市城管局、市卫健委,2026-06-30,market\n";

TEST(TaskTable, ReadsAndWritesBack) {
  auto r = read_task_table(table(task_table));
  EXPECT_EQ(codes(r.diagnostics()), std::vector<std::string>{});
  ASSERT_TRUE(r.has_value());
  // Two executing districts need shares.
  const auto unshared = compile(*r, standard());
  EXPECT_EQ(codes(unshared.diagnostics()), std::vector<std::string>{"D423"});
  for (auto& a : r->assignments)
    if (a.criterion == "roads" && a.role == Role::responsible) a.share = Share{1, 2};
  const auto town_roster = town::roster(*r);
  const auto id = [&](const char* name) { return town::party(town_roster, name); };
  // 李区长 → 道里区政府 → 刘副市长
  const auto above = town_roster.above(id("李区长"), "");
  EXPECT_EQ(above.size(), 2u);
  EXPECT_NE(std::find(above.begin(), above.end(), id("刘副市长")), above.end());

  for (const auto language : {Language::zh, Language::en}) {
    const auto out = write_task_table(*r, language);
    EXPECT_EQ(out.rows.size(), 3u);
    const auto again = read_task_table(table(to_csv(out)), *r);
    ASSERT_TRUE(again.has_value()) << to_text(again.diagnostics()[0]);
    auto only_new = *again;
    only_new.assignments.erase(only_new.assignments.begin(),
                               only_new.assignments.begin() + static_cast<std::ptrdiff_t>(r->assignments.size()));
    only_new.texts.erase(only_new.texts.begin(), only_new.texts.begin() + 3);
    EXPECT_EQ(write_duties(only_new), write_duties(*r));
  }
  const auto out = write_task_table(*r);
  EXPECT_EQ(out.columns[2], "检查内容、标准及达到效果");
  EXPECT_EQ(out.rows[1][0], "市容环境卫生");  // a merged cell is written out
  EXPECT_EQ(out.rows[0].back(), "道里区政府=0.5;南岗区政府=0.5");
}

TEST(TaskTable, PersonsAndDepartmentsMustMatch) {
  const auto r = read_task_table(table("牵头部门,牵头责任人,达标时间\n甲局;乙局,张三,2026-01-01\n"));
  ASSERT_EQ(r.diagnostics().size(), 1u);
  EXPECT_EQ(to_text(r.diagnostics()[0]),
            "t.csv: error D408 at row 2, column 牵头责任人: 2 departments and 1 persons; name one person for each "
            "department, in the same order");
}

}  // namespace
