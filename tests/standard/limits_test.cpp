// What untrusted documents may cost: every limit at n and at n + 1, and documents made to be slow.
#include <saniscore/standard/read.hpp>
#include <saniscore/standard/tailor.hpp>

#include "standard/json.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace {

using namespace saniscore;

const std::string head = R"("format":"saniscore/standard","format_version":1,"id":"x","edition":"1")";

std::string document(std::string_view tree) { return "{" + head + ",\"tree\":" + std::string(tree) + "}"; }

std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  out.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

/// The codes of all complaints, joined.
template <class T>
std::string codes(const Result<T>& r) {
  std::string out;
  for (const Diagnostic& d : r.diagnostics()) out += (out.empty() ? "" : " ") + d.code;
  return out;
}

TEST(Limits, Bytes) {
  const std::string text = document(R"({"id":"t"})");
  Limits limits;
  limits.bytes = text.size();
  EXPECT_TRUE(read_standard(text, {}, limits));
  limits.bytes = text.size() - 1;
  const auto r = read_standard(text, {}, limits);
  EXPECT_EQ(codes(r), "J007");
  EXPECT_NE(r.diagnostics()[0].en.find("more than the limit of " + std::to_string(text.size() - 1)), std::string::npos);
  // The default, with blanks that are part of the file.
  EXPECT_TRUE(read_standard(text + std::string(Limits().bytes - text.size(), ' ')));
  EXPECT_EQ(codes(read_standard(text + std::string(Limits().bytes - text.size() + 1, ' '))), "J007");
}

TEST(Limits, Nesting) {
  const auto nested = [](std::size_t depth) {  // the document itself, the tree and then lists
    return document(R"({"id":"t","x-a":)" + repeated("[", depth - 2) + repeated("]", depth - 2) + "}");
  };
  EXPECT_TRUE(read_standard(nested(64)));
  EXPECT_EQ(codes(read_standard(nested(65))), "J006");
  Limits limits;
  limits.nesting = 5;
  EXPECT_TRUE(read_standard(nested(5), {}, limits));
  EXPECT_EQ(codes(read_standard(nested(6), {}, limits)), "J006");
  limits.nesting = 1'000'000;  // raised no further than a stack allows
  EXPECT_TRUE(read_standard(nested(detail::nesting_ceiling), {}, limits));
  EXPECT_EQ(codes(read_standard(nested(detail::nesting_ceiling + 1), {}, limits)), "J006");
}

TEST(Limits, DeepTreesAndConditionsFitTheStack) {
  Limits limits;
  limits.nesting = 1'000'000;
  const std::size_t groups = (detail::nesting_ceiling - 2) / 2;
  const std::string tree = repeated(R"({"id":"g","children":[)", groups) + R"({"id":"t"})" + repeated("]}", groups);
  const auto deep = read_standard(document(tree), {}, limits);
  ASSERT_TRUE(deep) << to_text(deep.diagnostics()[0]);
  EXPECT_TRUE(read_standard(write_standard(*deep), {}, limits));
  const std::size_t nots = detail::nesting_ceiling - 3;
  const std::string condition = repeated(R"({"not":)", nots) + R"({"met":"t"})" + repeated("}", nots);
  const auto denied = read_standard(document(R"({"id":"t","applies":)" + condition + "}"), {}, limits);
  ASSERT_TRUE(denied) << to_text(denied.diagnostics()[0]);
  EXPECT_TRUE(read_standard(write_standard(*denied), {}, limits));
}

TEST(Limits, Criteria) {
  const auto with = [](std::size_t n) {  // the root counts
    return document(R"({"id":"t","children":[{"id":"a"})" + repeated(R"(,{"id":"b"})", n - 2) + "]}");
  };
  Limits limits;
  limits.criteria = 10;
  EXPECT_TRUE(read_standard(with(10), {}, limits));
  const auto r = read_standard(with(11), {}, limits);
  EXPECT_EQ(codes(r), "S010");
  EXPECT_EQ(r.diagnostics()[0].pointer, "/tree/children/9");
  EXPECT_EQ(codes(read_standard(with(50), {}, limits)), "S010");  // said once
  const auto most = read_standard(with(100'000));
  ASSERT_TRUE(most);
  EXPECT_EQ(most->tree.children.size(), 99'999U);
  EXPECT_EQ(codes(read_standard(with(100'001))), "S010");
}

TEST(Limits, IdInCharacters) {
  const auto with = [](std::size_t n) { return document("{\"id\":\"" + repeated("项", n) + "\"}"); };
  EXPECT_TRUE(read_standard(with(128)));
  EXPECT_EQ(codes(read_standard(with(129))), "S008");
  Limits limits;
  limits.id_characters = 129;
  EXPECT_TRUE(read_standard(with(129), {}, limits));
  EXPECT_EQ(codes(read_standard(with(130), {}, limits)), "S008");
}

TEST(Limits, TitleInCharacters) {
  const auto with = [](std::size_t n) {
    return document(R"({"id":"t","text":")" + repeated("文", 5000) + R"(","title":{"zh":")" + repeated("题", n) +
                    "\"}}");
  };
  EXPECT_TRUE(read_standard(with(4096)));
  EXPECT_EQ(codes(read_standard(with(4097))), "S009");
  Limits limits;
  limits.title_characters = 3;
  EXPECT_TRUE(read_standard(with(3), {}, limits));
  EXPECT_EQ(codes(read_standard(with(4), {}, limits)), "S009");
}

TEST(Limits, Diagnostics) {
  const auto with = [](std::size_t n) { return document("{\"id\":\"t\",\"tags\":[1" + repeated(",1", n - 1) + "]}"); };
  EXPECT_EQ(read_standard(with(50)).diagnostics().size(), 50U);
  EXPECT_EQ(read_standard(with(50)).diagnostics().back().code, "S001");
  const auto r = read_standard(with(53), "f");
  ASSERT_EQ(r.diagnostics().size(), 51U);
  const Diagnostic& note = r.diagnostics().back();
  EXPECT_EQ(note.code, "S099");
  EXPECT_EQ(note.severity, Severity::note);
  EXPECT_EQ(note.source, "f");
  EXPECT_NE(note.en.find("3 more"), std::string::npos);
  EXPECT_NE(note.zh.find("另有 3 处"), std::string::npos);
  Limits limits;
  limits.diagnostics = 0;  // one is always said
  EXPECT_EQ(codes(read_standard(with(1), {}, limits)), "S001");
  limits.diagnostics = 2;
  EXPECT_EQ(codes(read_standard(with(2), {}, limits)), "S001 S001");
  EXPECT_EQ(codes(read_standard(with(3), {}, limits)), "S001 S001 S099");
}

// Each takes some milliseconds; a quadratic reader would take minutes, and ctest stops it.

TEST(Limits, OfOverlays) {
  const auto overlay = [](const std::string& added) {
    return R"({"format":"saniscore/overlay","format_version":1,"id":"y","edition":"2","of":"x@1","changes":[{"add":)" +
           added + R"(,"under":"t"}]})";
  };
  const auto with = [](const std::string& text, auto member, std::size_t limit) {
    Limits limits;
    limits.*member = limit;
    return codes(read_overlay(text, {}, limits));
  };
  const auto leaf = overlay(R"({"id":"abc","title":{"en":"four"}})");
  EXPECT_EQ(with(leaf, &Limits::bytes, leaf.size()), "");
  EXPECT_EQ(with(leaf, &Limits::bytes, leaf.size() - 1), "J007");
  EXPECT_EQ(with(leaf, &Limits::id_characters, 3), "");
  EXPECT_EQ(with(leaf, &Limits::id_characters, 2), "S008");
  EXPECT_EQ(with(leaf, &Limits::title_characters, 4), "");
  EXPECT_EQ(with(leaf, &Limits::title_characters, 3), "S009");
  EXPECT_EQ(with(leaf, &Limits::nesting, 5), "");
  EXPECT_EQ(with(leaf, &Limits::nesting, 4), "J006");
  const auto tree = overlay(R"({"id":"g","children":[{"id":"a"},{"id":"b"}]})");
  EXPECT_EQ(with(tree, &Limits::criteria, 3), "");
  EXPECT_EQ(with(tree, &Limits::criteria, 2), "S010");
  std::string wrong;
  for (int i = 0; i < 5; ++i) wrong += R"({"id":"a","no)" + std::to_string(i) + R"(":1})" + (i < 4 ? "," : "");
  const auto five = overlay(R"({"id":"g","children":[)" + wrong + "]}");
  EXPECT_EQ(with(five, &Limits::diagnostics, 5), "S002 S002 S002 S002 S002");
  EXPECT_EQ(with(five, &Limits::diagnostics, 4), "S002 S002 S002 S002 S099");
}

TEST(Hostile, RepeatedKeys) {
  EXPECT_EQ(read_standard("{" + repeated("\"k\":1,", 100'000) + "\"k\":1}").diagnostics().size(), 51U);
}

TEST(Hostile, UnknownKeys) {
  std::string text = "{";
  for (int i = 0; i < 100'000; ++i) text += "\"edition" + std::to_string(i) + "\":1,";
  EXPECT_EQ(read_standard(text + "\"k\":1}").diagnostics().size(), 51U);
  EXPECT_EQ(read_standard("{\"" + std::string(20'000'000, 'p') + "\":1," + head + "}").diagnostics().size(), 2U);
}

TEST(Hostile, EndlessNesting) {
  EXPECT_EQ(codes(read_standard(std::string(10'000'000, '['))), "J006");
  EXPECT_EQ(codes(read_standard(repeated("{\"a\":", 1'000'000))), "J006");
}

TEST(Hostile, WrongEverywhere) {
  const std::string wrong = "[0" + repeated(",0", 1'000'000) + "]";
  const auto r =
      read_standard(document(R"({"id":"t","tags":)" + wrong + ",\"adjust\":" + wrong + ",\"children\":" + wrong + "}"));
  EXPECT_EQ(r.diagnostics().size(), 51U);
}

TEST(Hostile, OneLongLine) {
  // Fifty complaints at the end of a line of ten million characters.
  const auto r = read_standard(document("{\"id\":\"t\",\"text\":\"" + repeated("长", 10'000'000) + "\",\"tags\":[1" +
                                        repeated(",1", 49) + "]}"));
  ASSERT_EQ(r.diagnostics().size(), 50U);
  EXPECT_GT(r.diagnostics()[49].column, 10'000'000U);
}

TEST(Hostile, ManyEscapes) {
  const auto r = read_standard(document("{\"id\":\"t\",\"text\":\"" + repeated("\\u4e2d\\n", 1'000'000) +
                                        "\",\"x-a\":[0" + repeated(",\"\\t\"", 1'000'000) + "]}"));
  ASSERT_TRUE(r);
  EXPECT_EQ(r->tree.text.at("zh").size(), 4'000'000U);
}

TEST(Hostile, MoreCriteriaThanMemory) {
  EXPECT_EQ(codes(read_standard(
                document(R"({"id":"t","children":[{"id":"a"})" + repeated(R"(,{"id":"a"})", 1'000'000) + "]}"))),
            "S010");
}

TEST(Hostile, ManyChoices) {
  std::string choice = "{\"0\":0";
  for (int i = 1; i < 200'000; ++i) choice += ",\"" + std::to_string(i) + "\":1";
  const auto r = read_standard(document(R"({"id":"t","measure":{"choice":)" + choice + "}}}"));
  ASSERT_TRUE(r);
  EXPECT_TRUE(read_standard(write_standard(*r)));
}

}  // namespace
