// check(): the tree as a whole, ids, columns, levels. Nothing here may cost more than the document is long.
#include "standard/check.hpp"

#include "base/text.hpp"
#include "standard/checker.hpp"

#include <algorithm>
#include <utility>

namespace saniscore::inline v0::detail {

bool is_scored(const NodeSpec& n) {
  if (!n.children.empty() || n.combine != Combine::none) return n.combine != Combine::none;
  return n.measure.has_value() && (n.points.has_value() || n.weight.has_value());
}

std::vector<std::string> level_names(const NodeSpec& n) {
  std::vector<std::string> out;
  std::unordered_set<std::string> seen;
  const auto add = [&](const std::string& s) {
    if (!s.empty() && seen.insert(s).second) out.push_back(s);
  };
  if (n.combine == Combine::table)
    for (const auto& row : n.table) add(row.level);
  if (!n.measure) {
    if (n.value)
      for (const auto& l : n.value->labels) add(l);
    return out;
  }
  const auto& m = *n.measure;
  switch (m.kind) {
    case MeasureSpec::Kind::pass:
    case MeasureSpec::Kind::threshold: return {"met", "not_met"};
    case MeasureSpec::Kind::choice:
      for (const auto& o : m.options)
        add(o.answer.kind == Literal::Kind::text      ? o.answer.text
            : o.answer.kind == Literal::Kind::boolean ? (o.answer.boolean ? "true" : "false")
                                                      : number_text(o.answer.number));
      break;
    case MeasureSpec::Kind::bands:
      for (const auto& b : m.bands) add(b.level);
      break;
    case MeasureSpec::Kind::score:
      for (const auto& i : m.intervals) add(i.level);
      break;
    default: break;
  }
  return out;
}

std::vector<std::uint32_t> resolve(const Tree& tree, const ReferenceSpec& r) {
  std::vector<std::uint32_t> out;
  for (const auto& id : r.nodes)
    if (auto it = tree.by_id.find(id); it != tree.by_id.end()) out.push_back(it->second);
  if (r.tags.empty()) return out;
  std::unordered_set<std::uint32_t> seen(out.begin(), out.end());
  for (const auto& tag : r.tags)
    if (auto it = tree.by_tag.find(tag); it != tree.by_tag.end())
      for (auto n : it->second)
        if (seen.insert(n).second) out.push_back(n);
  return out;
}

std::vector<std::string_view> resolve_names(const Tree& tree, const ReferenceSpec& r) {
  std::vector<std::string_view> out(r.nodes.begin(), r.nodes.end());
  if (r.tags.empty()) return out;
  std::unordered_set<std::string_view> seen(out.begin(), out.end());
  for (auto n : resolve(tree, {{}, r.tags}))
    if (seen.insert(tree.nodes[n]->id).second) out.push_back(tree.nodes[n]->id);
  return out;
}

std::span<const std::uint32_t> leaves_below(const Tree& tree, std::uint32_t node) {
  const auto first = std::lower_bound(tree.leaves.begin(), tree.leaves.end(), node + 1 - tree.size[node]);
  const auto last = std::upper_bound(first, tree.leaves.end(), node);
  return {first, last};
}

std::vector<std::uint32_t> count_members(const Tree& tree, const CountSpec& c, std::uint32_t node) {
  if (c.of.nodes.empty() && c.of.tags.empty()) {
    const auto root = static_cast<std::uint32_t>(tree.nodes.size() - 1);
    const auto all = leaves_below(tree, node == Tree::no_parent ? root : node);
    return {all.begin(), all.end()};
  }
  std::vector<std::uint32_t> out;
  for (auto n : resolve(tree, c.of)) {
    const auto below = leaves_below(tree, n);
    out.insert(out.end(), below.begin(), below.end());
  }
  return out;
}

std::uint32_t Checker::walk(const NodeSpec& n, const Path& at, std::size_t depth, std::size_t& position) {
  if (out.errors()) return Tree::no_parent;
  if (position >= limits.criteria || depth > limits.nesting) {
    const bool deep = depth > limits.nesting;
    const auto most = std::to_string(deep ? limits.nesting : limits.criteria);
    out.error(
        "S101", at,
        deep ? "criteria are nested more than " + most + " levels deep; flatten the tree or raise the limit"
             : "more than " + most + " criteria; split the standard or raise the limit",
        deep ? "指标层次超过 " + most + " 层；请减少层次或提高上限" : "指标超过 " + most + " 个；请拆分标准或提高上限");
    return Tree::no_parent;
  }
  const auto mine = static_cast<std::uint32_t>(position++);
  const auto first = static_cast<std::uint32_t>(tree.nodes.size());
  std::vector<std::uint32_t> kids;
  kids.reserve(n.children.size());
  const Path inner = at / "children";
  for (std::size_t i = 0; i < n.children.size() && !out.errors(); ++i) {
    const Path item = inner / i;
    kids.push_back(walk(n.children[i], item, depth + 1, position));
  }
  const auto index = static_cast<std::uint32_t>(tree.nodes.size());
  if (out.errors()) return Tree::no_parent;
  tree.nodes.push_back(&n);
  tree.parent.push_back(Tree::no_parent);
  tree.position.push_back(mine);
  tree.size.push_back(index + 1 - first);
  // a sum's maximum is what its parts make; declared points are only what 缺项折算 scales back to
  const bool adds = n.combine == Combine::sum && !(n.points && n.on_drop == OnDrop::rescale);
  double points = adds ? n.start : n.points ? *n.points : 100;
  if (adds)
    for (auto k : kids)
      if (is_scored(*tree.nodes[k]) && !tree.nodes[k]->extra) points += tree.points[k];
  tree.points.push_back(points);
  for (auto k : kids) tree.parent[k] = index;
  if (!n.children.empty()) return index;
  tree.leaves.push_back(index);
  for (const auto& t : n.tags) {
    auto& tagged = tree.by_tag[t];
    if (tagged.empty() || tagged.back() != index) tagged.push_back(index);
  }
  return index;
}

void Checker::register_inputs(const NumberSpec& x) {
  for (const auto& i : x.input) columns.insert(i.columns.begin(), i.columns.end());
  for (const auto& k : x.cases) register_inputs(k.value);
}

/// A column is what a leaf, a rule or an input reads: anything else in a condition is a slip.
void Checker::register_columns() {
  columns.reserve(tree.leaves.size());
  for (const auto& s : spec.surveys) columns.insert(s.id);
  for (const auto* n : tree.nodes) {
    if (n->from) columns.insert(n->from->columns.begin(), n->from->columns.end());
    for (const auto& a : n->adjust) register_inputs(a.amount);
    if (!n->measure) {
      if (n->children.empty()) columns.insert(n->id);
      continue;
    }
    const auto& m = *n->measure;
    for (const auto* x : {&m.of, &m.target, &m.step, &m.deduct}) register_inputs(*x);
    if (m.start) register_inputs(*m.start);
    for (const auto& b : m.bands) register_inputs(b.limit);
    if (m.rules.empty()) columns.insert(n->id);
    for (const auto& r : m.rules) {
      const auto column = r.id.empty() ? n->id : n->id + "/" + r.id;
      columns.insert(column);
      for (const auto& row : r.rate) {
        if (!row.id.empty()) columns.insert(column + "/" + row.id);
        register_inputs(row.value);
      }
    }
  }
  for_each_test(spec, tree, [&](const ConditionSpec& c) { register_inputs(c.limit); });
}

const Levels& Checker::levels(std::uint32_t node) {
  auto [it, fresh] = levels_of.try_emplace(node);
  if (fresh) {
    it->second.names = level_names(*tree.nodes[node]);
    it->second.set.insert(it->second.names.begin(), it->second.names.end());
  }
  return it->second;
}

Checker::Hint Checker::nearest_of(std::string_view wrong, const std::vector<std::string_view>& names, std::string en,
                                  std::string zh) {
  // a suggestion costs a pass over all names: enough for the first few, however long the document is
  const auto letters = std::min<std::size_t>(wrong.size(), 400);
  compared += names.size() * (letters * letters + 1);
  std::string_view best;
  if (patient()) best = nearest(wrong, names);
  if (best.empty()) return {std::move(en), std::move(zh)};
  return {"; did you mean \"" + std::string(best) + "\"?", "；是不是“" + std::string(best) + "”？"};
}

/// Ids make column names and pointers of their own; a document that was read has been checked for this.
void Checker::id(std::string_view text, const Path& at) {
  if (!text.empty() && text.find_first_of("/@#") == std::string_view::npos) return;
  out.error("S165", at, "an id must not be empty, nor contain / @ or #; choose another",
            "编号不能为空，也不能含 / @ #；请另取编号");
}

void Checker::top_level() {
  const Path top{};
  if (!spec.valid_from.empty() && !spec.valid_to.empty() && !(spec.valid_from < spec.valid_to))
    out.error("S136", top / "valid", "\"from\" must be before \"to\"; \"to\" is the first day it no longer counts",
              "from 须早于 to；to 是失效的第一天");
  if (spec.numbers.decimals > 12) {
    const Path numbers = top / "numbers";
    out.error("S111", numbers / "decimals", "decimals must be 0 to 12", "小数位数须为 0 至 12");
  }
  states(spec.states, top / "states");
  const Path list = top / "surveys";
  for (std::size_t i = 0; i < spec.surveys.size(); ++i) {
    const auto& s = spec.surveys[i];
    const Path item = list / i;
    if (!surveys.insert(s.id).second)
      out.error("S102", item / "id", "the survey id \"" + s.id + "\" is used twice; give every survey its own id",
                "问卷编号“" + s.id + "”重复；每份问卷须有唯一编号");
    const std::unordered_set<std::string_view> good(s.favourable.begin(), s.favourable.end());
    for (std::size_t k = 0; k < s.unfavourable.size(); ++k)
      if (good.contains(s.unfavourable[k])) {
        const Path answers = item / "unfavourable";
        out.error("S164", answers.maybe(k),
                  "the answer \"" + s.unfavourable[k] + "\" is favourable and unfavourable; keep one",
                  "答案“" + s.unfavourable[k] + "”既算正面又算负面；请只保留一处");
      }
  }
}

void Checker::run() {
  const Path top{};
  const Path root = top / "tree";
  std::size_t position = 0;
  walk(spec.tree, root, 1, position);
  if (out.errors()) return;  // there is no whole tree to ask about
  std::vector<std::uint32_t> in_order(tree.nodes.size());
  for (std::uint32_t i = 0; i < tree.nodes.size(); ++i) in_order[tree.position[i]] = i;
  tree.by_id.reserve(tree.nodes.size());
  for (auto i : in_order) tree.by_id.emplace(tree.nodes[i]->id, i);
  register_columns();
  for (std::size_t i = 0; i < spec.outcomes.size(); ++i) ladders.emplace(spec.outcomes[i].id, i);
  top_level();
  node(static_cast<std::uint32_t>(tree.nodes.size() - 1), root, nullptr, {});
  outcomes();
}

void check(const StandardSpec& spec, const Limits& limits, Tree& tree, Complaints& complaints) {
  Checker{spec, limits, tree, complaints}.run();
}

}  // namespace saniscore::inline v0::detail
