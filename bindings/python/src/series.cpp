#include "series.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>

namespace saniscore::python {
namespace {

template <class T>
T load(const char* at) {
  T x;
  std::memcpy(&x, at, sizeof x);
  return x;
}

/// A float means the shortest decimal that reads back to it.
double decimal_of(float x) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, x).ptr;
  return detail::parse_number({text, end}).value_or(static_cast<double>(x));
}

template <class T>
T largest(const char* at, std::size_t rows) {
  T most = std::numeric_limits<T>::lowest();
  for (std::size_t row = 0; row < rows; ++row) most = std::max(most, load<T>(at + row * sizeof(T)));
  return most;
}

template <class T>
bool all_below(const Column& c, std::size_t rows, std::size_t count, bool negative) {
  const char* at = static_cast<const char*>(c.data) + static_cast<std::ptrdiff_t>(c.offset) * std::ptrdiff_t{sizeof(T)};
  if (c.stride == 1 && !c.validity && rows > 0)
    return negative ? std::cmp_less(largest<T>(at, rows), count)
                    : std::cmp_less(largest<std::make_unsigned_t<T>>(at, rows), count);
  const auto step = c.stride * std::ptrdiff_t{sizeof(T)};
  bool below = true;
  for (std::size_t row = 0; row < rows; ++row, at += step) {
    const T code = load<T>(at);
    below &= (std::cmp_less(code, count) && (negative || std::cmp_greater_equal(code, 0))) || null_at(c, row);
  }
  return below;
}

}  // namespace

bool codes_below(const Column& c, std::size_t rows, std::size_t count, bool negative) {
  switch (c.type) {
    case ColumnType::i8: return all_below<std::int8_t>(c, rows, count, negative);
    case ColumnType::i16: return all_below<std::int16_t>(c, rows, count, negative);
    case ColumnType::i32: return all_below<std::int32_t>(c, rows, count, negative);
    case ColumnType::i64: return all_below<std::int64_t>(c, rows, count, negative);
    case ColumnType::u8: return all_below<std::uint8_t>(c, rows, count, negative);
    case ColumnType::u16: return all_below<std::uint16_t>(c, rows, count, negative);
    case ColumnType::u32: return all_below<std::uint32_t>(c, rows, count, negative);
    case ColumnType::u64: return all_below<std::uint64_t>(c, rows, count, negative);
    default: return false;
  }
}

bool Texts::valid(std::size_t row) const { return validity == nullptr || bit_at(validity, offset + row); }

std::string_view Texts::at(std::size_t row) const {
  const std::size_t i = offset + row;
  if (layout == Layout::views) {
    const char* view = places + i * 16;
    const auto size = static_cast<std::size_t>(load<std::int32_t>(view));
    if (size <= 12) return {view + 4, size};
    return {buffers[static_cast<std::size_t>(load<std::int32_t>(view + 8))].first + load<std::int32_t>(view + 12),
            size};
  }
  const auto place = [&](std::size_t k) -> std::int64_t {
    return layout == Layout::offsets32 ? load<std::int32_t>(places + k * 4) : load<std::int64_t>(places + k * 8);
  };
  const auto begin = place(i);
  return {bytes + begin, static_cast<std::size_t>(place(i + 1) - begin)};
}

bool null_at(const Column& c, std::size_t row) { return c.validity != nullptr && !bit_at(c.validity, c.offset + row); }

double number_at(const Column& c, std::size_t row) {
  if (c.type == ColumnType::bit) return bit_at(static_cast<const std::uint8_t*>(c.data), c.offset + row) ? 1 : 0;
  const auto index = static_cast<std::ptrdiff_t>(c.offset) + static_cast<std::ptrdiff_t>(row) * c.stride;
  const char* at = static_cast<const char*>(c.data) + index * static_cast<std::ptrdiff_t>(bytes_of(c.type));
  switch (c.type) {
    case ColumnType::f64: return load<double>(at);
    case ColumnType::f32: return decimal_of(load<float>(at));
    case ColumnType::i8: return load<std::int8_t>(at);
    case ColumnType::i16: return load<std::int16_t>(at);
    case ColumnType::i32: return load<std::int32_t>(at);
    case ColumnType::i64: return static_cast<double>(load<std::int64_t>(at));
    case ColumnType::u8: return load<std::uint8_t>(at);
    case ColumnType::u16: return load<std::uint16_t>(at);
    case ColumnType::u32: return load<std::uint32_t>(at);
    case ColumnType::u64: return static_cast<double>(load<std::uint64_t>(at));
    case ColumnType::bit: break;
  }
  return 0;
}

Value Series::at(std::size_t row) const {
  if (texts) return texts->valid(row) ? Value{Value::Kind::text, 0, texts->at(row)} : Value{};
  if (!values.empty()) return values[row];
  if (column.data == nullptr || null_at(column, row)) return {};
  const double x = number_at(column, row);
  if (std::isnan(x)) return {};
  if (coded) {
    if (x < 0) return {};
    const auto label = labels[static_cast<std::size_t>(x)];
    return label.data() == nullptr ? Value{} : Value{Value::Kind::text, 0, label};
  }
  Value out{boolean ? Value::Kind::boolean : Value::Kind::number, x, {}};
  if (integral() && x < 0x1p63) {
    // Beyond 2^53 a double is not the number any more.
    const auto at = static_cast<std::ptrdiff_t>(column.offset) + static_cast<std::ptrdiff_t>(row) * column.stride;
    const bool wide = column.type == ColumnType::i64 || column.type == ColumnType::u64;
    out.whole =
        wide ? load<std::int64_t>(static_cast<const char*>(column.data) + at * 8) : static_cast<std::int64_t>(x);
  }
  return out;
}

}  // namespace saniscore::python
