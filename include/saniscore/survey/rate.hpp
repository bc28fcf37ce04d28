// Rates and indices of a designed sample, with their standard errors and intervals.
#pragma once

#include <saniscore/base/result.hpp>
#include <saniscore/survey/coding.hpp>
#include <saniscore/survey/design.hpp>
#include <saniscore/survey/interval.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace saniscore::inline v0::survey {

/// Bits of Rate::flags.
namespace flag {
inline constexpr std::uint32_t no_answers = 1;      ///< no valid answer: rate, se and limits say nothing (NaN, 0 … 1)
inline constexpr std::uint32_t all_or_none = 2;     ///< 0 or 100 %
inline constexpr std::uint32_t small_n = 4;         ///< fewer than 30 valid answers, or effective ones
inline constexpr std::uint32_t df_below_8 = 8;      ///< the standard error itself is poorly known
inline constexpr std::uint32_t lonely_psu = 16;     ///< a stratum with one primary unit took part
inline constexpr std::uint32_t calibrated = 32;     ///< weights were raked or post-stratified
inline constexpr std::uint32_t zero_variance = 64;  ///< se is 0 although the rate is not 0 or 100 %
inline constexpr std::uint32_t no_df = 128;         ///< all answers lie in one unit per stratum: no interval (0 … 1)
inline constexpr std::uint32_t simple = 256;        ///< a simple random sample: the counts are all there is
inline constexpr std::uint32_t convenience = 512;   ///< no probability sample: the interval rests on a model
}  // namespace flag

/// Whether the figure should be printed: NCHS data presentation standards for proportions (Parker et al. 2017).
enum class Presentation : std::uint8_t { present, review, suppress };

/// How a standard error is worked out.
enum class Variance : std::uint8_t {
  taylor,  ///< linearisation
  jackknife  ///< the rate anew without each primary unit (JKn): Σ_h (1 − f_h)(n_h − 1)/n_h Σ_i (p_hi − p̄)², p̄ their
             ///< mean
};

struct RateOptions {
  double level = 0.95;
  /// None: Wilson for simple samples, else Korn–Graubard. Designs also know wilson, logit, arcsine, likelihood_ratio
  /// and wald, with n_eff for n and t for z; methods for whole counts are then refused (D232).
  std::optional<Method> method{};
  /// Where 0 or 100 % are favourable no variance can be seen and NCHS takes n_eff = n. With clusters that is
  /// optimistic: a design effect given here (say, that of the whole city) divides n there.
  double deff_at_ends = 1;
  /// The jackknife needs two primary units in each stratum (or LonelyUnit certainty, collapse), a design that is not
  /// calibrated, and one stage; else D232. Wolter 2007, Introduction to Variance Estimation, 4.5; R: type "JKn".
  Variance variance = Variance::taylor;
};

/// A rate among the valid answers: p = Σwy/Σw, with the Taylor-linearised standard error (Woodruff 1971; Binder 1983)
/// unless the options say otherwise.
struct Rate {
  double rate = 0, se = 0;
  Interval ci;
  double deff = 1;  ///< se² ÷ that of as many answers drawn simply, with replacement; unchanged by the weights' scale
  double deff_finite =
      1;  ///< the same against drawing without replacement from Σw people (R's default); NaN if Σw <= n
  double deff_kish = 1;  ///< n Σw² ÷ (Σw)²: what the weights alone cost
  double n_eff = 0;      ///< p(1 − p) ÷ se²; at 0 and 100 % the valid answers ÷ deff_at_ends
  std::int32_t df = 0;   ///< primary units − strata, among those with valid answers
  std::int32_t n_psu = 0, n_strata = 0;
  std::int64_t n_asked = 0, n_valid = 0, n_favourable = 0, n_dk = 0, n_missing = 0;  ///< respondents, unweighted
  double population = 0;                                                             ///< Σw of the valid answers
  std::uint32_t flags = 0;
  Presentation presentation = Presentation::present;
  Variance variance = Variance::taylor;
  DontKnow dont_know = DontKnow::exclude;
  std::string coding;
};

/// The rate of all respondents, or of those for whom `where` is not 0. Errors: D201 (level), D231 (lengths),
/// D232 (method), D233 (no valid answer).
[[nodiscard]] SANISCORE_EXPORT Result<Rate> rate(const Design& design, const Answers& answers,
                                                 const RateOptions& options = {},
                                                 std::span<const std::uint8_t> where = {});

struct Rates {
  std::vector<std::int32_t> group;  ///< ascending
  std::vector<Rate> rate;           ///< of each group; one without a valid answer is flagged
};
/// The rates of all groups in one pass over the respondents (one pass per group after calibration, or with psu_size). A
/// negative group is left out. Groups are domains: all primary units of the design count in the variance, also those
/// where the group does not occur. To report communities that were primary units, make a design whose strata they are.
/// Errors: D201, D231, D232.
[[nodiscard]] SANISCORE_EXPORT Result<Rates> rates(const Design& design, const Answers& answers,
                                                   std::span<const std::int32_t> group,
                                                   const RateOptions& options = {});

/// An index is a mean of scale values (Answers::values), not a share: its interval is mean ± t·se, never a binomial
/// one.
struct Index {
  double mean = 0, se = 0;
  double lower = 0, upper = 0, level = 0.95;  ///< infinite where df is 0
  double deff = 1, deff_finite = 1;
  std::int32_t df = 0;
  std::int64_t n_asked = 0, n_valid = 0;
  std::uint32_t flags = 0;
  std::string coding;
};
/// Errors: D201, D231, D233 (no answer has a value).
[[nodiscard]] SANISCORE_EXPORT Result<Index> index(const Design& design, const Answers& answers, double level = 0.95,
                                                   std::span<const std::uint8_t> where = {});

}  // namespace saniscore::inline v0::survey
