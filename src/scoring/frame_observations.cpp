// Observations → Frame.
#include "scoring/frame_observations.hpp"

#include "base/period.hpp"

#include <algorithm>
#include <limits>

namespace saniscore::inline v0::detail {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr auto month = static_cast<std::size_t>(Dimension::month), year = static_cast<std::size_t>(Dimension::year);

bool splits_time(const std::array<bool, dimension_count>& has) {
  return std::find(has.begin() + month, has.end(), true) != has.end();
}

bool fits(const LaneKey& row, const LaneKey& lane, const std::array<bool, dimension_count>& has) {
  for (std::size_t k = 0; k < dimension_count; ++k)
    if (has[k] && row[k] != 0 && row[k] != lane[k]) return false;
  return true;
}

}  // namespace

Places::Places(const Program& p, const std::vector<std::string>& said) : keys(said) {
  periods.assign(keys.size(), {});
  if (std::none_of(p.spaces.begin(), p.spaces.end(), [](const Space& s) { return splits_time(s.has); })) return;
  std::unordered_map<std::string, std::uint32_t> key_of;
  for (std::size_t k = 0; k < said.size(); ++k) key_of.emplace(said[k], static_cast<std::uint32_t>(k));
  for (std::size_t k = 1; k < said.size(); ++k) {
    const auto in = periods_of(said[k]);
    for (auto dim = month; dim <= year; ++dim) {
      if (in[dim].empty()) continue;
      const auto [it, fresh] = key_of.emplace(in[dim], static_cast<std::uint32_t>(keys.size()));
      if (fresh) keys.push_back(in[dim]);
      periods[k][dim] = it->second;
    }
  }
}

void clear(const Program& p, Frame& frame) {
  frame.units = 0;
  frame.inputs.assign(p.inputs.size(), {});
  frame.spaces.assign(p.spaces.size(), {});
  frame.values.assign(p.inputs.size(), {});
  frame.states.assign(p.inputs.size(), {});
  frame.firsts.assign(p.spaces.size(), {});
  frame.lane_keys.assign(p.spaces.size(), {});
  frame.keys.assign(1, "");
}

Gather::Gather(const Program& program, const Places& the_places, Frame& frame, std::vector<Diagnostic>& diagnostics)
    : p(program), places(the_places), f(frame), out(diagnostics) {
  inputs_below.resize(p.spaces.size());
  keys.resize(p.spaces.size());
  first.resize(p.spaces.size());
  rows_of.resize(p.columns.size());
  findings_of.resize(p.columns.size());
  findings_at.resize(p.nodes.size());
  for (std::uint32_t i = 0; i < p.inputs.size(); ++i)
    for (auto s = p.inputs[i].space; s != none; s = p.spaces[s].parent) inputs_below[s].push_back(i);
  clear(p, f);
  f.keys = places.keys;
}

void Gather::begin() {
  f.units = 0;
  for (auto& v : f.values) v.clear();
  for (auto& s : f.states) s.clear();
  for (auto& v : f.firsts) v.clear();
  for (auto& k : f.lane_keys) k.clear();
  for (auto& k : keys) k.clear();
}

void Gather::add(const Unit& u, const std::string& name) {
  ++f.units;
  for (std::uint32_t r = 0; r < u.rows.size(); ++r) rows_of[u.rows[r].column].push_back(r);
  for (std::uint32_t k = 0; k < u.findings.size(); ++k) {
    findings_of[u.findings[k].column].push_back(k);
    findings_at[u.findings[k].leaf].push_back(k);
  }
  for (std::size_t s = 0; s < first.size(); ++s) first[s] = keys[s].size();
  lanes(u);
  for (std::uint32_t i = 0; i < p.inputs.size(); ++i) fill(u, name, i, first[p.inputs[i].space]);
  for (const auto& row : u.rows) rows_of[row.column].clear();
  for (const auto& x : u.findings) {
    findings_of[x.column].clear();
    findings_at[x.leaf].clear();
  }
}

void Gather::end() {
  for (SpaceId s = 1; s < p.spaces.size(); ++s) {
    auto& fs = f.spaces[s];
    fs = {};
    const bool identity = keys[s].size() == keys[p.spaces[s].parent].size();
    f.firsts[s].push_back(static_cast<std::uint32_t>(keys[s].size()));
    if (!identity) fs.first = f.firsts[s].data();
    fs.parents = f.firsts[s].size() - 1;
    if (std::any_of(f.lane_keys[s].begin(), f.lane_keys[s].end(), [](auto k) { return k != 0; }))
      fs.key = f.lane_keys[s].data();
  }
  for (std::size_t i = 0; i < p.inputs.size(); ++i) {
    f.inputs[i].column = {f.values[i].data(), ColumnType::f64};
    f.inputs[i].states = f.states[i].data();
  }
}

/// A key per dimension: what was said, and the periods the round lies in. Where lanes are split by the very period
/// that the round names, it is said of the whole period.
LaneKey Gather::in_lanes(const Told& told, const Dimensions& has) const {
  LaneKey key{told[0], told[1], told[2]};
  const auto& in = places.periods[told[2]];
  for (std::size_t k = 3; k < dimension_count; ++k) {
    key[k] = in[k];
    if (has[k] && in[k] == told[2]) key[2] = 0;
  }
  return key;
}

/// Row's key as the input sees it: a picked method or round is used up. False: the row is not for this input.
bool Gather::seen_by(const InputColumn& in, Told& w) const {
  const auto pick = [&](const std::string& at, std::size_t dim) {
    if (at.empty()) return true;
    if (w[dim] != 0 && places.keys[w[dim]] != at) return false;
    w[dim] = 0;
    return true;
  };
  return pick(in.at_method, 1) && pick(in.at_round, 2);
}

/// Does the visit look at anything below (or above) the node?
bool Gather::concerns(const Look& look, std::uint32_t node) const {
  if (look.covers.empty() || node == none) return true;
  for (auto c : look.covers) {
    for (auto k = c; k != none; k = p.nodes[k].parent)
      if (k == node) return true;
    for (auto k = node; k != none; k = p.nodes[k].parent)
      if (k == c) return true;
  }
  return false;
}

bool Gather::covers(const Look& look, std::uint32_t leaf) const {
  if (look.covers.empty()) return true;
  for (auto k = leaf; k != none; k = p.nodes[k].parent)
    if (std::find(look.covers.begin(), look.covers.end(), k) != look.covers.end()) return true;
  return false;
}

/// Lanes of one unit in every space, parents first.
void Gather::lanes(const Unit& u) {
  keys[0].push_back({});
  std::vector<std::uint32_t> found;
  for (SpaceId s = 1; s < p.spaces.size(); ++s) {
    const auto& space = p.spaces[s];
    const auto& parent_has = p.spaces[space.parent].has;
    const auto dim = static_cast<std::size_t>(space.over);
    const auto parent_end = keys[space.parent].size();
    for (auto lane = first[space.parent]; lane < parent_end; ++lane) {
      const auto key = keys[space.parent][lane];
      found.clear();
      const auto meet = [&](const Told& told) {
        const auto w = in_lanes(told, space.has);
        if (w[dim] != 0 && fits(w, key, parent_has)) found.push_back(w[dim]);
      };
      for (auto i : inputs_below[s]) {
        const auto& in = p.inputs[i];
        const auto& info = p.columns[in.name];
        if (info.attribute || info.previous) continue;  // what a site is does not say anybody was there
        for (auto r : rows_of[in.name]) {
          auto w = u.rows[r].where;
          if (seen_by(in, w)) meet(w);
        }
        if (in.leaf == none) continue;
        for (auto x : findings_of[in.name]) meet(u.findings[x].where);
      }
      if (space.owner != none)
        for (const auto& v : u.visits)
          if (concerns(v, space.owner)) meet(v.where);
      std::sort(found.begin(), found.end(), [&](auto a, auto b) { return a != b && f.keys[a] < f.keys[b]; });
      found.erase(std::unique(found.begin(), found.end()), found.end());
      if (found.empty()) found.push_back(0);
      f.firsts[s].push_back(static_cast<std::uint32_t>(keys[s].size()));
      for (auto k : found) {
        auto child = key;
        child[dim] = k;
        keys[s].push_back(child);
        f.lane_keys[s].push_back(k);
      }
    }
  }
}

/// Calls g(lane) for every lane of the unit in `space` where something told for `w` holds.
template <class G>
void Gather::where(SpaceId space, std::size_t begin, std::size_t end, const Told& told, G&& g) const {
  const auto w = in_lanes(told, p.spaces[space].has);
  for (auto lane = begin; lane < end; ++lane)
    if (fits(w, keys[space][lane], p.spaces[space].has)) g(lane);
}

void Gather::complain(const char* code, const std::string& unit, const std::string& column, std::string en,
                      std::string zh) const {
  if (out.size() >= 50) return;
  Diagnostic x;
  x.code = code;
  x.pointer = "unit " + unit + ", column " + column;
  x.en = std::move(en);
  x.zh = std::move(zh);
  out.push_back(std::move(x));
}

void Gather::fill(const Unit& u, const std::string& unit, std::uint32_t i, std::size_t begin) {
  const auto& in = p.inputs[i];
  const auto& info = p.columns[in.name];
  const auto end = keys[in.space].size();
  auto& v = f.values[i];
  auto& state = f.states[i];
  v.resize(end, nan);
  state.resize(end, static_cast<std::uint8_t>(info.previous ? State::not_applicable : State::not_inspected));
  rank.assign(end - begin, 0);
  const auto& has = p.spaces[in.space].has;
  for (auto r : rows_of[in.name]) {
    const auto& row = u.rows[r];
    auto w = row.where;
    if (!seen_by(in, w)) continue;
    const auto key = in_lanes(w, has);
    bool finer = false;
    std::uint8_t detail = 1;
    for (std::size_t k = 0; k < dimension_count; ++k) {
      finer = finer || (k < 3 && key[k] != 0 && !has[k]);
      detail = static_cast<std::uint8_t>(detail + (has[k] && key[k] != 0));
    }
    if (!info.attribute && splits_time(has) && w[2] != 0 && places.periods[w[2]][year] == 0)
      complain(
          "D014", unit, info.name,
          "the round \"" + places.keys[w[2]] + "\" names no month, quarter or year; write 2024-02, 2024-Q1 or 2024",
          "轮次“" + places.keys[w[2]] + "”不是月份、季度或年度；请写作 2024-02、2024-Q1 或 2024。");
    if (finer) {
      if (!info.attribute)
        complain("D011", unit, info.name,
                 "the value says its site, method or round, but the standard does not reduce that dimension here; "
                 "drop it or reduce it",
                 "该值写明了点位、方式或轮次,但标准在此没有归并该维度;请去掉,或在标准中归并。");
      continue;
    }
    where(in.space, begin, end, w, [&](std::size_t lane) {
      if (rank[lane - begin] > detail) return;
      if (rank[lane - begin] == detail)
        complain("D004", unit, info.name, "two values hold for the same place; keep one",
                 "同一处有两个值;请只保留一个。");
      rank[lane - begin] = detail;
      v[lane] = row.state == State::known ? row.value : nan;
      state[lane] = static_cast<std::uint8_t>(row.state);
    });
  }
  if (in.leaf == none) return;
  // looked at and nothing found is 0; a finding proves that somebody looked at the whole criterion
  const auto looked = [&](const Told& w) {
    where(in.space, begin, end, w, [&](std::size_t lane) {
      if (rank[lane - begin] != 0) return;
      rank[lane - begin] = 100;
      v[lane] = 0;
      state[lane] = 0;
    });
  };
  for (const auto& x : u.visits)
    if (covers(x, in.leaf)) looked(x.where);
  for (auto k : findings_at[in.leaf]) looked(u.findings[k].where);
  for (auto k : findings_of[in.name]) {
    const auto& x = u.findings[k];
    where(in.space, begin, end, x.where, [&](std::size_t lane) {
      if (rank[lane - begin] != 100) {
        complain("D012", unit, info.name, "a count and single findings for the same place; give one of both",
                 "同一处既有次数又有逐条问题;请只给其一。");
        return;
      }
      v[lane] += x.count;
      if (x.invalid) state[lane] = static_cast<std::uint8_t>(State::invalid);
    });
  }
}

std::vector<Diagnostic> frame_of(const Program& p, const Observations& observations, Frame& frame) {
  auto out = observations.diagnostics();
  const auto& d = observations.data();
  const Places places(p, d.keys);
  Gather gather(p, places, frame, out);
  gather.begin();
  for (std::size_t unit = 0; unit < d.units.size(); ++unit) gather.add(d.units[unit], d.names[unit]);
  gather.end();
  return out;
}

}  // namespace saniscore::inline v0::detail
