// Which month, quarter and year a round lies in.
#pragma once

#include <saniscore/base/state.hpp>

#include <array>
#include <string>
#include <string_view>

namespace saniscore::inline v0::detail {

/// The periods a round lies in, by Dimension; "" where it names none. "2024-02-29" lies in "2024-02", "2024-Q1" and
/// "2024"; "2024-Q1" in itself and "2024"; "spring" in none.
using Periods = std::array<std::string, dimension_count>;

/// Reads ISO dates (2024-02-29), months (2024-02), quarters (2024-Q1) and years (2024).
Periods periods_of(std::string_view round);

}  // namespace saniscore::inline v0::detail
