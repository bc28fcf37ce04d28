#include "differential/golden_checks.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace saniscore::reference {

namespace {

std::string text_of(const std::optional<Rational>& number) { return number ? to_text(*number) : "none"; }

void expect_nodes(const Expectation& expect, const Reference& got) {
  for (const auto& [id, wanted] : expect.scores) {
    EXPECT_EQ(text_of(got.node(id).score), wanted ? to_text(parse_rational(*wanted)) : "none") << "score of " << id;
  }
  for (const auto& [id, wanted] : expect.maxima) {
    EXPECT_EQ(to_text(got.node(id).maximum), to_text(parse_rational(wanted))) << "maximum of " << id;
  }
  for (const auto& [id, wanted] : expect.percents) {
    const NodeResult& node = got.node(id);
    ASSERT_TRUE(node.score && node.maximum != 0) << "percent of " << id;
    EXPECT_EQ(to_text(Rational(*node.score * 100 / node.maximum)), to_text(parse_rational(wanted)))
        << "percent of " << id;
  }
  for (const auto& [id, wanted] : expect.states) EXPECT_EQ(to_text(got.node(id).state), wanted) << "state of " << id;
  for (const auto& [id, wanted] : expect.levels) EXPECT_EQ(got.node(id).level, wanted) << "level of " << id;
  for (const auto& [id, wanted] : expect.provisional)
    EXPECT_EQ(got.node(id).provisional, wanted) << "provisional " << id;
  for (const auto& [id, wanted] : expect.enclosure) {
    const NodeResult& node = got.node(id);
    ASSERT_TRUE(node.lower && node.upper) << "enclosure of " << id;
    EXPECT_EQ(to_text(*node.lower), to_text(parse_rational(wanted.first))) << "lower end of " << id;
    EXPECT_EQ(to_text(*node.upper), to_text(parse_rational(wanted.second))) << "upper end of " << id;
  }
  for (const auto& [id, wanted] : expect.near) {
    const NodeResult& node = got.node(id);
    ASSERT_TRUE(node.score) << id;
    EXPECT_LE(abs(*node.score - parse_rational(wanted.first)), parse_rational(wanted.second))
        << "score near, of " << id;
  }
}

std::vector<std::string> labels(const StandardSpec& spec, const OutcomeResult& outcome) {
  std::vector<std::string> names;
  for (const OutcomeSpec& ladder : spec.outcomes) {
    if (ladder.id != outcome.id) continue;
    for (const std::size_t level : outcome.possible) names.push_back(ladder.levels[level].level);
  }
  return names;
}

}  // namespace

void expect_reference(const GoldenCase& golden, const StandardSpec& spec) {
  const Expectation& expect = golden.expect;
  const Reference got = reference_score(spec, golden.raw);
  ASSERT_EQ(got.error.has_value(), expect.error) << got.error.value_or("no error");
  if (got.error) return;
  expect_nodes(expect, got);
  for (const auto& [id, wanted] : expect.outcomes) {
    const OutcomeResult& outcome = got.outcome(id);
    const auto names = labels(spec, outcome);
    EXPECT_EQ(outcome.level ? names.at(0) : "none", wanted.value_or("none")) << "outcome " << id;
  }
  for (const auto& [id, wanted] : expect.possible)
    EXPECT_EQ(labels(spec, got.outcome(id)), wanted) << "possible " << id;
  for (const auto& [id, wanted] : expect.binding) EXPECT_EQ(got.outcome(id).binding, wanted) << "binding " << id;
  for (const auto& [id, wanted] : expect.shortages) {
    const auto found =
        std::find_if(got.shortages.begin(), got.shortages.end(), [&id = id](const auto& s) { return s.node == id; });
    ASSERT_NE(found, got.shortages.end()) << "shortage of " << id;
    EXPECT_EQ(found->needed, exact(wanted.first)) << "shortage of " << id;
    EXPECT_EQ(found->had, wanted.second) << "shortage of " << id;
  }
  for (const Expectation::Lane& wanted : expect.lanes) {
    const auto found = std::find_if(got.lanes.begin(), got.lanes.end(), [&](const auto& lane) {
      return lane.node == wanted.node && lane.key == wanted.key;
    });
    ASSERT_NE(found, got.lanes.end()) << "lane of " << wanted.node;
    EXPECT_EQ(text_of(found->score), to_text(parse_rational(wanted.score))) << "lane of " << wanted.node;
  }
}

}  // namespace saniscore::reference
