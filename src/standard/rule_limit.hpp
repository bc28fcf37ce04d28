// Limits in words: the part that both languages share.
#pragma once

#include "standard/rule_scan.hpp"
#include "standard/rule_words.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace saniscore::inline v0::detail {

/// Takes a limit, with what it is about before it and its unit behind it, off the beginning of narrowed text.
[[nodiscard]] std::optional<Limit> eat_limit(std::string_view& text);
/// "%" (also 百分点), "‰" or nothing.
std::string eat_unit(std::string_view& text);
/// Words that say what is looked at, not what it earns: a clause of these may stand before a rule or a limit.
[[nodiscard]] bool describes(std::string_view text);

}  // namespace saniscore::inline v0::detail
