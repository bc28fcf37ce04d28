#include "reference/tree.hpp"

#include <algorithm>

namespace saniscore::reference {

Tree::Tree(const StandardSpec& spec) : spec_(spec) {
  add(spec.tree, no_index);
  // Children stand after their parent, so going backwards meets them first.
  for (Index n = nodes_.size(); n-- > 0;) measure_points(n);
  for (Index n = 0; n < nodes_.size(); ++n) by_id_.emplace(nodes_[n].spec->id, n);
}

void Tree::add(const NodeSpec& spec, Index parent) {
  const Index n = nodes_.size();
  TreeNode node;
  node.spec = &spec;
  node.parent = parent;
  node.leaf = spec.children.empty();
  node.scored = node.leaf ? spec.measure && (spec.points || spec.weight) : spec.combine != Combine::none;
  const bool top = parent == no_index;
  node.direction = spec.direction.value_or(top ? spec_.direction : nodes_[parent].direction);
  node.outer = top ? Dimensions() : nodes_[parent].inner;
  node.inner = node.outer;
  for (const ReduceStep& step : spec.reduce) node.inner.set(static_cast<std::size_t>(step.over));
  if (top) {
    node.policy[static_cast<std::size_t>(State::not_applicable)].kind = Policy::Kind::drop;
    for (std::size_t s = 1; s < node.policy.size(); ++s) {
      if (spec_.states.policy[s]) node.policy[s] = *spec_.states.policy[s];
    }
  } else {
    node.policy = nodes_[parent].policy;
  }
  for (std::size_t s = 1; s < node.policy.size(); ++s) {
    if (spec.states.policy[s]) node.policy[s] = *spec.states.policy[s];
  }
  nodes_.push_back(std::move(node));
  if (!top) nodes_[parent].children.push_back(n);
  for (const NodeSpec& child : spec.children) add(child, n);
  nodes_[n].end = nodes_.size();
}

void Tree::measure_points(Index n) {
  TreeNode& node = nodes_[n];
  if (!node.scored) return;
  const NodeSpec& spec = *node.spec;
  Rational declared = exact(spec.start);
  Rational scale = 0;
  for (const Index c : node.children) {
    if (!nodes_[c].scored) continue;
    scale += nodes_[c].scale;
    if (!nodes_[c].spec->extra) declared += nodes_[c].points;
  }
  if (spec.points) {
    node.points = exact(*spec.points);
  } else {
    node.points = spec.combine == Combine::sum ? declared : Rational(100);
  }
  node.scale = abs(node.points);
  if (spec.combine == Combine::sum) node.scale = std::max(Rational(abs(exact(spec.start))), scale);
}

Index Tree::find(std::string_view id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? no_index : found->second;
}

std::vector<Index> Tree::tagged(const std::vector<std::string>& tags) const {
  std::vector<Index> found;
  for (Index n = 0; n < nodes_.size(); ++n) {
    const auto& own = nodes_[n].spec->tags;
    const bool carries = std::any_of(own.begin(), own.end(), [&](const std::string& tag) {
      return std::find(tags.begin(), tags.end(), tag) != tags.end();
    });
    if (nodes_[n].leaf && carries) found.push_back(n);
  }
  return found;
}

std::vector<Index> Tree::nodes_of(const ReferenceSpec& of) const {
  std::vector<Index> nodes;
  for (const std::string& id : of.nodes) {
    if (const Index n = find(id); n != no_index) nodes.push_back(n);
  }
  for (const Index n : tagged(of.tags)) {
    if (std::find(nodes.begin(), nodes.end(), n) == nodes.end()) nodes.push_back(n);
  }
  return nodes;
}

Rational weight_of(const NodeSpec& child) {
  if (child.weight) return exact(*child.weight);
  if (child.points) return exact(*child.points);
  return 1;
}

}  // namespace saniscore::reference
