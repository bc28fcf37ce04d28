// Simple samples, plans and questionnaires.
#include "arrays.hpp"
#include "bind.hpp"
#include "respondents.hpp"

#include <saniscore/survey/change.hpp>
#include <saniscore/survey/plan.hpp>
#include <saniscore/survey/questionnaire.hpp>

#include <nanobind/stl/variant.h>

#include <variant>

namespace saniscore::python {
namespace {

using Counts = Vector<std::int64_t>;
using Limits = std::pair<Array<double>, Array<double>>;
using MaybePopulation = std::optional<std::int64_t>;

/// side: 0 both, 1 lower alone, 2 upper alone; a limit that is not asked for is an empty array.
Outcome<Limits> limits(const Counts& x, const Counts& n, double level, const std::string& method, int side,
                       MaybePopulation population) {
  const auto favourable = items(x), answers = items(n);
  const auto by = survey::parse_method(method).value_or(survey::Method::wilson);
  if (side == 0 && !population && favourable.size() > 1) {
    auto many = [&] {
      const nb::gil_scoped_release release;
      return survey::intervals(favourable, answers, level, by);
    }();
    if (!many) return {std::nullopt, tuples(many.diagnostics())};
    return {Limits{array(std::move(many->lower)), array(std::move(many->upper))}, {}};
  }
  std::vector<double> lower, upper;
  std::vector<Diagnostic> wrong;
  {
    const nb::gil_scoped_release release;
    for (std::size_t i = 0; i < favourable.size() && wrong.empty(); ++i) {
      const auto keep = [&](const auto& result, auto put) {
        if (result) put(*result);
        if (!result) wrong = placed(result.diagnostics(), i, favourable.size());
      };
      if (side == 0)
        keep(survey::interval(favourable[i], answers[i], level, by, population), [&](const survey::Interval& ci) {
          lower.push_back(ci.lower);
          upper.push_back(ci.upper);
        });
      if (side == 1)
        keep(survey::bound_lower(favourable[i], answers[i], level, by, population),
             [&](double bound) { lower.push_back(bound); });
      if (side == 2)
        keep(survey::bound_upper(favourable[i], answers[i], level, by, population),
             [&](double bound) { upper.push_back(bound); });
    }
  }
  if (!wrong.empty()) return {std::nullopt, tuples(wrong)};
  return {Limits{array(std::move(lower)), array(std::move(upper))}, {}};
}

template <class T, class Fill>
Outcome<Dict> named(const Result<T>& result, Fill fill) {
  if (!result) return {std::nullopt, tuples(result.diagnostics())};
  Dict out;
  fill(out, *result);
  return {std::move(out), tuples(result.diagnostics())};
}

Outcome<Dict> difference(std::int64_t x1, std::int64_t n1, std::int64_t x2, std::int64_t n2, double level, int method) {
  return named(survey::difference(x1, n1, x2, n2, level, static_cast<survey::DifferenceMethod>(method)),
               [](Dict& out, const survey::Difference& d) {
                 out["diff"] = d.diff;
                 out["lower"] = d.lower;
                 out["upper"] = d.upper;
                 out["level"] = d.level;
               });
}

Outcome<Dict> paired_difference(std::int64_t both, std::int64_t first_only, std::int64_t second_only,
                                std::int64_t neither, double level) {
  return named(survey::paired_difference({both, first_only, second_only, neither}, level),
               [](Dict& out, const survey::PairedDifference& d) {
                 out["diff"] = d.diff;
                 out["se"] = d.se;
                 out["newcombe"] = nb::make_tuple(d.newcombe.lower, d.newcombe.upper);
                 out["tango"] = nb::make_tuple(d.tango.lower, d.tango.upper);
                 out["level"] = d.newcombe.level;
                 out["mcnemar_exact"] = d.mcnemar_exact;
                 out["mcnemar_mid_p"] = d.mcnemar_mid_p;
               });
}

Outcome<Dict> plan(double threshold, double alpha, double true_rate, double power, double deff, double response) {
  return named(survey::plan({threshold, alpha}, true_rate, power, deff, response),
               [](Dict& out, const survey::Plan& p) {
                 out["n_first"] = p.n_first;
                 out["critical_first"] = p.critical_first;
                 out["power_first"] = p.power_first;
                 out["size_first"] = p.size_first;
                 out["n_stable"] = p.n_stable;
                 out["critical"] = p.critical;
                 out["power"] = p.power;
                 out["size"] = p.size;
                 out["n_normal"] = p.n_normal;
                 out["n_normal_continuity"] = p.n_normal_continuity;
                 out["n_answers"] = p.n_answers;
                 out["n_asked"] = p.n_asked;
               });
}

Outcome<Dict> lqas(double lower, double upper, double alpha, double beta, MaybePopulation population,
                   std::optional<std::pair<std::int64_t, std::int64_t>> rule) {
  return named(rule ? survey::lqas_rule(rule->first, rule->second, lower, upper, population)
                    : survey::lqas(lower, upper, alpha, beta, population),
               [](Dict& out, const survey::Lqas& l) {
                 out["n"] = l.n;
                 out["d"] = l.d;
                 out["alpha"] = l.alpha;
                 out["beta"] = l.beta;
               });
}

Outcome<Dict> precision(double rate, double half_width, double level, MaybePopulation population) {
  return named(survey::precision(rate, half_width, level, population), [](Dict& out, const survey::Precision& p) {
    out["n_wald"] = p.n_wald;
    out["n_wilson"] = p.n_wilson;
    out["n_wald_finite"] = p.n_wald_finite;
  });
}

Outcome<Dict> deciding_sample(double observed, double threshold, double alpha, const std::string& method,
                              double printed_to) {
  return named(
      survey::deciding_sample(observed, {threshold, alpha},
                              survey::parse_method(method).value_or(survey::Method::clopper_pearson), printed_to),
      [](Dict& out, const survey::Deciding& d) {
        out["n"] = d.n;
        out["x"] = d.x;
        out["verdict"] = static_cast<int>(d.verdict);
      });
}

/// A filter keeps wordings, or numbers from one on.
using Keep = std::variant<double, std::vector<std::string>>;
using Quota = std::pair<std::string, std::vector<std::pair<std::string, std::int64_t>>>;

struct PyQuestionnaire {
  survey::Sheet sheet;
  survey::Questionnaire questionnaire;
};

Outcome<PyQuestionnaire> read_questionnaire(const PyFrame& frame, std::string question, const survey::Coding& coding,
                                            std::optional<std::vector<std::string>> refusals, std::string respondent,
                                            int duplicates, const std::vector<std::pair<std::string, Keep>>& filters,
                                            const std::vector<Quota>& quotas, bool drop_excess) {
  auto sheet = sheet_of(*frame.frame);
  if (!sheet) return {std::nullopt, tuples(sheet.diagnostics())};
  survey::Reading how{.question = std::move(question), .coding = coding};
  if (refusals) how.refusals = *std::move(refusals);
  how.respondent = std::move(respondent);
  how.duplicates = static_cast<survey::Duplicates>(duplicates);
  for (const auto& [column, keep] : filters) {
    survey::Filter f{.column = column};
    if (const auto* number = std::get_if<double>(&keep)) f.at_least = *number;
    if (const auto* wordings = std::get_if<std::vector<std::string>>(&keep)) f.keep = *wordings;
    how.filters.push_back(std::move(f));
  }
  for (const auto& [column, wanted] : quotas)
    how.quotas.push_back({.column = column, .wanted = wanted, .drop_excess = drop_excess});
  auto read = survey::read_questionnaire(*sheet, how);
  if (!read) return {std::nullopt, tuples(read.diagnostics())};
  auto notes = tuples(read.diagnostics());
  return {PyQuestionnaire{*std::move(sheet), *std::move(read)}, std::move(notes)};
}

Dict counts(const PyQuestionnaire& me) {
  const auto& q = me.questionnaire;
  Dict out;
  out["rows"] = array(std::vector<std::uint32_t>(q.rows));
  out["received"] = q.received;
  out["screened"] = q.screened;
  out["duplicates"] = q.duplicates;
  out["over_quota"] = q.over_quota;
  out["refused"] = q.refused;
  out["dont_know"] = q.dont_know;
  out["missing"] = q.missing;
  nb::list quotas;
  for (const auto& f : q.quotas) quotas.append(nb::make_tuple(f.column, f.category, f.wanted, f.got));
  out["quotas"] = nb::tuple(quotas);
  out["answered_share"] = q.answered_share;
  return out;
}

}  // namespace

void bind_proportions(nb::module_& m) {
  m.def("limits", &limits, nb::arg("x"), nb::arg("n"), nb::arg("level"), nb::arg("method"), nb::arg("side"),
        nb::arg("population").none());
  m.def("difference", &difference, nb::arg("x1"), nb::arg("n1"), nb::arg("x2"), nb::arg("n2"), nb::arg("level"),
        nb::arg("method"));
  m.def("paired_difference", &paired_difference, nb::arg("both"), nb::arg("first_only"), nb::arg("second_only"),
        nb::arg("neither"), nb::arg("level"));
  m.def("plan", &plan, nb::arg("threshold"), nb::arg("alpha"), nb::arg("true_rate"), nb::arg("power"), nb::arg("deff"),
        nb::arg("response"));
  m.def("lqas", &lqas, nb::arg("lower"), nb::arg("upper"), nb::arg("alpha"), nb::arg("beta"),
        nb::arg("population").none(), nb::arg("rule").none());
  m.def("precision", &precision, nb::arg("rate"), nb::arg("half_width"), nb::arg("level"),
        nb::arg("population").none());
  m.def("deciding_sample", &deciding_sample, nb::arg("observed"), nb::arg("threshold"), nb::arg("alpha"),
        nb::arg("method"), nb::arg("printed_to"));
  m.def(
      "smallest_sample",
      [](const std::vector<double>& printed, double printed_to) {
        return outcome(survey::smallest_sample(printed, printed_to));
      },
      nb::arg("printed"), nb::arg("printed_to"));

  nb::class_<PyQuestionnaire>(m, "Questionnaire", "What a sheet of questionnaires gave.")
      .def_prop_ro("answers", [](const PyQuestionnaire& q) { return q.questionnaire.answers; })
      .def("counts", &counts)
      .def(
          "categories",
          [](const PyQuestionnaire& q, const std::string& column) -> Outcome<std::vector<std::optional<std::string>>> {
            const auto found = survey::categories(q.sheet, column, q.questionnaire.rows);
            if (!found) return {std::nullopt, tuples(found.diagnostics())};
            std::vector<std::optional<std::string>> out;
            for (const auto id : found->id)
              out.push_back(id < 0 ? std::nullopt : std::optional(found->labels[static_cast<std::size_t>(id)]));
            return {std::move(out), {}};
          },
          nb::arg("column"))
      .def(
          "numbers",
          [](const PyQuestionnaire& q, const std::string& column) -> Outcome<Array<double>> {
            auto found = survey::numbers(q.sheet, column, q.questionnaire.rows);
            if (!found) return {std::nullopt, tuples(found.diagnostics())};
            return {array(*std::move(found)), {}};
          },
          nb::arg("column"));
  m.def("read_questionnaire", &read_questionnaire, nb::arg("frame"), nb::arg("question"), nb::arg("coding"),
        nb::arg("refusals").none(), nb::arg("respondent"), nb::arg("duplicates"), nb::arg("filters"), nb::arg("quotas"),
        nb::arg("drop_excess"));
}

}  // namespace saniscore::python
