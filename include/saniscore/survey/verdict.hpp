// Verdicts: does this sample show that a rate reaches a threshold? Met, not met, or not decided by this sample.
//
//   const auto d = survey::decide(94, 120, {.value = 0.85}).value();
//   std::cout << survey::sentence(d, Language::en);
#pragma once

#include <saniscore/base/result.hpp>
#include <saniscore/survey/rate.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace saniscore::inline v0::survey {

enum class Verdict : std::uint8_t { met, not_met, inconclusive };
/// "met" 达标, "not met" 未达标, "inconclusive" 本次样本不能判定.
[[nodiscard]] SANISCORE_EXPORT std::string_view to_text(Verdict verdict, Language language = Language::en);

/// A rate to reach, as a share: 0.9, not 90. `alpha` is the chance of either wrong verdict that is accepted.
struct Threshold {
  double value = 0.9;
  double alpha = 0.05;
};

struct Decision {
  Verdict verdict = Verdict::inconclusive;
  Threshold threshold;
  double rate = 0;
  std::int64_t n = 0;           ///< valid answers
  double lower = 0, upper = 1;  ///< one-sided bounds, each at 1 − alpha
  double p_met = 1;             ///< chance of a rate this high or higher if the true one were just the threshold
  double p_not_met = 1;         ///< the same for this low or lower
  double margin = 0;            ///< rate − threshold
  bool point_estimate_passes = false;
  bool simple = true;                      ///< judged by the exact binomial (or hypergeometric) distribution
  bool convenience = false;                ///< no probability sample: the verdict rests on a model
  DontKnow dont_know = DontKnow::exclude;  ///< as in the rate
  std::string coding;                      ///< of the rate; empty: plain counts
};

/// Met if the lower bound reaches the threshold, not met if the upper bound stays below it, else inconclusive.
/// x of n answers of a simple sample, by the exact test (Clopper–Pearson); with a finite population by the
/// hypergeometric distribution, where the threshold is met by ⌈threshold·N⌉ members. n = 0 is inconclusive.
/// Errors: D202 (counts), D241 (threshold).
[[nodiscard]] SANISCORE_EXPORT Result<Decision> decide(std::int64_t x, std::int64_t n, Threshold threshold,
                                                       std::optional<std::int64_t> population = {});
/// A designed rate by its one-sided Korn–Graubard bounds, a simple one by its counts. p values are the alpha at which
/// the bound would meet the threshold. Errors: D241.
[[nodiscard]] SANISCORE_EXPORT Result<Decision> decide(const Rate& rate, Threshold threshold);

/// How to keep the error of a list of verdicts, where one verdict in twenty would be wrong by chance alone.
enum class Family : std::uint8_t {
  bonferroni,
  holm,      ///< the chance of any wrong verdict in the list is alpha: for lists with consequences
  hochberg,  ///< the same, sharper, for independent streets
  bh,        ///< alpha of the verdicts are wrong: for screening (Benjamini & Hochberg 1995)
  by         ///< the same under any dependence (Benjamini & Yekutieli 2001)
};
/// p values corrected for their number, in the same order; they meet alpha as single ones do. O(n log n).
/// Errors: D242 (a p value outside 0 … 1).
[[nodiscard]] SANISCORE_EXPORT Result<std::vector<double>> adjusted(std::span<const double> p, Family family);
/// The decisions with corrected p values and verdicts; met and not met are two lists. All must share their alpha
/// (D242).
[[nodiscard]] SANISCORE_EXPORT Result<std::vector<Decision>> decide_all(std::span<const Decision> decisions,
                                                                        Family family = Family::holm);

/// One sentence that a leader can read, with the numbers it rests on.
[[nodiscard]] SANISCORE_EXPORT std::string sentence(const Decision& decision, Language language = Language::en);

/// Chances of x or more, and of x or fewer, favourable among n if the rate were `rate`.
enum class TailMethod : std::uint8_t { exact, mid_p, score };
struct Chances {
  double at_least = 1, at_most = 1;
};
/// Errors: D202, D241.
[[nodiscard]] SANISCORE_EXPORT Result<Chances> chances(std::int64_t x, std::int64_t n, double rate,
                                                       TailMethod method = TailMethod::exact);

}  // namespace saniscore::inline v0::survey
