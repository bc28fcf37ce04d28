// LongTable: a row per observation (unit, criterion, value), in columns the caller owns. For millions of rows.
//
//   LongTable table(standard);
//   table.add({.rows = n, .unit = codes(unit_codes, unit_names), .criterion = codes(criterion_codes, criterion_ids),
//              .value = numbers(values)});
//   auto card = score(standard, table);     // the units in the order in which rows first name them
//
// The same scorecard, to the bit, as the same observations told one by one to Observations.
#pragma once

#include <saniscore/scoring/score.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace saniscore::inline v0 {

/// Texts where they lie: std::string_views, or one of Arrow's layouts (offsets of 32 or 64 bits; 16-byte views).
struct Texts {
  enum class Layout : std::uint8_t { string_views, utf8, large_utf8, utf8_views };
  const void* data = nullptr;  ///< string_views, offsets, or views
  Layout layout = Layout::string_views;
  std::ptrdiff_t stride = 1;               ///< of string_views, in elements
  const char* bytes = nullptr;             ///< what offsets count in
  std::span<const char* const> buffers{};  ///< of views
  const std::uint8_t* validity = nullptr;  ///< as of a Column; a null text says nothing, as an empty one
  std::size_t offset = 0;                  ///< first element (of data and of validity)
};

/// A column of a long table: numbers, codes (numbers whose Column::labels say what code k means; a code below 0 says
/// nothing), or texts. Without `numbers` and `texts` the column is not given.
struct LongColumn {
  Column numbers{};
  Texts texts{};
  [[nodiscard]] bool given() const { return numbers.data != nullptr || texts.data != nullptr; }
};

[[nodiscard]] inline LongColumn numbers(std::span<const double> v) { return {column(v), {}}; }
[[nodiscard]] inline LongColumn codes(std::span<const std::int32_t> v, std::span<const std::string_view> labels) {
  LongColumn out{column(v), {}};
  out.numbers.labels = labels;
  return out;
}
[[nodiscard]] inline LongColumn texts(std::span<const std::string_view> v) { return {{}, {v.data()}}; }

/// Columns of equal length. `unit` and `criterion` are texts, codes or integers; `part` is the rest of a column's name
/// (Cell::part); `site`, `method`, `round` as in Cell. `value` is a number, or a label that a rule names. `state` is a
/// word (State codes or texts); where it is not `known` the row has no value. A row without value and state says
/// nothing but that its unit is there; NaN is no value.
struct LongRows {
  std::size_t rows = 0;
  LongColumn unit, criterion, part, site, method, round, value, state;
};

class SANISCORE_EXPORT LongTable {
 public:
  explicit LongTable(Standard standard) : standard_(std::move(standard)) {}

  /// Values. Several pieces are one table; rows are counted from 0 through all of them.
  void add(const LongRows& rows) { add(rows, Kind::values); }
  /// Findings 问题: `part` names the rule, `value` how many (not given: 1). They add up, as Observations::add does.
  void add_findings(const LongRows& rows) { add(rows, Kind::findings); }
  /// Visits 检查: `criterion` names what was covered; "*", or not given: everything.
  void add_visits(const LongRows& rows) { add(rows, Kind::visits); }
  /// How names of criteria and parts are read: gives the standard's column, or "" where it has none. Without it they
  /// are ids. Asked once per name, not per row.
  void set_reader(std::function<std::string(std::string_view criterion, std::string_view part)> reader) {
    reader_ = std::move(reader);
  }

  enum class Kind : std::uint8_t { values, findings, visits };
  struct Piece {
    LongRows rows;
    Kind kind;
  };
  [[nodiscard]] const Standard& standard() const { return standard_; }
  [[nodiscard]] const std::vector<Piece>& pieces() const { return pieces_; }
  [[nodiscard]] const auto& reader() const { return reader_; }

 private:
  void add(const LongRows& rows, Kind kind) { pieces_.push_back({rows, kind}); }
  Standard standard_;
  std::vector<Piece> pieces_;
  std::function<std::string(std::string_view, std::string_view)> reader_;
};

/// Scores every unit that a row names. Errors name the row: unknown criteria (with the nearest known), two values for
/// one unit, criterion, site, method and round. A criterion of which a unit has no row is not inspected.
///
/// Cost: without sites, methods, rounds, findings and visits, reading the rows twice and writing them once (12 bytes
/// each; nothing where rows of a unit stand together), and one pass over blocks of units that fit the cache; texts are
/// hashed once per row. Otherwise each unit is gathered by itself, at several times that.
[[nodiscard]] SANISCORE_EXPORT Result<Scorecard> score(const Standard& standard, const LongTable& table,
                                                       const ScoreOptions& options = {});

/// As above, into a scorecard and workspace used before with the same standard and options: memory is used again.
[[nodiscard]] SANISCORE_EXPORT std::vector<Diagnostic> score_into(const LongTable& table, const ScoreOptions& options,
                                                                  Workspace& workspace, Scorecard& card);

}  // namespace saniscore::inline v0
