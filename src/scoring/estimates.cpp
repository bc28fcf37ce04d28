#include <saniscore/scoring/estimates.hpp>

#include <algorithm>
#include <cmath>
#include <string>

namespace saniscore::inline v0 {

void set_estimate(Observations& observations, std::string_view unit, const Cell& cell, const Estimate& estimate,
                  Acceptance acceptance, bool more_is_better) {
  const auto e = guarded(estimate, acceptance, more_is_better);
  if (std::isnan(e.value)) {
    observations.set_state(unit, cell, State::not_inspected);
    return;
  }
  observations.set(unit, cell, e.value);
  if (acceptance != Acceptance::undecided) return;
  const auto& columns = observations.standard().columns();
  for (const auto& [side, bound] : {std::pair{"lower", e.lower}, std::pair{"upper", e.upper}}) {
    const auto part = cell.part.empty() ? std::string(side) : std::string(cell.part) + "/" + side;
    if (std::find(columns.begin(), columns.end(), std::string(cell.criterion) + "/" + part) == columns.end()) continue;
    auto place = cell;
    place.part = part;
    observations.set(unit, place, bound);
  }
}

}  // namespace saniscore::inline v0
