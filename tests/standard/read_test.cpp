#include <saniscore/standard/read.hpp>

#include "base/sha256.hpp"
#include "standard/write.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace {

using namespace saniscore;
using Json = nlohmann::json;

std::string file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in) << path;
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::string everything() { return file(SANISCORE_TEST_DATA "/standard/everything.json"); }

StandardSpec read(std::string_view text) {
  Result<StandardSpec> r = read_standard(text);
  std::string why;
  for (const Diagnostic& d : r.diagnostics()) why += to_text(d) + '\n';
  EXPECT_TRUE(r) << why << text.substr(0, 2000);
  return r ? std::move(r).value() : StandardSpec();
}

std::vector<std::filesystem::path> documents() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(SANISCORE_TEST_DATA "/golden/hard/standards")) {
    paths.push_back(entry.path());
  }
  paths.emplace_back(SANISCORE_TEST_DATA "/standard/everything.json");
  std::sort(paths.begin(), paths.end());
  return paths;
}

// ---- what is read

// "$schema" is for editors: it changes nothing.
TEST(ReadStandard, TheSchemaOfEditors) {
  Json document = Json::parse(everything());
  const std::string without = write_standard(read(document.dump()));
  document["$schema"] = "standard.schema.json";
  EXPECT_EQ(write_standard(read(document.dump())), without);
}

TEST(ReadStandard, TheDocument) {
  const std::string text = everything();
  const Result<StandardSpec> r = read_standard(text, "everything.json");
  ASSERT_TRUE(r);
  const StandardSpec& s = *r;
  EXPECT_EQ(s.id, "test.everything");
  EXPECT_EQ(s.edition, "第2版");
  EXPECT_EQ(s.title, (Text{{"zh", "每种写法各一"}}));
  EXPECT_EQ(s.direction, Direction::demerit);
  EXPECT_TRUE(s.partial);
  EXPECT_EQ(s.note, "not a real standard");
  EXPECT_EQ(s.valid_from, "2024-02-29");
  EXPECT_EQ(s.valid_to, "2030-01-01");
  EXPECT_EQ(s.sources.at(0).status, "made up");
  EXPECT_EQ(s.numbers, (RoundSpec{2, Rounding::half_even}));
  using P = Policy::Kind;
  const auto policy = [&s](State state) { return s.states.policy[static_cast<std::size_t>(state)].value(); };
  EXPECT_EQ(policy(State::not_applicable), (Policy{P::drop, 0}));
  EXPECT_EQ(policy(State::not_inspected), (Policy{P::zero, 0}));
  EXPECT_EQ(policy(State::withheld), (Policy{P::share, 0.5}));
  EXPECT_EQ(policy(State::invalid), (Policy{P::full, 0}));
  const SurveySpec& q = s.surveys.at(0);
  EXPECT_EQ(q.favourable, (std::vector<std::string>{"满意", "基本满意"}));
  EXPECT_EQ(q.unfavourable, (std::vector<std::string>{"不满意"}));
  EXPECT_TRUE(q.dont_know_unfavourable);
  EXPECT_EQ(q.dont_know_answers, (std::vector<std::string>{"不了解", "说不清"}));
  EXPECT_EQ(q.acceptance, Acceptance::guarded_rejection);
  EXPECT_EQ(q.least_n, 400);
  ASSERT_TRUE(s.text);
  EXPECT_EQ(*s.text, text);
  EXPECT_EQ(s.source_name, "everything.json");
}

TEST(ReadStandard, AGroup) {
  const StandardSpec s = read(everything());
  const NodeSpec& t = s.tree;
  EXPECT_EQ(t.points, 1000);
  EXPECT_FALSE(t.weight);
  EXPECT_EQ(t.combine, Combine::sum);
  EXPECT_EQ(t.start, -203);
  EXPECT_EQ(t.on_drop, OnDrop::rescale);
  EXPECT_EQ(t.direction, Direction::merit);
  EXPECT_EQ(t.title, (Text{{"en", "All"}, {"zh", "总计"}}));
  EXPECT_EQ(t.text, (Text{{"en", "Wording"}}));
  EXPECT_EQ(t.guidance, (Text{{"zh", "说明"}}));
  EXPECT_EQ(t.round, (RoundSpec{1, Rounding::down}));
  EXPECT_EQ(t.tags, (std::vector<std::string>{"key"}));
  EXPECT_EQ(t.applies->subject, Subject::attribute);
  EXPECT_EQ(t.applies->literals.size(), 3U);
  EXPECT_EQ(t.applies->literals[1], (Literal{Literal::Kind::number, {}, 3, false}));
  EXPECT_EQ(t.applies->literals[2], (Literal{Literal::Kind::boolean, {}, 0, true}));
  ASSERT_EQ(t.reduce.size(), 3U);
  EXPECT_EQ(t.reduce[0].by, ReduceStep::By::share_passing);
  EXPECT_EQ(t.reduce[0].least->attribute, "sites");
  EXPECT_TRUE(t.reduce[0].short_is_unknown);
  EXPECT_EQ(t.reduce[0].skip, 1);
  EXPECT_EQ(t.reduce[1].over, Dimension::method);
  EXPECT_EQ(t.reduce[1].weights.at("covert"), 0.7);
  EXPECT_TRUE(t.reduce[1].renormalise);
  EXPECT_EQ(t.reduce[2].by, ReduceStep::By::mean);
  EXPECT_EQ(t.reduce[2].last, 3);
  ASSERT_EQ(t.adjust.size(), 6U);
  EXPECT_TRUE(t.adjust[0].share);
  EXPECT_EQ(t.adjust[0].amount.value, 0.15);
  EXPECT_EQ(t.adjust[0].when->of.tags, (std::vector<std::string>{"key"}));
  EXPECT_EQ(t.adjust[0].times->of.tags, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(t.adjust[0].times->of.nodes, (std::vector<std::string>{"m"}));
  EXPECT_EQ(t.adjust[0].times->states, (std::vector<State>{State::invalid, State::withheld}));
  EXPECT_EQ(t.adjust[0].times->previous_levels, (std::vector<std::string>{"C", "D"}));
  EXPECT_EQ(t.adjust[1].amount.kind, NumberSpec::Kind::cases);
  EXPECT_EQ(t.adjust[1].amount.cases.at(0).id, "r");
  EXPECT_EQ(t.adjust[5].kind, AdjustSpec::Kind::void_);
}

const NodeSpec& child(const StandardSpec& s, std::string_view id) {
  for (const NodeSpec& n : s.tree.children) {
    if (n.id == id) return n;
  }
  ADD_FAILURE() << id;
  return s.tree;
}

TEST(ReadStandard, Measures) {
  const StandardSpec s = read(everything());
  using M = MeasureSpec;
  const auto measure = [&s](std::string_view id) -> const M& { return child(s, id).measure.value(); };
  for (const char* id : {"pass1", "pass2", "pass3"}) EXPECT_EQ(measure(id).kind, M::Kind::pass);
  EXPECT_TRUE(child(s, "pass3").extra);
  EXPECT_EQ(measure("score1").of.input.at(0).columns, (std::vector<std::string>{"plan"}));
  EXPECT_EQ(measure("score2").intervals.at(0).level, "good");
  EXPECT_EQ(measure("score2").intervals.at(1).to, 5);
  EXPECT_EQ(child(s, "score2").value->range, (std::pair<double, double>{0, 100}));
  EXPECT_EQ(measure("choice1").options.at(1).answer.number, 2.5);
  EXPECT_EQ(measure("choice1").options.at(1).earned, (Earned{2.5, false}));
  EXPECT_EQ(measure("choice2").options.at(0).answer.text, "好");  // the order of the document
  EXPECT_EQ(measure("choice2").options.at(1).earned, (Earned{0.5, true}));
  EXPECT_EQ(measure("choice2").options.at(2).earned, (Earned{-1, false}));
  EXPECT_EQ(measure("choice3").options.at(0).answer.kind, Literal::Kind::number);
  EXPECT_EQ(measure("choice3").options.at(1).answer.text, "no");
  EXPECT_EQ(measure("bands").bands.at(0).op, Operator::lt);
  EXPECT_EQ(measure("bands").bands.at(1).limit.attribute, "limit");
  EXPECT_FALSE(measure("bands").bands.at(2).op);
  EXPECT_FALSE(measure("bands").bands.at(2).earned);
  EXPECT_EQ(measure("line1").knots.at(1).y, (Earned{0.25, true}));
  EXPECT_TRUE(measure("line2").log_x);
  EXPECT_EQ(measure("shortfall1").step.value, 1);
  EXPECT_EQ(measure("shortfall1").counting, M::Counting::pro_rata);
  EXPECT_EQ(measure("shortfall1").floor, 0.0);
  EXPECT_EQ(measure("shortfall2").counting, M::Counting::started);
  EXPECT_TRUE(measure("shortfall2").above);
  EXPECT_FALSE(measure("shortfall2").floor);
  EXPECT_EQ(measure("deduct1").rules.at(0).id, "");
  EXPECT_EQ(measure("deduct1").rules.at(0).rate.at(0).value.value, 0.5);
  const M& d = measure("deduct2");
  EXPECT_EQ(d.start->value, 20);
  EXPECT_EQ(d.floor, -5.0);
  EXPECT_EQ(d.group_caps.at("g"), 3);
  EXPECT_EQ(d.rules.at(0).cap, 2);
  EXPECT_EQ(d.rules.at(1).range, (std::pair<double, double>{1, 3}));
  EXPECT_EQ(d.rules.at(2).rate.at(0).id, "repeat");
  EXPECT_EQ(d.rules.at(2).rate.at(0).when->subject, Subject::fact);
  EXPECT_TRUE(d.rules.at(3).zero);
  EXPECT_TRUE(d.rules.at(3).rate.empty());
  EXPECT_EQ(measure("award2").cap, 4);
}

TEST(ReadStandard, InputsAndCombining) {
  const StandardSpec s = read(everything());
  const InputSpec& r = child(s, "ratio").from.value();
  EXPECT_EQ(r.kind, InputSpec::Kind::ratio);
  EXPECT_EQ(r.columns, (std::vector<std::string>{"n", "d"}));
  EXPECT_EQ(r.per, 100);
  EXPECT_EQ(r.empty_state, State::not_applicable);
  EXPECT_EQ(r.at_method, "covert");
  EXPECT_EQ(r.at_round, "2024-01");
  EXPECT_EQ(r.reduce.at(0).by, ReduceStep::By::pooled);
  EXPECT_EQ(child(s, "ratio2").from->empty_value, 1);
  EXPECT_EQ(child(s, "sum").from->columns.size(), 3U);
  EXPECT_EQ(child(s, "difference").from->kind, InputSpec::Kind::difference);
  EXPECT_EQ(child(s, "survey").from->survey, "q1");
  EXPECT_EQ(child(s, "power1").exponent, -1);
  EXPECT_EQ(child(s, "power2").exponent, 0);
  EXPECT_EQ(child(s, "table1").table.at(0).level, "A");
  EXPECT_EQ(child(s, "table2").table.at(0).earned, (Earned{1, false}));
}

TEST(ReadStandard, Conditions) {
  const StandardSpec s = read(everything());
  using C = ConditionSpec::Kind;
  const ConditionSpec& any = child(s, "threshold").measure->condition.value();
  ASSERT_EQ(any.kind, C::any);
  EXPECT_EQ(any.terms.at(0).kind, C::all);  // two operators
  EXPECT_EQ(any.terms[0].terms.at(0).op, Operator::lt);
  EXPECT_EQ(any.terms[0].terms.at(0).subject, Subject::self);
  EXPECT_EQ(any.terms[0].terms.at(1).limit.value, 10);
  EXPECT_TRUE(any.terms.at(1).rising);
  EXPECT_EQ(any.terms[1].rounds, 4);
  EXPECT_EQ(any.terms.at(2).terms.at(0).literals.at(1).number, 2);
  EXPECT_EQ(any.terms.at(3).at_least, 1);
  EXPECT_EQ(s.gates.at(0).require.every, Dimension::site);
  EXPECT_EQ(s.gates[0].require.of.nodes, (std::vector<std::string>{"bands", "line1"}));
  const std::vector<ConditionSpec>& all = s.outcomes.at(0).levels.at(0).when->terms;
  EXPECT_EQ(all.at(0).literals.at(0).text, "none");
  EXPECT_EQ(all.at(1).literals.at(0).text, "not_applicable");  // said in Chinese
  EXPECT_EQ(all.at(1).of, (ReferenceSpec{{"m"}, {"key"}}));
  EXPECT_FALSE(all.at(3).literals.at(0).boolean);
  EXPECT_EQ(all.at(4).count, CountSpec());
  EXPECT_EQ(all.at(6).limit.value, 2);
  EXPECT_TRUE(all.at(6).literals.empty());
  EXPECT_TRUE(all.at(7).previous);
  EXPECT_EQ(all.at(7).last, 2);
  EXPECT_EQ(all.at(8).kind, C::all);
  EXPECT_TRUE(all.at(8).terms.at(0).previous);
  EXPECT_TRUE(all.at(8).terms.at(1).previous);
  EXPECT_FALSE(s.outcomes[0].levels.at(1).when);
}

TEST(ReadStandard, ByteOrderMarkAndBlanks) {
  const std::string text = everything();
  EXPECT_EQ(write_standard(read("\xEF\xBB\xBF \r\n" + text + "\n\t ")), write_standard(read(text)));
}

// ---- what is written

TEST(WriteStandard, CanonicalText) {
  const StandardSpec s = read(R"({ "tree": {"points": 1.50e1, "id": "t", "measure": {"deduct": {"floor": 0,
    "rules": [{"rate": 0.10, "id": "b\u0061"}, {"rate": 1e6, "id": "c", "cap": -0}]}}, "tags": [], "x-a": 1,
    "title": "标\"题\u0001\/", "states": {}}, "outcomes": [], "edition": "1", "id": "x", "format_version": 1.0,
    "format": "saniscore/standard", "direction": "merit", "numbers": {"decimals": 0}})");
  const std::string tree_start = R"("tree":{"id":"t","measure":{"deduct":{"rules":[{"id":"ba","rate":0.1},)"
                                 R"({"cap":0,"id":"c","rate":1000000}]}},"points":15)";
  EXPECT_EQ(write_standard(s), R"({"edition":"1","format":"saniscore/standard","format_version":1,"id":"x",)"
                               R"("numbers":{"decimals":0},)" +
                                   tree_start + R"(,"title":{"zh":"标\"题\u0001/"}}})");
  EXPECT_EQ(detail::canonical_rules(s),
            R"({"format":"saniscore/rules","format_version":1,"numbers":{"decimals":0},)" + tree_start + "}}");
}

TEST(WriteStandard, ReadsBackToTheSame) {
  for (const auto& path : documents()) {
    SCOPED_TRACE(path);
    const StandardSpec first = read(file(path));
    const std::string text = write_standard(first);
    const StandardSpec second = read(text);
    EXPECT_EQ(write_standard(second), text);
    EXPECT_EQ(detail::canonical_rules(second), detail::canonical_rules(first));
    EXPECT_EQ(Json::parse(text).dump(), text);  // keys are sorted, nothing is escaped without need
  }
}

/// Calls f(pointer, value) for everything in a document that is not a remark.
template <class F>
void each(const Json& v, const Json::json_pointer& at, F&& f) {
  f(at, v);
  if (v.is_object()) {
    for (const auto& [key, member] : v.items()) {
      if (!key.starts_with("x-")) each(member, at / key, f);
    }
  } else if (v.is_array()) {
    for (std::size_t i = 0; i < v.size(); ++i) each(v[i], at / i, f);
  }
}

// Whatever a document says arrives in the spec: change or remove one thing, and the document is refused or the spec
// writes another text.
TEST(WriteStandard, LosesNothing) {
  for (const auto& path : documents()) {
    const Json document = Json::parse(file(path));
    const std::string written = write_standard(read(document.dump()));
    if (document.dump().size() > 8'000) continue;  // the large ones hold nothing new
    each(document, Json::json_pointer(), [&](const Json::json_pointer& at, const Json& v) {
      if (at.empty()) return;
      SCOPED_TRACE(path.filename().string() + " " + at.to_string());
      const std::string key = at.back();
      Json without = document;
      if (document[at.parent_pointer()].is_object()) {
        without[at.parent_pointer()].erase(key);
        const bool is_default = (key == "step" && v == 1) || (key == "counting" && v == "pro_rata") ||
                                (key == "floor" && v == 0 && at.parent_pointer().back() == "deduct") ||
                                (key == "by" && v == "mean" && document[at.parent_pointer()].contains("last")) ||
                                (v.is_array() && v.empty());
        const auto r = read_standard(without.dump());
        EXPECT_EQ(r && write_standard(*r) == written, is_default);
      }
      Json changed = document;
      if (v.is_number()) changed[at] = v.get<double>() + 1;
      if (v.is_string()) changed[at] = v.get<std::string>() + "x";
      if (v.is_boolean()) changed[at] = !v.get<bool>();
      if (v.is_primitive()) {
        const auto r = read_standard(changed.dump());
        EXPECT_FALSE(r && write_standard(*r) == written);
      }
    });
  }
}

TEST(WriteStandard, SpecsFilledInByPrograms) {
  StandardSpec s;
  s.id = "a\xFF\x01\"\\";
  s.edition = "1";
  s.tree.id = "t";
  s.tree.points = std::numeric_limits<double>::quiet_NaN();
  s.outcomes.push_back({"o", {}, {{"A", {}, ConditionSpec()}}});
  const std::string text = write_standard(s);
  EXPECT_EQ(text,
            "{\"edition\":\"1\",\"format\":\"saniscore/"
            "standard\",\"format_version\":1,\"id\":\"a\xEF\xBF\xBD\\u0001\\\"\\\\\","
            "\"outcomes\":[{\"id\":\"o\",\"levels\":[{\"level\":\"A\",\"when\":{\"all\":[]}}]}],"
            "\"tree\":{\"id\":\"t\",\"points\":null}}");
  EXPECT_FALSE(read_standard(text));
}

// ---- the rules alone

TEST(CanonicalRules, ChangeOnlyWithTheRules) {
  const Json document = Json::parse(everything());
  const std::string rules = detail::canonical_rules(read(document.dump()));
  const auto with = [&](const char* pointer, const Json& value) {
    Json changed = document;
    changed[Json::json_pointer(pointer)] = value;
    return detail::canonical_rules(read(changed.dump()));
  };
  for (const auto& [pointer, value] :
       std::vector<std::pair<const char*, Json>>{{"/id", "other"},
                                                 {"/edition", "9"},
                                                 {"/title", "B"},
                                                 {"/note", "n"},
                                                 {"/completeness", "complete"},
                                                 {"/valid/from", "2025-01-01"},
                                                 {"/sources/0/title", "b"},
                                                 {"/tree/title", "B"},
                                                 {"/tree/text", "B"},
                                                 {"/tree/guidance", "B"},
                                                 {"/tree/sources", Json::array()},
                                                 {"/tree/adjust/0/title", "B"},
                                                 {"/gates/0/title", "B"},
                                                 {"/outcomes/0/title", "B"},
                                                 {"/outcomes/0/levels/0/title", "B"},
                                                 {"/surveys/0/title", "B"},
                                                 {"/tree/children/15/measure/deduct/rules/0/title", "B"},
                                                 {"/x-anything", 1},
                                                 {"/tree/children/8/tags", {"b", "a"}}}) {
    EXPECT_EQ(with(pointer, value), rules) << pointer;
  }
  for (const auto& [pointer, value] :
       std::vector<std::pair<const char*, Json>>{{"/direction", "merit"},
                                                 {"/numbers/decimals", 3},
                                                 {"/states/invalid", "zero"},
                                                 {"/tree/points", 999},
                                                 {"/tree/tags", {"other"}},
                                                 {"/surveys/0/least_n", 300},
                                                 {"/tree/children/5/measure/choice/1", 3},
                                                 {"/gates/0/at_best", "A"},
                                                 {"/outcomes/0/levels/1/level", "D"},
                                                 {"/tree/children/0/id", "p"}}) {
    EXPECT_NE(with(pointer, value), rules) << pointer;
  }
}

TEST(CanonicalRules, DoNotDependOnTheOrderOfKeys) {
  for (const auto& path : documents()) {
    const std::string text = file(path);
    EXPECT_EQ(detail::canonical_rules(read(Json::parse(text).dump(3))), detail::canonical_rules(read(text))) << path;
  }
}

// The fingerprint of a published standard must never change by accident.
TEST(CanonicalRules, StayTheSameForever) {
  const std::string fhrs = file(SANISCORE_TEST_DATA "/golden/hard/standards/uk.fsa.fhrs.json");
  EXPECT_EQ(detail::sha256_hex(detail::canonical_rules(read(fhrs))),
            "b9feb6ae0ae4041302911e4adc7790bc7087650a70f2e7833f5be953193933ed");
}

}  // namespace
