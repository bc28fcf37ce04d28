// The same input gives the same bits: block size, threads, instruction set, one unit or many, table or observations.
#include "scoring/small.hpp"

#include <saniscore/scoring/table.hpp>
#include <saniscore/scoring/threads.hpp>

#include <cmath>
#include <cstring>
#include <limits>
#include <random>

namespace {

using namespace saniscore;

constexpr std::size_t units = 1337;

const Standard& mixed() {
  static const auto s = small::standard(R"({"id":"total","combine":"sum","children":[
      {"id":"m","combine":"mean","points":30,"children":[
        {"id":"a","weight":0.3,"measure":{"score":10}},
        {"id":"b","weight":0.7,"measure":{"line":[[0,0],[3,{"share":0.5}],[3,{"share":0.6}],[10,{"share":1}]]}},
        {"id":"c","weight":0.1,"measure":"pass"}]},
      {"id":"g","combine":"power","x-note":"geometric","exponent":0,"points":20,"children":[
        {"id":"d","points":5,"measure":{"score":10}},
        {"id":"e","points":7,"measure":{"bands":[{"<=":2,"share":0.2},{"<":7.5,"share":0.7},{"share":1}]}}]},
      {"id":"w","combine":"min","points":10,"children":[
        {"id":"f","points":3,"measure":{"shortfall":{"target":8,"step":0.5,"deduct":0.3,"counting":"started"}}},
        {"id":"h","points":4,"measure":{"deduct":0.7}}]},
      {"id":"x","points":5,"measure":{"choice":[0,1,2.5,5]},"adjust":[{"id":"half","when":{"value":"a",">=":9},"deduct":0.1}],"round":{"decimals":1}}]})",
                                        R"(,"outcomes":[{"id":"grade","levels":[
      {"level":"A","when":{"percent":"total",">=":60}},{"level":"B","when":{"all":[{"score":"total",">=":20},{"met":"c"}]}},{"level":"C"}]}])");
  return s;
}

struct Data {
  std::vector<std::vector<double>> columns;
  Table table{mixed(), units};
  Data() {
    std::mt19937 random(5);
    const std::vector<std::string> names{"a", "b", "c", "d", "e", "f", "h", "x"};
    columns.resize(names.size());
    for (std::size_t k = 0; k < names.size(); ++k) {
      for (std::size_t i = 0; i < units; ++i) {
        const auto r = random();
        double v = static_cast<double>(r % 101) / 10;
        if (names[k] == "c") v = static_cast<double>(r % 2);
        if (names[k] == "h") v = static_cast<double>(r % 5);
        if (names[k] == "x") v = std::array{0.0, 1.0, 2.5, 5.0, 3.0}[r % 5];
        if (r % 23 == 0) v = std::numeric_limits<double>::quiet_NaN();
        columns[k].push_back(v);
      }
      table.bind(names[k], column(std::span<const double>(columns[k])));
    }
  }
};

ScoreOptions everything() {
  ScoreOptions o;
  o.all_nodes = true;
  return o;
}

bool same(std::span<const double> a, std::span<const double> b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size_bytes()) == 0;
}

void expect_same(const Scorecard& a, const Scorecard& b, const std::string& what) {
  for (auto n : mixed().document_order()) {
    EXPECT_TRUE(same(a.score(n), b.score(n))) << what << " score " << mixed().id(n);
    EXPECT_TRUE(same(a.maximum(n), b.maximum(n))) << what << " maximum " << mixed().id(n);
    EXPECT_TRUE(same(a.lower(n), b.lower(n))) << what << " lower " << mixed().id(n);
    EXPECT_TRUE(same(a.upper(n), b.upper(n))) << what << " upper " << mixed().id(n);
    EXPECT_TRUE(same(a.coverage(n), b.coverage(n))) << what << " coverage " << mixed().id(n);
    EXPECT_TRUE(std::equal(a.state(n).begin(), a.state(n).end(), b.state(n).begin()))
        << what << " state " << mixed().id(n);
    EXPECT_TRUE(std::equal(a.level(n).begin(), a.level(n).end(), b.level(n).begin()))
        << what << " level " << mixed().id(n);
  }
  EXPECT_TRUE(std::equal(a.outcome(0).begin(), a.outcome(0).end(), b.outcome(0).begin())) << what;
  EXPECT_TRUE(std::equal(a.possible(0).begin(), a.possible(0).end(), b.possible(0).begin())) << what;
}

TEST(SameBits, OfAnyBlockSize) {
  const Data d;
  const auto whole = score(mixed(), d.table, everything()).value();
  for (std::size_t block : {1U, 2U, 7U, 63U, 256U, 1000U, 5000U}) {
    auto o = everything();
    o.block = block;
    expect_same(whole, score(mixed(), d.table, o).value(), "block " + std::to_string(block));
  }
}

TEST(SameBits, OfAnyNumberOfThreads) {
  const Data d;
  const auto whole = score(mixed(), d.table, everything()).value();
  for (std::size_t count : {1U, 2U, 3U, 4U})
    for (std::size_t tasks : {count, std::size_t{2}, std::size_t{8}}) {
      auto o = everything();
      o.block = 64;
      o.tasks = tasks;
      o.executor = threads(count);
      expect_same(whole, score(mixed(), d.table, o).value(),
                  std::to_string(tasks) + " tasks on " + std::to_string(count) + " threads");
    }
}

TEST(SameBits, OfEveryInstructionSet) {
  const Data d;
  auto o = everything();
  o.instruction_set = InstructionSet::baseline;
  const auto baseline = score(mixed(), d.table, o).value();
  std::string tested;
  for (auto set : {InstructionSet::avx2, InstructionSet::avx512}) {
    if (!supported(set)) continue;
    o.instruction_set = set;
    expect_same(baseline, score(mixed(), d.table, o).value(), std::string(to_text(set)));
    tested += std::string(to_text(set)) + " ";
  }
  std::cout << "compared with baseline: " << (tested.empty() ? "nothing wider on this machine" : tested) << '\n';
}

TEST(SameBits, OfOneUnitAtATime) {
  const Data d;
  const auto whole = score(mixed(), d.table, everything()).value();
  for (std::size_t i = 0; i < units; i += 97) {
    Table one(mixed(), 1);
    for (std::size_t k = 0; k < d.columns.size(); ++k)
      one.bind(d.table.columns()[k].name, column(std::span<const double>(&d.columns[k][i], 1)));
    const auto card = score(mixed(), one, everything()).value();
    for (auto n : mixed().document_order()) {
      EXPECT_TRUE(same(card.score(n), whole.score(n).subspan(i, 1)));
      EXPECT_TRUE(same(card.lower(n), whole.lower(n).subspan(i, 1)));
    }
    EXPECT_EQ(card.outcome(0)[0], whole.outcome(0)[i]);
  }
}

TEST(SameBits, OfObservationsByName) {
  const Data d;
  const auto whole = score(mixed(), d.table, everything()).value();
  Observations seen(mixed());
  for (std::size_t i = 0; i < units; ++i) {
    const auto unit = "u" + std::to_string(i);
    seen.add_unit(unit);
    for (std::size_t k = 0; k < d.columns.size(); ++k)
      if (!std::isnan(d.columns[k][i])) seen.set(unit, {.criterion = d.table.columns()[k].name}, d.columns[k][i]);
  }
  expect_same(whole, score(mixed(), seen, everything()).value(), "observations");
}

TEST(SameBits, OfStridesOffsetsTypesAndValidityBitmaps) {
  const Data d;
  const auto whole = score(mixed(), d.table, everything()).value();
  // row-major doubles with an offset, a validity bitmap for one column, and narrower types where the values allow it
  const auto width = d.columns.size();
  std::vector<double> rows(3 + units * width);
  std::vector<std::uint8_t> valid((units + 7) / 8, 0);
  std::vector<std::int32_t> counts(units);
  std::vector<float> marks(units);
  for (std::size_t i = 0; i < units; ++i)
    for (std::size_t k = 0; k < width; ++k) {
      const double v = d.columns[k][i];
      rows[3 + i * width + k] = k == 6 && std::isnan(v) ? 77.0 : v;
      if (k == 6 && !std::isnan(v)) {
        valid[i / 8] = static_cast<std::uint8_t>(valid[i / 8] | 1 << (i % 8));
        counts[i] = static_cast<std::int32_t>(v);
      }
      if (k == 0) marks[i] = static_cast<float>(v);
    }
  Table t(mixed(), units);
  for (std::size_t k = 0; k < width; ++k) {
    Column c{rows.data(), ColumnType::f64, static_cast<std::ptrdiff_t>(width)};
    c.offset = 3 + k;
    if (k == 6) {
      c = column(std::span<const std::int32_t>(counts));
      c.validity = valid.data();
    }
    if (k == 0) c = column(std::span<const float>(marks));  // 0.1f means 0.1
    t.bind(d.table.columns()[k].name, c);
  }
  expect_same(whole, score(mixed(), t, everything()).value(), "strided");
}

/// Contiguous floats are read a vector at a time, others one by one; both mean the shortest decimal.
TEST(SameBits, OfFloatsInARowAndApart) {
  const auto s = small::standard(R"({"id":"t","points":3,"measure":{"line":[[-1000000,0],[1000000,3]]}})");
  std::mt19937 random(9);
  std::vector<float> row, apart;
  for (std::size_t i = 0; i < 100'000; ++i) {
    const auto kind = random() % 4;
    const auto whole = static_cast<double>(random() % 2'000'000) - 1e6;
    const float x = kind == 0   ? static_cast<float>(whole / 1000)
                    : kind == 1 ? static_cast<float>(whole / 7)
                    : kind == 2 ? static_cast<float>(std::ldexp(whole, -static_cast<int>(random() % 60)))
                                : std::array{0.1F, -0.0F, 1e9F, 16777217.5F, 0.0F / 1, 1e-30F}[random() % 6];
    row.push_back(x);
    apart.insert(apart.end(), {x, 0});
  }
  for (auto set : {InstructionSet::baseline, InstructionSet::avx2, InstructionSet::avx512}) {
    if (!supported(set)) continue;
    ScoreOptions o;
    o.instruction_set = set;
    Table a(s, row.size()), b(s, row.size());
    a.bind("t", column(std::span<const float>(row)));
    Column c = column(std::span<const float>(apart));
    c.stride = 2;
    b.bind("t", c);
    EXPECT_TRUE(same(score(s, a, o).value().score(s.root()), score(s, b, o).value().score(s.root()))) << to_text(set);
  }
}

}  // namespace
