// What data files may look like, and what is said about those that are wrong.
#include "run.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

namespace {

using command_tests::content_of;
using command_tests::in_source;
using command_tests::Ran;
using command_tests::run;
using command_tests::run_shell;
using command_tests::temporary;
using Json = nlohmann::json;

/// Score of the first criterion reported, by unit.
std::map<std::string, Json> scores(const std::vector<std::string>& arguments, const std::string& input = {}) {
  std::vector<std::string> all = {"score"};
  all.insert(all.end(), arguments.begin(), arguments.end());
  all.insert(all.end(), {"--format", "json"});
  const Ran r = run(all, input);
  EXPECT_EQ(r.code, 0) << r.err;
  std::map<std::string, Json> out;
  if (r.code != 0) return out;
  const Json document = Json::parse(r.out);
  for (const Json& unit : document["units"]) out[unit["unit"]] = unit["criteria"][0]["score"];
  return out;
}

/// The complaints about this input, which must be refused with nothing on standard output.
std::string complaints(const std::string& standard, const std::string& input, std::vector<std::string> more = {}) {
  std::vector<std::string> arguments = {"score", standard, "-"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const Ran r = run(arguments, input);
  EXPECT_EQ(r.code, 3) << r.err;
  EXPECT_EQ(r.out, "");
  return r.err;
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

const std::string fhrs_heading = "unit,@status,hygiene,structural,confidence\n";

TEST(Data, LongTablesGiveWhatWideOnesGive) {
  const std::string wide = fhrs_heading + "a,rated,5,10,10\nb,rated,10,,0\n";
  const std::string rows =
      "a,@status,rated,\nb,hygiene,10,\na,hygiene,5,\na,structural,10,\nb,@status,rated,\nb,structural,,\n"
      "a,confidence,10,\nb,confidence,0,\n";
  const Ran expected = run({"score", "uk.fsa.fhrs", "-", "--all", "--format", "json"}, wide);
  ASSERT_EQ(expected.code, 0) << expected.err;
  for (const char* threads : {"1", "3"}) {
    const Ran got = run({"score", "uk.fsa.fhrs", "-", "--all", "--format", "json", "--threads", threads},
                        "unit,criterion,value,state\n" + rows);
    EXPECT_EQ(got.code, 0) << got.err;
    EXPECT_EQ(got.out, expected.out);
    EXPECT_EQ(got.err, expected.err);
  }
  // rows are counted as the file counts them
  const auto said = complaints("uk.fsa.fhrs", "unit,criterion,value,state\n" + rows + "a,hygiene,6,\n");
  EXPECT_TRUE(has(said, "error D004 at row 10, column value")) << said;
  EXPECT_EQ(run({"score", "uk.fsa.fhrs", "-", "--threads", "0"}, wide).code, 2);
}

TEST(Data, All180Triples) {
  const Ran r = run({"score", "uk.fsa.fhrs", in_source("examples/data/fhrs_180.csv"), "--format", "json"});
  ASSERT_EQ(r.code, 0) << r.err;
  // The published rating stands beside each triple in a column the standard ignores.
  std::map<std::string, std::string> published;
  std::string text = content_of(in_source("examples/data/fhrs_180.csv"));
  text.erase(0, text.find('\n') + 1);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    const std::string line = text.substr(at, end - at);
    published[line.substr(0, line.find(','))] = line.substr(line.rfind(',') + 1);
    at = end + 1;
  }
  ASSERT_EQ(published.size(), 180u);
  const Json document = Json::parse(r.out);
  for (const Json& unit : document["units"])
    EXPECT_EQ(unit["outcomes"][0]["level"], published[unit["unit"].get<std::string>()]) << unit["unit"];
}

TEST(Data, ChineseTitlesAreHeadings) {
  const auto all = scores({"cn.jining.civility-index", in_source("examples/data/jining_2017-08.csv")});
  ASSERT_EQ(all.size(), 19u);
  EXPECT_NEAR(all.at("济阳街道").get<double>(), 97.7635, 1e-9);
}

TEST(Data, ATitleThatSeveralCriteriaHave) {
  const auto standard = temporary("twice.json", R"({"format": "saniscore/standard", "format_version": 1, "id": "x",
      "edition": "1", "tree": {"id": "t", "combine": "sum", "children": [
      {"id": "a", "title": {"zh": "地面"}, "points": 1, "measure": "pass"},
      {"id": "b", "title": {"zh": "地面"}, "points": 1, "measure": "pass"}]}})");
  const std::string rows = "unit,criterion,value\nu,地面,1\n";
  const auto said = run({"score", standard, "-"}, rows).err;
  EXPECT_NE(said.find("D111"), std::string::npos) << said;
  EXPECT_NE(said.find("use the id"), std::string::npos) << said;
  EXPECT_NE(run({"score", standard, "-", "--lang", "zh"}, rows).err.find("编号"), std::string::npos);
}

TEST(Data, Gb18030GivesTheSame) {
  const std::string gb =
      "\xB5\xA5\xCE\xBB,\xCA\xB5\xB5\xD8\xB2\xE2\xC6\xC0,\xCE\xCA\xBE\xED\xB5\xF7\xB2\xE9\n"
      "\xB4\xF3\xB0\xB2\xD5\xF2,92.09,81.04\n";
  const auto found = scores({"cn.jining.civility-index", "-"}, gb);
  ASSERT_EQ(found.count("大安镇"), 1u);
  EXPECT_NEAR(found.at("大安镇").get<double>(), 90.4325, 1e-9);
  const Ran r = run({"score", "cn.jining.civility-index", "-"}, gb);
  EXPECT_TRUE(has(r.err, "GB18030")) << "said, because it was found out: " << r.err;
  EXPECT_EQ(run({"score", "cn.jining.civility-index", "-", "--encoding", "gb18030"}, gb).err, "");
  EXPECT_TRUE(has(complaints("cn.jining.civility-index", gb, {"--encoding", "utf-8"}), "byte 0"));
}

TEST(Data, LongTablesAreWideTables) {
  const auto wide = scores({"cn.jining.civility-index", "-"}, "unit,field,survey\na,90,80\nb,70,\n");
  const auto english =
      scores({"cn.jining.civility-index", "-"},
             "unit,criterion,value,state\na,field,90,\na,survey,80,known\nb,field,70,\nb,survey,,not_inspected\n");
  const auto chinese = scores({"cn.jining.civility-index", "-"},
                              "指标,单位,得分,状态\n实地测评,a,90,\n问卷调查,a,80,\nfield,b,70,\nsurvey,b,,未检\n");
  EXPECT_EQ(wide, english);
  EXPECT_EQ(wide, chinese);
  for (const char* heading : {"受检单位,检查项目,检查结果,状态\n", "被检查单位,指标编号,观测值,状态\n"})
    EXPECT_EQ(wide, scores({"cn.jining.civility-index", "-"},
                           heading + std::string("a,field,90,\na,survey,80,\nb,field,70,\nb,survey,,未检\n")));
  EXPECT_NEAR(wide.at("a").get<double>(), 88.5, 1e-9);
}

TEST(Data, OfficeByLogsByTableAndBySite) {
  const std::string folder = "examples/data/office_";
  const auto logs = scores({"cn.unit.office-100", in_source(folder + "states.csv"), "--findings",
                            in_source(folder + "findings.csv"), "--visits", in_source(folder + "visits.csv")});
  ASSERT_EQ(logs.size(), 2u);
  EXPECT_NEAR(logs.at("档案馆").get<double>(), 94.0 / 95 * 100, 1e-9);
  // Sheet by sheet: item 2 is floored at 0 in room a, so that the mean is 295 / 3.
  std::string sheet = "unit,site";
  for (int k = 1; k <= 19; ++k) sheet.append(",").append(std::to_string(k));
  sheet += ",18#state\n";
  for (const std::string room : {"a", "b", "c"}) {
    sheet += "u," + room;
    for (int k = 1; k <= 19; ++k) sheet += room == "a" && k == 2 ? ",9" : room == "c" && k == 18 ? "," : ",0";
    sheet += room == "c" ? ",不适用\n" : ",\n";
  }
  EXPECT_NEAR(scores({"cn.unit.office-100", "-"}, sheet).at("u").get<double>(), 295.0 / 3, 1e-9);
}

TEST(Data, VisitsTellNothingFoundFromNotLookedAt) {
  const std::string visits = temporary("visits.csv", "unit,site,covers\nlooked,r,*\npart,r,1;2；3\n");
  const Ran r =
      run({"score", "cn.unit.office-100", "-", "--visits", visits, "--format", "json"}, "unit\nlooked\npart\nnever\n");
  ASSERT_EQ(r.code, 0) << r.err;
  const Json d = Json::parse(r.out);
  EXPECT_EQ(d["units"][0]["criteria"][0]["score"], 100);
  EXPECT_EQ(d["units"][1]["criteria"][0]["score"], 15);
  EXPECT_EQ(d["units"][1]["criteria"][0]["lower"], 15);
  EXPECT_EQ(d["units"][1]["criteria"][0]["upper"], 100);
  EXPECT_TRUE(d["units"][2]["criteria"][0]["score"].is_null());
  EXPECT_EQ(d["units"][2]["criteria"][0]["state"], "not_inspected");
}

TEST(Data, KeyItemInOneMarketIsAVeto) {
  const Ran r =
      run({"score", "cn.nhc.city.covert-visit", in_source("examples/data/covert_visit.csv"), "--format", "json"});
  ASSERT_EQ(r.code, 0) << r.err;
  const Json d = Json::parse(r.out);
  EXPECT_GT(d["units"][0]["criteria"][0]["score"], 800);
  EXPECT_EQ(d["units"][0]["outcomes"][0]["level"], "一票否决");
  EXPECT_EQ(
      run({"score", "cn.nhc.city.covert-visit", in_source("examples/data/covert_visit.csv"), "--gate", "review=通过"})
          .code,
      4);
}

TEST(Data, UnitColumnAndIgnoredColumns) {
  const std::string data = "district,name,field,survey,x-note\nn,a,90,80,yes\n";
  const auto found = scores({"cn.jining.civility-index", "-", "--unit", "name", "--ignore", "district"}, data);
  EXPECT_EQ(found.count("a"), 1u);
  EXPECT_TRUE(has(complaints("cn.jining.civility-index", data, {"--unit", "name"}), "district"));
  EXPECT_TRUE(has(complaints("cn.jining.civility-index", data, {"--unit", "nobody"}), "D118"));
}

TEST(Data, MissingColumns) {
  const std::string error = complaints("cn.jining.civility-index", "unit,field\na,90\n");
  EXPECT_TRUE(has(error, "D117") && has(error, "survey") && has(error, "--missing")) << error;
  const Ran r = run({"score", "cn.jining.civility-index", "-", "--missing", "not_inspected", "--format", "json"},
                    "unit,field\na,90\n");
  ASSERT_EQ(r.code, 0) << r.err;
  EXPECT_EQ(Json::parse(r.out)["units"][0]["criteria"][0]["provisional"], true);
  const auto dropped = scores({"cn.jining.civility-index", "-", "--missing", "不适用"}, "unit,field\na,90\n");
  EXPECT_NEAR(dropped.at("a").get<double>(), 90, 1e-9);
  EXPECT_EQ(run({"score", "cn.jining.civility-index", "-", "--missing", "gone"}, "unit,field\na,90\n").code, 2);
}

TEST(Data, UnknownColumnsGetASuggestion) {
  const std::string error = complaints("uk.fsa.fhrs", "unit,@status,hygene,structural,confidence\na,rated,5,5,5\n");
  EXPECT_TRUE(has(error, "did you mean \"hygiene\"")) << error;
  EXPECT_TRUE(has(error, "row 1, column hygene")) << error;
  EXPECT_TRUE(has(complaints("uk.fsa.fhrs", "unit,criterion,value\na,hygeine,5\n"), "\"hygiene\""));
}

TEST(Data, TwoColumnsOfOneMeaning) {
  EXPECT_TRUE(has(complaints("cn.jining.civility-index", "unit,field,survey,实地测评\na,90,80,91\n"), "D105"));
}

TEST(Data, NumbersThatAreNone) {
  for (const char* cell : {"NaN", "nan", "-inf", "Infinity", "#N/A", "#DIV/0!", "1e999"}) {
    const std::string error =
        complaints("cn.jining.civility-index", "unit,field,survey\na," + std::string(cell) + ",80\n");
    EXPECT_TRUE(has(error, "D114") && has(error, "row 2, column field")) << error;
  }
  for (const char* cell : {"85%", "8 5", "0x10", "1,5", "８５"}) {
    const std::string error =
        complaints("cn.jining.civility-index", "unit,field,survey\na,\"" + std::string(cell) + "\",80\n");
    EXPECT_TRUE(has(error, "row 2, column field")) << error;
  }
}

TEST(Data, StatesStandInTheirOwnColumn) {
  const std::string error = complaints("cn.jining.civility-index", "unit,field,survey\na,不适用,80\n");
  EXPECT_TRUE(has(error, "D116") && has(error, "field#state")) << error;
  EXPECT_TRUE(has(complaints("cn.jining.civility-index", "unit,field,survey,field#state\na,,80,gone\n"), "D115"));
  EXPECT_EQ(run({"score", "cn.jining.civility-index", "-"}, "unit,field,survey,field#state\na,90,80,known\n").code, 0);
  complaints("cn.jining.civility-index", "unit,field,survey,field#state\na,90,80,withheld\n");
  EXPECT_TRUE(has(complaints("cn.jining.civility-index", "unit,criterion,value,state\na,field,90,withheld\n"), "D119"));
}

TEST(Data, RowsAboutNobodyOrTwice) {
  EXPECT_TRUE(has(complaints("cn.jining.civility-index", "unit,field,survey\n,90,80\n"), "D112"));
  const std::string twice = complaints("cn.jining.civility-index", "unit,field,survey\na,90,80\nb,1,2\na,90,80\n");
  EXPECT_TRUE(has(twice, "D113") && has(twice, "row 4") && has(twice, "row 2")) << twice;
  EXPECT_TRUE(has(complaints("cn.jining.civility-index", "unit,criterion,value\na,field,90\na,field,91\n"), "row 3"));
}

TEST(Data, LabelsNobodyKnows) {
  EXPECT_TRUE(has(complaints("uk.fsa.fhrs", fhrs_heading + "a,rated,good,5,5\n"), "row 2, column hygiene"));
}

TEST(Data, AllComplaintsAtOnceButFiftyAtMost) {
  const std::string two = complaints("cn.jining.civility-index", "unit,field,survey\na,nan,80\nb,90,inf\n");
  EXPECT_TRUE(has(two, "row 2") && has(two, "row 3")) << two;
  std::string many = "unit,field,survey\n";
  for (int k = 0; k < 1000; ++k) many.append("u").append(std::to_string(k)).append(",nan,80\n");
  const std::string error = complaints("cn.jining.civility-index", many);
  EXPECT_EQ(std::count(error.begin(), error.end(), '\n'), 50);
}

TEST(Data, Logs) {
  const std::string states = "unit\nu\n";
  const auto with = [&](const std::string& option, const std::string& log) {
    return complaints("cn.unit.office-100", states, {option, temporary("log.csv", log)});
  };
  EXPECT_TRUE(has(with("--findings", "unit,site\nu,a\n"), "D118"));
  EXPECT_TRUE(has(with("--findings", "unit,criterion\nu,99\n"), "D120"));
  EXPECT_TRUE(has(with("--findings", "unit,criterion,count\nu,2,many\n"), "D121"));
  EXPECT_TRUE(has(with("--findings", "unit,criterion,count\nu,2,-1\n"), "D121"));
  EXPECT_TRUE(has(with("--visits", "unit,covers\nu,1;77\n"), "\"77\""));
  EXPECT_TRUE(has(with("--visits", "unit,what\nu,1\n"), "D110"));
}

TEST(Data, AttributesOfUnitsAndOfSites) {
  const std::string standard =
      temporary("sites.json",
                R"({"format": "saniscore/standard", "format_version": 1, "id": "x", "edition": "1", "tree": {"id": "t",
      "combine": "sum", "on_drop": "rescale", "applies": {"attribute": "type", "in": ["market"]},
      "reduce": [{"over": "site", "by": "mean"}], "children": [{"id": "a", "points": 10, "measure": {"score": 10}}]}})");
  // The office is no market: left out of its unit's mean.
  const auto mixed = scores({standard, "-"}, "unit,点位,@type,a\nu,m1,market,9\nu,m2,market,7\nu,o,office,0\n");
  EXPECT_NEAR(mixed.at("u").get<double>(), 8, 1e-9);
  const auto same = scores({standard, "-"}, "unit,site,@type,a\nu,m1,market,9\nu,m2,market,7\n");
  EXPECT_NEAR(same.at("u").get<double>(), 8, 1e-9);
  EXPECT_TRUE(has(complaints(standard, "unit,site,点位,@type,a\nu,m1,m1,market,9\n"), "D105"));
}

TEST(Data, NoRowsAreSaidAndMeetNoGate) {
  const std::string nothing = temporary("nothing.csv", "unit,field,survey\n");
  const Ran scored = run({"score", "cn.jining.civility-index", nothing, "--format", "csv"});
  EXPECT_EQ(scored.code, 0);
  EXPECT_TRUE(has(scored.err, "warning D123")) << scored.err;
  const Ran gated = run({"score", "uk.fsa.fhrs", temporary("none.csv", "unit,hygiene,structural,confidence,@status\n"),
                         "--gate", "rating=3"});
  EXPECT_EQ(gated.code, 3);
  EXPECT_TRUE(has(gated.err, "error D123")) << gated.err;
  EXPECT_EQ(gated.out, "");
}

TEST(Data, AFileIsAFileWhateverItsName) {
  const Ran missing = run({"score", "uk.fsa.fhrs", "/nowhere/x.csv"});
  EXPECT_EQ(missing.code, 1);
  EXPECT_TRUE(has(missing.err, "No such file")) << missing.err;
  const std::string folder = temporary("standard", "{}");  // no extension
  const std::size_t cut = folder.rfind('/');
  const std::string here =
      run_shell("cd " + folder.substr(0, cut) + " && saniscore validate " + folder.substr(cut + 1));
  EXPECT_FALSE(has(here, "the catalogue has no standard")) << here;
  const std::string converted =
      run_shell("cd " + folder.substr(0, cut) + " && saniscore convert " + folder.substr(cut + 1));
  EXPECT_TRUE(has(converted, "S00")) << converted;
}

TEST(Data, TheLocaleChangesNothing) {
  const std::string data = "unit,field,survey\na,92.09,81.04\n";
  const Ran plain = run({"score", "cn.jining.civility-index", "-", "--format", "csv"}, data);
  const char* before = getenv("LC_ALL");
  setenv("LC_ALL", "de_DE.UTF-8", 1);
  const Ran comma = run({"score", "cn.jining.civility-index", "-", "--format", "csv"}, data);
  if (before != nullptr)
    setenv("LC_ALL", before, 1);
  else
    unsetenv("LC_ALL");
  EXPECT_EQ(plain.out, comma.out);
  EXPECT_TRUE(has(plain.out, ",90.4325,")) << plain.out;
}

}  // namespace
