// One column of a frame, whatever it was: numbers and codes stay where they are, texts are read in place.
#pragma once

#include <saniscore/scoring/table.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace saniscore::python {

/// Strings in one of Arrow's three layouts. The importer has checked that every valid slot lies within its buffer.
struct Texts {
  enum class Layout : std::uint8_t { offsets32, offsets64, views };
  Layout layout = Layout::offsets32;
  const std::uint8_t* validity = nullptr;
  std::size_t offset = 0;
  const char* places = nullptr;  ///< offsets or views
  const char* bytes = nullptr;
  std::vector<std::pair<const char*, std::int64_t>> buffers;  ///< of views

  [[nodiscard]] bool valid(std::size_t row) const;
  [[nodiscard]] std::string_view at(std::size_t row) const;  ///< of a valid row
};

/// One cell.
struct Value {
  enum class Kind : std::uint8_t { null, number, boolean, text };
  Kind kind = Kind::null;
  double number = 0;
  std::string_view text{};
  std::optional<std::int64_t> whole{};  ///< of an integer column: the number exactly, for names of units
};

struct Series {
  Column column;                         ///< numbers, bits, or codes of `labels`; without data: see the others
  bool integers = false;                 ///< numbers that were all integers, also when held as double
  bool boolean = false;                  ///< 0 and 1 mean false and true
  bool coded = false;                    ///< the column holds codes of `labels`
  std::vector<std::string_view> labels;  ///< a null label has no data, a negative code no label
  std::optional<Texts> texts;
  std::vector<Value> values;  ///< of a list of Python objects
  std::vector<double> own;    ///< numbers that had to be converted
  std::string refused;        ///< why the column can hold no observations; empty when it can

  [[nodiscard]] bool integral() const {
    return integers || (numeric() && !boolean && column.type != ColumnType::f64 && column.type != ColumnType::f32);
  }
  [[nodiscard]] bool numeric() const { return column.data != nullptr && !coded; }
  [[nodiscard]] bool textual() const { return coded || texts.has_value(); }
  [[nodiscard]] Value at(std::size_t row) const;
};

[[nodiscard]] inline bool bit_at(const std::uint8_t* bits, std::size_t i) { return (bits[i >> 3] >> (i & 7) & 1) != 0; }
/// Element `row` of a column that is not null there.
[[nodiscard]] double number_at(const Column& column, std::size_t row);
[[nodiscard]] bool null_at(const Column& column, std::size_t row);
/// Whether every code of `rows` that is not null is below `count`, and not negative unless it may be.
[[nodiscard]] bool codes_below(const Column& column, std::size_t rows, std::size_t count, bool negative);

}  // namespace saniscore::python
