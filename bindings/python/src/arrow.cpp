#include "arrow.hpp"

#include "base/text.hpp"

#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <memory>

namespace saniscore::python {
namespace {

constexpr int deepest = 8;
constexpr std::int64_t most_rows = std::int64_t{1} << 31;

/// The one thing an unsound array ends in.
struct Unsound {
  std::string what;
};

void need(bool sound, const char* what) {
  if (!sound) throw Unsound{what};
}

Diagnostic unsound(const std::string& column, const std::string& what) {
  return complaint("P003", column.empty() ? "" : "column " + column,
                   "the Arrow data is not sound (" + what + "); this is a fault of the library that made it",
                   "Arrow 数据不合规范（" + what + "）；这是生成该数据的库的错误");
}

template <class T>
T load(const void* base, std::size_t index) {
  T x;
  std::memcpy(&x, static_cast<const char*>(base) + index * sizeof(T), sizeof x);
  return x;
}

/// Structures are moved, not copied: the source is marked as released.
template <class T>
std::shared_ptr<T> moved(T* source) {
  auto out = std::shared_ptr<T>(new T(*source), [](T* owned) {
    if (owned->release != nullptr) owned->release(owned);
    delete owned;
  });
  source->release = nullptr;
  return out;
}

/// Rows of a column: its own offset, and those of the structs it lies in.
struct Window {
  std::size_t rows = 0, offset = 0;
  const std::uint8_t* validity = nullptr;
};

const void* buffer(const ArrowArray& a, std::int64_t k) { return a.buffers[k]; }

/// Checks what holds for every array and finds its validity bitmap.
Window window_of(const ArrowArray& a, std::int64_t buffers, std::size_t rows, std::size_t skip) {
  need(a.length >= 0 && a.offset >= 0 && a.length <= most_rows && a.offset <= most_rows,
       "length or offset out of range");
  need(static_cast<std::size_t>(a.length) >= rows + skip, "a column is shorter than its table");
  need(buffers < 0 || a.n_buffers == buffers, "wrong number of buffers");
  need(a.n_buffers == 0 || a.buffers != nullptr, "no buffers");
  need(a.null_count >= -1 && a.null_count <= a.length, "null count out of range");
  Window w{rows, static_cast<std::size_t>(a.offset) + skip, nullptr};
  if (a.n_buffers > 0) w.validity = static_cast<const std::uint8_t*>(buffer(a, 0));
  need(w.validity != nullptr || a.null_count <= 0, "nulls without a validity bitmap");
  if (a.null_count == 0) w.validity = nullptr;
  return w;
}

bool valid(const Window& w, std::size_t row) { return w.validity == nullptr || bit_at(w.validity, w.offset + row); }

std::optional<ColumnType> number_type(std::string_view format) {
  if (format.size() != 1) return std::nullopt;
  switch (format[0]) {
    case 'c': return ColumnType::i8;
    case 'C': return ColumnType::u8;
    case 's': return ColumnType::i16;
    case 'S': return ColumnType::u16;
    case 'i': return ColumnType::i32;
    case 'I': return ColumnType::u32;
    case 'l': return ColumnType::i64;
    case 'L': return ColumnType::u64;
    case 'f': return ColumnType::f32;
    case 'g': return ColumnType::f64;
    default: return std::nullopt;
  }
}

Column borrowed(const ArrowArray& a, const Window& w, ColumnType type) {
  static const double nothing = 0;
  need(w.rows == 0 || buffer(a, 1) != nullptr, "a column without data");
  Column c;
  c.data = buffer(a, 1) == nullptr ? &nothing : buffer(a, 1);
  c.type = type;
  c.validity = w.validity;
  c.offset = w.offset;
  return c;
}

/// Offsets rise, and views lie within their buffers. Only rows that are valid are looked at.
Texts texts_of(const ArrowArray& a, const Window& w, std::string_view format) {
  Texts t;
  t.validity = w.validity;
  t.offset = w.offset;
  need(w.rows == 0 || buffer(a, 1) != nullptr, "strings without offsets");
  t.places = static_cast<const char*>(buffer(a, 1));
  if (format == "vu") {
    t.layout = Texts::Layout::views;
    need(a.n_buffers >= 3, "string views without the sizes of their buffers");
    const std::int64_t blocks = a.n_buffers - 3;
    const void* sizes = buffer(a, a.n_buffers - 1);
    need(blocks == 0 || sizes != nullptr, "string views without the sizes of their buffers");
    for (std::int64_t k = 0; k < blocks; ++k)
      t.buffers.emplace_back(static_cast<const char*>(buffer(a, 2 + k)),
                             load<std::int64_t>(sizes, static_cast<std::size_t>(k)));
    for (std::size_t row = 0; row < w.rows; ++row) {
      if (!valid(w, row)) continue;
      const char* view = t.places + (w.offset + row) * 16;
      const auto size = load<std::int32_t>(view, 0);
      need(size >= 0, "a string of negative length");
      if (size <= 12) continue;
      const auto block = load<std::int32_t>(view, 2), begin = load<std::int32_t>(view, 3);
      need(block >= 0 && block < blocks && begin >= 0, "a string view outside its buffers");
      const auto& [bytes, length] = t.buffers[static_cast<std::size_t>(block)];
      need(bytes != nullptr && std::int64_t{begin} + size <= length, "a string view outside its buffers");
    }
    return t;
  }
  need(a.n_buffers == 3, "wrong number of buffers");
  t.layout = format == "u" ? Texts::Layout::offsets32 : Texts::Layout::offsets64;
  const auto place = [&](std::size_t k) -> std::int64_t {
    return format == "u" ? load<std::int32_t>(t.places, k) : load<std::int64_t>(t.places, k);
  };
  if (w.rows == 0) return t;
  std::int64_t last = place(w.offset);
  need(last >= 0, "a negative string offset");
  for (std::size_t row = 0; row < w.rows; ++row) {
    const std::int64_t next = place(w.offset + row + 1);
    need(next >= last, "string offsets that fall");
    last = next;
  }
  t.bytes = static_cast<const char*>(buffer(a, 2));
  need(last == 0 || t.bytes != nullptr, "strings without bytes");
  if (t.bytes == nullptr) t.bytes = "";
  return t;
}

Series dictionary_of(const ArrowSchema& schema, const ArrowArray& a, const Window& w, ColumnType codes) {
  need(a.dictionary != nullptr, "a dictionary is missing");
  const std::string_view format = schema.dictionary->format == nullptr ? "" : schema.dictionary->format;
  Series out;
  if (format != "u" && format != "U" && format != "vu") {
    out.refused = "a dictionary of \"" + std::string(format) + "\"";
    return out;
  }
  need(a.dictionary->length >= 0, "length or offset out of range");
  const auto size = static_cast<std::size_t>(a.dictionary->length);
  const Window of = window_of(*a.dictionary, -1, size, 0);
  const Texts texts = texts_of(*a.dictionary, of, format);
  for (std::size_t k = 0; k < size; ++k) out.labels.push_back(texts.valid(k) ? texts.at(k) : std::string_view{});
  out.column = borrowed(a, w, codes);
  out.coded = true;
  need(codes_below(out.column, w.rows, size, false), "a code outside its dictionary");
  return out;
}

/// decimal128(p, s): the number whose digits these are.
Series decimals_of(const ArrowArray& a, const Window& w, int scale) {
  const void* data = borrowed(a, w, ColumnType::f64).data;
  Series out;
  out.own.reserve(w.rows);
  for (std::size_t row = 0; row < w.rows; ++row) {
    if (!valid(w, row)) {
      out.own.push_back(std::numeric_limits<double>::quiet_NaN());
      continue;
    }
    const auto low = load<std::uint64_t>(data, 2 * (w.offset + row));
    const auto high = load<std::int64_t>(data, 2 * (w.offset + row) + 1);
    __extension__ using Wide = unsigned __int128;
    Wide magnitude = (static_cast<Wide>(static_cast<std::uint64_t>(high)) << 64) | low;
    if (high < 0) magnitude = ~magnitude + 1;
    std::string text;
    do text.insert(text.begin(), static_cast<char>('0' + static_cast<int>(magnitude % 10)));
    while ((magnitude /= 10) != 0);
    text = (high < 0 ? "-" : "") + text + "e" + std::to_string(-scale);
    out.own.push_back(detail::parse_number(text).value_or(std::numeric_limits<double>::quiet_NaN()));
  }
  if (out.own.empty()) out.own.push_back(0);
  out.column.data = out.own.data();
  return out;
}

/// What a format that cannot be used is called.
std::string refusal(std::string_view format) {
  if (format.starts_with("td")) return "dates";
  if (format.starts_with("ts")) return "timestamps";
  if (format.starts_with("tt")) return "times";
  if (format.starts_with("+")) return "lists or structs";
  if (format == "z" || format == "Z" || format == "vz") return "bytes";
  return "Arrow type \"" + detail::for_display(format) + "\"";
}

Series series_of(const ArrowSchema& schema, const ArrowArray& a, std::size_t rows, std::size_t skip) {
  need(schema.format != nullptr, "a column without a type");
  const std::string_view format = schema.format;
  need((schema.dictionary == nullptr) == (a.dictionary == nullptr), "a dictionary is missing");
  Series out;
  if (format == "n") {
    out.own.assign(1, std::numeric_limits<double>::quiet_NaN());
    out.column = {out.own.data(), ColumnType::f64, 0};
    return out;
  }
  if (const auto type = number_type(format)) {
    const Window w = window_of(a, 2, rows, skip);
    if (schema.dictionary != nullptr) return dictionary_of(schema, a, w, *type);
    out.column = borrowed(a, w, *type);
  } else if (format == "b") {
    out.column = borrowed(a, window_of(a, 2, rows, skip), ColumnType::bit);
    out.boolean = true;
  } else if (format == "u" || format == "U" || format == "vu") {
    out.texts = texts_of(a, window_of(a, -1, rows, skip), format);
  } else if (format.starts_with("d:")) {
    // "d:precision,scale" or "d:precision,scale,bits"
    int precision = 0, scale = 0;
    const char* end = format.data() + format.size();
    const auto comma = std::from_chars(format.data() + 2, end, precision).ptr;
    const bool read = comma != end && *comma == ',' && std::from_chars(comma + 1, end, scale).ptr == end;
    if (!read)
      out.refused = "decimals of " + std::string(format);
    else
      return decimals_of(a, window_of(a, 2, rows, skip), scale);
  } else {
    out.refused = refusal(format);
  }
  return out;
}

/// Rows where the struct itself is null: the columns' values there do not count. Rare, so numbers are copied.
void blank(Series& series, const Window& table) {
  for (std::size_t row = 0; row < table.rows; ++row)
    if (!valid(table, row)) {
      std::vector<Value> values;
      for (std::size_t k = 0; k < table.rows; ++k) values.push_back(valid(table, k) ? series.at(k) : Value{});
      series = Series{};
      series.values = std::move(values);
      return;
    }
}

int depth_of(const ArrowSchema& schema, int so_far = 0) {
  need(so_far <= deepest, "nested too deeply");
  need(schema.n_children >= 0 && (schema.n_children == 0 || schema.children != nullptr), "children are missing");
  int deep = so_far;
  for (std::int64_t k = 0; k < schema.n_children; ++k) {
    need(schema.children[k] != nullptr, "children are missing");
    deep = std::max(deep, depth_of(*schema.children[k], so_far + 1));
  }
  return deep;
}

bool is_table(const ArrowSchema& schema) { return std::string_view(schema.format) == "+s"; }

Batch batch_of(const ArrowSchema& schema, std::shared_ptr<ArrowArray> owner, const std::vector<std::string>& names,
               std::string& column) {
  const ArrowArray& a = *owner;
  Batch batch;
  need(a.length >= 0 && a.length <= most_rows, "length or offset out of range");
  batch.rows = static_cast<std::size_t>(a.length);
  if (!is_table(schema)) {
    column = names[0];
    batch.series.push_back(series_of(schema, a, batch.rows, 0));
  } else {
    const Window table = window_of(a, 1, batch.rows, 0);
    need(a.n_children == schema.n_children, "children are missing");
    need(a.n_children == 0 || a.children != nullptr, "children are missing");
    for (std::int64_t k = 0; k < a.n_children; ++k) {
      column = names[static_cast<std::size_t>(k)];
      need(a.children[k] != nullptr, "children are missing");
      batch.series.push_back(series_of(*schema.children[k], *a.children[k], batch.rows, table.offset));
      if (table.validity != nullptr) blank(batch.series.back(), table);
    }
  }
  batch.owner = std::move(owner);
  return batch;
}

std::vector<std::string> names_of(const ArrowSchema& schema, const std::string& named) {
  need(schema.release != nullptr, "a released schema");
  need(schema.format != nullptr, "a column without a type");
  depth_of(schema);
  if (!is_table(schema)) return {named};
  std::vector<std::string> names;
  for (std::int64_t k = 0; k < schema.n_children; ++k) {
    const char* name = schema.children[k]->name;
    names.emplace_back(name == nullptr ? "" : name);
    need(detail::find_invalid_utf8(names.back()) == std::string::npos, "a column name that is not UTF-8");
  }
  return names;
}

}  // namespace

Result<Frame> import_array(ArrowSchema* schema, ArrowArray* array, const std::string& named) {
  std::string column;
  try {
    need(schema != nullptr && array != nullptr, "no array");
    need(schema->release != nullptr && array->release != nullptr, "an array that was used before");
    const auto owned_schema = moved(schema);
    const auto owned = moved(array);
    Frame frame;
    frame.names = names_of(*owned_schema, named);
    frame.batches.push_back(batch_of(*owned_schema, owned, frame.names, column));
    return frame;
  } catch (const Unsound& fault) {
    return unsound(column, fault.what);
  }
}

Result<Frame> import_stream(ArrowArrayStream* stream, const std::string& named) {
  std::string column;
  try {
    need(stream != nullptr && stream->release != nullptr, "a stream that was used before");
    const auto owned = moved(stream);
    const auto call = [&](int code) {
      if (code == 0) return;
      const char* why = owned->get_last_error == nullptr ? nullptr : owned->get_last_error(owned.get());
      throw Unsound{"the stream failed: " + detail::shortened(why == nullptr ? "no reason given" : why, 200)};
    };
    ArrowSchema schema{};
    call(owned->get_schema(owned.get(), &schema));
    need(schema.release != nullptr, "a released schema");
    const auto owned_schema = moved(&schema);
    Frame frame;
    frame.names = names_of(*owned_schema, named);
    for (;;) {
      ArrowArray array{};
      call(owned->get_next(owned.get(), &array));
      if (array.release == nullptr) return frame;
      frame.batches.push_back(batch_of(*owned_schema, moved(&array), frame.names, column));
      if (frame.batches.back().rows == 0) frame.batches.pop_back();
    }
  } catch (const Unsound& fault) {
    return unsound(column, fault.what);
  }
}

}  // namespace saniscore::python
