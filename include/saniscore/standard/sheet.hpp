// Standards as flat sheets: one row per criterion, as people type them into a spreadsheet (docs/authoring.md).
#pragma once

#include <saniscore/base/result.hpp>
#include <saniscore/standard/read.hpp>
#include <saniscore/standard/spec.hpp>

#include <string>
#include <string_view>

namespace saniscore::inline v0 {

/// A CSV sheet (UTF-8, UTF-16 with byte order mark, or GB18030; commas, or tabs as copied from a spreadsheet) to spec.
/// Column names in English or Chinese; rules in words. All complaints come at once, each with row and column. Beside a
/// spec stand diagnostics of severity `note` that say what was understood: show them to the author. Words that could
/// mean two things are refused, never guessed; what they leave open is a warning. The spec keeps the rows, so that
/// compile() names them. Linear in the sheet but for sorting.
[[nodiscard]] SANISCORE_EXPORT Result<StandardSpec> read_sheet(std::string_view bytes, std::string source_name = {},
                                                               const Limits& limits = {});

/// The sheet (UTF-8, LF) that reads back to the same spec, with rules in the language. Fails, naming each criterion,
/// gate or outcome and the key, when the spec says what a sheet cannot hold. The spec must be sound (compile()
/// accepts it).
[[nodiscard]] SANISCORE_EXPORT Result<std::string> write_sheet(const StandardSpec& spec,
                                                               Language language = Language::en);

}  // namespace saniscore::inline v0
