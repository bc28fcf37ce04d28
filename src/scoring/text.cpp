#include "scoring/text.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <cmath>

namespace saniscore::inline v0::detail {

std::string_view in_language(const Text& text, Language language, std::string_view otherwise) {
  const auto wanted = text.find(language == Language::zh ? "zh" : "en");
  if (wanted != text.end() && !wanted->second.empty()) return wanted->second;
  const auto other = text.find(language == Language::zh ? "en" : "zh");
  if (other != text.end() && !other->second.empty()) return other->second;
  return otherwise;
}

std::string node_text(const Standard& standard, Node node, Language language) {
  const auto& id = standard.id(node);
  const auto title = standard.title(node, language);
  return for_display(title == id ? id : id + " " + std::string(title));
}

bool levels_are_codes(const OutcomeSpec& ladder) {
  return std::all_of(ladder.levels.begin(), ladder.levels.end(),
                     [](const LevelSpec& level) { return display_width(level.level) == 1; });
}

std::string level_text(const OutcomeSpec& ladder, std::string_view level, Language language) {
  for (const LevelSpec& candidate : ladder.levels) {
    if (candidate.level != level) continue;
    const std::string_view title = in_language(candidate.title, language, level);
    if (title == level || !levels_are_codes(ladder)) return std::string(title);
    return std::string(level) + " " + std::string(title);
  }
  return std::string(level);
}

std::string brief(double x) {
  if (std::isinf(x)) return x < 0 ? "-∞" : "∞";
  const double r = std::round(x * 1e4) / 1e4;
  return number_text(r == 0 ? 0 : r);
}

std::string change(double x) {
  auto text = brief(x);
  return text != "0" && text.front() != '-' ? "+" + text : text;
}

std::string padded(std::string s, std::size_t width) {
  const auto w = display_width(s);
  if (w < width) s.append(width - w, ' ');
  return s;
}

std::string left_padded(std::string s, std::size_t width) {
  const auto w = display_width(s);
  return w < width ? std::string(width - w, ' ') + s : s;
}

std::string cut(std::string_view s, std::size_t width) {
  std::string out;
  std::size_t used = 0;
  for (std::size_t i = 0; i < s.size();) {
    const auto start = i;
    (void)next_code_point(s, i);
    const auto piece = s.substr(start, i - start);
    used += display_width(piece);
    if (used + 1 > width && i < s.size()) return out + "…";
    out += piece;
  }
  return out;
}

}  // namespace saniscore::inline v0::detail
