#include "scoring/scenarios.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <cmath>

namespace saniscore::inline v0::detail {

namespace {

/// n copies of a one-unit frame, one after the other.
void repeat(const Program& p, Frame& f, std::size_t n) {
  const auto copies = [n](auto& v) {
    const auto size = v.size();
    v.reserve(size * n);
    for (std::size_t k = 1; k < n; ++k) v.insert(v.end(), v.begin(), v.begin() + static_cast<std::ptrdiff_t>(size));
  };
  for (auto& v : f.values) copies(v);
  for (auto& s : f.states) copies(s);
  for (auto& k : f.lane_keys) copies(k);
  for (SpaceId s = 1; s < p.spaces.size(); ++s) {
    auto& first = f.firsts[s];
    auto& fs = f.spaces[s];
    if (!first.empty()) {
      const auto lanes = first.back();
      const auto parents = first.size() - 1;
      first.pop_back();
      for (std::size_t k = 1; k < n; ++k)
        for (std::size_t i = 0; i < parents; ++i) first.push_back(first[i] + static_cast<std::uint32_t>(k) * lanes);
      first.push_back(static_cast<std::uint32_t>(n) * lanes);
      fs.parents = first.size() - 1;
    }
    if (fs.first) fs.first = first.data();
    if (fs.key) fs.key = f.lane_keys[s].data();
  }
  for (std::size_t i = 0; i < f.inputs.size(); ++i) {
    if (f.inputs[i].column.data) f.inputs[i].column.data = f.values[i].data();
    if (f.inputs[i].states) f.inputs[i].states = f.states[i].data();
  }
  f.units = n;
}

}  // namespace

void put(Bundle& b, std::size_t i, double points, const Setting& to) {
  auto& o = b.own;
  o.state[i] = to.known ? 0 : 2;
  o.disposition[i] = to.known ? has_score : has_unknown;
  o.score[i] = to.known ? to.score : 0;
  o.maximum[i] = to.known ? points : 0;
  o.lower[i] = to.known ? to.score : to.lower;
  o.upper[i] = to.known ? to.score : to.upper;
  o.applicable[i] = points;
  b.level[i] = to.known ? to.level : unknown_level;
  if (b.partial) o.coverage[i] = to.known ? 1 : 0;
}

std::uint32_t owner(const Program& p, const Step& st) {
  switch (st.op) {
    case Op::measure: return p.leaves[st.param].node;
    case Op::combine: return p.combines[st.param].node;
    case Op::table: return p.tables[st.param].node;
    case Op::adjust: return p.adjusts[st.param].node;
    case Op::exclude:
    case Op::round: return st.param;
    case Op::reduce: return p.reduces[st.param].node;
    default: return none;
  }
}

std::vector<std::uint32_t> wholes(const Standard& standard) {
  std::vector<std::uint32_t> out;
  for (auto n : standard.document_order()) {
    bool top = standard.scored(n);
    for (auto k = standard.parent(n); top && k != no_node; k = standard.parent(k)) top = !standard.scored(k);
    if (top) out.push_back(static_cast<std::uint32_t>(n));
  }
  return out;
}

std::vector<std::uint32_t> leaves_below(const Standard& standard, std::uint32_t node) {
  std::vector<std::uint32_t> out, todo{node};
  while (!todo.empty()) {
    const auto n = todo.back();
    todo.pop_back();
    const auto children = standard.children(Node{n});
    if (children.empty()) out.push_back(n);
    for (auto c : children) todo.push_back(static_cast<std::uint32_t>(c));
  }
  return out;
}

/// A value that falls into band k; the bands before it hold what they hold.
std::optional<double> in_band(const LeafParams& l, std::size_t k) {
  for (const auto& r : l.rows)
    if (r.limit.slot != none) return std::nullopt;
  const auto& r = l.rows[k];
  const bool up = l.rows.front().op == Operator::lt || l.rows.front().op == Operator::le;
  if (!r.last && (r.op == Operator::le || r.op == Operator::ge)) return r.limit.constant;
  const double away = up ? 1 : -1;
  if (k == 0) return r.last ? 0 : r.limit.constant - away;
  const auto& before = l.rows[k - 1];
  if (before.op == Operator::lt || before.op == Operator::gt) return before.limit.constant;
  return r.last ? before.limit.constant + away : (before.limit.constant + r.limit.constant) / 2;
}

/// What was observed where the leaf earns `score` at `level`; nothing where that does not follow from its rule.
std::optional<double> observation_of(const Program& p, std::uint32_t leaf, double score, std::int16_t level) {
  const auto& l = p.leaves[p.nodes[leaf].params];
  const auto fits = [&](const EarnRow& r) { return (!l.scored || r.earned == score) && r.level == level; };
  switch (l.kind) {
    case MeasureSpec::Kind::pass:
      return !l.measured ? level : l.scored ? (score == l.points ? 1 : 0) : level == 0 ? 1 : 0;
    case MeasureSpec::Kind::score:
      if (l.of.slot != none || !l.scored || l.points == 0) return std::nullopt;
      return score / l.points * l.of.constant;
    case MeasureSpec::Kind::choice:
      for (const auto& r : l.rows)
        if (fits(r)) return r.answer;
      return std::nullopt;
    case MeasureSpec::Kind::bands:
      for (std::size_t k = 0; k < l.rows.size(); ++k)
        if (fits(l.rows[k])) return in_band(l, k);
      return std::nullopt;
    case MeasureSpec::Kind::line:
      for (const auto& [x, y] : l.knots)
        if (y == score) return x;
      return std::nullopt;
    case MeasureSpec::Kind::shortfall:
      if (l.target.slot == none && score == l.points) return l.target.constant;
      return std::nullopt;
    case MeasureSpec::Kind::deduct:
      if (l.start.slot == none && score == l.start.constant) return 0;
      return std::nullopt;
    case MeasureSpec::Kind::award: return score == 0 ? std::optional<double>(0) : std::nullopt;
    case MeasureSpec::Kind::threshold: return std::nullopt;
  }
  return std::nullopt;
}

std::optional<Setting> best_of(const Program& p, std::uint32_t leaf) {
  const auto& info = p.nodes[leaf];
  const double best = info.best_score;
  if (!info.leaf || !info.spec->measure || !std::isfinite(best)) return std::nullopt;
  return Setting{best, best, best, info.best_level, true, observation_of(p, leaf, best, info.best_level)};
}

std::vector<Answer> answers_of(const Program& p, std::uint32_t leaf) {
  const auto& info = p.nodes[leaf];
  const auto& l = p.leaves[info.params];
  std::vector<Answer> out;
  const auto add = [&](double score, std::int16_t level) {
    if (!std::isfinite(score)) return;
    const bool named = level >= 0 && static_cast<std::size_t>(level) < info.levels.size();
    auto name = named ? info.levels[static_cast<std::size_t>(level)] : number_text(score);
    if (std::none_of(out.begin(), out.end(), [&](const Answer& a) { return a.name == name; }))
      out.push_back({std::move(name), {score, score, score, level, true, observation_of(p, leaf, score, level)}});
  };
  const auto earned = [&](const EarnRow& r) { return l.scored ? r.earned : 0; };
  switch (l.kind) {
    case MeasureSpec::Kind::choice:
    case MeasureSpec::Kind::bands:
      for (const auto& r : l.rows) add(earned(r), r.level);
      break;
    case MeasureSpec::Kind::pass:
    case MeasureSpec::Kind::threshold:
      if (l.measured) {
        add(l.scored ? l.points : 0, 0);
        add(0, 1);
      } else {
        for (std::size_t k = 0; k < info.levels.size(); ++k) add(0, static_cast<std::int16_t>(k));
      }
      break;
    case MeasureSpec::Kind::score:
      for (const auto& r : l.rows) {  // the top of every interval
        const double per = l.of.slot == none && l.of.constant != 0 && l.scored ? l.points / l.of.constant : 0;
        add(per * r.limit.constant, r.level);
      }
      if (!l.rows.empty()) break;
      [[fallthrough]];
    default:
      add(info.best_score, info.best_level);
      add(info.best_score == info.own_high ? info.own_low : info.own_high, no_level);
      break;
  }
  return out;
}

std::vector<std::vector<std::uint32_t>> plain_readers(const Program& p) {
  std::vector<std::uint32_t> column(p.slots.size(), none);
  for (const auto& st : p.steps)
    if (st.op == Op::load) column[st.out] = p.inputs[st.param].name;
  std::vector<std::vector<std::uint32_t>> readers(p.columns.size());
  for (const auto& l : p.leaves) {
    const auto reads = [&](Slot slot) {
      if (slot != none && column[slot] != none) readers[column[slot]].push_back(l.node);
    };
    reads(l.input);
    for (const auto& c : l.columns) reads(c.value);
  }
  return readers;
}

void override_leaf(Run& r, const Program& p, const Step& st, const Override& o, std::size_t from, std::size_t to) {
  auto& b = r.bundle(st.out);
  const auto& l = p.leaves[st.param];
  if (!o.to.known) {
    r.open_enclosure(b, r.lanes(st.space));
    b.whole = false;
  }
  // who says whether it applies, or gives a number of its rule, is not the inspector
  const auto settled = [&](std::size_t i) {
    return (l.applies == none || r.truth(l.applies)[i] == yes) &&
           std::all_of(l.numbers.begin(), l.numbers.end(), [&](Slot x) { return r.value(x).state[i] == 0; });
  };
  for (auto i = from; i < to; ++i)
    if ((o.unknown_only ? (b.own.disposition[i] & has_unknown) != 0 : b.own.state[i] != 1) && settled(i))
      put(b, i, l.points, o.to);
}

void override_column(Run& r, const Step& st, const Override& o, std::size_t from, std::size_t to) {
  if (!o.to.observed) return;
  auto& v = r.value(st.out);
  if (v.v != v.own) {
    std::copy_n(v.v, r.lanes(st.space), v.own);
    v.v = v.own;
  }
  v.absent = false;
  for (auto i = from; i < to; ++i) {
    if (o.unknown_only ? v.state[i] == 0 : v.state[i] == 1) continue;
    v.own[i] = *o.to.observed;
    v.state[i] = 0;
  }
}

Scenarios::Scenarios(const Standard& standard, const Frame& one_unit)
    : standard_(standard),
      p_(standard.program()),
      one_(one_unit),
      plan_(make_plan(p_, {standard.root()}, false, true)),
      stages_(p_.nodes.size()),
      whole_(p_.nodes.size(), false),
      readers_(plain_readers(p_)) {
  for (auto n : wholes(standard)) whole_[n] = true;
  lanes_.assign(p_.spaces.size(), 1);
  for (SpaceId s = 1; s < p_.spaces.size(); ++s) {
    const auto* first = one_.spaces[s].first;
    lanes_[s] = first ? first[lanes_[p_.spaces[s].parent]] : lanes_[p_.spaces[s].parent];
  }
}

namespace {

std::vector<Override>::const_iterator first_of(const std::vector<Override>& sorted, std::uint32_t leaf) {
  return std::lower_bound(sorted.begin(), sorted.end(), leaf,
                          [](const Override& o, std::uint32_t n) { return o.leaf < n; });
}

}  // namespace

void Scenarios::run(std::size_t copies, std::vector<Override> overrides, Keep keep, const Watch& watch) {
  w_.frame = one_;
  repeat(p_, w_.frame, copies);
  ScoreOptions options;
  options.nodes = {standard_.root()};
  Engine::prepare(standard_, options, w_, card_);
  w_.scratch.resize(1);
  auto& scratch = w_.scratch[0];
  scratch.prepare(p_, plan_, copies * *std::max_element(lanes_.begin(), lanes_.end()));
  std::stable_sort(overrides.begin(), overrides.end(), [](const auto& a, const auto& b) { return a.leaf < b.leaf; });
  for (auto& s : stages_) s.clear();

  Run r(p_, plan_, w_.frame, kernels_for(InstructionSet::automatic), scratch);
  r.lanes_of(0, copies);
  for (auto at : plan_.steps) {
    const auto& st = p_.steps[at];
    r.step(st);
    if (st.op == Op::load)
      for (auto leaf : readers_[p_.inputs[st.param].name])
        for (auto o = first_of(overrides, leaf); o != overrides.end() && o->leaf == leaf; ++o)
          override_column(r, st, *o, o->copy * lanes_[st.space], (o->copy + 1) * lanes_[st.space]);
    if (watch) watch(r, st);
    const auto node = owner(p_, st);
    if (node == none) continue;
    if (st.op == Op::measure) {
      auto from = first_of(overrides, node);
      for (; from != overrides.end() && from->leaf == node; ++from)
        override_leaf(r, p_, st, *from, from->copy * lanes_[st.space], (from->copy + 1) * lanes_[st.space]);
    }
    const bool view = st.op == Op::reduce && !p_.reduces[st.param].own;
    if (keep == Keep::all ? !view || whole_[node] : keep == Keep::shares && indivisible(p_.nodes[node])) record(st);
  }
  Engine::outcomes(r, p_, card_, 0, copies);
}

void Scenarios::record(const Step& st) {
  const auto& b = bundle(st.out);
  const auto n = lanes_[p_.slots[st.out].space] * w_.frame.units;
  stages_[owner(p_, st)].push_back({&st,
                                    {b.own.score, b.own.score + n},
                                    {b.own.maximum, b.own.maximum + n},
                                    {b.lower(), b.lower() + n},
                                    {b.upper(), b.upper() + n},
                                    {b.own.disposition, b.own.disposition + n}});
}

std::optional<double> Scenarios::score(std::uint32_t node, std::size_t copy) const {
  const auto slot = p_.nodes[node].unit_slot;
  if (slot == none || !p_.nodes[node].scored) return std::nullopt;
  const auto& b = bundle(slot).own;
  if ((b.disposition[copy] & has_score) == 0) return std::nullopt;
  return b.score[copy];
}

}  // namespace saniscore::inline v0::detail
