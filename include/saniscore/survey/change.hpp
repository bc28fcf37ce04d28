// Change between rounds and differences between places.
#pragma once

#include <saniscore/base/result.hpp>
#include <saniscore/survey/rate.hpp>

#include <cstdint>
#include <span>

namespace saniscore::inline v0::survey {

struct Change {
  Rate from, to;
  double diff = 0;               ///< to − from
  double se = 0;                 ///< with the covariance of shared primary units or persons
  double correlation = 0;        ///< of the two rates
  double lower = -1, upper = 1;  ///< from Korn–Graubard limits of the two rates (MOVER); never of width zero
  double level = 0.95;
  double t_lower = -1, t_upper = 1;  ///< diff ± t·se, as most programs print it
  double p_value = 1;                ///< of no change, two-sided (t); 1 where nothing can be said
  std::int32_t df = 0;
  bool shared_psu = false;  ///< some primary unit has answers in both rounds
};

/// The change of a rate from one wave to another in a stacked file: one row per respondent and wave, with `psu`
/// numbered alike in both, so that communities (or persons, if `psu` names persons) asked twice are recognised. The
/// linearised values of both waves are added per primary unit, which is how the covariance comes in; treating the waves
/// as independent would make the error too large. MOVER: Zou & Donner 2008, Stat Med 27:1693. Errors: D201, D231, D233
/// (a wave without valid answers).
[[nodiscard]] SANISCORE_EXPORT Result<Change> change(const Design& stacked, const Answers& answers,
                                                     std::span<const std::int32_t> wave, std::int32_t from,
                                                     std::int32_t to, double level = 0.95,
                                                     std::span<const std::uint8_t> where = {});

/// Limits of p1 − p2 for two independent simple samples.
enum class DifferenceMethod : std::uint8_t {
  newcombe,            ///< hybrid score, Newcombe 1998, Stat Med 17:873, method 10
  miettinen_nurminen,  ///< score with (n1 + n2)/(n1 + n2 − 1); Stat Med 1985 4:213
  mee,                 ///< the same without that factor; Biometrics 1984 40:1175
  agresti_caffo        ///< Wald with one answer added each way; Am Stat 2000 54:280
};
struct Difference {
  double diff = 0, lower = -1, upper = 1, level = 0.95;
};
/// Errors: D201, D202 (also n = 0).
[[nodiscard]] SANISCORE_EXPORT Result<Difference> difference(std::int64_t x1, std::int64_t n1, std::int64_t x2,
                                                             std::int64_t n2, double level = 0.95,
                                                             DifferenceMethod method = DifferenceMethod::newcombe);

/// The same persons asked twice: how many were favourable both times, only the first time, only the second, never.
struct Pairs {
  std::int64_t both = 0, first_only = 0, second_only = 0, neither = 0;
};
struct PairedDifference {
  double diff = 0;  ///< first − second
  double se = 0;
  Difference newcombe;                          ///< Newcombe 1998, Stat Med 17:2635, method 10
  Difference tango;                             ///< score; Tango 1998, Stat Med 17:891
  double mcnemar_exact = 1, mcnemar_mid_p = 1;  ///< two-sided p values of no change
};
/// Errors: D201, D202 (a negative count, or nobody).
[[nodiscard]] SANISCORE_EXPORT Result<PairedDifference> paired_difference(const Pairs& pairs, double level = 0.95);

}  // namespace saniscore::inline v0::survey
