// A small standard and a small town that the tests of this folder share.
#pragma once

#include <saniscore/responsibility/ledger.hpp>
#include <saniscore/responsibility/party_score.hpp>
#include <saniscore/responsibility/read.hpp>
#include <saniscore/responsibility/roster.hpp>
#include <saniscore/responsibility/who.hpp>

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace town {

using namespace saniscore;
using namespace saniscore::responsibility;

/// street (roads, bins), market (stalls, pests).
inline Standard standard() {
  auto r = load_standard(R"({"format":"saniscore/standard","format_version":1,"id":"t","edition":"1",
    "tree":{"id":"total","combine":"sum","children":[
      {"id":"street","title":{"zh":"街面"},"combine":"sum","children":[
        {"id":"roads","title":{"zh":"道路清扫","en":"Roads"},"points":20,"measure":{"score":20}},
        {"id":"bins","title":{"zh":"垃圾收集","en":"Bins"},"points":10,"measure":{"score":10}}]},
      {"id":"market","title":{"zh":"市场"},"combine":"sum","children":[
        {"id":"stalls","points":15,"measure":{"score":15}},
        {"id":"pests","points":5,"measure":{"score":5}}]}]}})");
  EXPECT_TRUE(r.has_value());
  return r ? *r : Standard{};
}

/// Rows of a table written as CSV.
inline TextTable table(std::string csv) {
  auto r = read_table(std::move(csv), "t.csv");
  for (const auto& d : r.diagnostics()) ADD_FAILURE() << to_text(d);
  return r ? *r : TextTable{};
}

inline Duties duties(std::string parties, std::string areas, std::string assignments) {
  auto r = read_duties(table(std::move(parties)), areas.empty() ? TextTable{} : table(std::move(areas)),
                       table(std::move(assignments)));
  for (const auto& d : r.diagnostics()) ADD_FAILURE() << to_text(d);
  return r ? *r : Duties{};
}

inline Roster roster(Duties d) {
  auto r = compile(std::move(d), standard());
  for (const auto& diagnostic : r.diagnostics()) ADD_FAILURE() << to_text(diagnostic);
  return r ? *r : Roster{};
}

inline constexpr const char* parties =
    "party,kind,name,level,superior,area_superior,holder,joint\n"
    "city,organisation,市政府,city,,,,\n"
    "bureau,organisation,城管局,bureau,city,,,\n"
    "east,organisation,东街,street,,city,,30%\n"
    "west,organisation,西街,street,,city,,30%\n"
    "station,organisation,环卫站,station,bureau,east,,\n"
    "grid1,post,,grid,station,east,zhang:..2026-04-01;li:2026-04-01..,\n"
    "grid2,post,,grid,station,east,li,\n"
    "grid3,post,,grid,,west,wang,\n"
    "zhang,person,张三,,,,,\n"
    "li,person,李四,,,,,\n"
    "wang,person,王五,,,,,\n";
inline constexpr const char* areas =
    "area,parent,level,party\n"
    "E,,street,east\n"
    "W,,street,west\n"
    "e1,E,grid,grid1\n"
    "e2,E,grid,grid2\n"
    "w1,W,grid,grid3\n";

inline std::uint32_t party(const Roster& r, std::string_view id) {
  const auto at = r.party(id);
  EXPECT_TRUE(at) << id;
  return at.value_or(0);
}

inline std::vector<std::string> codes(const std::vector<Diagnostic>& list) {
  std::vector<std::string> out;
  for (const auto& d : list) out.push_back(d.code);
  return out;
}

}  // namespace town
