// What a compiled roster answers: who is above whom, which task decides a cell, who is charged.
#include "responsibility/roster_data.hpp"

#include "base/complaint.hpp"
#include "base/text.hpp"
#include "responsibility/words.hpp"

#include <algorithm>

namespace saniscore::inline v0::responsibility {

Roster::Roster(std::shared_ptr<const RosterData> data) : data_(std::move(data)) {}
const Duties& Roster::duties() const { return data_->duties; }
const Standard& Roster::standard() const { return data_->standard; }

std::optional<std::uint32_t> Roster::party(std::string_view id) const {
  const auto at = data_->party_index.find(id);
  if (at == data_->party_index.end()) return {};
  return at->second;
}

std::string_view Roster::name(std::uint32_t party) const {
  const auto& p = data_->duties.parties[party];
  return p.name.empty() ? p.id : p.name;
}

std::optional<std::uint32_t> Roster::place(std::string_view id) const {
  if (means_all(id)) return everywhere;
  if (const auto at = data_->place_index.find(id); at != data_->place_index.end()) return at->second;
  if (data_->duties.areas.empty()) return everywhere;
  return {};
}

bool Roster::uses(Account account) const { return data_->used[static_cast<std::size_t>(account)]; }

std::vector<Account> Roster::accounts() const {
  std::vector<Account> out;
  for (const auto account : {Account::common, Account::territory, Account::department})
    if (uses(account)) out.push_back(account);
  return out;
}

std::vector<std::uint32_t> Roster::above(std::uint32_t party, std::string_view day) const {
  const auto list = data_->period(day).chains->above[party];
  return {list.begin(), list.end()};
}

std::vector<std::uint32_t> Roster::subordinates(std::uint32_t party) const {
  const auto list = data_->subordinates[party];
  return {list.begin(), list.end()};
}

std::optional<std::string> day_of(std::string_view round) {
  if (round.empty() || detail::is_iso_date(round)) return std::string(round);
  const auto in_month = [&](const char* day) { return std::string(round) + day; };
  if (round.size() != 7) return {};
  for (const char* day : {"-31", "-30", "-29", "-28"})
    if (auto last = in_month(day); detail::is_iso_date(last)) return last;
  return {};
}

std::string RosterData::place_name(std::uint32_t place, Language language) const {
  if (place == everywhere) return language == Language::en ? "everywhere" : "全域";
  return detail::shortened(places[place]);
}

const Period& RosterData::period(std::string_view day) const {
  if (day.empty()) return periods.back();
  const auto after = std::upper_bound(periods.begin() + 1, periods.end(), day,
                                      [](std::string_view d, const Period& p) { return d < p.from; });
  return *(after - 1);
}

Decision RosterData::decide(const Period& period, std::uint32_t node, std::uint32_t place, Account account) const {
  const auto& by_place = index[static_cast<std::size_t>(account)];
  Decision best;
  std::size_t best_steps = 0;
  if (by_place.empty()) return best;
  // From the narrowest place outwards; in each place the nearest criterion. A wider place only competes with a nearer
  // criterion, and then neither is more specific.
  for (auto at = place;; at = period.ground->parent[at]) {
    const auto& here = by_place[slot(at)];
    std::size_t steps = 0;
    for (auto n = Node{node}; n != no_node && !here.empty(); n = standard.parent(n), ++steps) {
      if (best.task != nobody && steps >= best_steps) break;
      const auto key = static_cast<std::uint32_t>(n);
      const auto found = std::lower_bound(here.begin(), here.end(), std::pair<std::uint32_t, std::uint32_t>(key, 0));
      if (found == here.end() || found->first != key) continue;
      if (best.task != nobody) return {best.task, found->second};
      best.task = found->second;
      best_steps = steps;
      break;
    }
    if (at == everywhere || (best.task != nobody && best_steps == 0)) return best;
  }
}

std::uint32_t RosterData::party_at(const Period& period, const Assignment& a, std::uint32_t place) const {
  if (!a.party.starts_with('@')) return party_index.at(a.party);
  const auto level = std::string_view(a.party).substr(1);
  for (auto at = place; at != everywhere; at = period.ground->parent[at]) {
    const auto row = period.ground->row[at];
    if (row == nobody || duties.areas[row].level != level) continue;
    const auto found = party_index.find(duties.areas[row].party);
    return found == party_index.end() ? nobody : found->second;
  }
  return nobody;
}

std::optional<std::uint32_t> RosterData::charges(const Period& period, const Task& task, std::uint32_t place,
                                                 std::vector<Charged>& out, std::vector<std::uint32_t>& stamp_of_party,
                                                 std::uint32_t& stamp) const {
  const auto& chains = *period.chains;
  // Who answers for the whole task, whoever is charged.
  std::vector<std::uint32_t> whole, parties;
  for (const auto k : task.assignments) {
    const auto& a = duties.assignments[k];
    const auto party = party_at(period, a, place);
    if (party == nobody) return k;
    parties.push_back(party);
    if (a.role != Role::lead && a.role != Role::in_charge) continue;
    whole.push_back(party);
    if (!a.person.empty()) whole.push_back(party_index.at(a.person));
  }
  for (std::size_t m = 0; m < task.assignments.size(); ++m) {
    const auto k = task.assignments[m];
    if (weights[k] == 0) continue;
    const auto& a = duties.assignments[k];
    Charged c{a.person.empty() ? parties[m] : party_index.at(a.person), k, weights[k], {}};
    ++stamp;
    stamp_of_party[c.party] = stamp;
    for (const auto p : chains.above[c.party]) stamp_of_party[p] = stamp;
    const auto add = [&](std::uint32_t party) {
      if (stamp_of_party[party] == stamp) return;
      stamp_of_party[party] = stamp;
      c.others.push_back(party);
    };
    const auto add_line = [&](std::uint32_t party) {
      add(party);
      for (const auto p : chains.above[party]) add(p);
    };
    if (!a.person.empty()) add_line(parties[m]);
    for (const auto party : whole) add_line(party);
    out.push_back(std::move(c));
  }
  return {};
}

Diagnostic tie(const RosterData& data, const Decision& decision, std::uint32_t node, std::uint32_t place) {
  const auto task = [&](std::uint32_t k, Language language) {
    const auto& t = data.tasks[k];
    const auto& party = data.duties.assignments[t.assignments.front()].party;
    return "(" + data.standard.id(Node{t.node}) + ", " + data.place_name(t.place, language) + " → " +
           detail::shortened(party) + ")";
  };
  const auto& id = data.standard.id(Node{node});
  const auto en = data.place_name(place, Language::en), zh = data.place_name(place, Language::zh);
  return detail::complaint("D426", "criterion " + id + ", place " + en,
                           "two tasks fit and neither is more specific: " + task(decision.task, Language::en) +
                               " and " + task(decision.rival, Language::en) + "; assign criterion " + id + " in " + en +
                               " itself, or put the two into different accounts",
                           "两项任务同样适用，都不更具体：" + task(decision.task, Language::zh) + "与" +
                               task(decision.rival, Language::zh) + "；请直接写明" + zh + "的指标 " + id +
                               " 由谁负责，或分列属地、部门两账");
}

Diagnostic without_party(const RosterData& data, const Assignment& a, std::uint32_t place) {
  const auto level = std::string_view(a.party).substr(1);
  return detail::complaint("D433", "place " + data.place_name(place, Language::en),
                           said(a.party) + " finds nobody: no area of level " + said(level) + " around " +
                               data.place_name(place, Language::en) +
                               " has a party; give the area a level and a party, or name the party in the assignment",
                           said_zh(a.party) + "找不到责任主体：" + data.place_name(place, Language::zh) + "所在的" +
                               said_zh(level) + "层级区域没有责任主体；请填写区域的层级和责任主体，或在任务中直接写明");
}

}  // namespace saniscore::inline v0::responsibility
