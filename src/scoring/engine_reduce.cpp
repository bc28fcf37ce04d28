// From the lanes of a space to its parent's: several sites, methods or rounds of a node become one result.
#include "scoring/engine.hpp"
#include "scoring/lane_weights.hpp"
#include "scoring/numbers.hpp"

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

/// The level of several lanes: theirs, if they have one in common.
struct CommonLevel {
  bool same = true, named = false, answered = false, unknown = false, hidden = false;
  std::int16_t level = no_level;

  void see(const Lane& l) {
    if (l.disposition == dropped) {
      hidden = hidden || l.level == unknown_level;
    } else if (l.state == 1 && l.level != unknown_level) {
      // does not apply: it has no say
    } else if (l.level == unknown_level && is_open(l)) {
      unknown = true;
    } else {
      // what a policy replaced has no level
      const auto mine = l.level == unknown_level ? no_level : l.level;
      same = same && (!named || level == mine);
      level = mine;
      named = true;
      answered = answered || l.level != unknown_level;
    }
  }
  void see_unknown() { unknown = true; }
  [[nodiscard]] std::int16_t result(bool any_left) const {
    if (!any_left) return hidden ? unknown_level : no_level;
    if (!same) return no_level;
    return unknown || (named ? !answered : hidden) ? unknown_level : level;
  }
};

/// The least and the greatest of some numbers.
struct Span {
  double least = infinity, most = -infinity;
  void see(double x) {
    least = std::min(least, x);
    most = std::max(most, x);
  }
};

/// The worst of several lanes by share of the maximum; without a score, by the level listed last. Of equals, the first.
class WorstLane {
 public:
  WorstLane(bool merit, bool scored) : merit_(merit), scored_(scored) {}

  void see(const Lane& l) {
    any_ = true;
    lower_.see(l.lower);
    upper_.see(l.upper);
    low_share_.see(share(l.lower, l.applicable));
    high_share_.see(share(l.upper, l.applicable));
    applicable_.see(l.applicable);
    rounded_.see(snapped(l.applicable, 0));  // means of equal maxima are equal
    open_ = open_ || is_open(l);
    level_open_ = level_open_ || !is_known(l) || (l.level == unknown_level && is_open(l));
    if (!is_known(l)) return;
    // snapped, so that 0.3 of 1 and 0.6 of 2 are equal
    const double mine = snapped(share(l.score, l.maximum), 1);
    const bool worse = !found_ || (scored_ ? (merit_ ? mine < share_ : mine > share_) : l.level > best_.level);
    if (!worse) return;
    best_ = l;
    share_ = mine;
    found_ = true;
  }

  void take(Lane& x, const NodeInfo& info) const {
    if (!any_) return;
    // as bad as can be already: what is unknown cannot make it worse
    const bool last = found_ && !info.levels.empty() && best_.level == static_cast<int>(info.levels.size()) - 1 &&
                      (!scored_ || info.levels.back() == "not_met");
    x.level = level_open_ && !last                           ? unknown_level
              : best_.state == 1 && x.state != 0             ? x.level   // it does not apply: the others say
              : best_.level == unknown_level && x.state == 0 ? no_level  // a policy's score has no level
                                                             : best_.level;
    if (last && !scored_) x.disposition = has_score;
    if (!scored_) return;
    x.applicable = applicable_.most;
    if (found_) {
      x.score = best_.score;
      x.maximum = best_.maximum;
      x.applicable = open_ ? best_.applicable : best_.maximum;
    }
    if (!open_) {
      x.lower = x.upper = x.score;
    } else if (rounded_.least == rounded_.most) {
      x.lower = merit_ ? lower_.least : lower_.most;
      x.upper = merit_ ? upper_.least : upper_.most;
    } else {
      // any lane may turn out the worst, in points as well as by share
      x.lower = std::min(lower_.least, (merit_ ? low_share_.least : low_share_.most) * x.applicable);
      x.upper = std::max(upper_.most, (merit_ ? high_share_.least : high_share_.most) * x.applicable);
    }
  }

 private:
  static double share(double points, double most) { return most > 0 ? points / most : points; }
  bool merit_, scored_, any_ = false, found_ = false, open_ = false, level_open_ = false;
  Span lower_, upper_, low_share_, high_share_, applicable_, rounded_;
  double share_ = 0;
  Lane best_;
};

}  // namespace

void Run::broadcast(const Step& st) {
  const auto slot = use(st, 0);
  const auto& in = bundle(slot);
  auto& out = bundle(st.out);
  out.uncertain = out.partial = true;
  each_below(p.slots[slot].space, st.space, [&](std::size_t i, std::size_t from, std::size_t to) {
    const auto l = lane_of(in, i);
    for (auto j = from; j < to; ++j) {
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
  });
}

void Run::reduce(const Step& st) {
  const auto& r = p.reduces[st.param];
  const auto& step = p.spaces[r.space].step;
  const auto& info = p.nodes[r.node];
  const auto& in = bundle(use(st, 0));
  auto& out = bundle(st.out);
  auto& o = out.own;
  const auto n = lanes(st.space), fine = s.base[r.space];
  const auto* keys = f.spaces[r.space].key;
  out.uncertain = true;
  out.partial = true;
  const bool merit = info.direction == Direction::merit;
  const auto rows = policy_rows(info, true);
  const auto unknown_row = rows[6];
  const auto become = [](Lane& x, const PolicyRow& row, std::uint8_t state) {
    x.disposition = row.disposition;
    x.state = state;
    x.score = row.score;
    x.maximum = row.maximum;
    x.lower = row.lower;
    x.upper = row.upper;
    x.applicable = row.applicable;
    x.level = unknown_level;
  };
  for (std::size_t i = 0; i < n; ++i) {
    const auto [a, b] =
        window_of(step, first(r.space, s.base[st.space] + i) - fine, first(r.space, s.base[st.space] + i + 1) - fine);
    const LaneWeights weights(step, keys ? keys + fine : nullptr, f.keys, a, b);

    Lane x;
    std::size_t in_all = 0, looked_at = 0, known = 0, applicable = 0, passing = 0;
    double score = 0, maximum = 0, lower = 0, upper = 0, most = 0, weight = 0, weight_all = 0, cover = 0,
           cover_weight = 0;
    std::uint8_t worst_state = 0;
    bool open = false, known_state = false;
    CommonLevel level;
    WorstLane worst(merit, info.scored);
    std::size_t newest = b;
    if (step.by == ReduceStep::By::latest)  // the newest lane that has something to say
      for (newest = b; newest > a && in.own.disposition[newest - 1] == dropped;) --newest;
    for (auto j = a; j < b; ++j) {
      const double w = weights.of(j);
      if (w == 0) continue;  // a method that has no weight has no say
      const auto l = lane_of(in, j);
      ++in_all;
      looked_at += l.state == 0;
      if (step.by == ReduceStep::By::latest && newest > a && j + 1 != newest) continue;
      worst_state = std::max(worst_state, l.state);
      if (l.coverage >= 0) {
        cover += w * l.coverage;
        cover_weight += w;
      }
      level.see(l);
      if (l.disposition == dropped) continue;
      ++applicable;
      known_state = known_state || l.state == 0;
      lower += w * l.lower;
      upper += w * l.upper;
      most += w * l.applicable;
      weight_all += w;
      open = open || is_open(l);
      worst.see(l);
      if (!is_known(l)) continue;
      ++known;
      weight += w;
      score += w * l.score;
      maximum += w * l.maximum;
      // what a policy replaced passes with full marks
      const bool by_points = info.levels.empty() || l.state != 0;
      const bool passes = by_points ? l.maximum > 0 && l.score >= l.maximum : l.level == 0;
      passing += passes ? 1 : 0;
    }
    // a declared method that is missing is unknown, unless nothing applies to the others either
    if (const double missing = weights.missing(); missing > 0 && applicable > 0 && (known_state || worst_state != 1)) {
      lower += missing * unknown_row.lower;
      upper += missing * unknown_row.upper;
      most += missing * unknown_row.applicable;
      weight_all += missing;
      cover_weight += missing;
      worst_state = std::max(worst_state, std::uint8_t{2});
      open = true;
      level.see_unknown();
    }

    x.disposition = static_cast<std::uint8_t>((known > 0 ? has_score : 0) | (open ? has_unknown : 0));
    x.state = known_state ? std::uint8_t{0} : worst_state;
    x.coverage = cover_weight > 0 ? cover / cover_weight : -1;
    x.level = level.result(applicable > 0);
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
        break;
      case ReduceStep::By::sum:
        x.score = score;
        x.maximum = maximum;
        x.lower = lower;
        x.upper = upper;
        x.applicable = most;
        break;
      case ReduceStep::By::pooled:
        if (maximum != 0) {
          x.score = score / maximum * info.points;
          x.maximum = info.points;
        }
        if (most != 0) {
          x.lower = lower / most * info.points;
          x.upper = upper / most * info.points;
          x.applicable = info.points;
        }
        break;
      case ReduceStep::By::worst: worst.take(x, info); break;
      case ReduceStep::By::share_passing: {
        const auto all = static_cast<double>(applicable), may = static_cast<double>(applicable - known + passing);
        if (known > 0) {
          x.score = info.points * static_cast<double>(passing) / static_cast<double>(known);
          x.maximum = info.points;
        }
        if (applicable > 0) {
          x.lower = info.points * static_cast<double>(passing) / all;
          x.upper = info.points * may / all;
          x.applicable = info.points;
        }
        break;
      }
    }
    if (in_all == 0) become(x, rows[2], 2);  // a window without lanes: nobody looked
    // where no lane is applicable nothing is short
    if (step.least && r.own && (x.disposition != dropped || x.state != 1)) {
      const auto least = number(r.least);
      const double needed = least.at[i * least.stride];
      if (needed > static_cast<double>(looked_at)) {
        if (shortages) shortages->push_back({r.node, s.base[st.space] + i, r.space, needed, looked_at});
        if (step.short_is_unknown && x.disposition != dropped) become(x, unknown_row, 2);
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
