// A long table gives what the same rows told to Observations give, to the bit.
#include "reference/generator.hpp"
#include "reference/random.hpp"

#include <saniscore/saniscore.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <deque>
#include <limits>
#include <locale>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

namespace saniscore::reference {
namespace {

/// One row of any kind. `value`: number, text or state; nothing: the row only names its unit.
struct Said {
  LongTable::Kind kind = LongTable::Kind::values;
  std::string unit, criterion, part;
  Key key{};
  std::optional<Observed> value{};
};

std::string text_of(const Literal& l) {
  if (l.kind == Literal::Kind::text) return l.text;
  if (l.kind == Literal::Kind::boolean) return l.boolean ? "true" : "false";
  std::ostringstream out;
  out.imbue(std::locale::classic());  // rows hold plain numbers wherever the test runs
  out.precision(17);
  out << l.number;
  return out.str();
}

Observed observed(const Literal& l) {
  if (l.kind == Literal::Kind::number) return l.number;
  return text_of(l);
}

std::vector<Said> rows_of(const RawCase& raw, const std::string& unit, Random& random) {
  using Kind = LongTable::Kind;
  std::vector<Said> out{{Kind::values, unit, raw.rows.empty() ? "@x" : raw.rows[0].column}};
  for (const auto& row : raw.rows)
    if (random.chance(80)) out.push_back({Kind::values, unit, row.column, "", row.key, row.value});
  for (const auto& f : raw.findings)
    if (random.chance(80))
      out.push_back({Kind::findings, unit, f.criterion, f.rule, {f.site, f.method, f.round}, f.count});
  for (const auto& v : raw.visits)
    for (const auto& covered : v.covers)
      if (random.chance(80)) out.push_back({Kind::visits, unit, covered, "", {v.site, v.method, v.round}});
  for (const auto& [name, value] : raw.attributes)
    out.push_back({Kind::values, unit, "@" + name, "", {}, observed(value)});
  for (const auto& [site, attributes] : raw.site_attributes)
    for (const auto& [name, value] : attributes)
      out.push_back({Kind::values, unit, "@" + name, "", {site, "", ""}, observed(value)});
  for (const auto& [id, results] : raw.previous)
    for (std::size_t k = 0; k < results.size(); ++k) {
      const auto name = "previous/" + id + (k == 0 ? "" : "/" + std::to_string(k + 1));
      const auto& r = results[k];
      out.push_back({Kind::values,
                     unit,
                     name,
                     "",
                     {},
                     r.index() == 0 ? observed(std::get<Literal>(r)) : Observed{std::get<State>(r)}});
    }
  return out;
}

Result<Scorecard> by_name(const Standard& standard, const std::vector<Said>& rows, const ScoreOptions& options) {
  Observations seen(standard);
  for (const auto& r : rows) seen.add_unit(r.unit);
  for (const auto kind : {LongTable::Kind::values, LongTable::Kind::findings, LongTable::Kind::visits})
    for (const auto& r : rows) {
      if (r.kind != kind) continue;
      const Cell cell{r.criterion, r.part, r.key.site, r.key.method, r.key.round};
      if (kind == LongTable::Kind::findings)
        seen.add(r.unit,
                 Finding{r.criterion, r.part, r.key.site, r.key.method, r.key.round, std::get<double>(*r.value)});
      else if (kind == LongTable::Kind::visits)
        seen.add(r.unit, Visit{r.key.site, r.key.method, r.key.round, {r.criterion}});
      else if (r.value && std::holds_alternative<double>(*r.value))
        seen.set(r.unit, cell, std::get<double>(*r.value));
      else if (r.value && std::holds_alternative<std::string>(*r.value))
        seen.set(r.unit, cell, std::string_view(std::get<std::string>(*r.value)));
      else if (r.value && std::get<State>(*r.value) != State::known)
        seen.set_state(r.unit, cell, std::get<State>(*r.value));
    }
  return score(standard, seen, options);
}

/// Columns of one kind's rows, borrowed by a LongTable.
struct Columns {
  std::deque<std::string> texts;
  std::vector<std::string_view> unit, criterion, part, site, method, round, value, state;
  std::vector<double> number;
  std::vector<std::int32_t> unit_code, criterion_code;
  std::vector<std::string_view> unit_labels, criterion_labels;

  std::string_view keep(std::string text) { return texts.emplace_back(std::move(text)); }
  static std::int32_t code(std::vector<std::string_view>& labels, std::string_view text) {
    const auto it = std::find(labels.begin(), labels.end(), text);
    const auto k = it - labels.begin();
    if (it == labels.end()) labels.push_back(text);
    return static_cast<std::int32_t>(k);
  }

  void add(const Said& r) {
    unit.push_back(keep(r.unit));
    criterion.push_back(keep(r.criterion));
    part.push_back(keep(r.part));
    site.push_back(keep(r.key.site));
    method.push_back(keep(r.key.method));
    round.push_back(keep(r.key.round));
    unit_code.push_back(code(unit_labels, unit.back()));
    criterion_code.push_back(code(criterion_labels, criterion.back()));
    const bool is_number = r.value && std::holds_alternative<double>(*r.value);
    number.push_back(is_number ? std::get<double>(*r.value) : std::numeric_limits<double>::quiet_NaN());
    value.push_back(r.value && !std::holds_alternative<State>(*r.value)
                        ? keep(is_number ? text_of({Literal::Kind::number, "", number.back(), false})
                                         : std::get<std::string>(*r.value))
                        : std::string_view());
    state.push_back(r.value && std::holds_alternative<State>(*r.value) ? to_text(std::get<State>(*r.value))
                                                                       : std::string_view());
  }

  [[nodiscard]] bool any(const std::vector<std::string_view>& column) const {
    return std::any_of(column.begin(), column.end(), [](auto t) { return !t.empty(); });
  }

  /// Names as codes or as texts, values as numbers where all are; columns that say nothing are left out.
  [[nodiscard]] LongRows rows(bool with_codes, bool with_numbers) const {
    LongRows out{.rows = unit.size()};
    out.unit = with_codes ? codes(unit_code, unit_labels) : saniscore::texts(unit);
    out.criterion = with_codes ? codes(criterion_code, criterion_labels) : saniscore::texts(criterion);
    if (any(part)) out.part = saniscore::texts(part);
    if (any(site)) out.site = saniscore::texts(site);
    if (any(method)) out.method = saniscore::texts(method);
    if (any(round)) out.round = saniscore::texts(round);
    if (any(state)) out.state = saniscore::texts(state);
    out.value = with_numbers ? numbers(number) : saniscore::texts(value);
    return out;
  }
};

Result<Scorecard> by_table(const Standard& standard, const std::vector<Said>& rows, const ScoreOptions& options,
                           bool with_codes, bool numbers_apart) {
  LongTable table(standard);
  Columns values, texts, findings, visits;
  for (const auto& r : rows) {
    const bool is_text = r.value && std::holds_alternative<std::string>(*r.value);
    (r.kind == LongTable::Kind::findings ? findings
     : r.kind == LongTable::Kind::visits ? visits
     : is_text && numbers_apart          ? texts
                                         : values)
        .add(r);
  }
  table.add(values.rows(with_codes, numbers_apart));
  if (!texts.unit.empty()) table.add(texts.rows(with_codes, false));
  if (!findings.unit.empty()) table.add_findings(findings.rows(with_codes, true));
  if (!visits.unit.empty()) table.add_visits(visits.rows(with_codes, false));
  return score(standard, table, options);
}

bool same(std::span<const double> a, std::span<const double> b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size_bytes()) == 0;
}

template <class T>
bool equal(std::span<const T> a, std::span<const T> b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

std::string differences(const Standard& standard, const Scorecard& a, const Scorecard& b) {
  std::string out;
  const auto told = [&](bool same_bits, const std::string& what) { out += same_bits ? "" : what + "; "; };
  told(a.unit_names() == b.unit_names(), "units");
  for (auto n : standard.document_order()) {
    const auto& id = standard.id(n);
    told(same(a.score(n), b.score(n)), "score of " + id);
    told(same(a.maximum(n), b.maximum(n)), "maximum of " + id);
    told(same(a.lower(n), b.lower(n)), "lower of " + id);
    told(same(a.upper(n), b.upper(n)), "upper of " + id);
    told(same(a.coverage(n), b.coverage(n)), "coverage of " + id);
    told(equal(a.state(n), b.state(n)), "state of " + id);
    told(equal(a.level(n), b.level(n)), "level of " + id);
    for (std::size_t u = 0; u < a.units() && u < b.units(); ++u)
      told(a.provisional(n, u) == b.provisional(n, u), "provisional " + id);
  }
  for (std::size_t l = 0; l < standard.spec().outcomes.size(); ++l) {
    told(equal(a.outcome(l), b.outcome(l)), "outcome");
    told(equal(a.possible(l), b.possible(l)), "possible");
  }
  const auto texts = [](const Scorecard& c) {
    std::multiset<std::string> all;
    for (const auto& s : c.shortages())
      all.insert("short " + std::to_string(static_cast<std::uint32_t>(s.node)) + " " + std::to_string(s.unit) + " " +
                 std::to_string(s.needed) + " " + std::to_string(s.had));
    for (const auto& x : c.lanes())
      all.insert("lane " + std::to_string(static_cast<std::uint32_t>(x.node)) + " " + std::to_string(x.unit) + " " +
                 x.site + "/" + x.method + "/" + x.round + " " + std::to_string(x.score) + " " +
                 std::to_string(x.maximum) + std::string(to_text(x.state)));
    return all;
  };
  told(texts(a) == texts(b), "shortages or lanes");
  return out;
}

std::set<std::string> codes_of(const std::vector<Diagnostic>& list) {
  std::set<std::string> out;
  for (const auto& d : list) out.insert(d.code);
  return out;
}

std::string all_of(const std::vector<Diagnostic>& list) {
  std::string out;
  for (const auto& d : list) out += to_text(d) + "\n";
  return out;
}

struct Tally {
  std::size_t scored = 0, refused = 0, flat = 0, warned = 0;
};

void compare(std::uint64_t seed, const GeneratorOptions& how, Tally& tally) {
  const auto random_one = random_case(seed, how);
  auto compiled = compile(random_one.spec);
  if (!compiled) return;
  const Standard& standard = *compiled;
  Random random(seed ^ 0x10c6);
  std::vector<Said> rows;
  const bool flat = random.chance(50);
  for (int unit = random.between(1, 6); unit > 0; --unit)
    for (auto& r : rows_of(random_one.raw, "unit " + std::to_string(unit), random)) {
      if (flat && (r.kind != LongTable::Kind::values || r.key != Key{})) continue;
      rows.push_back(std::move(r));
    }
  if (random.chance(70))
    for (std::size_t k = rows.size(); k > 1; --k) std::swap(rows[k - 1], rows[random.below(k)]);
  if (random.chance(10)) rows.push_back(rows[random.below(rows.size())]);  // perhaps two values for one place
  if (random.chance(5)) rows.push_back({LongTable::Kind::values, "unit 1", "no such criterion", "", {}, 1.0});
  // the pieces of a table are read one after the other: first numbers and states, then texts, findings, visits
  const bool apart = random.chance(50);
  if (auto& value = rows[random.below(rows.size())].value; apart && random.chance(10) && value && value->index() == 0)
    value = std::numeric_limits<double>::infinity();  // a text cannot say it
  const auto rank = [&](const Said& r) {
    const bool is_text = r.value && std::holds_alternative<std::string>(*r.value);
    return static_cast<int>(r.kind) * 2 + (apart && is_text ? 1 : 0);
  };
  std::stable_sort(rows.begin(), rows.end(), [&](const Said& a, const Said& b) { return rank(a) < rank(b); });

  ScoreOptions options;
  options.all_nodes = true;
  options.lanes = random.chance(50);
  const auto expected = by_name(standard, rows, options);
  if (random.chance(50)) {
    options.executor = threads(2);
    options.tasks = 3;
  }
  const auto got = by_table(standard, rows, options, random.chance(50), apart);
  const auto where = "seed " + std::to_string(seed) + "\n" + write_standard(random_one.spec) + "\n" +
                     to_json(random_one.raw) + "\nby name:\n" + all_of(expected.diagnostics()) + "by table:\n" +
                     all_of(got.diagnostics());
  ASSERT_EQ(expected.has_value(), got.has_value()) << where;
  EXPECT_EQ(codes_of(expected.diagnostics()), codes_of(got.diagnostics())) << where;
  tally.refused += !got;
  if (!got) return;
  ++tally.scored;
  tally.flat += flat;
  tally.warned += !got.diagnostics().empty();
  EXPECT_EQ(differences(standard, *expected, *got), "") << where;
}

TEST(LongRandom, RowsGiveWhatObservationsGive) {
  const char* said = std::getenv("SANISCORE_RANDOM_CASES");
  const auto cases = said ? std::strtoull(said, nullptr, 10) : 4000;
  const char* from = std::getenv("SANISCORE_RANDOM_SEED");
  const auto first = from ? std::strtoull(from, nullptr, 10) : 1;
  Tally tally;
  for (auto seed = first; seed < first + cases && !HasFailure(); ++seed)
    compare(seed, seed % 2 == 0 ? GeneratorOptions::all() : GeneratorOptions::basic(), tally);
  std::cout << tally.scored << " scored (" << tally.flat << " flat, " << tally.warned << " with warnings), "
            << tally.refused << " refused\n";
  if (cases < 1000) return;
  EXPECT_GT(tally.flat, cases / 4);
  EXPECT_GT(tally.scored - tally.flat, cases / 4);
  EXPECT_GT(tally.refused, cases / 50);
  EXPECT_GT(tally.warned, cases / 50);
}

}  // namespace
}  // namespace saniscore::reference
