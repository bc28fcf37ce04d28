// The standards that ship: all load without a complaint, their sums are right, their worked examples hold.
#include "run.hpp"

#include <saniscore/saniscore.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace {

using namespace saniscore;

TEST(CatalogueFiles, AllLoadAndAreNamedAfterThemselves) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(command_tests::in_source("standards"))) {
    const std::string name = entry.path().filename().string();
    if (entry.path().extension() != ".json" || name.ends_with("schema.json")) continue;
    ++count;
    const auto standard = load_standard(command_tests::content_of(entry.path().string()), name);
    ASSERT_TRUE(standard) << to_text(standard.diagnostics().front());
    for (const Diagnostic& d : standard.diagnostics()) ADD_FAILURE() << to_text(d);
    EXPECT_EQ(name, standard->name() + ".json");
    EXPECT_EQ(saniscore::catalogue(standard->name()).value().fingerprint(), standard->fingerprint());
  }
  EXPECT_EQ(count, catalogue().size());
}

TEST(CatalogueFiles, EveryCriterionHasBothNamesAndASource) {
  for (const CatalogueEntry& entry : catalogue()) {
    const Standard standard = load_standard(entry.json).value();
    EXPECT_FALSE(standard.spec().sources.empty()) << entry.id;
    for (const SourceSpec& source : standard.spec().sources) {
      EXPECT_TRUE(source.status == "verified" || source.status == "copy" || source.status == "derived" ||
                  source.status == "reading")
          << entry.id << ": " << source.status;
      EXPECT_EQ(source.url.empty(), source.status == "reading" || source.status == "derived") << source.title;
    }
    for (const Node node : standard.document_order())
      for (const char* language : {"en", "zh"})
        EXPECT_TRUE(standard.spec(node).title.contains(language)) << entry.id << " " << standard.id(node);
    for (const OutcomeSpec& ladder : standard.spec().outcomes)
      for (const LevelSpec& level : ladder.levels) EXPECT_TRUE(level.title.contains("en")) << level.level;
    EXPECT_TRUE(!standard.spec().partial || !standard.spec().note.empty()) << "says what is missing";
  }
}

/// What the sheets print beside a group is what its parts add up to.
TEST(CatalogueFiles, SumsClose) {
  for (const CatalogueEntry& entry : catalogue()) {
    const Standard standard = load_standard(entry.json).value();
    for (const Node node : standard.document_order()) {
      const NodeSpec& spec = standard.spec(node);
      if (spec.combine != Combine::sum || !spec.points) continue;
      double sum = 0;
      for (const NodeSpec& child : spec.children) sum += child.points.value_or(0);
      EXPECT_EQ(sum, *spec.points) << entry.id << " " << spec.id;
    }
  }
}

TEST(WorkedExamples, FoodHygiene) {
  const Standard standard = catalogue("uk.fsa.fhrs").value();
  struct Example {
    double hygiene, structural, confidence;
    const char* rating;
  };
  const std::vector<Example> examples = {{5, 5, 5, "5"},    {0, 0, 10, "4"}, {10, 10, 0, "4"},
                                         {10, 10, 10, "3"}, {15, 0, 0, "2"}, {0, 0, 20, "1"},
                                         {20, 20, 10, "1"}, {0, 0, 30, "0"}, {25, 25, 30, "0"}};
  Observations seen(standard);
  for (std::size_t k = 0; k < examples.size(); ++k) {
    const std::string unit = std::to_string(k);
    seen.set_attribute(unit, "status", {.text = "rated"});
    seen.set(unit, {.criterion = "hygiene"}, examples[k].hygiene);
    seen.set(unit, {.criterion = "structural"}, examples[k].structural);
    seen.set(unit, {.criterion = "confidence"}, examples[k].confidence);
  }
  const Scorecard card = score(standard, seen).value();
  for (std::size_t k = 0; k < examples.size(); ++k) EXPECT_EQ(card.outcome_label(0, k), examples[k].rating) << k;
}

double office(const std::function<void(Observations&)>& fill) {
  const Standard standard = catalogue("cn.unit.office-100").value();
  Observations seen(standard);
  fill(seen);
  return score(standard, seen).value().score(standard.root())[0];
}

TEST(WorkedExamples, Office) {
  const auto all = Visit{.site = "a"};
  EXPECT_DOUBLE_EQ(office([&](Observations& o) { o.add("u", all); }), 100);
  // Four species at 2 points each are more than the item's 6.
  EXPECT_DOUBLE_EQ(office([&](Observations& o) {
                     o.add("u", all);
                     o.add("u", Finding{.criterion = "8", .site = "a", .count = 4});
                   }),
                   94);
  EXPECT_DOUBLE_EQ(office([&](Observations& o) {
                     o.add("u", all);
                     o.add("u", Finding{.criterion = "19", .site = "a"});
                   }),
                   95);
  // No air conditioner: 95 of 96, scaled back to 100.
  EXPECT_NEAR(office([&](Observations& o) {
                o.add("u", all);
                o.add("u", Finding{.criterion = "2", .site = "a"});
                o.set_state("u", {.criterion = "18", .site = "a"}, State::not_applicable);
              }),
              2375.0 / 24, 1e-9);
}

/// A city with every mark at `share` of its maximum (grades: 10 x share) and the live-poultry grades given per market.
Scorecard covert_visit(const Standard& standard, double share, const std::vector<double>& poultry) {
  Observations seen(standard);
  for (const Node node : standard.document_order()) {
    if (!standard.is_leaf(node)) continue;
    const std::string& id = standard.id(node);
    const double full = standard.spec(node).measure->of.value;
    if (!id.starts_with("4.")) {
      seen.set("city", {.criterion = id}, full * share);
      continue;
    }
    for (std::size_t market = 0; market < poultry.size(); ++market)
      seen.set("city", {.criterion = id, .site = std::to_string(market)},
               id.starts_with("4.k.") ? poultry[market] : full * share);
  }
  return score(standard, seen).value();
}

TEST(WorkedExamples, CovertVisit) {
  const Standard standard = catalogue("cn.nhc.city.covert-visit").value();
  EXPECT_EQ(standard.points(standard.root()), 1000);
  const auto passed = covert_visit(standard, 0.8, {8, 8});
  EXPECT_NEAR(passed.score(standard.root())[0], 800, 1e-9);
  EXPECT_EQ(passed.outcome_label(0, 0), "通过");
  EXPECT_EQ(covert_visit(standard, 0.8, {7, 8}).outcome_label(0, 0), "不通过") << "799, but no veto at 70 %";
  // 90, 60 and 90 %: the mean is 80 %, one market is below 70 %.
  const auto vetoed = covert_visit(standard, 0.9, {9, 6, 9});
  EXPECT_GT(vetoed.score(standard.root())[0], 800);
  EXPECT_EQ(vetoed.outcome_label(0, 0), "一票否决");
  EXPECT_EQ(vetoed.percent(standard.find("4.k"), 0), 80);
}

TEST(WorkedExamples, BandsHaveGaps) {
  const Standard standard = catalogue("cn.nhc.city.covert-visit").value();
  Observations seen(standard);
  seen.set("city", {.criterion = "1.1.1"}, 9.0);
  seen.set("city", {.criterion = "1.1.2"}, 8.5);  // in none of 9–10, 7–8, 0–6
  ScoreOptions options;
  options.all_nodes = true;
  const Scorecard card = score(standard, seen, options).value();
  EXPECT_EQ(card.level_name(standard.find("1.1.1"), 0), "很好");
  EXPECT_EQ(card.state(standard.find("1.1.2"))[0], State::invalid);
}

}  // namespace
