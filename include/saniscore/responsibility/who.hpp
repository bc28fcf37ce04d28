// Who answers: for one loss, the task that decides it and every line upwards; for one party, every loss it answers for.
#pragma once

#include <saniscore/responsibility/ledger.hpp>
#include <saniscore/responsibility/roster.hpp>
#include <saniscore/scoring/explain.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace saniscore::inline v0::responsibility {

/// Points that a unit lost at one criterion: by its measure, or by a rule there (a cap, a veto, rounding).
struct Loss {
  std::string unit;
  Node criterion = no_node;
  std::string rule;    ///< empty: the measure of a leaf
  std::string en, zh;  ///< the rule in words
  double lost = 0;
  double at_stake = 0;         ///< points of the root's maximum that stand here
  std::optional<double> gain;  ///< still to be had: what the root gains if this leaf alone were perfect
};

/// Every lost point of a unit once: Σ lost is what the root lost (see explain()). What lost nothing and has nothing to
/// gain is left out, unless `all`.
[[nodiscard]] SANISCORE_EXPORT std::vector<Loss> losses_of(const Explanation& explanation, const Standard& standard,
                                                           bool all = false);

/// Losses of rounds as cells: same unit and criterion, one cell; `rounds` names the rounds, `losses` has one list each.
/// `points` picks what is booked. Errors: D406 (a unit that the areas lack).
[[nodiscard]] SANISCORE_EXPORT Result<Losses> cells_of(const Roster& roster, const std::vector<std::string>& rounds,
                                                       std::span<const std::vector<Loss>> losses,
                                                       double Loss::*points = &Loss::lost);

/// One step of a line: from a party to who is above it, or to who holds its post.
struct Step {
  std::uint32_t below = 0, above = 0;  ///< parties
  Link link = Link::line;
  bool holder = false;
};

/// One party's part in the task that decides a loss.
struct Part {
  std::uint32_t party = 0;     ///< who is charged: the person, where one is named
  std::uint32_t assigned = 0;  ///< the party of the assignment
  Role role = Role::responsible;
  Share share{0, 1};
  double points = 0;  ///< its share of the loss; the parts add up to it exactly
  std::string due;
  std::vector<Step> line;  ///< every way up, nearest first; each step once
};

struct Trace {
  Account account = Account::common;
  bool assigned = false;         ///< nobody answers otherwise
  std::string criterion, place;  ///< of the task; "" is everywhere
  std::vector<Part> parts;       ///< in charge, lead, responsible, assist
};

/// One trace per account in use. Errors: D403 (the day), D406 (the place), D426, D433.
[[nodiscard]] SANISCORE_EXPORT Result<std::vector<Trace>> who(const Roster& roster, Node criterion,
                                                              std::string_view place, std::string_view day,
                                                              double lost);

/// A loss that a party answers for.
struct Answer {
  std::size_t loss = 0;  ///< index
  Account account = Account::common;
  double own = 0;      ///< charged to the party itself
  double answers = 0;  ///< charged to it, to those below it, or in tasks they lead
  double gain = 0;     ///< the same part of what repairing the leaf alone would gain
};

/// Everything of a list that a party answers for, on a day. The same errors as who().
[[nodiscard]] SANISCORE_EXPORT Result<std::vector<Answer>> answers_for(const Roster& roster, std::uint32_t party,
                                                                       std::span<const Loss> losses,
                                                                       std::string_view day);

/// The ways up from a part, each as one line of text; `most` of them and then "…".
[[nodiscard]] SANISCORE_EXPORT std::vector<std::string> ways_up(const Part& part, const Roster& roster,
                                                                Language language = Language::en, std::size_t most = 8);

/// The trace as lines of text: each part, and under it every way to the top (at most eight are written out).
[[nodiscard]] SANISCORE_EXPORT std::string to_text(const Trace& trace, const Roster& roster,
                                                   Language language = Language::en);

}  // namespace saniscore::inline v0::responsibility
