// threads(): every task once, exceptions to the caller, one pool for several callers.
#include <saniscore/scoring/threads.hpp>

#include <atomic>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace {

using namespace saniscore;

TEST(Threads, RunEveryTaskOnce) {
  for (std::size_t count : {1U, 2U, 4U}) {
    const auto run = threads(count);
    for (std::size_t tasks : {0U, 1U, 2U, 3U, 100U})
      for (int again = 0; again < 50; ++again) {
        std::vector<std::atomic<int>> done(tasks);
        run(tasks, [&](std::size_t k) { ++done[k]; });
        for (const auto& d : done) EXPECT_EQ(d, 1);
      }
  }
}

TEST(Threads, WorkAtTheSameTime) {
#if defined(SANISCORE_WITHOUT_THREADS)
  GTEST_SKIP() << "built with SANISCORE_THREADS=OFF";
#endif
  // each task waits for the other: one thread alone would never end
  std::atomic<int> arrived = 0;
  threads(2)(2, [&](std::size_t) {
    ++arrived;
    while (arrived < 2) std::this_thread::yield();
  });
  EXPECT_EQ(arrived, 2);
}

TEST(Threads, GiveWhatATaskThrowsToTheCaller) {
  const auto run = threads(3);
  for (int again = 0; again < 50; ++again) {
    std::atomic<int> running = 0;
    try {
      run(40, [&](std::size_t k) {
        ++running;
        if (k == 7) {
          --running;
          throw std::runtime_error("task 7");
        }
        --running;
      });
      ADD_FAILURE() << "nothing was thrown";
    } catch (const std::runtime_error& e) {
      EXPECT_EQ(std::string(e.what()), "task 7");
      EXPECT_EQ(running, 0) << "a task still ran";
    }
    std::atomic<int> done = 0;  // the pool goes on
    run(5, [&](std::size_t) { ++done; });
    EXPECT_EQ(done, 5);
  }
}

TEST(Threads, ServeSeveralCallersAndCallsWithinCalls) {
  const auto run = threads(3);
  std::atomic<int> done = 0;
  std::vector<std::thread> callers;
  for (int c = 0; c < 4; ++c)
    callers.emplace_back([&] {
      for (int again = 0; again < 50; ++again) run(4, [&](std::size_t) { run(2, [&](std::size_t) { ++done; }); });
    });
  for (auto& c : callers) c.join();
  EXPECT_EQ(done, 4 * 50 * 4 * 2);
}

}  // namespace
