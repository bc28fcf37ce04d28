#include <saniscore/scoring/threads.hpp>

#if defined(SANISCORE_THREADS)

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>

namespace saniscore::inline v0 {

namespace {

/// One call: it lies on the caller's stack until nobody helps any more.
struct Job {
  const std::function<void(std::size_t)>& run;
  std::size_t tasks;
  std::atomic<std::size_t> next{0};
  std::atomic<std::size_t> helpers{0};
  std::exception_ptr failure{};
  Job* after = nullptr;
};

/// How often a thread looks again before it sleeps: calls in a row follow each other sooner than a sleeper wakes.
constexpr int looks = 100;

struct Pool {
  std::atomic<unsigned> calls{0};
  std::mutex mutex;
  std::condition_variable wanted, finished;
  Job* first = nullptr;
  bool stop = false;
  std::vector<std::thread> threads;

  explicit Pool(std::size_t count) {
    threads.reserve(count - 1);
    try {
      for (std::size_t k = 1; k < count; ++k) threads.emplace_back([this] { help(); });
    } catch (const std::system_error&) {  // fewer will do: the caller works too
    }
  }
  ~Pool() {
    {
      const std::lock_guard lock(mutex);
      stop = true;
    }
    wanted.notify_all();
    for (auto& t : threads) t.join();
  }
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  void work(Job& job) {
    for (std::size_t k = 0; (k = job.next.fetch_add(1)) < job.tasks;) try {
        job.run(k);
      } catch (...) {
        job.next = job.tasks;
        const std::lock_guard lock(mutex);
        if (!job.failure) job.failure = std::current_exception();
      }
  }

  Job* open() const {
    Job* job = first;
    while (job && job->next >= job->tasks) job = job->after;
    return job;
  }

  void help() {
    std::unique_lock lock(mutex);
    for (;;) {
      Job* job = nullptr;  // asked for once: others take its tasks meanwhile
      if (const auto before = calls.load(); !stop && !open()) {
        lock.unlock();
        for (int k = 0; k < looks && calls.load() == before; ++k) std::this_thread::yield();
        lock.lock();
      }
      wanted.wait(lock, [&] { return stop || (job = open()) != nullptr; });
      if (!job) return;
      ++job->helpers;
      lock.unlock();
      work(*job);
      lock.lock();
      if (--job->helpers == 0) finished.notify_all();
    }
  }

  void call(std::size_t tasks, const std::function<void(std::size_t)>& run) {
    Job job{run, tasks};
    {
      const std::lock_guard lock(mutex);
      job.after = first;
      first = &job;
      ++calls;
    }
    wanted.notify_all();
    work(job);
    std::unique_lock lock(mutex);
    Job** at = &first;
    while (*at != &job) at = &(*at)->after;
    *at = job.after;
    for (int k = 0; k < looks && job.helpers != 0; ++k) {
      lock.unlock();
      std::this_thread::yield();
      lock.lock();
    }
    finished.wait(lock, [&] { return job.helpers == 0; });
    lock.unlock();
    if (job.failure) std::rethrow_exception(job.failure);
  }
};

}  // namespace

Executor threads(std::size_t count) {
  if (count == 0) count = std::max(1U, std::thread::hardware_concurrency());
  auto pool = std::make_shared<Pool>(count);
  return [pool](std::size_t tasks, const std::function<void(std::size_t)>& run) { pool->call(tasks, run); };
}

}  // namespace saniscore::inline v0

#else

namespace saniscore::inline v0 {

Executor threads(std::size_t) {
  return [](std::size_t tasks, const std::function<void(std::size_t)>& run) {
    for (std::size_t k = 0; k < tasks; ++k) run(k);
  };
}

}  // namespace saniscore::inline v0

#endif
