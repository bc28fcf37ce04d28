// Reading standard documents. All complaints come at once, each with line, column and JSON pointer.
#pragma once

#include <saniscore/base/result.hpp>
#include <saniscore/standard/spec.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace saniscore::inline v0 {

/// What untrusted input may cost; pass larger numbers to raise them.
struct Limits {
  std::size_t bytes = std::size_t{64} << 20;
  std::size_t nesting = 64;
  std::size_t criteria = 100'000;
  std::size_t id_characters = 128;
  std::size_t title_characters = 4096;
  std::size_t diagnostics = 50;
};

/// JSON text (UTF-8, with or without BOM) to spec. Strict: duplicate and unknown keys, trailing text, NaN and
/// numbers beyond double are refused; keys beginning with "x-" are ignored. Linear in the text.
[[nodiscard]] SANISCORE_EXPORT Result<StandardSpec> read_standard(std::string_view json, std::string source_name = {},
                                                                  const Limits& limits = {});

/// The spec as canonical JSON (sorted keys, shortest numbers, defaults left out); reads back to the same spec.
[[nodiscard]] SANISCORE_EXPORT std::string write_standard(const StandardSpec& spec);

}  // namespace saniscore::inline v0
