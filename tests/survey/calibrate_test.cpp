#include <saniscore/survey/calibrate.hpp>

#include "survey/golden.hpp"
#include "survey/residents.hpp"

#include "survey/design_data.hpp"

namespace saniscore::survey::testing {
namespace {

TEST(Rake, TablesOfTheLiterature) {
  const Json file = golden("raking.json");
  for (const char* name : {"bfh1975", "ipf4x4"}) {
    const Json& t = file[name];
    std::vector<double> weight;
    std::vector<std::int32_t> row, column;
    for (std::size_t i = 0; i < t["seed"].size(); ++i)
      for (std::size_t j = 0; j < t["seed"][i].size(); ++j) {
        weight.push_back(t["seed"][i][j]);
        row.push_back(static_cast<std::int32_t>(i));
        column.push_back(static_cast<std::int32_t>(j));
      }
    Margin rows{row, {}}, columns{column, {}};
    for (std::size_t i = 0; i < t["row_totals"].size(); ++i)
      rows.people.emplace_back(static_cast<std::int32_t>(i), t["row_totals"][i].get<double>());
    for (std::size_t j = 0; j < t["col_totals"].size(); ++j)
      columns.people.emplace_back(static_cast<std::int32_t>(j), t["col_totals"][j].get<double>());
    const std::vector<Margin> margins{rows, columns};
    const auto got = rake(Design::make({.weight = weight}).value(), margins, {.tolerance = 1e-14}).value();
    std::size_t k = 0;
    for (const Json& line : t["result"])
      for (const Json& want : line) EXPECT_TRUE(close(got.weight[k++], want)) << name;
    EXPECT_LE(got.gap, 1e-14);
  }
}

struct Known {
  Residents people = residents(1);
  Json want = golden("designs_synth.json")["synth"]["calibrated_wave1"];
  Design design = Design::make(people.columns()).value();
  Margin margin(const char* key, const char* name, const std::vector<std::int32_t>& column) const {
    Margin m{column, {}};
    for (const Json& cell : want[key])
      m.people.emplace_back(cell[name].get<std::int32_t>(), cell["Freq"].get<double>());
    return m;
  }
  std::vector<Margin> margins() const {
    return {margin("pop_sex", "sex", people.sex), margin("pop_age", "age", people.age)};
  }
  void expect(const Calibrated& got, const Json& result, bool same_variance) const {
    double sum = 0;
    for (const double w : got.weight) sum += w;
    EXPECT_TRUE(close(sum, result["sum_w"], 1e-9));
    for (std::size_t i = 0; i < result["weights_first20"].size(); ++i)
      EXPECT_TRUE(close(got.weight[i], result["weights_first20"][i]));
    EXPECT_TRUE(close(got.deff_kish, result["deff_kish"]));
    const auto r = rate(got.design, code(yes_no(), people.aware).value()).value();
    EXPECT_TRUE(close(r.rate, result["aware"][0]));
    if (same_variance) {
      EXPECT_TRUE(close(r.se, result["aware"][1], 1e-11));
    }
    EXPECT_TRUE((r.flags & flag::calibrated) != 0);
    EXPECT_EQ(r.df, 30);
  }
};

TEST(Rake, WeightsAndVarianceAsInR) {
  const Known known;
  const auto got = rake(known.design, known.margins(), {.tolerance = 1e-14}).value();
  known.expect(got, known.want["raked"], false);
  EXPECT_GT(got.most_ratio, got.least_ratio);
  EXPECT_GT(got.rounds, 1);
}

TEST(Rake, BeforeRaking) {
  const Known known;
  const Json& want = known.want["base"];
  double sum = 0;
  for (const double w : known.people.weight) sum += w;
  EXPECT_TRUE(close(sum, want["sum_w"]));
  EXPECT_NEAR(sum, known.want["N_hat"].get<double>(), 1e-3);
  for (std::size_t i = 0; i < want["weights_first20"].size(); ++i)
    EXPECT_TRUE(close(known.people.weight[i], want["weights_first20"][i]));
  const auto aware = rate(known.design, code(yes_no(), known.people.aware).value()).value();
  EXPECT_TRUE(close(aware.rate, want["aware"][0]));
  EXPECT_TRUE(close(aware.se, want["aware"][1]));
  EXPECT_TRUE(close(aware.deff_kish, want["deff_kish"]));  // everybody said whether they are aware
  const auto satisfied = rate(known.design, code(satisfaction(), known.people.sat).value()).value();
  EXPECT_TRUE(close(satisfied.se, want["top2"][1]));
}

/// R's rake() averages the residuals of each margin without weights, ours with the design weights, as Deville and
/// Särndal do. With weights of 1 in their place ours is R's number, but for R's ten rounds.
TEST(Rake, VarianceDiffersFromRsByTheWeightsOfTheRegression) {
  const Known known;
  const auto answers = code(yes_no(), known.people.aware).value();
  const auto raked = rake(known.design, known.margins(), {.tolerance = 1e-14}).value();
  auto data = std::make_shared<Design::Data>(raked.design.data());
  auto plain = std::make_shared<Calibration>(*data->calibration);
  std::fill(plain->base_weight.begin(), plain->base_weight.end(), 1.0);
  data->calibration = plain;
  EXPECT_TRUE(close(rate(Design(data), answers)->se, known.want["raked"]["aware"][1], 1e-11));
  EXPECT_NEAR(rate(raked.design, answers)->se, 0.02026967411415579, 1e-14);  // by projections in turn, in Python
}

TEST(Rake, PostStratificationIsOneRound) {
  const Known known;
  const auto got = poststratify(known.design, known.margin("pop_age", "age", known.people.age)).value();
  known.expect(got, known.want["poststratified_age"], true);
  EXPECT_EQ(got.rounds, 1);
}

/// A margin that says nothing new changes no weight, but the variance of the margin itself vanishes.
TEST(Rake, WhatIsKnownHasNoVariance) {
  const Known known;
  const auto raked = rake(known.design, known.margins()).value();
  Answers women;
  for (const auto s : known.people.sex) women.outcomes.push_back(s == 2 ? Outcome::favourable : Outcome::unfavourable);
  const auto r = rate(raked.design, women).value();
  EXPECT_NEAR(r.rate, 47000.0 / 92000, 1e-10);
  EXPECT_LT(r.se, 1e-9);
  EXPECT_GT(rate(known.design, women)->se, 0.01);
  // groups go through the same variance
  const auto by = rates(raked.design, women, known.people.sex).value();
  EXPECT_EQ(by.rate[1].rate, 1);
}

TEST(Rake, RefusesWhatCannotBe) {
  const Known known;
  const auto refused = [&](std::vector<Margin> margins) { return rake(known.design, margins); };
  const auto sex = known.margin("pop_sex", "sex", known.people.sex);
  auto more = sex;
  more.people.emplace_back(3, 10.0);
  const auto empty = refused({more});
  EXPECT_EQ(code_of(empty.diagnostics()), "D251");
  EXPECT_EQ(empty.diagnostics().front().pointer, "margin 1, category 3");
  auto less = sex;
  less.people.pop_back();
  EXPECT_EQ(code_of(refused({less}).diagnostics()), "D251");
  auto negative = sex;
  negative.people[0].second = -1;
  EXPECT_EQ(code_of(refused({negative}).diagnostics()), "D252");
  auto twice = sex;
  twice.people.push_back(twice.people[0]);
  EXPECT_EQ(code_of(refused({twice}).diagnostics()), "D252");
  auto other = known.margin("pop_age", "age", known.people.age);
  other.people[0].second += 1000;
  EXPECT_EQ(code_of(refused({sex, other}).diagnostics()), "D252");
  EXPECT_EQ(code_of(refused({}).diagnostics()), "D252");
  const std::vector<std::int32_t> few{1, 2};
  EXPECT_EQ(code_of(refused({{few, {{1, 1.0}, {2, 1.0}}}}).diagnostics()), "D231");
  EXPECT_EQ(code_of(rake(refused({sex})->design, std::vector<Margin>{sex}).diagnostics()), "D254");
  // both margins cannot hold when each category of one is a category of the other
  const std::vector<std::int32_t> same{1, 1, 2, 2};
  const std::vector<Margin> contradiction{{same, {{1, 10.0}, {2, 30.0}}}, {same, {{1, 20.0}, {2, 20.0}}}};
  EXPECT_EQ(code_of(rake(Design::simple(4).value(), contradiction).diagnostics()), "D253");
}

}  // namespace
}  // namespace saniscore::survey::testing
