// Who answers, and ranking, as C++ has them. Tables of text go in; columns come out.
#include "arrays.hpp"
#include "bind.hpp"

#include "base/complaint.hpp"

#include <nanobind/stl/map.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace saniscore::python {
namespace {

using namespace responsibility;

constexpr double none = std::numeric_limits<double>::quiet_NaN();

using Texts = std::vector<std::string>;

/// What units of one result lost.
struct PyLosses {
  std::vector<Loss> list;
};

/// source, columns, rows, row numbers
using Table = std::tuple<std::string, std::vector<std::string>, std::vector<std::vector<std::string>>,
                         std::vector<std::uint32_t>>;

TextTable table_of(const Table& t) {
  const auto& [source, columns, rows, numbers] = t;
  return {source, columns, rows, numbers};
}

Outcome<Table> read_duty_table(const nb::bytes& csv, const std::string& source) {
  auto t = read_table(std::string(csv.c_str(), csv.size()), source);
  if (!t) return {std::nullopt, tuples(t.diagnostics())};
  return {Table{t->source, std::move(t->columns), std::move(t->rows), std::move(t->numbers)}, {}};
}

Outcome<Roster> make_roster(const Standard& standard, const Table& parties, const Table& areas,
                            const Table& assignments, const std::optional<Table>& tasks,
                            const std::optional<nb::bytes>& json, const std::string& source) {
  std::string text;
  if (json) text.assign(json->c_str(), json->size());
  const nb::gil_scoped_release release;
  auto duties =
      json ? read_duties(text, source) : read_duties(table_of(parties), table_of(areas), table_of(assignments));
  if (duties && tasks) duties = read_task_table(table_of(*tasks), *std::move(duties));
  if (!duties) return {std::nullopt, tuples(duties.diagnostics())};
  return outcome(compile(*std::move(duties), standard));
}

std::pair<std::vector<std::string>, std::vector<std::vector<std::string>>> task_table(const Roster& roster,
                                                                                      bool chinese) {
  auto t = write_task_table(roster.duties(), chinese ? Language::zh : Language::en);
  return {std::move(t.columns), std::move(t.rows)};
}

Texts accounts_in_use(const Roster& roster) {
  Texts out;
  for (const Account a : roster.accounts()) out.emplace_back(to_text(a));
  return out;
}

std::vector<std::string> ids_of(const Roster& roster) {
  std::vector<std::string> out;
  for (const Party& p : roster.duties().parties) out.push_back(p.id);
  return out;
}

Dict parties(const Roster& roster) {
  nb::list ids, names, kinds, levels;
  for (std::uint32_t k = 0; k < roster.duties().parties.size(); ++k) {
    const Party& p = roster.duties().parties[k];
    ids.append(p.id);
    names.append(std::string(roster.name(k)));
    kinds.append(std::string(to_text(p.kind)));
    levels.append(p.level);
  }
  Dict d;
  d["party"] = ids;
  d["name"] = names;
  d["kind"] = kinds;
  d["level"] = levels;
  return d;
}

Dict areas(const Roster& roster) {
  Dict d;
  const auto text = [&](const char* name, std::string Area::*member) {
    nb::list out;
    for (const Area& a : roster.duties().areas) out.append(a.*member);
    d[name] = out;
  };
  text("area", &Area::id);
  text("parent", &Area::parent);
  text("name", &Area::name);
  text("level", &Area::level);
  text("party", &Area::party);
  text("from", &Area::from);
  text("to", &Area::to);
  return d;
}

Dict assignments(const Roster& roster) {
  Dict d;
  const auto each = [&](const char* name, auto get) {
    nb::list out;
    for (const Assignment& a : roster.duties().assignments) out.append(std::string(get(a)));
    d[name] = out;
  };
  each("criterion", [](const Assignment& a) { return a.criterion; });
  each("place", [](const Assignment& a) { return a.place; });
  each("party", [](const Assignment& a) { return a.party; });
  each("person", [](const Assignment& a) { return a.person; });
  each("role", [](const Assignment& a) { return to_text(a.role); });
  each("share", [](const Assignment& a) { return a.share ? to_text(*a.share) : std::string(); });
  each("due", [](const Assignment& a) { return a.due; });
  each("account", [](const Assignment& a) { return to_text(a.account); });
  return d;
}

/// Every loss of every unit, or of one.
Outcome<PyLosses> losses_of_result(const PyScored& me, const std::optional<std::string>& unit) {
  const nb::gil_scoped_release release;
  PyLosses out;
  for (const std::string& name : unit ? std::vector<std::string>{*unit} : unit_names(me)) {
    const auto explanation = explain_unit(me, name);
    if (!explanation) return {std::nullopt, tuples(explanation.diagnostics())};
    for (Loss& loss : losses_of(*explanation, me.standard, true)) out.list.push_back(std::move(loss));
  }
  return {std::move(out), {}};
}

Outcome<Dict> who_of(const Roster& roster, const PyLosses& losses, const std::string& day, bool chinese) {
  const Language language = chinese ? Language::zh : Language::en;
  std::vector<std::pair<const Loss*, std::vector<Trace>>> traced;
  for (const Loss& loss : losses.list) {
    if (loss.lost == 0) continue;
    auto traces = who(roster, loss.criterion, loss.unit, day, loss.lost);
    if (!traces) return {std::nullopt, tuples(traces.diagnostics())};
    traced.emplace_back(&loss, *std::move(traces));
  }
  nb::list unit, criterion, rule, account, role, party, of, due, chain;
  std::vector<double> lost, share, points;
  const auto& list = roster.duties().parties;
  for (const auto& [loss, traces] : traced)
    for (const Trace& trace : traces)
      for (std::size_t k = 0; k < std::max<std::size_t>(trace.parts.size(), 1); ++k) {
        const Part* part = trace.assigned ? &trace.parts[k] : nullptr;
        unit.append(loss->unit);
        criterion.append(roster.standard().id(loss->criterion));
        rule.append(loss->rule);
        lost.push_back(loss->lost);
        account.append(std::string(to_text(trace.account, language)));
        role.append(part ? std::string(to_text(part->role, language)) : std::string());
        party.append(part ? list[part->party].id : std::string());
        of.append(part ? list[part->assigned].id : std::string());
        share.push_back(part ? part->share.value() : 0);
        points.push_back(part ? part->points : 0);
        due.append(part ? part->due : std::string());
        std::string ways;
        if (part)
          for (const std::string& way : ways_up(*part, roster, language)) ways += (ways.empty() ? "" : " | ") + way;
        chain.append(ways);
      }
  Dict d;
  d["unit"] = unit;
  d["criterion"] = criterion;
  d["rule"] = rule;
  d["lost"] = array(std::move(lost));
  d["account"] = account;
  d["role"] = role;
  d["party"] = party;
  d["of"] = of;
  d["share"] = array(std::move(share));
  d["points"] = array(std::move(points));
  d["due"] = due;
  d["chain"] = chain;
  return {std::move(d), {}};
}

Outcome<Dict> answers_of(const Roster& roster, const std::string& party, const PyLosses& losses,
                         const std::string& day) {
  const auto index = roster.party(party);
  if (!index)
    return {std::nullopt,
            tuples({detail::complaint("D406", "party " + party, "there is no such party", "没有这个责任主体")})};
  const auto answers = answers_for(roster, *index, losses.list, day);
  if (!answers) return {std::nullopt, tuples(answers.diagnostics())};
  nb::list unit, criterion, rule, account;
  std::vector<double> lost, own, all, gain;
  for (const Answer& a : *answers) {
    const Loss& loss = losses.list[a.loss];
    if (loss.lost == 0 && loss.gain.value_or(0) == 0) continue;
    unit.append(loss.unit);
    criterion.append(roster.standard().id(loss.criterion));
    rule.append(loss.rule);
    account.append(std::string(to_text(a.account)));
    lost.push_back(loss.lost);
    own.push_back(a.own);
    all.push_back(a.answers);
    gain.push_back(a.gain);
  }
  Dict d;
  d["unit"] = unit;
  d["criterion"] = criterion;
  d["rule"] = rule;
  d["account"] = account;
  d["lost"] = array(std::move(lost));
  d["own"] = array(std::move(own));
  d["answers"] = array(std::move(all));
  d["gain"] = array(std::move(gain));
  return {std::move(d), {}};
}

/// Per round, arrays over parties.
Outcome<nb::typed<nb::list, Dict>> accounts_of(const Roster& roster, const std::vector<std::string>& rounds,
                                               const std::vector<PyLosses>& given, const std::string& account_name,
                                               const std::string& rule_name,
                                               const std::map<std::string, double>& weights) {
  Account account = Account::common;
  for (const Account a : {Account::territory, Account::department})
    if (account_name == to_text(a)) account = a;
  std::vector<std::vector<Loss>> losses;
  for (const PyLosses& of_round : given) losses.push_back(of_round.list);
  const auto lost_cells = cells_of(roster, rounds, losses);
  if (!lost_cells) return {std::nullopt, tuples(lost_cells.diagnostics())};
  const auto stake_cells = cells_of(roster, rounds, losses, &Loss::at_stake);
  const auto lost = attribute(roster, *lost_cells, account);
  if (!lost) return {std::nullopt, tuples(lost.diagnostics())};
  const auto stake = attribute(roster, *stake_cells, account);
  if (!stake) return {std::nullopt, tuples(stake.diagnostics())};
  nb::typed<nb::list, Dict> out;
  const auto rule = parse_score_rule(rule_name).value_or(ScoreRule::pooled);
  for (std::size_t r = 0; r < rounds.size(); ++r) {
    const auto scores = party_scores(*lost, *stake, r, {rule, {}, weights});
    if (!scores) return {std::nullopt, tuples(scores.diagnostics())};
    std::vector<double> own, answers, joint, score, change;
    for (std::uint32_t k = 0; k < scores->size(); ++k) {
      own.push_back(lost->own(k, r));
      answers.push_back(lost->answers(k, r));
      joint.push_back(lost->joint(k, r));
      score.push_back((*scores)[k].score.value_or(none));
      change.push_back((*scores)[k].change.value_or(none));
    }
    Dict d;
    d["own"] = array(std::move(own));
    d["answers"] = array(std::move(answers));
    d["joint"] = array(std::move(joint));
    d["score"] = array(std::move(score));
    d["change"] = array(std::move(change));
    d["total"] = lost->total(r);
    d["unassigned"] = lost->unassigned(r);
    out.append(std::move(d));
  }
  return {std::move(out), {}};
}

Outcome<std::string> graph_of(const Roster& roster, const std::optional<PyLosses>& losses, const std::string& day,
                              bool json, bool chinese) {
  if (!losses)
    return {json ? to_json(roster, {}) : to_graphviz(roster, {}, {}, chinese ? Language::zh : Language::en), {}};
  const std::vector<std::vector<Loss>> rounds{losses->list};
  const auto lost_cells = cells_of(roster, {day}, rounds);
  if (!lost_cells) return {std::nullopt, tuples(lost_cells.diagnostics())};
  const auto account = roster.accounts().empty() ? Account::common : roster.accounts().front();
  const auto lost = attribute(roster, *lost_cells, account);
  if (!lost) return {std::nullopt, tuples(lost.diagnostics())};
  const auto stake = attribute(roster, *cells_of(roster, {day}, rounds, &Loss::at_stake), account);
  if (!stake) return {std::nullopt, tuples(stake.diagnostics())};
  const auto scores = party_scores(*lost, *stake, 0);
  if (!scores) return {std::nullopt, tuples(scores.diagnostics())};
  return {
      json ? to_json(roster, *scores, &*lost) : to_graphviz(roster, *scores, {}, chinese ? Language::zh : Language::en),
      {}};
}

// Ranking ---------------------------------------------------------------------------------------------------------

using Doubles = Vector<double>;
/// In order of places: entry, rank, score as compared, tied, change, rank before, and red and black lists.
Outcome<Dict> rank_entries(const Texts& units, const Texts& groups, const Doubles& scores,
                           const std::optional<Doubles>& before, bool lower_is_better, bool dense, double tolerance,
                           std::optional<int> decimals, bool ranked, std::size_t top, std::size_t bottom,
                           const std::map<std::string, std::pair<std::size_t, std::size_t>>& by_group,
                           const std::optional<std::tuple<bool, double, double, double>>& progress) {
  std::vector<ranking::Entry> entries(units.size());
  for (std::size_t k = 0; k < units.size(); ++k) {
    entries[k].unit = units[k];
    if (!groups.empty()) entries[k].group = groups[k];
    if (!std::isnan(scores(k))) entries[k].score = scores(k);
    if (before && !std::isnan((*before)(k))) entries[k].before = (*before)(k);
  }
  const auto r = ranking::rank(
      std::move(entries),
      {lower_is_better, dense ? ranking::Ties::dense : ranking::Ties::competition, tolerance, decimals, ranked});
  if (!r) return {std::nullopt, tuples(r.diagnostics())};
  std::vector<std::uint8_t> red(r->places.size(), 0), black(r->places.size(), 0);
  if (top + bottom > 0 || !by_group.empty()) {
    std::map<std::string, ranking::ListRule> rules;
    for (const auto& [group, rule] : by_group) rules[group] = {rule.first, rule.second};
    const auto lists = ranking::red_black(*r, rules, {top, bottom});
    if (!lists) return {std::nullopt, tuples(lists.diagnostics())};
    for (const std::size_t p : lists->red) red[p] = 1;
    for (const std::size_t p : lists->black) black[p] = 1;
  }
  std::vector<double> adjusted;
  if (progress) {
    const auto& [by_rank, bonus, deduction, at_most] = *progress;
    using By = ranking::ProgressRule::By;
    const auto list = ranking::adjust(*r, {by_rank ? By::rank : By::score, bonus, deduction, at_most}, lower_is_better);
    if (!list) return {std::nullopt, tuples(list.diagnostics())};
    for (const auto& a : *list) adjusted.push_back(a.score);
  }
  const auto& places = r->places;
  using ranking::Place;
  Dict d;
  d["entry"] = column<std::int64_t>(places, [](const Place& p) { return p.entry; });
  d["rank"] = column<std::int64_t>(places, [](const Place& p) { return p.rank; });
  d["score"] = column<double>(places, [](const Place& p) { return p.score; });
  d["tied"] = column<std::uint8_t>(places, [](const Place& p) { return p.tied; });
  d["change"] = column<double>(places, [](const Place& p) { return p.change.value_or(none); });
  d["rank_before"] =
      column<double>(places, [](const Place& p) { return p.rank_before ? static_cast<double>(*p.rank_before) : none; });
  d["adjusted"] = array(std::move(adjusted));
  d["red"] = array(std::move(red));
  d["black"] = array(std::move(black));
  d["excluded"] = column<std::int64_t>(r->excluded, [](std::size_t k) { return k; });
  return {std::move(d), {}};
}

using Rounds = std::vector<std::pair<Texts, Texts>>;  // listed, ranked

std::vector<ranking::ListedRound> rounds_of(const Rounds& rounds) {
  std::vector<ranking::ListedRound> out;
  for (const auto& [listed, ranked] : rounds) out.push_back({listed, ranked});
  return out;
}

/// (unit, rounds in a row, index of the measure or -1)
Outcome<std::vector<std::tuple<std::string, std::size_t, int>>> escalate(const Rounds& rounds,
                                                                         const std::vector<std::size_t>& in_a_row,
                                                                         bool pauses) {
  std::vector<ranking::Measure> measures;
  for (const std::size_t n : in_a_row) measures.push_back({n, "", ""});
  const auto r =
      ranking::escalate(rounds_of(rounds), measures, pauses ? ranking::Absent::pauses : ranking::Absent::breaks);
  if (!r) return {std::nullopt, tuples(r.diagnostics())};
  std::vector<std::tuple<std::string, std::size_t, int>> out;
  for (const auto& e : *r) out.emplace_back(e.unit, e.in_a_row, e.measure ? static_cast<int>(*e.measure) : -1);
  return {std::move(out), {}};
}

/// holders, gained, kept, returned, for good
std::tuple<Texts, Texts, Texts, Texts, Texts> flags(const Rounds& rounds, std::size_t keep_after) {
  auto f = ranking::flags(rounds_of(rounds), keep_after);
  return {f.holders, f.gained, f.kept, f.returned, f.for_good};
}

Outcome<Texts> tiers(const Doubles& scores, const std::vector<std::pair<std::string, double>>& list, bool lower) {
  std::vector<ranking::Tier> all;
  for (const auto& [label, limit] : list) all.push_back({label, limit});
  Texts out;
  for (std::size_t k = 0; k < scores.size(); ++k) {
    if (std::isnan(scores(k))) {
      out.emplace_back();
      continue;
    }
    auto label = ranking::tier_of(scores(k), all, lower);
    if (!label) return {std::nullopt, tuples(label.diagnostics())};
    out.push_back(*std::move(label));
  }
  return {std::move(out), {}};
}

/// (parent, units, certified, unknown, share, most)
std::vector<std::tuple<std::string, std::size_t, std::size_t, std::size_t, double, double>> certified_shares(
    const Texts& parents, const std::vector<std::optional<bool>>& certified) {
  std::vector<ranking::SubUnit> units;
  for (std::size_t k = 0; k < parents.size(); ++k) units.push_back({parents[k], certified[k]});
  std::vector<std::tuple<std::string, std::size_t, std::size_t, std::size_t, double, double>> out;
  for (const auto& s : ranking::certified_shares(units))
    out.emplace_back(s.parent, s.units, s.certified, s.unknown, s.share, s.most);
  return out;
}

/// (unit, scores, gaps, spread)
using SideTuple =
    std::tuple<std::string, std::vector<std::optional<double>>, std::vector<std::optional<double>>, double>;
Outcome<std::vector<SideTuple>> side_by_side(const std::vector<std::map<std::string, double>>& assessments,
                                             std::size_t reference) {
  std::vector<ranking::Assessment> all;
  for (const auto& scores : assessments) all.push_back({"", scores});
  const auto rows = ranking::side_by_side(all, reference);
  if (!rows) return {std::nullopt, tuples(rows.diagnostics())};
  std::vector<SideTuple> out;
  for (const auto& row : *rows) out.emplace_back(row.unit, row.scores, row.gaps, row.spread);
  return {std::move(out), {}};
}

}  // namespace

void bind_responsibility(nb::module_& m) {
  nb::class_<PyLosses>(m, "Losses", "Points that units lost, criterion by criterion.");
  nb::class_<Roster>(m, "Roster", "Checked duties for one standard.")
      .def_prop_ro("ids", &ids_of)
      .def_prop_ro("parties", &parties)
      .def_prop_ro("areas", &areas)
      .def_prop_ro("assignments", &assignments)
      .def_prop_ro("json", [](const Roster& r) { return write_duties(r.duties()); })
      .def_prop_ro("accounts", &accounts_in_use)
      .def("task_table", &task_table, nb::arg("chinese"))
      .def("who", &who_of, nb::arg("losses"), nb::arg("day"), nb::arg("chinese"))
      .def("answers", &answers_of, nb::arg("party"), nb::arg("losses"), nb::arg("day"))
      .def("attribute", &accounts_of, nb::arg("rounds"), nb::arg("losses"), nb::arg("account"), nb::arg("rule"),
           nb::arg("weights"))
      .def("graph", &graph_of, nb::arg("losses").none(), nb::arg("day"), nb::arg("json"), nb::arg("chinese"));
  m.def("read_duty_table", &read_duty_table, nb::arg("csv"), nb::arg("source"));
  m.def("make_roster", &make_roster, nb::arg("standard"), nb::arg("parties"), nb::arg("areas"), nb::arg("assignments"),
        nb::arg("tasks").none(), nb::arg("json").none(), nb::arg("source"));
  m.def("losses", &losses_of_result, nb::arg("scored"), nb::arg("unit").none());
  m.def("refuses_ranking", &ranking::refuses_ranking, nb::arg("standard"));
  m.def("rank", &rank_entries, nb::arg("units"), nb::arg("groups"), nb::arg("scores"), nb::arg("before").none(),
        nb::arg("lower_is_better"), nb::arg("dense"), nb::arg("tolerance"), nb::arg("decimals").none(),
        nb::arg("ranked"), nb::arg("top"), nb::arg("bottom"), nb::arg("by_group"), nb::arg("progress").none());
  m.def("escalate", &escalate, nb::arg("rounds"), nb::arg("in_a_row"), nb::arg("pauses"));
  m.def("flags", &flags, nb::arg("rounds"), nb::arg("keep_after"));
  m.def("certified_shares", &certified_shares, nb::arg("parents"), nb::arg("certified"));
  m.def("side_by_side", &side_by_side, nb::arg("assessments"), nb::arg("reference"));
  m.def("tiers", &tiers, nb::arg("scores"), nb::arg("tiers"), nb::arg("lower_is_better"));
}

}  // namespace saniscore::python
