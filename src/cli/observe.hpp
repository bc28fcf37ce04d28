// Data files to observations.
//
// Wide: one row per unit (or per unit and site, method, round), columns named as the standard names them.
// Long: columns unit, criterion, value and optional part, site, method, round, state; Chinese names too.
// Findings and visits: logs beside them.
#pragma once

#include "base/csv.hpp"

#include <saniscore/scoring/observations.hpp>

#include <optional>
#include <string>
#include <vector>

namespace saniscore::cli {

using detail::csv_complaint;
using detail::CsvFile;
using detail::trimmed;

struct ObserveOptions {
  std::string unit_column;          ///< empty: the first column of a wide table, "unit" or 单位 of a long one
  std::vector<std::string> ignore;  ///< columns that mean nothing here; those that begin with "x-" never do
  std::optional<State> missing;     ///< what a column of the standard that a wide table lacks means
  std::size_t diagnostics = 50;
};

/// What is read: the main table, and the logs that may accompany it.
struct DataFiles {
  CsvFile table;
  std::optional<CsvFile> findings, visits;
};

/// All complaints at once, each with row and column.
[[nodiscard]] Result<Observations> observe(const Standard& standard, const DataFiles& files,
                                           const ObserveOptions& options);

}  // namespace saniscore::cli
