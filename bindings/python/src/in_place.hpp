// Scoring straight from the caller's columns, where every row is one unit.
#pragma once

#include "scoring.hpp"

#include <functional>

namespace saniscore::python {

/// The heading of units where no column names them.
inline constexpr const char* rows_as_units = "unit";

[[nodiscard]] cli::ObserveOptions observe_options(const Call& call);
[[nodiscard]] ScoreOptions score_options(const Standard& standard, const Call& call);

/// Scores the caller's columns where they lie. Nothing: the frame has to be read by name.
[[nodiscard]] std::optional<Result<Scored>> score_in_place(const Standard& standard, const Frame& frame,
                                                           const Call& call);

/// Calls use(table) for each batch of the frame that a result was scored from in place.
[[nodiscard]] std::vector<Diagnostic> each_table(const Run& run,
                                                 const std::function<std::vector<Diagnostic>(const Table&)>& use);

/// draw() for a row of a table. Nothing: the row has to be read by name.
[[nodiscard]] std::optional<Result<UnitDraws>> draw_row(const Run& run, std::size_t row,
                                                        const std::vector<std::pair<std::string, Estimate>>& uncertain,
                                                        const DrawOptions& options);

}  // namespace saniscore::python
