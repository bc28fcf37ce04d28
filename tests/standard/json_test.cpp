#include "standard/json.hpp"

#include <cstddef>
#include <cstdlib>
#include <iterator>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace {

using namespace saniscore;
using namespace saniscore::detail;
using Kind = JsonValue::Kind;

/// The parsed document; the text must stay.
JsonDocument parse(std::string_view text) {
  Remarks remarks(text, {}, 50);
  std::optional<JsonDocument> document = parse_json(text, {}, remarks);
  EXPECT_TRUE(document && !remarks.any()) << text;
  return document ? std::move(*document) : JsonDocument();
}

TEST(JsonTree, KindsPlacesAndPointers) {
  const std::string text = "{\"a\": [null, true,\n false, -1.5e1],\n \"b/c~\": {\"\": \"x\\ny\"} }";
  const JsonDocument document = parse(text);
  const JsonValue root = document.root();
  EXPECT_EQ(root.kind(), Kind::object);
  EXPECT_EQ(root.size(), 2U);
  std::vector<std::string> seen;
  const JsonValue a = root.find("a").value();
  EXPECT_EQ(a.size(), 4U);
  a.for_each_item([&](JsonValue item) { seen.push_back(item.pointer() + " " + text.substr(item.offset(), 4)); });
  EXPECT_EQ(seen, (std::vector<std::string>{"/a/0 null", "/a/1 true", "/a/2 fals", "/a/3 -1.5"}));
  EXPECT_EQ(document.nearest("/a/3").number(), -15);
  EXPECT_TRUE(document.nearest("/a/1").boolean());
  EXPECT_FALSE(document.nearest("/a/2").boolean());
  const JsonValue inner = root.find("b/c~").value().find("").value();
  EXPECT_EQ(inner.pointer(), "/b~1c~0/");
  EXPECT_EQ(inner.string(), "x\ny");
  EXPECT_EQ(document.nearest("/b~1c~0/").string(), "x\ny");
  EXPECT_FALSE(root.find("c"));
  EXPECT_FALSE(a.find("c"));
}

TEST(JsonTree, TheFirstOfRepeatedKeysCounts) {
  const std::string text = R"({"a": 1, "a": 2})";
  Remarks remarks(text, {}, 50);
  const auto document = parse_json(text, {}, remarks);
  ASSERT_TRUE(document);
  EXPECT_TRUE(remarks.any());
  EXPECT_EQ(document->root().find("a")->number(), 1);
}

TEST(JsonTree, NumbersAreTheNearestDoubles) {
  for (const char* text : {"0.1", "1e23", "9007199254740993", "123456789012345678901234567890",
                           "2.2250738585072011e-308", "5e-324", "1.7976931348623157e308", "-0", "0e5", "1E+2"}) {
    EXPECT_EQ(parse(text).root().number(), std::strtod(text, nullptr)) << text;
  }
}

TEST(Locate, FindsTheValueOrWhatIsRoundIt) {
  const std::string text = "\xEF\xBB\xBF{\n \"树\": {\"子\": [10,\n  {\"id\": \"a\"}]}}";
  const auto place = [&text](std::string_view pointer) {
    const LineCounter::Place p = locate(text, pointer);
    return std::to_string(p.line) + ":" + std::to_string(p.column);
  };
  EXPECT_EQ(place(""), "1:1");
  EXPECT_EQ(place("/树"), "2:7");
  EXPECT_EQ(place("/树/子/0"), "2:14");
  EXPECT_EQ(place("/树/子/1/id"), "3:10");
  EXPECT_EQ(place("/树/子/1/points"), "3:3");
  EXPECT_EQ(place("/树/子/7"), "2:13");
  EXPECT_EQ(place("/树/子/x"), "2:13");
  EXPECT_EQ(place("/nowhere/at/all"), "1:1");
  EXPECT_EQ(place("row 3, column id"), "1:1");
  EXPECT_EQ(locate("id,points\na,5\n", "/tree").line, 0U);
}

TEST(Locate, FillsInWhatIsMissing) {
  std::vector<Diagnostic> list(3);
  list[0].pointer = "/b";
  list[1].pointer = "/a";
  list[2].pointer = "/b";
  list[2].line = 9;
  locate("{\"a\": 1,\n\"b\": 2}", list);
  EXPECT_EQ(list[0].line, 2U);
  EXPECT_EQ(list[0].column, 6U);
  EXPECT_EQ(list[1].line, 1U);
  EXPECT_EQ(list[2].line, 9U);
  EXPECT_EQ(list[2].column, 0U);
}

// ---- against another reader

std::string random_text(std::mt19937& random) {
  static constexpr std::string_view pieces[] = {"a",  "\\n", "\\\"", "\\\\", "\\/", "\\u4e2d", "\\ud83d\\ude00",
                                                "文", ",",   ":",    "{",    "]",   " ",       "/",
                                                "~",  "\\t", "0",    "é"};
  std::string out = "\"";
  for (auto n = random() % 6; n > 0; --n) out += pieces[random() % std::size(pieces)];
  return out + '"';
}

void random_blanks(std::mt19937& random, std::string& out) {
  static constexpr std::string_view blanks = " \t\r\n";
  while (random() % 4 == 0) out += blanks[random() % blanks.size()];
}

void random_value(std::mt19937& random, int depth, std::string& out) {
  static constexpr std::string_view numbers[] = {"0",   "-0",       "1",   "-1",     "0.5",
                                                 "1e3", "12.25E-2", "100", "1e-300", "9e+99"};
  random_blanks(random, out);
  const auto kind = random() % (depth > 0 ? 7U : 5U);
  if (kind == 0) out += "null";
  if (kind == 1) out += random() % 2 == 0 ? "true" : "false";
  if (kind == 2 || kind == 3) out += numbers[random() % std::size(numbers)];
  if (kind == 4) out += random_text(random);
  if (kind > 4) {
    out += kind == 5 ? '[' : '{';
    const auto n = random() % 5;
    for (std::size_t i = 0; i < n; ++i) {
      if (i > 0) out += ',';
      if (kind == 6) {
        random_blanks(random, out);
        out += '"' + std::to_string(i) + random_text(random).substr(1);
        random_blanks(random, out);
        out += ':';
      }
      random_value(random, depth - 1, out);
    }
    random_blanks(random, out);
    out += kind == 5 ? ']' : '}';
  }
  random_blanks(random, out);
}

void expect_same(JsonValue ours, const nlohmann::json& theirs, const JsonDocument& document,
                 const nlohmann::json& root) {
  // The pointer leads to the same value in both.
  const std::string pointer = ours.pointer();
  ASSERT_EQ(document.nearest(pointer).index(), ours.index()) << pointer;
  ASSERT_EQ(root.at(nlohmann::json::json_pointer(pointer)), theirs) << pointer;
  switch (ours.kind()) {
    case Kind::null: ASSERT_TRUE(theirs.is_null()); break;
    case Kind::boolean: ASSERT_EQ(ours.boolean(), theirs.get<bool>()); break;
    case Kind::number: ASSERT_EQ(ours.number(), theirs.get<double>()); break;
    case Kind::string: ASSERT_EQ(ours.string(), theirs.get<std::string>()); break;
    case Kind::array: {
      ASSERT_EQ(ours.size(), theirs.size());
      std::size_t i = 0;
      ours.for_each_item([&](JsonValue item) { expect_same(item, theirs[i++], document, root); });
      break;
    }
    case Kind::object:
      ASSERT_EQ(ours.size(), theirs.size());
      ours.for_each_member([&](JsonValue key, JsonValue value) {
        expect_same(value, theirs.at(std::string(key.string())), document, root);
      });
      break;
  }
}

TEST(JsonTree, AgreesWithAnotherReader) {
  std::mt19937 random(11);
  for (int i = 0; i < 3000; ++i) {
    std::string text;
    random_value(random, 4, text);
    SCOPED_TRACE(text);
    const JsonDocument document = parse(text);
    const nlohmann::json other = nlohmann::json::parse(text);
    expect_same(document.root(), other, document, other);
    if (HasFatalFailure()) return;
  }
}

// A byte changed, lost or doubled: the two readers accept the same texts, and a refusal has a code and a place.
TEST(JsonTree, RefusesWhatAnotherReaderRefuses) {
  static constexpr std::string_view replacements = "[]{}:,\"\\0123.-+eE/tfn \x01\x7F\xC3";
  std::mt19937 random(13);
  int refused = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    random_value(random, 3, text);
    const std::size_t at = random() % text.size();
    switch (random() % 3) {
      case 0: text[at] = replacements[random() % replacements.size()]; break;
      case 1: text.erase(at, 1); break;
      default: text.insert(at, 1, text[at]);
    }
    SCOPED_TRACE(text);
    Remarks remarks(text, {}, 50);
    const auto document = parse_json(text, {}, remarks);
    const std::vector<Diagnostic> list = remarks.finish();
    for (const Diagnostic& d : list) {
      ASSERT_FALSE(d.code.empty() || d.en.empty() || d.zh.empty() || d.line == 0 || d.column == 0);
    }
    const bool tiny = !list.empty() && list[0].code == "J008";  // 1e-3000, which the other one takes for 0
    ASSERT_EQ(document.has_value() || tiny, nlohmann::json::accept(text) || tiny);
    if (!document) {
      ++refused;
      ASSERT_FALSE(list.empty());
    }
  }
  EXPECT_GT(refused, 5000);
}

}  // namespace
