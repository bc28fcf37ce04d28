#include "scoring/plan.hpp"

#include <algorithm>

namespace saniscore::inline v0::detail {

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
    const bool counts = s.op == Op::reduce && p.reduces[s.param].own && p.spaces[p.reduces[s.param].space].step.least;
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
  return plan;
}

}  // namespace saniscore::inline v0::detail
