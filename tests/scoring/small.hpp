// Small standards the tests of this folder share.
#pragma once

#include <saniscore/scoring/score.hpp>
#include <saniscore/standard/standard.hpp>

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace small {

using namespace saniscore;

/// A whole document around a tree (and gates and outcomes, if any), compiled; fails the test with the complaints.
inline Standard standard(std::string_view tree, std::string_view rest = "") {
  std::string text = R"({"format":"saniscore/standard","format_version":1,"id":"t","edition":"1","tree":)";
  text += tree;
  text += rest;
  text += "}";
  auto r = load_standard(text);
  std::string complaints;
  for (const auto& d : r.diagnostics())
    if (d.severity == Severity::error) complaints += to_text(d) + "\n";
  EXPECT_TRUE(r.has_value()) << complaints;
  return r ? *r : Standard{};
}

inline Scorecard score_all(const Standard& s, const Observations& o) {
  ScoreOptions options;
  options.all_nodes = true;
  auto r = score(s, o, options);
  std::string complaints;
  for (const auto& d : r.diagnostics()) complaints += to_text(d) + "\n";
  EXPECT_TRUE(r.has_value()) << complaints;
  return r ? std::move(*r) : Scorecard{};
}

}  // namespace small
