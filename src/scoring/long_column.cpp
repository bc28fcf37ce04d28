#include "scoring/long_column.hpp"

#include "base/pages.hpp"
#include "scoring/frame.hpp"

#include <algorithm>
#include <cstring>
#include <limits>

namespace saniscore::inline v0::detail {

namespace {

constexpr std::uint32_t no_code = 0xffffffff;

template <class T>
T load(const void* base, std::ptrdiff_t index) {
  T x;
  std::memcpy(&x, static_cast<const char*>(base) + index * static_cast<std::ptrdiff_t>(sizeof(T)), sizeof x);
  return x;
}

/// Memory that is wanted soon.
void ask_ahead([[maybe_unused]] const void* at) {
#if defined(__GNUC__)
  __builtin_prefetch(at);
#endif
}

bool bit_at(const std::uint8_t* bits, std::size_t i) { return (bits[i >> 3] >> (i & 7) & 1) != 0; }

std::uint64_t mixed(std::uint64_t a, std::uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

/// Up to 8 bytes as a number; of more than 8 these are the last ones.
std::uint64_t last_bytes(const char* at, std::size_t size) {
  if (size >= 8) return load<std::uint64_t>(at + size - 8, 0);
  if (size >= 4) return load<std::uint32_t>(at, 0) | std::uint64_t{load<std::uint32_t>(at + size - 4, 0)} << 32;
  std::uint64_t out = 0;
  for (std::size_t k = 0; k < size; ++k) out = out << 8 | static_cast<unsigned char>(at[k]);
  return out;
}

/// Not for adversaries: whoever owns the table chooses its names.
std::uint32_t hash_of(std::string_view text) {
  constexpr std::uint64_t a = 0x9e3779b97f4a7c15, b = 0xd6e8feb86659fd93;
  std::uint64_t h = a ^ text.size();
  for (std::size_t k = 8; k < text.size(); k += 8) h = mixed(h ^ load<std::uint64_t>(text.data() + k - 8, 0), b);
  return static_cast<std::uint32_t>(mixed(h ^ last_bytes(text.data(), text.size()), b) >> 32);
}

/// As ==, for the short texts that names are.
bool same_text(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t k = 8; k < a.size(); k += 8)
    if (load<std::uint64_t>(a.data() + k - 8, 0) != load<std::uint64_t>(b.data() + k - 8, 0)) return false;
  return last_bytes(a.data(), a.size()) == last_bytes(b.data(), b.size());
}

std::string_view text_at(const Texts& t, std::size_t row) {
  const auto i = static_cast<std::ptrdiff_t>(t.offset + row);
  switch (t.layout) {
    case Texts::Layout::string_views:
      return static_cast<const std::string_view*>(
          t.data)[static_cast<std::ptrdiff_t>(t.offset) + static_cast<std::ptrdiff_t>(row) * t.stride];
    case Texts::Layout::utf8: {
      const auto begin = load<std::int32_t>(t.data, i);
      return {t.bytes + begin, static_cast<std::size_t>(load<std::int32_t>(t.data, i + 1) - begin)};
    }
    case Texts::Layout::large_utf8: {
      const auto begin = load<std::int64_t>(t.data, i);
      return {t.bytes + begin, static_cast<std::size_t>(load<std::int64_t>(t.data, i + 1) - begin)};
    }
    case Texts::Layout::utf8_views: break;
  }
  const char* view = static_cast<const char*>(t.data) + i * 16;
  const auto size = static_cast<std::size_t>(load<std::int32_t>(view, 0));
  if (size <= 12) return {view + 4, size};
  return {t.buffers[static_cast<std::size_t>(load<std::int32_t>(view, 2))] + load<std::int32_t>(view, 3), size};
}

/// Codes of T less `low`; what does not fit is no code.
template <class T>
void read_as(const Column& c, std::int64_t low, std::size_t from, std::size_t n, std::uint32_t* out) {
  const auto* at = static_cast<const char*>(c.data) +
                   (static_cast<std::ptrdiff_t>(c.offset) + static_cast<std::ptrdiff_t>(from) * c.stride) *
                       static_cast<std::ptrdiff_t>(sizeof(T));
  const auto code_of = [low](T x) {
    const auto code = static_cast<std::uint64_t>(x) - static_cast<std::uint64_t>(low);
    return sizeof(T) < 8 || code < no_code ? static_cast<std::uint32_t>(code) : no_code;
  };
  if (c.stride == 1)  // a loop the compiler knows more about
    for (std::size_t i = 0; i < n; ++i) out[i] = code_of(load<T>(at, static_cast<std::ptrdiff_t>(i)));
  else
    for (std::size_t i = 0; i < n; ++i) out[i] = code_of(load<T>(at, static_cast<std::ptrdiff_t>(i) * c.stride));
}

/// Calls use(T{}) for the type of the column's integers; false: it has none.
template <class Use>
bool of_integers(ColumnType type, const Use& use) {
  switch (type) {
    case ColumnType::i8: use(std::int8_t{}); return true;
    case ColumnType::i16: use(std::int16_t{}); return true;
    case ColumnType::i32: use(std::int32_t{}); return true;
    case ColumnType::i64: use(std::int64_t{}); return true;
    case ColumnType::u8: use(std::uint8_t{}); return true;
    case ColumnType::u16: use(std::uint16_t{}); return true;
    case ColumnType::u32: use(std::uint32_t{}); return true;
    case ColumnType::u64: use(std::uint64_t{}); return true;
    default: return false;
  }
}

template <class T>
T integer_at(const Column& c, std::size_t row) {
  return load<T>(c.data, static_cast<std::ptrdiff_t>(c.offset) + static_cast<std::ptrdiff_t>(row) * c.stride);
}

bool null_at(const std::uint8_t* validity, std::size_t offset, std::size_t row) {
  return validity && !bit_at(validity, offset + row);
}

}  // namespace

std::uint32_t Numbering::number(std::string_view text) { return number(text, hash_of(text)); }

std::uint32_t Numbering::number(std::string_view text, std::uint32_t hash) {
  if (2 * (names_.size() + 1) > slots_.size()) grow();
  auto at = hash & (slots_.size() - 1);
  for (; slots_[at].number != 0; at = (at + 1) & (slots_.size() - 1))
    if (slots_[at].hash == hash && same_text(names_[slots_[at].number - 1], text)) return slots_[at].number - 1;
  names_.emplace_back(text);
  slots_[at] = {hash, static_cast<std::uint32_t>(names_.size())};
  return slots_[at].number - 1;
}

void Numbering::number(std::span<const std::string_view> texts, std::uint32_t* out) {
  constexpr std::size_t ahead = 64;
  std::uint32_t hash[ahead];
  for (std::size_t from = 0; from < texts.size(); from += ahead) {
    const auto n = std::min(ahead, texts.size() - from);
    const auto* text = texts.data() + from;
    for (std::size_t i = 0; i < n; ++i) {
      hash[i] = hash_of(text[i]);
      if (!slots_.empty()) ask_ahead(&slots_[hash[i] & (slots_.size() - 1)]);
    }
    for (std::size_t i = 0; i < n && !slots_.empty(); ++i)
      if (const auto& slot = slots_[hash[i] & (slots_.size() - 1)]; slot.number != 0)
        ask_ahead(&names_[slot.number - 1]);
    for (std::size_t i = 0; i < n; ++i) {
      const bool again = i > 0 && hash[i] == hash[i - 1] && text[i] == text[i - 1];
      out[from + i] = again ? out[from + i - 1] : text[i].empty() ? no_code : number(text[i], hash[i]);
    }
  }
}

void Numbering::grow() {
  std::vector<Slot> larger(std::max<std::size_t>(64, 2 * slots_.size()));
  for (const auto& s : slots_) {
    if (s.number == 0) continue;
    auto at = s.hash & (larger.size() - 1);
    while (larger[at].number != 0) at = (at + 1) & (larger.size() - 1);
    larger[at] = s;
  }
  slots_ = std::move(larger);
}

void Tasks::run(const std::function<void(std::size_t)>& work) const {
  if (count == 1)
    work(0);
  else
    (*executor)(count, work);
}

/// Each task numbers its rows by itself; then the tasks' numbers become the column's.
template <class Number>
void Coded::hash(std::size_t rows, const Tasks& tasks, const Number& number) {
  numbers_ = std::make_unique_for_overwrite<std::uint32_t[]>(rows);
  prefer_large_pages(numbers_.get(), rows * sizeof(std::uint32_t));
  std::vector<Numbering> local(tasks.count);
  tasks.run([&](std::size_t t) {
    auto& names = tasks.count == 1 ? names_ : local[t];
    number(names, tasks.from(rows, t), tasks.from(rows, t + 1), numbers_.get());
  });
  if (tasks.count > 1) {
    std::vector<std::vector<std::uint32_t>> map(tasks.count);
    for (std::size_t t = 0; t < tasks.count; ++t)
      for (const auto& name : local[t].names()) map[t].push_back(names_.number(name));
    tasks.run([&](std::size_t t) {
      for (auto k = tasks.from(rows, t), end = tasks.from(rows, t + 1); k < end; ++k)
        if (auto& code = numbers_[k]; code != no_code) code = map[t][code];
    });
  }
  count_ = names_.names().size();
}

/// Integers without labels: less their least they are codes, unless they lie too far apart.
void Coded::integers(std::size_t rows, const Tasks& tasks) {
  of_integers(column_.type, [&](auto type) {
    using T = decltype(type);
    std::vector<T> low(tasks.count, std::numeric_limits<T>::max()), high(tasks.count, std::numeric_limits<T>::lowest());
    tasks.run([&](std::size_t t) {
      T least = low[t], most = high[t];
      for (auto k = tasks.from(rows, t), end = tasks.from(rows, t + 1); k < end; ++k) {
        if (null_at(column_.validity, column_.offset, k)) continue;
        const T x = integer_at<T>(column_, k);
        least = std::min(least, x);
        most = std::max(most, x);
      }
      low[t] = least;
      high[t] = most;
    });
    const T least = *std::min_element(low.begin(), low.end()), most = *std::max_element(high.begin(), high.end());
    if (least > most) return;  // all null: no code
    const auto range = static_cast<std::uint64_t>(most) - static_cast<std::uint64_t>(least);
    if (range < 4 * rows + 1024 && static_cast<std::uint64_t>(least) < std::uint64_t{1} << 63) {
      low_ = static_cast<std::int64_t>(least);  // NOLINT(bugprone-signed-char-misuse): a number
      count_ = static_cast<std::size_t>(range) + 1;
      return;
    }
    hash(rows, tasks, [&](Numbering& names, std::size_t from, std::size_t to, std::uint32_t* out) {
      for (; from < to; ++from)
        out[from] = null_at(column_.validity, column_.offset, from)
                        ? no_code
                        : names.number(std::to_string(integer_at<T>(column_, from)));
    });
  });
}

Coded::Coded(const LongColumn& column, std::size_t rows, const Tasks& tasks)
    : column_(column.numbers), given_(column.given()) {
  if (!given_) return;
  if (column.texts.data) {
    const auto& t = column.texts;
    hash(rows, tasks, [&](Numbering& names, std::size_t from, std::size_t to, std::uint32_t* out) {
      std::string_view text[chunk_rows];
      for (; from < to; from += chunk_rows) {
        const auto n = std::min(chunk_rows, to - from);
        for (std::size_t i = 0; i < n; ++i)
          text[i] = null_at(t.validity, t.offset, from + i) ? std::string_view() : text_at(t, from + i);
        names.number({text, n}, out + from);
      }
    });
  } else if (!of_integers(column_.type, [](auto) {})) {
    unusable_ = true;
  } else if (!column_.labels.empty()) {
    count_ = column_.labels.size();
  } else {
    integers(rows, tasks);
  }
}

std::string Coded::text(std::uint32_t code) const {
  if (code >= count_) return {};
  if (numbers_) return names_.names()[code];
  if (!column_.labels.empty()) return std::string(column_.labels[code]);
  return std::to_string(low_ + static_cast<std::int64_t>(code));
}

const std::uint32_t* Coded::read(std::size_t from, std::size_t n, std::uint32_t* own) const {
  if (numbers_) return numbers_.get() + from;
  if (!given_ || count_ == 0) {
    std::fill_n(own, n, no_code);
    return own;
  }
  const bool lies_ready = low_ == 0 && column_.stride == 1 && !column_.validity &&
                          (column_.type == ColumnType::i32 || column_.type == ColumnType::u32) &&
                          reinterpret_cast<std::uintptr_t>(column_.data) % alignof(std::uint32_t) == 0;
  if (lies_ready) return static_cast<const std::uint32_t*>(column_.data) + column_.offset + from;
  of_integers(column_.type, [&](auto type) { read_as<decltype(type)>(column_, low_, from, n, own); });
  if (column_.validity)
    for (std::size_t i = 0; i < n; ++i)
      if (null_at(column_.validity, column_.offset, from + i)) own[i] = no_code;
  return own;
}

}  // namespace saniscore::inline v0::detail
