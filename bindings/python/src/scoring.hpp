// Frames to results: straight from the caller's columns where every row is one unit, else by name.
#pragma once

#include "frame.hpp"

#include "cli/observe.hpp"

#include <saniscore/analysis/draws.hpp>
#include <saniscore/saniscore.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace saniscore::python {

struct Call {
  std::string unit;  ///< the column of the units; empty: rows are units, counted from 0
  cli::ObserveOptions observe;
  std::vector<std::string> nodes;  ///< empty: groups
  bool all_nodes = false;
  bool lanes = false;
  bool all_fields = true;  ///< else scores, states and outcomes only
  std::size_t threads = 1;
  std::size_t piece = 2'000'000;  ///< cells that are read by name at a time
  Standard
      written_for{};  ///< of data read under another edition: rows of a long table that only this one knows are left
};

/// The inputs of one call, kept to score more criteria and to explain.
struct Inputs {
  std::shared_ptr<const Frame> table, findings, visits;
};

/// A table read by name some units at a time: the units, and the rows of unit k from first[k] to first[k + 1].
struct Grouped {
  std::vector<std::string> names;
  std::vector<std::size_t> rows, first;
};

struct Scored {
  std::vector<Scorecard> cards;                ///< one per batch of rows, or per piece read by name
  std::optional<Observations> observations{};  ///< when scored by name in one piece
  std::optional<Grouped> grouped{};            ///< when scored by name in several
  std::vector<Diagnostic> warnings{};
  bool in_place = false;  ///< scored from the caller's columns, a unit per row
  bool in_rows = false;   ///< scored from the caller's columns, an observation per row

  [[nodiscard]] std::size_t units() const;
};

/// A scored call and all it was made from.
struct Run {
  Standard standard;
  std::shared_ptr<const Scored> scored{};
  Inputs inputs{};
  Call call{};
};

[[nodiscard]] Result<Run> score_frame(const Standard& standard, Inputs inputs, Call call);

/// The same data under another standard, which reads its own columns; `missing` replaces the call's.
[[nodiscard]] Result<Run> score_under(const Run& run, const Standard& standard, std::optional<State> missing);

/// Names of the units in the order of the results.
[[nodiscard]] std::vector<std::string> unit_names(const Run& run);

/// All that was scored, once more and in the same order, in as many pieces as it took.
struct PieceUse {
  std::function<std::vector<Diagnostic>(const Table&)> table;
  std::function<std::vector<Diagnostic>(const Observations&)> observations;
};
[[nodiscard]] std::vector<Diagnostic> each_piece(const Run& run, const PieceUse& use);

[[nodiscard]] Result<Explanation> explain_unit(const Run& run, const std::string& unit);
[[nodiscard]] Result<Comparison> compare_units(const Run& before, const std::string& unit_before, const Run& after,
                                               const std::string& unit_after);
/// draw() for a unit: from its row where the table has one row of plain values per unit, else by name. A draw depends
/// on the place of the unit among all, so both give the same.
[[nodiscard]] Result<UnitDraws> draw_unit(const Run& run, const std::string& unit,
                                          const std::vector<std::pair<std::string, Estimate>>& uncertain,
                                          std::optional<SampledSites> sites, const DrawOptions& options);

}  // namespace saniscore::python
