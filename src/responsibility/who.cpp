#include <saniscore/responsibility/who.hpp>

#include "base/complaint.hpp"
#include "base/text.hpp"
#include "responsibility/roster_data.hpp"
#include "responsibility/words.hpp"
#include "scoring/numbers.hpp"

#include <algorithm>
#include <map>

namespace saniscore::inline v0::responsibility {
namespace {

Diagnostic no_place(const Roster& roster, std::string_view place) {
  detail::Nearest near(place);
  for (const auto known : roster.data().places) near.offer(known);
  const std::string best(near.best());
  return detail::complaint(
      "D406", "place " + detail::shortened(place),
      "the areas have no " + said(place) + (best.empty() ? std::string() : " (did you mean " + said(best) + "?)") +
          "; add it to the areas, or correct the name of the unit",
      "区域表中没有" + said_zh(place) + (best.empty() ? std::string() : "（是不是" + said_zh(best) + "？）") +
          "；请补充区域，或改正单位名称");
}

Diagnostic no_day(std::string_view day) {
  return detail::complaint("D403", {}, said(day) + " is no day and no month; write 2026-03-09 or 2026-03",
                           said_zh(day) + "不是日期或月份；请写成 2026-03-09 或 2026-03");
}

/// Where and when, as indices.
struct At {
  const Period* period = nullptr;
  std::uint32_t place = everywhere;
};

Result<At> at(const Roster& roster, std::string_view place, std::string_view day) {
  const auto date = day_of(day);
  if (!date) return no_day(day);
  const auto index = roster.place(place);
  if (!index) return no_place(roster, place);
  return At{&roster.data().period(*date), *index};
}

/// Breadth first, so that the nearest superiors come first.
std::vector<Step> line_of(const RosterData& d, const Chains& chains, std::uint32_t party) {
  std::vector<Step> out;
  std::vector<std::uint32_t> queue{party};
  for (std::size_t next = 0; next < queue.size(); ++next) {
    const auto below = queue[next];
    const auto& declared = d.duties.parties[below].superiors;
    for (const auto h : chains.holders[below])
      if (h != party) out.push_back({below, h, Link::line, true});
    const auto superiors = chains.superiors[below];
    for (std::size_t k = 0; k < superiors.size(); ++k) {
      out.push_back({below, superiors[k], declared.empty() ? Link::line : declared[k].link, false});
      if (std::find(queue.begin(), queue.end(), superiors[k]) == queue.end()) queue.push_back(superiors[k]);
    }
  }
  return out;
}

int order_of(Role role) {
  switch (role) {
    case Role::in_charge: return 0;
    case Role::lead: return 1;
    case Role::responsible: return 2;
    case Role::assist: break;
  }
  return 3;
}

/// The charges of a cell in one account, and how the loss comes apart into them.
struct Charges {
  std::uint32_t task = nobody;
  std::vector<Charged> charged;
  std::vector<Share> shares;
};

class Clerk {
 public:
  explicit Clerk(const Roster& roster) : d_(roster.data()), stamps_(d_.duties.parties.size(), 0) {}

  Result<Charges> charges(const At& at, std::uint32_t node, Account account) {
    Charges out;
    const auto decision = d_.decide(*at.period, node, at.place, account);
    if (decision.rival != nobody) return tie(d_, decision, node, at.place);
    out.task = decision.task;
    if (decision.task == nobody) return out;
    const auto lost = d_.charges(*at.period, d_.tasks[decision.task], at.place, out.charged, stamps_, stamp_);
    if (lost) return without_party(d_, d_.duties.assignments[*lost], at.place);
    for (const auto& c : out.charged) out.shares.push_back({c.weight, d_.denominator});
    return out;
  }

 private:
  const RosterData& d_;
  std::vector<std::uint32_t> stamps_;
  std::uint32_t stamp_ = 0;
};

std::string shown(const Roster& roster, std::uint32_t party) { return detail::for_display(roster.name(party)); }

/// "a → b → c" for every way up, depth first; a way of more than 40 steps is cut.
struct Ways {
  const std::vector<Step>& line;
  const Roster& roster;
  Language language;
  std::size_t most;
  std::vector<std::string> out{};

  void from(std::uint32_t at, std::string so_far, int steps) {
    if (out.size() > most) return;
    std::string holders;
    for (const auto& s : line)
      if (s.holder && s.below == at) holders += (holders.empty() ? "" : ", ") + shown(roster, s.above);
    so_far += shown(roster, at) + (holders.empty() ? "" : " (" + holders + ")");
    bool end = true;
    for (const auto& s : line) {
      if (s.holder || s.below != at) continue;
      end = false;
      const auto next = so_far + " —" + std::string(to_text(s.link, language)) + "→ ";
      if (steps < 40)
        from(s.above, next, steps + 1);
      else
        out.push_back(next + "…");
    }
    if (end) out.push_back(std::move(so_far));
  }
};

}  // namespace

std::vector<Loss> losses_of(const Explanation& explanation, const Standard& standard, bool all) {
  std::vector<Loss> out;
  for (const auto& n : explanation.nodes) {
    if (!standard.is_leaf(n.node)) continue;
    const bool open = n.lost != 0 || n.gain.value_or(0) != 0;
    if (open || (all && n.stands_for != 0))
      out.push_back({explanation.unit, n.node, {}, n.rule_en, n.rule_zh, n.lost, n.stands_for, n.gain});
  }
  for (const auto& r : explanation.rules)
    if (r.lost != 0 || (all && r.stands_for != 0))
      out.push_back({explanation.unit, r.node, r.rule, r.en, r.zh, r.lost, r.stands_for, {}});
  return out;
}

Result<Losses> cells_of(const Roster& roster, const std::vector<std::string>& rounds,
                        std::span<const std::vector<Loss>> losses, double Loss::*points) {
  Losses out;
  out.rounds = rounds;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> cells;
  for (std::size_t round = 0; round < rounds.size() && round < losses.size(); ++round)
    for (const auto& loss : losses[round]) {
      const auto place = roster.place(loss.unit);
      if (!place) return no_place(roster, loss.unit);
      const auto [at, fresh] =
          cells.emplace(std::pair(static_cast<std::uint32_t>(loss.criterion), *place), out.criterion.size());
      if (fresh) {
        out.criterion.push_back(loss.criterion);
        out.place.push_back(*place);
        out.points.resize(out.points.size() + rounds.size(), 0);
      }
      out.points[at->second * rounds.size() + round] += loss.*points;
    }
  return out;
}

Result<std::vector<Trace>> who(const Roster& roster, Node criterion, std::string_view place, std::string_view day,
                               double lost) {
  const auto where = at(roster, place, day);
  if (!where) return where.diagnostics();
  const auto& d = roster.data();
  Clerk clerk(roster);
  std::vector<Trace> out;
  for (const auto account : roster.accounts()) {
    auto charges = clerk.charges(*where, static_cast<std::uint32_t>(criterion), account);
    if (!charges) return charges.diagnostics();
    auto& trace = out.emplace_back();
    trace.account = account;
    if (charges->task == nobody) continue;
    const auto& task = d.tasks[charges->task];
    trace.assigned = true;
    trace.criterion = d.standard.id(Node{task.node});
    if (task.place != everywhere) trace.place = d.places[task.place];
    const auto points = split(lost, charges->shares);
    for (const auto k : task.assignments) {
      const auto& a = d.duties.assignments[k];
      Part part;
      part.assigned = d.party_at(*where->period, a, where->place);
      part.party = a.person.empty() ? part.assigned : d.party_index.at(a.person);
      part.role = a.role;
      part.due = a.due;
      for (std::size_t c = 0; c < charges->charged.size(); ++c) {
        if (charges->charged[c].assignment != k) continue;
        part.share = a.share.value_or(Share{});
        part.points = points[c];
      }
      part.line = line_of(d, *where->period->chains, part.party);
      if (part.party != part.assigned) {
        const auto of_party = line_of(d, *where->period->chains, part.assigned);
        for (const auto& step : of_party)
          if (std::none_of(part.line.begin(), part.line.end(), [&](const Step& s) {
                return s.below == step.below && s.above == step.above && s.holder == step.holder;
              }))
            part.line.push_back(step);
      }
      trace.parts.push_back(std::move(part));
    }
    std::stable_sort(trace.parts.begin(), trace.parts.end(),
                     [](const Part& a, const Part& b) { return order_of(a.role) < order_of(b.role); });
  }
  return out;
}

Result<std::vector<Answer>> answers_for(const Roster& roster, std::uint32_t party, std::span<const Loss> losses,
                                        std::string_view day) {
  Clerk clerk(roster);
  std::vector<Answer> out;
  for (std::size_t k = 0; k < losses.size(); ++k) {
    const auto& loss = losses[k];
    const auto where = at(roster, loss.unit, day);
    if (!where) return where.diagnostics();
    for (const auto account : roster.accounts()) {
      const auto charges = clerk.charges(*where, static_cast<std::uint32_t>(loss.criterion), account);
      if (!charges) return charges.diagnostics();
      const auto lost = split(loss.lost, charges->shares), gain = split(loss.gain.value_or(0), charges->shares);
      Answer answer{k, account};
      bool concerned = false;
      for (std::size_t c = 0; c < charges->charged.size(); ++c) {
        const auto& charged = charges->charged[c];
        const auto above = where->period->chains->above[charged.party];
        const bool own = charged.party == party;
        if (!own && std::find(above.begin(), above.end(), party) == above.end() &&
            std::find(charged.others.begin(), charged.others.end(), party) == charged.others.end())
          continue;
        concerned = true;
        if (own) answer.own += lost[c];
        answer.answers += lost[c];
        answer.gain += gain[c];
      }
      if (concerned) out.push_back(answer);
    }
  }
  return out;
}

std::vector<std::string> ways_up(const Part& part, const Roster& roster, Language language, std::size_t most) {
  if (part.line.empty()) return {};
  Ways ways{part.line, roster, language, most};
  ways.from(part.party, {}, 0);
  if (part.assigned != part.party &&
      std::none_of(part.line.begin(), part.line.end(), [&](const Step& s) { return s.above == part.assigned; }))
    ways.from(part.assigned, {}, 0);
  if (ways.out.size() > most) {
    ways.out.resize(most);
    ways.out.emplace_back("…");
  }
  return std::move(ways.out);
}

std::string to_text(const Trace& trace, const Roster& roster, Language language) {
  const bool en = language == Language::en;
  if (!trace.assigned) return en ? "  nobody answers for it\n" : "  无人负责\n";
  std::string out = en ? "  task " : "  任务 ";
  out += detail::for_display(trace.criterion) + ", " +
         (trace.place.empty() ? (en ? "everywhere" : "全域") : detail::for_display(trace.place));
  if (trace.account != Account::common)
    out += en ? " (account: " + std::string(to_text(trace.account)) + ")"
              : "（" + std::string(to_text(trace.account, language)) + "账）";
  out += "\n";
  for (const auto& part : trace.parts) {
    out += "  " + std::string(to_text(part.role, language)) + " " + shown(roster, part.party);
    if (part.party != part.assigned) out += " / " + shown(roster, part.assigned);
    if (part.share.parts > 0)
      out += (en ? ": share " : "：比例 ") + to_text(part.share) + (en ? ", " : "，") +
             detail::number_text(detail::snapped(part.points, 0)) + (en ? " points" : " 分");
    if (!part.due.empty()) out += (en ? ", due " : "，期限 ") + part.due;
    out += "\n";
    for (const auto& way : ways_up(part, roster, language)) out += "    " + way + "\n";
  }
  return out;
}

}  // namespace saniscore::inline v0::responsibility
