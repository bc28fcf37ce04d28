// What the words of rules in sheets mean. The measures expected here are written by hand from the wording; many of the
// phrases are those of published Chinese sheets.
#include <saniscore/standard/sheet.hpp>
#include <saniscore/standard/standard.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace {

using namespace saniscore;

std::string quoted(std::string_view cell) { return "\"" + std::string(cell) + "\""; }

/// The canonical tree of a one-row sheet.
std::string tree_of(const StandardSpec& spec) {
  StandardSpec plain;
  plain.id = "x";
  plain.edition = "1";
  plain.tree = spec.tree;
  plain.tree.value.reset();
  return write_standard(plain);
}

std::string expected_tree(std::string_view points, std::string_view measure) {
  const auto spec = read_standard(
      R"({"format": "saniscore/standard", "format_version": 1, "id": "x", "edition": "1", "tree": {"id": "a")" +
      (points.empty() ? std::string() : ", \"points\": " + std::string(points)) +
      ", \"measure\": " + std::string(measure) + "}}");
  EXPECT_TRUE(spec) << measure;
  return spec ? write_standard(*spec) : "";
}

Result<StandardSpec> one_row(std::string_view points, std::string_view rule, std::string_view target = {}) {
  return read_sheet(
      "id,points,measure,target\na," + std::string(points) + "," + quoted(rule) + "," + quoted(target) + "\n", "x.csv");
}

struct Phrase {
  const char *points, *words, *measure;
  const char* target = "";
};

const std::vector<Phrase> phrases{
    // deductions per finding
    {"5", "每发现一处扣0.5分,扣完为止", R"({"deduct": 0.5})"},
    {"5", "每发现一处不合格扣1分，扣完为止。", R"({"deduct": 1})"},
    {"5", "缺一项扣1分", R"({"deduct": 1})"},
    {"8", "少一条扣4分", R"({"deduct": 4})"},
    {"8", "每少一处扣２分", R"({"deduct": 2})"},
    {"8", "每有1处扣2分", R"({"deduct": 2})"},
    {"10", "随机走访，每有一户不能正常使用扣2分", R"({"deduct": 2})"},
    {"10", "每有一户不能正常使用扣2分", R"({"deduct": 2})"},
    {"5", "每缺一项扣0.5分，最多扣3分", R"({"deduct": {"rules": [{"rate": 0.5, "cap": 3}]}})"},
    {"5", "每处扣1分，可扣至负分", R"({"deduct": {"floor": "none", "rules": [{"rate": 1}]}})"},
    {"50", "每处扣20-50分", R"({"deduct": {"rules": [{"rate": {"from": 20, "to": 50}}]}})"},
    {"5", "满分5分，每发现一处扣1分", R"({"deduct": 1})"},
    {"5", "分类投放容器无标识、模糊不清，1处扣2分", R"({"deduct": 2})"},
    {"9", "其中1项不达标扣3分", R"({"deduct": 3})"},
    {"6", "职责明确，管理规范，经费落实，一项不合格扣2分", R"({"deduct": 2})"},
    {"10", "随机抽查10户，每户不合格扣0.5分", R"({"deduct": 0.5})"},
    {"15", "一处不符要求-5分", R"({"deduct": 5})"},
    {"6", "不符合的，每发现1处扣1分，累计最多扣6分", R"({"deduct": 1})"},
    {"10", "一次不合格扣1分，扣完10分为止", R"({"deduct": 1})"},
    {"60", "每少一次扣3分，最高不超过10分", R"({"deduct": {"rules": [{"rate": 3, "cap": 10}]}})"},
    {"8", "每发现一处扣1分，每项最多扣5分", R"({"deduct": {"rules": [{"rate": 1, "cap": 5}]}})"},
    {"5", "1 off; down to 0", R"({"deduct": 1})"},
    {"5", "0.5 off; at most 3; no floor", R"({"deduct": {"floor": "none", "rules": [{"rate": 0.5, "cap": 3}]}})"},
    // several rules
    {"5", "无组织扣2分，无领导扣2分，无经费扣1分",
     R"({"deduct": {"rules": [{"id": "无组织", "rate": 2}, {"id": "无领导", "rate": 2}, {"id": "无经费", "rate": 1}]}})"},
    {"5", "每缺一项扣1分；每错一处扣0.5分；扣完为止",
     R"({"deduct": {"rules": [{"id": "缺一项", "rate": 1}, {"id": "错一处", "rate": 0.5}]}})"},
    {"20", "乱扔垃圾扣1分（最多5分），发现露天焚烧的，此项不得分",
     R"({"deduct": {"rules": [{"id": "乱扔垃圾", "rate": 1, "cap": 5}, {"id": "露天焚烧", "zero": true}]}})"},
    {"4", "无收集体系不得分，每缺一项扣0.5分",
     R"({"deduct": {"rules": [{"id": "无收集体系", "zero": true}, {"id": "缺一项", "rate": 0.5}]}})"},
    {"12", "无任何宣传，本项不得分；标语不正确，1处扣2分；累计最多扣12分",
     R"({"deduct": {"rules": [{"id": "无任何宣传", "zero": true}, {"id": "标语不正确", "rate": 2}]}})"},
    {"5", "1.无制度扣2分；2.无人员扣1.5分3.每缺1项扣0.5分",
     R"({"deduct": {"rules": [{"id": "无制度", "rate": 2}, {"id": "无人员", "rate": 1.5}, {"id": "缺1项", "rate": 0.5}]}})"},
    {"5", "（1）无制度扣2分；（2）无人员扣3分",
     R"({"deduct": {"rules": [{"id": "无制度", "rate": 2}, {"id": "无人员", "rate": 3}]}})"},
    {"5", "一、无制度扣2分；二、无人员扣3分",
     R"({"deduct": {"rules": [{"id": "无制度", "rate": 2}, {"id": "无人员", "rate": 3}]}})"},
    {"5", "①无制度扣2分；②无人员扣3分",
     R"({"deduct": {"rules": [{"id": "无制度", "rate": 2}, {"id": "无人员", "rate": 3}]}})"},
    {"5", "smoke: 1 off; at most 3; burning: nothing",
     R"({"deduct": {"rules": [{"id": "smoke", "rate": 1, "cap": 3}, {"id": "burning", "zero": true}]}})"},
    // all or nothing
    {"5", "达标得满分", R"("pass")"},
    {"5", "未落实的不得分", R"("pass")"},
    {"5", "符合要求得满分，否则不得分", R"("pass")"},
    {"4", "布局合理得4分", R"("pass")"},
    {"5", "查看资料，制度健全，责任落实，得满分", R"("pass")"},
    {"5", "合格得满分，不合格不得分", R"("pass")"},
    {"5", "pass", R"("pass")"},
    // limits
    {"5", "≥90%", R"({"threshold": {">=": 90}})"},
    {"5", "不低于９０％", R"({"threshold": {">=": 90}})"},
    {"5", "群众满意率不得低于90%", R"({"threshold": {">=": 90}})"},
    {"5", "90%以上", R"({"threshold": {">=": 90}})"},
    {"5", "群众满意率90%以上", R"({"threshold": {">=": 90}})"},
    {"5", "低于90%的不得分", R"({"threshold": {">=": 90}})"},
    {"5", "不合格率≤5%", R"({"threshold": {"<=": 5}})"},
    {"5", "区域环境噪声平均值不超过60", R"({"threshold": {"<=": 60}})"},
    {"", "≤12‰", R"({"threshold": {"<=": 12}})"},
    {"5", ">= 90", R"({"threshold": {">=": 90}})"},
    {"5", "", R"({"threshold": {">=": 90}})", "≥90%"},
    {"5", "未达标不得分", R"({"threshold": {">=": 90}})", "≥90%"},
    // steps
    {"2", "≥85%，每降低1%扣0.05分，按比例扣", R"({"shortfall": {"target": 85, "step": 1, "deduct": 0.05}})"},
    {"2", "≥85%，每降低1%扣0.05分，不足1%不扣",
     R"({"shortfall": {"target": 85, "step": 1, "deduct": 0.05, "counting": "whole"}})"},
    {"2", "≥85%,每降低1%扣0.05分,不足1%按1%计",
     R"({"shortfall": {"target": 85, "step": 1, "deduct": 0.05, "counting": "started"}})"},
    {"50", "未达70%，每少一个百分点扣1分，按比例扣分", R"({"shortfall": {"target": 70, "deduct": 1}})"},
    {"1", "≥95%得1分;每降低5%扣0.2分,满5%才扣,扣完为止",
     R"({"shortfall": {"target": 95, "step": 5, "deduct": 0.2, "counting": "whole"}})"},
    {"2", "每降低1%扣0.05分，按比例扣", R"({"shortfall": {"target": 85, "deduct": 0.05}})", "≥85%"},
    {"5", "≤60，每高1扣0.5分，按比例扣，可扣至负分",
     R"({"shortfall": {"target": 60, "deduct": 0.5, "side": "above", "floor": "none"}})"},
    {"30", "投放准确率不达标，每降低1%，扣2分，按比例扣", R"({"shortfall": {"target": 90, "deduct": 2}})", "≥90%"},
    {"10", "满意率每低于目标1个百分点扣1分，按比例扣", R"({"shortfall": {"target": 90, "deduct": 1}})", "≥90%"},
    {"8", "≥10条，每少一条扣4分，按比例扣", R"({"shortfall": {"target": 10, "deduct": 4}})"},
    {"2", ">= 85; 0.05 off per 1 below; whole steps",
     R"({"shortfall": {"target": 85, "deduct": 0.05, "counting": "whole"}})"},
    // bands
    {"10", "≥95%得10分，≥90%得6分，其余得0分",
     R"({"bands": [{">=": 95, "points": 10}, {">=": 90, "points": 6}, {"points": 0}]})"},
    {"10", "95%以上得满分，90%-95%得6分，90%以下不得分",
     R"({"bands": [{">=": 95, "share": 1}, {">=": 90, "points": 6}, {"points": 0}]})"},
    {"10", "满意度≥90%得10分；80%≤满意度＜90%，得6分；＜80%不得分",
     R"({"bands": [{">=": 90, "points": 10}, {">=": 80, "points": 6}, {"points": 0}]})"},
    {"10", "＞90得10分；80＜平均分≤90得6分；其余不得分",
     R"({"bands": [{">": 90, "points": 10}, {">": 80, "points": 6}, {"points": 0}]})"},
    {"10", "满意度90分以上得10分，80-90分得8分，80分以下不得分",
     R"({"bands": [{">=": 90, "points": 10}, {">=": 80, "points": 8}, {"points": 0}]})"},
    {"10", "60%以下不得分，60%-80%得5分，80%以上得满分",
     R"({"bands": [{">=": 80, "share": 1}, {">=": 60, "points": 5}, {"points": 0}]})"},
    {"10", ">= 95: full; >= 90: 60%; else: nothing",
     R"({"bands": [{">=": 95, "share": 1}, {">=": 90, "share": 0.6}, {"points": 0}]})"},
    // marks
    {"6", "打分", R"({"score": 6})"},
    {"6", "酌情赋分", R"({"score": 6})"},
    {"4", "现场查看，酌情赋分", R"({"score": 4})"},
    {"6", "按10分制打分", R"({"score": 10})"},
    {"10", "好（9-10）；合格（7-8）；不合格（0-6）",
     R"({"score": {"of": 10, "intervals": [{"level": "好", "from": 9, "to": 10}, {"level": "合格", "from": 7, "to": 8},
        {"level": "不合格", "from": 0, "to": 6}]}})"},
    {"5", "按完成比例得分", R"({"score": 100})"},
    {"10", "很好9-10分，合格7-8分，不合格0-6分",
     R"({"score": {"of": 10, "intervals": [{"level": "很好", "from": 9, "to": 10}, {"level": "合格", "from": 7, "to": 8},
        {"level": "不合格", "from": 0, "to": 6}]}})"},
    {"20", "18-20分，10-17分，0-9分",
     R"({"score": {"of": 20, "intervals": [{"from": 18, "to": 20}, {"from": 10, "to": 17}, {"from": 0, "to": 9}]}})"},
    // choices, lines, awards
    {"10", "选项：优得10分；良得7分；差得0分",
     R"({"choice": [{"answer": "优", "points": 10}, {"answer": "良", "points": 7},
        {"answer": "差", "points": 0}]})"},
    {"10", "优得10分，良得7分，差得0分",
     R"({"choice": [{"answer": "优", "points": 10}, {"answer": "良", "points": 7},
        {"answer": "差", "points": 0}]})"},
    {"5", "A级：5分、B级：3分、C级：1分",
     R"({"choice": [{"answer": "A级", "points": 5}, {"answer": "B级", "points": 3},
        {"answer": "C级", "points": 1}]})"},
    {"5", "达标5分，基本达标3分，不达标0分",
     R"({"choice": [{"answer": "达标", "points": 5}, {"answer": "基本达标", "points": 3},
        {"answer": "不达标", "points": 0}]})"},
    {"5", "是得5分，否得0分", R"({"choice": [{"answer": "是", "points": 5}, {"answer": "否", "points": 0}]})"},
    {"5", "有得0分，无得满分", R"({"choice": [{"answer": "有", "points": 0}, {"answer": "无", "share": 1}]})"},
    {"25", "选项：0；5；10；15", R"({"choice": [0, 5, 10, 15]})"},
    {"10", "线性：60%得0分；100%得10分", R"({"line": [[60, 0], [100, 10]]})"},
    {"10", "line: 60 -> 0; 100 -> 10", R"({"line": [[60, 0], [100, 10]]})"},
    {"2", "每起得0.5分,最高2分", R"({"award": {"cap": 2, "rules": [{"rate": 0.5}]}})"},
    {"4", "有宣传栏得2分，每季度更换得2分", R"({"award": {"rules": [{"id": "有宣传栏", "rate": 2, "cap": 2},
        {"id": "每季度更换", "rate": 2, "cap": 2}]}})"},
    {"4", "使用方便、地点适宜，得2分；与供水点间隔30米以上，得1分；男女厕位比例不大于2:3，得1分",
     R"({"award": {"rules": [{"id": "使用方便、地点适宜", "rate": 2, "cap": 2},
        {"id": "与供水点间隔30米以上", "rate": 1, "cap": 1}, {"id": "男女厕位比例不大于2:3", "rate": 1, "cap": 1}]}})"},
    {"10", "有领导小组2分，有方案3分，有总结5分",
     R"({"award": {"rules": [{"id": "有领导小组", "rate": 2, "cap": 2}, {"id": "有方案", "rate": 3, "cap": 3},
        {"id": "有总结", "rate": 5, "cap": 5}]}})"},
};

TEST(SheetRules, MeanWhatTheySay) {
  for (const Phrase& p : phrases) {
    const auto spec = one_row(p.points, p.words, p.target);
    ASSERT_TRUE(spec) << p.words << "\n" << to_text(spec.diagnostics().at(0));
    EXPECT_EQ(tree_of(*spec), expected_tree(p.points, p.measure)) << p.words;
  }
}

TEST(SheetRules, AreSaidAgainInBothLanguagesAndReadTheSame) {
  for (const Phrase& p : phrases) {
    const auto spec = one_row(p.points, p.words, p.target);
    ASSERT_TRUE(spec);
    for (const Language language : {Language::en, Language::zh}) {
      const auto sheet = write_sheet(*spec, language);
      ASSERT_TRUE(sheet) << p.words << "\n" << to_text(sheet.diagnostics().at(0));
      const auto again = read_sheet(*sheet);
      ASSERT_TRUE(again) << *sheet;
      EXPECT_EQ(write_standard(*again), write_standard(*spec)) << *sheet;
    }
  }
}

TEST(SheetRules, AreRefusedWhenTheyCouldMeanTwoThings) {
  for (const auto& [points, words] : std::vector<std::pair<const char*, const char*>>{
           {"5", "每两处扣1分"},  // whole pairs, or half each
           {"5", "每3处扣1分"},
           {"5", "超过1处扣2分"},      // once, or per finding beyond the first
           {"5", "每降低1%扣0.05分"},  // below what?
           {"5", "≥60，每降低1扣1分，每升高1扣1分"},
           {"5", "≤60，每降低1扣1分"},           // the wrong way
           {"10", "优得8分，良得7分，差得0分"},  // the best is not worth the points
           {"10", "绿化得10分，亮化得7分"},      // one of them, or all added
           {"5", "≥95%得4分，≥90%得1分"},        // two limits of one thing do not add up
           {"8", "每降低一个百分点，扣0.5分"},   // below what?
           {"8", "达到95%得满分，每下降1%扣0.5分，低于85%不得分"},
           {"5", "配备垃圾桶2个以上得5分，保洁员2人以下不得分"},  // two things
           {"10", "90%以上得满分，80%-89%得5分，80%以下不得分"},  // and 89.5?
           {"5", "无组织扣2分，无领导扣2分，本项最多扣3分"},      // a cap over both
           {"5", "每处扣1分；发生重大事故的，一票否决"},          // two observations
           {"5", "每处扣0.5分，同类问题不重复扣分"},
           {"5", "每处扣2分以上"},
           {"5", "2.无制度扣2分；3.无人员扣3分"},  // where is 1?
           {"5", "1.5分/处"},
           {"10", "≥95%得10分，≥90%得6分"},  // and below?
           {"10", "≥95%得8分"},
           {"1", "≥95%得2分；每降低5%扣0.2分"},  // another full mark than the points
           {"5", "视情况扣分"},
           {"5", "2分/项"},
           {"5", "计分方法同上，加倍扣分"},
           {"5", "加倍扣2分"},
           {"5", "逐年下降"},
           {"5", "一定要做好"},
           {"5", "90%"},
           {"5", "每处扣1e400分"},
           {"5", "每处扣分"},
           {"5", "扣完为止"},
           {"5", "达标得满分，每处扣1分，≥90%"},
           {"", "打分"},
           {"5", "≥90%，每处扣1分"},
           {"5", "deduct 1"},
       }) {
    const auto spec = one_row(points, words);
    ASSERT_FALSE(spec) << words << " -> " << tree_of(*spec);
    const Diagnostic& d = spec.diagnostics().at(0);
    EXPECT_EQ(d.code, "S210") << words;
    EXPECT_EQ(d.pointer, "row 2, column measure");
    EXPECT_EQ(d.line, 2u);
    EXPECT_NE(d.en.find("understood are"), std::string::npos) << d.en;
    EXPECT_NE(d.zh.find("看得懂的写法"), std::string::npos) << d.zh;
  }
}

TEST(SheetRules, WhatTheWordsLeaveOpenIsAWarning) {
  const auto spec = one_row("2", "≥85%，每降低1%扣0.05分");
  ASSERT_TRUE(spec);
  bool warned = false;
  for (const Diagnostic& d : spec.diagnostics())
    warned = warned || (d.code == "S214" && d.severity == Severity::warning && d.pointer == "row 2, column measure");
  EXPECT_TRUE(warned);
  EXPECT_EQ(spec->tree.value->unit, "%");
}

TEST(SheetRules, WhatWasUnderstoodIsSaid) {
  const auto spec =
      read_sheet("编号,分值,评分标准\n1,5,每发现一处扣1分\n2,5,每发现一处扣1分\n3,5,未落实的不得分\n", "x.csv");
  ASSERT_TRUE(spec);
  std::vector<std::string> notes;
  for (const Diagnostic& d : spec.diagnostics())
    if (d.severity == Severity::note) notes.push_back(d.en);
  const auto said = [&](std::string_view part) {
    for (const std::string& n : notes)
      if (n.find(part) != std::string::npos) return true;
    return false;
  };
  EXPECT_TRUE(said("\"每发现一处扣1分\" is read as: 1 off; down to 0 (2 rows: 2, 3)"));
  EXPECT_TRUE(said("\"未落实的不得分\" is read as: pass"));
  EXPECT_TRUE(said("a total over the 3 rows"));
}

}  // namespace
