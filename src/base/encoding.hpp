// Bytes of a data file to UTF-8: an explicit encoding, else the BOM, else strict UTF-8, else GB18030.
#pragma once

#include <saniscore/base/result.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace saniscore::inline v0::detail {

enum class Encoding : std::uint8_t { automatic, utf8, gb18030, utf16le, utf16be };

/// "utf-8", "gb18030" (also gbk, gb2312), "utf-16le", "utf-16be", "auto"; nothing for any other text.
[[nodiscard]] std::optional<Encoding> parse_encoding(std::string_view name);
[[nodiscard]] std::string_view name_of(Encoding encoding);

struct Decoded {
  std::string text;  ///< UTF-8 without BOM
  Encoding used = Encoding::utf8;
};

/// No guessing beyond the order above: a file that is neither is an error that names the first bad byte.
[[nodiscard]] Result<Decoded> decode(std::string bytes, Encoding encoding, const std::string& source);

}  // namespace saniscore::inline v0::detail
