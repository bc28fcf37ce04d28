// A standard's nodes by number, with what they inherit.
#pragma once

#include "reference/rational.hpp"

#include <saniscore/standard/spec.hpp>

#include <array>
#include <bitset>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace saniscore::reference {

using Index = std::size_t;
inline constexpr Index no_index = static_cast<Index>(-1);
inline constexpr std::size_t dimensions = dimension_count;
using Dimensions = std::bitset<dimensions>;

struct TreeNode {
  const NodeSpec* spec = nullptr;
  Index parent = no_index;
  std::vector<Index> children;
  Index end = 0;  ///< the subtree is [own index, end)
  bool leaf = false;
  bool scored = false;  ///< takes part in its parent's score
  Rational points;      ///< the most it counts for as declared; 0 when not scored
  Rational scale;       ///< what its score's significant digits refer to
  std::array<Policy, 5> policy;
  Direction direction = Direction::merit;
  Dimensions outer;  ///< grain of the finished score
  Dimensions inner;  ///< grain before its own reduction
};

class Tree {
 public:
  explicit Tree(const StandardSpec& spec);

  [[nodiscard]] const StandardSpec& spec() const { return spec_; }
  [[nodiscard]] std::size_t size() const { return nodes_.size(); }
  [[nodiscard]] const TreeNode& operator[](Index n) const { return nodes_[n]; }
  [[nodiscard]] Index find(std::string_view id) const;  ///< no_index when there is none
  /// n is a or below it.
  [[nodiscard]] bool within(Index n, Index a) const { return n >= a && n < nodes_[a].end; }
  /// Leaves carrying one of the tags, in document order.
  [[nodiscard]] std::vector<Index> tagged(const std::vector<std::string>& tags) const;
  /// Nodes a reference means: those named, then the leaves with the tags.
  [[nodiscard]] std::vector<Index> nodes_of(const ReferenceSpec& of) const;

 private:
  void add(const NodeSpec& spec, Index parent);
  void measure_points(Index n);

  const StandardSpec& spec_;
  std::vector<TreeNode> nodes_;  // document order: a parent before its children
  std::unordered_map<std::string_view, Index> by_id_;
};

/// Weight of a child under mean and power: its weight, else its points, else 1.
Rational weight_of(const NodeSpec& child);

}  // namespace saniscore::reference
