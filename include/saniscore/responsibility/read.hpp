// Duties from JSON, from CSV tables, from the task table 目标任务分解表, and back.
#pragma once

#include <saniscore/responsibility/duties.hpp>
#include <saniscore/standard/standard.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace saniscore::inline v0::responsibility {

/// A table of text. `source` names it in messages.
struct TextTable {
  std::string source;
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
  std::vector<std::uint32_t> numbers{};  ///< of the rows, as a spreadsheet counts them; empty: from 2
};

/// Tables of parties, areas and assignments (docs/responsibility.md lists their columns, English or Chinese); each may
/// be empty. Lists within a cell are separated by ";" or "；" or "、". Shapes only: compile() checks the meaning.
/// Errors: D104, D105, D110, D118 (columns), D401 (a word), D402 (a share), D403 (a day), D404 (an empty id).
[[nodiscard]] SANISCORE_EXPORT Result<Duties> read_duties(const TextTable& parties, const TextTable& areas,
                                                          const TextTable& assignments);

/// The same as one document: {"format": "saniscore/duties", "format_version": 1, "parties": […], "areas": […],
/// "assignments": […]}; each item has the tables' columns as keys, and lists where a cell holds several.
[[nodiscard]] SANISCORE_EXPORT Result<Duties> read_duties(std::string_view json, std::string source_name = {});
/// Reads back to the same duties.
[[nodiscard]] SANISCORE_EXPORT std::string write_duties(const Duties& duties);

/// CSV text (UTF-8 or GB18030) to a table. Errors: D101–D108.
[[nodiscard]] SANISCORE_EXPORT Result<TextTable> read_table(std::string csv, std::string source_name = {});

/// The task table: project 项目, content 内容, standard to reach 检查内容、标准及达到效果, leader in charge 分管领导,
/// lead department and person 牵头部门, 牵头责任人, executing department and person 承办部门, 承办责任人, assisting
/// departments 配合部门, date 达标时间, and optionally criterion 指标, place 区域, account 账户. Parties come out of
/// the cells: a person belongs to its department, a department reports to the leaders in charge of its tasks, and
/// leaders without a superior are at the top. `known` parties keep what they say. Column titles in two rows, as in
/// 牵头部门(部门, 责任人), must be joined into one first.
[[nodiscard]] SANISCORE_EXPORT Result<Duties> read_task_table(const TextTable& table, Duties known = {});
/// One row per task, in the order of the assignments; the Chinese columns for Language::zh. Reads back to the same
/// assignments. Shares and templates ("@street") have columns of their own only where there are any.
[[nodiscard]] SANISCORE_EXPORT TextTable write_task_table(const Duties& duties, Language language = Language::zh);
[[nodiscard]] SANISCORE_EXPORT std::string to_csv(const TextTable& table, bool bom = false);

}  // namespace saniscore::inline v0::responsibility
