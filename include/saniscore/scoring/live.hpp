// Live: units whose observations change one at a time, and whose scores are always up to date.
//
//   auto live = Live::start(table).value();
//   live.set(unit, *live.column("3.2"), 7.5);      // one inspector reports
//   live.score(standard.root(), unit);             // any thread, at any time
//
// A change works out again only what it reaches: the leaf, its groups up to the root, and the conditions that read
// them. The same steps as score(), so the same bits as scoring everything again.
#pragma once

#include <saniscore/scoring/score.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace saniscore::inline v0 {

/// A node's result, as a Scorecard has it.
struct LiveScore {
  double score = 0, maximum = 0;  ///< score is NaN where there is none
  double lower = 0, upper = 0;
  double coverage = 0;
  State state = State::known;
  bool provisional = false;
  std::int16_t level = -1;
  friend bool operator==(const LiveScore&, const LiveScore&) = default;
};

struct LiveOutcome {
  std::int16_t level = no_result;  ///< or undecided
  std::uint64_t possible = 0;      ///< as Scorecard::possible
  friend bool operator==(const LiveOutcome&, const LiveOutcome&) = default;
};

/// All results of one unit at one moment.
struct LiveUnit {
  std::vector<LiveScore> nodes;       ///< by Node
  std::vector<LiveOutcome> outcomes;  ///< by ladder
};

/// One thread at a time calls set(); any number of threads read meanwhile, without waiting for each other.
class SANISCORE_EXPORT Live {
 public:
  /// Copies the table and scores it. Errors: those of score(). Memory: some 150 bytes per unit and criterion.
  [[nodiscard]] static Result<Live> start(const Table& table);
  ~Live();
  Live(Live&&) noexcept;
  Live& operator=(Live&&) noexcept;

  [[nodiscard]] const Standard& standard() const;
  [[nodiscard]] std::size_t units() const;
  /// The number of a column for set(); nothing for one that the table did not bind (bind it with NaN to fill it later).
  [[nodiscard]] std::optional<std::size_t> column(std::string_view name) const;

  /// A new value in a column, known from now on; NaN is not_inspected, an infinity invalid. Where the table bound the
  /// column with labels the value is a code. Cost: the fan-out of each group between the leaf and the root; no
  /// allocation after the first change of a column. False, and nothing happened: no such unit or column.
  bool set(std::size_t unit, std::size_t column, double value);
  /// Not known from now on, and why.
  bool set(std::size_t unit, std::size_t column, State state);

  [[nodiscard]] double score(Node n, std::size_t unit) const;
  /// Everything about the unit at one moment, between two changes.
  void read(std::size_t unit, LiveUnit& out) const;

 private:
  struct Data;
  explicit Live(std::unique_ptr<Data> data);
  std::unique_ptr<Data> data_;
};

}  // namespace saniscore::inline v0
