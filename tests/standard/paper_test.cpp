// Sheets laid out as on paper.
#include <saniscore/standard/sheet.hpp>
#include <saniscore/standard/standard.hpp>

#include <gtest/gtest.h>

#include <string>
#include <tuple>
#include <vector>

namespace {

using namespace saniscore;

/// "total(1(1.1 1.2) 2(2.1))"
std::string shape(const NodeSpec& n) {
  std::string out = n.id;
  for (std::size_t k = 0; k < n.children.size(); ++k) out += (k == 0 ? "(" : " ") + shape(n.children[k]);
  return n.children.empty() ? out : out + ")";
}

std::string shape_of(const std::string& sheet) {
  const auto spec = read_sheet(sheet, "x.csv");
  return spec ? shape(spec->tree) : to_text(spec.diagnostics().at(0));
}

bool said(const Result<StandardSpec>& spec, std::string_view words) {
  for (const Diagnostic& d : spec.diagnostics())
    if (d.en.find(words) != std::string::npos || d.zh.find(words) != std::string::npos) return true;
  return false;
}

TEST(Paper, TitleAboveTheHeaderAndSignaturesBelow) {
  const auto spec = read_sheet(
      "附件2,,,,\n农贸市场卫生检查评分表,,,,\n检查单位：,,检查时间：,,\n"
      "序号,检查项目,标准分,评分标准,扣分\n1,地面,5分,每处扣1分,\n2,摊位,5,打分,\n合计,,10,,\n检查人签名：,,,,\n",
      "x.csv");
  ASSERT_TRUE(spec);
  EXPECT_EQ(spec->title.at("zh"), "农贸市场卫生检查评分表");
  EXPECT_EQ(shape(spec->tree), "合计(1 2)");
  EXPECT_EQ(spec->tree.children[0].points, 5);
  EXPECT_TRUE(said(spec, "\"检查人签名：\" is read as: no criterion; left out"));
  EXPECT_TRUE(said(spec, "“扣分”读作：供检查时填写的列，略去"));
}

TEST(Paper, ComplaintsNameTheRowsOfTheFile) {
  const auto spec = read_sheet("某某评分表,,\n\n序号,标准分,评分标准\n1,5,每两处扣1分\n", "x.csv");
  ASSERT_FALSE(spec);
  EXPECT_EQ(spec.diagnostics().at(0).pointer, "row 4, column 评分标准");
  EXPECT_EQ(spec.diagnostics().at(0).line, 4u);
  const auto header = read_sheet("某某评分表,,\n序号,标准分,评分标谁\n1,5,打分\n", "x.csv");
  ASSERT_FALSE(header);
  EXPECT_EQ(header.diagnostics().at(0).pointer, "row 2, column 评分标谁");
}

TEST(Paper, MergedCellsNameGroups) {
  // empty below the first, or said again; numbered by us, by the groups, or by the rows
  EXPECT_EQ(shape_of("项目,检查内容,分值,评分标准\n环境,地面,5,打分\n,摊位,5,打分\n食品,证照,5,打分\n"),
            "total(1(1.1 1.2) 2(2.1))");
  EXPECT_EQ(shape_of("项目,检查内容,分值,评分标准\n环境,地面,5,打分\n环境,摊位,5,打分\n食品,证照,5,打分\n"),
            "total(1(1.1 1.2) 2(2.1))");
  EXPECT_EQ(shape_of("序号,项目,检查内容,分值\n一,环境,地面,5\n,,摊位,5\n二,食品,证照,5\n合计,,,15\n"),
            "total(一(一.1 一.2) 二(二.1))");
  EXPECT_EQ(shape_of("序号,项目,检查内容,分值\n1,环境,地面,5\n2,,摊位,5\n3,食品,证照,5\n4,环境,绿化,5\n"),
            "total(环境(1 2) 食品(3) 环境-2(4))");
  EXPECT_EQ(
      shape_of("一级指标,二级指标,三级指标,分值\n环境,地面,无垃圾,5\n,,无积水,5\n,摊位,整洁,5\n食品,证照,齐全,5\n"),
      "total(1(1.1(1.1.1 1.1.2) 1.2(1.2.1)) 2(2.1(2.1.1)))");
}

TEST(Paper, RowsWithChineseNumeralsAndNoRuleAreSections) {
  EXPECT_EQ(shape_of("序号,检查项目,标准分,评分标准\n一、环境卫生（10分）,,,\n1,地面,5,打分\n2,摊位,5,打分\n"
                     "二、食品卫生（5分）,,,\n3,证照,5,打分\n合计,,15,\n"),
            "合计(一(1 2) 二(3))");
  EXPECT_EQ(shape_of("序号,检查项目,标准分\n一,环境卫生,10\n1,地面,5\n2,摊位,5\n二,食品卫生,5\n1,证照,5\n"),
            "total(一(一.1 一.2) 二(二.1))");
  EXPECT_EQ(shape_of("检查项目,标准分\n一、环境,\n（一）市场,\n地面,5\n（二）街道,\n绿化,5\n二、食品,\n证照,5\n"),
            "total(一(一.一(一.一.1) 一.二(一.二.1)) 二(二.1))");
  // numerals of criteria, not of sections
  EXPECT_EQ(shape_of("序号,检查项目,标准分\n一,环境卫生,10\n二,食品卫生,5\n"), "total(一 二)");
  EXPECT_EQ(shape_of("序号,检查项目,标准分,评分标准\n一,环境,5,打分\n1,地面,5,打分\n"), "total(一 1)");
  // the last has no rows below it: the inspector's own mark, beside the sections
  EXPECT_EQ(shape_of("序号,检查项目,标准分\n一,环境卫生,5\n1,地面,5\n二,总体印象,5\n"), "total(一(1) 二)");
}

TEST(Paper, TheTitleOfAGroupHoldsItsPoints) {
  const auto spec = read_sheet("项目,检查内容,分值\n环境卫生（10分）,地面,5\n,摊位,5\n食品(5分),证照,5\n", "x.csv");
  ASSERT_TRUE(spec);
  const auto& groups = spec->tree.children;
  ASSERT_EQ(groups.size(), 2u);
  EXPECT_EQ(groups[0].title.at("zh"), "环境卫生");
  EXPECT_EQ(groups[0].points, 10);
  EXPECT_EQ(groups[1].points, 5);
}

TEST(Paper, ATitleOfEachRowAndItsWordingAreNoGroups) {
  const auto spec = read_sheet("序号,项目,检查内容,分值\n1,组织,有小组和方案,5\n2,地面,无垃圾、无积水,5\n", "x.csv");
  ASSERT_TRUE(spec);
  EXPECT_EQ(shape(spec->tree), "total(1 2)");
  EXPECT_EQ(spec->tree.children[1].title.at("zh"), "地面");
  EXPECT_EQ(spec->tree.children[1].text.at("zh"), "无垃圾、无积水");
}

TEST(Paper, RowsWithoutNumbersAreNumberedAndThatIsSaid) {
  const auto spec = read_sheet("检查内容,分值,评分标准\n地面,5,每处扣1分\n摊位,5,打分\n合计,10,\n", "x.csv");
  ASSERT_TRUE(spec);
  EXPECT_EQ(shape(spec->tree), "total(1 2)");
  EXPECT_TRUE(said(spec, "rows are numbered in their order"));
  EXPECT_TRUE(said(spec, "按行的顺序编号"));
}

TEST(Paper, AHeaderAlone) {
  const auto spec = read_sheet("检查内容,分值,扣分\n", "x.csv");
  ASSERT_FALSE(spec);
  EXPECT_EQ(spec.diagnostics().at(0).code, "S212");
}

TEST(Paper, ComesBackAsAFlatSheet) {
  const auto spec = read_sheet("项目,检查内容,分值,评分标准\n环境（10分）,地面,5,每处扣1分\n,摊位,5,打分\n", "x.csv");
  ASSERT_TRUE(spec);
  for (const Language language : {Language::en, Language::zh}) {
    const auto sheet = write_sheet(*spec, language);
    ASSERT_TRUE(sheet);
    EXPECT_EQ(write_standard(*read_sheet(*sheet)), write_standard(*spec)) << *sheet;
  }
}

TEST(Paper, WhatCannotBeToldApartIsRefused) {
  for (const auto& [sheet, code, place] : std::vector<std::tuple<const char*, const char*, const char*>>{
           {"项目,检查内容,分值\n,地面,5\n环境,摊位,5\n", "S206", "row 2, column 项目"},
           {"上级,项目,检查内容,分值\n,环境,地面,5\n,,摊位,5\n", "S203", "row 1, column 检查内容"},
           {"序号,项目,检查内容,分值\n1,环境,地面,5\n1,食品,摊位,5\n1,,证照,5\n", "S102", "row 3, column 序号"},
       }) {
    const auto spec = read_sheet(sheet, "x.csv");
    ASSERT_FALSE(spec) << sheet;
    EXPECT_EQ(spec.diagnostics().at(0).code, code) << to_text(spec.diagnostics().at(0));
    EXPECT_EQ(spec.diagnostics().at(0).pointer, place);
  }
}

}  // namespace
