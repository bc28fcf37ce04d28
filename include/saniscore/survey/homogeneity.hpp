// Whether places differ at all, before anybody explains why one is ahead.
//
//   const auto h = survey::homogeneity(design, answers, street).value();
//   h.p_value < 0.05                                     // the streets do not all have the same rate
#pragma once

#include <saniscore/base/result.hpp>
#include <saniscore/survey/coding.hpp>
#include <saniscore/survey/design.hpp>

#include <cstdint>
#include <span>
#include <string>

namespace saniscore::inline v0::survey {

/// A test of "all groups have the same rate". Where nothing can be said (all answers alike, no degrees of freedom) the
/// p values are 1.
struct Homogeneity {
  double statistic = 0;  ///< Pearson's X² of the table of estimated shares, as if the answers were drawn simply
  double mean_deff = 1;  ///< mean generalised design effect: what X² is too large by, on average
  /// X² corrected for the design to the second order, as an F (Rao & Scott 1981, 1984; R: statistic "F"): the one to
  /// use.
  double f = 0, ndf = 0, ddf = 0, p_value = 1;
  double p_first_order = 1;  ///< of X² ÷ mean_deff as a chi-square; too small where design effects differ (R: "Chisq")
  /// Wald's test (R: "Wald"), F with groups − 1 and `df`: rejects too often with few primary units. For comparison.
  double wald_f = 0, wald_p = 1;
  std::int32_t df = 0;  ///< primary units − strata, among those with valid answers
  std::int32_t groups = 0;
  std::int64_t n_valid = 0;
  DontKnow dont_know = DontKnow::exclude;
  std::string coding;
};

/// Compares the rates of all groups with a valid answer; a negative group is left out. Design effects are those of log
/// odds; a group of which all or none are favourable shows no variance and counts with design effect 1, as its
/// rate would. Time: respondents + units × groups met there² + groups³. Errors: D231, D233, D234
/// (fewer than two groups, more than 1000, or more than 100 in a design that is calibrated or has a second stage).
[[nodiscard]] SANISCORE_EXPORT Result<Homogeneity> homogeneity(const Design& design, const Answers& answers,
                                                               std::span<const std::int32_t> group,
                                                               std::span<const std::uint8_t> where = {});

}  // namespace saniscore::inline v0::survey
