// Whatever the standard: what was lost comes apart without remainder.
//
// SANISCORE_RANDOM_CASES  how many cases (3000 here at most; each is scored once per leaf)
#include "reference/case.hpp"
#include "reference/generator.hpp"

#include <saniscore/scoring/explain.hpp>
#include <saniscore/standard/read.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include <gtest/gtest.h>

namespace saniscore::reference {
namespace {

std::uint64_t cases() {
  const char* text = std::getenv("SANISCORE_RANDOM_CASES");
  return text == nullptr ? 3000 : std::min<std::uint64_t>(3000, std::strtoull(text, nullptr, 10));
}

/// Of every scored node without a scored node above it.
struct Sums {
  double lost = 0, maximum = 0, scale = 1;
};

Sums whole(const Standard& s, const Explanation& e) {
  Sums out;
  for (const auto& n : e.nodes) {
    bool top = s.scored(n.node) && n.score.has_value();
    for (auto k = s.parent(n.node); top && k != no_node; k = s.parent(k)) top = !s.scored(k);
    if (!top) continue;
    out.lost += s.direction(n.node) == Direction::merit ? n.maximum - *n.score : *n.score;
    out.maximum += n.maximum;
  }
  for (const auto& n : e.nodes)
    if (n.score) out.scale = std::max({out.scale, std::abs(*n.score), n.maximum});
  return out;
}

Sums parts(const Standard& s, const Explanation& e) {
  Sums out;
  for (const auto& n : e.nodes)
    if (s.is_leaf(n.node)) {
      out.lost += n.lost;
      out.maximum += n.stands_for;
    }
  for (const auto& r : e.rules) {
    out.lost += r.lost;
    out.maximum += r.stands_for;
  }
  return out;
}

/// What sums, means and reductions to a mean, sum, pool, worst or latest lane lose is always somebody's below them.
bool must_hand_on(const Standard& s, const RuleLoss& r) {
  const auto& spec = s.spec(r.node);
  if (r.rule == "combine") return (spec.combine == Combine::sum && spec.start == 0) || spec.combine == Combine::mean;
  if (r.rule != "reduce") return false;
  for (auto k = r.node; k != no_node; k = s.parent(k))
    for (const auto& step : s.spec(k).reduce)
      if (step.by == ReduceStep::By::share_passing) return false;
  return true;
}

TEST(RandomExplain, WhatWasLostComesApartWithoutRemainder) {
  std::size_t explained = 0, lossy = 0, ruled = 0, open = 0, greedy = 0;
  int failures = 0;
  for (std::uint64_t seed = 1; seed <= cases() && failures < 3; ++seed) {
    const auto random = random_case(seed, seed % 2 == 0 ? GeneratorOptions::all() : GeneratorOptions::basic());
    const auto standard = compile(random.spec);
    if (!standard) continue;
    const auto e = explain(*standard, to_observations(*standard, random.raw, "unit"), "unit");
    if (!e) continue;
    ++explained;
    const auto wanted = whole(*standard, *e), got = parts(*standard, *e);
    lossy += wanted.lost != 0;
    ruled += !e->rules.empty();
    for (const auto& o : e->outcomes) {
      open += !o.open_leaves.empty();
      greedy += !o.greedy_repairs.empty();
    }
    const bool stuck = std::any_of(e->rules.begin(), e->rules.end(),
                                   [&](const RuleLoss& r) { return r.lost != 0 && must_hand_on(*standard, r); });
    if (!stuck && std::abs(wanted.lost - got.lost) <= 1e-9 * wanted.scale &&
        std::abs(wanted.maximum - got.maximum) <= 1e-9 * wanted.scale)
      continue;
    ++failures;
    ADD_FAILURE() << "seed " << seed << ": lost " << wanted.lost << ", parts " << got.lost << "; maximum "
                  << wanted.maximum << ", parts " << got.maximum << '\n'
                  << to_text(*e, *standard) << write_standard(random.spec) << '\n'
                  << to_json(random.raw);
  }
  std::cout << "  explained " << explained << ", with a loss " << lossy << ", with rules " << ruled << ", undecided "
            << open << ", greedy sets " << greedy << '\n';
  EXPECT_GT(explained, cases() / 2);
}

}  // namespace
}  // namespace saniscore::reference
