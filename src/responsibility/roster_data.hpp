// RosterData: duties by index, per period. Everything that attribution reads lies in flat arrays.
#pragma once

#include <saniscore/responsibility/roster.hpp>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace saniscore::inline v0::responsibility {

inline constexpr std::uint32_t nobody = 0xffffffffu;

/// Rows of different length in one array.
struct Lists {
  std::vector<std::uint32_t> start{0}, items;
  void close() { start.push_back(static_cast<std::uint32_t>(items.size())); }
  [[nodiscard]] std::span<const std::uint32_t> operator[](std::size_t row) const {
    return {items.data() + start[row], items.data() + start[row + 1]};
  }
};

/// Who is above whom while no post changes hands.
struct Chains {
  Lists above;    ///< per party: all superiors of superiors, and who holds their posts and its own; not the party
  Lists holders;  ///< per party: persons
  /// One step up: the declared superiors; of a person without any, the posts it holds.
  Lists superiors;
};

/// Which area lies in which while none moves.
struct Ground {
  std::vector<std::uint32_t> parent;  ///< per place; `everywhere` at the top
  std::vector<std::uint32_t> row;     ///< per place: its row of duties.areas, or nobody
};

/// Days between which nothing changes.
struct Period {
  std::string from;  ///< empty: since ever
  std::shared_ptr<const Chains> chains;
  std::shared_ptr<const Ground> ground;
};

struct Task {
  std::uint32_t node = 0, place = everywhere;
  Account account = Account::common;
  std::vector<std::uint32_t> assignments;  ///< rows of duties.assignments
};

/// What decides one cell: a task, nobody, or two tasks that fit equally.
struct Decision {
  std::uint32_t task = nobody, rival = nobody;
};

/// One party's part in one loss: its charge, and who answers for it besides the charged party and those above it.
struct Charged {
  std::uint32_t party = nobody, assignment = 0, weight = 0;  ///< weight ÷ RosterData::denominator
  std::vector<std::uint32_t> others;
};

struct RosterData {
  Duties duties;
  Standard standard;
  std::unordered_map<std::string_view, std::uint32_t> party_index, place_index;
  std::vector<std::string_view> places;
  std::vector<Period> periods;
  std::vector<Task> tasks;
  std::vector<std::uint32_t> weights;  ///< per assignment; of the denominator
  std::uint32_t denominator = 1;
  /// Per account and place (the last one: everywhere): (node, task) by node.
  std::array<std::vector<std::vector<std::pair<std::uint32_t, std::uint32_t>>>, 3> index;
  std::array<bool, 3> used{};
  Lists subordinates;  ///< by declared superiors

  [[nodiscard]] std::size_t slot(std::uint32_t place) const { return place == everywhere ? places.size() : place; }
  [[nodiscard]] std::string place_name(std::uint32_t place, Language language) const;
  [[nodiscard]] const Period& period(std::string_view day) const;
  [[nodiscard]] Decision decide(const Period& period, std::uint32_t node, std::uint32_t place, Account account) const;
  /// The party a template or an id means at a place; nobody when there is no such area, or no party for it.
  [[nodiscard]] std::uint32_t party_at(const Period& period, const Assignment& a, std::uint32_t place) const;
  /// Appends the charges of a task at a place. An assignment that finds no party there is returned.
  [[nodiscard]] std::optional<std::uint32_t> charges(const Period& period, const Task& task, std::uint32_t place,
                                                     std::vector<Charged>& out,
                                                     std::vector<std::uint32_t>& stamp_of_party,
                                                     std::uint32_t& stamp) const;
};

/// "2026-03-09", or the last day of "2026-03"; "" stays. Nothing for other texts.
[[nodiscard]] std::optional<std::string> day_of(std::string_view round);

[[nodiscard]] Diagnostic tie(const RosterData& data, const Decision& decision, std::uint32_t node, std::uint32_t place);
[[nodiscard]] Diagnostic without_party(const RosterData& data, const Assignment& a, std::uint32_t place);

}  // namespace saniscore::inline v0::responsibility
