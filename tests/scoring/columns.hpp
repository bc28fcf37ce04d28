// Tables of any standard, filled with values that rules may know.
#pragma once

#include "scoring/small.hpp"

#include <array>
#include <cstring>
#include <limits>
#include <random>
#include <utility>
#include <vector>

namespace small {

inline constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Columns of a table, with their states.
struct Columns {
  Standard standard;
  std::size_t units;
  std::vector<std::vector<double>> values;
  std::vector<std::vector<std::uint8_t>> states;
  std::vector<std::vector<std::string_view>> labels;  ///< of columns that have some; values are their numbers

  Columns(Standard s, std::size_t n) : standard(std::move(s)), units(n) {
    values.assign(standard.columns().size(), std::vector<double>(units, nan));
    states.assign(standard.columns().size(), std::vector<std::uint8_t>(units, 0));
    for (const auto& name : standard.columns()) {
      const auto* known = standard.labels(name);
      labels.emplace_back();
      if (known) labels.back().assign(known->begin(), known->end());
      if (known && known->empty()) labels.back().emplace_back("anything");
    }
  }
  [[nodiscard]] Table table() const {
    Table t(standard, units);
    for (std::size_t k = 0; k < values.size(); ++k) {
      auto bound = column(std::span<const double>(values[k]));
      bound.labels = labels[k];
      t.bind(standard.columns()[k], bound);
      t.bind(standard.columns()[k] + "#state", column(std::span<const std::uint8_t>(states[k])));
    }
    return t;
  }
};

inline bool same_bits(double a, double b) { return std::memcmp(&a, &b, sizeof a) == 0; }

/// A value that a rule of some kind may know.
inline double some_value(std::mt19937& random) {
  constexpr std::array values{0.0, 1.0, 2.0, 3.0, 4.5, 5.0, 10.0, 20.0, 59.9, 60.0, 85.0, 90.5, 100.0, -1.0, 250.0};
  const auto k = random() % (values.size() + 2);
  if (k < values.size()) return values[k];
  return k == values.size() ? nan : static_cast<double>(random() % 1000) / 10;
}

}  // namespace small
