// Scoring again with the same workspace allocates nothing. Counted by replacing the global operator new.
#include "scoring/small.hpp"

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

}  // namespace
