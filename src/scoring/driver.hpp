// From a frame to a scorecard: blocks, threads, results. score(), score_into() and explain() all come through here.
#pragma once

#include "scoring/engine.hpp"

#include <array>
#include <memory>
#include <vector>

namespace saniscore::inline v0 {

namespace detail {
struct LongMemory;
}

struct Workspace::Data {
  const Program* program = nullptr;
  std::vector<Node> nodes;
  bool lanes = false;
  detail::Plan plan;
  detail::Frame frame;
  std::shared_ptr<const char> bindings;  ///< of the table that the frame was made of, if it was a table
  std::vector<detail::Scratch> scratch;  ///< one per task, as the rest
  std::vector<std::vector<detail::Run::Short>> shorts;
  std::vector<std::vector<Shortage>> shortages;
  std::vector<std::vector<LaneScore>> lane_scores;
  std::shared_ptr<detail::LongMemory> long_memory{};
};

struct Engine {
  /// Makes plan, memory and result arrays fit; allocates only what is larger than before.
  static void prepare(const Standard& standard, const ScoreOptions& options, Workspace::Data& w, Scorecard& card);
  /// Scores every unit of w.frame. Returns whether a criterion may have become invalid.
  static bool run(const ScoreOptions& options, Workspace::Data& w, Scorecard& card);

  /// Into how many tasks a call is cut.
  static std::size_t tasks(const ScoreOptions& options, std::size_t most);
  /// After prepare(): memory for each task.
  static void begin(std::size_t tasks, Workspace::Data& w);
  /// How a frame is cut: units in a block, and the most lanes that one has.
  struct Blocks {
    std::size_t units, lanes;
  };
  static Blocks blocks(const Program& p, const detail::Frame& f, const ScoreOptions& options);
  /// Scores units [from, to) of a frame whose unit 0 is the card's `first`, as part of a task. Returns whether a
  /// criterion may have become invalid.
  static bool units(const ScoreOptions& options, Workspace::Data& w, Scorecard& card, const detail::Frame& f, Blocks b,
                    std::size_t from, std::size_t to, std::size_t first, std::size_t task);
  /// Puts together what each task told beside its scores.
  static void end(std::size_t tasks, Workspace::Data& w, Scorecard& card);
  /// Ladders of the units from `from` on, from the truths of a block that was run.
  static void outcomes(const detail::Run& run, const Program& p, Scorecard& card, std::size_t from, std::size_t count);
  static Workspace::Data& data(Workspace& w) { return *w.data_; }
  static const std::shared_ptr<const char>& bindings(const Table& table) { return table.bindings_; }
  static void name_units(Scorecard& card, std::vector<std::string> names) { card.names_ = std::move(names); }
  static std::vector<Diagnostic>& warnings(Scorecard& card) { return card.warnings_; }

 private:
  static void block(detail::Run& run, const detail::Frame& f, Workspace::Data& w, Scorecard& card, std::size_t task,
                    std::size_t from, std::size_t to, std::size_t first);
  static void no_score(Scorecard& card, std::size_t at, std::size_t count);
  static void store(const detail::Run& run, const Workspace::Data& w, Scorecard& card, const detail::Plan::Store& st,
                    std::size_t from, std::size_t count);
  static void store_lanes(const detail::Run& run, const detail::Frame& f, Workspace::Data& w,
                          const detail::Plan::Store& st, std::size_t task, std::size_t first);
};

}  // namespace saniscore::inline v0
