// Points: exact sums of shares of losses, whatever their order.
//
// A loss is a double below 2^24 and a whole multiple of its quantum: its last binary place, but at least 2^-64 (finer
// bits, of losses below 2^-11, are rounded away). A share is a whole number of 1 / denominator, denominator < 2^32. So
// every charge is a whole multiple of 2^-64 / denominator, and sums below 2^31 fit 128 bits: adding is exact, taking
// away again too, and only the result is rounded, once.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>

namespace saniscore::inline v0::responsibility {

inline constexpr double largest_loss = 16777216;       // 2^24
inline constexpr double largest_total = 1073741824.0;  // 2^30

/// A number of quanta and the quantum's exponent: value = count × 2^exponent.
struct Quanta {
  std::int64_t count = 0;
  int exponent = -64;  ///< from -64 to -29
};

/// Requires |loss| < largest_loss.
[[nodiscard]] inline Quanta quanta_of(double loss) {
  if (loss == 0) return {0, -64};
  int exponent = 0;
  (void)std::frexp(loss, &exponent);  // |loss| in [2^(exponent - 1), 2^exponent)
  const int place =
      exponent - std::numeric_limits<double>::digits < -64 ? -64 : exponent - std::numeric_limits<double>::digits;
  return {std::llround(std::ldexp(loss, -place)), place};
}

/// A 128-bit number in two's complement.
struct Points {
  std::uint64_t low = 0, high = 0;

  [[nodiscard]] bool negative() const { return high >> 63 != 0; }
  [[nodiscard]] bool zero() const { return (low | high) == 0; }

  Points& operator+=(Points other) {
    low += other.low;
    high += other.high + (low < other.low ? 1 : 0);
    return *this;
  }
  [[nodiscard]] Points operator-() const {
    const std::uint64_t l = ~low + 1;
    return {l, ~high + (l == 0 ? 1 : 0)};
  }
  Points& operator-=(Points other) { return *this += -other; }
  [[nodiscard]] Points operator*(std::uint32_t factor) const {
    const std::uint64_t a = (low & 0xffffffffu) * factor, b = (low >> 32) * factor;
    Points out;
    out.low = a + (b << 32);
    out.high = high * factor + (b >> 32) + (out.low < a ? 1 : 0);
    return out;
  }
  bool operator==(const Points&) const = default;
};

/// In multiples of 2^-64.
[[nodiscard]] inline Points points_of(Quanta q) {
  const auto shift = static_cast<unsigned>(q.exponent + 64);
  const auto bits = static_cast<std::uint64_t>(q.count);
  const std::uint64_t sign = q.count < 0 ? ~std::uint64_t{0} : 0;
  if (shift == 0) return {bits, sign};
  return {bits << shift, (bits >> (64 - shift)) | (sign << shift)};
}

/// points × parts ÷ of, towards 0; parts ≤ of.
[[nodiscard]] Points fraction(Points points, std::uint32_t parts, std::uint32_t of);

/// The double nearest to points × 2^-64 ÷ denominator, halves to even.
[[nodiscard]] double to_double(Points points, std::uint32_t denominator);

}  // namespace saniscore::inline v0::responsibility
