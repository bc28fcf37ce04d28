// The engine against the reference, on one unit.
#pragma once

#include "reference/case.hpp"
#include "reference/reference.hpp"

#include <saniscore/scoring/score.hpp>

#include <string>

namespace saniscore::reference {

/// Equal to 1e-12 of the larger of 1 and the expected number.
bool close(double got, double expected);

/// Where the two disagree, one line each; empty when they agree. Numbers agree to 1e-12, all else exactly.
std::string differences(const Standard& standard, const Reference& expected, const Result<Scorecard>& got);

/// Both scorers on one case. A standard that does not compile is a difference too.
std::string differences(const StandardSpec& spec, const RawCase& raw);

/// A smaller standard and case that still disagree: drops whatever the disagreement does not need.
void shrink(StandardSpec& spec, RawCase& raw);

}  // namespace saniscore::reference
