// Bytes to text: UTF-8 with and without BOM, GB18030, UTF-16, and what is none of them.
#include "base/encoding.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using saniscore::detail::decode;
using saniscore::detail::Encoding;
using saniscore::detail::parse_encoding;

// "单位,得分" in GB18030.
const std::string gb = "\xB5\xA5\xCE\xBB,\xB5\xC3\xB7\xD6";

TEST(Encoding, Utf8WithAndWithoutBom) {
  const auto plain = decode("单位", Encoding::automatic, "f");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->text, "单位");
  EXPECT_EQ(plain->used, Encoding::utf8);
  const auto marked = decode("\xEF\xBB\xBF单位", Encoding::automatic, "f");
  ASSERT_TRUE(marked);
  EXPECT_EQ(marked->text, "单位");
}

TEST(Encoding, Gb18030IsFoundOutAndMayBeNamed) {
  for (const Encoding asked : {Encoding::automatic, Encoding::gb18030}) {
    const auto text = decode(gb, asked, "f");
    ASSERT_TRUE(text);
    EXPECT_EQ(text->text, "单位,得分");
    EXPECT_EQ(text->used, Encoding::gb18030);
  }
  // Four bytes: beyond GBK.
  const auto rare = decode("\x95\x32\x82\x36", Encoding::gb18030, "f");
  ASSERT_TRUE(rare);
  EXPECT_EQ(rare->text, "\xF0\xA0\x80\x80");  // U+20000
  // The trail byte of 誠 is a backslash; of others a comma-like byte never occurs.
  const auto backslash = decode("\xD5\x5C,1", Encoding::automatic, "f");
  ASSERT_TRUE(backslash);
  EXPECT_EQ(backslash->text, "誠,1");
}

TEST(Encoding, AnExplicitNameBeatsEverything) {
  // Two characters of GB2312 that are also one of UTF-8: only the name can tell.
  const std::string both = "\xC1\xAA\xCD\xA8";  // 联通
  EXPECT_EQ(decode(both, Encoding::gb18030, "f")->text, "联通");
  const auto refused = decode(gb, Encoding::utf8, "f");
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.diagnostics()[0].en.find("byte 0"), std::string::npos) << refused.diagnostics()[0].en;
}

TEST(Encoding, Utf16AsSpreadsheetsWriteIt) {
  const std::string little("\xFF\xFE\x55\x53\x31\x00", 6), big("\xFE\xFF\x53\x55\x00\x31", 6);
  EXPECT_EQ(decode(little, Encoding::automatic, "f")->text, "单1");
  EXPECT_EQ(decode(big, Encoding::automatic, "f")->text, "单1");
  EXPECT_EQ(decode(little.substr(2), Encoding::utf16le, "f")->text, "单1");
}

TEST(Encoding, NeitherNamesBothOffsetsAndTheLine) {
  const auto bad = decode("ab\n\xE5\x8D\x95\xFF", Encoding::automatic, "f");
  ASSERT_FALSE(bad);
  const auto& d = bad.diagnostics()[0];
  EXPECT_EQ(d.code, "D101");
  EXPECT_EQ(d.line, 2u);
  EXPECT_NE(d.en.find("UTF-8 (byte 6)"), std::string::npos) << d.en;
  EXPECT_NE(d.en.find("GB18030 (byte "), std::string::npos) << d.en;
}

TEST(Encoding, CutOffSequences) {
  EXPECT_FALSE(decode("abc\xB5", Encoding::gb18030, "f"));
  EXPECT_FALSE(decode("abc\xE5\x8D", Encoding::utf8, "f"));
  EXPECT_FALSE(decode(std::string("a\0b", 3), Encoding::utf16le, "f"));
}

TEST(Encoding, LongTextsPassThroughTheBuffer) {
  std::string bytes;
  std::string text;
  for (int k = 0; k < 20'000; ++k) bytes += gb, text += "单位,得分";
  EXPECT_EQ(decode(bytes, Encoding::automatic, "f")->text, text);
}

TEST(Encoding, Names) {
  EXPECT_EQ(parse_encoding("UTF-8"), Encoding::utf8);
  EXPECT_EQ(parse_encoding("utf8"), Encoding::utf8);
  EXPECT_EQ(parse_encoding("GBK"), Encoding::gb18030);
  EXPECT_EQ(parse_encoding("utf-16le"), Encoding::utf16le);
  EXPECT_FALSE(parse_encoding("latin1"));
}

}  // namespace
