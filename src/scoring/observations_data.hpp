// What Observations holds: rows as they were told, with texts interned.
#pragma once

#include "standard/program.hpp"

#include <saniscore/scoring/observations.hpp>

#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace saniscore::inline v0 {

/// Site, method, round: indices into Observations::Data::keys; 0 is "not said".
using Told = std::array<std::uint32_t, 3>;

struct Observations::Data {
  struct Row {
    std::uint32_t column;
    Told where;
    double value;  ///< labels are codes already
    State state;
  };
  struct Count {
    std::uint32_t column;  ///< of the rule, or the rule's row
    std::uint32_t leaf;
    Told where;
    double count;
    bool invalid = false;  ///< no row of the rate fits the finding's facts
  };
  struct Look {
    Told where;
    std::vector<std::uint32_t> covers;  ///< nodes; empty: everything
  };
  struct Unit {
    std::vector<Row> rows;
    std::vector<Count> findings;
    std::vector<Look> visits;
    std::unordered_map<std::uint32_t, int> previous;  ///< how many results back were told per column
  };

  Standard standard;
  std::vector<std::string> names;
  std::unordered_map<std::string, std::size_t> by_name;
  std::vector<Unit> units;
  std::vector<std::string> keys{""};
  std::unordered_map<std::string, std::uint32_t> key_of{{"", 0}};
  std::set<std::tuple<std::size_t, std::uint32_t, Told>> told;  ///< to refuse two values for one key
  std::vector<Diagnostic> complaints;

  Unit& unit(std::string_view name);
  std::uint32_t key(std::string_view text);
  Told where(std::string_view site, std::string_view method, std::string_view round) {
    return {key(site), key(method), key(round)};
  }
  /// The column a cell means, or none after a complaint.
  std::uint32_t column(std::string_view unit, std::string_view criterion, std::string_view part);
  void put(std::string_view unit, std::uint32_t column, const Told& where, double value, State state);
  double code(std::uint32_t column, std::string_view unit, std::string_view label, State& state);
  void complain(const char* code, std::string_view unit, std::string_view place, std::string en, std::string zh,
                Severity severity = Severity::error);
};

}  // namespace saniscore::inline v0
