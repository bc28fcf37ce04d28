// Gates, ladders, what bound them, and the run over the whole standard.
#include "reference/evaluator.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>

namespace saniscore::reference {

namespace {

std::string_view word(Subject subject) {
  switch (subject) {
    case Subject::score: return "score";
    case Subject::percent: return "percent";
    case Subject::value: return "value";
    case Subject::state: return "state";
    case Subject::level: return "level";
    case Subject::met: return "met";
    case Subject::count: return "count";
    case Subject::min_of: return "min_of";
    case Subject::max_of: return "max_of";
    case Subject::attribute: return "attribute";
    case Subject::fact: return "fact";
    case Subject::self: break;
  }
  return "";
}

std::string_view word(Operator op) {
  switch (op) {
    case Operator::lt: return "<";
    case Operator::le: return "<=";
    case Operator::gt: return ">";
    case Operator::ge: return ">=";
    case Operator::eq: return "==";
    case Operator::in: break;
  }
  return "in";
}

std::string text_of(const ConditionSpec& c) {
  std::string text(word(c.subject));
  std::string of = c.subject == Subject::count ? "count" : c.name;
  for (const std::string& id : c.of.nodes) of += (of.empty() ? "" : ",") + id;
  for (const std::string& tag : c.of.tags) of += (of.empty() ? "" : ",") + tag;
  text += " " + of + " " + std::string(word(c.op));
  if (c.literals.empty()) {
    Literal limit;
    limit.kind = Literal::Kind::number;
    limit.number = c.limit.value;
    return text + " " + label_of(limit);
  }
  for (std::size_t i = 0; i < c.literals.size(); ++i) text += (i == 0 ? " " : ",") + label_of(c.literals[i]);
  return text;
}

std::size_t position(const OutcomeSpec& ladder, const std::string& level) {
  for (std::size_t i = 0; i < ladder.levels.size(); ++i) {
    if (ladder.levels[i].level == level) return i;
  }
  return 0;
}

}  // namespace

/// The terms that are false and so keep the condition from holding.
void Evaluator::false_terms(const ConditionSpec& c, bool top, std::vector<std::string>& texts) {
  if (holds(c, {}, true) != Truth::no) return;
  if (c.kind == ConditionSpec::Kind::compare) texts.push_back(text_of(c));
  if (c.kind != ConditionSpec::Kind::negation) {
    for (const ConditionSpec& t : c.terms) false_terms(t, top, texts);
  }
}

OutcomeResult Evaluator::outcome(const OutcomeSpec& ladder, const std::vector<Truth>& gates) {
  OutcomeResult result;
  result.id = ladder.id;
  // The ladder alone.
  std::vector<std::size_t> alone;
  bool may_have_none = true;
  for (std::size_t i = 0; i < ladder.levels.size(); ++i) {
    const auto& when = ladder.levels[i].when;
    const Truth truth = when ? holds(*when, {}, true) : Truth::yes;
    if (truth == Truth::left_out) break;
    if (truth == Truth::no) continue;
    alone.push_back(i);
    if (truth == Truth::yes) {
      may_have_none = false;
      break;
    }
  }
  // Failed gates limit it; gates that may fail may limit it.
  std::size_t limit = 0;
  std::set<std::size_t> limits;
  const std::vector<GateSpec>& specs = tree_.spec().gates;
  for (std::size_t g = 0; g < specs.size(); ++g) {
    if (specs[g].outcome == ladder.id && gates[g] == Truth::no)
      limit = std::max(limit, position(ladder, specs[g].at_best));
  }
  limits.insert(limit);
  for (std::size_t g = 0; g < specs.size(); ++g) {
    if (specs[g].outcome == ladder.id && gates[g] == Truth::unknown) {
      limits.insert(std::max(limit, position(ladder, specs[g].at_best)));
    }
  }
  std::set<std::size_t> possible;
  for (const std::size_t level : alone) {
    for (const std::size_t at_best : limits) possible.insert(std::max(level, at_best));
  }
  result.possible.assign(possible.begin(), possible.end());
  result.undecided = possible.size() > 1 || (possible.size() == 1 && may_have_none);
  if (result.undecided || possible.empty()) return result;

  result.level = *possible.begin();
  for (std::size_t g = 0; g < specs.size(); ++g) {
    const bool failed = specs[g].outcome == ladder.id && gates[g] == Truth::no;
    if (failed && position(ladder, specs[g].at_best) == *result.level) result.binding.push_back("gate " + specs[g].id);
  }
  if (*result.level > 0 && alone == std::vector{*result.level}) {
    const auto& better = ladder.levels[*result.level - 1].when;
    if (better) false_terms(*better, true, result.binding);
  }
  return result;
}

Reference Evaluator::run() {
  Reference reference;
  reference.error = complaint();
  if (reference.error) return reference;
  for (Index n = 0; n < tree_.size(); ++n) {
    const TreeNode& node = tree_[n];
    const Value value = view<Value>(n, no_index, Lane{});
    NodeResult result;
    result.id = node.spec->id;
    result.score = value.score;
    result.maximum = value.maximum;
    result.state = value.state;
    result.provisional = value.provisional;
    result.level = value.level;
    if (node.scored && value.part != Part::dropped) {
      result.lower = value.lower;
      result.upper = value.upper;
    }
    reference.nodes.push_back(std::move(result));
  }
  std::vector<Truth> gates;
  for (const GateSpec& gate : tree_.spec().gates) gates.push_back(holds(gate.require, {}, true));
  for (const OutcomeSpec& ladder : tree_.spec().outcomes) reference.outcomes.push_back(outcome(ladder, gates));
  for (Index n = 0; n < tree_.size(); ++n) {
    // Before its own reduction; a node that has none, as it is finished.
    // What is pooled has lanes only after that.
    const std::size_t pooled = pooled_steps(n);
    const auto& lanes = pooled == tree_[n].spec->reduce.size() ? finished_[n] : pooled > 0 ? pooled_[n] : inner_[n];
    for (const auto& [lane, value] : lanes) {
      if (lane != Lane{}) {
        reference.lanes.push_back({tree_[n].spec->id, keys_.key(lane), value.score, value.maximum, value.state});
      }
    }
  }
  reference.shortages = shortages_;
  reference.inexact = inexact_;
  return reference;
}

Reference reference_score(const StandardSpec& spec, const RawCase& raw) { return Evaluator(spec, raw).run(); }

const NodeResult& Reference::node(std::string_view id) const {
  const auto found = std::find_if(nodes.begin(), nodes.end(), [&](const NodeResult& node) { return node.id == id; });
  if (found == nodes.end()) throw std::out_of_range("no node " + std::string(id));
  return *found;
}

const OutcomeResult& Reference::outcome(std::string_view id) const {
  const auto found = std::find_if(outcomes.begin(), outcomes.end(), [&](const OutcomeResult& o) { return o.id == id; });
  if (found == outcomes.end()) throw std::out_of_range("no outcome " + std::string(id));
  return *found;
}

}  // namespace saniscore::reference
