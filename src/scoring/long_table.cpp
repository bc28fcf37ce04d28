// score() of a long table.
#include "scoring/long_memory.hpp"
#include "scoring/long_reader.hpp"

#include <algorithm>

namespace saniscore::inline v0 {

namespace {

using namespace detail;

constexpr std::size_t most_complaints = 50;

std::vector<Diagnostic> in_order(std::vector<LongComplaint> list) {
  std::stable_sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return a.row < b.row; });
  std::vector<Diagnostic> out;
  for (auto& c : list)
    if (out.size() < most_complaints) out.push_back(std::move(c.what));
  return out;
}

}  // namespace

std::vector<Diagnostic> score_into(const LongTable& table, const ScoreOptions& options, Workspace& workspace,
                                   Scorecard& card) {
  return score_rows(table, options, workspace, card, nullptr);
}

std::vector<Diagnostic> detail::score_rows(const LongTable& table, const ScoreOptions& options, Workspace& workspace,
                                           Scorecard& card, LongNotes* notes) {
  auto& w = Engine::data(workspace);
  if (!w.long_memory) w.long_memory = std::make_shared<LongMemory>();
  std::size_t rows = 0;
  for (const auto& piece : table.pieces()) rows = std::max(rows, piece.rows.rows);
  const Tasks tasks{&options.executor, Engine::tasks(options, rows)};
  LongUnits units;
  if (auto complaints = units.read(table, tasks); !complaints.empty()) return in_order(std::move(complaints));
  w.bindings.reset();
  w.frame.units = units.names.names().size();
  Engine::prepare(table.standard(), options, w, card);
  Engine::begin(tasks.count, w);
  LongRun run{table, options, tasks, units, w, card};
  run.names.assign(units.names.names().begin(), units.names.names().end());
  for (std::size_t t = 0; t < tasks.count; ++t) run.readers.push_back(std::make_unique<LongReader>(table.standard()));
  const bool flat = std::all_of(units.inputs.begin(), units.inputs.end(), [](const auto& in) {
    return in->kind == LongTable::Kind::values && !in->site.given() && !in->method.given() && !in->round.given();
  });
  if (flat)
    run.dense();
  else
    run.by_unit();
  Engine::end(tasks.count, w, card);
  Engine::name_units(card, std::move(run.names));
  for (auto& reader : run.readers) {
    for (auto& c : reader->complaints) run.complaints.push_back(std::move(c));
    if (notes) notes->words.insert(notes->words.end(), reader->words.begin(), reader->words.end());
  }
  auto out = in_order(std::move(run.complaints));
  if (std::none_of(out.begin(), out.end(), [](const auto& d) { return d.severity == Severity::error; }))
    for (auto& d : told(std::move(run.invalid))) out.push_back(std::move(d));
  Engine::warnings(card) = out;
  return out;
}

}  // namespace saniscore::inline v0
