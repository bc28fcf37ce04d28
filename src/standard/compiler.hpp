// The compiler's state, shared by compile.cpp (order, spaces), emit_leaf.cpp, emit_group.cpp and emit_condition.cpp.
#pragma once

#include "standard/check.hpp"
#include "standard/program.hpp"

#include <cmath>
#include <map>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

namespace saniscore::inline v0::detail {

/// A Path that owns its links.
struct PathHolder {
  std::vector<Path> parts;
  [[nodiscard]] const Path& path() const { return parts.back(); }
};
PathHolder node_path(const Tree& tree, std::uint32_t node);

/// The leading steps of a leaf that pool numerators and denominators: they happen before measuring.
std::size_t pooled_steps(const NodeSpec& n);
/// The steps that act on the node's finished score.
std::vector<ReduceStep> own_steps(const NodeSpec& n);

/// What a condition is evaluated for.
struct Context {
  SpaceId space = 0;
  std::uint32_t node = none;                      ///< the node it belongs to, or none for gates and levels
  bool trigger = false;                           ///< not applicable does not hold, instead of being left out
  Slot self = none;                               ///< threshold: the measured value …
  Slot lower = none, upper = none;                ///< … and its bounds, when observed
  Slot series = none;                             ///< … and its rounds, before the window
  Acceptance acceptance = Acceptance::undecided;  ///< of the survey it comes from
};

struct Compiler {
  Program& p;
  const Limits& limits;
  Complaints& out;
  Tree tree{};
  std::unordered_map<std::uint64_t, Slot> loaded{};                                          ///< column and space
  std::map<std::tuple<std::uint32_t, SpaceId, std::string, std::string>, Slot> loaded_at{};  ///< … of one method, round
  std::map<std::pair<std::uint32_t, SpaceId>, Slot> seen{};             ///< bundles in other spaces
  std::vector<std::unordered_map<std::string, std::uint32_t>> codes{};  ///< per column: label → code

  void run();
  void nodes();
  void dictionaries();
  SpaceId add_space(SpaceId parent, const ReduceStep& step, std::uint32_t owner);

  Slot new_slot(SlotKind kind, SpaceId space) {
    p.slots.push_back({kind, space});
    return static_cast<Slot>(p.slots.size() - 1);
  }
  /// Appends a step; `target` none makes a new slot of the kind.
  Slot emit(Op op, SpaceId space, SlotKind kind, const std::vector<Slot>& uses, std::uint32_t param,
            Slot target = none);

  // values (emit_value.cpp)
  std::uint32_t column(const std::string& name);
  Slot load(const std::string& name, SpaceId space, const std::string& at_method = {}, const std::string& at_round = {},
            bool optional = false, std::uint32_t count_leaf = none);
  /// `own`: how many of the last steps are the leaf's own, pooled before measuring.
  [[nodiscard]] const SurveySpec* survey_of(const std::string& id) const;
  Slot input(const InputSpec& spec, SpaceId space, std::uint32_t node, Slot* series = nullptr, std::size_t own = 0);
  /// Where a leaf applies, if its own steps pool the lanes [spaces) of its input.
  void pooled_applies(std::uint32_t node, const std::vector<SpaceId>& spaces);
  /// What the leaf measures, as seen in a space at or below its own.
  Slot input_in(std::uint32_t leaf, SpaceId space);
  /// A column, or the sum of the columns into which a rule's findings are sorted by their facts.
  Slot rule_count(const std::string& name, SpaceId space);
  std::uint32_t reporting = none;  ///< the leaf whose own input is being compiled
  Slot leaf_input(std::uint32_t node, SpaceId space, Slot* series = nullptr);
  Number number(const NumberSpec& spec, const Context& context);
  void add_label(std::uint32_t column, const std::string& label);
  void count_labels(const CountSpec& c, std::uint32_t node, bool observed);
  double literal_code(std::uint32_t column, const Literal& l);

  // nodes (emit_node.cpp, emit_measure.cpp)
  void emit_node(std::uint32_t node);
  void applies(std::uint32_t node);
  void measure(std::uint32_t node);
  void combine(std::uint32_t node);
  void adjust(std::uint32_t node);
  void finish(std::uint32_t node);
  void ranges(std::uint32_t node);
  Slot bundle_in(std::uint32_t node, SpaceId space);
  [[nodiscard]] bool above(SpaceId a, SpaceId b) const;  ///< a is b or an ancestor of b

  // conditions (emit_condition.cpp)
  std::uint32_t condition(const ConditionSpec& spec, const Context& context);
  Slot truth(const ConditionSpec& spec, const Context& context) { return p.terms[condition(spec, context)].truth; }
  Slot count(const CountSpec& spec, const Context& context);
  void outcomes();
};

}  // namespace saniscore::inline v0::detail
