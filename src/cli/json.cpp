#include "cli/json.hpp"

#include "cli/number.hpp"

#include <array>
#include <cmath>
#include <utility>

namespace saniscore::cli {

void JsonWriter::indent() {
  out_ += '\n';
  out_.append(2 * levels_.size(), ' ');
}

void JsonWriter::before() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (levels_.empty()) return;
  Level& level = levels_.back();
  if (!level.empty) out_ += level.compact ? ", " : ",";
  level.empty = false;
  if (!level.compact) indent();
}

JsonWriter& JsonWriter::compact() {
  compact_next_ = true;
  return *this;
}

JsonWriter& JsonWriter::open(char bracket) {
  before();
  out_ += bracket;
  const bool inside_compact = !levels_.empty() && levels_.back().compact;
  levels_.push_back({bracket == '{' ? '}' : ']', compact_next_ || inside_compact, true});
  compact_next_ = false;
  return *this;
}

JsonWriter& JsonWriter::close() {
  const Level level = levels_.back();
  levels_.pop_back();
  if (!level.empty && !level.compact) indent();
  out_ += level.closing;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  text(name);
  out_ += ": ";
  after_key_ = true;
  return *this;
}

JsonWriter& JsonWriter::text(std::string_view value) {
  before();
  out_ += '"';
  for (const char c : value) {
    if (c == '"' || c == '\\') {
      out_ += '\\';
      out_ += c;
    } else if (c == '\n') {
      out_ += "\\n";
    } else if (c == '\t') {
      out_ += "\\t";
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      constexpr std::string_view hex = "0123456789abcdef";
      const auto byte = static_cast<unsigned char>(c);
      out_ += "\\u00";
      out_ += hex[byte >> 4];
      out_ += hex[byte & 15];
    } else {
      out_ += c;
    }
  }
  out_ += '"';
  return *this;
}

JsonWriter& JsonWriter::texts(const std::vector<std::string>& values) {
  compact().open('[');
  for (const std::string& value : values) text(value);
  return close();
}

JsonWriter& JsonWriter::number(const std::optional<double>& value) { return value ? number(*value) : null(); }

JsonWriter& JsonWriter::number(double value) {
  if (!std::isfinite(value)) return null();
  before();
  out_ += precise_text(value);
  return *this;
}

JsonWriter& JsonWriter::count(std::size_t value) {
  before();
  out_ += std::to_string(value);
  return *this;
}

JsonWriter& JsonWriter::boolean(bool value) {
  before();
  out_ += value ? "true" : "false";
  return *this;
}

JsonWriter& JsonWriter::null() {
  before();
  out_ += "null";
  return *this;
}

std::string JsonWriter::finish() { return std::move(out_) + "\n"; }

}  // namespace saniscore::cli
