// CSV as RFC 4180 says, and no looser: quoted cells may hold separators, quotes ("") and line ends; lines end in CRLF,
// LF or CR; every row has as many cells as the header. Text must be UTF-8 (encoding.hpp).
#pragma once

#include <saniscore/base/result.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace saniscore::inline v0::detail {

/// What untrusted input may cost.
struct CsvLimits {
  std::size_t columns = 16'384;
  std::size_t cell_bytes = std::size_t{1} << 20;
  std::size_t diagnostics = 50;
};

/// A table of text. Cells are trimmed of spaces at both ends and borrow from `text`.
struct CsvFile {
  std::string source;  ///< file name for messages
  std::unique_ptr<std::string> text;
  std::vector<std::vector<std::string_view>> above;  ///< rows above the header, where one was looked for
  std::uint32_t header_row = 1, header_line = 1;
  std::vector<std::string_view> header;
  std::vector<std::string_view> cells;  ///< row after row, header.size() each
  std::vector<std::uint32_t> numbers;   ///< per row: its number as a spreadsheet counts, the header being 1
  std::vector<std::uint32_t> lines;     ///< per row: the line it begins on
  bool in_memory = false;               ///< a frame, not a file: no lines, and headings stand in no row

  [[nodiscard]] std::size_t rows() const { return numbers.size(); }
  [[nodiscard]] std::string_view cell(std::size_t row, std::size_t column) const {
    return cells[row * header.size() + column];
  }
};

/// Splits the text. Rows whose cells are all empty are left out. Complaints name row and column; all come at once.
[[nodiscard]] Result<CsvFile> read_csv(std::string text, std::string source, char separator = ',',
                                       const CsvLimits& limits = {});

/// Whether a row can be the header.
using IsHeader = bool (*)(const std::vector<std::string_view>& cells);

/// The same where the header need not come first: the first of ten rows that can be it, else the first row.
[[nodiscard]] Result<CsvFile> read_csv_below(IsHeader is_header, std::string text, std::string source, char separator,
                                             const CsvLimits& limits);

/// A complaint about a place in a CSV file: "row 12, column hygiene".
[[nodiscard]] Diagnostic csv_complaint(std::string code, const CsvFile& file, std::size_t row, std::string_view column,
                                       std::string en, std::string zh);

/// Spaces, tabs, no-break and ideographic spaces at both ends removed.
[[nodiscard]] std::string_view trimmed(std::string_view text);

/// A line of CSV. Cells that a spreadsheet would take for a formula get a "'" in front, numbers excepted.
[[nodiscard]] std::string csv_line(const std::vector<std::string>& cells, bool crlf);

}  // namespace saniscore::inline v0::detail
