// Live: after any changes the results are those of scoring everything again, to the bit; readers see whole moments.
#include "scoring/columns.hpp"

#include <saniscore/scoring/live.hpp>
#include <saniscore/standard/catalogue.hpp>

#include <atomic>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <thread>

namespace {

using namespace saniscore;

using small::Columns;
using small::nan;
using small::same_bits;
using small::some_value;

/// Compares every unit with the scorecard of the same columns.
void expect_same(const Live& live, const Columns& columns, const std::string& what) {
  ScoreOptions options;
  options.all_nodes = true;
  const auto card = score(columns.standard, columns.table(), options);
  ASSERT_TRUE(card.has_value()) << to_text(card.diagnostics().front());
  LiveUnit unit;
  for (std::size_t u = 0; u < columns.units; ++u) {
    live.read(u, unit);
    for (auto n : columns.standard.document_order()) {
      const auto& got = unit.nodes[static_cast<std::uint32_t>(n)];
      const auto about = what + ": " + std::string(columns.standard.id(n)) + " of unit " + std::to_string(u);
      ASSERT_TRUE(same_bits(got.score, card->score(n)[u])) << about << " " << got.score << " " << card->score(n)[u];
      ASSERT_TRUE(same_bits(got.score, live.score(n, u))) << about;
      ASSERT_TRUE(same_bits(got.maximum, card->maximum(n)[u])) << about;
      ASSERT_TRUE(same_bits(got.lower, card->lower(n)[u])) << about;
      ASSERT_TRUE(same_bits(got.upper, card->upper(n)[u])) << about;
      ASSERT_TRUE(same_bits(got.coverage, card->coverage(n)[u])) << about << got.coverage << card->coverage(n)[u];
      ASSERT_EQ(got.state, card->state(n)[u]) << about;
      ASSERT_EQ(got.level, card->level(n)[u]) << about;
      ASSERT_EQ(got.provisional, card->provisional(n, u)) << about;
    }
    for (std::size_t l = 0; l < unit.outcomes.size(); ++l) {
      ASSERT_EQ(unit.outcomes[l].level, card->outcome(l)[u]) << what;
      ASSERT_EQ(unit.outcomes[l].possible, card->possible(l)[u]) << what;
    }
  }
}

TEST(Live, EqualsScoringAgainAfterAnyChangesUnderEveryStandardOfTheCatalogue) {
  std::mt19937 random(11);
  std::size_t standards = 0, changes = 0;
  for (const auto& entry : catalogue()) {
    const auto standard = catalogue(std::string(entry.id) + "@" + std::string(entry.edition));
    ASSERT_TRUE(standard.has_value());
    Columns columns(*standard, 3);
    for (auto& c : columns.values)
      for (auto& v : c) v = some_value(random);
    auto live = Live::start(columns.table());
    ASSERT_TRUE(live.has_value()) << std::string(entry.id) << to_text(live.diagnostics().front());
    expect_same(*live, columns, std::string(entry.id) + " at first");
    for (int round = 0; round < 6 && !HasFatalFailure(); ++round) {
      for (int k = 0; k < 4; ++k, ++changes) {
        const auto c = random() % columns.values.size(), u = random() % columns.units;
        const auto handle = live->column(standard->columns()[c]);
        ASSERT_TRUE(handle.has_value()) << standard->columns()[c];
        if (random() % 4 == 0) {
          const auto state = static_cast<State>(1 + random() % 4);
          ASSERT_TRUE(live->set(u, *handle, state));
          columns.values[c][u] = nan;
          columns.states[c][u] = static_cast<std::uint8_t>(state);
        } else {
          const double v = some_value(random);
          ASSERT_TRUE(live->set(u, *handle, v));
          columns.values[c][u] = v;
          columns.states[c][u] = 0;
        }
      }
      expect_same(*live, columns, std::string(entry.id) + " in round " + std::to_string(round));
    }
    ++standards;
  }
  std::cout << changes << " changes under " << standards << " standards\n";
  EXPECT_GT(standards, 50U);
}

Standard pair() {
  // a + b = 10 in every moment that the writer leaves behind
  return small::standard(
      R"({"id":"t","combine":"sum","children":[
      {"id":"g","combine":"sum","children":[{"id":"a","points":10,"measure":{"score":10}}]},
      {"id":"h","combine":"sum","children":[{"id":"b","points":10,"measure":{"line":[[0,10],[10,0]]},"from":"a"}]}]})",
      R"(,"outcomes":[{"id":"o","levels":[{"level":"high","when":{"score":"g",">=":5}},{"level":"low"}]}])");
}

TEST(Live, ReadersSeeWholeMomentsWhileOneWrites) {
  Columns columns(pair(), 2);
  for (auto& c : columns.values) c = {1, 9};
  auto live = Live::start(columns.table()).value();
  const auto& s = live.standard();
  const auto a = *live.column("a");
  const auto node = [&](const char* id) { return static_cast<std::uint32_t>(s.find(id)); };
  const auto g = node("g"), h = node("h"), t = node("t");
  std::atomic<bool> stop{false};
  std::atomic<int> reads{0}, torn{0};
  std::vector<std::thread> readers;
  for (std::size_t k = 0; k < 3; ++k)
    readers.emplace_back([&, k] {
      LiveUnit unit;
      while (!stop) {
        live.read(k % 2, unit);
        const bool whole = unit.nodes[g].score + unit.nodes[h].score == 10 && unit.nodes[t].score == 10 &&
                           (unit.outcomes[0].level == 0) == (unit.nodes[g].score >= 5);
        if (!whole) ++torn;
        ++reads;
      }
    });
  for (int k = 0; k < 20000 || reads < 100; ++k) live.set(static_cast<std::size_t>(k) % 2, a, k / 2 % 11);
  stop = true;
  for (auto& r : readers) r.join();
  EXPECT_EQ(torn, 0);
}

TEST(Live, RefusesWhatIsNotThere) {
  Columns columns(pair(), 1);
  columns.values[0] = {4};
  auto live = Live::start(columns.table()).value();
  const auto a = *live.column("a");
  EXPECT_FALSE(live.column("c").has_value());
  EXPECT_FALSE(live.set(1, a, 5));
  EXPECT_FALSE(live.set(0, a + 100, 5));
  EXPECT_FALSE(live.set(0, a, State::known));  // by what value?
  EXPECT_EQ(live.score(live.standard().find("g"), 0), 4);
  EXPECT_TRUE(live.set(0, a, State::not_inspected));
  EXPECT_TRUE(std::isnan(live.score(live.standard().find("g"), 0)));
  Table nothing(live.standard(), 1);
  EXPECT_EQ(Live::start(nothing).diagnostics().front().code, "D021");
}

}  // namespace
