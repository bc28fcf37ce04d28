// Why a criterion came out invalid although nobody entered it so.
#pragma once

#include "scoring/frame.hpp"
#include "scoring/plan.hpp"

#include <saniscore/scoring/score.hpp>

#include <span>
#include <vector>

namespace saniscore::inline v0::detail {

/// D122 for each leaf and lane that its rule made invalid, with the reason: the first 20, and how many there are.
struct InvalidValues {
  std::vector<Diagnostic> shown{};
  std::size_t found = 0;
  void add(InvalidValues more);
};

/// Looks through the leaves of a frame whose units have these names: all, where scoring met an invalid one, else those
/// that the plan of the scoring did not measure.
void look_for_invalid(const Program& p, const Frame& frame, std::span<const std::string> units, const Plan& plan,
                      bool scored_invalid, InvalidValues& into);
/// What was shown, and how many more there are.
std::vector<Diagnostic> told(InvalidValues found);

}  // namespace saniscore::inline v0::detail
