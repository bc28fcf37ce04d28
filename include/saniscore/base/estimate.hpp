// An observation that is an estimate: a rate from a sample, with the bounds that a verdict about it uses.
#pragma once

#include <saniscore/export.hpp>

#include <cstdint>

namespace saniscore::inline v0 {

/// In the unit the standard reads: 87.5 for 87.5 %. A value of NaN: nothing was observed.
struct Estimate {
  double value = 0;
  double lower = 0, upper = 0;  ///< one-sided bounds: each is wrong with a chance of alpha at most
  double alpha = 0.05;
  double answers = 0;  ///< how many simply drawn answers it is worth (the effective sample size); 0: not known
  double full = 100;   ///< what a share of 1 is
  double n = 0;        ///< answers that it rests on, as counted; 0: not known
};

/// What a rule makes of an estimate whose bounds lie on both sides of a limit: the guard bands of JCGM 106:2012,
/// "The role of measurement uncertainty in conformity assessment", clause 8.
enum class Acceptance : std::uint8_t {
  undecided,           ///< the rule may hold or not; outcomes say which levels are still possible
  simple,              ///< the value decides; both kinds of wrong verdict are near one half at the limit
  guarded_acceptance,  ///< met only where the bound proves it: a wrong "met" has a chance of alpha at most
  guarded_rejection    ///< not met only where the bound proves it
};

/// The estimate as a rule shall see it: itself, or narrowed to the point that the acceptance chooses. `more_is_better`
/// is false for shares that should be small, such as complaints.
[[nodiscard]] SANISCORE_EXPORT Estimate guarded(Estimate estimate, Acceptance acceptance, bool more_is_better = true);

}  // namespace saniscore::inline v0
