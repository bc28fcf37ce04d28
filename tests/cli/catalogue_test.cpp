// The standards that ship: all load without a complaint, every part is named and sourced, their sums are right.
// Their worked examples are golden cases (tests/golden/catalogue).
#include "run.hpp"

#include <saniscore/saniscore.hpp>

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

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

TEST(CatalogueFiles, ComeBackFromWriting) {
  for (const CatalogueEntry& entry : catalogue()) {
    const std::string written = write_standard(read_standard(entry.json).value());
    const auto again = load_standard(written);
    ASSERT_TRUE(again) << entry.id << ": " << to_text(again.diagnostics().front());
    EXPECT_EQ(again->fingerprint(), load_standard(entry.json).value().fingerprint()) << entry.id;
    EXPECT_EQ(write_standard(again->spec()), written) << entry.id;
  }
}

TEST(CatalogueFiles, EveryCriterionHasBothNamesAndASource) {
  for (const CatalogueEntry& entry : catalogue()) {
    const Standard standard = load_standard(entry.json).value();
    EXPECT_FALSE(standard.spec().sources.empty()) << entry.id;
    for (const SourceSpec& source : standard.spec().sources) {
      const bool read = source.status == "verified" || source.status == "copy";
      EXPECT_TRUE(read || source.status == "derived" || source.status == "reading" || source.status == "unconfirmed")
          << entry.id << ": " << source.status;
      EXPECT_EQ(source.url.empty(), !read) << source.title;
      if (source.status == "unconfirmed") {
        EXPECT_TRUE(standard.spec().note.starts_with("TO BE CONFIRMED")) << entry.id;
      }
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
      double sum = spec.start;
      for (const Node child : standard.children(node)) sum += standard.spec(child).extra ? 0 : standard.points(child);
      EXPECT_EQ(sum, *spec.points) << entry.id << " " << spec.id;
    }
  }
}

}  // namespace
