// Checker: conditions and what they refer to.
#include "base/text.hpp"
#include "standard/checker.hpp"
#include "standard/compiler.hpp"

#include <algorithm>

namespace saniscore::inline v0::detail {

namespace {

constexpr const char* subject_keys[] = {"score", "percent", "value",  "state",     "level", "met",
                                        "count", "min_of",  "max_of", "attribute", "fact",  "self"};
constexpr const char* operator_keys[] = {"<", "<=", ">", ">=", "==", "in"};

const char* key_of(Subject s) { return subject_keys[static_cast<std::size_t>(s)]; }

/// A member of {"score": …}: "a", ["a", …] or {"nodes": …}.
Path member(const Path& nodes, std::size_t i) { return nodes.maybe(i); }

/// What is pooled before measuring has no lanes that could be asked.
bool reduces(const NodeSpec& n, Dimension over) {
  return std::any_of(n.reduce.begin() + static_cast<std::ptrdiff_t>(pooled_steps(n)), n.reduce.end(),
                     [&](const ReduceStep& s) { return s.over == over; });
}

/// The criterion has lanes of its own; a first step that pools its input leaves none.
bool splits(const NodeSpec& n) { return n.reduce.size() > pooled_steps(n); }

}  // namespace

void Checker::condition(const ConditionSpec& top, const Path& where, Place place) {
  for_each_condition(top, where, [&](const ConditionSpec& c, const Path& at) {
    if (c.kind == ConditionSpec::Kind::trend) {
      if (place != Place::threshold)
        out.error("S121", at, "a trend is asked inside a threshold only; move it there",
                  "trend 只能用在 threshold 中；请移到那里");
      if (c.rounds < 2) out.error("S121", at / "rounds", "a trend compares at least 2 rounds", "趋势至少比较 2 轮");
      return;
    }
    if (c.kind == ConditionSpec::Kind::compare) return comparison(c, at, place);
    if (c.terms.empty() || (c.kind == ConditionSpec::Kind::negation && c.terms.size() != 1))
      out.error("S122", at, "a condition without terms says nothing; add some", "条件不能为空；请补上");
    else if (c.kind == ConditionSpec::Kind::at_least &&
             (c.at_least < 1 || static_cast<std::size_t>(c.at_least) > c.terms.size()))
      out.error("S122", at / "at_least", "must be between 1 and the number of terms, " + std::to_string(c.terms.size()),
                "须在 1 与条件个数 " + std::to_string(c.terms.size()) + " 之间");
  });
}

void Checker::comparison(const ConditionSpec& c, const Path& where, Place place) {
  const Path inside = where / "previous";
  const Path& at = c.previous ? inside : where;
  number(c.limit, at / operator_keys[static_cast<std::size_t>(c.op)]);
  if (c.every && (c.previous || c.subject == Subject::count || c.subject == Subject::attribute ||
                  c.subject == Subject::fact || c.subject == Subject::self))
    out.error("S128", at / "every", "\"every\" asks scores, levels, states and values only; remove it",
              "every 只用于得分、等次、状态和观测值；请删去");
  if (c.subject == Subject::self) {
    if (place != Place::threshold || c.previous)
      out.error("S123", at, "the comparison does not say what it compares; name score, value, level, attribute, …",
                "没有说明比较什么；请写 score、value、level、attribute 等");
    return;
  }
  if (place == Place::rate_row && c.subject != Subject::fact && c.subject != Subject::attribute)
    out.error("S124", at / key_of(c.subject), "a row of a rate is chosen by the facts of a finding, or by an attribute",
              "rate 的分行条件只能用 fact 或 attribute");
  if (c.subject == Subject::fact) {
    if (place != Place::rate_row)
      out.error("S124", at / "fact", "facts belong to findings; only a rate's rows can ask them",
                "fact 只能在扣分项 rate 的分行条件中使用");
    return;
  }
  if (c.subject == Subject::attribute || c.subject == Subject::count) {
    if (c.previous)
      out.error("S159", at / key_of(c.subject), "\"previous\" asks last results: score, percent, level, met or value",
                "previous 只能问上次的得分、百分比、等次、是否达标或观测值");
    else if (c.subject == Subject::count)
      count(c.count, at);
    return;
  }
  if (c.previous) return previous(c, where);
  if (c.subject == Subject::value) return value_of(c, at);
  now(c, at);
}

/// The unit's last results: of criteria or ladders.
void Checker::previous(const ConditionSpec& c, const Path& where) {
  const Path at = where / "previous";
  const Path here = at / key_of(c.subject);
  if (c.subject == Subject::state)
    out.error("S159", here, "\"previous\" asks last results: score, percent, level, met or value",
              "previous 只能问上次的得分、百分比、等次、是否达标或观测值");
  if (c.last < 1 || c.last > 1000) out.error("S105", where / "last", "must be 1 to 1000", "须为 1 至 1000");
  if (!affordable(c.of.nodes.size() * static_cast<std::size_t>(std::clamp(c.last, 1, 1000)), c.literals.size(), here))
    return;
  const Path nodes = here.maybe("nodes");
  for (std::size_t i = 0; i < c.of.nodes.size(); ++i) {
    const auto& id_text = c.of.nodes[i];
    const auto node = tree.by_id.find(id_text);
    const auto ladder = ladders.find(id_text);
    if (node == tree.by_id.end() && ladder == ladders.end()) {
      std::vector<std::string_view> names;
      if (out.room() && patient()) {
        for (const auto& o : spec.outcomes) names.push_back(o.id);
        for (const auto* n : tree.nodes) names.push_back(n->id);
      }
      const auto h = hint(id_text, names, "; check the id", "；请核对编号");
      out.error("S129", member(nodes, i), "there is no criterion or outcome \"" + id_text + "\"" + h.en,
                "没有编号为“" + id_text + "”的指标或结论" + h.zh);
      continue;
    }
    if (node != tree.by_id.end() && ladder != ladders.end())
      out.error("S160", member(nodes, i),
                "\"" + id_text + "\" is a criterion and an outcome, so its last result may be either; rename one",
                "“" + id_text + "”既是指标又是结论，无法分清上次结果；请改名");
  }
  if (c.subject == Subject::level && !c.of.nodes.empty()) known_levels(c, at);
  reference({{}, c.of.tags}, here);
  if (c.of.nodes.empty() && c.of.tags.empty())
    out.error("S123", here, "the condition names no criterion; name one", "条件没有指明指标；请写明");
}

void Checker::value_of(const ConditionSpec& c, const Path& at) {
  const Path here = at / "value";
  const Path nodes = here.maybe("nodes");
  for (std::size_t i = 0; i < c.of.nodes.size(); ++i) {
    const auto& name = c.of.nodes[i];
    if (columns.contains(name)) continue;
    const Path item = member(nodes, i);
    const auto slash = name.rfind('/');
    if (slash != std::string::npos) {
      const auto part = std::string_view(name).substr(slash + 1);
      if ((part == "lower" || part == "upper" || part == "num" || part == "den" || part == "n") &&
          columns.contains(name.substr(0, slash)))
        continue;
    }
    const auto it = tree.by_id.find(name);
    if (it != tree.by_id.end()) {
      const auto& n = *tree.nodes[it->second];
      if (!n.children.empty())
        out.error("S158", item, "\"" + name + "\" is a group, which nobody observes; ask its score or percent",
                  "“" + name + "”是汇总指标，没有观测值；请改问得分或百分比");
      else
        out.error(
            "S158", item,
            "\"" + name + "\" counts by rule; name one, such as \"" + name + "/" + n.measure->rules.front().id + "\"",
            "“" + name + "”按规则计数；请写明是哪一条，如“" + name + "/" + n.measure->rules.front().id + "”");
      continue;
    }
    unknown(name, item);
  }
  reference({{}, c.of.tags}, here);
  if (c.of.nodes.empty() && c.of.tags.empty())
    out.error("S123", here, "the condition names no criterion; name one", "条件没有指明指标；请写明");
  if (c.every) every(c, at);
}

void Checker::now(const ConditionSpec& c, const Path& at) {
  const Path here = at / key_of(c.subject);
  reference(c.of, here);
  std::size_t members = c.of.nodes.size();
  for (const auto& t : c.of.tags)
    if (auto it = tree.by_tag.find(t); it != tree.by_tag.end()) members += it->second.size();
  if (!affordable(members, c.literals.size(), here)) return;
  const bool wants_score = c.subject == Subject::score || c.subject == Subject::percent ||
                           c.subject == Subject::min_of || c.subject == Subject::max_of;
  const bool wants_label = c.subject == Subject::level || c.subject == Subject::state || c.subject == Subject::met;
  if (wants_label && c.literals.empty())
    out.error("S123", at, "the comparison names no level or state; use \"==\" or \"in\"",
              "没有写明等次或状态；请用 == 或 in");
  if (c.subject == Subject::state)
    for (const auto& l : c.literals)
      if (!parse_state(l.text)) out.error("S123", at, "\"" + l.text + "\" is not a state", "“" + l.text + "”不是状态");
  const auto asked_node = [&](std::uint32_t i, const Path& place) {
    const auto& n = *tree.nodes[i];
    if (wants_score && !is_scored(n)) {
      out.error("S125", place, "\"" + n.id + "\" has no score; give it points or a combine, or ask its level",
                "“" + n.id + "”没有得分；请给出分值或汇总办法，或改问其等次");
      return false;
    }
    if (c.subject == Subject::met && levels(i).names != std::vector<std::string>{"met", "not_met"}) {
      out.error("S126", place, "\"" + n.id + "\" is not judged by pass or threshold; ask its level or score",
                "“" + n.id + "”不是 pass 或 threshold 评分；请改问其等次或得分");
      return false;
    }
    return true;
  };
  const Path nodes = here.maybe("nodes");
  for (std::size_t i = 0; i < c.of.nodes.size(); ++i) {
    const auto it = tree.by_id.find(c.of.nodes[i]);
    if (it == tree.by_id.end()) continue;
    asked_node(it->second, member(nodes, i));
  }
  if (c.subject == Subject::level && c.of.tags.empty() && !c.of.nodes.empty()) known_levels(c, at);
  for (auto i : resolve(tree, {{}, c.of.tags}))
    if (!asked_node(i, here)) break;  // the tag is at fault: once is enough
  if (c.every) every(c, at);
}

/// Levels that are asked for: each must be known to one of the criteria or ladders of the list.
void Checker::known_levels(const ConditionSpec& c, const Path& at) {
  constexpr std::size_t most = 64;  // a longer ladder is refused for that
  std::vector<const std::unordered_set<std::string_view>*> sets;
  std::unordered_set<std::string_view> of_ladders;
  std::string last;
  for (const auto& text : c.of.nodes) {
    last = text;
    const auto ladder = ladders.find(text);
    if (c.previous && ladder != ladders.end() && spec.outcomes[ladder->second].levels.size() <= most)
      for (const auto& l : spec.outcomes[ladder->second].levels) of_ladders.insert(l.level);
    const auto node = tree.by_id.find(text);
    if (node == tree.by_id.end()) {
      if (!c.previous || ladder == ladders.end()) return;  // said already
      continue;
    }
    const auto& n = *tree.nodes[node->second];
    if (!n.measure && n.combine != Combine::table) {
      if (n.children.empty()) return;  // an observed label can be any
      out.error("S127", at / "level", "\"" + n.id + "\" has no levels; ask its score, or make it a table with levels",
                "“" + n.id + "”没有等次；请改问得分，或用带等次的表汇总");
      return;
    }
    sets.push_back(&levels(node->second).set);
  }
  sets.push_back(&of_ladders);
  const Path literals = at / operator_keys[static_cast<std::size_t>(c.op)];
  for (std::size_t k = 0; k < c.literals.size(); ++k) {
    const auto& level = c.literals[k].text;
    if (std::any_of(sets.begin(), sets.end(), [&](const auto* set) { return set->contains(level); })) continue;
    std::vector<std::string_view> names;
    if (out.room())
      for (const auto* set : sets) names.insert(names.end(), set->begin(), set->end());
    std::sort(names.begin(), names.end());
    const auto h = hint(level, names, "; check the word", "；请核对");
    const bool one = c.of.nodes.size() == 1;
    auto en = (one ? "\"" + last + "\" has no level \"" : "none of them has a level \"") + level + "\"" + h.en;
    auto zh = (one ? "“" + last + "”没有等次“" : "它们都没有等次“") + level + "”" + h.zh;
    // an earlier edition may have had other levels
    if (c.previous)
      out.warning("S170", literals.maybe(k), std::move(en), std::move(zh));
    else
      out.error("S127", literals.maybe(k), std::move(en), std::move(zh));
  }
}

/// `every` needs one criterion that splits into lanes, seen from outside those lanes.
void Checker::every(const ConditionSpec& c, const Path& at) {
  const Path here = at / "every";
  std::uint32_t reducing = Tree::no_parent;
  const auto nodes = resolve(tree, c.of);
  if (nodes.size() < c.of.nodes.size())
    out.error("S128", here, "\"every\" asks criteria, not single columns; name the criterion",
              "every 只能问指标，不能问单列；请写指标编号");
  for (auto i : nodes) {
    auto by = Tree::no_parent;
    for (auto k = i; k != Tree::no_parent && by == Tree::no_parent; k = tree.parent[k])
      if (reduces(*tree.nodes[k], *c.every)) by = k;
    if (by == Tree::no_parent)
      out.error(
          "S128", here,
          "nothing reduces this dimension at or above \"" + tree.nodes[i]->id + "\"; remove \"every\", or add the step",
          "“" + tree.nodes[i]->id + "”及其上级没有归并该维度；请删去 every，或补上归并");
    else if (reducing != Tree::no_parent && by != reducing)
      out.error("S128", here,
                "the criteria are reduced by \"" + tree.nodes[reducing]->id + "\" and by \"" + tree.nodes[by]->id +
                    "\"; ask them apart",
                "这些指标分别由“" + tree.nodes[reducing]->id + "”和“" + tree.nodes[by]->id + "”归并；请分开来问");
    if (by == Tree::no_parent || (reducing != Tree::no_parent && by != reducing)) return;
    reducing = by;
  }
  if (reducing == Tree::no_parent) return;
  for (auto k = owner; k != Tree::no_parent; k = tree.parent[k])
    if (splits(*tree.nodes[k]) && !(reducing <= k && k < reducing + tree.size[k])) {
      out.error("S128", here,
                "asked once for each lane of \"" + tree.nodes[k]->id + "\", which are not those of \"" +
                    tree.nodes[reducing]->id + "\"; remove \"every\"",
                "此条件在“" + tree.nodes[k]->id + "”的各分项中判断，与“" + tree.nodes[reducing]->id +
                    "”的分项无关；请删去 every");
      return;
    }
}

bool Checker::affordable(std::size_t criteria, std::size_t each, const Path& at) {
  const auto most = 20 * std::max<std::size_t>(limits.criteria, 1000);
  const bool before = asked <= most;
  asked += criteria * std::max<std::size_t>(1, each);
  if (asked <= most) return true;
  if (before)
    out.error("S143", at,
              "the conditions ask more than " + std::to_string(most) +
                  " times for a criterion; ask groups instead, or raise the limit of criteria",
              "条件引用指标超过 " + std::to_string(most) + " 次；请改为引用上级指标，或提高指标数上限");
  return false;
}

void Checker::unknown(std::string_view text, const Path& at) {
  std::vector<std::string_view> names;
  if (out.room() && patient()) {
    for (const auto* n : tree.nodes) names.push_back(n->id);
    const auto ids = static_cast<std::ptrdiff_t>(names.size());
    if (text.find('/') != std::string_view::npos) names.insert(names.end(), columns.begin(), columns.end());
    std::sort(names.begin() + ids, names.end());  // the same suggestion whatever the order of a hash
  }
  const auto h = hint(text, names, "; check the id", "；请核对编号");
  out.error("S129", at, "there is no criterion \"" + std::string(text) + "\"" + h.en,
            "没有编号为“" + std::string(text) + "”的指标" + h.zh);
}

void Checker::reference(const ReferenceSpec& r, const Path& at) {
  const Path nodes = at.maybe("nodes");
  for (std::size_t i = 0; i < r.nodes.size(); ++i)
    if (!tree.by_id.contains(r.nodes[i])) unknown(r.nodes[i], member(nodes, i));
  const Path tags = at.maybe("tag");
  for (std::size_t i = 0; i < r.tags.size(); ++i) {
    if (tree.by_tag.contains(r.tags[i])) continue;
    std::vector<std::string_view> names;
    if (out.room())
      for (const auto& [name, unused] : tree.by_tag) names.push_back(name);
    std::sort(names.begin(), names.end());
    const auto h = hint(r.tags[i], names, "; tag some, or name them", "；请加标签，或直接写编号");
    out.error("S130", tags.maybe(i), "no leaf carries the tag \"" + r.tags[i] + "\"" + h.en,
              "没有末级指标带标签“" + r.tags[i] + "”" + h.zh);
  }
}

void Checker::count(const CountSpec& c, const Path& at) {
  const Path here = at / "count";
  const Path first = here.maybe("nodes");
  const Path nodes = first.maybe("of");
  for (std::size_t i = 0; i < c.of.nodes.size(); ++i)
    if (!tree.by_id.contains(c.of.nodes[i])) unknown(c.of.nodes[i], member(nodes, i));
  reference({{}, c.of.tags}, here);
  if (c.levels.empty() && c.states.empty() && c.previous_levels.empty()) {
    out.error("S131", here, "count what? name a level or a state", "计数须指明等次或状态");
    return;
  }
  std::size_t members = c.of.nodes.size();
  for (auto i : resolve(tree, {c.of.nodes, {}})) members += leaves_below(tree, i).size();
  for (const auto& t : c.of.tags)
    if (auto it = tree.by_tag.find(t); it != tree.by_tag.end()) members += it->second.size();
  if (c.of.nodes.empty() && c.of.tags.empty())
    members = owner == Tree::no_parent ? tree.leaves.size() : leaves_below(tree, owner).size();
  if (!affordable(members, c.levels.size() + c.previous_levels.size(), here) || c.levels.empty()) return;
  std::unordered_set<std::string_view> missing(c.levels.begin(), c.levels.end());
  for (auto i : count_members(tree, c, owner)) {
    if (missing.empty()) break;
    if (!tree.nodes[i]->measure && levels(i).names.empty()) return;  // an observed label can be any
    for (auto it = missing.begin(); it != missing.end();)
      it = levels(i).set.contains(*it) ? missing.erase(it) : std::next(it);
  }
  const Path list = here / "level";
  for (std::size_t k = 0; k < c.levels.size(); ++k)
    if (missing.contains(c.levels[k]))
      out.warning(
          "S167", list.maybe(k),
          "none of the counted criteria has a level \"" + c.levels[k] + "\", so it never counts; check the word",
          "所计指标都没有等次“" + c.levels[k] + "”，计数恒为 0；请核对");
}

}  // namespace saniscore::inline v0::detail
