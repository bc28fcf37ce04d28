#include "in_place.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <limits>
#include <unordered_map>

namespace saniscore::python {
namespace {

using Kind = cli::ColumnName::Kind;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t most_explained = 100'000;

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
  detail::CsvFile file;
  file.source = frame.source;
  file.header = heading.header;
  file.in_memory = true;
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

cli::ObserveOptions observe_options(const Call& call) {
  cli::ObserveOptions out = call.observe;
  out.unit_column = call.unit.empty() ? rows_as_units : call.unit;
  return out;
}

ScoreOptions score_options(const Standard& standard, const Call& call) {
  ScoreOptions out;
  out.all_nodes = call.all_nodes;
  out.lanes = call.lanes;
  if (!call.all_fields)
    out.fields = {.maximum = false, .state = true, .enclosure = false, .coverage = false, .level = false};
  for (const std::string& id : call.nodes) out.nodes.push_back(standard.find(id));
  if (call.threads > 1) {
    out.tasks = std::min<std::size_t>(call.threads, 256);
    out.executor = threads(out.tasks);
  }
  return out;
}

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

std::vector<Diagnostic> each_table(const Run& run, const std::function<std::vector<Diagnostic>(const Table&)>& use) {
  const Frame& frame = *run.inputs.table;
  const std::string& unit = run.call.unit;
  const auto layout =
      cli::wide_layout(run.standard, headings(frame, unit.empty() ? rows_as_units : ""), observe_options(run.call));
  if (!layout) return layout.diagnostics();
  for (const Batch& batch : frame.batches) {
    Binder binder(run.standard, batch.rows);
    (void)binder.bind(batch, *layout, unit.empty() ? 1 : 0);  // as when it was scored
    if (auto complaints = use(binder.table); !complaints.empty()) return complaints;
  }
  return {};
}

std::optional<Result<UnitDraws>> draw_row(const Run& run, std::size_t row,
                                          const std::vector<std::pair<std::string, Estimate>>& uncertain,
                                          const DrawOptions& options) {
  const Inputs& inputs = run.inputs;
  const auto layout = cli::wide_layout(
      run.standard, headings(*inputs.table, run.call.unit.empty() ? rows_as_units : ""), observe_options(run.call));
  if (!layout) return Result<UnitDraws>(layout.diagnostics());
  Binder binder(run.standard, 1);
  const Batch values = one_row(*inputs.table, row);
  if (!binder.bind(values, *layout, run.call.unit.empty() ? 1 : 0)) return std::nullopt;
  // The number of the unit is part of what a draw depends on, so the row stands at its place.
  Table table(run.standard, row + 1);
  table.set_missing(run.call.observe.missing.value_or(State::not_inspected));
  for (Table::Bound bound : binder.table.columns()) {
    bound.column.stride = 0;
    table.bind(bound.name, bound.column);
  }
  std::vector<std::vector<Estimate>> estimates;
  std::vector<UncertainColumn> columns;
  for (const auto& [name, estimate] : uncertain) estimates.emplace_back(row + 1, estimate);
  for (std::size_t k = 0; k < uncertain.size(); ++k) columns.push_back({uncertain[k].first, estimates[k]});
  return draw(table, columns, row, options);
}

}  // namespace saniscore::python
