// Checklists of XCCDF 1.2 as standards: its default, flat, flat-unweighted and absolute scoring models (NISTIR 7275r4,
// 7.3.2) against the exact rationals of the specification, for the reference and for the engine.
#include "differential/compare.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <ostream>
#include <stdexcept>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace saniscore::reference {

struct Checklist {
  nlohmann::json vector;
  [[nodiscard]] std::string id() const { return vector.at("id").get<std::string>(); }
};

void PrintTo(const Checklist& checklist, std::ostream* out) { *out << checklist.id(); }

namespace {

using Json = nlohmann::json;

std::vector<Checklist> checklists() {
  const std::string folder = SANISCORE_TEST_DATA "/golden/xccdf/";
  std::vector<Checklist> all;
  std::ifstream hand(folder + "hand.json");
  const Json document = Json::parse(hand);  // named: the loop would outlive a temporary
  for (const Json& vector : document.at("vectors")) all.push_back({vector});
  std::ifstream random(folder + "random.jsonl");
  for (std::string line; std::getline(random, line);) all.push_back({Json::parse(line)});
  return all;
}

double weight_of(const Json& item) {
  if (item.contains("refined_weight")) return item.at("refined_weight").get<double>();
  const auto text = item.at("weight_text").get<std::string>();
  double weight = 0;
  std::from_chars(text.data(), text.data() + text.size(), weight);
  return weight;
}

bool is_rule(const Json& item) { return item.at("type") == "rule"; }

bool has_rules(const Json& item) {
  if (is_rule(item)) return true;
  const Json& children = item.at("children");
  return std::any_of(children.begin(), children.end(), [](const Json& child) { return has_rules(child); });
}

/// What is not selected does not apply to the tailored checklist.
void tailor(const Json& item, NodeSpec& node) {
  if (item.value("selected", true)) return;
  node.applies.emplace();
  node.applies->kind = ConditionSpec::Kind::compare;
  node.applies->subject = Subject::attribute;
  node.applies->name = "all items";
  node.applies->literals = {{Literal::Kind::boolean, {}, 0, true}};
}

NodeSpec rule_leaf(const Json& rule, const std::string& model) {
  NodeSpec leaf;
  leaf.id = model + " " + rule.at("id").get<std::string>();
  leaf.measure.emplace();
  leaf.measure->kind = MeasureSpec::Kind::choice;
  for (const auto& [label, share] : {std::pair("pass", 1.0), {"fixed", 1.0}, {"fail", 0.0}}) {
    leaf.measure->options.push_back({{Literal::Kind::text, label, 0, false}, {share, true}});
  }
  leaf.from.emplace();
  leaf.from->columns = {rule.at("id").get<std::string>()};
  // Several instances of one rule make its score together.
  leaf.reduce.emplace_back();
  const bool scored = rule.value("role", "") != "unscored";
  if (scored && model == "default") leaf.weight = weight_of(rule);
  if (scored && model == "flat") leaf.points = weight_of(rule);
  if (scored && model == "flat-unweighted") leaf.points = weight_of(rule) == 0 ? 0 : 1;
  tailor(rule, leaf);
  return leaf;
}

NodeSpec default_model(const Json& item) {
  if (is_rule(item)) return rule_leaf(item, "default");
  NodeSpec group;
  const bool top = item.at("type") == "benchmark";
  group.id = top ? "default" : "default " + item.at("id").get<std::string>();
  group.combine = Combine::mean;
  if (!top) group.weight = weight_of(item);
  tailor(item, group);
  for (const Json& child : item.at("children")) {
    if (has_rules(child)) group.children.push_back(default_model(child));
  }
  return group;
}

/// The flat models forget the groups, but not which of them are selected.
void flat_model(const Json& item, const std::string& model, bool selected, NodeSpec& sum) {
  Json here = item;
  here["selected"] = selected && item.value("selected", true);
  if (is_rule(item)) {
    sum.children.push_back(rule_leaf(here, model));
    return;
  }
  for (const Json& child : item.at("children")) flat_model(child, model, here["selected"].get<bool>(), sum);
}

StandardSpec to_standard(const Json& tree) {
  StandardSpec spec;
  spec.id = "xccdf";
  spec.edition = "1.2";
  spec.title = {{"en", "checklist"}};
  const auto policy = [&](State state) -> auto& { return spec.states.policy[static_cast<std::size_t>(state)]; };
  policy(State::not_inspected) = Policy{Policy::Kind::drop, 0};
  policy(State::invalid) = Policy{Policy::Kind::zero, 0};   // an error counts as not passed
  policy(State::withheld) = Policy{Policy::Kind::zero, 0};  // so does an unknown result
  spec.tree.id = "models";
  spec.tree.children.push_back(default_model(tree));
  for (const char* model : {"flat", "flat-unweighted"}) {
    NodeSpec sum;
    sum.id = model;
    sum.combine = Combine::sum;
    flat_model(tree, model, true, sum);
    spec.tree.children.push_back(std::move(sum));
  }
  OutcomeSpec absolute;
  absolute.id = "absolute";
  absolute.levels = {{"1", {}, ConditionSpec{}}, {"0", {}, std::nullopt}};
  ConditionSpec& all_passed = *absolute.levels.front().when;
  all_passed.kind = ConditionSpec::Kind::compare;
  all_passed.subject = Subject::percent;
  all_passed.of.nodes = {"flat"};
  all_passed.op = Operator::ge;
  all_passed.limit = NumberSpec(100);
  spec.outcomes.push_back(std::move(absolute));
  return spec;
}

Observed to_observed(const std::string& result) {
  if (result == "notapplicable" || result == "notselected" || result == "informational") return State::not_applicable;
  if (result == "notchecked") return State::not_inspected;
  if (result == "error") return State::invalid;
  if (result == "unknown") return State::withheld;
  return result;
}

RawCase to_case(const Json& results) {
  RawCase raw;
  raw.attributes["all items"] = {Literal::Kind::boolean, {}, 0, false};
  std::map<std::string, int> instances;
  for (const Json& entry : results) {
    const auto rule = entry.at("rule").get<std::string>();
    const int instance = ++instances[rule];
    raw.rows.push_back({rule, {std::to_string(instance), "", ""}, to_observed(entry.at("result").get<std::string>())});
  }
  return raw;
}

std::optional<Rational> number(const Json& value) {
  if (value.is_null()) return std::nullopt;
  return parse_rational(value.at("num").get<std::string>() + "/" + value.at("den").get<std::string>());
}

void expect_same(const std::optional<Rational>& got, const std::optional<Rational>& wanted, const std::string& what) {
  EXPECT_EQ(got ? to_text(*got) : "none", wanted ? to_text(*wanted) : "none") << what;
}

void expect_specification(const Json& wanted, const Reference& got) {
  const Json& by_default = wanted.at("default");
  // Where the specification divides 0 by 0 deep inside, saniscore goes on without that group.
  const bool inside = by_default.at("why_null").is_string() &&
                      by_default.at("why_null").get<std::string>().find("nested") != std::string::npos;
  if (!inside) expect_same(got.node("default").score, number(by_default.at("score")), "default");
  for (const char* model : {"flat", "flat-unweighted"}) {
    const NodeResult& node = got.node(model);
    expect_same(node.maximum, number(wanted.at(model).at("maximum")), std::string("maximum of ") + model);
    // Nothing counted is 0 of 0 there and no score here.
    if (node.score || node.maximum != 0) expect_same(node.score, number(wanted.at(model).at("score")), model);
  }
  const OutcomeResult& absolute = got.outcome("absolute");
  if (got.node("flat").maximum == 0) return;
  ASSERT_TRUE(absolute.level.has_value());
  EXPECT_EQ(Rational(1 - *absolute.level), *number(wanted.at("absolute").at("score"))) << "absolute";
}

class Xccdf : public testing::TestWithParam<Checklist> {};

TEST_P(Xccdf, ScoresAsTheSpecificationSays) {
  const Json& vector = GetParam().vector;
  if (!has_rules(vector.at("tree"))) return;  // a standard without criteria is none
  const StandardSpec spec = to_standard(vector.at("tree"));
  const RawCase raw = to_case(vector.at("results"));
  const Reference reference = reference_score(spec, raw);
  ASSERT_FALSE(reference.error.has_value()) << *reference.error;
  expect_specification(vector.at("spec_nistir7275r4"), reference);
  EXPECT_EQ(differences(spec, raw), "") << "the engine";
}

TEST(XccdfFiles, AllChecklistsAreRead) { EXPECT_EQ(checklists().size(), 88U); }

INSTANTIATE_TEST_SUITE_P(Checklists, Xccdf, testing::ValuesIn(checklists()),
                         [](const auto& checklist) { return checklist.param.id(); });

}  // namespace
}  // namespace saniscore::reference
