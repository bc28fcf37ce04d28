// What the rows of a long table say: units, columns, values, states; and complaints that name the row.
#pragma once

#include "scoring/driver.hpp"
#include "scoring/invalid.hpp"
#include "scoring/long_column.hpp"
#include "scoring/observations_data.hpp"

#include <unordered_map>

namespace saniscore::inline v0::detail {

/// What a row's criterion and part mean.
struct LongTarget {
  enum class Kind : std::uint8_t { unknown, ignored, column, states } kind = Kind::unknown;
  std::uint32_t column = none;
  std::uint32_t leaf = none;  ///< `states`: of which all columns have the state
};

/// A piece of the table, its names as codes.
struct LongInput {
  LongInput(const LongTable& table, std::size_t piece, std::size_t first_row, const Tasks& tasks);

  const LongTable& table;
  const LongRows& rows;
  LongTable::Kind kind;
  std::size_t first;  ///< number of its first row
  Coded unit, criterion, part, site, method, round, state;
  Coded label;                         ///< values that are texts or codes
  FrameColumn value;                   ///< values that are numbers
  std::vector<std::uint32_t> unit_of;  ///< number of the unit per code of `unit`
  std::vector<LongTarget> targets;     ///< per code of `criterion`, where there are no parts
  std::vector<State> states;           ///< per code of `state`
  std::vector<double> parsed;          ///< per code of `label`: the number that it is, else NaN
  std::vector<Diagnostic> unusable;
};

struct LongComplaint {
  std::size_t row;
  Diagnostic what;
};

/// What one row says once its names are read.
struct LongValue {
  double value = 0;
  State state = State::known;
};

/// Reads rows for one task.
class LongReader {
 public:
  explicit LongReader(const Standard& standard);

  LongTarget target(const LongInput& in, std::uint32_t criterion, std::uint32_t part);
  /// Of a row that has a value: `number` where values are numbers, else `label` its code.
  LongValue value(const LongInput& in, std::size_t row, std::uint32_t column, double number, std::uint32_t label);
  /// What a finding counts for, or nothing after a complaint.
  std::optional<Observations::Data::Count> finding(const LongInput& in, std::size_t row, std::uint32_t criterion,
                                                   std::uint32_t part);
  void unknown(const LongInput& in, std::size_t row, std::uint32_t criterion, std::uint32_t part);
  void complain(const char* code, const LongInput& in, std::size_t row, std::string_view column, std::string en,
                std::string zh, Severity severity = Severity::error);
  [[nodiscard]] const Program& program() const { return p; }

  std::vector<LongComplaint> complaints;
  std::vector<std::string> words;  ///< labels that no rule names, once each

 private:
  LongValue label(std::uint32_t column, std::string_view text);
  /// Takes over what the observations' own reading complained about.
  void adopt(const LongInput& in, std::size_t row);
  static std::uint64_t pair(std::uint32_t a, std::uint32_t b) { return std::uint64_t{a} << 32 | b; }

  const Program& p;
  Observations::Data probe_;
  std::unordered_map<std::uint64_t, LongTarget> targets_;  ///< of the input at hand
  std::unordered_map<std::uint64_t, LongValue> values_;
  std::unordered_map<std::uint64_t, std::optional<Observations::Data::Count>> findings_;
  const LongInput* at_ = nullptr;
};

/// Rows of a unit stand together in `order` from first[unit] on; `order` empty: as they are.
struct LongOrder {
  std::vector<std::uint32_t> first, order;
};

/// Everything about a table but its values: which units there are.
struct LongUnits {
  std::vector<std::unique_ptr<LongInput>> inputs;
  Numbering names;  ///< of units
  /// Rows per unit code, per input and task.
  std::vector<std::vector<std::vector<std::uint32_t>>> counts;
  bool grouped = false;  ///< one piece, and rows of a unit stand together

  /// Numbers the units in the order in which rows first name them; complains about rows without one.
  std::vector<LongComplaint> read(const LongTable& table, const Tasks& tasks);
};

/// Two rows give a value for the same place.
Diagnostic told_twice(std::size_t first, std::size_t second, const std::string& unit, const std::string& column);

/// What only the readers of files want to know.
struct LongNotes {
  std::vector<std::string> words;  ///< values that are neither numbers nor labels that a rule names
};
/// score_into(), with notes.
std::vector<Diagnostic> score_rows(const LongTable& table, const ScoreOptions& options, Workspace& workspace,
                                   Scorecard& card, LongNotes* notes);

/// The two ways from rows to scores; both end in the engine's blocks.
struct LongRun {
  const LongTable& table;
  const ScoreOptions& options;
  Tasks tasks;
  LongUnits& units;
  Workspace::Data& w;
  Scorecard& card;
  std::vector<std::string> names{};
  std::vector<std::unique_ptr<LongReader>> readers{};
  std::vector<LongComplaint> complaints{};
  InvalidValues invalid{};

  void dense();
  void by_unit();
};

}  // namespace saniscore::inline v0::detail
