// Groups of plain leaves in one pass: inputs are read once, and a parent is stored when its children have been gathered
// in registers. The same operations in the same order as measure() and combine(), so the same bits; whatever these
// loops do not foresee they leave to those steps. Part of kernels.cpp, which alone includes it.
#pragma once

#include "scoring/kernels.hpp"

#if defined(__GNUC__)
#if defined(__FMA__)
#include <immintrin.h>
#endif

namespace saniscore::inline v0::detail {
namespace {

#if defined(__AVX512F__)
#define SANISCORE_VECTOR 64
#elif defined(__AVX__)
#define SANISCORE_VECTOR 32
#else
#define SANISCORE_VECTOR 16
#endif

typedef double V __attribute__((vector_size(SANISCORE_VECTOR)));
typedef double Unaligned __attribute__((vector_size(SANISCORE_VECTOR), aligned(8), may_alias));
typedef long long M __attribute__((vector_size(SANISCORE_VECTOR)));
typedef unsigned long long Bits __attribute__((vector_size(SANISCORE_VECTOR)));
constexpr size_t width = SANISCORE_VECTOR / 8;

/// Every lane the same. (0 + x would lose the sign of −0.)
inline V all(double x) { return x - V{}; }
inline V choose(M m, V a, V b) { return m ? a : b; }

inline bool any(M m) {
#if defined(__AVX512F__)
  return _mm512_test_epi64_mask(reinterpret_cast<__m512i>(m), reinterpret_cast<__m512i>(m)) != 0;
#elif defined(__AVX__)
  return _mm256_movemask_pd(reinterpret_cast<__m256d>(m)) != 0;
#else
  return (m[0] | m[1]) != 0;
#endif
}

/// Exactly x ÷ by, by two multiplications. `high` and `low` are 1 ÷ by in two parts, whose error is below 2⁻¹⁰⁶ of it.
/// Where `by` is an integer below 2⁵⁰ times a power of 2, the quotient is no midpoint of two doubles and no nearer to
/// one than 2⁻⁵⁰ of half a unit in its last place, and x × high + x × low, rounded once, comes nearer than that. 0 or
/// at least 2⁻⁷⁰⁰ in size, so that nothing on the way is lost below the least double (Brisebarre, Muller, Raina:
/// Accelerating correctly rounded floating-point division when the divisor is known in advance, IEEE Trans. Computers
/// 53, 2004).
template <bool Multiply>
inline V divided(V x, const Divisor& d) {
#if defined(__AVX512F__)
  if constexpr (Multiply)
    return reinterpret_cast<V>(_mm512_fmadd_pd(reinterpret_cast<__m512d>(x), _mm512_set1_pd(d.high),
                                               reinterpret_cast<__m512d>(x * all(d.low))));
#elif defined(__FMA__)
  if constexpr (Multiply)
    return reinterpret_cast<V>(_mm256_fmadd_pd(reinterpret_cast<__m256d>(x), _mm256_set1_pd(d.high),
                                               reinterpret_cast<__m256d>(x * all(d.low))));
#endif
  return x / all(d.by);
}

constexpr double tiny = 0x1p-600;

/// How far in front the memory is asked for: a column is read for some thousand lanes only, too few for it to notice.
constexpr size_t ahead = 256;

template <bool Partial>
inline V load(const double* p, size_t left) {
  if constexpr (!Partial) {
    return *reinterpret_cast<const Unaligned*>(p);
  } else {
    V x{};
    for (size_t j = 0; j < width; ++j)
      if (j < left) x[j] = p[j];
    return x;
  }
}

template <bool Partial>
inline void store(double* p, V x, size_t left) {
  if constexpr (!Partial) {
    *reinterpret_cast<Unaligned*>(p) = x;
  } else {
    for (size_t j = 0; j < width; ++j)
      if (j < left) p[j] = x[j];
  }
}

/// Which loops: what is worked out, and how. Only the `open` ones know lanes without a value that count for something.
struct Loop {
  bool mean, multiply, open, cover;
};

/// What a leaf's value is too large, negative or so small that divided() may be wrong. Of 0 the pattern before it is a
/// NaN, which is less than nothing; so it is of a NaN.
inline M unforeseen(V v, double most) {
  const V before = reinterpret_cast<V>(reinterpret_cast<Bits>(v) - 1);
  return (v > most) | (before < tiny);
}

inline V where(M m, V x) { return choose(m, x, V{}); }

/// `U` vectors of lanes from lane i on; `left` of the lanes exist. Returns what it met.
template <Loop L, size_t U, bool Partial>
[[gnu::always_inline]] inline unsigned plain_lanes(const PlainGroup& g, size_t i, size_t left, const BundleView& b) {
  V numerator[U] = {}, denominator[U] = {}, low[U] = {}, high[U] = {}, whole[U] = {}, covered[U] = {};
  M seen[U] = {}, open[U] = {}, odd{}, present = ~M{};
  double weights = 0.0;
  for (size_t k = 0; k < g.count; ++k) {
    const PlainLeaf& l = g.leaves[k];
    weights += L.mean ? l.weight : l.cover;
#pragma GCC unroll 4
    for (size_t u = 0; u < U; ++u) {
      if (u * width % 8 == 0) __builtin_prefetch(l.v + i + u * width + ahead);
      const V v = load<Partial>(l.v + i + u * width, left);
      const M known = v == v;
      odd |= unforeseen(v, l.of.by);
      if constexpr (!L.mean || L.open) present &= known;
      const V earned = divided<L.multiply>(all(l.points) * v, l.of);
      const V term = L.mean ? all(l.factor) * earned : earned;
      numerator[u] += L.open ? choose(known, term, all(l.missing_numerator)) : where(known, term);
      denominator[u] += L.open ? choose(known, all(l.weight), all(l.missing_denominator)) : where(known, all(l.weight));
      if constexpr (!L.mean || L.open) seen[u] |= known;
      if constexpr (L.open) {
        seen[u] |= M{} + l.missing_seen;
        open[u] |= ~known & (M{} + l.missing_open);
        const V share = L.mean ? all(l.weight) * divided<L.multiply>(earned, l.full) : earned;
        low[u] += choose(known, share, all(l.missing_low));
        high[u] += choose(known, share, all(l.missing_high));
        whole[u] += choose(known, all(l.weight), all(l.missing_whole));
      }
      if constexpr (L.cover) covered[u] += where(known, all(l.cover));
    }
  }
  if (any(odd)) return PlainGroup::is_odd;
  if constexpr (L.mean && !L.open)
    for (size_t u = 0; u < U; ++u) present &= denominator[u] == weights;
  unsigned met = any(~present) ? PlainGroup::is_missing : 0u;
  if (!L.open && met != 0 && g.open) return PlainGroup::is_open;
  M gone{}, opened{};
  const V points = all(g.points);
  const auto share_of = [&](V part, V whole_part) {
    return g.points == 0.0 ? V{} : where(whole_part > 0.0, points * (part / whole_part));
  };
#pragma GCC unroll 4
  for (size_t u = 0; u < U; ++u) {
    const auto at = i + u * width;
    if constexpr (L.mean && !L.open) seen[u] = denominator[u] > 0.0;  // all weights are
    const V score = L.mean ? share_of(numerator[u], denominator[u]) : numerator[u];
    store<Partial>(b.score + at, score, left);
    store<Partial>(b.maximum + at, L.mean ? where(seen[u], points) : denominator[u], left);
    if constexpr (L.open) {
      // where nothing is unknown the enclosure is the score, to the bit
      store<Partial>(b.lower + at, L.mean ? choose(open[u], share_of(low[u], whole[u]), score) : low[u], left);
      store<Partial>(b.upper + at, L.mean ? choose(open[u], share_of(high[u], whole[u]), score) : high[u], left);
      store<Partial>(b.applicable + at, L.mean ? where(seen[u] | open[u], points) : whole[u], left);
      opened |= open[u];
    }
    if constexpr (L.cover) store<Partial>(b.coverage + at, covered[u] / all(weights), left);
    gone |= ~seen[u];
  }
  met |= (any(gone) ? PlainGroup::is_gone : 0u) | (any(opened) ? PlainGroup::is_open : 0u);
  if ((met & (PlainGroup::is_gone | PlainGroup::is_open)) == 0) return met;
  for (size_t u = 0; u < U; ++u) {
    const M scored = seen[u], unknown = open[u];
    for (size_t j = 0; j < (Partial ? left : width); ++j) {
      const auto at = i + u * width + j;
      b.disposition[at] = static_cast<uint8_t>((scored[j] & 1) | (unknown[j] & 2));
      b.state[at] = scored[j] != 0 ? uint8_t{0} : not_inspected;
    }
  }
  return met;
}

template <Loop L>
unsigned plain_group_of(size_t n, const PlainGroup& g, const BundleView& b) {
  constexpr size_t unroll = L.open ? 2 : 4;
  constexpr unsigned leave = PlainGroup::is_odd | (L.open ? 0u : PlainGroup::is_open);
  unsigned met = 0;
  size_t i = 0;
  for (; i + unroll * width <= n; i += unroll * width) {
    met |= plain_lanes<L, unroll, false>(g, i, width, b);
    if ((met & leave) != 0) return met;
  }
  for (; i + width <= n && (met & leave) == 0; i += width) met |= plain_lanes<L, 1, false>(g, i, width, b);
  if (i < n && (met & leave) == 0) met |= plain_lanes<L, 1, true>(g, i, n - i, b);
  return met;
}

template <bool Mean, bool Multiply>
unsigned plain_group_as(size_t n, const PlainGroup& g, bool open, bool cover, const BundleView& b) {
  if (open)
    return cover ? plain_group_of<Loop{Mean, Multiply, true, true}>(n, g, b)
                 : plain_group_of<Loop{Mean, Multiply, true, false}>(n, g, b);
  return cover ? plain_group_of<Loop{Mean, Multiply, false, true}>(n, g, b)
               : plain_group_of<Loop{Mean, Multiply, false, false}>(n, g, b);
}

unsigned plain_group(size_t n, const PlainGroup& g, bool open, bool cover, const BundleView& b) {
#if defined(__FMA__)
  if (g.multiply)
    return g.mean ? plain_group_as<true, true>(n, g, open, cover, b)
                  : plain_group_as<false, true>(n, g, open, cover, b);
#endif
  return g.mean ? plain_group_as<true, false>(n, g, open, cover, b)
                : plain_group_as<false, false>(n, g, open, cover, b);
}

template <bool Multiply, size_t U>
[[gnu::always_inline]] inline bool whole_lanes(const WholeGroup& g, size_t i, double* score) {
  V numerator[U] = {};
  M odd{};
  for (size_t k = 0; k < g.count; ++k) {
    const WholeChild& c = g.children[k];
    for (size_t u = 0; u < U; ++u) {
      const V x = load<false>(c.score + i + u * width, width);
      if (c.divide) {
        odd |= (x < tiny) & (x > -tiny) & (x != 0.0);
        numerator[u] += all(c.weight) * divided<Multiply>(x, c.full);
      } else {
        numerator[u] += all(c.factor) * x;
      }
    }
  }
  for (size_t u = 0; u < U; ++u) {
    if (g.mean) {
      odd |= (numerator[u] < tiny) & (numerator[u] > -tiny) & (numerator[u] != 0.0);
      numerator[u] = g.points == 0.0 ? V{} : all(g.points) * divided<Multiply>(numerator[u], g.weights);
    }
    store<false>(score + i + u * width, numerator[u], width);
  }
  return !any(odd);
}

/// One lane, by divisions: the same quotients.
inline double whole_lane(const WholeGroup& g, size_t i) {
  double numerator = 0;
  for (size_t k = 0; k < g.count; ++k) {
    const WholeChild& c = g.children[k];
    numerator += c.divide ? c.weight * (c.score[i] / c.full.by) : c.factor * c.score[i];
  }
  return !g.mean ? numerator : g.points == 0.0 ? 0.0 : g.points * (numerator / g.weights.by);
}

template <bool Multiply>
bool whole_group_of(size_t n, const WholeGroup& g, double* score) {
  bool fine = true;
  size_t i = 0;
  for (; i + 4 * width <= n; i += 4 * width) fine = whole_lanes<Multiply, 4>(g, i, score) && fine;
  for (; i + width <= n; i += width) fine = whole_lanes<Multiply, 1>(g, i, score) && fine;
  for (; i < n; ++i) score[i] = whole_lane(g, i);
  return fine;
}

bool whole_group(size_t n, const WholeGroup& g, double* score) {
#if defined(__FMA__)
  if (g.multiply) return whole_group_of<true>(n, g, score);
#endif
  return whole_group_of<false>(n, g, score);
}

typedef uint8_t Bytes __attribute__((vector_size(SANISCORE_VECTOR / 8)));

/// Lanes whose byte has bit 1.
template <bool Partial>
inline M scored(const uint8_t* p, size_t left) {
  Bytes b{};
  if constexpr (!Partial) {
    __builtin_memcpy(&b, p, sizeof b);
  } else {
    for (size_t j = 0; j < width; ++j)
      if (j < left) b[j] = p[j];
  }
  return -(__builtin_convertvector(b, M) & 1);
}

template <size_t U, bool Partial>
[[gnu::always_inline]] inline bool mean_lanes(const MeanChild* children, size_t count, double points, size_t i,
                                              size_t left, double* score, uint8_t* seen) {
  V numerator[U] = {}, denominator[U] = {};
  M any_seen[U] = {}, every = ~M{};
  for (size_t k = 0; k < count; ++k) {
    const MeanChild& c = children[k];
#pragma GCC unroll 4
    for (size_t u = 0; u < U; ++u) {
      const auto at = i + u * width;
      M is = scored<Partial>(c.disposition + at, left);
      V share = load<Partial>(c.score + at, left);
      if (c.maximum) {
        const V maximum = load<Partial>(c.maximum + at, left);
        is &= maximum != 0.0;
        share /= maximum;
      }
      numerator[u] += where(is, all(c.factor) * share);
      denominator[u] += where(is, all(c.weight));
      any_seen[u] |= is;
    }
  }
#pragma GCC unroll 4
  for (size_t u = 0; u < U; ++u) {
    const auto at = i + u * width;
    const V out = points == 0.0 ? V{} : where(denominator[u] > 0.0, all(points) * (numerator[u] / denominator[u]));
    store<Partial>(score + at, out, left);
    every &= any_seen[u];
    const Bytes flags = __builtin_convertvector(any_seen[u] & 1, Bytes);
    if constexpr (!Partial) {
      __builtin_memcpy(seen + at, &flags, sizeof flags);
    } else {
      for (size_t j = 0; j < width; ++j)
        if (j < left) seen[at + j] = flags[j];
    }
  }
  if constexpr (Partial) {
    bool whole = true;
    for (size_t j = 0; j < width; ++j) whole = whole && (j >= left || every[j] != 0);
    return whole;
  }
  return !any(~every);
}

bool mean_group(size_t n, const MeanChild* children, size_t count, double points, double* score, uint8_t* seen) {
  bool whole = true;
  size_t i = 0;
  for (; i + 4 * width <= n; i += 4 * width)
    whole = mean_lanes<4, false>(children, count, points, i, width, score, seen) && whole;
  for (; i + width <= n; i += width)
    whole = mean_lanes<1, false>(children, count, points, i, width, score, seen) && whole;
  if (i < n) whole = mean_lanes<1, true>(children, count, points, i, n - i, score, seen) && whole;
  return whole;
}

/// A copy that leaves the caches to others.
void stream(size_t n, const double* from, double* to) {
  size_t i = 0;
#if defined(__AVX__)
  for (; i < n && reinterpret_cast<std::uintptr_t>(to + i) % sizeof(V) != 0; ++i) to[i] = from[i];
  for (; i + width <= n; i += width)
#if defined(__AVX512F__)
    _mm512_stream_pd(to + i, _mm512_loadu_pd(from + i));
#else
    _mm256_stream_pd(to + i, _mm256_loadu_pd(from + i));
#endif
#endif
  for (; i < n; ++i) to[i] = from[i];
}

}  // namespace
}  // namespace saniscore::inline v0::detail
#endif
