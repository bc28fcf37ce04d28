// Text and numbers without locale: UTF-8, near misses, shortest numbers, column widths.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace saniscore::inline v0::detail {

/// Byte offset of the first byte that is not strict UTF-8 (overlong, surrogate, beyond U+10FFFF, cut off), else npos.
[[nodiscard]] std::size_t find_invalid_utf8(std::string_view text);

/// The code point at byte `at`, which moves past it; a byte that is not UTF-8 yields U+FFFD.
[[nodiscard]] char32_t next_code_point(std::string_view text, std::size_t& at);
void append_utf8(std::string& out, char32_t c);
[[nodiscard]] std::size_t count_code_points(std::string_view text);

/// C0 and C1 controls, line and paragraph separators, bidi marks, overrides and isolates, the BOM.
[[nodiscard]] bool is_control_or_bidi(char32_t c);

/// One line that is safe to print: line breaks and tabs become a space, other controls and bidi characters vanish.
[[nodiscard]] std::string for_display(std::string_view text);
/// for_display, cut to so many code points with "…".
[[nodiscard]] std::string shortened(std::string_view text, std::size_t code_points = 60);

/// Insertions, deletions, substitutions and swaps of neighbours, in code points, ASCII case ignored; stops counting
/// at `at_most` + 1.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t at_most = 1000);

/// Keeps the candidate nearest to a misspelt word; `best` is empty when none is near enough to suggest.
class Nearest {
 public:
  explicit Nearest(std::string_view word);
  void offer(std::string_view candidate);
  [[nodiscard]] std::string_view best() const { return best_; }

 private:
  std::string_view word_, best_;
  std::size_t length_, distance_;  // distance_: the most that is still accepted
};
[[nodiscard]] std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates);

/// The shortest decimal that reads back: "0.1", "15", "1e+300"; -0 is "0"; not finite: "nan", "inf", "-inf".
[[nodiscard]] std::string number_text(double value);
/// A finite decimal number that is the whole text ("1", "-0.5", "2e3"); nothing else, whatever the locale.
[[nodiscard]] std::optional<double> parse_number(std::string_view text);

/// An existing day like "2021-03-09".
[[nodiscard]] bool is_iso_date(std::string_view text);

/// Columns a terminal with East Asian fonts needs: 2 for wide characters, 0 for combining ones.
[[nodiscard]] std::size_t display_width(std::string_view text);

}  // namespace saniscore::inline v0::detail
