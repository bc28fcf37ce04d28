// Reads tests/golden/survey and compares with it.
#pragma once

#include <saniscore/survey/interval.hpp>

#include <charconv>
#include <cmath>
#include <fstream>
#include <map>
#include <string>
#include <string_view>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace saniscore::survey::testing {

using Json = nlohmann::json;

/// Where a file of tests/golden/survey lies.
std::string golden_path(const std::string& name);

/// A decimal number, whatever the locale.
inline double decimal(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  EXPECT_TRUE(error == std::errc() && end == text.data() + text.size()) << text;
  return value;
}

/// The file is kept, so that "for (row : golden(…)["rows"])" has something to hold on to.
inline const Json& golden(const std::string& name) {
  static std::map<std::string, Json> read;
  auto& json = read[name];
  if (json.is_null()) {
    std::ifstream in(golden_path(name));
    EXPECT_TRUE(in) << name;
    json = Json::parse(in);
  }
  return json;
}

inline ::testing::AssertionResult close(double got, double want, double relative = 1e-12) {
  if (std::abs(got - want) <= relative * std::abs(want) + 1e-15) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << "got " << got << ", want " << want << ", relative difference "
                                       << std::abs(got - want) / std::abs(want);
}

/// Both limits; the golden ones are cut to 0 … 1, as ours are.
inline void expect_limits(const Interval& got, const Json& want, double relative = 1e-12) {
  EXPECT_TRUE(close(got.lower, std::max(0.0, want[0].get<double>()), relative));
  EXPECT_TRUE(close(got.upper, std::min(1.0, want[1].get<double>()), relative));
}

inline std::string code_of(const std::vector<Diagnostic>& d) { return d.empty() ? "none" : d.front().code; }

}  // namespace saniscore::survey::testing
