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
  const auto& columns = observations.standard().columns();
  const auto tell = [&](const char* name, double value) {
    const auto part = cell.part.empty() ? std::string(name) : std::string(cell.part) + "/" + name;
    if (std::find(columns.begin(), columns.end(), std::string(cell.criterion) + "/" + part) == columns.end()) return;
    auto place = cell;
    place.part = part;
    observations.set(unit, place, value);
  };
  if (e.n > 0) tell("n", e.n);
  if (acceptance != Acceptance::undecided) return;
  tell("lower", e.lower);
  tell("upper", e.upper);
}

}  // namespace saniscore::inline v0
