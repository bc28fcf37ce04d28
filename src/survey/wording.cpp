#include "survey/wording.hpp"

#include "base/text.hpp"

namespace saniscore::inline v0::survey {
namespace {

bool is_space(char32_t c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == 0x3000 || c == 0xA0; }

/// Without spaces; full-width letters, digits and signs as their ASCII forms; letters small.
std::u32string folded(std::string_view text) {
  std::u32string out;
  for (std::size_t at = 0; at < text.size();) {
    char32_t c = detail::next_code_point(text, at);
    if (c >= 0xFF01 && c <= 0xFF5E) c = c - 0xFF01 + '!';
    if (c == 0x3010) c = '[';  // 【
    if (c == 0x3011) c = ']';  // 】
    if (c >= 'A' && c <= 'Z') c = c - 'A' + 'a';
    if (!is_space(c) && !detail::is_control_or_bidi(c)) out += c;
  }
  return out;
}

bool is_label(char32_t c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

std::string utf8(std::u32string_view text) {
  std::string out;
  for (char32_t c : text) detail::append_utf8(out, c);
  return out;
}

}  // namespace

std::string plain_wording(std::string_view text) {
  const auto all = folded(text);
  std::u32string_view rest = all;
  // "a.", "12、", "b)": one or two letters or digits and a sign
  for (std::size_t n = 1; n <= 2 && n + 1 < rest.size(); ++n) {
    if (!is_label(rest[n - 1])) break;
    const char32_t sign = rest[n];
    if (sign == '.' || sign == ')' || sign == ':' || sign == ',' || sign == 0x3001 /* 、 */) {
      rest.remove_prefix(n + 1);
      break;
    }
  }
  // "(推荐)", "[分值:5]" at the end
  for (;;) {
    const auto open = rest.empty()         ? 0
                      : rest.back() == ')' ? rest.rfind('(')
                      : rest.back() == ']' ? rest.rfind('[')
                                           : 0;
    if (open == 0 || open == std::u32string_view::npos) break;
    rest = rest.substr(0, open);
  }
  return utf8(rest);
}

bool is_skipped(std::string_view text) {
  const auto plain = folded(text);
  return plain.empty() || plain == U"(空)" || plain == U"(跳过)";
}

}  // namespace saniscore::inline v0::survey
