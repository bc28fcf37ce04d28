#include "scoring/attribution.hpp"

#include "scoring/numbers.hpp"

#include <algorithm>
#include <cmath>

namespace saniscore::inline v0::detail {

namespace {

struct Splitter {
  const Scenarios& run;
  const ChildGains& gains;
  Attribution& out;
  const Program& p = run.program();
  bool merit = true;
  std::map<const Step*, std::size_t> booked{};

  /// `lost` of the whole per point lost here, `maximum` likewise.
  struct Factor {
    double lost = 1, maximum = 1;
    Factor operator*(double x) const { return {lost * x, maximum * x}; }
  };

  /// Points beyond the base (`extra`) have no maximum: what they earn is a negative loss.
  [[nodiscard]] Share at(const Stage& s, std::size_t lane, bool extra) const {
    const double most = extra ? 0 : s.maximum[lane];
    return {merit ? most - s.score[lane] : s.score[lane], most};
  }

  void book(std::uint32_t node, const Step* step, double lost, double maximum) {
    const auto dust = 1e-11 * std::max(1.0, p.nodes[node].scale);
    if (!(std::abs(lost) > dust) && !(std::abs(maximum) > dust)) return;
    const auto [it, fresh] = booked.try_emplace(step, out.rules.size());
    if (fresh) out.rules.push_back({node, step, {}});
    auto& share = out.rules[it->second].share;
    share.lost += lost;
    share.maximum += maximum;
  }

  void enter(std::uint32_t node, std::size_t lane, Factor f, bool extra) {
    const auto& stages = run.stages(node);
    if (stages.empty() || !stages.back().scored(lane)) return;
    if (!p.nodes[node].leaf) {
      const auto here = at(stages.back(), lane, extra);
      out.nodes[node].lost += f.lost * here.lost;
      out.nodes[node].maximum += f.maximum * here.maximum;
    }
    down(node, stages.size() - 1, lane, f, extra);
  }

  void down(std::uint32_t node, std::size_t k, std::size_t lane, Factor f, bool extra) {
    const auto& stage = run.stages(node)[k];
    const auto after = at(stage, lane, extra);
    switch (stage.step->op) {
      case Op::measure:
        out.nodes[node].lost += f.lost * after.lost;
        out.nodes[node].maximum += f.maximum * after.maximum;
        return;
      case Op::reduce: return reduction(node, k, lane, f, extra);
      case Op::combine:
      case Op::table: return indivisible(p.nodes[node]) ? shares(node, lane, f, extra) : sums(node, lane, f, extra);
      default: break;
    }
    const auto& earlier = run.stages(node)[k - 1];
    const bool scored = earlier.scored(lane);
    const auto before = scored ? at(earlier, lane, extra) : Share{};
    book(node, stage.step, f.lost * (after.lost - before.lost), f.maximum * (after.maximum - before.maximum));
    if (scored) down(node, k - 1, lane, f, extra);
  }

  /// sum, and mean of shares.
  void sums(std::uint32_t node, std::size_t lane, Factor f, bool extra) {
    const auto& stage = run.stages(node).front();
    const auto& c = p.combines[stage.step->param];
    const auto scored = [&](const Part& part) {
      const auto& s = run.stages(part.node);
      return !s.empty() && s.back().scored(lane);
    };
    double weights = 0, declared = c.start, sum = c.start;
    for (const auto& part : c.parts) {
      if (!scored(part)) continue;
      const auto& s = run.stages(part.node).back();
      if (s.maximum[lane] != 0) weights += part.weight;
      if (!part.extra) declared += s.maximum[lane];
      sum += s.score[lane];
    }
    // 缺项折算 multiplies everything alike
    const double rescale = !c.rescale      ? 1
                           : declared != 0 ? stage.maximum[lane] / declared
                           : sum != 0      ? stage.score[lane] / sum
                                           : 1;
    auto rest = at(stage, lane, extra);
    for (const auto& part : c.parts) {
      if (!scored(part)) continue;
      const auto& s = run.stages(part.node).back();
      const bool beyond = extra || (part.extra && c.kind == Combine::sum);
      double factor = rescale;
      if (c.kind == Combine::mean) {
        if (s.maximum[lane] == 0 || part.weight == 0 || !(weights > 0)) continue;
        factor = c.points * part.weight / weights / s.maximum[lane];
      }
      const auto own = at(s, lane, beyond);
      rest.lost -= factor * own.lost;
      rest.maximum -= factor * own.maximum;
      enter(part.node, lane, f * factor, beyond);
    }
    book(node, stage.step, f.lost * rest.lost, f.maximum * rest.maximum);
  }

  /// min, max, power, table: in proportion to what each part gains by itself; the maximum by weight.
  void shares(std::uint32_t node, std::size_t lane, Factor f, bool extra) {
    const auto& stage = run.stages(node).front();
    const auto here = at(stage, lane, extra);
    const auto parts = parts_of(run.standard(), node);
    const bool table = stage.step->op == Op::table;
    std::vector<double> gain(parts.size(), 0), weight(parts.size(), 0);
    double gained = 0, weights = 0, worst = 0;
    bool seen = false;
    const auto share = [&](std::size_t k) {
      const auto& s = run.stages(parts[k]).back();
      return s.score[lane] / s.maximum[lane];
    };
    const auto found = gains.find(node);
    for (std::size_t k = 0; k < parts.size(); ++k) {
      const auto& s = run.stages(parts[k]);
      const bool takes_part =
          table || (p.nodes[parts[k]].scored && !s.empty() && s.back().scored(lane) && s.back().maximum[lane] != 0);
      if (!takes_part) continue;
      const auto& spec = *p.nodes[parts[k]].spec;
      weight[k] = stage.step->op == Op::combine && p.combines[stage.step->param].kind == Combine::power
                      ? (spec.weight   ? *spec.weight
                         : spec.points ? *spec.points
                                       : 1)
                      : 1;
      weights += weight[k];
      // who lost nothing by its own account is not to blame
      const bool lossless =
          p.nodes[parts[k]].scored && !s.empty() && s.back().scored(lane) && !(at(s.back(), lane, false).lost > 0);
      if (found != gains.end() && !lossless) gain[k] = std::max(0.0, (merit ? 1 : -1) * found->second[k][lane]);
      gained += gain[k];
      if (table || weight[k] == 0) continue;
      worst = !seen ? share(k) : merit ? std::min(worst, share(k)) : std::max(worst, share(k));
      seen = true;
    }
    if (!(gained > 0) && !table && !extra)
      for (std::size_t k = 0; k < parts.size(); ++k)
        if (weight[k] > 0 && share(k) == worst) gained += gain[k] = 1;
    auto rest = here;
    for (std::size_t k = 0; k < parts.size(); ++k) {
      if (weight[k] == 0) continue;
      const Share part{gained > 0 && here.lost > 0 && !extra ? here.lost * gain[k] / gained : 0,
                       weights > 0 ? here.maximum * weight[k] / weights : 0};
      rest.lost -= part.lost;
      rest.maximum -= part.maximum;
      hand_on(parts[k], lane, {f.lost * part.lost, f.maximum * part.maximum});
    }
    book(node, stage.step, f.lost * rest.lost, f.maximum * rest.maximum);
  }

  /// Gives a child so much, whatever it lost by its own account.
  void hand_on(std::uint32_t node, std::size_t lane, Share target) {
    const auto& stages = run.stages(node);
    const bool scored = p.nodes[node].scored && !stages.empty() && stages.back().scored(lane);
    const auto own = scored ? at(stages.back(), lane, false) : Share{};
    const Factor f{own.lost > 0 ? target.lost / own.lost : 0, own.maximum != 0 ? target.maximum / own.maximum : 0};
    if (scored) enter(node, lane, f, false);
    // a part that counts by its level, or lost nothing by itself
    const Share direct{own.lost > 0 ? 0 : target.lost, own.maximum != 0 ? 0 : target.maximum};
    out.nodes[node].lost += direct.lost;
    out.nodes[node].maximum += direct.maximum;
    if (!p.nodes[node].leaf && !stages.empty()) book(node, stages.front().step, direct.lost, direct.maximum);
  }

  /// Sites, methods or rounds: each lane by the share that the reduction gives it.
  void reduction(std::uint32_t node, std::size_t k, std::size_t lane, Factor f, bool extra) {
    const auto& stage = run.stages(node)[k];
    const auto& fine = run.stages(node)[k - 1];
    const auto space = p.reduces[stage.step->param].space;
    const auto& step = p.spaces[space].step;
    auto a = run.first(space, lane), b = run.first(space, lane + 1);
    const auto skip = static_cast<std::size_t>(step.skip);
    b = b - a > skip ? b - skip : a;
    if (step.last > 0 && b - a > static_cast<std::size_t>(step.last)) a = b - static_cast<std::size_t>(step.last);
    const bool keyed = b > a && run.key(space, a) != 0;
    const auto weight = [&](std::size_t j) {
      if (step.weights.empty() || !keyed) return 1.0;
      const auto it = step.weights.find(run.key_text(run.key(space, j)));
      return it == step.weights.end() ? 0.0 : it->second;
    };
    const auto& info = p.nodes[node];
    double weights = 0, most = 0;
    std::size_t known = 0;
    for (auto j = a; j < b; ++j) {
      if (!fine.scored(j)) continue;
      weights += weight(j);
      most += fine.maximum[j];
      ++known;
    }
    auto rest = at(stage, lane, extra);
    const auto give = [&](std::size_t j, Factor factor) {
      const auto own = at(fine, j, extra);
      rest.lost -= factor.lost * own.lost;
      rest.maximum -= factor.maximum * own.maximum;
      down(node, k - 1, j, {f.lost * factor.lost, f.maximum * factor.maximum}, extra);
    };
    const auto taken = [&](std::size_t j) {
      return fine.scored(j) && fine.score[j] == stage.score[lane] && fine.maximum[j] == stage.maximum[lane];
    };
    switch (step.by) {
      case ReduceStep::By::mean:
      case ReduceStep::By::sum:
      case ReduceStep::By::pooled:
        for (auto j = a; j < b; ++j) {
          if (!fine.scored(j)) continue;
          const double x = step.by == ReduceStep::By::sum    ? 1
                           : step.by == ReduceStep::By::mean ? (weights > 0 ? weight(j) / weights : 0)
                                                             : (most > 0 ? info.points / most : 0);
          give(j, {x, x});
        }
        break;
      case ReduceStep::By::latest:
        for (auto j = b; j-- > a;)
          if (taken(j)) {
            give(j, {});
            break;
          }
        break;
      case ReduceStep::By::worst:
        for (auto j = a; j < b; ++j)
          if (taken(j)) {
            give(j, {});
            break;
          }
        break;
      case ReduceStep::By::share_passing: {
        // the lanes that do not pass lose a lane's share each
        double failing = 0;
        const auto fails = [&](std::size_t j) { return fine.scored(j) && at(fine, j, extra).lost > 0; };
        for (auto j = a; j < b; ++j) failing += fails(j);
        for (auto j = a; j < b; ++j) {
          if (!fine.scored(j)) continue;
          const auto own = at(fine, j, extra);
          const auto whole = at(stage, lane, extra);
          give(j, {fails(j) ? whole.lost / failing / own.lost : 0,
                   own.maximum != 0 ? whole.maximum / static_cast<double>(known) / own.maximum : 0});
        }
        break;
      }
    }
    book(node, stage.step, f.lost * rest.lost, f.maximum * rest.maximum);
  }
};

}  // namespace

std::vector<std::uint32_t> parts_of(const Standard& standard, std::uint32_t group) {
  std::vector<std::uint32_t> out;
  for (auto c : standard.children(Node{group})) {
    const auto child = static_cast<std::uint32_t>(c);
    const bool heading = !standard.is_leaf(c) && !standard.scored(c);
    if (!heading)
      out.push_back(child);
    else
      for (auto below : parts_of(standard, child)) out.push_back(below);
  }
  return out;
}

ChildGains child_gains(const Scenarios& as_it_is, Scenarios& repaired) {
  const auto& p = as_it_is.program();
  struct Trial {
    std::uint32_t group;
    std::size_t part;
    std::vector<std::uint32_t> leaves;
  };
  ChildGains out;
  std::vector<Trial> trials;
  for (std::uint32_t g = 0; g < p.nodes.size(); ++g) {
    if (!indivisible(p.nodes[g]) || as_it_is.stages(g).empty()) continue;
    const auto parts = parts_of(as_it_is.standard(), g);
    out[g].assign(parts.size(), std::vector<double>(as_it_is.lanes(p.nodes[g].in), 0));
    for (std::size_t k = 0; k < parts.size(); ++k)
      trials.push_back({g, k, leaves_below(as_it_is.standard(), parts[k])});
  }
  for (std::size_t from = 0; from < trials.size(); from += Scenarios::at_once) {
    const auto n = std::min(Scenarios::at_once, trials.size() - from);
    std::vector<Override> overrides;
    for (std::size_t k = 0; k < n; ++k)
      for (auto leaf : trials[from + k].leaves)
        if (const auto best = best_of(p, leaf)) overrides.push_back({leaf, k, *best, false});
    repaired.run(n, std::move(overrides), Keep::shares);
    for (std::size_t k = 0; k < n; ++k) {
      const auto& t = trials[from + k];
      const auto& before = as_it_is.stages(t.group).front();
      const auto& after = repaired.stages(t.group).front();
      auto& gain = out[t.group][t.part];
      for (std::size_t lane = 0; lane < gain.size(); ++lane) {
        const auto then = k * gain.size() + lane;
        if (before.scored(lane) && after.scored(then)) gain[lane] = after.score[then] - before.score[lane];
      }
    }
  }
  return out;
}

Attribution attribute(const Scenarios& run, const ChildGains& gains) {
  const auto& p = run.program();
  Attribution out;
  out.nodes.resize(p.nodes.size());
  for (auto whole : wholes(run.standard())) {
    Splitter s{run, gains, out};
    s.merit = p.nodes[whole].direction == Direction::merit;
    s.enter(whole, 0, {}, false);
  }
  // dust of cancellation is no loss
  double scale = 0;
  for (const auto& info : p.nodes) scale = std::max(scale, info.scale);
  const auto snap = [&](double x) { return std::abs(x) < 1e-11 * scale ? 0 : snapped(x, 0); };
  const auto clean = [&](Share& s) { s = {snap(s.lost), snap(s.maximum)}; };
  for (auto& s : out.nodes) clean(s);
  for (auto& r : out.rules) clean(r.share);
  return out;
}

}  // namespace saniscore::inline v0::detail
