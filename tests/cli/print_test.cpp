// Numbers and tables as the command prints them.
#include "base/text.hpp"
#include "cli/number.hpp"
#include "cli/table.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <sstream>
#include <string>

namespace {

using saniscore::Language;
using saniscore::Rounding;
using saniscore::cli::precise_text;
using saniscore::cli::rounded_text;
using saniscore::cli::score_text;
using saniscore::cli::Shown;
using saniscore::cli::TextTable;

TEST(Numbers, RoundAsDecimals) {
  EXPECT_EQ(rounded_text(2.675, 2, Rounding::half_up), "2.68") << "although the double is below 2.675";
  EXPECT_EQ(rounded_text(2.675, 2, Rounding::half_even), "2.68");
  EXPECT_EQ(rounded_text(2.665, 2, Rounding::half_even), "2.66");
  EXPECT_EQ(rounded_text(2.679, 2, Rounding::down), "2.67");
  EXPECT_EQ(rounded_text(-2.675, 2, Rounding::half_up), "-2.68") << "away from zero";
  EXPECT_EQ(rounded_text(-2.679, 2, Rounding::down), "-2.67");
  EXPECT_EQ(rounded_text(96.5, 0, Rounding::half_up), "97");
  EXPECT_EQ(rounded_text(0.5, 0, Rounding::half_up), "1");
  EXPECT_EQ(rounded_text(0.5, 0, Rounding::half_even), "0");
  EXPECT_EQ(rounded_text(0.04, 1, Rounding::half_up), "0");
  EXPECT_EQ(rounded_text(0.05, 1, Rounding::half_up), "0.1");
  EXPECT_EQ(rounded_text(999.96, 1, Rounding::half_up), "1000");
  EXPECT_EQ(rounded_text(80 - 100 * 0.1 + 10, 4, Rounding::half_up), "80");
  EXPECT_EQ(rounded_text(295.0 / 3, 4, Rounding::half_up), "98.3333");
  EXPECT_EQ(rounded_text(1e17, 2, Rounding::half_up), "100000000000000000");
  EXPECT_EQ(rounded_text(-0.0, 2, Rounding::half_up), "0");
  EXPECT_EQ(rounded_text(-0.001, 2, Rounding::half_up), "0");
}

TEST(Numbers, AreNeverNanOrInf) {
  const double nan = std::nan(""), inf = std::numeric_limits<double>::infinity();
  for (const double v : {nan, inf, -inf}) {
    EXPECT_EQ(rounded_text(v, 2, Rounding::half_up), "");
    EXPECT_EQ(precise_text(v), "");
  }
  EXPECT_EQ(score_text({80, 75, inf, true, true}, {1}, Language::en), "80 (at least 75)");
  EXPECT_EQ(score_text({80, -inf, 90, true, true}, {1}, Language::zh), "80（至多 90）");
  EXPECT_EQ(score_text({80, -inf, inf, true, true}, {1}, Language::en), "80 (no bounds)");
}

TEST(Numbers, ProvisionalScoresShowTheirEnclosure) {
  EXPECT_EQ(score_text({82.5, 80, 85, true, true}, {1}, Language::en), "82.5 (80–85)");
  EXPECT_EQ(score_text({82.5, 82.5, 82.5, true, false}, {1}, Language::en), "82.5");
}

TEST(Numbers, PreciseOnesCarryTwelveDigits) {
  EXPECT_EQ(precise_text(96.75399999999999), "96.754");
  EXPECT_EQ(precise_text(295.0 / 3), "98.3333333333");
  EXPECT_EQ(precise_text(0.1 + 0.2), "0.3");
  EXPECT_EQ(precise_text(15), "15");
  EXPECT_EQ(precise_text(1e300), "1e+300");
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

TEST(Tables, AlignChineseAndLatin) {
  TextTable table;
  table.columns = {{"单位"}, {"得分", true}, {"等次"}};
  table.add({"济阳街道", "97.76", "好"});
  table.add({"Harbour", "100", "A"});
  table.add({"大安镇 Da'an", "9.5", "差"});
  const auto lines = lines_of(render(table));
  ASSERT_EQ(lines.size(), 5u);
  // The last column begins at the same place in every line, counted in columns of the terminal.
  const auto column_of = [](const std::string& line, const std::string& word) {
    return saniscore::detail::display_width(line.substr(0, line.rfind(word)));
  };
  EXPECT_EQ(column_of(lines[2], "好"), column_of(lines[0], "等次"));
  EXPECT_EQ(column_of(lines[3], "A"), column_of(lines[0], "等次"));
  EXPECT_EQ(column_of(lines[4], "差"), column_of(lines[0], "等次"));
  // Decimal points stand under each other.
  EXPECT_EQ(column_of(lines[2], ".76"), column_of(lines[4], ".5"));
  EXPECT_EQ(column_of(lines[2], ".76"), column_of(lines[3], "100") + 3);
}

TEST(Tables, EnclosuresAndDashesKeepTheUnitsInLine) {
  TextTable table;
  table.columns = {{"unit"}, {"score", true}};
  table.add({"a", "82.5 (80–85)"});
  table.add({"b", "100"});
  table.add({"c", "–"});
  const auto lines = lines_of(render(table));
  EXPECT_EQ(lines[2], "a      82.5 (80–85)");
  EXPECT_EQ(lines[3], "b     100");
  EXPECT_EQ(lines[4], "c       –");
}

TEST(Tables, NothingEscapesToTheTerminal) {
  TextTable table;
  table.columns = {{"unit"}};
  table.add({"evil\x1B[31m\nname\xE2\x80\xAE"});
  const std::string text = render(table);
  EXPECT_EQ(text.find('\x1B'), std::string::npos);
  EXPECT_EQ(text.find("\xE2\x80\xAE"), std::string::npos);
  EXPECT_EQ(lines_of(text).size(), 3u);
}

}  // namespace
