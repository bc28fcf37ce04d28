// SheetReader: a table of text whose columns have names in two languages, and complaints about its cells.
#pragma once

#include <saniscore/responsibility/read.hpp>

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace saniscore::inline v0::responsibility {

/// One column that a table may have: its names, the first English and the first Chinese one being written.
struct ColumnWords {
  std::initializer_list<std::string_view> names;
  bool needed = false;
};

class SheetReader {
 public:
  /// `pointer`: of the list in a JSON document ("/parties"); empty for a table.
  SheetReader(const TextTable& table, std::string pointer, std::vector<Diagnostic>& errors)
      : table_(table), pointer_(std::move(pointer)), errors_(errors) {}

  /// Finds the columns; complains about unknown, repeated and missing ones.
  void columns(std::initializer_list<ColumnWords> words);
  [[nodiscard]] std::size_t rows() const { return table_.rows.size(); }
  /// The trimmed cell of a column, by its place in the list given to columns(); "" when there is no such column.
  [[nodiscard]] std::string_view cell(std::size_t row, std::size_t column) const;
  void complain(const char* code, std::size_t row, std::size_t column, std::string en, std::string zh) const;

  // Cells of a kind. Each leaves `out` alone when the cell is empty or wrong.
  void day(std::size_t row, std::size_t column, std::string& out) const;
  void share(std::size_t row, std::size_t column, std::optional<Share>& out) const;
  void yes(std::size_t row, std::size_t column, bool& out) const;
  template <class T>
  void word(std::size_t row, std::size_t column, std::optional<T> (*parse)(std::string_view),
            std::string (*all)(Language), T& out) const {
    const auto text = cell(row, column);
    if (text.empty()) return;
    if (const auto meaning = parse(text))
      out = *meaning;
    else
      not_a_word(row, column, all(Language::en), all(Language::zh));
  }

 private:
  void not_a_word(std::size_t row, std::size_t column, const std::string& en, const std::string& zh) const;

  const TextTable& table_;
  std::string pointer_;
  std::vector<Diagnostic>& errors_;
  std::vector<std::size_t> at_;  // per known column: its place in the table, or npos
};

inline constexpr std::size_t most_diagnostics = 50;
/// So many complaints are kept: hostile input must not cost more than a long list.
inline constexpr std::size_t enough_diagnostics = 1000;
/// Cuts a list to `most` and says how many more there are (D499).
void shorten(std::vector<Diagnostic>& diagnostics, std::size_t most = most_diagnostics);

}  // namespace saniscore::inline v0::responsibility
