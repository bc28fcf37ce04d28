#include "scoring/plan.hpp"

#include "scoring/engine.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace saniscore::inline v0::detail {

/// See divided() in kernels_group.hpp for what must hold.
Divisor divisor(double by) {
  Divisor d;
  d.by = by;
  if (!(by >= 0x1p-100 && by <= 0x1p100)) return d;
  const auto significand = (std::bit_cast<std::uint64_t>(by) & ((std::uint64_t{1} << 52) - 1)) | std::uint64_t{1} << 52;
  if (std::countr_zero(significand) < 4) return d;
  d.high = 1 / by;
  d.low = std::fma(-d.high, by, 1.0) / by;
  return d;
}

namespace {

/// A leaf for the fused loops, if it has nothing about it that they do not know.
std::optional<PlainLeaf> plain_leaf(const Program& p, const LeafParams& l, const CombineParams& c, const Part& part) {
  const auto size = [](double x) { return x >= 0x1p-100 && x <= 0x1p100; };
  const bool plain = l.kind == MeasureSpec::Kind::score && l.measured && l.scored && l.of.slot == none &&
                     l.rows.empty() && l.applies == none && l.numbers.empty() && l.range_low == -infinity &&
                     l.range_high == infinity && p.nodes[l.node].levels.empty() && size(l.of.constant) &&
                     size(l.points);
  const bool mean = c.kind == Combine::mean;
  if (!plain || (mean && !(part.fixed && part.weight > 0))) return {};
  const auto missing = policy_rows(p.nodes[l.node], false)[static_cast<std::size_t>(State::not_inspected)];
  const bool scores = (missing.disposition & has_score) != 0, opens = (missing.disposition & has_unknown) != 0;
  PlainLeaf out{};
  out.of = divisor(l.of.constant);
  out.full = divisor(l.points);
  out.points = l.points;
  out.missing_seen = scores ? -1 : 0;
  out.missing_open = opens ? -1 : 0;
  if (mean) {
    out.factor = part.weight / part.points;
    out.weight = out.cover = part.weight;
    if (scores) {
      out.missing_numerator = out.factor * missing.score;
      out.missing_denominator = part.weight;
    }
    if (scores || opens) {
      out.missing_low = part.weight * (missing.lower / missing.applicable);
      out.missing_high = part.weight * (missing.upper / missing.applicable);
      out.missing_whole = part.weight;
    }
  } else {
    out.factor = 1;
    out.weight = part.extra ? 0 : l.points;
    out.cover = part.extra ? 0 : part.points;
    out.missing_numerator = missing.score;
    out.missing_low = missing.lower;
    out.missing_high = missing.upper;
    out.missing_denominator = part.extra ? 0 : missing.maximum;
    out.missing_whole = part.extra ? 0 : missing.applicable;
  }
  return out;
}

/// Finds the groups of plain leaves: load, measure, load, measure, …, combine, with nothing in between and no other
/// reader.
void fuse(const Program& p, Plan& plan) {
  std::vector<std::uint8_t> readers(p.slots.size(), 0);
  const auto read = [&](Slot s) {
    if (readers[s] < 2) ++readers[s];
  };
  for (auto k : plan.steps) {
    const auto& s = p.steps[k];
    for (std::uint32_t u = 0; u < s.use_count; ++u) read(p.uses[s.uses + u]);
  }
  for (const auto& s : plan.stores) {
    const auto& info = p.nodes[static_cast<std::uint32_t>(s.node)];
    read(s.lanes ? info.lane_slot : info.unit_slot);
  }
  for (std::uint32_t last = 0; last < plan.steps.size(); ++last) {
    const auto& st = p.steps[plan.steps[last]];
    if (st.op != Op::combine || st.use_count == 0 || last < 2 * st.use_count) continue;
    const auto& c = p.combines[st.param];
    if (c.rescale || c.start != 0 || (c.kind != Combine::mean && c.kind != Combine::sum)) continue;
    const auto first = last - 2 * st.use_count;
    std::vector<PlainLeaf> leaves;
    double cover = 0;
    bool open = false, multiply = true;
    for (std::uint32_t u = 0; u < st.use_count; ++u) {
      const auto &load = p.steps[plan.steps[first + 2 * u]], &measure = p.steps[plan.steps[first + 2 * u + 1]];
      if (load.op != Op::load || measure.op != Op::measure || load.space != st.space || measure.space != st.space ||
          measure.out != p.uses[st.uses + u] || p.leaves[measure.param].input != load.out ||
          readers[load.out] != measure.use_count || measure.use_count != 1 || readers[measure.out] != 1)
        break;
      const auto leaf = plain_leaf(p, p.leaves[measure.param], c, c.parts[u]);
      if (!leaf) break;
      leaves.push_back(*leaf);
      cover += leaf->cover;
      open = open || leaf->missing_open != 0 || leaf->missing_seen != 0;
      multiply = multiply && leaf->of.high != 0 && leaf->full.high != 0;
    }
    if (leaves.size() != st.use_count || !(cover > 0)) continue;
    plan.fused.push_back({first,
                          last,
                          {nullptr, leaves.size(), c.points, c.kind == Combine::mean, multiply, open},
                          static_cast<std::uint32_t>(plan.plain_leaves.size())});
    plan.plain_leaves.insert(plan.plain_leaves.end(), leaves.begin(), leaves.end());
  }
}

}  // namespace

Plan make_plan(const Program& p, const std::vector<Node>& nodes, bool lanes, bool keep_all) {
  Plan plan;
  std::vector<std::uint8_t> needed(p.slots.size(), keep_all ? 1 : 0);
  const auto need = [&](Slot s) {
    if (s != none) needed[s] = 1;
  };
  for (auto n : nodes) {
    const auto& info = p.nodes[static_cast<std::uint32_t>(n)];
    need(info.unit_slot);
    if (lanes) need(info.lane_slot);
  }
  for (const auto& l : p.ladders)
    for (auto t : l.levels)
      if (t != none) need(p.terms[t].truth);
  for (const auto& g : p.gates) need(p.terms[g.term].truth);

  for (std::size_t k = p.steps.size(); k-- > 0;) {
    const auto& s = p.steps[k];
    // a reduction that counts its lanes (least) reports shortages even when nobody reads its score
    const bool counts =
        (s.op == Op::reduce && p.reduces[s.param].own && p.spaces[p.reduces[s.param].space].step.least) ||
        (s.op == Op::window && p.spaces[s.param].reporter != none);
    if (!needed[s.out] && !counts) continue;
    plan.steps.push_back(static_cast<std::uint32_t>(k));
    for (std::uint32_t u = 0; u < s.use_count; ++u) needed[p.uses[s.uses + u]] = 1;
  }
  std::reverse(plan.steps.begin(), plan.steps.end());

  // when a slot is last touched, and when its content is final
  constexpr auto never = none;
  std::vector<std::uint32_t> last_use(p.slots.size(), never), last_write(p.slots.size(), never);
  for (std::uint32_t k = 0; k < plan.steps.size(); ++k) {
    const auto& s = p.steps[plan.steps[k]];
    last_write[s.out] = last_use[s.out] = k;
    for (std::uint32_t u = 0; u < s.use_count; ++u) last_use[p.uses[s.uses + u]] = k;
  }
  for (std::uint32_t row = 0; row < nodes.size(); ++row) {
    const auto& info = p.nodes[static_cast<std::uint32_t>(nodes[row])];
    if (info.unit_slot != none && last_write[info.unit_slot] != never)
      plan.stores.push_back({last_write[info.unit_slot], nodes[row], row, false});
    if (lanes && info.lane_slot != none && info.lane_slot != info.unit_slot && last_write[info.lane_slot] != never)
      plan.stores.push_back({last_write[info.lane_slot], nodes[row], row, true});
  }
  std::stable_sort(plan.stores.begin(), plan.stores.end(),
                   [](const auto& a, const auto& b) { return a.after < b.after; });
  // truths that outcomes read live to the end
  const auto end = static_cast<std::uint32_t>(plan.steps.size());
  for (const auto& l : p.ladders)
    for (auto t : l.levels)
      if (t != none) last_use[p.terms[t].truth] = end;
  for (const auto& g : p.gates) last_use[p.terms[g.term].truth] = end;
  if (keep_all) std::fill(last_use.begin(), last_use.end(), end);

  plan.buffer.assign(p.slots.size(), none);
  std::array<std::vector<std::uint32_t>, 4> free;
  std::vector<std::vector<Slot>> dying(end + 1);
  for (std::uint32_t k = 0; k < plan.steps.size(); ++k) {
    const auto& s = p.steps[plan.steps[k]];
    if (plan.buffer[s.out] == none) {
      const auto kind = static_cast<std::size_t>(p.slots[s.out].kind);
      if (free[kind].empty()) {
        plan.buffer[s.out] = plan.buffers[kind]++;
      } else {
        plan.buffer[s.out] = free[kind].back();
        free[kind].pop_back();
      }
      if (last_use[s.out] < end) dying[last_use[s.out]].push_back(s.out);
    }
    for (auto d : dying[k]) free[static_cast<std::size_t>(p.slots[d].kind)].push_back(plan.buffer[d]);
  }
  plan.watched = keep_all;
  if (!keep_all) fuse(p, plan);
  return plan;
}

}  // namespace saniscore::inline v0::detail
