// Long tables: large ones in blocks, every layout of names, and what is said of rows that cannot be. That they give
// what Observations give is tested on random standards (tests/differential/long_test.cpp).
#include "scoring/small.hpp"

#include <saniscore/scoring/long_table.hpp>
#include <saniscore/scoring/threads.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <numeric>
#include <random>

namespace {

using namespace saniscore;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

const Standard& marks() {
  static const auto s = small::standard(R"({"id":"total","combine":"mean","children":[
      {"id":"g","combine":"sum","points":60,"children":[
        {"id":"a","points":10,"measure":{"score":10}},{"id":"b","points":20,"measure":{"score":10}}]},
      {"id":"c","points":30,"measure":{"choice":{"good":30,"bad":0}}},
      {"id":"d","points":10,"measure":{"deduct":{"rules":[{"id":"x","rate":1},{"id":"y","rate":2}]}}}]})");
  return s;
}

ScoreOptions all_nodes() {
  ScoreOptions o;
  o.all_nodes = true;
  return o;
}

/// 40,000 units and rows in any order; the wide columns they were made from.
struct Large {
  static constexpr std::size_t units = 40'000;
  const std::array<std::string_view, 3> criteria{"b", "nobody", "a"};
  std::vector<std::string> names;
  std::vector<std::string_view> labels;
  std::vector<std::int32_t> unit, criterion;
  std::vector<double> value;
  std::vector<double> a = std::vector<double>(units, nan), b = a;

  explicit Large(bool sorted) {
    std::mt19937 random(3);
    for (std::size_t u = 0; u < units; ++u) names.push_back("unit " + std::to_string(u));
    labels.assign(names.begin(), names.end());
    std::vector<std::size_t> rows(2 * units);
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    if (!sorted) std::shuffle(rows.begin(), rows.end(), random);
    for (auto r : rows) {
      const auto u = r / 2;
      const double x = static_cast<double>(random() % 101) / 10;
      if (u != 17 && random() % 20 == 0) continue;
      unit.push_back(static_cast<std::int32_t>(u));
      criterion.push_back(r % 2 == 0 ? 2 : 0);
      value.push_back(x);
      (r % 2 == 0 ? a : b)[u] = x;
    }
  }
  [[nodiscard]] LongRows rows() const {
    return {.rows = unit.size(),
            .unit = codes(unit, labels),
            .criterion = codes(criterion, criteria),
            .value = numbers(value)};
  }
};

bool same(std::span<const double> a, std::span<const double> b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size_bytes()) == 0;
}

void expect_wide(const Large& d, const Scorecard& card, const std::string& what) {
  // the units that have a row, in the order of their first
  std::vector<std::int32_t> order;
  std::vector<bool> seen(Large::units);
  for (auto u : d.unit)
    if (!seen[static_cast<std::size_t>(u)]) {
      seen[static_cast<std::size_t>(u)] = true;
      order.push_back(u);
    }
  std::vector<double> a, b;
  for (auto u : order) {
    a.push_back(d.a[static_cast<std::size_t>(u)]);
    b.push_back(d.b[static_cast<std::size_t>(u)]);
  }
  ASSERT_EQ(card.units(), order.size()) << what;
  EXPECT_EQ(card.unit_names()[5], d.names[static_cast<std::size_t>(order[5])]) << what;
  Table wide(marks(), order.size());
  wide.bind("a", column(std::span<const double>(a)));
  wide.bind("b", column(std::span<const double>(b)));
  wide.set_missing(State::not_inspected);
  const auto expected = score(marks(), wide, all_nodes()).value();
  for (auto n : marks().document_order()) {
    EXPECT_TRUE(same(expected.score(n), card.score(n))) << what << " score of " << marks().id(n);
    EXPECT_TRUE(same(expected.upper(n), card.upper(n))) << what << " upper of " << marks().id(n);
    EXPECT_TRUE(same(expected.coverage(n), card.coverage(n))) << what << " coverage of " << marks().id(n);
  }
}

TEST(Long, ManyUnitsGiveWhatAWideTableGives) {
  for (const bool sorted : {false, true}) {
    const Large d(sorted);
    LongTable table(marks());
    table.add(d.rows());
    Workspace again;
    Scorecard card;
    for (std::size_t count : {1U, 2U, 3U, 4U}) {
      auto o = all_nodes();
      o.executor = threads(count);
      o.tasks = count;
      ASSERT_TRUE(score_into(table, o, again, card).empty());
      expect_wide(d, card, std::string(sorted ? "sorted, " : "unsorted, ") + std::to_string(count) + " threads");
    }
  }
}

TEST(Long, NamesMayLieInAnyLayout) {
  const Large d(false);
  const auto n = d.unit.size();
  // Arrow: offsets of 32 and 64 bits, and views; one null in front that is skipped by the offset
  std::string bytes = "?";
  std::vector<std::int32_t> small_offsets{0, 1};
  std::vector<std::int64_t> large_offsets{0, 1};
  std::vector<std::array<char, 16>> views(1);
  std::vector<std::string_view> plain;
  for (auto u : d.unit) {
    bytes += "the unit " + d.names[static_cast<std::size_t>(u)];  // longer than 12 bytes: outside its view
    small_offsets.push_back(static_cast<std::int32_t>(bytes.size()));
    large_offsets.push_back(static_cast<std::int64_t>(bytes.size()));
  }
  for (std::size_t k = 1; k <= n; ++k) {
    const std::int32_t begin = small_offsets[k], size = small_offsets[k + 1] - begin, buffer = 0;
    plain.emplace_back(bytes.data() + begin, static_cast<std::size_t>(size));
    auto& view = views.emplace_back();
    std::memcpy(view.data(), &size, 4);
    std::memcpy(view.data() + 8, &buffer, 4);
    std::memcpy(view.data() + 12, &begin, 4);
  }
  const char* const buffers[] = {bytes.data()};
  std::vector<std::int64_t> far(n);  // integers too far apart to be codes, and near ones
  std::vector<std::int16_t> near(n);
  for (std::size_t k = 0; k < n; ++k) {
    far[k] = std::int64_t{d.unit[k]} * 1'000'000'007;
    near[k] = static_cast<std::int16_t>(d.unit[k] - 30'000);
  }
  const std::pair<const char*, LongColumn> layouts[] = {
      {"string_view", texts(plain)},
      {"utf8", {{}, {small_offsets.data(), Texts::Layout::utf8, 1, bytes.data(), {}, nullptr, 1}}},
      {"large_utf8", {{}, {large_offsets.data(), Texts::Layout::large_utf8, 1, bytes.data(), {}, nullptr, 1}}},
      {"utf8_views", {{}, {views.data(), Texts::Layout::utf8_views, 1, nullptr, buffers, nullptr, 1}}},
      {"far integers", {{far.data(), ColumnType::i64}, {}}},
      {"near integers", {{near.data(), ColumnType::i16}, {}}}};
  LongTable by_codes(marks());
  by_codes.add(d.rows());
  const auto expected = score(marks(), by_codes, all_nodes()).value();
  for (const auto& [name, column] : layouts)
    for (std::size_t count : {1U, 3U}) {
      auto o = all_nodes();
      o.executor = threads(2);
      o.tasks = count;
      LongTable table(marks());
      auto rows = d.rows();
      rows.unit = column;
      table.add(rows);
      const auto card = score(marks(), table, o).value();
      EXPECT_TRUE(same(expected.score(marks().root()), card.score(marks().root()))) << name;
      const auto first = static_cast<std::size_t>(d.unit[0]);
      const auto wanted = std::string(name) == "far integers"    ? std::to_string(far[0])
                          : std::string(name) == "near integers" ? std::to_string(near[0])
                                                                 : "the unit " + d.names[first];
      EXPECT_EQ(card.unit_names()[0], wanted) << name;
    }
}

/// Rows of one small table: unit, criterion, value.
struct Small {
  std::vector<std::string_view> unit, criterion;
  std::vector<double> value;
  Small(std::initializer_list<std::tuple<std::string_view, std::string_view, double>> rows) {
    for (const auto& [u, c, v] : rows) {
      unit.push_back(u);
      criterion.push_back(c);
      value.push_back(v);
    }
  }
  [[nodiscard]] LongRows rows() const {
    return {.rows = unit.size(), .unit = texts(unit), .criterion = texts(criterion), .value = numbers(value)};
  }
};

std::vector<Diagnostic> complaints(const LongRows& rows) {
  LongTable table(marks());
  table.add(rows);
  return score(marks(), table).diagnostics();
}

TEST(Long, TwoValuesNameBothRows) {
  for (const bool sorted : {false, true}) {
    Small s{{"u", "a", 1}, {"v", "a", 2}, {"u", "b", 3}, {"v", "a", 4}, {"u", "b", 5}};
    if (sorted) s = {{"u", "a", 1}, {"u", "b", 3}, {"u", "b", 5}, {"v", "a", 2}, {"v", "a", 4}};
    const auto list = complaints(s.rows());
    ASSERT_EQ(list.size(), 2U);
    EXPECT_EQ(to_text(list[sorted ? 1 : 0]),
              std::string("error D004 at row ") + (sorted ? "4" : "3") + ", unit v, column a: row " +
                  (sorted ? "3" : "1") + " has a value for the same unit, criterion, site, method and round; keep one");
    EXPECT_NE(to_text(list[sorted ? 0 : 1])
                  .find(sorted ? "row 2, unit u, column b: row 1" : "row 4, unit u, column b: row 2"),
              std::string::npos);
  }
  // the same with sites, which go unit by unit
  const Small s{{"u", "a", 1}, {"v", "a", 2}, {"u", "b", 3}, {"v", "a", 4}};
  auto rows = s.rows();
  const std::vector<std::string_view> nowhere(4);
  rows.site = texts(nowhere);
  const auto list = complaints(rows);
  ASSERT_EQ(list.size(), 1U);
  EXPECT_NE(to_text(list[0]).find("row 3, unit v, column a: row 1 has a value"), std::string::npos);
}

TEST(Long, ARowWithoutValueSaysNothing) {
  const Small s{{"u", "a", nan}, {"u", "a", 4}, {"w", "b", nan}, {"v", "a", 5}, {"v", "a", nan}};
  LongTable table(marks());
  table.add(s.rows());
  const auto card = score(marks(), table, all_nodes()).value();
  EXPECT_EQ(card.unit_names(), (std::vector<std::string>{"u", "w", "v"}));
  EXPECT_EQ(card.score(marks().find("a"), 0), 4);
  EXPECT_EQ(card.score(marks().find("a"), 2), 5);
  EXPECT_EQ(card.state(marks().find("b"))[1], State::not_inspected);
}

TEST(Long, ABadRowIsNamedOnceHoweverOftenItsBlockIsRead) {
  for (const bool grouped : {true, false}) {
    Small s{{"u", "a", 5}, {"u", "a", nan}, {"u", "aa", 1}};
    if (!grouped) s = {{"u", "a", 5}, {"v", "b", 1}, {"u", "a", nan}, {"u", "aa", 1}};
    EXPECT_EQ(complaints(s.rows()).size(), 1U);
  }
}

TEST(Long, BadRowsAreNamed) {
  const Small s{{"u", "a", 1}, {"u", "aa", 1}, {"", "a", 1}, {"u", "", 2}};
  auto list = complaints(s.rows());
  ASSERT_EQ(list.size(), 1U);  // without units nothing more can be said
  EXPECT_EQ(to_text(list[0]), "error D112 at row 2: this row names no unit");
  const Small t{{"u", "a", 1}, {"u", "hygeine", 1}, {"u", "", 2}, {"u", "g", 2}};
  list = complaints(t.rows());
  ASSERT_EQ(list.size(), 3U);
  EXPECT_EQ(list[0].code + list[1].code + list[2].code, "D002D120D002");
  EXPECT_EQ(list[0].pointer, "row 1, unit u, column hygeine");
  EXPECT_EQ(list[1].pointer, "row 2, unit u");
  Small v{{"u", "a", 1}};
  auto rows = v.rows();
  rows.unit = numbers(v.value);
  list = complaints(rows);
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0].code, "D025");
  rows.unit = {};
  EXPECT_EQ(complaints(rows)[0].code, "D118");
}

TEST(Long, StatesValuesAndFindings) {
  const std::vector<std::string_view> unit{"u", "u", "u", "v"}, criterion{"a", "c", "d", "a"},
      value{"7.5", "good", "", ""}, state{"", "", "not_applicable", "withheld"};
  LongTable table(marks());
  table.add(
      {.rows = 4, .unit = texts(unit), .criterion = texts(criterion), .value = texts(value), .state = texts(state)});
  const std::vector<std::string_view> whose{"v", "v", "v"}, leaf{"d", "d", "d"}, rule{"x", "y", "x"};
  const std::vector<double> count{1, 2, 1.5};
  table.add_findings(
      {.rows = 3, .unit = texts(whose), .criterion = texts(leaf), .part = texts(rule), .value = numbers(count)});
  const auto card = score(marks(), table, all_nodes()).value();
  EXPECT_EQ(card.score(marks().find("a"), 0), 7.5);
  EXPECT_EQ(card.score(marks().find("c"), 0), 30);
  EXPECT_EQ(card.state(marks().find("d"))[0], State::not_applicable);
  EXPECT_EQ(card.state(marks().find("a"))[1], State::withheld);
  EXPECT_EQ(card.score(marks().find("d"), 1), 10 - 1 - 4 - 1.5);
  // a value beside a state that says there is none
  const std::vector<std::string_view> both{"7.5", "good", "", "3"};
  LongTable wrong(marks());
  wrong.add(
      {.rows = 4, .unit = texts(unit), .criterion = texts(criterion), .value = texts(both), .state = texts(state)});
  const auto list = score(marks(), wrong).diagnostics();
  ASSERT_FALSE(list.empty());
  EXPECT_EQ(list[0].code, "D119");
}

TEST(Long, NamesMayHaveAReader) {
  const Small s{{"u", "卫生", 4}, {"u", "b", 8}};
  LongTable table(marks());
  table.add(s.rows());
  table.set_reader([](std::string_view criterion, std::string_view) {
    return criterion == "卫生" ? std::string("a") : std::string(criterion);
  });
  const auto card = score(marks(), table, all_nodes()).value();
  EXPECT_EQ(card.score(marks().find("a"), 0), 4);
  EXPECT_EQ(card.score(marks().find("b"), 0), 16);
}

TEST(Long, NoRowsGiveNoUnits) {
  const Small s{};
  LongTable table(marks());
  table.add(s.rows());
  auto rows = s.rows();
  static const double nothing = 0;
  rows.unit = rows.criterion = {{&nothing, ColumnType::i32}, {}};
  LongTable given(marks());
  given.add(rows);
  EXPECT_EQ(score(marks(), given).value().units(), 0U);
  EXPECT_EQ(score(marks(), LongTable(marks())).value().units(), 0U);
}

}  // namespace
