// The CSV reader: RFC 4180 and what lies around it.
#include "base/csv.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace {

using saniscore::detail::CsvFile;
using saniscore::detail::CsvLimits;
using saniscore::detail::read_csv;

std::vector<std::string> row(const CsvFile& file, std::size_t k) {
  std::vector<std::string> cells;
  for (std::size_t column = 0; column < file.header.size(); ++column) cells.emplace_back(file.cell(k, column));
  return cells;
}

using Cells = std::vector<std::string>;

struct Complaint {
  std::string code, pointer;
  std::uint32_t line;
};

Complaint first_complaint(std::string text, const CsvLimits& limits = {}) {
  const auto file = read_csv(std::move(text), "data.csv", ',', limits);
  if (file || file.diagnostics().empty()) return {"none", "", 0};
  const auto& d = file.diagnostics().front();
  EXPECT_EQ(d.source, "data.csv");
  EXPECT_FALSE(d.en.empty());
  EXPECT_FALSE(d.zh.empty());
  return {d.code, d.pointer, d.line};
}

TEST(Csv, PlainRows) {
  const auto file = read_csv("unit,a\nx,1\ny,2\n", "data.csv");
  ASSERT_TRUE(file);
  ASSERT_EQ(file->rows(), 2u);
  EXPECT_EQ(row(*file, 0), (Cells{"x", "1"}));
  EXPECT_EQ(row(*file, 1), (Cells{"y", "2"}));
  EXPECT_EQ(file->numbers, (std::vector<std::uint32_t>{2, 3}));
}

TEST(Csv, AllLineEndsAndNoneAtTheEnd) {
  for (const std::string_view end : {"\n", "\r\n", "\r"}) {
    const std::string e(end);
    for (const std::string& text : {"u,a" + e + "x,1" + e + "y,2" + e, "u,a" + e + "x,1" + e + "y,2"}) {
      const auto file = read_csv(text, "data.csv");
      ASSERT_TRUE(file);
      ASSERT_EQ(file->rows(), 2u);
      EXPECT_EQ(row(*file, 1), (Cells{"y", "2"}));
      EXPECT_EQ(file->lines, (std::vector<std::uint32_t>{2, 3}));
    }
  }
}

TEST(Csv, QuotesSeparatorsAndLineEndsInside) {
  const auto file = read_csv("u,a,b\n\"x, y\",\"he said \"\"no\"\"\",\"two\r\nlines\"\nz,\"\",\" b \"\n", "data.csv");
  ASSERT_TRUE(file);
  ASSERT_EQ(file->rows(), 2u);
  EXPECT_EQ(row(*file, 0), (Cells{"x, y", "he said \"no\"", "two\r\nlines"}));
  EXPECT_EQ(row(*file, 1), (Cells{"z", "", "b"}));
  EXPECT_EQ(file->lines[1], 4u) << "a row after a cell of two lines";
  EXPECT_EQ(file->numbers[1], 3u) << "but only the third row";
}

TEST(Csv, SpacesAroundCellsGoChineseOnesToo) {
  const auto file = read_csv("u , a\n　东城区　,\xC2\xA0 1\t\n", "data.csv");
  ASSERT_TRUE(file);
  EXPECT_EQ(file->header[1], "a");
  EXPECT_EQ(row(*file, 0), (Cells{"东城区", "1"}));
}

TEST(Csv, EmptyRowsAreLeftOutAndStillCounted) {
  const auto file = read_csv("\nu,a\n\nx,1\n,\n , \ny,2\n\n", "data.csv");
  ASSERT_TRUE(file);
  ASSERT_EQ(file->rows(), 2u);
  EXPECT_EQ(file->numbers, (std::vector<std::uint32_t>{4, 7}));
}

TEST(Csv, OtherSeparators) {
  const auto tab = read_csv("u\ta\nx\t1,5\n", "data.csv", '\t');
  ASSERT_TRUE(tab);
  EXPECT_EQ(row(*tab, 0), (Cells{"x", "1,5"}));
}

TEST(Csv, RaggedRowsNameRowAndColumn) {
  EXPECT_EQ(first_complaint("u,a,b\nx,1,2\ny,1\n").pointer, "row 3, column b");
  EXPECT_EQ(first_complaint("u,a,b\nx,1,2\ny,1\n").code, "D103");
  EXPECT_EQ(first_complaint("u,a\nx,1,2\n").pointer, "row 2, column 3");
}

TEST(Csv, EveryComplaintComesAtOnce) {
  const auto file = read_csv("u,a\nx\ny,1\nz,1,2\n", "data.csv");
  ASSERT_FALSE(file);
  EXPECT_EQ(file.diagnostics().size(), 2u);
}

TEST(Csv, BadQuotes) {
  EXPECT_EQ(first_complaint("u,a\nx,5\" pipe\n").code, "D102");
  EXPECT_EQ(first_complaint("u,a\nx,5\" pipe\n").pointer, "row 2, column a");
  EXPECT_EQ(first_complaint("u,a\nx,\"5\" pipe\n").pointer, "row 2, column a");
  const Complaint open = first_complaint("u,a\nx,1\ny,\"never\n\nclosed\n");
  EXPECT_EQ(open.code, "D102");
  EXPECT_EQ(open.pointer, "row 3, column a");
  EXPECT_EQ(open.line, 3u);
}

TEST(Csv, Headers) {
  EXPECT_EQ(first_complaint("").code, "D108");
  EXPECT_EQ(first_complaint("\n\n").code, "D108");
  EXPECT_EQ(first_complaint("u,a,a\nx,1,2\n").code, "D105");
  EXPECT_EQ(first_complaint("u,a, a \nx,1,2\n").pointer, "row 1, column 3");
  EXPECT_EQ(first_complaint("u,,a\nx,1,2\n").code, "D104");
  EXPECT_EQ(first_complaint(",,\nu,a,b\n").code, "D104");
  EXPECT_EQ(first_complaint("u,\"a\"b\nx,1\n").pointer, "row 1, column 2");
  const auto only = read_csv("u,a", "data.csv");
  ASSERT_TRUE(only);
  EXPECT_EQ(only->rows(), 0u);
}

TEST(Csv, NulBytes) {
  EXPECT_EQ(first_complaint(std::string("u,a\nx,\0\n", 8)).code, "D107");
  EXPECT_EQ(first_complaint(std::string("u,a\nx,\"\0\"\n", 10)).code, "D107");
}

std::string wide(std::size_t columns) {
  std::string text = "c0";
  for (std::size_t k = 1; k < columns; ++k) text += ",c" + std::to_string(k);
  return text + "\n";
}

TEST(Csv, LimitsAtNAndOneMore) {
  const CsvLimits few{.columns = 3, .cell_bytes = 4, .diagnostics = 2};
  EXPECT_EQ(first_complaint("a,b,c\n", few).code, "none");
  EXPECT_EQ(first_complaint("a,b,c,d\n", few).code, "D106");
  EXPECT_EQ(first_complaint("a\n1234\n", few).code, "none");
  EXPECT_EQ(first_complaint("a\n12345\n", few).code, "D106");
  EXPECT_EQ(first_complaint("a\n\"1\"\"34\"\n", few).code, "none") << "counted as read, not as written";
  const auto many = read_csv("a,b\n1\n2\n3\n4\n", "data.csv", ',', few);
  ASSERT_FALSE(many);
  EXPECT_EQ(many.diagnostics().size(), 2u);
}

TEST(Csv, DefaultLimitsAtNAndOneMore) {
  EXPECT_EQ(first_complaint(wide(16'384)).code, "none");
  EXPECT_EQ(first_complaint(wide(16'385)).code, "D106");
  const std::string mebibyte(std::size_t{1} << 20, 'x');
  EXPECT_EQ(first_complaint("a\n" + mebibyte + "\n").code, "none");
  EXPECT_EQ(first_complaint("a\n" + mebibyte + "x\n").code, "D106");
}

/// Whatever the bytes, the answer is a table or complaints; run under sanitizers this is a small fuzzer.
TEST(Csv, AnyShortTextIsAnswered) {
  constexpr std::string_view alphabet = "a,\"\n\r ";
  std::string text;
  for (std::size_t length = 0; length <= 6; ++length) {
    std::size_t count = 1;
    for (std::size_t k = 0; k < length; ++k) count *= alphabet.size();
    for (std::size_t code = 0; code < count; ++code) {
      text.clear();
      for (std::size_t k = 0, rest = code; k < length; ++k, rest /= alphabet.size())
        text += alphabet[rest % alphabet.size()];
      const auto file = read_csv(text, "data.csv");
      if (file)
        ASSERT_EQ(file->cells.size(), file->rows() * file->header.size()) << text;
      else
        ASSERT_FALSE(file.diagnostics().empty()) << text;
    }
  }
}

}  // namespace
