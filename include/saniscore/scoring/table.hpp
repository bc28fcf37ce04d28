// Table: columns the caller owns, one row per unit. Nothing is copied; keep the memory alive while scoring.
#pragma once

#include <saniscore/base/result.hpp>
#include <saniscore/base/state.hpp>
#include <saniscore/standard/standard.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace saniscore::inline v0 {

enum class ColumnType : std::uint8_t { f64, f32, i8, i16, i32, i64, u8, u16, u32, u64, bit };

/// Size of an element; 0 for bits.
[[nodiscard]] constexpr std::size_t bytes_of(ColumnType type) {
  switch (type) {
    case ColumnType::f64:
    case ColumnType::i64:
    case ColumnType::u64: return 8;
    case ColumnType::f32:
    case ColumnType::i32:
    case ColumnType::u32: return 4;
    case ColumnType::i16:
    case ColumnType::u16: return 2;
    case ColumnType::i8:
    case ColumnType::u8: return 1;
    case ColumnType::bit: break;
  }
  return 0;
}

/// A borrowed column in Arrow's layout. `stride` counts elements; 0 repeats one value for every unit.
struct Column {
  const void* data = nullptr;
  ColumnType type = ColumnType::f64;
  std::ptrdiff_t stride = 1;                   ///< ignored for bit columns
  const std::uint8_t* validity = nullptr;      ///< 1 = valid, least significant bit first; null: all valid
  std::size_t offset = 0;                      ///< first element (of data, when bit-packed, and of validity)
  std::span<const std::string_view> labels{};  ///< for integer codes: what code k means
};

[[nodiscard]] inline Column column(std::span<const double> v) { return {v.data(), ColumnType::f64}; }
[[nodiscard]] inline Column column(std::span<const float> v) { return {v.data(), ColumnType::f32}; }
[[nodiscard]] inline Column column(std::span<const std::int32_t> v) { return {v.data(), ColumnType::i32}; }
[[nodiscard]] inline Column column(std::span<const std::uint8_t> v) { return {v.data(), ColumnType::u8}; }

/// A wide table. Cleared validity bits and NaN are not_inspected; an infinity makes its cell invalid.
class SANISCORE_EXPORT Table {
 public:
  Table(Standard standard, std::size_t units);

  /// Binds a column by the name the standard uses ("leaf", "leaf/rule", "@attribute", "leaf#state" with State codes
  /// as u8). An unknown name is reported by score(), with the nearest known one.
  void bind(std::string_view name, Column column);
  /// What a column that was never bound means; without this call it is an error.
  void set_missing(State state) {
    changing();
    missing_ = state;
  }

  struct Bound {
    std::string name;
    Column column;
    bool known = false;  ///< the standard has a column of this name
  };
  [[nodiscard]] const Standard& standard() const { return standard_; }
  [[nodiscard]] std::size_t units() const { return units_; }
  [[nodiscard]] const std::vector<Bound>& columns() const { return columns_; }
  [[nodiscard]] std::optional<State> missing() const { return missing_; }
  /// What was bound for Standard::columns()[number], or for its states; null: nothing.
  [[nodiscard]] const Column* find(std::size_t number, bool states) const {
    const auto k = place_[2 * number + (states ? 1 : 0)];
    return k == 0 ? nullptr : &columns_[k - 1].column;
  }

 private:
  friend struct Engine;
  /// Whoever remembers the bindings sees that they are others now.
  void changing() {
    if (bindings_.use_count() != 1) bindings_ = std::make_shared<const char>();
  }
  Standard standard_;
  std::size_t units_;
  std::shared_ptr<const char> bindings_;  ///< names what is bound; shared with copies and workspaces
  std::vector<Bound> columns_;
  std::vector<std::uint32_t> place_;  ///< per column, and for its states: 1 + index into columns_
  std::optional<State> missing_;
};

}  // namespace saniscore::inline v0
