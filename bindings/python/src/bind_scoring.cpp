#include "bind.hpp"

#include "cli/context.hpp"

#include <nanobind/stl/map.h>

#include <algorithm>

namespace saniscore::python {
namespace {

template <class T>
using Matrix = nb::ndarray<nb::numpy, const T, nb::ndim<2>>;

/// Rows of `count` pieces (nodes or ladders) side by side, in place where there is one batch.
template <class T, class Get>
Matrix<T> matrix(nb::handle self, std::size_t count, Get&& get) {
  const auto& scored = *nb::cast<const PyScored&>(self).scored;
  const std::size_t units = scored.units();
  if (scored.cards.size() == 1 && count > 0 && units > 0) {
    const auto first = get(scored.cards[0], std::size_t{0});
    bool together = true;
    for (std::size_t k = 1; k < count; ++k)
      together = together && get(scored.cards[0], k).data() == first.data() + k * units;
    if (together) return Matrix<T>(reinterpret_cast<const T*>(first.data()), {count, units}, self);
  }
  auto* out = new std::vector<T>(std::max<std::size_t>(count * units, 1));
  const nb::capsule owner(out, [](void* p) noexcept { delete static_cast<std::vector<T>*>(p); });
  for (std::size_t k = 0; k < count; ++k) {
    std::size_t at = k * units;
    for (const Scorecard& card : scored.cards)
      for (const auto value : get(card, k)) (*out)[at++] = static_cast<T>(value);
  }
  return Matrix<T>(out->data(), {count, units}, owner);
}

template <class T, class Get>
auto of_nodes(Get get) {
  return [get](nb::handle_t<PyScored> self) {
    const auto& me = nb::cast<const PyScored&>(self);
    const std::size_t count = me.scored->cards.empty() ? 0 : me.scored->cards[0].nodes().size();
    return matrix<T>(self, count, [get](const Scorecard& card, std::size_t k) { return get(card, card.nodes()[k]); });
  };
}

template <class T, class Get>
auto of_ladders(Get get) {
  return [get](nb::handle_t<PyScored> self) {
    return matrix<T>(self, nb::cast<const PyScored&>(self).standard.outcome_count(), get);
  };
}

Matrix<std::uint8_t> provisional(nb::handle_t<PyScored> self) {
  const auto& scored = *nb::cast<const PyScored&>(self).scored;
  const std::size_t units = scored.units(), count = scored.cards.empty() ? 0 : scored.cards[0].nodes().size();
  auto* out = new std::vector<std::uint8_t>(std::max<std::size_t>(count * units, 1));
  const nb::capsule owner(out, [](void* p) noexcept { delete static_cast<std::vector<std::uint8_t>*>(p); });
  for (std::size_t k = 0; k < count; ++k) {
    std::size_t at = k * units;
    for (const Scorecard& card : scored.cards)
      for (std::size_t unit = 0; unit < card.units(); ++unit)
        (*out)[at++] = card.provisional(card.nodes()[k], unit) ? 1 : 0;
  }
  return Matrix<std::uint8_t>(out->data(), {count, units}, owner);
}

using ShortageTuple = std::tuple<std::string, std::size_t, std::string, double, std::size_t>;
using LaneTuple =
    std::tuple<std::string, std::size_t, std::string, std::string, std::string, double, double, std::string>;

/// What every card says, in the order of one card: node by node, then unit by unit.
template <class Tuple, class Items, class Make>
std::vector<Tuple> gathered(const PyScored& me, Items&& items, Make&& make) {
  std::vector<std::pair<Node, Tuple>> all;
  std::size_t first = 0;
  for (const Scorecard& card : me.scored->cards) {
    for (const auto& item : items(card)) all.emplace_back(item.node, make(item, first + item.unit));
    first += card.units();
  }
  if (me.scored->cards.size() > 1)
    std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<Tuple> out;
  for (auto& [node, item] : all) out.push_back(std::move(item));
  return out;
}

std::vector<ShortageTuple> shortages(const PyScored& me) {
  return gathered<ShortageTuple>(
      me, [](const Scorecard& card) -> const auto& { return card.shortages(); },
      [&](const Shortage& s, std::size_t unit) {
        return ShortageTuple(me.standard.id(s.node), unit, std::string(to_text(s.over)), s.needed, s.had);
      });
}

std::vector<LaneTuple> lanes(const PyScored& me) {
  return gathered<LaneTuple>(
      me, [](const Scorecard& card) -> const auto& { return card.lanes(); },
      [&](const LaneScore& l, std::size_t unit) {
        return LaneTuple(me.standard.id(l.node), unit, l.site, l.method, l.round, l.score, l.maximum,
                         std::string(to_text(l.state)));
      });
}

nb::dict explanation(const Explanation& e, const Standard& standard) {
  const auto ids = [&](const std::vector<Node>& nodes) {
    nb::list out;
    for (const Node node : nodes) out.append(standard.id(node));
    return nb::tuple(out);
  };
  const auto texts = [](const std::vector<std::string>& values) {
    nb::list out;
    for (const std::string& value : values) out.append(value);
    return nb::tuple(out);
  };
  nb::list criteria, outcomes, rules;
  for (const NodeExplanation& n : e.nodes) {
    nb::dict d;
    d["id"] = standard.id(n.node);
    d["title_en"] = std::string(standard.title(n.node, Language::en));
    d["title_zh"] = std::string(standard.title(n.node, Language::zh));
    d["state"] = std::string(to_text(n.state));
    d["score"] = n.score;
    d["maximum"] = n.maximum;
    d["percent"] = n.percent;
    d["lower"] = n.lower;
    d["upper"] = n.upper;
    d["coverage"] = n.coverage;
    d["provisional"] = n.provisional;
    d["level"] = n.level;
    d["rule_en"] = n.rule_en;
    d["rule_zh"] = n.rule_zh;
    if (n.observed || n.observed_label.empty())
      d["observed"] = n.observed;
    else
      d["observed"] = n.observed_label;
    d["lost"] = n.lost;
    d["stands_for"] = n.stands_for;
    d["share_of_loss"] = n.share_of_loss;
    d["gain"] = n.gain;
    d["reaches"] = texts(n.reaches);
    criteria.append(d);
  }
  for (const OutcomeExplanation& o : e.outcomes) {
    nb::list binding;
    for (const Binding& b : o.binding) {
      nb::dict d;
      d["kind"] = b.gate ? "gate" : "term";
      d["id"] = b.gate ? b.id : b.term;
      d["en"] = b.en;
      d["zh"] = b.zh;
      d["value"] = b.value;
      d["limit"] = b.limit;
      d["missing"] = b.missing;
      binding.append(d);
    }
    nb::dict d;
    d["id"] = standard.spec().outcomes[o.ladder].id;
    d["level"] = o.label.empty() ? nb::none() : nb::object(nb::cast(o.label));
    d["possible"] = texts(o.possible);
    d["binding"] = binding;
    d["failed_gates"] = texts(o.failed_gates);
    d["open_gates"] = texts(o.open_gates);
    d["next_level"] = o.next_level.empty() ? nb::none() : nb::object(nb::cast(o.next_level));
    d["single_repairs"] = ids(o.single_repairs);
    d["greedy_repairs"] = ids(o.greedy_repairs);
    d["greedy_level"] = o.greedy_level.empty() ? nb::none() : nb::object(nb::cast(o.greedy_level));
    nb::list open;
    for (const OpenLeaf& leaf : o.open_leaves) {
      nb::list answers;
      for (const OpenLeaf::Answer& a : leaf.answers) answers.append(nb::make_tuple(texts(a.values), texts(a.possible)));
      open.append(nb::make_tuple(standard.id(leaf.node), nb::tuple(answers)));
    }
    d["open_leaves"] = nb::tuple(open);
    outcomes.append(d);
  }
  for (const RuleLoss& r : e.rules) {
    nb::dict d;
    d["criterion"] = standard.id(r.node);
    d["rule"] = r.rule;
    d["en"] = r.en;
    d["zh"] = r.zh;
    d["lost"] = r.lost;
    d["stands_for"] = r.stands_for;
    rules.append(d);
  }
  nb::dict out;
  out["unit"] = e.unit;
  out["criteria"] = criteria;
  out["outcomes"] = outcomes;
  out["rules"] = rules;
  out["text_en"] = to_text(e, standard, Language::en);
  out["text_zh"] = to_text(e, standard, Language::zh);
  return out;
}

std::pair<std::optional<nb::typed<nb::dict, nb::str, nb::any>>, std::vector<DiagnosticTuple>> explain_by_name(
    const PyScored& me, const std::string& unit) {
  const auto result = [&] {
    const nb::gil_scoped_release release;
    return explain_unit(me, unit);
  }();
  if (!result) return {std::nullopt, tuples(result.diagnostics())};
  return {nb::typed<nb::dict, nb::str, nb::any>(explanation(*result, me.standard)), tuples(result.diagnostics())};
}

template <class Score>
Outcome<PyScored> scored(Score&& score, std::vector<nb::object> keep) {
  auto run = [&] {
    const nb::gil_scoped_release release;
    return score();
  }();
  if (!run) return {std::nullopt, tuples(run.diagnostics())};
  auto warnings = tuples(run->scored->warnings);
  return {PyScored{*std::move(run), std::move(keep)}, std::move(warnings)};
}

/// Cells of a table up to which every field is worked out at once.
constexpr std::size_t most_at_once = 2'000'000;

Outcome<PyScored> score_frames(const Standard& standard, nb::handle_t<PyFrame> table,
                               std::optional<nb::handle_t<PyFrame>> findings,
                               std::optional<nb::handle_t<PyFrame>> visits, const std::string& unit,
                               const std::map<std::string, std::string>& roles, const std::vector<std::string>& ignore,
                               const std::optional<std::string>& missing, const std::vector<std::string>& nodes,
                               bool all_nodes, bool lanes, std::size_t threads, std::optional<std::size_t> piece) {
  Call call;
  call.unit = unit;
  call.observe.caller = cli::Caller::python;
  call.observe.ignore = ignore;
  for (const auto& [heading, role] : roles)
    if (const auto known = cli::role_of(role)) call.observe.roles.emplace(heading, *known);
  if (missing) call.observe.missing = parse_state(*missing);
  call.nodes = nodes;
  call.all_nodes = all_nodes;
  call.lanes = lanes;
  call.threads = threads;
  if (piece) call.piece = *piece;
  Inputs inputs{nb::cast<const PyFrame&>(table).frame, nullptr, nullptr};
  call.all_fields = inputs.table->rows() * std::max<std::size_t>(inputs.table->names.size(), 1) <= most_at_once;
  std::vector<nb::object> keep{nb::borrow(table)};
  for (const auto& [from, to] : {std::pair{&findings, &inputs.findings}, {&visits, &inputs.visits}}) {
    if (!*from) continue;
    *to = nb::cast<const PyFrame&>(**from).frame;
    keep.push_back(nb::borrow(**from));
  }
  return scored([&] { return score_frame(standard, std::move(inputs), std::move(call)); }, std::move(keep));
}

Literal literal(nb::handle value) {
  Literal out;
  if (PyBool_Check(value.ptr())) {
    out.kind = Literal::Kind::boolean;
    out.boolean = value.ptr() == Py_True;
  } else if (PyUnicode_Check(value.ptr())) {
    out.text = nb::cast<std::string>(value);
  } else {
    out.kind = Literal::Kind::number;
    out.number = nb::cast<double>(value);
  }
  return out;
}

State state_of(const std::string& text) {
  const auto state = parse_state(text);
  if (!state) throw nb::value_error("no state");
  return *state;
}

Outcome<PyScored> score_observations(const Standard& standard, const Observations& seen, bool lanes) {
  ScoreOptions options;
  options.all_nodes = true;
  options.lanes = lanes;
  auto card = [&] {
    const nb::gil_scoped_release release;
    return score(standard, seen, options);
  }();
  if (!card) return {std::nullopt, tuples(card.diagnostics())};
  auto out = std::make_shared<Scored>();
  out->warnings = card->warnings();
  out->cards.push_back(*std::move(card));
  out->observations = seen;
  auto warnings = tuples(out->warnings);
  return {PyScored{{standard, std::move(out)}, {}}, std::move(warnings)};
}

void bind_observations(nb::module_& m) {
  using Text = const std::string&;
  constexpr const char* none = "";
  nb::class_<Observations>(m, "Observations", "What was seen, by name.")
      .def(nb::init<Standard>(), nb::arg("standard"))
      .def(
          "add_unit", [](Observations& o, Text unit) { o.add_unit(unit); }, nb::arg("unit"))
      .def(
          "set",
          [](Observations& o, Text unit, Text column, nb::handle value, Text site, Text method, Text round) {
            const Cell cell{column, {}, site, method, round};
            if (PyUnicode_Check(value.ptr()))
              o.set(unit, cell, nb::cast<std::string>(value));
            else
              o.set(unit, cell, nb::cast<double>(value));
          },
          nb::arg("unit"), nb::arg("column"), nb::arg("value"), nb::arg("site") = none, nb::arg("method") = none,
          nb::arg("round") = none)
      .def(
          "set_state",
          [](Observations& o, Text unit, Text column, Text state, Text site, Text method, Text round) {
            o.set_state(unit, Cell{column, {}, site, method, round}, state_of(state));
          },
          nb::arg("unit"), nb::arg("column"), nb::arg("state"), nb::arg("site") = none, nb::arg("method") = none,
          nb::arg("round") = none)
      .def(
          "add_finding",
          [](Observations& o, Text unit, Text criterion, Text rule, double count,
             const std::map<std::string, nb::object>& facts, Text site, Text method, Text round) {
            Finding finding{criterion, rule, site, method, round, count, {}};
            for (const auto& [name, value] : facts) finding.facts[name] = literal(value);
            o.add(unit, finding);
          },
          nb::arg("unit"), nb::arg("criterion"), nb::arg("rule") = none, nb::arg("count") = 1.0,
          nb::arg("facts") = nb::dict(), nb::arg("site") = none, nb::arg("method") = none, nb::arg("round") = none)
      .def(
          "add_visit",
          [](Observations& o, Text unit, const std::vector<std::string>& covers, Text site, Text method, Text round) {
            o.add(unit, Visit{site, method, round, covers});
          },
          nb::arg("unit"), nb::arg("covers"), nb::arg("site") = none, nb::arg("method") = none, nb::arg("round") = none)
      .def(
          "set_attribute",
          [](Observations& o, Text unit, Text name, nb::handle value, Text site) {
            o.set_attribute(unit, name, literal(value), site);
          },
          nb::arg("unit"), nb::arg("name"), nb::arg("value"), nb::arg("site") = none)
      .def(
          "set_previous",
          [](Observations& o, Text unit, Text what, nb::handle value) { o.set_previous(unit, what, literal(value)); },
          nb::arg("unit"), nb::arg("what"), nb::arg("value"), "Called again: the result before that.")
      .def(
          "set_previous_state",
          [](Observations& o, Text unit, Text what, Text state) { o.set_previous_state(unit, what, state_of(state)); },
          nb::arg("unit"), nb::arg("what"), nb::arg("state"));
  m.def("score_observations", &score_observations, nb::arg("standard"), nb::arg("observations"),
        nb::arg("lanes") = false);
}

}  // namespace

void bind_scoring(nb::module_& m) {
  bind_observations(m);
  nb::class_<PyScored>(m, "Scored", "Arrays of one scoring call: a row per criterion or ladder, a column per unit.")
      .def_prop_ro("units", [](const PyScored& me) { return me.scored->units(); })
      .def_prop_ro(
          "in_place", [](const PyScored& me) { return me.scored->in_place; },
          "Scored from the caller's columns, without reading them by name.")
      .def_prop_ro("pieces", [](const PyScored& me) { return me.scored->cards.size(); })
      .def_prop_ro(
          "nothing_observed",
          [](const PyScored& me) {
            for (const Scorecard& card : me.scored->cards)
              for (const Node node : card.nodes())
                for (const State state : card.state(node))
                  if (state != State::not_inspected) return false;
            return true;
          },
          "Every criterion of every unit is not inspected.")
      .def_prop_ro("nodes",
                   [](const PyScored& me) {
                     std::vector<std::string> out;
                     if (!me.scored->cards.empty())
                       for (const Node node : me.scored->cards[0].nodes()) out.push_back(me.standard.id(node));
                     return out;
                   })
      .def("unit_names", [](const PyScored& me) { return unit_names(me); })
      .def("score", of_nodes<double>([](const Scorecard& c, Node n) { return c.score(n); }))
      .def("maximum", of_nodes<double>([](const Scorecard& c, Node n) { return c.maximum(n); }))
      .def("lower", of_nodes<double>([](const Scorecard& c, Node n) { return c.lower(n); }))
      .def("upper", of_nodes<double>([](const Scorecard& c, Node n) { return c.upper(n); }))
      .def("coverage", of_nodes<double>([](const Scorecard& c, Node n) { return c.coverage(n); }))
      .def("state", of_nodes<std::uint8_t>([](const Scorecard& c, Node n) { return c.state(n); }))
      .def("level", of_nodes<std::int16_t>([](const Scorecard& c, Node n) { return c.level(n); }))
      .def("provisional", &provisional)
      .def("outcome", of_ladders<std::int16_t>([](const Scorecard& c, std::size_t k) { return c.outcome(k); }))
      .def("possible", of_ladders<std::uint64_t>([](const Scorecard& c, std::size_t k) { return c.possible(k); }))
      .def("shortages", &shortages, "(criterion, unit, over, needed, had)")
      .def("lanes", &lanes, "(criterion, unit, site, method, round, score, maximum, state)")
      .def_prop_ro(
          "all_fields", [](const PyScored& me) { return me.call.all_fields; },
          "Holds more than scores, states and outcomes.")
      .def(
          "complete",
          [](const PyScored& me) {
            Call call = me.call;
            call.all_fields = true;
            return scored([&] { return score_frame(me.standard, me.inputs, std::move(call)); }, me.keep);
          },
          "The same call with every field.")
      .def(
          "more",
          [](const PyScored& me, const std::vector<std::string>& nodes) {
            Call call = me.call;
            call.nodes = nodes;
            call.all_nodes = call.lanes = false;
            return scored([&] { return score_frame(me.standard, me.inputs, std::move(call)); }, me.keep);
          },
          nb::arg("nodes"), "The same call for other criteria.")
      .def(
          "under",
          [](const PyScored& me, const Standard& standard, const std::optional<std::string>& missing) {
            if (!me.inputs.table) throw nb::value_error("not scored from a table");
            const auto state = missing ? parse_state(*missing) : std::nullopt;
            return scored([&] { return score_under(me, standard, state); }, me.keep);
          },
          nb::arg("standard"), nb::arg("missing").none(), "The same data under another standard.")
      .def("explain", &explain_by_name, nb::arg("unit"));

  m.def("score", &score_frames, nb::arg("standard"), nb::arg("table"), nb::arg("findings").none(),
        nb::arg("visits").none(), nb::arg("unit"), nb::arg("roles"), nb::arg("ignore"), nb::arg("missing").none(),
        nb::arg("nodes"), nb::arg("all_nodes"), nb::arg("lanes"), nb::arg("threads"), nb::arg("piece") = nb::none());
}

}  // namespace saniscore::python
