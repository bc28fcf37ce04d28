// Exact numbers for the reference scorer: rationals, rationals with infinities, and the rounding rules of the design.
#pragma once

#include <saniscore/standard/spec.hpp>

#include <string>
#include <string_view>

#include <boost/multiprecision/cpp_int.hpp>

namespace saniscore::reference {

using Integer = boost::multiprecision::number<boost::multiprecision::cpp_int_backend<>, boost::multiprecision::et_off>;
using Rational =
    boost::multiprecision::number<boost::multiprecision::cpp_rational_backend, boost::multiprecision::et_off>;

/// What a double means: the shortest decimal that reads back to it.
Rational exact(double value);
/// "12", "-0.05" or "295/3".
Rational parse_rational(std::string_view text);
double to_double(const Rational& value);
std::string to_text(const Rational& value);

Integer floor_of(const Rational& value);
Integer ceiling_of(const Rational& value);

/// `value` at 12 significant digits of the larger of |value| and `scale`, halves away from zero.
Rational snap(const Rational& value, const Rational& scale = 0);
Rational round_to(const Rational& value, const RoundSpec& rule);

/// A rational or an infinity: one end of an enclosure.
struct Bound {
  Rational value;
  int infinity = 0;  ///< -1, 0 or 1

  Bound() = default;
  Bound(Rational finite) : value(std::move(finite)) {}  // NOLINT: a rational is a bound
  static Bound infinite(int sign);
  [[nodiscard]] bool finite() const { return infinity == 0; }
};

int compare(const Bound& a, const Bound& b);
inline bool operator==(const Bound& a, const Bound& b) { return compare(a, b) == 0; }
inline bool operator<(const Bound& a, const Bound& b) { return compare(a, b) < 0; }
Bound operator+(const Bound& a, const Bound& b);
/// A negative factor turns an infinity round; a zero factor gives 0.
Bound operator*(const Bound& a, const Rational& factor);
Bound operator/(const Bound& a, const Rational& divisor);
Bound snap(const Bound& value, const Rational& scale);
Bound round_to(const Bound& value, const RoundSpec& rule);
double to_double(const Bound& value);
std::string to_text(const Bound& value);

/// ln(x) and x^y for positive x, to about 50 digits: the only results that are not exact.
Rational logarithm(const Rational& x);
Rational power(const Rational& x, const Rational& y);
Rational exponential(const Rational& x);

}  // namespace saniscore::reference
