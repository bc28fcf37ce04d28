#include <saniscore/survey/plan.hpp>

#include "survey/golden.hpp"

namespace saniscore::survey::testing {
namespace {

TEST(Plan, SampleSizesOfTheTests) {
  for (const Json& row : golden("sample_size.json")["test_plans"]) {
    SCOPED_TRACE(row.dump());
    const auto p = plan({row["p0"], row["alpha"]}, row["p1"], row["power"]).value();
    EXPECT_EQ(p.n_normal, row["n_normal"].get<int>());
    EXPECT_EQ(p.n_normal_continuity, row["n_normal_cc"].get<int>());
    EXPECT_EQ(p.n_first, row["first_n"].get<int>());
    EXPECT_EQ(p.critical_first, row["first_c"].get<int>());
    EXPECT_TRUE(close(p.power_first, row["first_power"]));
    EXPECT_TRUE(close(p.size_first, row["first_size"]));
    EXPECT_EQ(p.n_stable, row["stable_n"].get<int>());
    EXPECT_EQ(p.critical, row["stable_c"].get<int>());
    EXPECT_TRUE(close(p.power, row["stable_power"]));
  }
}

TEST(Plan, BelowTheThresholdIsTheMirrorImage) {
  const auto up = plan({0.1}, 0.2).value(), down = plan({0.9}, 0.8).value();
  EXPECT_EQ(up.n_stable, down.n_stable);
  EXPECT_EQ(up.critical, down.n_stable - down.critical);
  // the plan keeps its word: the critical count is decided, the next one is not
  EXPECT_EQ(decide(down.critical, down.n_stable, {0.9})->verdict, Verdict::not_met);
  EXPECT_EQ(decide(down.critical + 1, down.n_stable, {0.9})->verdict, Verdict::inconclusive);
  // 203 answers, clusters cost 1.6: 324.8, a third does not answer: 487.2
  const auto asked = plan({0.9}, 0.95, 0.8, 1.6, 2.0 / 3).value();
  EXPECT_EQ(asked.n_answers, 325);
  EXPECT_EQ(asked.n_asked, 488);
}

TEST(Plan, WhatSampleWouldHaveDecided) {
  const Json seed = golden("decisions.json")["seed_example"];
  const Threshold t{seed["threshold"]};
  const double observed = seed["observed"];
  const auto exact = deciding_sample(observed, t).value();
  EXPECT_EQ(exact.n, seed["first_n_not_met"]["exact"][0].get<int>());
  EXPECT_EQ(exact.x, seed["first_n_not_met"]["exact"][1].get<int>());
  EXPECT_EQ(exact.verdict, Verdict::not_met);
  const auto wilson = deciding_sample(observed, t, Method::wilson).value();
  EXPECT_EQ(wilson.n, seed["first_n_not_met"]["wilson"][0].get<int>());
  EXPECT_EQ(wilson.x, seed["first_n_not_met"]["wilson"][1].get<int>());
}

TEST(Plan, PrintedSharesTellTheSample) {
  // Jinchang 2011: 79.38, 19.38, 1.25 %; 127, 31 and 2 of 160 are 79.375, 19.375 and 1.25 %, and their awareness of
  // 99.38 % is 159 of 160
  const std::vector<double> shares{0.7938, 0.1938, 0.0125, 0.9938};
  EXPECT_EQ(smallest_sample(shares, 0.0001).value(), 160);
  const std::vector<double> one{0.787};
  EXPECT_EQ(smallest_sample(one).value(), 47);  // 37/47 = 0.78723
  EXPECT_EQ(code_of(smallest_sample(one, 0).diagnostics()), "D243");
}

TEST(Plan, PrecisionOfAnInterval) {
  for (const Json& row : golden("sample_size.json")["precision"]) {
    SCOPED_TRACE(row.dump());
    const auto p = precision(row["p"], row["half_width"], row["level"], 5000).value();
    EXPECT_EQ(p.n_wald, row["n_wald"].get<int>());
    EXPECT_EQ(p.n_wilson, row["n_wilson"].get<int>());
    EXPECT_EQ(p.n_wald_finite, row["n_wald_fpc_N5000"].get<int>());
  }
}

TEST(Lqas, PlansAndRules) {
  const Json file = golden("lqas.json");
  for (const Json& row : file["plans_binomial"]) {
    SCOPED_TRACE(row.dump());
    const auto p = lqas(row["p_lower"], row["p_upper"], row["alpha_max"], row["beta_max"]).value();
    EXPECT_EQ(p.n, row["n"].get<int>());
    EXPECT_EQ(p.d, row["d_min_successes"].get<int>());
    EXPECT_TRUE(close(p.alpha, row["alpha"]));
    EXPECT_TRUE(close(p.beta, row["beta"]));
  }
  for (const Json& row : file["plans_hypergeometric"]) {
    SCOPED_TRACE(row.dump());
    const auto p = lqas(row["p_lower"], row["p_upper"], 0.1, 0.1, row["N"].get<std::int64_t>()).value();
    EXPECT_EQ(p.n, row["n"].get<int>());
    EXPECT_EQ(p.d, row["d"].get<int>());
    EXPECT_TRUE(close(p.alpha, row["alpha"]));
    EXPECT_TRUE(close(p.beta, row["beta"]));
  }
  for (const Json& row : file["published_table"]["rows"]) {
    const std::int64_t n = row["n"], failures = row["d_max_failures"];
    const auto rule = lqas_rule(n, n - failures, 0.5, 0.8).value();
    EXPECT_TRUE(close(rule.alpha, row["computed"]["alpha_producer"]));
    EXPECT_TRUE(close(rule.beta, row["computed"]["beta_consumer"]));
    EXPECT_TRUE(close(1 - rule.alpha, row["computed"]["P_accept_at_p80"], 1e-11));
    EXPECT_TRUE(close(1 - rule.beta, row["computed"]["P_reject_at_p50"]));
    // the printed table has cells that are off by up to this much, as the file says
    EXPECT_NEAR(1 - rule.alpha, row["published"]["sens_80"].get<double>(), 0.026);
    EXPECT_NEAR(1 - rule.beta, row["published"]["spec_50"].get<double>(), 0.026);
  }
  for (const Json& row : file["decision_rules_gap30"]) {
    SCOPED_TRACE(row.dump());
    const double lower = row["p_lower"], upper = row["p_upper"];
    const std::int64_t n = row["n"], d = row["d_alpha10"];
    const auto rule = lqas_rule(n, d, lower, upper).value();
    EXPECT_TRUE(close(rule.alpha, row["alpha"]));
    EXPECT_TRUE(close(rule.beta, row["beta"]));
    EXPECT_LE(rule.alpha, 0.1);
    const auto errors = [&](std::int64_t least) {
      const auto r = lqas_rule(n, least, lower, upper).value();
      return r.alpha + r.beta;
    };
    const std::int64_t best = row["d_min_total_error"];
    for (std::int64_t other = 0; other <= n; ++other) EXPECT_LE(errors(best), errors(other) + 1e-12) << other;
    if (d < n) {
      EXPECT_GT(lqas_rule(n, d + 1, lower, upper)->alpha, 0.1);
    }
  }
}

TEST(Plan, RefusesWhatNoSampleCanDo) {
  EXPECT_EQ(code_of(plan({0.9}, 0.9).diagnostics()), "D243");
  EXPECT_EQ(code_of(plan({90}, 95).diagnostics()), "D241");
  EXPECT_EQ(code_of(plan({0.9}, 0.9001).diagnostics()), "D243");
  EXPECT_EQ(code_of(plan({0.9}, 0.95, 0.8, 0).diagnostics()), "D243");
  EXPECT_EQ(code_of(plan({0.9}, 0.95, 0.8, 1, 1.5).diagnostics()), "D243");
  EXPECT_EQ(code_of(lqas(0.9, 0.8).diagnostics()), "D243");
  EXPECT_EQ(code_of(lqas(50, 80).diagnostics()), "D243");
  EXPECT_EQ(code_of(lqas(0.86, 0.89, 0.05, 0.05, 5).diagnostics()), "D243");
  EXPECT_EQ(code_of(precision(0.9, 5).diagnostics()), "D243");
  EXPECT_EQ(code_of(deciding_sample(0.9, {0.9}).diagnostics()), "D243");
}

}  // namespace
}  // namespace saniscore::survey::testing
