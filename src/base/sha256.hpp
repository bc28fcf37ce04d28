// SHA-256 (FIPS 180-4), for the fingerprint of a standard.
#pragma once

#include <string>
#include <string_view>

namespace saniscore::inline v0::detail {

/// 64 lower-case hex digits.
[[nodiscard]] std::string sha256_hex(std::string_view bytes);

}  // namespace saniscore::inline v0::detail
