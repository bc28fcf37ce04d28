#include <saniscore/survey/change.hpp>

#include "survey/golden.hpp"
#include "survey/residents.hpp"

namespace saniscore::survey::testing {
namespace {

TEST(Change, SharedUnitsBringTheCovariance) {
  const auto people = residents(0);
  const auto answers = code(satisfaction(), people.sat).value();
  const auto design = Design::make(people.columns()).value();
  const Json want = golden("designs_synth.json")["synth"]["difference_overlapping"];
  const auto c = change(design, answers, people.wave, 1, 2).value();
  EXPECT_TRUE(close(c.from.rate, want["p"][0]));
  EXPECT_TRUE(close(c.to.rate, want["p"][1]));
  EXPECT_TRUE(close(c.diff, want["diff"]));
  EXPECT_TRUE(close(c.se, want["se"]));
  EXPECT_TRUE(close(c.from.se * c.from.se, want["vcov"][0][0]));
  EXPECT_TRUE(close(c.to.se * c.to.se, want["vcov"][1][1]));
  EXPECT_TRUE(close(c.correlation * c.from.se * c.to.se, want["vcov"][0][1], 1e-11));
  EXPECT_EQ(c.df, want["degf"].get<int>());
  EXPECT_TRUE(close(c.t_lower, want["ci95_t"][0]));
  EXPECT_TRUE(close(c.t_upper, want["ci95_t"][1]));
  EXPECT_TRUE(close(std::hypot(c.from.se, c.to.se), want["se_if_independent"]));
  EXPECT_TRUE(c.shared_psu);
  EXPECT_LT(c.p_value, 0.05);
  EXPECT_GT(c.lower, 0);  // the other interval says so too
  EXPECT_NEAR(c.lower, c.t_lower, 0.005);
  // backwards it is the same with the sign turned
  const auto back = change(design, answers, people.wave, 2, 1).value();
  EXPECT_TRUE(close(back.lower, -c.upper));
  EXPECT_TRUE(close(back.p_value, c.p_value));
}

TEST(Change, OfEachStreet) {
  const auto people = residents(0);
  const auto answers = code(satisfaction(), people.sat).value();
  const auto design = Design::make(people.columns()).value();
  const Json streets = golden("designs_synth.json")["synth"]["difference_by_street"];
  EXPECT_EQ(streets.size(), 6u);
  for (const Json& want : streets) {
    std::vector<std::uint8_t> where;
    for (const auto s : people.street) where.push_back(s == want["street"].get<std::string>()[1] - '0');
    const auto c = change(design, answers, people.wave, 1, 2, 0.95, where).value();
    EXPECT_TRUE(close(c.diff, want["diff"]));
    EXPECT_TRUE(close(c.se, want["se"]));
  }
}

TEST(Change, NeedsBothWaves) {
  const auto people = residents(1);
  const auto answers = code(satisfaction(), people.sat).value();
  const auto design = Design::make(people.columns()).value();
  EXPECT_EQ(code_of(change(design, answers, people.wave, 1, 2).diagnostics()), "D233");
  const std::vector<std::int32_t> few{1, 2};
  EXPECT_EQ(code_of(change(design, answers, few, 1, 2).diagnostics()), "D231");
}

TEST(Difference, IndependentSamples) {
  const std::vector<std::pair<const char*, DifferenceMethod>> methods{
      {"newcombe10", DifferenceMethod::newcombe},
      {"agresti_caffo", DifferenceMethod::agresti_caffo},
      {"miettinen_nurminen", DifferenceMethod::miettinen_nurminen},
      {"mee", DifferenceMethod::mee}};
  std::size_t compared = 0;
  for (const Json& row : golden("differences.json")["independent"]) {
    for (const auto& [name, method] : methods) {
      SCOPED_TRACE(row["x1"].dump() + "/" + row["n1"].dump() + " " + row["x2"].dump() + "/" + row["n2"].dump() + " " +
                   name);
      const auto d = difference(row["x1"], row["n1"], row["x2"], row["n2"], 0.95, method).value();
      const double relative =
          method == DifferenceMethod::miettinen_nurminen || method == DifferenceMethod::mee ? 1e-8 : 1e-12;
      EXPECT_TRUE(close(d.lower, std::max(-1.0, row[name][0].get<double>()), relative));
      EXPECT_TRUE(close(d.upper, std::min(1.0, row[name][1].get<double>()), relative));
      ++compared;
    }
    // printed to four digits (Newcombe, Table II), and PropCIs' limits, which agree to 1e-7
    const auto near = [&](const char* key, DifferenceMethod method, double tolerance) {
      if (!row.contains(key) || row[key].is_null()) return;
      const auto d = difference(row["x1"], row["n1"], row["x2"], row["n2"], 0.95, method).value();
      EXPECT_NEAR(d.lower, row[key][0].get<double>(), tolerance) << row.dump();
      EXPECT_NEAR(d.upper, row[key][1].get<double>(), tolerance) << row.dump();
    };
    near("newcombe1998_tableII_method10_recalled", DifferenceMethod::newcombe, 5e-5);
    near("miettinen_nurminen_R_PropCIs", DifferenceMethod::miettinen_nurminen, 1e-7);
  }
  EXPECT_EQ(compared, 40u);
}

TEST(Difference, SamePersonsAskedTwice) {
  for (const Json& row : golden("differences.json")["paired"]) {
    SCOPED_TRACE(row.dump());
    const Json& t = row["table"];
    const auto d = paired_difference({t["both"], t["first_only"], t["second_only"], t["neither"]}).value();
    EXPECT_TRUE(close(d.diff, row["diff"]));
    EXPECT_TRUE(close(d.se * d.se, row["var_diff"]));
    EXPECT_TRUE(close(d.newcombe.lower, row["newcombe_paired_m10"][0], 1e-11));
    EXPECT_TRUE(close(d.newcombe.upper, row["newcombe_paired_m10"][1], 1e-11));
    EXPECT_TRUE(close(d.mcnemar_exact, row["mcnemar_exact_p"]));
    EXPECT_TRUE(close(d.mcnemar_mid_p, row["mcnemar_midp"]));
    if (row["tango"].is_null()) continue;  // nobody changed: the score has no variance to speak of
    EXPECT_TRUE(close(d.tango.lower, row["tango"][0], 1e-10));
    EXPECT_TRUE(close(d.tango.upper, row["tango"][1], 1e-10));
    if (!row.contains("tango_R_PropCIs")) continue;
    EXPECT_NEAR(d.tango.lower, row["tango_R_PropCIs"][0].get<double>(), 1e-7);
    EXPECT_NEAR(d.tango.upper, row["tango_R_PropCIs"][1].get<double>(), 1e-7);
  }
}

TEST(Difference, RefusesEmptySamples) {
  EXPECT_EQ(code_of(difference(0, 0, 1, 2).diagnostics()), "D202");
  EXPECT_EQ(code_of(difference(3, 2, 1, 2).diagnostics()), "D202");
  EXPECT_EQ(code_of(paired_difference({}).diagnostics()), "D202");
  EXPECT_EQ(code_of(paired_difference({3, -1, 0, 0}).diagnostics()), "D202");
}

}  // namespace
}  // namespace saniscore::survey::testing
