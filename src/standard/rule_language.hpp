// The two languages rules are read in.
#pragma once

#include "standard/rule_words.hpp"

#include <optional>
#include <string>

namespace saniscore::inline v0::detail {

/// Of narrowed text.
[[nodiscard]] RuleRead read_chinese_rule(const std::string& text, const std::string& target,
                                         std::optional<double> points);
/// Nothing when the words are not those of the English forms.
[[nodiscard]] std::optional<RuleWords> read_english_rule(const std::string& text, const std::string& target,
                                                         std::optional<double> points);

}  // namespace saniscore::inline v0::detail
