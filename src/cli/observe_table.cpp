// Wide and long tables of values.
#include "cli/observer.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace saniscore::cli {
namespace {

bool counts_findings(const Standard& standard, std::string_view column) {
  const Node node = standard.find(column.substr(0, column.find('/')));
  if (node == no_node || !standard.spec(node).measure) return false;
  const auto kind = standard.spec(node).measure->kind;
  return kind == MeasureSpec::Kind::deduct || kind == MeasureSpec::Kind::award;
}

/// Titles may stand for ids.
std::string name_of_row(const Names& names, std::string_view criterion, std::string_view part) {
  std::string name(criterion);
  if (part.empty()) return name;
  const auto id = names.criterion(criterion);
  return id ? *id + "/" + names.rule(*id, part) : name + "/" + std::string(part);
}

}  // namespace

std::string long_column(const Names& names, std::string_view criterion, std::string_view part) {
  const std::string full_name = name_of_row(names, criterion, part);
  if (const auto name = names.column(full_name)) {
    if (name->kind == ColumnName::Kind::value) return name->name;
    if (name->kind == ColumnName::Kind::attribute) return "@" + name->name;
    return {};
  }
  // A deduction criterion with rules has no column of its own, but it has a state.
  const auto state = names.column(full_name + "#state");
  return state && state->kind == ColumnName::Kind::state ? state->name : std::string();
}

std::map<Role, std::size_t> Observer::find_roles(const CsvFile& file, std::initializer_list<Role> wanted,
                                                 std::vector<std::size_t>* extra) {
  std::map<Role, std::size_t> roles;
  for (std::size_t k = 0; k < file.header.size(); ++k) {
    const std::string_view heading = file.header[k];
    if (ignored(heading)) continue;
    const auto role = this->role(heading);
    if (role && std::find(wanted.begin(), wanted.end(), *role) != wanted.end()) {
      if (!roles.emplace(*role, k).second)
        complain("D105", {&file, file.rows(), heading},
                 "this column means the same as column \"" + std::string(file.header[roles[*role]]) + "\"; keep one",
                 "本列与“" + std::string(file.header[roles[*role]]) + "”列含义相同；请只保留一列");
    } else if (extra != nullptr) {
      extra->push_back(k);
    } else {
      complain("D110", {&file, file.rows(), heading},
               "unknown column; pass " + option("ignore", heading) + " to leave it out, or name it x-…",
               "未知的列；可用 " + option("ignore", heading) + " 忽略，或以 x- 开头命名");
    }
  }
  return roles;
}

bool Observer::is_long(const CsvFile& file) const {
  const auto has = [&](Role wanted) {
    return std::any_of(file.header.begin(), file.header.end(), [&](std::string_view heading) {
      return role(heading) == wanted && (options_.roles.contains(heading) || !names_.column(heading));
    });
  };
  return has(Role::criterion) && (has(Role::value) || has(Role::state));
}

std::optional<std::map<Role, std::size_t>> Observer::long_layout(const CsvFile& file) {
  auto roles = find_roles(
      file, {Role::unit, Role::criterion, Role::part, Role::site, Role::method, Role::round, Role::value, Role::state},
      nullptr);
  if (!roles.contains(Role::unit)) {
    complain("D118", {&file, file.rows(), {}},
             "a long table needs a column \"unit\"; if it is called otherwise, name it with " + option("unit", "…"),
             "长表需要“单位”列；若列名不同，请用 " + option("unit", "…") + " 指明");
    return std::nullopt;
  }
  return roles;
}

void Observer::read_table(const CsvFile& file) {
  if (!is_long(file)) return read_wide(file);
  if (const auto roles = long_layout(file)) read_long(file, *roles);
}

Diagnostic repeated_row(const CsvFile& table, std::size_t row, std::size_t first, std::size_t column) {
  const std::string number = std::to_string(table.numbers[first]);
  return csv_complaint(
      "D113", table, row, table.header[column],
      "row " + number + " is about the same place; keep one, or tell the rows apart by site, method or round",
      "与第 " + number + " 行重复；请只保留一行，或用点位、测评方式、轮次区分");
}

std::optional<WideLayout> Observer::layout(const CsvFile& file) {
  WideLayout out;
  std::unordered_map<std::string, std::string_view> meant;  // what a heading means → the heading
  const std::string_view unit_heading = options_.unit_column.empty() ? file.header[0] : options_.unit_column;
  for (std::size_t k = 0; k < file.header.size(); ++k) {
    const std::string_view heading = file.header[k];
    if (heading == unit_heading) {
      out.unit = k;
      continue;
    }
    if (ignored(heading)) continue;
    const Place at{&file, file.rows(), heading};
    const auto name = options_.roles.contains(heading) ? std::nullopt : names_.column(heading);
    std::optional<std::size_t>* lane = nullptr;
    std::string meaning;
    if (name) {
      meaning = std::to_string(static_cast<int>(name->kind)) + name->name;
    } else {
      const Role role = this->role(heading).value_or(Role::unit);
      lane = role == Role::site     ? &out.site
             : role == Role::method ? &out.method
             : role == Role::round  ? &out.round
                                    : nullptr;
      meaning = "role " + std::to_string(static_cast<int>(role));
    }
    if (!name && lane == nullptr) {
      unknown_name("D110", at, heading);
      continue;
    }
    if (const auto [first, is_new] = meant.emplace(std::move(meaning), heading); !is_new) {
      complain("D105", at, "this column means the same as column \"" + std::string(first->second) + "\"; keep one",
               "本列与“" + std::string(first->second) + "”列含义相同；请只保留一列");
    } else if (name) {
      out.present.insert(name->name);
      out.columns.emplace_back(k, *name);
    } else {
      *lane = k;
    }
  }
  if (out.unit) {
    check_absent(file, out);
    return out;
  }
  complain("D118", {&file, file.rows(), {}}, "there is no column \"" + options_.unit_column + "\" for the units",
           "没有单位列“" + options_.unit_column + "”");
  return std::nullopt;
}

namespace {

/// A criterion that tailoring took out (合理缺项), or one below it: nobody need have looked.
bool never_applies(const Standard& standard, Node node) {
  for (; node != no_node; node = standard.parent(node))
    for (const AdjustSpec& adjust : standard.spec(node).adjust)
      if (adjust.kind == AdjustSpec::Kind::void_ && !adjust.when) return true;
  return false;
}

}  // namespace

void Observer::check_absent(const CsvFile& file, const WideLayout& layout) {
  // A misspelt heading is one mistake, not two.
  if (options_.missing || !diagnostics_.empty()) return;
  for (const std::string& column : standard_.columns()) {
    if (column.starts_with("previous/") || column.find('#') != std::string::npos) continue;
    if (logs_ && counts_findings(standard_, column)) continue;
    if (column.ends_with("/lower") || column.ends_with("/upper")) continue;
    const std::string name = column.starts_with('@') ? column.substr(1) : column;
    if (never_applies(standard_, standard_.find(name.substr(0, name.find('/'))))) continue;
    if (layout.present.contains(name) || layout.present.contains(name.substr(0, name.find('/')))) continue;
    complain("D117", {&file, file.rows(), column},
             "the table lacks this column; say what that means, e.g. " + option("missing", "not_inspected"),
             "表中缺少这一列；请说明含义，例如 " + option("missing", "未检"));
  }
}

void Observer::read_wide(const CsvFile& file) {
  const auto layout = this->layout(file);
  if (!layout) return;
  const auto cell_of = [&](std::size_t row, const std::optional<std::size_t>& column) {
    return column ? file.cell(row, *column) : std::string_view{};
  };
  std::unordered_map<std::string, std::size_t> rows;
  std::map<std::pair<std::string_view, std::size_t>, std::vector<std::size_t>> attributes;  // unit, column → rows
  for (std::size_t row = 0; row < file.rows() && !full(); ++row) {
    if (!require_unit(file, row, *layout->unit)) continue;
    const std::string_view unit = file.cell(row, *layout->unit);
    const Cell cell{{}, {}, cell_of(row, layout->site), cell_of(row, layout->method), cell_of(row, layout->round)};
    std::string key(unit);
    for (const std::string_view part : {cell.site, cell.method, cell.round}) key.append("\x1f").append(part);
    if (const auto [first, is_new] = rows.emplace(std::move(key), row); !is_new) {
      diagnostics_.push_back(repeated_row(file, row, first->second, *layout->unit));
      continue;
    }
    seen_.add_unit(unit);
    for (const auto& [k, name] : layout->columns) {
      const std::string_view text = file.cell(row, k);
      if (text.empty()) continue;
      if (name.kind == ColumnName::Kind::attribute)
        attributes[{unit, k}].push_back(row);
      else
        put(unit, name, cell, text, {&file, row, file.header[k]});
    }
  }
  for (const auto& [of, of_rows] : attributes) put_attributes(file, *layout, of.second, of_rows);
  if (options_.missing && *options_.missing != State::not_inspected) fill_absent(*layout);
}

void Observer::put_attributes(const CsvFile& file, const WideLayout& layout, std::size_t column,
                              const std::vector<std::size_t>& rows) {
  const auto same = [&](std::size_t row) { return file.cell(row, column) == file.cell(rows.front(), column); };
  const bool of_unit = !layout.site || std::all_of(rows.begin(), rows.end(), same);
  ColumnName name{ColumnName::Kind::attribute, {}};
  for (const auto& [k, candidate] : layout.columns)
    if (k == column) name = candidate;
  std::unordered_set<std::string> told;  // rows of one site may differ in method or round
  for (const std::size_t row : rows) {
    Cell cell;
    if (!of_unit) cell.site = file.cell(row, *layout.site);
    std::string what(cell.site);
    what.append("\x1f").append(file.cell(row, column));
    if (!told.insert(std::move(what)).second) continue;
    put(file.cell(row, *layout.unit), name, cell, file.cell(row, column), {&file, row, file.header[column]});
  }
}

void Observer::fill_absent(const WideLayout& layout) {
  std::unordered_set<std::string> leaves;
  for (const std::string& name : layout.present) leaves.insert(name.substr(0, name.find('/')));
  std::vector<std::string> absent;
  for (const std::string& column : standard_.columns()) {
    if (column.find_first_of("@#") != std::string::npos || column.starts_with("previous/")) continue;
    const std::string leaf = column.substr(0, column.find('/'));
    if (leaves.insert(leaf).second) absent.push_back(leaf);
  }
  for (const std::string& unit : seen_.units())
    for (const std::string& column : absent) {
      Cell cell;
      cell.criterion = column;
      seen_.set_state(unit, cell, *options_.missing);
    }
}

void Observer::read_long(const CsvFile& file, const std::map<Role, std::size_t>& roles) {
  const auto cell_of = [&](std::size_t row, Role role) {
    const auto column = roles.find(role);
    return column == roles.end() ? std::string_view{} : file.cell(row, column->second);
  };
  const auto heading_of = [&](Role role) {
    const auto column = roles.find(role);
    return column == roles.end() ? std::string_view{} : file.header[column->second];
  };
  for (std::size_t row = 0; row < file.rows() && !full(); ++row) {
    if (!require_unit(file, row, roles.at(Role::unit))) continue;
    const std::string_view unit = cell_of(row, Role::unit);
    seen_.add_unit(unit);
    const std::string_view criterion = cell_of(row, Role::criterion), part = cell_of(row, Role::part);
    const Place at_criterion{&file, row, heading_of(Role::criterion)};
    if (criterion.empty()) {
      complain("D120", at_criterion, "this row names no criterion", "本行没有指标");
      continue;
    }
    const std::string full_name = name_of_row(names_, criterion, part);
    const std::string_view state = cell_of(row, Role::state), value = cell_of(row, Role::value);
    auto name = names_.column(full_name);
    // A deduction criterion with rules has no column of its own, but it has a state.
    if (!name && value.empty() && !state.empty()) name = names_.column(full_name + "#state");
    if (!name) {
      unknown_name("D120", at_criterion, full_name);
      continue;
    }
    const Cell cell{{}, {}, cell_of(row, Role::site), cell_of(row, Role::method), cell_of(row, Role::round)};
    if (!value.empty()) put(unit, *name, cell, value, {&file, row, heading_of(Role::value)});
    if (state.empty()) continue;
    const Place at_state{&file, row, heading_of(Role::state)};
    if (!value.empty() && parse_state(state) && *parse_state(state) != State::known) {
      complain("D119", at_state, "a value and a state that says there is none", "既有数值，又有表示无值的状态");
      continue;
    }
    ColumnName of_state = *name;
    if (of_state.kind == ColumnName::Kind::value) of_state.kind = ColumnName::Kind::state;
    if (of_state.kind == ColumnName::Kind::previous) of_state.kind = ColumnName::Kind::previous_state;
    put(unit, of_state, cell, state, at_state);
  }
}

}  // namespace saniscore::cli
