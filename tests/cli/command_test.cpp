// The command from outside: exit codes, what goes where, and the three formats.
#include "base/text.hpp"
#include "run.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <sstream>
#include <string>
#include <vector>

namespace {

using command_tests::content_of;
using command_tests::in_source;
using command_tests::Ran;
using command_tests::run;
using command_tests::temporary;
using Json = nlohmann::json;

const std::string kitchens = "examples/data/kitchens.csv";

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

std::string fhrs(const std::string& rows) { return "unit,@status,hygiene,structural,confidence\n" + rows; }

TEST(ExitCodes, Usage) {
  for (const auto& arguments :
       std::vector<std::vector<std::string>>{{},
                                             {"frobnicate"},
                                             {"score"},
                                             {"score", "uk.fsa.fhrs"},
                                             {"score", "uk.fsa.fhrs", "x.csv", "--format", "xml"},
                                             {"catalogue", "--nope"},
                                             {"validate"}}) {
    const Ran r = run(arguments);
    EXPECT_EQ(r.code, 2);
    EXPECT_EQ(r.out, "");
    EXPECT_NE(r.err, "");
  }
  const Ran unknown = run({"score", "uk.fsa.fhr", in_source(kitchens)});
  EXPECT_EQ(unknown.code, 2);
  EXPECT_TRUE(has(unknown.err, "uk.fsa.fhrs")) << unknown.err;
}

TEST(ExitCodes, HelpAndVersionAreNoMistakes) {
  for (const char* what : {"--help", "--version"}) {
    const Ran r = run({what});
    EXPECT_EQ(r.code, 0);
    EXPECT_NE(r.out, "");
    EXPECT_EQ(r.err, "");
  }
  EXPECT_TRUE(has(run({"--help"}).out, "4 gate not met"));
}

TEST(ExitCodes, CouldNotRun) {
  for (const auto& arguments : std::vector<std::vector<std::string>>{{"validate", "/nonexistent.json"},
                                                                     {"validate", "/"},
                                                                     {"score", "uk.fsa.fhrs", "/nonexistent.csv"},
                                                                     {"score", "./nonexistent.json", "-"}}) {
    const Ran r = run(arguments);
    EXPECT_EQ(r.code, 1) << r.err;
    EXPECT_EQ(r.out, "");
    EXPECT_TRUE(has(r.err, "C001")) << r.err;
  }
  EXPECT_EQ(run({"catalogue"}, "", "> /dev/full").code, 1);
}

TEST(ExitCodes, InvalidInput) {
  const Ran document = run({"validate", "-"}, "{\"format\": \"saniscore/standard\", \"idd\": 1}");
  EXPECT_EQ(document.code, 3);
  EXPECT_TRUE(has(document.err, "<stdin>:1:")) << document.err;
  const Ran data = run({"score", "uk.fsa.fhrs", "-"}, fhrs("a,rated,5,5\n"));
  EXPECT_EQ(data.code, 3);
  EXPECT_EQ(data.out, "");
  EXPECT_TRUE(has(data.err, "row 2, column confidence")) << data.err;
  const Ran unit = run({"explain", "uk.fsa.fhrs", in_source(kitchens), "Corner Cafe"});
  EXPECT_EQ(unit.code, 2);
  EXPECT_TRUE(has(unit.err, "Corner Café")) << unit.err;
}

TEST(ExitCodes, Gate) {
  const std::string good = fhrs("a,rated,5,5,5\nb,rated,10,10,0\n"), open = fhrs("a,rated,5,,5\n");
  EXPECT_EQ(run({"score", "uk.fsa.fhrs", "-", "--gate", "rating=4"}, good).code, 0);
  const Ran below = run({"score", "uk.fsa.fhrs", "-", "--gate", "rating=5"}, good);
  EXPECT_EQ(below.code, 4);
  EXPECT_TRUE(has(below.out, "uk.fsa.fhrs@2012")) << "the payload comes all the same";
  EXPECT_TRUE(has(below.err, "b: 4 Good")) << below.err;
  EXPECT_FALSE(has(below.err, "a:"));
  EXPECT_EQ(run({"score", "uk.fsa.fhrs", "-", "--gate", "rating=3"}, open).code, 4) << "undecided may be below";
  EXPECT_EQ(run({"score", "uk.fsa.fhrs", "-", "--gate", "rating=0"}, open).code, 0) << "no level is below";
  EXPECT_EQ(run({"score", "uk.fsa.fhrs", "-", "--gate", "rating=Good"}, good).code, 0) << "by the level's title";
  EXPECT_EQ(run({"score", "uk.fsa.fhrs", "-", "--gate", "rating=4"}, fhrs("a,exempt,,,\n")).code, 0);
  for (const char* wrong : {"ratings=4", "rating=6"}) {
    const Ran refused = run({"score", "uk.fsa.fhrs", "-", "--gate", wrong}, good);
    EXPECT_EQ(refused.code, 2);
    EXPECT_TRUE(has(refused.err, "C002")) << refused.err;
  }
  EXPECT_TRUE(has(run({"score", "uk.fsa.fhrs", "-", "--separator", ";;"}, good).err, "C003"));
  EXPECT_EQ(run({"score", "uk.fsa.fhrs", "-"}, good).code, 0);
}

TEST(Score, EveryFormatNamesStandardFingerprintAndLibrary) {
  const Json document = Json::parse(run({"score", "uk.fsa.fhrs", in_source(kitchens), "--format", "json"}).out);
  const std::string fingerprint = document["fingerprint"].get<std::string>().substr(0, 12);
  for (const char* format : {"table", "csv"}) {
    const Ran r = run({"score", "uk.fsa.fhrs", in_source(kitchens), "--format", format});
    EXPECT_EQ(r.code, 0) << r.err;
    EXPECT_TRUE(has(r.out, "uk.fsa.fhrs@2012"));
    EXPECT_TRUE(has(r.out, fingerprint));
    EXPECT_TRUE(has(r.out, document["library"].get<std::string>()));
  }
}

TEST(Score, KitchensInWords) {
  const Ran r = run({"score", "uk.fsa.fhrs", in_source(kitchens)});
  ASSERT_EQ(r.code, 0) << r.err;
  EXPECT_TRUE(has(r.out, "3 Generally satisfactory") || has(r.out, "4 Good")) << r.out;
  const auto lines = lines_of(r.out);
  const auto line = [&](std::string_view unit) {
    for (const std::string& l : lines)
      if (l.starts_with(unit)) return l;
    return std::string();
  };
  EXPECT_TRUE(has(line("Mill Lane School"), "5 | 4")) << r.out;
  EXPECT_TRUE(has(line("Mill Lane School"), " ?")) << r.out;
  EXPECT_TRUE(has(line("Mill Lane School"), "10 (10–35)")) << r.out;
  EXPECT_TRUE(has(line("Tea Importer"), "not applicable")) << r.out;
  EXPECT_TRUE(has(line("New Bakery"), "not inspected")) << r.out;
  for (const char* word : {"nan", "inf", "NaN"}) EXPECT_FALSE(has(r.out, word)) << r.out;
  const Ran zh = run({"score", "uk.fsa.fhrs", in_source(kitchens), "--lang", "zh"});
  EXPECT_TRUE(has(zh.out, "食品卫生等级")) << zh.out;
  EXPECT_TRUE(has(zh.out, "未检")) << zh.out;
}

TEST(Score, JsonSaysWhatIsStillPossible) {
  const Json d = Json::parse(run({"score", "uk.fsa.fhrs", in_source(kitchens), "--format", "json"}).out);
  ASSERT_EQ(d["units"].size(), 5u);
  const Json& school = d["units"][2];
  EXPECT_EQ(school["unit"], "Mill Lane School");
  EXPECT_TRUE(school["outcomes"][0]["level"].is_null());
  EXPECT_EQ(school["outcomes"][0]["undecided"], true);
  EXPECT_GE(school["outcomes"][0]["possible"].size(), 5u);
  EXPECT_EQ(school["criteria"][0]["provisional"], true);
  EXPECT_EQ(school["criteria"][0]["lower"], 10);
  EXPECT_EQ(school["criteria"][0]["upper"], 35);
  const Json& exempt = d["units"][4];
  EXPECT_EQ(exempt["outcomes"][0]["undecided"], false);
  EXPECT_TRUE(exempt["criteria"][0]["score"].is_null());
  EXPECT_EQ(exempt["criteria"][0]["state"], "not_applicable");
}

TEST(Score, CsvGuardsAgainstFormulas) {
  const Ran r = run({"score", "uk.fsa.fhrs", "-", "--format", "csv"}, fhrs("\"=HYPERLINK(\"\"x\"\")\",rated,5,5,5\n"));
  EXPECT_EQ(r.code, 0) << r.err;
  EXPECT_TRUE(has(r.out, "\n\"'=HYPERLINK(")) << r.out;
  const Ran bom = run({"score", "uk.fsa.fhrs", "-", "--format", "csv", "--bom"}, fhrs("a,rated,5,5,5\n"));
  EXPECT_TRUE(bom.out.starts_with("\xEF\xBB\xBFunit,")) << bom.out;
  EXPECT_TRUE(has(bom.out, "\r\n"));
}

TEST(Score, ChineseTablesLineUp) {
  const Ran r =
      run({"score", "cn.jining.civility-index", in_source("examples/data/jining_2017-08.csv"), "--lang", "zh"});
  ASSERT_EQ(r.code, 0) << r.err;
  const auto lines = lines_of(r.out);
  ASSERT_GT(lines.size(), 22u);
  std::size_t point = 0;
  for (std::size_t k = 4; k < 4 + 19; ++k) {
    const std::size_t at = saniscore::detail::display_width(lines[k].substr(0, lines[k].find('.')));
    if (lines[k].find('.') == std::string::npos) continue;  // a whole number
    if (point == 0) point = at;
    EXPECT_EQ(at, point) << lines[k];
  }
  EXPECT_TRUE(has(r.out, "按标准规定保留 2 位小数"));
}

TEST(Score, AllCriteria) {
  const Ran r = run({"score", "uk.fsa.fhrs", "-", "--all"}, fhrs("a,rated,5,,5\n"));
  EXPECT_TRUE(has(r.out, "  hygiene")) << r.out;
  EXPECT_TRUE(has(r.out, "Structure and facilities")) << r.out;
  EXPECT_TRUE(has(r.out, "not inspected")) << r.out;
  const Json d =
      Json::parse(run({"score", "uk.fsa.fhrs", "-", "--all", "--format", "json"}, fhrs("a,rated,5,,5\n")).out);
  EXPECT_EQ(d["units"][0]["criteria"].size(), 4u);
}

TEST(Explain, EveryFormat) {
  const std::string data = in_source(kitchens);
  const Ran page = run({"explain", "uk.fsa.fhrs", data, "Harbour Grill"});
  ASSERT_EQ(page.code, 0) << page.err;
  EXPECT_TRUE(has(page.out, "Harbour Grill")) << page.out;
  EXPECT_TRUE(has(page.out, "uk.fsa.fhrs@2012")) << page.out;
  const Json d = Json::parse(run({"explain", "uk.fsa.fhrs", data, "Harbour Grill", "--format", "json"}).out);
  EXPECT_EQ(d["outcomes"][0]["level"], "4");
  EXPECT_EQ(d["outcomes"][0]["next_level"], "5");
  EXPECT_FALSE(d["outcomes"][0]["binding"].empty());
  EXPECT_EQ(d["criteria"].size(), 4u);
  const Ran csv = run({"explain", "uk.fsa.fhrs", data, "Harbour Grill", "--format", "csv"});
  EXPECT_EQ(lines_of(csv.out).size(), 5u) << csv.out;
}

TEST(Explain, TwoUnitsBesideEachOther) {
  const std::string data = in_source(kitchens);
  const std::vector<std::string> call = {"explain", "uk.fsa.fhrs", data, "Corner Café", "--against", "Harbour Grill"};
  const Ran page = run(call);
  ASSERT_EQ(page.code, 0) << page.err;
  EXPECT_TRUE(has(page.out, "25 of 80 → 10 of 80, -15")) << page.out;
  EXPECT_TRUE(has(page.out, "3 Generally satisfactory → 4 Good")) << page.out;
  auto json = call, csv = call, stranger = call;
  json.insert(json.end(), {"--format", "json"});
  const Json d = Json::parse(run(json).out);
  double sum = 0;
  for (const Json& c : d["scores"][0]["criteria"]) sum += c["by_result"].get<double>() + c["by_weight"].get<double>();
  EXPECT_EQ(sum, -15);
  csv.insert(csv.end(), {"--format", "csv"});
  EXPECT_EQ(lines_of(run(csv).out).size(), d["scores"][0]["criteria"].size() + 1);
  stranger.back() = "Harbor Grill";
  const Ran unknown = run(stranger);
  EXPECT_EQ(unknown.code, 2);
  EXPECT_TRUE(has(unknown.err, "Harbour Grill")) << unknown.err;
}

TEST(Explain, TwoEditionsAndTwoMonths) {
  const auto edition = [](const char* b) {
    return std::string(R"({"format": "saniscore/standard", "format_version": 1, "id": "x", "edition": "1", "tree":
      {"id": "t", "combine": "sum", "children": [{"id": "a", "points": 10, "measure": {"score": 10}},)") +
           b + "]}}";
  };
  const std::string one = temporary("one.json", edition(R"({"id": "b", "points": 5, "measure": {"score": 10}})")),
                    two = temporary("two.json", edition(R"({"id": "c", "points": 5, "measure": {"score": 10}})")),
                    march = temporary("march.csv", "unit,a,b,c\nu,6,10,4\n"),
                    may = temporary("may.csv", "unit,a,b\nu,9,10\n");
  // one file serves both editions: each leaves out what only the other reads
  const Ran editions = run({"explain", one, march, "u", "--against-standard", two});
  ASSERT_EQ(editions.code, 0) << editions.err;
  EXPECT_TRUE(has(editions.out, "11 of 15 → 8 of 15, -3")) << editions.out;
  EXPECT_TRUE(has(editions.out, "removed") && has(editions.out, "added")) << editions.out;
  const Ran months = run({"explain", one, march, "u", "--against-data", may, "--ignore", "c"});
  ASSERT_EQ(months.code, 0) << months.err;
  EXPECT_TRUE(has(months.out, "11 of 15 → 14 of 15, +3")) << months.out;
}

TEST(Explain, AStandardByItself) {
  const Ran page = run({"explain", "uk.fsa.fhrs"});
  ASSERT_EQ(page.code, 0) << page.err;
  EXPECT_TRUE(has(page.out, "37.5%")) << page.out;
  const Json d = Json::parse(run({"explain", "uk.fsa.fhrs", "--format", "json"}).out);
  EXPECT_EQ(d["criteria"][0]["lowest"], 0);
  EXPECT_EQ(d["criteria"][0]["highest"], 80);
  EXPECT_EQ(d["criteria"][0]["highest_exact"], true);
  EXPECT_EQ(lines_of(run({"explain", "uk.fsa.fhrs", "--format", "csv"}).out).size(), 5u);
  EXPECT_EQ(run({"explain", "uk.fsa.fhrs", in_source(kitchens)}).code, 2) << "data without a unit";
}

TEST(Catalogue, ListsAndShows) {
  const Ran list = run({"catalogue"});
  EXPECT_EQ(list.code, 0);
  for (const char* name : {"uk.fsa.fhrs@2012", "cn.jining.civility-index@2017-08", "cn.unit.office-100@mirror",
                           "cn.nhc.city.covert-visit@2014-era"})
    EXPECT_TRUE(has(list.out, name)) << list.out;
  EXPECT_TRUE(has(list.out, "食品卫生评级")) << "both names";
  EXPECT_GE(Json::parse(run({"catalogue", "--format", "json"}).out)["standards"].size(), 4u);
  EXPECT_GE(lines_of(run({"catalogue", "--format", "csv"}).out).size(), 5u);
  const Ran one = run({"catalogue", "cn.nhc.city.covert-visit"});
  EXPECT_TRUE(has(one.out, "partial")) << one.out;
  EXPECT_TRUE(has(one.out, "活禽售卖")) << one.out;
  // The document as shipped.
  EXPECT_EQ(run({"catalogue", "uk.fsa.fhrs", "--format", "json"}).out,
            content_of(in_source("standards/uk.fsa.fhrs@2012.json")));
  EXPECT_EQ(run({"catalogue", "uk.fsa.fhrs", "--date", "2000-01-01"}).code, 2);
  EXPECT_EQ(run({"catalogue", "nobody"}).code, 2);
}

TEST(Validate, EveryFormat) {
  const std::string good = in_source("standards/uk.fsa.fhrs@2012.json");
  const std::string bad = temporary("bad.json", "{\"format\": \"saniscore/standard\"");
  const Ran table = run({"validate", good, bad});
  EXPECT_EQ(table.code, 3);
  EXPECT_TRUE(has(table.out, "valid")) << table.out;
  EXPECT_TRUE(has(table.out, "error")) << table.out;
  EXPECT_TRUE(has(table.err, "bad.json:1:")) << table.err;
  const Ran json = run({"validate", good, bad, "--format", "json"});
  const Json d = Json::parse(json.out);
  EXPECT_EQ(json.err, "");
  EXPECT_EQ(d["files"][0]["valid"], true);
  EXPECT_EQ(d["files"][1]["valid"], false);
  EXPECT_FALSE(d["files"][1]["diagnostics"].empty());
  EXPECT_EQ(run({"validate", good}).code, 0);
  EXPECT_TRUE(has(run({"validate", bad, "--lang", "zh"}).err, "错误"));
}

}  // namespace
