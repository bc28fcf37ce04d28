// Duties from tables and from JSON. JSON lists become tables, so that a column means the same in both.
#include <saniscore/responsibility/read.hpp>

#include "base/complaint.hpp"
#include "base/text.hpp"
#include "responsibility/sheet.hpp"
#include "responsibility/words.hpp"
#include "standard/json.hpp"
#include "standard/json_writer.hpp"

#include <algorithm>
#include <array>

namespace saniscore::inline v0::responsibility {
namespace {

using detail::JsonValue;

bool needs_id(const SheetReader& sheet, std::size_t row, std::size_t column) {
  if (!sheet.cell(row, column).empty()) return true;
  sheet.complain("D404", row, column, "the id is empty; fill it in", "编号为空；请填写");
  return false;
}

/// "甲:2026-01-01..2026-07-01": who holds the post, and from when to when.
void holders(const SheetReader& sheet, std::size_t row, std::size_t column, std::vector<Holder>& out) {
  for (const auto& item : items_of(sheet.cell(row, column))) {
    Holder holder;
    const auto dots = item.rfind("..");
    auto colon = dots == std::string::npos ? std::string::npos : item.rfind(':', dots);
    holder.person = item.substr(0, colon);
    if (colon != std::string::npos) {
      holder.from = item.substr(colon + 1, dots - colon - 1);
      holder.to = item.substr(dots + 2);
    }
    for (const auto& day : {holder.from, holder.to})
      if (!day.empty() && !detail::is_iso_date(day))
        sheet.complain("D403", row, column, said(day) + " is not a day; write person:2026-03-09..2026-07-01",
                       said_zh(day) + "不是日期；请写成 人员:2026-03-09..2026-07-01");
    out.push_back(std::move(holder));
  }
}

void parties(const TextTable& table, const std::string& pointer, Duties& out, std::vector<Diagnostic>& errors) {
  SheetReader sheet(table, pointer, errors);
  sheet.columns({{{"party", "id", "责任主体", "编号"}, true},
                 {{"kind", "类型", "类别"}},
                 {{"name", "名称", "姓名"}},
                 {{"level", "层级", "级别"}},
                 {{"superior", "superiors", "上级", "上级单位", "条线上级"}},
                 {{"area_superior", "area_superiors", "属地上级"}},
                 {{"holder", "holders", "任职人", "任职人员"}},
                 {{"joint", "连带", "连带比例"}},
                 {{"top", "最高", "最高层"}}});
  for (std::size_t row = 0; row < sheet.rows(); ++row) {
    if (!needs_id(sheet, row, 0)) continue;
    Party p;
    p.id = sheet.cell(row, 0);
    sheet.word(row, 1, parse_kind, kind_words, p.kind);
    p.name = sheet.cell(row, 2);
    p.level = sheet.cell(row, 3);
    for (auto& id : items_of(sheet.cell(row, 4))) p.superiors.push_back({std::move(id), Link::line});
    for (auto& id : items_of(sheet.cell(row, 5))) p.superiors.push_back({std::move(id), Link::area});
    holders(sheet, row, 6, p.holders);
    sheet.share(row, 7, p.joint);
    sheet.yes(row, 8, p.top);
    out.parties.push_back(std::move(p));
  }
}

void areas(const TextTable& table, const std::string& pointer, Duties& out, std::vector<Diagnostic>& errors) {
  SheetReader sheet(table, pointer, errors);
  sheet.columns({{{"area", "id", "区域", "编号"}, true},
                 {{"parent", "上级区域", "所属区域"}},
                 {{"name", "名称"}},
                 {{"level", "层级", "级别"}},
                 {{"party", "责任主体", "责任单位"}},
                 {{"from", "起", "起始日期"}},
                 {{"to", "止", "截止日期"}}});
  for (std::size_t row = 0; row < sheet.rows(); ++row) {
    if (!needs_id(sheet, row, 0)) continue;
    Area a;
    a.id = sheet.cell(row, 0);
    a.parent = sheet.cell(row, 1);
    a.name = sheet.cell(row, 2);
    a.level = sheet.cell(row, 3);
    a.party = sheet.cell(row, 4);
    sheet.day(row, 5, a.from);
    sheet.day(row, 6, a.to);
    out.areas.push_back(std::move(a));
  }
}

void assignments(const TextTable& table, const std::string& pointer, Duties& out, std::vector<Diagnostic>& errors) {
  SheetReader sheet(table, pointer, errors);
  sheet.columns({{{"criterion", "指标"}},
                 {{"place", "unit", "area", "单位", "区域", "地点"}},
                 {{"party", "责任主体"}, true},
                 {{"person", "责任人"}},
                 {{"role", "角色", "职责"}},
                 {{"share", "比例", "分担比例"}},
                 {{"due", "期限", "达标时间", "完成时限"}},
                 {{"account", "账户", "账"}},
                 {{"project", "项目"}},
                 {{"content", "内容"}},
                 {{"requirement", "标准", "检查内容、标准及达到效果"}}});
  for (std::size_t row = 0; row < sheet.rows(); ++row) {
    if (!needs_id(sheet, row, 2)) continue;
    Assignment a;
    a.criterion = sheet.cell(row, 0);
    a.place = sheet.cell(row, 1);
    a.party = sheet.cell(row, 2);
    a.person = sheet.cell(row, 3);
    sheet.word(row, 4, parse_role, role_words, a.role);
    sheet.share(row, 5, a.share);
    sheet.day(row, 6, a.due);
    sheet.word(row, 7, parse_account, account_words, a.account);
    TaskText text{a.criterion,
                  a.place,
                  a.account,
                  std::string(sheet.cell(row, 8)),
                  std::string(sheet.cell(row, 9)),
                  std::string(sheet.cell(row, 10))};
    if (!text.project.empty() || !text.content.empty() || !text.requirement.empty())
      out.texts.push_back(std::move(text));
    out.assignments.push_back(std::move(a));
  }
}

/// A value as it would stand in a cell.
std::optional<std::string> cell_of(JsonValue v) {
  switch (v.kind()) {
    case JsonValue::Kind::null: return "";
    case JsonValue::Kind::boolean: return v.boolean() ? "yes" : "no";
    case JsonValue::Kind::number: return detail::number_text(v.number());
    case JsonValue::Kind::string: return std::string(v.string());
    case JsonValue::Kind::object: return {};
    case JsonValue::Kind::array: break;
  }
  std::string out;
  bool plain = true;
  v.for_each_item([&](JsonValue item) {
    if (!item.is(JsonValue::Kind::string))
      plain = false;
    else
      out += (out.empty() ? "" : ";") + std::string(item.string());
  });
  if (!plain) return {};
  return out;
}

class Document {
 public:
  explicit Document(std::vector<Diagnostic>& errors) : errors_(errors) {}

  void complain(const char* code, JsonValue at, std::string en, std::string zh) {
    if (errors_.size() < enough_diagnostics)
      errors_.push_back(detail::complaint(code, at.pointer(), std::move(en), std::move(zh)));
  }

  /// A list of objects as a table with a column per key.
  TextTable table(JsonValue list) {
    TextTable out;
    if (!list.is(JsonValue::Kind::array)) {
      complain("S001", list, "a list is expected here", "此处应为列表");
      return out;
    }
    list.for_each_item([&](JsonValue item) {
      auto& row = out.rows.emplace_back();
      if (!item.is(JsonValue::Kind::object))
        return complain("S001", item, "an object with the columns as keys is expected here",
                        "此处应为以列名为键的对象");
      item.for_each_member([&](JsonValue key, JsonValue value) {
        const auto text = cell_of(value);
        if (!text)
          return complain("S001", value, "a text, a number, true or false, or a list of texts is expected here",
                          "此处应为文本、数字、是否或文本列表");
        const std::string name(key.string());
        auto at = std::find(out.columns.begin(), out.columns.end(), name);
        constexpr std::size_t most_keys = 64;  // a row has a cell for every key
        if (at == out.columns.end() && out.columns.size() >= most_keys)
          return complain("S002", key, "unknown key " + said(name) + "; remove it",
                          "不认识的键" + said_zh(name) + "；请删除");
        if (at == out.columns.end()) at = out.columns.insert(at, name);
        const auto column = static_cast<std::size_t>(at - out.columns.begin());
        if (row.size() <= column) row.resize(column + 1);
        row[column] = *text;
      });
    });
    return out;
  }

  void read(JsonValue root, Duties& out) {
    if (!root.is(JsonValue::Kind::object)) return complain("S001", root, "an object is expected here", "此处应为对象");
    bool format = false, version = false;
    root.for_each_member([&](JsonValue key, JsonValue value) {
      const auto name = key.string();
      if (name == "format") {
        format = value.is(JsonValue::Kind::string) && value.string() == "saniscore/duties";
      } else if (name == "format_version") {
        version = value.is(JsonValue::Kind::number) && value.number() == 1;
      } else if (name == "parties") {
        parties(table(value), value.pointer(), out, errors_);
      } else if (name == "areas") {
        areas(table(value), value.pointer(), out, errors_);
      } else if (name == "assignments") {
        assignments(table(value), value.pointer(), out, errors_);
      } else if (!name.starts_with("x-")) {
        complain("S002", key, "unknown key " + said(name) + "; duties have parties, areas and assignments",
                 "不认识的键" + said_zh(name) + "；责任分解文档含 parties、areas、assignments");
      }
    });
    if (!format || !version)
      complain("S013", root, R"(duties begin with "format": "saniscore/duties", "format_version": 1)",
               R"(责任分解文档应写 "format": "saniscore/duties"、"format_version": 1)");
  }

 private:
  std::vector<Diagnostic>& errors_;
};

class Writer {
 public:
  void member(std::string_view key, std::string_view value, std::string_view usual = {}) {
    if (value == usual) return;
    json_.key(key);
    json_.text(value);
  }
  void list(std::string_view key, const std::vector<std::string>& values) {
    if (values.empty()) return;
    json_.key(key);
    json_.open('[');
    for (const auto& v : values) json_.text(v);
    json_.close(']');
  }

  std::string write(const Duties& duties) {
    json_.open('{');
    member("format", "saniscore/duties");
    json_.key("format_version");
    json_.number(1);
    each("parties", duties.parties, [&](const Party& p) { party(p); });
    each("areas", duties.areas, [&](const Area& a) { area(a); });
    each("assignments", duties.assignments, [&](const Assignment& a) { assignment(a, duties.texts); });
    json_.close('}');
    return json_.take() + "\n";
  }

 private:
  template <class T, class F>
  void each(std::string_view key, const std::vector<T>& items, F&& write) {
    json_.key(key);
    json_.open('[');
    for (const auto& item : items) {
      json_.open('{');
      write(item);
      json_.close('}');
    }
    json_.close(']');
  }

  void party(const Party& p) {
    member("party", p.id);
    member("kind", to_text(p.kind), "organisation");
    member("name", p.name);
    member("level", p.level);
    std::vector<std::string> lines, of_area, held;
    for (const auto& s : p.superiors) (s.link == Link::line ? lines : of_area).push_back(s.party);
    for (const auto& h : p.holders)
      held.push_back(h.from.empty() && h.to.empty() ? h.person : h.person + ":" + h.from + ".." + h.to);
    list("superiors", lines);
    list("area_superiors", of_area);
    list("holders", held);
    if (p.joint) member("joint", to_text(*p.joint));
    if (p.top) member("top", "yes");
  }

  void area(const Area& a) {
    member("area", a.id);
    member("parent", a.parent);
    member("name", a.name);
    member("level", a.level);
    member("party", a.party);
    member("from", a.from);
    member("to", a.to);
  }

  void assignment(const Assignment& a, const std::vector<TaskText>& texts) {
    member("criterion", a.criterion);
    member("place", a.place);
    member("party", a.party);
    member("person", a.person);
    member("role", to_text(a.role), "responsible");
    if (a.share) member("share", to_text(*a.share));
    member("due", a.due);
    member("account", to_text(a.account), "common");
    if (next_ == texts.size()) return;  // texts stand in the order of the assignments
    const auto& t = texts[next_];
    if (t.criterion != a.criterion || t.place != a.place || t.account != a.account) return;
    member("project", t.project);
    member("content", t.content);
    member("requirement", t.requirement);
    ++next_;
  }

  detail::JsonWriter json_;
  std::size_t next_ = 0;
};

}  // namespace

Result<Duties> read_duties(const TextTable& party_table, const TextTable& area_table, const TextTable& task_table) {
  Duties out;
  std::vector<Diagnostic> errors;
  parties(party_table, {}, out, errors);
  areas(area_table, {}, out, errors);
  assignments(task_table, {}, out, errors);
  if (errors.empty()) return out;
  shorten(errors);
  return errors;
}

Result<Duties> read_duties(std::string_view json, std::string source_name) {
  const auto text = detail::without_bom(json);
  detail::Remarks remarks(text, source_name, most_diagnostics);
  Duties out;
  std::vector<Diagnostic> errors;
  if (const auto document = detail::parse_json(text, {Limits{}.bytes, Limits{}.nesting}, remarks)) {
    Document(errors).read(document->root(), out);
  }
  if (remarks.any()) return remarks.finish();
  if (errors.empty()) return out;
  shorten(errors);
  detail::locate(text, errors);
  for (auto& d : errors) d.source = source_name;
  return errors;
}

std::string write_duties(const Duties& duties) { return Writer().write(duties); }

}  // namespace saniscore::inline v0::responsibility
