// What exactly is wrong with JSON text that a parser refused, and what to do about it.
#pragma once

#include "standard/remarks.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace saniscore::inline v0::detail {

/// What the text had reached when the parser stopped.
enum class JsonState : std::uint8_t {
  start,          // nothing yet
  array_opened,   // after [
  object_opened,  // after {
  key,            // after a key
  array_item,     // after a value in an array
  object_member,  // after a value in an object
  end,            // after the whole document
};

struct JsonFault {
  std::string_view code;
  std::size_t offset = 0;
  Phrase what;
};

/// Explains the fault at or after byte `from`, where the last sound token ended. `opened` is the byte of the innermost
/// open bracket, if any; `last` the first byte of the last token.
[[nodiscard]] JsonFault explain_fault(std::string_view text, std::size_t from, JsonState state, std::size_t opened,
                                      std::size_t last);

}  // namespace saniscore::inline v0::detail
