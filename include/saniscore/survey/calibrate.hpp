// Calibration: weights changed so that the sample agrees with what is known of the population.
//
//   const auto raked = survey::rake(design, {{{sex, {{1, 45000}, {2, 47000}}}, {age, {{1, 17000}, …}}}}).value();
//   const auto r = survey::rate(raked.design, answers);       // its standard error knows about the margins
#pragma once

#include <saniscore/base/result.hpp>
#include <saniscore/survey/design.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace saniscore::inline v0::survey {

/// A known margin: each respondent's category, and how many people each category has.
struct Margin {
  std::span<const std::int32_t> category;
  std::vector<std::pair<std::int32_t, double>> people;
  std::span<const std::string> names{};  ///< what the categories 0, 1, … are called, for messages
};

struct RakeOptions {
  double tolerance = 1e-10;  ///< the largest relative distance of a margin from its target that is accepted
  std::int32_t rounds = 1000;
};

struct Calibrated {
  Design design;               ///< with the new weights, and their effect on the variance
  std::vector<double> weight;  ///< one per respondent
  std::int32_t rounds = 0;
  double gap = 0;                          ///< the largest relative distance of a margin from its target
  double least_ratio = 1, most_ratio = 1;  ///< of new to old weight: far from 1 means a few people speak for many
  double deff_kish = 1;
};

/// Raking (iterative proportional fitting): each margin in turn, until all agree (Deming & Stephan 1940). Converged
/// means that the margins agree, not that the weights have stopped moving. One margin is post-stratification and takes
/// one round. Errors: D231 (a column of another length), D251 (a category with people but without respondents, or the
/// reverse; the message says which to merge), D252 (targets that are negative, or margins with different totals), D253
/// (no agreement; margins that contradict each other), D254 (the design is calibrated already).
[[nodiscard]] SANISCORE_EXPORT Result<Calibrated> rake(const Design& design, std::span<const Margin> margins,
                                                       RakeOptions options = {});
[[nodiscard]] SANISCORE_EXPORT Result<Calibrated> poststratify(const Design& design, const Margin& cells);

}  // namespace saniscore::inline v0::survey
