// Scoring beside its physical limit: reading the input once, with the widest vectors and eight accumulators.
#include "limit.hpp"
#include "trees.hpp"

#include <saniscore/scoring/live.hpp>
#include <saniscore/scoring/score.hpp>
#include <saniscore/scoring/threads.hpp>
#include <saniscore/standard/standard.hpp>

#include <benchmark/benchmark.h>

namespace {

using namespace saniscore;

constexpr std::size_t million = 1'000'000, leaves = 200;

/// For trees of a million leaves.
Limits no_limits() {
  Limits limits;
  limits.criteria = 10 * million;
  limits.bytes = 1000 * million;
  return limits;
}

const std::vector<double>& big() {
  static const auto data = bench::marks(million, leaves, 0.05);
  return data;
}

void limit_read_once(benchmark::State& state) {
  const auto& data = big();
  for (auto _ : state) benchmark::DoNotOptimize(bench::read_once(data.data(), data.size()));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(data.size() * 8));
}

void batch(benchmark::State& state, bool all_groups, InstructionSet set, std::size_t count = 1) {
  if (!supported(set)) {
    state.SkipWithError("this machine does not have the instruction set");
    return;
  }
  const auto standard = compile(bench::tree_200()).value();
  const auto& data = big();
  const auto table = bench::table_of(standard, data, million);
  ScoreOptions options;
  options.instruction_set = set;
  if (!all_groups) options.nodes = {standard.root()};
  if (count > 1) options.executor = threads(count);
  options.tasks = count;
  options.fields = {false, false, false, false, false};
  Workspace workspace;
  Scorecard card;
  if (!score_into(table, options, workspace, card).empty()) state.SkipWithError("diagnostics");  // memory is touched
  for (auto _ : state) {
    auto diagnostics = score_into(table, options, workspace, card);
    benchmark::DoNotOptimize(card.score(standard.root()).data());
    if (!diagnostics.empty()) state.SkipWithError("diagnostics");
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(data.size() * 8));
}

void million_root(benchmark::State& state) { batch(state, false, InstructionSet::automatic); }
void million_all_groups(benchmark::State& state) { batch(state, true, InstructionSet::automatic); }
void million_all_groups_avx2(benchmark::State& state) { batch(state, true, InstructionSet::avx2); }
void million_all_groups_baseline(benchmark::State& state) { batch(state, true, InstructionSet::baseline); }

/// The argument is the number of threads, here and below: beyond the caches memory is the limit.
void million_threads(benchmark::State& state) {
  batch(state, false, InstructionSet::automatic, static_cast<std::size_t>(state.range(0)));
}

/// The same units by one thread and by two: 2,048 of them (3.3 MB) lie in the second-level caches of two cores, 16,384
/// (26 MB) in the third.
void in_cache(benchmark::State& state) {
  const auto standard = compile(bench::tree_200()).value();
  const auto count = static_cast<std::size_t>(state.range(0)), units = static_cast<std::size_t>(state.range(1));
  const auto data = bench::marks(units, leaves, 0.05);
  const auto table = bench::table_of(standard, data, units);
  ScoreOptions options;
  options.fields = {false, false, false, false, false};
  if (count > 1) options.executor = threads(count);
  options.tasks = count;
  Workspace workspace;
  Scorecard card;
  for (auto _ : state) {
    auto d = score_into(table, options, workspace, card);
    benchmark::DoNotOptimize(d);
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(units * leaves));
}

/// One value after another of one unit of 200 leaves.
void live_change(benchmark::State& state) {
  const auto standard = compile(bench::tree_200()).value();
  const std::size_t units = 16;
  auto data = bench::marks(units, leaves, 0);
  auto live = Live::start(bench::table_of(standard, data, units)).value();
  std::vector<std::size_t> columns;
  for (auto n : standard.document_order())
    if (standard.is_leaf(n)) columns.push_back(*live.column(standard.id(n)));
  for (auto c : columns) live.set(0, c, 5);  // the way of each is known
  std::size_t k = 0;
  for (auto _ : state) {
    k = (k + 7919) % data.size();
    live.set(k % units, columns[k % leaves], data[k]);
  }
}

void one_unit(benchmark::State& state) {
  const auto standard = compile(bench::wide(static_cast<std::size_t>(state.range(0))), no_limits()).value();
  const auto data = bench::marks(1, static_cast<std::size_t>(state.range(0)), 0);
  const auto table = bench::table_of(standard, data, 1);
  ScoreOptions options;
  options.nodes = {standard.root()};
  Workspace workspace;
  Scorecard card;
  if (!score_into(table, options, workspace, card).empty()) state.SkipWithError("diagnostics");  // all is warm
  for (auto _ : state) {
    auto d = score_into(table, options, workspace, card);
    benchmark::DoNotOptimize(d);
  }
  state.SetComplexityN(state.range(0));
}

void compile_standard(benchmark::State& state) {
  const auto spec = bench::wide(static_cast<std::size_t>(state.range(0)));
  std::optional<Result<Standard>> r;
  for (auto _ : state) {
    state.PauseTiming();  // copying the spec is the caller's, and so is giving the standard back
    r.reset();
    auto own = spec;
    state.ResumeTiming();
    r.emplace(compile(std::move(own), no_limits()));
    benchmark::DoNotOptimize(r);
  }
  state.SetComplexityN(state.range(0));
}

void load_json(benchmark::State& state) {
  const auto text = write_standard(bench::wide(static_cast<std::size_t>(state.range(0))));
  for (auto _ : state) {
    auto r = load_standard(text, {}, no_limits());
    benchmark::DoNotOptimize(r);
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

}  // namespace

BENCHMARK(limit_read_once)->Unit(benchmark::kMillisecond);
BENCHMARK(million_root)->Unit(benchmark::kMillisecond);
BENCHMARK(million_all_groups)->Unit(benchmark::kMillisecond);
BENCHMARK(million_all_groups_avx2)->Unit(benchmark::kMillisecond);
BENCHMARK(million_all_groups_baseline)->Unit(benchmark::kMillisecond);
BENCHMARK(in_cache)->ArgsProduct({{1, 2}, {2048, 16384}})->UseRealTime()->Unit(benchmark::kMicrosecond);
BENCHMARK(million_threads)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(live_change)->Unit(benchmark::kNanosecond);
BENCHMARK(one_unit)
    ->RangeMultiplier(10)
    ->Range(100, 1'000'000)
    ->Unit(benchmark::kMicrosecond)
    ->Complexity(benchmark::oN);
BENCHMARK(compile_standard)
    ->RangeMultiplier(10)
    ->Range(100, 1'000'000)
    ->Unit(benchmark::kMillisecond)
    ->Complexity(benchmark::oN);
BENCHMARK(load_json)->RangeMultiplier(10)->Range(100, 100'000)->Unit(benchmark::kMillisecond);
BENCHMARK_MAIN();
