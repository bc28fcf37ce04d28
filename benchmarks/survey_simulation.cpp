// What verdicts are worth: how often a sample "meets" a threshold that the true rate only just reaches, by four rules;
// and how often each interval holds the truth. bench_survey_simulation [RUNS] prints both tables.
#include <saniscore/survey/design.hpp>
#include <saniscore/survey/interval.hpp>
#include <saniscore/survey/rate.hpp>
#include <saniscore/survey/verdict.hpp>

#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace saniscore::survey;

struct Setting {
  int units, per_unit;
  double threshold, icc;
};

/// The share of `runs` samples that each rule calls met; 0.05 is what a verdict at the 5 % level promises at most.
std::array<double, 5> false_met(const Setting& s, int runs) {
  std::mt19937_64 random(20260101);
  const auto n = static_cast<std::size_t>(s.units * s.per_unit);
  std::vector<std::int32_t> psu(n);
  for (std::size_t i = 0; i < n; ++i) psu[i] = static_cast<std::int32_t>(i) / s.per_unit;
  const auto design = Design::make({.psu = psu}).value();
  // each unit has a rate of its own, with the threshold as mean and the intraclass correlation as asked
  const double scale = s.icc > 0 ? (1 - s.icc) / s.icc : 0;
  std::gamma_distribution<double> for_it(s.threshold * scale + (scale == 0)),
      against((1 - s.threshold) * scale + (scale == 0));
  std::array<double, 5> met{};
  Answers answers;
  answers.outcomes.resize(n);
  for (int run = 0; run < runs; ++run) {
    std::int64_t x = 0;
    for (int unit = 0; unit < s.units; ++unit) {
      double rate = s.threshold;
      if (scale > 0) {
        const double a = for_it(random), b = against(random);
        rate = a / (a + b);
      }
      std::bernoulli_distribution satisfied(rate);
      for (int i = 0; i < s.per_unit; ++i) {
        const bool yes = satisfied(random);
        x += yes;
        answers.outcomes[static_cast<std::size_t>(unit * s.per_unit + i)] =
            yes ? Outcome::favourable : Outcome::unfavourable;
      }
    }
    const auto m = static_cast<std::int64_t>(n);
    met[0] += static_cast<double>(x) >= s.threshold * static_cast<double>(m) - 1e-9;
    met[1] += decide(x, m, {s.threshold}).value().verdict == Verdict::met;
    // two-sided at 90 %: its lower end is the one-sided bound at 95 %
    const auto bound = [&](Method method) {
      return rate(design, answers, {.level = 0.9, .method = method}).value().ci.lower >= s.threshold;
    };
    met[2] += bound(Method::wald);
    met[3] += bound(Method::logit);
    met[4] += decide(rate(design, answers).value(), {s.threshold}).value().verdict == Verdict::met;
  }
  for (auto& share : met) share /= runs;
  return met;
}

void print_false_met(int runs) {
  std::printf("False \"met\" when the true rate is exactly the threshold; %d runs each; at most 0.050 is promised\n\n",
              runs);
  std::printf("%-28s %14s %14s %8s %8s %8s\n", "units x each, threshold, ICC", "point estimate", "ignoring units",
              "Wald", "logit", "default");
  for (const Setting s : {Setting{10, 20, 0.90, 0}, {10, 20, 0.90, 0.1}, {30, 30, 0.90, 0.03}, {30, 30, 0.85, 0.1}}) {
    const auto m = false_met(s, runs);
    std::printf("%2d x %2d, %.2f, %.2f %10s %14.3f %14.3f %8.3f %8.3f %8.3f\n", s.units, s.per_unit, s.threshold, s.icc,
                "", m[0], m[1], m[2], m[3], m[4]);
  }
}

/// Exact coverage: the chance, over all counts, that the interval holds p.
double coverage(std::int64_t n, double p, const std::vector<Interval>& by_count) {
  double sum = 0;
  for (std::int64_t x = 0; x <= n; ++x) {
    const auto& i = by_count[static_cast<std::size_t>(x)];
    if (i.lower > p || p > i.upper) continue;
    const auto k = static_cast<double>(x), m = static_cast<double>(n);
    sum += std::exp(std::lgamma(m + 1) - std::lgamma(k + 1) - std::lgamma(m - k + 1) + k * std::log(p) +
                    (m - k) * std::log1p(-p));
  }
  return sum;
}

void print_coverage() {
  std::printf("\nCoverage of 95 %% intervals: exact, mean and least over true rates 0.50, 0.51, ... 0.99\n\n");
  const std::array<std::int64_t, 5> sizes{20, 50, 100, 200, 400};
  std::printf("%-18s", "method");
  for (const auto n : sizes) std::printf("      n = %-4d   ", static_cast<int>(n));
  std::printf("\n");
  for (const auto method :
       {Method::wilson, Method::wilson_continuity, Method::clopper_pearson, Method::jeffreys, Method::mid_p,
        Method::agresti_coull, Method::likelihood_ratio, Method::logit, Method::arcsine, Method::wald}) {
    std::printf("%-18s", std::string(to_text(method)).c_str());
    for (const auto n : sizes) {
      std::vector<Interval> by_count;
      for (std::int64_t x = 0; x <= n; ++x) by_count.push_back(interval(x, n, 0.95, method).value());
      double mean = 0, least = 1;
      for (int k = 50; k <= 99; ++k) {
        const double c = coverage(n, k / 100.0, by_count);
        mean += c / 50;
        least = std::fmin(least, c);
      }
      std::printf("  %.3f (%.3f)  ", mean, least);
    }
    std::printf("\n");
  }
}

}  // namespace

int main(int count, char** arguments) {
  const int runs = count > 1 ? std::atoi(arguments[1]) : 0;
  print_false_met(runs > 0 ? runs : 20000);
  print_coverage();
}
