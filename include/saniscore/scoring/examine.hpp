// examine(): what a standard can give at all, before anything is observed.
#pragma once

#include <saniscore/base/result.hpp>
#include <saniscore/standard/standard.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace saniscore::inline v0 {

/// One criterion while every criterion applies and is judged, at one site by one method in one round.
struct NodeReach {
  Node node = no_node;
  /// Scores lie between these. Exact: some answers give just that; else nothing can go beyond it. Infinite: no limit.
  double lowest = 0, highest = 0;
  bool lowest_exact = false, highest_exact = false;
  double weight = 0;  ///< share of its whole's maximum that it stands for when everything is at its best
  double moves = 0;   ///< leaf: the most points it can move its whole by itself, others at their best or worst
};

/// Something that is probably not meant.
struct Oddity {
  enum class Kind : std::uint8_t {
    level_never,    ///< a level that nothing can reach
    points_differ,  ///< declared points that its parts do not make
    rule_never,     ///< an adjustment, a band, a table row or an `applies` that can never act
    gate_never,     ///< a gate that can never hold
    gate_always,    ///< a gate that always holds
  };
  Kind kind = Kind::rule_never;
  Node node = no_node;  ///< none for ladders and gates
  std::string id;       ///< "ladder/level", the gate, the rule's id or kind
  std::string en, zh;
};
[[nodiscard]] SANISCORE_EXPORT std::string_view to_text(Oddity::Kind kind);

struct Examination {
  std::vector<NodeReach> nodes;  ///< scored criteria in document order
  std::vector<Oddity> oddities;
};

/// Examines a standard by scoring a unit of which nothing is known: enclosures are the range of every node, and the
/// truth of each condition is whether it can hold, with every attribute, state and earlier result left open. Then
/// everything at its best and at its worst shows which ends are exact. What it calls impossible is impossible while
/// every criterion applies and is judged; it may miss what only a combination of conditions rules out. Cost: two scores
/// per leaf.
[[nodiscard]] SANISCORE_EXPORT Examination examine(const Standard& standard);

/// The examination as a page of text.
[[nodiscard]] SANISCORE_EXPORT std::string to_text(const Examination& examination, const Standard& standard,
                                                   Language language = Language::en);

}  // namespace saniscore::inline v0
