// Results beside each other, and outcomes when some values are estimates.
#include "bind.hpp"

#include <nanobind/stl/map.h>

namespace saniscore::python {
namespace {

using Any = nb::typed<nb::dict, nb::str, nb::any>;

nb::dict side(const Standard& standard, const std::string& unit) {
  nb::dict d;
  d["unit"] = unit;
  d["standard"] = standard.name();
  d["fingerprint"] = standard.fingerprint();
  return d;
}

std::string title(const Comparison& c, const CriterionChange& x, Language language) {
  return std::string(x.after != no_node ? c.standard_after.title(x.after, language)
                                        : c.standard_before.title(x.before, language));
}

nb::dict score_change(const Comparison& c, const WholeChange& w) {
  nb::list criteria, rules;
  for (const CriterionChange& x : w.criteria) {
    nb::dict d;
    d["id"] = x.id;
    d["title_en"] = title(c, x, Language::en);
    d["title_zh"] = title(c, x, Language::zh);
    d["cause"] = std::string(to_text(x.cause));
    d["before"] = x.points_before;
    d["after"] = x.points_after;
    d["by_result"] = x.by_result;
    d["by_weight"] = x.by_weight;
    criteria.append(d);
  }
  for (const RuleChange& r : w.rules) {
    nb::dict d;
    d["criterion"] = r.criterion;
    d["rule"] = r.rule;
    d["en"] = r.en;
    d["zh"] = r.zh;
    d["before"] = r.points_before;
    d["after"] = r.points_after;
    rules.append(d);
  }
  nb::dict d;
  d["id"] = w.id;
  d["before"] = w.score_before;
  d["after"] = w.score_after;
  d["maximum_before"] = w.maximum_before;
  d["maximum_after"] = w.maximum_after;
  d["difference"] = w.difference;
  d["criteria"] = criteria;
  d["rules"] = rules;
  return d;
}

std::pair<std::optional<Any>, std::vector<DiagnosticTuple>> comparison(const PyScored& before,
                                                                       const std::string& unit_before,
                                                                       const PyScored& after,
                                                                       const std::string& unit_after) {
  const auto result = [&] {
    const nb::gil_scoped_release release;
    return compare_units(before, unit_before, after, unit_after);
  }();
  if (!result) return {std::nullopt, tuples(result.diagnostics())};
  nb::list scores, outcomes;
  for (const WholeChange& w : result->wholes) scores.append(score_change(*result, w));
  for (const OutcomeChange& o : result->outcomes)
    outcomes.append(nb::make_tuple(o.id, nb::tuple(nb::cast(o.before)), nb::tuple(nb::cast(o.after))));
  nb::dict out;
  out["before"] = side(result->standard_before, result->unit_before);
  out["after"] = side(result->standard_after, result->unit_after);
  out["scores"] = scores;
  out["outcomes"] = outcomes;
  out["text_en"] = to_text(*result, Language::en);
  out["text_zh"] = to_text(*result, Language::zh);
  return {Any(out), tuples(result.diagnostics())};
}

/// value, lower, upper, alpha, answers, full, n.
using EstimateTuple = std::tuple<double, double, double, double, double, double, double>;

std::pair<std::optional<Any>, std::vector<DiagnosticTuple>> draws(const PyScored& me, const std::string& unit,
                                                                  const std::map<std::string, EstimateTuple>& estimates,
                                                                  std::optional<std::size_t> sites,
                                                                  const std::vector<std::string>& nodes,
                                                                  std::size_t count, std::uint64_t seed) {
  std::vector<std::pair<std::string, Estimate>> uncertain;
  for (const auto& [name, e] : estimates) uncertain.emplace_back(name, std::make_from_tuple<Estimate>(e));
  const auto result = [&] {
    const nb::gil_scoped_release release;
    DrawOptions options;
    options.draws = count;
    options.seed = seed;
    for (const std::string& node : nodes) options.nodes.push_back(me.standard.find(node));
    const auto sampled = sites ? std::optional(SampledSites{*sites}) : std::nullopt;
    return draw_unit(me, unit, uncertain, sampled, options);
  }();
  if (!result) return {std::nullopt, tuples(result.diagnostics())};
  nb::list outcomes;
  for (std::size_t k = 0; k < result->outcomes.size(); ++k) {
    const OutcomeDraws& o = result->outcomes[k];
    const OutcomeSpec& ladder = me.standard.spec().outcomes[k];
    const auto level = [&](std::int16_t index) {
      return index < 0 ? std::nullopt : std::optional(ladder.levels[static_cast<std::size_t>(index)].level);
    };
    nb::dict share, sways, d;
    for (std::size_t i = 0; i < o.share.size(); ++i) share[nb::cast(ladder.levels[i].level)] = o.share[i];
    for (std::size_t i = 0; i < o.sways.size(); ++i) sways[nb::cast(result->uncertain[i])] = o.sways[i];
    d["id"] = ladder.id;
    d["share"] = share;
    d["undecided"] = o.undecided;
    d["none"] = o.none;
    d["at_value"] = level(o.at_value);
    d["at_lower"] = level(o.at_lower);
    d["at_upper"] = level(o.at_upper);
    d["sways"] = sways;
    outcomes.append(d);
  }
  nb::dict out;
  out["scores"] = result->root;
  out["at_lower"] = result->root_at_lower;
  out["at_value"] = result->root_at_value;
  out["at_upper"] = result->root_at_upper;
  out["outcomes"] = outcomes;
  nb::list kept;
  for (const NodeDraws& n : result->nodes)
    kept.append(nb::make_tuple(n.score, n.at_value, n.at_lower, n.at_upper, n.mean, n.sd));
  out["nodes"] = kept;
  out["text_en"] = to_text(*result, me.standard, Language::en);
  out["text_zh"] = to_text(*result, me.standard, Language::zh);
  return {Any(out), tuples(result.diagnostics())};
}

}  // namespace

void bind_compare(nb::module_& m) {
  m.def("compare", &comparison, nb::arg("before"), nb::arg("unit_before"), nb::arg("after"), nb::arg("unit_after"));
  m.def("draw", &draws, nb::arg("result"), nb::arg("unit"), nb::arg("estimates"), nb::arg("sites").none(),
        nb::arg("nodes"), nb::arg("draws"), nb::arg("seed"),
        "Estimates are (value, lower, upper, alpha, answers, full, n); sites: how many there are, 0 for too many to "
        "count.");
}

}  // namespace saniscore::python
