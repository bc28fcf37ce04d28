// From a frame to a scorecard: blocks, threads, results. score(), score_into() and explain() all come through here.
#pragma once

#include "scoring/engine.hpp"

#include <array>
#include <memory>
#include <vector>

namespace saniscore::inline v0 {

struct Workspace::Data {
  const Program* program = nullptr;
  std::vector<Node> nodes;
  bool lanes = false;
  detail::Plan plan;
  detail::Frame frame;
  std::vector<detail::Scratch> scratch;  ///< one per task
  std::vector<std::vector<detail::Run::Short>> shortages;
  std::vector<std::vector<LaneScore>> lane_scores;
};

struct Engine {
  /// Makes plan, memory and result arrays fit; allocates only what is larger than before.
  static void prepare(const Standard& standard, const ScoreOptions& options, Workspace::Data& w, Scorecard& card);
  /// Scores every unit of w.frame.
  static void run(const ScoreOptions& options, Workspace::Data& w, Scorecard& card);
  /// Ladders of the units from `from` on, from the truths of a block that was run.
  static void outcomes(const detail::Run& run, const Program& p, Scorecard& card, std::size_t from, std::size_t count);
  static Workspace::Data& data(Workspace& w) { return *w.data_; }
  static void name_units(Scorecard& card, std::vector<std::string> names) { card.names_ = std::move(names); }
  static std::vector<Diagnostic>& warnings(Scorecard& card) { return card.warnings_; }

 private:
  static void block(detail::Run& run, Workspace::Data& w, Scorecard& card, detail::Scratch& s, std::size_t task,
                    std::size_t from, std::size_t to);
  static void no_score(Scorecard& card, std::size_t at, std::size_t count);
  static void store(const detail::Run& run, const Workspace::Data& w, Scorecard& card, const detail::Plan::Store& st,
                    std::size_t from, std::size_t count);
  static void store_lanes(const detail::Run& run, const Workspace::Data& w, Scorecard& card,
                          const detail::Plan::Store& st, std::size_t task);
};

}  // namespace saniscore::inline v0
