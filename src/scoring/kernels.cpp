// Compiled once per instruction set; see kernels.hpp for the rules that keep all copies bit-equal.
#include "scoring/kernels.hpp"

#include "scoring/kernels_logarithm.hpp"
#include "scoring/kernels_measure.hpp"
// after the others, whose names it uses
#include "scoring/kernels_group.hpp"

#ifndef SANISCORE_ISA
#define SANISCORE_ISA baseline
#endif
#define SANISCORE_JOIN2(a, b) a##b
#define SANISCORE_JOIN(a, b) SANISCORE_JOIN2(a, b)
#define SANISCORE_TEXT2(a) #a
#define SANISCORE_TEXT(a) SANISCORE_TEXT2(a)

namespace saniscore::inline v0::detail {
namespace {

unsigned bits_of(size_t n, const uint8_t* __restrict state) {
  uint8_t s1 = 0, s2 = 0, s3 = 0, s4 = 0;
  for (size_t i = 0; i < n; ++i) {
    const uint8_t s = state[i];
    s1 = static_cast<uint8_t>(s1 | (s == 1));
    s2 = static_cast<uint8_t>(s2 | (s == 2));
    s3 = static_cast<uint8_t>(s3 | (s == 3));
    s4 = static_cast<uint8_t>(s4 | (s == 4));
  }
  return static_cast<unsigned>(s1 << 1 | s2 << 2 | s3 << 3 | s4 << 4);
}

unsigned occurring(size_t n, const uint8_t* __restrict state) { return bits_of(n, state); }

unsigned classify(size_t n, const double* __restrict v, uint8_t* __restrict state) {
  uint8_t any = 0;
  for (size_t i = 0; i < n; ++i) {
    const double x = v[i];
    // x - x is 0 for numbers, NaN for NaN and for infinities
    const uint8_t odd = x - x == 0.0 ? uint8_t{0} : uint8_t{7};
    state[i] = state[i] != 0 ? state[i] : odd;
    any = static_cast<uint8_t>(any | state[i]);
  }
  if (any == 0) return 0;
  // rare from here on: tell the two kinds apart (7 stands for either, for now)
  for (size_t i = 0; i < n; ++i) {
    const double x = v[i];
    const uint8_t mine = x != x ? not_inspected : ((x > huge) | (x < -huge)) ? invalid : uint8_t{0};
    state[i] = state[i] == 7 ? mine : state[i];
  }
  return bits_of(n, state);
}

void worst(size_t n, const uint8_t* __restrict state, uint8_t* __restrict out) {
  for (size_t i = 0; i < n; ++i) out[i] = out[i] > state[i] ? out[i] : state[i];
}

/// 0 × ∞ is 0 here: a group that counts for nothing has nothing to gain or lose.
inline double scaled(double points, double share) { return points == 0.0 ? 0.0 : points * share; }

void fill(size_t n, double x, double* __restrict out) {
  for (size_t i = 0; i < n; ++i) out[i] = x;
}

void add(size_t n, const double* __restrict a, double* __restrict out) {
  for (size_t i = 0; i < n; ++i) out[i] += a[i];
}

void add_where(size_t n, double x, const uint8_t* __restrict disposition, uint8_t bits, double* __restrict out) {
  for (size_t i = 0; i < n; ++i) out[i] += (disposition[i] & bits) != 0 ? x : 0.0;
}

void clamp_most(size_t n, double most, double* __restrict out) {
  for (size_t i = 0; i < n; ++i) out[i] = out[i] > most ? most : out[i];
}

void clamp_least(size_t n, double least, double* __restrict out) {
  for (size_t i = 0; i < n; ++i) out[i] = out[i] < least ? least : out[i];
}

void subtract_from(size_t n, Lanes start, double* __restrict out) {
  for (size_t i = 0; i < n; ++i) out[i] = start.at[i * start.stride] - out[i];
}

void join(size_t n, const uint8_t* __restrict disposition, const uint8_t* __restrict state,
          uint8_t* __restrict all_dispositions, uint8_t* __restrict worst) {
  for (size_t i = 0; i < n; ++i) {
    all_dispositions[i] = static_cast<uint8_t>(all_dispositions[i] | disposition[i]);
    // what does not apply has no say beside what does
    const uint8_t mine = ((disposition[i] == 0) & (state[i] == 1)) ? uint8_t{0} : state[i];
    worst[i] = worst[i] > mine ? worst[i] : mine;
  }
}

void join_share(size_t n, const double* __restrict applicable, const uint8_t* __restrict disposition,
                const uint8_t* __restrict state, bool weightless, uint8_t* __restrict worst) {
  for (size_t i = 0; i < n; ++i) {
    const bool dropped = disposition[i] == 0;
    const bool says = dropped ? state[i] != 1 : !weightless & (applicable[i] != 0.0);
    const uint8_t mine = says ? state[i] : uint8_t{0};
    worst[i] = worst[i] > mine ? worst[i] : mine;
  }
}

/// The shortest decimal that reads back to the float, up to 6 places; anything else is left to the caller, as NaN, and
/// counted.
size_t decimals(size_t n, const float* __restrict v, double* __restrict out) {
  // from the most places to the fewest: what is written last has the fewest
  constexpr double scales[] = {1e6, 1e5, 1e4, 1e3, 1e2, 1e1};
  constexpr double nearest = 0x1.8p52;  // added and taken away: the nearest whole number, of halves the even one
  size_t left = 0;
  for (size_t i = 0; i < n; ++i) {
    const double d = static_cast<double>(v[i]);
    double best = __builtin_nan("");
    for (const double scale : scales) {
      const double r = ((d * scale + nearest) - nearest) / scale;
      best = static_cast<float>(r) == v[i] ? r : best;
    }
    const double size = d < 0.0 ? -d : d;
    const bool whole = !(size < 0x1p24) | ((d + nearest) - nearest == d);  // also what is not a number
    out[i] = whole ? d : best;
    left += ((out[i] != out[i]) & (d == d)) ? size_t{1} : size_t{0};
  }
  return left;
}

void settle(size_t n, const uint8_t* __restrict disposition, uint8_t* __restrict state) {
  for (size_t i = 0; i < n; ++i) {
    const uint8_t s = state[i];
    // nothing to combine at all counts as not applicable
    const uint8_t none = disposition[i] == 0 && s == 0 ? uint8_t{1} : s;
    state[i] = (disposition[i] & 1) != 0 ? uint8_t{0} : none;
  }
}

bool by_policy(size_t n, const PolicyRow* rows, unsigned present, const BundleView& b) {
  const double points = rows[0].maximum;
  double* __restrict score = b.score, * __restrict maximum = b.maximum, * __restrict lower = b.lower, * __restrict upper = b.upper, * __restrict applicable = b.applicable;
  uint8_t* __restrict disposition = b.disposition;
  const uint8_t* __restrict state = b.state;
  for (size_t i = 0; i < n; ++i) {
    disposition[i] = 1;
    maximum[i] = points;
  }
  bool open = false;
  for (uint8_t s = 1; s < 8; ++s) {
    if ((present >> s & 1) == 0) continue;
    const PolicyRow r = rows[s];
    open = open | ((r.disposition & 2) != 0);
    for (size_t i = 0; i < n; ++i) {
      const bool is = state[i] == s;
      score[i] = is ? r.score : score[i];
      maximum[i] = is ? r.maximum : maximum[i];
    }
    for (size_t i = 0; i < n; ++i) disposition[i] = state[i] == s ? r.disposition : disposition[i];
  }
  if (!open) return false;
  for (size_t i = 0; i < n; ++i) {
    lower[i] = score[i];
    upper[i] = score[i];
    applicable[i] = maximum[i];
  }
  for (uint8_t s = 1; s < 8; ++s) {
    if ((present >> s & 1) == 0) continue;
    const PolicyRow r = rows[s];
    for (size_t i = 0; i < n; ++i) {
      const bool is = state[i] == s;
      lower[i] = is ? r.lower : lower[i];
      upper[i] = is ? r.upper : upper[i];
      applicable[i] = is ? r.applicable : applicable[i];
    }
  }
  return true;
}

void mean_constant(size_t n, double weight, double factor, const double* __restrict score,
                   const uint8_t* __restrict disposition, double* __restrict numerator, double* __restrict denominator,
                   uint8_t* __restrict seen) {
  for (size_t i = 0; i < n; ++i) {
    const bool is = (disposition[i] & 1) != 0;
    numerator[i] += is ? factor * score[i] : 0.0;
    denominator[i] += is ? weight : 0.0;
  }
  for (size_t i = 0; i < n; ++i) seen[i] = static_cast<uint8_t>(seen[i] | (disposition[i] & 1));
}

void mean_share(size_t n, double weight, const double* __restrict score, const double* __restrict maximum,
                const uint8_t* __restrict disposition, uint8_t need, uint8_t bit, double* __restrict numerator,
                double* __restrict denominator, uint8_t* __restrict seen) {
  for (size_t i = 0; i < n; ++i) {
    const bool is = ((disposition[i] & need) != 0) & (maximum[i] != 0.0);
    numerator[i] += is ? weight * (score[i] / maximum[i]) : 0.0;
    denominator[i] += is ? weight : 0.0;
    seen[i] = static_cast<uint8_t>(seen[i] | (is ? bit : uint8_t{0}));
  }
}

void mean_finish(size_t n, double points, const double* __restrict numerator, const double* __restrict denominator,
                 double* __restrict out) {
  for (size_t i = 0; i < n; ++i) out[i] = denominator[i] > 0.0 ? scaled(points, numerator[i] / denominator[i]) : 0.0;
}

void extreme(size_t n, bool least, const double* __restrict score, const double* __restrict maximum,
             const uint8_t* __restrict disposition, uint8_t need, uint8_t bit, double* __restrict best,
             uint8_t* __restrict seen) {
  for (size_t i = 0; i < n; ++i) {
    const bool is = ((disposition[i] & need) != 0) & (maximum[i] != 0.0);
    if (!is) continue;
    const double share = score[i] / maximum[i];
    const bool first = (seen[i] & bit) == 0;
    best[i] = first || (least ? share < best[i] : share > best[i]) ? share : best[i];
    seen[i] = static_cast<uint8_t>(seen[i] | bit);
  }
}

void power_share(size_t n, double weight, double exponent, const double* __restrict score,
                 const double* __restrict maximum, const uint8_t* __restrict disposition, uint8_t need, uint8_t bit,
                 double* __restrict numerator, double* __restrict denominator, uint8_t* __restrict seen,
                 uint8_t* __restrict zero) {
  for (size_t i = 0; i < n; ++i) {
    const bool is = ((disposition[i] & need) != 0) & (maximum[i] != 0.0);
    if (!is) continue;
    const double share = score[i] / maximum[i];
    double term = 0.0;
    if (exponent == 1.0)
      term = share;
    else if (share > huge)  // the end of an enclosure without an end
      term = exponent < 0.0 ? 0.0 : share;
    else if (share >= dust)
      term = exponent == 2.0    ? share * share
             : exponent == 0.0  ? own_log(share)
             : exponent == -1.0 ? 1.0 / share
                                : own_exp(exponent * own_log(share));
    else if (share <= -dust)
      zero[i] = static_cast<uint8_t>(zero[i] | (exponent <= 0.0 ? 3 : 2));
    else if (exponent <= 0.0)
      zero[i] = static_cast<uint8_t>(zero[i] | 1);
    numerator[i] += weight * term;
    denominator[i] += weight;
    seen[i] = static_cast<uint8_t>(seen[i] | bit);
  }
}

void power_finish(size_t n, double points, double exponent, const double* __restrict numerator,
                  const double* __restrict denominator, const uint8_t* __restrict zero, double* __restrict out) {
  for (size_t i = 0; i < n; ++i) {
    double r = 0.0;
    if (denominator[i] > 0.0 && (zero[i] & 1) == 0) {
      const double m = numerator[i] / denominator[i];
      if (exponent == 1.0 || m > huge)
        r = m;
      else if (exponent == 0.0)
        r = own_exp(m);
      else if (exponent == -1.0)
        r = 1.0 / m;
      else
        r = m > 0.0 ? own_exp(own_log(m) / exponent) : exponent < 0.0 ? 1.0 / m : 0.0;
    }
    out[i] = scaled(points, r);
  }
}

void shares_done(size_t n, double points, const uint8_t* __restrict seen, const uint8_t* __restrict open,
                 uint8_t* __restrict disposition, double* __restrict maximum) {
  for (size_t i = 0; i < n; ++i) disposition[i] = static_cast<uint8_t>((seen[i] & 1) | open[i]);
  for (size_t i = 0; i < n; ++i) maximum[i] = (seen[i] & 1) != 0 ? points : 0.0;
}

void coverage(size_t n, double weight, const double* __restrict share, const uint8_t* __restrict state,
              double* __restrict numerator, double* __restrict denominator) {
  if (share) {
    for (size_t i = 0; i < n; ++i) {
      const bool counts = share[i] >= 0.0;
      numerator[i] += counts ? weight * share[i] : 0.0;
      denominator[i] += counts ? weight : 0.0;
    }
  } else {
    for (size_t i = 0; i < n; ++i) {
      const double w = state[i] == 1 ? 0.0 : weight;
      numerator[i] += w;
      denominator[i] += w;
    }
  }
}

void coverage_finish(size_t n, const double* __restrict numerator, const double* __restrict denominator,
                     double* __restrict out) {
  for (size_t i = 0; i < n; ++i) out[i] = denominator[i] > 0.0 ? numerator[i] / denominator[i] : -1.0;
}

/// What the caller sees of scores: none is NaN.
void shown(size_t n, const double* __restrict score, const uint8_t* __restrict disposition, double* __restrict out,
           uint8_t* __restrict provisional) {
  constexpr double none = __builtin_nan("");
  for (size_t i = 0; i < n; ++i) out[i] = (disposition[i] & 1) != 0 ? score[i] : none;
  for (size_t i = 0; i < n; ++i) provisional[i] = disposition[i] == 3 ? uint8_t{1} : uint8_t{0};
}

void blank(size_t bytes, const uint8_t* __restrict validity, double* __restrict out) {
  constexpr double none = __builtin_nan("");
  for (size_t b = 0; b < bytes; ++b) {
    const unsigned bits = validity[b];
    for (unsigned k = 0; k < 8; ++k) out[8 * b + k] = (bits >> k & 1U) != 0 ? out[8 * b + k] : none;
  }
}

size_t known(size_t n, const double* __restrict v) {
  size_t count = 0;
  for (size_t i = 0; i < n; ++i) count += v[i] == v[i] ? 1U : 0U;
  return count;
}

bool any_infinite(size_t n, const double* __restrict v) {
  constexpr double infinity = __builtin_inf();
  unsigned any = 0;
  for (size_t i = 0; i < n; ++i) any |= v[i] == infinity || v[i] == -infinity ? 1U : 0U;
  return any != 0;
}

uint32_t locate(size_t n, const uint32_t* __restrict code, const uint32_t* __restrict criterion,
                const uint32_t* __restrict unit_of, const uint32_t* __restrict place, uint32_t last, uint32_t low_bits,
                uint32_t* __restrict unit, uint32_t* __restrict cell) {
  uint32_t most = 0;
  for (size_t i = 0; i < n; ++i) {
    const uint32_t at = place[criterion[i] < last ? criterion[i] : last];
    const uint32_t u = unit_of[code[i]];
    most = at > most ? at : most;
    unit[i] = u;
    cell[i] = at + (u & low_bits);
  }
  return most;
}

}  // namespace

const Kernels& SANISCORE_JOIN(kernels_, SANISCORE_ISA)();
const Kernels& SANISCORE_JOIN(kernels_, SANISCORE_ISA)() {
  static const Kernels table {
    SANISCORE_TEXT(SANISCORE_ISA), classify, worst, occurring, range, pass, score, intervals, choice, bands, line,
        steps, lose, snap, tally, fill, add, add_where, clamp_most, clamp_least, subtract_from, join, join_share,
        decimals, settle, by_policy, mean_constant, mean_share, mean_finish, extreme, power_share, power_finish,
        shares_done, coverage, coverage_finish, shown, blank, known, any_infinite, locate,
#if defined(__GNUC__)
        plain_group, whole_group, mean_group, stream
#else
        nullptr, nullptr, nullptr, nullptr
#endif
  };
  return table;
}

}  // namespace saniscore::inline v0::detail
