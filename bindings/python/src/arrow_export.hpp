// Columns → Arrow C stream, so that any frame library reads our tables without another one between.
#pragma once

#include "arrow_abi.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace saniscore::python {

/// A column of a table that leaves: Arrow's layout, null slots filled with zeros.
struct ExportColumn {
  std::string name;
  const char* format = "g";            ///< g double, l integer, b bits, U text with 64-bit places
  std::vector<std::uint8_t> validity;  ///< bits; empty: no nulls
  std::int64_t nulls = 0;
  std::vector<std::int64_t> places;  ///< of texts
  std::vector<char> data;

  void set_null(std::size_t row, std::size_t rows);
};

/// A stream of one batch. The caller owns the stream and what it gives out, as the specification says.
void export_stream(std::vector<ExportColumn> columns, std::size_t rows, ArrowArrayStream* out);

}  // namespace saniscore::python
