// Checker: ladders and gates.
#include "base/text.hpp"
#include "standard/checker.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace saniscore::inline v0::detail {

void Checker::ladder(const OutcomeSpec& o, const Path& at, const std::set<std::string_view>& limited) {
  const Path levels = at / "levels";
  if (o.levels.empty())
    out.error("S132", levels, "an outcome needs at least one level; add some", "结论至少要有一个等次；请补上");
  if (o.levels.size() > 64) {
    out.error("S132", levels, "more than 64 levels; merge some", "等次超过 64 个；请合并一些");
    return;
  }
  std::set<std::string_view> names;
  bool fallback = false;
  for (std::size_t k = 0; k < o.levels.size(); ++k) {
    const auto& l = o.levels[k];
    const Path item = levels / k;
    if (!names.insert(l.level).second)
      out.error("S132", item / "level", "the level \"" + l.level + "\" stands twice; rename one",
                "等次“" + l.level + "”重复；请改名");
    if (l.when) {
      const Path when = item / "when";
      if (fallback)
        out.error("S133", when,
                  "a level after the fallback is reached through gates only; remove its \"when\", or move it up",
                  "兜底等次之后的等次只能由前置条件触发；请删去 when，或上移");
      condition(*l.when, when, Place::outcome);
      shrinking(*l.when, when);
      continue;
    }
    if (fallback && !limited.contains(l.level))
      out.warning("S150", item,
                  "the level stands after the fallback and no gate leads to it, so it is never reached; remove it, or "
                  "add a gate",
                  "该等次在兜底等次之后，又没有前置条件指向它，永远达不到；请删去，或补上前置条件");
    fallback = true;
  }
  unreachable(o, levels);
}

/// "≥ 90" above "≥ 95": whoever has the second already has the first.
void Checker::unreachable(const OutcomeSpec& o, const Path& levels) {
  struct Seen {
    double limit;
    bool strict;
  };
  std::map<std::tuple<Subject, std::string_view, bool>, Seen> easiest;
  for (std::size_t k = 0; k < o.levels.size(); ++k) {
    if (!o.levels[k].when) continue;
    const auto& c = *o.levels[k].when;
    if (c.kind != ConditionSpec::Kind::compare || c.previous || c.every ||
        (c.subject != Subject::score && c.subject != Subject::percent) || c.of.nodes.size() != 1 ||
        !c.of.tags.empty() || c.limit.kind != NumberSpec::Kind::constant || !c.literals.empty() || c.op == Operator::eq)
      continue;
    const bool least = c.op == Operator::ge || c.op == Operator::gt;
    const bool strict = c.op == Operator::gt || c.op == Operator::lt;
    const double limit = least ? c.limit.value : -c.limit.value;
    auto [it, fresh] = easiest.try_emplace({c.subject, c.of.nodes.front(), least}, Seen{limit, strict});
    if (fresh) continue;
    if (limit > it->second.limit || (limit == it->second.limit && (strict || !it->second.strict))) {
      const Path item = levels / k;
      out.warning("S163", item / "when",
                  "whoever reaches this limit already has a better level; check the order of the limits",
                  "达到此界限者已属更高等次，该等次永远达不到；请核对界限的顺序");
    } else {
      it->second = {limit, strict};
    }
  }
}

void Checker::gates() {
  const Path top{};
  const Path list = top / "gates";
  std::unordered_set<std::string_view> ids;
  for (std::size_t i = 0; i < spec.gates.size(); ++i) {
    const auto& g = spec.gates[i];
    const Path item = list / i;
    if (!ids.insert(g.id).second)
      out.error("S102", item / "id", "the gate id \"" + g.id + "\" is used twice; choose another",
                "前置条件编号“" + g.id + "”重复；请另取编号");
    condition(g.require, item / "require", Place::outcome);
    shrinking(g.require, item / "require");
    const auto it = ladders.find(g.outcome);
    if (it == ladders.end()) {
      std::vector<std::string_view> names;
      if (out.room())
        for (const auto& o : spec.outcomes) names.push_back(o.id);
      const auto h = hint(g.outcome, names, "; declare it under \"outcomes\"", "；请在 outcomes 中声明");
      out.error("S134", item / "outcome", "there is no outcome \"" + g.outcome + "\"" + h.en,
                "没有结论“" + g.outcome + "”" + h.zh);
      continue;
    }
    const auto& levels = spec.outcomes[it->second].levels;
    if (levels.empty() || levels.size() > 64) continue;  // said already
    std::vector<std::string_view> names;
    for (const auto& l : levels) names.push_back(l.level);
    const auto found = std::find(names.begin(), names.end(), g.at_best);
    if (found == names.end()) {
      const auto h = hint(g.at_best, names);
      out.error("S134", item / "at_best", "the outcome \"" + g.outcome + "\" has no level \"" + g.at_best + "\"" + h.en,
                "结论“" + g.outcome + "”没有等次“" + g.at_best + "”" + h.zh);
    } else if (found == names.begin()) {
      out.warning("S149", item / "at_best",
                  "\"" + g.at_best + "\" is the best level, so the gate limits nothing; name a lower one",
                  "“" + g.at_best + "”已是最高等次，该前置条件不起作用；请改为较低等次");
    }
  }
}

void Checker::outcomes() {
  owner = Tree::no_parent;
  lanes = {};
  const Path top{};
  const Path list = top / "outcomes";
  std::unordered_set<std::string_view> ids;
  std::unordered_map<std::string_view, std::set<std::string_view>> limited;
  for (const auto& g : spec.gates) limited[g.outcome].insert(g.at_best);
  for (std::size_t i = 0; i < spec.outcomes.size(); ++i) {
    const Path item = list / i;
    if (!ids.insert(spec.outcomes[i].id).second)
      out.error("S102", item / "id", "the outcome id \"" + spec.outcomes[i].id + "\" is used twice; choose another",
                "结论编号“" + spec.outcomes[i].id + "”重复；请另取编号");
    ladder(spec.outcomes[i], item, limited[spec.outcomes[i].id]);
  }
  gates();
}

/// An absolute limit on a node that shrinks when something is not applicable is usually a mistake (769.8 of 950).
void Checker::shrinking(const ConditionSpec& top, const Path& where) {
  for_each_condition(top, where, [&](const ConditionSpec& c, const Path& at) {
    if (c.kind != ConditionSpec::Kind::compare || c.subject != Subject::score || c.previous) return;
    if (c.op != Operator::ge && c.op != Operator::gt) return;
    const Path score = at / "score";
    const Path nodes = score.maybe("nodes");
    for (std::size_t i = 0; i < c.of.nodes.size(); ++i) {
      const auto found = tree.by_id.find(c.of.nodes[i]);
      if (found == tree.by_id.end()) continue;
      const auto& n = *tree.nodes[found->second];
      const auto* policy = &spec.states.policy[1];
      for (auto k = found->second; k != Tree::no_parent; k = tree.parent[k])
        if (tree.nodes[k]->states.policy[1]) {
          policy = &tree.nodes[k]->states.policy[1];
          break;
        }
      if (n.combine == Combine::sum && n.on_drop == OnDrop::shrink &&
          (!*policy || (*policy)->kind == Policy::Kind::drop) && n.children.size() > 1 &&
          tree.points[found->second] > 0)
        out.warning(
            "S135", nodes.maybe(i),
            "\"" + n.id +
                "\" shrinks when a part is not applicable, yet its limit is absolute; ask the percent, or "
                "set on_drop to \"rescale\"",
            "“" + n.id + "”有缺项时满分会减少，而界限是绝对分；请改用 percent，或设 on_drop 为“rescale”（缺项折算）");
    }
  });
}

}  // namespace saniscore::inline v0::detail
