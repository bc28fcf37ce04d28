// What a node can come to when nothing is known of it, not even whether it applies.
#include "reference/evaluator.hpp"

#include <algorithm>

namespace saniscore::reference {

Range Evaluator::leaf_range(Index leaf, const Lane& lane) {
  const NodeSpec& spec = *tree_[leaf].spec;
  const Rational& points = tree_[leaf].points;
  if (!spec.measure) return {Rational(0), points};
  const MeasureSpec& measure = *spec.measure;
  const auto hull = [](const std::vector<Rational>& earnings) -> Range {
    const auto [low, high] = std::minmax_element(earnings.begin(), earnings.end());
    return {*low, *high};
  };
  const auto floor = [&]() -> Bound { return measure.floor ? Bound(exact(*measure.floor)) : Bound::infinite(-1); };
  std::vector<Rational> earnings;
  switch (measure.kind) {
    case MeasureSpec::Kind::pass:
    case MeasureSpec::Kind::threshold: return {Rational(0), points};
    case MeasureSpec::Kind::score: {
      const Resolved of = resolve(measure.of, {leaf, lane, nullptr, nullptr});
      if (!spec.value || !spec.value->range || of.state != State::known || of.value <= 0) return {Rational(0), points};
      return {points * exact(spec.value->range->first) / of.value,
              points * exact(spec.value->range->second) / of.value};
    }
    case MeasureSpec::Kind::choice:
      for (const ChoiceOption& option : measure.options) earnings.push_back(points_of(leaf, option.earned));
      return hull(earnings);
    case MeasureSpec::Kind::bands:
      for (const Band& band : measure.bands) earnings.push_back(points_of(leaf, band.earned.value_or(Earned{})));
      return hull(earnings);
    case MeasureSpec::Kind::line:
      for (const Knot& knot : measure.knots) earnings.push_back(points_of(leaf, knot.y));
      return hull(earnings);
    case MeasureSpec::Kind::shortfall: return {floor(), std::max(floor(), Bound(points))};
    case MeasureSpec::Kind::deduct: {
      const bool constant = !measure.start || measure.start->kind == NumberSpec::Kind::constant;
      if (!constant) return {floor(), Bound::infinite(1)};
      return {floor(), std::max(floor(), Bound(measure.start ? exact(measure.start->value) : points))};
    }
    case MeasureSpec::Kind::award: break;
  }
  return {Rational(0), measure.cap ? Bound(exact(*measure.cap)) : Bound::infinite(1)};
}

/// Before its adjustments.
Range Evaluator::plain_range(Index n, const Lane& lane) {
  const TreeNode& node = tree_[n];
  if (!node.scored) return {Rational(0), Rational(0)};
  if (node.leaf) return leaf_range(n, lane);
  const NodeSpec& spec = *node.spec;
  std::vector<Bound> lows, highs;
  if (spec.combine == Combine::table) {
    for (const TableRow& row : spec.table) lows.emplace_back(points_of(n, row.earned));
    const auto [low, high] = std::minmax_element(lows.begin(), lows.end());
    return {*low, *high};
  }
  if (spec.combine == Combine::sum) {
    Bound low = exact(spec.start), high = exact(spec.start);
    Rational whole = exact(spec.start);
    for (const Index c : node.children) {
      const Range child = range(c, lane);
      low = low + child.first;
      high = high + child.second;
      if (!tree_[c].spec->extra) whole += tree_[c].points;
    }
    if (spec.on_drop == OnDrop::shrink || whole == 0) return {low, high};
    const Rational factor = node.points / whole;
    return {low * factor, high * factor};
  }
  // Whatever the children weigh, their share lies between the least and the greatest of theirs.
  for (const Index c : node.children) {
    if (!tree_[c].scored || tree_[c].points <= 0) continue;
    const Range child = range(c, lane);
    lows.push_back(child.first / tree_[c].points);
    highs.push_back(child.second / tree_[c].points);
  }
  if (lows.empty()) return {Rational(0), node.points};
  return {*std::min_element(lows.begin(), lows.end()) * node.points,
          *std::max_element(highs.begin(), highs.end()) * node.points};
}

/// After its adjustments, each of which may act or not.
Range Evaluator::range(Index n, const Lane& lane) {
  auto [low, high] = plain_range(n, lane);
  for (const AdjustSpec& rule : tree_[n].spec->adjust) {
    const bool constant = rule.amount.kind == NumberSpec::Kind::constant;
    const Rational amount = !constant    ? Rational(0)
                            : rule.share ? exact(rule.amount.value) * tree_[n].points
                                         : exact(rule.amount.value);
    const Bound most = constant && !rule.times ? Bound(amount) : Bound::infinite(1);
    const bool fixed_limit = constant && !rule.share;
    switch (rule.kind) {
      case AdjustSpec::Kind::zero:
        low = std::min(low, Bound(Rational(0)));
        high = std::max(high, Bound(Rational(0)));
        break;
      case AdjustSpec::Kind::bonus: high = high + most; break;
      case AdjustSpec::Kind::deduct: low = low + most * Rational(-1); break;
      case AdjustSpec::Kind::cap:
        if (rule.when || !fixed_limit) break;
        low = std::min(low, Bound(amount));
        high = std::min(high, Bound(amount));
        break;
      case AdjustSpec::Kind::floor:
        if (!fixed_limit) break;
        high = std::max(high, Bound(amount));
        if (!rule.when) low = std::max(low, Bound(amount));
        break;
      case AdjustSpec::Kind::void_: break;
    }
  }
  return {low, high};
}

}  // namespace saniscore::reference
