#include "scoring/driver.hpp"

#include "base/pages.hpp"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

namespace saniscore::inline v0 {

using namespace detail;

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Results of more numbers than this are not read again soon.
constexpr std::size_t past_caches = std::size_t{1} << 20;

/// Lanes a unit range has in the widest space.
std::size_t widest(const Program& p, const Frame& f, std::size_t from, std::size_t to) {
  std::size_t most = to - from;
  std::vector<std::pair<std::size_t, std::size_t>> range(p.spaces.size());
  range[0] = {from, to};
  for (std::size_t k = 1; k < p.spaces.size(); ++k) {
    const auto [a, b] = range[p.spaces[k].parent];
    const auto* first = f.spaces[k].first;
    range[k] = first ? std::pair<std::size_t, std::size_t>{first[a], first[b]} : std::pair{a, b};
    most = std::max(most, range[k].second - range[k].first);
  }
  return most;
}

}  // namespace

void Engine::prepare(const Standard& standard, const ScoreOptions& options, Workspace::Data& w, Scorecard& card) {
  const auto& p = standard.program();
  std::vector<Node> chosen;
  const bool fresh = w.program != &p || w.lanes != options.lanes || card.slot_of_node_.size() != p.nodes.size() ||
                     (options.nodes.empty() ? w.nodes.empty() : w.nodes != options.nodes) ||
                     options.all_nodes != (w.nodes.size() == p.nodes.size() && options.all_nodes);
  if (fresh) {
    if (options.all_nodes) {
      chosen.assign(p.document_order.begin(), p.document_order.end());
    } else if (!options.nodes.empty()) {
      chosen = options.nodes;
    } else {
      for (auto n : p.document_order) {
        const auto& info = p.nodes[static_cast<std::uint32_t>(n)];
        if ((info.scored && !info.leaf) || n == standard.root()) chosen.push_back(n);
      }
    }
    w.program = &p;
    w.lanes = options.lanes;
    w.nodes = chosen;
    w.plan = make_plan(p, w.nodes, options.lanes, false);
    w.plan.coverage = options.fields.coverage;
    w.scratch.clear();
    card.standard_ = standard;
    card.nodes_ = w.nodes;
    card.slot_of_node_.assign(p.nodes.size(), none);
    for (std::uint32_t k = 0; k < w.nodes.size(); ++k) card.slot_of_node_[static_cast<std::uint32_t>(w.nodes[k])] = k;
  }
  card.fields_ = options.fields;
  const auto units = w.frame.units;
  const auto cells = w.nodes.size() * units;
  card.units_ = units;
  resize_large(card.score_, cells);
  resize_large(card.provisional_, cells);
  resize_large(card.maximum_, options.fields.maximum ? cells : 0);
  resize_large(card.lower_, options.fields.enclosure ? cells : 0);
  resize_large(card.upper_, options.fields.enclosure ? cells : 0);
  resize_large(card.state_, options.fields.state ? cells : 0);
  resize_large(card.coverage_, options.fields.coverage ? cells : 0);
  resize_large(card.level_, options.fields.level ? cells : 0);
  card.outcome_.resize(p.ladders.size() * units);
  card.possible_.resize(p.ladders.size() * units);
  card.shortages_.clear();
  card.lanes_.clear();
  // headings have no score and no lanes: their rows are filled once
  for (std::uint32_t row = 0; row < w.nodes.size(); ++row) {
    if (p.nodes[static_cast<std::uint32_t>(w.nodes[row])].unit_slot != none) continue;
    no_score(card, row * units, units);
    for (std::size_t i = 0; i < units; ++i) {
      const auto at = row * units + i;
      if (!card.state_.empty()) card.state_[at] = State::not_applicable;
      if (!card.coverage_.empty()) card.coverage_[at] = nan;
      if (!card.level_.empty()) card.level_[at] = -1;
    }
  }
}

std::size_t Engine::tasks(const ScoreOptions& options, std::size_t most) {
  return options.executor ? std::max<std::size_t>(1, std::min(options.tasks, most)) : 1;
}

void Engine::begin(std::size_t tasks, Workspace::Data& w) {
  if (w.scratch.size() < tasks) w.scratch.resize(tasks);
  if (w.shorts.size() < tasks) w.shorts.resize(tasks);
  if (w.shortages.size() < tasks) w.shortages.resize(tasks);
  if (w.lane_scores.size() < tasks) w.lane_scores.resize(tasks);
  for (std::size_t t = 0; t < tasks; ++t) {
    w.shortages[t].clear();
    w.lane_scores[t].clear();
  }
}

Engine::Blocks Engine::blocks(const Program& p, const Frame& f, const ScoreOptions& options) {
  const std::size_t want = options.block == 0 ? 1024 : options.block;
  const auto units = f.units;
  const bool flat =
      std::all_of(f.spaces.begin(), f.spaces.end(), [](const FrameSpace& s) { return s.first == nullptr; });
  // units come in blocks of about `want` lanes; a unit with more lanes than that is a block of its own
  Blocks b{std::min(want, std::max<std::size_t>(units, 1)), std::min(want, std::max<std::size_t>(units, 1))};
  if (flat) return b;
  const auto all = widest(p, f, 0, units);
  const auto per_unit = std::max<std::size_t>(1, units == 0 ? 1 : (all + units - 1) / units);
  b = {std::max<std::size_t>(1, want / per_unit), 1};
  for (std::size_t from = 0; from < units; from += b.units)
    b.lanes = std::max(b.lanes, widest(p, f, from, std::min(units, from + b.units)));
  return b;
}

bool Engine::units(const ScoreOptions& options, Workspace::Data& w, Scorecard& card, const Frame& f, Blocks b,
                   std::size_t from, std::size_t to, std::size_t first, std::size_t task) {
  const auto& p = *w.program;
  auto& scratch = w.scratch[task];
  if (scratch.lanes < b.lanes || scratch.base.size() != p.spaces.size()) scratch.prepare(p, w.plan, b.lanes);
  auto& shorts = w.shorts[task];
  shorts.clear();
  Run r(p, w.plan, f, kernels_for(options.instruction_set), scratch);
  r.shortages = &shorts;
  for (; from < to; from += b.units) block(r, f, w, card, task, from, std::min(to, from + b.units), first);
  for (const auto& s : shorts) {
    // the lane is in the parent of s.space; climb to its unit
    auto lane = s.lane;
    for (auto space = p.spaces[s.space].parent; space != 0; space = p.spaces[space].parent)
      if (const auto& fs = f.spaces[space]; fs.first)
        lane = static_cast<std::size_t>(std::upper_bound(fs.first, fs.first + fs.parents + 1, lane) - fs.first) - 1;
    w.shortages[task].push_back({Node{s.node}, first + lane, p.spaces[s.space].over, s.needed, s.had});
  }
  return r.invalid;
}

void Engine::end(std::size_t tasks, Workspace::Data& w, Scorecard& card) {
  for (std::size_t t = 0; t < tasks; ++t) {
    card.shortages_.insert(card.shortages_.end(), w.shortages[t].begin(), w.shortages[t].end());
    card.lanes_.insert(card.lanes_.end(), w.lane_scores[t].begin(), w.lane_scores[t].end());
  }
}

bool Engine::run(const ScoreOptions& options, Workspace::Data& w, Scorecard& card) {
  const auto& f = w.frame;
  const auto tasks = Engine::tasks(options, f.units);
  begin(tasks, w);
  const auto cut = blocks(*w.program, f, options);
  const auto count = (f.units + cut.units - 1) / cut.units;
  std::atomic<bool> invalid = false;
  const auto work = [&](std::size_t task) {
    const auto from = count * task / tasks * cut.units, to = count * (task + 1) / tasks * cut.units;
    if (units(options, w, card, f, cut, from, std::min(f.units, to), 0, task)) invalid = true;
  };
  if (tasks == 1)
    work(0);
  else
    options.executor(tasks, work);
  end(tasks, w, card);
  return invalid;
}

void Engine::block(Run& r, const Frame& f, Workspace::Data& w, Scorecard& card, std::size_t task, std::size_t from,
                   std::size_t to, std::size_t first) {
  const auto& p = *w.program;
  r.lanes_of(from, to);
  std::size_t next = 0, next_fused = 0;
  for (std::uint32_t k = 0; k < w.plan.steps.size(); ++k) {
    if (next_fused < w.plan.fused.size() && w.plan.fused[next_fused].first == k && r.fused(w.plan.fused[next_fused++]))
      k = w.plan.fused[next_fused - 1].last;
    else
      r.step(p.steps[w.plan.steps[k]]);
    while (next < w.plan.stores.size() && w.plan.stores[next].after == k) {
      const auto& st = w.plan.stores[next++];
      if (st.lanes)
        store_lanes(r, f, w, st, task, first);
      else
        store(r, w, card, st, first + from, to - from);
    }
  }
  outcomes(r, p, card, first + from, to - from);
}

void Engine::no_score(Scorecard& card, std::size_t at, std::size_t count) {
  std::fill_n(card.score_.data() + at, count, nan);
  std::fill_n(card.provisional_.data() + at, count, std::uint8_t{0});
  if (!card.maximum_.empty()) std::fill_n(card.maximum_.data() + at, count, 0.0);
  if (card.lower_.empty()) return;
  std::fill_n(card.lower_.data() + at, count, nan);
  std::fill_n(card.upper_.data() + at, count, nan);
}

void Engine::store(const Run& r, const Workspace::Data& w, Scorecard& card, const Plan::Store& st, std::size_t from,
                   std::size_t count) {
  const auto& info = w.program->nodes[static_cast<std::uint32_t>(st.node)];
  const auto& b = r.bundle(info.unit_slot);
  const auto at = st.row * card.units_ + from;
  const auto* d = b.own.disposition;
  if (!info.scored) {
    no_score(card, at, count);
  } else {
    if (b.whole && r.kernels().stream && card.score_.size() > past_caches) {
      r.kernels().stream(count, b.own.score, card.score_.data() + at);
      std::memset(card.provisional_.data() + at, 0, count);
    } else {
      r.kernels().shown(count, b.own.score, d, card.score_.data() + at, card.provisional_.data() + at);
    }
    if (!card.maximum_.empty())
      for (std::size_t i = 0; i < count; ++i) card.maximum_[at + i] = (d[i] & has_score) != 0 ? b.own.maximum[i] : 0;
    if (!card.lower_.empty())
      for (std::size_t i = 0; i < count; ++i) {
        card.lower_[at + i] = d[i] != dropped ? b.lower()[i] : nan;
        card.upper_[at + i] = d[i] != dropped ? b.upper()[i] : nan;
      }
  }
  if (!card.state_.empty())
    for (std::size_t i = 0; i < count; ++i) card.state_[at + i] = static_cast<State>(b.own.state[i]);
  if (!card.coverage_.empty())
    for (std::size_t i = 0; i < count; ++i) {
      const double c = b.covered(i);
      card.coverage_[at + i] = c < 0 ? nan : c;
    }
  if (!card.level_.empty()) {
    const bool levels = !info.levels.empty();
    for (std::size_t i = 0; i < count; ++i)
      card.level_[at + i] = levels && b.own.state[i] == 0 && b.level[i] >= 0 ? b.level[i] : no_level;
  }
}

void Engine::store_lanes(const Run& r, const Frame& f, Workspace::Data& w, const Plan::Store& st, std::size_t task,
                         std::size_t first) {
  const auto& p = *w.program;
  const auto& info = p.nodes[static_cast<std::uint32_t>(st.node)];
  const auto& b = r.bundle(info.lane_slot);
  const auto& scratch = w.scratch[task];
  // from each unit down to the node's lanes, collecting keys on the way
  std::vector<SpaceId> chain;
  for (auto k = info.in; k != 0; k = p.spaces[k].parent) chain.push_back(k);
  std::reverse(chain.begin(), chain.end());
  auto& out = w.lane_scores[task];
  for (std::size_t u = scratch.base[0]; u < scratch.base[0] + scratch.count[0]; ++u) {
    LaneScore lane;
    lane.node = st.node;
    lane.unit = first + u;
    const auto descend = [&](auto&& self, std::size_t depth, std::size_t at) -> void {
      if (depth == chain.size()) {
        const auto i = at - scratch.base[info.in];
        const bool known = info.scored && (b.own.disposition[i] & has_score) != 0;
        lane.score = known ? b.own.score[i] : nan;
        lane.maximum = known ? b.own.maximum[i] : 0;
        lane.state = static_cast<State>(b.own.state[i]);
        out.push_back(lane);
        return;
      }
      const auto space = chain[depth];
      for (auto j = r.first(space, at); j < r.first(space, at + 1); ++j) {
        const auto* keys = f.spaces[space].key;
        const std::string key = keys ? f.keys[keys[j]] : std::string();
        auto& name = p.spaces[space].over == Dimension::site     ? lane.site
                     : p.spaces[space].over == Dimension::method ? lane.method
                                                                 : lane.round;
        const std::string outer = name;  // of a quarter and its months the month is named
        if (!key.empty()) name = key;
        self(self, depth + 1, j);
        name = outer;
      }
    };
    descend(descend, 0, u);
  }
}

/// Gates first, then the first level that holds; what is unknown leaves several levels open.
void Engine::outcomes(const Run& r, const Program& p, Scorecard& card, std::size_t from, std::size_t count) {
  for (std::size_t l = 0; l < p.ladders.size(); ++l) {
    const auto& ladder = p.ladders[l];
    auto* level = card.outcome_.data() + l * card.units_ + from;
    auto* possible = card.possible_.data() + l * card.units_ + from;
    const auto n = static_cast<std::uint32_t>(ladder.levels.size());
    for (std::size_t i = 0; i < count; ++i) {
      std::uint64_t open = 0;
      bool settled = false;  // some level holds for sure; else the ladder may end without a result
      for (std::uint32_t k = 0; k < n; ++k) {
        const auto t = ladder.levels[k] == none ? std::uint8_t{yes} : r.truth(p.terms[ladder.levels[k]].truth)[i];
        if (t == left_out) break;  // a level with nothing left to ask: no result, if the ladder gets this far
        if ((t & yes) != 0) open |= std::uint64_t{1} << k;
        settled = t == yes;
        if (settled) break;
      }
      for (auto g : ladder.gates) {
        const auto& gate = p.gates[g];
        const auto t = r.truth(p.terms[gate.term].truth)[i];
        if (t == yes || t == left_out || open == 0) continue;
        // everything better than at_best becomes at_best
        const std::uint64_t better = open & ((std::uint64_t{1} << gate.at_best) - 1);
        const std::uint64_t limited = (open & ~better) | (better != 0 ? std::uint64_t{1} << gate.at_best : 0);
        open = t == no ? limited : open | limited;
      }
      possible[i] = open;
      level[i] = std::popcount(open) == 1 && settled ? static_cast<std::int16_t>(std::countr_zero(open))
                 : open == 0                         ? no_result
                                                     : undecided;
    }
  }
}

}  // namespace saniscore::inline v0
