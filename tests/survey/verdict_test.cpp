#include <saniscore/survey/verdict.hpp>

#include "survey/golden.hpp"
#include "survey/residents.hpp"

#include "survey/rate_limits.hpp"

namespace saniscore::survey::testing {
namespace {

TEST(Decide, CountsFromWhichAVerdictFalls) {
  for (const Json& row : golden("decisions.json")["rows"]) {
    SCOPED_TRACE(row.dump());
    const Threshold t{row["threshold"], row["alpha"]};
    const std::int64_t n = row["n"];
    std::int64_t met = -1, not_met = -1, naive = -1, wilson_met = -1, wilson_not = -1;
    for (std::int64_t x = 0; x <= n; ++x) {
      const auto d = decide(x, n, t).value();
      if (d.verdict == Verdict::met && met < 0) met = x;
      if (d.verdict == Verdict::not_met) not_met = x;
      if (d.point_estimate_passes && naive < 0) naive = x;
      // the bound and the p value are one rule
      EXPECT_EQ(d.verdict == Verdict::met, d.lower >= t.value) << x;
      EXPECT_EQ(d.verdict == Verdict::not_met, d.upper < t.value) << x;
      if (*bound_lower(x, n, 1 - t.alpha) >= t.value && wilson_met < 0) wilson_met = x;
      if (*bound_upper(x, n, 1 - t.alpha) < t.value) wilson_not = x;
    }
    const auto want = [&](const char* key) { return row[key].is_null() ? -1 : row[key].get<std::int64_t>(); };
    EXPECT_EQ(met, want("exact_min_x_met"));
    EXPECT_EQ(not_met, want("exact_max_x_not_met"));
    EXPECT_EQ(naive, want("naive_min_x"));
    EXPECT_EQ(wilson_met, want("wilson_min_x_met"));
    EXPECT_EQ(wilson_not, want("wilson_max_x_not_met"));
  }
}

TEST(Decide, ChancesAtThresholds) {
  std::size_t compared = 0;
  for (const Json& row : golden("proportion_ci.json")["rows"]) {
    const std::int64_t x = row["x"], n = row["n"];
    for (const auto& [threshold, want] : row["tests_vs_threshold"].items()) {
      SCOPED_TRACE(row["x"].dump() + " of " + row["n"].dump() + " against " + threshold);
      const double t = decimal(threshold);
      const auto exact = chances(x, n, t).value(), score = chances(x, n, t, TailMethod::score).value();
      // of 100000 answers the oracles themselves agree to 1e-12 absolutely only
      const double relative = n > 5000 ? 1e-10 : 1e-12;
      EXPECT_TRUE(close(exact.at_least, want["p_exact_greater"], relative));
      EXPECT_TRUE(close(exact.at_most, want["p_exact_less"], relative));
      EXPECT_TRUE(close(chances(x, n, t, TailMethod::mid_p)->at_least, want["p_midp_greater"], relative));
      EXPECT_TRUE(close(score.at_least, want["p_score_greater"], relative));
      EXPECT_TRUE(close(score.at_most, want["p_score_less"], relative));
      ++compared;
    }
  }
  EXPECT_EQ(compared, 450u);
}

TEST(Decide, FamiliesOfStreets) {
  const Json file = golden("multiplicity.json"), streets = golden("small_area.json")["eb_beta_binomial"];
  const auto want = file["p"].get<std::vector<double>>();
  std::vector<double> p;
  std::vector<Decision> decisions;
  for (std::size_t i = 0; i < want.size(); ++i) {
    decisions.push_back(
        decide(streets["x"][i].get<std::int64_t>(), streets["n"][i].get<std::int64_t>(), {0.85}).value());
    p.push_back(decisions.back().p_not_met);
    EXPECT_TRUE(close(p.back(), want[i]));
  }
  const std::vector<std::pair<const char*, Family>> families{{"bonferroni", Family::bonferroni},
                                                             {"holm", Family::holm},
                                                             {"hochberg", Family::hochberg},
                                                             {"BH", Family::bh},
                                                             {"BY", Family::by}};
  for (const auto& [name, family] : families) {
    const auto got = adjusted(p, family).value();
    for (std::size_t i = 0; i < p.size(); ++i) EXPECT_TRUE(close(got[i], file["adjusted"][name][i])) << name;
  }
  // 14 of the 36 communities fall below 85 % one by one, 8 after Holm, 12 after Benjamini and Hochberg
  const auto failing = [](const std::vector<Decision>& all) {
    return std::count_if(all.begin(), all.end(), [](const Decision& d) { return d.verdict == Verdict::not_met; });
  };
  EXPECT_EQ(failing(decisions), 14);
  EXPECT_EQ(failing(decide_all(decisions, Family::holm).value()), 8);
  EXPECT_EQ(failing(decide_all(decisions, Family::bh).value()), 12);
}

TEST(Decide, DesignedRatesByTheirBounds) {
  const auto people = residents(1);
  const auto design = Design::make(people.columns()).value();
  const auto streets = rates(design, code(yes_no(), people.support).value(), people.street).value();
  std::size_t decided = 0;
  for (const auto& r : streets.rate)
    for (const double threshold : {0.6, 0.75, 0.85, 0.9, 0.95})
      for (const double alpha : {0.01, 0.05, 0.1}) {
        const auto d = decide(r, {threshold, alpha}).value();
        EXPECT_EQ(d.verdict == Verdict::met, d.lower >= threshold);
        EXPECT_EQ(d.verdict == Verdict::not_met, d.upper < threshold);
        // the p value is the level at which the bound meets the threshold
        if (d.p_met > 1e-6 && d.p_met < 0.49) {
          EXPECT_NEAR(rate_limits(r, d.p_met, Method::korn_graubard).lower, threshold, 1e-9);
        }
        EXPECT_FALSE(d.simple);
        decided += d.verdict != Verdict::inconclusive;
      }
  EXPECT_GT(decided, 10u);
}

TEST(Decide, NothingCanBeSaidWithoutAnswersOrUnits) {
  EXPECT_EQ(decide(0, 0, {0.9})->verdict, Verdict::inconclusive);
  const std::vector<std::int32_t> one(10, 1);
  const Answers all{std::vector<Outcome>(10, Outcome::unfavourable)};
  const auto r = rate(Design::make({.psu = one}, {LonelyUnit::certainty}).value(), all).value();
  const auto d = decide(r, {0.9}).value();
  EXPECT_EQ(d.verdict, Verdict::inconclusive);
  EXPECT_EQ(d.lower, 0);
  EXPECT_EQ(d.upper, 1);
}

TEST(Decide, FinitePopulations) {
  // all 50 households of a village answered, 45 satisfied: 90 % is met for sure, by counting
  EXPECT_EQ(decide(45, 50, {0.9}, 50)->verdict, Verdict::met);
  EXPECT_EQ(decide(44, 50, {0.9}, 50)->verdict, Verdict::not_met);
  EXPECT_EQ(decide(45, 50, {0.9})->verdict, Verdict::inconclusive);
  // 10 of 10 from 20: if 17 or fewer (below 90 %) were satisfied: C(17,10)/C(20,10) = 19448/184756
  EXPECT_TRUE(close(decide(10, 10, {0.9}, 20)->p_met, 19448.0 / 184756));
  // 8 of 10 from 20: two or more of the 2 unsatisfied among the 10: C(10,2)/C(20,2) = 45/190
  EXPECT_TRUE(close(decide(8, 10, {0.9}, 20)->p_not_met, 45.0 / 190));
}

TEST(Decide, ThresholdsAreShares) {
  const auto wrong = decide(9, 10, {90});
  EXPECT_EQ(code_of(wrong.diagnostics()), "D241");
  EXPECT_EQ(wrong.diagnostics().front().en, "the threshold 90 is no share; write 0.9 for 90 %");
  EXPECT_NE(wrong.diagnostics().front().zh.find("请写 0.9"), std::string::npos);
  EXPECT_EQ(code_of(decide(9, 10, {0}).diagnostics()), "D241");
  EXPECT_EQ(code_of(decide(9, 10, {0.9, 5}).diagnostics()), "D241");
  EXPECT_EQ(code_of(decide(11, 10, {0.9}).diagnostics()), "D202");
  // every single person: one complaint refutes it, no sample proves it
  EXPECT_EQ(decide(10, 10, {1})->verdict, Verdict::inconclusive);
  EXPECT_EQ(decide(9, 10, {1})->verdict, Verdict::not_met);
  const std::vector<double> p{0.5, 1.5};
  EXPECT_EQ(code_of(adjusted(p, Family::holm).diagnostics()), "D242");
  const std::vector<Decision> mixed{decide(9, 10, {0.9}).value(), decide(9, 10, {0.9, 0.1}).value()};
  EXPECT_EQ(code_of(decide_all(mixed).diagnostics()), "D242");
}

TEST(Decide, SentencesForLeaders) {
  const auto d = decide(94, 120, {0.85}).value();  // 78.3 %; P(X <= 94 | 0.85) = 0.0325…
  EXPECT_EQ(sentence(d),
            "78.3 % of 120 answers: below 85 %; the chance of seeing this or less if the true rate were 85 % is 3.2 %. "
            "Verdict: not met.");
  EXPECT_EQ(
      sentence(d, Language::zh),
      "120 份有效答卷中，正面回答占 78.3 %，低于 85 %：若真实比例恰为 85 %，出现这样低或更低结果的可能性为 3.2 %。"
      "判定：未达标。");
  const auto open = sentence(decide(18, 20, {0.9}).value());
  EXPECT_NE(open.find("Verdict: inconclusive. The true rate may be anything from 71.7 % to 98.2 %"), std::string::npos)
      << open;
  // what is below stays below when it is printed
  EXPECT_NE(sentence(decide(8996, 10000, {0.9}).value()).find("89.96 %"), std::string::npos);
  EXPECT_NE(sentence(decide(999'999, 1'000'000, {0.9}).value()).find("99.9 %"), std::string::npos);
  EXPECT_EQ(sentence(decide(0, 0, {0.9}).value()), "No valid answers: nothing can be said.");
}

}  // namespace
}  // namespace saniscore::survey::testing
