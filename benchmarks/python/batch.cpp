// The C++ side of peers.py, loaded into its process: reading once, and scoring the same memory into the same arrays.
#include "../limit.hpp"

#include <saniscore/scoring/score.hpp>
#include <saniscore/scoring/threads.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace {

using namespace saniscore;

struct Batch {
  Table table;
  ScoreOptions options;
  Workspace workspace;
  Scorecard card;
};

}  // namespace

extern "C" {

#define SANISCORE_BENCH __attribute__((visibility("default")))

SANISCORE_BENCH double saniscore_read_once(const double* from, std::size_t count) {
  return bench::read_once(from, count);
}

/// A batch of all leaves of a standard in JSON, column after column; null: the standard is wrong.
SANISCORE_BENCH void* saniscore_batch(const char* json, const double* data, std::size_t units, int all_groups,
                                      std::size_t threads) {
  const auto standard = load_standard(json);
  if (!standard) return nullptr;
  auto batch = std::make_unique<Batch>(Batch{Table(*standard, units), {}, {}, {}});
  for (const auto n : standard->document_order())
    if (standard->is_leaf(n)) {
      batch->table.bind(standard->id(n), column(std::span<const double>(data, units)));
      data += units;
    }
  batch->options.fields = {false, false, false, false, false};
  if (!all_groups) batch->options.nodes = {standard->root()};
  if (threads > 1) {
    batch->options.executor = saniscore::threads(threads);
    batch->options.tasks = threads;
  }
  return batch.release();
}

/// The scores, node after node in document order; null: the table is wrong.
SANISCORE_BENCH const double* saniscore_run(void* batch) {
  auto& b = *static_cast<Batch*>(batch);
  if (!score_into(b.table, b.options, b.workspace, b.card).empty()) return nullptr;
  return b.card.score(b.card.nodes().front()).data();
}

SANISCORE_BENCH void saniscore_free(void* batch) { delete static_cast<Batch*>(batch); }
}
