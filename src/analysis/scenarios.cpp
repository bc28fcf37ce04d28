#include <saniscore/analysis/scenarios.hpp>

#include "base/complaint.hpp"
#include "scoring/driver.hpp"
#include "scoring/numbers.hpp"
#include "scoring/reach.hpp"
#include "scoring/scenarios.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

namespace saniscore::inline v0 {

using namespace detail;

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Lanes at once: their slots stay in the second cache.
constexpr std::size_t at_once = 256;

ScoreOptions in_blocks() {
  ScoreOptions options;
  options.block = at_once;
  return options;
}

/// Some units with every slot kept, so that steps can be run again.
class Kept {
 public:
  Kept(const Standard& standard, const Program& program, const Frame& frame, const ScenarioOptions& options)
      : p_(program),
        plan_(make_plan(program, {}, false, true)),
        blocks_(Engine::blocks(program, frame, in_blocks())),
        run_(p_, plan_, frame, kernels_for(options.instruction_set), scratch_) {
    plan_.watched = plan_.coverage = false;
    scratch_.prepare(p_, plan_, blocks_.lanes);
    run_.shortages = &shortages_;
    Workspace w;
    auto& data = Engine::data(w);
    data.frame.units = blocks_.units;
    ScoreOptions one;
    one.nodes = {standard.root()};
    Engine::prepare(standard, one, data, card_);
  }
  Kept(const Kept&) = delete;
  Kept& operator=(const Kept&) = delete;

  [[nodiscard]] const Plan& plan() const { return plan_; }
  [[nodiscard]] std::size_t units() const { return units_; }
  Run& run() { return run_; }

  /// Calls g(first, count) for units that have just been scored.
  template <class G>
  void each_block(std::size_t all, const G& g) {
    for (std::size_t from = 0; from < all; from += blocks_.units) {
      units_ = std::min(blocks_.units, all - from);
      run_.lanes_of(from, from + units_);
      again(plan_.steps, true);
      g(from, units_);
    }
  }
  void again(const std::vector<std::uint32_t>& steps, bool with_outcomes) {
    for (auto k : steps) run_.step(p_.steps[k]);
    outcomes(with_outcomes);
  }
  void outcomes(bool wanted) {
    if (wanted && !p_.ladders.empty()) Engine::outcomes(run_, p_, card_, 0, units_);
    shortages_.clear();
  }
  /// The node's scores, NaN where it has none.
  void scores(std::uint32_t node, double* to) const {
    const auto slot = p_.nodes[node].unit_slot;
    if (slot == none || !p_.nodes[node].scored) {
      std::fill_n(to, units_, nan);
      return;
    }
    const auto& b = run_.bundle(slot);
    if (b.whole) {
      std::copy_n(b.own.score, units_, to);
      return;
    }
    for (std::size_t i = 0; i < units_; ++i) to[i] = (b.own.disposition[i] & has_score) != 0 ? b.own.score[i] : nan;
  }
  void levels(std::size_t ladder, std::int16_t* to) const { std::copy_n(card_.outcome(ladder).data(), units_, to); }

 private:
  const Program& p_;
  Plan plan_;  ///< every slot has memory of its own
  Engine::Blocks blocks_;
  std::size_t units_ = 0;
  Scratch scratch_;
  Scorecard card_;
  std::vector<Run::Short> shortages_;
  Run run_;
};

/// What was observed as columns over lanes, or why it cannot be scored.
template <class Seen>
Result<Frame> frame_of_all(const Seen& seen) {
  Frame frame;
  auto diagnostics = frame_of(seen.standard().program(), seen, frame);
  if (std::any_of(diagnostics.begin(), diagnostics.end(),
                  [](const Diagnostic& d) { return d.severity == Severity::error; }))
    return diagnostics;
  return {std::move(frame), std::move(diagnostics)};
}

/// work(first, last) over `all` things in as many pieces as asked for.
template <class Work>
void in_pieces(std::size_t all, const ScenarioOptions& options, const Work& work) {
  const auto tasks = options.executor ? std::max<std::size_t>(1, std::min(options.tasks, all)) : 1;
  if (tasks == 1) return work(std::size_t{0}, all);
  options.executor(tasks, [&](std::size_t k) { work(all * k / tasks, all * (k + 1) / tasks); });
}

/// Where a node's weight stands in its group.
struct Place {
  std::uint32_t combine, part;
};

Result<std::vector<Place>> places(const Standard& standard, const WeightDraws& draws) {
  const auto& p = standard.program();
  std::vector<Place> out;
  for (auto n : draws.nodes) {
    const auto i = static_cast<std::uint32_t>(n);
    const auto size = out.size();
    for (std::uint32_t c = 0; i < p.nodes.size() && c < p.combines.size(); ++c) {
      const auto& group = p.combines[c];
      if (group.kind != Combine::mean && group.kind != Combine::power) continue;
      for (std::uint32_t k = 0; k < group.parts.size(); ++k)
        if (group.parts[k].node == i) out.push_back({c, k});
    }
    if (out.size() == size)
      return complaint("D302", i < p.nodes.size() ? "criterion " + standard.id(n) : "weights",
                       "only children of a group that combines by \"mean\" or \"power\" have a weight to draw; leave "
                       "this criterion out, or combine its group by \"mean\"",
                       "只有“mean”或“power”组合下的指标才有可变的权重;请去掉该指标,或改用“mean”组合。");
  }
  if (out.empty() || draws.weights.empty() || draws.weights.size() % out.size() != 0)
    return complaint("D302", "weights",
                     "there are " + std::to_string(draws.weights.size()) + " weights for " +
                         std::to_string(out.size()) + " criteria; give one per criterion and draw",
                     "共有 " + std::to_string(draws.weights.size()) + " 个权重、" + std::to_string(out.size()) +
                         " 个指标;每次抽样须为每个指标给出一个权重。");
  for (std::size_t k = 0; k < draws.weights.size(); ++k)
    if (const double w = draws.weights[k]; !(w >= 0 && w <= std::numeric_limits<double>::max()))
      return complaint("D302",
                       "weight of criterion " + standard.id(draws.nodes[k % out.size()]) + " in draw " +
                           std::to_string(k / out.size()),
                       "a weight is a finite number of at least 0", "权重须为不小于 0 的有限数。");
  return out;
}

}  // namespace

std::span<const double> ScenarioScores::score(Node n, std::size_t scenario) const {
  const auto at = std::find(nodes.begin(), nodes.end(), n);
  if (at == nodes.end() || scenario >= scenarios) return {};
  const auto row = static_cast<std::size_t>(at - nodes.begin()) * scenarios + scenario;
  return std::span(scores).subspan(row * units, units);
}

std::span<const std::int16_t> ScenarioScores::outcome(std::size_t ladder, std::size_t scenario) const {
  return std::span(outcomes).subspan((ladder * scenarios + scenario) * units, units);
}

std::span<const double> Gains::gain(Node leaf) const {
  const auto at = std::find(leaves.begin(), leaves.end(), leaf);
  if (at == leaves.end()) return {};
  return std::span(gains).subspan(static_cast<std::size_t>(at - leaves.begin()) * units, units);
}

std::span<const std::int16_t> Gains::outcome(std::size_t ladder, Node leaf) const {
  const auto at = std::find(leaves.begin(), leaves.end(), leaf);
  if (at == leaves.end()) return {};
  const auto row = ladder * leaves.size() + static_cast<std::size_t>(at - leaves.begin());
  return std::span(outcomes).subspan(row * units, units);
}

namespace {

Result<ScenarioScores> reweigh_all(const Standard& standard, const Result<Frame>& frame, const WeightDraws& draws,
                                   const ScenarioOptions& options) {
  const auto& p = standard.program();
  const auto where = places(standard, draws);
  if (!where) return where.diagnostics();
  if (!frame) return frame.diagnostics();
  ScenarioScores out;
  out.units = frame->units;
  out.scenarios = draws.weights.size() / where->size();
  out.nodes = options.nodes.empty() ? std::vector<Node>{standard.root()} : options.nodes;
  out.scores.resize(out.nodes.size() * out.scenarios * out.units);
  out.outcomes.resize(p.ladders.size() * out.scenarios * out.units);
  in_pieces(out.scenarios, options, [&](std::size_t first, std::size_t last) {
    Program weighed = p;  // whose weights change
    Kept kept(standard, weighed, *frame, options);
    std::vector<Slot> groups;
    for (const auto& st : p.steps)
      for (const auto& w : *where)
        if (st.op == Op::combine && w.combine == st.param) groups.push_back(st.out);
    const auto reached = Reach(p, kept.plan()).of(groups);
    kept.each_block(out.units, [&](std::size_t from, std::size_t) {
      for (auto s = first; s < last; ++s) {
        for (std::size_t k = 0; k < where->size(); ++k)
          weighed.combines[(*where)[k].combine].parts[(*where)[k].part].weight = draws.weights[s * where->size() + k];
        kept.again(reached.steps, reached.outcomes);
        for (std::size_t n = 0; n < out.nodes.size(); ++n)
          kept.scores(static_cast<std::uint32_t>(out.nodes[n]),
                      out.scores.data() + (n * out.scenarios + s) * out.units + from);
        for (std::size_t l = 0; l < p.ladders.size(); ++l)
          kept.levels(l, out.outcomes.data() + (l * out.scenarios + s) * out.units + from);
      }
    });
  });
  return {std::move(out), frame.diagnostics()};
}

/// A leaf at its best, and what that leads to.
struct Repair {
  Override to;
  std::uint32_t whole;  ///< the topmost scored node above it
  Reach::Consequences reached;
};

std::vector<Repair> repairs_of(const Standard& standard, const Plan& plan) {
  const auto& p = standard.program();
  const Reach reach(p, plan);
  const auto readers = plain_readers(p);
  std::vector<Repair> out;
  for (auto n : standard.document_order()) {
    const auto i = static_cast<std::uint32_t>(n);
    const auto best = best_of(p, i);
    if (!best) continue;
    auto whole = i;
    for (auto up = p.nodes[i].parent; up != none; up = p.nodes[up].parent)
      if (p.nodes[up].scored) whole = up;
    std::vector<Slot> changed;
    for (const auto& st : p.steps) {
      const auto reads_it = [&] {
        const auto& r = readers[p.inputs[st.param].name];
        return best->observed && std::find(r.begin(), r.end(), i) != r.end();
      };
      if ((st.op == Op::measure && p.leaves[st.param].node == i) || (st.op == Op::load && reads_it()))
        changed.push_back(st.out);
    }
    out.push_back({{i, 0, *best}, whole, reach.of(changed)});
  }
  return out;
}

Result<Gains> gains_of(const Standard& standard, const Result<Frame>& frame, const ScenarioOptions& options) {
  const auto& p = standard.program();
  if (!frame) return frame.diagnostics();
  Kept first_kept(standard, p, *frame, options);
  const auto repairs = repairs_of(standard, first_kept.plan());
  const auto readers = plain_readers(p);
  Gains out;
  out.units = frame->units;
  for (const auto& r : repairs) out.leaves.push_back(Node{r.to.leaf});
  out.gains.resize(repairs.size() * out.units);
  out.outcomes.resize(p.ladders.size() * repairs.size() * out.units);
  in_pieces(repairs.size(), options, [&](std::size_t first, std::size_t last) {
    Kept kept(standard, p, *frame, options);
    auto& run = kept.run();
    std::vector<double> before(at_once);
    kept.each_block(out.units, [&](std::size_t from, std::size_t count) {
      for (auto k = first; k < last; ++k) {
        const auto& [to, whole, reached] = repairs[k];
        const auto& info = p.nodes[whole];
        const auto* state = run.bundle(p.nodes[to.leaf].unit_slot).own.state;
        auto* gain = out.gains.data() + k * out.units + from;
        kept.scores(whole, before.data());
        for (std::size_t i = 0; i < count; ++i)
          if (state[i] == static_cast<std::uint8_t>(State::not_applicable)) before[i] = nan;
        for (auto at : reached.steps) {
          const auto& st = p.steps[at];
          run.step(st);
          if (st.op == Op::measure && p.leaves[st.param].node == to.leaf)
            override_leaf(run, p, st, to, 0, run.lanes(st.space));
          if (st.op != Op::load) continue;
          const auto& r = readers[p.inputs[st.param].name];
          if (std::find(r.begin(), r.end(), to.leaf) != r.end()) override_column(run, st, to, 0, run.lanes(st.space));
        }
        kept.outcomes(reached.outcomes);
        kept.scores(whole, gain);
        for (std::size_t i = 0; i < count; ++i) {
          const double more = snapped(gain[i] - before[i], info.scale);
          gain[i] = info.direction == Direction::merit ? more : -more;
        }
        for (std::size_t l = 0; l < p.ladders.size(); ++l)
          kept.levels(l, out.outcomes.data() + (l * repairs.size() + k) * out.units + from);
        kept.again(reached.steps, reached.outcomes);
      }
    });
  });
  return {std::move(out), frame.diagnostics()};
}

}  // namespace

Result<ScenarioScores> reweigh(const Table& table, const WeightDraws& draws, const ScenarioOptions& options) {
  return reweigh_all(table.standard(), frame_of_all(table), draws, options);
}

Result<ScenarioScores> reweigh(const Observations& observations, const WeightDraws& draws,
                               const ScenarioOptions& options) {
  return reweigh_all(observations.standard(), frame_of_all(observations), draws, options);
}

Result<Gains> gains(const Table& table, const ScenarioOptions& options) {
  return gains_of(table.standard(), frame_of_all(table), options);
}

Result<Gains> gains(const Observations& observations, const ScenarioOptions& options) {
  return gains_of(observations.standard(), frame_of_all(observations), options);
}

}  // namespace saniscore::inline v0
