// Leaves: the measure earns points, then the state decides what the lane counts for.
#include "scoring/engine.hpp"
#include "scoring/numbers.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>

namespace saniscore::inline v0::detail {

std::array<PolicyRow, 8> policy_rows(const NodeInfo& info, bool adjusted) {
  const double points = info.points;
  const PolicyRow drop{dropped, 0, 0, 0, 0, 0};
  const PolicyRow unknown{has_unknown, 0, 0, adjusted ? info.low : info.own_low, adjusted ? info.high : info.own_high,
                          points};
  const auto row = [&](const Policy& policy) {
    switch (policy.kind) {
      case Policy::Kind::drop: return drop;
      case Policy::Kind::zero: return PolicyRow{has_score, 0, points, 0, 0, points};
      case Policy::Kind::full: return PolicyRow{has_score, points, points, points, points, points};
      case Policy::Kind::share: {
        const double x = policy.share * points;
        return PolicyRow{has_score, x, points, x, x, points};
      }
      case Policy::Kind::unknown: return unknown;
    }
    return unknown;
  };
  std::array<PolicyRow, 8> rows{};
  rows[0] = {has_score, 0, points, 0, 0, points};
  for (std::size_t s = 1; s < 5; ++s) rows[s] = row(info.policy[s]);
  // the standard itself excludes the node: "unknown" cannot be meant
  rows[5] = info.policy[1].kind == Policy::Kind::unknown ? drop : rows[1];
  rows[6] = unknown;
  rows[7] = drop;
  return rows;
}

bool Run::deduct_or_award(const LeafParams& l, std::size_t n, Bundle& b) {
  double* total = b.own.score;
  double* part = s.temp[0];
  double* group = s.temp[1];
  std::uint8_t* zeroed = s.temp_bytes[0];
  bool bad = false;
  const bool zeroes = std::any_of(l.rules.begin(), l.rules.end(), [](const CompiledRule& r) { return r.zero; });
  if (zeroes) std::memset(zeroed, 0, n);
  k.fill(n, 0, total);
  const auto tally = [&](const CompiledRule& r, double* into) {
    const bool direct = r.cap == infinity;  // without a cap of its own a rule needs no sum of its own
    if (!direct) k.fill(n, 0, part);
    for (std::uint32_t c = r.first; c < r.first + r.count; ++c) {
      const auto* v = value(l.columns[c].value).v;
      bad |= k.tally(n, v, number(l.columns[c].rate), direct ? into : part, b.own.state);
      if (!r.zero) continue;
      for (std::size_t i = 0; i < n; ++i) zeroed[i] = static_cast<std::uint8_t>(zeroed[i] | (v[i] > 0));
    }
    if (direct) return;
    k.clamp_most(n, r.cap, part);
    k.add(n, part, into);
  };
  for (const auto& r : l.rules)
    if (r.group == none) tally(r, total);
  for (std::uint32_t g = 0; g < l.group_caps.size(); ++g) {
    k.fill(n, 0, group);
    for (const auto& r : l.rules)
      if (r.group == g) tally(r, group);
    k.clamp_most(n, l.group_caps[g], group);
    k.add(n, group, total);
  }
  if (l.kind == MeasureSpec::Kind::award) {
    k.clamp_most(n, l.cap, total);
  } else {
    k.subtract_from(n, number(l.start), total);
    k.clamp_least(n, l.floor, total);
  }
  if (zeroes)
    for (std::size_t i = 0; i < n; ++i) total[i] = zeroed[i] ? 0 : total[i];
  return bad;
}

/// Steps below (or above) the target; the quotient is first snapped: 85 − 82 by 1 is 3 steps, not 2.99…. A step that is
/// not above 0 (it may be a number of the case) makes the lane invalid; returns whether one is.
bool Run::shortfall(const LeafParams& l, std::size_t n, const double* v, double points, double* out,
                    std::uint8_t* state) const {
  const auto target = number(l.target), step = number(l.step), deduct = number(l.deduct);
  auto *steps = this->s.temp[0], *scale = this->s.temp[1];
  k.steps(n, v, target, step, l.above, steps, scale);
  snap(n, steps, scale);
  const int counting = l.counting == MeasureSpec::Counting::whole ? 0 : l.counting == MeasureSpec::Counting::started;
  k.lose(n, steps, deduct, l.counting == MeasureSpec::Counting::pro_rata ? 2 : counting, points, l.floor, out);
  bool bad = false;
  for (std::size_t i = 0; i < n; ++i) {
    if (step.at[i * step.stride] > 0) {
      if (step.stride == 0) break;
      continue;
    }
    bad = bad || state[i] == 0;
    state[i] = state[i] == 0 ? std::uint8_t{4} : state[i];
  }
  return bad;
}

/// Points of the known lanes into score, levels beside; returns whether a lane became invalid.
bool Run::earned(const LeafParams& l, std::size_t n, Bundle& b) {
  const auto& info = p.nodes[l.node];
  const double* v = l.input == none ? nullptr : value(l.input).v;
  auto* level = info.levels.empty() ? nullptr : b.level;
  bool bad = false;
  if (v && (l.range_low > -infinity || l.range_high < infinity))
    bad = k.range(n, v, l.range_low, l.range_high, b.own.state);
  const double points = l.scored ? l.points : 0;
  if (!l.measured) {
    k.fill(n, 0, b.own.score);
    if (level && v) {
      const bool closed = info.spec->value && !info.spec->value->labels.empty();
      const auto count = static_cast<double>(info.levels.size());
      for (std::size_t i = 0; i < n; ++i) {
        const bool named = v[i] >= 0 && v[i] < count;
        level[i] = named ? static_cast<std::int16_t>(v[i]) : std::int16_t{-1};
        if (closed && !named && b.own.state[i] == 0) {
          b.own.state[i] = 4;
          bad = true;
        }
      }
    }
    return bad;
  }
  constexpr std::size_t most_rows = 256;
  // threshold reads conditions, deduct and award count: all others are compiled with an input
  assert(v || l.kind == MeasureSpec::Kind::threshold || l.kind == MeasureSpec::Kind::deduct ||
         l.kind == MeasureSpec::Kind::award);
  switch (l.kind) {
    case MeasureSpec::Kind::pass: return k.pass(n, v, points, b.own.score, level, b.own.state) || bad;
    case MeasureSpec::Kind::score: {
      const bool bounded = l.range_low == -infinity && l.range_high == infinity;
      bad = k.score(n, v, number(l.of), points, bounded, b.own.score, b.own.state) || bad;
      if (!l.rows.empty()) {
        std::array<IntervalRow, most_rows> rows;
        const auto count = std::min(l.rows.size(), most_rows);
        for (std::size_t i = 0; i < count; ++i) rows[i] = {l.rows[i].answer, l.rows[i].limit.constant, l.rows[i].level};
        bad = k.intervals(n, v, rows.data(), count, level, b.own.state) || bad;
      }
      return bad;
    }
    case MeasureSpec::Kind::choice: {
      std::array<ChoiceRow, most_rows> rows;
      const auto count = std::min(l.rows.size(), most_rows);
      for (std::size_t i = 0; i < count; ++i) rows[i] = {l.rows[i].answer, l.rows[i].earned, l.rows[i].level};
      return k.choice(n, v, rows.data(), count, b.own.score, level, b.own.state) || bad;
    }
    case MeasureSpec::Kind::bands: {
      std::array<BandRow, most_rows> rows;
      const auto count = std::min(l.rows.size(), most_rows);
      for (std::size_t i = 0; i < count; ++i) {
        const auto& r = l.rows[i];
        const int op = r.last ? 4 : r.op == Operator::lt ? 0 : r.op == Operator::le ? 1 : r.op == Operator::gt ? 2 : 3;
        rows[i] = {number(r.limit), op, r.earned, r.level};
      }
      return k.bands(n, v, rows.data(), count, b.own.score, level, b.own.state) || bad;
    }
    case MeasureSpec::Kind::line: {
      std::array<KnotRow, most_rows> knots;
      const auto count = std::min(l.knots.size(), most_rows);
      for (std::size_t i = 0; i < count; ++i) knots[i] = {l.knots[i].first, l.knots[i].second};
      k.line(n, v, knots.data(), count, l.log_x, b.own.score);
      return bad;
    }
    case MeasureSpec::Kind::shortfall: return shortfall(l, n, v, points, b.own.score, b.own.state) || bad;
    case MeasureSpec::Kind::threshold: {
      const auto* t = truth(l.truth);
      for (std::size_t i = 0; i < n; ++i) {
        b.own.score[i] = t[i] == yes ? points : 0;
        b.level[i] = t[i] == yes ? std::int16_t{0} : t[i] == no ? std::int16_t{1} : std::int16_t{-1};
        // not decided, though the input is known: its own row of the policy table
        if (b.own.state[i] == 0 && (t[i] == unsure || t[i] == left_out)) {
          b.own.state[i] = t[i] == unsure ? 6 : 1;
          bad = true;
        }
      }
      return bad;
    }
    case MeasureSpec::Kind::deduct:
    case MeasureSpec::Kind::award: return deduct_or_award(l, n, b) || bad;
  }
  return bad;
}

void Run::measure(const Step& st) {
  const auto& l = p.leaves[st.param];
  auto& b = bundle(st.out);
  const auto n = lanes(st.space);
  b.uncertain = b.partial = false;

  // the worst state of everything the measure reads
  set_bytes(b.own.state, 0, n);
  unsigned present = 0;
  const auto worst = [&](const Values& v) {
    if (v.present == 0) return;
    present |= v.present;
    k.worst(n, v.state, b.own.state);
  };
  if (l.input != none) worst(value(l.input));
  for (const auto& c : l.columns) worst(value(c.value));
  for (auto slot : l.numbers) worst(value(slot));
  if (earned(l, n, b)) present |= 1u << 1 | 1u << 4 | 1u << 6;
  if (l.applies != none) {
    const auto* t = truth(l.applies);
    const auto* above = l.applies_above == none ? nullptr : truth(l.applies_above);
    for (std::size_t i = 0; i < n; ++i) {
      if (t[i] == yes) continue;
      b.own.state[i] = above && above[i] == no ? 7 : t[i] == no ? 5 : 4;
      present |= 1u << b.own.state[i];
    }
  }
  invalid = invalid || (present & 1u << 4) != 0;
  if (present == 0) {
    set_bytes(b.own.disposition, has_score, n);
    k.fill(n, l.points, b.own.maximum);
    b.whole = !plan.watched;
    b.full = l.points;
  } else {
    const auto rows = policy_rows(p.nodes[l.node], false);
    b.uncertain = k.by_policy(n, rows.data(), present, b.own);
    // levels nobody can know, or that do not apply
    if (!p.nodes[l.node].levels.empty())
      for (std::size_t i = 0; i < n; ++i) {
        const auto state = b.own.state[i];
        if (state == 0) continue;
        const bool applies = state != 5 && state != 7 && (state != 1 || (b.own.disposition[i] & has_unknown) != 0);
        b.level[i] = applies ? unknown_level : no_level;
      }
    if ((present & (1u << 5 | 1u << 6 | 1u << 7)) != 0)
      for (std::size_t i = 0; i < n; ++i) {
        auto& state = b.own.state[i];
        state = state == 5 || state == 7 ? 1 : state == 6 ? 0 : state;
      }
    if (plan.coverage && (present & (1u << 2 | 1u << 3 | 1u << 4)) != 0) {
      b.partial = true;
      for (std::size_t i = 0; i < n; ++i)
        b.own.coverage[i] = b.own.state[i] == 0 ? 1.0 : b.own.state[i] == 1 ? -1.0 : 0.0;
    }
  }
}

}  // namespace saniscore::inline v0::detail
