#include "scoring/numbers.hpp"

#include <array>
#include <cmath>
#include <cstdint>

namespace saniscore::inline v0::detail {

namespace {

constexpr std::array<double, 23> powers = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                           1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/// What is half a quantum, or below it by no more than a few last bits of a double may be, goes away from zero: a
/// number of 12 digits divided by 2 is a half often, and its double lies on either side. 1/128 is no short decimal and
/// no third, so that few numbers end at this edge in turn.
constexpr double half = 0.5 + 1.0 / 128;

/// floor(log10(a)) for a > 0, by comparison with exact powers of ten.
int exponent_of(double a) {
  if (a >= 1) {
    int e = 0;
    while (e < 22 && a >= powers[static_cast<std::size_t>(e) + 1]) ++e;
    return e;
  }
  int e = -1;
  while (e > -22 && a * powers[static_cast<std::size_t>(-e)] < 1) --e;
  return e;
}

std::int64_t rounded_division(std::int64_t k, std::int64_t by, Rounding mode) {
  const std::int64_t q = k / by, r = k % by;  // towards zero
  const std::int64_t twice = 2 * (r < 0 ? -r : r);
  const std::int64_t away = k < 0 ? -1 : 1;
  if (mode == Rounding::down || twice < by) return q;
  if (twice > by || mode == Rounding::half_up) return q + away;
  return q % 2 == 0 ? q : q + away;
}

}  // namespace

double canonical(double x, double scale, int decimals, Rounding mode) {
  const double a = std::abs(x);
  const double size = a < scale ? scale : a;    // of a lane without a number: not a number either
  if (!(size > 0) || !(size < 1e22)) return x;  // zero, infinite, or beyond what decimals mean
  const int shift = 11 - exponent_of(size);     // quantum 10^-shift
  // k = x / quantum, a whole number of at most 12 digits
  double scaled = 0;
  if (shift > 22)
    scaled = x * 1e22 * powers[static_cast<std::size_t>(shift - 22 > 22 ? 22 : shift - 22)];
  else if (shift >= 0)
    scaled = x * powers[static_cast<std::size_t>(shift)];
  else
    scaled = x / powers[static_cast<std::size_t>(-shift)];
  auto k = static_cast<std::int64_t>(scaled < 0 ? scaled - half : scaled + half);
  int places = shift;
  if (decimals >= 0 && places > decimals) {
    int drop = places - decimals;
    if (drop > 18) return 0;
    std::int64_t by = 1;
    while (drop-- > 0) by *= 10;
    k = rounded_division(k, by, mode);
    places = decimals;
  }
  const auto whole = static_cast<double>(k);
  if (places > 22) return whole / 1e22 / powers[static_cast<std::size_t>(places - 22 > 22 ? 22 : places - 22)];
  return places >= 0 ? whole / powers[static_cast<std::size_t>(places)]
                     : whole * powers[static_cast<std::size_t>(-places)];
}

bool compares(double x, Operator op, double limit, double scale, int decimals, Rounding mode) {
  const double gap = std::abs(x - limit);
  const double big = std::max(std::max(std::abs(x), std::abs(limit)), scale);
  const double reach =
      1e-10 * big + (decimals >= 0 && decimals < 12 ? 1.01 / powers[static_cast<std::size_t>(decimals)] : 0);
  if (gap > reach) return holds(x, op, limit);
  return holds(canonical(x, scale, decimals, mode), op, limit);
}

}  // namespace saniscore::inline v0::detail
