// The task table 目标任务分解表: one row per task, a column per role.
#include <saniscore/responsibility/read.hpp>

#include "responsibility/sheet.hpp"
#include "responsibility/words.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <unordered_map>

namespace saniscore::inline v0::responsibility {
namespace {

enum Column : std::size_t {
  project,
  content,
  requirement,
  leader,
  lead,
  lead_person,
  executing,
  executing_person,
  assisting,
  due,
  criterion,
  place,
  account,
  shares
};

class TaskTableReader {
 public:
  TaskTableReader(const TextTable& table, Duties known) : sheet_(table, {}, errors_), out_(std::move(known)) {
    for (std::size_t k = 0; k < out_.parties.size(); ++k) learn(k);
    known_ = out_.parties.size();
  }

  Result<Duties> run() {
    sheet_.columns({{{"project", "项目", "项目名称", "工作项目"}},
                    {{"content", "内容", "工作内容", "任务", "目标任务"}},
                    {{"requirement", "检查内容、标准及达到效果", "标准", "工作标准", "达到效果"}},
                    {{"leader", "分管领导", "分管市领导", "分管区领导", "责任领导"}},
                    {{"lead_department", "牵头部门", "牵头单位"}, true},
                    {{"lead_person", "牵头责任人", "牵头部门责任人", "牵头单位责任人"}},
                    {{"executing_department", "承办部门", "承办单位", "责任单位", "责任部门"}},
                    {{"executing_person", "承办责任人", "承办部门责任人", "责任人"}},
                    {{"assisting_department", "配合部门", "配合单位", "协办单位"}},
                    {{"due", "达标时间", "完成时限", "完成时间", "期限"}},
                    {{"criterion", "指标"}},
                    {{"place", "区域", "地点", "单位"}},
                    {{"account", "账户"}},
                    {{"shares", "比例", "分担比例"}}});
    for (std::size_t row = 0; row < sheet_.rows(); ++row) read(row);
    for (std::size_t k = known_; k < out_.parties.size(); ++k)
      if (out_.parties[k].superiors.empty()) out_.parties[k].top = true;
    if (errors_.empty()) return std::move(out_);
    shorten(errors_);
    return std::move(errors_);
  }

 private:
  void learn(std::size_t k) {
    const auto& p = out_.parties[k];
    by_id_.emplace(p.id, k);
    if (p.name.empty()) return;
    const auto [at, fresh] = by_name_.emplace(p.name, k);
    if (!fresh) at->second = ambiguous;
  }

  /// The party that a cell names: an id, or a name that only one has; else a new party.
  std::string party(const std::string& text, PartyKind kind) {
    if (by_id_.contains(text)) return text;
    if (const auto at = by_name_.find(text); at != by_name_.end() && at->second != ambiguous)
      return out_.parties[at->second].id;
    Party p;
    p.id = text;
    p.kind = kind;
    out_.parties.push_back(std::move(p));
    learn(out_.parties.size() - 1);
    return text;
  }

  /// A new party answers to another one, too.
  void below(const std::string& id, const std::string& superior) {
    const auto k = by_id_.at(id);
    if (k < known_ || id == superior) return;
    auto& list = out_.parties[k].superiors;
    if (std::none_of(list.begin(), list.end(), [&](const Superior& s) { return s.party == superior; }))
      list.push_back({superior, Link::line});
  }

  void add(std::size_t row, Column departments, Column persons, Role role, const Assignment& task,
           const std::vector<std::string>& leaders) {
    const auto whose = items_of(sheet_.cell(row, departments));
    const auto who = persons == departments ? std::vector<std::string>{} : items_of(sheet_.cell(row, persons));
    if (!who.empty() && who.size() != whose.size())
      return sheet_.complain("D408", row, persons,
                             std::to_string(whose.size()) + " departments and " + std::to_string(who.size()) +
                                 " persons; name one person for each department, in the same order",
                             std::to_string(whose.size()) + " 个部门、" + std::to_string(who.size()) +
                                 " 个责任人；请按顺序为每个部门写一人");
    for (std::size_t k = 0; k < whose.size(); ++k) {
      Assignment a = task;
      a.role = role;
      const bool template_of_area = whose[k].starts_with('@');
      a.party = template_of_area ? whose[k] : party(whose[k], PartyKind::organisation);
      if (!template_of_area)
        for (const auto& superior : leaders) below(a.party, superior);
      if (!who.empty()) {
        a.person = party(who[k], PartyKind::person);
        if (!template_of_area) below(a.person, a.party);
      }
      out_.assignments.push_back(std::move(a));
    }
  }

  void read(std::size_t row) {
    if (const auto text = sheet_.cell(row, project); !text.empty())
      project_ = text;  // merged cells: once for many rows
    Assignment task;
    const auto words = sheet_.cell(row, content);
    task.criterion = sheet_.cell(row, criterion);
    if (task.criterion.empty()) task.criterion = words.empty() ? std::string_view(project_) : words;
    task.place = sheet_.cell(row, place);
    sheet_.day(row, due, task.due);
    sheet_.word(row, account, parse_account, account_words, task.account);
    const auto first = out_.assignments.size();

    std::vector<std::string> leaders;
    for (const auto& name : items_of(sheet_.cell(row, leader))) {
      leaders.push_back(party(name, PartyKind::person));
      Assignment a = task;
      a.role = Role::in_charge;
      a.party = leaders.back();
      out_.assignments.push_back(std::move(a));
    }
    add(row, lead, lead_person, Role::lead, task, leaders);
    add(row, executing, executing_person, Role::responsible, task, leaders);
    add(row, assisting, assisting, Role::assist, task, leaders);
    give_shares(row, first);
    out_.texts.push_back({task.criterion, task.place, task.account, project_, std::string(words),
                          std::string(sheet_.cell(row, requirement))});
  }

  /// "城管局=0.2; 东街=0.8"
  void give_shares(std::size_t row, std::size_t first) {
    for (const auto& item : items_of(sheet_.cell(row, shares))) {
      const auto equals = item.rfind('=');
      const auto share = equals == std::string::npos ? std::nullopt : parse_share(item.substr(equals + 1));
      bool given = false;
      for (auto k = first; share && k < out_.assignments.size(); ++k) {
        auto& a = out_.assignments[k];
        const auto name = item.substr(0, equals);
        if (given || a.share || (a.party != name && (name.starts_with('@') || a.party != party_of(name)))) continue;
        a.share = share;
        given = true;
      }
      if (!given)
        sheet_.complain("D402", row, shares, said(item) + " is no share of a party of this row; write party=0.2",
                        said_zh(item) + "不是本行某个责任主体的比例；请写 责任主体=0.2");
    }
  }

  std::string party_of(const std::string& name) const {
    const auto at = by_name_.find(name);
    return at == by_name_.end() || at->second == ambiguous ? std::string() : out_.parties[at->second].id;
  }

  static constexpr std::size_t ambiguous = static_cast<std::size_t>(-1);
  std::vector<Diagnostic> errors_;
  SheetReader sheet_;
  Duties out_;
  std::size_t known_ = 0;
  std::string project_;
  std::unordered_map<std::string, std::size_t> by_id_, by_name_;
};

struct Titles {
  std::string_view en, zh;
};
constexpr std::array<Titles, 14> titles{{{"project", "项目"},
                                         {"content", "内容"},
                                         {"requirement", "检查内容、标准及达到效果"},
                                         {"leader", "分管领导"},
                                         {"lead_department", "牵头部门"},
                                         {"lead_person", "牵头责任人"},
                                         {"executing_department", "承办部门"},
                                         {"executing_person", "承办责任人"},
                                         {"assisting_department", "配合部门"},
                                         {"due", "达标时间"},
                                         {"criterion", "指标"},
                                         {"place", "区域"},
                                         {"account", "账户"},
                                         {"shares", "比例"}}};

void append(std::string& list, std::string_view item) {
  if (!list.empty()) list += ";";
  list += item;
}

/// Names instead of ids where they are as good.
class Names {
 public:
  explicit Names(const Duties& duties) {
    std::unordered_map<std::string_view, int> uses;
    for (const auto& p : duties.parties) ++uses[p.name], ++uses[p.id];
    for (const auto& p : duties.parties)
      names_[p.id] = p.name.empty() || uses[p.name] > 1 || p.name.find_first_of(";@=") != std::string::npos ||
                             items_of(p.name).size() > 1
                         ? p.id
                         : p.name;
  }
  std::string operator()(const std::string& id) const {
    const auto at = names_.find(id);
    return at == names_.end() ? id : at->second;
  }

 private:
  std::unordered_map<std::string, std::string> names_;
};

}  // namespace

Result<Duties> read_task_table(const TextTable& table, Duties known) {
  return TaskTableReader(table, std::move(known)).run();
}

TextTable write_task_table(const Duties& duties, Language language) {
  const Names name(duties);
  TextTable out;
  std::map<std::tuple<std::string, std::string, Account, std::string>, std::size_t> rows;
  std::map<std::tuple<std::string, std::string, Account>, const TaskText*> texts;
  for (const auto& t : duties.texts) texts.emplace(std::tuple(t.criterion, t.place, t.account), &t);
  for (const auto& a : duties.assignments) {
    const auto [at, fresh] = rows.emplace(std::tuple(a.criterion, a.place, a.account, a.due), out.rows.size());
    if (fresh) {
      auto& row = out.rows.emplace_back(titles.size());
      if (const auto text = texts.find({a.criterion, a.place, a.account}); text != texts.end()) {
        row[project] = text->second->project;
        row[content] = text->second->content;
        row[requirement] = text->second->requirement;
      }
      row[criterion] = a.criterion;
      row[place] = a.place;
      row[due] = a.due;
      if (a.account != Account::common) row[account] = to_text(a.account, language);
    }
    auto& row = out.rows[at->second];
    const auto party = a.party.starts_with('@') ? a.party : name(a.party);
    switch (a.role) {
      case Role::in_charge: append(row[leader], party); break;
      case Role::lead:
        append(row[lead], party);
        if (!a.person.empty()) append(row[lead_person], name(a.person));
        break;
      case Role::responsible:
        append(row[executing], party);
        if (!a.person.empty()) append(row[executing_person], name(a.person));
        break;
      case Role::assist: append(row[assisting], party); break;
    }
    if (a.share) append(row[shares], party + "=" + to_text(*a.share));
  }
  std::vector<std::size_t> kept;
  for (std::size_t k = 0; k < titles.size(); ++k) {
    const bool used = std::any_of(out.rows.begin(), out.rows.end(), [k](const auto& row) { return !row[k].empty(); });
    if (k < criterion || used) kept.push_back(k);
  }
  for (const auto k : kept) out.columns.emplace_back(language == Language::zh ? titles[k].zh : titles[k].en);
  for (auto& row : out.rows) {
    std::vector<std::string> cells;
    for (const auto k : kept) cells.push_back(std::move(row[k]));
    row = std::move(cells);
  }
  return out;
}

}  // namespace saniscore::inline v0::responsibility
