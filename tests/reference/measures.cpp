// Leaves: from an input to earned points.
#include "reference/evaluator.hpp"

#include <algorithm>

namespace saniscore::reference {

namespace {

const std::string met = "met";
const std::string not_met = "not_met";

const ChoiceOption* chosen(const MeasureSpec& measure, const Input& input) {
  for (const ChoiceOption& option : measure.options) {
    const bool number = option.answer.kind == Literal::Kind::number;
    if (input.text ? !number && option.answer.text == input.label
                   : number && exact(option.answer.number) == input.number) {
      return &option;
    }
  }
  return nullptr;
}

}  // namespace

Rational Evaluator::points_of(Index n, const Earned& earned) const {
  return earned.share ? exact(earned.amount) * tree_[n].points : exact(earned.amount);
}

/// The worst state of the numbers in a leaf's rule: one without a value spoils the rule, whatever else is known.
State Evaluator::worst_number(Index leaf, const Lane& lane) {
  const MeasureSpec& measure = *tree_[leaf].spec->measure;
  const Asker who{leaf, lane, nullptr, nullptr};
  State worst = State::known;
  const auto ask = [&](const NumberSpec& number) { worst = std::max(worst, resolve(number, who).state); };
  for (const NumberSpec* number : {&measure.of, &measure.target, &measure.step, &measure.deduct}) ask(*number);
  if (measure.start) ask(*measure.start);
  for (const Band& band : measure.bands) ask(band.limit);
  if (measure.condition) worst_limit(*measure.condition, who, worst);
  for (const CountRule& rule : measure.rules) {
    for (const NumberCase& row : rule.rate) ask(row.value);
  }
  return worst;
}

Evaluator::Measured Evaluator::measure(Index leaf, const Lane& lane, const std::optional<Input>& pooled) {
  const NodeSpec& spec = *tree_[leaf].spec;
  const State worst = spec.measure ? worst_number(leaf, lane) : State::known;
  if (spec.measure &&
      (spec.measure->kind == MeasureSpec::Kind::deduct || spec.measure->kind == MeasureSpec::Kind::award)) {
    Measured counted = counts(leaf, lane);
    return worst > counted.state ? Measured{.state = worst} : counted;
  }
  reporting_ = true;
  const Input input = pooled ? *pooled : leaf_input(leaf, lane);
  reporting_ = false;
  if (const State state = std::max(worst, input.state); state != State::known) return {.state = state};
  if (spec.value && spec.value->range && !input.text &&
      (input.number < exact(spec.value->range->first) || input.number > exact(spec.value->range->second))) {
    return {.state = State::invalid};
  }
  if (!spec.measure) {
    return {.level = input.text ? std::optional(input.label) : std::nullopt};
  }
  if (input.text && spec.measure->kind != MeasureSpec::Kind::choice &&
      spec.measure->kind != MeasureSpec::Kind::threshold) {
    return {.state = State::invalid};
  }
  return measure_number(leaf, lane, input);
}

Evaluator::Measured Evaluator::measure_number(Index leaf, const Lane& lane, const Input& input) {
  const NodeSpec& spec = *tree_[leaf].spec;
  const MeasureSpec& measure = *spec.measure;
  switch (measure.kind) {
    case MeasureSpec::Kind::pass:
      if (input.number != 0 && input.number != 1) return {.state = State::invalid};
      return {.earned = input.number == 1 ? tree_[leaf].points : Rational(0),
              .level = input.number == 1 ? met : not_met};
    case MeasureSpec::Kind::score: {
      const Resolved of = resolve(measure.of, {leaf, lane, &input, nullptr});
      const bool ranged = spec.value && spec.value->range;
      if (of.value <= 0 || (!ranged && (input.number < 0 || input.number > of.value))) return {.state = State::invalid};
      const auto within =
          std::find_if(measure.intervals.begin(), measure.intervals.end(), [&](const Interval& interval) {
            return input.number >= exact(interval.from) && input.number <= exact(interval.to);
          });
      if (!measure.intervals.empty() && within == measure.intervals.end()) return {.state = State::invalid};
      Measured result{.earned = tree_[leaf].points * input.number / of.value};
      if (!measure.intervals.empty() && !within->level.empty()) result.level = within->level;
      return result;
    }
    case MeasureSpec::Kind::choice: {
      const ChoiceOption* option = chosen(measure, input);
      if (option == nullptr) return {.state = State::invalid};
      return {.earned = points_of(leaf, option->earned), .level = label_of(option->answer)};
    }
    case MeasureSpec::Kind::bands: return bands(leaf, lane, input);
    case MeasureSpec::Kind::line: return line(leaf, input);
    case MeasureSpec::Kind::shortfall: return shortfall(leaf, lane, input);
    case MeasureSpec::Kind::threshold: return threshold(leaf, lane, input);
    case MeasureSpec::Kind::deduct:
    case MeasureSpec::Kind::award: break;
  }
  return counts(leaf, lane);
}

Evaluator::Measured Evaluator::bands(Index leaf, const Lane& lane, const Input& input) {
  std::vector<Rational> limits;
  const std::vector<Band>& table = tree_[leaf].spec->measure->bands;
  for (const Band& band : table) limits.push_back(resolve(band.limit, {leaf, lane, &input, nullptr}).value);
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (table[i].op && compare(*table[i].op, input.number, input.number, limits[i]) != Truth::yes) continue;
    Measured result;
    if (table[i].earned) result.earned = points_of(leaf, *table[i].earned);
    if (!table[i].level.empty()) result.level = table[i].level;
    return result;
  }
  return {.state = State::invalid};
}

Evaluator::Measured Evaluator::line(Index leaf, const Input& input) {
  const MeasureSpec& measure = *tree_[leaf].spec->measure;
  const std::vector<Knot>& knots = measure.knots;
  const auto after =
      std::find_if(knots.begin(), knots.end(), [&](const Knot& knot) { return exact(knot.x) > input.number; });
  if (after == knots.begin()) return {.earned = points_of(leaf, knots.front().y)};
  const Knot& before = *(after - 1);
  // At a jump this is the later knot.
  if (after == knots.end() || exact(before.x) == input.number) return {.earned = points_of(leaf, before.y)};
  const Rational y0 = points_of(leaf, before.y), y1 = points_of(leaf, after->y);
  Rational share;
  if (measure.log_x) {
    const Rational x0 = logarithm(exact(before.x));
    share = (logarithm(input.number) - x0) / (logarithm(exact(after->x)) - x0);
    inexact_ = inexact_ || y0 != y1;
  } else {
    share = (input.number - exact(before.x)) / (exact(after->x) - exact(before.x));
  }
  return {.earned = y0 + (y1 - y0) * share};
}

Evaluator::Measured Evaluator::shortfall(Index leaf, const Lane& lane, const Input& input) {
  const MeasureSpec& measure = *tree_[leaf].spec->measure;
  const Asker who{leaf, lane, &input, nullptr};
  const Resolved target = resolve(measure.target, who);
  const Resolved step = resolve(measure.step, who);
  const Resolved deduct = resolve(measure.deduct, who);
  if (step.value <= 0) return {.state = State::invalid};
  const Rational short_by = measure.above ? input.number - target.value : target.value - input.number;
  const auto floored = [&](const Rational& earned) {
    return measure.floor ? std::max(earned, exact(*measure.floor)) : earned;
  };
  if (short_by <= 0) return {.earned = floored(tree_[leaf].points)};
  // Whatever cancels in the difference, its digits are those of the larger term.
  const Rational largest = std::max(Rational(abs(target.value)), Rational(abs(input.number)));
  Rational steps = snap(short_by / step.value, largest / step.value);
  if (measure.counting == MeasureSpec::Counting::whole) steps = Rational(floor_of(steps));
  if (measure.counting == MeasureSpec::Counting::started) steps = Rational(ceiling_of(steps));
  return {.earned = floored(tree_[leaf].points - deduct.value * steps)};
}

Evaluator::Measured Evaluator::threshold(Index leaf, const Lane& lane, const Input& input) {
  const ConditionSpec& condition = *tree_[leaf].spec->measure->condition;
  const Asker who{leaf, lane, &input, nullptr};
  switch (holds(condition, who, true)) {
    case Truth::yes: return {.earned = tree_[leaf].points, .level = met};
    case Truth::no: return {.level = not_met};
    case Truth::unknown:
    case Truth::left_out: break;
  }
  // An interval that straddles the limit, or a series that is too short: the input is known, the answer is not.
  return {.undecided = true};
}

}  // namespace saniscore::reference
