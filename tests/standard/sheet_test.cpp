// Sheets: what comes back, and what a bad sheet is told.
#include <saniscore/standard/diff.hpp>
#include <saniscore/standard/sheet.hpp>
#include <saniscore/standard/standard.hpp>

#include "base/text.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace {

using namespace saniscore;

std::string file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in) << path;
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// ---- whole sheets

TEST(Sheet, TheExampleMeansWhatItsRowsSay) {
  const auto spec = read_sheet(file(SANISCORE_SOURCE_DIR "/examples/data/market_sheet.csv"), "market_sheet.csv");
  ASSERT_TRUE(spec);
  EXPECT_EQ(spec->id, "example.market-sheet");
  EXPECT_EQ(spec->edition, "2024");
  EXPECT_EQ(spec->numbers.decimals, 1);
  EXPECT_EQ(spec->tree.children.size(), 4u);
  EXPECT_EQ(spec->outcomes.at(0).levels.size(), 3u);
  EXPECT_EQ(spec->gates.at(0).id, "17");
  EXPECT_EQ(spec->gates.at(0).at_best, "不合格");
  const auto standard = compile(*spec);
  ASSERT_TRUE(standard);
  EXPECT_EQ(standard->points(standard->root()), 100);
}

TEST(Sheet, TheSameInGb18030AndWithTabs) {
  const std::string utf8 = "编号,分值,评分标准\n1,5,每发现一处扣1分\n";
  const std::string gb =
      "\xB1\xE0\xBA\xC5,\xB7\xD6\xD6\xB5,\xC6\xC0\xB7\xD6\xB1\xEA\xD7\xBC\n1,5,"
      "\xC3\xBF\xB7\xA2\xCF\xD6\xD2\xBB\xB4\xA6\xBF\xDB"
      "1\xB7\xD6\n";
  std::string tabs = utf8;
  for (char& c : tabs) c = c == ',' ? '\t' : c;
  const auto a = read_sheet(utf8, "x.csv"), b = read_sheet(gb, "x.csv"), c = read_sheet(tabs, "x.csv");
  ASSERT_TRUE(a && b && c);
  EXPECT_EQ(write_standard(*a), write_standard(*b));
  EXPECT_EQ(write_standard(*a), write_standard(*c));
}

TEST(Sheet, ParentsFromNumbersAndTheTotalRow) {
  const auto spec = read_sheet("序号,项目,分值\n1,管理,\n1.1,制度,5\n1.1.1x,其他,2\n2,卫生,5\n合计,,10\n", "x.csv");
  ASSERT_TRUE(spec) << to_text(spec.diagnostics().at(0));
  EXPECT_EQ(spec->tree.id, "合计");
  EXPECT_EQ(spec->tree.points, 10);
  ASSERT_EQ(spec->tree.children.size(), 2u);
  EXPECT_EQ(spec->tree.children[0].children.at(0).children.at(0).id, "1.1.1x");
}

TEST(Sheet, AVetoWithoutLevelsGetsAnOutcomeOfItsOwn) {
  const auto spec = read_sheet("id,points,measure\na,,一票否决\nb,10,得分率低于70%一票否决；打分\n", "x.csv");
  ASSERT_TRUE(spec) << to_text(spec.diagnostics().at(0));
  ASSERT_EQ(spec->gates.size(), 2u);
  EXPECT_EQ(spec->gates[1].require.limit.value, 70);
  EXPECT_EQ(spec->outcomes.at(0).id, "veto");
  EXPECT_TRUE(compile(*spec));
}

TEST(Sheet, ComplaintsOfTheCompilerNameRows) {
  const auto spec = read_sheet("id,parent,points,measure,weight\nt,,,,\na,t,5,pass,\nb,t,5,pass,3\n", "x.csv");
  ASSERT_TRUE(spec);
  const auto standard = compile(*spec);
  ASSERT_FALSE(standard);
  EXPECT_EQ(standard.diagnostics().at(0).code, "S106");
  EXPECT_EQ(standard.diagnostics().at(0).pointer, "row 4, column weight");
  EXPECT_EQ(standard.diagnostics().at(0).line, 4u);
}

TEST(Sheet, CatalogueAndGoldenStandardsComeBackOrSayWhatASheetCannotHold) {
  int held = 0, refused = 0;
  std::vector<std::filesystem::path> all;
  for (const char* folder : {SANISCORE_SOURCE_DIR "/standards", SANISCORE_TEST_DATA "/golden/hard/standards"})
    for (const auto& entry : std::filesystem::directory_iterator(folder))
      if (entry.path().extension() == ".json" && !entry.path().string().ends_with("schema.json"))
        all.push_back(entry.path());
  for (const auto& path : all) {
    const auto spec = read_standard(file(path));
    ASSERT_TRUE(spec);
    for (const Language language : {Language::en, Language::zh}) {
      const auto sheet = write_sheet(*spec, language);
      if (!sheet) {
        ++refused;
        for (const Diagnostic& d : sheet.diagnostics()) EXPECT_EQ(d.code, "S218") << path << to_text(d);
        continue;
      }
      ++held;
      const auto back = read_sheet(*sheet);
      ASSERT_TRUE(back);
      EXPECT_EQ(write_standard(*back), write_standard(*spec)) << path;
      EXPECT_EQ(compile(*back)->fingerprint(), compile(*spec)->fingerprint()) << path;
    }
  }
  EXPECT_GE(held, 10);
  EXPECT_GE(refused, 10);
}

TEST(Sheet, WhatItCannotHoldIsNamed) {
  const auto spec = read_standard(R"({"format": "saniscore/standard", "format_version": 1, "id": "x", "edition": "1",
    "tree": {"id": "t", "combine": "sum", "children": [
      {"id": "a", "points": 5, "measure": {"deduct": 1}, "applies": {"attribute": "market", "==": true}},
      {"id": "b", "points": 5, "measure": "pass"}]},
    "gates": [{"id": "g", "require": {"met": "b"}, "outcome": "o", "at_best": "no"}],
    "outcomes": [{"id": "o", "levels": [{"level": "yes", "when": {"score": "t", ">=": 6}}, {"level": "no"}]}]})");
  ASSERT_TRUE(spec);
  const auto sheet = write_sheet(*spec);
  ASSERT_FALSE(sheet);
  ASSERT_EQ(sheet.diagnostics().size(), 2u);
  EXPECT_EQ(sheet.diagnostics()[0].pointer, "criterion a");
  EXPECT_NE(sheet.diagnostics()[0].en.find("\"applies\""), std::string::npos);
  EXPECT_EQ(sheet.diagnostics()[1].pointer, "gate g");
}

TEST(Sheet, FormulasAreGuardedAndTheGuardIsNoPartOfTheText) {
  auto spec = read_sheet("id,title_zh,points,measure\na,x,5,pass\n", "x.csv");
  ASSERT_TRUE(spec);
  spec->tree.title["zh"] = "=HYPERLINK(\"x\")";
  const auto sheet = write_sheet(*spec);
  ASSERT_TRUE(sheet);
  EXPECT_NE(sheet->find("\"'=HYPERLINK"), std::string::npos) << *sheet;
  EXPECT_EQ(read_sheet(*sheet)->tree.title, spec->tree.title);
}

// ---- bad sheets

struct Bad {
  const char *sheet, *code, *pointer;
};

TEST(Sheet, BadSheetsAreToldWhereAndWhat) {
  for (const Bad& bad : std::vector<Bad>{
           {"", "D108", ""},
           {"id,points\na\n", "D103", "row 2, column points"},
           {"points,measure\n5,pass\n", "S202", "row 1"},
           {"id,pionts\na,5\n", "S201", "row 1, column pionts"},
           {"id,编号\na,b\n", "S203", "row 1, column 编号"},
           {"id,points\n", "S212", "row 1"},
           {"id,points\n,5\n", "S206", "row 2, column id"},
           {"id,points\na/b,5\n", "S007", "row 2, column id"},
           {"id,points\na,5\na,5\n", "S102", "row 3, column id"},
           {"id,parent,points\na,b,5\n", "S207", "row 2, column parent"},
           {"id,parent,points\na,b,5\nb,a,5\n", "S208", "row 2, column parent"},
           {"id,parent,points\nt,,5\na,a,5\n", "S208", "row 3, column parent"},
           {"id,points\na,５\n", "S205", "row 2, column points"},
           {"id,points\na,85%\n", "S205", "row 2, column points"},
           {"id,points\na,1e400\n", "S205", "row 2, column points"},
           {"id,points\na,NaN\n", "S205", "row 2, column points"},
           {"id,points\na,-5\n", "S205", "row 2, column points"},
           {"id,parent,combine\nt,,total\na,t,\n", "S211", "row 2, column combine"},
           {"id,veto,points\na,maybe,5\n", "S211", "row 2, column veto"},
           {"id,veto,points,measure\na,yes,5,每处扣1分\n", "S213", "row 2, column veto"},
           {"id,parent,points,measure\nt,,,pass\na,t,5,pass\n", "S216", "row 2, column measure"},
           {"id,points,combine\na,5,sum\n", "S216", "row 2, column combine"},
           {"id,title_zh,points,measure\n#level A,,,良好\na,,5,pass\n", "S217", "row 2, column measure"},
           {"id,title_zh\n#edtion,1\na,\n", "S204", "row 2, column id"},
           {"id,title_zh\n#valid_from,2021/3/9\na,\n", "S011", "row 2, column title_zh"},
           {"id,points\na,\"5\n", "D102", "row 2, column points"},
           {"id,points\na,5\xFF\xFF\n", "D101", ""},
       }) {
    const auto spec = read_sheet(bad.sheet, "x.csv");
    ASSERT_FALSE(spec) << bad.sheet;
    const Diagnostic& d = spec.diagnostics().at(0);
    EXPECT_EQ(d.code, bad.code) << bad.sheet << to_text(d);
    EXPECT_EQ(d.pointer, bad.pointer) << bad.sheet;
    EXPECT_FALSE(d.en.empty() || d.zh.empty());
  }
}

TEST(Sheet, NumbersAreReportedWithTheirRemedy) {
  for (const char* cell : {"５", "５分", "5%", "５％"}) {
    const auto spec = read_sheet("id,points\na," + std::string(cell) + "\n", "x.csv");
    ASSERT_FALSE(spec);
    EXPECT_NE(spec.diagnostics().at(0).en.find("write 5"), std::string::npos) << spec.diagnostics().at(0).en;
  }
}

TEST(Sheet, AllComplaintsComeAtOnce) {
  const auto spec = read_sheet("id,points,measure\na,x,pass\nb,5,nonsense words\na,5,扣\n", "x.csv");
  ASSERT_FALSE(spec);
  ASSERT_EQ(spec.diagnostics().size(), 4u);
  EXPECT_EQ(spec.diagnostics()[0].line, 2u);
  EXPECT_EQ(spec.diagnostics()[3].line, 4u);
}

TEST(SheetLimits, AtTheLimitAndOneBeyond) {
  Limits limits;
  limits.criteria = 3;
  const std::string three = "id,parent,points\nt,,\na,t,1\nb,t,1\n";
  EXPECT_TRUE(read_sheet(three, "x.csv", limits));
  const auto four = read_sheet(three + "c,t,1\n", "x.csv", limits);
  ASSERT_FALSE(four);
  EXPECT_EQ(four.diagnostics().at(0).code, "S010");

  limits = {};
  limits.id_characters = 4;
  EXPECT_TRUE(read_sheet("id,points\n编号很长,1\n", "x.csv", limits));
  EXPECT_EQ(read_sheet("id,points\n编号很长了,1\n", "x.csv", limits).diagnostics().at(0).code, "S008");

  limits = {};
  limits.title_characters = 4;
  EXPECT_TRUE(read_sheet("id,title_zh\na,名称很长\n", "x.csv", limits));
  EXPECT_EQ(read_sheet("id,title_zh\na,名称很长了\n", "x.csv", limits).diagnostics().at(0).code, "S009");

  limits = {};
  std::string deep = "id,parent,points\n0,,\n";
  for (std::size_t k = 1; k < limits.nesting; ++k) deep += std::to_string(k) + "," + std::to_string(k - 1) + ",1\n";
  EXPECT_TRUE(read_sheet(deep, "x.csv"));
  deep += "z," + std::to_string(limits.nesting - 1) + ",1\n";
  EXPECT_EQ(read_sheet(deep, "x.csv").diagnostics().at(0).code, "S209");

  limits = {};
  limits.bytes = three.size();
  EXPECT_TRUE(read_sheet(three, "x.csv", limits));
  EXPECT_EQ(read_sheet(three + "\n", "x.csv", limits).diagnostics().at(0).code, "J007");
}

// Each sheet takes a fraction of a second; a quadratic reader would take minutes, and ctest stops it.
TEST(HostileSheet, AHundredThousandMistakes) {
  constexpr std::size_t n = 100'000 - 1;
  std::string same = "id,parent,points\n", unknown = same, circle = same, words = "id,measure\n", chain = same;
  for (std::size_t k = 0; k < n; ++k) {
    const std::string i = std::to_string(k);
    same += "a,,1\n";
    unknown += "a" + i + ",b" + i + ",1\n";
    circle += i + "," + std::to_string((k + 1) % n) + ",1\n";
    chain += i + "," + std::to_string(k + 1) + ",1\n";
    words += i + ",每两处扣" + i + "分\n";
  }
  for (const auto& [sheet, code] :
       {std::pair{same, "S102"}, {unknown, "S207"}, {circle, "S208"}, {chain, "S207"}, {words, "S210"}}) {
    const auto spec = read_sheet(sheet, "x.csv");
    ASSERT_FALSE(spec);
    EXPECT_EQ(spec.diagnostics().at(0).code, code);
    EXPECT_LE(spec.diagnostics().size(), 51u);
  }
}

}  // namespace
