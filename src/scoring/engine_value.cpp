// Reading columns, and numbers made of other numbers.
#include "scoring/engine.hpp"
#include "scoring/lane_weights.hpp"
#include "scoring/numbers.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>

namespace saniscore::inline v0::detail {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// A float means the shortest decimal that reads back to it: 0.1f is 0.1, not 0.100000001490116….
double decimal_of(float x) {
  const double d = static_cast<double>(x);
  if (!(std::abs(d) < 1e15) || d == std::floor(d)) return d;
  double scale = 10;
  for (int places = 1; places <= 6; ++places, scale *= 10) {
    const double r = std::nearbyint(d * scale) / scale;
    if (static_cast<float>(r) == x) return r;
  }
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, x).ptr;
  double out = d;
  std::from_chars(text, end, out);
  return out;
}

bool bit_at(const std::uint8_t* bits, std::size_t i) { return (bits[i >> 3] >> (i & 7) & 1) != 0; }

/// NaN where the bits from `first` on are 0.
void blank_nulls(const std::uint8_t* validity, std::size_t first, std::size_t n, double* out, const Kernels& k) {
  std::size_t i = 0;
  for (; i < n && (first + i) % 8 != 0; ++i)
    if (!bit_at(validity, first + i)) out[i] = nan;
  const auto bytes = (n - i) / 8;
  k.blank(bytes, validity + (first + i) / 8, out + i);
  i += 8 * bytes;
  for (; i < n; ++i)
    if (!bit_at(validity, first + i)) out[i] = nan;
}

/// Lanes base … base + n of a column of T, whatever its stride; memory need not be aligned.
template <class T>
void read_as(const Column& c, std::size_t base, std::size_t n, double* out) {
  const char* at = static_cast<const char*>(c.data) +
                   (static_cast<std::ptrdiff_t>(c.offset) + static_cast<std::ptrdiff_t>(base) * c.stride) *
                       static_cast<std::ptrdiff_t>(sizeof(T));
  if (std::is_same_v<T, double> && c.stride == 1) {
    std::memcpy(out, at, n * sizeof(double));
    return;
  }
  const auto step = c.stride * static_cast<std::ptrdiff_t>(sizeof(T));
  for (std::size_t i = 0; i < n; ++i, at += step) {
    T x;
    std::memcpy(&x, at, sizeof x);
    if constexpr (std::is_same_v<T, float>)
      out[i] = decimal_of(x);
    else
      out[i] = static_cast<double>(x);
  }
}

void read_column(const Column& c, std::size_t base, std::size_t n, double* out) {
  switch (c.type) {
    case ColumnType::f64: return read_as<double>(c, base, n, out);
    case ColumnType::f32: return read_as<float>(c, base, n, out);
    case ColumnType::i8: return read_as<std::int8_t>(c, base, n, out);
    case ColumnType::i16: return read_as<std::int16_t>(c, base, n, out);
    case ColumnType::i32: return read_as<std::int32_t>(c, base, n, out);
    case ColumnType::i64: return read_as<std::int64_t>(c, base, n, out);
    case ColumnType::u8: return read_as<std::uint8_t>(c, base, n, out);
    case ColumnType::u16: return read_as<std::uint16_t>(c, base, n, out);
    case ColumnType::u32: return read_as<std::uint32_t>(c, base, n, out);
    case ColumnType::u64: return read_as<std::uint64_t>(c, base, n, out);
    case ColumnType::bit:
      for (std::size_t i = 0; i < n; ++i)
        out[i] = bit_at(static_cast<const std::uint8_t*>(c.data), c.offset + base + i) ? 1 : 0;
  }
}

}  // namespace

const double* numbers_of(const FrameColumn& in, std::size_t base, std::size_t n, double* own, const Kernels& k) {
  const auto& c = in.column;
  if (c.type == ColumnType::f64 && c.stride == 1 && in.recode.empty() && !c.validity &&
      reinterpret_cast<std::uintptr_t>(c.data) % alignof(double) == 0)
    return static_cast<const double*>(c.data) + c.offset + base;
  const auto* floats =
      c.type == ColumnType::f32 && c.stride == 1 && reinterpret_cast<std::uintptr_t>(c.data) % alignof(float) == 0
          ? static_cast<const float*>(c.data) + c.offset + base
          : nullptr;
  if (!floats) {
    read_column(c, base, n, own);
  } else if (k.decimals(n, floats, own) > 0) {
    for (std::size_t i = 0; i < n; ++i)
      if (std::isnan(own[i])) own[i] = decimal_of(floats[i]);
  }
  if (!in.recode.empty()) {
    const double other = in.recode.back();  // labels the standard does not name
    for (std::size_t i = 0; i < n; ++i) {
      const double code = own[i];
      own[i] = code != code                                                ? nan
               : code >= 0 && code < static_cast<double>(in.recode.size()) ? in.recode[static_cast<std::size_t>(code)]
                                                                           : other;
    }
  }
  if (c.validity) blank_nulls(c.validity, c.offset + base, n, own, k);
  return own;
}

void Run::load(const Step& st) {
  const auto& in = f.inputs[st.param];
  auto& out = s.values[plan.buffer[st.out]];
  const auto n = lanes(st.space), base = s.base[st.space];
  out.absent = in.column.data == nullptr;
  if (out.absent) {
    k.fill(n, nan, out.own);
    std::fill_n(out.state, n, static_cast<std::uint8_t>(in.missing));
    if (in.states)
      for (std::size_t i = 0; i < n; ++i)
        if (in.states[static_cast<std::ptrdiff_t>(base + i) * in.state_stride] != 0)
          out.state[i] = in.states[static_cast<std::ptrdiff_t>(base + i) * in.state_stride];
    out.v = out.own;
    out.present = k.occurring(n, out.state);
    refuse_unknown_attributes(st, n, out);
    return;
  }
  out.v = numbers_of(in, base, n, out.own, k);
  if (!in.states)
    set_bytes(out.state, 0, n);
  else
    for (std::size_t i = 0; i < n; ++i) {
      const auto code = in.states[static_cast<std::ptrdiff_t>(base + i) * in.state_stride];
      out.state[i] = code <= 4 ? code : std::uint8_t{4};
    }
  out.present = k.classify(n, out.v, out.state);
  refuse_unknown_attributes(st, n, out);
}

/// An attribute that is not known makes what needs it invalid, not uninspected.
void Run::refuse_unknown_attributes(const Step& st, std::size_t n, Values& out) const {
  if (out.present == 0 || !p.columns[p.inputs[st.param].name].attribute) return;
  for (std::size_t i = 0; i < n; ++i) out.state[i] = out.state[i] == 0 ? std::uint8_t{0} : std::uint8_t{4};
  out.present = 1u << 4;
}

/// An estimate of fewer answers than the standard asks for is as if nobody had asked. How many there were may be
/// untold.
void Run::survey(const Step& st) {
  const auto& v = value(use(st, 0));
  const auto& answers = value(use(st, 1));
  auto& out = s.values[plan.buffer[st.out]];
  const auto n = lanes(st.space);
  const double least = p.derived[st.param].least;
  std::copy_n(v.v, n, out.own);
  std::copy_n(v.state, n, out.state);
  for (std::size_t i = 0; i < n; ++i)
    if (out.state[i] == 0 && answers.state[i] == 0 && answers.v[i] < least) {
      out.state[i] = static_cast<std::uint8_t>(State::not_inspected);
      out.own[i] = nan;
    }
  out.v = out.own;
  out.absent = v.absent;
  out.present = k.occurring(n, out.state);
}

/// ratio, sum, difference: the worst state of the parts wins; results are snapped to 12 significant digits.
void Run::derive(const Step& st) {
  const auto& d = p.derived[st.param];
  auto& out = s.values[plan.buffer[st.out]];
  auto* scales = s.temp[0];
  const auto n = lanes(st.space);
  out.v = out.own;
  out.absent = false;
  unsigned present = 0;
  for (std::size_t i = 0; i < n; ++i) {
    std::uint8_t state = 0;
    double x = 0, scale = 0;
    for (std::uint32_t u = 0; u < st.use_count; ++u) {
      const auto& part = value(use(st, u));
      state = std::max(state, part.state[i]);
      const double y = part.v[i];
      scale = std::max(scale, std::abs(y));
      if (st.op == Op::sum)
        x += y;
      else if (st.op == Op::difference)
        x = u == 0 ? y : x - y;
    }
    if (st.op == Op::ratio && state == 0) {
      const double num = value(use(st, 0)).v[i], den = value(use(st, 1)).v[i];
      scale = 0;
      if (den != 0) {
        x = num / den * d.per;
      } else if (num == 0 && d.has_empty_value) {
        x = d.empty_value;
      } else {
        state = num == 0 ? d.empty_state : std::uint8_t{4};
      }
    }
    out.own[i] = state == 0 ? x : nan;
    scales[i] = scale;
    out.state[i] = state;
    present |= state == 0 ? 0u : 1u << state;
  }
  snap(n, out.own, scales);
  out.present = present;
}

/// The lanes of a window (rounds, sites, methods of an input) brought together before measuring. The first use is
/// what is brought together; a lane counts where the others, too, are known (both parts of a pooled ratio).
void Run::window(const Step& st) {
  const auto& space = p.spaces[st.param];
  const auto& step = space.step;
  const auto& in = value(use(st, 0));
  auto& out = s.values[plan.buffer[st.out]];
  const auto n = lanes(st.space), fine = s.base[st.param];
  const auto* keys = f.spaces[st.param].key;
  const auto least = number(space.least);
  const auto* reported_where = space.reported_where == none ? nullptr : truth(space.reported_where);
  const bool reports = shortages && space.reporter != none && (space.reports == none || space.reports == use(st, 0));
  const auto extras = {space.least.slot, space.applies, space.reported_where};
  const auto parts = st.use_count - static_cast<std::uint32_t>(3 - std::count(extras.begin(), extras.end(), none));
  const auto* applies = space.applies == none ? nullptr : truth(space.applies);
  out.v = out.own;
  out.absent = false;
  unsigned present = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const auto [a, b] =
        window_of(step, first(st.param, s.base[st.space] + i) - fine, first(st.param, s.base[st.space] + i + 1) - fine);
    const LaneWeights weights(step, keys ? keys + fine : nullptr, f.keys, a, b);
    std::uint8_t state = 0, newest = 1;
    double sum = 0, scale = 0, low = infinity, high = -infinity, weight = 0, last = nan;
    std::size_t known = 0, asked = 0;
    for (auto j = a; j < b; ++j) {
      const double w = weights.of(j);
      if (w == 0) continue;
      ++asked;
      std::uint8_t mine = 0;
      for (std::uint32_t u = 0; u < parts; ++u) mine = std::max(mine, value(use(st, u)).state[j]);
      if (applies && applies[j] != yes) mine = applies[j] == no ? std::uint8_t{1} : std::uint8_t{4};
      if (mine == 1) continue;  // what is not applicable is left out
      state = std::max(state, mine);
      newest = mine;
      last = in.v[j];
      if (mine != 0) continue;
      ++known;
      weight += w;
      sum += w * in.v[j];
      scale = std::max(scale, std::abs(in.v[j]));
      low = std::min(low, in.v[j]);
      high = std::max(high, in.v[j]);
    }
    if (asked == 0)
      state = 2;
    else if (step.by == ReduceStep::By::latest || (known == 0 && state == 0))
      state = newest;
    if (step.least && state != 1) {
      // a number without a value (NaN) is never more
      const double needed = least.at[i * least.stride];
      const bool few = needed > static_cast<double>(known);
      // a leaf's own step speaks up unless it surely does not apply, its input only where it surely does
      const bool here = !reported_where || (space.owner == none ? reported_where[i] == yes : reported_where[i] != no);
      if (few && reports && here) shortages->push_back({space.reporter, s.base[st.space] + i, st.param, needed, known});
      // an input over too few lanes is no input; a leaf's own step only reports, unless it says otherwise
      if (few && state == 0 && (space.owner == none || step.short_is_unknown)) state = 2;
    }
    if (state == 0 && weights.missing() > 0) state = 2;
    double x = nan;
    if (state == 0) {
      switch (step.by) {
        case ReduceStep::By::sum:
        case ReduceStep::By::pooled: x = snapped(sum, scale); break;
        case ReduceStep::By::worst: x = space.demerit ? high : low; break;
        case ReduceStep::By::latest: x = last; break;
        default: x = snapped(sum / weight, scale); break;
      }
    }
    out.own[i] = x;
    out.state[i] = state;
    present |= state == 0 ? 0u : 1u << state;
  }
  out.present = present;
}

/// What is said of a lane holds in all the finer ones.
void Run::lower_value(const Step& st) {
  const auto slot = use(st, 0);
  const auto& in = value(slot);
  auto& out = s.values[plan.buffer[st.out]];
  out.v = out.own;
  out.absent = in.absent;
  out.present = in.present;
  each_below(p.slots[slot].space, st.space, [&](std::size_t i, std::size_t from, std::size_t to) {
    std::fill(out.own + from, out.own + to, in.v[i]);
    std::fill(out.state + from, out.state + to, in.state[i]);
  });
}

/// The first case whose condition holds; an unknown condition before it, or none that holds, makes it invalid.
void Run::select(const Step& st) {
  auto& out = s.values[plan.buffer[st.out]];
  const auto n = lanes(st.space);
  out.v = out.own;
  out.absent = false;
  unsigned present = 0;
  for (std::size_t i = 0; i < n; ++i) {
    double x = nan;
    std::uint8_t state = 4;
    for (const auto& c : p.selects[st.param]) {
      const auto t = c.when == none ? std::uint8_t{yes} : truth(c.when)[i];
      if (t == unsure) break;
      if (t != yes) continue;
      const auto l = number(c.value);
      x = l.at[i * l.stride];
      state = c.value.slot == none ? std::uint8_t{0} : value(c.value.slot).state[i];
      break;
    }
    out.own[i] = x;
    out.state[i] = state;
    present |= state == 0 ? 0u : 1u << state;
  }
  out.present = present;
}

}  // namespace saniscore::inline v0::detail
