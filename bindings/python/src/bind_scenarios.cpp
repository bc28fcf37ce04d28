// Scores under other weights, and what each repair gains, for all units of a result.
#include "arrays.hpp"

#include <saniscore/analysis/scenarios.hpp>
#include <saniscore/scoring/threads.hpp>

#include <nanobind/ndarray.h>
#include <algorithm>

namespace saniscore::python {
namespace {

using Weights = nb::ndarray<const double, nb::ndim<2>, nb::c_contig, nb::device::cpu>;
template <class T>
using Cube = nb::ndarray<nb::numpy, T, nb::ndim<3>>;

/// Rows over the units of one piece after another, as rows over all units.
template <class T>
class Gathered {
 public:
  void add(const std::vector<T>& rows, std::size_t count, std::size_t units) {
    count_ = count;
    units_ += units;
    pieces_.push_back({rows, units});
  }
  /// (things, scenarios, units)
  Cube<T> cube(std::size_t scenarios) const {
    auto* out = new std::vector<T>(std::max<std::size_t>(count_ * units_, 1));
    const nb::capsule owner(out, [](void* p) noexcept { delete static_cast<std::vector<T>*>(p); });
    std::size_t at = 0;
    for (std::size_t row = 0; row < count_; ++row)
      for (const auto& [rows, units] : pieces_)
        for (std::size_t u = 0; u < units; ++u) (*out)[at++] = rows[row * units + u];
    return Cube<T>(out->data(), {scenarios == 0 ? 0 : count_ / scenarios, scenarios, units_}, owner);
  }

 private:
  struct Piece {
    std::vector<T> rows;
    std::size_t units;
  };
  std::vector<Piece> pieces_;
  std::size_t count_ = 0, units_ = 0;
};

ScenarioOptions on_threads(std::size_t count) {
  ScenarioOptions out;
  out.tasks = std::min<std::size_t>(count, 256);
  if (out.tasks > 1) out.executor = saniscore::threads(out.tasks);
  return out;
}

using Scenarios = std::tuple<Cube<double>, Cube<std::int16_t>>;

Outcome<Scenarios> reweighed(const PyScored& me, const std::vector<std::string>& criteria, const Weights& weights,
                             const std::vector<std::string>& nodes, std::size_t threads) {
  WeightDraws draws;
  for (const std::string& id : criteria) draws.nodes.push_back(me.standard.find(id));
  draws.weights = {weights.data(), weights.size()};
  ScenarioOptions options = on_threads(threads);
  for (const std::string& id : nodes) options.nodes.push_back(me.standard.find(id));
  Gathered<double> scores;
  Gathered<std::int16_t> outcomes;
  const auto use = [&](const auto& seen) -> std::vector<Diagnostic> {
    const auto r = reweigh(seen, draws, options);
    if (!r) return r.diagnostics();
    scores.add(r->scores, r->nodes.size() * r->scenarios, r->units);
    outcomes.add(r->outcomes, me.standard.outcome_count() * r->scenarios, r->units);
    return {};
  };
  const auto complaints = [&] {
    const nb::gil_scoped_release release;
    return each_piece(me, {use, use});
  }();
  if (!complaints.empty()) return {std::nullopt, tuples(complaints)};
  const std::size_t scenarios = weights.shape(0);
  return {Scenarios(scores.cube(scenarios), outcomes.cube(scenarios)), {}};
}

using Gained = std::tuple<std::vector<std::string>, Cube<double>, Cube<std::int16_t>>;

Outcome<Gained> gained(const PyScored& me, std::size_t threads) {
  std::vector<Node> leaves;
  Gathered<double> all;
  Gathered<std::int16_t> outcomes;
  const auto use = [&](const auto& seen) -> std::vector<Diagnostic> {
    const auto r = gains(seen, on_threads(threads));
    if (!r) return r.diagnostics();
    leaves = r->leaves;
    all.add(r->gains, leaves.size(), r->units);
    outcomes.add(r->outcomes, me.standard.outcome_count() * leaves.size(), r->units);
    return {};
  };
  const auto complaints = [&] {
    const nb::gil_scoped_release release;
    return each_piece(me, {use, use});
  }();
  if (!complaints.empty()) return {std::nullopt, tuples(complaints)};
  std::vector<std::string> ids;
  for (const Node leaf : leaves) ids.emplace_back(me.standard.id(leaf));
  return {Gained(std::move(ids), all.cube(leaves.size()), outcomes.cube(leaves.size())), {}};
}

}  // namespace

void bind_scenarios(nb::module_& m) {
  m.def("reweigh", &reweighed, nb::arg("result"), nb::arg("criteria"), nb::arg("weights"), nb::arg("nodes"),
        nb::arg("threads"),
        "Weights are draws x criteria. Returns scores (nodes x draws x units) and outcomes (ladders x draws x units).");
  m.def("gains", &gained, nb::arg("result"), nb::arg("threads"),
        "Leaves, their gains (1 x leaves x units) and outcomes after each repair (ladders x leaves x units).");
}

}  // namespace saniscore::python
