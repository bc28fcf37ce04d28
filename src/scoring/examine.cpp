// examine(): a unit of which nothing is known, and the same unit at its best and worst.
#include "base/text.hpp"
#include "scoring/attribution.hpp"
#include "scoring/describe.hpp"
#include "scoring/numbers.hpp"
#include "scoring/text.hpp"

#include <saniscore/scoring/examine.hpp>

#include <algorithm>
#include <cmath>

namespace saniscore::inline v0 {

using namespace detail;

namespace {

/// One unit, one lane everywhere, and no observation.
Frame nothing_seen(const Program& p) {
  Frame f;
  clear(p, f);
  f.units = 1;
  return f;
}

/// Where several levels earn the lowest (or highest) score, the last and the first of them are tried.
enum class End : std::uint8_t { open, worst, best, worst_but_good_level, best_but_bad_level };
constexpr std::size_t all_ends = 5;

/// A leaf's end: its highest or lowest score, with the level that goes with it; anything for `open`.
struct Ends {
  Setting open, low, high, low_first, high_last;
  bool finite = true;

  Ends(const Program& p, std::uint32_t leaf) {
    const auto& info = p.nodes[leaf];
    open = {0, info.own_low, info.own_high, unknown_level, false};
    finite = std::isfinite(info.own_low) && std::isfinite(info.own_high);
    const auto at = [&](double x) {
      const double score = std::isfinite(x) ? x : std::clamp(x, 0.0, info.points);
      return Setting{score, score, score, no_level, true};
    };
    low = low_first = at(info.own_low);
    high = high_last = at(info.own_high);
    for (const auto& a : answers_of(p, leaf)) {
      if (a.to.score == low.score) low = a.to;
      if (a.to.score == low.score && low_first.level == no_level) low_first = a.to;
      if (a.to.score == high.score) high_last = a.to;
      if (a.to.score == high.score && high.level == no_level) high = a.to;
    }
  }
  [[nodiscard]] const Setting& at(End end) const {
    switch (end) {
      case End::open: return open;
      case End::worst: return low;
      case End::best: return high;
      case End::worst_but_good_level: return low_first;
      case End::best_but_bad_level: return high_last;
    }
    return open;
  }
};

struct Examiner {
  const Standard& standard;
  Examination& out;
  const Program& p = standard.program();
  const Frame frame = nothing_seen(p);
  Scenarios run{standard, frame};
  std::vector<Ends> ends{};                                                 ///< per LeafParams
  std::vector<std::size_t> row = std::vector<std::size_t>(p.nodes.size());  ///< of out.nodes, per node
  std::vector<std::uint32_t> never{};                                       ///< nodes whose `applies` can never hold

  Examiner(const Standard& s, Examination& o) : standard(s), out(o) {
    for (const auto& l : p.leaves) ends.emplace_back(p, l.node);
  }

  /// What end(leaf, copy) says is set in every leaf; what nothing is known of stays open in the first copy.
  template <class EndOf>
  void score(std::size_t copies, Keep keep, EndOf end) {
    const bool several = p.spaces.size() > 1, unknown = end(none, 0) == End::open;
    const auto watch = [&](Run& r, const Step& st) {
      const auto n = r.lanes(st.space);
      switch (st.op) {
        case Op::measure: {
          auto& b = r.bundle(st.out);
          r.open_enclosure(b, n);
          b.partial = false;
          const auto& l = p.leaves[st.param];
          for (std::size_t i = 0; i < n; ++i) put(b, i, l.points, ends[st.param].at(end(l.node, i)));
          break;
        }
        case Op::test_state:
          if (unknown) r.truth(st.out)[0] = unsure;
          break;
        case Op::test_level:  // sites that differ have no level in common
          if (unknown && several && r.truth(st.out)[0] == yes) r.truth(st.out)[0] = unsure;
          break;
        case Op::count:
          if (unknown && (several || p.counts[st.param].by_state)) r.counts(st.out).least[0] = 0;
          if (unknown && p.counts[st.param].by_state)
            r.counts(st.out).most[0] = static_cast<double>(p.counts[st.param].members.size());
          break;
        case Op::applies:
          if (unknown && r.truth(p.uses[st.uses])[0] == no) never.push_back(st.out);
          std::fill_n(r.truth(st.out), n, std::uint8_t{yes});
          break;
        case Op::adjust: {
          // an amount that depends on something leaves its node open
          const auto& a = p.adjusts[st.param];
          if (a.amount.slot == none) break;
          const auto& info = p.nodes[a.node];
          auto& b = r.bundle(st.out);
          r.open_enclosure(b, n);
          for (std::size_t i = 0; i < n; ++i) put(b, i, info.points, {0, info.low, info.high, unknown_level, false});
          break;
        }
        case Op::reduce: {
          // one lane is enough here, whatever the standard needs
          const auto& step = p.spaces[p.reduces[st.param].space].step;
          if (!step.short_is_unknown || step.by == ReduceStep::By::pooled || step.by == ReduceStep::By::share_passing)
            break;
          const auto& in = r.bundle(p.uses[st.uses]);
          auto& b = r.bundle(st.out);
          for (std::size_t i = 0; i < n; ++i) {
            b.own.score[i] = in.own.score[i];
            b.own.maximum[i] = in.own.maximum[i];
            b.own.lower[i] = in.lower()[i];
            b.own.upper[i] = in.upper()[i];
            b.own.applicable[i] = in.applicable()[i];
            b.own.state[i] = in.own.state[i];
            b.own.disposition[i] = in.own.disposition[i];
            b.level[i] = in.level[i];
          }
          break;
        }
        default: break;
      }
    };
    run.run(copies, {}, keep, watch);
  }

  NodeReach& at(std::uint32_t node) { return out.nodes[row[node]]; }

  void odd(Oddity::Kind kind, std::uint32_t node, std::string id, std::string en, std::string zh) {
    out.oddities.push_back({kind, node == none ? no_node : Node{node}, std::move(id), std::move(en), std::move(zh)});
  }

  void ranges();
  void weights();
  void levels();
  void rules();
  void bands(std::uint32_t node);
  void points();
  [[nodiscard]] std::vector<bool> entangled() const;
};

/// Groups below which two leaves read one column: their ends need not go together.
std::vector<bool> Examiner::entangled() const {
  std::vector<std::uint32_t> producer(p.slots.size(), none);
  for (std::uint32_t k = 0; k < p.steps.size(); ++k)
    if (producer[p.steps[k].out] == none) producer[p.steps[k].out] = k;
  std::vector<std::vector<std::uint32_t>> readers(p.columns.size());
  for (const auto& st : p.steps) {
    if (st.op != Op::measure) continue;
    std::vector<Slot> todo(p.uses.begin() + st.uses, p.uses.begin() + st.uses + st.use_count);
    while (!todo.empty()) {
      const auto slot = todo.back();
      todo.pop_back();
      if (p.slots[slot].kind != SlotKind::value || producer[slot] == none) continue;
      const auto& from = p.steps[producer[slot]];
      if (from.op == Op::load) {
        auto& list = readers[p.inputs[from.param].name];
        if (list.empty() || list.back() != p.leaves[st.param].node) list.push_back(p.leaves[st.param].node);
      }
      for (std::uint32_t u = 0; u < from.use_count; ++u) todo.push_back(p.uses[from.uses + u]);
    }
  }
  std::vector<bool> together(p.nodes.size(), false);
  for (std::uint32_t c = 0; c < readers.size(); ++c) {
    if (readers[c].size() < 2 || p.columns[c].attribute || p.columns[c].previous) continue;
    std::vector<int> below(p.nodes.size(), 0);
    for (auto leaf : readers[c])
      for (auto k = leaf; k != none; k = p.nodes[k].parent)
        if (++below[k] > 1) together[k] = true;
  }
  return together;
}

void Examiner::ranges() {
  score(all_ends, Keep::all, [](std::uint32_t, std::size_t copy) { return static_cast<End>(copy); });
  const auto together = entangled();
  for (auto n : standard.document_order()) {
    const auto i = static_cast<std::uint32_t>(n);
    const auto slot = p.nodes[i].unit_slot;
    if (!p.nodes[i].scored || slot == none) continue;
    const auto& b = run.bundle(slot);
    NodeReach r;
    r.node = n;
    const double scale = p.nodes[i].scale;
    const auto clean = [&](double x) { return std::isfinite(x) ? snapped(x, scale) : x; };
    r.lowest = clean(b.lower()[0]);
    r.highest = clean(b.upper()[0]);
    for (std::size_t copy = 1; copy < all_ends && !together[i]; ++copy) {
      if (b.own.disposition[copy] != has_score) continue;
      r.lowest_exact = r.lowest_exact || clean(b.own.score[copy]) == r.lowest;
      r.highest_exact = r.highest_exact || clean(b.own.score[copy]) == r.highest;
    }
    row[i] = out.nodes.size();
    out.nodes.push_back(r);
  }
}

void Examiner::levels() {
  for (std::size_t l = 0; l < p.ladders.size(); ++l) {
    const auto& ladder = *p.ladders[l].spec;
    for (std::size_t k = 0; k < ladder.levels.size(); ++k) {
      if ((run.outcomes().possible(l)[0] >> k & 1) != 0) continue;
      const auto en = std::string(in_language(ladder.title, Language::en, ladder.id)) + ": the level " +
                      level_text(ladder, ladder.levels[k].level, Language::en) + " can never be reached",
                 zh = std::string(in_language(ladder.title, Language::zh, ladder.id)) + "：等次“" +
                      level_text(ladder, ladder.levels[k].level, Language::zh) + "”永远达不到";
      odd(Oddity::Kind::level_never, none, ladder.id + "/" + ladder.levels[k].level, en, zh);
    }
  }
  for (const auto& g : p.gates) {
    const auto t = run.truth(g.term);
    if (t == unsure) continue;
    const bool holds = t != no;
    const auto name = in_language(g.spec->title, Language::en, g.spec->id),
               cn = in_language(g.spec->title, Language::zh, g.spec->id);
    odd(holds ? Oddity::Kind::gate_always : Oddity::Kind::gate_never, none, g.spec->id,
        "the gate \"" + std::string(name) + (holds ? "\" always holds" : "\" can never hold"),
        "前置条件“" + std::string(cn) + (holds ? "”总是满足" : "”永远无法满足"));
  }
}

void Examiner::rules() {
  for (const auto& st : p.steps) {
    if (st.op == Op::applies && std::find(never.begin(), never.end(), st.out) != never.end())
      for (std::uint32_t n = 0; n < p.nodes.size(); ++n)
        if (p.nodes[n].applies == st.out && p.nodes[n].spec->applies)
          odd(Oddity::Kind::rule_never, n, "applies", "the criterion can never apply", "该指标永远不适用");
    if (st.op == Op::table) {
      const auto& t = p.tables[st.param];
      auto next = t.child_first;
      bool settled = false;
      for (std::size_t k = 0; k < t.rows.size(); ++k) {
        const auto answer = t.rows[k].last ? std::uint8_t{yes} : run.truth_of(p.uses[st.uses + next++]);
        if (settled || (answer & yes) == 0)
          odd(Oddity::Kind::rule_never, t.node, "row " + std::to_string(k + 1),
              "row " + std::to_string(k + 1) + " of the table is never reached",
              "判定表第 " + std::to_string(k + 1) + " 行永远用不到");
        settled = settled || answer == yes;
      }
    }
    if (st.op != Op::adjust) continue;
    const auto& a = p.adjusts[st.param];
    const auto& spec = p.nodes[a.node].spec->adjust[a.index];
    const auto& stages = run.stages(a.node);
    const auto here = std::find_if(stages.begin(), stages.end(), [&](const Stage& s) { return s.step == &st; });
    const bool fixed = a.amount.slot == none && !a.share && here != stages.begin();
    const bool idle = (a.when != none && (run.truth_of(a.when) & yes) == 0) ||
                      (fixed && spec.kind == AdjustSpec::Kind::cap && a.amount.constant >= (here - 1)->upper[0]) ||
                      (fixed && spec.kind == AdjustSpec::Kind::floor && a.amount.constant <= (here - 1)->lower[0]);
    if (idle)
      odd(Oddity::Kind::rule_never, a.node, step_name(p, st),
          "the rule never acts: " + describe_step(p, st, Language::en),
          "该规则永远不起作用：" + describe_step(p, st, Language::zh));
  }
}

/// Bands that no value of the declared range, or no count, falls into.
void Examiner::bands(std::uint32_t node) {
  const auto& l = p.leaves[p.nodes[node].params];
  if (l.kind != MeasureSpec::Kind::bands || !l.measured) return;
  const bool counts = p.nodes[node].spec->value && p.nodes[node].spec->value->kind == "count";
  // what is left for the band at hand
  double low = std::max(l.range_low, counts ? 0.0 : -infinity), high = l.range_high;
  bool low_open = false, high_open = false;
  for (std::size_t k = 0; k < l.rows.size(); ++k) {
    const auto& r = l.rows[k];
    const bool empty = low > high || (low == high && (low_open || high_open));
    if (!r.last && r.limit.slot != none) return;
    const double x = r.limit.constant;
    const bool none_fits = empty || (!r.last && ((r.op == Operator::lt && x <= low) ||
                                                 (r.op == Operator::le && (x < low || (x == low && low_open))) ||
                                                 (r.op == Operator::gt && x >= high) ||
                                                 (r.op == Operator::ge && (x > high || (x == high && high_open)))));
    if (none_fits)
      odd(Oddity::Kind::rule_never, node, "band " + std::to_string(k + 1),
          "no value falls into band " + std::to_string(k + 1), "没有观测值会落入第 " + std::to_string(k + 1) + " 段");
    if (r.last || none_fits) continue;
    if (r.op == Operator::lt || r.op == Operator::le) {
      low = x;
      low_open = r.op == Operator::le;
    } else {
      high = x;
      high_open = r.op == Operator::ge;
    }
  }
}

void Examiner::points() {
  for (auto n : standard.document_order()) {
    const auto i = static_cast<std::uint32_t>(n);
    const auto& s = *p.nodes[i].spec;
    if (p.nodes[i].leaf) {
      if (p.nodes[i].params != none && s.measure) bands(i);
      continue;
    }
    if (s.combine != Combine::sum || !s.points) continue;
    double sum = s.start;
    for (const auto& part : p.combines[p.nodes[i].params].parts) sum += part.extra ? 0 : part.points;
    if (snapped(sum, p.nodes[i].scale) == *s.points) continue;
    const auto made = number_text(snapped(sum, p.nodes[i].scale)), declared = number_text(*s.points);
    const bool rescaled = s.on_drop == OnDrop::rescale;
    odd(Oddity::Kind::points_differ, i, "points",
        "declares " + declared + " points, its parts make " + made + (rescaled ? "; they are rescaled" : ""),
        "声明 " + declared + " 分，下级合计 " + made + " 分" + (rescaled ? "，按比例折算" : ""));
  }
}

void Examiner::weights() {
  score(1, Keep::all, [](std::uint32_t, std::size_t) { return End::best; });
  const auto parts = attribute(run, {});
  std::vector<std::uint32_t> whole_of(p.nodes.size(), none);
  for (auto whole : wholes(standard)) {
    const auto share = [&](auto&& each, std::uint32_t k) -> void {
      whole_of[k] = whole;
      const double most = parts.nodes[whole].maximum;
      if (p.nodes[k].scored && p.nodes[k].unit_slot != none && most != 0) at(k).weight = parts.nodes[k].maximum / most;
      for (auto c : standard.children(Node{k})) each(each, static_cast<std::uint32_t>(c));
    };
    share(share, whole);
  }
  // each leaf at its other end, the others all at their best, then all at their worst
  std::vector<std::uint32_t> leaves;
  for (const auto& n : out.nodes)
    if (standard.is_leaf(n.node) && whole_of[static_cast<std::uint32_t>(n.node)] != none)
      leaves.push_back(static_cast<std::uint32_t>(n.node));
  for (const auto others : {End::best, End::worst})
    for (std::size_t from = 0; from < leaves.size(); from += Scenarios::at_once - 1) {
      const auto n = std::min(Scenarios::at_once - 1, leaves.size() - from);
      const auto turned = others == End::best ? End::worst : End::best;
      // copy 0 is the one to compare with
      score(n + 1, Keep::nothing, [&](std::uint32_t leaf, std::size_t copy) {
        return copy > 0 && leaves[from + copy - 1] == leaf ? turned : others;
      });
      for (std::size_t k = 0; k < n; ++k) {
        const auto leaf = leaves[from + k];
        const auto whole = whole_of[leaf];
        const auto before = run.score(whole, 0), after = run.score(whole, k + 1);
        auto& moves = at(leaf).moves;
        if (!ends[p.nodes[leaf].params].finite)
          moves = infinity;
        else if (before && after)
          moves = std::max(moves, snapped(std::abs(*after - *before), p.nodes[whole].scale));
      }
    }
}

}  // namespace

std::string_view to_text(Oddity::Kind kind) {
  switch (kind) {
    case Oddity::Kind::level_never: return "level_never";
    case Oddity::Kind::points_differ: return "points_differ";
    case Oddity::Kind::rule_never: return "rule_never";
    case Oddity::Kind::gate_never: return "gate_never";
    case Oddity::Kind::gate_always: return "gate_always";
  }
  return "";
}

Examination examine(const Standard& standard) {
  Examination out;
  Examiner e(standard, out);
  e.ranges();
  e.levels();
  e.rules();
  e.points();
  e.weights();
  return out;
}

}  // namespace saniscore::inline v0
