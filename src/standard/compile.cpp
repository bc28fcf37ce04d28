// compile(): check the spec, number the nodes, lay out the lane spaces, and emit steps in evaluation order.
#include "standard/compiler.hpp"

#include "base/sha256.hpp"
#include "standard/write.hpp"

#include <algorithm>
#include <utility>

namespace saniscore::inline v0 {

namespace detail {

namespace {

/// What each node reads. Numbers from `tree.nodes.size()` on stand for what a node's `applies` reads, with everything
/// its ancestors' do: a shared stop on the way, so that a condition above many leaves is listed once.
std::vector<std::vector<std::uint32_t>> dependencies(const Tree& tree) {
  const auto n = static_cast<std::uint32_t>(tree.nodes.size());
  std::vector<std::vector<std::uint32_t>> reads(2 * tree.nodes.size());
  const auto add = [&](std::uint32_t reader, const std::vector<std::uint32_t>& read) {
    reads[reader].insert(reads[reader].end(), read.begin(), read.end());
  };
  const auto test = [&](std::uint32_t reader, std::uint32_t node, const ConditionSpec& c) {
    if (c.previous || c.kind != ConditionSpec::Kind::compare) return;
    switch (c.subject) {
      case Subject::count: return add(reader, count_members(tree, c.count, node));
      case Subject::value:
        // a value's state is its leaf's, also where it is a part of what the leaf reads; a leaf may ask its own value
        for (const auto name : resolve_names(tree, c.of))
          for (auto end = name.size(); end != std::string_view::npos && end > 0; end = name.rfind('/', end - 1))
            if (const auto it = tree.by_id.find(name.substr(0, end)); it != tree.by_id.end() && it->second != node)
              reads[reader].push_back(it->second);
        return;
      case Subject::attribute:
      case Subject::fact:
      case Subject::self: return;
      default: add(reader, resolve(tree, c.of));
    }
  };
  for (std::uint32_t i = 0; i < n; ++i) {
    const auto& s = *tree.nodes[i];
    const auto up = tree.parent[i];
    if (up != none) {
      reads[up].push_back(i);
      reads[n + i].push_back(n + up);
    }
    reads[i].push_back(n + i);
    if (s.applies) for_each_test(*s.applies, [&](const ConditionSpec& c) { test(n + i, i, c); });
    for_each_own_test(s, [&](const ConditionSpec& c) { test(i, i, c); });
    for (const auto& a : s.adjust)
      if (a.times) add(i, count_members(tree, *a.times, i));
  }
  return reads;
}

/// "a → b → a", shortened in the middle when it is long.
std::string circle(const Tree& tree, const std::vector<std::uint32_t>& nodes) {
  constexpr std::size_t ends = 5;
  std::string out;
  for (std::size_t k = 0; k < nodes.size(); ++k) {
    if (nodes.size() > 2 * ends + 1 && k == ends) {
      out += "… (" + std::to_string(nodes.size() - 2 * ends) + ") → ";
      k = nodes.size() - ends;
    }
    out += tree.nodes[nodes[k]]->id + " → ";
  }
  return out + tree.nodes[nodes.front()]->id;
}

/// Nodes in an order in which everything a node reads comes before it; a cycle is reported with its path.
std::vector<std::uint32_t> evaluation_order(const Tree& tree, Complaints& out) {
  const auto n = static_cast<std::uint32_t>(tree.nodes.size());
  const auto reads = dependencies(tree);
  std::vector<std::uint32_t> order;
  order.reserve(n);
  enum class Visit : std::uint8_t { fresh, open, done };
  std::vector<Visit> visits(reads.size(), Visit::fresh);
  std::vector<std::pair<std::uint32_t, std::size_t>> stack;
  for (std::uint32_t root = 0; root < n; ++root) {
    if (visits[root] != Visit::fresh) continue;
    stack.emplace_back(root, 0);
    visits[root] = Visit::open;
    while (!stack.empty()) {
      auto& [node, next] = stack.back();
      if (next == reads[node].size()) {
        visits[node] = Visit::done;
        if (node < n) order.push_back(node);
        stack.pop_back();
        continue;
      }
      const auto child = reads[node][next++];
      if (visits[child] == Visit::fresh) {
        visits[child] = Visit::open;
        stack.emplace_back(child, 0);
      } else if (visits[child] == Visit::open) {
        std::vector<std::uint32_t> path;
        const auto first = std::find_if(stack.begin(), stack.end(), [&](const auto& s) { return s.first == child; });
        for (auto it = first; it != stack.end(); ++it) {
          const auto real = it->first < n ? it->first : it->first - n;
          if (path.empty() || path.back() != real) path.push_back(real);
        }
        if (path.size() > 1 && path.front() == path.back()) path.pop_back();
        const auto text = circle(tree, path);
        out.error(
            "S140", node_path(tree, path.front()).path(),
            "criteria wait for each other in a circle: " + text + "; break it by asking values or attributes instead",
            "指标循环引用：" + text + "；请改为引用观测值或属性");
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
  return {n.reduce.begin() + static_cast<std::ptrdiff_t>(pooled_steps(n)), n.reduce.end()};
}

std::size_t pooled_steps(const NodeSpec& n) {
  const auto first_other = [](const std::vector<ReduceStep>& steps) {
    return std::find_if(steps.begin(), steps.end(), [](const auto& s) { return s.by != ReduceStep::By::pooled; });
  };
  if (!n.measure || !n.from || n.from->kind != InputSpec::Kind::ratio) return 0;
  if (first_other(n.from->reduce) != n.from->reduce.end()) return 0;  // the parts are gone
  return static_cast<std::size_t>(first_other(n.reduce) - n.reduce.begin());
}

void Compiler::nodes() {
  const auto n = tree.nodes.size(), leaves = tree.leaves.size();
  p.nodes.resize(n);
  p.document_order.resize(n);
  p.by_id.reserve(n);
  p.child_list.reserve(n);
  p.column_by_name.reserve(leaves);
  p.columns.reserve(leaves);
  p.column_names.reserve(leaves);
  p.inputs.reserve(leaves);
  p.leaves.reserve(leaves);
  p.slots.reserve(2 * n);  // a number and a result per leaf, two results per group
  p.steps.reserve(2 * n);
  p.uses.reserve(2 * n);
  loaded.reserve(leaves);
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
    info.levels = level_names(*info.spec);
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
    for (auto it = steps.rbegin(); it != steps.rend(); ++it) info.in = add_space(info.in, *it, i);
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
  if (out.errors()) return;
  nodes();
  const auto order = evaluation_order(tree, out);
  if (out.errors()) return;
  dictionaries();
  if (out.errors()) return;
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
  detail::Complaints out(program->spec, limits.diagnostics);
  detail::Compiler compiler{*program, limits, out};
  compiler.run();
  const bool failed = out.errors();
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
