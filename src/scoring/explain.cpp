// explain(): one unit scored with every slot kept, once as it is and once more per leaf with that leaf repaired.
#include "base/text.hpp"
#include "scoring/describe.hpp"
#include "scoring/driver.hpp"
#include "scoring/numbers.hpp"
#include "scoring/observations_data.hpp"

#include <saniscore/scoring/explain.hpp>
#include <saniscore/version.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace saniscore::inline v0 {

using namespace detail;

namespace {

constexpr std::size_t scenarios_at_once = 64;

/// The observations of one unit alone.
Observations only(const Observations& all, std::string_view unit) {
  Observations one(all.standard());
  const auto& from = all.data();
  auto& to = const_cast<Observations::Data&>(one.data());
  to.names = {std::string(unit)};
  to.by_name = {{std::string(unit), 0}};
  to.units = {from.units[from.by_name.at(std::string(unit))]};
  to.keys = from.keys;
  to.key_of = from.key_of;
  return one;
}

/// n copies of a one-unit frame, one per scenario.
void repeat(const Program& p, Frame& f, std::size_t n) {
  const auto copies = [n](auto& v) {
    const auto size = v.size();
    v.reserve(size * n);
    for (std::size_t k = 1; k < n; ++k) v.insert(v.end(), v.begin(), v.begin() + static_cast<std::ptrdiff_t>(size));
  };
  for (auto& v : f.values) copies(v);
  for (auto& s : f.states) copies(s);
  for (auto& k : f.lane_keys) copies(k);
  for (SpaceId s = 1; s < p.spaces.size(); ++s) {
    auto& first = f.firsts[s];
    const auto lanes = first.back();
    const auto parents = first.size() - 1;
    first.pop_back();
    for (std::size_t k = 1; k < n; ++k)
      for (std::size_t i = 0; i < parents; ++i) first.push_back(first[i] + static_cast<std::uint32_t>(k) * lanes);
    first.push_back(static_cast<std::uint32_t>(n) * lanes);
    auto& fs = f.spaces[s];
    if (fs.first) fs.first = first.data();
    fs.parents = first.size() - 1;
    if (fs.key) fs.key = f.lane_keys[s].data();
  }
  for (std::size_t i = 0; i < f.inputs.size(); ++i) {
    f.inputs[i].column.data = f.values[i].data();
    f.inputs[i].states = f.states[i].data();
  }
  f.units = n;
}

/// Better first: the lower index of a ladder; undecided counts as its worst possible level.
std::size_t rank(std::int16_t level, std::uint64_t possible) {
  if (level >= 0) return static_cast<std::size_t>(level);
  if (possible == 0) return 1000;
  std::size_t worst = 0;
  for (std::size_t k = 0; k < 64; ++k)
    if ((possible >> k & 1) != 0) worst = k;
  return worst;
}

struct Explainer {
  const Standard& standard;
  const Program& p;
  const Frame& frame;
  Explanation& out;
  Workspace::Data all{};  ///< every slot kept
  Scorecard card{};

  void score_all() {
    all.program = nullptr;
    all.frame = frame;
    rebind(all.frame);
    ScoreOptions options;
    options.all_nodes = true;
    Engine::prepare(standard, options, all, card);
    all.plan = make_plan(p, all.nodes, false, true);
    all.scratch.clear();
    Engine::run(options, all, card);
  }

  static void rebind(Frame& f) {
    for (std::size_t i = 0; i < f.inputs.size(); ++i) {
      f.inputs[i].column.data = f.values[i].data();
      f.inputs[i].states = f.states[i].data();
    }
    for (std::size_t s = 1; s < f.spaces.size(); ++s) {
      if (f.spaces[s].first) f.spaces[s].first = f.firsts[s].data();
      if (f.spaces[s].key) f.spaces[s].key = f.lane_keys[s].data();
    }
  }

  [[nodiscard]] const Bundle& bundle(Slot slot) const { return all.scratch[0].bundles[all.plan.buffer[slot]]; }
  [[nodiscard]] std::uint8_t truth(std::uint32_t term) const {
    return all.scratch[0].truths[all.plan.buffer[p.terms[term].truth]][0];
  }

  void nodes() {
    for (auto n : standard.document_order()) {
      NodeExplanation e;
      const auto i = static_cast<std::uint32_t>(n);
      const auto& info = p.nodes[i];
      e.node = n;
      e.state = card.state(n)[0];
      e.score = card.score(n, 0);
      e.percent = card.percent(n, 0);
      e.maximum = card.maximum(n)[0];
      e.lower = card.lower(n)[0];
      e.upper = card.upper(n)[0];
      e.coverage = std::isnan(card.coverage(n)[0]) ? 0 : card.coverage(n)[0];
      e.provisional = card.provisional(n, 0);
      e.level = card.level_name(n, 0);
      e.rule_en = describe_rule(p, i, Language::en);
      e.rule_zh = describe_rule(p, i, Language::zh);
      if (info.leaf && info.input != none && p.slots[info.input].space == 0) {
        const auto& v = all.scratch[0].values[all.plan.buffer[info.input]];
        if (v.state[0] == 0) {
          e.observed = v.v[0];
          const auto label = info.levels.empty() ? std::string() : e.level;
          if (!info.levels.empty() && info.spec->measure && info.spec->measure->kind == MeasureSpec::Kind::choice &&
              info.spec->measure->options.front().answer.kind != Literal::Kind::number) {
            e.observed.reset();
            e.observed_label = label;
          }
        }
      }
      out.nodes.push_back(std::move(e));
    }
  }

  NodeExplanation& at(std::uint32_t node) { return out.nodes[p.nodes[node].document_position]; }

  /// What a node lost, handed down: exactly under sum and mean, else in proportion to the children's own gains.
  void lose(std::uint32_t node, double lost) {
    const auto& info = p.nodes[node];
    auto& e = at(node);
    e.lost = lost;
    if (info.leaf || !e.score || lost == 0) return;
    const auto children = standard.children(Node{node});
    std::vector<double> part(children.size(), 0);
    double total = 0;
    const bool merit = info.direction == Direction::merit;
    double weights = 0;
    for (std::size_t k = 0; k < children.size(); ++k) {
      const auto& c = at(static_cast<std::uint32_t>(children[k]));
      const auto& ci = p.nodes[static_cast<std::uint32_t>(children[k])];
      if (c.score && ci.scored && c.maximum > 0)
        weights += ci.spec->weight ? *ci.spec->weight : ci.spec->points ? *ci.spec->points : 1;
    }
    for (std::size_t k = 0; k < children.size(); ++k) {
      const auto& c = at(static_cast<std::uint32_t>(children[k]));
      const auto& ci = p.nodes[static_cast<std::uint32_t>(children[k])];
      if (!c.score || !ci.scored) continue;
      const double own = merit ? (ci.spec->extra ? 0 : c.maximum) - *c.score : *c.score;
      switch (info.spec->combine) {
        case Combine::sum: part[k] = own; break;
        case Combine::mean: {
          const double w = ci.spec->weight ? *ci.spec->weight : ci.spec->points ? *ci.spec->points : 1;
          part[k] = weights > 0 && c.maximum > 0 ? own / c.maximum * w / weights * info.points : 0;
          break;
        }
        default: part[k] = std::max(0.0, own); break;
      }
      total += part[k];
    }
    // a rescaled sum loses in proportion; adjustments and reductions take the rest
    double explained = total;
    if (info.spec->combine == Combine::sum && info.spec->on_drop == OnDrop::rescale) {
      double declared = 0;
      for (std::size_t k = 0; k < children.size(); ++k) {
        const auto& c = at(static_cast<std::uint32_t>(children[k]));
        if (c.score && p.nodes[static_cast<std::uint32_t>(children[k])].scored) declared += c.maximum;
      }
      const double factor = declared > 0 ? e.maximum / declared : 1;
      for (auto& x : part) x *= factor;
      explained *= factor;
    } else if (info.spec->combine != Combine::sum && info.spec->combine != Combine::mean && total > 0) {
      for (auto& x : part) x *= lost / total;
      explained = lost;
    }
    const double rest = lost - explained;
    if (std::abs(rest) > 1e-9 * std::max(1.0, std::abs(lost))) {
      std::string names;
      for (const auto& a : info.spec->adjust)
        names += (names.empty() ? "" : ", ") + (a.id.empty() ? std::string("adjustment") : a.id);
      if (names.empty()) names = info.spec->reduce.empty() ? "rounding" : "reduction";
      out.rules.push_back({Node{node}, names, rest});
    }
    for (std::size_t k = 0; k < children.size(); ++k) lose(static_cast<std::uint32_t>(children[k]), part[k]);
  }

  void losses() {
    const auto root = static_cast<std::uint32_t>(standard.root());
    const auto start = [&](auto&& self, std::uint32_t node) -> void {
      // a heading has no score: each scored part below it is a whole of its own
      if (!p.nodes[node].scored) {
        for (auto c : standard.children(Node{node})) self(self, static_cast<std::uint32_t>(c));
        return;
      }
      const auto& e = at(node);
      if (!e.score) return;
      const double total = p.nodes[node].direction == Direction::merit ? e.maximum - *e.score : *e.score;
      lose(node, total);
      const auto share = [&](auto&& each, std::uint32_t k) -> void {
        at(k).share_of_loss = total != 0 ? at(k).lost / total : 0;
        for (auto c : standard.children(Node{k})) each(each, static_cast<std::uint32_t>(c));
      };
      share(share, node);
    };
    start(start, root);
  }

  void gains() {
    std::vector<std::uint32_t> leaves;
    for (auto n : standard.document_order()) {
      const auto& info = p.nodes[static_cast<std::uint32_t>(n)];
      if (!info.leaf || !info.spec->measure || !std::isfinite(info.best_score)) continue;
      const auto& e = at(static_cast<std::uint32_t>(n));
      if (e.state == State::not_applicable) continue;
      const bool best = e.state == State::known && (!info.scored || (e.score && *e.score == info.best_score)) &&
                        (info.best_level < 0 || card.level(n)[0] == info.best_level);
      if (!best) leaves.push_back(static_cast<std::uint32_t>(n));
    }
    for (std::size_t from = 0; from < leaves.size(); from += scenarios_at_once) {
      const auto n = std::min(scenarios_at_once, leaves.size() - from);
      Workspace::Data w;
      w.frame = frame;
      rebind(w.frame);
      repeat(p, w.frame, n);
      std::vector<Repair> repairs;
      for (std::size_t k = 0; k < n; ++k) repairs.push_back({leaves[from + k], k});
      Scorecard c;
      ScoreOptions options;
      options.nodes = {standard.root()};
      Engine::prepare(standard, options, w, c);
      Engine::run(options, w, c, repairs);
      for (std::size_t k = 0; k < n; ++k) {
        auto& e = at(leaves[from + k]);
        const auto now = card.score(standard.root(), 0), then = c.score(standard.root(), k);
        if (now && then) {
          // cancellation leaves dust: a gain is a score, and snapped like one
          const double gain = snapped(*then - *now, p.nodes[static_cast<std::uint32_t>(standard.root())].scale);
          e.gain = standard.direction(standard.root()) == Direction::merit ? gain : -gain;
        }
        for (std::size_t l = 0; l < p.ladders.size(); ++l) {
          const auto before = rank(card.outcome(l)[0], card.possible(l)[0]),
                     after = rank(c.outcome(l)[k], c.possible(l)[k]);
          if (after >= before || c.outcome(l)[k] < 0) continue;
          e.reaches.push_back(p.ladders[l].spec->id + ": " + std::string(*c.outcome_label(l, k)));
          out.outcomes[l].single_repairs.push_back(Node{leaves[from + k]});
        }
      }
    }
    // cheapest first: the repair that changes the root least
    for (auto& o : out.outcomes)
      std::stable_sort(o.single_repairs.begin(), o.single_repairs.end(), [&](Node a, Node b) {
        const auto cost = [&](Node n) { return std::abs(at(static_cast<std::uint32_t>(n)).gain.value_or(0)); };
        return cost(a) < cost(b);
      });
  }

  /// False terms of a condition, taken apart through `all`; an `any` that fails is named whole.
  void false_terms(std::uint32_t term, std::vector<Binding>& into) const {
    const auto& t = p.terms[term];
    if ((truth(term) & no) == 0) return;
    if (t.spec->kind == ConditionSpec::Kind::all) {
      for (auto k : t.terms) false_terms(k, into);
      return;
    }
    Binding b;
    b.term = term_name(*t.spec);
    if (t.spec->kind == ConditionSpec::Kind::compare && t.test != none && t.spec->literals.empty() &&
        t.spec->op != Operator::in && t.spec->limit.kind == NumberSpec::Kind::constant &&
        (t.spec->subject == Subject::score || t.spec->subject == Subject::percent ||
         t.spec->subject == Subject::max_of || t.spec->subject == Subject::min_of)) {
      // asked of every site, it is the worst of them that binds
      const bool at_least = t.spec->op == Operator::ge || t.spec->op == Operator::gt;
      const auto lanes = t.operands.empty() ? 0 : all.scratch[0].count[p.slots[t.operands.front()].space];
      for (std::size_t i = 0; i < lanes; ++i) {
        double sum = 0, most = 0, extreme = 0;
        bool any = false;
        for (auto slot : t.operands) {
          const auto& x = bundle(slot);
          if ((x.own.disposition[i] & has_score) == 0) continue;
          const double v = x.own.score[i];
          sum += v;
          most += x.own.maximum[i];
          extreme = !any ? v : t.spec->subject == Subject::max_of ? std::max(extreme, v) : std::min(extreme, v);
          any = true;
        }
        if (!any || (t.spec->subject == Subject::percent && most == 0)) continue;
        const double seen = t.spec->subject == Subject::score     ? sum
                            : t.spec->subject == Subject::percent ? 100 * sum / most
                                                                  : extreme;
        if (!b.value || (at_least ? seen < *b.value : seen > *b.value)) b.value = seen;
      }
      if (b.value) {
        const double seen = *b.value;
        b.limit = t.spec->limit.value;
        b.missing = snapped(std::abs(t.spec->limit.value - seen), std::max(0.0, p.tests[t.test].scale));
      }
    }
    b.en = describe_term(*t.spec, Language::en) +
           (b.value ? ": it is " + number_text(snapped(*b.value, 0)) : std::string()) +
           (truth(term) == unsure ? " (not known)" : "");
    b.zh = describe_term(*t.spec, Language::zh) +
           (b.value ? ",实为 " + number_text(snapped(*b.value, 0)) : std::string()) +
           (truth(term) == unsure ? "(未知)" : "");
    into.push_back(std::move(b));
  }

  void outcomes() {
    for (std::size_t l = 0; l < p.ladders.size(); ++l) {
      const auto& ladder = p.ladders[l];
      OutcomeExplanation o;
      o.ladder = l;
      o.level = card.outcome(l)[0];
      if (const auto label = card.outcome_label(l, 0)) o.label = *label;
      for (auto x : card.possible_labels(l, 0)) o.possible.emplace_back(x);
      std::size_t alone = ladder.levels.size();  // what the ladder gives without its gates
      for (std::size_t k = 0; k < ladder.levels.size(); ++k)
        if (ladder.levels[k] == none || truth(ladder.levels[k]) == yes) {
          alone = k;
          break;
        }
      for (auto g : ladder.gates) {
        const auto& gate = p.gates[g];
        const auto t = truth(gate.term);
        if (t == unsure) o.open_gates.push_back(gate.spec->id);
        if (t != no) continue;
        o.failed_gates.push_back(gate.spec->id);
        if (o.level < 0 || static_cast<std::size_t>(o.level) != gate.at_best) continue;
        Binding b;
        b.gate = true;
        b.id = gate.spec->id;
        std::vector<Binding> terms;
        false_terms(gate.term, terms);
        for (const auto& x : terms) {
          b.en += (b.en.empty() ? "" : "; ") + x.en;
          b.zh += (b.zh.empty() ? "" : ";") + x.zh;
          if (!b.value) {
            b.value = x.value;
            b.limit = x.limit;
            b.missing = x.missing;
          }
        }
        o.binding.push_back(std::move(b));
      }
      if (o.level > 0) {
        o.next_level = ladder.spec->levels[static_cast<std::size_t>(o.level) - 1].level;
        if (static_cast<std::size_t>(o.level) == alone && ladder.levels[alone - 1] != none)
          false_terms(ladder.levels[alone - 1], o.binding);
      }
      out.outcomes.push_back(std::move(o));
    }
  }
};

}  // namespace

Result<Explanation> explain(const Standard& standard, const Observations& observations, std::string_view unit) {
  Diagnostic d;
  if (!observations.standard() || observations.standard().fingerprint() != standard.fingerprint()) {
    d.code = "D001";
    d.en = "the observations were made for another standard; build them with the one you score by";
    d.zh = "观测数据是按另一个标准建立的;请用评分所用的标准建立。";
    return d;
  }
  if (!observations.data().by_name.contains(std::string(unit))) {
    const std::vector<std::string_view> names(observations.units().begin(), observations.units().end());
    const auto best = nearest(unit, names);
    d.code = "D013";
    d.en = "there is no unit \"" + std::string(unit) + "\"" +
           (best.empty() ? std::string() : "; did you mean \"" + std::string(best) + "\"?");
    d.zh = "没有单位“" + std::string(unit) + "”" +
           (best.empty() ? std::string("。") : ";是否指“" + std::string(best) + "”?");
    return d;
  }
  for (const auto& c : observations.diagnostics())
    if (c.severity == Severity::error) return observations.diagnostics();
  const auto one = only(observations, unit);
  Frame frame;
  auto diagnostics = frame_of(standard.program(), one, frame);
  for (const auto& c : diagnostics)
    if (c.severity == Severity::error) return diagnostics;
  Explanation out;
  out.unit = unit;
  out.standard = standard.name();
  out.fingerprint = standard.fingerprint();
  out.library = version;
  Explainer e{standard, standard.program(), frame, out};
  e.score_all();
  e.nodes();
  e.losses();
  e.outcomes();
  e.gains();
  out.shortages = e.card.shortages();
  return {std::move(out), std::move(diagnostics)};
}

}  // namespace saniscore::inline v0
