#include <saniscore/survey/interval.hpp>

#include "survey/golden.hpp"

#include <vector>

namespace saniscore::survey::testing {
namespace {

const std::vector<std::pair<const char*, Method>>& methods() {
  static const std::vector<std::pair<const char*, Method>> all{
      {"wilson", Method::wilson},
      {"wilson_cc", Method::wilson_continuity},
      {"clopper_pearson", Method::clopper_pearson},
      {"jeffreys", Method::jeffreys},
      {"mid_p", Method::mid_p},
      {"agresti_coull", Method::agresti_coull},
      {"likelihood_ratio", Method::likelihood_ratio},
      {"logit", Method::logit},
      {"wald", Method::wald},
  };
  return all;
}

TEST(Interval, EveryGoldenRowByEveryMethod) {
  const Json file = golden("proportion_ci.json");
  std::size_t compared = 0;
  for (const Json& row : file["rows"]) {
    const auto x = row["x"].get<std::int64_t>(), n = row["n"].get<std::int64_t>();
    const auto level = row["level"].get<double>();
    for (const auto& [name, method] : methods()) {
      SCOPED_TRACE(std::to_string(x) + " of " + std::to_string(n) + " at " + std::to_string(level) + " " + name);
      // the plain logit has no limits at the ends; there ours is Anscombe's
      const Json& want = row[name].is_null() ? row["logit_anscombe"] : row[name];
      expect_limits(interval(x, n, level, method).value(), want);
      ++compared;
    }
    const Json& one = row["one_sided"];
    EXPECT_TRUE(close(*bound_lower(x, n, level), one["wilson_lower"].get<double>()));
    EXPECT_TRUE(close(*bound_upper(x, n, level), one["wilson_upper"].get<double>()));
    EXPECT_TRUE(close(*bound_lower(x, n, level, Method::clopper_pearson), one["clopper_pearson_lower"].get<double>()));
    EXPECT_TRUE(close(*bound_upper(x, n, level, Method::clopper_pearson), one["clopper_pearson_upper"].get<double>()));
  }
  EXPECT_EQ(compared, 225u * 9u);
}

TEST(Interval, NewcombesTable) {
  const Json file = golden("newcombe1998_table1.json");
  std::size_t compared = 0;
  for (const auto& [counts, row] : file["table"].items()) {
    const auto slash = counts.find('/');
    const auto x = std::stoll(counts.substr(0, slash)), n = std::stoll(counts.substr(slash + 1));
    for (const auto& [name, method] : methods()) {
      if (!row.contains(name)) continue;
      SCOPED_TRACE(counts + " " + name);
      const auto got = interval(x, n, 0.95, method).value();
      expect_limits(got, row[name]["computed"]);
      const Json& printed = row[name]["printed_4dp"];
      if (!printed[0].is_null()) {
        EXPECT_NEAR(got.lower, printed[0].get<double>(), 5e-5);
      }
      if (!printed[1].is_null()) {
        EXPECT_NEAR(got.upper, printed[1].get<double>(), 5e-5);
      }
      compared += 2;
    }
  }
  EXPECT_EQ(compared, 48u);
}

/// Σ P(X = x) over the x whose interval holds p.
double coverage(std::int64_t n, double p, Method method) {
  double sum = 0;
  for (std::int64_t x = 0; x <= n; ++x) {
    const auto i = interval(x, n, 0.95, method).value();
    const auto k = static_cast<double>(x), m = static_cast<double>(n);
    if (i.lower <= p && p <= i.upper)
      sum += std::exp(std::lgamma(m + 1) - std::lgamma(k + 1) - std::lgamma(m - k + 1) + k * std::log(p) +
                      (m - k) * std::log1p(-p));
  }
  return sum;
}

TEST(Interval, CoverageAsBrownCaiAndDasGuptaFoundIt) {
  const Json file = golden("bcd2001_coverage.json");
  for (const Json& row : file["rows"]) {
    for (const auto& [name, method] : methods()) {
      // the paper's logit leaves x = 0 and n out, ours covers there too
      if (!row.contains(name) || method == Method::logit) continue;
      SCOPED_TRACE(row["n"].dump() + " " + row["p"].dump() + " " + name);
      EXPECT_TRUE(close(coverage(row["n"], row["p"], method), row[name].get<double>(), 1e-10));
    }
  }
}

TEST(Interval, ManyAtOnceAreTheSame) {
  const std::vector<std::int64_t> x{0, 3, 94, 120, 0}, n{10, 10, 120, 120, 0};
  for (const auto& [name, method] : methods()) {
    const auto many = intervals(x, n, 0.9, method).value();
    for (std::size_t i = 0; i < x.size(); ++i) {
      const auto one = interval(x[i], n[i], 0.9, method).value();
      EXPECT_EQ(many.lower[i], one.lower) << name;
      EXPECT_EQ(many.upper[i], one.upper) << name;
    }
    EXPECT_EQ(many.lower[4], 0) << "no answers: nothing is known";
    EXPECT_EQ(many.upper[4], 1);
  }
}

TEST(Interval, FinitePopulation) {
  // A census leaves nothing open.
  const auto census = interval(79, 100, 0.95, Method::clopper_pearson, 100).value();
  EXPECT_EQ(census.lower, 0.79);
  EXPECT_EQ(census.upper, 0.79);
  // 2 of 3 from a lot of 4, each side 2.5 %: 1 favourable member cannot yield 2; 2, 3 can: P(X >= 2 | 2) = 1/2. All 4
  // cannot yield an unfavourable one. So 2 … 3 of 4.
  const auto lot = interval(2, 3, 0.95, Method::clopper_pearson, 4).value();
  EXPECT_EQ(lot.lower, 0.5);
  EXPECT_EQ(lot.upper, 0.75);
  // 10 of 10 from 20: with k favourable P(10 | k) = C(k, 10) / C(20, 10); k = 15: 3003/184756 = 0.0163, 16: 0.0433.
  EXPECT_EQ(bound_lower(10, 10, 0.95, Method::clopper_pearson, 20).value(), 17 / 20.0);  // 19448/184756 = 0.1053
  EXPECT_EQ(bound_lower(10, 10, 0.98, Method::clopper_pearson, 20).value(), 16 / 20.0);
  // Wilson at n (N − 1)/(N − n) = 100 · 399/300 = 133
  const auto wilson = interval(80, 100, 0.95, Method::wilson, 400).value();
  const double p = 0.8, m = 133, z = 1.959963984540054;
  const double half = z * std::sqrt(p * 0.2 / m + z * z / (4 * m * m)) / (1 + z * z / m);
  const double centre = (p + z * z / (2 * m)) / (1 + z * z / m);
  EXPECT_TRUE(close(wilson.lower, centre - half));
  EXPECT_TRUE(close(wilson.upper, centre + half));
  // a population that is large beside the sample makes no difference
  const auto infinite = interval(80, 100, 0.95, Method::clopper_pearson).value();
  const auto large = interval(80, 100, 0.95, Method::clopper_pearson, 50'000'000).value();
  EXPECT_NEAR(large.lower, infinite.lower, 1e-6);
  EXPECT_NEAR(large.upper, infinite.upper, 1e-6);
}

/// Small and huge samples, all counts near the ends: limits lie within 0 … 1, in order, around the share.
TEST(Interval, NeverStrays) {
  for (const std::int64_t n : {1, 2, 3, 10, 97, 1000, 1'000'000, 2'000'000'000})
    for (const std::int64_t from_end : {0, 1, 2, 5, 400'000})
      for (const bool high : {false, true}) {
        if (from_end > n) continue;
        const auto x = high ? n - from_end : from_end;
        const double share = static_cast<double>(x) / static_cast<double>(n);
        for (const double level : {0.5, 0.95, 0.999999})
          for (const auto& [name, method] : methods()) {
            SCOPED_TRACE(std::to_string(x) + " of " + std::to_string(n) + " " + name);
            const auto i = interval(x, n, level, method).value();
            EXPECT_TRUE(0 <= i.lower && i.lower <= i.upper && i.upper <= 1) << i.lower << " " << i.upper;
            // Anscombe's ½ moves the centre of the logit off 0 and 1
            if (method != Method::logit || (x > 0 && x < n)) {
              EXPECT_LE(i.lower, share + 1e-15);
              EXPECT_GE(i.upper, share - 1e-15);
            }
          }
      }
}

TEST(Interval, RefusesWhatIsNoShare) {
  EXPECT_EQ(code_of(interval(5, 4).diagnostics()), "D202");
  EXPECT_EQ(code_of(interval(-1, 4).diagnostics()), "D202");
  EXPECT_EQ(code_of(interval(1, 4, 95).diagnostics()), "D201");
  EXPECT_EQ(code_of(bound_lower(1, 4, 0).diagnostics()), "D201");
  EXPECT_EQ(code_of(interval(1, 4, 0.95, Method::wilson, 3).diagnostics()), "D202");
  const std::vector<std::int64_t> x{1, 2}, n{3}, small{3, 1};
  EXPECT_EQ(code_of(intervals(x, n).diagnostics()), "D203");
  const auto wrong = intervals(x, small);
  EXPECT_EQ(code_of(wrong.diagnostics()), "D202");
  EXPECT_EQ(wrong.diagnostics().front().pointer, "row 1");
}

TEST(Interval, MethodsHaveNames) {
  for (const auto& [name, method] : methods()) EXPECT_EQ(parse_method(to_text(method)), method);
  EXPECT_FALSE(parse_method("exact").has_value());
}

}  // namespace
}  // namespace saniscore::survey::testing
