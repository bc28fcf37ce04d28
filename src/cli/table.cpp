#include "cli/table.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <utility>

namespace saniscore::cli {
namespace {

constexpr std::size_t gap = 2;

/// How much of a cell stands left of the decimal point: its sign and digits; all of it when it is no number.
std::size_t whole_part(std::string_view cell) {
  const std::size_t k = cell.find_first_not_of("-0123456789");
  return k == std::string_view::npos ? cell.size() : k;
}

/// Shifts a column's numbers so that their decimal points line up.
void line_up(std::vector<std::vector<std::string>>& rows, std::size_t column) {
  std::size_t most = 0;
  for (const auto& row : rows) most = std::max(most, whole_part(row[column]));
  for (auto& row : rows) {
    const std::size_t whole = whole_part(row[column]);
    // A lone dash sits where the units are; words begin where the numbers do.
    const std::size_t shift = whole > 0 ? most - whole : row[column] == "–" && most > 0 ? most - 1 : 0;
    row[column].insert(0, shift, ' ');
  }
}

std::string joined(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths,
                   const std::vector<bool>& right) {
  std::string line;
  for (std::size_t k = 0; k < cells.size(); ++k) {
    if (k > 0) line.append(gap, ' ');
    const std::size_t width = detail::display_width(cells[k]);
    const std::size_t fill = widths[k] > width ? widths[k] - width : 0;
    if (right[k]) line.append(fill, ' ');
    line += cells[k];
    if (!right[k]) line.append(fill, ' ');
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

}  // namespace

std::string padded(std::string_view text, std::size_t width) {
  std::string out(text);
  const std::size_t have = detail::display_width(text);
  if (have < width) out.append(width - have, ' ');
  return out;
}

std::string render(const TextTable& table) {
  auto rows = table.rows;
  for (auto& row : rows) {
    row.resize(table.columns.size());
    for (std::string& cell : row) cell = detail::for_display(cell);
  }
  std::vector<std::string> titles, rules;
  std::vector<std::size_t> widths;
  std::vector<bool> title_right, left;
  for (std::size_t k = 0; k < table.columns.size(); ++k) {
    if (table.columns[k].number) line_up(rows, k);
    titles.push_back(detail::for_display(table.columns[k].title));
    std::size_t cells = 0;
    for (const auto& row : rows) cells = std::max(cells, detail::display_width(row[k]));
    const std::size_t heading = detail::display_width(titles.back());
    // Narrow numbers under a wide heading go to its right edge.
    if (table.columns[k].number && heading > cells)
      for (auto& row : rows) row[k].insert(0, heading - cells, ' ');
    widths.push_back(std::max(heading, cells));
    title_right.push_back(table.columns[k].number);
    left.push_back(false);
    std::string rule;
    for (std::size_t n = 0; n < widths.back(); ++n) rule += "─";
    rules.push_back(std::move(rule));
  }
  std::string out = joined(titles, widths, title_right) + joined(rules, widths, left);
  for (const auto& row : rows) out += joined(row, widths, left);
  return out;
}

}  // namespace saniscore::cli
