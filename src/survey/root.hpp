#pragma once

#include <algorithm>
#include <cmath>

namespace saniscore::inline v0::survey {

/// Where `f`, which is negative at a and positive at b, crosses 0: regula falsi with the Illinois correction, and
/// bisection whenever that does not halve the bracket in two steps. To the last digit or two.
template <class F>
double root(F f, double a, double b) {
  double fa = f(a), fb = f(b);
  if (fa >= 0) return a;
  if (fb <= 0) return b;
  int side = 0;
  double two_ago = std::abs(b - a);
  for (int i = 0; i < 200; ++i) {
    double x = (a * fb - b * fa) / (fb - fa);
    if (i % 3 == 2) {
      if (std::abs(b - a) > 0.5 * two_ago) x = 0.5 * (a + b);
      two_ago = std::abs(b - a);
    }
    if (!(x > std::min(a, b)) || !(x < std::max(a, b))) x = 0.5 * (a + b);
    if (x == a || x == b) break;
    const double fx = f(x);
    if (fx == 0) return x;
    if (fx < 0) {
      a = x;
      fa = fx;
      if (side == -1) fb *= 0.5;
      side = -1;
    } else {
      b = x;
      fb = fx;
      if (side == 1) fa *= 0.5;
      side = 1;
    }
    if (std::abs(b - a) <= 1e-15 * std::max(std::abs(a), std::abs(b))) break;
  }
  return 0.5 * (a + b);
}

}  // namespace saniscore::inline v0::survey
