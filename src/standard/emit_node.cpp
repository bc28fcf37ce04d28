// Steps of one node, in the order of the format: inputs, measure or combine, adjustments, reduction, rounding.
#include "standard/compiler.hpp"

#include <algorithm>

namespace saniscore::inline v0::detail {

void Compiler::emit_node(std::uint32_t node) {
  auto& info = p.nodes[node];
  applies(node);
  if (info.leaf && info.spec->combine == Combine::none)
    measure(node);
  else
    combine(node);  // a group without `combine` is a heading: it has a state and no score
  ranges(node);
  adjust(node);
  finish(node);
}

/// Truth per lane of the node: does it apply, given what every ancestor says?
void Compiler::applies(std::uint32_t node) {
  auto& info = p.nodes[node];
  Slot up = none;
  if (info.parent != none) {
    auto& parent = p.nodes[info.parent];
    if (parent.applies == none) applies(info.parent);
    up = p.nodes[info.parent].applies;
  }
  if (info.applies != none) return;
  if (up != none && info.in != p.slots[up].space) up = emit(Op::lower_truth, info.in, SlotKind::truth, {up}, 0);
  p.nodes[node].applies_above = up;
  if (!p.nodes[node].spec->applies) {
    p.nodes[node].applies = up;
    return;
  }
  Context c;
  c.space = info.in;
  c.node = node;
  c.trigger = true;
  std::vector<Slot> uses{truth(*p.nodes[node].spec->applies, c)};
  if (up != none) uses.push_back(up);
  p.nodes[node].applies = emit(Op::applies, p.nodes[node].in, SlotKind::truth, uses, 0);
}

void Compiler::combine(std::uint32_t node) {
  const auto& s = *p.nodes[node].spec;
  const auto space = p.nodes[node].in;
  std::vector<Slot> uses;
  std::vector<Part> parts;
  for (std::uint32_t k = 0; k < p.nodes[node].child_count; ++k) {
    const auto child = static_cast<std::uint32_t>(p.child_list[p.nodes[node].first_child + k]);
    const auto& c = p.nodes[child];
    if (!c.scored && s.combine != Combine::table && s.combine != Combine::none) continue;
    if (c.slot == none) continue;
    Part part;
    part.node = child;
    part.points = c.points;
    part.extra = c.spec->extra;
    part.weight = c.spec->weight ? *c.spec->weight : c.spec->points ? *c.spec->points : 1;
    part.fixed = c.leaf && c.spec->measure && c.points > 0 && c.in == c.out;
    parts.push_back(part);
    uses.push_back(c.slot);
  }
  if (s.combine == Combine::table) {
    TableParams t;
    t.node = node;
    t.points = p.nodes[node].points;
    t.child_first = 0;
    Context context;
    context.space = space;
    context.node = node;
    context.trigger = true;
    const auto child_count = uses.size();
    for (const auto& row : s.table) {
      EarnRow r;
      r.last = !row.when;
      r.earned = row.earned.share ? row.earned.amount * t.points : row.earned.amount;
      const auto& names = p.nodes[node].levels;
      if (!row.level.empty())
        r.level = static_cast<std::int16_t>(std::find(names.begin(), names.end(), row.level) - names.begin());
      if (row.when) uses.push_back(truth(*row.when, context));
      t.rows.push_back(r);
    }
    t.child_first = static_cast<std::uint32_t>(child_count);
    p.tables.push_back(std::move(t));
    p.nodes[node].params = static_cast<std::uint32_t>(p.tables.size() - 1);
    p.nodes[node].slot = emit(Op::table, space, SlotKind::bundle, uses, p.nodes[node].params);
    return;
  }
  CombineParams c;
  c.node = node;
  c.kind = s.combine;
  c.points = p.nodes[node].points;
  c.start = s.combine == Combine::sum ? s.start : 0;
  c.exponent = s.exponent;
  c.rescale = s.on_drop == OnDrop::rescale && s.combine == Combine::sum;
  c.parts = std::move(parts);
  p.combines.push_back(std::move(c));
  p.nodes[node].params = static_cast<std::uint32_t>(p.combines.size() - 1);
  p.nodes[node].slot = emit(Op::combine, space, SlotKind::bundle, uses, p.nodes[node].params);
}

void Compiler::adjust(std::uint32_t node) {
  const auto& s = *p.nodes[node].spec;
  const auto slot = p.nodes[node].slot;
  // zero, then deductions and bonuses as listed, then cap, then floor
  const auto phase = [&](std::uint32_t i) {
    switch (s.adjust[i].kind) {
      case AdjustSpec::Kind::void_: return 0;
      case AdjustSpec::Kind::zero: return 1;
      case AdjustSpec::Kind::bonus:
      case AdjustSpec::Kind::deduct: return 2;
      case AdjustSpec::Kind::cap: return 3;
      case AdjustSpec::Kind::floor: return 4;
    }
    return 0;
  };
  std::vector<std::uint32_t> order(s.adjust.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return phase(a) < phase(b); });
  std::vector<AdjustParams::Earlier> earlier;
  for (auto i : order) {
    const auto& spec = s.adjust[i];
    Context c;
    c.space = p.nodes[node].in;
    c.node = node;
    c.trigger = true;
    AdjustParams a;
    a.node = node;
    a.index = i;
    a.kind = spec.kind;
    a.share = spec.share;
    std::vector<Slot> uses{slot};
    a.amount = number(spec.amount, c);
    if (a.amount.slot != none) uses.push_back(a.amount.slot);
    if (spec.when) uses.push_back(a.when = truth(*spec.when, c));
    if (spec.times) uses.push_back(a.times = count(*spec.times, c));
    a.earlier = earlier;
    for (const auto& e : earlier) {
      uses.push_back(e.amount);
      if (e.when != none) uses.push_back(e.when);
    }
    if (a.amount.slot != none) earlier.push_back({a.amount.slot, a.when});
    p.adjusts.push_back(a);
    emit(Op::adjust, c.space, SlotKind::bundle, uses, static_cast<std::uint32_t>(p.adjusts.size() - 1), slot);
  }
  // a leaf was excluded where it was measured
  if (!p.nodes[node].leaf && p.nodes[node].applies != none)
    emit(Op::exclude, p.nodes[node].in, SlotKind::bundle,
         p.nodes[node].applies_above == none
             ? std::vector<Slot>{slot, p.nodes[node].applies}
             : std::vector<Slot>{slot, p.nodes[node].applies, p.nodes[node].applies_above},
         node, slot);
}

void Compiler::finish(std::uint32_t node) {
  auto& info = p.nodes[node];
  info.lane_slot = info.slot;
  for (SpaceId s = info.in; s != info.out; s = p.spaces[s].parent) {
    ReduceParams r;
    r.space = s;
    r.node = node;
    r.own = true;
    std::vector<Slot> uses{p.nodes[node].slot};
    if (p.spaces[s].step.least) {
      Context c;
      c.space = p.spaces[s].parent;
      c.node = node;
      r.least = number(*p.spaces[s].step.least, c);
      if (r.least.slot != none) uses.push_back(r.least.slot);
    }
    p.reduces.push_back(r);
    p.nodes[node].slot =
        emit(Op::reduce, p.spaces[s].parent, SlotKind::bundle, uses, static_cast<std::uint32_t>(p.reduces.size() - 1));
    if (p.spaces[s].parent != p.nodes[node].out) seen[{node, p.spaces[s].parent}] = p.nodes[node].slot;
  }
  if (p.nodes[node].spec->round)
    emit(Op::round, p.nodes[node].out, SlotKind::bundle, {p.nodes[node].slot}, node, p.nodes[node].slot);
}

bool Compiler::above(SpaceId a, SpaceId b) const {
  for (SpaceId s = b; s != none; s = p.spaces[s].parent)
    if (s == a) return true;
  return false;
}

/// The node's result as seen in another space: reduced by the ancestors' steps, or repeated in finer lanes.
Slot Compiler::bundle_in(std::uint32_t node, SpaceId space) {
  const auto home = p.nodes[node].out;
  if (p.nodes[node].slot == none) return none;
  if (home == space) return p.nodes[node].slot;
  // its own lanes, where the question is asked before the node's own reduction
  for (SpaceId s = p.nodes[node].in; s != home; s = p.spaces[s].parent)
    if (s == space && s == p.nodes[node].in) return p.nodes[node].lane_slot;
  if (auto it = seen.find({node, space}); it != seen.end()) return it->second;
  Slot slot = p.nodes[node].slot;
  SpaceId s = home;
  while (!above(s, space)) {
    const auto up = p.spaces[s].parent;
    auto [it, fresh] = seen.try_emplace({node, up}, none);
    if (fresh) {
      ReduceParams r;
      r.space = s;
      r.node = node;
      p.reduces.push_back(r);
      it->second = emit(Op::reduce, up, SlotKind::bundle, {slot}, static_cast<std::uint32_t>(p.reduces.size() - 1));
    }
    slot = it->second;
    s = up;
  }
  if (s != space) slot = emit(Op::broadcast, space, SlotKind::bundle, {slot}, 0);
  return seen[{node, space}] = slot;
}

}  // namespace saniscore::inline v0::detail
