// Conditions, gates and ladders of random standards.
#include "reference/maker.hpp"

#include "reference/tree.hpp"

#include <algorithm>
#include <array>

namespace saniscore::reference {

namespace {

constexpr std::array<std::string_view, 12> subject_names = {"score", "percent", "value",  "state",     "level", "met",
                                                            "count", "min_of",  "max_of", "attribute", "fact",  "self"};

Literal text_literal(std::string text) {
  Literal literal;
  literal.text = std::move(text);
  return literal;
}

/// A ratio that may be pooled has no lanes before that.
bool splits(const Made& node) {
  return !node.reduced.empty() && !(node.spec->from && node.spec->from->kind == InputSpec::Kind::ratio);
}

bool has_met(const Made& node) { return node.levels.size() == 2 && node.levels[0] == "met"; }

/// Leaves whose plain number a condition may ask from here.
bool plain_number(const Made& node, const Askable& askable) {
  const NodeSpec& spec = *node.spec;
  if (!spec.measure || !spec.reduce.empty()) return false;
  return node.reduced_by == nullptr || node.reduced_by == askable.inside;
}

double some_limit(Random& random, const Rational& around) {
  switch (random.between(0, 3)) {
    case 0: return to_double(around);
    case 1: return to_double(round_to(around, {1, Rounding::half_up}));
    case 2: return to_double(round_to(around, {0, Rounding::half_up}));
    default: break;
  }
  return to_double(around + exact(random.tenths(-1, 1)));
}

}  // namespace

ConditionSpec Maker::condition(const Askable& askable, int depth) {
  if (depth <= 0 || random_.chance(55)) return comparison(askable);
  ConditionSpec c;
  c.kind =
      random_.pick<ConditionSpec::Kind>({ConditionSpec::Kind::all, ConditionSpec::Kind::all, ConditionSpec::Kind::any,
                                         ConditionSpec::Kind::negation, ConditionSpec::Kind::at_least});
  const int terms = c.kind == ConditionSpec::Kind::negation ? 1 : random_.between(2, 3);
  for (int i = 0; i < terms; ++i) c.terms.push_back(condition(askable, depth - 1));
  if (c.kind == ConditionSpec::Kind::at_least) c.at_least = random_.between(1, terms);
  count(c.kind == ConditionSpec::Kind::negation   ? "condition not"
        : c.kind == ConditionSpec::Kind::at_least ? "condition at_least"
                                                  : "condition all, any");
  return c;
}

ConditionSpec Maker::attribute_term() {
  ConditionSpec c;
  c.kind = ConditionSpec::Kind::compare;
  c.subject = Subject::attribute;
  switch (random_.between(0, 2)) {
    case 0:
      c.name = "class";
      c.op = Operator::in;
      c.literals = {text_literal("city")};
      if (random_.chance(50)) c.literals.push_back(text_literal("county"));
      break;
    case 1:
      c.name = "open";
      c.op = Operator::eq;
      c.literals = {{Literal::Kind::boolean, {}, 0, random_.chance(50)}};
      break;
    default:
      c.name = "size";
      c.op = random_.pick<Operator>({Operator::lt, Operator::le, Operator::gt, Operator::ge, Operator::eq});
      c.limit = NumberSpec(random_.between(0, 3));
      break;
  }
  count("condition attribute");
  return c;
}

ConditionSpec Maker::comparison(const Askable& askable) {
  ConditionSpec c;
  c.kind = ConditionSpec::Kind::compare;
  c.op = random_.pick<Operator>(
      {Operator::lt, Operator::le, Operator::le, Operator::gt, Operator::ge, Operator::ge, Operator::eq});
  const int which = askable.scores && !askable.nodes.empty() ? random_.between(0, 9) : 9;
  bool made = false;
  if (which <= 4) made = score_term(c, askable);
  if (which == 5 || which == 6) made = label_term(c, askable);
  if (which == 7) made = value_term(c, askable);
  if (which == 8 && askable.whole) {
    c.subject = Subject::count;
    c.count = some_count(askable);
    c.limit = NumberSpec(random_.between(0, 2));
    made = true;
  }
  if (!made) return attribute_term();
  count("condition " + std::string(subject_names.at(static_cast<std::size_t>(c.subject))));
  return c;
}

bool Maker::score_term(ConditionSpec& c, const Askable& askable) {
  std::vector<const Made*> scored;
  for (const Made* node : askable.nodes) {
    if (node->scored) scored.push_back(node);
  }
  if (scored.empty()) return false;
  c.subject = random_.pick<Subject>(
      {Subject::score, Subject::score, Subject::percent, Subject::percent, Subject::min_of, Subject::max_of});
  const bool several = c.subject == Subject::min_of || c.subject == Subject::max_of || random_.chance(20);
  Rational sum = 0;
  for (int i = several ? random_.between(2, 3) : 1; i > 0; --i) {
    const NodeSpec& node = *random_.pick(scored)->spec;
    if (std::find(c.of.nodes.begin(), c.of.nodes.end(), node.id) != c.of.nodes.end()) continue;
    c.of.nodes.push_back(node.id);
    sum = c.subject == Subject::score ? Rational(sum + reachable(node)) : reachable(node);
  }
  double limit = some_limit(random_, sum);
  if (c.subject == Subject::percent) limit = random_.pick<double>({0, 25, 50, 60, 66.7, 75, 80, 90, 95, 100});
  c.limit = some_number(limit);
  if (c.op == Operator::eq && random_.chance(30)) {
    c.op = Operator::in;
    c.literals = {{Literal::Kind::number, {}, limit, false}, {Literal::Kind::number, {}, limit + 1, false}};
    count("condition in numbers");
  }
  if (options_.tags && askable.whole && random_.chance(10)) {
    c.of.nodes.clear();
    c.of.tags = {"key"};
    for (const Made& node : made_) {
      const auto& tags = node.spec->tags;
      if (std::find(tags.begin(), tags.end(), "key") != tags.end() && !node.scored) return false;
    }
    if (std::none_of(made_.begin(), made_.end(), [](const Made& node) {
          return node.spec->children.empty() &&
                 std::find(node.spec->tags.begin(), node.spec->tags.end(), "key") != node.spec->tags.end();
        })) {
      return false;
    }
    count("condition tag");
    return true;
  }
  if (c.of.nodes.size() > 1) return true;
  const auto node =
      std::find_if(made_.begin(), made_.end(), [&](const Made& m) { return m.spec->id == c.of.nodes.front(); });
  if (options_.every && askable.whole && splits(*node) && random_.chance(50)) {
    c.every = one_of(node->reduced);
    if (c.limit.kind == NumberSpec::Kind::input) c.limit = NumberSpec(limit);  // its rounds are no lanes
    count("condition every");
  } else if (options_.previous && askable.whole && c.subject == Subject::score && !node->spec->children.empty() &&
             node->levels.empty() && random_.chance(15)) {
    // The last results of one node are labels or numbers, never both; leaves' are labels.
    c.previous = true;
    if (random_.chance(30)) c.last = 2;
    count("condition previous");
  }
  return true;
}

bool Maker::label_term(ConditionSpec& c, const Askable& askable) {
  std::vector<const Made*> labelled;
  for (const Made* node : askable.nodes) {
    if (!node->levels.empty()) labelled.push_back(node);
  }
  c.op = random_.chance(50) ? Operator::in : Operator::eq;
  if (labelled.empty() || random_.chance(20)) {
    const Made* node = random_.pick(askable.nodes);
    c.subject = Subject::state;
    c.of.nodes = {node->spec->id};
    c.literals = {text_literal(
        std::string(to_text(random_.pick<State>({State::known, State::not_applicable, State::not_inspected}))))};
    if (c.op == Operator::in && random_.chance(50)) c.literals.push_back(text_literal("withheld"));
    return true;
  }
  if (options_.previous && askable.whole && random_.chance(8)) {
    c.subject = Subject::level;
    c.of.nodes = {"o1"};  // a ladder
    c.literals = {text_literal(random_.chance(50) ? "l0" : "fallback")};
    c.previous = true;
    if (random_.chance(30)) c.last = 2;
    count("condition previous");
    return true;
  }
  const Made* node = random_.pick(labelled);
  c.of.nodes = {node->spec->id};
  if (has_met(*node) && random_.chance(50)) {
    c.subject = Subject::met;
    c.op = Operator::eq;
    c.literals = {{Literal::Kind::boolean, {}, 0, random_.chance(75)}};
  } else {
    c.subject = Subject::level;
    c.literals = {text_literal(random_.pick(node->levels))};
    if (c.op == Operator::in && random_.chance(50)) {
      const std::string other = random_.pick(node->levels);
      if (other != c.literals.front().text) c.literals.push_back(text_literal(other));
    }
  }
  // Several leaves that know the same levels.
  if (random_.chance(20)) {
    const Made* other = random_.pick(labelled);
    if (other != node && other->levels == node->levels) c.of.nodes.push_back(other->spec->id);
  }
  if (options_.every && askable.whole && c.of.nodes.size() == 1 && splits(*node) && random_.chance(30)) {
    c.every = one_of(node->reduced);
    count("condition every");
  } else if (options_.previous && askable.whole && random_.chance(15)) {
    c.previous = true;
    count("condition previous");
  }
  return true;
}

bool Maker::value_term(ConditionSpec& c, const Askable& askable) {
  std::vector<const Made*> numbers;
  for (const Made* node : askable.nodes) {
    const bool labels = node->spec->measure && node->spec->measure->kind == MeasureSpec::Kind::choice;
    if (plain_number(*node, askable) && !labels) numbers.push_back(node);
  }
  if (numbers.empty()) return false;
  const NodeSpec& leaf = *random_.pick(numbers)->spec;
  c.subject = Subject::value;
  std::string column = leaf.id;
  if (!leaf.measure->rules.empty()) {
    const CountRule& rule = random_.pick(leaf.measure->rules);
    if (!rule.id.empty()) column += "/" + rule.id;
    c.limit = NumberSpec(random_.between(0, 3));
  } else {
    c.limit = NumberSpec(some_input(leaf));
  }
  c.of.nodes = {column};
  return true;
}

/// How many leaves have a level, or are in a state.
CountSpec Maker::some_count(const Askable& askable) {
  CountSpec count_spec;
  std::vector<std::string> levels = {"met", "not_met"};
  for (const Made& node : made_) {
    if (node.spec->children.empty()) levels.insert(levels.end(), node.levels.begin(), node.levels.end());
  }
  if (random_.chance(75)) {
    count_spec.levels = {random_.pick(levels)};
    if (random_.chance(30)) count_spec.levels.push_back(random_.pick(levels));
  } else {
    count_spec.states = {
        random_.pick<State>({State::known, State::not_applicable, State::not_inspected, State::withheld})};
  }
  const auto tagged = [](const Made& node) {
    const auto& tags = node.spec->tags;
    return node.spec->children.empty() && std::find(tags.begin(), tags.end(), "key") != tags.end();
  };
  if (options_.tags && askable.whole && random_.chance(25) && std::any_of(made_.begin(), made_.end(), tagged)) {
    count_spec.of.tags = {"key"};
    count("condition count by tag");
    return count_spec;
  }
  if (options_.previous && askable.whole && !count_spec.levels.empty() && random_.chance(15)) {
    count_spec.previous_levels = count_spec.levels;
    count("condition previous");
  }
  if (!askable.nodes.empty() && random_.chance(40)) {
    for (int i = random_.between(1, 3); i > 0; --i) {
      const Made* node = random_.pick(askable.nodes);
      const bool again = std::find(count_spec.of.nodes.begin(), count_spec.of.nodes.end(), node->spec->id) !=
                         count_spec.of.nodes.end();
      if (node->spec->children.empty() && !again) count_spec.of.nodes.push_back(node->spec->id);
    }
  }
  return count_spec;
}

void Maker::outcomes() {
  rounds_used_ = false;
  Askable askable;
  askable.whole = true;
  for (const Made& node : made_) askable.nodes.push_back(&node);
  for (int i = random_.between(1, 2); i > 0; --i) {
    OutcomeSpec ladder;
    ladder.id = "o" + std::to_string(i);
    const int levels = random_.between(1, 4);
    for (int k = 0; k < levels; ++k) ladder.levels.push_back({"l" + std::to_string(k), {}, condition(askable, 2)});
    if (random_.chance(85)) ladder.levels.push_back({"fallback", {}, std::nullopt});
    const bool gated = random_.chance(50);
    if (gated && !ladder.levels.back().when && random_.chance(50))
      ladder.levels.push_back({"vetoed", {}, std::nullopt});
    for (int g = gated ? random_.between(1, 3) : 0; g > 0; --g) {
      GateSpec gate;
      gate.id = "g" + std::to_string(case_.spec.gates.size() + 1);
      gate.require = condition(askable, random_.chance(10) ? 4 : 2);
      gate.outcome = ladder.id;
      gate.at_best = random_.pick(ladder.levels).level;
      case_.spec.gates.push_back(std::move(gate));
      count("gate");
    }
    case_.spec.outcomes.push_back(std::move(ladder));
    count("ladder");
  }
}

}  // namespace saniscore::reference
