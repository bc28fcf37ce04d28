#include "scoring/engine.hpp"

#include "scoring/numbers.hpp"

#include <algorithm>
#include <cmath>

namespace saniscore::inline v0 {

bool supported(InstructionSet set) {
  switch (set) {
    case InstructionSet::automatic:
    case InstructionSet::baseline: return true;
#if defined(SANISCORE_HAS_X86_KERNELS)
    case InstructionSet::avx2: return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0;
    case InstructionSet::avx512:
      return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512dq") != 0 &&
             __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("avx512vl") != 0;
#else
    default: return false;
#endif
  }
  return false;
}

std::string_view to_text(InstructionSet set) {
  switch (set) {
    case InstructionSet::automatic: return "automatic";
    case InstructionSet::baseline: return "baseline";
    case InstructionSet::avx2: return "avx2";
    case InstructionSet::avx512: return "avx512";
  }
  return "";
}

namespace detail {

const Kernels& kernels_for(InstructionSet set) {
#if defined(SANISCORE_HAS_X86_KERNELS)
  if (set == InstructionSet::automatic)
    set = supported(InstructionSet::avx512) ? InstructionSet::avx512
          : supported(InstructionSet::avx2) ? InstructionSet::avx2
                                            : InstructionSet::baseline;
  if (set == InstructionSet::avx512 && supported(set)) return kernels_avx512();
  if (set == InstructionSet::avx2 && supported(set)) return kernels_avx2();
#else
  (void)set;
#endif
  return kernels_baseline();
}

void Scratch::prepare(const Program& p, const Plan& plan, std::size_t want) {
  lanes = want < 8 ? want : (want + 7) / 8 * 8;  // whole cache lines
  const auto kinds = plan.buffers;
  const auto n_values = kinds[static_cast<std::size_t>(SlotKind::value)],
             n_truths = kinds[static_cast<std::size_t>(SlotKind::truth)],
             n_bundles = kinds[static_cast<std::size_t>(SlotKind::bundle)],
             n_counts = kinds[static_cast<std::size_t>(SlotKind::count)];
  doubles.resize((n_values + 6 * n_bundles + 2 * n_counts + temp.size()) * lanes);
  bytes.resize((n_values + n_truths + 2 * n_bundles + temp_bytes.size()) * lanes);
  levels.resize(n_bundles * lanes);
  double* d = doubles.data();
  std::uint8_t* b = bytes.data();
  std::int16_t* l = levels.data();
  const auto next_d = [&] { return std::exchange(d, d + lanes); };
  const auto next_b = [&] { return std::exchange(b, b + lanes); };
  values.assign(n_values, {});
  for (auto& v : values) {
    v.own = next_d();
    v.state = next_b();
  }
  truths.assign(n_truths, nullptr);
  for (auto& t : truths) t = next_b();
  bundles.assign(n_bundles, {});
  for (auto& x : bundles) {
    x.own = {next_d(), next_d(), next_d(), next_d(), next_d(), next_d(), next_b(), next_b()};
    x.level = std::exchange(l, l + lanes);
  }
  counts.assign(n_counts, {});
  for (auto& c : counts) c = {next_d(), next_d()};
  for (auto& t : temp) t = next_d();
  for (auto& t : temp_bytes) t = next_b();
  plain = plan.plain_leaves;
  std::size_t most = 0;
  for (auto k : plan.steps) most = std::max<std::size_t>(most, p.steps[k].op == Op::combine ? p.steps[k].use_count : 0);
  children.resize(most);
  mean.resize(most);
  base.resize(p.spaces.size());
  count.resize(p.spaces.size());
}

void Run::lanes_of(std::size_t first_unit, std::size_t last_unit) {
  s.base[0] = first_unit;
  s.count[0] = last_unit - first_unit;
  for (SpaceId k2 = 1; k2 < p.spaces.size(); ++k2) {  // parents come before children
    const auto parent = p.spaces[k2].parent;
    s.base[k2] = first(k2, s.base[parent]);
    s.count[k2] = first(k2, s.base[parent] + s.count[parent]) - s.base[k2];
  }
}

std::size_t Run::first_below(SpaceId from, SpaceId to, std::size_t lane) const {
  if (from == to) return lane;
  return first(to, first_below(from, p.spaces[to].parent, lane));
}

void Run::open_enclosure(Bundle& b, std::size_t n) const {
  if (b.uncertain) return;
  std::copy_n(b.own.score, n, b.own.lower);
  std::copy_n(b.own.score, n, b.own.upper);
  std::copy_n(b.own.maximum, n, b.own.applicable);
  b.uncertain = true;
}

void Run::snap(std::size_t n, double* x, const double* scale) const {
  auto* out = s.temp[5];
  if (k.snap(n, x, scale, out) > 0)
    for (std::size_t i = 0; i < n; ++i)
      if (std::isnan(out[i])) out[i] = snapped(x[i], scale[i]);
  std::copy_n(out, n, x);
}

void Run::step(const Step& st) {
  if (p.slots[st.out].kind == SlotKind::bundle) bundle(st.out).whole = false;
  switch (st.op) {
    case Op::load: return load(st);
    case Op::ratio:
    case Op::sum:
    case Op::difference: return derive(st);
    case Op::survey: return survey(st);
    case Op::window: return window(st);
    case Op::select: return select(st);
    case Op::lower_value: return lower_value(st);
    case Op::all:
    case Op::any:
    case Op::negate:
    case Op::at_least: return join(st);
    case Op::test_value: return test_value(st);
    case Op::test_score: return test_score(st);
    case Op::test_level: return test_level(st);
    case Op::test_state: return test_state(st);
    case Op::test_count: return test_count(st);
    case Op::every: return every(st);
    case Op::trend: return trend(st);
    case Op::lower_truth: return lower_truth(st);
    case Op::applies: return applies(st);
    case Op::count: return count(st);
    case Op::measure: return measure(st);
    case Op::combine: return combine(st);
    case Op::table: return table(st);
    case Op::adjust: return adjust(st);
    case Op::exclude: return exclude(st);
    case Op::reduce: return reduce(st);
    case Op::round: return round(st);
    case Op::broadcast: return broadcast(st);
  }
}

}  // namespace detail
}  // namespace saniscore::inline v0
