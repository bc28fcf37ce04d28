// Frames to results: straight from the caller's columns where every row is one unit, else by name.
#pragma once

#include "frame.hpp"

#include "cli/observe.hpp"

#include <saniscore/saniscore.hpp>

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
  std::size_t threads = 1;
};

/// The inputs of one call, kept to score more criteria and to explain.
struct Inputs {
  std::shared_ptr<const Frame> table, findings, visits;
};

struct Scored {
  std::vector<Scorecard> cards;                ///< one per batch of rows
  std::optional<Observations> observations{};  ///< when scored by name
  std::vector<Diagnostic> warnings{};
  bool in_place = false;  ///< scored from the caller's columns

  [[nodiscard]] std::size_t units() const;
};

[[nodiscard]] Result<Scored> score_frame(const Standard& standard, const Inputs& inputs, const Call& call);

/// Names of the units in the order of the results.
[[nodiscard]] std::vector<std::string> unit_names(const Scored& scored, const Inputs& inputs, const Call& call);

[[nodiscard]] Result<Explanation> explain_unit(const Standard& standard, const Scored& scored, const Inputs& inputs,
                                               const Call& call, const std::string& unit);

}  // namespace saniscore::python
