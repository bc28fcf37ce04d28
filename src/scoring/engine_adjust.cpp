// Adjustments, exclusion by `applies`, and declared rounding: changes of a finished score, in place.
#include "scoring/engine.hpp"
#include "scoring/numbers.hpp"

#include <algorithm>
#include <cmath>

namespace saniscore::inline v0::detail {

namespace {

/// The single place an adjustment changes a number.
double adjusted(AdjustSpec::Kind kind, double x, double amount, double times) {
  switch (kind) {
    case AdjustSpec::Kind::zero: return times > 0 ? 0 : x;
    case AdjustSpec::Kind::bonus: return times > 0 ? x + amount * times : x;
    case AdjustSpec::Kind::deduct: return times > 0 ? x - amount * times : x;
    case AdjustSpec::Kind::cap: return times > 0 ? std::min(x, amount) : x;
    case AdjustSpec::Kind::floor: return times > 0 ? std::max(x, amount) : x;
    case AdjustSpec::Kind::void_: return x;
  }
  return x;
}

}  // namespace

void Run::adjust(const Step& st) {
  const auto& a = p.adjusts[st.param];
  auto& b = bundle(st.out);
  auto& o = b.own;
  const auto n = lanes(st.space);
  const auto* when = a.when == none ? nullptr : truth(a.when);
  const auto* times = a.times == none ? nullptr : &counts(a.times);
  const auto amount = number(a.amount);
  const auto* amount_state = a.amount.slot == none ? nullptr : value(a.amount.slot).state;
  for (std::size_t i = 0; i < n; ++i) {
    // a lane that a policy replaced is what the policy says
    if (o.disposition[i] == dropped || (o.state[i] != 0 && o.disposition[i] == has_score)) continue;
    const auto t = when ? when[i] : std::uint8_t{yes};
    if (t == no || t == left_out) continue;
    const auto spoiled = [&](const AdjustParams::Earlier& e) {
      return value(e.amount).state[i] != 0 && (e.when == none || (truth(e.when)[i] & yes) != 0);
    };
    if (std::any_of(a.earlier.begin(), a.earlier.end(), spoiled)) continue;
    if (amount_state && amount_state[i] != 0) {
      const auto row = policy_rows(p.nodes[a.node], true)[amount_state[i]];
      open_enclosure(b, n);
      o.state[i] = amount_state[i];
      o.disposition[i] = row.disposition;
      o.score[i] = row.score;
      o.maximum[i] = row.maximum;
      o.lower[i] = row.lower;
      o.upper[i] = row.upper;
      o.applicable[i] = row.applicable;
      b.level[i] = unknown_level;
      continue;
    }
    if (a.kind == AdjustSpec::Kind::void_) {
      open_enclosure(b, n);
      if (t == yes) {
        o.state[i] = 1;
        o.disposition[i] = dropped;
        o.score[i] = o.maximum[i] = o.lower[i] = o.upper[i] = o.applicable[i] = 0;
        if (b.partial) o.coverage[i] = -1;
        b.level[i] = no_level;
      } else {
        o.disposition[i] = static_cast<std::uint8_t>(o.disposition[i] | has_unknown);
      }
      continue;
    }
    const double least = times ? times->least[i] : 1, most = times ? std::max(times->most[i], times->least[i]) : 1;
    double x = amount.at[i * amount.stride];
    if (a.share) x *= b.applicable()[i];
    const bool open = t == unsure || (least != most && x != 0);
    if (open || b.uncertain) {
      open_enclosure(b, n);
      const double low = std::min(adjusted(a.kind, o.lower[i], x, least), adjusted(a.kind, o.lower[i], x, most));
      const double high = std::max(adjusted(a.kind, o.upper[i], x, least), adjusted(a.kind, o.upper[i], x, most));
      o.lower[i] = t == unsure ? std::min(o.lower[i], low) : low;
      o.upper[i] = t == unsure ? std::max(o.upper[i], high) : high;
    }
    if (open) o.disposition[i] = static_cast<std::uint8_t>(o.disposition[i] | has_unknown);
    if ((o.disposition[i] & has_score) != 0 && t == yes) o.score[i] = adjusted(a.kind, o.score[i], x, least);
  }
}

/// A group that does not apply, or of which that is not known.
void Run::exclude(const Step& st) {
  const auto& info = p.nodes[st.param];
  auto& b = bundle(st.out);
  const auto n = lanes(st.space);
  const auto* t = truth(use(st, 1));
  const auto* above = st.use_count > 2 ? truth(use(st, 2)) : nullptr;
  const auto rows = policy_rows(info, true);
  for (std::size_t i = 0; i < n; ++i) {
    if (t[i] == yes) continue;
    const auto& r = rows[above && above[i] == no ? 7 : t[i] == no ? 5 : 4];
    if ((r.disposition & has_unknown) != 0) open_enclosure(b, n);
    b.become(i, r, t[i] == no ? 1 : 4);
    if (b.partial) b.own.coverage[i] = t[i] == no ? -1 : 0;
    b.level[i] = t[i] == no ? no_level : unknown_level;
  }
}

void Run::round(const Step& st) {
  const auto& info = p.nodes[st.param];
  const auto r = *info.spec->round;
  auto& b = bundle(st.out);
  for (std::size_t i = 0, n = lanes(st.space); i < n; ++i) {
    if (b.own.disposition[i] == dropped) continue;
    if ((b.own.disposition[i] & has_score) != 0)
      b.own.score[i] = canonical(b.own.score[i], info.scale, r.decimals, r.mode);
    if (!b.uncertain) continue;
    b.own.lower[i] = canonical(b.own.lower[i], info.scale, r.decimals, r.mode);
    b.own.upper[i] = canonical(b.own.upper[i], info.scale, r.decimals, r.mode);
  }
}

}  // namespace saniscore::inline v0::detail
