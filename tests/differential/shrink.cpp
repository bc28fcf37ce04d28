// Making a disagreement small enough to read.
#include "differential/compare.hpp"

#include <saniscore/standard/read.hpp>

#include <algorithm>
#include <functional>
#include <initializer_list>
#include <string>

namespace saniscore::reference {

namespace {

/// What they disagree about ("score", "shortages", …); nothing where one of them refuses the standard or the case.
std::string subject_of(const StandardSpec& spec, const RawCase& raw) {
  std::string found = differences(spec, raw);
  if (found.starts_with("does not compile")) return {};
  found.erase(0, std::min(found.size(), found.find(": ") + 2));  // the instruction set
  found.erase(std::min(found.size(), found.find_first_of(" :")));
  return found == "expected" ? std::string() : found;
}

class Shrinker {
 public:
  Shrinker(StandardSpec& spec, RawCase& raw) : spec_(spec), raw_(raw), subject_(subject_of(spec, raw)) {}

  void run() {
    for (bool smaller = true; smaller;) {
      smaller = false;
      smaller |= any({drop_each(raw_.rows), drop_each(raw_.findings), drop_each(raw_.visits)});
      smaller |= any({drop_each(spec_.gates), drop_each(spec_.outcomes)});
      for (OutcomeSpec& ladder : spec_.outcomes) {
        smaller |= drop_each(ladder.levels);
        for (LevelSpec& level : ladder.levels) smaller |= any({reset(level.when), condition(level.when)});
      }
      for (GateSpec& gate : spec_.gates) smaller |= terms(gate.require);
      smaller |= any({attempt(raw_.attributes, {}), attempt(raw_.site_attributes, {}), attempt(raw_.previous, {})});
      smaller |= any({attempt(spec_.states, {}), attempt(spec_.numbers, StandardSpec().numbers)});
      smaller |= attempt(spec_.direction, Direction::merit);
      smaller |= node(spec_.tree);
    }
  }

 private:
  /// Still about the same.
  [[nodiscard]] bool disagrees() const { return !subject_.empty() && subject_of(spec_, raw_) == subject_; }

  // Every attempt is made, in order, whatever the others found.
  static bool any(std::initializer_list<bool> attempts) { return std::ranges::find(attempts, true) != attempts.end(); }

  template <class T>
  bool attempt(T& place, T value) {
    if constexpr (requires { place == value; }) {
      if (place == value) return false;
    } else if constexpr (requires { place.empty(); }) {
      if (place.empty()) return false;
    }
    std::swap(place, value);
    if (disagrees()) return true;
    std::swap(place, value);
    return false;
  }

  template <class Optional>
  bool reset(Optional& place) {
    if (!place) return false;
    Optional kept;
    std::swap(place, kept);
    if (disagrees()) return true;
    std::swap(place, kept);
    return false;
  }

  template <class T>
  bool drop_each(std::vector<T>& list) {
    bool smaller = false;
    for (std::size_t i = list.size(); i-- > 0;) {
      std::vector<T> rest = list;
      rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(i));
      std::swap(list, rest);
      if (disagrees()) {
        smaller = true;
      } else {
        std::swap(list, rest);
      }
    }
    return smaller;
  }

  bool condition(Boxed<ConditionSpec>& place) { return place && terms(*place); }

  /// A term in place of the whole, or fewer terms.
  bool terms(ConditionSpec& c) {
    bool smaller = false;
    for (std::size_t i = 0; i < c.terms.size(); ++i) {
      ConditionSpec term = c.terms[i];
      std::swap(c, term);
      if (disagrees()) return true;
      std::swap(c, term);
    }
    if (c.kind == ConditionSpec::Kind::all || c.kind == ConditionSpec::Kind::any) smaller |= drop_each(c.terms);
    for (ConditionSpec& term : c.terms) smaller |= terms(term);
    return smaller;
  }

  bool node(NodeSpec& node) {
    bool smaller = any({drop_each(node.children), drop_each(node.adjust), drop_each(node.reduce)});
    smaller |=
        any({reset(node.applies), reset(node.round), reset(node.direction), reset(node.weight), reset(node.from)});
    smaller |= any({attempt(node.states, {}), attempt(node.on_drop, OnDrop::shrink), attempt(node.start, 0.0)});
    smaller |= attempt(node.tags, {});
    smaller |= condition(node.applies);
    for (AdjustSpec& rule : node.adjust) smaller |= any({reset(rule.when), reset(rule.times), condition(rule.when)});
    if (node.measure) {
      if (node.measure->condition) smaller |= terms(*node.measure->condition);
    }
    for (TableRow& row : node.table) smaller |= condition(row.when);
    for (NodeSpec& child : node.children) smaller |= this->node(child);
    return smaller;
  }

  StandardSpec& spec_;
  RawCase& raw_;
  std::string subject_;
};

}  // namespace

void shrink(StandardSpec& spec, RawCase& raw) { Shrinker(spec, raw).run(); }

}  // namespace saniscore::reference
