#include <saniscore/analysis/draws.hpp>

#include "scoring/small.hpp"
#include "survey/special.hpp"

#include <cmath>
#include <limits>

namespace saniscore {
namespace {

Standard city() {
  return small::standard(R"({"id":"t","combine":"sum","children":[
      {"id":"field","points":80,"measure":{"score":80}},
      {"id":"aware","points":20,"measure":{"shortfall":{"target":90,"step":1,"deduct":1}}},
      {"id":"people","measure":{"threshold":{">=":90}}}]})",
                         R"(,"gates":[{"id":"g","require":{"met":"people"},"outcome":"o","at_best":"fail"}],
      "outcomes":[{"id":"o","levels":[{"level":"pass","when":{"score":"t",">=":80}},{"level":"fail"}]}])");
}

/// x of n answers, with bounds that only the end points use.
Estimate sample(double x, double n) { return {100 * x / n, 100 * x / n - 5, 100 * x / n + 4, 0.05, n}; }

std::string code_of(const std::vector<Diagnostic>& d) { return d.empty() ? "none" : d.front().code; }

TEST(Draws, ChanceIsThatOfTheDistribution) {
  const auto standard = city();
  const std::vector<double> field{80}, aware{95};
  const std::vector<Estimate> people{sample(184, 200)};
  Table table(standard, 1);
  table.bind("field", column(field));
  table.bind("aware", column(aware));
  const std::vector<UncertainColumn> uncertain{{"people", people}};
  const auto d = draw(table, uncertain, 0, {.draws = 40000}).value();
  const double exact = 1 - survey::special::beta_cdf(184.5, 16.5, 0.9);
  EXPECT_NEAR(d.chance(standard, 0, "pass"), exact, 4 * std::sqrt(exact * (1 - exact) / 40000));
  EXPECT_DOUBLE_EQ(d.chance(standard, 0, "pass") + d.chance(standard, 0, "fail"), 1);
  EXPECT_EQ(d.chance(standard, 0, "gold"), 0);
  // a level drawn twice differs with chance 2 p (1 − p)
  const double twice = 2 * exact * (1 - exact);
  EXPECT_NEAR(d.outcomes[0].sways[0], twice, 4 * std::sqrt(twice / 40000));
  EXPECT_EQ(d.outcomes[0].at_value, 0);
  EXPECT_EQ(d.outcomes[0].at_lower, 1);
  EXPECT_EQ(d.outcomes[0].at_upper, 0);
}

TEST(Draws, IntervalsWithoutASampleAreTwoHalvesOfANormal) {
  const auto standard = city();
  const std::vector<double> field{80};
  // points 20 − (90 − aware): 5 % of the draws lie below the lower bound, 5 % above the upper
  const std::vector<Estimate> aware{{80, 76, 86, 0.05}}, people{{100, 100, 100, 0.05}};
  Table table(standard, 1);
  table.bind("field", column(field));
  const std::vector<UncertainColumn> uncertain{{"people", people}, {"aware", aware}};
  const auto d = draw(table, uncertain, 0, {.draws = 40000}).value();
  double below = 0, under_value = 0, above = 0;
  for (const double s : d.root) {
    below += s < 80 + 6;
    under_value += s < 80 + 10;
    above += s > 80 + 16;
  }
  EXPECT_NEAR(below / 40000, 0.05, 0.005);
  EXPECT_NEAR(under_value / 40000, 0.5, 0.01);
  EXPECT_NEAR(above / 40000, 0.05, 0.005);
  EXPECT_EQ(d.root_at_value, 90);
  EXPECT_EQ(d.root_at_lower, 86);
  EXPECT_EQ(d.root_at_upper, 96);
  EXPECT_EQ(d.outcomes[0].sways, (std::vector<double>{0, 0})) << "neither can change the verdict";
}

TEST(Draws, SayWhichSampleToEnlarge) {
  const auto standard = city();
  const std::vector<double> field{62};
  // 62 + 20 − 2 is just 80: awareness from 40 answers decides more than satisfaction from 1000
  const std::vector<Estimate> aware{sample(35, 40)}, people{sample(920, 1000)};
  Table table(standard, 1);
  table.bind("field", column(field));
  const std::vector<UncertainColumn> uncertain{{"people", people}, {"aware", aware}};
  const auto d = draw(table, uncertain, 0).value();
  EXPECT_EQ(d.uncertain[d.enlarge_first(0)], "aware");
}

TEST(Draws, AreAFunctionOfSeedUnitColumnAndNumber) {
  const auto standard = city();
  const std::vector<double> field{80, 60};
  const std::vector<Estimate> aware{sample(35, 40), sample(35, 40)}, people{sample(184, 200), sample(184, 200)};
  Table table(standard, 2);
  table.bind("field", column(field));
  const std::vector<UncertainColumn> one{{"people", people}, {"aware", aware}},
      other{{"aware", aware}, {"people", people}};
  const auto a = draw(table, one, 0).value(), b = draw(table, other, 0).value();
  EXPECT_EQ(a.root, b.root) << "the order of the columns does not matter";
  EXPECT_EQ(a.outcomes[0].sways[0], b.outcomes[0].sways[1]);
  auto more = draw(table, one, 0, {.draws = 2000}).value();
  more.root.resize(1000);
  EXPECT_EQ(a.root, more.root) << "more draws only add";
  const auto second = draw(table, one, 1).value();
  EXPECT_NE(second.root[0] + 20, a.root[0]) << "another unit has draws of its own";
  EXPECT_EQ(second.root_at_value, a.root_at_value - 20);
  EXPECT_NE(draw(table, one, 0, {.seed = 2})->root, a.root);
}

/// Rows are repeated whatever the layout of their columns; bounds of an uncertain column are replaced with it.
TEST(Draws, OfAnyLayout) {
  const auto standard = small::standard(R"({"id":"t","combine":"sum","children":[
      {"id":"a","points":4,"measure":{"score":4}},{"id":"b","points":2,"measure":{"score":1}},
      {"id":"c","points":8,"measure":{"score":8}},{"id":"p","points":1,"measure":{"threshold":{">=":50}}}]})");
  const std::vector<std::int32_t> a{9, 1, 9, 3};
  const std::vector<double> c{1, 2}, low{0, 0}, high{100, 100};
  const std::uint8_t bits = 0b10, valid = 0b01;
  Table table(standard, 2);
  table.bind("a", {a.data() + 1, ColumnType::i32, 2});
  table.bind("b", {&bits, ColumnType::bit});
  table.bind("c", {.data = c.data(), .validity = &valid});
  table.bind("p/lower", column(low));
  table.bind("p/upper", column(high));
  const std::vector<Estimate> p{{80, 79, 81, 0.05}, {80, 79, 81, 0.05}};
  const std::vector<UncertainColumn> uncertain{{"p", p}};
  EXPECT_EQ(draw(table, uncertain, 0)->root_at_value, 1 + 0 + 1 + 1);
  EXPECT_EQ(draw(table, uncertain, 1)->root_at_value, 3 + 2 + 0 + 1) << "the cleared bit leaves c out";
  EXPECT_EQ(draw(table, uncertain, 1)->root.size(), 1000u);
}

TEST(Draws, WhatWasNotObservedStaysUnknown) {
  const auto standard = city();
  const std::vector<double> field{80}, aware{95};
  const std::vector<Estimate> people{{.value = std::numeric_limits<double>::quiet_NaN()}};
  Table table(standard, 1);
  table.bind("field", column(field));
  table.bind("aware", column(aware));
  const std::vector<UncertainColumn> uncertain{{"people", people}};
  const auto d = draw(table, uncertain, 0).value();
  EXPECT_EQ(d.outcomes[0].undecided, 1);
  EXPECT_EQ(d.outcomes[0].at_value, undecided);
}

TEST(Draws, Refuse) {
  const auto standard = city();
  const std::vector<double> field{80, 80};
  const std::vector<Estimate> one{sample(9, 10)}, reversed{{50, 60, 40}, {50, 60, 40}},
      fine{sample(9, 10), sample(9, 10)};
  Table table(standard, 2);
  table.bind("field", column(field));
  const auto code = [&](std::span<const Estimate> estimates, std::size_t unit, std::size_t draws) {
    const std::vector<UncertainColumn> uncertain{{"people", estimates}};
    return code_of(draw(table, uncertain, unit, {.draws = draws}).diagnostics());
  };
  EXPECT_EQ(code(fine, 2, 10), "D013");
  EXPECT_EQ(code(one, 0, 10), "D301");
  EXPECT_EQ(code(reversed, 0, 10), "D301");
  EXPECT_EQ(code(fine, 0, 0), "D301");
  EXPECT_EQ(code(fine, 0, 10), "D021") << "a column is missing: that of score()";
}

TEST(Draws, ReachEveryNode) {
  const auto standard = city();
  const std::vector<double> field{80};
  const std::vector<Estimate> aware{{80, 76, 86, 0.05}}, people{{100, 100, 100, 0.05}};
  Table table(standard, 1);
  table.bind("field", column(field));
  const std::vector<UncertainColumn> uncertain{{"people", people}, {"aware", aware}};
  const auto leaf = standard.find("aware");
  const auto d = draw(table, uncertain, 0, {.draws = 20000, .nodes = {leaf, standard.root()}}).value();
  ASSERT_EQ(d.nodes.size(), 2u);
  EXPECT_EQ(d.nodes[0].node, leaf);
  EXPECT_EQ(d.nodes[1].score, d.root);
  // 20 − (90 − aware): 76, 80 and 86 earn 6, 10 and 16; 5 % lie below the lower bound and 5 % above the upper
  EXPECT_EQ(d.nodes[0].at_lower, 6);
  EXPECT_EQ(d.nodes[0].at_value, 10);
  EXPECT_EQ(d.nodes[0].at_upper, 16);
  const double error = 4 * std::sqrt(0.05 * 0.95 / 20000);
  EXPECT_NEAR(d.nodes[0].chance_at_least(6), 0.95, error);
  EXPECT_NEAR(d.nodes[0].chance_at_least(16), 0.05, error);
  EXPECT_NEAR(d.nodes[0].quantile(0.05), 6, 0.15);
  EXPECT_NEAR(d.nodes[0].quantile(0.5), 10, 0.15);
  EXPECT_EQ(d.nodes[1].chance_at_least(0), 1);
  const auto heading = small::standard(R"({"id":"h","children":[{"id":"a","points":4,"measure":{"score":4}}]})");
  const std::vector<double> marks{3};
  Table plain(heading, 1);
  plain.bind("a", column(marks));
  const auto none = draw(plain, {}, 0, {.draws = 3, .nodes = {heading.root()}}).value();
  EXPECT_TRUE(std::isnan(none.nodes[0].score[2]) && std::isnan(none.nodes[0].quantile(0.5)))
      << "a heading has no score";
  // the two halves of the normal have sd 4/1.645 and 6/1.645: mean 10 + (3.648 − 2.432)·√(2/π)/2
  EXPECT_NEAR(d.nodes[0].mean, 10.485, 0.1);
}

TEST(Draws, InWords) {
  const auto standard = city();
  UnitDraws d;
  d.uncertain = {"people", "aware"};
  d.outcomes.push_back({.share = {0.97, 0.03}, .sways = {0.05, 0.01}});
  EXPECT_EQ(to_text(d, standard), "o: pass 97 %, fail 3 %. Verdict: pass.\n");
  EXPECT_EQ(*d.decided(0), 0);
  d.outcomes[0].share = {0.3, 0.699};
  d.outcomes[0].undecided = 0.001;
  EXPECT_EQ(
      to_text(d, standard),
      "o: pass 30 %, fail 70 %, undecided 0.1 %. Not decided by this sample; enlarge the sample of people first.\n");
  EXPECT_EQ(to_text(d, standard, Language::zh),
            "o：pass 30 %，fail 70 %，无法判定 0.1 %。本次样本不能判定；请先扩大“people”的样本。\n");
  EXPECT_FALSE(d.decided(0));
}

Standard markets() {
  return small::standard(
      R"({"id":"t","combine":"sum","children":[
      {"id":"clean","points":100,"measure":{"score":100},"reduce":[{"over":"site","by":"mean"}]},
      {"id":"people","points":10,"measure":{"threshold":{">=":90}}}]})",
      R"(,"outcomes":[{"id":"o","levels":[{"level":"pass","when":{"score":"t",">=":90}},{"level":"fail"}]}])");
}

Observations inspected(const Standard& standard) {
  Observations seen(standard);
  seen.set("other", {.criterion = "people"}, 1);
  const double marks[] = {70, 75, 80, 80, 85, 90, 95, 100};
  for (std::size_t k = 0; k < 8; ++k)
    seen.set("u", {.criterion = "clean", .site = std::string(1, static_cast<char>('a' + k))}, marks[k]);
  seen.set_attribute("u", "size", {.text = "large"}, "never seen");
  seen.set("u", {.criterion = "people"}, 95);
  return seen;
}

/// Σ(x − x̄)² of the marks: mean 84.375.
constexpr double squares = 721.875;

TEST(DrawSites, SpreadIsThatOfTheSample) {
  const auto standard = markets();
  const auto seen = inspected(standard);
  const auto clean = standard.find("clean");
  const DrawOptions options{.draws = 20000, .nodes = {clean}};
  const auto sd = [&](std::size_t in_all) {
    const auto d = draw(seen, "u", {}, SampledSites{in_all}, options).value();
    EXPECT_EQ(d.uncertain, std::vector<std::string>{"sites"});
    EXPECT_EQ(d.nodes[0].at_value, 84.375);
    EXPECT_NEAR(d.nodes[0].mean, 84.375, 0.15);
    return d.nodes[0].sd;
  };
  // with replacement Var = Σ(x − x̄)²/n²; by Pólya's urn (1 − f) (n − 1)/(n + 1) s²/n (Ghosh & Meeden 1997, 2.7)
  EXPECT_NEAR(sd(0), std::sqrt(squares / 64), 0.02 * std::sqrt(squares / 64));
  const double urn = std::sqrt(0.5 * 7 / 9 * squares / 7 / 8);
  EXPECT_NEAR(sd(16), urn, 0.02 * urn);
  EXPECT_EQ(sd(8), 0) << "all were inspected";
}

TEST(DrawSites, ReachOutcomesAndSayWhichSampleToEnlarge) {
  const auto standard = markets();
  const auto seen = inspected(standard);
  const std::vector<UncertainCell> people{{"people", {95, 93, 97, 0.05, 400}}};
  const auto d = draw(seen, "u", people, SampledSites{}, {.draws = 2000}).value();
  EXPECT_EQ(d.uncertain, (std::vector<std::string>{"people", "sites"}));
  EXPECT_EQ(d.outcomes[0].at_value, 0);  // 84.375 + 10
  // 380 of 400 are above 90 % all but surely; the mean of the sites must reach 80
  EXPECT_GT(d.outcomes[0].share[0], 0.85);
  EXPECT_LT(d.outcomes[0].share[0], 0.999);
  EXPECT_EQ(d.enlarge_first(0), 1u);
  // the estimates alone are what a table of them draws
  const std::vector<double> clean{84.375};
  const auto flat = small::standard(R"({"id":"t","combine":"sum","children":[
      {"id":"clean","points":100,"measure":{"score":100}},{"id":"people","points":10,"measure":{"threshold":{">=":90}}}]})");
  Table table(flat, 2);
  const std::vector<double> both{0, 84.375};
  table.bind("clean", column(both));
  const std::vector<Estimate> estimates{people[0].estimate, people[0].estimate};
  const std::vector<UncertainColumn> uncertain{{"people", estimates}};
  EXPECT_EQ(draw(table, uncertain, 1)->root, draw(seen, "u", people, {})->root);
}

TEST(DrawSites, Refuse) {
  const auto standard = markets();
  const auto seen = inspected(standard);
  const std::vector<UncertainCell> nowhere{{"nothing", {95, 93, 97}}}, reversed{{"people", {95, 97, 93}}};
  EXPECT_EQ(code_of(draw(seen, "x", {}, SampledSites{}).diagnostics()), "D013");
  EXPECT_EQ(code_of(draw(seen, "u", nowhere, {}).diagnostics()), "D301");
  EXPECT_EQ(code_of(draw(seen, "u", reversed, {}).diagnostics()), "D301");
  EXPECT_EQ(code_of(draw(seen, "u", {}, SampledSites{7}).diagnostics()), "D301");
  EXPECT_EQ(code_of(draw(seen, "other", {}, SampledSites{}).diagnostics()), "D301");
  EXPECT_EQ(code_of(draw(seen, "u", {}, SampledSites{}, {.draws = 0}).diagnostics()), "D301");
}

}  // namespace
}  // namespace saniscore
