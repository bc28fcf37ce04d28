// Standard errors by leaving out one primary unit at a time, against R's survey.
#include <saniscore/survey/calibrate.hpp>

#include "survey/golden.hpp"
#include "survey/residents.hpp"

#include <cmath>

namespace saniscore::survey::testing {
namespace {

TEST(Jackknife, IsThatOfR) {
  const auto people = residents(1);
  const auto answers = code(satisfaction(), people.sat).value();
  for (const auto& [key, finite] : {std::pair{"wave1_JKn_nofpc", false}, std::pair{"wave1_JKn_fpc", true}}) {
    const auto design = Design::make(people.columns(finite)).value();
    const Json want = golden("designs_synth.json")["synth"][key];
    const auto got = rate(design, answers, {.variance = Variance::jackknife}).value();
    EXPECT_TRUE(close(got.rate, want["p"]));
    EXPECT_TRUE(close(got.se, want["se"]));
    EXPECT_EQ(got.variance, Variance::jackknife);
    if (want.contains("degf")) {
      EXPECT_EQ(got.df, want["degf"].get<int>());
    }
    // near the linearised one, which is its first term, and not the same
    const auto taylor = rate(design, answers).value();
    EXPECT_NEAR(got.se, taylor.se, 0.02 * taylor.se);
    EXPECT_NE(got.se, taylor.se);
  }
}

/// R survey 4.1.1: svyby(~top2, ~street, as.svrepdesign(design, type = "JKn"), svymean, na.rm = TRUE) with `fpc`.
TEST(Jackknife, OfDomains) {
  const auto people = residents(1);
  const auto answers = code(satisfaction(), people.sat).value();
  const std::vector<double> want{0.027949999456152241, 0.090668498456843827, 0.027625897278419312,
                                 0.022948617047438193, 0.052349660789163165, 0.018348116667980245};
  const auto got =
      rates(Design::make(people.columns()).value(), answers, people.street, {.variance = Variance::jackknife}).value();
  for (std::size_t k = 0; k < want.size(); ++k) EXPECT_TRUE(close(got.rate[k].se, want[k], 1e-11));
}

/// Each respondent left out in turn: for plain shares of equal weight that is pq/(n − 1), and the limits do not change.
TEST(Jackknife, OfSimpleSamples) {
  Answers answers;
  for (int k = 0; k < 40; ++k) answers.outcomes.push_back(k < 33 ? Outcome::favourable : Outcome::unfavourable);
  const auto design = Design::simple(40).value();
  const auto got = rate(design, answers, {.variance = Variance::jackknife}).value();
  EXPECT_TRUE(close(got.se * got.se, 33.0 / 40 * 7 / 40 / 39));
  EXPECT_EQ(got.ci.lower, rate(design, answers)->ci.lower);
}

TEST(Jackknife, RefusesWhatItCannotDo) {
  const std::vector<std::int32_t> stratum{1, 1, 1, 2, 2}, psu{1, 1, 2, 3, 3};
  const std::vector<double> two(5, 2.0);
  const Answers answers{
      {Outcome::favourable, Outcome::unfavourable, Outcome::favourable, Outcome::favourable, Outcome::unfavourable}};
  const RateOptions jackknife{.variance = Variance::jackknife};
  for (const auto policy : {LonelyUnit::center, LonelyUnit::average}) {
    const auto lonely = Design::make({.stratum = stratum, .psu = psu}, {.lonely = policy}).value();
    EXPECT_EQ(code_of(rate(lonely, answers, jackknife).diagnostics()), "D232");
  }
  const auto certain = Design::make({.stratum = stratum, .psu = psu}, {.lonely = LonelyUnit::certainty}).value();
  EXPECT_GT(rate(certain, answers, jackknife)->se, 0);
  const auto staged = Design::make({.psu = psu, .psu_size = two}).value();
  EXPECT_EQ(code_of(rate(staged, answers, jackknife).diagnostics()), "D232");
  const Margin margin{.category = stratum, .people = {{1, 10}, {2, 20}}};
  const auto raked = poststratify(Design::make({.psu = psu}).value(), margin).value();
  EXPECT_EQ(code_of(rates(raked.design, answers, stratum, jackknife).diagnostics()), "D232");
  // a group within one unit: without it nobody is left
  const auto units = rates(Design::make({.psu = psu}).value(), answers, psu, jackknife).value();
  for (const auto& r : units.rate) {
    EXPECT_TRUE(std::isfinite(r.se));
    EXPECT_TRUE((r.flags & flag::no_df) != 0);
  }
}

}  // namespace
}  // namespace saniscore::survey::testing
