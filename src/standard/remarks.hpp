// Complaints about places of one text, held back until all are known.
#pragma once

#include <saniscore/base/result.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace saniscore::inline v0::detail {

/// The same words in English and Chinese.
struct Phrase {
  std::string en, zh;
};

/// Line and column of bytes of a text. Asking in ascending order is one pass over the text; both count from 1, columns
/// in code points.
class LineCounter {
 public:
  explicit LineCounter(std::string_view text) : text_(text) {}
  struct Place {
    std::uint32_t line = 1, column = 1;
  };
  [[nodiscard]] Place at(std::size_t offset);

 private:
  std::string_view text_;
  std::size_t done_ = 0;
  Place place_;
};

/// Keeps the first `limit` errors and counts the others, so that hostile input costs no more than a long list.
class Remarks {
 public:
  Remarks(std::string_view text, std::string source, std::size_t limit);

  /// Another error; false when it should be dropped because the list is full. Ask before building texts.
  [[nodiscard]] bool wanted();
  void add(std::string_view code, std::size_t offset, std::string pointer, Phrase what);
  [[nodiscard]] bool full() const { return entries_.size() >= limit_; }
  [[nodiscard]] bool any() const { return count_ != 0; }
  /// By place in the text, with a closing note when some were dropped.
  [[nodiscard]] std::vector<Diagnostic> finish();

 private:
  struct Entry {
    std::size_t offset;
    Diagnostic diagnostic;
  };
  std::string_view text_;
  std::string source_;
  std::size_t limit_;
  std::size_t count_ = 0;
  std::vector<Entry> entries_;
};

}  // namespace saniscore::inline v0::detail
