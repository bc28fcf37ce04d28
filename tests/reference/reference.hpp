// The reference scorer: the meaning of a standard in exact rational arithmetic, slow and written to be read.
//
// It scores one unit, node by node, straight from the spec, and shares nothing with the engine but the public headers.
// Where docs/design.md leaves a choice, README.md in this folder says which one is taken.
#pragma once

#include "reference/case.hpp"
#include "reference/rational.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace saniscore::reference {

struct NodeResult {
  std::string id;
  std::optional<Rational> score;
  Rational maximum;                   ///< of the known parts
  std::optional<Bound> lower, upper;  ///< none where the node is not scored or is dropped
  State state = State::known;
  bool provisional = false;
  std::optional<std::string> level;
};

struct OutcomeResult {
  std::string id;
  std::optional<std::size_t> level;  ///< none: no result, or undecided
  bool undecided = false;
  std::vector<std::size_t> possible;  ///< levels still open, best first; one when decided
  std::vector<std::string> binding;   ///< "gate <id>" and terms such as "score total <= 15"
};

/// Fewer lanes than a reduction needs.
struct ShortageResult {
  std::string node;
  Rational needed;
  std::size_t had = 0;
};

/// A node's score at its own grain, before reduction.
struct LaneResult {
  std::string node;
  Key key;
  std::optional<Rational> score;
  Rational maximum;
  State state = State::known;
};

struct Reference {
  std::optional<std::string> error;  ///< the case cannot be scored; the rest is empty
  std::vector<NodeResult> nodes;     ///< in document order
  std::vector<OutcomeResult> outcomes;
  std::vector<ShortageResult> shortages;
  std::vector<LaneResult> lanes;
  bool inexact = false;  ///< some result needed a logarithm or a root

  [[nodiscard]] const NodeResult& node(std::string_view id) const;
  [[nodiscard]] const OutcomeResult& outcome(std::string_view id) const;
};

Reference reference_score(const StandardSpec& spec, const RawCase& raw);

}  // namespace saniscore::reference
