// Surveys as C++ has them; lists of rates and verdicts go over as columns.
#include "arrays.hpp"
#include "bind.hpp"
#include "respondents.hpp"

#include "survey/wording.hpp"

#include <saniscore/survey/calibrate.hpp>
#include <saniscore/survey/change.hpp>
#include <saniscore/survey/estimate.hpp>
#include <saniscore/survey/homogeneity.hpp>
#include <saniscore/survey/verdict.hpp>

#include <nanobind/stl/string_view.h>

namespace saniscore::python {
namespace {

using survey::Rate;
using Doubles = Vector<double>;
using Numbers = Vector<std::int32_t>;
using Mask = Vector<std::uint8_t>;

std::size_t column_of(const PyFrame& f, const std::string& name) {
  for (std::size_t k = 0; k < f.frame->names.size(); ++k)
    if (f.frame->names[k] == name) return k;
  throw nb::key_error(name.c_str());
}

/// code, outcome (0 … 3), value, zh, en
using OptionTuple = std::tuple<std::int32_t, int, double, std::string, std::string>;

Outcome<survey::Coding> make_coding(std::string id, const std::vector<OptionTuple>& options, bool as_unfavourable,
                                    std::string source) {
  survey::Coding c{.id = std::move(id),
                   .dont_know = as_unfavourable ? survey::DontKnow::as_unfavourable : survey::DontKnow::exclude,
                   .source = std::move(source)};
  for (const auto& [code, kind, value, zh, en] : options)
    c.options.push_back({code, static_cast<survey::Outcome>(kind), value, zh, en});
  if (auto wrong = survey::check_coding(c)) return {std::nullopt, tuples({*std::move(wrong)})};
  return {std::move(c), {}};
}

Outcome<survey::Coding> coding_of(std::string id, const std::vector<std::string>& favourable,
                                  const std::vector<std::string>& unfavourable,
                                  const std::vector<std::string>& dont_know, bool as_unfavourable, std::string source) {
  auto c = survey::coding_of(std::move(id), favourable, unfavourable, dont_know,
                             as_unfavourable ? survey::DontKnow::as_unfavourable : survey::DontKnow::exclude);
  if (c) c->source = std::move(source);
  return outcome(std::move(c));
}

std::vector<OptionTuple> options_of(const survey::Coding& c) {
  std::vector<OptionTuple> out;
  for (const auto& o : c.options) out.emplace_back(o.code, static_cast<int>(o.outcome), o.value, o.zh, o.en);
  return out;
}

using Labels = nb::typed<nb::list, nb::any>;

Labels labels_of(const std::vector<Value>& labels) {
  Labels out;
  for (const Value& v : labels) {
    if (v.kind == Value::Kind::text) {
      out.append(nb::str(v.text.data(), v.text.size()));
    } else if (v.kind == Value::Kind::boolean) {
      out.append(nb::bool_(v.number != 0));
    } else if (v.whole || v.number == static_cast<double>(static_cast<std::int64_t>(v.number))) {
      out.append(nb::int_(v.whole ? *v.whole : static_cast<std::int64_t>(v.number)));
    } else {
      out.append(nb::float_(v.number));
    }
  }
  return out;
}

using IdsTuple = std::pair<Array<std::int32_t>, Labels>;
Outcome<IdsTuple> ids(const PyFrame& f, const std::string& name, bool labelled) {
  auto found = ids_of(*f.frame, column_of(f, name), labelled);
  if (!found) return {std::nullopt, tuples(found.diagnostics())};
  auto labels = labels_of(found->labels);
  return {IdsTuple{array(std::move(found->id)), std::move(labels)}, {}};
}

Outcome<Array<double>> numbers(const PyFrame& f, const std::string& name) {
  auto found = numbers_of(*f.frame, column_of(f, name));
  if (!found) return {std::nullopt, tuples(found.diagnostics())};
  return {array(*std::move(found)), {}};
}

Outcome<survey::Answers> code(const PyFrame& f, const std::string& name, const survey::Coding* coding) {
  return outcome(answers_of(*f.frame, column_of(f, name), coding));
}

Outcome<survey::Design> make_design(std::optional<Doubles> weight, std::optional<Numbers> stratum,
                                    std::optional<Numbers> psu, std::optional<Doubles> psu_population,
                                    std::optional<Doubles> psu_size, const std::vector<std::string>& stratum_names,
                                    const std::vector<std::string>& psu_names, int lonely, bool convenience) {
  const survey::Columns columns{.weight = items(weight),
                                .stratum = items(stratum),
                                .psu = items(psu),
                                .psu_population = items(psu_population),
                                .psu_size = items(psu_size),
                                .stratum_names = stratum_names,
                                .psu_names = psu_names};
  const nb::gil_scoped_release release;
  return outcome(
      survey::Design::make(columns, {static_cast<survey::LonelyUnit>(lonely),
                                     convenience ? survey::Sample::convenience : survey::Sample::probability}));
}

survey::RateOptions options_for(double level, const std::string& method, double deff_at_ends, bool jackknife) {
  return {level, survey::parse_method(method), deff_at_ends,
          jackknife ? survey::Variance::jackknife : survey::Variance::taylor};
}

using ListOfRates = std::vector<Rate>;  ///< of one place, or of many
struct PyRates {
  ListOfRates list;
};
struct PyDecisions {
  std::vector<survey::Decision> list;
};

Outcome<PyRates> rate(const survey::Design& design, const survey::Answers& answers, std::optional<Mask> where,
                      double level, const std::string& method, double deff_at_ends, bool jackknife) {
  const auto chosen = items(where);
  const nb::gil_scoped_release release;
  auto r = survey::rate(design, answers, options_for(level, method, deff_at_ends, jackknife), chosen);
  if (!r) return {std::nullopt, tuples(r.diagnostics())};
  return {PyRates{{*std::move(r)}}, {}};
}

using GroupedRates = std::pair<std::vector<std::int32_t>, PyRates>;
Outcome<GroupedRates> rates(const survey::Design& design, const survey::Answers& answers, const Numbers& group,
                            double level, const std::string& method, double deff_at_ends, bool jackknife) {
  const auto groups = items(group);
  const nb::gil_scoped_release release;
  auto r = survey::rates(design, answers, groups, options_for(level, method, deff_at_ends, jackknife));
  if (!r) return {std::nullopt, tuples(r.diagnostics())};
  return {GroupedRates{std::move(r->group), PyRates{std::move(r->rate)}}, {}};
}

Dict columns(const PyRates& r) {
  Dict out;
  const auto real = [&](const char* name, double Rate::*field) {
    out[name] = column<double>(r.list, [&](const Rate& each) { return each.*field; });
  };
  const auto whole = [&](const char* name, auto Rate::*field) {
    out[name] = column<std::int64_t>(r.list, [&](const Rate& each) { return static_cast<std::int64_t>(each.*field); });
  };
  real("rate", &Rate::rate);
  real("se", &Rate::se);
  out["lower"] = column<double>(r.list, [](const Rate& each) { return each.ci.lower; });
  out["upper"] = column<double>(r.list, [](const Rate& each) { return each.ci.upper; });
  real("deff", &Rate::deff);
  real("deff_finite", &Rate::deff_finite);
  real("deff_kish", &Rate::deff_kish);
  real("n_eff", &Rate::n_eff);
  whole("df", &Rate::df);
  whole("n_psu", &Rate::n_psu);
  whole("n_strata", &Rate::n_strata);
  whole("n_asked", &Rate::n_asked);
  whole("n_valid", &Rate::n_valid);
  whole("n_favourable", &Rate::n_favourable);
  whole("n_dk", &Rate::n_dk);
  whole("n_missing", &Rate::n_missing);
  real("population", &Rate::population);
  whole("flags", &Rate::flags);
  whole("presentation", &Rate::presentation);
  return out;
}

Outcome<PyDecisions> decide_rates(const PyRates& r, double threshold, double alpha) {
  PyDecisions out;
  const nb::gil_scoped_release release;
  for (const auto& each : r.list) {
    auto d = survey::decide(each, {threshold, alpha});
    if (!d) return {std::nullopt, tuples(d.diagnostics())};
    out.list.push_back(*std::move(d));
  }
  return {std::move(out), {}};
}

Outcome<PyDecisions> decide_counts(const Vector<std::int64_t>& x, const Vector<std::int64_t>& n, double threshold,
                                   double alpha, std::optional<std::int64_t> population) {
  PyDecisions out;
  const auto favourable = items(x), answers = items(n);
  const nb::gil_scoped_release release;
  for (std::size_t i = 0; i < favourable.size(); ++i) {
    auto d = survey::decide(favourable[i], answers[i], {threshold, alpha}, population);
    if (!d) return {std::nullopt, tuples(placed(d.diagnostics(), i, favourable.size()))};
    out.list.push_back(*std::move(d));
  }
  return {std::move(out), {}};
}

Outcome<PyDecisions> decide_all(const PyDecisions& d, int family) {
  auto out = survey::decide_all(d.list, static_cast<survey::Family>(family));
  if (!out) return {std::nullopt, tuples(out.diagnostics())};
  return {PyDecisions{*std::move(out)}, {}};
}

Dict columns_of_decisions(const PyDecisions& d) {
  using survey::Decision;
  Dict out;
  const auto put = [&]<class T>(const char* name, T Decision::*field) {
    out[name] = column<std::conditional_t<std::is_same_v<T, bool>, std::uint8_t, T>>(
        d.list, [&](const Decision& each) { return each.*field; });
  };
  out["verdict"] = column<std::uint8_t>(d.list, [](const Decision& each) { return static_cast<int>(each.verdict); });
  put("rate", &Decision::rate);
  put("n", &Decision::n);
  put("lower", &Decision::lower);
  put("upper", &Decision::upper);
  put("p_met", &Decision::p_met);
  put("p_not_met", &Decision::p_not_met);
  put("margin", &Decision::margin);
  put("point_estimate_passes", &Decision::point_estimate_passes);
  put("simple", &Decision::simple);
  put("convenience", &Decision::convenience);
  return out;
}

/// value, lower, upper, answers, n
using EstimateArrays = std::tuple<Array<double>, Array<double>, Array<double>, Array<double>, Array<double>>;
Outcome<EstimateArrays> estimates(const PyRates& r, double alpha, double full, int acceptance, bool more_is_better) {
  auto e = survey::estimates({.group = {}, .rate = r.list}, alpha, full, static_cast<Acceptance>(acceptance),
                             more_is_better);
  if (!e) return {std::nullopt, tuples(e.diagnostics())};
  return {EstimateArrays{array(std::move(e->value)), array(std::move(e->lower)), array(std::move(e->upper)),
                         column<double>(e->estimates, [](const Estimate& each) { return each.answers; }),
                         array(std::move(e->n))},
          {}};
}

Outcome<Dict> index(const survey::Design& design, const survey::Answers& answers, std::optional<Mask> where,
                    double level) {
  const auto r = survey::index(design, answers, level, items(where));
  if (!r) return {std::nullopt, tuples(r.diagnostics())};
  Dict out;
  out["mean"] = r->mean;
  out["se"] = r->se;
  out["lower"] = r->lower;
  out["upper"] = r->upper;
  out["level"] = r->level;
  out["deff"] = r->deff;
  out["deff_finite"] = r->deff_finite;
  out["df"] = r->df;
  out["n_asked"] = r->n_asked;
  out["n_valid"] = r->n_valid;
  out["flags"] = r->flags;
  out["coding"] = r->coding;
  return {std::move(out), {}};
}

/// The two rates, and the rest by name.
using ChangeTuple = std::pair<PyRates, Dict>;
Outcome<ChangeTuple> change(const survey::Design& design, const survey::Answers& answers, const Numbers& wave,
                            std::int32_t from, std::int32_t to, double level, std::optional<Mask> where) {
  const auto c = survey::change(design, answers, items(wave), from, to, level, items(where));
  if (!c) return {std::nullopt, tuples(c.diagnostics())};
  Dict out;
  out["diff"] = c->diff;
  out["se"] = c->se;
  out["correlation"] = c->correlation;
  out["lower"] = c->lower;
  out["upper"] = c->upper;
  out["level"] = c->level;
  out["t_lower"] = c->t_lower;
  out["t_upper"] = c->t_upper;
  out["p_value"] = c->p_value;
  out["df"] = c->df;
  out["shared_psu"] = c->shared_psu;
  return {ChangeTuple{PyRates{{c->from, c->to}}, std::move(out)}, {}};
}

Outcome<Dict> homogeneity(const survey::Design& design, const survey::Answers& answers, const Numbers& group,
                          std::optional<Mask> where) {
  const auto h = survey::homogeneity(design, answers, items(group), items(where));
  if (!h) return {std::nullopt, tuples(h.diagnostics())};
  Dict out;
  out["statistic"] = h->statistic;
  out["mean_deff"] = h->mean_deff;
  out["f"] = h->f;
  out["ndf"] = h->ndf;
  out["ddf"] = h->ddf;
  out["p_value"] = h->p_value;
  out["p_first_order"] = h->p_first_order;
  out["wald_f"] = h->wald_f;
  out["wald_p"] = h->wald_p;
  out["df"] = h->df;
  out["groups"] = h->groups;
  out["n_valid"] = h->n_valid;
  out["coding"] = h->coding;
  return {std::move(out), {}};
}

/// category, people of 0, 1, …, names
using MarginTuple = std::tuple<Numbers, std::vector<std::pair<std::int32_t, double>>, std::vector<std::string>>;
using Calibration = std::tuple<survey::Design, Array<double>, Dict>;
Outcome<Calibration> rake(const survey::Design& design, const std::vector<MarginTuple>& margins, double tolerance,
                          std::int32_t rounds) {
  std::vector<survey::Margin> all;
  for (const auto& [category, people, names] : margins) all.push_back({items(category), people, names});
  auto c = survey::rake(design, all, {tolerance, rounds});
  if (!c) return {std::nullopt, tuples(c.diagnostics())};
  Dict out;
  out["rounds"] = c->rounds;
  out["gap"] = c->gap;
  out["least_ratio"] = c->least_ratio;
  out["most_ratio"] = c->most_ratio;
  out["deff_kish"] = c->deff_kish;
  return {Calibration{c->design, array(std::move(c->weight)), std::move(out)}, {}};
}

}  // namespace

void bind_survey(nb::module_& m) {
  nb::class_<survey::Coding>(m, "Coding", "What each answer of a question means.")
      .def_ro("id", &survey::Coding::id)
      .def_ro("source", &survey::Coding::source)
      .def_prop_ro("options", &options_of, "(code, outcome, value, zh, en) of each answer.")
      .def_prop_ro("as_unfavourable",
                   [](const survey::Coding& c) { return c.dont_know == survey::DontKnow::as_unfavourable; });
  m.def("make_coding", &make_coding, nb::arg("id"), nb::arg("options"), nb::arg("as_unfavourable"), nb::arg("source"));
  m.def("coding_of", &coding_of, nb::arg("id"), nb::arg("favourable"), nb::arg("unfavourable"), nb::arg("dont_know"),
        nb::arg("as_unfavourable"), nb::arg("source"));
  m.def(
      "coding", [](const std::string& id) { return outcome(survey::coding(id)); }, nb::arg("id"));
  m.def("coding_ids", [] {
    std::vector<std::string> out;
    for (const auto& c : survey::codings()) out.push_back(c.id);
    return out;
  });

  nb::class_<survey::Answers>(m, "Answers", "Coded answers, one per respondent.")
      .def_ro("coding", &survey::Answers::coding)
      .def_prop_ro("as_unfavourable",
                   [](const survey::Answers& a) { return a.dont_know == survey::DontKnow::as_unfavourable; })
      // made anew at each call
      .def_prop_ro(
          "outcomes",
          [](const survey::Answers& a) {
            return column<std::uint8_t>(a.outcomes, [](survey::Outcome o) { return static_cast<int>(o); });
          },
          nb::rv_policy::move)
      .def_prop_ro(
          "values", [](const survey::Answers& a) { return array(std::vector<double>(a.values)); }, nb::rv_policy::move);
  m.def("code", &code, nb::arg("frame"), nb::arg("column"), nb::arg("coding").none());
  m.def("ids", &ids, nb::arg("frame"), nb::arg("column"), nb::arg("labelled"),
        "Ids of a column and what they are called; without names they are the column's own numbers.");
  m.def("numbers", &numbers, nb::arg("frame"), nb::arg("column"));

  nb::class_<survey::Design>(m, "Design", "How respondents were chosen.")
      .def_prop_ro("rows", &survey::Design::rows)
      .def_prop_ro("psus", &survey::Design::psus)
      .def_prop_ro("strata", &survey::Design::strata)
      .def_prop_ro("is_simple", &survey::Design::is_simple);
  m.def("make_design", &make_design, nb::arg("weight").none(), nb::arg("stratum").none(), nb::arg("psu").none(),
        nb::arg("psu_population").none(), nb::arg("psu_size").none(), nb::arg("stratum_names"), nb::arg("psu_names"),
        nb::arg("lonely"), nb::arg("convenience"));
  m.def(
      "simple_design",
      [](std::size_t respondents, bool convenience) {
        return outcome(survey::Design::simple(respondents,
                                              convenience ? survey::Sample::convenience : survey::Sample::probability));
      },
      nb::arg("respondents"), nb::arg("convenience"));

  nb::class_<PyRates>(m, "Rates", "Rates of one place or of many.")
      .def("__len__", [](const PyRates& r) { return r.list.size(); })
      .def("columns", &columns)
      .def(
          "pick", [](const PyRates& r, std::size_t k) { return PyRates{{r.list.at(k)}}; }, nb::arg("k"))
      .def("decide", &decide_rates, nb::arg("threshold"), nb::arg("alpha"))
      .def("estimates", &estimates, nb::arg("alpha"), nb::arg("full"), nb::arg("acceptance"),
           nb::arg("more_is_better"));
  nb::class_<PyDecisions>(m, "Decisions", "Verdicts.")
      .def("__len__", [](const PyDecisions& d) { return d.list.size(); })
      .def("columns", &columns_of_decisions)
      .def(
          "sentence",
          [](const PyDecisions& d, std::size_t k, bool chinese) {
            return survey::sentence(d.list.at(k), chinese ? Language::zh : Language::en);
          },
          nb::arg("k"), nb::arg("chinese"))
      .def("adjusted", &decide_all, nb::arg("family"));
  m.def("rate", &rate, nb::arg("design"), nb::arg("answers"), nb::arg("where").none(), nb::arg("level"),
        nb::arg("method"), nb::arg("deff_at_ends"), nb::arg("jackknife"));
  m.def("rates", &rates, nb::arg("design"), nb::arg("answers"), nb::arg("group"), nb::arg("level"), nb::arg("method"),
        nb::arg("deff_at_ends"), nb::arg("jackknife"));
  m.def("decide_counts", &decide_counts, nb::arg("x"), nb::arg("n"), nb::arg("threshold"), nb::arg("alpha"),
        nb::arg("population").none());
  m.def("index", &index, nb::arg("design"), nb::arg("answers"), nb::arg("where").none(), nb::arg("level"));
  m.def("change", &change, nb::arg("design"), nb::arg("answers"), nb::arg("wave"), nb::arg("from_"), nb::arg("to"),
        nb::arg("level"), nb::arg("where").none());
  m.def("homogeneity", &homogeneity, nb::arg("design"), nb::arg("answers"), nb::arg("group"), nb::arg("where").none());
  m.def("rake", &rake, nb::arg("design"), nb::arg("margins"), nb::arg("tolerance"), nb::arg("rounds"));
}

}  // namespace saniscore::python
