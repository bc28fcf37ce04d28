#include "standard/json_writer.hpp"

#include "base/text.hpp"

#include <cmath>

namespace saniscore::inline v0::detail {

void JsonWriter::number(double value) {
  separate();
  out_ += std::isfinite(value) ? number_text(value) : "null";
}

void JsonWriter::append(std::string_view text) {
  constexpr std::string_view hex = "0123456789abcdef";
  const bool sound = find_invalid_utf8(text) == std::string_view::npos;
  out_ += '"';
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80 && !sound) {  // a spec filled in by a program may hold anything
      append_utf8(out_, next_code_point(text, i));
      continue;
    }
    ++i;
    if (c == '"' || c == '\\') {
      out_ += '\\';
      out_ += c;
    } else if (byte >= 0x20) {
      out_ += c;
    } else if (const std::size_t known = std::string_view("\b\f\n\r\t").find(c); known != std::string_view::npos) {
      out_ += '\\';
      out_ += "bfnrt"[known];
    } else {
      out_ += "\\u00";
      out_ += hex[byte >> 4];
      out_ += hex[byte & 15];
    }
  }
  out_ += '"';
}

}  // namespace saniscore::inline v0::detail
