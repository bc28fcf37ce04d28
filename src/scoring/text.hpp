// What the pages of explain(), compare() and examine() and the command share: names of criteria and levels, numbers,
// columns.
#pragma once

#include <saniscore/standard/standard.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace saniscore::inline v0::detail {

/// The text in the language, else in the other one, else `otherwise`.
std::string_view in_language(const Text& text, Language language, std::string_view otherwise);
/// "hygiene Hygienic handling of food"; the id alone where there is no title. Safe to print.
std::string node_text(const Standard& standard, Node node, Language language);
/// Every level is one character, such as 5 or A: then it is worth showing beside its title.
bool levels_are_codes(const OutcomeSpec& ladder);
/// A level in words: "5 Very good", "Passed".
std::string level_text(const OutcomeSpec& ladder, std::string_view level, Language language);

/// At most four decimals: enough to check by hand, short enough to read.
std::string brief(double x);
/// With its sign: "+1.5", "-2", "0".
std::string change(double x);
std::string padded(std::string s, std::size_t width);
std::string left_padded(std::string s, std::size_t width);
/// Cut to so many columns, with "…".
std::string cut(std::string_view s, std::size_t width);

}  // namespace saniscore::inline v0::detail
