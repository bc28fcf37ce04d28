// From inputs to points: the loops of the measures.
// Part of kernels.cpp, which alone includes it: everything has internal linkage, so each instruction set has its own.
#pragma once

#include "scoring/kernels.hpp"
#include "scoring/kernels_logarithm.hpp"

namespace saniscore::inline v0::detail {
namespace {

using std::int16_t;
using std::size_t;
using std::uint8_t;

constexpr uint8_t not_inspected = 2, invalid = 4;
constexpr double huge = 1.7976931348623157e308;

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

template <size_t Target, size_t Step>
void steps_of(size_t n, const double* __restrict v, const double* __restrict target, const double* __restrict step,
              bool above, double* __restrict quotient, double* __restrict scale) {
  for (size_t i = 0; i < n; ++i) {
    const double t = target[i * Target], size = t < 0.0 ? -t : t, mine = v[i] < 0.0 ? -v[i] : v[i];
    quotient[i] = (above ? v[i] - t : t - v[i]) / step[i * Step];
    scale[i] = (size < mine ? mine : size) / step[i * Step];
  }
}

void steps(size_t n, const double* v, Lanes target, Lanes step, bool above, double* quotient, double* scale) {
  if (target.stride == 0)
    step.stride == 0 ? steps_of<0, 0>(n, v, target.at, step.at, above, quotient, scale)
                     : steps_of<0, 1>(n, v, target.at, step.at, above, quotient, scale);
  else
    step.stride == 0 ? steps_of<1, 0>(n, v, target.at, step.at, above, quotient, scale)
                     : steps_of<1, 1>(n, v, target.at, step.at, above, quotient, scale);
}

/// Towards zero, of numbers below 2⁵¹; never −0.
inline double truncated(double x) {
  constexpr double nearest = 0x1.8p52;
  const double r = (x + nearest) - nearest;
  const double less = r > x ? r - 1.0 : r, more = r < x ? r + 1.0 : r;
  return (x < 0.0 ? more : less) + 0.0;
}

template <size_t Stride>
void lose_each(size_t n, const double* __restrict steps, const double* __restrict deduct, int counting, double points,
               double floor, double* __restrict out) {
  for (size_t i = 0; i < n; ++i) {
    const double x = steps[i] > 0.0 ? steps[i] : 0.0;
    const double whole = x < 0x1p51 ? truncated(x) : x;
    const double begun = whole < x ? whole + 1.0 : whole;
    const double counted = counting == 0 ? whole : counting == 1 ? begun : x;
    const double left = points - deduct[i * Stride] * counted;
    out[i] = floor < left ? left : floor;
  }
}

void lose(size_t n, const double* steps, Lanes deduct, int counting, double points, double floor, double* out) {
  deduct.stride == 0 ? lose_each<0>(n, steps, deduct.at, counting, points, floor, out)
                     : lose_each<1>(n, steps, deduct.at, counting, points, floor, out);
}

/// canonical() in numbers.cpp, which says why.
size_t snap(size_t n, const double* __restrict x, const double* __restrict scale, double* __restrict out) {
  constexpr double half = 0.5 + 1.0 / 128;
  size_t left = 0;
  for (size_t i = 0; i < n; ++i) {
    const double a = x[i] < 0.0 ? -x[i] : x[i];
    const double size = a < scale[i] ? scale[i] : a;
    double power = 1e11;  // 10 to the power of 11 less the exponent of the size
    power = size >= 1e1 ? 1e10 : power;
    power = size >= 1e2 ? 1e9 : power;
    power = size >= 1e3 ? 1e8 : power;
    power = size >= 1e4 ? 1e7 : power;
    power = size >= 1e5 ? 1e6 : power;
    power = size < 1.0 ? 1e12 : power;
    power = size * 1e1 < 1.0 ? 1e13 : power;
    power = size * 1e2 < 1.0 ? 1e14 : power;
    const double scaled = x[i] * power;
    const double snapped = truncated(scaled < 0.0 ? scaled - half : scaled + half) / power;
    const bool known = (size < 1e6) & (size * 1e3 >= 1.0);
    out[i] = known ? snapped : __builtin_nan("");
  }
  for (size_t i = 0; i < n; ++i) left += out[i] == out[i] ? size_t{0} : size_t{1};
  return left;
}

/// Answers that are small whole numbers, as codes of labels are: looked up.
template <bool Levels>
void choice_by_code(size_t n, const double* __restrict v, const ChoiceRow* rows, size_t count, double* __restrict out,
                    int16_t* __restrict level) {
  constexpr int most = 64;
  double earned[most];
  int16_t levels[most];
  for (int c = 0; c < most; ++c) {
    earned[c] = huge;
    levels[c] = -1;
  }
  for (size_t k = 0; k < count; ++k) {
    earned[static_cast<int>(rows[k].answer)] = rows[k].earned;
    levels[static_cast<int>(rows[k].answer)] = rows[k].level;
  }
  for (size_t i = 0; i < n; ++i) {
    const double x = v[i] >= 0.0 && v[i] < 64.0 ? v[i] : 0.5;
    const int code = static_cast<int>(x);
    const bool is = static_cast<double>(code) == x;
    out[i] = is ? earned[code] : huge;
    if constexpr (Levels) level[i] = is ? levels[code] : int16_t{-1};
  }
}

bool choice(size_t n, const double* __restrict v, const ChoiceRow* rows, size_t count, double* __restrict out,
            int16_t* __restrict level, uint8_t* __restrict state) {
  bool codes = true;
  for (size_t k = 0; k < count; ++k) {
    const double x = rows[k].answer;
    codes = codes && x >= 0.0 && x < 64.0 && static_cast<double>(static_cast<int>(x)) == x;
  }
  if (codes) {
    level ? choice_by_code<true>(n, v, rows, count, out, level) : choice_by_code<false>(n, v, rows, count, out, level);
  } else {
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

}  // namespace
}  // namespace saniscore::inline v0::detail
