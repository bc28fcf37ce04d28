// The vocabulary of a sheet: its columns, its document rows, and the words in cells that are no rules.
#pragma once

#include <saniscore/base/result.hpp>
#include <saniscore/standard/spec.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace saniscore::inline v0::detail {

enum class SheetColumn : std::uint8_t {
  id,
  parent,
  title_zh,
  title_en,
  points,
  weight,
  extra,
  combine,
  measure,
  target,
  veto,
  tags,
  reduce,
  direction,
  decimals,
  value_kind,
  value_unit,
  value_range,
  text_zh,
  text_en,
  guidance_zh,
  guidance_en,
  source,
  source_url,
  source_status,
  source_note
};
inline constexpr std::size_t sheet_columns = 26;

/// By any of its names, blanks and ASCII case ignored.
[[nodiscard]] std::optional<SheetColumn> find_sheet_column(std::string_view name);
[[nodiscard]] std::string_view sheet_column_name(SheetColumn column, Language language);
/// A column of a printed form that the inspector fills in: 扣分, 得分, 存在问题.
[[nodiscard]] bool is_form_column(std::string_view name);
/// Whether a row can be the header of a sheet: it has two known columns, and says where the points, rules or ids are.
[[nodiscard]] bool is_sheet_header(const std::vector<std::string_view>& cells);
/// The nearest known name, or "".
[[nodiscard]] std::string_view nearest_sheet_column(std::string_view name);

/// Rows about the document: their id begins with "#", their value stands in a title column.
enum class SheetRow : std::uint8_t {
  id,
  edition,
  title,
  valid_from,
  valid_to,
  direction,
  partial,
  note,
  decimals,
  rounding,
  source,
  outcome,
  level
};
[[nodiscard]] std::optional<SheetRow> find_sheet_row(std::string_view word);
[[nodiscard]] std::string_view sheet_row_name(SheetRow row, Language language);

struct SheetCombine {
  Combine combine = Combine::none;
  OnDrop on_drop = OnDrop::shrink;
};
[[nodiscard]] std::optional<SheetCombine> read_combine(std::string_view cell);
[[nodiscard]] std::string write_combine(const SheetCombine& combine, Language language);
[[nodiscard]] std::optional<bool> read_yes(std::string_view cell);
[[nodiscard]] std::string_view write_yes(Language language);
[[nodiscard]] std::optional<Direction> read_direction(std::string_view cell);
[[nodiscard]] std::string_view write_direction(Direction direction, Language language);
[[nodiscard]] std::optional<std::vector<ReduceStep>> read_reduce(std::string_view cell);
/// Empty when a sheet cannot say it.
[[nodiscard]] std::string write_reduce(const std::vector<ReduceStep>& steps, Language language);
[[nodiscard]] std::optional<Rounding> read_rounding(std::string_view cell);
[[nodiscard]] std::string_view write_rounding(Rounding rounding);
/// "合计", "总分": a row that holds the total of a sheet.
[[nodiscard]] bool is_total(std::string_view cell);
/// "得分率低于70%", "below 70%": the veto column.
[[nodiscard]] std::optional<double> read_veto_percent(std::string_view cell);
[[nodiscard]] std::string write_veto_percent(double percent, Language language);

}  // namespace saniscore::inline v0::detail
