// Scoring again with the same workspace allocates nothing. Counted by replacing the global operator new.
#include "scoring/small.hpp"

#include <saniscore/scoring/live.hpp>
#include <saniscore/scoring/table.hpp>

#include <atomic>
#include <cstdlib>
#include <new>

namespace {
std::atomic<long> allocations{0};
}

void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  ++allocations;
  return std::malloc(size == 0 ? 1 : size);
}
// Neither this nor the deletes are inlined: g++ would see a delete of what came from malloc().
[[gnu::noinline]] void* operator new(std::size_t size) {
  if (void* p = operator new(size, std::nothrow)) return p;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* p) noexcept { std::free(p); }
[[gnu::noinline]] void operator delete(void* p, std::size_t) noexcept { std::free(p); }

namespace {

using namespace saniscore;

TEST(Allocation, NoneWhileScoringAgain) {
  const auto s = small::standard(
      R"({"id":"t","combine":"mean","points":100,"adjust":[{"id":"c","when":{"attribute":"late","==":true},"deduct":5}],"children":[
      {"id":"a","points":4,"measure":{"score":10}},{"id":"b","points":6,"measure":{"deduct":{"start":6,"rules":[{"id":"r","rate":1,"cap":3},{"id":"q","rate":0.5}]}}},
      {"id":"c","points":1,"measure":{"choice":{"good":{"share":1},"bad":0}}}]})",
      R"(,"outcomes":[{"id":"o","levels":[{"level":"y","when":{"score":"t",">=":80}},{"level":"n"}]}])");
  constexpr std::size_t n = 3000;
  std::vector<double> a(n, 7.5), r(n, 1), q(n, 0), late(n, 0);
  a[17] = std::numeric_limits<double>::quiet_NaN();
  std::vector<std::uint8_t> c(n, 1);
  const std::vector<std::string_view> labels{"bad", "good"};
  Table t(s, n);
  t.bind("a", column(std::span<const double>(a)));
  t.bind("b/r", column(std::span<const double>(r)));
  t.bind("b/q", column(std::span<const double>(q)));
  auto codes = column(std::span<const std::uint8_t>(c));
  codes.labels = labels;
  t.bind("c", codes);
  t.bind("@late", column(std::span<const double>(late)));
  const ScoreOptions options;
  Workspace w;
  Scorecard card;
  ASSERT_TRUE(score_into(t, options, w, card).empty());
  const auto before = allocations.load();
  ASSERT_GT(before, 0);  // the counter counts
  for (int k = 0; k < 3; ++k) {
    const auto diagnostics = score_into(t, options, w, card);
    EXPECT_TRUE(diagnostics.empty());
  }
  EXPECT_EQ(allocations.load() - before, 0);
  EXPECT_EQ(card.outcome(0)[0], 0);  // (3 + 5 + 1) ÷ 11 = 81.8 %
  EXPECT_EQ(card.outcome(0)[17], undecided);
}

TEST(Allocation, NoneWhenABoundColumnIsAnother) {
  const auto s = small::standard(R"({"id":"t","combine":"mean","points":100,"children":[
      {"id":"a","points":4,"measure":{"score":10}},{"id":"b","points":6,"measure":{"score":10}}]})");
  const std::vector<double> a(100, 5), b(100, 10), other(100, 0);
  Table t(s, a.size());
  t.bind("a", column(std::span<const double>(a)));
  t.bind("b", column(std::span<const double>(b)));
  Workspace w;
  Scorecard card;
  ASSERT_TRUE(score_into(t, {}, w, card).empty());
  EXPECT_EQ(card.score(s.root())[99], 80);  // (2 + 6) ÷ 10
  // the workspace remembers what was bound: a copy is the same table until one of them changes
  Table copy = t;
  t.bind("b", column(std::span<const double>(other)));
  ASSERT_TRUE(score_into(copy, {}, w, card).empty());
  EXPECT_EQ(card.score(s.root())[99], 80);
  ASSERT_TRUE(score_into(t, {}, w, card).empty());
  EXPECT_EQ(card.score(s.root())[99], 20);
  t.bind("b", column(std::span<const double>(a)));
  const auto before = allocations.load();
  ASSERT_TRUE(score_into(t, {}, w, card).empty());
  EXPECT_EQ(allocations.load() - before, 0);
  EXPECT_EQ(card.score(s.root())[99], 50);
  // nor does it take one table for another that lies where the first did
  Table* moved = new Table(s, a.size());
  moved->bind("a", column(std::span<const double>(a)));
  moved->bind("b", column(std::span<const double>(b)));
  ASSERT_TRUE(score_into(*moved, {}, w, card).empty());
  *moved = Table(s, a.size());
  moved->bind("a", column(std::span<const double>(b)));
  moved->set_missing(State::not_applicable);
  ASSERT_TRUE(score_into(*moved, {}, w, card).empty());
  EXPECT_EQ(card.score(s.root())[99], 100);
  delete moved;
}

TEST(Allocation, NoneWhileChangingLive) {
  const auto s = small::standard(
      R"({"id":"t","combine":"mean","points":100,"adjust":[{"id":"c","when":{"score":"a","<":4},"cap":50}],"children":[
      {"id":"a","points":4,"measure":{"score":10}},{"id":"b","points":6,"measure":{"score":10}}]})",
      R"(,"outcomes":[{"id":"o","levels":[{"level":"y","when":{"score":"t",">=":80}},{"level":"n"}]}])");
  const std::vector<double> a(3, 5), b(3, 10);
  Table t(s, a.size());
  t.bind("a", column(std::span<const double>(a)));
  t.bind("b", column(std::span<const double>(b)));
  auto live = Live::start(t).value();
  const auto first = *live.column("a"), second = *live.column("b");
  live.set(0, first, 10.0);
  live.set(0, second, 10.0);
  LiveUnit all;
  live.read(0, all);
  const auto before = allocations.load();
  for (std::size_t k = 0; k < 30; ++k) {
    live.set(k % 3, k % 2 == 0 ? first : second, static_cast<double>(k % 11));
    live.set(k % 3, first, State::not_inspected);
    live.set(k % 3, first, 10.0);
    live.read(k % 3, all);
  }
  EXPECT_EQ(allocations.load() - before, 0);
  live.set(1, second, 5.0);
  EXPECT_EQ(live.score(s.root(), 1), 70);  // (4 + 3) ÷ 10
  live.set(1, first, 2.5);
  EXPECT_EQ(live.score(s.root(), 1), 40);  // (1 + 3) ÷ 10, below the cap
}

}  // namespace
