// score(): the public ways in.
#include "scoring/driver.hpp"
#include "scoring/invalid.hpp"

#include <saniscore/scoring/long_table.hpp>

#include <utility>

namespace saniscore::inline v0 {

Table::Table(Standard standard, std::size_t units)
    : standard_(std::move(standard)),
      units_(units),
      bindings_(std::make_shared<const char>()),
      place_(2 * standard_.program().columns.size(), 0) {}

void Table::bind(std::string_view name, Column column) {
  changing();
  const auto& by_name = standard_.program().column_by_name;
  const bool states = name.ends_with("#state");
  const auto it = by_name.find(std::string(states ? name.substr(0, name.size() - 6) : name));
  std::uint32_t* place = it == by_name.end() ? nullptr : &place_[2 * it->second + (states ? 1 : 0)];
  if (place && *place != 0) {
    columns_[*place - 1].column = column;
    return;
  }
  columns_.push_back({std::string(name), column, place != nullptr});
  if (place) *place = static_cast<std::uint32_t>(columns_.size());
}

Workspace::Workspace() : data_(std::make_unique<Data>()) {}
Workspace::~Workspace() = default;
Workspace::Workspace(Workspace&&) noexcept = default;
Workspace& Workspace::operator=(Workspace&&) noexcept = default;

namespace {

Diagnostic other_standard() {
  Diagnostic d;
  d.code = "D001";
  d.en = "the observations were made for another standard; build them with the one you score by";
  d.zh = "观测数据是按另一个标准建立的;请用评分所用的标准建立。";
  return d;
}

bool same(const Standard& a, const Standard& b) {
  return a && b && (&a.program() == &b.program() || a.fingerprint() == b.fingerprint());
}

bool failed(const std::vector<Diagnostic>& list) {
  for (const auto& d : list)
    if (d.severity == Severity::error) return true;
  return false;
}

}  // namespace

Result<Scorecard> score(const Standard& standard, const Observations& observations, const ScoreOptions& options) {
  if (!same(standard, observations.standard())) return other_standard();
  Workspace w;
  auto& data = Engine::data(w);
  auto diagnostics = detail::frame_of(standard.program(), observations, data.frame);
  if (failed(diagnostics)) return diagnostics;
  Scorecard card;
  Engine::prepare(standard, options, data, card);
  detail::InvalidValues found;
  const bool odd = Engine::run(options, data, card);
  detail::look_for_invalid(standard.program(), data.frame, observations.units(), data.plan, odd, found);
  Engine::name_units(card, observations.units());
  const auto invalid = detail::told(std::move(found));
  diagnostics.insert(diagnostics.end(), invalid.begin(), invalid.end());
  Engine::warnings(card) = diagnostics;
  return {std::move(card), std::move(diagnostics)};
}

namespace {

template <class T>
Result<Scorecard> score_table(const Standard& standard, const T& table, const ScoreOptions& options) {
  if (!same(standard, table.standard())) return other_standard();
  Workspace w;
  Scorecard card;
  auto diagnostics = score_into(table, options, w, card);
  if (failed(diagnostics)) return diagnostics;
  return {std::move(card), std::move(diagnostics)};
}

}  // namespace

Result<Scorecard> score(const Standard& standard, const Table& table, const ScoreOptions& options) {
  return score_table(standard, table, options);
}

Result<Scorecard> score(const Standard& standard, const LongTable& table, const ScoreOptions& options) {
  return score_table(standard, table, options);
}

std::vector<Diagnostic> score_into(const Table& table, const ScoreOptions& options, Workspace& workspace,
                                   Scorecard& card) {
  auto& data = Engine::data(workspace);
  std::vector<Diagnostic> diagnostics;
  if (data.bindings != Engine::bindings(table)) {
    data.bindings.reset();
    diagnostics = detail::frame_of(table.standard().program(), table, data.frame);
    if (failed(diagnostics)) return diagnostics;
    if (diagnostics.empty()) data.bindings = Engine::bindings(table);
  }
  Engine::prepare(table.standard(), options, data, card);
  Engine::run(options, data, card);
  return diagnostics;
}

}  // namespace saniscore::inline v0
