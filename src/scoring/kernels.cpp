// Compiled once per instruction set; see kernels.hpp for the rules that keep all copies bit-equal.
#include "scoring/kernels.hpp"

#ifndef SANISCORE_ISA
#define SANISCORE_ISA baseline
#endif
#define SANISCORE_JOIN2(a, b) a##b
#define SANISCORE_JOIN(a, b) SANISCORE_JOIN2(a, b)
#define SANISCORE_TEXT2(a) #a
#define SANISCORE_TEXT(a) SANISCORE_TEXT2(a)

namespace saniscore::inline v0::detail {
namespace {

using std::int16_t;
using std::size_t;
using std::uint64_t;
using std::uint8_t;

constexpr uint8_t not_inspected = 2, invalid = 4;
constexpr double huge = 1.7976931348623157e308;

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

bool range(size_t n, const double* __restrict v, double low, double high, uint8_t* __restrict state) {
  uint8_t any = 0;
  for (size_t i = 0; i < n; ++i) {
    const bool out = (v[i] < low) | (v[i] > high);
    const uint8_t s = ((state[i] == 0) & out) ? invalid : state[i];
    any = static_cast<uint8_t>(any | (s == invalid));
    state[i] = s;
  }
  return any != 0;
}

bool pass(size_t n, const double* __restrict v, double points, double* __restrict out, int16_t* __restrict level,
          uint8_t* __restrict state) {
  uint8_t any = 0;
  for (size_t i = 0; i < n; ++i) {
    const bool wrong = (v[i] != 1.0) & (v[i] != 0.0) & (state[i] == 0);
    out[i] = v[i] == 1.0 ? points : 0.0;
    state[i] = wrong ? invalid : state[i];
    any = static_cast<uint8_t>(any | wrong);
  }
  if (level)
    for (size_t i = 0; i < n; ++i) level[i] = static_cast<int16_t>(v[i] == 1.0 ? 0 : 1);
  return any != 0;
}

template <size_t Stride>
bool score_of(size_t n, const double* __restrict v, const double* __restrict of, double points, bool bounded,
              double* __restrict out, uint8_t* __restrict state) {
  uint8_t any = 0;
  for (size_t i = 0; i < n; ++i) {
    const double s = of[i * Stride];
    const bool wrong = ((s <= 0.0) | (bounded & ((v[i] < 0.0) | (v[i] > s)))) & (state[i] == 0);
    out[i] = points * v[i] / s;
    state[i] = wrong ? invalid : state[i];
    any = static_cast<uint8_t>(any | wrong);
  }
  return any != 0;
}

bool score(size_t n, const double* __restrict v, Lanes of, double points, bool bounded, double* __restrict out,
           uint8_t* __restrict state) {
  return of.stride == 0 ? score_of<0>(n, v, of.at, points, bounded, out, state)
                        : score_of<1>(n, v, of.at, points, bounded, out, state);
}

bool intervals(size_t n, const double* __restrict v, const IntervalRow* rows, size_t count, int16_t* __restrict level,
               uint8_t* __restrict state) {
  uint8_t any = 0;
  for (size_t i = 0; i < n; ++i) {
    int found = -1;
    for (size_t k = 0; k < count; ++k) found = ((v[i] >= rows[k].from) & (v[i] <= rows[k].to)) ? rows[k].level : found;
    const bool wrong = (found < 0) & (state[i] == 0);
    state[i] = wrong ? invalid : state[i];
    any = static_cast<uint8_t>(any | wrong);
    if (level) level[i] = static_cast<int16_t>(found);
  }
  return any != 0;
}

bool choice(size_t n, const double* __restrict v, const ChoiceRow* rows, size_t count, double* __restrict out,
            int16_t* __restrict level, uint8_t* __restrict state) {
  for (size_t i = 0; i < n; ++i) out[i] = huge;
  for (size_t k = 0; k < count; ++k) {
    const double answer = rows[k].answer, earned = rows[k].earned;
    for (size_t i = 0; i < n; ++i) out[i] = v[i] == answer ? earned : out[i];
  }
  if (level) {
    for (size_t i = 0; i < n; ++i) level[i] = -1;
    for (size_t k = 0; k < count; ++k)
      for (size_t i = 0; i < n; ++i) level[i] = v[i] == rows[k].answer ? rows[k].level : level[i];
  }
  uint8_t any = 0;
  for (size_t i = 0; i < n; ++i) {
    const bool wrong = (out[i] == huge) & (state[i] == 0);
    state[i] = wrong ? invalid : state[i];
    any = static_cast<uint8_t>(any | wrong);
  }
  return any != 0;
}

template <size_t Stride>
void band(size_t n, const double* __restrict v, const BandRow& row, double* __restrict out, int16_t* __restrict level) {
  const double* limit = row.limit.at;
  const double earned = row.earned;
  switch (row.op) {
    case 0:
      for (size_t i = 0; i < n; ++i) out[i] = v[i] < limit[i * Stride] ? earned : out[i];
      if (level)
        for (size_t i = 0; i < n; ++i) level[i] = v[i] < limit[i * Stride] ? row.level : level[i];
      break;
    case 1:
      for (size_t i = 0; i < n; ++i) out[i] = v[i] <= limit[i * Stride] ? earned : out[i];
      if (level)
        for (size_t i = 0; i < n; ++i) level[i] = v[i] <= limit[i * Stride] ? row.level : level[i];
      break;
    case 2:
      for (size_t i = 0; i < n; ++i) out[i] = v[i] > limit[i * Stride] ? earned : out[i];
      if (level)
        for (size_t i = 0; i < n; ++i) level[i] = v[i] > limit[i * Stride] ? row.level : level[i];
      break;
    case 3:
      for (size_t i = 0; i < n; ++i) out[i] = v[i] >= limit[i * Stride] ? earned : out[i];
      if (level)
        for (size_t i = 0; i < n; ++i) level[i] = v[i] >= limit[i * Stride] ? row.level : level[i];
      break;
    default:
      for (size_t i = 0; i < n; ++i) out[i] = earned;
      if (level)
        for (size_t i = 0; i < n; ++i) level[i] = row.level;
      break;
  }
}

bool bands(size_t n, const double* __restrict v, const BandRow* rows, size_t count, double* __restrict out,
           int16_t* __restrict level, uint8_t* __restrict state) {
  for (size_t i = 0; i < n; ++i) out[i] = huge;
  if (level)
    for (size_t i = 0; i < n; ++i) level[i] = -1;
  // the first band that holds wins, so the last is written first
  for (size_t k = count; k-- > 0;) {
    if (rows[k].limit.stride == 0)
      band<0>(n, v, rows[k], out, level);
    else
      band<1>(n, v, rows[k], out, level);
  }
  uint8_t any = 0;
  for (size_t i = 0; i < n; ++i) {
    const bool wrong = (out[i] == huge) & (state[i] == 0);
    state[i] = wrong ? invalid : state[i];
    any = static_cast<uint8_t>(any | wrong);
  }
  return any != 0;
}

// Natural logarithm and exponential, the same bits on every path: plain series in double, no library, no contraction.
// log: x = 2^e·m, m in [√½, √2); log m = 2·atanh((m−1)/(m+1)), 13 terms; relative error below 4e-16 away from 1.
double own_log(double x) {
  union {
    double d;
    uint64_t u;
  } bits;
  bits.d = x;
  int e = static_cast<int>((bits.u >> 52) & 0x7ff);
  if (e == 0) {  // subnormal
    bits.d = x * 18014398509481984.0;
    e = static_cast<int>((bits.u >> 52) & 0x7ff) - 54;
  }
  e -= 1023;
  bits.u = (bits.u & 0x000fffffffffffffULL) | 0x3ff0000000000000ULL;
  double m = bits.d;
  if (m > 1.4142135623730951) {
    m *= 0.5;
    e += 1;
  }
  const double s = (m - 1.0) / (m + 1.0);
  const double z = s * s;
  double sum = 0.0;
  for (int k = 25; k >= 3; k -= 2) sum = (sum + 1.0 / static_cast<double>(k)) * z;
  const double log_m = 2.0 * s + 2.0 * s * sum;
  const double ee = static_cast<double>(e);
  return ee * 0.693147180369123816490e+00 + (log_m + ee * 1.90821492927058770002e-10);
}

// exp: x = k·ln 2 + r, |r| <= ln 2 / 2; Taylor to degree 14.
double own_exp(double x) {
  if (x > 709.0) x = 709.0;
  if (x < -745.0) return 0.0;
  const double kf = static_cast<double>(static_cast<long long>(x * 1.4426950408889634 + (x < 0 ? -0.5 : 0.5)));
  const double r = (x - kf * 0.693147180369123816490e+00) - kf * 1.90821492927058770002e-10;
  double sum = 1.0;
  for (int k = 14; k >= 1; --k) sum = 1.0 + sum * r / static_cast<double>(k);
  int e = static_cast<int>(kf);
  double scale = 1.0;
  if (e < -1000) {                    // in two steps, so that a subnormal result is rounded once
    scale = 9.3326361850321888e-302;  // 2^-1000
    e += 1000;
  }
  union {
    double d;
    uint64_t u;
  } bits;
  bits.u = static_cast<uint64_t>(e + 1023) << 52;
  return sum * bits.d * scale;
}

void line(size_t n, const double* __restrict v, const KnotRow* knots, size_t count, bool log_x,
          double* __restrict out) {
  for (size_t i = 0; i < n; ++i) out[i] = knots[0].y;
  for (size_t k = 0; k + 1 < count; ++k) {
    const double x0 = knots[k].x, x1 = knots[k + 1].x, y0 = knots[k].y, y1 = knots[k + 1].y;
    if (x0 == x1) continue;  // a jump: the next segment begins at the later knot
    if (log_x) {
      const double l0 = own_log(x0), slope = (y1 - y0) / (own_log(x1) - l0);
      for (size_t i = 0; i < n; ++i)
        if (v[i] >= x0) out[i] = y0 + (own_log(v[i]) - l0) * slope;
    } else {
      const double dx = x1 - x0, dy = y1 - y0;
      for (size_t i = 0; i < n; ++i) out[i] = v[i] >= x0 ? y0 + (v[i] - x0) * dy / dx : out[i];
    }
  }
  const double xl = knots[count - 1].x, yl = knots[count - 1].y;
  for (size_t i = 0; i < n; ++i) out[i] = v[i] >= xl ? yl : out[i];
}

bool tally(size_t n, const double* __restrict count, Lanes rate, double* __restrict total, uint8_t* __restrict state) {
  uint8_t any = 0;
  for (size_t i = 0; i < n; ++i) {
    const bool wrong = (count[i] < 0.0) & (state[i] == 0);
    state[i] = wrong ? invalid : state[i];
    any = static_cast<uint8_t>(any | wrong);
    total[i] = total[i] + rate.at[i * rate.stride] * count[i];
  }
  return any != 0;
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
    const uint8_t mine = (disposition[i] == 0) & (state[i] == 1) ? uint8_t{0} : state[i];
    worst[i] = worst[i] > mine ? worst[i] : mine;
  }
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

}  // namespace

const Kernels& SANISCORE_JOIN(kernels_, SANISCORE_ISA)();
const Kernels& SANISCORE_JOIN(kernels_, SANISCORE_ISA)() {
  static const Kernels table{SANISCORE_TEXT(SANISCORE_ISA),
                             classify,
                             worst,
                             occurring,
                             range,
                             pass,
                             score,
                             intervals,
                             choice,
                             bands,
                             line,
                             tally,
                             fill,
                             add,
                             add_where,
                             clamp_most,
                             clamp_least,
                             subtract_from,
                             join,
                             settle,
                             by_policy,
                             mean_constant,
                             mean_share,
                             mean_finish,
                             extreme,
                             power_share,
                             power_finish,
                             shares_done,
                             coverage,
                             coverage_finish};
  return table;
}

}  // namespace saniscore::inline v0::detail
