// StandardReader: ids, dates and translated texts.
#include "standard/standard_reader.hpp"

#include <algorithm>

namespace saniscore::inline v0::detail {
namespace {

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

void StandardReader::id(JsonValue v, std::string& out) {
  if (!text(v, out)) return;
  if (out.empty()) {
    complain("S007", v, {"the id is empty; give it at least one character", "编号为空；请至少填写一个字符"});
    return;
  }
  if (const std::size_t n = count_code_points(out); n > limits_.id_characters) {
    const std::string most = std::to_string(limits_.id_characters);
    complain("S008", v,
             {"the id has " + std::to_string(n) + " characters, more than " + most +
                  "; shorten it and keep the wording in \"title\"",
              "编号有 " + std::to_string(n) + " 个字符，超过 " + most + " 个；请缩短，名称写在“title”中"});
  }
  for (std::size_t i = 0; i < out.size();) {
    const char32_t c = next_code_point(out, i);
    if (c == U'/' || c == U'@' || c == U'#') {
      const std::string sign(1, static_cast<char>(c));
      complain("S007", v,
               {"the id " + quoted(out) + " contains " + sign + ", which separates parts of column names; use . - or _",
                "编号" + quoted_zh(out) + "含有 " + sign + "，它用于分隔列名；请改用 . - 或 _"});
      return;
    }
    if (is_control_or_bidi(c)) {
      complain("S007", v,
               {"the id " + quoted(out) + " contains an invisible control character; type it again",
                "编号" + quoted_zh(out) + "含有不可见的控制字符；请重新输入"});
      return;
    }
  }
}

void StandardReader::date(JsonValue v, std::string& out) {
  if (!text(v, out) || is_iso_date(out)) return;
  complain("S011", v,
           {quoted(out) + " is not a date; write it like 2021-03-09",
            quoted_zh(out) + "不是日期；请写成 2021-03-09 的形式"});
}

void StandardReader::text(JsonValue v, Text& out, std::size_t most) {
  const auto check = [&](JsonValue t) {
    if (const std::size_t n = t.size() <= most ? 0 : count_code_points(t.string()); n > most) {
      complain("S009", t,
               {"the title has " + std::to_string(n) + " characters, more than " + std::to_string(most) +
                    "; put the wording in \"text\"",
                "标题有 " + std::to_string(n) + " 个字符，超过 " + std::to_string(most) + " 个；请把全文写在“text”中"});
    }
  };
  if (v.is(Kind::string)) {
    check(v);
    out[is_ascii(v.string()) ? "en" : "zh"] = v.string();
    return;
  }
  if (!v.is(Kind::object)) {
    wrong_type(
        v, {R"(a text or an object such as {"en": "…", "zh": "…"})", R"(文本或 {"en": "…", "zh": "…"} 形式的对象)"});
    return;
  }
  v.for_each_member([&](JsonValue key, JsonValue t) {
    const std::string_view language = key.string();
    if (language.substr(0, 2) == "x-") return;
    const bool sound = !language.empty() && std::all_of(language.begin(), language.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    });
    if (!sound) {
      complain("S002", key,
               {quoted(language) + " is not a language tag; use \"en\", \"zh\" or the like",
                quoted_zh(language) + "不是语言标记；请用“en”“zh”等"});
      return;
    }
    std::string& to = out[std::string(language)];
    if (!to.empty()) return;  // repeated; the first counts
    text(t, to);
    if (t.is(Kind::string)) check(t);
  });
}

}  // namespace saniscore::inline v0::detail
