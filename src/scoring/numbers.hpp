// The number rules: snapping to 12 significant digits, rounding to decimals, exactly on the decimal digits.
#pragma once

#include <saniscore/standard/spec.hpp>

namespace saniscore::inline v0::detail {

/// `x` snapped to 12 significant digits of the larger of itself and `scale`, then rounded to `decimals` (-1: not).
/// A half of the twelfth digit, or what is below it by less than 1/128, snaps away from zero.
/// The result is the double nearest to that decimal number, so it compares with a declared limit as the decimals do.
double canonical(double x, double scale, int decimals, Rounding mode);

/// A derived input: 12 significant digits of the larger of itself and `scale`.
inline double snapped(double x, double scale) { return canonical(x, scale, -1, Rounding::half_up); }

/// Comparing canonical(x) with a limit; canonical() is only worked out when x is near.
bool compares(double x, Operator op, double limit, double scale, int decimals, Rounding mode);

/// Plain comparison of raw observations.
inline bool holds(double x, Operator op, double limit) {
  switch (op) {
    case Operator::lt: return x < limit;
    case Operator::le: return x <= limit;
    case Operator::gt: return x > limit;
    case Operator::ge: return x >= limit;
    default: return x == limit;
  }
}

}  // namespace saniscore::inline v0::detail
