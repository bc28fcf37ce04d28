// From answers to a verdict, and from a verdict into a score: the numbers of docs/survey.md.
#include <saniscore/saniscore.hpp>

#include "text.hpp"

#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

namespace {

using namespace saniscore;
using namespace saniscore::survey;
using demo::fixed;
using demo::left;
using demo::right;

std::string percent(double share, int decimals = 1) { return fixed(100 * share, decimals) + " %"; }

/// Answers of a simple sample: so many of each code.
std::vector<std::int32_t> counts(const std::vector<std::pair<std::int32_t, int>>& of) {
  std::vector<std::int32_t> out;
  for (const auto& [code, count] : of) out.insert(out.end(), static_cast<std::size_t>(count), code);
  return out;
}

void zhengzhou() {
  std::printf("Zhengzhou 2008: 78.7 %% were satisfied; no sample size was printed\n\n");
  std::printf("%s%s%s%s\n", left("answers", 10).c_str(), left("satisfied", 12).c_str(),
              left("against 85 %", 36).c_str(), "against 90 %");
  for (const std::int64_t n : {30, 47, 61, 80, 108, 200, 400}) {
    const auto x = static_cast<std::int64_t>(std::floor(0.787 * static_cast<double>(n) + 0.5));
    std::string line = left(std::to_string(n), 10) + left(std::to_string(x), 12);
    for (const double limit : {0.85, 0.90}) {
      const auto d = decide(x, n, {limit}).value();
      line +=
          left(std::string(to_text(d.verdict)) + " (" + percent(d.lower, 2) + " to " + percent(d.upper, 2) + ")", 36);
    }
    std::printf("%s\n", line.c_str());
  }
  std::printf("\nThe least sample that prints 78.7 %% and decides:\n");
  for (const double limit : {0.85, 0.90})
    for (const auto method : {Method::clopper_pearson, Method::wilson}) {
      const auto d = deciding_sample(0.787, {limit}, method).value();
      std::printf("  against %s, %s%lld of %lld: %s\n", percent(limit, 0).c_str(),
                  left(std::string(to_text(method)), 17).c_str(), static_cast<long long>(d.x),
                  static_cast<long long>(d.n), std::string(to_text(d.verdict)).c_str());
    }
  std::printf("\nA sample that finds it out with a chance of 80 %%, if 78.7 %% is the truth:\n");
  for (const double limit : {0.85, 0.90}) {
    const auto p = plan({limit}, 0.787, 0.8, 1.6, 0.7).value();
    std::printf(
        "  against %s: %lld answers; in clusters (design effect 1.6) %lld, and %lld people asked if 70 %% answer\n",
        percent(limit, 0).c_str(), static_cast<long long>(p.n_stable), static_cast<long long>(p.n_answers),
        static_cast<long long>(p.n_asked));
  }
  const auto d = decide(94, 120, {0.85}).value();
  std::printf("\n%s\n%s\n", sentence(d).c_str(), sentence(d, Language::zh).c_str());
}

void jinchang() {
  std::printf(
      "\n\nJinchang 2011: 79.38 %% satisfied, 19.38 %% basically satisfied, 1.25 %% dissatisfied; 90 %% is wanted\n\n");
  const std::vector<double> printed{0.7938, 0.1938, 0.0125};
  const auto n = smallest_sample(printed, 0.0001).value();
  std::printf("The least sample that gives these shares: %lld answers\n\n", static_cast<long long>(n));

  auto basic_counts = coding("satisfaction-3").value();
  auto only_satisfied = basic_counts;
  only_satisfied.id = "only 满意 counts";
  only_satisfied.options[1].outcome = Outcome::unfavourable;
  basic_counts.id = "基本满意 counts too";
  auto weighted = basic_counts;
  for (std::size_t k = 0; k < 3; ++k) weighted.options[k].value = std::vector<double>{100, 75, 0}[k];

  const auto codes = counts({{3, 127}, {2, 31}, {1, 2}});
  const auto design = Design::simple(codes.size()).value();
  for (const auto& definition : {only_satisfied, basic_counts}) {
    const auto r = rate(design, code(definition, codes).value()).value();
    const auto d = decide(r, {0.9}).value();
    std::printf("%s rate  %s  (%s to %s)  %s\n", left(definition.id, 24).c_str(), right(percent(r.rate, 2), 8).c_str(),
                percent(d.lower).c_str(), percent(d.upper).c_str(), std::string(to_text(d.verdict)).c_str());
  }
  // an index is a mean: t limits, never binomial ones; two-sided at 90 % each end is a bound at 95 %
  const auto i = index(design, code(weighted, codes).value(), 0.9).value();
  std::printf("%s index %s    (%.1f to %.1f)      %s\n", left("100 / 75 / 0", 24).c_str(),
              right(fixed(i.mean, 2), 6).c_str(), i.lower, i.upper,
              i.lower >= 90  ? "met"
              : i.upper < 90 ? "not met"
                             : "inconclusive");
}

/// A small standard of our own: 100 points from the field, and a veto on the satisfaction rate.
constexpr const char* standard_text = R"({
  "format": "saniscore/standard", "format_version": 1, "id": "example.city", "edition": "1",
  "title": {"en": "A city with a satisfaction veto", "zh": "带满意率一票否决的示例"},
  "tree": {"id": "total", "combine": "sum", "children": [
    {"id": "field", "points": 80, "measure": {"score": 80}},
    {"id": "awareness", "points": 20, "measure": {"shortfall": {"target": 90, "step": 1, "deduct": 1}}},
    {"id": "satisfaction", "measure": {"threshold": {">=": 90}}}]},
  "gates": [{"id": "people", "require": {"met": "satisfaction"}, "outcome": "result", "at_best": "fail"}],
  "outcomes": [{"id": "result", "levels": [
    {"level": "pass", "when": {"score": "total", ">=": 80}}, {"level": "fail"}]}]
})";

Rate simple_rate(int favourable, int n) {
  const auto c = coding("satisfaction-3").value();
  return rate(Design::simple(static_cast<std::size_t>(n)).value(),
              code(c, counts({{3, favourable}, {1, n - favourable}})).value())
      .value();
}

void into_the_score() {
  std::printf("\n\nInto the score: satisfied of 200 asked, with a veto below 90 %%\n\n");
  const auto standard = load_standard(standard_text).value();
  const auto result = *standard.find_outcome("result");
  const std::vector<std::pair<const char*, Acceptance>> rules{{"undecided", Acceptance::undecided},
                                                              {"simple", Acceptance::simple},
                                                              {"guarded acceptance", Acceptance::guarded_acceptance},
                                                              {"guarded rejection", Acceptance::guarded_rejection}};
  std::printf("%s", left("city", 8).c_str());
  for (const auto& [name, rule] : rules) std::printf("%s", left(name, 20).c_str());
  std::printf("\n");
  const std::vector<std::pair<const char*, int>> cities{{"East", 192}, {"Middle", 184}, {"West", 170}};
  for (const auto& [city, satisfied] : cities) {
    std::printf("%s", left(city, 8).c_str());
    for (const auto& [name, rule] : rules) {
      Observations seen(standard);
      seen.set(city, {.criterion = "field"}, 68);
      seen.set(city, {.criterion = "awareness"}, 88);
      set_estimate(seen, city, {.criterion = "satisfaction"}, estimate(simple_rate(satisfied, 200)).value(), rule);
      const auto card = score(standard, seen).value();
      std::string text;
      for (const auto level : card.possible_labels(result, 0)) text += (text.empty() ? "" : " | ") + std::string(level);
      std::printf("%s", left(text, 20).c_str());
    }
    std::printf("\n");
  }

  // how sure is it, and which sample should be larger?
  const std::vector<double> field{68};
  const std::vector<Estimate> satisfaction{estimate(simple_rate(184, 200)).value()};
  const std::vector<Estimate> awareness{estimate(simple_rate(35, 40)).value()};
  Table table(standard, 1);
  table.bind("field", column(field));
  const std::vector<UncertainColumn> uncertain{{"satisfaction", satisfaction}, {"awareness", awareness}};
  const auto d = draw(table, uncertain, 0, {.draws = 20000, .seed = 2011}).value();
  const auto& o = d.outcomes[result];
  std::printf("\nMiddle, 184 of 200 satisfied, 35 of 40 aware: passes with probability %.2f\n",
              d.chance(standard, result, "pass"));
  std::printf("  drawn anew, satisfaction changes the verdict in %s of draws, awareness in %s\n",
              percent(o.sways[0], 0).c_str(), percent(o.sways[1], 0).c_str());
  std::printf("  enlarge first: %s\n", d.uncertain[d.enlarge_first(result)].c_str());
  std::printf("\n%s%s", to_text(d, standard).c_str(), to_text(d, standard, saniscore::Language::zh).c_str());
}

}  // namespace

int main() {
  zhengzhou();
  jinchang();
  into_the_score();
}
