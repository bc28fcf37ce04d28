// Periods with their chains of superiors and areas; circles, ways to the top, cells that nobody or two answer for.
#include "responsibility/compiler.hpp"

#include "base/text.hpp"
#include "responsibility/sheet.hpp"
#include "responsibility/words.hpp"

#include <algorithm>
#include <set>

namespace saniscore::inline v0::responsibility {
namespace {

bool holds(std::string_view from, std::string_view to, std::string_view day) {
  return from <= day && (to.empty() || day < to);
}

std::string joined(const std::vector<std::string>& items, std::string_view between) {
  std::string out;
  for (const auto& item : items) {
    if (!out.empty()) out += between;
    out += item;
  }
  return out;
}

/// The first few of many.
std::string some(const std::vector<std::string>& items, Language language) {
  std::vector<std::string> first(items.begin(),
                                 items.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(items.size(), 3)));
  std::string out = joined(first, language == Language::en ? ", " : "、");
  if (items.size() > first.size())
    out += language == Language::en ? " and " + std::to_string(items.size() - first.size()) + " more"
                                    : "等 " + std::to_string(items.size()) + " 个";
  return out;
}

}  // namespace

void Compiler::periods() {
  std::set<std::string_view> moves, changes, days{""};
  for (const auto& a : data_->duties.areas) moves.insert({a.from, a.to});
  for (const auto& p : data_->duties.parties)
    for (const auto& h : p.holders) changes.insert({h.from, h.to});
  days.insert(moves.begin(), moves.end());
  days.insert(changes.begin(), changes.end());
  if (days.size() > limits_.periods)
    return error("D407", {},
                 "areas move and posts change hands on " + std::to_string(days.size()) +
                     " days; split the duties by year, or raise the limit of " + std::to_string(limits_.periods),
                 "区域调整和人员更替涉及 " + std::to_string(days.size()) + " 个日期；请按年拆分，或提高上限 " +
                     std::to_string(limits_.periods));
  std::shared_ptr<const Chains> now;
  std::shared_ptr<const Ground> here;
  for (const auto day : days) {
    if (!now || changes.contains(day)) now = chains(day);
    if (!here || moves.contains(day)) here = ground(day);
    if (!now || !here) return;
    data_->periods.push_back({std::string(day), now, here});
  }
}

Edges Compiler::edges(const Chains& chains) const {
  Edges out;
  for (std::uint32_t k = 0; k < data_->duties.parties.size(); ++k)
    for (const auto s : chains.superiors[k]) out.emplace_back(k, s);
  return out;
}

std::shared_ptr<const Chains> Compiler::chains(std::string_view day) {
  const auto& list = data_->duties.parties;
  const auto n = static_cast<std::uint32_t>(list.size());
  auto out = std::make_shared<Chains>();
  std::vector<std::vector<std::uint32_t>> posts(n);
  for (std::uint32_t k = 0; k < n; ++k) {
    for (const auto& h : list[k].holders) {
      if (!holds(h.from, h.to, day)) continue;
      const auto person = data_->party_index.at(h.person);
      out->holders.items.push_back(person);
      posts[person].push_back(k);
    }
    out->holders.close();
  }
  for (std::uint32_t k = 0; k < n; ++k) {
    for (const auto& s : list[k].superiors) out->superiors.items.push_back(data_->party_index.at(s.party));
    if (list[k].superiors.empty())
      out->superiors.items.insert(out->superiors.items.end(), posts[k].begin(), posts[k].end());
    out->superiors.close();
  }
  const auto up = edges(*out);
  const auto found = circles(n, up);
  for (const auto& circle : found) circle_of_parties(circle);
  if (!found.empty()) return {};
  const auto order = from_the_top(n, up);
  tops(*out, order);

  // Superiors of superiors, each once.
  std::vector<std::vector<std::uint32_t>> above(n);
  std::vector<std::uint32_t> stamp(n, nobody);
  for (const auto k : order) {
    auto& mine = above[k];
    stamp[k] = k;
    const auto add = [&](std::uint32_t p) {
      if (stamp[p] == k) return;
      stamp[p] = k;
      mine.push_back(p);
    };
    for (const auto h : out->holders[k]) add(h);
    for (const auto s : out->superiors[k]) {
      add(s);
      for (const auto p : above[s]) add(p);
    }
    chained_ += mine.size();
    if (chained_ > limits_.chains) {
      error("D407", {},
            "the chains of superiors hold more than " + std::to_string(limits_.chains) +
                " names; the hierarchy is too deep, or raise the limit",
            "逐级上级合计超过 " + std::to_string(limits_.chains) + " 个；层级过深，或请提高上限");
      return {};
    }
  }
  for (auto& mine : above) {
    out->above.items.insert(out->above.items.end(), mine.begin(), mine.end());
    out->above.close();
    std::vector<std::uint32_t>().swap(mine);
  }
  return out;
}

void Compiler::circle_of_parties(const std::vector<std::uint32_t>& circle) {
  std::vector<std::string> names;
  for (const auto v : circle) names.push_back(detail::shortened(data_->duties.parties[v].id));
  names.push_back(names.front());
  error("D411", "party " + names.front(),
        "a circle of superiors: " + joined(names, " → ") + "; remove one of these steps",
        "上级关系成环：" + joined(names, " → ") + "；请去掉其中一级");
}

/// Everybody must reach a top: the parties marked as such, else the only one without a superior.
void Compiler::tops(const Chains& chains, const std::vector<std::uint32_t>& order) {
  const auto& list = data_->duties.parties;
  const auto id = [&](std::uint32_t k) { return detail::shortened(list[k].id); };
  bool declared = false;
  std::vector<std::uint32_t> heads;
  for (std::uint32_t k = 0; k < list.size(); ++k) {
    declared = declared || list[k].top;
    if (chains.superiors[k].empty()) heads.push_back(k);
  }
  // A person of whom nothing is said but that it holds a post at another time is at no end of a chain.
  std::set<std::string_view> persons;
  for (const auto& p : list)
    for (const auto& h : p.holders) persons.insert(h.person);
  std::erase_if(heads, [&](std::uint32_t k) { return persons.contains(list[k].id) && !list[k].top; });
  if (!declared && heads.size() > 1) {
    std::vector<std::string> names;
    for (const auto k : heads) names.push_back(id(k));
    return error("D431", "party " + names[0],
                 "several parties have no superior: " + some(names, Language::en) +
                     "; give them superiors, or mark who is at the top (top = yes)",
                 "有多个责任主体没有上级：" + some(names, Language::zh) + "；请填写上级，或标明最高层（最高 = 是）");
  }
  if (!declared) return;
  std::vector<bool> reaches(list.size(), false);
  for (const auto k : order) {
    reaches[k] = list[k].top;
    for (const auto s : chains.superiors[k]) reaches[k] = reaches[k] || reaches[s];
  }
  const auto below = std::count(reaches.begin(), reaches.end(), false);
  for (const auto k : heads)
    if (!reaches[k]) {
      error("D431", "party " + id(k),
            id(k) + " has no superior and is not at the top" +
                (below > 1 ? " (" + std::to_string(below) + " parties reach no top)" : std::string()) +
                "; give it a superior, or mark it (top = yes)",
            id(k) + "没有上级，也不是最高层" +
                (below > 1 ? "（共 " + std::to_string(below) + " 个责任主体到不了最高层）" : std::string()) +
                "；请填写上级，或标明最高层（最高 = 是）");
    }
}

std::shared_ptr<const Ground> Compiler::ground(std::string_view day) {
  const auto n = static_cast<std::uint32_t>(data_->places.size());
  auto out = std::make_shared<Ground>();
  out->parent.assign(n, everywhere);
  out->row.assign(n, nobody);
  Edges up;
  const auto& areas = data_->duties.areas;
  for (std::uint32_t k = 0; k < areas.size(); ++k) {
    if (!holds(areas[k].from, areas[k].to, day)) continue;
    const auto place = data_->place_index.at(areas[k].id);
    out->row[place] = k;
    if (means_all(areas[k].parent)) continue;
    out->parent[place] = data_->place_index.at(areas[k].parent);
    up.emplace_back(place, out->parent[place]);
  }
  const auto found = circles(n, up);
  for (const auto& circle : found) {
    std::vector<std::string> names;
    for (const auto v : circle) names.push_back(detail::shortened(data_->places[v]));
    names.push_back(names.front());
    error("D412", "area " + names.front(),
          "a circle of areas: " + joined(names, " in ") + "; correct one of the parents",
          "区域互相包含：" + joined(names, " 属于 ") + "；请改正其中一个上级区域");
  }
  if (!found.empty()) return {};
  return out;
}

/// Every leaf in every lowest area: somebody answers, and nobody competes.
void Compiler::cells() {
  const auto& d = *data_;
  std::vector<Node> leaves;
  for (const auto n : d.standard.document_order())
    if (d.standard.is_leaf(n)) leaves.push_back(n);
  std::vector<std::vector<std::uint32_t>> missing(leaves.size());  // places, as of the last period
  std::map<std::uint32_t, std::size_t> unanswered;                 // place: leaves
  std::set<std::uint64_t> tied;
  std::set<std::pair<std::uint32_t, std::uint32_t>> lost;
  std::size_t lowest = 0;
  for (const auto& period : d.periods) {
    const bool last = &period == &d.periods.back();
    std::vector<bool> has_below(d.places.size(), false);
    for (std::uint32_t p = 0; p < d.places.size(); ++p)
      if (period.ground->parent[p] != everywhere) has_below[period.ground->parent[p]] = true;
    std::vector<std::uint32_t> places;
    for (std::uint32_t p = 0; p < d.places.size(); ++p)
      if (!has_below[p] && (d.duties.areas.empty() || period.ground->row[p] != nobody)) places.push_back(p);
    if (places.empty()) places.push_back(everywhere);
    if (last) lowest = places.size();
    for (const auto place : places)
      for (std::size_t l = 0; l < leaves.size(); ++l) {
        bool answered = false;
        for (const auto account : {Account::common, Account::territory, Account::department}) {
          const auto node = static_cast<std::uint32_t>(leaves[l]);
          const auto decision = d.decide(period, node, place, account);
          if (decision.task == nobody) continue;
          answered = true;
          if (decision.rival != nobody) {
            const auto pair = (std::uint64_t{decision.task} << 32) | decision.rival;
            if (tied.insert(pair).second && errors_.size() < enough_diagnostics)
              errors_.push_back(tie(d, decision, node, place));
            continue;
          }
          for (const auto k : d.tasks[decision.task].assignments) {
            const auto& a = d.duties.assignments[k];
            if (a.party.starts_with('@') && d.party_at(period, a, place) == nobody &&
                errors_.size() < enough_diagnostics && lost.emplace(k, place).second)
              errors_.push_back(without_party(d, a, place));
          }
        }
        if (answered || !last) continue;
        missing[l].push_back(place);
        ++unanswered[place];
      }
  }
  // A place where nobody answers for anything is said once.
  for (const auto& [place, count] : unanswered) {
    if (count < leaves.size()) continue;
    warning("D432", "place " + data_->place_name(place, Language::en),
            "nobody answers for any criterion here; assign them, or an area around it",
            "此处各项指标均无人负责；请分解到责任主体，或分解其上级区域");
  }
  for (std::size_t l = 0; l < leaves.size(); ++l) {
    std::vector<std::string> places;
    for (const auto place : missing[l])
      if (unanswered.at(place) < leaves.size()) places.push_back(d.place_name(place, Language::en));
    if (places.empty()) continue;
    const bool all = missing[l].size() == lowest;
    warning("D432", "criterion " + detail::shortened(d.standard.id(leaves[l])),
            "nobody answers for it" + (all ? std::string() : " in " + some(places, Language::en)) +
                "; assign it, or a group above it",
            (all ? std::string("无人负责") : "在" + some(places, Language::zh) + "无人负责") +
                "；请分解到责任主体，或分解其上级指标");
  }
}

}  // namespace saniscore::inline v0::responsibility
