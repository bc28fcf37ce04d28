// score(): observations of units in, scores and outcomes out.
//
//   Result<Scorecard> card = score(standard, observations);
//   card->score(standard.root(), 0);  card->outcome_label(0, 0);
//
// Same input, same bits: whatever the block size, the number of threads and the instruction set.
#pragma once

#include <saniscore/base/result.hpp>
#include <saniscore/base/state.hpp>
#include <saniscore/scoring/observations.hpp>
#include <saniscore/scoring/table.hpp>
#include <saniscore/standard/standard.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace saniscore::inline v0 {

/// Runs run(0) … run(tasks - 1), in any order, on any threads, and returns when all are done.
using Executor = std::function<void(std::size_t tasks, const std::function<void(std::size_t)>& run)>;

/// Which arrays come back. Outcomes always do.
struct Fields {
  bool maximum = true;
  bool state = true;
  bool enclosure = true;  ///< lower and upper: the least and most a provisional score can still become
  bool coverage = true;
  bool level = true;
};

/// Which instruction set the inner loops use; all give the same bits. `automatic`: the widest this machine has.
enum class InstructionSet : std::uint8_t { automatic, baseline, avx2, avx512 };
[[nodiscard]] SANISCORE_EXPORT bool supported(InstructionSet set);
[[nodiscard]] SANISCORE_EXPORT std::string_view to_text(InstructionSet set);

struct ScoreOptions {
  /// Nodes to report; empty: the root and every group that has a score.
  std::vector<Node> nodes;
  bool all_nodes = false;
  Fields fields;
  bool lanes = false;     ///< also keep scores per site, method and round (Scorecard::lanes)
  std::size_t block = 0;  ///< lanes per block; 0: chosen
  Executor executor;      ///< empty: the calling thread
  std::size_t tasks = 1;  ///< how many pieces the executor gets
  InstructionSet instruction_set = InstructionSet::automatic;
};

/// Too few lanes where a reduction declares how many it needs (样本量不足).
struct Shortage {
  Node node = no_node;
  std::size_t unit = 0;
  Dimension over = Dimension::site;
  double needed = 0;
  std::size_t had = 0;
};

/// A node's score at its own grain, before reduction.
struct LaneScore {
  Node node = no_node;
  std::size_t unit = 0;
  std::string site, method, round;
  double score = 0, maximum = 0;  ///< score is NaN when the lane has none
  State state = State::known;
};

inline constexpr std::int16_t no_result = -1;  ///< nothing to judge: every condition was not applicable
inline constexpr std::int16_t undecided = -2;  ///< what is unknown could change the level; see possible()

/// What came of it, as arrays over units. Everything refers to one standard, named by id, edition, fingerprint.
class SANISCORE_EXPORT Scorecard {
 public:
  [[nodiscard]] const Standard& standard() const { return standard_; }
  [[nodiscard]] std::size_t units() const { return units_; }
  /// Unit names; empty when scored from a Table.
  [[nodiscard]] const std::vector<std::string>& unit_names() const { return names_; }
  [[nodiscard]] std::span<const Node> nodes() const { return nodes_; }
  [[nodiscard]] bool has(Node n) const;

  /// Points earned; NaN where the node has no score (its state says why).
  [[nodiscard]] std::span<const double> score(Node n) const;
  /// The most the known parts could earn.
  [[nodiscard]] std::span<const double> maximum(Node n) const;
  /// The enclosure; equal to the score where nothing is unknown. Infinite where a rule has no bound.
  [[nodiscard]] std::span<const double> lower(Node n) const;
  [[nodiscard]] std::span<const double> upper(Node n) const;
  [[nodiscard]] std::span<const State> state(Node n) const;
  /// Share of the applicable weight that was looked at, 0 to 1; NaN where nothing is applicable.
  [[nodiscard]] std::span<const double> coverage(Node n) const;
  /// Index into the node's levels (level_names), or -1.
  [[nodiscard]] std::span<const std::int16_t> level(Node n) const;

  /// 100 × score ÷ maximum; nothing where there is no score or the maximum is 0.
  [[nodiscard]] std::optional<double> percent(Node n, std::size_t unit) const;
  [[nodiscard]] std::optional<double> score(Node n, std::size_t unit) const;
  /// Computed from the known parts only: some part is unknown.
  [[nodiscard]] bool provisional(Node n, std::size_t unit) const;
  [[nodiscard]] std::string_view level_name(Node n, std::size_t unit) const;  ///< "" when none

  /// Level index per unit, or no_result, or undecided.
  [[nodiscard]] std::span<const std::int16_t> outcome(std::size_t ladder) const;
  [[nodiscard]] std::optional<std::string_view> outcome_label(std::size_t ladder, std::size_t unit) const;
  /// Levels that what is unknown leaves open, one bit per level; one bit when decided, none for no_result.
  [[nodiscard]] std::span<const std::uint64_t> possible(std::size_t ladder) const;
  [[nodiscard]] std::vector<std::string_view> possible_labels(std::size_t ladder, std::size_t unit) const;

  [[nodiscard]] const std::vector<Shortage>& shortages() const { return shortages_; }
  [[nodiscard]] const std::vector<LaneScore>& lanes() const { return lanes_; }
  /// Warnings about the data: infinities, texts for numbers, …; of observations also each criterion that its rule made
  /// invalid, with the reason (D122; at most 20 and how many more).
  [[nodiscard]] const std::vector<Diagnostic>& warnings() const { return warnings_; }

 private:
  friend struct Engine;
  [[nodiscard]] std::size_t slot(Node n) const;
  Standard standard_;
  std::size_t units_ = 0;
  std::vector<std::string> names_;
  std::vector<Node> nodes_;
  std::vector<std::uint32_t> slot_of_node_;
  Fields fields_;
  // node-major arrays: slot * units + unit
  std::vector<double> score_, maximum_, lower_, upper_, coverage_;
  std::vector<State> state_;
  std::vector<std::uint8_t> provisional_;
  std::vector<std::int16_t> level_, outcome_;
  std::vector<std::uint64_t> possible_;
  std::vector<Shortage> shortages_;
  std::vector<LaneScore> lanes_;
  std::vector<Diagnostic> warnings_;
};

/// Scores every unit of the observations. Errors: complaints collected in `observations`.
[[nodiscard]] SANISCORE_EXPORT Result<Scorecard> score(const Standard& standard, const Observations& observations,
                                                       const ScoreOptions& options = {});

/// Scores every row. Cost: reading each bound column once.
[[nodiscard]] SANISCORE_EXPORT Result<Scorecard> score(const Standard& standard, const Table& table,
                                                       const ScoreOptions& options = {});

/// Scratch memory for scoring again and again without allocating. Belongs to one call at a time.
class SANISCORE_EXPORT Workspace {
 public:
  Workspace();
  ~Workspace();
  Workspace(Workspace&&) noexcept;
  Workspace& operator=(Workspace&&) noexcept;
  struct Data;

 private:
  friend struct Engine;
  std::unique_ptr<Data> data_;
};

/// As above, into a scorecard and workspace used before with the same standard, bindings and options: allocates
/// nothing when the table has at most as many rows as the largest one before.
[[nodiscard]] SANISCORE_EXPORT std::vector<Diagnostic> score_into(const Table& table, const ScoreOptions& options,
                                                                  Workspace& workspace, Scorecard& card);

}  // namespace saniscore::inline v0
