// One table: what each kind of rule costs beside reading its input once, in the same run. ./dev bench runs it.
//   bench_kinds [ROUNDS [WORD]] [--benchmark_out=FILE]
//     rounds of all jobs in turn, of which the least processor time of each counts (default 5); only jobs with WORD in
//     their name; FILE gets the times as JSON, laid out as Google Benchmark does
#include "limit.hpp"
#include "trees.hpp"

#include "scoring/driver.hpp"

#include <saniscore/scoring/score.hpp>
#include <saniscore/standard/standard.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace saniscore;

constexpr std::size_t units = 200'000, leaves = 200;

double seconds() {
  timespec t{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

/// 8 sections × 5 groups × 5 leaves with one rule; `group` is how groups combine, `more` stands in every section.
std::string tree(const std::string& rule, const std::string& group, const std::string& more) {
  std::string sections;
  for (int a = 0; a < 8; ++a) {
    std::string groups;
    for (int b = 0; b < 5; ++b) {
      std::string list;
      const auto id = std::to_string(a) + "." + std::to_string(b);
      for (int c = 0; c < 5; ++c)
        list += (c ? "," : "") + (R"({"id":")" + id + "." + std::to_string(c) + R"(","points":)" +
                                  std::to_string(1 + c) + R"(,"measure":)" + rule + "}");
      groups += (b ? "," : "") + (R"({"id":")" + id + R"(",)" + group + R"(,"children":[)" + list + "]}");
    }
    sections += (a ? "," : "") +
                (R"({"id":"s)" + std::to_string(a) + R"(",)" + group + more + R"(,"children":[)" + groups + "]}");
  }
  return R"({"id":"total",)" + group + R"(,"children":[)" + sections + "]}";
}

struct Job {
  std::string name;
  Standard standard;
  std::size_t cells = units * leaves;
  std::vector<float> floats;
  std::vector<std::uint8_t> codes, valid;
  std::unique_ptr<Table> table;                ///< or null:
  std::unique_ptr<Observations> observations;  ///< owns the frame in the workspace
  ScoreOptions options;
  Workspace workspace;
  Scorecard card;
  double best = 1e9;
};

bool run(Job& job) {
  if (job.table) return score_into(*job.table, job.options, job.workspace, job.card).empty();
  auto& work = Engine::data(job.workspace);
  Engine::prepare(job.standard, job.options, work, job.card);
  Engine::run(job.options, work, job.card);
  return true;
}

/// Four sites a unit, all seen; the frame is made once, so that the engine alone is measured.
std::unique_ptr<Job> sites(std::string name, Standard standard, std::size_t places) {
  auto job = std::make_unique<Job>();
  job->name = std::move(name);
  job->standard = std::move(standard);
  constexpr std::size_t each = 4;
  job->cells = places * each * leaves;
  job->observations = std::make_unique<Observations>(job->standard);
  const auto data = bench::marks(places * each, leaves, 0.05);
  std::size_t column = 0;
  for (auto n : job->standard.document_order()) {
    if (!job->standard.is_leaf(n)) continue;
    for (std::size_t k = 0; k < places * each; ++k)
      if (const double v = data[column * places * each + k]; v == v)
        job->observations->set(
            "u" + std::to_string(k / each),
            {.criterion = job->standard.id(n), .site = std::string(1, static_cast<char>('a' + k % each))}, v);
    ++column;
  }
  if (!frame_of(job->standard.program(), *job->observations, Engine::data(job->workspace).frame).empty()) std::abort();
  job->options.fields = {false, false, false, false, false};
  return job;
}

Standard standard(const std::string& tree, const std::string& policy, const std::string& rest = "") {
  const auto text =
      R"({"format":"saniscore/standard","format_version":1,"id":"b","edition":"1","states":{"not_inspected":)" +
      policy + R"(},"tree":)" + tree + rest + "}";
  return load_standard(text).value();
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view last = argv[argc - 1], option = "--benchmark_out=";
  std::string out;
  if (argc > 1 && last.starts_with(option)) {
    out = last.substr(option.size());
    --argc;
  }
  const int asked = argc > 1 ? std::atoi(argv[1]) : 0, rounds = asked > 0 ? asked : 5;
  const std::string mean = R"("combine":"mean","points":10)", sum = R"("combine":"sum")", score = R"({"score":10})";
  const std::string drop = R"("drop")", unknown = R"("unknown")";
  const auto all = bench::marks(units, leaves, 0), some = bench::marks(units, leaves, 0.05);
  std::vector<double> answers(some), counts(some);
  for (auto& v : answers) v = v != v ? v : static_cast<double>(static_cast<int>(v) % 2);
  for (auto& v : counts) v = v != v ? v : static_cast<double>(static_cast<int>(v) % 4);
  std::vector<std::unique_ptr<Job>> jobs;
  const auto add = [&](std::string name, Standard s, const std::vector<double>& data) -> Job& {
    auto job = std::make_unique<Job>();
    job->name = std::move(name);
    job->standard = std::move(s);
    job->table = std::make_unique<Table>(bench::table_of(job->standard, data, units));
    job->options.fields = {false, false, false, false, false};
    jobs.push_back(std::move(job));
    return *jobs.back();
  };
  const std::string ladder =
      R"(,"gates":[{"id":"g","require":{"percent":"s1",">=":20},"outcome":"o","at_best":"C"}],"outcomes":[{"id":"o","levels":[{"level":"A","when":{"all":[{"percent":"total",">=":80},{"percent":"s0",">=":40}]}},{"level":"B","when":{"percent":"total",">=":50}},{"level":"C"}]}])";
  add("mean of marks, all known", standard(tree(score, mean, ""), drop), all);
  add("mean of marks, 5 % dropped", standard(tree(score, mean, ""), drop), some);
  add("the same, root only", standard(tree(score, mean, ""), drop), some).options.nodes = {Node{}};
  jobs.back()->options.nodes = {jobs.back()->standard.root()};
  add("the same, all fields", standard(tree(score, mean, ""), drop), some).options.fields = {};
  add("mean of marks, 5 % unknown", standard(tree(score, mean, ""), unknown), some);
  add("the same, all fields", standard(tree(score, mean, ""), unknown), some).options.fields = {};
  add("sum of marks, 5 % dropped", standard(tree(score, sum, ""), drop), some);
  add("mean, gate and ladder", standard(tree(score, mean, ""), drop, ladder), some);
  add("mean, caps on sections",
      standard(tree(score, mean, R"(,"adjust":[{"id":"c","when":{"score":"3.1","<":4},"cap":8}])"), drop), some);
  add("pass", standard(tree(R"("pass")", mean, ""), drop), answers);
  constexpr std::string_view four[] = {"a", "b", "c", "d"};
  {
    auto& job =
        add("choice of four labels, as bytes",
            standard(tree(R"({"choice":{"a":0,"b":{"share":0.2},"c":{"share":0.6},"d":{"share":1}}})", mean, ""), drop),
            counts);
    job.valid.assign(counts.size() / 8, 0);
    for (std::size_t i = 0; i < counts.size(); ++i) {
      const bool known = counts[i] == counts[i];
      job.codes.push_back(known ? static_cast<std::uint8_t>(counts[i]) : std::uint8_t{0});
      job.valid[i / 8] = static_cast<std::uint8_t>(job.valid[i / 8] | (known << (i % 8)));
    }
    std::size_t k = 0;
    for (auto n : job.standard.document_order())
      if (job.standard.is_leaf(n)) {
        auto bound = column(std::span<const std::uint8_t>(job.codes.data() + units * k, units));
        bound.labels = four;
        bound.validity = job.valid.data() + units / 8 * k++;
        job.table->bind(job.standard.id(n), bound);
      }
  }
  add("three bands",
      standard(tree(R"({"bands":[{"<=":2,"share":0.2},{"<":7.5,"share":0.7},{"share":1}]})", mean, ""), drop), some);
  add("line of three knots", standard(tree(R"({"line":[[0,0],[6,{"share":0.5}],[10,{"share":1}]]})", mean, ""), drop),
      some);
  add("shortfall",
      standard(tree(R"({"shortfall":{"target":8,"step":0.5,"deduct":0.1,"counting":"started"}})", mean, ""), drop),
      some);
  add("deduct", standard(tree(R"({"deduct":0.2})", mean, ""), drop), counts);
  add("least of marks", standard(tree(score, R"("combine":"min","points":10)", ""), drop), some);
  add("geometric mean of marks", standard(tree(score, R"("combine":"power","exponent":0,"points":10)", ""), drop),
      some);
  {
    auto& job = add("mean of marks as float", standard(tree(score, mean, ""), drop), some);
    job.floats.assign(some.begin(), some.end());
    std::size_t k = 0;
    for (auto n : job.standard.document_order())
      if (job.standard.is_leaf(n))
        job.table->bind(job.standard.id(n), column(std::span<const float>(job.floats.data() + units * k++, units)));
  }
  {
    auto& job = add("mean of marks as bytes", standard(tree(score, mean, ""), drop), all);
    for (double v : all) job.codes.push_back(static_cast<std::uint8_t>(v));
    std::size_t k = 0;
    for (auto n : job.standard.document_order())
      if (job.standard.is_leaf(n))
        job.table->bind(job.standard.id(n),
                        column(std::span<const std::uint8_t>(job.codes.data() + units * k++, units)));
  }
  {
    auto& job = add("mean of marks, a column of states each", standard(tree(score, mean, ""), drop), all);
    job.codes.resize(all.size());
    for (std::size_t i = 0; i < all.size(); ++i)
      if (some[i] != some[i]) job.codes[i] = static_cast<std::uint8_t>(State::not_inspected);
    std::size_t k = 0;
    for (auto n : job.standard.document_order())
      if (job.standard.is_leaf(n))
        job.table->bind(std::string(job.standard.id(n)) + "#state",
                        column(std::span<const std::uint8_t>(job.codes.data() + units * k++, units)));
  }
  const auto reduced = [&](const std::string& by) {
    return standard(tree(score + R"(,"reduce":[{"over":"site","by":")" + by + R"("}])", mean, ""), drop);
  };
  jobs.push_back(sites("mean of four sites at every leaf", reduced("mean"), 5000));
  jobs.push_back(sites("worst of four sites at every leaf", reduced("worst"), 5000));
  jobs.push_back(sites("mean of four sites at the root",
                       standard(
                           [&] {
                             auto whole = tree(score, mean, "");
                             return whole.insert(1, R"("reduce":[{"over":"site","by":"mean"}],)");
                           }(),
                           drop),
                       5000));
  if (argc > 2) std::erase_if(jobs, [&](const auto& job) { return job->name.find(argv[2]) == std::string::npos; });
  double limit = 1e9, kept = 0;
  for (int round = -1; round < rounds; ++round) {  // the first only touches the memory
    auto begin = seconds();
    kept += bench::read_once(some.data(), some.size());
    if (round >= 0) limit = std::min(limit, seconds() - begin);
    for (auto& job : jobs) {
      begin = seconds();
      if (!run(*job)) {
        std::printf("%s: complaints about the data\n", job->name.c_str());
        return 1;
      }
      if (round >= 0) job->best = std::min(job->best, seconds() - begin);
    }
  }
  std::printf("%zu units x %zu leaves, 49 groups, one thread, least of %d rounds%s\n\n", units, leaves, rounds,
              kept == 0 ? "." : "");
  const auto row = [&](const std::string& name, double time, double ratio) {
    std::printf("%-40s %9.1f %9.2f\n", name.c_str(), time * 1e3, ratio);
  };
  std::printf("%-40s %9s %9s\n", "job", "ms", "x limit");
  row("reading once (the limit)", limit, 1);
  std::string rows = R"({"name":"reading once","cpu_time":)" + std::to_string(limit * 1e3) + R"(,"time_unit":"ms"})";
  for (auto& job : jobs) {
    const double ratio = job->best / limit * static_cast<double>(units * leaves) / static_cast<double>(job->cells);
    row(job->name, job->best, ratio);
    rows += R"(,{"name":")" + job->name + R"(","cpu_time":)" + std::to_string(job->best * 1e3) +
            R"(,"time_unit":"ms","x_limit":)" + std::to_string(ratio) + "}";
  }
  if (!out.empty()) std::ofstream(out) << R"({"benchmarks":[)" << rows << "]}\n";
}
