// From a sample to an outcome: estimates as observations.
#include <saniscore/analysis/draws.hpp>
#include <saniscore/survey/estimate.hpp>

#include <saniscore/scoring/estimates.hpp>
#include <saniscore/scoring/score.hpp>
#include <saniscore/survey/verdict.hpp>

#include "scoring/small.hpp"
#include "survey/golden.hpp"
#include "survey/residents.hpp"

namespace saniscore::survey::testing {
namespace {

Standard veto() {
  return small::standard(R"({"id":"t","combine":"sum","children":[
      {"id":"field","points":10,"measure":{"score":10}},{"id":"people","measure":{"threshold":{">=":90}}}]})",
                         R"(,"gates":[{"id":"g","require":{"met":"people"},"outcome":"o","at_best":"fail"}],
      "outcomes":[{"id":"o","levels":[{"level":"pass"},{"level":"fail"}]}])");
}

std::string outcome(const Standard& standard, const Estimate& e, Acceptance acceptance) {
  Observations seen(standard);
  seen.set("u", {.criterion = "field"}, 8);
  set_estimate(seen, "u", {.criterion = "people"}, e, acceptance);
  const auto card = score(standard, seen).value();
  std::string out;
  for (const auto level : card.possible_labels(0, 0)) out += std::string(out.empty() ? "" : "|") + std::string(level);
  return out;
}

Rate simple_rate(int x, int n) {
  Answers answers;
  for (int i = 0; i < n; ++i) answers.outcomes.push_back(i < x ? Outcome::favourable : Outcome::unfavourable);
  return rate(Design::simple(static_cast<std::size_t>(n)).value(), answers).value();
}

TEST(IntoTheScore, UndecidedExactlyWhereTheVerdictIs) {
  const auto standard = veto();
  int undecided = 0;
  for (int x = 160; x <= 200; ++x) {
    const auto r = simple_rate(x, 200);
    const auto verdict = decide(r, {0.9}).value().verdict;
    const auto got = outcome(standard, estimate(r).value(), Acceptance::undecided);
    EXPECT_EQ(got, verdict == Verdict::met ? "pass" : verdict == Verdict::not_met ? "fail" : "pass|fail") << x;
    undecided += verdict == Verdict::inconclusive;
  }
  // 173 … 187 of 200: P(X <= 172 | 0.9) = 0.043, P(X >= 188 | 0.9) = 0.032; one further is above 5 %
  EXPECT_EQ(undecided, 15);
}

TEST(IntoTheScore, DesignedStreetsToo) {
  const auto standard = veto();
  const auto people = residents(1);
  const auto streets =
      rates(Design::make(people.columns()).value(), code(yes_no(), people.support).value(), people.street).value();
  const auto columns = estimates(streets).value();
  ASSERT_EQ(columns.value.size(), 6u);
  Table table(standard, 6);
  const std::vector<double> field(6, 8.0);
  table.bind("field", column(field));
  table.bind("people", column(columns.value));
  table.bind("people/lower", column(columns.lower));
  table.bind("people/upper", column(columns.upper));
  const auto card = score(standard, table).value();
  for (std::size_t k = 0; k < 6; ++k) {
    const auto verdict = decide(streets.rate[k], {0.9}).value().verdict;
    EXPECT_EQ(card.outcome(0)[k], verdict == Verdict::met ? 0 : verdict == Verdict::not_met ? 1 : undecided) << k;
  }
}

TEST(IntoTheScore, GuardBands) {
  const auto standard = veto();
  const auto middle = estimate(simple_rate(184, 200)).value();  // 92 %, not proved
  EXPECT_EQ(outcome(standard, middle, Acceptance::simple), "pass");
  EXPECT_EQ(outcome(standard, middle, Acceptance::guarded_acceptance), "fail");
  EXPECT_EQ(outcome(standard, middle, Acceptance::guarded_rejection), "pass");
  const auto low = estimate(simple_rate(176, 200)).value();  // 88 %, not refuted
  EXPECT_EQ(outcome(standard, low, Acceptance::simple), "fail");
  EXPECT_EQ(outcome(standard, low, Acceptance::guarded_rejection), "pass");
  const auto narrow = guarded(low, Acceptance::guarded_acceptance, false);  // complaints: the upper bound counts
  EXPECT_EQ(narrow.value, low.upper);
  EXPECT_EQ(narrow.lower, narrow.upper);
}

TEST(IntoTheScore, NobodyAskedIsNotZero) {
  const auto standard = veto();
  const Answers nobody{std::vector<Outcome>(5, Outcome::missing)};
  const std::vector<std::int32_t> one(5, 1);
  const auto none = rates(Design::simple(5).value(), nobody, one).value();
  for (const auto rule : {Acceptance::undecided, Acceptance::guarded_acceptance, Acceptance::guarded_rejection})
    EXPECT_EQ(outcome(standard, estimate(none.rate[0]).value(), rule), "pass|fail");
  EXPECT_TRUE(std::isnan(estimates(none, 0.05, 100, Acceptance::guarded_acceptance)->value[0]));
  EXPECT_EQ(code_of(estimate(none.rate[0], 0).diagnostics()), "D241");
}

/// The standard says what its survey asks; answers are coded by that, and the rate goes to the survey's column.
TEST(IntoTheScore, SurveysThatTheStandardDeclares) {
  const auto standard = small::standard(
      R"({"id":"t","combine":"sum","children":[{"id":"field","points":10,"measure":{"score":10}},
          {"id":"people","from":{"survey":"residents"},"measure":{"threshold":{">=":90}}}]})",
      R"(,"surveys":[{"id":"residents","favourable":["满意","基本满意"],"unfavourable":["不满意"],"dont_know":"unfavourable",
                      "dont_know_answers":"说不上","least_n":90}],
          "outcomes":[{"id":"o","levels":[{"level":"pass","when":{"met":"people"}},{"level":"fail"}]}])");
  const auto& declared = standard.spec().surveys.front();
  const auto coding = coding_of(declared.id, declared.favourable, declared.unfavourable, declared.dont_know_answers,
                                declared.dont_know_unfavourable ? DontKnow::as_unfavourable : DontKnow::exclude)
                          .value();
  std::vector<std::string_view> texts(95, "A.满意");
  texts.insert(texts.end(), {"B.基本满意", "C.不满意", "D.说不上", "(跳过)"});
  const auto r = rate(Design::simple(texts.size()).value(), code(coding, texts).value()).value();
  EXPECT_EQ(r.n_favourable, 96);
  EXPECT_EQ(r.n_valid, 98);
  Observations seen(standard);
  seen.set("u", {.criterion = "field"}, 8);
  set_estimate(seen, "u", {.criterion = declared.id}, estimate(r).value());
  EXPECT_EQ(score(standard, seen).value().outcome_label(0, 0), "pass");
  // the same with fewer answers than the standard asks for: nobody looked
  auto few = estimate(r).value();
  few.n = 89;
  Observations fewer(standard);
  fewer.set("u", {.criterion = "field"}, 8);
  set_estimate(fewer, "u", {.criterion = declared.id}, few);
  const auto leaf = standard.find("people");
  const auto card = score(standard, fewer, {.nodes = {leaf}}).value();
  EXPECT_EQ(card.state(leaf)[0], State::not_inspected);
  EXPECT_EQ(card.outcome(0)[0], undecided);
  // how many there were may be untold
  few.n = 0;
  Observations untold(standard);
  untold.set("u", {.criterion = "field"}, 8);
  set_estimate(untold, "u", {.criterion = declared.id}, few);
  EXPECT_EQ(score(standard, untold).value().outcome_label(0, 0), "pass");
  // draws know it, too: the answers that the estimate counts, or else the column
  const double field = 8;
  const auto undecided_share = [&](double estimated, std::optional<double> told) {
    auto e = estimate(r).value();
    e.n = estimated;
    Table table(standard, 1);
    table.bind("field", column(std::span(&field, 1)));
    if (told) table.bind("residents/n", column(std::span(&*told, 1)));
    const std::vector<Estimate> one{e};
    const auto d = draw(table, std::vector<UncertainColumn>{{"residents", one}}, 0, {.draws = 50}).value();
    Observations named(standard);
    named.set("u", {.criterion = "field"}, 8);
    if (told) named.set("u", {.criterion = "residents", .part = "n"}, *told);
    const auto by_name = draw(named, "u", std::vector<UncertainCell>{{"residents", e}}, {}, {.draws = 50}).value();
    EXPECT_EQ(by_name.outcomes[0].share, d.outcomes[0].share);
    return d.outcomes[0].undecided;
  };
  EXPECT_EQ(undecided_share(98, {}), 0);
  EXPECT_EQ(undecided_share(89, {}), 1);
  EXPECT_EQ(undecided_share(0, {}), 0);
  EXPECT_EQ(undecided_share(0, 89), 1);
  EXPECT_EQ(undecided_share(98, 89), 0);
  const std::vector<std::string> nothing;
  EXPECT_EQ(code_of(coding_of("x", declared.favourable, nothing).diagnostics()), "D212");
}

TEST(IntoTheScore, TheUsualWordingsOfDontKnow) {
  const std::vector<std::string> good{"满意"}, bad{"不满意", "不清楚"};
  const auto coding = coding_of("x", good, bad).value();
  const std::vector<std::string_view> texts{"满意", "不清楚", "不知道", "don't know"};
  using enum Outcome;
  EXPECT_EQ(code(coding, texts)->outcomes, (std::vector{favourable, unfavourable, dont_know, dont_know}));
}

/// The guard band is chosen by the standard (JCGM 106:2012, 8.3) and holds for every table of bounds.
TEST(IntoTheScore, AcceptanceThatTheStandardChooses) {
  const auto outcomes = [](const std::string& acceptance, const std::string& condition) {
    const auto standard = small::standard(
        R"({"id":"t","combine":"sum","children":[{"id":"field","points":10,"measure":{"score":10}},
            {"id":"people","from":{"survey":"residents"},"measure":{"threshold":)" +
            condition + "}}]}",
        R"(,"surveys":[{"id":"residents","favourable":["满意"],"unfavourable":["不满意"],"acceptance":")" + acceptance +
            R"("}],"outcomes":[{"id":"o","levels":[{"level":"pass","when":{"met":"people"}},{"level":"fail"}]}])");
    // proved, above, below, refuted
    const std::vector<double> field(4, 8.0), value{95, 91, 89, 80}, lower{93, 87, 85, 76}, upper{97, 94, 92, 84};
    Table table(standard, 4);
    table.bind("field", column(field));
    table.bind("residents", column(value));
    table.bind("residents/lower", column(lower));
    table.bind("residents/upper", column(upper));
    const auto card = score(standard, table).value();
    std::string out;
    for (const auto level : card.outcome(0)) out += level == undecided ? '?' : level == 0 ? 'p' : 'f';
    return out;
  };
  EXPECT_EQ(outcomes("undecided", R"({">=":90})"), "p??f");
  EXPECT_EQ(outcomes("simple", R"({">=":90})"), "ppff");
  EXPECT_EQ(outcomes("guarded_acceptance", R"({">=":90})"), "pfff");
  EXPECT_EQ(outcomes("guarded_rejection", R"({">=":90})"), "pppf");
  // the same requirement said the other way round, and with a limit from above
  EXPECT_EQ(outcomes("guarded_acceptance", R"({"not":{"<":90}})"), "pfff");
  EXPECT_EQ(outcomes("guarded_rejection", R"({"not":{"<":90}})"), "pppf");
  EXPECT_EQ(outcomes("guarded_acceptance", R"({"<=":90})"), "fffp");
  EXPECT_EQ(outcomes("simple", R"({"not":{">":90}})"), "ffpp");
}

/// A rule that gives points reads the value; there is no column for bounds to complain about.
TEST(IntoTheScore, RulesForPointsReadTheValue) {
  const auto standard = small::standard(R"({"id":"t","combine":"sum","children":[
      {"id":"people","points":10,"measure":{"shortfall":{"target":90,"step":1,"deduct":1}}}]})");
  Observations seen(standard);
  set_estimate(seen, "u", {.criterion = "people"}, estimate(simple_rate(176, 200)).value());
  EXPECT_DOUBLE_EQ(*score(standard, seen).value().score(standard.root(), 0), 8);
}

}  // namespace
}  // namespace saniscore::survey::testing
