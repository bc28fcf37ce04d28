// Conditions: tests on inputs and scores, joined by three-valued logic; gates and ladders.
#include "standard/compiler.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <unordered_set>

namespace saniscore::inline v0::detail {

namespace {

Op joining(ConditionSpec::Kind k) {
  switch (k) {
    case ConditionSpec::Kind::any: return Op::any;
    case ConditionSpec::Kind::negation: return Op::negate;
    case ConditionSpec::Kind::at_least: return Op::at_least;
    default: return Op::all;
  }
}

std::vector<std::uint8_t> matching(const std::vector<std::string>& levels, const std::vector<std::string>& wanted) {
  const std::unordered_set<std::string_view> set(wanted.begin(), wanted.end());
  std::vector<std::uint8_t> out;
  for (const auto& l : levels) out.push_back(set.contains(l) ? 1 : 0);
  return out;
}

/// The leaf whose part the column "leaf/part" is.
std::uint32_t leaf_of_part(const Program& p, std::string_view name) {
  for (auto slash = name.rfind('/'); slash != std::string_view::npos && slash > 0; slash = name.rfind('/', slash - 1))
    if (const auto it = p.by_id.find(name.substr(0, slash)); it != p.by_id.end() && p.nodes[it->second].leaf)
      return it->second;
  return none;
}

/// Every value of the leaf has a level.
bool always_has_level(const NodeSpec& n) {
  if (n.combine == Combine::table)
    return std::none_of(n.table.begin(), n.table.end(), [](const TableRow& r) { return r.level.empty(); });
  if (!n.measure) return n.combine == Combine::none && n.value && !n.value->labels.empty();
  const auto& m = *n.measure;
  switch (m.kind) {
    case MeasureSpec::Kind::pass:
    case MeasureSpec::Kind::threshold:
    case MeasureSpec::Kind::choice: return true;
    case MeasureSpec::Kind::bands:
      return std::none_of(m.bands.begin(), m.bands.end(), [](const Band& b) { return b.level.empty(); });
    case MeasureSpec::Kind::score:
      return !m.intervals.empty() &&
             std::none_of(m.intervals.begin(), m.intervals.end(), [](const Interval& i) { return i.level.empty(); });
    default: return false;
  }
}

/// A leaf that is only observed, with no list of the labels it may have: any label is possible.
bool open_labels(const NodeSpec& n) {
  return !n.measure && n.combine == Combine::none && n.children.empty() &&
         (!n.value || (n.value->kind == "label" && n.value->labels.empty()));
}

std::vector<std::string> texts(const ConditionSpec& c) {
  std::vector<std::string> out;
  for (const auto& l : c.literals)
    out.push_back(l.kind == Literal::Kind::text      ? l.text
                  : l.kind == Literal::Kind::boolean ? (l.boolean ? "true" : "false")
                                                     : number_text(l.number));
  return out;
}

}  // namespace

std::uint32_t Compiler::condition(const ConditionSpec& c, const Context& outer) {
  const auto index = static_cast<std::uint32_t>(p.terms.size());
  p.terms.emplace_back();
  p.terms[index].spec = &c;
  const auto done = [&](Slot s) {
    p.terms[index].truth = s;
    return index;
  };

  if (c.kind == ConditionSpec::Kind::trend) {
    TestParams t;
    t.op = c.rising ? Operator::gt : Operator::lt;
    t.scale = c.rounds;
    p.tests.push_back(t);
    const auto series = outer.series == none ? outer.self : outer.series;
    return done(
        emit(Op::trend, outer.space, SlotKind::truth, {series}, static_cast<std::uint32_t>(p.tests.size() - 1)));
  }
  if (c.kind != ConditionSpec::Kind::compare) {
    Context inner = outer;
    if (c.kind == ConditionSpec::Kind::negation) inner.trigger = !outer.trigger;
    std::vector<Slot> uses;
    for (const auto& t : c.terms) {
      const auto k = condition(t, inner);
      p.terms[index].terms.push_back(k);
      uses.push_back(p.terms[k].truth);
    }
    return done(emit(joining(c.kind), outer.space, SlotKind::truth, uses,
                     c.kind == ConditionSpec::Kind::negation ? std::uint32_t{outer.trigger}
                                                             : static_cast<std::uint32_t>(c.at_least)));
  }

  // `every`: the test is made in the finer lanes, and holds where it holds in all of them
  Context here = outer;
  if (c.every) {
    const auto nodes = resolve(tree, c.of);
    for (std::uint32_t k = nodes.empty() ? none : nodes.front(); k != none && here.space == outer.space;
         k = p.nodes[k].parent)
      for (SpaceId s = p.nodes[k].in; s != p.nodes[k].out; s = p.spaces[s].parent)
        if (p.spaces[s].over == *c.every) here.space = s;
  }
  TestParams t;
  t.subject = c.subject;
  t.op = c.op;
  t.trigger = outer.trigger && !c.every && c.of.nodes.size() <= 1 && c.of.tags.empty();
  t.previous = c.previous;
  std::vector<Slot> uses;
  const auto limit = [&] {
    if (!c.literals.empty() || c.op == Operator::in) return;
    t.limit = number(c.limit, here);
    if (t.limit.slot != none) uses.push_back(t.limit.slot);
  };
  const auto emit_test = [&](Op op, Slot operand) {
    std::vector<Slot> all{operand};
    for (auto u : uses) all.push_back(u);
    p.terms[index].test = static_cast<std::uint32_t>(p.tests.size());
    p.terms[index].operands.push_back(operand);
    p.tests.push_back(t);
    return emit(op, here.space, SlotKind::truth, all, static_cast<std::uint32_t>(p.tests.size() - 1));
  };
  // "in" of a number: equal to any of them
  const auto each_literal = [&](const auto& test) {
    if (c.literals.empty()) {
      limit();
      return test();
    }
    std::vector<Slot> truths;
    t.op = Operator::eq;
    for (const auto& l : c.literals)
      if (l.kind == Literal::Kind::number) {
        t.limit = {l.number, none};
        truths.push_back(test());
      }
    return truths.size() == 1 ? truths.front() : emit(Op::any, here.space, SlotKind::truth, truths, 0);
  };
  const auto join = [&](std::vector<Slot> truths) {
    // members of a list that do not apply are left out; a trigger with none left does not hold
    Slot s = truths.size() == 1 ? truths.front()
                                : emit(Op::all, here.space, SlotKind::truth, truths, outer.trigger && !c.every ? 1 : 0);
    for (SpaceId k = here.space; k != outer.space; k = p.spaces[k].parent)
      s = emit(Op::every, p.spaces[k].parent, SlotKind::truth, {s}, k);
    if (c.every && outer.trigger) s = emit(Op::all, outer.space, SlotKind::truth, {s}, 1);
    return done(s);
  };
  const auto value_test = [&](const std::string& name, Slot v) {
    if (!c.literals.empty()) {
      const auto col = column(name);
      for (const auto& l : c.literals) t.set.push_back(literal_code(col, l));
      t.op = Operator::in;
    }
    limit();
    return emit_test(Op::test_value, v);
  };

  if (c.previous) {
    std::vector<Slot> truths;
    for (const auto result : resolve_names(tree, c.of)) {
      const std::string id(result);
      for (int k = 0; k < c.last; ++k) {
        // "previous/x" is the last result, "previous/x/2" the one before it
        const auto name = "previous/" + id + (k == 0 ? std::string() : "/" + std::to_string(k + 1));
        if (k > 0) {
          const auto first = p.columns[column("previous/" + id)];
          auto& info = p.columns[column(name)];
          info.label = first.label;
          info.dictionary = first.dictionary;
        }
        uses.clear();
        t.set.clear();
        t.limit = {};
        if (c.subject == Subject::met) {
          const bool wanted = c.literals.empty() || c.literals.front().boolean;
          const auto col = column(name);
          for (const char* word : {wanted ? "met" : "not_met", wanted ? "true" : "false"})
            t.set.push_back(literal_code(col, Literal{Literal::Kind::text, word, 0, false}));
          t.op = Operator::in;
          truths.push_back(emit_test(Op::test_value, load(name, here.space)));
        } else {
          truths.push_back(value_test(name, load(name, here.space)));
        }
      }
    }
    return join(truths);
  }

  switch (c.subject) {
    case Subject::self:
      p.terms[index].operands.push_back(outer.self);
      return done(each_literal([&] {
        std::vector<Slot> all{outer.self};
        for (auto u : uses) all.push_back(u);
        if (outer.lower != none) {
          all.push_back(t.lower = outer.lower);
          all.push_back(t.upper = outer.upper);
          t.acceptance = outer.acceptance;
          // under a `not` it is the condition's failure that is accepted
          if (outer.trigger && t.acceptance == Acceptance::guarded_acceptance)
            t.acceptance = Acceptance::guarded_rejection;
          else if (outer.trigger && t.acceptance == Acceptance::guarded_rejection)
            t.acceptance = Acceptance::guarded_acceptance;
        }
        p.terms[index].test = static_cast<std::uint32_t>(p.tests.size());
        p.tests.push_back(t);
        return emit(Op::test_value, here.space, SlotKind::truth, all, static_cast<std::uint32_t>(p.tests.size() - 1));
      }));
    case Subject::attribute: return join({value_test("@" + c.name, load("@" + c.name, here.space))});
    case Subject::fact: return done(emit(Op::all, here.space, SlotKind::truth, {}, 0));
    case Subject::value: {
      std::vector<Slot> truths;
      for (const auto asked : resolve_names(tree, c.of)) {
        const std::string name(asked);
        uses.clear();
        t.set.clear();
        t.limit = {};
        const auto it = p.by_id.find(name);
        const bool leaf = it != p.by_id.end() && p.nodes[it->second].leaf;
        const Slot s = leaf ? input_in(it->second, here.space) : rule_count(name, here.space);
        t.guard = t.applies = none;
        t.disbelieved = false;
        const auto holder = leaf ? it->second : leaf_of_part(p, name);
        const auto home = holder == none ? none : p.nodes[holder].in;
        if (holder != none) t.disbelieved = p.nodes[holder].policy[1].kind == Policy::Kind::unknown;
        if (holder != none && above(home, here.space)) {
          if (leaf && holder == here.node) {  // the leaf asks its own value while it is being adjusted
            t.guard = p.nodes[holder].slot;
          } else if (leaf && p.nodes[holder].out == home) {
            t.guard = bundle_in(holder, here.space);
          } else if (!leaf && holder != here.node && p.nodes[holder].out == home) {
            t.guard = bundle_in(holder, here.space);
          }
          // a rule that had no number may have hidden from the guard that the leaf need not apply
          if (!leaf || holder != here.node) t.applies = p.nodes[holder].applies;
          if (t.applies != none && home != here.space)
            t.applies = emit(Op::lower_truth, here.space, SlotKind::truth, {t.applies}, 0);
        }
        t.part = !leaf;
        for (auto extra : {t.guard, t.applies})
          if (extra != none) uses.push_back(extra);
        truths.push_back(value_test(name, s));
      }
      return join(truths);
    }
    case Subject::count: {
      const auto k = count(c.count, here);
      return join({each_literal([&] { return emit_test(Op::test_count, k); })});
    }
    case Subject::level:
    case Subject::met:
    case Subject::state: {
      std::vector<Slot> truths;
      for (auto n : resolve(tree, c.of)) {
        const auto& info = p.nodes[n];
        if (c.subject == Subject::state) {
          t.states = 0;
          for (const auto& l : texts(c))
            if (auto s = parse_state(l))
              t.states = static_cast<std::uint8_t>(t.states | (1u << static_cast<unsigned>(*s)));
          truths.push_back(emit_test(Op::test_state, bundle_in(n, here.space)));
          continue;
        }
        const bool not_met = c.subject == Subject::met && !c.literals.empty() &&
                             c.literals.front().kind == Literal::Kind::boolean && !c.literals.front().boolean;
        t.levels = matching(
            info.levels, c.subject == Subject::met ? std::vector<std::string>{not_met ? "not_met" : "met"} : texts(c));
        t.without = not_met;
        t.always = always_has_level(*info.spec) && std::find(t.levels.begin(), t.levels.end(), 0) == t.levels.end();
        truths.push_back(emit_test(Op::test_level, bundle_in(n, here.space)));
      }
      return join(truths);
    }
    default: break;
  }
  // score, percent, min_of, max_of: one test over the whole list
  t.trigger = outer.trigger && !c.every;
  const auto nodes = resolve(tree, c.of);
  std::vector<Slot> bundles;
  double scale = 0;
  for (auto n : nodes) {
    bundles.push_back(bundle_in(n, here.space));
    scale = c.subject == Subject::score ? scale + p.nodes[n].scale : std::max(scale, p.nodes[n].scale);
  }
  t.scale = c.subject == Subject::percent ? 100 : scale;
  // a node may declare its own decimals; a list has none of its own
  const auto rounding_of = [&](std::uint32_t n) { return p.nodes[n].spec->round.value_or(p.spec.numbers); };
  t.rounding = c.subject == Subject::score && nodes.size() == 1 ? rounding_of(nodes.front()) : p.spec.numbers;
  if (c.subject == Subject::min_of || c.subject == Subject::max_of) {
    t.scale = -1;  // rounded member by member
    for (auto n : nodes) t.members.push_back({p.nodes[n].scale, rounding_of(n)});
  }
  p.terms[index].operands = bundles;
  return join({each_literal([&] {
    auto all = bundles;
    for (auto u : uses) all.push_back(u);
    p.terms[index].test = static_cast<std::uint32_t>(p.tests.size());
    p.tests.push_back(t);
    return emit(Op::test_score, here.space, SlotKind::truth, all, static_cast<std::uint32_t>(p.tests.size() - 1));
  })});
}

Slot Compiler::count(const CountSpec& c, const Context& context) {
  CountParams params;
  params.by_level = !c.levels.empty();
  params.by_state = !c.states.empty();
  for (auto s : c.states) params.states = static_cast<std::uint8_t>(params.states | (1u << static_cast<unsigned>(s)));
  std::vector<Slot> uses;
  for (auto n : count_members(tree, c, context.node)) {
    const auto& info = p.nodes[n];
    CountMember m;
    m.node = n;
    m.levels = matching(info.levels, c.levels);
    m.always = always_has_level(*info.spec) && std::find(m.levels.begin(), m.levels.end(), 0) == m.levels.end();
    m.can_match =
        !params.by_level || open_labels(*info.spec) || std::find(m.levels.begin(), m.levels.end(), 1) != m.levels.end();
    uses.push_back(m.bundle = bundle_in(n, context.space));
    params.members.push_back(std::move(m));
  }
  if (!c.previous_levels.empty())
    for (auto& m : params.members) {
      const auto name = "previous/" + p.nodes[m.node].spec->id;
      uses.push_back(m.previous = load(name, context.space));
      for (const auto& l : c.previous_levels)
        m.previous_set.push_back(literal_code(column(name), Literal{Literal::Kind::text, l, 0, false}));
    }
  p.counts.push_back(std::move(params));
  return emit(Op::count, context.space, SlotKind::count, uses, static_cast<std::uint32_t>(p.counts.size() - 1));
}

void Compiler::outcomes() {
  const Context top{};
  std::unordered_map<std::string_view, std::uint32_t> ladders;
  for (const auto& o : p.spec.outcomes) {
    ladders.emplace(o.id, static_cast<std::uint32_t>(p.ladders.size()));
    Ladder l;
    l.spec = &o;
    for (const auto& level : o.levels) l.levels.push_back(level.when ? condition(*level.when, top) : none);
    p.ladders.push_back(std::move(l));
  }
  for (const auto& g : p.spec.gates) {
    Gate gate;
    gate.spec = &g;
    gate.term = condition(g.require, top);
    gate.ladder = ladders.at(g.outcome);
    const auto& levels = p.ladders[gate.ladder].spec->levels;
    for (std::uint32_t k = 0; k < levels.size(); ++k)
      if (levels[k].level == g.at_best) gate.at_best = k;
    p.ladders[gate.ladder].gates.push_back(static_cast<std::uint32_t>(p.gates.size()));
    p.gates.push_back(gate);
  }
}

}  // namespace saniscore::inline v0::detail
