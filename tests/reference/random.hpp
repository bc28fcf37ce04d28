// A small random number generator whose numbers are the same everywhere. A fuzzer decides the first of them by bytes.
#pragma once

#include "reference/rational.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace saniscore::reference {

class Random {
 public:
  explicit Random(std::uint64_t seed, std::span<const std::uint8_t> first = {}) : state_(seed), first_(first) {}

  /// Two of the bytes, as long as there are any; then splitmix64.
  std::uint64_t next() {
    if (first_.size() >= 2) {
      const std::uint64_t number = first_[0] + std::uint64_t{256} * first_[1];
      first_ = first_.subspan(2);
      return number;
    }
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15U);
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31U);
  }
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(next() % n); }
  int between(int low, int high) { return low + static_cast<int>(below(static_cast<std::size_t>(high - low + 1))); }
  bool chance(int percent) { return between(1, 100) <= percent; }
  template <class T>
  const T& pick(const std::vector<T>& from) {
    return from[below(from.size())];
  }
  /// low, low + 0.1, … high, each the double nearest to its decimal.
  double tenths(int low, int high) { return between(low * 10, high * 10) / 10.0; }

 private:
  std::uint64_t state_;
  std::span<const std::uint8_t> first_;
};

}  // namespace saniscore::reference
