// check(): does a spec make sense? Collects every complaint; compile() goes on only when there is no error.
#pragma once

#include "standard/complaints.hpp"

#include <saniscore/standard/standard.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace saniscore::inline v0::detail {

/// Index of a spec by id, made once. Criteria are numbered in post-order, so those below node i are the
/// size[i] - 1 numbers before it.
struct Tree {
  static constexpr std::uint32_t no_parent = 0xffffffffu;
  std::vector<const NodeSpec*> nodes;
  std::vector<std::uint32_t> parent;    ///< no_parent for the root
  std::vector<std::uint32_t> position;  ///< pre-order position
  std::vector<std::uint32_t> size;      ///< itself and everything below it
  std::vector<std::uint32_t> leaves;    ///< in order
  std::vector<double> points;           ///< declared points
  std::unordered_map<std::string_view, std::uint32_t> by_id;
  std::unordered_map<std::string_view, std::vector<std::uint32_t>> by_tag;  ///< leaves
};

/// Fills `tree` (also when there are complaints) and checks the meaning of everything.
void check(const StandardSpec& spec, const Limits& limits, Tree& tree, Complaints& complaints);

/// Nodes a reference means, in order; leaves for tags.
std::vector<std::uint32_t> resolve(const Tree& tree, const ReferenceSpec& reference);
/// Columns a condition on values, or on previous results, means: as named, then the leaves that carry a tag.
std::vector<std::string_view> resolve_names(const Tree& tree, const ReferenceSpec& reference);
/// Leaves at or below a node, in order.
std::span<const std::uint32_t> leaves_below(const Tree& tree, std::uint32_t node);
/// Leaves a count asks: those of its nodes and tags, or else all leaves of the node (or, without one, of the standard).
std::vector<std::uint32_t> count_members(const Tree& tree, const CountSpec& count, std::uint32_t node);

/// What a leaf's level can be, in declared order.
std::vector<std::string> level_names(const NodeSpec& node);

/// The node has a score of its own.
bool is_scored(const NodeSpec& node);

/// Calls f(condition, path) for the condition and everything inside it.
template <class F>
void for_each_condition(const ConditionSpec& c, const Path& at, F&& f) {
  f(c, at);
  const char* key = c.kind == ConditionSpec::Kind::any        ? "any"
                    : c.kind == ConditionSpec::Kind::negation ? "not"
                    : c.kind == ConditionSpec::Kind::at_least ? "of"
                                                              : "all";
  // a comparison with several operators reads as "all" of them, which the text does not say
  const Path inner = at.perhaps(key);
  for (std::size_t i = 0; i < c.terms.size(); ++i) {
    if (c.kind == ConditionSpec::Kind::negation) {
      for_each_condition(c.terms[i], inner, f);
    } else {
      const Path item = inner.perhaps(i);
      for_each_condition(c.terms[i], item, f);
    }
  }
}

/// Calls f(comparison or trend) for every one that decides the number or the condition, wherever it stands.
template <class F>
void for_each_test(const NumberSpec& number, F&& f);
template <class F>
void for_each_test(const ConditionSpec& c, F&& f) {
  for (const auto& t : c.terms) for_each_test(t, f);
  if (c.kind == ConditionSpec::Kind::trend) f(c);
  if (c.kind != ConditionSpec::Kind::compare) return;
  f(c);
  for_each_test(c.limit, f);
}
template <class F>
void for_each_test(const NumberSpec& number, F&& f) {
  for (const auto& i : number.input)
    for (const auto& s : i.reduce)
      if (s.least) for_each_test(*s.least, f);
  for (const auto& k : number.cases) {
    if (k.when) for_each_test(*k.when, f);
    for_each_test(k.value, f);
  }
}

/// Calls f for every test of one criterion's rules, `applies` apart.
template <class F>
void for_each_own_test(const NodeSpec& n, F&& f) {
  for (const auto& a : n.adjust) {
    if (a.when) for_each_test(*a.when, f);
    for_each_test(a.amount, f);
  }
  for (const auto& r : n.table)
    if (r.when) for_each_test(*r.when, f);
  const auto steps = [&](const std::vector<ReduceStep>& list) {
    for (const auto& s : list)
      if (s.least) for_each_test(*s.least, f);
  };
  steps(n.reduce);
  if (n.from) steps(n.from->reduce);
  if (!n.measure) return;
  const auto& m = *n.measure;
  if (m.condition) for_each_test(*m.condition, f);
  for (const auto* x : {&m.of, &m.target, &m.step, &m.deduct}) for_each_test(*x, f);
  if (m.start) for_each_test(*m.start, f);
  for (const auto& b : m.bands) for_each_test(b.limit, f);
  for (const auto& r : m.rules)
    for (const auto& row : r.rate) {
      if (row.when) for_each_test(*row.when, f);
      for_each_test(row.value, f);
    }
}

/// Calls f for every test of a standard.
template <class F>
void for_each_test(const StandardSpec& spec, const Tree& tree, F&& f) {
  for (const auto* n : tree.nodes) {
    if (n->applies) for_each_test(*n->applies, f);
    for_each_own_test(*n, f);
  }
  for (const auto& g : spec.gates) for_each_test(g.require, f);
  for (const auto& o : spec.outcomes)
    for (const auto& l : o.levels)
      if (l.when) for_each_test(*l.when, f);
}

}  // namespace saniscore::inline v0::detail
