// A table of the caller's: named columns in one or more batches of rows, borrowed.
#pragma once

#include "series.hpp"

#include "base/csv.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace saniscore::python {

/// A complaint that names no column of a standard.
[[nodiscard]] Diagnostic complaint(std::string code, std::string place, std::string en, std::string zh);

struct Batch {
  std::size_t rows = 0;
  std::vector<Series> series;           ///< one per name of the frame
  std::shared_ptr<const void> owner{};  ///< keeps Arrow's memory
};

struct Frame {
  std::vector<std::string> names;
  std::vector<Batch> batches;
  std::string source;                  ///< a file, or empty
  std::vector<std::uint32_t> numbers;  ///< rows as a spreadsheet counts them; empty: from 0

  [[nodiscard]] std::size_t rows() const;
  /// Cell of a row counted over all batches.
  [[nodiscard]] Value at(std::size_t column, std::size_t row) const;
};

/// The headings alone, for the reader of headings. `unit`: a heading added in front, for frames without units.
[[nodiscard]] detail::CsvFile headings(const Frame& frame, const std::string& unit);

/// Rows as text, as a file would hold them. Errors: types that no column can have, strings
/// that are not UTF-8.
[[nodiscard]] Result<detail::CsvFile> as_text(const Frame& frame, const std::string& unit,
                                              const std::vector<std::string>& ignore,
                                              const std::vector<std::size_t>& rows);

/// The text of a cell as a file would hold it; empty for null. `out` keeps the digits of numbers.
[[nodiscard]] std::string_view cell_text(const Value& value, std::string& out);

}  // namespace saniscore::python
