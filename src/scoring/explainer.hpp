// What explain() works with: one unit as it is, and the same unit with leaves repaired or answered.
#pragma once

#include "scoring/attribution.hpp"
#include "scoring/observations_data.hpp"

#include <saniscore/scoring/explain.hpp>

#include <optional>
#include <vector>

namespace saniscore::inline v0::detail {

/// One unit's frame, or why there is none. Warnings accompany a frame.
Result<Frame> frame_of_unit(const Standard& standard, const Observations& observations, std::string_view unit);

struct Explainer {
  Explainer(const Standard& s, const Frame& f, Explanation& e)
      : standard(s), p(s.program()), frame(f), out(e), now(s, f), then(s, f) {}

  const Standard& standard;
  const Program& p;
  const Frame& frame;
  Explanation& out;
  Scenarios now, then;  ///< as it is; with overrides
  Workspace::Data workspace{};
  Scorecard card{};
  std::vector<std::uint32_t> repairable{};       ///< leaves that are not at their best, in document order
  std::vector<std::vector<double>> distances{};  ///< per ladder: how far each repairable leaf's repair leaves it

  void run();

  // explain.cpp
  void score_all();
  void nodes();
  void losses();
  void gains();
  [[nodiscard]] NodeExplanation& at(std::uint32_t node) { return out.nodes[p.nodes[node].document_position]; }

  // explain_outcomes.cpp
  void outcomes();
  void greedy();
  void open_leaves();
  /// How far a ladder is from a better level: 0 when there; each term that does not hold adds 1 and its gap ÷ scale.
  [[nodiscard]] double distance(const Scenarios& run, std::size_t ladder, std::size_t copy) const;

 private:
  [[nodiscard]] double term_distance(const Scenarios& run, std::uint32_t term, std::size_t copy) const;
  [[nodiscard]] std::optional<double> seen(const Scenarios& run, std::uint32_t term, std::size_t copy) const;
  void false_terms(std::uint32_t term, std::vector<Binding>& into) const;
  [[nodiscard]] std::vector<std::size_t> reached(std::size_t ladder,
                                                 const std::vector<std::vector<std::uint32_t>>& sets);
};

/// Better first: the lower index of a ladder; undecided counts as its worst possible level.
std::size_t level_rank(const Scorecard& card, std::size_t ladder, std::size_t unit);

}  // namespace saniscore::inline v0::detail
