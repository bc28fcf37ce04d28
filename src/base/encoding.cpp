#include "base/encoding.hpp"

#include "base/text.hpp"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <utility>

namespace saniscore::inline v0::detail {
namespace {

constexpr std::string_view utf8_bom = "\xEF\xBB\xBF";
constexpr std::string_view utf16le_bom = "\xFF\xFE";
constexpr std::string_view utf16be_bom = "\xFE\xFF";

constexpr std::size_t all_good = static_cast<std::size_t>(-1);

/// Appends the UTF-8 for `bytes`; returns the offset of the first byte that is not text in the encoding.
std::size_t convert(const char* from, std::string_view bytes, std::string& out) {
  const iconv_t descriptor = iconv_open("UTF-8", from);
  if (descriptor == reinterpret_cast<iconv_t>(-1)) return 0;  // NOLINT: iconv's own error value
  std::size_t bad = all_good;
  char* in = const_cast<char*>(bytes.data());  // NOLINT: iconv does not write there
  std::size_t left = bytes.size();
  std::array<char, 16384> buffer;
  while (left > 0) {
    char* to = buffer.data();
    std::size_t room = buffer.size();
    const std::size_t before = left;
    const std::size_t status = iconv(descriptor, &in, &left, &to, &room);
    out.append(buffer.data(), buffer.size() - room);
    if (status != static_cast<std::size_t>(-1)) break;
    // E2BIG: the buffer is full. EILSEQ, EINVAL: a bad or a cut-off sequence.
    if (errno != E2BIG || (left == before && room == buffer.size())) {
      bad = bytes.size() - left;
      break;
    }
  }
  iconv_close(descriptor);
  return bad;
}

Diagnostic undecodable(const std::string& source, std::string_view bytes, std::string en, std::string zh) {
  Diagnostic d{.code = "D101",
               .severity = Severity::error,
               .source = source,
               .line = 0,
               .column = 0,
               .pointer = {},
               .en = std::move(en),
               .zh = std::move(zh)};
  d.line = static_cast<std::uint32_t>(1 + std::count(bytes.begin(), bytes.end(), '\n'));
  return d;
}

std::string offset_text(std::size_t offset) { return std::to_string(offset); }

}  // namespace

std::optional<Encoding> parse_encoding(std::string_view name) {
  std::string plain;
  for (const char c : name)
    if (c != '-' && c != '_') plain += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  if (plain == "auto" || plain == "automatic") return Encoding::automatic;
  if (plain == "utf8") return Encoding::utf8;
  // GBK and GB2312 text is GB18030 text.
  if (plain == "gb18030" || plain == "gbk" || plain == "gb2312" || plain == "cp936") return Encoding::gb18030;
  if (plain == "utf16le") return Encoding::utf16le;
  if (plain == "utf16be") return Encoding::utf16be;
  return std::nullopt;
}

std::string_view name_of(Encoding encoding) {
  switch (encoding) {
    case Encoding::automatic: return "auto";
    case Encoding::utf8: return "UTF-8";
    case Encoding::gb18030: return "GB18030";
    case Encoding::utf16le: return "UTF-16LE";
    case Encoding::utf16be: return "UTF-16BE";
  }
  return "";
}

Result<Decoded> decode(std::string bytes, Encoding encoding, const std::string& source) {
  std::string_view body = bytes;
  const bool automatic = encoding == Encoding::automatic;
  if ((automatic || encoding == Encoding::utf8) && body.starts_with(utf8_bom)) {
    body.remove_prefix(utf8_bom.size());
    encoding = Encoding::utf8;
  } else if ((automatic || encoding == Encoding::utf16le) && body.starts_with(utf16le_bom)) {
    body.remove_prefix(utf16le_bom.size());
    encoding = Encoding::utf16le;
  } else if ((automatic || encoding == Encoding::utf16be) && body.starts_with(utf16be_bom)) {
    body.remove_prefix(utf16be_bom.size());
    encoding = Encoding::utf16be;
  }
  const std::size_t skipped = bytes.size() - body.size();

  std::size_t bad_utf8 = std::string_view::npos;
  if (encoding == Encoding::automatic || encoding == Encoding::utf8) {
    bad_utf8 = find_invalid_utf8(body);
    if (bad_utf8 == std::string_view::npos) {
      Decoded decoded{{}, Encoding::utf8};
      bytes.erase(0, skipped);
      decoded.text = std::move(bytes);
      return decoded;
    }
    if (encoding == Encoding::utf8)
      return undecodable(
          source, body.substr(0, bad_utf8),
          "byte " + offset_text(skipped + bad_utf8) +
              " is not UTF-8; name the file's encoding, e.g. --encoding gb18030",
          "第 " + offset_text(skipped + bad_utf8) + " 字节不是 UTF-8；请指明文件编码，例如 --encoding gb18030");
    encoding = Encoding::gb18030;
  }

  const char* name = encoding == Encoding::gb18030   ? "GB18030"
                     : encoding == Encoding::utf16le ? "UTF-16LE"
                                                     : "UTF-16BE";
  Decoded decoded{{}, encoding};
  decoded.text.reserve(body.size() + body.size() / 2);
  const std::size_t bad = convert(name, body, decoded.text);
  if (bad == all_good) return decoded;
  if (bad_utf8 != std::string_view::npos)
    return undecodable(source, body.substr(0, std::max(bad, bad_utf8)),
                       "neither UTF-8 (byte " + offset_text(bad_utf8) + ") nor GB18030 (byte " + offset_text(bad) +
                           "); name the file's encoding with --encoding",
                       "既不是 UTF-8（第 " + offset_text(bad_utf8) + " 字节）也不是 GB18030（第 " + offset_text(bad) +
                           " 字节）；请用 --encoding 指明编码");
  return undecodable(source, body.substr(0, bad), "byte " + offset_text(skipped + bad) + " is not " + name,
                     "第 " + offset_text(skipped + bad) + " 字节不是 " + name);
}

}  // namespace saniscore::inline v0::detail
