#include "differential/compare.hpp"

#include <algorithm>
#include <cmath>
#include <exception>
#include <sstream>
#include <unordered_map>

namespace saniscore::reference {

namespace {

std::string text_of(double number) {
  std::ostringstream out;
  out.precision(17);
  out << number;
  return out.str();
}

std::string lane_name(const std::string& node, const Key& key) {
  return node + " at (" + key.site + "," + key.method + "," + key.round + ")";
}

class Comparison {
 public:
  Comparison(const Standard& standard, const Reference& expected, const Scorecard& got)
      : standard_(standard), expected_(expected), got_(got) {
    for (const LaneResult& lane : expected.lanes) lanes_.emplace(lane_name(lane.node, lane.key), &lane);
  }

  std::string run() {
    for (const NodeResult& node : expected_.nodes) compare_node(node);
    for (std::size_t ladder = 0; ladder < expected_.outcomes.size(); ++ladder) compare_outcome(ladder);
    compare_shortages();
    for (const LaneScore& lane : got_.lanes()) compare_lane(lane);
    for (const auto& [where, lane] : lanes_) differ("lane of " + where, "one", "none");
    return out_.str();
  }

 private:
  template <class A, class B>
  void differ(const std::string& what, const A& expected, const B& got) {
    out_ << what << ": expected " << expected << ", got " << got << '\n';
  }

  void compare_number(const std::string& what, const std::optional<double>& expected, double got) {
    if (expected ? !close(got, *expected) : !std::isnan(got))
      differ(what, expected ? text_of(*expected) : "none", text_of(got));
  }

  void compare_node(const NodeResult& node) {
    const Node n = standard_.find(node.id);
    const std::string& id = node.id;
    compare_number("score of " + id, node.score ? std::optional(to_double(*node.score)) : std::nullopt,
                   got_.score(n)[0]);
    if (got_.state(n)[0] != node.state) differ("state of " + id, to_text(node.state), to_text(got_.state(n)[0]));
    if (got_.provisional(n, 0) != node.provisional)
      differ("provisional " + id, node.provisional, got_.provisional(n, 0));
    if (got_.level_name(n, 0) != node.level.value_or(""))
      differ("level of " + id, node.level.value_or(""), got_.level_name(n, 0));
    if (node.lower) {
      compare_number("maximum of " + id, to_double(node.maximum), got_.maximum(n)[0]);
      compare_number("lower end of " + id, to_double(*node.lower), got_.lower(n)[0]);
      compare_number("upper end of " + id, to_double(*node.upper), got_.upper(n)[0]);
    }
  }

  void compare_outcome(std::size_t ladder) {
    const OutcomeResult& outcome = expected_.outcomes[ladder];
    const int expected = outcome.level ? static_cast<int>(*outcome.level) : outcome.undecided ? undecided : no_result;
    const int got = got_.outcome(ladder)[0];
    if (expected != got) differ("outcome " + outcome.id, expected, got);
    std::uint64_t open = 0;
    for (const std::size_t level : outcome.possible) open |= std::uint64_t{1} << level;
    if (open != got_.possible(ladder)[0]) differ("possible levels of " + outcome.id, open, got_.possible(ladder)[0]);
  }

  void compare_shortages() {
    std::vector<std::string> expected, got;
    const auto text = [](const std::string& node, double needed, std::size_t had) {
      return node + " needed " + text_of(needed) + " had " + std::to_string(had);
    };
    for (const auto& s : expected_.shortages) expected.push_back(text(s.node, to_double(s.needed), s.had));
    for (const auto& s : got_.shortages()) got.push_back(text(standard_.id(s.node), s.needed, s.had));
    std::sort(expected.begin(), expected.end());
    std::sort(got.begin(), got.end());
    const auto joined = [](const std::vector<std::string>& list) {
      std::string all;
      for (const std::string& one : list) all += "[" + one + "]";
      return all.empty() ? "none" : all;
    };
    if (expected != got) differ("shortages", joined(expected), joined(got));
  }

  void compare_lane(const LaneScore& lane) {
    const Key key{lane.site, lane.method, lane.round};
    const std::string where = lane_name(standard_.id(lane.node), key);
    const auto at = lanes_.find(where);
    if (at == lanes_.end()) {
      if (key != Key{}) differ("lane of " + where, "none", "one");
      return;
    }
    const LaneResult* found = at->second;
    compare_number("score of " + where, found->score ? std::optional(to_double(*found->score)) : std::nullopt,
                   lane.score);
    if (found->state != lane.state) differ("state of " + where, to_text(found->state), to_text(lane.state));
    lanes_.erase(at);
  }

  const Standard& standard_;
  const Reference& expected_;
  const Scorecard& got_;
  std::unordered_map<std::string, const LaneResult*> lanes_;  ///< by name, those not yet met
  std::ostringstream out_;
};

}  // namespace

bool close(double got, double expected) {
  if (std::isinf(expected) || std::isinf(got) || std::isnan(got)) return got == expected;
  return std::abs(got - expected) <= 1e-12 * std::max(1.0, std::abs(expected));
}

std::string differences(const Standard& standard, const Reference& expected, const Result<Scorecard>& got) {
  if (expected.error.has_value() == got.has_value()) {
    return "expected " + expected.error.value_or("no error") + ", got " +
           (got.has_value() ? "no error" : to_text(got.diagnostics().front())) + "\n";
  }
  return expected.error ? "" : Comparison(standard, expected, *got).run();
}

std::string differences(const StandardSpec& spec, const RawCase& raw) {
  const auto standard = compile(spec);
  if (!standard) return "does not compile: " + to_text(standard.diagnostics().front()) + "\n";
  const Reference expected = reference_score(spec, raw);
  const Observations observations = to_observations(*standard, raw, "unit");
  ScoreOptions options;
  options.all_nodes = true;
  options.lanes = true;
  for (const auto set : {InstructionSet::baseline, InstructionSet::avx2, InstructionSet::avx512}) {
    if (!supported(set)) continue;
    options.instruction_set = set;
    const std::string found = differences(*standard, expected, score(*standard, observations, options));
    if (!found.empty()) return std::string(to_text(set)) + ": " + found;
  }
  return {};
}

}  // namespace saniscore::reference
