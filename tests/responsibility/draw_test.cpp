// The picture of the hierarchy.
#include "town.hpp"

#include <saniscore/responsibility/draw.hpp>

#include <nlohmann/json.hpp>

namespace {

using namespace town;

TEST(Draw, GraphvizAndJsonSayTheSame) {
  auto d = duties(
      "party,name,superior,area_superior,holder\ncity,,,,\nbureau,\"局 \"\"A\"\" \\\",city,,\n"
      "street,,,city,\npost,,bureau,street,zhang\nzhang,张三,,,\n",
      "", "party,role\npost,lead\n");
  for (auto& p : d.parties)
    if (p.id == "zhang") p.kind = PartyKind::person;
  const auto r = town::roster(d);
  Losses lost, stake;
  lost.rounds = stake.rounds = {""};
  lost.criterion = stake.criterion = {r.standard().root()};
  lost.place = stake.place = {everywhere};
  lost.points = {12.45};
  stake.points = {50};
  const auto losses = attribute(r, lost).value(), stakes = attribute(r, stake).value();
  const auto scores = party_scores(losses, stakes, 0).value();
  EXPECT_EQ(to_graphviz(r, scores),
            "digraph responsibility {\n"
            "  rankdir=BT; node [shape=box, style=filled, fontname=\"sans-serif\"];\n"
            "  n0 [label=\"city · 75.1\", fillcolor=\"#92c5de\"];\n"
            "  n1 [label=\"局 \\\"A\\\" \\\\ · 75.1\", fillcolor=\"#92c5de\"];\n"
            "  n2 [label=\"street · 75.1\", fillcolor=\"#92c5de\"];\n"
            "  n3 [label=\"post · 75.1\", fillcolor=\"#92c5de\"];\n"
            "  n4 [label=\"张三 · 75.1\", fillcolor=\"#92c5de\", shape=ellipse];\n"
            "  n1 -> n0;\n"
            "  n2 -> n0 [style=dashed];\n"
            "  n3 -> n1;\n"
            "  n3 -> n2 [style=dashed];\n"
            "  n3 -> n4 [style=dotted, dir=none];\n"
            "}\n");
  const auto json = nlohmann::json::parse(to_json(r, scores, &losses));
  EXPECT_EQ(json["parties"].size(), 5u);
  EXPECT_EQ(json["parties"][3]["own"], 12.45);
  EXPECT_EQ(json["parties"][0]["answers"], 12.45);
  EXPECT_EQ(json["parties"][0]["colour"], "blue");
  EXPECT_EQ(json["links"].size(), 5u);
  EXPECT_EQ(json["links"][4]["link"], "holder");
  // Only a part, with who is above it, and no scores.
  const std::vector<std::uint32_t> only{*r.party("street")};
  EXPECT_EQ(to_graphviz(r, {}, only),
            "digraph responsibility {\n"
            "  rankdir=BT; node [shape=box, style=filled, fontname=\"sans-serif\"];\n"
            "  n0 [label=\"city\", fillcolor=\"#e0e0e0\"];\n"
            "  n2 [label=\"street\", fillcolor=\"#e0e0e0\"];\n"
            "  n2 -> n0 [style=dashed];\n"
            "}\n");
}

}  // namespace
