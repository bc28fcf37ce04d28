// Scenarios: draws of weights beside one matrix product, and the gain of every repair.
#include "trees.hpp"

#include <saniscore/analysis/scenarios.hpp>

#include <benchmark/benchmark.h>

#if __has_include(<Eigen/Core>)
#include <Eigen/Core>
#endif

namespace {

using namespace saniscore;

constexpr std::size_t countries = 51, indicators = 49, draws = 1000;

/// 49 indicators in 8 pillars, these in two parts, as the ASEM index of COINr.
StandardSpec asem() {
  StandardSpec s;
  s.id = "bench.asem";
  s.edition = "1";
  s.states.policy[2] = Policy{Policy::Kind::drop, 0};
  const auto group = [](std::string id) {
    NodeSpec n;
    n.id = std::move(id);
    n.combine = Combine::mean;
    n.weight = 1;
    return n;
  };
  s.tree = group("index");
  std::size_t k = 0;
  for (const int part : {0, 1}) {
    auto sub = group("p" + std::to_string(part));
    for (int pillar = 0; pillar < (part == 0 ? 5 : 3); ++pillar) {
      auto g = group(sub.id + "." + std::to_string(pillar));
      for (std::size_t i = 0; i < (k == 0 ? 7 : 6); ++i)
        g.children.push_back(bench::leaf("i" + std::to_string(k++), 1));
      sub.children.push_back(std::move(g));
    }
    s.tree.children.push_back(std::move(sub));
  }
  return s;
}

void weight_draws(benchmark::State& state) {
  const auto standard = compile(asem()).value();
  const auto data = bench::marks(countries, indicators, static_cast<double>(state.range(0)) / 100);
  const auto table = bench::table_of(standard, data, countries);
  WeightDraws weights;
  for (auto n : standard.document_order())
    if (n != standard.root()) weights.nodes.push_back(n);
  std::vector<double> drawn;
  for (std::size_t k = 0; k < draws * weights.nodes.size(); ++k)
    drawn.push_back(0.75 + 0.5 * static_cast<double>(k * 7919 % 1000) / 1000);
  weights.weights = drawn;
  for (auto _ : state) {
    auto r = reweigh(table, weights);
    benchmark::DoNotOptimize(r);
  }
}

#if __has_include(<Eigen/Core>)
/// The same without groups or missing cells: draws × indicators times indicators × countries.
void one_matrix_product(benchmark::State& state) {
  const Eigen::MatrixXd values = Eigen::MatrixXd::Random(indicators, countries),
                        weights = Eigen::MatrixXd::Random(draws, indicators);
  Eigen::MatrixXd out(draws, countries);
  for (auto _ : state) {
    out.noalias() = weights * values;
    benchmark::DoNotOptimize(out.data());
  }
}
BENCHMARK(one_matrix_product)->Unit(benchmark::kMillisecond);
#endif

void gains_of_repairs(benchmark::State& state) {
  const auto standard = compile(bench::tree_200()).value();
  const std::size_t units = 1000;
  const auto data = bench::marks(units, 200, static_cast<double>(state.range(0)) / 100);
  const auto table = bench::table_of(standard, data, units);
  for (auto _ : state) {
    auto r = gains(table);
    benchmark::DoNotOptimize(r);
  }
}

}  // namespace

BENCHMARK(weight_draws)->ArgName("missing_percent")->Arg(0)->Arg(5)->Unit(benchmark::kMillisecond);
BENCHMARK(gains_of_repairs)->ArgName("missing_percent")->Arg(0)->Arg(5)->Unit(benchmark::kMillisecond);
BENCHMARK_MAIN();
