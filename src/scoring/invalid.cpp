#include "scoring/invalid.hpp"

#include "base/text.hpp"
#include "scoring/driver.hpp"

#include <algorithm>

namespace saniscore::inline v0::detail {

namespace {

constexpr std::size_t most_shown = 20, block = 512;

struct Reason {
  std::string en, zh;
};

struct Finder {
  const Program& p;
  const Frame& f;
  std::span<const std::string> units;
  InvalidValues& found;
  std::vector<std::uint32_t> producer = std::vector<std::uint32_t>(p.slots.size(), none);  ///< step per slot

  /// Columns that a slot is worked out from.
  std::string columns_of(Slot slot) const {
    std::vector<Slot> todo{slot};
    std::vector<std::string> names;
    while (!todo.empty()) {
      const auto k = producer[todo.back()];
      todo.pop_back();
      if (k == none) continue;
      const auto& st = p.steps[k];
      if (st.op == Op::load) names.push_back(p.columns[p.inputs[st.param].name].name);
      for (std::uint32_t u = 0; u < st.use_count; ++u) todo.push_back(p.uses[st.uses + u]);
    }
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    std::string text;
    for (const auto& n : names) text += (text.empty() ? "" : ", ") + n;
    return text;
  }

  /// Nothing where somebody entered it as invalid.
  std::optional<Reason> reason(const Run& r, const LeafParams& l, std::size_t i) const {
    if (l.applies != none && r.truth(l.applies)[i] == unsure) {
      const auto names = columns_of(l.applies);
      return Reason{"whether it applies is not known; it depends on " + names, "是否适用未知，取决于 " + names};
    }
    for (auto slot : l.numbers)
      if (r.value(slot).state[i] != 0) {
        const auto names = columns_of(slot);
        return Reason{"a number of its rule is not known; it depends on " + names,
                      "评分办法所需的数未知，取决于 " + names};
      }
    std::vector<Slot> slots;
    if (l.input != none) slots.push_back(l.input);
    for (const auto& c : l.columns) slots.push_back(c.value);
    for (auto slot : slots) {
      if (r.value(slot).state[i] != 4) continue;
      if (producer[slot] == none || p.steps[producer[slot]].op != Op::ratio) return std::nullopt;
      const auto names = columns_of(slot);
      return Reason{names + ": division by 0", names + "：除数为 0"};
    }
    if (l.input == none) return Reason{"a count is negative", "次数为负"};
    const double x = r.value(l.input).v[i];
    std::string shown = number_text(x);
    if (const auto k = producer[l.input]; k != none && p.steps[k].op == Op::load) {
      const auto& column = p.columns[p.inputs[p.steps[k].param].name];
      if (column.label)
        shown = x >= 0 && x < static_cast<double>(column.dictionary.size())
                    ? "\"" + for_display(column.dictionary[static_cast<std::size_t>(x)]) + "\""
                    : std::string();
    }
    if (shown.empty()) return Reason{"the rule does not know this answer", "评分办法没有此选项"};
    std::string range;
    if (l.range_low > -infinity || l.range_high < infinity)
      range = number_text(l.range_low) + "–" + number_text(l.range_high);
    return Reason{shown + " is not a value that the rule allows" + (range.empty() ? "" : " (" + range + ")"),
                  "评分办法不允许 " + shown + (range.empty() ? "" : "（应为 " + range + "）")};
  }

  void report(const Run& r, const LeafParams& l, SpaceId space, std::size_t lane, std::size_t base) {
    const auto why = reason(r, l, lane - base);
    if (!why || ++found.found > most_shown) return;
    // up from the lane to its unit, with the keys on the way
    std::string place;
    auto at = lane;
    for (auto s = space; s != 0; s = p.spaces[s].parent) {
      const auto& fs = f.spaces[s];
      if (fs.key && fs.key[at] != 0) {
        place = ", " + std::string(to_text(p.spaces[s].over)) + " " + f.keys[fs.key[at]] + place;
      }
      if (fs.first)
        at = static_cast<std::size_t>(std::upper_bound(fs.first, fs.first + fs.parents + 1, at) - fs.first) - 1;
    }
    Diagnostic d;
    d.code = "D122";
    d.severity = Severity::warning;
    d.pointer = "unit " + units[at] + ", criterion " + p.nodes[l.node].spec->id + place;
    d.en = "invalid: " + why->en;
    d.zh = "无效：" + why->zh;
    found.shown.push_back(std::move(d));
  }

  void run(std::vector<Node> leaves) {
    for (std::uint32_t k = 0; k < p.steps.size(); ++k)
      if (producer[p.steps[k].out] == none) producer[p.steps[k].out] = k;
    const bool all = leaves.empty();
    for (std::uint32_t i = 0; i < p.nodes.size() && all; ++i)
      if (p.nodes[i].leaf) leaves.push_back(Node{i});
    const auto plan = make_plan(p, leaves, true, false);
    Scratch scratch;
    for (std::size_t from = 0; from < f.units; from += block) {
      const auto to = std::min(f.units, from + block);
      Run lanes(p, plan, f, kernels_for(InstructionSet::automatic), scratch);
      scratch.base.resize(p.spaces.size());
      scratch.count.resize(p.spaces.size());
      lanes.lanes_of(from, to);
      const auto widest = *std::max_element(scratch.count.begin(), scratch.count.end());
      if (scratch.lanes < widest) {
        scratch.prepare(p, plan, widest);
        lanes.lanes_of(from, to);
      }
      for (auto k : plan.steps) {
        const auto& st = p.steps[k];
        lanes.step(st);
        if (st.op != Op::measure) continue;
        const auto& state = lanes.bundle(st.out).own.state;
        for (std::size_t i = 0, n = lanes.lanes(st.space); i < n; ++i)
          if (state[i] == 4)
            report(lanes, p.leaves[st.param], st.space, scratch.base[st.space] + i, scratch.base[st.space]);
      }
    }
  }
};

/// Leaves that a plan does not measure.
std::vector<Node> leaves_outside(const Program& p, const Plan& plan) {
  std::vector<bool> measured(p.nodes.size());
  for (auto k : plan.steps)
    if (p.steps[k].op == Op::measure) measured[p.leaves[p.steps[k].param].node] = true;
  std::vector<Node> out;
  for (std::uint32_t i = 0; i < p.nodes.size(); ++i)
    if (p.nodes[i].leaf && !measured[i]) out.push_back(Node{i});
  return out;
}

}  // namespace

void InvalidValues::add(InvalidValues more) {
  found += more.found;
  for (auto& d : more.shown)
    if (shown.size() < most_shown) shown.push_back(std::move(d));
}

void look_for_invalid(const Program& p, const Frame& frame, std::span<const std::string> units, const Plan& plan,
                      bool scored_invalid, InvalidValues& into) {
  auto leaves = scored_invalid ? std::vector<Node>{} : leaves_outside(p, plan);
  if (scored_invalid || !leaves.empty()) Finder{p, frame, units, into}.run(std::move(leaves));
}

std::vector<Diagnostic> told(InvalidValues found) {
  if (found.found > found.shown.size()) {
    Diagnostic more;
    more.code = "D122";
    more.severity = Severity::note;
    more.en = "and " + std::to_string(found.found - found.shown.size()) + " more";
    more.zh = "另有 " + std::to_string(found.found - found.shown.size()) + " 处";
    found.shown.push_back(std::move(more));
  }
  return std::move(found.shown);
}

}  // namespace saniscore::inline v0::detail
