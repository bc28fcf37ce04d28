// Logarithm and exponential that are the same to the bit on every path.
// Part of kernels.cpp, which alone includes it: everything has internal linkage, so each instruction set has its own.
#pragma once

#include <cstdint>

namespace saniscore::inline v0::detail {
namespace {

// Natural logarithm and exponential, the same bits on every path: plain series in double, no library, no contraction.
// log: x = 2^e·m, m in [√½, √2); log m = 2·atanh((m−1)/(m+1)), 13 terms; relative error below 4e-16 away from 1.
double own_log(double x) {
  union {
    double d;
    std::uint64_t u;
  } bits;
  bits.d = x;
  int e = static_cast<int>((bits.u >> 52) & 0x7ff);
  if (e == 0) {  // subnormal
    bits.d = x * 18014398509481984.0;
    e = static_cast<int>((bits.u >> 52) & 0x7ff) - 54;
  }
  e -= 1023;
  bits.u = (bits.u & 0x000fffffffffffffULL) | 0x3ff0000000000000ULL;
  double m = bits.d;
  if (m > 1.4142135623730951) {
    m *= 0.5;
    e += 1;
  }
  const double s = (m - 1.0) / (m + 1.0);
  const double z = s * s;
  double sum = 0.0;
  for (int k = 25; k >= 3; k -= 2) sum = (sum + 1.0 / static_cast<double>(k)) * z;
  const double log_m = 2.0 * s + 2.0 * s * sum;
  const double ee = static_cast<double>(e);
  return ee * 0.693147180369123816490e+00 + (log_m + ee * 1.90821492927058770002e-10);
}

// exp: x = k·ln 2 + r, |r| <= ln 2 / 2; Taylor to degree 14.
double own_exp(double x) {
  if (x > 709.0) x = 709.0;
  if (x < -745.0) return 0.0;
  const double kf = static_cast<double>(static_cast<long long>(x * 1.4426950408889634 + (x < 0 ? -0.5 : 0.5)));
  const double r = (x - kf * 0.693147180369123816490e+00) - kf * 1.90821492927058770002e-10;
  double sum = 1.0;
  for (int k = 14; k >= 1; --k) sum = 1.0 + sum * r / static_cast<double>(k);
  int e = static_cast<int>(kf);
  double scale = 1.0;
  if (e < -1000) {                    // in two steps, so that a subnormal result is rounded once
    scale = 9.3326361850321888e-302;  // 2^-1000
    e += 1000;
  }
  union {
    double d;
    std::uint64_t u;
  } bits;
  bits.u = static_cast<std::uint64_t>(e + 1023) << 52;
  return sum * bits.d * scale;
}

}  // namespace
}  // namespace saniscore::inline v0::detail
