// Columns, derived inputs and numbers: everything a rule reads before it judges.
#include "standard/compiler.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace saniscore::inline v0::detail {

namespace {

template <class F>
void every_number(const NumberSpec& x, F&& f) {
  for (const auto& c : x.cases) {
    if (c.when) f(*c.when);
    every_number(c.value, f);
  }
}

/// f(condition) for every condition of a standard, nested ones included.
template <class F>
void every_condition(const StandardSpec& spec, const Tree& tree, F&& f) {
  const Path top{};
  const auto deep = [&](const ConditionSpec& c) {
    for_each_condition(c, top, [&](const ConditionSpec& x, const Path&) {
      f(x);
      every_number(x.limit, [&](const ConditionSpec& y) {
        for_each_condition(y, top, [&](const ConditionSpec& z, const Path&) { f(z); });
      });
    });
  };
  for (const auto* n : tree.nodes) {
    if (n->applies) deep(*n->applies);
    for (const auto& a : n->adjust) {
      if (a.when) deep(*a.when);
      every_number(a.amount, deep);
    }
    for (const auto& r : n->table)
      if (r.when) deep(*r.when);
    for (const auto& s : n->reduce)
      if (s.least) every_number(*s.least, deep);
    if (!n->measure) continue;
    const auto& m = *n->measure;
    if (m.condition) deep(*m.condition);
    for (const auto* x : {&m.of, &m.target, &m.step, &m.deduct}) every_number(*x, deep);
    if (m.start) every_number(*m.start, deep);
    for (const auto& b : m.bands) every_number(b.limit, deep);
    for (const auto& r : m.rules)
      for (const auto& row : r.rate) {
        if (row.when) deep(*row.when);
        every_number(row.value, deep);
      }
  }
  for (const auto& g : spec.gates) deep(g.require);
  for (const auto& o : spec.outcomes)
    for (const auto& l : o.levels)
      if (l.when) deep(*l.when);
}

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

void Compiler::dictionaries() {
  std::map<std::string, bool> numeric;
  const auto add_label = [&](std::uint32_t c, const std::string& text) {
    auto& info = p.columns[c];
    info.label = true;
    if (std::find(info.dictionary.begin(), info.dictionary.end(), text) == info.dictionary.end())
      info.dictionary.push_back(text);
  };
  for (std::uint32_t i = 0; i < p.nodes.size(); ++i) {
    const auto& n = *p.nodes[i].spec;
    if (!p.nodes[i].leaf || n.combine != Combine::none) continue;
    const auto name = base_column(n);
    if (n.measure && n.measure->kind == MeasureSpec::Kind::choice && !n.measure->options.empty() &&
        n.measure->options.front().answer.kind != Literal::Kind::number) {
      for (const auto& o : n.measure->options) add_label(column(name), literal_text(o.answer));
    } else if (n.measure) {
      if (n.measure->rules.empty() || n.measure->rules.front().id.empty()) numeric[name] = true;
    } else if (n.value && (n.value->kind == "label" || !n.value->labels.empty())) {
      p.columns[column(name)].label = true;
      for (const auto& l : n.value->labels) add_label(column(name), l);
    } else if (n.value) {
      numeric[name] = true;
    }
  }
  every_condition(p.spec, tree, [&](const ConditionSpec& c) {
    if (c.kind != ConditionSpec::Kind::compare) return;
    const bool texts = std::any_of(c.literals.begin(), c.literals.end(),
                                   [](const Literal& l) { return l.kind == Literal::Kind::text; });
    const auto literals = [&](const std::string& name) {
      if (texts)
        for (const auto& l : c.literals) add_label(column(name), literal_text(l));
      else
        numeric[name] = true;
    };
    if (c.previous) {
      for (const auto& id : c.of.nodes) {
        const auto name = "previous/" + id;
        if (c.subject != Subject::level && c.subject != Subject::met) {
          literals(name);
          continue;
        }
        for (const auto& o : p.spec.outcomes)
          if (o.id == id)
            for (const auto& l : o.levels) add_label(column(name), l.level);
        if (auto it = p.by_id.find(id); it != p.by_id.end())
          for (const auto& l : p.nodes[it->second].levels) add_label(column(name), l);
        for (const auto& l : c.literals) add_label(column(name), literal_text(l));
      }
    } else if (c.subject == Subject::attribute) {
      literals("@" + c.name);
    } else if (c.subject == Subject::value) {
      for (const auto& name : c.of.nodes) literals(name);
    } else if (c.subject == Subject::level) {
      for (auto i : resolve(tree, c.of))
        if (p.nodes[i].leaf && !p.nodes[i].spec->measure)
          for (const auto& l : c.literals) add_label(column(base_column(*p.nodes[i].spec)), literal_text(l));
    } else if (c.subject == Subject::count) {
      for (auto i : count_members(p, tree, c.count, none)) {
        for (const auto& l : c.count.previous_levels) {
          for (const auto& own : p.nodes[i].levels) add_label(column("previous/" + p.nodes[i].spec->id), own);
          add_label(column("previous/" + p.nodes[i].spec->id), l);
        }
        const auto& n = *p.nodes[i].spec;
        if (!n.measure && p.nodes[i].leaf && n.combine == Combine::none &&
            (!n.value || (n.value->kind == "label" && n.value->labels.empty())))
          for (const auto& l : c.count.levels) add_label(column(base_column(n)), l);
      }
    }
  });
  for (const auto& [name, unused] : numeric) {
    auto it = p.column_by_name.find(name);
    if (it == p.column_by_name.end() || !p.columns[it->second].label) continue;
    // an attribute compared with texts and with numbers is a text: 2 means "2"
    if (name.starts_with('@')) continue;
    auto node = p.by_id.find(name);
    out.error("S141", node == p.by_id.end() ? Path{} : node_path(tree, node->second).path(),
              "the column \"" + name + "\" is read as a label by one rule and as a number by another",
              "列“" + name + "”既被当作文字又被当作数字读取。");
  }
  for (auto& info : p.nodes)
    if (info.leaf && !info.spec->measure && info.spec->combine == Combine::none)
      if (auto it = p.column_by_name.find(base_column(*info.spec));
          it != p.column_by_name.end() && p.columns[it->second].label)
        info.levels = p.columns[it->second].dictionary;
}

double Compiler::literal_code(std::uint32_t c, const Literal& l) {
  const auto& info = p.columns[c];
  if (!info.label)
    return l.kind == Literal::Kind::number    ? l.number
           : l.kind == Literal::Kind::boolean ? (l.boolean ? 1.0 : 0.0)
                                              : static_cast<double>(NAN);
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
  auto [it, fresh] = loaded.try_emplace({column(name), space, at_method, at_round}, none);
  if (!fresh) return it->second;
  InputColumn in;
  in.name = std::get<0>(it->first);
  in.space = space;
  in.at_method = at_method;
  in.at_round = at_round;
  in.optional = optional || p.columns[in.name].attribute || p.columns[in.name].previous;
  in.leaf = count_leaf;
  if (count_leaf != none) p.columns[in.name].finding_leaf = count_leaf;
  p.inputs.push_back(std::move(in));
  return it->second = emit(Op::load, space, SlotKind::value, {}, static_cast<std::uint32_t>(p.inputs.size() - 1));
}

Slot Compiler::input(const InputSpec& spec, SpaceId space, Slot* series) {
  // the finest grain first: windows split the space, steps bring it together again
  SpaceId fine = space;
  std::vector<SpaceId> spaces;
  for (auto it = spec.reduce.rbegin(); it != spec.reduce.rend(); ++it) {
    fine = add_space(fine, *it, none);
    spaces.push_back(fine);
  }
  std::vector<std::string> names = spec.columns;
  if (spec.kind == InputSpec::Kind::survey) names = {spec.survey};
  std::vector<Slot> parts;
  for (const auto& name : names) parts.push_back(load(name, fine, spec.at_method, spec.at_round));
  for (auto s : spaces) {
    p.spaces[s].first_column = static_cast<std::uint32_t>(p.window_columns.size());
    p.spaces[s].column_count = static_cast<std::uint32_t>(names.size());
    for (const auto& name : names) p.window_columns.push_back(column(name));
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
  const auto window = [&](Slot v, SpaceId from) {
    return emit(Op::window, p.spaces[from].parent, SlotKind::value, {v}, from);
  };
  // sums of parts first where the step pools, the ratio of each lane first where it averages
  std::size_t k = spaces.size();
  if (spec.kind != InputSpec::Kind::column && spec.kind != InputSpec::Kind::survey)
    while (k > 0 && (p.spaces[spaces[k - 1]].step.by == ReduceStep::By::pooled ||
                     p.spaces[spaces[k - 1]].step.by == ReduceStep::By::sum)) {
      --k;
      for (auto& part : parts) part = window(part, spaces[k]);
    }
  Slot v = derive(k == spaces.size() ? fine : p.spaces[spaces[k]].parent);
  while (k > 0) {
    --k;
    if (series && p.spaces[spaces[k]].over == Dimension::round) *series = v;
    v = window(v, spaces[k]);
  }
  return v;
}

Slot Compiler::leaf_input(std::uint32_t node, SpaceId space, Slot* series) {
  const auto& n = *p.nodes[node].spec;
  if (n.from) return input(*n.from, space, series);
  return load(n.id, space);
}

Number Compiler::number(const NumberSpec& spec, const Context& context) {
  switch (spec.kind) {
    case NumberSpec::Kind::constant: return {spec.value, none};
    case NumberSpec::Kind::attribute: return {0, load("@" + spec.attribute, context.space)};
    case NumberSpec::Kind::input: return {0, input(spec.input.front(), context.space)};
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
