#include <saniscore/base/estimate.hpp>

#include <cmath>

namespace saniscore::inline v0 {

Estimate guarded(Estimate e, Acceptance acceptance, bool more_is_better) {
  if (std::isnan(e.value)) return e;  // nothing was observed, so nothing is accepted or rejected
  switch (acceptance) {
    case Acceptance::undecided: return e;
    case Acceptance::simple: break;
    case Acceptance::guarded_acceptance: e.value = more_is_better ? e.lower : e.upper; break;
    case Acceptance::guarded_rejection: e.value = more_is_better ? e.upper : e.lower; break;
  }
  e.lower = e.upper = e.value;
  return e;
}

}  // namespace saniscore::inline v0
