#include "scoring.hpp"

#include "analysis/draws_data.hpp"
#include "base/text.hpp"
#include "in_place.hpp"
#include "in_rows.hpp"

#include <algorithm>
#include <numeric>
#include <unordered_map>

namespace saniscore::python {
namespace {

/// The heading added in front when no column names the units: then rows of a wide table are units.
std::string added_heading(const Standard& standard, const Frame& frame, const Call& call) {
  if (!call.unit.empty() || cli::is_long(standard, headings(frame, ""), observe_options(call))) return "";
  return rows_as_units;
}

using Rows = std::vector<std::size_t>;

/// Rows of a long table, or of findings, but those about a criterion that only another edition has.
Rows own_rows(const Standard& standard, const Frame& frame, const Call& call) {
  Rows rows(frame.rows());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  std::size_t criterion = 0;
  const auto is_criterion = [&](const std::string& heading) {
    const auto given = call.observe.roles.find(heading);
    return (given == call.observe.roles.end() ? cli::role_of(heading) : given->second) == cli::Role::criterion;
  };
  while (criterion < frame.names.size() && !is_criterion(frame.names[criterion])) ++criterion;
  if (!call.written_for || criterion == frame.names.size()) return rows;
  const cli::Names own(standard), theirs(call.written_for);
  std::unordered_map<std::string, bool> foreign;
  std::erase_if(rows, [&](std::size_t row) {
    std::string digits;
    const std::string name(cell_text(frame.at(criterion, row), digits));
    const auto known = [&](const cli::Names& names) { return names.column(name) || names.criterion(name); };
    const auto [found, fresh] = foreign.emplace(name, false);
    if (fresh) found->second = !known(own) && known(theirs);
    return found->second;
  });
  return rows;
}

/// Rows of the table, and findings and visits, as observations by name.
Result<Observations> observe_rows(const Standard& standard, const Inputs& inputs, const Call& call, const Rows& rows) {
  const cli::ObserveOptions options = observe_options(call);
  const std::string added = added_heading(standard, *inputs.table, call);
  auto table = as_text(*inputs.table, added, options.ignore, rows);
  if (!table) return table.diagnostics();
  cli::DataFiles files{*std::move(table), std::nullopt, std::nullopt};
  for (const auto& [frame, to] :
       {std::pair{inputs.findings.get(), &files.findings}, {inputs.visits.get(), &files.visits}}) {
    if (frame == nullptr) continue;
    auto log = as_text(*frame, "", options.ignore, own_rows(standard, *frame, call));
    if (!log) return log.diagnostics();
    *to = *std::move(log);
  }
  return cli::observe(standard, files, options);
}

std::string unit_text(const Frame& frame, const std::optional<std::size_t>& column, std::size_t row) {
  if (!column) return std::to_string(row);
  std::string digits;
  return std::string(cell_text(frame.at(*column, row), digits));
}

std::optional<std::size_t> column_of(const Frame& frame, const std::string& name) {
  const auto found = std::find(frame.names.begin(), frame.names.end(), name);
  if (found == frame.names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - frame.names.begin());
}

/// Units in the order in which they are first named, and their rows.
Grouped group(const Frame& frame, const Rows& rows, const std::string& unit) {
  Grouped out;
  const auto column = column_of(frame, unit);
  std::unordered_map<std::string, std::size_t> seen;
  std::vector<std::size_t> unit_of(rows.size());
  for (std::size_t k = 0; k < rows.size(); ++k) {
    std::string name = unit_text(frame, column, rows[k]);
    const auto [found, fresh] = seen.emplace(std::move(name), out.names.size());
    if (fresh) out.names.push_back(found->first);
    unit_of[k] = found->second;
  }
  out.first.resize(out.names.size() + 1);
  for (const std::size_t u : unit_of) ++out.first[u + 1];
  std::partial_sum(out.first.begin(), out.first.end(), out.first.begin());
  out.rows.resize(rows.size());
  std::vector<std::size_t> next = out.first;
  for (std::size_t k = 0; k < rows.size(); ++k) out.rows[next[unit_of[k]]++] = rows[k];
  return out;
}

/// Rows of the next units, as many as are read by name at a time; moves `unit` on.
Rows next_piece(const Run& run, const Grouped& grouped, std::size_t& unit) {
  const std::size_t width = std::max<std::size_t>(run.inputs.table->names.size(), 1);
  const std::size_t begin = grouped.first[unit];
  while (++unit < grouped.names.size() && (grouped.first[unit + 1] - begin) * width <= run.call.piece) {
  }
  Rows rows(grouped.rows.begin() + static_cast<std::ptrdiff_t>(begin),
            grouped.rows.begin() + static_cast<std::ptrdiff_t>(grouped.first[unit]));
  std::sort(rows.begin(), rows.end());
  return rows;
}

/// Reads and scores a large table by name, some units at a time: as text, a cell takes many times its room.
Result<Scored> score_in_pieces(const Run& run, Grouped grouped) {
  constexpr std::size_t most_said = 50;
  const ScoreOptions how = score_options(run.standard, run.call);
  Scored out;
  std::vector<Diagnostic> errors;
  for (std::size_t unit = 0; unit < grouped.names.size() && errors.size() < most_said;) {
    const auto seen = observe_rows(run.standard, run.inputs, run.call, next_piece(run, grouped, unit));
    if (!seen) {
      errors.insert(errors.end(), seen.diagnostics().begin(), seen.diagnostics().end());
      continue;
    }
    if (!errors.empty()) continue;
    auto card = score(run.standard, *seen, how);
    if (!card) return card.diagnostics();
    for (const Diagnostic& warning : card->warnings())
      if (out.warnings.size() < most_said) out.warnings.push_back(warning);
    out.cards.push_back(*std::move(card));
  }
  if (!errors.empty()) return errors;
  out.grouped = std::move(grouped);
  return out;
}

/// Position of a unit.
Result<std::size_t> find_unit(const Run& run, const std::string& unit) {
  const auto names = unit_names(run);
  const auto found = std::find(names.begin(), names.end(), unit);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  detail::Nearest nearest(unit);
  for (const std::string& name : names) nearest.offer(name);
  const std::string near(nearest.best());
  return complaint("C004", "", "the data has no unit \"" + unit + "\"" + cli::did_you_mean(near, Language::en),
                   "数据中没有单位“" + unit + "”" + cli::did_you_mean(near, Language::zh));
}

/// The column of a long table that names the units.
std::size_t long_units(const Run& run) {
  const auto roles = cli::long_layout(run.standard, headings(*run.inputs.table, ""), observe_options(run.call));
  return roles->at(cli::Role::unit);
}

/// Rows of a long table that are about a unit.
Rows rows_of(const Run& run, const std::string& unit) {
  const Frame& frame = *run.inputs.table;
  const std::size_t column = long_units(run);
  Rows rows;
  std::string digits;
  std::size_t row = 0;
  for (const Batch& batch : frame.batches)
    for (std::size_t k = 0; k < batch.rows; ++k, ++row) {
      digits.clear();
      if (cell_text(batch.series[column].at(k), digits) == unit) rows.push_back(row);
    }
  return rows;
}

/// What was observed of one unit, read again where it was scored in place.
template <class Use>
auto with_unit(const Run& run, const std::string& unit, Use&& use) -> decltype(use(*run.scored->observations)) {
  const auto place = find_unit(run, unit);
  if (!place) return place.diagnostics();
  if (run.scored->observations) return use(*run.scored->observations);
  Rows rows{*place};
  if (const auto& grouped = run.scored->grouped)
    rows.assign(grouped->rows.begin() + static_cast<std::ptrdiff_t>(grouped->first[*place]),
                grouped->rows.begin() + static_cast<std::ptrdiff_t>(grouped->first[*place + 1]));
  if (run.scored->in_rows) rows = rows_of(run, unit);
  const auto seen = observe_rows(run.standard, run.inputs, run.call, rows);
  if (!seen) return seen.diagnostics();
  return use(*seen);
}

}  // namespace

std::size_t Scored::units() const {
  std::size_t total = 0;
  for (const Scorecard& card : cards) total += card.units();
  return total;
}

Result<Run> score_frame(const Standard& standard, Inputs inputs, Call call) {
  Run run{standard, nullptr, std::move(inputs), std::move(call)};
  if (!run.inputs.findings && !run.inputs.visits)
    if (auto done = score_rows(standard, *run.inputs.table, run.call)) {
      if (!*done) return done->diagnostics();
      run.scored = std::make_shared<const Scored>(**std::move(done));
      return run;
    }
  if (!run.inputs.findings && !run.inputs.visits && !run.call.lanes)
    if (auto done = score_in_place(standard, *run.inputs.table, run.call)) {
      if (!*done) return done->diagnostics();
      run.scored = std::make_shared<const Scored>(**std::move(done));
      return run;
    }
  const Frame& table = *run.inputs.table;
  Rows rows = own_rows(standard, table, run.call);
  const bool units_known = column_of(table, run.call.unit) || !added_heading(standard, table, run.call).empty();
  if (units_known && !run.inputs.findings && !run.inputs.visits &&
      rows.size() > run.call.piece / std::max<std::size_t>(table.names.size(), 1)) {
    auto done = score_in_pieces(run, group(table, rows, run.call.unit));
    if (!done) return done.diagnostics();
    run.scored = std::make_shared<const Scored>(*std::move(done));
    return run;
  }
  auto seen = observe_rows(standard, run.inputs, run.call, rows);
  if (!seen) return seen.diagnostics();
  auto card = score(standard, *seen, score_options(standard, run.call));
  if (!card) return card.diagnostics();
  Scored out;
  out.warnings = card->warnings();
  out.cards.push_back(*std::move(card));
  out.observations = *std::move(seen);
  run.scored = std::make_shared<const Scored>(std::move(out));
  return run;
}

Result<Run> score_under(const Run& run, const Standard& standard, std::optional<State> missing) {
  Call call = run.call;
  call.written_for = run.standard;
  if (missing) call.observe.missing = missing;
  std::erase_if(call.nodes, [&](const std::string& id) { return standard.find(id) == no_node; });
  const cli::Names before(run.standard), now(standard);
  auto& ignore = call.observe.ignore;
  for (const std::string& heading : run.inputs.table->names) {
    if (heading == call.unit || call.observe.roles.contains(heading)) continue;
    const bool known_before = before.column(heading).has_value(), known = now.column(heading).has_value();
    if (known_before && !known) ignore.push_back(heading);
    if (known && !known_before) std::erase(ignore, heading);
  }
  return score_frame(standard, run.inputs, std::move(call));
}

std::vector<std::string> unit_names(const Run& run) {
  if (run.scored->observations) return run.scored->observations->units();
  if (run.scored->grouped) return run.scored->grouped->names;
  if (run.scored->in_rows) return run.scored->cards[0].unit_names();
  const Frame& frame = *run.inputs.table;
  const auto column = column_of(frame, run.call.unit);
  std::vector<std::string> out;
  out.reserve(frame.rows());
  std::string digits;
  for (const Batch& batch : frame.batches)
    for (std::size_t row = 0; row < batch.rows; ++row) {
      digits.clear();
      out.emplace_back(column ? std::string(cell_text(batch.series[*column].at(row), digits))
                              : std::to_string(out.size()));
    }
  return out;
}

std::vector<Diagnostic> each_piece(const Run& run, const PieceUse& use) {
  if (run.scored->observations) return use.observations(*run.scored->observations);
  if (!run.scored->grouped && !run.scored->in_rows) return each_table(run, use.table);
  const Frame& frame = *run.inputs.table;
  const Grouped grouped = run.scored->grouped
                              ? *run.scored->grouped
                              : group(frame, own_rows(run.standard, frame, run.call), frame.names[long_units(run)]);
  for (std::size_t unit = 0; unit < grouped.names.size();) {
    const auto seen = observe_rows(run.standard, run.inputs, run.call, next_piece(run, grouped, unit));
    if (!seen) return seen.diagnostics();
    if (auto complaints = use.observations(*seen); !complaints.empty()) return complaints;
  }
  return {};
}

Result<Explanation> explain_unit(const Run& run, const std::string& unit) {
  return with_unit(run, unit, [&](const Observations& seen) { return explain(run.standard, seen, unit); });
}

Result<Comparison> compare_units(const Run& before, const std::string& unit_before, const Run& after,
                                 const std::string& unit_after) {
  return with_unit(before, unit_before, [&](const Observations& first) {
    return with_unit(after, unit_after,
                     [&](const Observations& second) { return compare(first, unit_before, second, unit_after); });
  });
}

Result<UnitDraws> draw_unit(const Run& run, const std::string& unit,
                            const std::vector<std::pair<std::string, Estimate>>& uncertain,
                            std::optional<SampledSites> sites, const DrawOptions& options) {
  const auto place = find_unit(run, unit);
  if (!place) return place.diagnostics();
  if (!sites && run.scored->in_place)
    if (auto done = draw_row(run, *place, uncertain, options)) return *std::move(done);
  std::vector<UncertainCell> cells;
  for (const auto& [name, estimate] : uncertain) cells.push_back({name, estimate});
  return with_unit(run, unit, [&](const Observations& seen) {
    return detail::draw_observed(seen, unit, *place, cells, sites, options);
  });
}

}  // namespace saniscore::python
