// Ledger: lost points booked to parties, and up every line of superiors.
//
//   Losses losses = losses_of(roster, explanations, rounds);      // or columns of your own
//   Ledger ledger = attribute(roster, losses).value();
//   ledger.own(street, may);  ledger.answers(district, may);
//
// Sums are exact and rounded once, so they depend on no order of rows, and changing one loss gives the same bits as
// booking everything anew.
#pragma once

#include <saniscore/responsibility/roster.hpp>
#include <saniscore/scoring/explain.hpp>

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace saniscore::inline v0::responsibility {

/// Points per cell and round: what was lost, or what was at stake, or whatever else is to be booked by responsibility.
struct Losses {
  std::vector<Node> criterion;       ///< per cell
  std::vector<std::uint32_t> place;  ///< per cell: Roster::place()
  std::vector<std::string> rounds;   ///< days ("2026-03-09") or months ("2026-03": its last day); "": today's duties
  std::vector<double> points;        ///< cell after cell, each with a number per round; |points| below 2^24
};

class SANISCORE_EXPORT Ledger {
 public:
  struct Data;
  explicit Ledger(std::unique_ptr<Data> data);
  Ledger(Ledger&&) noexcept;
  Ledger& operator=(Ledger&&) noexcept;
  ~Ledger();

  [[nodiscard]] const Roster& roster() const;
  [[nodiscard]] Account account() const;
  [[nodiscard]] std::size_t rounds() const;
  [[nodiscard]] std::size_t cells() const;
  [[nodiscard]] const std::string& day(std::size_t round) const;  ///< the day whose duties hold in a round; "": today

  /// What the party itself is charged: its shares.
  [[nodiscard]] double own(std::uint32_t party, std::size_t round) const;
  /// What it answers for: every loss charged to it, to somebody below it, or in a task that it or somebody below it
  /// leads; each once, however many lines lead there.
  [[nodiscard]] double answers(std::uint32_t party, std::size_t round) const;
  /// 连带: the declared shares of what its direct subordinates answer for. Beside the attribution, in no sum of it.
  [[nodiscard]] double joint(std::uint32_t party, std::size_t round) const;
  /// Everything in the cells, and the part for which nobody answers in this account. Σ own + unassigned = total,
  /// exactly.
  [[nodiscard]] double total(std::size_t round) const;
  [[nodiscard]] double unassigned(std::size_t round) const;

  /// Books another number for one cell and round; only its parties and those above them change.
  /// Errors: D441 (not finite, or too large; nothing changes then). Cost: the parties of that cell's chains.
  [[nodiscard]] Result<bool> set(std::size_t cell, std::size_t round, double points);

 private:
  std::unique_ptr<Data> data_;
};

/// Errors: D403 (a round), D426, D433, D441. Linear in cells × rounds × the parties that answer for a cell.
[[nodiscard]] SANISCORE_EXPORT Result<Ledger> attribute(const Roster& roster, const Losses& losses,
                                                        Account account = Account::common);

/// A loss in whole last places by shares: each the nearest below, the rest by largest remainder (then the first), so
/// that the parts add up to the loss exactly, in doubles and in any order. Shares must add up to 1, |loss| be below
/// 2^24; a loss finer than 2^-64 is rounded to that.
[[nodiscard]] SANISCORE_EXPORT std::vector<double> split(double loss, std::span<const Share> shares);

}  // namespace saniscore::inline v0::responsibility
