// The physical limit that scoring is measured beside.
#pragma once

#include <cstddef>

namespace bench {

/// Sum of everything, as fast as memory gives it; the compiler vectorises the eight independent sums.
#if defined(__x86_64__)
__attribute__((target_clones("default", "avx2", "avx512f")))
#endif
inline double
read_once(const double* p, std::size_t n) {
  double sums[64] = {};
  std::size_t i = 0;
  for (; i + 64 <= n; i += 64)
    for (std::size_t k = 0; k < 64; ++k) sums[k] += p[i + k];
  double total = 0;
  for (double x : sums) total += x;
  for (; i < n; ++i) total += p[i];
  return total;
}

}  // namespace bench
