// diff(): two canonical documents side by side. What the writer leaves out as a default is absent in both.
#include <saniscore/standard/diff.hpp>
#include <saniscore/standard/read.hpp>

#include "standard/json.hpp"
#include "standard/json_writer.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace saniscore::inline v0 {
namespace {

using detail::JsonValue;
using Kind = Change::Kind;
using Part = Change::Part;
using Value = std::optional<JsonValue>;

void write(detail::JsonWriter& out, JsonValue v) {
  switch (v.kind()) {
    case JsonValue::Kind::null: out.number(std::numeric_limits<double>::quiet_NaN()); break;
    case JsonValue::Kind::boolean: out.boolean(v.boolean()); break;
    case JsonValue::Kind::number: out.number(v.number()); break;
    case JsonValue::Kind::string: out.text(v.string()); break;
    case JsonValue::Kind::array:
      out.open('[');
      v.for_each_item([&](JsonValue item) { write(out, item); });
      out.close(']');
      break;
    case JsonValue::Kind::object:
      out.open('{');
      v.for_each_member([&](JsonValue key, JsonValue member) {
        out.key(key.string());
        write(out, member);
      });
      out.close('}');
      break;
  }
}

std::string json(const Value& v) {
  if (!v) return {};
  detail::JsonWriter out;
  write(out, *v);
  return out.take();
}

Text title_of(JsonValue object) {
  Text out;
  if (const Value title = object.find("title"); title && title->is(JsonValue::Kind::object))
    title->for_each_member([&](JsonValue key, JsonValue t) { out[std::string(key.string())] = t.string(); });
  return out;
}

using Members = std::map<std::string_view, std::pair<Value, Value>>;

/// Members of two objects, or items that carry a name, side by side.
void pair_up(JsonValue a, JsonValue b, Members& out) {
  a.for_each_member([&](JsonValue key, JsonValue v) { out[key.string()].first = v; });
  b.for_each_member([&](JsonValue key, JsonValue v) { out[key.string()].second = v; });
}

/// Items by the name that `key` gives them; false when one has none or two have the same.
bool by_name(JsonValue list, std::string_view key, std::vector<std::pair<std::string_view, JsonValue>>& out) {
  std::unordered_set<std::string_view> seen;
  bool good = true;
  list.for_each_item([&](JsonValue item) {
    const Value name = item.is(JsonValue::Kind::object) ? item.find(key) : std::nullopt;
    if (!name || !name->is(JsonValue::Kind::string) || !seen.insert(name->string()).second)
      good = false;
    else
      out.emplace_back(name->string(), item);
  });
  return good;
}

struct Side {
  std::string_view parent;
  JsonValue value;
};

/// Criteria in document order, by id.
struct Criteria {
  std::vector<std::string_view> order;
  std::unordered_map<std::string_view, Side> by_id;

  void add(JsonValue node, std::string_view parent) {
    const Value id = node.find("id");
    if (!id) return;
    order.push_back(id->string());
    by_id.emplace(id->string(), Side{parent, node});
    if (const Value children = node.find("children"))
      children->for_each_item([&](JsonValue child) { add(child, id->string()); });
  }
};

class Differ {
 public:
  std::vector<Change> run(JsonValue a, JsonValue b) {
    Members members;
    pair_up(a, b, members);
    for (const auto& [key, sides] : members)
      if (key != "tree" && key != "gates" && key != "outcomes") {
        at_ = {Kind::rule, Part::standard, {}, title_of(b), {}, {}, {}};
        const bool wording = key != "numbers" && key != "states" && key != "direction" && key != "surveys";
        compare(std::string(key), sides.first, sides.second, wording ? Kind::wording : Kind::rule);
      }
    criteria(a, b);
    list(a.find("gates"), b.find("gates"), Part::gate);
    list(a.find("outcomes"), b.find("outcomes"), Part::outcome);
    return std::move(changes_);
  }

 private:
  void report(Kind kind, std::string key, const Value& a, const Value& b) {
    Change change = at_;
    change.kind = kind;
    change.key = std::move(key);
    change.before = json(a);
    change.after = json(b);
    changes_.push_back(std::move(change));
  }

  /// The differences within one value; numbers of rules are limits.
  void compare(const std::string& key, const Value& a, const Value& b, Kind kind) {
    if (json(a) == json(b)) return;
    if (!a || !b || a->kind() != b->kind()) return report(kind, key, a, b);
    if (a->is(JsonValue::Kind::number)) return report(kind == Kind::rule ? Kind::limit : kind, key, a, b);
    if (a->is(JsonValue::Kind::object)) {
      Members members;
      pair_up(*a, *b, members);
      // Another kind of rule altogether is one change, not two.
      bool common = false;
      for (const auto& [name, sides] : members) common = common || (sides.first && sides.second);
      if (!common) return report(kind, key, a, b);
      for (const auto& [name, sides] : members)
        compare(key + "." + std::string(name), sides.first, sides.second,
                name == "title" && kind == Kind::rule ? Kind::wording : kind);
      return;
    }
    if (a->is(JsonValue::Kind::array)) return compare_lists(key, *a, *b, kind);
    report(kind, key, a, b);
  }

  void compare_lists(const std::string& key, JsonValue a, JsonValue b, Kind kind) {
    for (const std::string_view name : {"id", "level"}) {
      std::vector<std::pair<std::string_view, JsonValue>> left, right;
      if (!by_name(a, name, left) || !by_name(b, name, right)) continue;
      std::map<std::string_view, std::pair<Value, Value>> items;
      for (const auto& [n, v] : left) items[n].first = v;
      for (const auto& [n, v] : right) items[n].second = v;
      const std::size_t before = changes_.size();
      for (const auto& [n, v] : left) compare(key + "." + std::string(n), items[n].first, items[n].second, kind);
      for (const auto& [n, v] : right)
        if (!items[n].first) compare(key + "." + std::string(n), {}, v, kind);
      if (changes_.size() == before) report(kind, key, a, b);  // only their order
      return;
    }
    if (a.size() != b.size()) return report(kind, key, a, b);
    std::vector<JsonValue> others;
    b.for_each_item([&](JsonValue item) { others.push_back(item); });
    std::size_t k = 0;
    a.for_each_item([&](JsonValue item) {
      compare(key + "." + std::to_string(k), item, others[k], kind);
      ++k;
    });
  }

  void criteria(JsonValue a, JsonValue b) {
    Criteria left, right;
    if (const Value tree = a.find("tree")) left.add(*tree, {});
    if (const Value tree = b.find("tree")) right.add(*tree, {});
    for (const std::string_view id : left.order) {
      const Side& was = left.by_id.at(id);
      const auto is = right.by_id.find(id);
      at_ = {Kind::rule,
             Part::criterion,
             std::string(id),
             title_of(is == right.by_id.end() ? was.value : is->second.value),
             {},
             {},
             {}};
      if (is == right.by_id.end()) {
        report(Kind::removed, {}, {}, {});
        continue;
      }
      if (was.parent != is->second.parent) {
        Change change = at_;
        change.kind = Kind::moved;
        change.key = "parent";
        change.before = was.parent;
        change.after = is->second.parent;
        changes_.push_back(std::move(change));
      }
      criterion(was.value, is->second.value);
      order(id, left, right);
    }
    for (const std::string_view id : right.order)
      if (!left.by_id.contains(id)) {
        const Side& is = right.by_id.at(id);
        at_ = {Kind::added, Part::criterion, std::string(id), title_of(is.value), {}, {}, {}};
        changes_.push_back(at_);
      }
  }

  void criterion(JsonValue a, JsonValue b) {
    static constexpr std::array<std::string_view, 5> words{"title", "text", "guidance", "sources", "value"};
    Members members;
    pair_up(a, b, members);
    for (const auto& [key, sides] : members) {
      if (key == "children" || key == "id") continue;
      const bool wording = std::find(words.begin(), words.end(), key) != words.end();
      const bool weight = key == "points" || key == "weight";
      compare(std::string(key), sides.first, sides.second,
              wording  ? Kind::wording
              : weight ? Kind::weight
                       : Kind::rule);
    }
  }

  /// The children that both have stand in another order.
  void order(std::string_view id, const Criteria& left, const Criteria& right) {
    const auto common = [id](const Criteria& from, const Criteria& other) {
      std::vector<std::string_view> out;
      if (const Value children = from.by_id.at(id).value.find("children"))
        children->for_each_item([&](JsonValue child) {
          const Value name = child.find("id");
          const auto there = name ? other.by_id.find(name->string()) : other.by_id.end();
          if (there != other.by_id.end() && there->second.parent == id) out.push_back(name->string());
        });
      return out;
    };
    const auto was = common(left, right), is = common(right, left);
    if (was == is) return;
    const auto joined = [](const std::vector<std::string_view>& ids) {
      std::string out;
      for (const auto child : ids) out.append(out.empty() ? "" : ", ").append(child);
      return out;
    };
    Change change = at_;
    change.kind = Kind::moved;
    change.key = "order";
    change.before = joined(was);
    change.after = joined(is);
    changes_.push_back(std::move(change));
  }

  /// Gates or outcomes.
  void list(const Value& a, const Value& b, Part part) {
    std::vector<std::pair<std::string_view, JsonValue>> left, right;
    if (a) by_name(*a, "id", left);
    if (b) by_name(*b, "id", right);
    std::map<std::string_view, JsonValue> earlier(left.begin(), left.end()), later(right.begin(), right.end());
    const std::size_t before = changes_.size();
    for (const auto& [id, was] : left) {
      const auto is = later.find(id);
      at_ = {Kind::removed, part, std::string(id), title_of(is == later.end() ? was : is->second), {}, {}, {}};
      if (is == later.end()) {
        changes_.push_back(at_);
        continue;
      }
      Members members;
      pair_up(was, is->second, members);
      for (const auto& [key, sides] : members)
        compare(std::string(key), sides.first, sides.second, key == "title" ? Kind::wording : Kind::rule);
    }
    for (const auto& [id, is] : right)
      if (!earlier.contains(id)) {
        at_ = {Kind::added, part, std::string(id), title_of(is), {}, {}, {}};
        changes_.push_back(at_);
      }
    if (changes_.size() != before || json(a) == json(b)) return;
    at_ = {Kind::rule, Part::standard, {}, {}, {}, {}, {}};
    report(Kind::rule, part == Part::gate ? "gates" : "outcomes", a, b);  // only their order
  }

  Change at_;
  std::vector<Change> changes_;
};

}  // namespace

std::vector<Change> diff(const StandardSpec& before, const StandardSpec& after) {
  const std::string left = write_standard(before), right = write_standard(after);
  detail::Remarks unheard({}, {}, 1);
  const auto a = detail::parse_json(left, {}, unheard), b = detail::parse_json(right, {}, unheard);
  if (!a || !b) return {};  // not sound: a spec made by a program, with numbers that are none
  return Differ().run(a->root(), b->root());
}

std::string_view to_text(Change::Kind kind, Language language) {
  static constexpr std::array<std::string_view, 7> en{"added", "removed", "moved",  "weight",
                                                      "limit", "rule",    "wording"};
  static constexpr std::array<std::string_view, 7> zh{"新增", "删除", "移动", "分值权重", "限值", "规则", "文字"};
  const auto k = static_cast<std::size_t>(kind);
  return language == Language::zh ? zh.at(k) : en.at(k);
}

std::string_view to_text(Change::Part part, Language language) {
  static constexpr std::array<std::string_view, 4> en{"standard", "criterion", "gate", "outcome"};
  static constexpr std::array<std::string_view, 4> zh{"标准", "指标", "前置条件", "结论"};
  const auto k = static_cast<std::size_t>(part);
  return language == Language::zh ? zh.at(k) : en.at(k);
}

}  // namespace saniscore::inline v0
