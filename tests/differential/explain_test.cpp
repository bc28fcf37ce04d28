// Whatever the standard: losses and differences come apart without remainder, and ranges hold.
//
// SANISCORE_RANDOM_CASES  how many cases (3000 here at most; each is scored once per leaf)
#include "reference/case.hpp"
#include "reference/generator.hpp"

#include <saniscore/scoring/compare.hpp>
#include <saniscore/scoring/examine.hpp>
#include <saniscore/scoring/explain.hpp>
#include <saniscore/standard/read.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <variant>

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

/// What sums, means and reductions to a mean, sum, pool, worst or latest lane lose is always somebody's below them; but
/// for a window that skips all there is, the policy for what was not inspected speaks.
bool must_hand_on(const Standard& s, const RuleLoss& r) {
  const auto& spec = s.spec(r.node);
  if (r.rule == "combine") return (spec.combine == Combine::sum && spec.start == 0) || spec.combine == Combine::mean;
  if (r.rule != "reduce") return false;
  for (auto k = r.node; k != no_node; k = s.parent(k))
    for (const auto& step : s.spec(k).reduce)
      if (step.by == ReduceStep::By::share_passing || step.skip > 0) return false;
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

TEST(GoldenExplain, WhatWasLostComesApartWithoutRemainder) {
  std::size_t lossy = 0;
  for (const char* folder : {"hard", "rules"}) {
    const std::string path = std::string(SANISCORE_TEST_DATA "/golden/") + folder;
    for (const GoldenFile& file : load_golden(path, path + "/standards")) {
      const auto standard = load_standard(file.standard).value();
      for (const GoldenCase& golden : file.cases) {
        const auto e = explain(standard, to_observations(standard, golden.raw, "unit"), "unit");
        if (!e) continue;
        const auto wanted = whole(standard, *e), got = parts(standard, *e);
        lossy += wanted.lost != 0;
        EXPECT_NEAR(wanted.lost, got.lost, 1e-10 * wanted.scale) << file.name << " " << golden.id;
        EXPECT_NEAR(wanted.maximum, got.maximum, 1e-10 * wanted.scale) << file.name << " " << golden.id;
      }
    }
  }
  EXPECT_GT(lossy, 500u);
}

/// The case as it would be with the leaf's full mark wherever it applies.
RawCase repaired(RawCase raw, const NodeSpec& leaf) {
  const double best = leaf.measure->kind == MeasureSpec::Kind::pass ? 1 : leaf.measure->of.value;
  bool everywhere = false;
  for (auto& row : raw.rows) {
    if (row.column != leaf.id) continue;
    everywhere = everywhere || row.key == Key{};
    if (!std::holds_alternative<State>(row.value) || std::get<State>(row.value) != State::not_applicable)
      row.value = best;
  }
  if (!everywhere) raw.rows.push_back({leaf.id, {}, best});
  return raw;
}

TEST(RandomExplain, AGainIsWhatScoringAgainWouldGive) {
  std::size_t gains = 0;
  int failures = 0;
  for (std::uint64_t seed = 1; seed <= cases() && failures < 3; ++seed) {
    const auto random = random_case(seed, seed % 2 == 0 ? GeneratorOptions::all() : GeneratorOptions::basic());
    const auto standard = compile(random.spec);
    if (!standard || !standard->scored(standard->root())) continue;
    const auto e = explain(*standard, to_observations(*standard, random.raw, "u"), "u");
    if (!e || !e->nodes[0].score) continue;
    for (const auto& n : e->nodes) {
      const auto& leaf = standard->spec(n.node);
      if (!n.gain || leaf.from || standard->direction(n.node) != Direction::merit) continue;
      const bool full_mark = leaf.measure->kind == MeasureSpec::Kind::score && leaf.measure->intervals.empty() &&
                             leaf.measure->of.kind == NumberSpec::Kind::constant;
      if (leaf.measure->kind != MeasureSpec::Kind::pass && !full_mark) continue;
      if (full_mark && leaf.value && leaf.value->range) continue;  // the best is another number then
      const auto card = score(*standard, to_observations(*standard, repaired(random.raw, leaf), "u"));
      if (!card || !card->score(standard->root(), 0)) continue;
      ++gains;
      const double sign = standard->direction(standard->root()) == Direction::merit ? 1 : -1;
      const double wanted = sign * (*card->score(standard->root(), 0) - *e->nodes[0].score);
      if (std::abs(wanted - *n.gain) <= 1e-9 * std::max(100.0, std::abs(wanted))) continue;
      ++failures;
      ADD_FAILURE() << "seed " << seed << ": " << leaf.id << " gains " << *n.gain << ", scored again " << wanted << '\n'
                    << to_text(*e, *standard) << write_standard(random.spec) << '\n'
                    << to_json(random.raw);
    }
  }
  std::cout << "  gains " << gains << '\n';
  EXPECT_GT(gains, cases() / 10);
}

/// Another edition: the first points found count for twice as much, or half the data is gone.
bool double_points(NodeSpec& n) {
  if (n.points && *n.points > 0 && n.measure) {
    *n.points *= 2;
    return true;
  }
  return std::any_of(n.children.begin(), n.children.end(), double_points);
}

TEST(RandomCompare, PartsMakeTheDifferenceAndExchangingTheSidesTurnsTheirSigns) {
  std::size_t compared = 0, different = 0;
  int failures = 0;
  for (std::uint64_t seed = 1; seed <= cases() / 3 && failures < 3; ++seed) {
    const auto random = random_case(seed, seed % 2 == 0 ? GeneratorOptions::all() : GeneratorOptions::basic());
    StandardSpec other = random.spec;
    double_points(other.tree);
    const auto first = compile(random.spec), second = compile(other);
    if (!first || !second) continue;
    RawCase less = random.raw;
    for (std::size_t k = less.rows.size(); k-- > 0;)
      if ((k + seed) % 3 == 0) less.rows.erase(less.rows.begin() + static_cast<std::ptrdiff_t>(k));
    const auto a = to_observations(*first, random.raw, "u"), b = to_observations(*second, less, "u");
    const auto there = compare(a, "u", b, "u"), back = compare(b, "u", a, "u");
    if (!there || !back) continue;
    ++compared;
    bool wrong = there->wholes.size() != back->wholes.size();
    for (std::size_t k = 0; !wrong && k < there->wholes.size(); ++k) {
      const auto &w = there->wholes[k], &v = back->wholes[k];
      if (!w.difference) continue;
      different += *w.difference != 0;
      double sum = 0, size = std::max({1.0, w.maximum_before, w.maximum_after, std::abs(*w.score_before)});
      for (const auto& c : w.criteria) {
        sum += c.by_result + c.by_weight;
        size = std::max({size, std::abs(c.points_before), std::abs(c.points_after)});
        const auto mirror =
            std::find_if(v.criteria.begin(), v.criteria.end(), [&](const auto& x) { return x.id == c.id; });
        wrong = wrong || mirror == v.criteria.end() || std::abs(mirror->by_result + c.by_result) > 1e-9 * size ||
                std::abs(mirror->by_weight + c.by_weight) > 1e-9 * size;
      }
      for (const auto& r : w.rules) {
        sum += r.points_after - r.points_before;
        size = std::max({size, std::abs(r.points_before), std::abs(r.points_after)});
      }
      wrong = wrong || std::abs(sum - *w.difference) > 1e-9 * size || *v.difference != -*w.difference;
    }
    if (!wrong) continue;
    ++failures;
    ADD_FAILURE() << "seed " << seed << '\n' << to_text(*there) << to_text(*back) << write_standard(random.spec);
  }
  std::cout << "  compared " << compared << ", with a difference " << different << '\n';
  EXPECT_GT(compared, cases() / 6);
}

/// Whatever is observed, no score lies outside what examine() says, and no level is reached that it calls impossible.
TEST(RandomExamine, NothingGoesBeyondWhatItSays) {
  std::size_t examined = 0, exact = 0, impossible = 0;
  int failures = 0;
  for (std::uint64_t seed = 1; seed <= cases() && failures < 3; ++seed) {
    const auto random = random_case(seed, GeneratorOptions::basic());
    const auto standard = compile(random.spec);
    if (!standard) continue;
    const auto card = score(*standard, to_observations(*standard, random.raw, "u"), {.all_nodes = true, .lanes = true});
    if (!card) continue;
    // what it says holds while everything applies and is judged
    bool judged = true;
    for (auto n : standard->document_order())
      judged = judged && (card->state(n)[0] == State::known || !standard->is_leaf(n));
    for (const auto& lane : card->lanes()) judged = judged && lane.state == State::known;
    if (!judged) continue;
    ++examined;
    const auto e = examine(*standard);
    for (const auto& n : e.nodes) {
      exact += n.lowest_exact && n.highest_exact;
      const auto x = card->score(n.node, 0);
      const double dust = 1e-9 * std::max(1.0, x ? std::abs(*x) : 0);
      if (!x || (*x >= n.lowest - dust && *x <= n.highest + dust)) continue;
      ++failures;
      ADD_FAILURE() << "seed " << seed << ": " << standard->id(n.node) << " is " << *x << '\n'
                    << to_text(e, *standard) << write_standard(random.spec) << to_json(random.raw);
    }
    for (const auto& o : e.oddities) {
      if (o.kind != Oddity::Kind::level_never) continue;
      ++impossible;
      for (std::size_t l = 0; l < standard->outcome_count(); ++l) {
        const auto label = card->outcome_label(l, 0);
        if (!label || standard->spec().outcomes[l].id + "/" + std::string(*label) != o.id) continue;
        ++failures;
        ADD_FAILURE() << "seed " << seed << ": " << o.id << " is reached\n" << write_standard(random.spec);
      }
    }
  }
  std::cout << "  examined " << examined << ", nodes with both ends exact " << exact << ", impossible levels "
            << impossible << '\n';
  EXPECT_GT(examined, 20u);
}

}  // namespace
}  // namespace saniscore::reference
