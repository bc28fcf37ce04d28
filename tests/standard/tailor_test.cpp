// Tailoring: what each change does, what the result says of itself, and what a wrong overlay is told.
#include <saniscore/scoring/observations.hpp>
#include <saniscore/scoring/score.hpp>
#include <saniscore/standard/catalogue.hpp>
#include <saniscore/standard/diff.hpp>
#include <saniscore/standard/standard.hpp>
#include <saniscore/standard/tailor.hpp>

#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace {

using namespace saniscore;

const std::string base_text = R"({"format": "saniscore/standard", "format_version": 1, "id": "x", "edition": "1",
  "tree": {"id": "t", "points": 20, "combine": "sum", "children": [
    {"id": "g", "points": 10, "combine": "sum", "children": [
      {"id": "a", "points": 4, "measure": {"deduct": 1}}, {"id": "b", "points": 6, "measure": {"threshold": {">=": 90}}}]},
    {"id": "c", "points": 10, "measure": {"score": 10}}]},
  "gates": [{"id": "v", "require": {"met": "b"}, "outcome": "o", "at_best": "no"}],
  "outcomes": [{"id": "o", "levels": [{"level": "yes", "when": {"percent": "t", ">=": 60}}, {"level": "no"}]}]})";

StandardSpec base() { return read_standard(base_text).value(); }

Result<StandardSpec> tailored(const std::string& changes, const std::string& more = R"("of": "x@1")") {
  const auto overlay =
      read_overlay(R"({"format": "saniscore/overlay", "format_version": 1, "id": "y", "edition": "2", )" + more +
                       ",\n\"changes\": [\n" + changes + "]}",
                   "overlay.json");
  if (!overlay) return overlay.diagnostics();
  return tailor(base(), *overlay);
}

std::vector<std::string> rule_changes(const StandardSpec& after) {
  std::vector<std::string> out;
  for (const Change& c : diff(base(), after))
    if (c.kind != Change::Kind::wording)
      out.push_back(std::string(to_text(c.kind)) + " " + c.id + " " + c.key + " " + c.before + " -> " + c.after);
  return out;
}
using Lines = std::vector<std::string>;

TEST(Tailor, DeselectingShrinksTheSumsThatDeclareTheirPoints) {
  const auto t = tailored(R"({"deselect": "a", "reason": "none here"})");
  ASSERT_TRUE(t) << to_text(t.diagnostics().at(0));
  EXPECT_EQ(rule_changes(*t), (Lines{"weight t points 20 -> 16", "weight g points 10 -> 6", "removed a   -> "}));
  EXPECT_TRUE(compile(*t)->points(compile(*t)->root()) == 16);
}

TEST(Tailor, ChangesAddsAndLevels) {
  const auto t = tailored(R"({"change": "b", "points": 8, "measure": {"threshold": {">=": 95}}},
    {"add": {"id": "d", "points": 2, "measure": "pass"}, "under": "g", "after": "a"},
    {"level": "yes", "of": "o", "when": {"percent": "t", ">=": 80}}, {"remove_gate": "v", "reason": "not here"})");
  ASSERT_TRUE(t) << to_text(t.diagnostics().at(0));
  EXPECT_EQ(rule_changes(*t), (Lines{"weight t points 20 -> 24", "weight g points 10 -> 14",
                                     "limit b measure.threshold.>= 90 -> 95", "weight b points 6 -> 8", "added d   -> ",
                                     "removed v   -> ", "limit o levels.yes.when.>= 60 -> 80"}));
  EXPECT_EQ(t->tree.children[0].children[1].id, "d");
}

TEST(Tailor, TheResultSaysWhatItIs) {
  const std::string changes = R"({"deselect": "a", "reason": "none here"}, {"not_applicable": ["c"]})";
  const auto t = tailored(changes);
  ASSERT_TRUE(t);
  EXPECT_EQ(t->id + "@" + t->edition, "y@2");
  const std::string fingerprint = compile(base())->fingerprint();
  ASSERT_TRUE(t->tailored);
  EXPECT_EQ(t->tailored->of, "x@1");
  EXPECT_EQ(t->tailored->fingerprint, fingerprint);
  EXPECT_EQ(t->tailored->changes, (Lines{"deselected a: none here", "not applicable c"}));
  EXPECT_NE(compile(*t)->fingerprint(), fingerprint);
  // the same twice, and the provenance survives the document
  EXPECT_EQ(write_standard(*t), write_standard(*tailored(changes)));
  const auto again = read_standard(write_standard(*t));
  ASSERT_TRUE(again);
  EXPECT_EQ(write_standard(*again), write_standard(*t));
  EXPECT_TRUE(compile(*t).diagnostics().empty()) << to_text(compile(*t).diagnostics().at(0));
}

TEST(Tailor, ReasonablyAbsentIsNotApplicableWhateverIsObserved) {
  const auto standard = compile(tailored(R"({"not_applicable": "c"})").value());
  ASSERT_TRUE(standard);
  Observations seen(*standard);
  seen.set("u", {.criterion = "a"}, 1.0);
  seen.set("u", {.criterion = "b"}, 95.0);
  seen.set("u", {.criterion = "c"}, 2.0);
  seen.set("v", {.criterion = "a"}, 0.0);
  seen.set("v", {.criterion = "b"}, 95.0);
  const auto card = score(*standard, seen, {.all_nodes = true});
  ASSERT_TRUE(card) << to_text(card.diagnostics().at(0));
  EXPECT_EQ(card->score(standard->root())[0], 9);  // 3 + 6 of 10
  EXPECT_EQ(card->maximum(standard->root())[0], 10);
  EXPECT_EQ(card->score(standard->root())[1], 10);
  EXPECT_EQ(card->state(standard->find("c"))[0], State::not_applicable);
  EXPECT_EQ(card->outcome_label(0, 0), "yes");
}

// The office sheet for a records centre. All 96 points that apply but 4 (two loose cables at 2): 92/96 of 100.
TEST(Tailor, ARealSheet) {
  std::ifstream in(SANISCORE_SOURCE_DIR "/examples/data/office_overlay.json", std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  const auto overlay = read_overlay(text, "office_overlay.json");
  ASSERT_TRUE(overlay) << to_text(overlay.diagnostics().at(0));
  const auto standard = compile(tailor(catalogue("cn.unit.office-100")->spec(), *overlay).value());
  ASSERT_TRUE(standard);
  EXPECT_EQ(standard->find("10"), no_node);
  Observations seen(*standard);
  for (const Node n : standard->document_order())
    if (standard->is_leaf(n) && standard->id(n) != "18")
      seen.set("centre", {.criterion = standard->id(n)},
               standard->id(n) == "14"   ? 2.0
               : standard->id(n) == "L1" ? 1.0
                                         : 0.0);
  const auto card = score(*standard, seen, {.all_nodes = true});
  ASSERT_TRUE(card) << to_text(card.diagnostics().at(0));
  EXPECT_NEAR(card->score(standard->root())[0], 92.0 / 96 * 100, 1e-9);
}

struct Bad {
  const char *changes, *more, *code, *pointer;
  unsigned line;
};

TEST(Tailor, WrongOverlaysAreToldWhere) {
  const char* of = R"("of": "x@1")";
  for (const Bad& bad : std::vector<Bad>{
           {R"({"deselect": "a"})", R"("of": "x@2")", "S301", "/of", 1},
           {R"({"deselect": "a"})", R"("of": "x@1", "fingerprint": "000000")", "S302", "/fingerprint", 1},
           {"{\"deselect\": \"a\"},\n{\"deselect\": \"zz\"}", of, "S303", "/changes/1/deselect", 4},
           {R"({"change": "zz", "points": 1})", of, "S303", "/changes/0/change", 3},
           {R"({"level": "maybe", "of": "o", "when": {"percent": "t", ">=": 80}})", of, "S303", "/changes/0/level", 3},
           {R"({"level": "yes", "of": "p", "when": {"percent": "t", ">=": 80}})", of, "S303", "/changes/0/of", 3},
           {R"({"remove_gate": "w"})", of, "S303", "/changes/0/remove_gate", 3},
           {R"({"add": {"id": "d", "points": 1, "measure": "pass"}, "under": "g", "after": "c"})", of, "S303",
            "/changes/0/after", 3},
           {R"({"deselect": "t"})", of, "S304", "/changes/0/deselect", 3},
           {R"({"deselect": ["a", "b"]})", of, "S304", "/changes/0/deselect", 3},
           {R"({"add": {"id": "b"}, "under": "g"})", of, "S304", "/changes/0/add", 3},
           {R"({"add": {"id": "d"}, "under": "c"})", of, "S304", "/changes/0/under", 3},
           {R"({"change": "g", "measure": "pass"})", of, "S304", "/changes/0/measure", 3},
           {R"({"deselect": "b"})", of, "S305", "/changes", 2},  // the gate asks it
           {R"({"deselect": "a", "change": "b"})", of, "S005", "/changes/0/change", 3},
           {R"({"reason": "none"})", of, "S003", "/changes/0", 3},
           {R"({"change": "a"})", of, "S003", "/changes/0", 3},
           {R"({"deselct": "a"})", of, "S002", "/changes/0/deselct", 3},
           {R"({"deselect": "a", "points": 5})", of, "S005", "/changes/0/points", 3},
           {R"({"change": "a", "points": -5})", of, "S006", "/changes/0/points", 3},
           {"", of, "S012", "/changes", 2},
       }) {
    const auto t = tailored(bad.changes, bad.more);
    ASSERT_FALSE(t) << bad.changes;
    const Diagnostic& d = t.diagnostics().at(0);
    EXPECT_EQ(d.code, bad.code) << bad.changes << to_text(d);
    EXPECT_EQ(d.pointer, bad.pointer) << bad.changes;
    EXPECT_EQ(d.line, bad.line) << bad.changes;
    EXPECT_FALSE(d.en.empty() || d.zh.empty());
  }
  EXPECT_EQ(read_overlay("{}").diagnostics().size(), 6u);
  EXPECT_EQ(read_overlay("[").diagnostics().at(0).code, "J015");
  bool another_format = false;
  const auto standard = read_overlay(base_text);
  for (const Diagnostic& d : standard.diagnostics()) another_format = another_format || d.code == "S013";
  EXPECT_TRUE(another_format);
}

TEST(Tailor, TwiceKeepsTheFirstChanges) {
  const auto first = tailored(R"({"deselect": "a", "reason": "none here"})");
  const auto overlay = read_overlay(R"({"format": "saniscore/overlay", "format_version": 1, "id": "z", "edition": "1",
    "of": "y@2", "changes": [{"change": "c", "points": 5}]})");
  const auto second = tailor(*first, *overlay);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->tailored->changes,
            (Lines{"before, from x@1: deselected a: none here", "changed c (points 10 to 5)"}));
}

}  // namespace
