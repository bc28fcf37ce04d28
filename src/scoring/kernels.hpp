// The inner loops, compiled once per instruction set behind a table of functions.
//
// Rules for kernels.cpp: no inline function from a header is called there (the linker could keep the copy of the
// widest instruction set for everybody), sums go in declared order, and nothing is contracted or reassociated, so
// that every path gives the same bits.
#pragma once

#include <cstddef>
#include <cstdint>

namespace saniscore::inline v0::detail {

/// A number per lane: stride 1, or one number for all: stride 0.
struct Lanes {
  const double* at = nullptr;
  std::size_t stride = 0;
};

struct BandRow {
  Lanes limit;
  int op;  ///< 0 <, 1 <=, 2 >, 3 >=, 4 always
  double earned;
  std::int16_t level;
};

struct ChoiceRow {
  double answer, earned;
  std::int16_t level;
};

struct IntervalRow {
  double from, to;
  std::int16_t level;
};

struct KnotRow {
  double x, y;
};

/// A share nearer to 0 than half its twelfth digit is 0 (see canonical): 0.7 − 0.4 − 0.3 leaves −5.6e-17, and neither
/// the sign nor the logarithm of that says anything.
inline constexpr double dust = (0.5 - 1.0 / 128) * 1e-11;

/// Per state: what a lane in that state becomes (known is entry 0).
struct PolicyRow {
  std::uint8_t disposition;
  double score, maximum, lower, upper, applicable;
};

/// Arrays of one node over the lanes of a block.
struct BundleView {
  double *score, *maximum, *lower, *upper, *applicable, *coverage;
  std::uint8_t *state, *disposition;
};

/// What is divided by, and 1 ÷ by in two parts where multiplying by them divides exactly; else `high` is 0.
struct Divisor {
  double by = 1, high = 0, low = 0;
};
Divisor divisor(double by);

/// A leaf that earns points × v ÷ of and has nothing else about it; NaN where nobody looked, which its policy has
/// turned into numbers.
struct PlainLeaf {
  const double* v;  ///< of the block
  Divisor of, full;
  double points;
  double factor,
      weight;    ///< numerator += factor × earned, denominator += weight (sum: 1, and what the maximum grows by)
  double cover;  ///< weight in the coverage
  double missing_numerator, missing_denominator;    ///< what a lane without a value adds instead
  double missing_low, missing_high, missing_whole;  ///< … to the enclosure
  long long missing_seen, missing_open;             ///< −1: such a lane has a score; is unknown
};

struct PlainGroup {
  PlainLeaf* leaves;
  std::size_t count;
  double points;
  bool mean;      ///< else sum
  bool multiply;  ///< all divisors can be multiplied by
  bool open;      ///< some leaf is unknown where nobody looked, or replaced by its policy
  /// What a block was found to hold.
  static constexpr unsigned is_odd = 1,  ///< what these loops do not know: nothing was computed
      is_missing = 2,                    ///< some lane of a leaf has no value
      is_gone = 4,                       ///< some lane of the group has no score
      is_open = 8;                       ///< some lane of the group is not wholly known: computed only with `open`
};

/// A child that has a score out of `full` in every lane.
struct WholeChild {
  const double* score;
  Divisor full;
  double factor, weight;
  bool divide;  ///< numerator += weight × (score ÷ full), else factor × score
};

struct WholeGroup {
  WholeChild* children;
  std::size_t count;
  double points;
  Divisor weights;  ///< of all children together
  bool mean, multiply;
};

/// A child of a weighted mean, some lanes of which have no score.
struct MeanChild {
  const double *score, *maximum;  ///< no maximum: it is the same wherever there is a score
  const std::uint8_t* disposition;
  double factor, weight;  ///< numerator += factor × score (weight × score ÷ maximum), denominator += weight
};

struct Kernels {
  const char* name;

  /// NaN is not_inspected, an infinity invalid, where `state` says known. Returns the states other than known that
  /// occur, as bits: 1 << state.
  unsigned (*classify)(std::size_t n, const double* v, std::uint8_t* state);
  /// out = the worse of both; and the states that occur.
  void (*worst)(std::size_t n, const std::uint8_t* state, std::uint8_t* out);
  unsigned (*occurring)(std::size_t n, const std::uint8_t* state);
  /// Known values outside [low, high] become invalid. Returns whether any did.
  bool (*range)(std::size_t n, const double* v, double low, double high, std::uint8_t* state);

  // Measures: earned points from values. Lanes whose state is not 0 hold anything. `level` may be null.
  // Each returns whether a lane became invalid.
  bool (*pass)(std::size_t n, const double* v, double points, double* out, std::int16_t* level, std::uint8_t* state);
  bool (*score)(std::size_t n, const double* v, Lanes of, double points, bool bounded, double* out,
                std::uint8_t* state);
  bool (*intervals)(std::size_t n, const double* v, const IntervalRow* rows, std::size_t count, std::int16_t* level,
                    std::uint8_t* state);
  bool (*choice)(std::size_t n, const double* v, const ChoiceRow* rows, std::size_t count, double* out,
                 std::int16_t* level, std::uint8_t* state);
  bool (*bands)(std::size_t n, const double* v, const BandRow* rows, std::size_t count, double* out,
                std::int16_t* level, std::uint8_t* state);
  void (*line)(std::size_t n, const double* v, const KnotRow* knots, std::size_t count, bool log_x, double* out);
  /// quotient = (target − v) ÷ step (above: v − target), scale = the larger of |target| and |v|, ÷ step.
  void (*steps)(std::size_t n, const double* v, Lanes target, Lanes step, bool above, double* quotient, double* scale);
  /// out = max(floor, points − deduct × max(0, steps)); 0: whole steps count, 1: begun ones, 2: parts of steps too.
  void (*lose)(std::size_t n, const double* steps, Lanes deduct, int counting, double points, double floor,
               double* out);
  /// snapped() where the larger of |x| and scale lies between 0.001 and a million; elsewhere NaN. Returns how many.
  std::size_t (*snap)(std::size_t n, const double* x, const double* scale, double* out);
  /// total += min(cap, rate × count); a negative count is invalid.
  bool (*tally)(std::size_t n, const double* count, Lanes rate, double* total, std::uint8_t* state);

  // Combining.
  void (*fill)(std::size_t n, double x, double* out);
  void (*add)(std::size_t n, const double* a, double* out);
  void (*add_where)(std::size_t n, double x, const std::uint8_t* disposition, std::uint8_t bits, double* out);
  void (*clamp_most)(std::size_t n, double most, double* out);
  void (*clamp_least)(std::size_t n, double least, double* out);
  void (*subtract_from)(std::size_t n, Lanes start, double* out);  ///< out = start - out
  void (*join)(std::size_t n, const std::uint8_t* disposition, const std::uint8_t* state,
               std::uint8_t* all_dispositions, std::uint8_t* worst);
  /// As join, of a group that acts on shares: a child without one (0 ÷ 0, no weight) says nothing about the state.
  void (*join_share)(std::size_t n, const double* applicable, const std::uint8_t* disposition,
                     const std::uint8_t* state, bool weightless, std::uint8_t* worst);
  /// Floats as the shortest decimals that read back to them; NaN where that has more than 6 places. Returns how many
  /// numbers became NaN.
  std::size_t (*decimals)(std::size_t n, const float* v, double* out);
  void (*settle)(std::size_t n, const std::uint8_t* disposition, std::uint8_t* state);

  /// A leaf's lanes by its states, of which `present` occur (as bits): disposition, maximum, and what replaces the
  /// score; the enclosure too where a state is unknown. Returns whether one is.
  bool (*by_policy)(std::size_t n, const PolicyRow* rows, unsigned present, const BundleView& b);

  /// Share of a child whose maximum is always the same: numerator += factor × score, denominator += weight.
  void (*mean_constant)(std::size_t n, double weight, double factor, const double* score,
                        const std::uint8_t* disposition, double* numerator, double* denominator, std::uint8_t* seen);

  /// Weighted share of a child where its disposition has a bit of `need`: numerator += weight × score ÷ maximum,
  /// denominator += weight; `seen` gets `bit` there.
  void (*mean_share)(std::size_t n, double weight, const double* score, const double* maximum,
                     const std::uint8_t* disposition, std::uint8_t need, std::uint8_t bit, double* numerator,
                     double* denominator, std::uint8_t* seen);
  /// out = denominator > 0 ? points × numerator ÷ denominator : 0.
  void (*mean_finish)(std::size_t n, double points, const double* numerator, const double* denominator, double* out);
  /// best = min (or max) of the shares seen so far.
  void (*extreme)(std::size_t n, bool least, const double* score, const double* maximum,
                  const std::uint8_t* disposition, std::uint8_t need, std::uint8_t bit, double* best,
                  std::uint8_t* seen);
  /// Adds weight × share^exponent; `zero` gets bit 1 where the mean is 0 (a share of 0 under an exponent ≤ 0), bit 2
  /// where a share is negative and counts as 0. Infinite shares are ends of enclosures.
  void (*power_share)(std::size_t n, double weight, double exponent, const double* score, const double* maximum,
                      const std::uint8_t* disposition, std::uint8_t need, std::uint8_t bit, double* numerator,
                      double* denominator, std::uint8_t* seen, std::uint8_t* zero);
  void (*power_finish)(std::size_t n, double points, double exponent, const double* numerator,
                       const double* denominator, const std::uint8_t* zero, double* out);
  /// disposition and maximum of a group that acts on shares.
  void (*shares_done)(std::size_t n, double points, const std::uint8_t* seen, const std::uint8_t* open,
                      std::uint8_t* disposition, double* maximum);
  void (*coverage)(std::size_t n, double weight, const double* share, const std::uint8_t* state, double* numerator,
                   double* denominator);
  void (*coverage_finish)(std::size_t n, const double* numerator, const double* denominator, double* out);
  /// Scores as the caller sees them (NaN: none), and whether they are provisional.
  void (*shown)(std::size_t n, const double* score, const std::uint8_t* disposition, double* out,
                std::uint8_t* provisional);

  /// NaN where a bit is 0; 8 numbers per byte.
  void (*blank)(std::size_t bytes, const std::uint8_t* validity, double* out);

  // Rows of long tables.
  /// How many numbers are not NaN.
  std::size_t (*known)(std::size_t n, const double* v);
  bool (*any_infinite)(std::size_t n, const double* v);
  /// unit = unit_of[its code], cell = place[the smaller of criterion and last] + the low bits of unit. Returns the
  /// largest place.
  std::uint32_t (*locate)(std::size_t n, const std::uint32_t* code, const std::uint32_t* criterion,
                          const std::uint32_t* unit_of, const std::uint32_t* place, std::uint32_t last,
                          std::uint32_t low_bits, std::uint32_t* unit, std::uint32_t* cell);

  // Null where the compiler has no vectors.
  /// A group of plain leaves; `open`: with its enclosure, `cover`: with its coverage. Expects disposition has_score and
  /// state known everywhere; changes them where that is not so.
  unsigned (*plain_group)(std::size_t n, const PlainGroup& g, bool open, bool cover, const BundleView& b);
  /// A group of whole children: score only. False: a lane that these loops do not know.
  bool (*whole_group)(std::size_t n, const WholeGroup& g, double* score);
  /// A weighted mean of children that may lack scores: what mean_constant, mean_share and mean_finish do. `seen` gets 1
  /// where there is a score. Returns whether there is one everywhere.
  bool (*mean_group)(std::size_t n, const MeanChild* children, std::size_t count, double points, double* score,
                     std::uint8_t* seen);
  /// A copy past the caches.
  void (*stream)(std::size_t n, const double* from, double* to);
};

const Kernels& kernels_baseline();
#if defined(SANISCORE_HAS_X86_KERNELS)
const Kernels& kernels_avx2();
const Kernels& kernels_avx512();
#endif

}  // namespace saniscore::inline v0::detail
