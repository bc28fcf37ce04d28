// Where points went: the loss and the maximum of a whole, taken apart into leaves and rules.
//
// Going down from a whole (see scenarios.hpp), every step hands on what it can and books the rest to its own rule:
//   sum, mean      exactly: each child by its factor, 缺项折算 included
//   reduction      exactly: each site, method, round by its share; `worst` and `latest` to the lane they take;
//                  `share_passing` to the lanes that do not pass
//   min, max, power, table
//                  in proportion to what the group gains when one child alone is repaired; when none gains by itself
//                  (a tie), equally to the children that are worst
//   adjustment, rounding, exclusion
//                  what it changed is booked to it, and its node's own rule had the rest
// So Σ over leaves and rules is what the whole lost, and the same for the maximum.
#pragma once

#include "scoring/scenarios.hpp"

#include <cstdint>
#include <map>
#include <vector>

namespace saniscore::inline v0::detail {

struct Share {
  double lost = 0, maximum = 0;
};

struct RuleShare {
  std::uint32_t node;
  const Step* step;
  Share share;
};

struct Attribution {
  std::vector<Share> nodes;      ///< leaf: its measure's part; group: everything that passes through it
  std::vector<RuleShare> rules;  ///< in the order in which the rules act
};

/// What a parent's loss can fall on: its children, headings replaced by theirs.
std::vector<std::uint32_t> parts_of(const Standard& standard, std::uint32_t group);

/// Per group that does not come apart by itself: what each lane of it gains when a child alone is repaired,
/// [child][lane]. Cost: one score of the unit per child of such a group.
using ChildGains = std::map<std::uint32_t, std::vector<std::vector<double>>>;
ChildGains child_gains(const Scenarios& as_it_is, Scenarios& repaired);

/// Of the first copy of a run that kept everything.
Attribution attribute(const Scenarios& run, const ChildGains& gains);

}  // namespace saniscore::inline v0::detail
