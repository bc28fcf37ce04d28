#include "respondents.hpp"

#include "base/text.hpp"
#include "survey/design_data.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <unordered_map>
#include <utility>

namespace saniscore::python {
namespace {

constexpr auto least = std::numeric_limits<std::int32_t>::min(), most = std::numeric_limits<std::int32_t>::max();

std::optional<Diagnostic> refused(const Frame& frame, std::size_t column) {
  for (const Batch& batch : frame.batches)
    if (const auto& why = batch.series[column].refused; !why.empty())
      return complaint("P001", "column " + frame.names[column],
                       "the column holds " + why + "; convert it to numbers, truth values or text",
                       "该列为 " + why + "；请转换为数字、布尔值或文本");
  return {};
}

/// Calls f(row, value) for every row of a column.
template <class F>
void each(const Frame& frame, std::size_t column, F f) {
  std::size_t first = 0;
  for (const Batch& batch : frame.batches) {
    for (std::size_t row = 0; row < batch.rows; ++row) f(first + row, batch.series[column].at(row));
    first += batch.rows;
  }
}

template <class T, class F>
void each_of(const Column& c, std::size_t rows, F& f) {
  const T* at = static_cast<const T*>(c.data) + c.offset;
  for (std::size_t row = 0; row < rows; ++row) f(at[static_cast<std::ptrdiff_t>(row) * c.stride]);
}

/// Calls f(number) for every row of a column of plain numbers without nulls; false when it is not one.
template <class F>
bool plain(const Frame& frame, std::size_t column, F f) {
  for (const Batch& batch : frame.batches) {
    const Series& s = batch.series[column];
    if (!s.numeric() || s.column.validity != nullptr || s.column.type == ColumnType::bit ||
        s.column.type == ColumnType::f32)
      return false;
  }
  for (const Batch& batch : frame.batches) {
    const Column& c = batch.series[column].column;
    switch (c.type) {
      case ColumnType::f64: each_of<double>(c, batch.rows, f); break;
      case ColumnType::i8: each_of<std::int8_t>(c, batch.rows, f); break;
      case ColumnType::i16: each_of<std::int16_t>(c, batch.rows, f); break;
      case ColumnType::i32: each_of<std::int32_t>(c, batch.rows, f); break;
      case ColumnType::i64: each_of<std::int64_t>(c, batch.rows, f); break;
      case ColumnType::u8: each_of<std::uint8_t>(c, batch.rows, f); break;
      case ColumnType::u16: each_of<std::uint16_t>(c, batch.rows, f); break;
      case ColumnType::u32: each_of<std::uint32_t>(c, batch.rows, f); break;
      case ColumnType::u64: each_of<std::uint64_t>(c, batch.rows, f); break;
      case ColumnType::f32:
      case ColumnType::bit: break;
    }
  }
  return true;
}

bool integral(const Frame& frame, std::size_t column) {
  return !frame.batches.empty() && std::all_of(frame.batches.begin(), frame.batches.end(),
                                               [&](const Batch& b) { return b.series[column].integral(); });
}

/// The column's own numbers, if all are whole, present and small.
std::optional<std::vector<std::int32_t>> own_ids(const Frame& frame, std::size_t column) {
  if (!integral(frame, column)) return {};
  std::vector<std::int32_t> out(frame.rows());
  auto* to = out.data();
  bool fit = true;
  const auto add = [&](auto x) {
    const auto value = static_cast<std::int32_t>(x);
    fit &= static_cast<decltype(x)>(value) == x && (value < 0) == (x < decltype(x){});
    *to++ = value;
  };
  if (!plain(frame, column, add) || !fit) return {};
  return out;
}

using Key = std::pair<double, std::string_view>;  // texts come after all numbers

Key key_of(const Value& v) {
  if (v.kind == Value::Kind::text) return {std::numeric_limits<double>::infinity(), v.text};
  return {v.number, {}};
}

struct Hash {
  std::size_t operator()(const Key& k) const {
    return std::hash<double>()(k.first) * 31 + std::hash<std::string_view>()(k.second);
  }
};

/// A text that is a whole number.
std::optional<std::int32_t> code_in(std::string_view text) {
  const auto x = detail::parse_number(text);
  if (!x || *x != std::floor(*x) || *x <= least || *x > most) return {};
  return static_cast<std::int32_t>(*x);
}

Diagnostic no_code(const survey::Coding& coding, const std::string& place, const std::string& shown) {
  return complaint("D213", place, "the coding " + coding.id + " has no answer " + shown + "; codes are whole numbers",
                   "编码方案 " + coding.id + " 中没有答案 " + shown + "；代码应为整数");
}

Result<survey::Answers> coded_numbers(const survey::Coding& coding, const Frame& frame, std::size_t column) {
  std::vector<std::int32_t> codes;
  codes.reserve(frame.rows());
  std::optional<Diagnostic> wrong;
  const auto add = [&](auto x) {
    const auto number = static_cast<double>(x);
    if (std::isnan(number)) {
      codes.push_back(survey::no_answer);
    } else if (number == std::floor(number) && number > least && number <= most) {
      codes.push_back(static_cast<std::int32_t>(number));
    } else {
      if (!wrong) wrong = no_code(coding, "row " + std::to_string(codes.size()), detail::number_text(number));
      codes.push_back(survey::no_answer);
    }
  };
  if (!plain(frame, column, add))
    each(frame, column, [&](std::size_t, const Value& v) {
      add(v.kind == Value::Kind::null ? std::numeric_limits<double>::quiet_NaN() : v.number);
    });
  if (wrong) return *std::move(wrong);
  return survey::code(coding, codes);
}

Result<survey::Answers> coded_texts(const survey::Coding& coding, const Frame& frame, std::size_t column) {
  std::vector<std::string_view> texts;
  std::vector<std::int32_t> codes;
  std::string digits;
  digits.reserve(frame.rows() * 32);  // the views point into it
  bool all_codes = true;
  std::unordered_map<std::string_view, std::optional<std::int32_t>> seen;
  each(frame, column, [&](std::size_t, const Value& v) {
    texts.push_back(cell_text(v, digits));
    const auto [at, fresh] = seen.try_emplace(texts.back());
    if (fresh) at->second = texts.back().empty() ? survey::no_answer : code_in(texts.back());
    all_codes = all_codes && at->second;
    codes.push_back(at->second.value_or(survey::no_answer));
  });
  return all_codes ? survey::code(coding, codes) : survey::code(coding, texts);
}

}  // namespace

Result<Ids> ids_of(const Frame& frame, std::size_t column, bool labelled) {
  if (auto wrong = refused(frame, column)) return *std::move(wrong);
  Ids out;
  auto own = own_ids(frame, column);
  if (own && !labelled) {
    out.id = *std::move(own);
    return out;
  }
  if (own) {
    auto [index, ids] = survey::dense(*own);
    out.id = std::move(index);
    for (const auto id : ids) out.labels.push_back({Value::Kind::number, static_cast<double>(id), {}, id});
    return out;
  }
  std::unordered_map<Key, std::int32_t, Hash> places;
  out.id.reserve(frame.rows());
  each(frame, column, [&](std::size_t, const Value& v) {
    if (v.kind == Value::Kind::null || (v.kind == Value::Kind::text && v.text.empty())) {
      out.id.push_back(-1);
      return;
    }
    const auto [at, fresh] = places.emplace(key_of(v), static_cast<std::int32_t>(out.labels.size()));
    if (fresh) out.labels.push_back(v);
    out.id.push_back(at->second);
  });
  std::vector<std::int32_t> order(out.labels.size()), rank(out.labels.size());
  for (std::size_t k = 0; k < order.size(); ++k) order[k] = static_cast<std::int32_t>(k);
  const auto label = [&](std::int32_t k) -> const Value& { return out.labels[static_cast<std::size_t>(k)]; };
  std::sort(order.begin(), order.end(), [&](auto a, auto b) { return key_of(label(a)) < key_of(label(b)); });
  std::vector<Value> sorted;
  for (const auto k : order) {
    rank[static_cast<std::size_t>(k)] = static_cast<std::int32_t>(sorted.size());
    sorted.push_back(label(k));
  }
  for (auto& id : out.id)
    if (id >= 0) id = rank[static_cast<std::size_t>(id)];
  out.labels = std::move(sorted);
  return out;
}

Result<std::vector<double>> numbers_of(const Frame& frame, std::size_t column) {
  if (auto wrong = refused(frame, column)) return *std::move(wrong);
  std::vector<double> out(frame.rows());
  auto* to = out.data();
  if (plain(frame, column, [&](auto x) { *to++ = static_cast<double>(x); })) return out;
  std::optional<Diagnostic> wrong;
  each(frame, column, [&](std::size_t row, const Value& v) {
    auto x = std::numeric_limits<double>::quiet_NaN();
    if (v.kind == Value::Kind::text) {
      const auto parsed = detail::parse_number(v.text);
      if (parsed) x = *parsed;
      if (!parsed && !v.text.empty() && !wrong)
        wrong = complaint("D264", "row " + std::to_string(row) + ", column " + frame.names[column],
                          "\"" + detail::shortened(v.text) + "\" is not a number; write digits only",
                          "“" + detail::shortened(v.text) + "”不是数；请只写数字");
    } else if (v.kind != Value::Kind::null) {
      x = v.number;
    }
    *to++ = x;
  });
  if (wrong) return *std::move(wrong);
  return out;
}

Result<survey::Answers> answers_of(const Frame& frame, std::size_t column, const survey::Coding* coding) {
  if (auto wrong = refused(frame, column)) return *std::move(wrong);
  bool texts = false, others = false;
  for (const Batch& batch : frame.batches) {
    const Series& s = batch.series[column];
    texts = texts || s.textual();
    others = others || (s.numeric() && !s.boolean);
    for (const Value& v : s.values) {
      texts = texts || v.kind == Value::Kind::text;
      others = others || v.kind == Value::Kind::number;
    }
  }
  if (coding != nullptr) return texts ? coded_texts(*coding, frame, column) : coded_numbers(*coding, frame, column);
  if (texts || others)
    return complaint("D214", "column " + frame.names[column],
                     "codes and wordings need a coding that says which answers are favourable; pass coding=, for "
                     "instance \"satisfaction-5\"",
                     "代码和文字需要编码方案说明哪些是正面答案；请传入 coding，例如 \"satisfaction-5\"");
  survey::Answers out{.outcomes = {}, .coding = "true"};
  each(frame, column, [&](std::size_t, const Value& v) {
    using enum survey::Outcome;
    out.outcomes.push_back(v.kind == Value::Kind::null ? missing : v.number != 0 ? favourable : unfavourable);
  });
  out.values.assign(out.outcomes.size(), std::numeric_limits<double>::quiet_NaN());
  return out;
}

Result<survey::Sheet> sheet_of(const Frame& frame) {
  std::vector<std::size_t> all(frame.rows());
  std::iota(all.begin(), all.end(), std::size_t{0});
  const auto file = as_text(frame, "", {}, all);
  if (!file) return file.diagnostics();
  survey::Sheet out{.columns = frame.names, .rows = {}, .numbers = frame.numbers};
  for (std::size_t row = 0; row < file->rows(); ++row) {
    auto& cells = out.rows.emplace_back();
    for (std::size_t k = 0; k < frame.names.size(); ++k) cells.emplace_back(file->cell(row, k));
  }
  return out;
}

}  // namespace saniscore::python
