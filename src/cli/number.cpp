#include "cli/number.hpp"

#include "cli/context.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

namespace saniscore::cli {
namespace {

constexpr int significant = 12;

/// The digits of |value| at 12 significant digits and the power of ten of the first one.
struct Decimal {
  std::string digits;
  int exponent = 0;
};

Decimal decimal(double value) {
  std::array<char, 64> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::fabs(value),
                                 std::chars_format::scientific, significant - 1)
                       .ptr;
  const std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  const std::size_t e = text.find('e');
  Decimal d;
  d.digits = std::string(1, text[0]) + std::string(text.substr(2, e - 2));
  // from_chars takes "-05" but not "+05".
  const char* first = text.data() + e + (text[e + 1] == '+' ? 2 : 1);
  std::from_chars(first, text.data() + text.size(), d.exponent);
  return d;
}

/// One more in the last place; a carry out of the front makes a longer number.
void increment(Decimal& d) {
  for (std::size_t k = d.digits.size(); k-- > 0;) {
    if (d.digits[k] != '9') {
      ++d.digits[k];
      return;
    }
    d.digits[k] = '0';
  }
  d.digits.insert(d.digits.begin(), '1');
  ++d.exponent;
}

/// Plain notation without zeros at the end.
std::string plain(Decimal d, bool negative) {
  while (!d.digits.empty() && d.digits.back() == '0') d.digits.pop_back();
  if (d.digits.empty()) return "0";
  std::string text;
  if (d.exponent < 0) {
    text = "0." + std::string(static_cast<std::size_t>(-d.exponent - 1), '0') + d.digits;
  } else {
    const auto whole = static_cast<std::size_t>(d.exponent) + 1;
    if (d.digits.size() <= whole)
      text = d.digits + std::string(whole - d.digits.size(), '0');
    else
      text = d.digits.substr(0, whole) + "." + d.digits.substr(whole);
  }
  return negative ? "-" + text : text;
}

}  // namespace

std::string rounded_text(double value, int decimals, Rounding mode) {
  if (!std::isfinite(value)) return {};
  Decimal d = decimal(value);
  const int keep = d.exponent + 1 + decimals;  // digits that stay
  if (keep < 0) return "0";
  if (static_cast<std::size_t>(keep) < d.digits.size()) {
    const std::string rest = d.digits.substr(static_cast<std::size_t>(keep));
    d.digits.resize(static_cast<std::size_t>(keep));
    const bool above_half = rest[0] > '5' || (rest[0] == '5' && rest.find_first_not_of('0', 1) != std::string::npos);
    const bool half = rest[0] == '5' && !above_half;
    const bool odd = !d.digits.empty() && (d.digits.back() - '0') % 2 == 1;
    const bool up = mode == Rounding::half_up     ? half || above_half
                    : mode == Rounding::half_even ? above_half || (half && odd)
                                                  : false;
    if (up) {
      if (d.digits.empty())
        d = {"1", -decimals};
      else
        increment(d);
    }
  }
  return plain(std::move(d), value < 0);
}

std::string precise_text(double value) {
  if (!std::isfinite(value)) return {};
  if (value == 0) return "0";
  const double size = std::fabs(value);
  if (size >= 1e-6 && size < 1e15) return plain(decimal(value), value < 0);
  std::array<char, 64> buffer;
  const auto end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::general, significant).ptr;
  return {buffer.data(), end};
}

RoundSpec print_rounding(const Standard& standard, Node node) {
  if (standard.spec(node).round) return *standard.spec(node).round;
  RoundSpec numbers = standard.spec().numbers;
  if (numbers.decimals < 0) numbers = {4, Rounding::half_up};
  return numbers;
}

std::string score_text(const Shown& shown, const RoundSpec& rounding, Language language) {
  const auto text = [&](double v) { return rounded_text(v, rounding.decimals, rounding.mode); };
  std::string out = shown.has_score ? text(shown.score) : "–";
  if (!shown.provisional) return out;
  const bool below = std::isfinite(shown.lower), above = std::isfinite(shown.upper);
  if (below && above)
    out += " (" + text(shown.lower) + "–" + text(shown.upper) + ")";
  else if (below)
    out += std::string(say(language, " (at least ", "（至少 ")) + text(shown.lower) +
           std::string(say(language, ")", "）"));
  else if (above)
    out +=
        std::string(say(language, " (at most ", "（至多 ")) + text(shown.upper) + std::string(say(language, ")", "）"));
  else
    out += say(language, " (no bounds)", "（无界）");
  return out;
}

}  // namespace saniscore::cli
