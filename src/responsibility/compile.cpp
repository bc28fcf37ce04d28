// compile(): ids to indices, assignments to tasks.
#include "responsibility/compiler.hpp"

#include "base/complaint.hpp"
#include "base/text.hpp"
#include "responsibility/sheet.hpp"
#include "responsibility/words.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <set>
#include <tuple>

namespace saniscore::inline v0::responsibility {
namespace {

using detail::shortened;

std::string row_of(const char* list, std::size_t row) { return std::string(list) + " " + std::to_string(row + 1); }

/// Looking for the name that was meant takes a walk over all: only for complaints that will be shown.
template <class Index>
std::string near_to(std::string_view id, const Index& index, bool shown) {
  if (!shown) return {};
  detail::Nearest near(id);
  for (const auto& [known, k] : index) near.offer(known);
  return std::string(near.best());
}

std::string hint(const std::string& near) { return near.empty() ? "" : " (did you mean " + said(near) + "?)"; }
std::string hint_zh(const std::string& near) { return near.empty() ? "" : "（是不是" + said_zh(near) + "？）"; }

}  // namespace

Compiler::Compiler(Duties duties, const Standard& standard, const RosterLimits& limits) : limits_(limits) {
  data_->duties = std::move(duties);
  data_->standard = standard;
}

void Compiler::error(const char* code, std::string place, std::string en, std::string zh) {
  if (errors_.size() < enough_diagnostics)
    errors_.push_back(detail::complaint(code, std::move(place), std::move(en), std::move(zh)));
}

void Compiler::warning(const char* code, std::string place, std::string en, std::string zh) {
  if (warnings_.size() >= enough_diagnostics) return;
  warnings_.push_back(detail::complaint(code, std::move(place), std::move(en), std::move(zh)));
  warnings_.back().severity = Severity::warning;
}

Result<Roster> Compiler::run() {
  parties();
  areas();
  assignments();
  if (errors_.empty()) {
    tasks();
    periods();
  }
  if (errors_.empty()) weigh();
  if (errors_.empty()) cells();
  // What holds in several periods is said once.
  std::set<std::string> seen;
  std::erase_if(errors_, [&](const Diagnostic& d) { return !seen.insert(to_text(d)).second; });
  shorten(errors_, limits_.diagnostics);
  shorten(warnings_, limits_.diagnostics);
  if (!errors_.empty()) {
    errors_.insert(errors_.end(), warnings_.begin(), warnings_.end());
    return std::move(errors_);
  }
  return {Roster(std::move(data_)), std::move(warnings_)};
}

bool Compiler::known_party(std::string_view id, const std::string& place) {
  if (data_->party_index.contains(id)) return true;
  const auto near = near_to(id, data_->party_index, room());
  error("D406", place, "there is no party " + said(id) + hint(near) + "; add it to the parties, or correct the name",
        "没有责任主体" + said_zh(id) + hint_zh(near) + "；请在责任主体表中补充或改正名称");
  return false;
}

void Compiler::parties() {
  auto& list = data_->duties.parties;
  for (std::uint32_t k = 0; k < list.size(); ++k) {
    const auto& id = list[k].id;
    const bool separates = items_of(id).size() > 1 || id.find(';') != std::string::npos;
    if (id.empty() || id.starts_with('@') || separates)
      error("D404", row_of("party", k),
            "an id is not empty, does not begin with \"@\" and holds no \";\" or \"、\"; give the party another one",
            "编号不能为空，不能以“@”开头，也不能含“；”“、”；请另取编号");
    else if (!data_->party_index.emplace(id, k).second)
      error("D405", "party " + shortened(id), "two parties have this id; keep one, with all its superiors",
            "有两个责任主体用此编号；请合并为一个，列出全部上级");
  }
  for (const auto& p : list) {
    const auto place = "party " + shortened(p.id);
    for (const auto& s : p.superiors) (void)known_party(s.party, place);
    for (const auto& h : p.holders) {
      (void)known_party(h.person, place);
      if (!h.to.empty() && h.from >= h.to)
        error("D403", place, said(h.person) + " holds the post until " + h.to + ", which is not after " + h.from,
              said_zh(h.person) + "任职截止日 " + h.to + " 不晚于起始日 " + h.from);
    }
  }
  std::vector<std::vector<std::uint32_t>> below(list.size());
  for (std::uint32_t k = 0; k < list.size(); ++k)
    for (const auto& s : list[k].superiors)
      if (const auto at = data_->party_index.find(s.party); at != data_->party_index.end()) {
        auto& subs = below[at->second];
        if (subs.empty() || subs.back() != k) subs.push_back(k);  // once, even by line and by area
      }
  for (const auto& subs : below) {
    data_->subordinates.items.insert(data_->subordinates.items.end(), subs.begin(), subs.end());
    data_->subordinates.close();
  }
}

void Compiler::areas() {
  auto& list = data_->duties.areas;
  std::vector<std::vector<std::uint32_t>> rows;
  for (std::uint32_t k = 0; k < list.size(); ++k) {
    const auto& a = list[k];
    if (means_all(a.id)) {
      error("D404", row_of("area", k), "an area needs an id of its own", "区域需要自己的编号");
      continue;
    }
    const auto [at, fresh] = data_->place_index.emplace(a.id, static_cast<std::uint32_t>(data_->places.size()));
    if (fresh) {
      data_->places.push_back(a.id);
      rows.emplace_back();
    }
    rows[at->second].push_back(k);
    if (!a.to.empty() && a.from >= a.to)
      error("D403", "area " + shortened(a.id), "the period ends on " + a.to + ", which is not after " + a.from,
            "截止日 " + a.to + " 不晚于起始日 " + a.from);
    if (!a.party.empty()) (void)known_party(a.party, "area " + shortened(a.id));
  }
  for (auto& of_area : rows) {
    std::sort(of_area.begin(), of_area.end(), [&](auto x, auto y) { return list[x].from < list[y].from; });
    for (std::size_t i = 1; i < of_area.size(); ++i) {
      const auto &a = list[of_area[i - 1]], &b = list[of_area[i]];
      if (!a.to.empty() && a.to <= b.from) continue;
      error("D413", "area " + shortened(a.id),
            "it lies in " + said(a.parent) + " and in " + said(b.parent) +
                " at the same time; give each row its from and to (the day after the last one)",
            "同一时间既属于" + said_zh(a.parent) + "又属于" + said_zh(b.parent) +
                "；请写明各行的起止日期（止日为最后一日的次日）");
    }
  }
  for (const auto& a : list) {
    if (means_all(a.parent) || data_->place_index.contains(a.parent)) continue;
    const auto near = near_to(a.parent, data_->place_index, room());
    error("D406", "area " + shortened(a.id),
          "there is no area " + said(a.parent) + hint(near) + "; add it, or correct it",
          "没有区域" + said_zh(a.parent) + hint_zh(near) + "；请补充或改正");
  }
}

std::uint32_t Compiler::criterion(std::size_t row, std::string_view text) {
  if (means_all(text)) return static_cast<std::uint32_t>(data_->standard.root());
  if (const auto n = data_->standard.find(text); n != no_node) return static_cast<std::uint32_t>(n);
  if (titles_.empty())
    for (const auto n : data_->standard.document_order())
      for (const auto& [language, title] : data_->standard.spec(n).title) {
        const auto [at, fresh] = titles_.emplace(title, static_cast<std::uint32_t>(n));
        if (!fresh && at->second != static_cast<std::uint32_t>(n)) at->second = nobody;
      }
  const auto at = titles_.find(text);
  if (at != titles_.end() && at->second != nobody) return at->second;
  detail::Nearest near(text);
  if (room()) {
    for (const auto n : data_->standard.document_order()) near.offer(data_->standard.id(n));
    for (const auto& [title, n] : titles_) near.offer(title);
  }
  const std::string best(near.best());
  const bool several = at != titles_.end();
  error("D120", row_of("assignment", row),
        several ? "several criteria are called " + said(text) + "; name one by its id"
                : data_->standard.name() + " has no criterion " + said(text) + hint(best) + "; use its id or title",
        several ? "有多个指标名为" + said_zh(text) + "；请写编号"
                : data_->standard.name() + " 没有指标" + said_zh(text) + hint_zh(best) + "；请写编号或名称");
  return nobody;
}

void Compiler::assignments() {
  auto& list = data_->duties.assignments;
  const bool free_places = data_->duties.areas.empty();
  std::map<std::tuple<std::uint32_t, std::uint32_t, Account>, std::uint32_t> known;
  std::unordered_map<std::string_view, std::uint32_t> nodes;  // words already looked up
  for (std::uint32_t k = 0; k < list.size(); ++k) {
    const auto& a = list[k];
    const auto where = row_of("assignment", k);
    bool sound = a.party.starts_with('@') || known_party(a.party, where);
    if (!a.person.empty()) sound = known_party(a.person, where) && sound;
    std::uint32_t place = everywhere;
    if (!means_all(a.place)) {
      if (free_places && data_->place_index.emplace(a.place, static_cast<std::uint32_t>(data_->places.size())).second)
        data_->places.push_back(a.place);
      const auto at = data_->place_index.find(a.place);
      if (at == data_->place_index.end()) {
        const auto near = near_to(a.place, data_->place_index, room());
        error("D406", where, "there is no area " + said(a.place) + hint(near) + "; add it to the areas, or correct it",
              "没有区域" + said_zh(a.place) + hint_zh(near) + "；请在区域表中补充或改正");
        continue;
      }
      place = at->second;
    }
    const auto seen = nodes.find(a.criterion);
    const auto node =
        seen != nodes.end() ? seen->second : nodes.emplace(a.criterion, criterion(k, a.criterion)).first->second;
    if (node == nobody || !sound) continue;
    const auto [at, fresh] =
        known.emplace(std::tuple(node, place, a.account), static_cast<std::uint32_t>(data_->tasks.size()));
    if (fresh) data_->tasks.push_back({node, place, a.account, {}});
    data_->tasks[at->second].assignments.push_back(k);
    data_->used[static_cast<std::size_t>(a.account)] = true;
  }
}

void Compiler::tasks() {
  for (std::size_t account = 0; account < 3; ++account)
    if (data_->used[account]) data_->index[account].resize(data_->places.size() + 1);
  for (std::uint32_t t = 0; t < data_->tasks.size(); ++t) {
    const auto& task = data_->tasks[t];
    data_->index[static_cast<std::size_t>(task.account)][data_->slot(task.place)].emplace_back(task.node, t);
    check(task);
  }
  for (auto& by_place : data_->index)
    for (auto& list : by_place) std::sort(list.begin(), list.end());
}

/// Shares to whole numbers of one denominator, so that what a party is charged comes out exactly.
void Compiler::weigh() {
  auto& list = data_->duties.assignments;
  std::uint64_t denominator = 1;
  for (const auto& a : list) {
    if (!a.share) continue;
    denominator = std::lcm(denominator, std::uint64_t{a.share->of});
    if (denominator <= std::numeric_limits<std::uint32_t>::max()) continue;
    return error("D407", {}, "the shares have no common denominator below 2^32; write them with fewer decimals",
                 "各比例的公分母超过 2 的 32 次方；请减少小数位数");
  }
  data_->denominator = static_cast<std::uint32_t>(denominator);
  data_->weights.assign(list.size(), 0);
  for (const auto& task : data_->tasks) {
    bool shared = false;
    for (const auto k : task.assignments) shared = shared || list[k].share.has_value();
    auto carrier = nobody;
    for (const auto k : task.assignments) {
      const auto& a = list[k];
      if (a.share) data_->weights[k] = data_->denominator / a.share->of * a.share->parts;
      const bool nearer = carrier == nobody || list[carrier].role != Role::responsible;
      if (a.role == Role::responsible || (a.role == Role::lead && nearer)) carrier = k;
    }
    if (!shared) data_->weights[carrier] = data_->denominator;
  }
}

Result<Roster> compile(Duties duties, const Standard& standard, const RosterLimits& limits) {
  return Compiler(std::move(duties), standard, limits).run();
}

}  // namespace saniscore::inline v0::responsibility
