// Data files to observations.
//
// Wide: one row per unit (or per unit and site, method, round), columns named as the standard names them.
// Long: columns unit, criterion, value and optional part, site, method, round, state; Chinese names too.
// Findings and visits: logs beside them.
#pragma once

#include "base/csv.hpp"
#include "cli/names.hpp"

#include <saniscore/scoring/long_table.hpp>
#include <saniscore/scoring/observations.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

namespace saniscore::cli {

using detail::csv_complaint;
using detail::CsvFile;
using detail::trimmed;

/// Columns that a data file itself gives a meaning to.
enum class Role : std::uint8_t { unit, criterion, part, site, method, round, value, state, count, covers };

/// The role a heading names, in English or Chinese.
[[nodiscard]] std::optional<Role> role_of(std::string_view heading);

/// Who asks: remedies name options as "--missing not_inspected" or as "missing=\"not_inspected\"".
enum class Caller : std::uint8_t { command, python };

struct ObserveOptions {
  std::string unit_column;  ///< empty: the first column of a wide table, "unit" or 单位 of a long one
  std::map<std::string, Role, std::less<>> roles;  ///< headings that the caller gave another role
  Caller caller = Caller::command;
  std::vector<std::string> ignore;  ///< columns that mean nothing here; those that begin with "x-" never do
  std::optional<State> missing;     ///< what a column of the standard that a wide table lacks means
  std::size_t diagnostics = 50;
};

/// What is read: the main table, and the logs that may accompany it.
struct DataFiles {
  CsvFile table;
  std::optional<CsvFile> findings, visits;
};

/// What the columns of a wide table are for.
struct WideLayout {
  std::optional<std::size_t> unit, site, method, round;
  std::vector<std::pair<std::size_t, ColumnName>> columns;
  std::unordered_set<std::string> present;  ///< names of `columns`
};

/// No number, no state, no word for a number that is none.
[[nodiscard]] bool is_word(std::string_view text);

/// A table is long when it has a criterion column and a value or state column.
[[nodiscard]] bool is_long(const Standard& standard, const CsvFile& table, const ObserveOptions& options);
/// Reads only the headings; complains about unknown, repeated and missing ones.
[[nodiscard]] Result<WideLayout> wide_layout(const Standard& standard, const CsvFile& table,
                                             const ObserveOptions& options, bool with_logs = false);
/// Reads only the headings of a long table: the column of each role.
[[nodiscard]] Result<std::map<Role, std::size_t>> long_layout(const Standard& standard, const CsvFile& table,
                                                              const ObserveOptions& options);
/// What a row's criterion and part mean, as LongTable::set_reader asks; "" also for what only reading by name knows:
/// previous results, which count back, and states that stand among criteria.
[[nodiscard]] std::string long_column(const Names& names, std::string_view criterion, std::string_view part);
/// Two rows of a wide table are about one place.
[[nodiscard]] Diagnostic repeated_row(const CsvFile& table, std::size_t row, std::size_t first, std::size_t column);

/// Scores a long table whose names mean what they mean in files. Nothing: a value needs the reader of names. Errors
/// name rows as the table counts them.
[[nodiscard]] std::optional<Result<Scorecard>> score_rows(const Standard& standard, LongTable& table,
                                                          const ScoreOptions& options);
/// The same for a file. Nothing also where anything is wrong: observe() says it, with line and remedy.
[[nodiscard]] std::optional<Result<Scorecard>> score_rows(const Standard& standard, const DataFiles& files,
                                                          const ObserveOptions& options, const ScoreOptions& how);

/// All complaints at once, each with row and column.
[[nodiscard]] Result<Observations> observe(const Standard& standard, const DataFiles& files,
                                           const ObserveOptions& options);

}  // namespace saniscore::cli
