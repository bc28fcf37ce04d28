// Tables of text for a terminal, aligned although Chinese characters are two columns wide.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace saniscore::cli {

struct TextTable {
  /// `number`: cells line up at their decimal point.
  struct Column {
    std::string title;
    bool number = false;
  };
  std::vector<Column> columns;
  std::vector<std::vector<std::string>> rows;

  void add(std::vector<std::string> row) { rows.push_back(std::move(row)); }
};

/// Heading, a rule, and the rows; no line ends in spaces. Control and bidi characters are removed from cells.
[[nodiscard]] std::string render(const TextTable& table);

/// The text followed by as many spaces as it is short of `width` columns.
[[nodiscard]] std::string padded(std::string_view text, std::size_t width);

}  // namespace saniscore::cli
