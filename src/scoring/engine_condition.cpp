// Three-valued conditions. A truth is the set of answers still possible: 1 yes, 2 no, 3 either, 0 nothing to ask.
#include "scoring/engine.hpp"
#include "scoring/numbers.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace saniscore::inline v0::detail {

namespace {

/// Possible answers of "x op limit" when x lies anywhere in [low, high].
std::uint8_t somewhere(double low, double high, Operator op, double limit, double scale, int decimals, Rounding mode) {
  const auto ask = [&](double x, Operator o) {
    if (std::isinf(x)) return holds(x, o, limit);
    return scale < 0 ? holds(x, o, limit) : compares(x, o, limit, scale, decimals, mode);
  };
  bool can = false, cannot = false;
  switch (op) {
    case Operator::le:
    case Operator::lt:
      can = ask(low, op);
      cannot = !ask(high, op);
      break;
    case Operator::ge:
    case Operator::gt:
      can = ask(high, op);
      cannot = !ask(low, op);
      break;
    default:
      if (scale >= 0 && !std::isinf(low)) low = canonical(low, scale, decimals, mode);
      if (scale >= 0 && !std::isinf(high)) high = canonical(high, scale, decimals, mode);
      can = low <= limit && high >= limit;
      cannot = low != limit || high != limit;
      break;
  }
  return static_cast<std::uint8_t>((can ? yes : 0) | (cannot ? no : 0));
}

}  // namespace

void Run::join(const Step& st) {
  auto* out = truth(st.out);
  const auto n = lanes(st.space);
  if (st.op == Op::negate) {
    const auto* a = truth(use(st, 0));
    // in a trigger (param 1) a term that is not applicable does not hold, with or without a `not`
    for (std::size_t i = 0; i < n; ++i)
      out[i] = a[i] == left_out ? std::uint8_t{st.param == 1 ? no : left_out}
                                : static_cast<std::uint8_t>((a[i] & 1) << 1 | a[i] >> 1);
    return;
  }
  // how many terms hold for sure, and how many may; `all` and `any` are the two ends of `at least`
  for (std::size_t i = 0; i < n; ++i) {
    std::uint32_t sure = 0, may = 0, asked = 0;
    for (std::uint32_t u = 0; u < st.use_count; ++u) {
      const auto t = truth(use(st, u))[i];
      asked += t != left_out;
      sure += t == yes;
      may += (t & yes) != 0;
    }
    const auto need = st.op == Op::all ? asked : st.op == Op::any ? 1u : st.param;
    out[i] = asked == 0 ? std::uint8_t{st.op == Op::all && st.param == 1 ? no : left_out}
                        : static_cast<std::uint8_t>((may >= need ? yes : 0) | (sure < need ? no : 0));
  }
}

void Run::test_value(const Step& st) {
  const auto& t = p.tests[st.param];
  const auto& v = value(use(st, 0));
  auto* out = truth(st.out);
  const auto n = lanes(st.space);
  const auto* low = t.lower == none ? nullptr : &value(t.lower);
  const auto* high = t.upper == none ? nullptr : &value(t.upper);
  const bool bounds = (low && !low->absent) || (high && !high->absent);
  const auto limit = number(t.limit);
  const auto* limit_state = t.limit.slot == none ? nullptr : value(t.limit.slot).state;
  const auto* guard = t.guard == none ? nullptr : &bundle(t.guard);
  const auto* applies = t.applies == none ? nullptr : truth(t.applies);
  const std::uint8_t not_applicable = t.trigger || t.previous ? no : left_out;
  for (std::size_t i = 0; i < n; ++i) {
    auto state = v.state[i];
    bool open = state == 1 && t.disbelieved && !(applies && applies[i] == no);
    if (applies && applies[i] != yes) state = applies[i] == no ? 1 : 4;
    if (guard && t.part) {
      if (guard->own.state[i] == 1 && (guard->own.disposition[i] & has_unknown) == 0) {
        state = 1;
        open = false;
      }
    } else if (guard) {
      // the leaf's own verdict on the value: out of range, excluded, not applicable by policy
      if (guard->own.state[i] == 1 || guard->own.state[i] == 4) {
        state = guard->own.state[i];
        open = state == 1 && (guard->own.disposition[i] & has_unknown) != 0;
      }
    }
    if (state == 1 && !open) {
      out[i] = not_applicable;
      continue;
    }
    const double l = limit.at[i * limit.stride];
    if (!t.set.empty()) {
      out[i] = state != 0                                                     ? std::uint8_t{unsure}
               : std::find(t.set.begin(), t.set.end(), v.v[i]) != t.set.end() ? std::uint8_t{yes}
                                                                              : std::uint8_t{no};
    } else if (limit_state && limit_state[i] != 0) {
      out[i] = unsure;
    } else if (state != 0) {
      out[i] = unsure;
    } else if (bounds) {
      // an end that nobody gave is the estimate itself
      const auto end = [&](const Values* x) { return x && x->state[i] == 0 ? x->v[i] : v.v[i]; };
      out[i] = somewhere(end(low), end(high), t.op, l, -1, -1, Rounding::half_up);
      if (out[i] == unsure && t.acceptance != Acceptance::undecided) {
        const bool accepted =
            t.acceptance == Acceptance::simple ? holds(v.v[i], t.op, l) : t.acceptance == Acceptance::guarded_rejection;
        out[i] = accepted ? yes : no;
      }
    } else {
      out[i] = holds(v.v[i], t.op, l) ? yes : no;
    }
  }
}

void Run::test_score(const Step& st) {
  const auto& t = p.tests[st.param];
  auto* out = truth(st.out);
  const auto n = lanes(st.space);
  const auto limit = number(t.limit);
  const auto* limit_state = t.limit.slot == none ? nullptr : value(t.limit.slot).state;
  const std::uint32_t members = st.use_count - (t.limit.slot == none ? 0 : 1);
  for (std::size_t i = 0; i < n; ++i) {
    bool any = false;
    double low = 0, high = 0, most_low = 0, most_high = 0;
    for (std::uint32_t u = 0; u < members; ++u) {
      const auto& b = bundle(use(st, u));
      const auto d = b.own.disposition[i];
      // not applicable is left out, unless its policy says that nobody believes it
      if (d == dropped || (b.own.state[i] == 1 && d != has_unknown)) continue;
      double lo = b.own.score[i], hi = lo, most = b.own.maximum[i];
      if ((d & has_unknown) != 0) {
        lo = b.lower()[i];
        hi = b.upper()[i];
        most = b.applicable()[i];
      }
      if (t.subject == Subject::percent && members == 1 && most == 0) continue;
      if (t.subject == Subject::score || t.subject == Subject::percent) {
        low += lo;
        high += hi;
        most_low += most;
        most_high += most;
      } else {
        // each member is rounded as itself; the least or greatest of the rounded ones is compared
        const auto& m = t.members[u];
        lo = canonical(lo, m.scale, m.rounding.decimals, m.rounding.mode);
        hi = canonical(hi, m.scale, m.rounding.decimals, m.rounding.mode);
        const bool least = t.subject == Subject::min_of;
        low = !any ? lo : least ? std::min(low, lo) : std::max(low, lo);
        high = !any ? hi : least ? std::min(high, hi) : std::max(high, hi);
      }
      any = true;
    }
    if (any && t.subject == Subject::percent) {
      any = most_low != 0;
      low = 100 * low / most_low;
      high = 100 * high / most_high;
      if (low > high) std::swap(low, high);
    }
    if (!any)
      out[i] = t.trigger ? no : left_out;
    else if (limit_state && limit_state[i] != 0)
      out[i] = unsure;
    else
      out[i] = somewhere(low, high, t.op, limit.at[i * limit.stride], t.scale, t.rounding.decimals, t.rounding.mode);
  }
}

void Run::test_level(const Step& st) {
  const auto& t = p.tests[st.param];
  const auto& b = bundle(use(st, 0));
  auto* out = truth(st.out);
  const auto n = lanes(st.space);
  for (std::size_t i = 0; i < n; ++i) {
    const auto level = b.level[i];
    const auto asked = [&](int x) {
      return x >= 0 && static_cast<std::size_t>(x) < t.levels.size() && t.levels[static_cast<std::size_t>(x)] != 0;
    };
    if (level == unknown_level)
      out[i] = t.always ? yes : unsure;
    else if (b.own.state[i] == 1)
      out[i] = t.trigger ? no : left_out;
    else
      out[i] = asked(level) || (t.without && level == no_level) ? yes : no;
  }
}

void Run::test_state(const Step& st) {
  const auto& t = p.tests[st.param];
  const auto& b = bundle(use(st, 0));
  auto* out = truth(st.out);
  for (std::size_t i = 0, n = lanes(st.space); i < n; ++i) out[i] = (t.states >> b.own.state[i] & 1) != 0 ? yes : no;
}

void Run::count(const Step& st) {
  const auto& c = p.counts[st.param];
  const auto& out = counts(st.out);
  const auto n = lanes(st.space);
  k.fill(n, 0, out.least);
  k.fill(n, 0, out.most);
  // leaves that do not apply are left out; with none left there is nothing to count (most is then -1)
  auto* any = s.temp_bytes[0];
  std::memset(any, c.members.empty() || (c.states >> 1 & 1) != 0 ? 1 : 0, n);
  for (const auto& m : c.members) {
    const auto& b = bundle(m.bundle);
    const auto* before = m.previous == none ? nullptr : &value(m.previous);
    for (std::size_t i = 0; i < n; ++i) {
      const auto state = b.own.state[i];
      bool can = true, must = true;
      if (state != 1 || (b.own.disposition[i] & has_unknown) != 0) any[i] = 1;
      if (c.by_state) can = must = (c.states >> state & 1) != 0;
      if (c.by_level && can) {
        const auto level = b.level[i];
        if (level != unknown_level) {
          const bool is = level >= 0 && static_cast<std::size_t>(level) < m.levels.size() &&
                          m.levels[static_cast<std::size_t>(level)];
          can = must = is;
        } else {
          can = m.can_match;
          must = m.always;
        }
      }
      if (before && can) {
        if (before->state[i] == 1)
          can = must = false;  // no previous result
        else if (before->state[i] != 0)
          must = false;
        else if (std::find(m.previous_set.begin(), m.previous_set.end(), before->v[i]) == m.previous_set.end())
          can = must = false;
      }
      out.least[i] += must && can ? 1 : 0;
      out.most[i] += can ? 1 : 0;
    }
  }
  for (std::size_t i = 0; i < n; ++i)
    if (!any[i]) out.most[i] = -1;
}

void Run::test_count(const Step& st) {
  const auto& t = p.tests[st.param];
  const auto& c = counts(use(st, 0));
  auto* out = truth(st.out);
  const auto limit = number(t.limit);
  const auto* limit_state = t.limit.slot == none ? nullptr : value(t.limit.slot).state;
  for (std::size_t i = 0, n = lanes(st.space); i < n; ++i)
    out[i] = c.most[i] < 0 ? std::uint8_t{t.trigger ? no : left_out}
             : limit_state && limit_state[i] != 0
                 ? std::uint8_t{unsure}
                 : somewhere(c.least[i], c.most[i], t.op, limit.at[i * limit.stride], -1, -1, Rounding::half_up);
}

/// Holds where it holds in every finer lane that has something to say.
void Run::every(const Step& st) {
  const auto* in = truth(use(st, 0));
  auto* out = truth(st.out);
  const auto fine = s.base[st.param];
  for (std::size_t i = 0, n = lanes(st.space); i < n; ++i) {
    const auto a = first(st.param, s.base[st.space] + i) - fine, b = first(st.param, s.base[st.space] + i + 1) - fine;
    bool asked = false, can = true, cannot = false;
    for (auto j = a; j < b; ++j) {
      if (in[j] == left_out) continue;
      asked = true;
      can = can && (in[j] & yes) != 0;
      cannot = cannot || (in[j] & no) != 0;
    }
    out[i] = asked ? static_cast<std::uint8_t>((can ? yes : 0) | (cannot ? no : 0)) : std::uint8_t{left_out};
  }
}

/// Strictly rising or falling over the last rounds; too few of them, or one not known, is unknown.
void Run::trend(const Step& st) {
  const auto& t = p.tests[st.param];
  const auto slot = use(st, 0);
  const auto& v = value(slot);
  const auto from = p.slots[slot].space;
  auto* out = truth(st.out);
  const auto want = static_cast<std::size_t>(t.scale);
  for (std::size_t i = 0, n = lanes(st.space); i < n; ++i) {
    const auto lane = s.base[st.space] + i;
    const auto a = first_below(st.space, from, lane) - s.base[from],
               b = first_below(st.space, from, lane + 1) - s.base[from];
    out[i] = unsure;
    if (b - a < want || from == st.space) continue;
    bool known = true, steady = true;
    for (auto j = b - want; j < b; ++j) {
      known = known && v.state[j] == 0;
      if (j > b - want) steady = steady && holds(v.v[j], t.op, v.v[j - 1]);
    }
    if (known) out[i] = steady ? yes : no;
  }
}

void Run::lower_truth(const Step& st) {
  const auto slot = use(st, 0);
  const auto* in = truth(slot);
  auto* out = truth(st.out);
  each_below(p.slots[slot].space, st.space,
             [&](std::size_t i, std::size_t from, std::size_t to) { std::fill(out + from, out + to, in[i]); });
}

/// Own answer and the ancestors': one no is a no, then one unknown is unknown.
void Run::applies(const Step& st) {
  const auto* own = truth(use(st, 0));
  const auto* up = st.use_count > 1 ? truth(use(st, 1)) : nullptr;
  auto* out = truth(st.out);
  for (std::size_t i = 0, n = lanes(st.space); i < n; ++i) {
    const auto a = own[i] == left_out ? std::uint8_t{no} : own[i];
    const auto b = up ? up[i] : std::uint8_t{yes};
    out[i] = a == no || b == no ? no : a == unsure || b == unsure ? unsure : yes;
  }
}

}  // namespace saniscore::inline v0::detail
