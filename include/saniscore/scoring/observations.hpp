// Observations: what was seen, by name, for one or a few units. For millions of units see Table (table.hpp).
//
//   Observations seen(standard);
//   seen.set("Room 12", {.criterion = "4", .site = "a"}, 2);           // a count, a mark, a share …
//   seen.set("Room 12", {.criterion = "hygiene"}, "good");             // a label
//   seen.set_state("Room 12", {.criterion = "18"}, State::not_applicable);
//   seen.add("Room 12", Visit{.site = "a", .covers = {"*"}});          // looked at, nothing found
#pragma once

#include <saniscore/base/result.hpp>
#include <saniscore/base/state.hpp>
#include <saniscore/standard/standard.hpp>

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace saniscore::inline v0 {

/// Where a value belongs. `criterion` is a criterion or any column a rule reads; `part` is the rest of a column
/// name after "/": a deduction rule, "rule/row", "num", "den", "lower", "upper". "a/b" as criterion is the same.
struct Cell {
  std::string_view criterion;
  std::string_view part{};
  std::string_view site{}, method{}, round{};
};

/// 问题: one or `count` defects of a kind.
struct Finding {
  std::string criterion;
  std::string rule{};
  std::string site{}, method{}, round{};
  double count = 1;
  std::map<std::string, Literal> facts{};  ///< what an escalated rate asks; not recorded is false
};

/// 检查: who looked at what. `covers` names criteria (a group covers its subtree); "*" is everything.
struct Visit {
  std::string site{}, method{}, round{};
  std::vector<std::string> covers{"*"};
};

class SANISCORE_EXPORT Observations {
 public:
  explicit Observations(Standard standard);
  ~Observations();
  Observations(Observations&&) noexcept;
  Observations& operator=(Observations&&) noexcept;
  Observations(const Observations&);
  Observations& operator=(const Observations&);

  /// Makes a unit known even if nothing was observed there. Units keep the order in which they are first named.
  void add_unit(std::string_view unit);
  void set(std::string_view unit, const Cell& cell, double value);
  void set(std::string_view unit, const Cell& cell, std::string_view label);
  void set_state(std::string_view unit, const Cell& cell, State state);
  void add(std::string_view unit, const Finding& finding);
  void add(std::string_view unit, const Visit& visit);
  /// An attribute of the unit, or of one of its sites.
  void set_attribute(std::string_view unit, std::string_view name, const Literal& value, std::string_view site = {});
  /// The unit's previous result: level of a leaf or ladder, score of a node. Called again: the one before that.
  void set_previous(std::string_view unit, std::string_view node_or_ladder, const Literal& value);
  void set_previous_state(std::string_view unit, std::string_view node_or_ladder, State state);

  [[nodiscard]] const Standard& standard() const;
  [[nodiscard]] const std::vector<std::string>& units() const;
  /// Complaints so far: unknown columns, two values for one key, labels nobody knows, … All come back from score().
  [[nodiscard]] const std::vector<Diagnostic>& diagnostics() const;

  struct Data;
  [[nodiscard]] const Data& data() const { return *data_; }
  [[nodiscard]] Data& data() { return *data_; }

 private:
  std::unique_ptr<Data> data_;
};

}  // namespace saniscore::inline v0
