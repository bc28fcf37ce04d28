// compile(): check the spec, number the nodes, lay out the lane spaces, and emit steps in evaluation order.
#include "standard/compiler.hpp"

#include "base/sha256.hpp"
#include "standard/write.hpp"

#include <algorithm>
#include <utility>

namespace saniscore::inline v0 {

namespace detail {

namespace {

/// Nodes in an order in which everything a node reads comes before it; a cycle is reported with its path.
std::vector<std::uint32_t> evaluation_order(const Program& p, const Tree& tree, Complaints& out) {
  const auto n = tree.nodes.size();
  std::vector<std::vector<std::uint32_t>> reads(n);
  const auto read_condition = [&](std::uint32_t node, const ConditionSpec& top) {
    const Path none_path{};
    for_each_condition(top, none_path, [&](const ConditionSpec& c, const Path&) {
      if (c.previous || c.kind != ConditionSpec::Kind::compare) return;
      if (c.subject == Subject::count) {
        for (auto m : count_members(p, tree, c.count, none)) reads[node].push_back(m);
      } else if (c.subject == Subject::value) {
        // a value's state is its leaf's; a leaf may ask its own value
        for (auto m : resolve(tree, c.of))
          if (m != node) reads[node].push_back(m);
      } else if (c.subject != Subject::attribute && c.subject != Subject::fact && c.subject != Subject::self) {
        for (auto m : resolve(tree, c.of)) reads[node].push_back(m);
      }
    });
  };
  const auto read_number = [&](std::uint32_t node, const NumberSpec& x) {
    for (const auto& k : x.cases)
      if (k.when) read_condition(node, *k.when);
  };
  for (std::uint32_t i = 0; i < n; ++i) {
    const auto& s = *tree.nodes[i];
    if (tree.parent[i] != none) reads[tree.parent[i]].push_back(i);
    for (auto a = i; a != none; a = tree.parent[a])
      if (tree.nodes[a]->applies) read_condition(i, *tree.nodes[a]->applies);
    for (const auto& a : s.adjust) {
      if (a.when) read_condition(i, *a.when);
      if (a.times)
        for (auto m : count_members(p, tree, *a.times, i)) reads[i].push_back(m);
      read_number(i, a.amount);
    }
    for (const auto& row : s.table)
      if (row.when) read_condition(i, *row.when);
    if (s.measure) {
      const auto& m = *s.measure;
      if (m.condition) read_condition(i, *m.condition);
      for (const auto* x : {&m.of, &m.target, &m.step, &m.deduct}) read_number(i, *x);
      for (const auto& b : m.bands) read_number(i, b.limit);
      for (const auto& r : m.rules)
        for (const auto& row : r.rate)
          if (row.when) read_condition(i, *row.when);
    }
  }
  std::vector<std::uint32_t> order;
  order.reserve(n);
  std::vector<std::uint8_t> color(n, 0);
  std::vector<std::pair<std::uint32_t, std::size_t>> stack;
  for (std::uint32_t root = 0; root < n; ++root) {
    if (color[root] != 0) continue;
    stack.emplace_back(root, 0);
    color[root] = 1;
    while (!stack.empty()) {
      auto& [node, next] = stack.back();
      if (next == reads[node].size()) {
        color[node] = 2;
        order.push_back(node);
        stack.pop_back();
        continue;
      }
      const auto child = reads[node][next++];
      if (color[child] == 0) {
        color[child] = 1;
        stack.emplace_back(child, 0);
      } else if (color[child] == 1) {
        std::string path = tree.nodes[child]->id;
        bool inside = false;
        for (const auto& [k, unused] : stack) {
          if (inside) path += " → " + tree.nodes[k]->id;
          inside = inside || k == child;
        }
        path += " → " + tree.nodes[child]->id;
        out.error(
            "S140", node_path(tree, child).path(),
            "criteria wait for each other in a circle: " + path + "; break it by asking inputs or attributes instead",
            "指标循环引用:" + path + ";请改为引用观测值或属性。");
        return {};
      }
    }
  }
  return order;
}

std::array<Policy, 5> policies(const StandardSpec& spec, const Tree& tree, std::uint32_t node) {
  std::array<Policy, 5> out;
  for (std::size_t s = 1; s < 5; ++s) {
    out[s] = s == 1 ? Policy{Policy::Kind::drop, 0} : Policy{Policy::Kind::unknown, 0};
    if (spec.states.policy[s]) out[s] = *spec.states.policy[s];
    for (auto k = node; k != none; k = tree.parent[k])
      if (tree.nodes[k]->states.policy[s]) {
        out[s] = *tree.nodes[k]->states.policy[s];
        break;
      }
  }
  return out;
}

}  // namespace

PathHolder node_path(const Tree& tree, std::uint32_t node) {
  PathHolder h;
  std::vector<std::size_t> steps;
  for (auto k = node; tree.parent[k] != none; k = tree.parent[k]) {
    const auto& siblings = tree.nodes[tree.parent[k]]->children;
    steps.push_back(static_cast<std::size_t>(tree.nodes[k] - siblings.data()));
  }
  h.parts.reserve(2 + 2 * steps.size());
  h.parts.push_back(Path{});
  h.parts.push_back(Path{&h.parts.back(), "tree", 0, false});
  for (auto it = steps.rbegin(); it != steps.rend(); ++it) {
    h.parts.push_back(Path{&h.parts.back(), "children", 0, false});
    h.parts.push_back(Path{&h.parts.back(), {}, *it, true});
  }
  return h;
}

std::vector<ReduceStep> own_steps(const NodeSpec& n) {
  const bool first_pools = pools_input(n);
  return {n.reduce.begin() + (first_pools ? 1 : 0), n.reduce.end()};
}

bool pools_input(const NodeSpec& n) {
  return n.measure && n.from && n.from->kind == InputSpec::Kind::ratio && !n.reduce.empty() &&
         n.reduce.front().by == ReduceStep::By::pooled;
}

std::vector<std::uint32_t> count_members(const Program&, const Tree& tree, const CountSpec& c, std::uint32_t inside) {
  std::vector<std::uint32_t> all;
  if (!c.of.nodes.empty() || !c.of.tags.empty()) {
    // a group means the leaves below it
    for (auto n : resolve(tree, c.of)) {
      if (tree.nodes[n]->children.empty()) {
        all.push_back(n);
        continue;
      }
      for (std::uint32_t i = 0; i < n; ++i) {
        if (!tree.nodes[i]->children.empty()) continue;
        for (auto k = tree.parent[i]; k != none; k = tree.parent[k])
          if (k == n) {
            all.push_back(i);
            break;
          }
      }
    }
    return all;
  } else {
    for (std::uint32_t i = 0; i < tree.nodes.size(); ++i)
      if (tree.nodes[i]->children.empty()) all.push_back(i);
  }
  if (inside == none) return all;
  // an adjustment of a node counts below that node, unless it says where
  std::vector<std::uint32_t> out;
  for (auto i : all)
    for (auto k = tree.parent[i]; k != none; k = tree.parent[k])
      if (k == inside) {
        out.push_back(i);
        break;
      }
  return out;
}

void Compiler::nodes() {
  const auto n = tree.nodes.size();
  p.nodes.resize(n);
  p.document_order.resize(n);
  std::vector<std::vector<Node>> children(n);
  for (std::uint32_t i = 0; i < n; ++i) {
    auto& info = p.nodes[i];
    info.spec = tree.nodes[i];
    info.parent = tree.parent[i];
    info.document_position = tree.position[i];
    p.document_order[tree.position[i]] = Node{i};
    p.by_id.emplace(info.spec->id, i);
    if (info.parent != none) children[info.parent].push_back(Node{i});
  }
  for (std::uint32_t i = 0; i < n; ++i) {
    auto& info = p.nodes[i];
    info.first_child = static_cast<std::uint32_t>(p.child_list.size());
    info.child_count = static_cast<std::uint32_t>(children[i].size());
    p.child_list.insert(p.child_list.end(), children[i].begin(), children[i].end());
    info.leaf = children[i].empty();
    info.scored = is_scored(*info.spec);
    info.policy = policies(p.spec, tree, i);
    info.levels = level_names(p.spec, *info.spec);
    // declared points bottom-up: children come first, so a sum is linear in all
    const auto& s = *info.spec;
    if (s.points)
      info.points = *s.points;
    else if (s.combine == Combine::sum) {
      info.points = s.start;
      for (auto c : children[i]) {
        const auto& child = p.nodes[static_cast<std::uint32_t>(c)];
        if (child.scored && !child.spec->extra) info.points += child.points;
      }
    } else
      info.points = info.scored ? 100 : 0;
    info.scale = std::abs(info.points);
    if (s.combine == Combine::sum) {
      double total = 0;
      for (auto c : children[i]) total += p.nodes[static_cast<std::uint32_t>(c)].scale;
      info.scale = std::max({info.scale, total, std::abs(s.start)});
    }
  }
  // directions, spaces and grain top-down, in document order
  p.spaces.push_back(Space{});
  for (auto d : p.document_order) {
    const auto i = static_cast<std::uint32_t>(d);
    auto& info = p.nodes[i];
    const auto* up = info.parent == none ? nullptr : &p.nodes[info.parent];
    info.direction = info.spec->direction ? *info.spec->direction : up ? up->direction : p.spec.direction;
    info.out = up ? up->in : 0;
    info.in = info.out;
    const auto steps = own_steps(*info.spec);
    for (auto it = steps.rbegin(); it != steps.rend(); ++it) {
      if (p.spaces[info.in].has[static_cast<std::size_t>(it->over)])
        out.error("S112", node_path(tree, i).path(), "this dimension is already reduced by a criterion above",
                  "该维度已由上级归并。");
      info.in = add_space(info.in, *it, i);
    }
  }
}

SpaceId Compiler::add_space(SpaceId parent, const ReduceStep& step, std::uint32_t owner) {
  Space s;
  s.parent = parent;
  s.depth = static_cast<std::uint8_t>(p.spaces[parent].depth + 1);
  s.over = step.over;
  s.owner = owner;
  s.step = step;
  s.has = p.spaces[parent].has;
  s.has[static_cast<std::size_t>(step.over)] = true;
  p.spaces.push_back(std::move(s));
  return static_cast<SpaceId>(p.spaces.size() - 1);
}

void Compiler::run() {
  check(p.spec, limits, tree, out);
  if (out.errors) return;
  nodes();
  if (out.errors) return;
  const auto order = evaluation_order(p, tree, out);
  if (out.errors) return;
  dictionaries();
  if (out.errors) return;
  for (auto i : order) emit_node(i);
  for (std::uint32_t i = 0; i < p.nodes.size(); ++i)
    if (p.nodes[i].slot != none) p.nodes[i].unit_slot = bundle_in(i, 0);
  outcomes();
  for (auto& in : p.inputs) in.leaf = p.columns[in.name].finding_leaf;  // whoever reads it, findings count
}

}  // namespace detail

Result<Standard> compile(StandardSpec&& spec, const Limits& limits) {
  auto program = std::make_shared<Program>();
  program->spec = std::move(spec);
  detail::Complaints out{program->spec, limits.diagnostics};
  detail::Compiler compiler{*program, limits, out};
  compiler.run();
  const bool failed = out.errors;
  auto diagnostics = out.finish();
  if (failed) return diagnostics;
  program->fingerprint = detail::sha256_hex(detail::canonical_rules(program->spec));
  program->name = program->spec.id + "@" + program->spec.edition;
  program->spec.text.reset();
  return {Standard(std::move(program)), std::move(diagnostics)};
}

Result<Standard> compile(const StandardSpec& spec, const Limits& limits) { return compile(StandardSpec(spec), limits); }

Result<Standard> load_standard(std::string_view json, std::string source_name, const Limits& limits) {
  auto spec = read_standard(json, std::move(source_name), limits);
  if (!spec) return spec.diagnostics();
  return compile(std::move(*spec), limits);
}

}  // namespace saniscore::inline v0
