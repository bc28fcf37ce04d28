// Long tables: 10⁷ rows (50,000 units × 200 criteria) straight to scores, beside reading their columns once.
//   bench_long [ROUNDS [WORD]]   rounds of all jobs in turn (default 5), of which the middle one counts; only jobs with
//                                WORD in their name
#include "limit.hpp"
#include "trees.hpp"

#include <saniscore/scoring/long_table.hpp>
#include <saniscore/scoring/threads.hpp>

#include <sys/resource.h>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

namespace {

using namespace saniscore;

constexpr std::size_t units = 50'000, leaves = 200, rows = units * leaves;

double seconds() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

double processor_seconds() {
  timespec t{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

/// The highest resident memory so far, in MiB.
long resident() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss >> 10;
}

/// All observations once, in some order.
struct Rows {
  std::vector<std::int32_t> unit, criterion;
  std::vector<double> value;
  std::vector<std::string_view> unit_text, criterion_text;

  Rows(const std::vector<double>& data, const std::vector<std::string_view>& names,
       const std::vector<std::string_view>& ids, bool sorted) {
    std::vector<std::uint32_t> order(rows);
    std::iota(order.begin(), order.end(), 0U);
    std::uint64_t x = 88172645463325252;
    for (std::size_t k = rows; !sorted && k > 1; --k) {
      x ^= x << 13;
      x ^= x >> 7;
      x ^= x << 17;
      std::swap(order[k - 1], order[x % k]);
    }
    for (auto r : order) {
      unit.push_back(static_cast<std::int32_t>(r / leaves));
      criterion.push_back(static_cast<std::int32_t>(r % leaves));
      value.push_back(data[r % leaves * units + r / leaves]);
      unit_text.push_back(names[r / leaves]);
      criterion_text.push_back(ids[r % leaves]);
    }
  }
};

struct Job {
  std::string name;
  LongTable table;
  ScoreOptions options;
  Workspace workspace{};
  Scorecard card{};
  std::vector<double> times{}, busy{};
};

double middle(std::vector<double> v) {
  std::sort(v.begin(), v.end());
  return v[v.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
  const int asked = argc > 1 ? std::atoi(argv[1]) : 0, rounds = asked > 0 ? asked : 5;
  const auto standard = compile(bench::tree_200()).value();
  const auto data = bench::marks(units, leaves, 0.05);
  std::vector<std::string> texts_of_units;
  std::vector<std::string_view> ids, names;
  for (std::size_t u = 0; u < units; ++u) texts_of_units.push_back("place " + std::to_string(100'000 + u));
  names.assign(texts_of_units.begin(), texts_of_units.end());
  for (auto n : standard.document_order())
    if (standard.is_leaf(n)) ids.push_back(standard.id(n));
  const auto input = resident();
  const Rows unsorted(data, names, ids, false), sorted(data, names, ids, true);

  std::vector<std::unique_ptr<Job>> jobs;
  const auto add = [&](std::string name, const Rows& r, bool text, std::size_t count) {
    auto job = std::make_unique<Job>(Job{std::move(name), LongTable(standard), {}});
    LongRows table{.rows = rows, .value = numbers(r.value)};
    table.unit = text ? texts(r.unit_text) : codes(r.unit, names);
    table.criterion = text ? texts(r.criterion_text) : codes(r.criterion, ids);
    job->table.add(table);
    job->options.fields = {false, false, false, false, false};
    job->options.executor = count > 1 ? threads(count) : Executor{};
    job->options.tasks = count;
    jobs.push_back(std::move(job));
  };
  for (const std::size_t count : {1U, 2U}) {
    const auto on = count == 1 ? std::string(", one thread") : ", " + std::to_string(count) + " threads";
    add("codes, unsorted" + on, unsorted, false, count);
    add("codes, sorted by unit" + on, sorted, false, count);
    add("texts, unsorted" + on, unsorted, true, count);
    add("texts, sorted by unit" + on, sorted, true, count);
  }

  if (argc > 2) std::erase_if(jobs, [&](const auto& job) { return job->name.find(argv[2]) == std::string::npos; });
  std::vector<double> limits;
  double kept = 0;
  std::printf("%zu rows, %zu units x %zu criteria, 49 groups, median of %d rounds; input %ld MiB\n\n", rows, units,
              leaves, rounds, resident() - input);
  for (int round = -1; round < rounds; ++round) {
    auto begin = seconds();
    kept += bench::read_once(unsorted.value.data(), rows);
    const auto as_doubles = [](const std::vector<std::int32_t>& v) {
      return reinterpret_cast<const double*>(v.data());
    };
    kept += bench::read_once(as_doubles(unsorted.unit), rows / 2) * 0;
    kept += bench::read_once(as_doubles(unsorted.criterion), rows / 2) * 0;
    if (round >= 0) limits.push_back(seconds() - begin);
    for (auto& job : jobs) {
      const auto before = resident();
      begin = seconds();
      const auto ticks = processor_seconds();
      const auto diagnostics = score_into(job->table, job->options, job->workspace, job->card);
      if (round >= 0) {
        job->times.push_back(seconds() - begin);
        job->busy.push_back(processor_seconds() - ticks);
      }
      if (!diagnostics.empty()) {
        std::printf("%s: %s\n", job->name.c_str(), to_text(diagnostics.front()).c_str());
        return 1;
      }
      if (round < 0)
        std::printf("%-36s first call: %6.1f ms, %4ld MiB more\n", job->name.c_str(), (seconds() - begin) * 1e3,
                    resident() - before);
    }
  }
  // all ways give the wide table's scores
  const auto expected = score(standard, bench::table_of(standard, data, units)).value();
  for (const auto& job : jobs)
    for (std::size_t u = 0; u < units; ++u) {
      const auto of = static_cast<std::size_t>(std::stoul(job->card.unit_names()[u].substr(6)) - 100'000);
      const double a = job->card.score(standard.root())[u], b = expected.score(standard.root())[of];
      if (std::memcmp(&a, &b, sizeof a) != 0) {
        std::printf("%s: unit %zu scores %g instead of %g\n", job->name.c_str(), u, a, b);
        return 1;
      }
    }
  const double limit = middle(limits);
  std::printf("\n%-36s %9s %9s %9s %12s\n%-36s %9.1f %9s %9.2f%s\n", "job", "ms", "busy ms", "x limit", "M rows/s",
              "reading the columns once (the limit)", limit * 1e3, "", 1.0, kept == 0 ? "." : "");
  for (const auto& job : jobs) {
    const double t = middle(job->times);
    std::printf("%-36s %9.1f %9.1f %9.2f %12.0f\n", job->name.c_str(), t * 1e3, middle(job->busy) * 1e3, t / limit,
                static_cast<double>(rows) / t / 1e6);
  }
}
