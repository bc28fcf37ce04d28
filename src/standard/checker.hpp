// Checker: one pass over a spec, shared by check.cpp (tree), check_node.cpp, check_measure.cpp, check_condition.cpp
// and check_outcome.cpp.
#pragma once

#include "standard/check.hpp"

#include <array>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace saniscore::inline v0::detail {

/// The levels of a criterion, to look up.
struct Levels {
  std::vector<std::string> names;
  std::unordered_set<std::string_view> set;
};

/// What may stand in a condition, by where it stands.
enum class Place { criterion, rate_row, threshold, outcome };

struct Checker {
  const StandardSpec& spec;
  const Limits& limits;
  Tree& tree;
  Complaints& out;

  std::unordered_map<std::string_view, std::size_t> ladders{};
  std::unordered_set<std::string_view> surveys{};
  std::unordered_set<std::string> columns{};  ///< every name a condition may ask the value of
  std::unordered_map<std::uint32_t, Levels> levels_of{};
  std::size_t asked = 0;                      ///< criteria that conditions ask, all together
  std::size_t compared = 0;                   ///< letters compared for suggestions
  std::array<bool, dimension_count> lanes{};  ///< dimensions the criterion at hand is split by
  std::uint32_t owner = Tree::no_parent;      ///< the criterion at hand

  void run();

  // the tree (check.cpp)
  std::uint32_t walk(const NodeSpec& n, const Path& at, std::size_t depth, std::size_t& position);
  void register_columns();
  void register_inputs(const NumberSpec& x);
  void top_level();
  const Levels& levels(std::uint32_t node);
  /// "; did you mean …?" in both languages, or the alternative.
  struct Hint {
    std::string en, zh;
  };
  template <class Names>
  Hint hint(std::string_view wrong, const Names& names, std::string en = {}, std::string zh = {});
  static constexpr std::size_t patience = 20'000'000;
  [[nodiscard]] bool patient() const { return compared <= patience; }
  Hint nearest_of(std::string_view wrong, const std::vector<std::string_view>& names, std::string en, std::string zh);
  void id(std::string_view text, const Path& at);

  // criteria (check_node.cpp)
  void node(std::uint32_t index, const Path& at, const NodeSpec* parent, std::array<bool, dimension_count> used);
  void group(std::uint32_t index, const Path& at, const std::vector<std::uint32_t>& kids);
  void adjustments(const NodeSpec& n, const Path& at);
  void table(const NodeSpec& n, const Path& at);
  void value(const NodeSpec& n, const Path& at);
  void states(const StatesSpec& s, const Path& at);
  void reduce(const std::vector<ReduceStep>& steps, const Path& at, std::array<bool, dimension_count> used,
              bool of_input);
  void input(const InputSpec& i, const Path& at);
  void number(const NumberSpec& x, const Path& at);
  void finite(double x, const Path& at);
  void positive(const NumberSpec& x, const Path& at);
  void not_negative(double x, const Path& at);

  // measures (check_measure.cpp)
  void measure(const NodeSpec& n, const Path& at);
  void effect(const NodeSpec& n, const Path& at);
  void score(const NodeSpec& n, const Path& at);
  void choice(const NodeSpec& n, const Path& at);
  void bands(const NodeSpec& n, const Path& at);
  void line(const MeasureSpec& m, const Path& at);
  void shortfall(const NodeSpec& n, const Path& at);
  void rules(const NodeSpec& n, const Path& at);
  void rule(const CountRule& r, const Path& at, const MeasureSpec& m);

  // conditions (check_condition.cpp)
  void condition(const ConditionSpec& top, const Path& where, Place place);
  void comparison(const ConditionSpec& c, const Path& at, Place place);
  void previous(const ConditionSpec& c, const Path& where);
  void now(const ConditionSpec& c, const Path& at);
  void value_of(const ConditionSpec& c, const Path& at);
  void every(const ConditionSpec& c, const Path& at);
  void count(const CountSpec& c, const Path& at);
  void known_levels(const ConditionSpec& c, const Path& at);
  void unknown(std::string_view id, const Path& at);
  void reference(const ReferenceSpec& r, const Path& at);
  /// False, with a complaint, when conditions ask for more than any standard needs.
  bool affordable(std::size_t criteria, std::size_t each, const Path& at);

  // outcomes (check_outcome.cpp)
  void outcomes();
  void ladder(const OutcomeSpec& o, const Path& at, const std::set<std::string_view>& limited);
  void unreachable(const OutcomeSpec& o, const Path& levels);
  void gates();
  void shrinking(const ConditionSpec& top, const Path& where);
};

template <class Names>
Checker::Hint Checker::hint(std::string_view wrong, const Names& names, std::string en, std::string zh) {
  std::vector<std::string_view> views;
  if (out.room() && patient()) views.assign(names.begin(), names.end());
  return nearest_of(wrong, views, std::move(en), std::move(zh));
}

}  // namespace saniscore::inline v0::detail
