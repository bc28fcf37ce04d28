// Small steps over the words of a rule.
#pragma once

#include "base/text.hpp"

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace saniscore::inline v0::detail {

using Words = std::initializer_list<std::string_view>;

[[nodiscard]] inline bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}
[[nodiscard]] inline bool contains_any(std::string_view text, Words parts) {
  for (const auto part : parts)
    if (contains(text, part)) return true;
  return false;
}
[[nodiscard]] inline bool is_any(std::string_view text, Words words) {
  for (const auto word : words)
    if (text == word) return true;
  return false;
}
/// Takes the first of the words that the text begins with; longer words come first in the list.
inline bool eat_any(std::string_view& text, Words words) {
  for (const auto word : words)
    if (text.starts_with(word)) {
      text.remove_prefix(word.size());
      return true;
    }
  return false;
}
inline bool eat(std::string_view& text, std::string_view word) { return eat_any(text, {word}); }
inline bool eat_end(std::string_view& text, Words words) {
  for (const auto word : words)
    if (text.ends_with(word)) {
      text.remove_suffix(word.size());
      return true;
    }
  return false;
}
[[nodiscard]] inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
[[nodiscard]] inline bool has_digit(std::string_view text) {
  return text.find_first_of("0123456789") != std::string_view::npos;
}
inline void eat_blanks(std::string_view& text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
}
[[nodiscard]] inline std::string_view without_blanks(std::string_view text) {
  eat_blanks(text);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

/// A decimal number at the beginning: 90, 0.05, and where `sign` allows it -1.
inline std::optional<double> eat_number(std::string_view& text, bool sign = false) {
  std::size_t n = sign && text.starts_with('-') ? 1 : 0;
  while (n < text.size() && (is_digit(text[n]) || text[n] == '.')) ++n;
  const auto value = parse_number(text.substr(0, n));
  if (value) text.remove_prefix(n);
  return value;
}

/// The parts between the separators, blanks at both ends removed; empty ones are left out.
[[nodiscard]] inline std::vector<std::string_view> parts_of(std::string_view text, std::string_view separators) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const std::size_t end = text.find_first_of(separators);
    const auto part = without_blanks(text.substr(0, end));
    if (!part.empty()) out.push_back(part);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return out;
}

}  // namespace saniscore::inline v0::detail
