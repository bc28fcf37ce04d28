// Columns, derived inputs and numbers: everything a rule reads before it judges.
#include "standard/compiler.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <set>

namespace saniscore::inline v0::detail {

namespace {

std::string literal_text(const Literal& l) {
  return l.kind == Literal::Kind::text      ? l.text
         : l.kind == Literal::Kind::boolean ? (l.boolean ? "true" : "false")
                                            : number_text(l.number);
}

/// The column a leaf without a derived input reads.
std::string base_column(const NodeSpec& n) {
  return n.from && n.from->kind == InputSpec::Kind::column && !n.from->columns.empty() ? n.from->columns.front() : n.id;
}

}  // namespace

bool asks_facts(const std::vector<NumberCase>& rows) {
  return std::any_of(rows.begin(), rows.end(), [](const NumberCase& r) {
    bool found = false;
    if (r.when)
      for_each_condition(*r.when, Path{},
                         [&](const ConditionSpec& c, const Path&) { found = found || c.subject == Subject::fact; });
    return found;
  });
}

std::string row_column(const std::string& rule, const std::vector<NumberCase>& rows, std::size_t k) {
  return rule + "/" + (rows[k].id.empty() ? std::to_string(k + 1) : rows[k].id);
}

std::uint32_t Compiler::column(const std::string& name) {
  auto [it, fresh] = p.column_by_name.emplace(name, static_cast<std::uint32_t>(p.columns.size()));
  if (fresh) {
    ColumnInfo info;
    info.name = name;
    info.attribute = name.starts_with('@');
    info.previous = name.starts_with("previous/");
    p.columns.push_back(std::move(info));
    p.column_names.push_back(name);
  }
  return it->second;
}

void Compiler::add_label(std::uint32_t c, const std::string& label) {
  auto& info = p.columns[c];
  info.label = true;
  if (codes.size() <= c) codes.resize(p.columns.size());
  if (codes[c].emplace(label, static_cast<std::uint32_t>(info.dictionary.size())).second)
    info.dictionary.push_back(label);
}

void Compiler::dictionaries() {
  std::set<std::string> numeric;
  for (std::uint32_t i = 0; i < p.nodes.size(); ++i) {
    const auto& n = *p.nodes[i].spec;
    if (!p.nodes[i].leaf || n.combine != Combine::none) continue;
    const auto name = base_column(n);
    if (n.measure && n.measure->kind == MeasureSpec::Kind::choice && !n.measure->options.empty() &&
        n.measure->options.front().answer.kind != Literal::Kind::number) {
      for (const auto& o : n.measure->options) add_label(column(name), literal_text(o.answer));
    } else if (n.measure) {
      if (n.measure->rules.empty() || n.measure->rules.front().id.empty()) numeric.insert(name);
    } else if (n.value && (n.value->kind == "label" || !n.value->labels.empty())) {
      p.columns[column(name)].label = true;
      for (const auto& l : n.value->labels) add_label(column(name), l);
    } else if (n.value) {
      numeric.insert(name);
    }
  }
  std::unordered_map<std::string_view, const OutcomeSpec*> ladders;
  for (const auto& o : p.spec.outcomes) ladders.emplace(o.id, &o);
  // what a node or ladder can have been the last time
  const auto last_levels = [&](std::string_view id) {
    const auto c = column("previous/" + std::string(id));
    if (p.columns[c].label) return c;
    p.columns[c].label = true;
    if (auto o = ladders.find(id); o != ladders.end())
      for (const auto& l : o->second->levels) add_label(c, l.level);
    if (auto it = p.by_id.find(id); it != p.by_id.end())
      for (const auto& l : p.nodes[it->second].levels) add_label(c, l);
    return c;
  };
  for_each_test(p.spec, tree, [&](const ConditionSpec& c) {
    if (c.kind != ConditionSpec::Kind::compare) return;
    const bool texts = std::any_of(c.literals.begin(), c.literals.end(),
                                   [](const Literal& l) { return l.kind == Literal::Kind::text; });
    const auto literals = [&](const std::string& name) {
      if (!texts) {
        numeric.insert(name);
        return;
      }
      const auto at = column(name);
      for (const auto& l : c.literals) add_label(at, literal_text(l));
    };
    if (c.previous) {
      for (const auto id : resolve_names(tree, c.of)) {
        if (c.subject != Subject::level && c.subject != Subject::met) {
          literals("previous/" + std::string(id));
          continue;
        }
        const auto at = last_levels(id);
        if (c.subject == Subject::level)
          for (const auto& l : c.literals) add_label(at, literal_text(l));
        else
          for (const char* word : {"met", "not_met", "true", "false"}) add_label(at, word);
      }
    } else if (c.subject == Subject::attribute) {
      literals("@" + c.name);
    } else if (c.subject == Subject::value) {
      for (const auto name : resolve_names(tree, c.of)) literals(std::string(name));
    } else if (c.subject == Subject::level) {
      for (auto i : resolve(tree, c.of)) {
        if (!p.nodes[i].leaf || p.nodes[i].spec->measure) continue;
        const auto at = column(base_column(*p.nodes[i].spec));
        for (const auto& l : c.literals) add_label(at, literal_text(l));
      }
    } else if (c.subject == Subject::count) {
      count_labels(c.count, none, true);
    }
  });
  for (std::uint32_t i = 0; i < p.nodes.size(); ++i)
    for (const auto& a : p.nodes[i].spec->adjust)
      if (a.times) count_labels(*a.times, i, false);
  for (const auto& name : numeric) {
    auto it = p.column_by_name.find(name);
    if (it == p.column_by_name.end() || !p.columns[it->second].label) continue;
    // an attribute compared with texts and with numbers is a text: 2 means "2"
    if (name.starts_with('@')) continue;
    auto node = p.by_id.find(name);
    out.error("S141", node == p.by_id.end() ? Path{} : node_path(tree, node->second).path(),
              "the column \"" + name +
                  "\" is read as a label by one rule and as a number by another; compare it with one kind only",
              "列“" + name + "”既被当作文字又被当作数字读取；请统一");
  }
  constexpr std::size_t most_labels = 30'000;  // a level is a 16-bit index
  for (const auto& info : p.columns)
    if (info.dictionary.size() > most_labels)
      out.error("S142", Path{},
                "the column \"" + info.name + "\" has more than " + std::to_string(most_labels) + " labels; use fewer",
                "列“" + info.name + "”的文字超过 " + std::to_string(most_labels) + " 种；请减少");
  for (auto& info : p.nodes)
    if (info.leaf && !info.spec->measure && info.spec->combine == Combine::none)
      if (auto it = p.column_by_name.find(base_column(*info.spec));
          it != p.column_by_name.end() && p.columns[it->second].label)
        info.levels = p.columns[it->second].dictionary;
}

/// Labels that a count asks for, and those of the leaves' last levels.
void Compiler::count_labels(const CountSpec& c, std::uint32_t node, bool observed) {
  for (auto i : count_members(tree, c, node)) {
    const auto& info = p.nodes[i];
    if (!c.previous_levels.empty()) {
      const auto at = column("previous/" + info.spec->id);
      if (!p.columns[at].label)
        for (const auto& own : info.levels) add_label(at, own);
      for (const auto& l : c.previous_levels) add_label(at, l);
    }
    const auto& n = *info.spec;
    if (observed && !n.measure && info.leaf && n.combine == Combine::none &&
        (!n.value || (n.value->kind == "label" && n.value->labels.empty())))
      for (const auto& l : c.levels) add_label(column(base_column(n)), l);
  }
}

double Compiler::literal_code(std::uint32_t c, const Literal& l) {
  const auto& info = p.columns[c];
  if (!info.label)
    return l.kind == Literal::Kind::number    ? l.number
           : l.kind == Literal::Kind::boolean ? (l.boolean ? 1.0 : 0.0)
                                              : static_cast<double>(NAN);
  // a label that came to be known elsewhere has no code of its own here
  if (c < codes.size())
    if (auto it = codes[c].find(literal_text(l)); it != codes[c].end()) return it->second;
  const auto it = std::find(info.dictionary.begin(), info.dictionary.end(), literal_text(l));
  return static_cast<double>(it - info.dictionary.begin());
}

Slot Compiler::emit(Op op, SpaceId space, SlotKind kind, const std::vector<Slot>& uses, std::uint32_t param,
                    Slot target) {
  Step s;
  s.op = op;
  s.space = space;
  s.out = target == none ? new_slot(kind, space) : target;
  s.uses = static_cast<std::uint32_t>(p.uses.size());
  s.use_count = static_cast<std::uint32_t>(uses.size());
  s.param = param;
  p.uses.insert(p.uses.end(), uses.begin(), uses.end());
  p.steps.push_back(s);
  return s.out;
}

Slot Compiler::load(const std::string& name, SpaceId space, const std::string& at_method, const std::string& at_round,
                    bool optional, std::uint32_t count_leaf) {
  const auto c = column(name);
  auto& slot = at_method.empty() && at_round.empty()
                   ? loaded.try_emplace(std::uint64_t{c} << 32 | space, none).first->second
                   : loaded_at.try_emplace({c, space, at_method, at_round}, none).first->second;
  if (slot != none) return slot;
  InputColumn in;
  in.name = c;
  in.space = space;
  in.at_method = at_method;
  in.at_round = at_round;
  in.optional = optional || p.columns[in.name].attribute || p.columns[in.name].previous;
  in.leaf = count_leaf;
  if (count_leaf != none) p.columns[in.name].finding_leaf = count_leaf;
  p.inputs.push_back(std::move(in));
  return slot = emit(Op::load, space, SlotKind::value, {}, static_cast<std::uint32_t>(p.inputs.size() - 1));
}

void Compiler::pooled_applies(std::uint32_t node, const std::vector<SpaceId>& spaces) {
  const auto& spec = *p.nodes[node].spec;
  const auto above = p.nodes[node].applies_above;
  if (p.nodes[node].applies == none) return;
  Context c;
  c.space = spaces.back();
  c.node = node;
  c.trigger = true;
  // asked lane by lane; the pooled leaf does not apply where no lane does
  std::vector<Slot> uses;
  if (spec.applies) uses.push_back(truth(*spec.applies, c));
  if (above != none) uses.push_back(emit(Op::lower_truth, c.space, SlotKind::truth, {above}, 0));
  Slot t = emit(Op::applies, c.space, SlotKind::truth, uses, 0);
  p.spaces[spaces.back()].applies = t;
  t = emit(Op::negate, c.space, SlotKind::truth, {t}, 0);
  for (auto s = spaces.rbegin(); s != spaces.rend(); ++s)
    t = emit(Op::every, p.spaces[*s].parent, SlotKind::truth, {t}, *s);
  const auto in = p.spaces[spaces.front()].parent;
  p.nodes[node].applies = emit(Op::negate, in, SlotKind::truth, {t}, 0);
}

const SurveySpec* Compiler::survey_of(const std::string& id) const {
  for (const auto& s : p.spec.surveys)
    if (s.id == id) return &s;
  return nullptr;
}

Slot Compiler::input(const InputSpec& spec, SpaceId space, std::uint32_t node, Slot* series, std::size_t own) {
  // the finest grain first: windows split the space, steps bring it together again
  SpaceId fine = space;
  std::vector<SpaceId> spaces;
  const auto reporter = std::exchange(reporting, none);  // the numbers of its rules report nothing
  const bool measures = own > 0 && p.nodes[node].input == none && space == p.nodes[node].in;
  // a truth as it holds in the lanes of a finer space
  const auto seen_from = [&](Slot truth, SpaceId from, SpaceId to) {
    return truth == none || from == to ? truth : emit(Op::lower_truth, to, SlotKind::truth, {truth}, 0);
  };
  Slot applies = reporter == none ? none : p.nodes[reporter].applies;  // in the lanes of `applies_in`
  SpaceId applies_in = space;
  for (auto it = spec.reduce.rbegin(); it != spec.reduce.rend(); ++it) {
    Context outer;
    outer.space = fine;
    outer.node = node;
    const auto least = it->least ? number(*it->least, outer) : Number{};
    const bool window = spaces.size() >= own;
    fine = add_space(fine, *it, window ? none : node);
    if (window && it->least && reporter != none) {
      p.spaces[fine].reporter = reporter;
      p.spaces[fine].reported_where = seen_from(applies, applies_in, outer.space);
    }
    p.spaces[fine].demerit = (node == none ? p.spec.direction : p.nodes[node].direction) == Direction::demerit;
    p.spaces[fine].least = least;
    spaces.push_back(fine);
    if (measures && spaces.size() == own) {
      pooled_applies(node, spaces);
      for (std::size_t k = 0; k < own; ++k)
        p.spaces[spaces[k]].reported_where = seen_from(p.nodes[node].applies, space, p.spaces[spaces[k]].parent);
      applies = p.spaces[fine].applies;
      applies_in = fine;
    }
  }
  std::vector<std::string> names = spec.columns;
  if (spec.kind == InputSpec::Kind::survey) names = {spec.survey};
  std::vector<Slot> parts;
  for (const auto& name : names) parts.push_back(load(name, fine, spec.at_method, spec.at_round));
  if (const auto* s = spec.kind == InputSpec::Kind::survey ? survey_of(spec.survey) : nullptr; s && s->least_n) {
    p.derived.emplace_back().least = *s->least_n;
    parts.push_back(load(spec.survey + "/n", fine, spec.at_method, spec.at_round, true));
    parts = {emit(Op::survey, fine, SlotKind::value, parts, static_cast<std::uint32_t>(p.derived.size() - 1))};
  }
  const auto derive = [&](SpaceId where) {
    if (spec.kind == InputSpec::Kind::column || spec.kind == InputSpec::Kind::survey) return parts.front();
    DerivedParams d;
    d.per = spec.per;
    if (spec.empty_state) d.empty_state = static_cast<std::uint8_t>(*spec.empty_state);
    if (spec.empty_value) {
      d.has_empty_value = true;
      d.empty_value = *spec.empty_value;
    }
    p.derived.push_back(d);
    const auto op = spec.kind == InputSpec::Kind::ratio ? Op::ratio
                    : spec.kind == InputSpec::Kind::sum ? Op::sum
                                                        : Op::difference;
    return emit(op, where, SlotKind::value, parts, static_cast<std::uint32_t>(p.derived.size() - 1));
  };
  const auto window = [&](std::vector<Slot> uses, SpaceId from) {
    for (auto slot : {p.spaces[from].least.slot, p.spaces[from].applies, p.spaces[from].reported_where})
      if (slot != none) uses.push_back(slot);
    return emit(Op::window, p.spaces[from].parent, SlotKind::value, uses, from);
  };
  // where a step pools, numerators and denominators come together first, each where both are known
  std::size_t k = spaces.size();
  if (spec.kind == InputSpec::Kind::ratio)
    while (k > 0 && p.spaces[spaces[k - 1]].step.by == ReduceStep::By::pooled) {
      --k;
      p.spaces[spaces[k]].reports = parts[0];
      if (measures && k < own) p.spaces[spaces[k]].reporter = node;
      parts = {window({parts[0], parts[1]}, spaces[k]), window({parts[1], parts[0]}, spaces[k])};
    }
  Slot v = derive(k == spaces.size() ? fine : p.spaces[spaces[k]].parent);
  while (k > 0) {
    --k;
    if (series && p.spaces[spaces[k]].over == Dimension::round) *series = v;
    v = window({v}, spaces[k]);
  }
  return v;
}

Slot Compiler::leaf_input(std::uint32_t node, SpaceId space, Slot* series) {
  const auto& n = *p.nodes[node].spec;
  if (const auto own = pooled_steps(n); own > 0) {
    InputSpec pooled = *n.from;
    pooled.reduce.insert(pooled.reduce.end(), n.reduce.begin(), n.reduce.begin() + static_cast<std::ptrdiff_t>(own));
    return input(pooled, space, node, series, own);
  }
  if (n.from) return input(*n.from, space, node, series);
  return load(n.id, space);
}

Slot Compiler::input_in(std::uint32_t leaf, SpaceId space) {
  const auto& info = p.nodes[leaf];
  if (info.input == none || !above(info.in, space)) return leaf_input(leaf, space);
  if (info.in == space) return info.input;
  return emit(Op::lower_value, space, SlotKind::value, {info.input}, 0);
}

Slot Compiler::rule_count(const std::string& name, SpaceId space) {
  const auto slash = name.rfind('/');
  const auto it = slash == std::string::npos ? p.by_id.end() : p.by_id.find(std::string_view(name).substr(0, slash));
  if (it == p.by_id.end() || !p.nodes[it->second].spec->measure) return load(name, space);
  const auto& rules = p.nodes[it->second].spec->measure->rules;
  const auto rule = std::find_if(rules.begin(), rules.end(),
                                 [&](const CountRule& r) { return std::string_view(name).substr(slash + 1) == r.id; });
  if (rule == rules.end() || !asks_facts(rule->rate)) return load(name, space);
  std::vector<Slot> rows;
  for (std::size_t k = 0; k < rule->rate.size(); ++k)
    rows.push_back(load(row_column(name, rule->rate, k), space, {}, {}, false, it->second));
  p.derived.emplace_back();
  return emit(Op::sum, space, SlotKind::value, rows, static_cast<std::uint32_t>(p.derived.size() - 1));
}

Number Compiler::number(const NumberSpec& spec, const Context& context) {
  switch (spec.kind) {
    case NumberSpec::Kind::constant: return {spec.value, none};
    case NumberSpec::Kind::attribute: return {0, load("@" + spec.attribute, context.space)};
    case NumberSpec::Kind::input: return {0, input(spec.input.front(), context.space, context.node)};
    case NumberSpec::Kind::cases: {
      std::vector<SelectCase> cases;
      std::vector<Slot> uses;
      Context inner = context;
      inner.trigger = true;
      for (const auto& c : spec.cases) {
        SelectCase k;
        if (c.when) uses.push_back(k.when = truth(*c.when, inner));
        k.value = number(c.value, inner);
        if (k.value.slot != none) uses.push_back(k.value.slot);
        cases.push_back(k);
      }
      p.selects.push_back(std::move(cases));
      return {0,
              emit(Op::select, context.space, SlotKind::value, uses, static_cast<std::uint32_t>(p.selects.size() - 1))};
    }
  }
  return {};
}

}  // namespace saniscore::inline v0::detail
