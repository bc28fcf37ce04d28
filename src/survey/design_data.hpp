// The index of a design: rows by primary unit, primary units by stratum.
#pragma once

#include <saniscore/survey/design.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace saniscore::inline v0::survey {

/// What calibration leaves for the variance: residuals are taken from a regression on the cells of each margin.
struct Calibration {
  std::vector<double> base_weight;              ///< of each row, before calibration
  std::vector<std::vector<std::int32_t>> cell;  ///< per margin and row: 0 …
  std::vector<std::int32_t> cells;              ///< per margin
};

struct Design::Data {
  // in the caller's order
  std::vector<double> weight;
  // Rows with a positive weight, those of one primary unit beside each other; empty: as they come.
  std::vector<std::uint32_t> order;
  std::vector<double> ordered_weight;   // the weights in that order; empty with `order`
  std::vector<std::uint32_t> psu_rows;  // where each primary unit begins; one more at the end. Empty: a row is a unit
  std::vector<std::uint32_t> strata;    // where each stratum's units begin; one more at the end
  std::vector<double> open;             // per stratum 1 − n_h/N_h
  std::vector<double> second_open;      // per unit 1 − m_hi/M_hi; empty: no second stage
  DesignOptions options;
  bool simple = false;
  bool collapsed = false;  ///< lonely strata were joined with others
  std::shared_ptr<const Calibration> calibration;

  [[nodiscard]] std::size_t used() const { return order.empty() ? weight.size() : order.size(); }
  [[nodiscard]] std::size_t row(std::size_t i) const { return order.empty() ? i : order[i]; }
  [[nodiscard]] double used_weight(std::size_t i) const { return order.empty() ? weight[i] : ordered_weight[i]; }
  /// Where a unit's rows begin; those of unit k end where those of unit k + 1 begin.
  [[nodiscard]] std::size_t begin(std::size_t unit) const { return psu_rows.empty() ? unit : psu_rows[unit]; }
  [[nodiscard]] std::size_t units() const { return psu_rows.empty() ? used() : psu_rows.size() - 1; }
};

/// What an id is called in messages.
[[nodiscard]] std::string name_of(std::span<const std::string> names, std::int32_t id);

/// Ids as 0, 1, … in ascending order of the ids.
struct Dense {
  std::vector<std::int32_t> index;  ///< per row; −1 where the id is negative and `skip_negative`
  std::vector<std::int32_t> ids;    ///< ascending
};
[[nodiscard]] Dense dense(std::span<const std::int32_t> ids, bool skip_negative = false);

/// The variance of Σ z over the drawn rows; z is per row in the caller's order and already holds the weight:
/// Σ_h (1 − f_h) n_h/(n_h − 1) Σ_i (z_hi − z̄_h)² + Σ_h f_h Σ_i (1 − f_hi) m_hi/(m_hi − 1) Σ_j (z_hij − z̄_hi)², lonely
/// units as the design says, calibration by residuals.
[[nodiscard]] double variance(const Design::Data& design, std::span<const double> z);

/// The covariances of the totals of groups: row r adds z[r] to that of group[r], or (−1) to none; row by row. Rows
/// once, and the square of the groups in each unit; where covariances_are_slow(), a variance() for each pair of groups.
[[nodiscard]] std::vector<double> covariances(const Design::Data& design, std::span<const double> z,
                                              std::span<const std::int32_t> group, std::size_t groups);
[[nodiscard]] bool covariances_are_slow(const Design::Data& design);

/// Solves A x = b for a symmetric A >= 0. Where A is not regular, unknowns without a pivot of their own are 0.
struct Solution {
  std::vector<double> values;
  bool regular = true;
};
[[nodiscard]] Solution solve(std::vector<double> a, std::vector<double> b);

/// Primary units − strata, among those with a row for which valid(row) holds.
template <class Valid>
std::int32_t degrees_of_freedom(const Design::Data& d, Valid valid) {
  std::int32_t df = 0;
  for (std::size_t h = 0; h + 1 < d.strata.size(); ++h) {
    std::int32_t units = 0;
    for (std::size_t unit = d.strata[h]; unit < d.strata[h + 1]; ++unit) {
      bool any = false;
      for (auto i = d.begin(unit); i < d.begin(unit + 1) && !any; ++i) any = valid(d.row(i));
      units += any;
    }
    if (units > 0) df += units - 1;
  }
  return df;
}

/// Adds up the variance over the strata that take part, with lonely units as the design says.
class StrataSum {
 public:
  explicit StrataSum(const Design::Data& design) : design_(&design) {}
  /// Stratum h adds Σ (z − z̄)² over all its units, whose z add up to `total`.
  void add(std::size_t h, double total, double squares);
  [[nodiscard]] double variance() const;
  [[nodiscard]] bool has_lonely() const { return lonely_ > 0; }
  [[nodiscard]] std::int32_t strata() const { return strata_; }

 private:
  const Design::Data* design_;
  double sum_ = 0;
  std::int32_t strata_ = 0, lonely_ = 0;
};

}  // namespace saniscore::inline v0::survey
