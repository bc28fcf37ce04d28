// A scorecard as table, JSON and CSV; what changed between two standards as a table.
#pragma once

#include "base/csv.hpp"
#include "cli/context.hpp"

#include <saniscore/standard/diff.hpp>

#include <string>
#include <vector>

namespace saniscore::cli {

using detail::csv_line;

/// The nodes a report shows, in document order: all, or the root and the groups that have a score.
[[nodiscard]] std::vector<Node> reported_nodes(const Standard& standard, bool all);

/// One line per unit; with --all a block per unit with every criterion. The scorecard has all nodes.
[[nodiscard]] std::string score_table(const Scorecard& card, const Options& options);
[[nodiscard]] std::string score_json(const Scorecard& card, const Options& options);
/// One line per unit and criterion or outcome.
[[nodiscard]] std::string score_csv(const Scorecard& card, const Options& options);

/// "4", "4 | 3 ?" when undecided, "–" when there is nothing to judge; levels in words.
[[nodiscard]] std::string outcome_text(const Scorecard& card, std::size_t ladder, std::size_t unit, Language language);

/// A result of a unit under two standards, in words: "78.5" and "81", "C" and "B".
struct Rescored {
  std::string unit, id, name;
  bool outcome = false;
  std::string before, after;
};
/// Totals and ladders that both have, by id; where each has one total, that.
[[nodiscard]] std::vector<Rescored> rescored(const Scorecard& before, const Scorecard& after, Language language);

/// What diff prints for people.
[[nodiscard]] std::string changes_table(const Standard& a, const Standard& b, const std::vector<Change>& changes,
                                        Language language);
[[nodiscard]] std::string rescored_table(const std::vector<Rescored>& results, Language language);

}  // namespace saniscore::cli
