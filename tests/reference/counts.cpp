// Leaves that count findings: deduct and award.
#include "reference/evaluator.hpp"

#include <algorithm>

namespace saniscore::reference {

namespace {

std::string column_of(const NodeSpec& leaf, const CountRule& rule) {
  return rule.id.empty() ? leaf.id : leaf.id + "/" + rule.id;
}

/// What the inspector chose within the rule's range, which must be said; 1 where there is nothing to choose.
std::optional<Rational> chosen_points(const CountRule& rule, const Finding& finding) {
  if (!rule.range) return Rational(1);
  const auto [least, most] = *rule.range;
  const auto fact = finding.facts.find("points");
  if (fact == finding.facts.end()) return least == most ? std::optional(exact(least)) : std::nullopt;
  const Rational points = exact(fact->second.number);
  return points < exact(least) || points > exact(most) ? std::nullopt : std::optional(points);
}

}  // namespace

/// How often a rule was found broken, whatever the row of its rate.
Input Evaluator::rule_count(Index leaf, const CountRule& rule, const Lane& lane) {
  const NodeSpec& spec = *tree_[leaf].spec;
  const std::string column = column_of(spec, rule);
  // A state said of the leaf is said of its rules.
  if (const Input own = column_at(spec.id, lane); !rule.id.empty() && own.given && own.state != State::known)
    return own;
  Input total = rule.id.empty() && spec.from ? read(*spec.from, leaf, lane) : column_at(column, lane);
  const bool in_column = total.state == State::known;
  if (!in_column && (total.given || total.state != State::not_inspected)) return total;
  bool every_row = !rule.rate.empty(), some_row = false;
  for (const NumberCase& row : rule.rate) {
    const Input part = row.id.empty() ? Input{} : column_at(column + "/" + row.id, lane);
    if (part.state == State::known) {
      total.number += part.number;
      some_row = true;
    } else if (part.given) {
      return part;
    } else {
      every_row = false;
    }
  }
  const auto found = findings_at(leaf, rule.id, lane);
  for (const Finding* finding : found) {
    const std::optional<Rational> points = chosen_points(rule, *finding);
    if (!points) {
      total.state = State::invalid;
      return total;
    }
    total.number += *points * exact(finding->count);
  }
  // Nothing written down is 0 only where somebody looked.
  const bool known = in_column || (some_row && every_row) || !found.empty() || looked_at(leaf, lane);
  total.state = known ? State::known : State::not_inspected;
  return total;
}

/// The points a rule takes (or gives), before any cap.
Resolved Evaluator::rule_takes(Index leaf, const CountRule& rule, const Lane& lane, bool& found_any) {
  const NodeSpec& spec = *tree_[leaf].spec;
  const std::string column = column_of(spec, rule);
  const Input total = rule_count(leaf, rule, lane);
  if (total.state != State::known) return {total.state, 0};
  if (total.text) return {State::invalid, 0};

  // Which row of the rate: by a finding's facts; a bare count has none.
  const Finding nothing;
  const auto row_for = [&](const Finding& finding) -> const NumberCase* {
    for (const NumberCase& row : rule.rate) {
      if (!row.when || holds(*row.when, {leaf, lane, nullptr, &finding}, false) == Truth::yes) return &row;
    }
    return nullptr;
  };
  std::vector<std::pair<const NumberCase*, Rational>> found;
  Input bare = rule.id.empty() && spec.from ? read(*spec.from, leaf, lane) : column_at(column, lane);
  if (bare.state == State::known) found.emplace_back(row_for(nothing), bare.number);
  for (const NumberCase& row : rule.rate) {
    if (row.id.empty()) continue;
    const Input part = column_at(column + "/" + row.id, lane);
    if (part.state == State::known) found.emplace_back(&row, part.number);
  }
  for (const Finding* finding : findings_at(leaf, rule.id, lane)) {
    found.emplace_back(row_for(*finding), exact(finding->count) * chosen_points(rule, *finding).value_or(0));
  }
  Rational takes = 0;
  for (const auto& [row, count] : found) {
    found_any = found_any || count > 0;
    if (count < 0) return {State::invalid, 0};
    if (rule.range) {  // the count is in points already
      takes += count;
      continue;
    }
    if (rule.rate.empty()) continue;  // it zeroes the item and takes nothing by itself
    if (row == nullptr) return {State::invalid, 0};
    const Resolved rate = resolve(row->value, {leaf, lane, nullptr, nullptr});
    if (rate.state != State::known) return rate;
    takes += rate.value * count;
  }
  return {State::known, takes};
}

Evaluator::Measured Evaluator::counts(Index leaf, const Lane& lane) {
  const NodeSpec& spec = *tree_[leaf].spec;
  const MeasureSpec& measure = *spec.measure;
  const bool deducts = measure.kind == MeasureSpec::Kind::deduct;
  // A state said of the leaf itself goes before its counts.
  const Input own = column_at(spec.id, lane);
  if (own.given && own.state != State::known) return {.state = own.state};

  const Resolved start = deducts && measure.start ? resolve(*measure.start, {leaf, lane, nullptr, nullptr})
                                                  : Resolved{State::known, tree_[leaf].points};
  State worst = start.state;
  Rational sum = 0;
  std::map<std::string, Rational> groups;
  bool zeroed = false;
  for (const CountRule& rule : measure.rules) {
    bool found_any = false;
    Resolved takes = rule_takes(leaf, rule, lane, found_any);
    worst = std::max(worst, takes.state);
    if (takes.state != State::known) continue;
    zeroed = zeroed || (rule.zero && found_any);
    if (rule.cap) takes.value = std::min(takes.value, exact(*rule.cap));
    (rule.group.empty() ? sum : groups[rule.group]) += takes.value;
  }
  if (worst != State::known) return {.state = worst};
  for (const auto& [group, takes] : groups) {
    const auto cap = measure.group_caps.find(group);
    sum += cap == measure.group_caps.end() ? takes : std::min(takes, exact(cap->second));
  }
  if (zeroed) return {.earned = 0};
  if (!deducts) return {.earned = measure.cap ? std::min(sum, exact(*measure.cap)) : sum};
  const Rational rest = start.value - sum;
  return {.earned = measure.floor ? std::max(rest, exact(*measure.floor)) : rest};
}

}  // namespace saniscore::reference
