// Duties: who answers for what, as written down. Parties and their superiors, areas, and which party takes which task.
// 责任分解: 一级抓一级, 层层抓落实
//
//   Duties duties = read_duties(json).value();
//   Roster roster = compile(std::move(duties), standard).value();   // checks everything
#pragma once

#include <saniscore/base/result.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace saniscore::inline v0::responsibility {

enum class PartyKind : std::uint8_t { organisation, post, person };  ///< 单位, 岗位, 人员
enum class Link : std::uint8_t { line, area };                       ///< 条: the same trade; 块: the same territory

/// What a party does in a task. `lead` 牵头 and `in_charge` 分管 answer for the whole task, `responsible` 责任 does it,
/// `assist` 配合 helps and answers for nothing but its own share, if it has one.
enum class Role : std::uint8_t { lead, responsible, assist, in_charge };

/// Territory and department may each count every loss once 属地账, 部门账; `common` is the account of tasks that say
/// neither. Sums never cross accounts.
enum class Account : std::uint8_t { common, territory, department };

[[nodiscard]] SANISCORE_EXPORT std::string_view to_text(PartyKind kind, Language language = Language::en);
[[nodiscard]] SANISCORE_EXPORT std::string_view to_text(Link link, Language language = Language::en);
[[nodiscard]] SANISCORE_EXPORT std::string_view to_text(Role role, Language language = Language::en);
[[nodiscard]] SANISCORE_EXPORT std::string_view to_text(Account account, Language language = Language::en);

/// A part of a whole, exactly: 1/3 is 1/3, 20 % is 1/5.
struct Share {
  std::uint32_t parts = 1, of = 1;

  [[nodiscard]] double value() const { return static_cast<double>(parts) / static_cast<double>(of); }
  bool operator==(const Share&) const = default;
};
/// "0.2", "20%", "20 %", "1/5" to a share from 0 to 1 in lowest terms; nothing for other texts, more than six decimals,
/// or a denominator above 1,000,000.
[[nodiscard]] SANISCORE_EXPORT std::optional<Share> parse_share(std::string_view text);
/// "1/3", or a decimal where that is exact: "0.2".
[[nodiscard]] SANISCORE_EXPORT std::string to_text(Share share);

struct Superior {
  std::string party;
  Link link = Link::line;
};

/// Who holds a post, from the first day up to but without the last; an empty day is open.
struct Holder {
  std::string person, from, to;
};

/// An organisation, a post or a person. A person without superiors answers to the superiors of the posts it holds.
struct Party {
  std::string id;
  PartyKind kind = PartyKind::organisation;
  std::string name;   ///< for people; empty: the id
  std::string level;  ///< city, district, street, …; free text, for peer groups and rules by level
  std::vector<Superior> superiors;
  std::vector<Holder> holders;  ///< of a post; the heads of an organisation
  std::optional<Share> joint;   ///< 连带: what each superior is charged of this party's loss, beside the attribution
  bool top = false;             ///< nobody is above it; needed only where several parties have no superior
};

/// One area for one period: where it lies and who answers for it. An area that moved has several rows.
struct Area {
  std::string id;
  std::string parent;  ///< empty: the whole
  std::string name, level;
  std::string party;     ///< who answers for it (谁的辖区谁管理); may be empty
  std::string from, to;  ///< ISO days as in Holder
};

/// One party's part in one task. A task is all assignments of one criterion, place and account.
struct Assignment {
  std::string criterion;  ///< id, or a title that only one criterion has; "" or "*": the whole standard
  std::string place;      ///< a unit or an area; "" or "*": everywhere
  std::string party;      ///< an id, or "@street": who answers for the area of level "street" around the place
  std::string person;     ///< who within it; carries the share in its stead. May be empty
  Role role = Role::responsible;
  std::optional<Share> share;  ///< without any in the task: all to the one responsible, else to the lead
  std::string due;             ///< ISO day; may be empty
  Account account = Account::common;
};

/// The words of a row of the task table.
struct TaskText {
  std::string criterion, place;
  Account account = Account::common;
  std::string project, content, requirement;  ///< 项目, 内容, 检查内容、标准及达到效果
};

struct Duties {
  std::vector<Party> parties;
  std::vector<Area> areas;
  std::vector<Assignment> assignments;
  std::vector<TaskText> texts;
};

}  // namespace saniscore::inline v0::responsibility
