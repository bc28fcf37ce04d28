// Wordings of answers as people and platforms write them.
#pragma once

#include <saniscore/survey/coding.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace saniscore::inline v0::survey {

/// The wording without what platforms add: spaces, full-width forms, a leading "A." or "2、", a bracket at the end.
/// ASCII letters become small.
[[nodiscard]] std::string plain_wording(std::string_view text);
/// Nothing was answered: empty, "(空)" or "(跳过)".
[[nodiscard]] bool is_skipped(std::string_view text);

/// An error unless the coding can be used.
[[nodiscard]] std::optional<Diagnostic> check_coding(const Coding& coding);

}  // namespace saniscore::inline v0::survey
