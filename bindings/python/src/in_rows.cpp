#include "in_rows.hpp"

#include "base/text.hpp"
#include "in_place.hpp"

#include <algorithm>
#include <deque>

namespace saniscore::python {
namespace {

using cli::Role;

/// Up to here a complaint is said once more as the reader of names says it, with its remedies.
constexpr std::size_t most_read_again = 200'000;

/// One batch as a long table borrows it, and the memory made for that.
struct Rows {
  std::deque<std::vector<std::string_view>> texts{};
  std::deque<std::vector<const char*>> buffers{};

  /// Nothing: only the reader of names can tell what the column holds.
  std::optional<LongColumn> column(const Series& series, bool value, bool labels) {
    if (!series.refused.empty()) return std::nullopt;
    LongColumn out;
    if (series.texts) {
      const Texts& from = *series.texts;
      auto& to = out.texts;
      to.layout = from.layout == Texts::Layout::offsets32   ? saniscore::Texts::Layout::utf8
                  : from.layout == Texts::Layout::offsets64 ? saniscore::Texts::Layout::large_utf8
                                                            : saniscore::Texts::Layout::utf8_views;
      static constexpr std::int64_t empty = 0;
      to.data = from.places == nullptr ? static_cast<const void*>(&empty) : from.places;
      to.bytes = from.bytes;
      to.validity = from.validity;
      to.offset = from.offset;
      auto& list = buffers.emplace_back();
      for (const auto& [bytes, size] : from.buffers) list.push_back(bytes);
      to.buffers = list;
      return out;
    }
    if (series.coded) {
      const auto empty = [](std::string_view label) { return label.empty(); };
      if (series.labels.empty() || std::any_of(series.labels.begin(), series.labels.end(), empty)) return std::nullopt;
      out.numbers = series.column;
      out.numbers.labels = series.labels;
      return out;
    }
    if (series.numeric()) {
      // Truth values are words to a rule with labels, and names that are numbers are whole.
      if (value ? series.boolean && labels : series.boolean || !series.integral()) return std::nullopt;
      out.numbers = series.column;
      return out;
    }
    auto& list = texts.emplace_back();
    for (const Value& v : series.values) {
      if (v.kind != Value::Kind::null && v.kind != Value::Kind::text) return std::nullopt;
      list.push_back(v.text);
    }
    static constexpr std::string_view nothing;
    out.texts.data = list.empty() ? &nothing : list.data();
    return out;
  }
};

bool any_labels(const Standard& standard) {
  const auto& columns = standard.columns();
  return std::any_of(columns.begin(), columns.end(),
                     [&](const auto& name) { return standard.labels(name) != nullptr; });
}

}  // namespace

std::optional<Result<Scored>> score_rows(const Standard& standard, const Frame& frame, const Call& call) {
  const cli::ObserveOptions options = observe_options(call);
  const detail::CsvFile heading = headings(frame, "");
  if (call.written_for || !frame.numbers.empty() || !cli::is_long(standard, heading, options)) return std::nullopt;
  const auto roles = cli::long_layout(standard, heading, options);
  if (!roles) return Result<Scored>(roles.diagnostics());
  const bool labels = any_labels(standard);
  LongTable table(standard);
  std::deque<Rows> memory;
  for (const Batch& batch : frame.batches) {
    LongRows rows{.rows = batch.rows};
    const std::pair<Role, LongColumn*> columns[] = {{Role::unit, &rows.unit},     {Role::criterion, &rows.criterion},
                                                    {Role::part, &rows.part},     {Role::site, &rows.site},
                                                    {Role::method, &rows.method}, {Role::round, &rows.round},
                                                    {Role::value, &rows.value},   {Role::state, &rows.state}};
    auto& own = memory.emplace_back();
    for (const auto& [role, to] : columns) {
      const auto k = roles->find(role);
      if (k == roles->end()) continue;
      const Series& series = batch.series[k->second];
      if (role == Role::state && series.numeric()) return std::nullopt;
      const auto column = own.column(series, role == Role::value, labels);
      if (!column) return std::nullopt;
      *to = *column;
    }
    table.add(rows);
  }
  auto scored = cli::score_rows(standard, table, score_options(standard, call));
  if (!scored || (!*scored && frame.rows() <= most_read_again)) return std::nullopt;
  if (!*scored) return Result<Scored>(scored->diagnostics());
  Scorecard card = **std::move(scored);
  for (const std::string& unit : card.unit_names())
    if (detail::find_invalid_utf8(unit) != std::string_view::npos) return std::nullopt;
  Scored out;
  out.in_rows = true;
  out.warnings = card.warnings();
  out.cards.push_back(std::move(card));
  return Result<Scored>(std::move(out));
}

}  // namespace saniscore::python
