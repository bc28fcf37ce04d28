// How respondents were chosen: weights, strata, primary units, finite populations.
//
//   const auto design = survey::Design::make({.weight = w, .stratum = street, .psu = community, .psu_population = n},
//                                            {.lonely = survey::LonelyUnit::center}).value();
//   const auto r = survey::rate(design, answers).value();                  // everybody
//   const auto many = survey::rates(design, answers, street_of).value();   // one pass for all streets
#pragma once

#include <saniscore/base/result.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace saniscore::inline v0::survey {

/// What a stratum with a single primary unit adds to the variance. It has no variance of its own.
enum class LonelyUnit : std::uint8_t {
  error,      ///< refuse the design
  certainty,  ///< nothing: the unit was taken with certainty
  center,     ///< its distance from the mean of all, instead of the stratum's (R: "adjust")
  average,    ///< what the other strata add on average
  collapse    ///< it is joined with the stratum next to it (the one after it by id; the last with the one before)
};

/// Where the respondents come from.
enum class Sample : std::uint8_t {
  probability,  ///< drawn by a known rule
  convenience   ///< an open link, a stall: intervals then rest on a model, and every result says so
};

/// One row per respondent; an empty column means: weight 1, one stratum, every respondent a unit, infinite populations.
/// Ids may be any numbers.
struct Columns {
  std::span<const double> weight{};         ///< people a respondent stands for, 1 ÷ chance of being drawn; not a count
  std::span<const std::int32_t> stratum{};  ///< e.g. street
  std::span<const std::int32_t> psu{};      ///< what was drawn first within the stratum, e.g. community
  std::span<const double> psu_population{};  ///< primary units in the whole stratum, drawn or not; 0: infinite
  std::span<const double> psu_size{};  ///< people in the primary unit, asked or not; counts where its stratum is finite
  std::span<const std::string> stratum_names{}, psu_names{};  ///< what ids 0, 1, … are called, for messages
};

struct DesignOptions {
  LonelyUnit lonely = LonelyUnit::error;
  Sample sample = Sample::probability;
};

/// Immutable and cheap to copy; may be used by several threads. Holds its own index, not the caller's columns.
/// A row of weight 0 is as if it were not there.
class SANISCORE_EXPORT Design {
 public:
  /// Time and memory proportional to the rows. Errors: D221 (columns of different lengths, or no rows),
  /// D222 (a weight that is negative or not finite, or no positive one), D223 (a primary unit in two strata),
  /// D224 (psu_population, psu_size), D225 (a lonely unit).
  static Result<Design> make(const Columns& columns, DesignOptions options = {});
  /// A simple random sample of so many respondents.
  static Result<Design> simple(std::size_t respondents, Sample sample = Sample::probability);

  [[nodiscard]] std::size_t rows() const noexcept;
  [[nodiscard]] std::size_t psus() const noexcept;
  [[nodiscard]] std::size_t strata() const noexcept;
  /// Neither weights that differ, strata, units nor populations: answers are simple counts.
  [[nodiscard]] bool is_simple() const noexcept;

  struct Data;
  explicit Design(std::shared_ptr<const Data> data) noexcept : data_(std::move(data)) {}
  [[nodiscard]] const Data& data() const noexcept { return *data_; }

 private:
  std::shared_ptr<const Data> data_;
};

}  // namespace saniscore::inline v0::survey
