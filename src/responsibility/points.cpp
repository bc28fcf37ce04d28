#include "responsibility/points.hpp"

#include <array>
#include <bit>

namespace saniscore::inline v0::responsibility {
namespace {

/// limbs ÷ divisor in place, the most significant first; the remainder comes back.
template <std::size_t N>
std::uint64_t divide(std::array<std::uint32_t, N>& limbs, std::uint32_t divisor) {
  std::uint64_t rest = 0;
  for (auto& limb : limbs) {
    const std::uint64_t digit = (rest << 32) | limb;
    limb = static_cast<std::uint32_t>(digit / divisor);
    rest = digit % divisor;
  }
  return rest;
}

std::uint32_t top(std::uint64_t x) { return static_cast<std::uint32_t>(x >> 32); }
std::uint32_t bottom(std::uint64_t x) { return static_cast<std::uint32_t>(x); }

}  // namespace

Points fraction(Points points, std::uint32_t parts, std::uint32_t of) {
  const bool negative = points.negative();
  if (negative) points = -points;
  std::array<std::uint32_t, 4> limbs{top(points.high), bottom(points.high), top(points.low), bottom(points.low)};
  const std::uint64_t rest = divide(limbs, of);
  Points out = Points{(std::uint64_t{limbs[2]} << 32) | limbs[3], (std::uint64_t{limbs[0]} << 32) | limbs[1]} * parts;
  out += Points{rest * parts / of, 0};
  return negative ? -out : out;
}

double to_double(Points points, std::uint32_t denominator) {
  if (points.zero()) return 0;
  const bool negative = points.negative();
  if (negative) points = -points;
  // 96 more binary places than the points have, so that the quotient has at least 64 significant bits.
  std::array<std::uint32_t, 7> limbs{
      top(points.high), bottom(points.high), top(points.low), bottom(points.low), 0, 0, 0};
  bool more = divide(limbs, denominator) != 0;
  std::size_t first = 0;
  while (limbs[first] == 0) ++first;
  const auto limb = [&](std::size_t k) { return k < limbs.size() ? limbs[k] : 0u; };
  const int shift = std::countl_zero(limbs[first]);
  std::uint64_t bits = (std::uint64_t{limbs[first]} << 32) | limb(first + 1);
  if (shift > 0) bits = (bits << shift) | (limb(first + 2) >> (32 - shift));
  more = more || (shift < 32 && static_cast<std::uint32_t>(limb(first + 2) << shift) != 0);
  for (std::size_t k = first + 3; k < limbs.size(); ++k) more = more || limbs[k] != 0;
  if (more) bits |= 1;  // far below the place where a double is rounded
  const int exponent = 32 * (static_cast<int>(limbs.size()) - 2 - static_cast<int>(first)) - shift - 96 - 64;
  const double magnitude = std::ldexp(static_cast<double>(bits), exponent);
  return negative ? -magnitude : magnitude;
}

}  // namespace saniscore::inline v0::responsibility
