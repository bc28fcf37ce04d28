// compare(): two explanations, matched by the ids of criteria and rules.
#include "scoring/numbers.hpp"
#include "scoring/scenarios.hpp"
#include "standard/write.hpp"

#include <saniscore/scoring/compare.hpp>
#include <saniscore/scoring/explain.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace saniscore::inline v0 {

using namespace detail;

namespace {

struct Side {
  Standard standard;
  Explanation explanation;
  std::vector<std::uint32_t> whole_of;  ///< per node; none outside every whole

  Side(Standard s, Explanation e) : standard(std::move(s)), explanation(std::move(e)) {
    whole_of.assign(standard.size(), none);
    for (auto n : standard.document_order()) {
      const auto up = standard.parent(n);
      auto& own = whole_of[static_cast<std::uint32_t>(n)];
      if (up != no_node) own = whole_of[static_cast<std::uint32_t>(up)];
      if (own == none && standard.scored(n)) own = static_cast<std::uint32_t>(n);
    }
  }
  [[nodiscard]] const NodeExplanation& at(Node n) const {
    return explanation.nodes[standard.program().nodes[static_cast<std::uint32_t>(n)].document_position];
  }
  [[nodiscard]] double points(Node whole, double stands_for, double lost) const {
    return standard.direction(whole) == Direction::merit ? stands_for - lost : lost;
  }
};

/// A node's own rules as canonical text, without its children, its points, its id and its words.
std::string own_rules(const Standard& standard, Node n) {
  StandardSpec spec;
  spec.tree = standard.spec(n);
  spec.tree.id = "x";
  spec.tree.children.clear();
  spec.tree.points.reset();
  spec.tree.weight.reset();
  return canonical_rules(spec);
}

/// Whether the criterion, or a group above it, has another rule in the other standard.
bool ruled_otherwise(const Standard& a, Node x, const Standard& b, Node y) {
  while (x != no_node && y != no_node) {
    if (own_rules(a, x) != own_rules(b, y)) return true;
    x = a.parent(x);
    y = b.parent(y);
  }
  return x != y;
}

void split(CriterionChange& c, double stood_for, double stands_for) {
  double before = stood_for != 0 ? c.points_before / stood_for : 0,
         after = stands_for != 0 ? c.points_after / stands_for : 0;
  if (stood_for == 0) before = after;
  if (stands_for == 0) after = before;
  c.by_weight = (stands_for - stood_for) * (before + after) / 2;
  // what is left is the result's: points beyond the maximum included
  c.by_result = snapped(c.points_after - c.points_before - c.by_weight,
                        std::max({std::abs(c.points_before), std::abs(c.points_after), stood_for, stands_for}));
}

struct Comparer {
  const Side &a, &b;
  bool same;

  void criteria(WholeChange& w) const {
    const auto of = [](const Side& side, Node whole, Node n) {
      return n != no_node && side.standard.is_leaf(n) &&
             side.whole_of[static_cast<std::uint32_t>(n)] == static_cast<std::uint32_t>(whole);
    };
    const auto add = [&](Node x, Node y) {
      CriterionChange c;
      c.id = y != no_node ? b.standard.id(y) : a.standard.id(x);
      c.before = x;
      c.after = y;
      double stood_for = 0, stands_for = 0;
      if (x != no_node) {
        stood_for = a.at(x).stands_for;
        c.points_before = a.points(w.before, stood_for, a.at(x).lost);
      }
      if (y != no_node) {
        stands_for = b.at(y).stands_for;
        c.points_after = b.points(w.after, stands_for, b.at(y).lost);
      }
      split(c, stood_for, stands_for);
      if (c.by_weight == 0 && c.by_result == 0) return;
      c.cause = x == no_node                                             ? Cause::added
                : y == no_node                                           ? Cause::removed
                : c.by_result == 0 && stood_for != 0 && stands_for != 0  ? Cause::weight
                : !same && ruled_otherwise(a.standard, x, b.standard, y) ? Cause::rule
                                                                         : Cause::data;
      w.criteria.push_back(std::move(c));
    };
    for (auto y : b.standard.document_order()) {
      if (!of(b, w.after, y)) continue;
      const auto x = a.standard.find(b.standard.id(y));
      add(of(a, w.before, x) ? x : no_node, y);
    }
    for (auto x : a.standard.document_order())
      if (of(a, w.before, x) && !of(b, w.after, b.standard.find(a.standard.id(x)))) add(x, no_node);
  }

  void rules(WholeChange& w) const {
    const auto gather = [&](const Side& side, Node whole, double RuleChange::*points) {
      for (const auto& r : side.explanation.rules) {
        if (side.whole_of[static_cast<std::uint32_t>(r.node)] != static_cast<std::uint32_t>(whole)) continue;
        const auto& id = side.standard.id(r.node);
        auto it = std::find_if(w.rules.begin(), w.rules.end(),
                               [&](const RuleChange& x) { return x.criterion == id && x.rule == r.rule; });
        if (it == w.rules.end()) it = w.rules.insert(it, {id, r.rule, {}, {}});
        it->en = r.en;
        it->zh = r.zh;
        (*it).*points += side.points(whole, r.stands_for, r.lost);
      }
    };
    gather(a, w.before, &RuleChange::points_before);
    gather(b, w.after, &RuleChange::points_after);
    std::erase_if(w.rules, [](const RuleChange& r) { return r.points_before == r.points_after; });
  }

  void whole(Comparison& out, Node x, Node y) const {
    WholeChange w;
    w.id = y != no_node ? b.standard.id(y) : a.standard.id(x);
    w.before = x;
    w.after = y;
    if (x != no_node) {
      w.score_before = a.at(x).score;
      w.maximum_before = a.at(x).maximum;
    }
    if (y != no_node) {
      w.score_after = b.at(y).score;
      w.maximum_after = b.at(y).maximum;
    }
    if (w.score_before && w.score_after) {
      const auto scale =
          std::max({std::abs(*w.score_before), std::abs(*w.score_after), w.maximum_before, w.maximum_after});
      w.difference = snapped(*w.score_after - *w.score_before, scale);
      criteria(w);
      rules(w);
    }
    out.wholes.push_back(std::move(w));
  }
};

std::vector<std::string> levels(const Explanation& e, const Standard& s, std::string_view ladder) {
  const auto k = s.find_outcome(ladder);
  return k ? e.outcomes[*k].possible : std::vector<std::string>{};
}

}  // namespace

std::string_view to_text(Cause cause) {
  switch (cause) {
    case Cause::data: return "data";
    case Cause::rule: return "rule";
    case Cause::added: return "added";
    case Cause::removed: return "removed";
    case Cause::weight: return "weight";
  }
  return "";
}

Result<Comparison> compare(const Observations& before, std::string_view unit_before, const Observations& after,
                           std::string_view unit_after) {
  auto first = explain(before.standard(), before, unit_before);
  if (!first) return first.diagnostics();
  auto second = explain(after.standard(), after, unit_after);
  if (!second) return second.diagnostics();
  auto warnings = first.diagnostics();
  warnings.insert(warnings.end(), second.diagnostics().begin(), second.diagnostics().end());
  const Side a(before.standard(), *std::move(first)), b(after.standard(), *std::move(second));
  Comparison out;
  out.standard_before = a.standard;
  out.standard_after = b.standard;
  out.unit_before = unit_before;
  out.unit_after = unit_after;
  const Comparer comparer{a, b, a.standard.fingerprint() == b.standard.fingerprint()};
  const auto first_wholes = wholes(a.standard), second_wholes = wholes(b.standard);
  if (a.standard.scored(a.standard.root()) && b.standard.scored(b.standard.root())) {
    comparer.whole(out, a.standard.root(), b.standard.root());  // whatever they are called
  } else {
    const auto partner = [](const Standard& s, const std::vector<std::uint32_t>& candidates, const std::string& id) {
      const auto n = s.find(id);
      return std::find(candidates.begin(), candidates.end(), static_cast<std::uint32_t>(n)) != candidates.end()
                 ? n
                 : no_node;
    };
    for (auto y : second_wholes)
      comparer.whole(out, partner(a.standard, first_wholes, b.standard.id(Node{y})), Node{y});
    for (auto x : first_wholes)
      if (partner(b.standard, second_wholes, a.standard.id(Node{x})) == no_node) comparer.whole(out, Node{x}, no_node);
  }
  for (const auto& o : b.standard.spec().outcomes)
    out.outcomes.push_back({o.id, levels(a.explanation, a.standard, o.id), levels(b.explanation, b.standard, o.id)});
  for (const auto& o : a.standard.spec().outcomes)
    if (!b.standard.find_outcome(o.id)) out.outcomes.push_back({o.id, levels(a.explanation, a.standard, o.id), {}});
  return {std::move(out), std::move(warnings)};
}

}  // namespace saniscore::inline v0
