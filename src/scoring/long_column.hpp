// Columns of names as dense codes: their own, or numbers that a hash gives.
#pragma once

#include <saniscore/scoring/long_table.hpp>

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace saniscore::inline v0::detail {

/// Numbers texts in the order in which they come.
class Numbering {
 public:
  std::uint32_t number(std::string_view text);
  /// Many at once, so that they need not wait for memory one by one; an empty text has no code.
  void number(std::span<const std::string_view> texts, std::uint32_t* out);
  [[nodiscard]] const std::deque<std::string>& names() const { return names_; }

 private:
  struct Slot {
    std::uint32_t hash, number;  ///< of `names_`, from 1; 0: free
  };
  std::uint32_t number(std::string_view text, std::uint32_t hash);
  void grow();
  std::vector<Slot> slots_;
  std::deque<std::string> names_;
};

/// Pieces of rows for tasks, and how they are run.
struct Tasks {
  const Executor* executor = nullptr;  ///< null: one task
  std::size_t count = 1;
  [[nodiscard]] std::size_t from(std::size_t rows, std::size_t task) const { return rows * task / count; }
  void run(const std::function<void(std::size_t)>& work) const;
};

inline constexpr std::size_t chunk_rows = 1024;

/// A column of names. Codes at or above count() mean nothing().
class Coded {
 public:
  /// Reads the whole column only where it holds texts or integers without labels.
  Coded(const LongColumn& column, std::size_t rows, const Tasks& tasks);
  [[nodiscard]] bool given() const { return given_; }
  /// A column of this kind cannot hold names.
  [[nodiscard]] bool unusable() const { return unusable_; }
  [[nodiscard]] std::size_t count() const { return count_; }
  /// What a code means; of a code at or above count(): "".
  [[nodiscard]] std::string text(std::uint32_t code) const;
  /// Codes of rows from … from + n (at most chunk_rows): where they lie, or in `own`.
  [[nodiscard]] const std::uint32_t* read(std::size_t from, std::size_t n, std::uint32_t* own) const;
  [[nodiscard]] std::uint32_t at(std::size_t row) const {
    std::uint32_t own = 0;
    return *read(row, 1, &own);
  }

 private:
  template <class Number>
  void hash(std::size_t rows, const Tasks& tasks, const Number& number);
  void integers(std::size_t rows, const Tasks& tasks);
  Column column_{};
  std::int64_t low_ = 0;
  bool given_ = false, unusable_ = false;
  std::size_t count_ = 0;
  std::unique_ptr<std::uint32_t[]> numbers_;  ///< per row, where hashed
  Numbering names_;                           ///< of those
};

}  // namespace saniscore::inline v0::detail
