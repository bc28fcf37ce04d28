// Long tables straight to scores.
#include "cli/observe.hpp"

#include "scoring/long_reader.hpp"

#include <algorithm>

namespace saniscore::cli {

std::optional<Result<Scorecard>> score_rows(const Standard& standard, LongTable& table, const ScoreOptions& options) {
  const Names names(standard);
  table.set_reader(
      [&](std::string_view criterion, std::string_view part) { return long_column(names, criterion, part); });
  Workspace workspace;
  Scorecard card;
  detail::LongNotes notes;
  auto diagnostics = detail::score_rows(table, options, workspace, card, &notes);
  if (!std::all_of(notes.words.begin(), notes.words.end(), is_word)) return std::nullopt;
  bool failed = false;
  for (Diagnostic& d : diagnostics) {
    if (d.code == "D003") d.severity = Severity::error;  // in a file a mistake to mend
    failed = failed || d.severity == Severity::error;
  }
  if (failed) return Result<Scorecard>(std::move(diagnostics));
  return Result<Scorecard>(std::move(card), std::move(diagnostics));
}

std::optional<Result<Scorecard>> score_rows(const Standard& standard, const DataFiles& files,
                                            const ObserveOptions& options, const ScoreOptions& how) {
  const CsvFile& file = files.table;
  if (files.findings || files.visits || file.rows() == 0 || !is_long(standard, file, options)) return std::nullopt;
  const auto roles = long_layout(standard, file, options);
  if (!roles) return std::nullopt;
  LongRows rows{.rows = file.rows()};
  const std::pair<Role, LongColumn*> columns[] = {{Role::unit, &rows.unit},     {Role::criterion, &rows.criterion},
                                                  {Role::part, &rows.part},     {Role::site, &rows.site},
                                                  {Role::method, &rows.method}, {Role::round, &rows.round},
                                                  {Role::value, &rows.value},   {Role::state, &rows.state}};
  for (const auto& [role, to] : columns)
    if (const auto k = roles->find(role); k != roles->end()) {
      to->texts.data = file.cells.data() + k->second;
      to->texts.stride = static_cast<std::ptrdiff_t>(file.header.size());
    }
  LongTable table(standard);
  table.add(rows);
  auto card = score_rows(standard, table, how);
  if (!card) return card;
  const auto& list = card->diagnostics();
  if (!*card || std::any_of(list.begin(), list.end(), [](const Diagnostic& d) { return d.code != "D122"; }))
    return std::nullopt;
  return card;
}

}  // namespace saniscore::cli
