// Scenarios: other weights give what the standard with these weights gives, and gains are those of explain().
#include <saniscore/analysis/scenarios.hpp>

#include "scoring/columns.hpp"

#include <saniscore/scoring/explain.hpp>
#include <saniscore/standard/catalogue.hpp>
#include <saniscore/standard/read.hpp>

#include <cmath>
#include <functional>
#include <random>
#include <string>
#include <thread>

namespace saniscore {
namespace {

using small::Columns;
using small::nan;
using small::same_bits;
using small::some_value;

constexpr const char* tree = R"({"id":"t","combine":"mean","children":[
    {"id":"g","weight":2,"combine":"mean","round":{"decimals":1},"children":[
      {"id":"a","weight":1,"measure":{"score":100}},
      {"id":"b","weight":3,"points":20,"measure":{"deduct":{"start":20,"rules":[{"id":"r","rate":1}]}}},
      {"id":"c","weight":1,"points":10,"measure":{"pass":true}}]},
    {"id":"h","combine":{"power":0.5},"adjust":[{"cap":60,"when":{"value":"a","<":5}}],"children":[
      {"id":"d","weight":1,"points":5,"measure":{"score":5}},
      {"id":"e","weight":2,"points":5,"measure":{"bands":[{"<":10,"points":5},{"<":20,"points":2},{"points":0}]}}]},
    {"id":"k","combine":"sum","states":{"not_applicable":"drop"},"children":[
      {"id":"l","points":10,"measure":{"shortfall":{"target":90,"step":5,"deduct":2}}},
      {"id":"m","points":30,"measure":{"line":[[0,0],[50,30]]}}]}]})";
constexpr const char* outcomes =
    R"(,"gates":[{"id":"veto","require":{"score":"b",">":3},"outcome":"o","at_best":"fair"}],
    "outcomes":[{"id":"o","levels":[{"level":"good","when":{"percent":"t",">=":60}},
      {"level":"fair","when":{"percent":"g",">=":30}},{"level":"poor"}]}])";

Columns some_units(const Standard& standard, std::size_t units, unsigned seed) {
  std::mt19937 random(seed);
  Columns out(standard, units);
  for (std::size_t c = 0; c < out.values.size(); ++c) {
    const auto* labels = standard.labels(standard.columns()[c]);
    for (std::size_t u = 0; u < units; ++u) {
      out.values[c][u] = some_value(random);
      if (labels) out.values[c][u] = labels->empty() ? nan : static_cast<double>(random() % labels->size());
      if (random() % 12 == 0) {
        out.values[c][u] = nan;
        out.states[c][u] = static_cast<std::uint8_t>(1 + random() % 4);
      }
    }
  }
  return out;
}

void set_weight(NodeSpec& node, const std::string& id, double weight) {
  if (node.id == id) node.weight = weight;
  for (auto& c : node.children) set_weight(c, id, weight);
}

Executor on_threads() {
  return [](std::size_t tasks, const std::function<void(std::size_t)>& run) {
    std::vector<std::jthread> threads;
    for (std::size_t k = 0; k < tasks; ++k) threads.emplace_back([&run, k] { run(k); });
  };
}

TEST(Reweigh, EqualsTheStandardWithTheseWeights) {
  const auto standard = small::standard(tree, outcomes);
  const auto columns = some_units(standard, 300, 5);
  std::mt19937 random(6);
  WeightDraws draws;
  std::vector<std::string> ids{"g", "h", "k", "b", "c", "e"};
  for (const auto& id : ids) draws.nodes.push_back(standard.find(id));
  std::vector<double> weights;
  for (int k = 0; k < 12 * 6; ++k)
    weights.push_back(random() % 8 == 0 ? 0 : static_cast<double>(1 + random() % 90) / 8);
  draws.weights = weights;
  ScenarioOptions options;
  for (auto n : standard.document_order()) options.nodes.push_back(n);
  const auto got = reweigh(columns.table(), draws, options);
  ASSERT_TRUE(got.has_value()) << to_text(got.diagnostics().front());
  ASSERT_EQ(got->scenarios, 12U);
  for (std::size_t s = 0; s < got->scenarios; ++s) {
    auto spec = standard.spec();
    for (std::size_t k = 0; k < ids.size(); ++k) set_weight(spec.tree, ids[k], weights[s * ids.size() + k]);
    const auto other = compile(spec);
    ASSERT_TRUE(other.has_value());
    Table table(*other, columns.units);
    const auto bound = columns.table();
    for (const auto& c : bound.columns()) table.bind(c.name, c.column);
    ScoreOptions all;
    all.all_nodes = true;
    const auto card = score(*other, table, all);
    ASSERT_TRUE(card.has_value());
    for (auto n : standard.document_order())
      for (std::size_t u = 0; u < columns.units; ++u)
        ASSERT_TRUE(same_bits(got->score(n, s)[u], card->score(n)[u]))
            << standard.id(n) << " of unit " << u << " in draw " << s << ": " << got->score(n, s)[u] << " "
            << card->score(n)[u];
    for (std::size_t u = 0; u < columns.units; ++u) ASSERT_EQ(got->outcome(0, s)[u], card->outcome(0)[u]);
  }
  options.executor = on_threads();
  options.tasks = 3;
  const auto again = reweigh(columns.table(), draws, options);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(std::memcmp(again->scores.data(), got->scores.data(), got->scores.size() * sizeof(double)), 0);
  EXPECT_EQ(again->outcomes, got->outcomes);
}

TEST(Reweigh, RefusesWhatHasNoWeight) {
  const auto standard = small::standard(tree, outcomes);
  const auto columns = some_units(standard, 3, 1);
  const auto refused = [&](const char* id, std::vector<double> weights) {
    const auto r = reweigh(columns.table(), {{standard.find(id)}, weights});
    EXPECT_FALSE(r.has_value());
    return r ? std::string("nothing") : r.diagnostics().front().code + " " + r.diagnostics().front().pointer;
  };
  EXPECT_EQ(refused("l", {1}), "D302 criterion l");  // its group adds points
  EXPECT_EQ(refused("t", {1}), "D302 criterion t");
  EXPECT_EQ(refused("a", {1, -1}), "D302 weight of criterion a in draw 1");
  EXPECT_EQ(refused("a", {nan}), "D302 weight of criterion a in draw 0");
  EXPECT_EQ(refused("a", {}), "D302 weights");
  const std::vector<double> three{1, 2, 3};
  EXPECT_FALSE(reweigh(columns.table(), {{standard.find("a"), standard.find("b")}, three}).has_value());
}

TEST(Gains, ByHand) {
  const auto standard =
      small::standard(R"({"id":"t","combine":"sum","children":[
      {"id":"a","points":60,"measure":{"score":60}},
      {"id":"b","points":40,"adjust":[{"cap":20,"when":{"value":"a","<":30}}],"measure":{"score":40}}]})",
                      R"(,"outcomes":[{"id":"o","levels":[{"level":"pass","when":{"score":"t",">=":80}},
      {"level":"fail"}]}])");
  Columns columns(standard, 3);
  columns.values[0] = {20, 60, 50};
  columns.values[1] = {40, 30, nan};
  columns.states[1] = {0, 0, 1};
  const auto g = gains(columns.table()).value();
  const auto a = standard.find("a"), b = standard.find("b");
  // repairing a also lifts the cap of 20 that its 20 put on b: 20 + 20 becomes 60 + 40
  EXPECT_EQ(g.gain(a)[0], 60);
  EXPECT_EQ(g.gain(b)[0], 0);
  EXPECT_EQ(g.gain(a)[1], 0);
  EXPECT_EQ(g.gain(b)[1], 10);
  EXPECT_EQ(g.gain(a)[2], 10);
  EXPECT_TRUE(std::isnan(g.gain(b)[2]));
  EXPECT_EQ(g.outcome(0, a)[0], 0);
  EXPECT_EQ(g.outcome(0, b)[0], 1);
  EXPECT_TRUE(g.gain(standard.root()).empty());
}

TEST(Gains, AreThoseOfExplainUnderEveryStandardOfTheCatalogue) {
  std::size_t compared = 0, gained = 0;
  for (const auto& entry : catalogue()) {
    const auto standard = catalogue(std::string(entry.id) + "@" + std::string(entry.edition)).value();
    const auto columns = some_units(standard, 2, 9);
    Table table(standard, columns.units);
    table.set_missing(State::not_inspected);
    Observations seen(standard);
    for (std::size_t u = 0; u < columns.units; ++u) seen.add_unit(std::to_string(u));
    for (std::size_t c = 0; c < columns.values.size(); ++c) {
      const auto& name = standard.columns()[c];
      if (name.starts_with('@') || name.starts_with("previous/")) continue;
      const auto* labels = standard.labels(name);
      auto bound = column(std::span<const double>(columns.values[c]));
      bound.labels = columns.labels[c];
      table.bind(name, bound);
      table.bind(name + "#state", column(std::span<const std::uint8_t>(columns.states[c])));
      for (std::size_t u = 0; u < columns.units; ++u) {
        const double v = columns.values[c][u];
        const auto unit = std::to_string(u);
        if (columns.states[c][u] != 0)
          seen.set_state(unit, {.criterion = name}, static_cast<State>(columns.states[c][u]));
        else if (std::isnan(v))
          seen.set_state(unit, {.criterion = name}, State::not_inspected);
        else if (labels)
          seen.set(unit, {.criterion = name}, (*labels)[static_cast<std::size_t>(v)]);
        else
          seen.set(unit, {.criterion = name}, v);
      }
    }
    const auto all = gains(table);
    ASSERT_TRUE(all.has_value()) << std::string(entry.id) << to_text(all.diagnostics().front());
    const auto by_name = gains(seen);
    ASSERT_TRUE(by_name.has_value());
    EXPECT_EQ(by_name->outcomes, all->outcomes);
    for (std::size_t u = 0; u < columns.units; ++u) {
      const auto told = explain(standard, seen, std::to_string(u));
      ASSERT_TRUE(told.has_value()) << std::string(entry.id) << to_text(told.diagnostics().front());
      for (const auto& n : told->nodes) {
        if (!n.gain) continue;
        const auto got = all->gain(n.node);
        ASSERT_FALSE(got.empty());
        ASSERT_EQ(by_name->gain(n.node)[u], *n.gain);
        ASSERT_EQ(got[u], *n.gain) << std::string(entry.id) << " " << standard.id(n.node) << " of unit " << u;
        ++compared;
        gained += *n.gain != 0;
      }
    }
  }
  std::cout << compared << " gains, " << gained << " of them not 0\n";
  EXPECT_GT(gained, 500U);
}

TEST(Gains, OfSitesAreThoseOfExplain) {
  const auto standard = small::standard(R"({"id":"t","combine":"mean","children":[
      {"id":"m","weight":2,"combine":"sum","adjust":[{"zero":true,"when":{"value":"b","<":1}}],"reduce":[{"over":"site","by":"worst"}],
       "children":[{"id":"a","points":60,"measure":{"score":60}},{"id":"b","points":40,"measure":{"score":40}}]},
      {"id":"c","weight":1,"points":10,"measure":{"score":10}}]})");
  Observations seen(standard);
  std::mt19937 random(4);
  for (std::size_t u = 0; u < 40; ++u)
    for (std::size_t s = 0; s < 1 + u % 30; ++s)
      for (const char* id : {"a", "b"})
        seen.set(std::to_string(u), {.criterion = id, .site = std::to_string(s)}, static_cast<double>(random() % 41));
  for (std::size_t u = 0; u < 40; ++u) seen.set(std::to_string(u), {.criterion = "c"}, static_cast<double>(u % 11));
  const auto all = gains(seen).value();
  std::size_t gained = 0;
  for (std::size_t u = 0; u < 40; ++u) {
    const auto told = explain(standard, seen, std::to_string(u)).value();
    for (const auto& n : told.nodes) {
      if (!n.gain) continue;
      ASSERT_EQ(all.gain(n.node)[u], *n.gain) << standard.id(n.node) << " of " << u;
      gained += *n.gain > 0;
    }
  }
  EXPECT_GT(gained, 30U);
}

TEST(Gains, AreTheSameOnAnyThreadsAndInAnyBlocks) {
  const auto standard = small::standard(tree, outcomes);
  const auto columns = some_units(standard, 700, 3);
  const auto one = gains(columns.table()).value();
  ScenarioOptions options;
  options.executor = on_threads();
  options.tasks = 4;
  const auto four = gains(columns.table(), options).value();
  EXPECT_EQ(std::memcmp(one.gains.data(), four.gains.data(), one.gains.size() * sizeof(double)), 0);
  EXPECT_EQ(one.outcomes, four.outcomes);
  // a unit alone, out of the second block
  Columns alone(standard, 1);
  for (std::size_t c = 0; c < alone.values.size(); ++c) {
    alone.values[c][0] = columns.values[c][600];
    alone.states[c][0] = columns.states[c][600];
  }
  const auto single = gains(alone.table()).value();
  for (auto leaf : one.leaves) EXPECT_TRUE(same_bits(single.gain(leaf)[0], one.gain(leaf)[600])) << standard.id(leaf);
}

}  // namespace
}  // namespace saniscore
