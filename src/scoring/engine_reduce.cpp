// From the lanes of a space to its parent's: several sites, methods or rounds of a node become one result.
#include "scoring/engine.hpp"

#include <algorithm>
#include <cmath>

namespace saniscore::inline v0::detail {

namespace {

/// One lane, copied out.
struct Lane {
  double score = 0, maximum = 0, lower = 0, upper = 0, applicable = 0, coverage = -1;
  std::uint8_t state = 1, disposition = dropped;
  std::int16_t level = no_level;
};

Lane lane_of(const Bundle& b, std::size_t i) {
  return {b.own.score[i], b.own.maximum[i], b.lower()[i],         b.upper()[i], b.applicable()[i],
          b.covered(i),   b.own.state[i],   b.own.disposition[i], b.level[i]};
}

bool is_known(const Lane& l) { return (l.disposition & has_score) != 0; }
bool is_open(const Lane& l) { return (l.disposition & has_unknown) != 0; }
double share_of(double points, double most) { return most > 0 ? points / most : points; }

}  // namespace

void Run::broadcast(const Step& st) {
  const auto slot = use(st, 0);
  const auto from = p.slots[slot].space;
  const auto& in = bundle(slot);
  auto& out = bundle(st.out);
  out.uncertain = out.partial = true;
  for (std::size_t i = 0, n = lanes(from); i < n; ++i) {
    const auto lane = s.base[from] + i;
    const auto a = first_below(from, st.space, lane) - s.base[st.space],
               b = first_below(from, st.space, lane + 1) - s.base[st.space];
    const auto l = lane_of(in, i);
    for (auto j = a; j < b; ++j) {
      out.own.score[j] = l.score;
      out.own.maximum[j] = l.maximum;
      out.own.lower[j] = l.lower;
      out.own.upper[j] = l.upper;
      out.own.applicable[j] = l.applicable;
      out.own.coverage[j] = l.coverage;
      out.own.state[j] = l.state;
      out.own.disposition[j] = l.disposition;
      out.level[j] = l.level;
    }
  }
}

void Run::reduce(const Step& st) {
  const auto& r = p.reduces[st.param];
  const auto& space = p.spaces[r.space];
  const auto& step = space.step;
  const auto& info = p.nodes[r.node];
  const auto& in = bundle(use(st, 0));
  auto& out = bundle(st.out);
  auto& o = out.own;
  const auto n = lanes(st.space), fine = s.base[r.space];
  const auto* keys = f.spaces[r.space].key;
  out.uncertain = true;
  out.partial = true;
  const bool merit = info.direction == Direction::merit;
  // the grain itself changes nothing while no unit has more than one lane
  const auto unknown_row = policy_rows(info, true)[6];
  for (std::size_t i = 0; i < n; ++i) {
    auto a = first(r.space, s.base[st.space] + i) - fine, b = first(r.space, s.base[st.space] + i + 1) - fine;
    const auto skip = static_cast<std::size_t>(step.skip);
    if (skip > 0) b = b - a > skip ? b - skip : a;
    if (step.last > 0 && b - a > static_cast<std::size_t>(step.last)) a = b - static_cast<std::size_t>(step.last);
    if (step.by == ReduceStep::By::latest && b > a) a = b - 1;
    const bool keyed = keys && b > a && keys[fine + a] != 0;

    Lane x;
    std::size_t known = 0, looked_at = 0, applicable = 0, passing = 0, failing = 0;
    double score = 0, maximum = 0, lower = 0, upper = 0, most = 0, weight = 0, weight_all = 0, cover = 0,
           cover_weight = 0;
    std::uint8_t worst_state = 0;
    bool open = false, same_level = true, seen = false, known_state = false, unknown_levels = false, leveled = false,
         answered = false, hidden = false;
    std::int16_t level = -1;
    const Lane* chosen = nullptr;
    Lane best;
    double low_extreme = 0, high_extreme = 0;
    double used_weight = 0;
    for (auto j = a; j < b; ++j) {
      const auto l = lane_of(in, j);
      worst_state = std::max(worst_state, l.state);
      if (l.disposition == dropped && l.level == unknown_level) hidden = true;
      double w = 1;
      if (!step.weights.empty()) {
        const auto it = keys ? step.weights.find(f.keys[keys[fine + j]]) : step.weights.end();
        w = it == step.weights.end() ? (keyed ? 0 : 1) : it->second;
        if (it != step.weights.end()) used_weight += w;
      }
      if (l.coverage >= 0) {
        cover += w * l.coverage;
        cover_weight += w;
      }
      if (l.disposition == dropped || w == 0) continue;
      ++applicable;
      known_state = known_state || l.state == 0;
      // what a policy replaced has no level; what is unknown may still have the others' one
      if (l.state == 1 && l.level != unknown_level) {
        // does not apply: it has no say
      } else if (l.level == unknown_level && is_open(l)) {
        unknown_levels = true;
      } else {
        const auto named = l.level == unknown_level ? no_level : l.level;
        same_level = same_level && (!leveled || level == named);
        level = named;
        leveled = true;
        answered = answered || l.level != unknown_level;
      }
      lower += w * l.lower;
      upper += w * l.upper;
      most += w * l.applicable;
      weight_all += w;
      open = open || is_open(l);
      const double lo = share_of(l.lower, l.applicable), hi = share_of(l.upper, l.applicable);
      if (!seen) {
        low_extreme = lo;
        high_extreme = hi;
      } else if (merit) {
        low_extreme = std::min(low_extreme, lo);
        high_extreme = std::min(high_extreme, hi);
      } else {
        low_extreme = std::max(low_extreme, lo);
        high_extreme = std::max(high_extreme, hi);
      }
      seen = true;
      if (!is_known(l)) continue;
      ++known;
      looked_at += l.state == 0;
      weight += w;
      score += w * l.score;
      maximum += w * l.maximum;
      const bool passes = info.levels.empty() ? l.score >= l.maximum : l.level == 0;
      (passes ? passing : failing) += 1;
      const double mine = share_of(l.score, l.maximum), held = chosen ? share_of(best.score, best.maximum) : 0;
      const bool worse = !chosen || (info.scored ? (merit ? mine < held : mine > held) : l.level > best.level);
      if (worse) {
        best = l;
        chosen = &best;
      }
    }
    // a declared method that is missing is unknown, with everything it could have been
    if (!step.weights.empty() && keyed && !step.renormalise) {
      double missing = 0;
      for (const auto& [name, w] : step.weights) missing += w;
      missing -= used_weight;
      if (missing > 1e-12 && applicable > 0) {
        lower += missing * unknown_row.lower;
        upper += missing * unknown_row.upper;
        most += missing * unknown_row.applicable;
        weight_all += missing;
        cover_weight += missing;
        open = true;
      }
    }

    x.disposition = static_cast<std::uint8_t>((known > 0 ? has_score : 0) | (open ? has_unknown : 0));
    x.state = known > 0 && known_state ? std::uint8_t{0}
              : b == a                 ? std::uint8_t{2}
              : worst_state == 0       ? std::uint8_t{1}
                                       : worst_state;
    x.coverage = cover_weight > 0 ? cover / cover_weight : -1;
    x.level = applicable == 0                                    ? (hidden ? unknown_level : no_level)
              : !same_level                                      ? no_level
              : unknown_levels || (leveled ? !answered : hidden) ? unknown_level
                                                                 : level;
    switch (step.by) {
      case ReduceStep::By::mean:
      case ReduceStep::By::latest:
        if (known > 0) {
          x.score = score / weight;
          x.maximum = maximum / weight;
        }
        if (weight_all > 0) {
          x.lower = lower / weight_all;
          x.upper = upper / weight_all;
          x.applicable = most / weight_all;
        }
        if (b - a == 1 && (step.weights.empty() || !keyed)) {
          const auto coverage = x.coverage;
          x = lane_of(in, a);
          x.coverage = coverage;
        }
        break;
      case ReduceStep::By::sum:
        x.score = score;
        x.maximum = maximum;
        x.lower = lower;
        x.upper = upper;
        x.applicable = most;
        break;
      case ReduceStep::By::pooled:
        if (known > 0) {
          x.score = maximum > 0 ? score / maximum * info.points : 0;
          x.maximum = info.points;
        }
        if (applicable > 0) {
          x.lower = most > 0 ? lower / most * info.points : 0;
          x.upper = most > 0 ? upper / most * info.points : 0;
          x.applicable = info.points;
        }
        break;
      case ReduceStep::By::worst:
        if (chosen) {
          const auto coverage = x.coverage;
          const auto disposition = x.disposition;
          x = best;
          x.coverage = coverage;
          x.disposition = disposition;
        }
        if (applicable > 0) {
          const double scale = most > 0 ? (chosen ? best.applicable : info.points) : 1;
          x.applicable = most > 0 ? scale : 0;
          x.lower = low_extreme * scale;
          x.upper = high_extreme * scale;
        }
        if (!info.scored && open) {
          // already as bad as can be: what is unknown cannot make it worse
          if (chosen && static_cast<std::size_t>(best.level + 1) == info.levels.size())
            x.disposition = has_score;
          else
            x.level = unknown_level;
        }
        break;
      case ReduceStep::By::share_passing: {
        const auto unknown_lanes = static_cast<double>(applicable - known);
        if (known > 0) {
          x.score = info.points * static_cast<double>(passing) / static_cast<double>(known);
          x.maximum = info.points;
        }
        if (applicable > 0) {
          x.lower = info.points * static_cast<double>(passing) / static_cast<double>(applicable);
          x.upper = info.points * (static_cast<double>(passing) + unknown_lanes) / static_cast<double>(applicable);
          x.applicable = info.points;
        }
        break;
      }
    }
    if (step.least && r.own) {
      const auto least = number(r.least);
      const double needed = least.at[i * least.stride];
      // where no lane is applicable nothing is short
      const bool applies = x.disposition != dropped || x.state != 1;
      if (needed > static_cast<double>(looked_at) && applies) {
        if (shortages) shortages->push_back({r.node, s.base[st.space] + i, r.space, needed, looked_at});
        if (step.short_is_unknown && x.disposition != dropped) {
          x.disposition = has_unknown;
          x.state = 2;
          x.level = unknown_level;
          x.score = x.maximum = 0;
          x.lower = unknown_row.lower;
          x.upper = unknown_row.upper;
          x.applicable = unknown_row.applicable;
        }
      }
    }
    o.score[i] = x.score;
    o.maximum[i] = x.maximum;
    o.lower[i] = x.lower;
    o.upper[i] = x.upper;
    o.applicable[i] = x.applicable;
    o.coverage[i] = x.coverage;
    o.state[i] = x.state;
    o.disposition[i] = x.disposition;
    out.level[i] = x.level;
  }
}

}  // namespace saniscore::inline v0::detail
