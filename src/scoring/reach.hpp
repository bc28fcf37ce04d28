// What a change leads to: the steps that read it, the steps that read those, and so on.
#pragma once

#include "scoring/plan.hpp"

#include <cstdint>
#include <vector>

namespace saniscore::inline v0::detail {

class Reach {
 public:
  /// What has to be done again after a change.
  struct Consequences {
    std::vector<std::uint32_t> steps;  ///< in order
    std::vector<std::uint8_t> dirty;   ///< per slot
    bool outcomes = false;             ///< some ladder or gate reads what changes
  };

  Reach(const Program& p, const Plan& plan);
  /// After these slots get something else. A slot that some step changes in place is made anew from its first writer,
  /// these slots too.
  [[nodiscard]] Consequences of(const std::vector<Slot>& changed) const;

 private:
  const Program& p_;
  std::vector<std::vector<std::uint32_t>> readers_, writers_;  ///< steps per slot
};

}  // namespace saniscore::inline v0::detail
