// The engine: runs a plan over blocks of lanes. One place per operation; everything else only calls run().
#pragma once

#include "scoring/frame.hpp"
#include "scoring/kernels.hpp"
#include "scoring/plan.hpp"

#include <saniscore/scoring/score.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <mutex>
#include <vector>

namespace saniscore::inline v0::detail {

/// A value slot: numbers with a state per lane.
struct Values {
  const double* v = nullptr;
  std::uint8_t* state = nullptr;
  double* own = nullptr;  ///< memory for results; `v` may point elsewhere (a borrowed column)
  unsigned present = 0;   ///< states other than known that occur, as bits 1 << state
  bool absent = false;    ///< the column was never given
};

/// Besides indices into NodeInfo::levels.
inline constexpr std::int16_t no_level = -1, unknown_level = -2;

/// A bundle slot: a node's result per lane. Where nothing is unknown, the enclosure is the score itself.
struct Bundle {
  BundleView own;  ///< memory
  std::int16_t* level = nullptr;
  bool uncertain = false;  ///< lower, upper, applicable hold something of their own
  bool partial = false;    ///< coverage holds something of its own; else 1, or -1 where not applicable
  bool whole = false;      ///< every lane is known and has a score …
  double full = 0;         ///< … of this maximum

  [[nodiscard]] const double* lower() const { return uncertain ? own.lower : own.score; }
  [[nodiscard]] const double* upper() const { return uncertain ? own.upper : own.score; }
  [[nodiscard]] const double* applicable() const { return uncertain ? own.applicable : own.maximum; }
  [[nodiscard]] double covered(std::size_t i) const {
    return partial ? own.coverage[i] : own.state[i] == 1 ? -1.0 : 1.0;
  }
  /// Lane i is what its policy makes of this state.
  void become(std::size_t i, const PolicyRow& row, std::uint8_t state) const {
    own.state[i] = state;
    own.disposition[i] = row.disposition;
    own.score[i] = row.score;
    own.maximum[i] = row.maximum;
    if (!uncertain) return;
    own.lower[i] = row.lower;
    own.upper[i] = row.upper;
    own.applicable[i] = row.applicable;
  }
};

/// All bytes the same. One unit at a time has one lane, for which memset() is a detour.
inline void set_bytes(std::uint8_t* out, std::uint8_t value, std::size_t n) {
  if (n == 1)
    *out = value;
  else
    std::memset(out, value, n);
}

struct Counts {
  double *least, *most;
};

/// Memory of one thread: all slots, sized once for a number of lanes.
struct Scratch {
  std::size_t lanes = 0;
  std::vector<double> doubles;
  std::vector<std::uint8_t> bytes;
  std::vector<std::int16_t> levels;
  std::vector<Values> values;
  std::vector<std::uint8_t*> truths;
  std::vector<Bundle> bundles;
  std::vector<Counts> counts;
  std::vector<PlainLeaf> plain;      ///< the plan's, with the block's columns
  std::vector<WholeChild> children;  ///< of one group
  std::vector<MeanChild> mean;       ///< of one group
  std::array<double*, 6> temp{};
  std::array<std::uint8_t*, 3> temp_bytes{};
  std::vector<std::size_t> base, count;  ///< lanes of the block per space

  void prepare(const Program& p, const Plan& plan, std::size_t lanes);
};

/// The column's lanes as numbers, NaN where there is none: where they lie, or else in `own`.
const double* numbers_of(const FrameColumn& in, std::size_t base, std::size_t n, double* own, const Kernels& k);

/// One block: units [first, last).
class Run {
 public:
  Run(const Program& program, const Plan& the_plan, const Frame& frame, const Kernels& kernels, Scratch& scratch)
      : p(program), plan(the_plan), f(frame), k(kernels), s(scratch) {}

  [[nodiscard]] const Kernels& kernels() const { return k; }
  void lanes_of(std::size_t first_unit, std::size_t last_unit);
  void step(const Step& st);
  /// The steps of a group of plain leaves in one; false: nothing was done, run them.
  bool fused(const Plan::Fused& group);

  [[nodiscard]] const Bundle& bundle(Slot slot) const { return s.bundles[plan.buffer[slot]]; }
  [[nodiscard]] Bundle& bundle(Slot slot) { return s.bundles[plan.buffer[slot]]; }
  [[nodiscard]] const Values& value(Slot slot) const { return s.values[plan.buffer[slot]]; }
  [[nodiscard]] Values& value(Slot slot) { return s.values[plan.buffer[slot]]; }
  [[nodiscard]] const std::uint8_t* truth(Slot slot) const { return s.truths[plan.buffer[slot]]; }
  [[nodiscard]] std::uint8_t* truth(Slot slot) { return s.truths[plan.buffer[slot]]; }
  [[nodiscard]] const Counts& counts(Slot slot) const { return s.counts[plan.buffer[slot]]; }

  /// First lane of `space` under the parent lane `lane` (both absolute).
  [[nodiscard]] std::size_t first(SpaceId space, std::size_t lane) const {
    const auto* a = f.spaces[space].first;
    return a ? a[lane] : lane;
  }
  /// The same through several spaces down.
  [[nodiscard]] std::size_t first_below(SpaceId from, SpaceId to, std::size_t lane) const;
  /// Calls g(i, from, to) for every lane i of a space and its lanes [from, to) of a finer one, within the block.
  template <class G>
  void each_below(SpaceId coarse, SpaceId fine, const G& g) const {
    for (std::size_t i = 0, n = lanes(coarse); i < n; ++i) {
      const auto lane = s.base[coarse] + i;
      g(i, first_below(coarse, fine, lane) - s.base[fine], first_below(coarse, fine, lane + 1) - s.base[fine]);
    }
  }
  [[nodiscard]] std::size_t lanes(SpaceId space) const { return s.count[space]; }
  void open_enclosure(Bundle& b, std::size_t n) const;             ///< makes the enclosure the bundle's own
  void snap(std::size_t n, double* x, const double* scale) const;  ///< x becomes snapped(x, scale); uses temp[5]

  struct Short {
    std::uint32_t node;
    std::size_t lane;
    SpaceId space;  ///< whose lanes are too few; `lane` is one of its parent's
    double needed;
    std::size_t had;
  };
  std::vector<Short>* shortages = nullptr;
  bool invalid = false;  ///< some leaf may have come out invalid

 private:
  const Program& p;
  const Plan& plan;
  const Frame& f;
  const Kernels& k;
  Scratch& s;

  // values (engine_value.cpp)
  void load(const Step& st);
  void refuse_unknown_attributes(const Step& st, std::size_t n, Values& out) const;
  void survey(const Step& st);
  void derive(const Step& st);
  void window(const Step& st);
  void select(const Step& st);
  void lower_value(const Step& st);
  // truths (engine_condition.cpp)
  void join(const Step& st);
  void test_value(const Step& st);
  void test_score(const Step& st);
  void test_level(const Step& st);
  void test_state(const Step& st);
  void test_count(const Step& st);
  void count(const Step& st);
  void every(const Step& st);
  void trend(const Step& st);
  void lower_truth(const Step& st);
  void applies(const Step& st);
  // bundles (engine_measure.cpp, engine_combine.cpp, engine_adjust.cpp, engine_reduce.cpp)
  void measure(const Step& st);
  bool earned(const LeafParams& l, std::size_t n, Bundle& b);
  bool deduct_or_award(const LeafParams& l, std::size_t n, Bundle& b);
  bool shortfall(const LeafParams& l, std::size_t n, const double* v, double points, double* out,
                 std::uint8_t* state) const;
  void combine(const Step& st);
  void heading(const Step& st, Bundle& out);
  bool combine_whole(const CombineParams& c, const Step& st, Bundle& out);
  void combine_sum(const CombineParams& c, const Step& st, Bundle& out);
  void combine_shares(const CombineParams& c, const Step& st, Bundle& out);
  void cover(const CombineParams& c, const Step& st, Bundle& out);
  void table(const Step& st);
  void adjust(const Step& st);
  void exclude(const Step& st);
  void reduce(const Step& st);
  void round(const Step& st);
  void broadcast(const Step& st);

  [[nodiscard]] Lanes number(const Number& x) const {
    return x.slot == none ? Lanes{&x.constant, 0} : Lanes{value(x.slot).v, 1};
  }
  Slot use(const Step& st, std::uint32_t i) const { return p.uses[st.uses + i]; }
};

/// What a node's lanes become by their state; row 5: excluded by its own `applies`, row 6: undecided
/// threshold, row 7: excluded with an ancestor.
/// `adjusted`: once the adjustments have had their say.
std::array<PolicyRow, 8> policy_rows(const NodeInfo& info, bool adjusted);

const Kernels& kernels_for(InstructionSet set);

}  // namespace saniscore::inline v0::detail
