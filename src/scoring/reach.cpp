#include "scoring/reach.hpp"

#include <algorithm>

namespace saniscore::inline v0::detail {

Reach::Reach(const Program& p, const Plan& plan) : p_(p), readers_(p.slots.size()), writers_(p.slots.size()) {
  for (auto k : plan.steps) {
    const auto& st = p.steps[k];
    for (std::uint32_t u = 0; u < st.use_count; ++u) readers_[p.uses[st.uses + u]].push_back(k);
    writers_[st.out].push_back(k);
  }
}

Reach::Consequences Reach::of(const std::vector<Slot>& changed) const {
  Consequences out;
  out.dirty.assign(p_.slots.size(), 0);
  std::vector<Slot> todo;
  const auto spoil = [&](Slot s) {
    if (!out.dirty[s]) todo.push_back(s);
    out.dirty[s] = 1;
  };
  for (auto s : changed) spoil(s);
  for (std::size_t k = 0; k < todo.size(); ++k) {
    const auto slot = todo[k];
    for (auto s : readers_[slot]) spoil(p_.steps[s].out);
    out.steps.insert(out.steps.end(), writers_[slot].begin(), writers_[slot].end());
  }
  std::sort(out.steps.begin(), out.steps.end());
  for (const auto& l : p_.ladders)
    for (auto t : l.levels) out.outcomes = out.outcomes || (t != none && out.dirty[p_.terms[t].truth] != 0);
  for (const auto& g : p_.gates) out.outcomes = out.outcomes || out.dirty[p_.terms[g.term].truth] != 0;
  return out;
}

}  // namespace saniscore::inline v0::detail
