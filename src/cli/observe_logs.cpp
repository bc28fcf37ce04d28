// Logs: findings (what was wrong) and visits (what was looked at).
#include "cli/observer.hpp"

#include "base/text.hpp"

namespace saniscore::cli {

void Observer::read_findings(const CsvFile& file) {
  std::vector<std::size_t> facts;
  const auto roles = find_roles(
      file, {Role::unit, Role::criterion, Role::part, Role::site, Role::method, Role::round, Role::count}, &facts);
  if (!roles.contains(Role::unit) || !roles.contains(Role::criterion)) {
    complain("D118", {&file, file.rows(), {}}, "findings need columns \"unit\" and \"criterion\"",
             "问题清单需要“单位”和“指标”列");
    return;
  }
  const auto cell_of = [&](std::size_t row, Role role) {
    const auto column = roles.find(role);
    return column == roles.end() ? std::string_view{} : file.cell(row, column->second);
  };
  for (std::size_t row = 0; row < file.rows() && !full(); ++row) {
    if (!require_unit(file, row, roles.at(Role::unit))) continue;
    const Place at{&file, row, file.header[roles.at(Role::criterion)]};
    const auto id = names_.criterion(cell_of(row, Role::criterion));
    if (!id) {
      unknown_name("D120", at, cell_of(row, Role::criterion));
      continue;
    }
    Finding finding;
    finding.criterion = *id;
    finding.rule = names_.rule(*id, cell_of(row, Role::part));
    finding.site = cell_of(row, Role::site);
    finding.method = cell_of(row, Role::method);
    finding.round = cell_of(row, Role::round);
    if (const std::string_view count = cell_of(row, Role::count); !count.empty()) {
      const auto number = detail::parse_number(count);
      if (!number || *number < 0) {
        complain("D121", {&file, row, file.header[roles.at(Role::count)]}, "a count is a number that is not negative",
                 "次数应为非负数");
        continue;
      }
      finding.count = *number;
    }
    for (const std::size_t fact : facts)
      if (const std::string_view text = file.cell(row, fact); !text.empty())
        finding.facts.emplace(std::string(file.header[fact]), literal(text));
    const std::size_t before = seen_.diagnostics().size();
    seen_.add(cell_of(row, Role::unit), finding);
    adopt(before, at);
  }
}

void Observer::read_visits(const CsvFile& file) {
  const auto roles = find_roles(file, {Role::unit, Role::site, Role::method, Role::round, Role::covers}, nullptr);
  if (!roles.contains(Role::unit)) {
    complain("D118", {&file, file.rows(), {}}, "visits need a column \"unit\"", "检查记录需要“单位”列");
    return;
  }
  const auto cell_of = [&](std::size_t row, Role role) {
    const auto column = roles.find(role);
    return column == roles.end() ? std::string_view{} : file.cell(row, column->second);
  };
  for (std::size_t row = 0; row < file.rows() && !full(); ++row) {
    if (!require_unit(file, row, roles.at(Role::unit))) continue;
    Visit visit;
    visit.site = cell_of(row, Role::site);
    visit.method = cell_of(row, Role::method);
    visit.round = cell_of(row, Role::round);
    Place at{&file, row, {}};
    if (std::string_view covers = cell_of(row, Role::covers); !covers.empty()) {
      at.column = file.header[roles.at(Role::covers)];
      visit.covers.clear();
      while (!covers.empty()) {
        // Chinese text separates with "；".
        constexpr std::string_view wide = "；";
        const std::size_t narrow_at = covers.find(';'), wide_at = covers.find(wide);
        const std::size_t end = std::min(narrow_at, wide_at);
        const std::string_view name = trimmed(covers.substr(0, end));
        if (end == std::string_view::npos)
          covers = {};
        else
          covers.remove_prefix(end + (end == narrow_at ? 1 : wide.size()));
        if (name.empty()) continue;
        const auto id = name == "*" ? std::optional<std::string>("*") : names_.criterion(name);
        if (id)
          visit.covers.push_back(*id);
        else
          unknown_name("D120", at, name);
      }
    }
    const std::size_t before = seen_.diagnostics().size();
    seen_.add(cell_of(row, Role::unit), visit);
    adopt(before, at);
  }
}

}  // namespace saniscore::cli
