// check(): does a spec make sense? Collects every complaint; compile() goes on only when there is no error.
#pragma once

#include <saniscore/standard/standard.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace saniscore::inline v0::detail {

/// Where in the document we are: a linked list on the stack, turned into a JSON pointer only for a complaint.
struct Path {
  const Path* up = nullptr;
  std::string_view key;
  std::size_t index = 0;
  bool by_index = false;

  [[nodiscard]] Path operator/(std::string_view k) const { return {this, k, 0, false}; }
  [[nodiscard]] Path operator/(std::size_t i) const { return {this, {}, i, true}; }
  [[nodiscard]] std::string pointer() const;
};

struct Complaints {
  const StandardSpec& spec;
  std::size_t limit;
  std::vector<Diagnostic> list{};
  bool errors = false;
  std::size_t suppressed = 0;

  void error(const char* code, const Path& at, std::string en, std::string zh);
  void warning(const char* code, const Path& at, std::string en, std::string zh);
  /// Adds lines and columns and the closing note.
  std::vector<Diagnostic> finish();
};

/// Index of a spec by id, made once: post-order numbers, parents.
struct Tree {
  std::vector<const NodeSpec*> nodes;      ///< post-order
  std::vector<std::uint32_t> parent;       ///< post-order index, none for the root
  std::vector<std::uint32_t> position;     ///< pre-order position
  std::unordered_map<std::string_view, std::uint32_t> by_id;
  std::unordered_map<std::string_view, std::vector<std::uint32_t>> by_tag;  ///< leaves
};

/// Fills `tree` (also when there are complaints) and checks the meaning of everything.
void check(const StandardSpec& spec, const Limits& limits, Tree& tree, Complaints& complaints);

/// Nodes a reference means, in order; leaves for tags.
std::vector<std::uint32_t> resolve(const Tree& tree, const ReferenceSpec& reference);

/// What a leaf's level can be, in declared order.
std::vector<std::string> level_names(const StandardSpec& spec, const NodeSpec& node);

/// The node has a score of its own.
bool is_scored(const NodeSpec& node);
/// What it counts for: points, or 100 with a weight only; a sum's children together.
double declared_points(const NodeSpec& node);

/// Calls f(condition, path) for the condition and everything inside it.
template <class F>
void for_each_condition(const ConditionSpec& c, const Path& at, F&& f) {
  f(c, at);
  const char* key = c.kind == ConditionSpec::Kind::any ? "any" : c.kind == ConditionSpec::Kind::negation ? "not"
                    : c.kind == ConditionSpec::Kind::at_least                                        ? "of"
                                                                                                     : "all";
  const Path inner = at / key;
  for (std::size_t i = 0; i < c.terms.size(); ++i) {
    if (c.kind == ConditionSpec::Kind::negation) for_each_condition(c.terms[i], inner, f);
    else {
      const Path item = inner / i;
      for_each_condition(c.terms[i], item, f);
    }
  }
}

}  // namespace saniscore::inline v0::detail
