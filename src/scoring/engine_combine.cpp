// Groups: sum adds points, the others act on shares; what is unknown travels beside as an enclosure.
#include "scoring/engine.hpp"

#include <algorithm>
#include <cstring>

namespace saniscore::inline v0::detail {

namespace {

/// What a child counts for in its parent's coverage.
double cover_weight(const CombineParams& c, const Part& part) {
  return part.extra                                            ? 0
         : c.kind == Combine::sum                              ? part.points
         : c.kind == Combine::mean || c.kind == Combine::power ? part.weight
                                                               : 1;
}

}  // namespace

void Run::combine(const Step& st) {
  const auto& c = p.combines[st.param];
  auto& out = bundle(st.out);
  const auto n = lanes(st.space);
  out.uncertain = out.partial = false;
  if (combine_whole(c, st, out)) return;
  for (std::uint32_t u = 0; u < st.use_count; ++u) out.uncertain = out.uncertain || bundle(use(st, u)).uncertain;
  set_bytes(out.own.disposition, 0, n);
  set_bytes(out.own.state, 0, n);
  if (c.kind == Combine::none)
    heading(st, out);
  else if (c.kind == Combine::sum)
    combine_sum(c, st, out);
  else
    combine_shares(c, st, out);
  cover(c, st, out);
}

/// A group of plain leaves: what load(), measure() and combine() would do, in one pass over the columns.
bool Run::fused(const Plan::Fused& group) {
  if (!k.plain_group) return false;
  const auto& st = p.steps[plan.steps[group.last]];
  const auto n = lanes(st.space), base = s.base[st.space];
  auto* leaves = s.plain.data() + group.leaves;
  for (std::uint32_t u = 0; u < st.use_count; ++u) {
    const auto& load = p.steps[plan.steps[group.first + 2 * u]];
    const auto& in = f.inputs[load.param];
    if (!in.column.data || in.states) return false;
    leaves[u].v = numbers_of(in, base, n, s.values[plan.buffer[load.out]].own, k);
  }
  auto& out = bundle(st.out);
  auto g = group.group;
  g.leaves = leaves;
  set_bytes(out.own.disposition, has_score, n);
  set_bytes(out.own.state, 0, n);
  auto met = k.plain_group(n, g, false, plan.coverage, out.own);
  if ((met & PlainGroup::is_open) != 0) {
    set_bytes(out.own.disposition, has_score, n);
    set_bytes(out.own.state, 0, n);
    met = k.plain_group(n, g, true, plan.coverage, out.own);
  }
  if ((met & PlainGroup::is_odd) != 0) return false;
  out.uncertain = (met & PlainGroup::is_open) != 0;
  out.partial = plan.coverage && (met & PlainGroup::is_missing) != 0;
  out.whole =
      (met & (PlainGroup::is_gone | PlainGroup::is_open)) == 0 && (g.mean || (met & PlainGroup::is_missing) == 0);
  out.full = out.own.maximum[0];
  return true;
}

/// Where every child is known and has a score, that is all there is to do.
bool Run::combine_whole(const CombineParams& c, const Step& st, Bundle& out) {
  const bool mean = c.kind == Combine::mean;
  if (!k.whole_group || !(mean || c.kind == Combine::sum) || c.rescale || c.start != 0 || st.use_count == 0)
    return false;
  WholeGroup g{s.children.data(), 0, c.points, {}, mean, true};
  double weights = 0;
  bool covered = true;
  for (std::uint32_t u = 0; u < st.use_count; ++u) {
    const auto& b = bundle(use(st, u));
    const auto& part = c.parts[u];
    if (!b.whole || (mean && b.full == 0)) return false;
    covered = covered && !b.partial && cover_weight(c, part) > 0;
    if (mean && part.weight == 0) continue;
    weights += !mean ? part.extra ? 0 : b.full : part.weight;
    auto& child = g.children[g.count++];
    child = {
        b.own.score, {b.full}, mean && part.fixed ? part.weight / part.points : 1, part.weight, mean && !part.fixed};
  }
  if (g.count == 0) return false;
  g.weights.by = weights;
  const auto n = lanes(st.space);
  // of few lanes each is divided sooner than its divisor is prepared
  g.multiply = n >= 16 && mean;
  if (g.multiply) g.multiply = (g.weights = divisor(weights)).high != 0;
  for (std::size_t u = 0; u < g.count && g.multiply; ++u)
    if (auto& child = g.children[u]; child.divide) g.multiply = (child.full = divisor(child.full.by)).high != 0;
  if (!k.whole_group(n, g, out.own.score)) return false;
  set_bytes(out.own.disposition, has_score, n);
  set_bytes(out.own.state, 0, n);
  out.whole = true;
  out.full = mean ? c.points : weights;
  k.fill(n, out.full, out.own.maximum);
  if (!covered) cover(c, st, out);
  return true;
}

/// No score of its own: only what is known below it.
void Run::heading(const Step& st, Bundle& out) {
  const auto n = lanes(st.space);
  out.uncertain = false;
  k.fill(n, 0, out.own.score);
  k.fill(n, 0, out.own.maximum);
  std::fill_n(out.level, n, std::int16_t{-1});
  auto* known = s.temp_bytes[0];
  std::memset(known, 0, n);
  for (std::uint32_t u = 0; u < st.use_count; ++u) {
    const auto& b = bundle(use(st, u));
    k.join(n, b.own.disposition, b.own.state, out.own.disposition, out.own.state);
    for (std::size_t i = 0; i < n; ++i) known[i] = static_cast<std::uint8_t>(known[i] | (b.own.state[i] == 0));
  }
  // a child that a policy replaced counts, and is not known for that
  k.settle(n, known, out.own.state);
}

void Run::combine_sum(const CombineParams& c, const Step& st, Bundle& out) {
  const auto n = lanes(st.space);
  auto& o = out.own;
  k.fill(n, 0, o.score);
  k.fill(n, 0, o.maximum);
  if (out.uncertain) {
    k.fill(n, 0, o.lower);
    k.fill(n, 0, o.upper);
    k.fill(n, 0, o.applicable);
  }
  for (std::uint32_t u = 0; u < st.use_count; ++u) {
    const auto& b = bundle(use(st, u));
    k.add(n, b.own.score, o.score);
    if (!c.parts[u].extra) k.add(n, b.own.maximum, o.maximum);
    if (out.uncertain) {
      k.add(n, b.lower(), o.lower);
      k.add(n, b.upper(), o.upper);
      if (!c.parts[u].extra) k.add(n, b.applicable(), o.applicable);
    }
    k.join(n, b.own.disposition, b.own.state, o.disposition, o.state);
  }
  if (c.start != 0) {
    k.add_where(n, c.start, o.disposition, has_score, o.score);
    k.add_where(n, c.start, o.disposition, has_score, o.maximum);
    if (out.uncertain) {
      k.add_where(n, c.start, o.disposition, has_score | has_unknown, o.lower);
      k.add_where(n, c.start, o.disposition, has_score | has_unknown, o.upper);
      k.add_where(n, c.start, o.disposition, has_score | has_unknown, o.applicable);
    }
  }
  if (c.rescale) {
    // 缺项折算: back to the declared points, as if every applicable part had been known
    for (std::size_t i = 0; i < n; ++i) {
      const double applicable = out.applicable()[i];
      if (o.disposition[i] == dropped || applicable == 0 || applicable == c.points) continue;
      const double factor = c.points / applicable;
      o.score[i] *= factor;
      o.maximum[i] = o.maximum[i] == applicable ? c.points : o.maximum[i] * factor;
      if (out.uncertain) {
        o.lower[i] = factor == 0 ? 0 : o.lower[i] * factor;
        o.upper[i] = factor == 0 ? 0 : o.upper[i] * factor;
        o.applicable[i] = c.points;
      }
    }
  }
  k.settle(n, o.disposition, o.state);
}

void Run::combine_shares(const CombineParams& c, const Step& st, Bundle& out) {
  const auto n = lanes(st.space);
  auto& o = out.own;
  double *num = s.temp[0], *den = s.temp[1], *num_low = s.temp[2], *num_high = s.temp[3], *den_all = s.temp[4],
         *den_more = s.temp[5];
  auto* seen = s.temp_bytes[0];
  auto* seen_all = s.temp_bytes[1];
  auto* zero = s.temp_bytes[2];
  if (out.uncertain)
    for (auto* d : {num_low, num_high, den_all, den_more}) k.fill(n, 0, d);
  std::memset(seen_all, 0, n);
  std::memset(zero, 0, n);
  const bool weighted = c.kind == Combine::mean || c.kind == Combine::power;
  const auto share = [&](const Part& part, const double* score, const double* maximum, const std::uint8_t* disposition,
                         std::uint8_t need, std::uint8_t bit, double* numerator, double* denominator,
                         std::uint8_t* into) {
    switch (c.kind) {
      case Combine::power:
        k.power_share(n, part.weight, c.exponent, score, maximum, disposition, need, bit, numerator, denominator, into,
                      zero);
        break;
      case Combine::min:
      case Combine::max:
        k.extreme(n, c.kind == Combine::min, score, maximum, disposition, need, bit, numerator, into);
        break;
      default:
        k.mean_share(n, part.weight, score, maximum, disposition, need, bit, numerator, denominator, into);
        break;
    }
  };
  const auto finish = [&](const double* numerator, const double* denominator, const std::uint8_t* present, double* to) {
    if (c.kind == Combine::mean)
      k.mean_finish(n, c.points, numerator, denominator, to);
    else if (c.kind == Combine::power)
      k.power_finish(n, c.points, c.exponent, numerator, denominator, zero, to);
    else
      for (std::size_t i = 0; i < n; ++i) to[i] = present[i] && c.points != 0 ? numerator[i] * c.points : 0;
  };
  const bool fast = c.kind == Combine::mean && k.mean_group;
  if (!fast) {
    for (auto* d : {num, den}) k.fill(n, 0, d);
    std::memset(seen, 0, n);
  }
  std::size_t count = 0;
  for (std::uint32_t u = 0; u < st.use_count; ++u) {
    const auto& part = c.parts[u];
    const auto& b = bundle(use(st, u));
    if (weighted && part.weight == 0) continue;
    const bool fixed = c.kind == Combine::mean && part.fixed;
    if (fast)
      s.mean[count++] = {b.own.score, fixed ? nullptr : b.own.maximum, b.own.disposition,
                         fixed ? part.weight / part.points : part.weight, part.weight};
    else if (fixed)
      k.mean_constant(n, part.weight, part.weight / part.points, b.own.score, b.own.disposition, num, den, seen);
    else
      share(part, b.own.score, b.own.maximum, b.own.disposition, has_score, has_score, num, den, seen);
    if (!out.uncertain) continue;
    for (std::size_t i = 0; i < n; ++i)
      if ((b.own.disposition[i] & has_unknown) != 0 && b.applicable()[i] != 0)
        seen_all[i] = static_cast<std::uint8_t>(seen_all[i] | has_unknown);
  }
  bool all = fast && k.mean_group(n, s.mean.data(), count, c.points, o.score, seen);
  if (!fast) {
    finish(num, den, seen, o.score);
    all = std::all_of(seen, seen + n, [](std::uint8_t x) { return (x & has_score) != 0; });
  }
  // what has a score is known; else the children's states say why not
  for (std::uint32_t u = 0; u < st.use_count && !all; ++u) {
    const auto& b = bundle(use(st, u));
    // a child without a share (0 ÷ 0) says nothing
    const bool weightless = weighted && c.parts[u].weight == 0;
    if (!b.whole) k.join_share(n, b.applicable(), b.own.disposition, b.own.state, weightless, o.state);
  }
  bool negative = false;
  if (c.kind == Combine::power)
    for (std::size_t i = 0; i < n; ++i) negative = negative || (zero[i] & 2) != 0;
  k.shares_done(n, c.points, seen, seen_all, o.disposition, o.maximum);
  out.whole = fast && all && !out.uncertain;
  out.full = c.points;
  if (out.uncertain) {
    for (int side = 0; side < 2; ++side) {
      double* numerator = side == 0 ? num_low : num_high;
      double* denominator = side == 0 ? den_all : den_more;
      std::memset(seen, 0, n);
      std::memset(zero, 0, n);
      for (std::uint32_t u = 0; u < st.use_count; ++u) {
        const auto& b = bundle(use(st, u));
        if (weighted && c.parts[u].weight == 0) continue;
        share(c.parts[u], side == 0 ? b.lower() : b.upper(), b.applicable(), b.own.disposition, has_score | has_unknown,
              4, numerator, denominator, seen);
      }
      finish(numerator, denominator, seen, side == 0 ? o.lower : o.upper);
    }
    for (std::size_t i = 0; i < n; ++i) {
      o.applicable[i] = seen[i] ? c.points : 0;
      // nothing unknown in this lane: the enclosure is the score, to the bit, whatever the rest of the block holds
      if ((o.disposition[i] & has_unknown) == 0) o.lower[i] = o.upper[i] = o.score[i];
    }
  }
  k.settle(n, o.disposition, o.state);
  if (negative) {
    // a power of a negative share does not exist: the group is invalid there
    const auto rows = policy_rows(p.nodes[c.node], false);
    open_enclosure(out, n);
    for (std::size_t i = 0; i < n; ++i) {
      bool bad = false;
      for (std::uint32_t u = 0; u < st.use_count && !bad; ++u) {
        const auto& b = bundle(use(st, u));
        bad = (b.own.disposition[i] & has_score) != 0 && b.own.maximum[i] > 0 &&
              b.own.score[i] / b.own.maximum[i] <= -dust && c.parts[u].weight > 0;
      }
      if (bad) out.become(i, rows[4], 4);
    }
  }
}

/// Share of the applicable weight that was looked at. Where the children have no weight at all (they only take points
/// away), each counts the same.
void Run::cover(const CombineParams& c, const Step& st, Bundle& out) {
  if (!plan.coverage) return;
  const auto weight = [&](std::uint32_t u) { return cover_weight(c, c.parts[u]); };
  double total = 0;
  bool ask = false;
  for (std::uint32_t u = 0; u < st.use_count; ++u) {
    // without a weight a child may be the only one that applies in some lane: there is no share then
    ask = ask || bundle(use(st, u)).partial || !(weight(u) > 0);
    total += weight(u);
  }
  if (!ask) return;
  const auto n = lanes(st.space);
  double *num = s.temp[0], *den = s.temp[1];
  k.fill(n, 0, num);
  k.fill(n, 0, den);
  for (std::uint32_t u = 0; u < st.use_count; ++u) {
    const auto& b = bundle(use(st, u));
    if (const double w = total > 0 ? weight(u) : 1; w > 0)
      k.coverage(n, w, b.partial ? b.own.coverage : nullptr, b.own.state, num, den);
  }
  k.coverage_finish(n, num, den, out.own.coverage);
  out.partial = true;
}

/// The first row whose condition holds; an unknown condition leaves its row and the later ones open.
void Run::table(const Step& st) {
  const auto& t = p.tables[st.param];
  auto& out = bundle(st.out);
  const auto n = lanes(st.space);
  auto& o = out.own;
  const auto rows = policy_rows(p.nodes[t.node], false);
  out.uncertain = true;
  out.partial = false;
  for (std::size_t i = 0; i < n; ++i) {
    std::uint8_t worst = 0, any = 0;
    for (std::uint32_t u = 0; u < t.child_first; ++u) {
      const auto& b = bundle(use(st, u));
      if (b.own.disposition[i] != dropped || b.own.state[i] != 1) worst = std::max(worst, b.own.state[i]);
      any = static_cast<std::uint8_t>(any | b.own.disposition[i]);
    }
    double low = infinity, high = -infinity;
    const EarnRow* chosen = nullptr;
    bool open = false;
    auto next = t.child_first;
    for (const auto& r : t.rows) {
      const auto answer = r.last ? std::uint8_t{yes} : truth(use(st, next++))[i];
      if (answer == no || answer == left_out) continue;
      low = std::min(low, r.earned);
      high = std::max(high, r.earned);
      if (answer == unsure) {
        open = true;
        continue;
      }
      if (!open) chosen = &r;
      break;
    }
    o.state[i] = 0;
    if (t.child_first > 0 && any == dropped) {
      // nothing below applies: no row is asked
      o.state[i] = worst == 0 ? std::uint8_t{1} : worst;
      o.disposition[i] = dropped;
      o.score[i] = o.maximum[i] = o.lower[i] = o.upper[i] = o.applicable[i] = 0;
      out.level[i] = o.state[i] == 1 ? no_level : unknown_level;
      continue;
    }
    if (chosen) {
      o.disposition[i] = has_score;
      o.score[i] = o.lower[i] = o.upper[i] = chosen->earned;
      o.maximum[i] = o.applicable[i] = t.points;
      out.level[i] = chosen->level;
      continue;
    }
    out.level[i] = unknown_level;
    o.score[i] = o.maximum[i] = 0;
    if (open) {
      o.state[i] = worst;  // what is known below it stays known: it is the row that is open
      o.disposition[i] = has_unknown;
      o.lower[i] = low;
      o.upper[i] = high;
      o.applicable[i] = t.points;
    } else {
      out.become(i, rows[4], 4);
    }
  }
}

}  // namespace saniscore::inline v0::detail
