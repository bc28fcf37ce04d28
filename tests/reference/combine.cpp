// Groups: from children's scores to the group's own.
#include "reference/evaluator.hpp"

#include <algorithm>

namespace saniscore::reference {

namespace {

State largest_state(const std::vector<std::pair<Index, const Value*>>& children) {
  State largest = State::known;
  bool any = false;
  for (const auto& [c, value] : children) {  // what does not apply has no say beside what does
    if (value->part == Part::dropped && value->state == State::not_applicable) continue;
    largest = std::max(largest, value->state);
    any = true;
  }
  return any ? largest : State::not_applicable;
}

bool unfinished(const Value& child) {
  return child.part == Part::unknown || (child.part == Part::known && child.provisional);
}

}  // namespace

Value Evaluator::combine(Index n, const Lane& lane) {
  Children scored, all;
  for (const Index c : tree_[n].children) {
    const Value& child = finished(c, lane);
    all.emplace_back(c, &child);
    if (tree_[c].scored) scored.emplace_back(c, &child);
  }
  switch (tree_[n].spec->combine) {
    case Combine::sum: return combine_sum(n, scored);
    case Combine::mean:
    case Combine::min:
    case Combine::max:
    case Combine::power: return combine_shares(n, lane, scored);
    case Combine::table: return combine_table(n, lane, all);
    case Combine::none: break;
  }
  // It only holds its children together.
  Value value;
  const auto any = [&](Part part) {
    return std::any_of(all.begin(), all.end(), [&](const auto& c) { return c.second->part == part; });
  };
  value.part = any(Part::known) ? Part::known : any(Part::unknown) ? Part::unknown : Part::dropped;
  value.state = largest_state(all);
  for (const auto& [c, child] : all) {
    if (child->state == State::known) value.state = State::known;
  }
  return value;
}

Value Evaluator::combine_sum(Index n, const Children& children) const {
  const NodeSpec& spec = *tree_[n].spec;
  Value sum;
  Rational score = 0;
  bool any_known = false, any_left = false;
  for (const auto& [c, child] : children) {
    if (child->part == Part::dropped) continue;
    any_left = true;
    const bool extra = tree_[c].spec->extra;
    if (child->score) {
      any_known = true;
      score += *child->score;
      if (!extra) sum.maximum += child->maximum;
    }
    if (!extra) sum.applicable += child->applicable;
    sum.lower = sum.lower + child->lower;
    sum.upper = sum.upper + child->upper;
    sum.provisional = sum.provisional || unfinished(*child);
  }
  if (any_left) {
    const Rational start = exact(spec.start);
    score += start;
    if (any_known) sum.maximum += start;
    sum.applicable += start;
    sum.lower = sum.lower + start;
    sum.upper = sum.upper + start;
  }
  sum.part = any_known ? Part::known : any_left ? Part::unknown : Part::dropped;
  sum.state = any_known ? State::known : largest_state(children);
  sum.provisional = sum.provisional && any_known;
  if (any_known) sum.score = score;
  if (any_left && spec.on_drop == OnDrop::rescale && sum.applicable != 0) {
    const Rational factor = tree_[n].points / sum.applicable;
    if (sum.score) *sum.score *= factor;
    sum.maximum *= factor;
    sum.applicable *= factor;
    sum.lower = sum.lower * factor;
    sum.upper = sum.upper * factor;
  }
  return sum;
}

/// mean, min, max and power act on shares of the children's maxima.
Value Evaluator::combine_shares(Index n, const Lane& lane, const Children& children) {
  const NodeSpec& spec = *tree_[n].spec;
  const bool weighted = spec.combine == Combine::mean || spec.combine == Combine::power;
  std::vector<std::pair<Rational, Rational>> shares;
  std::vector<std::pair<Rational, Bound>> lowers, uppers;
  Value value;
  State worst = State::known;
  for (const auto& [c, child] : children) {
    if (child->part == Part::dropped) {
      if (child->state != State::not_applicable) worst = std::max(worst, child->state);
      continue;
    }
    const Rational weight = weighted ? weight_of(*tree_[c].spec) : Rational(1);
    if (child->applicable == 0 || weight == 0) continue;  // 0/0, or of no weight: left out
    worst = std::max(worst, child->state);
    lowers.emplace_back(weight, child->lower / child->applicable);
    uppers.emplace_back(weight, child->upper / child->applicable);
    if (child->score && child->maximum != 0) shares.emplace_back(weight, *child->score / child->maximum);
    value.provisional = value.provisional || unfinished(*child);
  }
  value.state = worst;
  if (lowers.empty()) {
    value.part = Part::dropped;
    value.state = std::max(worst, State::not_applicable);
    return value;
  }
  const bool needs_sign = spec.combine == Combine::power && spec.exponent != 1;
  const auto clean = [&](auto& list) {  // comparing with 0 follows a snap, as every comparison does
    for (auto& [weight, share] : list) {
      if (needs_sign && to_double(snap(share, 1)) == 0) share = Rational(0);
    }
  };
  clean(shares);
  clean(lowers);
  clean(uppers);
  if (needs_sign && std::any_of(shares.begin(), shares.end(), [](const auto& share) { return share.second < 0; })) {
    return by_policy(n, lane, State::invalid, tree_[n].policy[static_cast<std::size_t>(State::invalid)],
                     Adjustments::to_come);
  }
  const Rational& points = tree_[n].points;
  value.applicable = points;
  value.lower = merge_bounds(spec, lowers) * points;
  value.upper = merge_bounds(spec, uppers) * points;
  value.part = shares.empty() ? Part::unknown : Part::known;
  value.provisional = value.provisional && !shares.empty();
  if (shares.empty()) return value;
  value.state = State::known;
  value.maximum = points;
  value.score = merge_shares(spec, shares) * points;
  return value;
}

Rational Evaluator::merge_shares(const NodeSpec& group, const std::vector<std::pair<Rational, Rational>>& weighted,
                                 const Rational& endless) {
  const auto by_share = [](const auto& a, const auto& b) { return a.second < b.second; };
  if (group.combine == Combine::min) return std::min_element(weighted.begin(), weighted.end(), by_share)->second;
  if (group.combine == Combine::max) return std::max_element(weighted.begin(), weighted.end(), by_share)->second;
  const Rational exponent = group.combine == Combine::mean ? Rational(1) : exact(group.exponent);
  const auto zero = [](const auto& share) { return share.second == 0; };
  if (exponent <= 0 && std::any_of(weighted.begin(), weighted.end(), zero)) return 0;  // the limit
  const auto same = [&](const auto& share) { return share.second == weighted.front().second; };
  if (endless == 0 && std::all_of(weighted.begin(), weighted.end(), same)) return weighted.front().second;

  Rational weights = endless, sum = 0;
  const bool whole = denominator(exponent) == 1 && abs(exponent) <= 8;
  for (const auto& [weight, share] : weighted) {
    weights += weight;
    if (exponent == 0) {
      sum += weight * logarithm(share);
    } else if (whole) {
      Rational product = 1;
      for (Rational i = 0; i < abs(exponent); i += 1) product *= share;
      sum += weight * (exponent < 0 ? Rational(1 / product) : product);
    } else {
      sum += weight * (share == 0 ? Rational(0) : power(share, exponent));
    }
  }
  const Rational mean = sum / weights;
  if (exponent == 1) return mean;
  if (exponent == -1) return 1 / mean;
  inexact_ = true;
  if (exponent == 0) return exponential(mean);
  if (mean < 0) return -power(-mean, 1 / exponent);
  return mean == 0 ? Rational(0) : power(mean, 1 / exponent);
}

Bound Evaluator::merge_bounds(const NodeSpec& group, const std::vector<std::pair<Rational, Bound>>& weighted) {
  const auto by_bound = [](const auto& a, const auto& b) { return a.second < b.second; };
  if (group.combine == Combine::min) return std::min_element(weighted.begin(), weighted.end(), by_bound)->second;
  if (group.combine == Combine::max) return std::max_element(weighted.begin(), weighted.end(), by_bound)->second;
  const auto zero = [](const auto& share) { return !(Bound(Rational(0)) < share.second); };
  if (group.combine == Combine::power && group.exponent <= 0 && std::any_of(weighted.begin(), weighted.end(), zero))
    return Rational(0);  // whatever the others are
  std::vector<std::pair<Rational, Rational>> finite;
  Rational endless = 0;
  const bool mean = group.combine != Combine::power || group.exponent == 1;
  for (const auto& [weight, bound] : weighted) {
    if (!mean && bound < Bound(Rational(0))) {  // no power of a negative share counts
      finite.emplace_back(weight, 0);
    } else if (bound.finite()) {
      finite.emplace_back(weight, bound.value);
    } else {
      // Under a negative exponent what is endless counts as 0, like 1/x.
      if (mean || group.exponent >= 0) return bound;
      endless += weight;
    }
  }
  if (finite.empty()) return weighted.front().second;
  return merge_shares(group, finite, endless);
}

/// The first row that holds; none while an earlier one may hold.
Value Evaluator::combine_table(Index n, const Lane& lane, const Children& children) {
  Value value;
  const auto dropped = [](const auto& child) { return child.second->part == Part::dropped; };
  value.state = largest_state(children);
  if (std::all_of(children.begin(), children.end(), dropped)) {
    value.part = Part::dropped;
    return value;
  }
  std::vector<Rational> open;
  for (const TableRow& row : tree_[n].spec->table) {
    const Truth when = row.when ? holds(*row.when, {n, lane, nullptr, nullptr}, false) : Truth::yes;
    if (when == Truth::no || when == Truth::left_out) continue;
    const Rational earned = points_of(n, row.earned);
    open.push_back(earned);
    if (when == Truth::unknown) continue;
    if (open.size() > 1) break;
    value.score = earned;
    value.state = State::known;
    value.maximum = tree_[n].points;
    if (!row.level.empty()) value.level = row.level;
    break;
  }
  if (open.empty())
    return by_policy(n, lane, State::invalid, tree_[n].policy[static_cast<std::size_t>(State::invalid)],
                     Adjustments::to_come);
  value.part = value.score ? Part::known : Part::unknown;
  value.applicable = tree_[n].points;
  value.lower = *std::min_element(open.begin(), open.end());
  value.upper = *std::max_element(open.begin(), open.end());
  value.level_open = !value.score;
  return value;
}

}  // namespace saniscore::reference
