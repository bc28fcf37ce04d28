// Rates of designed samples against R's survey 4.5 on the synthetic residents.
#include <saniscore/survey/calibrate.hpp>

#include "survey/golden.hpp"
#include "survey/residents.hpp"

#include "survey/rate_limits.hpp"

#include <algorithm>

namespace saniscore::survey::testing {
namespace {

const Json& file() {
  static const Json read = golden("designs_synth.json");
  return read["synth"];
}

void expect_rate(const Rate& got, const Json& want) {
  EXPECT_TRUE(close(got.rate, want["p"]));
  EXPECT_TRUE(close(got.se, want["se"]));
  EXPECT_TRUE(close(got.deff_finite, want["deff"]));
  EXPECT_TRUE(close(got.deff, want["deff_replace"]));
  EXPECT_EQ(got.df, want["degf"].get<int>());
  EXPECT_EQ(got.n_valid, want["n"].get<int>());
}

/// R's intervals, "method@level". R's "beta" is Korn–Graubard without the NCHS limit of n, so it is compared where that
/// does not act. R's arcsine comes back down behind a right angle; there only the other limit is compared. R's
/// likelihood has a dispersion of n/(n − 1), put in here by hand, and takes its limits from a spline: 8.5e-4 is what
/// the file states for it.
std::size_t expect_intervals(const Rate& got, const Json& want) {
  std::size_t compared = 0;
  for (const auto& item : want.items()) {
    const auto& key = item.key();
    const auto& limits = item.value();
    const auto at = key.find('@');
    const auto name = key.substr(0, at);
    const double alpha = (1 - decimal(key.substr(at + 1))) / 2;
    SCOPED_TRACE(key);
    const auto expect = [&](Method method, double relative, double dispersion = 1) {
      Rate r = got;
      r.n_eff /= dispersion;
      const auto l = rate_limits(r, alpha, method);
      const bool wrapped = method == Method::arcsine && l.upper == 1;
      EXPECT_TRUE(close(l.lower, std::max(0.0, limits[0].get<double>()), relative));
      if (!wrapped) {
        EXPECT_TRUE(close(l.upper, std::min(1.0, limits[1].get<double>()), relative));
      }
      ++compared;
    };
    if (limits[0].is_null() || limits[1].is_null()) continue;  // R has no limits there
    const auto n = static_cast<double>(got.n_valid);
    if (name == "xlogit") expect(Method::logit, 1e-11);
    if (name == "logit") expect(Method::logit, 2e-8);  // R: from a fit that stops at 1e-8
    if (name == "asin") expect(Method::arcsine, 1e-11);
    if (name == "wilson") expect(Method::wilson, 1e-11);
    if (name == "mean") expect(Method::wald, 1e-11);
    if (name == "likelihood") expect(Method::likelihood_ratio, 8.5e-4 / got.rate, n / (n - 1));
    if (name == "beta" && korn_graubard_n(got, alpha) < n) expect(Method::korn_graubard, 1e-11);
  }
  return compared;
}

TEST(DesignRate, EveryQuestionOfBothWaves) {
  std::size_t compared = 0;
  for (const int wave : {1, 2}) {
    const auto people = residents(wave);
    const Json& want = file()["wave" + std::to_string(wave)];
    EXPECT_EQ(people.wave.size(), want["n_total"].get<std::size_t>());
    for (const bool finite : {true, false}) {
      if (!want.contains(finite ? "with_fpc" : "without_fpc")) continue;
      const auto design = Design::make(people.columns(finite)).value();
      const Json& questions = want[finite ? "with_fpc" : "without_fpc"];
      const std::vector<std::tuple<const char*, const std::vector<std::int32_t>*, Coding>> all{
          {"top2", &people.sat, satisfaction()},
          {"aware", &people.aware, yes_no()},
          {"support", &people.support, yes_no()},
          {"participate", &people.participate, yes_no()},
          {"sat_dk_as_not_satisfied", &people.sat, satisfaction(DontKnow::as_unfavourable)}};
      for (const auto& [name, column, coding] : all) {
        if (!questions.contains(name)) continue;
        SCOPED_TRACE(std::string(name) + " of wave " + std::to_string(wave) + (finite ? "" : " without fpc"));
        const auto got = rate(design, code(coding, *column).value()).value();
        expect_rate(got, questions[name]);
        compared += expect_intervals(got, questions[name]["ci"]);
        EXPECT_EQ(got.coding, coding.id);
        EXPECT_EQ(got.dont_know, coding.dont_know);
        EXPECT_EQ(got.n_asked, got.n_valid + got.n_missing + (coding.dont_know == DontKnow::exclude ? got.n_dk : 0));
      }
      for (const auto& [name, column, coding] : {std::tuple{"by_street", &people.sat, satisfaction()},
                                                 std::tuple{"by_street_support", &people.support, yes_no()}}) {
        if (!questions.contains(name)) continue;
        SCOPED_TRACE(name);
        const auto streets = rates(design, code(coding, *column).value(), people.street).value();
        ASSERT_EQ(streets.rate.size(), 6u);
        for (std::size_t k = 0; k < 6; ++k) {
          const Json& row = questions[name];
          const auto& got = streets.rate[k];
          EXPECT_TRUE(close(got.rate, row["p"][k]));
          EXPECT_TRUE(close(got.se, row["se"][k]));
          EXPECT_TRUE(close(got.deff_finite, row["deff"][k]));
          const Json& more = row["by"][row["street"][k].get<std::string>()];
          EXPECT_EQ(got.df, more["degf"].get<int>());
          EXPECT_EQ(got.n_valid, more["n"].get<int>());
          compared += expect_intervals(got, more["ci"]);
        }
      }
    }
  }
  EXPECT_GT(compared, 700u);
}

TEST(DesignRate, CommunitiesThatWereDrawnHaveNoVarianceOfTheirOwn) {
  const auto people = residents(1);
  const auto answers = code(satisfaction(), people.sat).value();
  const Json& want = file()["wave1"]["with_fpc"]["by_community"];
  const auto drawn = rates(Design::make(people.columns()).value(), answers, people.community).value();
  // as domains they have one unit each; as strata they have intervals
  const auto strata = rates(Design::make({.stratum = people.community}).value(), answers, people.community).value();
  ASSERT_EQ(drawn.rate.size(), want["p"].size());
  for (std::size_t k = 0; k < drawn.rate.size(); ++k) {
    EXPECT_EQ(drawn.group[k], want["community"][k].get<int>());
    EXPECT_TRUE(close(drawn.rate[k].rate, want["p"][k]));
    EXPECT_TRUE((drawn.rate[k].flags & flag::no_df) != 0);
    EXPECT_EQ(drawn.rate[k].ci.lower, 0);
    EXPECT_EQ(drawn.rate[k].ci.upper, 1);
    EXPECT_EQ(drawn.rate[k].presentation, Presentation::suppress);
    EXPECT_GT(strata.rate[k].ci.lower, 0);
  }
}

TEST(DesignRate, IndexIsAMeanWithATInterval) {
  for (const int wave : {1, 2}) {
    const auto people = residents(wave);
    const Json& want = file()["wave" + std::to_string(wave)]["with_fpc"]["sat100"];
    const auto got = index(Design::make(people.columns()).value(), code(satisfaction(), people.sat).value()).value();
    EXPECT_TRUE(close(got.mean, want["mean"]));
    EXPECT_TRUE(close(got.se, want["se"]));
    EXPECT_TRUE(close(got.deff_finite, want["deff"]));
    EXPECT_TRUE(close(got.lower, want["ci95_t"][0]));
    EXPECT_TRUE(close(got.upper, want["ci95_t"][1]));
  }
}

TEST(DesignRate, LonelyUnits) {
  auto people = residents(1);
  std::int32_t first = -1;
  Residents kept;
  for (std::size_t i = 0; i < people.wave.size(); ++i) {
    if (people.street[i] == 6) {
      if (first < 0) first = people.community[i];
      if (people.community[i] != first) continue;
    }
    kept.street.push_back(people.street[i]);
    kept.community.push_back(people.community[i]);
    kept.aware.push_back(people.aware[i]);
    kept.weight.push_back(people.weight[i]);
    kept.psu_population.push_back(people.psu_population[i]);
  }
  const auto answers = code(yes_no(), kept.aware).value();
  EXPECT_EQ(code_of(Design::make(kept.columns()).diagnostics()), "D225");
  const std::vector<std::pair<const char*, LonelyUnit>> policies{
      {"adjust", LonelyUnit::center},
      {"average", LonelyUnit::average},
      {"certainty", LonelyUnit::certainty},
      {"remove", LonelyUnit::certainty}};  // in R the rows stay and their variance goes, as with certainty
  for (const auto& [name, policy] : policies) {
    SCOPED_TRACE(name);
    const Json& want = file()["lonely_psu"]["results"][name];
    const auto design = Design::make(kept.columns(), {.lonely = policy}).value();
    const auto got = rate(design, answers).value();
    EXPECT_TRUE(close(got.rate, want["p"]));
    EXPECT_TRUE(close(got.se, want["se"]));
    EXPECT_EQ(got.df, want["degf"].get<int>());
    EXPECT_TRUE((got.flags & flag::lonely_psu) != 0);
  }
}

/// Women as a domain, and as a design of their own: the same here, because every unit has some.
TEST(DesignRate, FilteredRowsAndDomains) {
  for (const int wave : {1, 2}) {
    const auto people = residents(wave);
    const Json& want = file()["wave" + std::to_string(wave)]["naive_filter"];
    const auto answers = code(satisfaction(), people.sat).value();
    const auto domain = rates(Design::make(people.columns()).value(), answers, people.sex)->rate[1];
    EXPECT_TRUE(close(domain.rate, want["subset_after"][0]));
    EXPECT_TRUE(close(domain.se, want["subset_after"][1]));
    auto women = people;
    for (std::size_t i = 0; i < women.sex.size(); ++i)
      if (women.sex[i] != 2) women.weight[i] = 0;
    const auto filtered = rate(Design::make(women.columns()).value(), answers).value();
    EXPECT_TRUE(close(filtered.rate, want["filtered_first"][0]));
    EXPECT_TRUE(close(filtered.se, want["filtered_first"][1]));
  }
}

TEST(DesignRate, TwoStages) {
  std::size_t compared = 0;
  for (const Json& row : golden("two_stage.json")["rows"]) {
    const auto people = residents(row["wave"]);
    auto columns = people.columns();
    columns.psu_size = people.psu_size;
    const auto design = Design::make(columns).value();
    const auto question = row["question"].get<std::string>(), street = row["street"].get<std::string>();
    SCOPED_TRACE(question + " of " + street);
    if (question == "sat100") {
      const auto got = index(design, code(satisfaction(), people.sat).value()).value();
      EXPECT_TRUE(close(got.mean, row["p"], 1e-13));
      EXPECT_TRUE(close(got.se, row["se"], 1e-11));
      ++compared;
      continue;
    }
    const auto answers = question == "top2"
                             ? code(satisfaction(), people.sat).value()
                             : code(yes_no(), question == "aware" ? people.aware : people.support).value();
    const auto got =
        street == "all" ? rate(design, answers).value()
                        : rates(design, answers, people.street).value().rate[static_cast<std::size_t>(street[1] - '1')];
    EXPECT_TRUE(close(got.rate, row["p"], 1e-13));
    EXPECT_TRUE(close(got.se, row["se"], 1e-11));
    ++compared;
  }
  EXPECT_EQ(compared, 44u);
  const std::vector<std::int32_t> psu{1, 1, 2, 2};
  const std::vector<double> size{1, 1, 5, 5};
  EXPECT_EQ(code_of(Design::make({.psu = psu, .psu_size = size}).diagnostics()), "D224");
  EXPECT_EQ(code_of(Design::make({.psu_size = size}).diagnostics()), "D224");
}

/// Joined strata are what the same file gives when their ids are one from the start.
TEST(DesignRate, CollapsedStrata) {
  // two units, one, one, two, one: the second joins the third, the last the one before it
  const std::vector<std::int32_t> stratum{1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 4, 4, 5, 5},
      joined{1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 4};
  const std::vector<std::int32_t> psu{1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7};
  const std::vector<double> each{5, 5, 5, 5, 6, 6, 7, 7, 8, 8, 8, 8, 9, 9},
      together{5, 5, 5, 5, 13, 13, 13, 13, 17, 17, 17, 17, 17, 17};
  Answers answers;
  for (const int yes : {1, 0, 1, 1, 0, 0, 1, 0, 1, 1, 0, 1, 0, 1})
    answers.outcomes.push_back(yes ? Outcome::favourable : Outcome::unfavourable);
  EXPECT_EQ(code_of(Design::make({.stratum = stratum, .psu = psu}).diagnostics()), "D225");
  for (const bool finite : {false, true}) {
    const auto got =
        rate(Design::make({.stratum = stratum, .psu = psu, .psu_population = finite ? each : std::vector<double>()},
                          {.lonely = LonelyUnit::collapse})
                 .value(),
             answers)
            .value();
    const auto want =
        rate(Design::make({.stratum = joined, .psu = psu, .psu_population = finite ? together : std::vector<double>()})
                 .value(),
             answers)
            .value();
    EXPECT_EQ(got.se, want.se);
    EXPECT_EQ(got.df, want.df);
    EXPECT_EQ(got.ci.lower, want.ci.lower);
    EXPECT_GT(got.se, 0);
    EXPECT_TRUE((got.flags & flag::lonely_psu) != 0);
    EXPECT_FALSE((want.flags & flag::lonely_psu) != 0);
  }
  const std::vector<std::int32_t> one(4, 1);
  EXPECT_EQ(code_of(Design::make({.psu = one}, {.lonely = LonelyUnit::collapse}).diagnostics()), "D225")
      << "nothing to join it with";
}

TEST(DesignRate, KornGraubardAsNchsCutsIt) {
  const Json rows = golden("korn_graubard_nchs.json")["rows"];
  EXPECT_EQ(rows.size(), 24u);
  for (const Json& row : rows) {
    SCOPED_TRACE(row["case"].get<std::string>() + " at " + row["level"].dump());
    Rate r;
    r.rate = row["p"];
    r.se = row["se"];
    r.df = row["df"];
    r.n_valid = row["n"];
    r.n_eff = row["n_eff"];
    const double level = row["level"], alpha = (1 - level) / 2;
    EXPECT_TRUE(close(korn_graubard_n(r, alpha), row["n_eff_df"]));
    const auto l = rate_limits(r, alpha, Method::korn_graubard);
    expect_limits({l.lower, l.upper}, row["ci"], 1e-11);
  }
}

TEST(DesignRate, PresentationIsThatOfNchs) {
  const std::vector<std::pair<const char*, Presentation>> words{
      {"present", Presentation::present}, {"review", Presentation::review}, {"suppress", Presentation::suppress}};
  std::size_t compared = 0;
  for (const int wave : {1, 2}) {
    const auto people = residents(wave);
    const auto streets =
        rates(Design::make(people.columns()).value(), code(satisfaction(), people.sat).value(), people.street).value();
    for (const Json& row : golden("korn_graubard_nchs.json")["rows"]) {
      const auto name = row["case"].get<std::string>();
      const auto prefix = "wave" + std::to_string(wave) + "/S";
      if (!name.starts_with(prefix) || row["nchs2017"].is_null()) continue;
      const auto& got = streets.rate[static_cast<std::size_t>(name.back() - '1')];
      for (const auto& [word, presentation] : words) {
        if (row["nchs2017"]["present"] == word) {
          EXPECT_EQ(got.presentation, presentation) << name;
        }
      }
      const auto l = rate_limits(got, 0.025, Method::korn_graubard);
      // these come from scipy 1.10, whose t quantiles are off by up to 4.6e-9; the limits themselves are R's
      EXPECT_TRUE(close(l.upper - l.lower, row["nchs2017"]["abs_width"], 5e-9));
      EXPECT_TRUE(close((l.upper - l.lower) / got.rate, row["nchs2017"]["rel_width"], 5e-9));
      EXPECT_EQ(got.n_valid >= 30 && got.n_eff >= 30, row["nchs2017"]["n_ok"].get<bool>());
      ++compared;
    }
  }
  EXPECT_GT(compared, 2u);
}

TEST(DesignRate, AllFavourableStillHasWidth) {
  // 40 of 40 in 8 units: NCHS takes n_eff = n; the golden row "all": 0.8816 … 1
  std::vector<std::int32_t> psu(40);
  for (std::size_t i = 0; i < 40; ++i) psu[i] = static_cast<std::int32_t>(i / 5);
  const auto design = Design::make({.psu = psu}).value();
  const Answers all{std::vector<Outcome>(40, Outcome::favourable)};
  const auto r = rate(design, all).value();
  EXPECT_EQ(r.rate, 1);
  EXPECT_TRUE(close(r.ci.lower, 0.881581807063981));
  EXPECT_EQ(r.ci.upper, 1);
  EXPECT_EQ(r.presentation, Presentation::review);
  const Answers none{std::vector<Outcome>(40, Outcome::unfavourable)};
  EXPECT_TRUE(close(rate(design, none)->ci.upper, 1 - 0.881581807063981));
  // the caller knows the clusters to cost a factor of 2
  EXPECT_LT(rate(design, all, {.deff_at_ends = 2})->ci.lower, 0.80);
}

/// What must not matter: the scale of the weights, the order of the rows, the ids, rows that do not count.
TEST(DesignRate, Invariances) {
  const auto people = residents(1);
  const auto answers = code(satisfaction(), people.sat).value();
  const auto want = rate(Design::make(people.columns()).value(), answers).value();

  auto scaled = people;
  for (auto& w : scaled.weight) w *= 1024;
  const auto by_scale = rate(Design::make(scaled.columns()).value(), answers).value();
  EXPECT_EQ(by_scale.rate, want.rate);
  EXPECT_EQ(by_scale.se, want.se);
  EXPECT_EQ(by_scale.deff, want.deff);
  EXPECT_EQ(by_scale.ci.lower, want.ci.lower);

  Residents mixed;
  std::vector<std::int32_t> sat;
  const std::size_t n = people.wave.size();
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t k = (i * 607 + 11) % n;  // 607 and 956 have no common factor
    mixed.weight.push_back(people.weight[k]);
    mixed.street.push_back(people.street[k] * -100'000'000);
    mixed.community.push_back(people.community[k] * 50'000'000);
    mixed.psu_population.push_back(people.psu_population[k]);
    sat.push_back(people.sat[k]);
    if (i % 10 == 0) {  // nobody
      mixed.weight.push_back(0);
      mixed.street.push_back(77);
      mixed.community.push_back(static_cast<std::int32_t>(i));
      mixed.psu_population.push_back(-1);
      sat.push_back(5);
    }
  }
  const auto by_order = rate(Design::make(mixed.columns()).value(), code(satisfaction(), sat).value()).value();
  EXPECT_TRUE(close(by_order.rate, want.rate));
  EXPECT_TRUE(close(by_order.se, want.se));
  EXPECT_EQ(by_order.df, want.df);
  EXPECT_EQ(by_order.n_asked, want.n_asked);
  EXPECT_EQ(by_order.n_psu, want.n_psu);
}

/// Two ways to one number: respondents as units of a stratum, and the same with a primary unit each.
TEST(DesignRate, ElementsAreUnitsOfOne) {
  const auto people = residents(2);
  const auto answers = code(satisfaction(), people.sat).value();
  std::vector<std::int32_t> own(people.wave.size());
  for (std::size_t i = 0; i < own.size(); ++i) own[i] = static_cast<std::int32_t>(i);
  const auto a = rates(Design::make({.weight = people.weight, .stratum = people.street}).value(), answers, people.age);
  const auto b =
      rates(Design::make({.weight = people.weight, .stratum = people.street, .psu = own}).value(), answers, people.age);
  ASSERT_TRUE(a && b);
  ASSERT_EQ(a->rate.size(), 4u);
  for (std::size_t k = 0; k < 4; ++k) {
    EXPECT_TRUE(close(a->rate[k].rate, b->rate[k].rate));
    EXPECT_TRUE(close(a->rate[k].se, b->rate[k].se));
    EXPECT_TRUE(close(a->rate[k].deff_kish, b->rate[k].deff_kish));
    EXPECT_EQ(a->rate[k].df, b->rate[k].df);
  }
}

TEST(DesignRate, SimpleSamplesAreCounts) {
  const auto design = Design::simple(120).value();
  Answers answers;
  for (int i = 0; i < 120; ++i) answers.outcomes.push_back(i < 94 ? Outcome::favourable : Outcome::unfavourable);
  const auto r = rate(design, answers).value();
  const auto want = interval(94, 120).value();
  EXPECT_EQ(r.ci.lower, want.lower);
  EXPECT_EQ(r.ci.upper, want.upper);
  EXPECT_EQ(r.ci.method, Method::wilson);
  EXPECT_TRUE(close(r.deff, 1, 1e-13));
  EXPECT_TRUE(close(r.se, std::sqrt(94.0 / 120 * 26 / 120 / 119)));
  EXPECT_EQ(rate(design, answers, {.method = Method::clopper_pearson})->ci.lower,
            interval(94, 120, 0.95, Method::clopper_pearson)->lower);
  const auto link = rate(Design::simple(120, Sample::convenience).value(), answers).value();
  EXPECT_TRUE((link.flags & flag::convenience) != 0);
}

TEST(DesignErrors, NameThePlaceAndTheRemedy) {
  const std::vector<double> weight{1, 2, -3, 1}, short_weight{1, 2}, none{0, 0, 0, 0}, many{5, 5, 6, 5},
      few{1, 1, 1, 1};
  const std::vector<std::int32_t> stratum{1, 1, 2, 2}, psu{7, 8, 7, 9};
  const auto d = Design::make({.weight = weight});
  EXPECT_EQ(code_of(d.diagnostics()), "D222");
  EXPECT_EQ(d.diagnostics().front().pointer, "row 2");
  EXPECT_NE(d.diagnostics().front().en.find("-3"), std::string::npos);
  EXPECT_NE(d.diagnostics().front().zh.find("权数"), std::string::npos);
  EXPECT_EQ(code_of(Design::make({.weight = none}).diagnostics()), "D222");
  EXPECT_EQ(code_of(Design::make({.weight = short_weight, .stratum = stratum}).diagnostics()), "D221");
  EXPECT_EQ(code_of(Design::make({}).diagnostics()), "D221");
  const auto two = Design::make({.stratum = stratum, .psu = psu});
  EXPECT_EQ(code_of(two.diagnostics()), "D223");
  EXPECT_NE(two.diagnostics().front().en.find("primary unit 7 lies in stratum 1 and in stratum 2"), std::string::npos);
  EXPECT_EQ(code_of(Design::make({.stratum = stratum, .psu_population = many}).diagnostics()), "D224");
  EXPECT_EQ(code_of(Design::make({.stratum = stratum, .psu_population = few}).diagnostics()), "D224");

  const auto design = Design::simple(4).value();
  const Answers three{std::vector<Outcome>(3)}, missing{std::vector<Outcome>(4, Outcome::missing)};
  EXPECT_EQ(code_of(rate(design, three).diagnostics()), "D231");
  EXPECT_EQ(code_of(rate(design, missing).diagnostics()), "D233");
  EXPECT_EQ(code_of(rate(design, missing, {.level = 95}).diagnostics()), "D201");
  EXPECT_EQ(code_of(index(design, missing).diagnostics()), "D231");
  const Answers fine{std::vector<Outcome>(4, Outcome::favourable)};
  const std::vector<std::uint8_t> nowhere(4, 0);
  EXPECT_EQ(code_of(rate(design, fine, {}, nowhere).diagnostics()), "D233");
  const std::vector<double> uneven{1, 2, 3, 4};
  EXPECT_EQ(code_of(rate(Design::make({.weight = uneven}).value(), fine, {.method = Method::mid_p}).diagnostics()),
            "D232");
}

}  // namespace
}  // namespace saniscore::survey::testing
