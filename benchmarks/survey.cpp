// Speed of the survey: a city's month, and many intervals at once.
#include <saniscore/survey/design.hpp>
#include <saniscore/survey/interval.hpp>
#include <saniscore/survey/rate.hpp>
#include <saniscore/survey/verdict.hpp>

#include <benchmark/benchmark.h>

#include <cstdint>
#include <vector>

namespace {

using namespace saniscore;
using namespace saniscore::survey;

constexpr std::size_t million = 1'000'000;
constexpr std::int32_t communities = 500, buildings = 10;

struct City {
  std::vector<std::int32_t> community, building;
  std::vector<double> weight;
  Answers answers;
};

/// A million respondents of 500 communities, community by community or as they came in.
City city(bool sorted) {
  City c;
  std::uint64_t state = 7;
  const auto next = [&] {  // splitmix64
    std::uint64_t z = state += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  };
  for (std::size_t i = 0; i < million; ++i) {
    const auto of =
        sorted ? static_cast<std::int32_t>(i * communities / million) : static_cast<std::int32_t>(next() % communities);
    c.community.push_back(of);
    c.building.push_back(of * buildings + (sorted ? static_cast<std::int32_t>(i % 2000 / 200)
                                                  : static_cast<std::int32_t>(next() % buildings)));
    c.weight.push_back(1 + static_cast<double>(next() % 100) / 10);
    const auto roll = next() % 100;
    c.answers.outcomes.push_back(roll < 80   ? Outcome::favourable
                                 : roll < 92 ? Outcome::unfavourable
                                 : roll < 97 ? Outcome::dont_know
                                             : Outcome::missing);
  }
  return c;
}

const City& month(bool sorted) {
  static const City in_order = city(true), as_it_comes = city(false);
  return sorted ? in_order : as_it_comes;
}

Columns columns(const City& c, bool clusters) {
  Columns out{.weight = c.weight, .stratum = c.community};
  if (clusters) out.psu = c.building;
  return out;
}

void rates_of_communities(benchmark::State& state, bool clusters, bool sorted) {
  const auto& c = month(sorted);
  const auto design = Design::make(columns(c, clusters)).value();
  for (auto _ : state) benchmark::DoNotOptimize(rates(design, c.answers, c.community).value().rate.data());
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(million));
}

void index_of_design(benchmark::State& state, bool clusters, bool sorted) {
  const auto& c = month(sorted);
  for (auto _ : state) benchmark::DoNotOptimize(Design::make(columns(c, clusters)).value().psus());
}

void verdicts(benchmark::State& state) {
  const auto& c = month(true);
  const auto all = rates(Design::make(columns(c, true)).value(), c.answers, c.community).value();
  for (auto _ : state)
    for (const auto& r : all.rate) benchmark::DoNotOptimize(decide(r, {0.85}).value().verdict);
}

void pairs(benchmark::State& state, Method method) {
  std::vector<std::int64_t> x, n;
  for (std::int64_t i = 0; i < 100'000; ++i) {
    n.push_back(20 + i % 981);
    x.push_back(i * 7919 % (n.back() + 1));
  }
  for (auto _ : state) benchmark::DoNotOptimize(intervals(x, n, 0.95, method).value().lower.data());
}

#define SANISCORE_ROWS(name, clusters)                                                                      \
  BENCHMARK_CAPTURE(rates_of_communities, name##_sorted, clusters, true)->Unit(benchmark::kMillisecond);    \
  BENCHMARK_CAPTURE(rates_of_communities, name##_unsorted, clusters, false)->Unit(benchmark::kMillisecond); \
  BENCHMARK_CAPTURE(index_of_design, name##_sorted, clusters, true)->Unit(benchmark::kMillisecond);         \
  BENCHMARK_CAPTURE(index_of_design, name##_unsorted, clusters, false)->Unit(benchmark::kMillisecond)

SANISCORE_ROWS(respondents_drawn, false);
SANISCORE_ROWS(buildings_drawn, true);
BENCHMARK(verdicts)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(pairs, clopper_pearson, Method::clopper_pearson)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(pairs, wilson, Method::wilson)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(pairs, jeffreys, Method::jeffreys)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(pairs, mid_p, Method::mid_p)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(pairs, likelihood_ratio, Method::likelihood_ratio)->Unit(benchmark::kMillisecond);

}  // namespace
