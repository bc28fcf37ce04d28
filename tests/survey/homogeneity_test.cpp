// Whether streets differ, against R's svychisq on the synthetic residents.
#include <saniscore/survey/calibrate.hpp>
#include <saniscore/survey/homogeneity.hpp>

#include "survey/golden.hpp"
#include "survey/residents.hpp"

namespace saniscore::survey::testing {
namespace {

TEST(Homogeneity, IsRaoAndScotts) {
  for (const int wave : {1, 2}) {
    SCOPED_TRACE(wave);
    const auto people = residents(wave);
    const Json& want = golden("designs_synth.json")["synth"]["wave" + std::to_string(wave)]["raoscott"];
    const auto design = Design::make(people.columns()).value();
    const auto got = homogeneity(design, code(satisfaction(), people.sat).value(), people.street).value();
    EXPECT_TRUE(close(got.statistic, want["Chisq"]));
    EXPECT_TRUE(close(got.f, want["F"]));
    EXPECT_TRUE(close(got.ndf, want["ndf"][0]));
    EXPECT_TRUE(close(got.ddf, want["ndf"][1]));
    EXPECT_TRUE(close(got.p_value, want["p"], 1e-11));
    EXPECT_TRUE(close(got.p_first_order, want["Chisq_p"], 1e-11));
    EXPECT_TRUE(close(got.wald_f, want["Wald"], 1e-11));
    EXPECT_EQ(got.groups - 1, want["Wald_par"][0].get<int>());
    EXPECT_EQ(got.df, want["Wald_par"][1].get<int>());
    EXPECT_TRUE(close(got.wald_p, want["Wald_p"], 1e-10));
    EXPECT_EQ(got.n_valid, golden("designs_synth.json")["synth"]["wave" + std::to_string(wave)]["n_valid"].get<int>());
  }
}

/// R survey 4.1.1, svychisq(~aware + street or age, …): F, ndf, ddf, p, and F and p of statistic = "Wald", where groups
/// run across units, weights are fitted to a margin (postStratify by age), and people are a second stage.
TEST(Homogeneity, OfEveryKindOfDesign) {
  const auto people = residents(1);
  const auto answers = code(yes_no(), people.aware).value();
  const auto drawn = Design::make(people.columns()).value();
  const Margin age{.category = people.age, .people = {{1, 17000}, {2, 27000}, {3, 28000}, {4, 20000}}};
  const auto fitted = poststratify(drawn, age).value().design;
  auto columns = people.columns();
  columns.psu_size = people.psu_size;
  const auto staged = Design::make(columns).value();

  using Numbers = std::vector<double>;
  const std::vector<std::tuple<const char*, Design, const std::vector<std::int32_t>*, Numbers>> cases{
      {"age",
       drawn,
       &people.age,
       {3.14353547849734971, 2.55939368463326833, 76.78181053899804454, 0.03697307181987447, 2.07262697330157453,
        0.12485544355717861}},
      {"fitted, street",
       fitted,
       &people.street,
       {18.053848066140699, 3.7541496309283113, 112.62448892784934, 4.7665463032903623e-11, 13.605816579327982,
        5.7389728619658960e-07}},
      {"fitted, age",
       fitted,
       &people.age,
       {3.170391979914568559, 2.524237938937662129, 75.7271381681298692, 0.036614414103135484, 2.2170240803404,
        0.1066378389910511}},
      {"staged, age",
       staged,
       &people.age,
       {2.599827988909071852, 2.687943772763504491, 80.6383131829051365, 0.064014174158056464, 1.7952981274841955,
        0.1693408097478134}}};
  for (const auto& [name, design, group, want] : cases) {
    SCOPED_TRACE(name);
    const auto got = homogeneity(design, answers, *group).value();
    const Numbers found{got.f, got.ndf, got.ddf, got.p_value, got.wald_f, got.wald_p};
    for (std::size_t k = 0; k < want.size(); ++k) EXPECT_TRUE(close(found[k], want[k], 1e-10)) << k;
  }
}

/// Simple counts: Pearson's X² by hand, and a design effect of n/(n − 1) in the table's own estimate of errors.
TEST(Homogeneity, OfSimpleCounts) {
  Answers answers;
  std::vector<std::int32_t> street;
  const auto add = [&](std::int32_t where, int yes, int no) {
    for (int k = 0; k < yes + no; ++k) {
      street.push_back(where);
      answers.outcomes.push_back(k < yes ? Outcome::favourable : Outcome::unfavourable);
    }
  };
  add(1, 45, 5);
  add(2, 30, 20);
  const auto h = homogeneity(Design::simple(100).value(), answers, street).value();
  EXPECT_TRUE(close(h.statistic, 12));  // 100 (45·20 − 5·30)² / (50·50·75·25)
  EXPECT_TRUE(close(h.mean_deff, 100.0 / 99));
  EXPECT_TRUE(close(h.ndf, 1));
  EXPECT_EQ(h.df, 99);

  // a third street, all of it satisfied: counted, with design effect 1, so that the mean stays where it was
  add(3, 50, 0);
  const auto all = homogeneity(Design::simple(150).value(), answers, street).value();
  EXPECT_EQ(all.groups, 3);
  EXPECT_NEAR(all.mean_deff, 1, 0.02);
  EXPECT_LT(all.p_value, h.p_value);
  EXPECT_LT(all.wald_p, 1e-6);

  // without the rows of two streets there is nothing to compare, and with nobody nothing to count
  std::vector<std::uint8_t> where(150, 0);
  EXPECT_EQ(code_of(homogeneity(Design::simple(150).value(), answers, street, where).diagnostics()), "D233");
  for (std::size_t k = 0; k < 50; ++k) where[k] = 1;
  EXPECT_EQ(code_of(homogeneity(Design::simple(150).value(), answers, street, where).diagnostics()), "D234");
  for (auto& g : street) g = g == 3 ? -1 : g;
  EXPECT_TRUE(close(homogeneity(Design::simple(150).value(), answers, street)->statistic, 12));
  EXPECT_EQ(code_of(homogeneity(Design::simple(10).value(), answers, street).diagnostics()), "D231");
}

TEST(Homogeneity, SaysNothingWhereNothingCanBeSaid) {
  const std::vector<std::int32_t> psu{1, 1, 2, 2};
  const auto design = Design::make({.psu = psu}).value();
  const Answers alike{std::vector<Outcome>(4, Outcome::favourable)};
  const std::vector<std::int32_t> street{1, 2, 1, 2};
  const auto h = homogeneity(design, alike, street).value();
  EXPECT_EQ(h.p_value, 1);
  EXPECT_EQ(h.wald_p, 1);
  EXPECT_EQ(h.statistic, 0);
}

}  // namespace
}  // namespace saniscore::survey::testing
