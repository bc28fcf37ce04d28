#include "base/period.hpp"

#include <algorithm>

namespace saniscore::inline v0::detail {

namespace {

/// The number that `digits` are, or -1.
int number_of(std::string_view digits) {
  int n = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return -1;
    n = 10 * n + (c - '0');
  }
  return n;
}

}  // namespace

Periods periods_of(std::string_view round) {
  Periods out;
  const auto in = [&](Dimension d) -> std::string& { return out[static_cast<std::size_t>(d)]; };
  const auto year = round.substr(0, std::min<std::size_t>(4, round.size()));
  if (year.size() < 4 || number_of(year) < 0) return out;
  const auto rest = round.substr(4);
  const auto quarter = [&](int q) { return std::string(year) + "-Q" + std::to_string(q); };
  if (rest.empty()) {
    in(Dimension::year) = year;
  } else if (rest.size() == 3 && rest.starts_with("-Q") && rest[2] >= '1' && rest[2] <= '4') {
    in(Dimension::year) = year;
    in(Dimension::quarter) = quarter(rest[2] - '0');
  } else if (rest.size() == 3 || rest.size() == 6) {
    const int month = number_of(rest.substr(1, 2));
    const int day = rest.size() == 6 ? number_of(rest.substr(4, 2)) : 1;
    if (rest[0] != '-' || month < 1 || month > 12 || (rest.size() == 6 && rest[3] != '-') || day < 1 || day > 31)
      return out;
    in(Dimension::year) = year;
    in(Dimension::quarter) = quarter((month + 2) / 3);
    in(Dimension::month) = round.substr(0, 7);
  }
  return out;
}

}  // namespace saniscore::inline v0::detail
