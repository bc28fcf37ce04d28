#include "scoring.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <exception>
#include <limits>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <unordered_set>

namespace saniscore::python {
namespace {

using Kind = cli::ColumnName::Kind;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr const char* rows_as_units = "unit";
constexpr std::size_t most_explained = 100'000;

cli::ObserveOptions observe_options(const Call& call) {
  cli::ObserveOptions out = call.observe;
  out.unit_column = call.unit.empty() ? rows_as_units : call.unit;
  return out;
}

/// The heading added in front when no column names the units: then rows of a wide table are units.
std::string added_heading(const Standard& standard, const Frame& frame, const Call& call) {
  if (!call.unit.empty() || cli::is_long(standard, headings(frame, ""), observe_options(call))) return "";
  return rows_as_units;
}

ScoreOptions score_options(const Standard& standard, const Call& call) {
  ScoreOptions out;
  out.all_nodes = call.all_nodes;
  out.lanes = call.lanes;
  for (const std::string& id : call.nodes) out.nodes.push_back(standard.find(id));
  if (call.threads > 1) {
    out.tasks = std::min<std::size_t>(call.threads, 256);
    out.executor = [](std::size_t tasks, const std::function<void(std::size_t)>& run) {
      std::exception_ptr failure;  // of the last thread that ran out of memory
      std::mutex one_at_a_time;
      const auto guarded = [&](std::size_t k) {
        try {
          run(k);
        } catch (...) {
          const std::lock_guard lock(one_at_a_time);
          failure = std::current_exception();
        }
      };
      {
        std::vector<std::jthread> threads;
        for (std::size_t k = 1; k < tasks; ++k) threads.emplace_back(guarded, k);
        guarded(0);
      }
      if (failure) std::rethrow_exception(failure);
    };
  }
  return out;
}

std::string full_name(const cli::ColumnName& name) {
  switch (name.kind) {
    case Kind::attribute: return "@" + name.name;
    case Kind::state: return name.name + "#state";
    case Kind::previous: return "previous/" + name.name;
    default: return name.name;
  }
}

/// Columns of one batch ready to bind, and the memory made for them.
struct Binder {
  const Standard& standard;
  Table table;
  std::deque<std::vector<double>> codes;
  std::deque<std::vector<std::uint8_t>> states;
  std::deque<std::vector<std::string_view>> labels;

  Binder(const Standard& s, std::size_t rows) : standard(s), table(s, rows) {}

  /// Codes and labels of a column of texts. False: a text that only the reader of texts can judge.
  bool encode(const Series& series, std::size_t rows, const std::vector<std::string>& known, bool attribute,
              Column& to) {
    std::vector<double> code(rows, nan);
    std::vector<std::string_view> names;
    std::unordered_map<std::string_view, double> seen;
    for (std::size_t row = 0; row < rows; ++row) {
      const Value value = series.at(row);
      if (value.kind == Value::Kind::null || (value.kind == Value::Kind::text && value.text.empty())) continue;
      if (value.kind != Value::Kind::text) return false;
      const auto [found, fresh] = seen.emplace(value.text, static_cast<double>(names.size()));
      if (fresh) {
        const bool named = std::find(known.begin(), known.end(), value.text) != known.end();
        if (!named && !(attribute && cli::is_word(value.text))) return false;
        names.push_back(value.text);
      }
      code[row] = found->second;
    }
    if (names.empty()) names.emplace_back();  // all null
    codes.push_back(std::move(code));
    labels.push_back(std::move(names));
    to = Column{codes.back().data(), ColumnType::f64};
    to.labels = labels.back();
    return true;
  }

  bool bind_states(const std::string& name, const Series& series, const Series* values, std::size_t rows) {
    std::vector<std::uint8_t> code(rows, 0);
    for (std::size_t row = 0; row < rows; ++row) {
      const Value value = series.at(row);
      if (value.kind == Value::Kind::null) continue;
      const auto state = value.kind == Value::Kind::text ? parse_state(value.text) : std::nullopt;
      if (!state) return false;
      if (*state != State::known && values != nullptr && values->at(row).kind != Value::Kind::null) return false;
      code[row] = static_cast<std::uint8_t>(*state);
    }
    states.push_back(std::move(code));
    Column column{states.back().data(), ColumnType::u8};
    table.bind(name, column);
    return true;
  }

  bool bind_values(const cli::ColumnName& name, const Series& series, std::size_t rows) {
    Column column = series.column;
    if (const auto* known = standard.labels(full_name(name))) {
      if (!encode(series, rows, *known, name.kind == Kind::attribute, column)) return false;
    } else if (!series.numeric()) {
      return false;
    }
    if (name.kind == Kind::previous)  // no value means no previous result, which a table cannot say
      for (std::size_t row = 0; row < rows; ++row)
        if (series.at(row).kind == Value::Kind::null) return false;
    table.bind(full_name(name), column);
    return true;
  }

  /// False: the batch has to be read by name.
  bool bind(const Batch& batch, const cli::WideLayout& layout, std::size_t shift) {
    std::unordered_map<std::string_view, const Series*> by_name;
    for (const auto& [k, name] : layout.columns)
      if (name.kind == Kind::value) by_name.emplace(name.name, &batch.series[k - shift]);
    for (const auto& [k, name] : layout.columns) {
      const Series& series = batch.series[k - shift];
      if (!series.refused.empty() || name.kind == Kind::previous_state) return false;
      if (name.kind == Kind::state) {
        const auto& columns = standard.columns();
        if (std::find(columns.begin(), columns.end(), name.name) == columns.end()) return false;
        const auto values = by_name.find(name.name);
        if (!bind_states(full_name(name), series, values == by_name.end() ? nullptr : values->second, batch.rows))
          return false;
      } else if (!bind_values(name, series, batch.rows)) {
        return false;
      }
    }
    table.set_missing(State::not_inspected);
    return true;
  }
};

/// Units that are missing or named twice; as_text's reader would say the same, at much greater length.
std::vector<Diagnostic> check_units(const Frame& frame, std::size_t column, const detail::CsvFile& heading) {
  std::vector<Diagnostic> out;
  detail::CsvFile file = detail::CsvFile{frame.source, nullptr, heading.header, {}, {}, {}, true};
  file.numbers.resize(frame.rows());
  for (std::size_t row = 0; row < file.numbers.size(); ++row)
    file.numbers[row] = row < frame.numbers.size() ? frame.numbers[row] : static_cast<std::uint32_t>(row);
  std::unordered_map<std::string_view, std::size_t> texts;
  std::unordered_map<std::int64_t, std::size_t> wholes;
  std::unordered_map<double, std::size_t> numbers;
  std::size_t row = 0;
  const auto met = [&](auto& seen, auto key) {
    const auto [first, fresh] = seen.emplace(key, row);
    if (!fresh) out.push_back(cli::repeated_row(file, row, first->second, column));
  };
  for (const Batch& batch : frame.batches) {
    const Series& series = batch.series[column];
    if (series.textual()) texts.reserve(frame.rows());
    if (series.numeric()) wholes.reserve(frame.rows());
    for (std::size_t k = 0; k < batch.rows && out.size() < 50; ++k, ++row) {
      const Value value = series.at(k);
      if (value.kind == Value::Kind::null || (value.kind == Value::Kind::text && value.text.empty()))
        out.push_back(detail::csv_complaint("D112", file, row, heading.header[column],
                                            "this row names no unit; name it or drop the row",
                                            "本行没有单位名称；请填写或删去该行"));
      else if (value.kind == Value::Kind::text)
        met(texts, value.text);
      else if (value.whole)
        met(wholes, *value.whole);
      else
        met(numbers, value.number);
    }
  }
  return out;
}

/// In memory an infinity makes its cell invalid, and that is said. Looked for only where something came out invalid.
void warn_infinite(const Frame& frame, const cli::WideLayout& layout, std::size_t shift, std::vector<Diagnostic>& out) {
  constexpr std::size_t most = 20;
  for (const auto& [k, name] : layout.columns) {
    if (name.kind == Kind::state) continue;
    std::size_t row = 0;
    for (const Batch& batch : frame.batches) {
      const Series& series = batch.series[k - shift];
      for (std::size_t i = 0; series.numeric() && i < batch.rows; ++i) {
        if (null_at(series.column, i) || !std::isinf(number_at(series.column, i))) continue;
        if (out.size() >= most) return;
        Diagnostic d = complaint("D005", "row " + std::to_string(row + i) + ", column " + frame.names[k - shift],
                                 "an infinite value; the cell counts as invalid", "数值为无穷大;该格按无效处理。");
        d.severity = Severity::warning;
        out.push_back(std::move(d));
      }
      row += batch.rows;
    }
  }
}

bool any_invalid(const Scored& scored) {
  for (const Scorecard& card : scored.cards)
    for (const Node node : card.nodes()) {
      const auto states = card.state(node);
      if (std::find(states.begin(), states.end(), State::invalid) != states.end()) return true;
    }
  return false;
}

/// Scores the caller's columns where they lie. Nothing: the frame has to be read by name.
std::optional<Result<Scored>> score_in_place(const Standard& standard, const Frame& frame, const Call& call) {
  const cli::ObserveOptions options = observe_options(call);
  if (cli::is_long(standard, headings(frame, ""), options)) return std::nullopt;
  const detail::CsvFile heading = headings(frame, call.unit.empty() ? rows_as_units : "");
  if (options.missing && *options.missing != State::not_inspected) return std::nullopt;
  auto layout = cli::wide_layout(standard, heading, options);
  if (!layout) return Result<Scored>(layout.diagnostics());
  if (layout->site || layout->method || layout->round) return std::nullopt;
  const std::size_t shift = call.unit.empty() ? 1 : 0;
  std::deque<Binder> binders;
  for (const Batch& batch : frame.batches) {
    binders.emplace_back(standard, batch.rows);
    if (!binders.back().bind(batch, *layout, shift)) return std::nullopt;
  }
  if (!call.unit.empty())
    if (auto complaints = check_units(frame, *layout->unit, heading); !complaints.empty())
      return Result<Scored>(std::move(complaints));
  Scored out;
  out.in_place = true;
  const ScoreOptions how = score_options(standard, call);
  for (const Binder& binder : binders) {
    auto card = score(standard, binder.table, how);
    if (!card) return Result<Scored>(card.diagnostics());
    out.warnings.insert(out.warnings.end(), card->warnings().begin(), card->warnings().end());
    out.cards.push_back(*std::move(card));
  }
  if (any_invalid(out)) {
    const std::size_t before = out.warnings.size();
    warn_infinite(frame, *layout, shift, out.warnings);
    // Read by name, the same result comes with the reason for each invalid cell; too slow only for the largest frames.
    if (out.warnings.size() == before && frame.rows() <= most_explained) return std::nullopt;
  }
  return Result<Scored>(std::move(out));
}

/// Rows of a long table, or of findings, but those about a criterion that only another edition has.
std::vector<std::size_t> own_rows(const Standard& standard, const Frame& frame, const Call& call) {
  std::vector<std::size_t> rows(frame.rows());
  for (std::size_t row = 0; row < rows.size(); ++row) rows[row] = row;
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
Result<Observations> observe_rows(const Standard& standard, const Inputs& inputs, const Call& call,
                                  const std::vector<std::size_t>* rows) {
  const cli::ObserveOptions options = observe_options(call);
  const std::string added = added_heading(standard, *inputs.table, call);
  auto table =
      as_text(*inputs.table, added, options.ignore, rows == nullptr ? own_rows(standard, *inputs.table, call) : *rows);
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

/// What was observed of one unit, read again where it was scored in place.
template <class Use>
auto with_unit(const Run& run, const std::string& unit, Use&& use) -> decltype(use(*run.scored->observations)) {
  const auto place = find_unit(run, unit);
  if (!place) return place.diagnostics();
  if (run.scored->observations) return use(*run.scored->observations);
  const std::vector<std::size_t> row{*place};
  const auto seen = observe_rows(run.standard, run.inputs, run.call, &row);
  if (!seen) return seen.diagnostics();
  return use(*seen);
}

/// One row of a frame, with its values in memory of its own.
Batch one_row(const Frame& frame, std::size_t row) {
  auto batch = frame.batches.begin();
  while (row >= batch->rows) row -= (batch++)->rows;
  Batch out;
  out.rows = 1;
  for (const Series& from : batch->series) {
    const Value value = from.refused.empty() ? from.at(row) : Value{};
    Series to;
    to.refused = from.refused;
    if (from.textual() || value.kind == Value::Kind::text) {
      to.values = {value};
    } else {
      to.own = {value.kind == Value::Kind::null ? nan : value.number};
      to.boolean = value.kind == Value::Kind::boolean;
      to.column.data = to.own.data();
    }
    out.series.push_back(std::move(to));
  }
  return out;
}

}  // namespace

std::size_t Scored::units() const {
  std::size_t total = 0;
  for (const Scorecard& card : cards) total += card.units();
  return total;
}

Result<Run> score_frame(const Standard& standard, Inputs inputs, Call call) {
  Run run{standard, nullptr, std::move(inputs), std::move(call)};
  if (!run.inputs.findings && !run.inputs.visits && !run.call.lanes)
    if (auto done = score_in_place(standard, *run.inputs.table, run.call)) {
      if (!*done) return done->diagnostics();
      run.scored = std::make_shared<const Scored>(**std::move(done));
      return run;
    }
  auto seen = observe_rows(standard, run.inputs, run.call, nullptr);
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
  const Frame& frame = *run.inputs.table;
  const std::string& unit = run.call.unit;
  std::vector<std::string> out;
  out.reserve(frame.rows());
  const auto column =
      static_cast<std::size_t>(std::find(frame.names.begin(), frame.names.end(), unit) - frame.names.begin());
  for (std::size_t row = 0; unit.empty() && row < frame.rows(); ++row) out.push_back(std::to_string(row));
  if (unit.empty()) return out;
  std::string digits;
  for (const Batch& batch : frame.batches)
    for (std::size_t row = 0; row < batch.rows; ++row) {
      digits.clear();
      out.emplace_back(cell_text(batch.series[column].at(row), digits));
    }
  return out;
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
                            const std::vector<std::pair<std::string, Estimate>>& uncertain, DrawOptions options) {
  const auto place = find_unit(run, unit);
  if (!place) return place.diagnostics();
  const auto unusable = complaint(
      "P011", "", "draws need a table with one row per unit and plain numbers, without sites, methods, rounds or logs",
      "抽样要求每单位一行、数值为普通数字的表，不含点位、方式、轮次和日志");
  const Inputs& inputs = run.inputs;
  const cli::ObserveOptions how = observe_options(run.call);
  if (!inputs.table || inputs.findings || inputs.visits || cli::is_long(run.standard, headings(*inputs.table, ""), how))
    return unusable;
  const auto layout =
      cli::wide_layout(run.standard, headings(*inputs.table, run.call.unit.empty() ? rows_as_units : ""), how);
  if (!layout) return layout.diagnostics();
  Binder binder(run.standard, 1);
  const Batch row = one_row(*inputs.table, *place);
  if (layout->site || layout->method || layout->round || !binder.bind(row, *layout, run.call.unit.empty() ? 1 : 0))
    return unusable;
  // The number of the unit is part of what a draw depends on, so the row stands at its place.
  Table table(run.standard, *place + 1);
  table.set_missing(run.call.observe.missing.value_or(State::not_inspected));
  for (Table::Bound bound : binder.table.columns()) {
    bound.column.stride = 0;
    table.bind(bound.name, bound.column);
  }
  std::vector<std::vector<Estimate>> estimates;
  std::vector<UncertainColumn> columns;
  for (const auto& [name, estimate] : uncertain) estimates.emplace_back(*place + 1, estimate);
  for (std::size_t k = 0; k < uncertain.size(); ++k) columns.push_back({uncertain[k].first, estimates[k]});
  return draw(table, columns, *place, options);
}

}  // namespace saniscore::python
