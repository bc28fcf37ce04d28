// Differences between editions, one kind after the other.
#include <saniscore/standard/diff.hpp>
#include <saniscore/standard/read.hpp>

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace {

using namespace saniscore;

StandardSpec read(const std::string& tree, const std::string& more = "") {
  auto spec =
      read_standard(R"({"format": "saniscore/standard", "format_version": 1, "id": "x", "edition": "1", "tree": )" +
                    tree + more + "}");
  EXPECT_TRUE(spec) << tree;
  return spec ? *std::move(spec) : StandardSpec();
}

std::string leaf(const std::string& id, const std::string& more = R"("measure": "pass")", int points = 5) {
  return "{\"id\": \"" + id + "\", \"points\": " + std::to_string(points) + ", " + more + "}";
}
std::string group(const std::string& id, const std::string& children) {
  return "{\"id\": \"" + id + "\", \"combine\": \"sum\", \"children\": [" + children + "]}";
}

std::vector<std::string> changes(const StandardSpec& a, const StandardSpec& b) {
  std::vector<std::string> out;
  for (const Change& c : diff(a, b))
    out.push_back(std::string(to_text(c.kind)) + " " + std::string(to_text(c.part)) + " " + c.id + " " + c.key + " " +
                  c.before + " -> " + c.after);
  return out;
}

using Lines = std::vector<std::string>;

TEST(Diff, NothingChanged) {
  const auto a = read(group("t", leaf("a") + "," + leaf("b")));
  EXPECT_EQ(changes(a, a), Lines{});
  EXPECT_EQ(changes(a, read(R"({"children": [{"measure": {"pass": true}, "points": 5.0, "id": "a"},)" + leaf("b") +
                            R"(], "combine": "sum", "id": "t"})")),
            Lines{});
}

TEST(Diff, Criteria) {
  const auto a = read(group("t", leaf("a") + "," + leaf("b") + "," + group("g", leaf("c") + "," + leaf("d"))));
  EXPECT_EQ(changes(a, read(group("t", leaf("b") + "," + leaf("a", R"("measure": "pass")", 7) + "," + leaf("d") + "," +
                                           group("g", leaf("c") + "," + leaf("e"))))),
            (Lines{"moved criterion t order a, b, g -> b, a, g", "weight criterion a points 5 -> 7",
                   "moved criterion d parent g -> t", "added criterion e   -> "}));
  EXPECT_EQ(changes(a, read(group("t", leaf("a") + "," + leaf("b")))),
            (Lines{"removed criterion g   -> ", "removed criterion c   -> ", "removed criterion d   -> "}));
}

TEST(Diff, RulesAndLimits) {
  const auto with = [](const std::string& more) { return read(group("t", leaf("a", more))); };
  const auto a = with(R"("measure": {"shortfall": {"target": 85, "deduct": 0.05}})");
  EXPECT_EQ(changes(a, with(R"("measure": {"shortfall": {"target": 90, "deduct": 0.05, "counting": "whole"}})")),
            (Lines{"rule criterion a measure.shortfall.counting  -> \"whole\"",
                   "limit criterion a measure.shortfall.target 85 -> 90"}));
  EXPECT_EQ(changes(a, with(R"("measure": {"deduct": 1})")),
            (Lines{R"(rule criterion a measure {"shortfall":{"deduct":0.05,"target":85}} -> {"deduct":1})"}));
  const auto rules = with(R"("measure": {"deduct": {"rules": [{"id": "p", "rate": 1}, {"id": "q", "rate": 2}]}})");
  EXPECT_EQ(
      changes(rules, with(R"("measure": {"deduct": {"rules": [{"id": "q", "rate": 3}, {"id": "r", "rate": 1}]}})")),
      (Lines{R"(rule criterion a measure.deduct.rules.p {"id":"p","rate":1} -> )",
             "limit criterion a measure.deduct.rules.q.rate 2 -> 3",
             R"(rule criterion a measure.deduct.rules.r  -> {"id":"r","rate":1})"}));
  EXPECT_EQ(changes(a, with(R"("measure": {"shortfall": {"target": 85, "deduct": 0.05}}, "title": "A")")),
            (Lines{R"(wording criterion a title  -> {"en":"A"})"}));
}

TEST(Diff, OutcomesGatesAndTheStandardItself) {
  const std::string tree = group("t", leaf("a"));
  const auto more = [](const std::string& limit, const std::string& gate, const std::string& rest = "") {
    return R"(, "outcomes": [{"id": "o", "levels": [{"level": "A", "when": {"score": "t", ">=": )" + limit +
           R"(}}, {"level": "B"}]}], "gates": [{"id": ")" + gate +
           R"(", "require": {"met": "a"}, "outcome": "o", "at_best": "B"}])" + rest;
  };
  const auto a = read(tree, more("4", "g"));
  EXPECT_EQ(changes(a, read(tree, more("4.5", "h", R"(, "numbers": {"decimals": 1}, "note": "n")"))),
            (Lines{"wording standard  note  -> \"n\"", R"(rule standard  numbers  -> {"decimals":1})",
                   "removed gate g   -> ", "added gate h   -> ", "limit outcome o levels.A.when.>= 4 -> 4.5"}));
}

}  // namespace
