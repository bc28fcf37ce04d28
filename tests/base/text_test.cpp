#include "base/text.hpp"

#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace {

using namespace saniscore::detail;

constexpr std::size_t sound = std::string_view::npos;

TEST(Utf8, AcceptsEverySoundSequence) {
  std::string all;
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c == 0xD800) c = 0xE000;
    append_utf8(all, c);
  }
  EXPECT_EQ(find_invalid_utf8(all), sound);
  EXPECT_EQ(count_code_points(all), 0x110000U - 0x800U);
  std::size_t at = 0;
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c == 0xD800) c = 0xE000;
    ASSERT_EQ(next_code_point(all, at), c);
  }
  EXPECT_EQ(at, all.size());
}

TEST(Utf8, FindsTheFirstBadByte) {
  const std::string ascii(20, 'a');
  for (const std::string_view bad : {
           "\x80",
           "\xBF",  // no lead
           "\xC0\x80",
           "\xC1\xBF",  // overlong, two bytes
           "\xE0\x80\x80",
           "\xE0\x9F\xBF",  // overlong, three
           "\xF0\x80\x80\x80",
           "\xF0\x8F\xBF\xBF",  // overlong, four
           "\xED\xA0\x80",
           "\xED\xBF\xBF",  // surrogates
           "\xF4\x90\x80\x80",
           "\xF5\x80\x80\x80",  // beyond U+10FFFF
           "\xFE",
           "\xFF",  // never
           "\xC3",
           "\xE4\xB8",
           "\xF0\x9F\x98",  // cut off
           "\xC3\x28",
           "\xE4\x28\xAD",
           "\xE4\xB8\x28",
           "\xF0\x9F\x98\x28",
       }) {
    for (std::size_t before = 0; before <= ascii.size(); ++before) {
      const std::string text = ascii.substr(0, before) + std::string(bad);
      EXPECT_EQ(find_invalid_utf8(text), before);
      EXPECT_EQ(find_invalid_utf8(text + ascii), before);
    }
    std::size_t at = 0;
    EXPECT_EQ(next_code_point(bad, at), U'\uFFFD');
    EXPECT_EQ(at, 1U);
  }
}

TEST(Display, OneLineWithoutControls) {
  EXPECT_EQ(for_display("a\tb\nc"), "a b c");
  EXPECT_EQ(for_display("\xEF\xBB\xBF国\xE2\x80\xAE家\xE2\x81\xA6"), "国家");
  EXPECT_EQ(shortened("国家卫生城市", 6), "国家卫生城市");
  EXPECT_EQ(shortened("国家卫生城市", 2), "国家…");
  EXPECT_EQ(shortened(std::string(1000, 'a')).size(), 60 + std::strlen("…"));
}

TEST(Display, EastAsianWidth) {
  EXPECT_EQ(display_width(""), 0U);
  EXPECT_EQ(display_width("abc"), 3U);
  EXPECT_EQ(display_width("国家A级"), 7U);
  EXPECT_EQ(display_width("（ａ）"), 6U);
  EXPECT_EQ(display_width("ﾊﾟ"), 2U);  // half-width katakana
  EXPECT_EQ(display_width("e\xCC\x81"), 1U);
  EXPECT_EQ(display_width("한국"), 4U);
  EXPECT_EQ(display_width("\xF0\xA0\x80\x80"), 2U);
  EXPECT_EQ(display_width("\x1B[1m\n"), 3U);
}

TEST(Spelling, Distance) {
  EXPECT_EQ(edit_distance("points", "points"), 0U);
  EXPECT_EQ(edit_distance("pionts", "points"), 1U);  // a swap
  EXPECT_EQ(edit_distance("point", "points"), 1U);
  EXPECT_EQ(edit_distance("POINTS", "points"), 0U);
  EXPECT_EQ(edit_distance("", "abc"), 3U);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
  EXPECT_EQ(edit_distance("卫生城市", "卫生城镇"), 1U);
  EXPECT_EQ(edit_distance("kitten", "sitting", 2), 3U);
  EXPECT_EQ(edit_distance("abcdefgh", "stuvwxyz", 2), 3U);
}

TEST(Spelling, Suggestion) {
  constexpr std::array<std::string_view, 6> keys{"points", "weight", "id", "on_drop", "reduce", "state"};
  EXPECT_EQ(nearest("pionts", keys), "points");
  EXPECT_EQ(nearest("wieght", keys), "weight");
  EXPECT_EQ(nearest("on-drop", keys), "on_drop");
  EXPECT_EQ(nearest("ID", keys), "id");
  EXPECT_EQ(nearest("states", keys), "state");
  EXPECT_EQ(nearest("measure", keys), "");
  EXPECT_EQ(nearest("x", keys), "");
  EXPECT_EQ(nearest("", keys), "");
  EXPECT_EQ(nearest("分值", keys), "");
  EXPECT_EQ(nearest(std::string(100'000, 'p'), keys), "");
  constexpr std::array<std::string_view, 3> operators{"<=", ">", ">="};
  EXPECT_EQ(nearest("=>", operators), ">=");
}

TEST(Numbers, ShortestTextThatPeopleWrite) {
  EXPECT_EQ(number_text(0.1), "0.1");
  EXPECT_EQ(number_text(15), "15");
  EXPECT_EQ(number_text(-0.0), "0");
  EXPECT_EQ(number_text(100000), "100000");
  EXPECT_EQ(number_text(-1234567890123456), "-1234567890123456");
  EXPECT_EQ(number_text(1e15), "1000000000000000");
  EXPECT_EQ(number_text(1e22), "1e+22");
  EXPECT_EQ(number_text(1e300), "1e+300");
  EXPECT_EQ(number_text(0.0001), "0.0001");
  EXPECT_EQ(number_text(1e-9), "1e-09");
  EXPECT_EQ(number_text(0.1 + 0.2), "0.30000000000000004");
  EXPECT_EQ(number_text(std::numeric_limits<double>::quiet_NaN()), "nan");
  EXPECT_EQ(number_text(-std::numeric_limits<double>::infinity()), "-inf");
}

TEST(Numbers, EveryBitComesBack) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 200'000; ++i) {
    const std::uint64_t bits = random();
    double value = 0;
    std::memcpy(&value, &bits, sizeof value);
    if (!std::isfinite(value)) continue;
    const auto back = parse_number(number_text(value));
    ASSERT_TRUE(back.has_value()) << number_text(value);
    ASSERT_EQ(*back, value) << number_text(value);
  }
  for (const double value : {5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 9007199254740993.0}) {
    EXPECT_EQ(parse_number(number_text(value)), value);
    EXPECT_EQ(parse_number(number_text(-value)), -value);
  }
}

TEST(Numbers, OnlyAWholeFiniteDecimal) {
  EXPECT_EQ(parse_number("2e3"), 2000);
  EXPECT_EQ(parse_number("-0.5"), -0.5);
  for (const std::string_view text : {"", " 1", "1 ", "1,5", "+1", "0x10", "nan", "inf", "-inf", "1e400", "1e-400",
                                      "infinity", "1.2.3", "--1", "１", "5%", "e5", "."}) {
    EXPECT_EQ(parse_number(text), std::nullopt) << text;
  }
}

}  // namespace
