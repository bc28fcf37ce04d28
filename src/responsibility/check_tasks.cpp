// A task by itself: one lead, shares that add up, roles that do not contradict each other.
#include "responsibility/compiler.hpp"

#include "base/text.hpp"
#include "responsibility/words.hpp"

#include <numeric>
#include <utility>

namespace saniscore::inline v0::responsibility {

std::string Compiler::place_of(const Task& task) const {
  std::string out = "task (" + detail::shortened(data_->standard.id(Node{task.node})) + ", " +
                    data_->place_name(task.place, Language::en);
  if (task.account != Account::common) out += ", " + std::string(to_text(task.account));
  return out + ")";
}

std::string Compiler::party_of(std::uint32_t assignment) const {
  const auto& a = data_->duties.assignments[assignment];
  return detail::shortened(a.person.empty() ? a.party : a.party + " / " + a.person);
}

void Compiler::check(const Task& task) {
  const auto where = place_of(task);
  constexpr std::size_t most = 1000;
  if (task.assignments.size() > most)
    return error("D407", where,
                 std::to_string(task.assignments.size()) + " parties in one task; split it, " + std::to_string(most) +
                     " are allowed",
                 "一项任务有 " + std::to_string(task.assignments.size()) + " 个责任主体，上限为 " +
                     std::to_string(most) + "；请拆分");
  check_leads(task, where);
  check_shares(task, where);
  check_roles(task, where);
}

void Compiler::check_leads(const Task& task, const std::string& where) {
  std::vector<std::uint32_t> leads;
  std::uint32_t responsible = nobody;
  for (const auto k : task.assignments) {
    const auto role = data_->duties.assignments[k].role;
    if (role == Role::lead) leads.push_back(k);
    if (role == Role::responsible) responsible = k;
  }
  if (leads.size() > 1)
    error("D421", where,
          "two leads, " + party_of(leads[0]) + " and " + party_of(leads[1]) +
              "; let one lead and make the other responsible",
          "有两个牵头单位：" + party_of(leads[0]) + "、" + party_of(leads[1]) + "；请只留一个牵头，另一个改为责任单位");
  if (leads.empty() && responsible != nobody)
    warning("D427", where, "nobody leads; " + party_of(responsible) + " is responsible, name who leads",
            "没有牵头单位；责任单位是" + party_of(responsible) + "，请写明由谁牵头");
  if (leads.empty() && responsible == nobody)
    error("D424", where,
          "nobody leads or is responsible, " + party_of(task.assignments.front()) + " only " +
              std::string(to_text(data_->duties.assignments[task.assignments.front()].role)) + "; name a lead",
          "没有牵头单位和责任单位，" + party_of(task.assignments.front()) + "只是" +
              std::string(to_text(data_->duties.assignments[task.assignments.front()].role, Language::zh)) +
              "；请写明由谁牵头");
}

void Compiler::check_shares(const Task& task, const std::string& where) {
  const auto& list = data_->duties.assignments;
  std::uint64_t parts = 0, of = 1;
  std::string given;
  std::vector<std::uint32_t> responsible;
  for (const auto k : task.assignments) {
    const auto& a = list[k];
    if (a.role == Role::responsible) responsible.push_back(k);
    if (!a.share) continue;
    given += (given.empty() ? "" : " + ") + party_of(k) + " " + to_text(*a.share);
    const auto common = std::lcm(of, std::uint64_t{a.share->of});
    if (common > 0xffffffffu) return;  // D407 comes later
    parts = parts * (common / of) + a.share->parts * (common / a.share->of);
    of = common;
  }
  if (!given.empty() && parts != of) {
    const auto divisor = std::gcd(parts, of);
    const auto sum = of / divisor == 1 ? std::to_string(parts / divisor)
                                       : std::to_string(parts / divisor) + "/" + std::to_string(of / divisor);
    error("D422", where, "the shares are " + sum + " instead of 1: " + given + "; correct them",
          "比例合计为 " + sum + "，应为 1：" + given + "；请改正");
  }
  if (given.empty() && responsible.size() > 1)
    error("D423", where,
          "several are responsible (" + party_of(responsible[0]) + ", " + party_of(responsible[1]) +
              (responsible.size() > 2 ? ", …" : "") + ") and no share is given; say who carries which share",
          "有多个责任单位（" + party_of(responsible[0]) + "、" + party_of(responsible[1]) +
              (responsible.size() > 2 ? "等" : "") + "）却没有比例；请写明各自比例");
}

void Compiler::check_roles(const Task& task, const std::string& where) {
  std::vector<std::pair<std::string, std::uint32_t>> seen;
  for (const auto k : task.assignments) {
    const auto& a = data_->duties.assignments[k];
    const auto name = a.party + "\n" + a.person;
    for (const auto& [other, first] : seen) {
      if (other != name) continue;
      const auto role = data_->duties.assignments[first].role;
      // Who leads may also carry it out.
      if ((role == Role::lead && a.role == Role::responsible) || (role == Role::responsible && a.role == Role::lead))
        continue;
      error("D425", where,
            party_of(k) + " is both " + std::string(to_text(role)) + " and " + std::string(to_text(a.role)) +
                "; keep one role",
            party_of(k) + "既是" + std::string(to_text(role, Language::zh)) + "又是" +
                std::string(to_text(a.role, Language::zh)) + "；请只留一个角色");
    }
    seen.emplace_back(name, k);
  }
}

}  // namespace saniscore::inline v0::responsibility
