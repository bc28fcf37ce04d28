// explain(): one unit scored with every slot kept, once as it is and once more per leaf with that leaf repaired.
#include "base/text.hpp"
#include "scoring/describe.hpp"
#include "scoring/explainer.hpp"
#include "scoring/numbers.hpp"

#include <saniscore/version.hpp>

#include <algorithm>
#include <cmath>

namespace saniscore::inline v0 {

using namespace detail;

namespace detail {

namespace {

/// The observations of one unit alone.
Observations only(const Observations& all, std::string_view unit) {
  Observations one(all.standard());
  const auto& from = all.data();
  auto& to = one.data();
  to.names = {std::string(unit)};
  to.by_name = {{std::string(unit), 0}};
  to.units = {from.units[from.by_name.at(std::string(unit))]};
  to.keys = from.keys;
  to.key_of = from.key_of;
  return one;
}

}  // namespace

Result<Frame> frame_of_unit(const Standard& standard, const Observations& observations, std::string_view unit) {
  Diagnostic d;
  if (!observations.standard() || observations.standard().fingerprint() != standard.fingerprint()) {
    d.code = "D001";
    d.en = "the observations were made for another standard; build them with the one you score by";
    d.zh = "观测数据是按另一个标准建立的；请用评分所用的标准建立。";
    return d;
  }
  if (!observations.data().by_name.contains(std::string(unit))) {
    const std::vector<std::string_view> names(observations.units().begin(), observations.units().end());
    const auto best = nearest(unit, names);
    d.code = "D013";
    d.en = "there is no unit \"" + std::string(unit) + "\"" +
           (best.empty() ? std::string() : "; did you mean \"" + std::string(best) + "\"?");
    d.zh = "没有单位“" + std::string(unit) + "”" +
           (best.empty() ? std::string("。") : "；是否指“" + std::string(best) + "”？");
    return d;
  }
  for (const auto& c : observations.diagnostics())
    if (c.severity == Severity::error) return observations.diagnostics();
  Frame frame;
  auto diagnostics = frame_of(standard.program(), only(observations, unit), frame);
  for (const auto& c : diagnostics)
    if (c.severity == Severity::error) return diagnostics;
  return {std::move(frame), std::move(diagnostics)};
}

void Explainer::run() {
  score_all();
  nodes();
  losses();
  outcomes();
  gains();
  greedy();
  open_leaves();
  out.shortages = card.shortages();
}

void Explainer::score_all() {
  workspace.frame = frame;  // its columns still point at the vectors of `frame`, which outlives this
  ScoreOptions options;
  options.all_nodes = true;
  Engine::prepare(standard, options, workspace, card);
  Engine::run(options, workspace, card);
  now.run(1, {}, Keep::all);
}

void Explainer::nodes() {
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
      const auto& v = now.value(info.input);
      if (v.state[0] == 0) {
        e.observed = v.v[0];
        if (!info.levels.empty() && info.spec->measure && info.spec->measure->kind == MeasureSpec::Kind::choice &&
            info.spec->measure->options.front().answer.kind != Literal::Kind::number) {
          e.observed.reset();
          e.observed_label = e.level;
        }
      }
    }
    out.nodes.push_back(std::move(e));
  }
}

void Explainer::losses() {
  const auto parts = attribute(now, child_gains(now, then));
  for (std::uint32_t i = 0; i < p.nodes.size(); ++i) {
    at(i).lost = parts.nodes[i].lost;
    at(i).stands_for = parts.nodes[i].maximum;
  }
  for (const auto& r : parts.rules)
    out.rules.push_back({Node{r.node}, step_name(p, *r.step), describe_step(p, *r.step, Language::en),
                         describe_step(p, *r.step, Language::zh), r.share.lost, r.share.maximum});
  for (auto whole : wholes(standard)) {
    const double total = at(whole).lost;
    const auto share = [&](auto&& each, std::uint32_t k) -> void {
      at(k).share_of_loss = total != 0 ? at(k).lost / total : 0;
      for (auto c : standard.children(Node{k})) each(each, static_cast<std::uint32_t>(c));
    };
    share(share, whole);
  }
}

void Explainer::gains() {
  for (auto n : standard.document_order()) {
    const auto i = static_cast<std::uint32_t>(n);
    const auto& info = p.nodes[i];
    const auto& e = at(i);
    if (!best_of(p, i) || e.state == State::not_applicable) continue;
    const bool best = e.state == State::known && (!info.scored || (e.score && *e.score == info.best_score)) &&
                      (info.best_level < 0 || card.level(n)[0] == info.best_level);
    if (!best) repairable.push_back(i);
  }
  distances.assign(p.ladders.size(), std::vector<double>(repairable.size(), 0));
  for (std::size_t from = 0; from < repairable.size(); from += Scenarios::at_once) {
    const auto n = std::min(Scenarios::at_once, repairable.size() - from);
    std::vector<Override> overrides;
    for (std::size_t k = 0; k < n; ++k)
      overrides.push_back({repairable[from + k], k, *best_of(p, repairable[from + k])});
    then.run(n, std::move(overrides), Keep::nothing);
    for (std::size_t k = 0; k < n; ++k) {
      const auto leaf = repairable[from + k];
      auto& e = at(leaf);
      auto whole = leaf;  // the topmost scored node above it
      for (auto up = p.nodes[leaf].parent; up != none; up = p.nodes[up].parent)
        if (p.nodes[up].scored) whole = up;
      const auto before = now.score(whole, 0), after = then.score(whole, k);
      if (before && after) {
        // cancellation leaves dust: a gain is a score, and snapped like one
        const double gain = snapped(*after - *before, p.nodes[whole].scale);
        e.gain = p.nodes[whole].direction == Direction::merit ? gain : -gain;
      }
      for (std::size_t l = 0; l < p.ladders.size(); ++l) {
        distances[l][from + k] = distance(then, l, k);
        if (level_rank(then.outcomes(), l, k) >= level_rank(card, l, 0) || then.outcomes().outcome(l)[k] < 0) continue;
        e.reaches.push_back(p.ladders[l].spec->id + ": " + std::string(*then.outcomes().outcome_label(l, k)));
        out.outcomes[l].single_repairs.push_back(Node{leaf});
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

}  // namespace detail

Result<Explanation> explain(const Standard& standard, const Observations& observations, std::string_view unit) {
  const auto frame = frame_of_unit(standard, observations, unit);
  if (!frame) return frame.diagnostics();
  Explanation out;
  out.unit = unit;
  out.standard = standard.name();
  out.fingerprint = standard.fingerprint();
  out.library = version;
  Explainer(standard, *frame, out).run();
  return {std::move(out), frame.diagnostics()};
}

}  // namespace saniscore::inline v0
