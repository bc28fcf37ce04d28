// Golden cases against the reference scorer, and against the engine.
#pragma once

#include "reference/case.hpp"
#include "reference/reference.hpp"

namespace saniscore::reference {

/// Fails the running test wherever the reference does not give exactly what the case expects.
void expect_reference(const GoldenCase& golden, const StandardSpec& spec);

/// Fails the running test wherever the engine does not give what the case expects, to 1e-12 relative.
void expect_engine(const GoldenCase& golden, const Standard& standard);

}  // namespace saniscore::reference
