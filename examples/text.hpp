// Printing for the demo: padding that counts Chinese characters as two columns, and rounding.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace demo {

/// Columns the text takes; enough for the demo's own words: CJK is wide, everything else is not.
inline std::size_t width(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t k = 0; k < text.size(); ++k) {
    const auto byte = static_cast<unsigned char>(text[k]);
    if ((byte & 0xC0) == 0x80) continue;             // continuation of a character
    columns += byte >= 0xE3 && byte < 0xF8 ? 2 : 1;  // U+3000 and beyond
  }
  return columns;
}

inline std::string left(std::string_view text, std::size_t columns) {
  std::string out(text);
  if (width(text) < columns) out.append(columns - width(text), ' ');
  return out;
}

inline std::string right(std::string_view text, std::size_t columns) {
  return std::string(width(text) < columns ? columns - width(text) : 0, ' ') + std::string(text);
}

inline std::string fixed(double value, int decimals) {
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, "%.*f", decimals, value);
  return buffer;
}

}  // namespace demo
