// jobs NAME: a small fixed job whose instructions budgets.cmake counts with callgrind: all that happens within the
// function named job_…, which is called once, when everything it needs is warm.
#include "../../../benchmarks/trees.hpp"

#include <saniscore/scoring/live.hpp>
#include <saniscore/scoring/score.hpp>

#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using namespace saniscore;

struct Batch {
  Standard standard;
  std::vector<double> data;
  Table table;
  ScoreOptions options;
  Workspace workspace;
  Scorecard card;

  Batch(StandardSpec spec, std::size_t units, std::size_t leaves, double missing)
      : standard(compile(std::move(spec)).value()),
        data(bench::marks(units, leaves, missing)),
        table(bench::table_of(standard, data, units)) {
    options.fields = {false, false, false, false, false};
  }
  void run() {
    if (!score_into(table, options, workspace, card).empty()) std::abort();
  }
};

}  // namespace

extern "C" {

[[gnu::noinline]] void job_score(Batch& b) { b.run(); }

[[gnu::noinline]] void job_live(Live& live, const std::vector<std::size_t>& columns) {
  for (std::size_t k = 0; k < 1000; ++k) live.set(0, columns[k * 7919 % columns.size()], static_cast<double>(k % 11));
}
}

namespace {

void batch(InstructionSet set) {
  Batch b(bench::tree_200(), 1024, 200, 0.05);
  b.options.instruction_set = set;
  b.run();
  job_score(b);
}

void one_unit() {
  Batch b(bench::wide(1000), 1, 1000, 0);
  b.options.nodes = {b.standard.root()};
  b.run();
  job_score(b);
}

void live() {
  const Batch b(bench::tree_200(), 1, 200, 0.05);
  auto changing = Live::start(b.table).value();
  std::vector<std::size_t> columns;
  for (auto n : b.standard.document_order())
    if (b.standard.is_leaf(n)) columns.push_back(*changing.column(b.standard.id(n)));
  for (auto c : columns) changing.set(0, c, 5.0);  // the way of each is known
  job_live(changing, columns);
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view job = argc == 2 ? argv[1] : "";
  if (!supported(InstructionSet::avx2)) return std::puts("skipped: this machine has no AVX2"), 0;
  if (job == "batch_baseline")
    batch(InstructionSet::baseline);
  else if (job == "batch_avx2")
    batch(InstructionSet::avx2);
  else if (job == "one_unit_of_1000")
    one_unit();
  else if (job == "live_1000_changes")
    live();
  else
    return 2;
}
