// What must hold of any standard, over random ones: laws rather than numbers.
#include "differential/compare.hpp"

#include "reference/generator.hpp"

#include <saniscore/standard/read.hpp>

#include <algorithm>
#include <cmath>
#include <functional>

#include <gtest/gtest.h>

namespace saniscore::reference {
namespace {

constexpr std::uint64_t standards = 400;

Scorecard scored(const StandardSpec& spec, const RawCase& raw) {
  const auto standard = compile(spec);
  EXPECT_TRUE(standard.has_value()) << to_text(standard.diagnostics().front());
  if (!standard) return {};
  ScoreOptions options;
  options.all_nodes = true;
  auto card = score(*standard, to_observations(*standard, raw, "unit"), options);
  EXPECT_TRUE(card.has_value()) << to_text(card.diagnostics().front());
  return card ? std::move(*card) : Scorecard{};
}

void for_each_node(NodeSpec& node, const std::function<void(NodeSpec&)>& change) {
  change(node);
  for (NodeSpec& child : node.children) for_each_node(child, change);
}

bool same(double a, double b) { return (std::isnan(a) && std::isnan(b)) || close(b, a); }

/// Whatever `before` says of its nodes and ladders `after` says too; it may have more nodes.
void expect_same(const StandardSpec& before, const StandardSpec& after, const RawCase& raw, const RawCase& raw_after) {
  const Scorecard a = scored(before, raw), b = scored(after, raw_after);
  for (const Node n : a.standard().document_order()) {
    const std::string& id = a.standard().id(n);
    const Node m = b.standard().find(id);
    EXPECT_TRUE(same(a.score(n)[0], b.score(m)[0])) << id << ": " << a.score(n)[0] << ", " << b.score(m)[0];
    EXPECT_TRUE(same(a.lower(n)[0], b.lower(m)[0])) << id << " from " << a.lower(n)[0] << ", " << b.lower(m)[0];
    EXPECT_TRUE(same(a.upper(n)[0], b.upper(m)[0])) << id << " to " << a.upper(n)[0] << ", " << b.upper(m)[0];
    EXPECT_EQ(a.state(n)[0], b.state(m)[0]) << id;
    EXPECT_EQ(a.level_name(n, 0), b.level_name(m, 0)) << id;
  }
  for (std::size_t ladder = 0; ladder < before.outcomes.size(); ++ladder) {
    EXPECT_EQ(a.outcome(ladder)[0], b.outcome(ladder)[0]) << before.outcomes[ladder].id;
    EXPECT_EQ(a.possible(ladder)[0], b.possible(ladder)[0]) << before.outcomes[ladder].id;
  }
}

TEST(Property, TheOrderOfSiblingsDoesNotMatter) {
  for (std::uint64_t seed = 1; seed <= standards; ++seed) {
    SCOPED_TRACE(seed);
    const RandomCase random = random_case(seed, GeneratorOptions::all());
    StandardSpec turned = random.spec;
    for_each_node(turned.tree, [](NodeSpec& node) { std::reverse(node.children.begin(), node.children.end()); });
    expect_same(random.spec, turned, random.raw, random.raw);
  }
}

TEST(Property, OnlyTheRatiosOfWeightsMatter) {
  std::size_t weights = 0;
  const auto heavier = [&](std::vector<ReduceStep>& steps) {
    for (ReduceStep& step : steps) {
      for (auto& [key, weight] : step.weights) weight *= 7;
      weights += step.weights.size();
    }
  };
  for (std::uint64_t seed = 1; seed <= standards; ++seed) {
    SCOPED_TRACE(seed);
    const RandomCase random = random_case(seed, GeneratorOptions::all());
    StandardSpec scaled = random.spec;
    for_each_node(scaled.tree, [&](NodeSpec& node) {
      heavier(node.reduce);
      if (node.from) heavier(node.from->reduce);
      if (node.combine != Combine::mean && node.combine != Combine::power) return;
      for (NodeSpec& child : node.children) {
        const bool bare = child.measure || child.combine == Combine::none;
        if (bare && !child.weight && !child.points) continue;  // has no score
        child.weight = 7 * child.weight.value_or(child.points.value_or(1));
        ++weights;
      }
    });
    expect_same(random.spec, scaled, random.raw, random.raw);
  }
  EXPECT_GT(weights, standards);
}

/// A group that applies where `newcomer` is true, with a leaf that nobody looked at.
NodeSpec newcomer_in(const NodeSpec& group) {
  NodeSpec leaf;
  leaf.id = "leaf" + group.id;
  leaf.points = 10;
  leaf.measure.emplace();
  NodeSpec newcomer;
  newcomer.id = "new" + group.id;
  newcomer.combine = Combine::sum;
  newcomer.applies.emplace();
  newcomer.applies->kind = ConditionSpec::Kind::compare;
  newcomer.applies->subject = Subject::attribute;
  newcomer.applies->name = "newcomer";
  newcomer.applies->literals = {{Literal::Kind::boolean, {}, 0, true}};
  newcomer.states.policy[static_cast<std::size_t>(State::not_applicable)] = Policy{Policy::Kind::drop, 0};
  newcomer.children = {leaf};
  return newcomer;
}

TEST(Property, WhatDoesNotApplyChangesNothing) {
  std::size_t newcomers = 0;
  for (std::uint64_t seed = 1; seed <= standards; ++seed) {
    SCOPED_TRACE(seed);
    RandomCase random = random_case(seed, GeneratorOptions::all());
    // Of a group that may not apply the enclosure is what its rule can give at all, whatever its children are.
    for_each_node(random.spec.tree, [](NodeSpec& node) { node.applies.reset(); });
    // A count may ask how many do not apply.
    if (write_standard(random.spec).find("\"count\":") != std::string::npos) continue;
    StandardSpec wider = random.spec;
    bool any = false;
    for_each_node(wider.tree, [&](NodeSpec& node) {
      // The points of a sum are those of all its children.
      if (node.combine == Combine::none || node.combine == Combine::sum || node.combine == Combine::table) return;
      if (node.id.starts_with("new")) return;
      node.children.push_back(newcomer_in(node));
      ++newcomers;
      any = true;
    });
    if (!any) continue;
    RawCase raw = random.raw;
    raw.attributes["newcomer"] = {Literal::Kind::boolean, {}, 0, false};
    expect_same(random.spec, wider, random.raw, raw);
  }
  EXPECT_GT(newcomers, standards / 4);
}

TEST(Property, ABetterMarkNeverLowersAScore) {
  GeneratorOptions options = GeneratorOptions::basic();
  options.measures = {MeasureSpec::Kind::score};
  options.combines.insert(Combine::power);
  std::size_t marks = 0;
  for (std::uint64_t seed = 1; seed <= standards; ++seed) {
    SCOPED_TRACE(seed);
    RandomCase random = random_case(seed, options);
    StandardSpec& spec = random.spec;
    spec.direction = Direction::merit;
    spec.gates.clear();
    spec.outcomes.clear();
    for_each_node(spec.tree, [](NodeSpec& node) {
      node.adjust.clear();
      node.applies.reset();
      node.value.reset();
      node.direction.reset();
      node.start = 0;  // below 0 a power mean has no value
    });
    const Scorecard before = scored(spec, random.raw);
    const Standard& standard = before.standard();
    for (std::size_t i = 0; i < random.raw.rows.size(); ++i) {
      RawCase better = random.raw;
      auto* mark = std::get_if<double>(&better.rows[i].value);
      const Node leaf = standard.find(better.rows[i].column);
      if (mark == nullptr || leaf == no_node) continue;
      const MeasureSpec& measure = *standard.spec(leaf).measure;
      if (!measure.intervals.empty() || !(*mark >= 0 && *mark < measure.of.value)) continue;
      *mark = measure.of.value;
      ++marks;
      const Scorecard after = scored(spec, better);
      for (const Node n : standard.document_order()) {
        const std::string& id = standard.id(n);
        const auto rises = [&](double x, double y) { return std::isnan(x) ? std::isnan(y) : y >= x || close(y, x); };
        EXPECT_TRUE(rises(before.score(n)[0], after.score(n)[0]))
            << id << " after " << better.rows[i].column << ": " << before.score(n)[0] << ", " << after.score(n)[0];
        EXPECT_TRUE(rises(before.lower(n)[0], after.lower(n)[0]))
            << id << " after " << better.rows[i].column << ": from " << before.lower(n)[0] << ", " << after.lower(n)[0];
      }
    }
  }
  EXPECT_GT(marks, standards);
}

}  // namespace
}  // namespace saniscore::reference
