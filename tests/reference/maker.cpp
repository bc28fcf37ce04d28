// The tree of a random standard.
#include "reference/maker.hpp"

#include "reference/tree.hpp"

#include <algorithm>

namespace saniscore::reference {

namespace {

bool judged_met(const NodeSpec& node) {
  return node.measure &&
         (node.measure->kind == MeasureSpec::Kind::pass || node.measure->kind == MeasureSpec::Kind::threshold);
}

Rational declared(const NodeSpec& node) {
  if (node.points) return exact(*node.points);
  if (node.combine != Combine::sum) return 100;
  Rational sum = exact(node.start);
  for (const NodeSpec& child : node.children) {
    if (is_scored(child) && !child.extra) sum += declared(child);
  }
  return sum;
}

std::string_view name_of(Combine combine) {
  switch (combine) {
    case Combine::none: return "combine none";
    case Combine::sum: return "combine sum";
    case Combine::mean: return "combine mean";
    case Combine::min: return "combine min";
    case Combine::max: return "combine max";
    case Combine::power: return "combine power";
    case Combine::table: break;
  }
  return "combine table";
}

std::string_view name_of(ReduceStep::By by) {
  switch (by) {
    case ReduceStep::By::mean: return "reduce mean";
    case ReduceStep::By::pooled: return "reduce pooled";
    case ReduceStep::By::worst: return "reduce worst";
    case ReduceStep::By::share_passing: return "reduce share_passing";
    case ReduceStep::By::latest: return "reduce latest";
    case ReduceStep::By::sum: break;
  }
  return "reduce sum";
}

std::string_view name_of(AdjustSpec::Kind kind) {
  switch (kind) {
    case AdjustSpec::Kind::zero: return "adjust zero";
    case AdjustSpec::Kind::bonus: return "adjust bonus";
    case AdjustSpec::Kind::deduct: return "adjust deduct";
    case AdjustSpec::Kind::cap: return "adjust cap";
    case AdjustSpec::Kind::floor: return "adjust floor";
    case AdjustSpec::Kind::void_: break;
  }
  return "adjust void";
}

}  // namespace

bool is_scored(const NodeSpec& node) {
  if (!node.children.empty()) return node.combine != Combine::none;
  return node.measure && (node.points || node.weight);
}

RandomCase Maker::make() {
  case_.spec.id = "random";
  case_.spec.edition = "1";
  case_.spec.title = {{"en", "random"}};
  if (random_.chance(30)) case_.spec.direction = Direction::demerit;
  if (random_.chance(40)) {
    case_.spec.numbers.decimals = random_.between(0, 2);
    case_.spec.numbers.mode =
        random_.pick<Rounding>({Rounding::half_up, Rounding::half_up, Rounding::half_even, Rounding::down});
  }
  states(case_.spec.states, 20);
  // Small ones more often: they are quick, and what they show is easy to read.
  // Deep ones are chains: the reader takes 64 levels of JSON, which are about 25 of criteria.
  periods_ = options_.several_steps && random_.chance(25);
  if (periods_) rounds_ = {"2021-10", "2021-12", "2022-01", "2022-02-15"};
  deep_ = options_.several_steps && !options_.flat && random_.chance(2);
  const int budget = deep_ ? random_.between(20, 22)
                           : std::min(random_.between(options_.least_nodes, options_.most_nodes),
                                      random_.between(options_.least_nodes, options_.most_nodes));
  case_.spec.tree = tree(budget, Combine::none, 0, {});
  made_.reserve(static_cast<std::size_t>(budget) + 1);
  decorate(case_.spec.tree, {}, {});
  outcomes();
  observe();
  return std::move(case_);
}

double Maker::some_points() {
  // A share of 0 points does not exist; what such a part says of its group's state is not compared here.
  if (random_.chance(30)) return std::max(0.1, random_.tenths(0, 10));
  return random_.pick<double>({1, 1, 2, 3, 4, 5, 6, 10, 10, 20, 25, 50, 100, 0.5, 2.5, 12.5});
}

std::optional<RoundSpec> Maker::some_rounding(int percent) {
  if (!random_.chance(percent)) return std::nullopt;
  count("round");
  return RoundSpec{random_.between(0, 2),
                   random_.pick<Rounding>({Rounding::half_up, Rounding::half_even, Rounding::down})};
}

void Maker::states(StatesSpec& states, int percent) {
  for (std::size_t s = 1; s < states.policy.size(); ++s) {
    if (!random_.chance(percent)) continue;
    count("states policy");
    states.policy[s] =
        Policy{random_.pick<Policy::Kind>({Policy::Kind::drop, Policy::Kind::drop, Policy::Kind::zero,
                                           Policy::Kind::full, Policy::Kind::share, Policy::Kind::unknown}),
               0};
    if (states.policy[s]->kind == Policy::Kind::share)
      states.policy[s]->share = random_.pick<double>({0.5, 0.6, 0.25, 0.8});
  }
}

NodeSpec Maker::tree(int budget, Combine parent, int depth, const std::set<Dimension>& used) {
  NodeSpec node;
  node.id = "n" + std::to_string(next_id_++);
  states(node.states, 3);
  node.round = some_rounding(10);
  if (random_.chance(5)) node.direction = random_.chance(50) ? Direction::merit : Direction::demerit;
  const bool weighs = parent == Combine::mean || parent == Combine::power;
  if (weighs && random_.chance(50))
    node.weight = random_.chance(4) ? 0 : random_.pick<double>({1, 2, 3, 0.5, 0.2, 0.8, 0.7, 10});
  if (budget > 1) {
    group(node, budget, depth, used);
    return node;
  }
  if (!random_.chance(8) && (!node.weight || random_.chance(40))) node.points = some_points();
  if (parent == Combine::sum && options_.extra && random_.chance(6)) node.extra = true;
  if (options_.tags && random_.chance(30)) node.tags = {random_.chance(50) ? "key" : "minor"};
  leaf(node, used);
  return node;
}

void Maker::group(NodeSpec& node, int budget, int depth, std::set<Dimension> used) {
  node.combine = random_.chance(5) ? Combine::none : one_of(options_.combines);
  count(name_of(node.combine));
  reduce(node, used, 9);
  if (node.combine == Combine::power) {
    node.exponent = random_.pick<double>({0, 0, -1, -1, 1, 2, 3, 0.5, -2});
  }
  const bool careful = node.combine == Combine::power && !random_.chance(15);
  if (node.combine == Combine::power && !careful) count("power of negative shares");
  careful_ += careful ? 1 : 0;
  const bool acts_on_shares = node.combine != Combine::sum && node.combine != Combine::none;
  shares_ += acts_on_shares ? 1 : 0;
  int rest = budget - 1;
  const int style = deep_ ? 0 : depth < 10 && !options_.flat ? random_.between(0, 9) : 9;
  if (depth > 16) count("deep chain");
  while (rest > 0) {
    int share = rest;                                               // a chain
    if (style > 5) share = 1;                                       // wide
    if (style > 1 && style <= 5) share = random_.between(1, rest);  // bushy
    node.children.push_back(tree(share, node.combine, depth + 1, used));
    rest -= share;
  }
  shares_ -= acts_on_shares ? 1 : 0;
  careful_ -= careful ? 1 : 0;
  if (node.combine == Combine::sum) {
    // Shares and percents of a maximum below 0 mean nothing.
    if (random_.chance(8) && shares_ == 0) node.start = random_.pick<double>({20, 3, 5, 0.5});
    if (random_.chance(30)) node.on_drop = OnDrop::rescale;
    if (node.on_drop == OnDrop::rescale) count("rescale");
    const Rational whole = declared(node);
    if (random_.chance(30) && whole >= 0) node.points = to_double(whole);
    if (random_.chance(10) && node.on_drop == OnDrop::rescale) node.points = 100;
  } else if (node.combine != Combine::none && random_.chance(60)) {
    node.points = some_points();
  }
}

void Maker::reduce(NodeSpec& node, std::set<Dimension>& used, int percent) {
  if (options_.reductions.empty() || !random_.chance(percent)) return;
  // Of rounds and periods only what is finer than those above, and coarser than those before.
  Dimension coarsest = Dimension::year;
  if (const auto above = used.lower_bound(Dimension::round); above != used.end())
    coarsest = static_cast<Dimension>(static_cast<int>(*above) - 1);
  if (!periods_) coarsest = std::min(coarsest, Dimension::round);
  std::vector<Dimension> free;
  for (std::size_t d = 0; d <= static_cast<std::size_t>(coarsest); ++d) {
    if (!used.contains(static_cast<Dimension>(d))) free.push_back(static_cast<Dimension>(d));
  }
  if (!options_.several_steps) free.resize(used.empty() ? 1 : 0);
  const int most = periods_ ? 3 : 2;
  for (int steps = options_.several_steps && random_.chance(30) ? most : 1; steps > 0 && !free.empty(); --steps) {
    const Dimension over = random_.pick(free);
    std::erase_if(free, [&](Dimension d) {
      return d == over || (over >= Dimension::round && Dimension::round <= d && d < over);
    });
    if (over > Dimension::round) count("reduce periods");
    used.insert(over);
    node.reduce.push_back(step(node, over));
  }
}

/// A weight for each value of rounds or their periods that keys() gives.
std::map<std::string, double> Maker::period_weights(Dimension over) const {
  std::map<std::string, double> weights;
  for (const std::string& text : texts(over)) weights[text] = weights.size() == 1 ? 2 : 1;
  return weights;
}

ReduceStep Maker::step(const NodeSpec& node, Dimension over) {
  using By = ReduceStep::By;
  ReduceStep step;
  step.over = over;
  const bool leaf = node.combine == Combine::none && node.measure.has_value();
  const bool scored = leaf ? node.points || node.weight : node.combine != Combine::none;
  do {
    step.by = one_of(options_.reductions);
  } while ((step.by == By::share_passing && !(leaf && judged_met(node))) ||
           (!scored && (step.by == By::pooled || step.by == By::sum)) ||
           (!scored && step.by == By::worst && !judged_met(node)));
  if (options_.several_steps && over != Dimension::site && random_.chance(30)) {
    step.by = By::mean;
    step.weights = over == Dimension::method ? std::map<std::string, double>{{"covert", 0.7}, {"announced", 0.3}}
                                             : period_weights(over);
    step.renormalise = random_.chance(40);
    count("reduce weights");
  }
  count(name_of(step.by));
  if (random_.chance(15)) {
    step.least = NumberSpec(random_.between(1, 3));
    step.short_is_unknown = options_.several_steps && random_.chance(50);
    count("reduce least");
  }
  if (options_.several_steps && over >= Dimension::round && step.weights.empty() && random_.chance(25)) {
    step.last = random_.between(1, 2);
    if (random_.chance(50)) step.skip = 1;
    count("reduce last");
  }
  return step;
}

/// Rules that ask about other nodes: only nodes finished before this one, so nothing goes round in circles.
void Maker::decorate(NodeSpec& node, std::vector<const NodeSpec*> reducing, std::set<Dimension> reduced) {
  Made made;
  made.spec = &node;
  made.reduced_by = reducing.empty() ? nullptr : reducing.back();
  made.scored = is_scored(node);
  if (!node.reduce.empty()) reducing.push_back(&node);
  for (const ReduceStep& step : node.reduce) reduced.insert(step.over);
  made.reduced = reduced;
  const std::size_t first_below = made_.size();
  if (node.combine == Combine::power) ++careful_;
  for (NodeSpec& child : node.children) decorate(child, reducing, reduced);
  if (node.combine == Combine::power) --careful_;

  rounds_used_ = reduced.contains(Dimension::round);
  Askable askable;
  askable.inside = reducing.empty() ? nullptr : reducing.back();
  for (std::size_t i = 0; i < made_.size(); ++i) {
    const Made& other = made_[i];
    // Lanes of another reduction mean nothing here; a node below is read by its own steps.
    const bool same_lanes =
        other.reduced_by == nullptr || std::find(reducing.begin(), reducing.end(), other.reduced_by) != reducing.end();
    if (same_lanes || i >= first_below) askable.nodes.push_back(&other);
  }
  if (random_.chance(10)) {
    Askable attributes;
    attributes.scores = false;
    node.applies = condition(attributes, 1);
    count("applies");
  }
  if (node.combine == Combine::table) table(node, askable);
  if (made.scored && random_.chance(12)) adjust(node, askable);
  made.levels = levels_of(node);
  made_.push_back(std::move(made));
}

void Maker::adjust(NodeSpec& node, const Askable& askable) {
  using Kind = AdjustSpec::Kind;
  for (int rules = random_.between(1, 3); rules > 0; --rules) {
    AdjustSpec rule;
    rule.id = "r" + std::to_string(rules);
    rule.kind =
        random_.pick<Kind>({Kind::zero, Kind::bonus, Kind::bonus, Kind::deduct, Kind::deduct, Kind::cap, Kind::floor});
    if (careful_ > 0) rule.kind = random_.pick<Kind>({Kind::zero, Kind::bonus, Kind::cap});
    if (options_.void_adjustments && random_.chance(10)) rule.kind = Kind::void_;
    const bool limit = rule.kind == Kind::cap || rule.kind == Kind::floor;
    if (!limit || random_.chance(40)) rule.when = condition(askable, 1);
    if (limit) {
      rule.amount = to_double(round_to(reachable(node), {1, Rounding::half_up}));
    } else {
      rule.share = random_.chance(40);
      rule.amount =
          rule.share ? random_.pick<double>({0.15, 0.5, 0.1, 1}) : random_.pick<double>({1, 2, 5, 0.5, 0.1, 3});
    }
    if (rule.kind == Kind::zero || rule.kind == Kind::void_) {
      rule.amount = 0;
      rule.share = false;
    }
    if (careful_ > 0 && rule.amount.value < 0) rule.amount = 0;
    if (!rule.share && (limit || rule.amount.value > 0)) rule.amount = some_number(rule.amount.value);
    // Every leaf of the node: only a group has any below it.
    if ((rule.kind == Kind::bonus || rule.kind == Kind::deduct) && !node.children.empty() && random_.chance(40)) {
      Askable below = askable;
      below.nodes.clear();
      rule.times = some_count(below);
      if (random_.chance(50)) rule.when.reset();
      count("adjust times");
    }
    count(name_of(rule.kind));
    node.adjust.push_back(std::move(rule));
  }
}

void Maker::table(NodeSpec& node, const Askable& askable) {
  for (int rows = random_.between(1, 3); rows > 0; --rows) {
    TableRow row;
    row.when = condition(askable, 1);
    row.earned = some_earning(node);
    if (random_.chance(50)) row.level = "row" + std::to_string(rows);
    node.table.push_back(std::move(row));
  }
  TableRow last;
  last.earned = some_earning(node);
  if (random_.chance(50)) last.level = "otherwise";
  node.table.push_back(std::move(last));
}

}  // namespace saniscore::reference
