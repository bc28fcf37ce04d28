// Authoring from outside: a sheet typed into a spreadsheet becomes a validated standard and a scored inspection, as in
// docs/authoring.md; convert and diff keep the command's rules about streams and exit codes.
#include "run.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <string>

namespace {

using command_tests::content_of;
using command_tests::in_source;
using command_tests::Ran;
using command_tests::run;
using command_tests::temporary;
using Json = nlohmann::json;

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return text.replace(at, what.size(), with);
}

const std::string sheet = "examples/data/market_sheet.csv";
const std::string inspection = "examples/data/market_inspection.csv";

// By hand: 6+6.5+3+6+7 = 28.5; 7.5+4+9.25+6+4 = 30.75; 6+3+3 = 12; 5+2+4 = 11; together 82.25.
TEST(Authoring, FromAPaperSheetToAScore) {
  const Ran checked = run({"validate", in_source(sheet)});
  EXPECT_EQ(checked.code, 0);
  EXPECT_TRUE(has(checked.out, "valid")) << checked.out;
  EXPECT_TRUE(
      has(checked.err, "\"≥98%，每降低1%扣0.5分，不足1%按比例扣\" is read as: >= 98; 0.5 off per 1 below; pro rata"))
      << checked.err;

  const Ran converted = run({"convert", in_source(sheet)});
  EXPECT_EQ(converted.code, 0);
  EXPECT_TRUE(has(converted.err, "S215"));
  const std::string document = temporary("market.json", converted.out);
  EXPECT_EQ(run({"validate", document}).code, 0);

  for (const std::string& standard : {document, in_source(sheet)}) {
    const Ran scored = run({"score", standard, in_source(inspection), "--format", "json"});
    ASSERT_EQ(scored.code, 0) << scored.err;
    EXPECT_FALSE(has(scored.err, "S215"));
    const Json result = Json::parse(scored.out);
    EXPECT_EQ(result["standard"], "example.market-sheet@2024");
    EXPECT_DOUBLE_EQ(result["units"][0]["criteria"][0]["score"].get<double>(), 82.25);
    EXPECT_EQ(result["units"][0]["outcomes"][0]["level"], "合格");
  }
  const std::string smoke = replaced(content_of(in_source(inspection)), "东门市场,17,,1", "东门市场,17,,0");
  const Ran vetoed = run({"score", document, "-", "--format", "json", "--gate", "grade=合格"}, smoke);
  EXPECT_EQ(vetoed.code, 4) << vetoed.err;
  EXPECT_EQ(Json::parse(vetoed.out)["units"][0]["outcomes"][0]["level"], "不合格");
  const std::string spoilt = replaced(content_of(in_source(inspection)), "东门市场,9,,0", "东门市场,9,,1");
  const Ran zeroed = run({"score", document, "-", "--format", "json"}, spoilt);
  EXPECT_DOUBLE_EQ(Json::parse(zeroed.out)["units"][0]["criteria"][0]["score"].get<double>(), 76.25);
}

TEST(Convert, ThereAndBackIsTheSame) {
  const std::string document = run({"convert", in_source(sheet)}).out;
  for (const char* language : {"en", "zh"}) {
    const Ran back = run({"convert", temporary("m.json", document), "--lang", language});
    ASSERT_EQ(back.code, 0) << back.err;
    EXPECT_TRUE(back.out.starts_with(std::string(language) == "en" ? "id,parent," : "编号,上级,")) << back.out;
    EXPECT_EQ(run({"convert", temporary("m.csv", back.out)}).out, document);
    EXPECT_EQ(run({"convert", "-"}, back.out).out, document) << "standard input shows that it is a sheet";
  }
  const Ran excel = run({"convert", "cn.unit.office-100", "--bom"});
  EXPECT_TRUE(excel.out.starts_with("\xEF\xBB\xBFid,")) << excel.out;
  EXPECT_TRUE(has(excel.out, "\r\n"));
  EXPECT_EQ(run({"convert", "-"}, excel.out).code, 0);
}

TEST(Convert, WhatASheetCannotHoldIsNamedAndNothingIsWritten) {
  const Ran r = run({"convert", "uk.fsa.fhrs", "--format", "csv"});
  EXPECT_EQ(r.code, 3);
  EXPECT_EQ(r.out, "");
  EXPECT_TRUE(has(r.err, "S218 at outcome rating: a sheet cannot hold its \"levels\"")) << r.err;
  const Ran json = run({"convert", "uk.fsa.fhrs", "--format", "json"});
  EXPECT_EQ(json.code, 0) << json.err;
  EXPECT_EQ(Json::parse(json.out)["id"], "uk.fsa.fhrs");
}

TEST(Convert, MistakesOfASheetNameRowAndColumn) {
  const Ran words = run({"convert", "-"}, "序号,标准分,评分标准\n1,5,每两处扣1分\n");
  EXPECT_EQ(words.code, 3);
  EXPECT_EQ(words.out, "");
  EXPECT_TRUE(has(words.err, "S210 at row 2, column 评分标准")) << words.err;
  const Ran meaning = run({"convert", "-"}, "id,parent,points,weight,measure\nt,,,,\na,t,5,1,pass\nb,t,5,,pass\n");
  EXPECT_EQ(meaning.code, 3);
  EXPECT_TRUE(has(meaning.err, "S106 at row 3, column weight")) << meaning.err;
  EXPECT_EQ(run({"convert", "nobody"}).code, 2);
  EXPECT_EQ(run({"convert", "/nonexistent.csv"}).code, 1);
  EXPECT_EQ(run({"convert"}).code, 2);
}

TEST(Convert, AnOverlayTailorsAndTheResultSaysSo) {
  const std::string overlay = in_source("examples/data/office_overlay.json");
  const Ran made = run({"convert", "cn.unit.office-100", "--overlay", overlay});
  ASSERT_EQ(made.code, 0) << made.err;
  const std::string document = temporary("tailored.json", made.out);
  EXPECT_EQ(Json::parse(made.out)["tailored"]["of"], "cn.unit.office-100@mirror");
  std::string head = "unit", row = "centre";
  for (const char* id : {"1", "2", "3", "4", "5", "6", "7", "8", "9", "12", "13", "14", "15", "16", "17", "19", "L1"}) {
    head += std::string(",") + id;
    row += std::string(id) == "14" ? ",2" : std::string(id) == "L1" ? ",1" : ",0";
  }
  // No column for 18, which does not apply. 92 of 96 points, scaled to 100, at one decimal: 95.8.
  const Ran scored = run({"score", document, "-"}, head + "\n" + row + "\n");
  EXPECT_EQ(scored.code, 0) << scored.err;
  EXPECT_TRUE(has(scored.out, "tailored from cn.unit.office-100@mirror")) << scored.out;
  EXPECT_TRUE(has(scored.out, "95.8")) << scored.out;
  const Ran other = run({"convert", "uk.fsa.fhrs", "--overlay", overlay});
  EXPECT_EQ(other.code, 3);
  EXPECT_EQ(other.out, "");
  EXPECT_TRUE(has(other.err, "office_overlay.json:5:9: error S301 at /of")) << other.err;
  EXPECT_EQ(run({"convert", "uk.fsa.fhrs", "--overlay", "/nonexistent"}).code, 1);
}

TEST(Diff, SaysWhatChanged) {
  const std::string document = run({"convert", in_source(sheet)}).out;
  std::string later = replaced(document, "\"target\": 98", "\"target\": 99");
  later = replaced(later, "\"points\": 5", "\"points\": 6");
  const std::string a = temporary("a.json", document), b = temporary("b.json", later);
  const Ran json = run({"diff", a, b, "--format", "json"});
  ASSERT_EQ(json.code, 0) << json.err;
  const Json d = Json::parse(json.out);
  ASSERT_EQ(d["changes"].size(), 2u) << json.out;
  EXPECT_EQ(d["changes"][0]["change"], "weight");
  EXPECT_EQ(d["changes"][0]["id"], "3");
  EXPECT_EQ(d["changes"][0]["before"], "5");
  EXPECT_EQ(d["changes"][0]["after"], "6");
  EXPECT_EQ(d["changes"][1]["change"], "limit");
  EXPECT_EQ(d["changes"][1]["id"], "8");
  EXPECT_EQ(d["changes"][1]["key"], "measure.shortfall.target");
  const Ran zh = run({"diff", a, b, "--lang", "zh"});
  EXPECT_TRUE(has(zh.out, "分值权重") && has(zh.out, "限值") && has(zh.out, "食品抽检合格率")) << zh.out;
  EXPECT_TRUE(has(run({"diff", a, b, "--format", "csv"}).out, "\nlimit,criterion,8,,食品抽检合格率,"));
  EXPECT_TRUE(has(run({"diff", a, in_source(sheet)}).out, "no differences"));
  EXPECT_TRUE(has(run({"diff", a, "uk.fsa.fhrs"}).out, "removed"));
  EXPECT_EQ(run({"diff", a}).code, 2);
  EXPECT_EQ(run({"diff", a, "nobody"}).code, 2);
}

TEST(Diff, ScoresTheSameDataUnderBoth) {
  const auto edition = [](const char* name, const char* marks, const char* limit) {
    return temporary(name, R"({"format": "saniscore/standard", "format_version": 1, "id": "x", "edition": "1", "tree":
        {"id": "t", "combine": "sum", "children": [{"id": "a", "points": 10, "measure": {"score": 10}}, )" +
                               std::string(marks) + R"(]}, "outcomes": [{"id": "o", "levels": [
        {"level": "yes", "when": {"score": "t", ">=": )" +
                               limit + R"(}}, {"level": "no"}]}]})");
  };
  const auto a = edition("first.json", R"({"id": "b", "points": 5, "measure": "pass"})", "12");
  const auto b = edition("second.json", R"({"id": "c", "points": 9, "measure": {"deduct": 2}})", "10");
  // u: 7 + 5 = 12, then 7 + 9 - 4 = 12; v: 6 + 0 = 6, then 6 + 9 = 15
  const std::string rows = "unit,a,b,c\nu,7,1,2\nv,6,0,0\n";
  const Json d = Json::parse(run({"diff", a, b, "--data", "-", "--format", "json"}, rows).out)["results"];
  ASSERT_EQ(d.size(), 4u);
  const auto same = [&](std::size_t k, const char* unit, const char* id, const char* before, const char* after) {
    EXPECT_EQ(d[k]["unit"], unit);
    EXPECT_EQ(d[k]["id"], id);
    EXPECT_EQ(d[k]["before"], before);
    EXPECT_EQ(d[k]["after"], after);
  };
  same(0, "u", "t", "12", "12");
  same(1, "u", "o", "yes", "yes");
  same(2, "v", "t", "6", "15");
  same(3, "v", "o", "no", "yes");
  EXPECT_TRUE(has(run({"diff", a, b, "--data", temporary("both.csv", rows)}).out, "2 of 4 results changed"));
  EXPECT_TRUE(has(run({"diff", a, b, "--data", temporary("both.csv", rows), "--format", "csv"}).out,
                  "\nresult,outcome,o,,,v,no,yes,"));
}

}  // namespace
