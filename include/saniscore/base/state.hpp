// What is known about an observation or a score.
#pragma once

#include <saniscore/export.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace saniscore::inline v0 {

/// 状态. The order is "which state wins" when several inputs disagree: a larger value wins.
enum class State : std::uint8_t {
  known = 0,
  not_applicable = 1,  ///< 不适用 / 合理缺项
  not_inspected = 2,   ///< 未检
  withheld = 3,        ///< 未公布
  invalid = 4,         ///< 无效
};

/// "known", "not_applicable", …
[[nodiscard]] SANISCORE_EXPORT std::string_view to_text(State s);
/// The Chinese term: 已知, 不适用, 未检, 未公布, 无效.
[[nodiscard]] SANISCORE_EXPORT std::string_view to_chinese(State s);
/// Reads the English or the Chinese word; nothing for any other text.
[[nodiscard]] SANISCORE_EXPORT std::optional<State> parse_state(std::string_view text);

/// Inspection dimensions below the unit. A lane key gives some of them; a round that is a date or a period also
/// lies in a month, a quarter and a year.
enum class Dimension : std::uint8_t { site = 0, method = 1, round = 2, month = 3, quarter = 4, year = 5 };
inline constexpr std::size_t dimension_count = 6;

/// "site", "method", …
[[nodiscard]] SANISCORE_EXPORT std::string_view to_text(Dimension d);
/// 点位, 方式, 轮次, 月份, 季度, 年度.
[[nodiscard]] SANISCORE_EXPORT std::string_view to_chinese(Dimension d);

}  // namespace saniscore::inline v0
