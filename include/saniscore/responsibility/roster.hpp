// Roster: checked duties for one standard, immutable and cheap to copy.
#pragma once

#include <saniscore/responsibility/duties.hpp>
#include <saniscore/standard/standard.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace saniscore::inline v0::responsibility {

struct RosterData;  // internal

inline constexpr std::uint32_t everywhere = 0xffffffffu;  ///< the place around all places

struct RosterLimits {
  std::size_t chains = 50'000'000;  ///< superiors of all parties together, over all periods
  std::size_t periods = 400;        ///< days on which an area moves or a post changes hands
  std::size_t diagnostics = 50;
};

class SANISCORE_EXPORT Roster {
 public:
  Roster() = default;
  explicit Roster(std::shared_ptr<const RosterData> data);

  [[nodiscard]] const Duties& duties() const;
  [[nodiscard]] const Standard& standard() const;
  /// Index into duties().parties; nothing when absent.
  [[nodiscard]] std::optional<std::uint32_t> party(std::string_view id) const;
  /// A party's name, or its id.
  [[nodiscard]] std::string_view name(std::uint32_t party) const;
  /// Index of an area or of a unit that an assignment names; `everywhere` for "", "*" and, where no areas are declared,
  /// for units nobody named; nothing for a place that the areas lack.
  [[nodiscard]] std::optional<std::uint32_t> place(std::string_view id) const;
  [[nodiscard]] bool uses(Account account) const;  ///< some assignment does
  [[nodiscard]] std::vector<Account> accounts() const;

  /// Superiors of a party on a day (with whoever holds their posts), each once, in no particular order; not the party.
  [[nodiscard]] std::vector<std::uint32_t> above(std::uint32_t party, std::string_view day) const;
  /// Parties that have this one among their superiors, directly.
  [[nodiscard]] std::vector<std::uint32_t> subordinates(std::uint32_t party) const;

  [[nodiscard]] const RosterData& data() const { return *data_; }
  explicit operator bool() const { return data_ != nullptr; }

 private:
  std::shared_ptr<const RosterData> data_;
};

/// Checks duties and prepares them. All mistakes come at once, each with its witness.
///
/// Errors: D403 and D405 to D407 (periods, ids, references, limits), D120 (criteria), D411 and D412 (circles of
/// superiors, of areas), D413 (an area in two places), D421 to D426 (tasks: leads, shares, roles, ties), D431 (no way
/// to the top), D433 (templates without an area or party). Warnings: D427 (no lead), D432 (nobody answers). Linear in
/// parties, superiors of superiors, assignments, and leaves × lowest areas.
[[nodiscard]] SANISCORE_EXPORT Result<Roster> compile(Duties duties, const Standard& standard,
                                                      const RosterLimits& limits = {});

}  // namespace saniscore::inline v0::responsibility
