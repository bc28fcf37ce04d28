#include "reference/rational.hpp"

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <unordered_map>

#include <boost/multiprecision/cpp_bin_float.hpp>

namespace saniscore::reference {

namespace {

using Wide = boost::multiprecision::cpp_bin_float_50;

const Rational& power_of_ten(int exponent) {
  constexpr int most = 400;
  static const auto table = [] {
    std::vector<Rational> powers(2 * most + 1);
    powers[most] = 1;
    for (std::size_t i = 1; i <= most; ++i) {
      powers[most + i] = powers[most + i - 1] * 10;
      powers[most - i] = powers[most - i + 1] / 10;
    }
    return powers;
  }();
  return table.at(static_cast<std::size_t>(exponent + most));
}

/// floor(log10(x)) of a positive x.
int decimal_exponent(const Rational& x) {
  const auto bits = static_cast<double>(msb(numerator(x))) - static_cast<double>(msb(denominator(x)));
  int e = static_cast<int>(std::floor(bits * 0.30102999566398119521));
  while (power_of_ten(e + 1) <= x) ++e;
  while (power_of_ten(e) > x) --e;
  return e;
}

/// The nearest integer, halves away from zero.
Integer nearest_away(const Rational& value) {
  const Integer n = numerator(value) < 0 ? Integer(-numerator(value)) : numerator(value);
  const Integer& d = denominator(value);
  const Integer q = (n * 2 + d) / (d * 2);
  return numerator(value) < 0 ? Integer(-q) : q;
}

Integer nearest_even(const Rational& value) {
  const Integer down = floor_of(value);
  const Rational rest = value - Rational(down);
  const Rational half(1, 2);
  if (rest < half) return down;
  if (rest > half) return down + 1;
  return down % 2 == 0 ? down : Integer(down + 1);
}

Rational parse_decimal(std::string_view text) {
  const std::size_t e = text.find_first_of("eE");
  int exponent = 0;
  if (e != std::string_view::npos) {
    std::string_view tail = text.substr(e + 1);
    if (!tail.empty() && tail.front() == '+') tail.remove_prefix(1);
    std::from_chars(tail.data(), tail.data() + tail.size(), exponent);
    text = text.substr(0, e);
  }
  std::string digits;
  for (const char c : text) {
    if (c != '.') digits += c;
  }
  if (const std::size_t point = text.find('.'); point != std::string_view::npos) {
    exponent -= static_cast<int>(text.size() - point - 1);
  }
  const bool negative = !digits.empty() && digits.front() == '-';
  if (negative) digits.erase(0, 1);
  // A leading zero would make the integer octal.
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  const Rational magnitude = Rational(digits.empty() ? Integer(0) : Integer(digits)) * power_of_ten(exponent);
  return negative ? Rational(-magnitude) : magnitude;
}

Rational parse_double(double value) {
  std::array<char, 64> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  return parse_decimal({text.data(), static_cast<std::size_t>(end - text.data())});
}

}  // namespace

Rational exact(double value) {
  if (!std::isfinite(value)) throw std::domain_error("not a number that means a decimal");
  if (value == std::trunc(value) && std::abs(value) < 1e15) return Rational(static_cast<std::int64_t>(value));
  // The same few decimals come again and again.
  thread_local std::unordered_map<std::uint64_t, Rational> known;
  if (known.size() > 100'000) known.clear();
  const auto [place, added] = known.try_emplace(std::bit_cast<std::uint64_t>(value));
  if (added) place->second = parse_double(value);
  return place->second;
}

Rational parse_rational(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return parse_decimal(text);
  return parse_decimal(text.substr(0, slash)) / parse_decimal(text.substr(slash + 1));
}

double to_double(const Rational& value) { return value.convert_to<double>(); }
std::string to_text(const Rational& value) { return value.str(); }

Integer floor_of(const Rational& value) {
  const Integer q = numerator(value) / denominator(value);
  return numerator(value) < 0 && q * denominator(value) != numerator(value) ? Integer(q - 1) : q;
}

Integer ceiling_of(const Rational& value) { return -floor_of(-value); }

Rational snap(const Rational& value, const Rational& scale) {
  const Rational size = std::max(Rational(abs(value)), Rational(abs(scale)));
  if (size == 0 || (denominator(value) == 1 && size < power_of_ten(12))) return value;
  const Rational& quantum = power_of_ten(decimal_exponent(size) - 11);
  const Rational steps = value / quantum;
  if (denominator(steps) == 1) return value;
  // A half, or what a double could not tell from it.
  const Rational digits = Rational(floor_of(abs(steps) + Rational(1, 2) + Rational(1, 128)));
  return (steps < 0 ? Rational(-digits) : digits) * quantum;
}

Rational round_to(const Rational& value, const RoundSpec& rule) {
  if (rule.decimals < 0) return value;
  const Rational steps = value * power_of_ten(rule.decimals);
  Integer whole;
  switch (rule.mode) {
    case Rounding::half_up: whole = nearest_away(steps); break;
    case Rounding::half_even: whole = nearest_even(steps); break;
    case Rounding::down: whole = numerator(steps) / denominator(steps); break;
  }
  return Rational(whole) / power_of_ten(rule.decimals);
}

Bound Bound::infinite(int sign) {
  Bound bound;
  bound.infinity = sign;
  return bound;
}

int compare(const Bound& a, const Bound& b) {
  if (a.infinity != b.infinity) return a.infinity < b.infinity ? -1 : 1;
  return a.finite() ? a.value.compare(b.value) : 0;
}

Bound operator+(const Bound& a, const Bound& b) {
  if (!a.finite()) return a;
  if (!b.finite()) return b;
  return Bound(a.value + b.value);
}

Bound operator*(const Bound& a, const Rational& factor) {
  if (a.finite()) return Bound(a.value * factor);
  if (factor == 0) return Bound(Rational(0));
  return Bound::infinite(factor < 0 ? -a.infinity : a.infinity);
}

Bound operator/(const Bound& a, const Rational& divisor) { return a * Rational(1 / divisor); }

Bound snap(const Bound& value, const Rational& scale) {
  return value.finite() ? Bound(snap(value.value, scale)) : value;
}

Bound round_to(const Bound& value, const RoundSpec& rule) {
  return value.finite() ? Bound(round_to(value.value, rule)) : value;
}

double to_double(const Bound& value) {
  if (value.finite()) return to_double(value.value);
  return value.infinity < 0 ? -HUGE_VAL : HUGE_VAL;
}

std::string to_text(const Bound& value) {
  if (value.finite()) return to_text(value.value);
  return value.infinity < 0 ? "-infinity" : "infinity";
}

Rational logarithm(const Rational& x) { return Rational(Wide(log(x.convert_to<Wide>()))); }
Rational exponential(const Rational& x) { return Rational(Wide(exp(x.convert_to<Wide>()))); }

Rational power(const Rational& x, const Rational& y) {
  return Rational(Wide(pow(x.convert_to<Wide>(), y.convert_to<Wide>())));
}

}  // namespace saniscore::reference
