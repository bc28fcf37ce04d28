// JSON text to a tree that knows where everything stands. Strict: UTF-8, no duplicate keys, no trailing text, no NaN,
// no number beyond double, bounded nesting and size. Nothing here recurses.
#pragma once

#include "standard/remarks.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace saniscore::inline v0::detail {

/// What a caller can raise Limits::nesting to: readers recurse over the tree, and a stack has an end.
inline constexpr std::size_t nesting_ceiling = 512;

struct JsonLimits {
  std::size_t bytes = std::numeric_limits<std::uint32_t>::max() - 1;
  std::size_t nesting = nesting_ceiling;
};

class JsonDocument;

/// One value of a document; as cheap as a pointer, valid as long as the document.
class JsonValue {
 public:
  enum class Kind : std::uint8_t { null, boolean, number, string, array, object };

  JsonValue(const JsonDocument& document, std::uint32_t index) : document_(&document), index_(index) {}

  [[nodiscard]] Kind kind() const;
  [[nodiscard]] bool is(Kind k) const { return kind() == k; }
  [[nodiscard]] bool boolean() const;
  [[nodiscard]] double number() const;
  [[nodiscard]] std::string_view string() const;
  /// Items of an array, members of an object.
  [[nodiscard]] std::size_t size() const;
  /// Byte in the text of its first character.
  [[nodiscard]] std::size_t offset() const;
  [[nodiscard]] std::uint32_t index() const { return index_; }
  /// Another value of the same document.
  [[nodiscard]] JsonValue at_index(std::uint32_t index) const { return {*document_, index}; }
  /// RFC 6901; of a key: of its value.
  [[nodiscard]] std::string pointer() const;
  /// A member of an object.
  [[nodiscard]] std::optional<JsonValue> find(std::string_view key) const;

  /// Calls f(item) for the items of an array.
  template <class F>
  void for_each_item(F&& f) const {
    const std::uint32_t end = next();
    for (std::uint32_t i = index_ + 1; i < end;) {
      const JsonValue item(*document_, i);
      i = item.next();
      f(item);
    }
  }
  /// Calls f(key, value) for the members of an object.
  template <class F>
  void for_each_member(F&& f) const {
    const std::uint32_t end = next();
    for (std::uint32_t i = index_ + 1; i < end;) {
      const JsonValue key(*document_, i), value(*document_, i + 1);
      i = value.next();
      f(key, value);
    }
  }

 private:
  [[nodiscard]] std::uint32_t next() const;
  const JsonDocument* document_;
  std::uint32_t index_;
};

/// All values of a text in document order, a key before its value. Refers to the text, which must outlive it.
class JsonDocument {
 public:
  [[nodiscard]] JsonValue root() const { return {*this, 0}; }
  [[nodiscard]] std::string pointer(std::uint32_t index) const;
  /// The value a JSON pointer means, or the nearest enclosing one that exists.
  [[nodiscard]] JsonValue nearest(std::string_view pointer) const;

 private:
  friend class JsonValue;
  friend class JsonBuilder;
  struct Entry {
    JsonValue::Kind kind = JsonValue::Kind::null;
    std::uint32_t offset = 0;
    std::uint32_t next = 0;  // the first entry after this value and all that is in it
    std::uint32_t size = 0;  // bytes of a string; items or members of a container; 1 for true
    union {
      double number = 0;
      const char* bytes;
    };
  };
  std::vector<Entry> entries_;
  std::vector<std::unique_ptr<char[]>> chunks_;  // strings that had escapes
};

inline JsonValue::Kind JsonValue::kind() const { return document_->entries_[index_].kind; }
inline bool JsonValue::boolean() const { return document_->entries_[index_].size != 0; }
inline double JsonValue::number() const { return document_->entries_[index_].number; }
inline std::string_view JsonValue::string() const {
  const JsonDocument::Entry& e = document_->entries_[index_];
  return {e.bytes, e.size};
}
inline std::size_t JsonValue::size() const { return document_->entries_[index_].size; }
inline std::size_t JsonValue::offset() const { return document_->entries_[index_].offset; }
inline std::uint32_t JsonValue::next() const { return document_->entries_[index_].next; }
inline std::string JsonValue::pointer() const { return document_->pointer(index_); }

/// The text without a leading byte order mark; offsets count from there.
[[nodiscard]] std::string_view without_bom(std::string_view text);

/// Parses a text without byte order mark. Nothing when its syntax is broken; repeated keys are remarked upon but
/// leave a tree, in which the first of them counts.
[[nodiscard]] std::optional<JsonDocument> parse_json(std::string_view text, const JsonLimits& limits, Remarks& remarks);

/// Line and column of the value a JSON pointer means in the text (or of the nearest enclosing value); 0 and 0 when the
/// text is not JSON. Linear in the text: for several places use the function below.
[[nodiscard]] LineCounter::Place locate(std::string_view text, std::string_view pointer);
/// Fills in line and column of every diagnostic that has none yet, parsing once.
void locate(std::string_view text, std::vector<Diagnostic>& diagnostics);

}  // namespace saniscore::inline v0::detail
