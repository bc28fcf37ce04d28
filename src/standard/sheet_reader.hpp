// SheetReader: a split sheet to StandardSpec. sheet_read.cpp reads rows, sheet_document.cpp those about the document,
// sheet_paper.cpp those laid out as on paper; sheet_tree.cpp puts criteria together.
#pragma once

#include "base/csv.hpp"
#include "standard/remarks.hpp"
#include "standard/sheet_words.hpp"

#include <saniscore/standard/sheet.hpp>

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace saniscore::inline v0::detail {

class SheetReader {
 public:
  SheetReader(const CsvFile& file, const Limits& limits) : file_(file), limits_(limits) {}
  [[nodiscard]] Result<StandardSpec> read();

 private:
  struct Row {
    std::size_t at = 0;  ///< in the file
    NodeSpec node;
    std::string parent;
    std::vector<std::size_t> children;
    bool made = false;  ///< stands in no row of its own: the total, a group named by a merged cell
  };

  // Complaints and notes, at a row of the file.
  void complain(const char* code, std::size_t row, std::string_view column, std::string en, std::string zh);
  void complain(const char* code, std::size_t row, SheetColumn column, std::string en, std::string zh);
  void warn(const char* code, std::size_t row, SheetColumn column, std::string en, std::string zh);
  void understood(std::size_t row, std::string_view cell, Phrase as);
  [[nodiscard]] std::vector<Diagnostic> notes();

  // Cells.
  [[nodiscard]] std::string_view cell(std::size_t row, SheetColumn column) const;
  [[nodiscard]] std::string_view title_of(std::size_t row) const;
  std::optional<double> number(std::size_t row, SheetColumn column, bool negative = false);
  std::optional<double> number(std::size_t row, SheetColumn column, std::string_view text, bool negative);
  void text(std::size_t row, SheetColumn zh, SheetColumn en, std::size_t most, Text& out);
  bool id(std::size_t row, std::string_view text, std::string& out);
  void not_a_word(std::size_t row, SheetColumn column, const std::string& words);
  std::optional<SourceSpec> source(std::size_t row) const;

  // Rows (sheet_read.cpp).
  bool header();
  void document(std::size_t row);
  void level(std::size_t row, std::string_view name);
  void date(std::size_t row, std::string& out);
  void criterion(std::size_t row);
  void details(std::size_t row, NodeSpec& node);

  // As on paper (sheet_paper.cpp).
  void layers();
  void heading();
  void find_sections();
  void begin_section(std::size_t row);
  [[nodiscard]] bool is_total_row(std::size_t row) const;
  [[nodiscard]] bool is_criterion(std::size_t row) const;
  [[nodiscard]] bool signs_off(std::size_t row) const;
  bool open_groups(std::size_t row);
  [[nodiscard]] std::string item_id(std::size_t row);
  [[nodiscard]] std::string next_number(std::size_t layer);
  [[nodiscard]] std::string group_name(std::string_view title);

  // The tree (sheet_tree.cpp).
  void parents();
  void parents_by_number();
  bool find_root();
  bool reach_all();
  void scored_groups();
  void group(Row& row);
  void leaf(Row& row);
  void rule(Row& row);
  void veto(const Row& row, bool met, std::optional<double> percent);
  void level_conditions();
  void assemble();
  void identity();

  const CsvFile& file_;
  const Limits& limits_;
  std::array<std::optional<std::size_t>, sheet_columns> columns_{};
  std::vector<std::size_t> titles_;  ///< columns that hold titles
  std::vector<std::size_t> layers_;  ///< those of them that name groups, outermost first
  enum class Ids : std::uint8_t { of_rows, of_groups, none } ids_ = Ids::of_rows;
  struct Group {
    std::string_view title;
    std::string id;
    std::size_t parts = 0;  ///< numbered so far
  };
  std::vector<Group> open_;  ///< per layer: the group that rows now belong to
  struct Section {
    std::size_t level = 0;  ///< 0: "一", 1: "（一）"
    std::string number, title;
    bool holds = false;  ///< rows follow that belong to it
  };
  std::map<std::size_t, Section> sections_;  ///< by row
  bool restarts_ = false;                    ///< numbers begin again in every section
  std::size_t numbered_ = 0;
  std::unordered_set<std::string> names_;  ///< of groups
  StandardSpec spec_;
  std::vector<Row> rows_;
  std::unordered_map<std::string_view, std::size_t> by_id_;
  std::size_t root_ = 0;
  std::vector<std::size_t> order_;  ///< parents before children
  std::vector<bool> scored_;
  std::map<std::string, SheetPlace> places_;
  struct LevelRow {
    std::size_t row, outcome, level;
  };
  std::vector<LevelRow> levels_;
  std::vector<Diagnostic> errors_, warnings_, notes_;
  std::size_t dropped_ = 0;
  struct Note {
    std::vector<std::uint32_t> rows;
    std::size_t first = 0;
    std::string cell;
    Phrase as;
  };
  std::vector<Note> understood_;
  std::unordered_map<std::string, std::size_t> note_of_;
};

}  // namespace saniscore::inline v0::detail
