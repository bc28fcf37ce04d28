// What saniscore does, in four parts: two published standards reproduced, one inspection explained, one city scored.
// Everything real is printed with its source; everything synthetic says so.
#include "published.hpp"
#include "text.hpp"

#include <saniscore/saniscore.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <iostream>
#include <numeric>
#include <string>
#include <vector>

namespace {

using demo::fixed;
using demo::left;
using demo::right;
using saniscore::Language;
using saniscore::Observations;
using saniscore::Scorecard;
using saniscore::Standard;

void heading(std::string_view title, std::string_view kind) {
  std::cout << "\n━━ " << title << " · " << kind << "\n\n";
}

std::string named(const Standard& standard) { return standard.name() + " · " + standard.fingerprint().substr(0, 12); }

/// The number a reader would print at so many decimals; half goes up, as the standards say.
long long hundredths(double value) { return static_cast<long long>(std::floor(value * 100 + 0.5 + 1e-9)); }

// (i) ------------------------------------------------------------------------------------------------------------

void jining() {
  heading("济宁市城市文明程度指数 Jining civility index, August 2017", "real, published");
  const Standard standard = saniscore::catalogue("cn.jining.civility-index").value();
  Observations seen(standard);
  for (const demo::Street& street : demo::jining) {
    seen.set(street.name, {.criterion = "field"}, street.field);
    seen.set(street.name, {.criterion = "survey"}, street.survey);
  }
  const Scorecard card = saniscore::score(standard, seen).value();
  const auto index = card.score(standard.root());

  std::vector<std::size_t> order(demo::jining.size());
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return index[a] > index[b]; });

  std::cout << "     " << left("街道 street", 14) << "实地 field  问卷 survey   指数 index  印本 printed\n";
  int equal = 0, close = 0;
  for (std::size_t place = 0; place < order.size(); ++place) {
    const demo::Street& street = demo::jining[order[place]];
    const long long ours = hundredths(index[order[place]]), printed = hundredths(street.total);
    equal += ours == printed;
    close += std::llabs(ours - printed) <= 1;
    std::cout << right(std::to_string(place + 1), 3) << "  " << left(street.name, 14)
              << right(fixed(street.field, 2), 10) << right(fixed(street.survey, 2), 13)
              << right(fixed(static_cast<double>(ours) / 100, 2), 13) << right(fixed(street.total, 2), 14)
              << (ours == printed ? "" : "  *") << '\n';
  }
  std::cout << "\n"
            << equal << " of 19 printed totals exactly, " << close
            << " of 19 within 0.01 (* differs in the last digit: the\n"
            << "printed field and survey scores are themselves rounded, so the last digit is not always settled).\n"
            << "Source " << demo::jining_source << "\nStandard " << named(standard) << "\n\n"
            << to_text(saniscore::explain(standard, seen, "李营街道").value(), standard, Language::zh);
}

// (ii) -----------------------------------------------------------------------------------------------------------

void food_hygiene() {
  heading("Food Hygiene Rating Scheme 食品卫生评级 (UK)", "real, published rule");
  const Standard standard = saniscore::catalogue("uk.fsa.fhrs").value();
  const std::vector<double> steps = {0, 5, 10, 15, 20, 25}, confidence = {0, 5, 10, 20, 30};
  Observations seen(standard);
  for (const double h : steps)
    for (const double s : steps)
      for (const double c : confidence) {
        const std::string unit = fixed(h, 0) + "-" + fixed(s, 0) + "-" + fixed(c, 0);
        seen.set_attribute(unit, "status", {.text = "rated"});
        seen.set(unit, {.criterion = "hygiene"}, h);
        seen.set(unit, {.criterion = "structural"}, s);
        seen.set(unit, {.criterion = "confidence"}, c);
      }
  seen.set_attribute("5/–/5", "status", {.text = "rated"});
  seen.set("5/–/5", {.criterion = "hygiene"}, 5.0);
  seen.set_state("5/–/5", {.criterion = "structural"}, saniscore::State::withheld);
  seen.set("5/–/5", {.criterion = "confidence"}, 5.0);

  const Scorecard card = saniscore::score(standard, seen).value();
  std::size_t agree = 0;
  for (std::size_t k = 0; k < 180; ++k) agree += card.outcome_label(0, k) == demo::fhrs_ratings.substr(k, 1);
  std::cout << "All " << demo::fhrs_ratings.size() << " triples of component scores: " << agree
            << " ratings as in the published table.\n";
  std::cout << "5/–/5 (structure withheld 未公布): no rating 未定; still possible:";
  for (const auto level : card.possible_labels(0, 180)) std::cout << ' ' << level;
  const auto total = standard.root();
  std::cout << "; total " << fixed(card.lower(total)[180], 0) << "–" << fixed(card.upper(total)[180], 0) << ".\n"
            << "Source " << demo::fhrs_source << "\nStandard " << named(standard) << "\n";
}

// (iii) ----------------------------------------------------------------------------------------------------------

void office() {
  heading("集中办公区卫生检查 Office inspection", "real sheet, synthetic findings");
  const Standard standard = saniscore::catalogue("cn.unit.office-100").value();
  Observations seen(standard);
  const char* unit = "教育局 Education Bureau";
  const auto visit = [&](const char* room, std::vector<std::string> covers) {
    seen.add(unit, saniscore::Visit{.site = room, .covers = std::move(covers)});
  };
  const auto finding = [&](const char* room, const char* item, double count) {
    seen.add(unit, saniscore::Finding{.criterion = item, .site = room, .count = count});
  };
  visit("301", {"*"});
  finding("301", "2", 9);  // nine dirty panes: 5 points, floored at 0
  finding("301", "8", 1);
  visit("302", {"*"});
  finding("302", "11", 2);
  finding("302", "17", 1);
  seen.set_state(unit, {.criterion = "18", .site = "302"}, saniscore::State::not_applicable);  // no air conditioner
  visit("303", {"*"});

  saniscore::ScoreOptions options;
  options.lanes = true;
  const Scorecard card = saniscore::score(standard, seen, options).value();
  for (const saniscore::LaneScore& lane : card.lanes())
    if (lane.node == standard.root()) std::cout << "  room " << lane.site << "  " << fixed(lane.score, 2) << '\n';
  std::cout << "  mean of the rooms 平均 " << fixed(card.score(standard.root())[0], 1) << "\n\n";

  const auto why = saniscore::explain(standard, seen, unit).value();
  std::cout << "  lost 失分   share  " << left("rule 评分办法", 35) << "item 项目\n";
  for (const auto& node : why.nodes) {
    if (!standard.is_leaf(node.node) || node.lost <= 1e-9) continue;
    std::cout << right(fixed(node.lost, 2), 11) << right(fixed(100 * node.share_of_loss, 0) + " %", 8) << "  "
              << left(node.rule_en, 35) << standard.id(node.node) << ' ' << standard.title(node.node, Language::zh)
              << ' ' << standard.title(node.node, Language::en) << '\n';
  }
  std::cout << "Standard " << named(standard) << "\n";
}

// (iv) -----------------------------------------------------------------------------------------------------------

/// SplitMix64: the same numbers on every machine.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  /// 0 … n - 1.
  std::uint32_t below(std::uint32_t n) { return static_cast<std::uint32_t>((next() >> 32) * n >> 32); }

 private:
  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
  std::uint64_t state_;
};

void city() {
  constexpr std::uint32_t seed = 20171122;
  constexpr std::size_t districts = 6, streets = 12, sites = 40, months = 12;
  constexpr const char* names[districts] = {"东城区 East",       "西城区 West",    "南湖区 South Lake",
                                            "北山区 North Hill", "港口区 Harbour", "新区 New Town"};
  heading("一座城市的一年 A city's year", "synthetic, seed " + std::to_string(seed));
  const Standard standard = saniscore::catalogue("cn.unit.office-100").value();
  const std::size_t items = standard.columns().size(), sheets = months * districts * streets * sites;

  // One column per item, one row per sheet: month, then district, street, site.
  std::vector<std::vector<double>> counts(items, std::vector<double>(sheets));
  Random random(seed);
  std::size_t row = 0;
  for (std::size_t month = 0; month < months; ++month)
    for (std::size_t street = 0; street < districts * streets; ++street)
      for (std::size_t site = 0; site < sites; ++site, ++row)
        for (auto& column : counts) {
          // Streets differ, and each improves over the year: findings come less often.
          const auto chance = static_cast<std::uint32_t>(28 + 3 * (street * 7 % 11) - month);
          column[row] = random.below(100) < chance ? 1 + random.below(3) : 0;
          if (random.below(50) == 0) column[row] = std::nan("");  // not inspected
        }
  saniscore::Table table(standard, sheets);
  for (std::size_t item = 0; item < items; ++item)
    table.bind(standard.columns()[item], saniscore::column(counts[item]));

  const auto start = std::chrono::steady_clock::now();
  const Scorecard card = saniscore::score(standard, table).value();
  const double ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();

  const auto scores = card.score(standard.root());
  std::size_t provisional = 0;
  for (std::size_t k = 0; k < sheets; ++k) provisional += card.provisional(standard.root(), k);
  // The sheets of a street average to its month; percent, because a sheet with gaps has a smaller maximum.
  const auto mean = [&](std::size_t month, std::size_t street) {
    double sum = 0;
    for (std::size_t site = 0; site < sites; ++site)
      sum += *card.percent(standard.root(), (month * districts * streets + street) * sites + site);
    return sum / sites;
  };

  std::cout << "  " << left("区 district", 20);
  for (std::size_t month = 0; month < months; ++month) std::cout << right(std::to_string(month + 1) + "月", 6);
  std::cout << '\n';
  for (std::size_t d = 0; d < districts; ++d) {
    std::cout << "  " << left(names[d], 20);
    for (std::size_t month = 0; month < months; ++month) {
      double sum = 0;
      for (std::size_t s = 0; s < streets; ++s) sum += mean(month, d * streets + s);
      std::cout << right(fixed(sum / streets, 1), 6);
    }
    std::cout << '\n';
  }
  const auto ranked = [&](std::size_t month) {
    std::vector<std::size_t> order(districts * streets);
    std::iota(order.begin(), order.end(), 0u);
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return mean(month, a) > mean(month, b); });
    return order;
  };
  const auto last = ranked(months - 1), before = ranked(months - 2);
  std::cout << "\n  12月排名 December, of " << last.size() << " streets 街道\n";
  const auto show = [&](std::size_t place) {
    const std::size_t street = last[place];
    const auto then = static_cast<std::size_t>(std::find(before.begin(), before.end(), street) - before.begin());
    std::cout << right(std::to_string(place + 1), 5) << "  "
              << left(std::string(names[street / streets]) + " #" + std::to_string(street % streets + 1), 24)
              << right(fixed(mean(months - 1, street), 2), 7) << "  (11月 November: " << then + 1 << ")\n";
  };
  for (std::size_t place = 0; place < 3; ++place) show(place);
  for (std::size_t place = last.size() - 3; place < last.size(); ++place) show(place);
  std::cout << "\n  " << sheets << " sheets 表 × " << items << " items 项 = " << sheets * items << " observations; "
            << provisional << " sheets provisional (an item not inspected 未检)\n"
            << "  scored in " << fixed(ms, 1) << " ms, " << fixed(static_cast<double>(sheets * items) / ms / 1000, 0)
            << " million observations a second, one thread\n"
            << "  first sheet " << fixed(scores[0], 1) << "; standard " << named(standard) << "\n";
}

}  // namespace

int main() {
  std::cout << "saniscore " << saniscore::version
            << ": two published standards reproduced, an inspection explained, a city scored.\n";
  try {
    jining();
    food_hygiene();
    office();
    city();
  } catch (const saniscore::Error& error) {
    for (const auto& d : error.diagnostics()) std::cerr << to_text(d) << '\n';
    return 1;
  }
}
