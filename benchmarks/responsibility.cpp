// Speed of booking losses: a year of a large city, how it grows, and one changed score.
#include <saniscore/responsibility/ledger.hpp>
#include <saniscore/standard/standard.hpp>

#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace saniscore;
using namespace saniscore::responsibility;

constexpr std::size_t leaves = 10, months = 12;

Standard standard() {
  std::string text =
      R"({"format":"saniscore/standard","format_version":1,"id":"b","edition":"1","tree":{"id":"r","combine":"sum","children":[)";
  for (std::size_t k = 0; k < leaves; ++k)
    text +=
        (k ? "," : "") + std::string(R"({"id":"c)") + std::to_string(k) + R"(","points":10,"measure":{"score":10}})";
  return load_standard(text + "]}}").value();
}

/// A post per place and a superior per twenty, so that posts have a community, a street, a district and a city above
/// them by area, and a bureau by line. Every post has
/// tasks of its own and tasks shared with its office: more than ten assignments a party.
struct City {
  Roster roster;
  Losses losses;
};

City city(std::size_t parties) {
  City c;
  Duties d;
  const auto name = [](std::size_t k) { return "p" + std::to_string(k); };
  const std::size_t offices = parties / 20;
  for (std::size_t k = 0; k < parties; ++k) {
    Party p;
    p.id = name(k);
    if (k > 0) p.superiors.push_back({name(k < offices ? k / 20 : k % offices), Link::area});
    if (k >= offices && k % 3 == 0) p.superiors.push_back({name((k / 7) % offices), Link::line});
    d.parties.push_back(std::move(p));
  }
  for (std::size_t k = offices; k < parties; ++k) {
    d.areas.push_back({"u" + std::to_string(k), "", "", "grid", name(k), "", ""});
    for (std::size_t l = 0; l < leaves; ++l) {
      if (l % 2 == 1) {  // the post's own
        d.assignments.push_back(
            {"c" + std::to_string(l), d.areas.back().id, name(k), "", Role::lead, {}, "", Account::common});
        continue;
      }
      Assignment a{"c" + std::to_string(l), d.areas.back().id, name(k), "",
                   Role::responsible,       Share{4, 5},       "",      Account::common};
      d.assignments.push_back(a);
      a.party = name(k % offices);
      a.role = Role::lead;
      a.share = Share{1, 5};
      d.assignments.push_back(a);
    }
  }
  c.roster = compile(std::move(d), standard()).value();

  std::uint64_t state = 7;
  for (std::size_t k = 0; k < months; ++k)
    c.losses.rounds.push_back("2026-" + std::string(k < 9 ? "0" : "") + std::to_string(k + 1));
  for (std::size_t k = offices; k < parties; ++k)
    for (std::size_t l = 0; l < leaves; ++l) {
      c.losses.criterion.push_back(c.roster.standard().find("c" + std::to_string(l)));
      c.losses.place.push_back(*c.roster.place("u" + std::to_string(k)));
      for (std::size_t m = 0; m < months; ++m) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        c.losses.points.push_back(static_cast<double>(state >> 60) / 10);
      }
    }
  return c;
}

/// parties × 10 assignments × 12 months, from losses to every party's account.
void attributed(benchmark::State& state) {
  const auto c = city(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) {
    const auto ledger = attribute(c.roster, c.losses);
    benchmark::DoNotOptimize(ledger.value().total(0));
  }
  state.counters["assignments"] = static_cast<double>(c.roster.duties().assignments.size());
  state.counters["losses"] = static_cast<double>(c.losses.points.size());
  state.counters["per_loss"] =
      benchmark::Counter(static_cast<double>(c.losses.points.size()),
                         benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}
BENCHMARK(attributed)->Arg(12'500)->Arg(25'000)->Arg(50'000)->Arg(100'000)->Unit(benchmark::kMillisecond);

/// One changed score, however large the city.
void one_changed(benchmark::State& state) {
  const auto c = city(static_cast<std::size_t>(state.range(0)));
  auto ledger = attribute(c.roster, c.losses).value();
  std::size_t k = 0;
  for (auto _ : state) {
    const std::size_t cell = k * 7919 % ledger.cells();
    benchmark::DoNotOptimize(ledger.set(cell, k % months, static_cast<double>(k % 100) / 10).has_value());
    ++k;
  }
}
BENCHMARK(one_changed)->Arg(12'500)->Arg(100'000)->Unit(benchmark::kMicrosecond);

/// Checking and preparing the duties.
void compiled(benchmark::State& state) {
  const auto c = city(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) {
    state.PauseTiming();
    auto duties = c.roster.duties();
    state.ResumeTiming();
    benchmark::DoNotOptimize(compile(std::move(duties), c.roster.standard()).value().duties().parties.size());
  }
}
BENCHMARK(compiled)->Arg(12'500)->Arg(100'000)->Unit(benchmark::kMillisecond)->Iterations(1);

}  // namespace
