// Weighted sums, power means and value functions as other people's libraries and pages give them.
#include <saniscore/saniscore.hpp>

#include <cmath>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace {

using namespace saniscore;
using Json = nlohmann::json;
using Numbers = std::vector<double>;

Json golden(const std::string& name) {
  std::ifstream in(SANISCORE_TEST_DATA "/golden/mcda/" + name);
  return Json::parse(in);
}

Json named(const Json& document, const std::string& id) {
  for (const Json& entry : document.at("cases"))
    if (entry.at("id") == id) return entry;
  throw std::runtime_error("no case " + id);
}

Standard compiled(const Json& tree) {
  const Json document = {
      {"format", "saniscore/standard"}, {"format_version", 1}, {"id", "x"}, {"edition", "1"}, {"tree", tree}};
  return load_standard(document.dump()).value();
}

/// A group over leaves that take a share each.
Standard group(const Numbers& weights, const Json& combine, double points) {
  Json children = Json::array();
  for (std::size_t k = 0; k < weights.size(); ++k)
    children.push_back({{"id", "c" + std::to_string(k)}, {"weight", weights[k]}, {"measure", {{"score", 1}}}});
  return compiled({{"id", "t"}, {"points", points}, {"combine", combine}, {"children", children}});
}

double root(const Standard& standard, const Numbers& values) {
  Observations seen(standard);
  for (std::size_t k = 0; k < values.size(); ++k) seen.set("u", {.criterion = "c" + std::to_string(k)}, values[k]);
  return score(standard, seen).value().score(standard.root())[0];
}

/// What one leaf worth a point earns for a value.
double leaf(const Json& measure, double value) {
  const Standard standard =
      compiled({{"id", "t"}, {"combine", "sum"}, {"children", {{{"id", "c0"}, {"points", 1}, {"measure", measure}}}}});
  return root(standard, {value});
}

TEST(Mcda, WeightedSums) {
  const Json document = golden("weighted_sum.json");
  std::size_t compared = 0;
  for (const Json& entry : document.at("cases")) {
    auto table = entry.at("inputs").at("X").get<std::vector<Numbers>>();
    const auto weights = entry.at("inputs").at("w").get<Numbers>();
    const auto types = entry.at("inputs").at("types").get<Numbers>();
    double total = 0;
    for (std::size_t c = 0; c < weights.size(); ++c) {
      double sum = 0;  // normalised by the sum; for costs, of the reciprocals
      for (Numbers& row : table) sum += row[c] = types[c] > 0 ? row[c] : 1 / row[c];
      for (Numbers& row : table) row[c] /= sum;
      total += weights[c];
    }
    const Standard standard = group(weights, "mean", total);
    for (std::size_t k = 0; k < table.size(); ++k, ++compared)
      EXPECT_NEAR(root(standard, table[k]) / entry.at("expected").at("score").at(k).get<double>(), 1, 1e-12)
          << entry.at("id") << " " << k;
  }
  EXPECT_EQ(compared, 11u);
}

TEST(Mcda, PowerMeansAndProducts) {
  const Json document = golden("power_means.json");
  std::size_t compared = 0;
  for (const Json& entry : document.at("cases")) {
    const Standard standard = group(entry.at("weights").get<Numbers>(), {{"power", entry.at("exponent")}}, 1);
    const double expected = std::stod(entry.at("expected").get<std::string>());
    EXPECT_NEAR(root(standard, entry.at("values").get<Numbers>()) / expected, 1, 1e-12) << entry;
    ++compared;
  }
  EXPECT_EQ(compared, 36u);
}

TEST(Mcda, ValueFunctions) {
  const Json document = golden("leaf_value_functions.json");
  const auto expect = [](const Json& measure, const Json& values, const Json& expected) {
    ASSERT_EQ(values.size(), expected.size());
    for (std::size_t k = 0; k < values.size(); ++k)
      EXPECT_NEAR(leaf(measure, values[k].get<double>()), expected[k].get<double>(), 1e-12) << measure << values[k];
  };
  const Json trapezoid = named(document, "trapezoid");
  const Json& knots = trapezoid.at("inputs").at("knots");
  expect({{"line", {{knots[0], 0}, {knots[1], 1}, {knots[2], 1}, {knots[3], 0}}}}, trapezoid.at("inputs").at("x"),
         trapezoid.at("expected"));
  // Best between 10 and 20, nothing at the farthest value of the data.
  const Json best = named(document, "interval-best");
  const auto values = best.at("inputs").at("x").get<Numbers>();
  double far = 0;
  for (const double x : values) far = std::max({far, 10 - x, x - 20});
  expect({{"line", {{10 - far, 0}, {10, 1}, {20, 1}, {20 + far, 0}}}}, best.at("inputs").at("x"), best.at("expected"));
  const Json loss = named(document, "quadratic-loss-ratio");
  expect({{"line", {{1, 1}, {2, 0}}}}, loss.at("inputs").at("C"), loss.at("expected").at("score"));
}

}  // namespace
