#include "standard/json_fault.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace saniscore::inline v0::detail {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$'; }

std::size_t skip_blanks(std::string_view text, std::size_t i) {
  return std::min(text.find_first_not_of(" \t\r\n", i), text.size());
}

/// Up to twenty characters from `i`, to the next blank or separator; at least one.
std::string word_at(std::string_view text, std::size_t i) {
  const std::size_t end = std::min(text.find_first_of(" \t\r\n,:[]{}\"", i + 1), text.size());
  return shortened(text.substr(i, end - i), 20);
}

// What comes next in a sound document.
enum class Wanted { value, value_or_close, key, key_or_close, colon, comma_or_bracket, comma_or_brace, nothing };

Phrase words(Wanted wanted) {
  switch (wanted) {
    case Wanted::value: return {"a value", "一个值"};
    case Wanted::value_or_close: return {R"(a value or "]")", "一个值或“]”"};
    case Wanted::key: return {"a key in double quotes", "用双引号括起来的键"};
    case Wanted::key_or_close: return {R"(a key in double quotes or "}")", "用双引号括起来的键或“}”"};
    case Wanted::colon: return {R"(":" after the key)", "键后面的冒号“:”"};
    case Wanted::comma_or_bracket: return {R"("," or "]" after the value)", "值后面的逗号“,”或“]”"};
    case Wanted::comma_or_brace: return {R"("," or "}" after the value)", "值后面的逗号“,”或“}”"};
    case Wanted::nothing: break;
  }
  return {"the end of the document", "文档结束"};
}

/// What is wrong with the text in double quotes that begins at `i`.
JsonFault explain_string(std::string_view text, std::size_t i) {
  const std::size_t begin = i++;
  const auto hex = [&text](std::size_t at) -> long {
    if (at + 4 > text.size()) return -1;
    long value = 0;
    for (std::size_t k = at; k < at + 4; ++k) {
      const std::size_t digit = std::string_view("0123456789abcdefABCDEF").find(text[k]);
      if (digit == std::string_view::npos) return -1;
      value = value * 16 + static_cast<long>(digit < 16 ? digit : digit - 6);
    }
    return value;
  };
  for (; i < text.size() && text[i] != '"'; ++i) {
    if (static_cast<unsigned char>(text[i]) < 0x20) {
      if (text[i] == '\n' || text[i] == '\r') {
        return {"J010",
                begin,
                {R"(the text is not closed on its line; add the closing " or write \n for a line break)",
                 R"(文本没有在本行结束；请补上双引号，换行请写作 \n)"}};
      }
      return {"J010",
              i,
              {R"(a control character inside a text; write \t for a tab, remove others)",
               R"(文本中含有控制字符；制表符请写作 \t，其他请删去)"}};
    }
    if (text[i] != '\\') continue;
    const std::size_t escape = i++;
    if (i >= text.size()) break;
    if (std::string_view("\"\\/bfnrt").find(text[i]) != std::string_view::npos) continue;
    if (text[i] != 'u') {
      return {
          "J010",
          escape,
          {R"(only \" \\ \/ \b \f \n \r \t and \u with four hex digits may follow a backslash; for a backslash write \\)",
           R"(反斜杠后只能是 \" \\ \/ \b \f \n \r \t 或 \u 加四位十六进制数；反斜杠本身请写作 \\)"}};
    }
    const long unit = hex(i + 1);
    const bool pair = unit >= 0xD800 && unit <= 0xDBFF && text.substr(i + 5, 2) == "\\u";
    const long second = pair ? hex(i + 7) : -1;
    if (unit < 0) {
      return {"J010", escape, {R"(\u needs four hex digits, as in \u5206)", R"(\u 后须有四位十六进制数，如 \u5206)"}};
    }
    if (unit >= 0xD800 && unit <= 0xDFFF && (second < 0xDC00 || second > 0xDFFF)) {
      return {
          "J010", escape, {"half of a surrogate pair; write the character itself", "代理对只有一半；请直接写出该字符"}};
    }
    i += pair ? 10 : 4;
  }
  return {"J010", begin, {R"(the text is never closed; add the closing ")", "文本没有结束；请补上双引号"}};
}

/// What is wrong with the number that begins at `i`.
JsonFault explain_number(std::string_view text, std::size_t i) {
  const std::string_view raw = text.substr(i, std::min(text.find_first_of(" \t\r\n,:[]{}\"", i), text.size()) - i);
  const std::string shown = shortened(raw, 20);
  std::size_t k = raw.substr(0, 1) == "-" ? 1 : 0;
  const auto digits = [&] {
    const std::size_t first = k;
    while (k < raw.size() && is_digit(raw[k])) ++k;
    return k > first;
  };
  const bool zero = raw.substr(k, 1) == "0";
  bool sound = digits() && !(zero && k > (raw[0] == '-' ? 2u : 1u));
  if (sound && k < raw.size() && raw[k] == '.') {
    ++k;
    sound = digits();
  }
  if (sound && k < raw.size() && (raw[k] | 0x20) == 'e') {
    ++k;
    if (k < raw.size() && (raw[k] == '+' || raw[k] == '-')) ++k;
    sound = digits();
  }
  if (sound && k == raw.size()) {
    return {
        "J008",
        i,
        {"the number " + shown + " is beyond what a double holds; write a smaller number, or 0 for one next to nothing",
         "数字 " + shown + " 超出双精度范围；请改为较小的数，极小的数请写 0"}};
  }
  return {"J011",
          i,
          {shown + " is not a number in JSON; write it like 12, -0.5 or 2e3, a percentage as its number alone",
           shown + " 不是 JSON 数字；请写成 12、-0.5 或 2e3 的形式，百分数只写数值"}};
}

JsonFault explain_word(std::string_view text, std::size_t i, const Phrase& expected) {
  std::size_t end = i;
  while (end < text.size() && (is_letter(text[end]) || is_digit(text[end]))) ++end;
  std::string lower;
  for (const char c : text.substr(i, std::min<std::size_t>(end - i, 20))) {
    lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  }
  const std::string shown = shortened(text.substr(i, end - i), 20);
  if (lower == "nan" || lower == "inf" || lower == "infinity") {
    return {
        "J011",
        i,
        {shown + " is not a number; leave the key out or write a number", shown + " 不是数字；请删去该键或写明数值"}};
  }
  for (const std::string_view word : {"true", "false", "null"}) {
    if (lower == word || (lower == "none" && word == "null")) {
      return {"J001",
              i,
              {"expected " + expected.en + ", found " + shown + "; write " + std::string(word) + " in small letters",
               "应为" + expected.zh + "，实为 " + shown + "；请写小写的 " + std::string(word)}};
    }
  }
  return {"J001",
          i,
          {"expected " + expected.en + ", found " + shown + "; put texts and keys in double quotes",
           "应为" + expected.zh + "，实为 " + shown + "；文本和键须加双引号"}};
}

/// Full-width signs that an input method leaves behind, with what they should be.
std::string_view ascii_for(char32_t c) {
  struct Pair {
    char32_t full;
    std::string_view ascii;
  };
  static constexpr std::array<Pair, 15> pairs{{{U'，', ","},
                                               {U'、', ","},
                                               {U'；', ","},
                                               {U'：', ":"},
                                               {U'“', "\""},
                                               {U'”', "\""},
                                               {U'‘', "\""},
                                               {U'’', "\""},
                                               {U'＂', "\""},
                                               {U'｛', "{"},
                                               {U'｝', "}"},
                                               {U'［', "["},
                                               {U'］', "]"},
                                               {U'【', "["},
                                               {U'】', "]"}}};
  for (const Pair& p : pairs) {
    if (p.full == c) return p.ascii;
  }
  if (c >= 0xFF10 && c <= 0xFF19) return "0123456789";
  if (c == 0x3000 || c == 0x00A0) return " ";
  return {};
}

JsonFault explain_end(std::string_view text, std::size_t opened, const Phrase& expected) {
  std::string en, zh;
  if (opened < text.size()) {
    const bool list = text[opened] == '[';
    const LineCounter::Place place = LineCounter(text).at(opened);
    en = std::string("; the ") + text[opened] + " of line " + std::to_string(place.line) + ", column " +
         std::to_string(place.column) + " is not closed: add the missing " + (list ? "]" : "}");
    zh = "；第 " + std::to_string(place.line) + " 行第 " + std::to_string(place.column) + " 列的 " + text[opened] +
         " 没有结束：请补上 " + (list ? "]" : "}");
  }
  return {
      "J015",
      text.size(),
      {"the document ends where " + expected.en + " should come" + en, "文档到此为止，此处应有" + expected.zh + zh}};
}

}  // namespace

JsonFault explain_fault(std::string_view text, std::size_t from, JsonState state, std::size_t opened,
                        std::size_t last) {
  std::size_t i = skip_blanks(text, from);
  const bool after_item = state == JsonState::array_item || state == JsonState::object_member;

  // "01", "1.2.3" and "5%": the parser took the first part for the whole number.
  if ((after_item || state == JsonState::end) && i == from && i < text.size() && last < from &&
      (is_digit(text[last]) || text[last] == '-') && text.substr(i, 1).find_first_of(",:[]{}\"/#") != 0 &&
      static_cast<unsigned char>(text[i]) < 0x80) {
    return explain_number(text, last);
  }

  const std::size_t separator = i;
  Wanted wanted = Wanted::nothing;
  bool after_comma = false;
  switch (state) {
    case JsonState::start: wanted = Wanted::value; break;
    case JsonState::array_opened: wanted = Wanted::value_or_close; break;
    case JsonState::object_opened: wanted = Wanted::key_or_close; break;
    case JsonState::key: wanted = Wanted::colon; break;
    case JsonState::array_item: wanted = Wanted::comma_or_bracket; break;
    case JsonState::object_member: wanted = Wanted::comma_or_brace; break;
    case JsonState::end: break;
  }
  if (i < text.size() && state == JsonState::key && text[i] == ':') {
    wanted = Wanted::value;
    i = skip_blanks(text, i + 1);
  } else if (i < text.size() && after_item && text[i] == ',') {
    wanted = state == JsonState::array_item ? Wanted::value : Wanted::key;
    after_comma = true;
    i = skip_blanks(text, i + 1);
  }
  const Phrase expected = words(wanted);
  const bool wants_value = wanted == Wanted::value || wanted == Wanted::value_or_close;
  const bool wants_key = wanted == Wanted::key || wanted == Wanted::key_or_close;

  if (i >= text.size()) {
    if (state == JsonState::start) {
      return {
          "J009", text.size(), {"the document is empty; a standard begins with {", "文档是空的；标准文档以 { 开头"}};
    }
    return explain_end(text, opened, expected);
  }
  const char c = text[i];
  if (after_comma && (c == ']' || c == '}')) {
    return {"J014", separator, {"a comma before the closing bracket; remove it", "右括号前多了一个逗号；请删去"}};
  }
  if (c == '/' || c == '#') {
    return {"J013",
            i,
            {R"(JSON has no comments; put remarks under a key such as "x-note")",
             "JSON 不支持注释；说明请写在“x-note”之类的键中"}};
  }
  if (c == '"' && (wants_value || wants_key)) return explain_string(text, i);
  if (wants_value && (is_digit(c) || c == '-' || c == '+' || c == '.')) return explain_number(text, i);
  std::size_t next = i;
  const std::string_view ascii = ascii_for(next_code_point(text, next));
  if (!ascii.empty()) {
    const std::string found = shortened(text.substr(i, next - i));
    const std::string sign = ascii.size() > 1 ? "0-9" : std::string(ascii);
    const bool space = sign == " ";
    return {"J012",
            i,
            {"\"" + found + "\" is a full-width or typographic sign; write " + (space ? "an ordinary space" : sign),
             "“" + found + "”是全角或排版符号；请改用半角" + (space ? "空格" : " " + sign)}};
  }
  if (state == JsonState::end) {
    return {"J005",
            i,
            {"text after the end of the document: " + word_at(text, i) + "; remove it, one file holds one document",
             "文档结束后还有内容：" + word_at(text, i) + "；请删去，一个文件只放一份文档"}};
  }
  if (is_letter(c) && (wants_value || wants_key)) return explain_word(text, i, expected);
  const bool quote = c == '\'';
  std::string found = word_at(text, i);
  if (found.empty()) found = "U+" + number_text(static_cast<unsigned char>(c));
  return {"J001",
          i,
          {"expected " + expected.en + ", found " + found + (quote ? "; use double quotes instead of single ones" : ""),
           "应为" + expected.zh + "，实为 " + found + (quote ? "；请用双引号代替单引号" : "")}};
}

}  // namespace saniscore::inline v0::detail
