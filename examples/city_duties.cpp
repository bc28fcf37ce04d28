// Who answers in a city: 6 districts, 40 streets, 400 communities and 3,000 grid posts, inspected every month of a
// year. Every lost point goes to a post and up every line; the streets are ranked, listed and called to account. The
// city is made up; the sheet is that of a village cleaner (catalogue), the 2 : 8 split that of Tianjin, the list and
// its measures those of Jiangmen 2018 (docs/responsibility.md has the sources).
#include "text.hpp"

#include <saniscore/saniscore.hpp>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

namespace {

using namespace saniscore;
using namespace saniscore::responsibility;
using demo::fixed;
using demo::left;
using demo::right;

constexpr std::size_t districts = 6, streets = 40, communities = 400, grids = 3000, months = 12;

std::string numbered(const char* what, std::size_t k) { return std::string(what) + std::to_string(k + 1); }
std::string month(std::size_t m) { return std::string("2026-") + (m < 9 ? "0" : "") + std::to_string(m + 1); }

/// SplitMix64: the same city on every machine.
class Random {
 public:
  std::uint64_t below(std::uint64_t n) {
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return (z ^ (z >> 31)) % n;
  }

 private:
  std::uint64_t state_ = 2026;
};

Duties city() {
  Duties d;
  const auto add = [&](std::string id, std::string level, std::vector<Superior> superiors,
                       PartyKind kind = PartyKind::organisation) -> Party& {
    Party p;
    p.id = std::move(id);
    p.level = std::move(level);
    p.superiors = std::move(superiors);
    p.kind = kind;
    return d.parties.emplace_back(std::move(p));
  };
  const auto area = [&](std::string id, std::string parent, std::string level, std::string party) {
    d.areas.push_back({std::move(id), std::move(parent), "", std::move(level), std::move(party), "", ""});
  };
  add("市政府", "city", {});
  add("市城管局", "bureau", {{"市政府", Link::line}});
  for (std::size_t k = 0; k < districts; ++k) {
    add(numbered("区", k), "district", {{"市政府", Link::area}});
    add(numbered("区城管局", k), "district bureau", {{"市城管局", Link::line}, {numbered("区", k), Link::area}});
    area(numbered("D", k), "", "district", numbered("区", k));
  }
  for (std::size_t k = 0; k < streets; ++k) {
    const auto district = k % districts;
    add(numbered("街道", k), "street", {{numbered("区", district), Link::area}}).joint = Share{3, 10};
    add(numbered("环卫站", k), "station",
        {{numbered("区城管局", district), Link::line}, {numbered("街道", k), Link::area}});
    area(numbered("S", k), numbered("D", district), "street", numbered("街道", k));
  }
  for (std::size_t k = 0; k < communities; ++k) {
    add(numbered("社区", k), "community", {{numbered("街道", k % streets), Link::area}});
    area(numbered("C", k), numbered("S", k % streets), "community", numbered("社区", k));
  }
  for (std::size_t k = 0; k < grids; ++k) {
    const auto community = k % communities;
    Party& post =
        add(numbered("网格岗", k), "grid",
            {{numbered("环卫站", community % streets), Link::line}, {numbered("社区", community), Link::area}},
            PartyKind::post);
    // Every tenth keeper looks after two grids; every fiftieth post changes hands in July.
    const auto keeper = numbered("网格员", k % 10 == 9 ? k - 1 : k);
    if (k % 50 == 0) {
      post.holders = {{keeper, "", "2026-07-01"}, {numbered("接任", k), "2026-07-01", ""}};
    } else {
      post.holders = {{keeper, "", ""}};
    }
    area(numbered("G", k), numbered("C", community), "grid", numbered("网格岗", k));
  }
  for (std::size_t k = 0; k < grids; ++k) {
    if (k % 10 != 9) add(numbered("网格员", k), "", {}, PartyKind::person);
    if (k % 50 == 0) add(numbered("接任", k), "", {}, PartyKind::person);
  }
  // In July community 1 comes to street 2.
  for (Area& a : d.areas)
    if (a.id == "C1") a.to = "2026-07-01";
  d.areas.push_back({"C1", "S2", "", "community", "社区1", "2026-07-01", ""});

  const auto assign = [&](const char* criterion, const char* party, Role role, std::optional<Share> share,
                          Account account) {
    d.assignments.push_back({criterion, "", party, "", role, share, "2026-12-31", account});
  };
  assign("", "市城管局", Role::lead, Share{2, 10}, Account::common);
  assign("", "@grid", Role::responsible, Share{8, 10}, Account::common);
  assign("1.1", "市城管局", Role::lead, {}, Account::common);  // the bureau's own task: all of it
  assign("", "@community", Role::lead, {}, Account::territory);
  return d;
}

int failures = 0;
void expect(bool holds, const char* what) {
  if (holds) return;
  std::cout << "NOT SO: " << what << '\n';
  ++failures;
}

}  // namespace

int main() {
  const auto started = std::chrono::steady_clock::now();
  const auto seconds = [&] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  };
  const Standard standard = catalogue("cn.village.cleaner-daily").value();
  const Roster roster = compile(city(), standard).value();
  std::cout << roster.duties().parties.size() << " parties, " << roster.duties().areas.size() << " areas, "
            << roster.duties().assignments.size() << " assignments, checked against " << standard.name() << "\n";

  // A year of inspections: some streets are worse than others, and all get better.
  Random random;
  std::vector<std::string> rounds;
  std::vector<std::vector<Loss>> losses;
  std::vector<double> points_lost;
  for (std::size_t m = 0; m < months; ++m) {
    Observations seen(standard);
    for (std::size_t g = 0; g < grids; ++g) {
      const auto street = g % communities % streets;
      for (const Node n : standard.document_order())
        if (standard.is_leaf(n))
          seen.set(numbered("G", g), {.criterion = standard.id(n)},
                   random.below(1000) >= 40 + 12 * (street % 9) + (street % 20 == 16 ? 40 : 0) - 2 * m ? 1.0 : 0.0);
    }
    const Scorecard card = score(standard, seen).value();
    double lost = 0;
    for (std::size_t u = 0; u < card.units(); ++u) lost += 100 - *card.score(standard.root(), u);
    points_lost.push_back(lost);
    rounds.push_back(month(m));
    auto& of_month = losses.emplace_back();
    for (const std::string& unit : seen.units())
      for (Loss& loss : losses_of(explain(standard, seen, unit).value(), standard, true))
        of_month.push_back(std::move(loss));
  }
  const double explained = seconds();

  const Losses lost = cells_of(roster, rounds, losses).value();
  const Losses at_stake = cells_of(roster, rounds, losses, &Loss::at_stake).value();
  const Ledger ledger = attribute(roster, lost).value();
  const Ledger stakes = attribute(roster, at_stake).value();
  const Ledger by_territory = attribute(roster, lost, Account::territory).value();
  const std::uint32_t top = *roster.party("市政府"), bureau = *roster.party("市城管局");
  std::size_t traced = 0;
  for (std::size_t m = 0; m < months; ++m) {
    expect(ledger.total(m) == points_lost[m], "what is booked is what was lost");
    expect(ledger.answers(top, m) == ledger.total(m) && ledger.unassigned(m) == 0, "every point reaches the top");
    expect(by_territory.answers(top, m) == by_territory.total(m), "in the other account, too");
    double posts = ledger.own(bureau, m);
    for (std::uint32_t k = 0; k < roster.duties().parties.size(); ++k)
      if (roster.duties().parties[k].level == "grid") posts += ledger.own(k, m);
    expect(std::abs(posts - ledger.total(m)) < 1e-9 * posts, "posts and the bureau carry all of it");
    for (const Loss& loss : losses[m]) traced += loss.lost != 0;
  }
  std::cout << traced << " losses of " << grids << " grids in " << months << " months, each to its post and up\n\n";

  for (const Loss& loss : losses[6])
    if (loss.unit == "G1" && loss.lost > 0) {
      std::cout << "G1, " << rounds[6] << ", " << standard.id(loss.criterion) << ' '
                << standard.title(loss.criterion, Language::zh) << ", " << fixed(loss.lost, 1) << " points\n";
      const auto traces = who(roster, loss.criterion, loss.unit, rounds[6], loss.lost).value();
      for (const Trace& trace : traces) std::cout << to_text(trace, roster);
      break;
    }

  // Streets in two peer groups; the last two of each are on the black list, ties included.
  using namespace saniscore::ranking;
  std::vector<ListedRound> black, red;
  const std::vector<Measure> measures = {{1, "interview by the deputy leader in charge", "分管领导约谈"},
                                         {2, "interview by the organisation department", "组织部约谈"},
                                         {3, "accountability measures", "问责"}};
  std::cout << "\nmonth     first of each group            black list\n";
  for (std::size_t m = 0; m < months; ++m) {
    const auto scores = party_scores(ledger, stakes, m, {ScoreRule::pooled, {}, {}}).value();
    std::vector<Entry> entries;
    for (std::size_t k = 0; k < streets; ++k) {
      const std::string street = numbered("街道", k);
      entries.push_back({street, k % 2 == 0 ? "一类" : "二类", scores[*roster.party(street)].score, "", {}, false});
    }
    const auto ranking = ranking::rank(entries, {.decimals = 2}).value();
    const auto lists = red_black(ranking, {}, {1, 2}).value();
    const auto names = [&](const std::vector<std::size_t>& places) {
      std::vector<std::string> out;
      for (const std::size_t p : places) out.push_back(ranking.entries[ranking.places[p].entry].unit);
      return out;
    };
    std::vector<std::string> all;
    for (const Entry& e : entries) all.push_back(e.unit);
    red.push_back({names(lists.red), all});
    black.push_back({names(lists.black), all});
    const auto line = [](const std::vector<std::string>& list) {
      std::string out;
      for (const std::string& name : list) out += (out.empty() ? "" : " ") + name;
      return out;
    };
    std::cout << left(rounds[m], 10) << left(line(red.back().listed), 31) << line(black.back().listed) << '\n';
  }
  std::cout << "\nAfter December 约谈与问责:\n";
  const auto called = escalate(black, measures).value();
  for (const Escalated& e : called)
    std::cout << "  " << left(e.unit, 10) << e.in_a_row << " in a row: " << measures[*e.measure].en << ' '
              << measures[*e.measure].zh << '\n';
  const Flags flag = flags(red, 3);
  std::cout << "流动红旗 kept by " << flag.kept.size() << ", gained by " << flag.gained.size() << ", for good "
            << flag.for_good.size() << '\n';
  expect(!called.empty(), "somebody is called to account");

  const double all = seconds();
  std::cout << "\nscored and explained in " << fixed(explained, 2) << " s, answered for in "
            << fixed(all - explained, 2) << " s\n";
  return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
