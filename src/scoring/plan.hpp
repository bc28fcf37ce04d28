// Plan: which steps of a program a call needs, and which memory each slot uses.
#pragma once

#include "scoring/kernels.hpp"
#include "standard/program.hpp"

#include <saniscore/scoring/score.hpp>

#include <cstdint>
#include <vector>

namespace saniscore::inline v0::detail {

struct Plan {
  std::vector<std::uint32_t> steps;        ///< live steps, in order
  std::vector<std::uint32_t> buffer;       ///< slot → buffer of its kind, or none
  std::array<std::uint32_t, 4> buffers{};  ///< how many buffers of each SlotKind
  /// After step k of `steps` these outputs are final: (index into wanted, is a lane output).
  struct Store {
    std::uint32_t after;
    Node node;
    std::uint32_t row;  ///< row of the scorecard
    bool lanes;
  };
  std::vector<Store> stores;  ///< by `after`
  /// Steps [first, last] load and measure plain leaves that only the group combined by the last one reads.
  struct Fused {
    std::uint32_t first, last;
    PlainGroup group;      ///< without its leaves
    std::uint32_t leaves;  ///< index into `plain_leaves`
  };
  std::vector<Fused> fused;  ///< by `first`
  std::vector<PlainLeaf> plain_leaves;
  bool watched = false;  ///< somebody changes what steps leave behind: nothing may be taken for granted about it
  bool coverage = true;
};

/// `keep_all`: no slot shares memory and every step runs, so that explain() can look at everything afterwards.
Plan make_plan(const Program& p, const std::vector<Node>& nodes, bool lanes, bool keep_all);

}  // namespace saniscore::inline v0::detail
