#include "differential/compare.hpp"
#include "differential/golden_checks.hpp"

#include <saniscore/scoring/explain.hpp>

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

namespace saniscore::reference {

namespace {

void expect_close(double got, const std::string& wanted, const std::string& what) {
  EXPECT_TRUE(close(got, to_double(parse_rational(wanted)))) << what << ": expected " << wanted << ", got " << got;
}

void expect_nodes(const Expectation& expect, const Standard& standard, const Scorecard& card) {
  const auto node = [&](const std::string& id) { return standard.find(id); };
  for (const auto& [id, wanted] : expect.scores) {
    const double got = card.score(node(id))[0];
    if (wanted) {
      expect_close(got, *wanted, "score of " + id);
    } else {
      EXPECT_TRUE(std::isnan(got)) << "score of " << id << ": expected none, got " << got;
    }
  }
  for (const auto& [id, wanted] : expect.maxima) expect_close(card.maximum(node(id))[0], wanted, "maximum of " + id);
  for (const auto& [id, wanted] : expect.percents) {
    ASSERT_TRUE(card.percent(node(id), 0).has_value()) << "percent of " << id;
    expect_close(*card.percent(node(id), 0), wanted, "percent of " + id);
  }
  for (const auto& [id, wanted] : expect.states)
    EXPECT_EQ(to_text(card.state(node(id))[0]), wanted) << "state of " << id;
  for (const auto& [id, wanted] : expect.levels) EXPECT_EQ(card.level_name(node(id), 0), wanted) << "level of " << id;
  for (const auto& [id, wanted] : expect.provisional)
    EXPECT_EQ(card.provisional(node(id), 0), wanted) << "provisional " << id;
  for (const auto& [id, wanted] : expect.enclosure) {
    expect_close(card.lower(node(id))[0], wanted.first, "lower end of " + id);
    expect_close(card.upper(node(id))[0], wanted.second, "upper end of " + id);
  }
  for (const auto& [id, wanted] : expect.near) {
    EXPECT_LE(std::abs(card.score(node(id))[0] - to_double(parse_rational(wanted.first))),
              to_double(parse_rational(wanted.second)))
        << "score near, of " << id;
  }
}

void expect_lanes(const Expectation& expect, const Standard& standard, const Scorecard& card) {
  for (const auto& [id, wanted] : expect.shortages) {
    const auto found = std::find_if(card.shortages().begin(), card.shortages().end(),
                                    [&, &id = id](const Shortage& s) { return standard.id(s.node) == id; });
    ASSERT_NE(found, card.shortages().end()) << "shortage of " << id;
    EXPECT_EQ(found->needed, wanted.first) << "shortage of " << id;
    EXPECT_EQ(found->had, wanted.second) << "shortage of " << id;
  }
  for (const Expectation::Lane& wanted : expect.lanes) {
    const auto found = std::find_if(card.lanes().begin(), card.lanes().end(), [&](const LaneScore& lane) {
      return standard.id(lane.node) == wanted.node && Key{lane.site, lane.method, lane.round} == wanted.key;
    });
    ASSERT_NE(found, card.lanes().end()) << "lane of " << wanted.node;
    expect_close(found->score, wanted.score, "lane of " + wanted.node);
  }
}

}  // namespace

void expect_engine(const GoldenCase& golden, const Standard& standard) {
  const Expectation& expect = golden.expect;
  const Observations seen = to_observations(standard, golden.raw, "unit");
  ScoreOptions options;
  options.all_nodes = true;
  options.lanes = true;
  const auto card = score(standard, seen, options);
  ASSERT_EQ(!card.has_value(), expect.error) << (card.has_value() ? "no error" : to_text(card.diagnostics().front()));
  if (expect.error) return;
  expect_nodes(expect, standard, *card);
  expect_lanes(expect, standard, *card);
  for (const auto& [id, wanted] : expect.outcomes) {
    const auto ladder = standard.find_outcome(id);
    ASSERT_TRUE(ladder.has_value()) << id;
    EXPECT_EQ(card->outcome_label(*ladder, 0).value_or("none"), wanted.value_or("none")) << "outcome " << id;
  }
  for (const auto& [id, wanted] : expect.possible) {
    const auto got = card->possible_labels(*standard.find_outcome(id), 0);
    EXPECT_EQ(std::vector<std::string>(got.begin(), got.end()), wanted) << "possible " << id;
  }
  if (expect.binding.empty()) return;
  const auto explanation = explain(standard, seen, "unit");
  ASSERT_TRUE(explanation.has_value()) << to_text(explanation.diagnostics().front());
  for (const auto& [id, wanted] : expect.binding) {
    std::vector<std::string> got;
    for (const Binding& binding : explanation->outcomes.at(*standard.find_outcome(id)).binding) {
      got.push_back(binding.gate ? "gate " + binding.id : binding.term);
    }
    EXPECT_EQ(got, wanted) << "binding " << id;
  }
}

}  // namespace saniscore::reference
