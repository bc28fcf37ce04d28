// Scoring straight from the caller's columns, where every row is one observation.
#pragma once

#include "scoring.hpp"

namespace saniscore::python {

/// Scores the rows where they lie. Nothing: the frame has to be read by name.
[[nodiscard]] std::optional<Result<Scored>> score_rows(const Standard& standard, const Frame& frame, const Call& call);

}  // namespace saniscore::python
