// Which lanes a reduction step asks, and what each of them weighs.
#pragma once

#include <saniscore/standard/spec.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace saniscore::inline v0::detail {

/// Lanes [first, second) of [a, b): without the newest `skip`, and of the rest the last n.
inline std::pair<std::size_t, std::size_t> window_of(const ReduceStep& step, std::size_t a, std::size_t b) {
  b -= std::min(b - a, static_cast<std::size_t>(step.skip));
  if (step.last > 0) a = b - std::min(b - a, static_cast<std::size_t>(step.last));
  return {a, b};
}

/// Weights of the lanes [a, b) by their keys. Without declared weights every lane weighs 1; a key that is not
/// declared weighs nothing; a lane whose key is open stands for all of them.
class LaneWeights {
 public:
  LaneWeights(const ReduceStep& step, const std::uint32_t* keys, const std::vector<std::string>& texts, std::size_t a,
              std::size_t b)
      : step_(step), keys_(keys), texts_(texts), a_(a), b_(b) {
    // keys of one parent lane are either all given or a single open one
    keyed_ = !step.weights.empty() && keys != nullptr && a < b && keys[a] != 0;
  }

  [[nodiscard]] double of(std::size_t lane) const {
    if (!keyed_) return 1;
    const auto it = step_.weights.find(texts_[keys_[lane]]);
    return it == step_.weights.end() ? 0 : it->second;
  }

  /// Weight of the declared keys that no lane has; 0 where they are left out.
  [[nodiscard]] double missing() const {
    if (!keyed_ || step_.renormalise) return 0;
    double sum = 0;
    for (const auto& [name, weight] : step_.weights) {
      bool here = false;
      for (auto j = a_; j < b_ && !here; ++j) here = texts_[keys_[j]] == name;
      if (!here) sum += weight;
    }
    return sum;
  }

 private:
  const ReduceStep& step_;
  const std::uint32_t* keys_;
  const std::vector<std::string>& texts_;
  std::size_t a_, b_;
  bool keyed_;
};

}  // namespace saniscore::inline v0::detail
