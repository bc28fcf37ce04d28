// Internal to observe*.cpp: the observations being filled and the complaints so far.
#pragma once

#include "cli/names.hpp"
#include "cli/observe.hpp"

#include <map>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace saniscore::cli {

class Observer {
 public:
  Observer(const Standard& standard, const ObserveOptions& options);

  void read_table(const CsvFile& file);
  void read_findings(const CsvFile& file);
  void read_visits(const CsvFile& file);
  /// Logs come with the table: deduction criteria then need no column.
  void expect_logs() { logs_ = true; }
  [[nodiscard]] bool is_long(const CsvFile& file) const;
  /// Column of each role of a long table, or complaints.
  [[nodiscard]] std::optional<std::map<Role, std::size_t>> long_layout(const CsvFile& file);
  /// The layout of a wide table, or complaints.
  [[nodiscard]] std::optional<WideLayout> layout(const CsvFile& file);
  [[nodiscard]] std::vector<Diagnostic>& diagnostics() { return diagnostics_; }
  [[nodiscard]] Result<Observations> finish();

 private:
  struct Place {
    const CsvFile* file;
    std::size_t row;
    std::string_view column;
  };

  void complain(const char* code, const Place& at, std::string en, std::string zh);
  /// Gives what the observations themselves complained about since `before` its row and column.
  void adopt(std::size_t before, const Place& at);
  [[nodiscard]] bool full() const { return diagnostics_.size() >= options_.diagnostics; }
  /// An option as the caller would write it.
  [[nodiscard]] std::string option(std::string_view name, std::string_view value) const;
  /// The role of a heading, as the caller said or as it is called.
  [[nodiscard]] std::optional<Role> role(std::string_view heading) const;
  [[nodiscard]] bool ignored(std::string_view heading) const;
  void unknown_name(const char* code, const Place& at, std::string_view name);

  void read_wide(const CsvFile& file);
  void read_long(const CsvFile& file, const std::map<Role, std::size_t>& roles);
  /// Columns of the standard that the table lacks are errors unless the call says what they mean.
  void check_absent(const CsvFile& file, const WideLayout& layout);
  void fill_absent(const WideLayout& layout);
  /// An attribute on which all rows of a unit agree is the unit's, else each row's site's.
  void put_attributes(const CsvFile& file, const WideLayout& layout, std::size_t column,
                      const std::vector<std::size_t>& rows);
  /// Column of each role; complains about headings that are neither roles nor `extra`.
  std::map<Role, std::size_t> find_roles(const CsvFile& file, std::initializer_list<Role> wanted,
                                         std::vector<std::size_t>* extra);
  bool require_unit(const CsvFile& file, std::size_t row, std::size_t column);

  void put(std::string_view unit, const ColumnName& to, Cell cell, std::string_view text, const Place& at);
  void put_value(std::string_view unit, const Cell& cell, std::string_view text, const Place& at);
  void put_state(std::string_view unit, const Cell& cell, std::string_view text, const Place& at);
  void put_previous(std::string_view unit, const ColumnName& to, std::string_view text, const Place& at);
  [[nodiscard]] bool finite(std::string_view text, const Place& at);
  /// "95%", "９５", "1,200": complains, and says which number to write.
  [[nodiscard]] bool plain(std::string_view text, std::string_view column, const Place& at);

  Standard standard_;
  ObserveOptions options_;
  Names names_;
  Observations seen_;
  std::vector<Diagnostic> diagnostics_;
  bool logs_ = false;
};

/// A number, true or false, else a text.
[[nodiscard]] Literal literal(std::string_view text);

}  // namespace saniscore::cli
