// Leaves of random standards.
#include "reference/maker.hpp"

#include <algorithm>
#include <array>

namespace saniscore::reference {

namespace {

constexpr std::array<std::string_view, 9> measure_names = {"pass",      "score",     "choice", "bands", "line",
                                                           "shortfall", "threshold", "deduct", "award"};

Rational points_of(const NodeSpec& node) {
  if (node.points) return exact(*node.points);
  return node.weight ? 100 : 0;
}

Rational earned_points(const NodeSpec& node, const Earned& earned) {
  return earned.share ? exact(earned.amount) * points_of(node) : exact(earned.amount);
}

ConditionSpec own_value(Operator op, NumberSpec limit) {
  ConditionSpec c;
  c.kind = ConditionSpec::Kind::compare;
  c.op = op;
  c.limit = std::move(limit);
  return c;
}

}  // namespace

std::vector<std::string> levels_of(const NodeSpec& leaf) {
  std::vector<std::string> levels;
  const auto add = [&](const std::string& level) {
    if (!level.empty() && std::find(levels.begin(), levels.end(), level) == levels.end()) levels.push_back(level);
  };
  for (const TableRow& row : leaf.table) add(row.level);
  if (!leaf.measure) {
    if (leaf.value) levels = leaf.value->labels;
    return levels;
  }
  const MeasureSpec& measure = *leaf.measure;
  if (measure.kind == MeasureSpec::Kind::pass || measure.kind == MeasureSpec::Kind::threshold)
    return {"met", "not_met"};
  for (const ChoiceOption& option : measure.options) {
    if (option.answer.kind == Literal::Kind::text) add(option.answer.text);
  }
  for (const Band& band : measure.bands) add(band.level);
  for (const Interval& interval : measure.intervals) add(interval.level);
  return levels;
}

void Maker::leaf(NodeSpec& node, const std::set<Dimension>& used) {
  if (random_.chance(4)) {
    node.points.reset();
    node.weight.reset();
    node.value.emplace();
    node.value->kind = "label";
    node.value->labels = {"yes", "no"};
    count("observed only");
    return;
  }
  node.measure.emplace();
  MeasureSpec& measure = *node.measure;
  measure.kind = one_of(options_.measures);
  if (!node.points && !node.weight && measure.kind == MeasureSpec::Kind::deduct) node.points = 10;
  std::set<Dimension> dimensions = used;
  reduce(node, dimensions, 5);
  rounds_used_ = dimensions.contains(Dimension::round);
  count("measure " + std::string(measure_names.at(static_cast<std::size_t>(measure.kind))));
  switch (measure.kind) {
    case MeasureSpec::Kind::pass: break;
    case MeasureSpec::Kind::score: score(node); break;
    case MeasureSpec::Kind::choice: choice(node); break;
    case MeasureSpec::Kind::bands: bands(node); break;
    case MeasureSpec::Kind::line: line(node); break;
    case MeasureSpec::Kind::shortfall: shortfall(node); break;
    case MeasureSpec::Kind::threshold: threshold(node); break;
    case MeasureSpec::Kind::deduct:
    case MeasureSpec::Kind::award: counts(node); break;
  }
  if (measure.rules.empty()) input(node, dimensions);
}

Earned Maker::some_earning(const NodeSpec& node) {
  Earned earned;
  earned.share = random_.chance(50);
  if (earned.share) {
    earned.amount = random_.pick<double>({0, 0.2, 0.5, 0.6, 0.8, 1});
  } else {
    earned.amount = to_double(round_to(points_of(node) * exact(random_.tenths(0, 1)), {1, Rounding::half_up}));
  }
  if (careful_ == 0 && random_.chance(8)) earned.amount = -earned.amount;
  return earned;
}

NumberSpec Maker::some_number(double value) {
  NumberSpec number(value);
  if (!options_.numbers || !random_.chance(12)) return number;
  const int which = random_.between(0, 4);
  if (which <= 1) {
    number.kind = NumberSpec::Kind::attribute;
    number.attribute = "limit";
    count("number attribute");
    return number;
  }
  if (which == 2) {
    // The plan, or the mean of the own past rounds.
    InputSpec from;
    from.columns = {random_.chance(50) ? "plan" : "past"};
    if (from.columns.front() == "past") {
      ReduceStep window;
      window.over = Dimension::round;
      window.by = random_.pick<ReduceStep::By>({ReduceStep::By::mean, ReduceStep::By::latest});
      window.skip = random_.between(0, 1);
      from.reduce.push_back(window);
      if (rounds_used_) return number;
      count("number input window");
    }
    number.kind = NumberSpec::Kind::input;
    number.input = {from};
    count("number input");
    return number;
  }
  number.kind = NumberSpec::Kind::cases;
  NumberCase first, second;
  first.when = attribute_term();
  first.value = NumberSpec(value + 1);
  number.cases.push_back(first);
  if (random_.chance(85)) {
    second.value = NumberSpec(value);
    number.cases.push_back(second);
  }
  count("number cases");
  return number;
}

void Maker::score(NodeSpec& node) {
  MeasureSpec& measure = *node.measure;
  const double of =
      random_.chance(30) && node.points && *node.points > 0 ? *node.points : random_.pick<double>({10, 100, 5, 3});
  measure.of = some_number(of);
  if (measure.of.kind == NumberSpec::Kind::constant && random_.chance(15)) {
    measure.intervals = {{"good", 0.9 * of, of}, {"fair", 0.6 * of, 0.8 * of}, {"poor", 0, 0.5 * of}};
    for (Interval& interval : measure.intervals) {
      interval.from = to_double(round_to(exact(interval.from), {1, Rounding::half_up}));
      interval.to = to_double(round_to(exact(interval.to), {1, Rounding::half_up}));
    }
    // Rounded ends of a small scale may touch; the check refuses that.
    if (of < 5) measure.intervals.clear();
  } else if (measure.of.kind == NumberSpec::Kind::constant && random_.chance(12)) {
    node.value.emplace();
    node.value->kind = "number";
    node.value->range = std::pair(careful_ > 0 || random_.chance(50) ? 0.0 : -5.0, random_.chance(50) ? of : of + 2);
  }
}

void Maker::choice(NodeSpec& node) {
  MeasureSpec& measure = *node.measure;
  const bool numbers = random_.chance(30);
  for (int i = 0, n = random_.between(2, 5); i < n; ++i) {
    ChoiceOption option;
    if (numbers) {
      option.answer.kind = Literal::Kind::number;
      option.answer.number = i * 5;
    } else {
      option.answer.text = std::string(1, static_cast<char>('A' + i));
    }
    option.earned = some_earning(node);
    measure.options.push_back(std::move(option));
  }
}

void Maker::bands(NodeSpec& node) {
  MeasureSpec& measure = *node.measure;
  const bool rising = random_.chance(50);
  double limit = random_.tenths(0, 5);
  for (int i = 0, n = random_.between(1, 4); i < n; ++i) {
    Band band;
    const bool open = random_.chance(30);
    band.op = rising ? (open ? Operator::lt : Operator::le) : (open ? Operator::gt : Operator::ge);
    band.limit = some_number(limit);
    band.earned = some_earning(node);
    if (random_.chance(60)) band.level = std::string(1, static_cast<char>('P' + i));
    measure.bands.push_back(std::move(band));
    limit = to_double(exact(limit) + (rising ? 1 : -1) * exact(random_.pick<double>({0.1, 1, 2.5, 10})));
  }
  Band rest;
  rest.earned = some_earning(node);
  if (random_.chance(60)) rest.level = "Z";
  measure.bands.push_back(std::move(rest));
}

void Maker::line(NodeSpec& node) {
  MeasureSpec& measure = *node.measure;
  double x = random_.tenths(0, 5);
  measure.log_x = options_.logarithms && random_.chance(15);
  if (measure.log_x) x = random_.pick<double>({0.5, 1, 10});
  for (int i = 0, n = random_.between(2, 5); i < n; ++i) {
    measure.knots.push_back({x, some_earning(node)});
    const bool jump = random_.chance(20) && (i == 0 || measure.knots[static_cast<std::size_t>(i - 1)].x != x);
    if (!jump) x = to_double(exact(x) + exact(random_.pick<double>({0.1, 1, 3, 10})));
  }
}

void Maker::shortfall(NodeSpec& node) {
  MeasureSpec& measure = *node.measure;
  using Counting = MeasureSpec::Counting;
  measure.target = some_number(random_.pick<double>({85, 75, 10, 3.3, 0}));
  measure.step = some_number(random_.pick<double>({1, 0.1, 0.5, 2, 5, 0.3}));
  measure.deduct = some_number(random_.pick<double>({0.1, 0.05, 0.5, 1, 2}));
  measure.counting = random_.pick<Counting>({Counting::whole, Counting::started, Counting::pro_rata});
  measure.above = random_.chance(30);
  if (careful_ == 0 && random_.chance(25))
    measure.floor = random_.chance(60) ? std::nullopt : std::optional(random_.tenths(-2, 1));
}

void Maker::threshold(NodeSpec& node) {
  const auto limit = [&] { return some_number(random_.pick<double>({90, 85, 10, 0, 3.3, 78.3})); };
  const auto op = [&] {
    return random_.pick<Operator>({Operator::lt, Operator::le, Operator::gt, Operator::ge, Operator::eq});
  };
  ConditionSpec c = own_value(op(), limit());
  if (random_.chance(25)) {
    ConditionSpec several;
    several.kind = random_.pick<ConditionSpec::Kind>({ConditionSpec::Kind::all, ConditionSpec::Kind::any});
    several.terms = {c, own_value(op(), limit())};
    c = several;
  }
  if (random_.chance(10)) {
    ConditionSpec negated;
    negated.kind = ConditionSpec::Kind::negation;
    negated.terms = {c};
    c = negated;
  }
  node.measure->condition = std::move(c);
}

void Maker::counts(NodeSpec& node) {
  MeasureSpec& measure = *node.measure;
  const bool deducts = measure.kind == MeasureSpec::Kind::deduct;
  const bool bare = random_.chance(40);
  const int rules = bare ? 1 : random_.between(1, 4);
  for (int i = 0; i < rules; ++i) {
    CountRule rule;
    if (!bare) rule.id = std::to_string(i + 1);
    NumberCase rate;
    rate.value = some_number(random_.pick<double>({0.1, 0.2, 0.25, 0.5, 1, 2, 5}));
    if (!bare && options_.escalated_rates && random_.chance(25)) {
      NumberCase worse;
      worse.id = "worse";
      worse.when.emplace();
      worse.when->kind = ConditionSpec::Kind::compare;
      worse.when->subject = Subject::fact;
      worse.when->name = "overdue";
      worse.when->op = Operator::eq;
      worse.when->literals = {{Literal::Kind::boolean, {}, 0, true}};
      worse.value = NumberSpec(3);
      rate.id = "first";
      rule.rate.push_back(std::move(worse));
      count("escalated rate");
    }
    if (!bare && options_.escalated_rates && rule.rate.empty() && random_.chance(12)) {
      rule.range = std::pair(1.0, 3.0);
      count("rate range");
    } else {
      rule.rate.push_back(std::move(rate));
    }
    if (random_.chance(20)) rule.cap = random_.pick<double>({0.5, 1, 2, 5});
    if (!bare && random_.chance(25)) {
      rule.group = "g";
      measure.group_caps["g"] = 2;
    }
    if (deducts && options_.zero_rules && random_.chance(10)) {
      rule.zero = true;
      count("zero rule");
    }
    measure.rules.push_back(std::move(rule));
  }
  if (deducts) {
    if (random_.chance(20)) measure.start = some_number(random_.pick<double>({10, 100, 5}));
    if (careful_ == 0 && random_.chance(30))
      measure.floor = random_.chance(60) ? std::nullopt : std::optional(random_.tenths(-3, 2));
  } else if (random_.chance(50)) {
    measure.cap = random_.pick<double>({1, 3, 10});
  }
}

/// A score the node can reach, if nothing is adjusted: limits are taken from these.
Rational Maker::reachable(const NodeSpec& node) {
  if (!node.children.empty()) {
    Rational sum = exact(node.start);
    std::vector<Rational> parts;
    for (const NodeSpec& child : node.children) {
      if (!is_scored(child)) continue;
      parts.push_back(reachable(child));
      sum += parts.back();
    }
    if (node.combine == Combine::sum) return sum;
    const Rational points = node.points ? exact(*node.points) : Rational(100);
    return points * exact(random_.pick<double>({0, 0.5, 0.6, 0.75, 0.8, 1}));
  }
  const Rational points = points_of(node);
  const MeasureSpec& measure = *node.measure;
  const auto some_rate = [&] {
    const CountRule& rule = random_.pick(measure.rules);
    return rule.rate.empty() ? Rational(2) : exact(rule.rate.front().value.value);
  };
  switch (measure.kind) {
    case MeasureSpec::Kind::score: return points * exact(random_.tenths(0, 1));
    case MeasureSpec::Kind::choice: return earned_points(node, random_.pick(measure.options).earned);
    case MeasureSpec::Kind::bands: return earned_points(node, *random_.pick(measure.bands).earned);
    case MeasureSpec::Kind::line: return earned_points(node, random_.pick(measure.knots).y);
    case MeasureSpec::Kind::shortfall: return points - exact(measure.deduct.value) * random_.between(0, 5);
    case MeasureSpec::Kind::deduct: return points - some_rate() * random_.between(0, 4);
    case MeasureSpec::Kind::award: return some_rate() * random_.between(0, 4);
    default: break;
  }
  return random_.chance(50) ? points : Rational(0);
}

}  // namespace saniscore::reference
