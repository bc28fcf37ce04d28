// who: for a unit, the chain behind each lost point; for a party, everything it answers for; else all parties.
#include "cli/json.hpp"
#include "cli/names.hpp"
#include "cli/number.hpp"
#include "cli/report.hpp"
#include "cli/table.hpp"
#include "cli/verbs.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace saniscore::cli {
namespace {

using namespace responsibility;

Duties read_duties(const Options& options) {
  const auto& who = options.who;
  const auto table = [&](const std::string& path) {
    if (path.empty()) return responsibility::TextTable{};
    return take(read_table(read_bytes(path, options), display_name(path)), options.language);
  };
  Duties duties;
  if (!who.duties.empty()) {
    if (!who.parties.empty() || !who.areas.empty() || !who.assignments.empty())
      stop(Exit::usage, "C005", "give --duties, or --parties, --areas and --assignments, not both",
           "--duties 与 --parties、--areas、--assignments 只能选用一种", options.language);
    duties =
        take(responsibility::read_duties(read_bytes(who.duties, options), display_name(who.duties)), options.language);
  } else {
    duties = take(responsibility::read_duties(table(who.parties), table(who.areas), table(who.assignments)),
                  options.language);
  }
  if (!who.task_table.empty())
    duties = take(read_task_table(table(who.task_table), std::move(duties)), options.language);
  if (duties.assignments.empty())
    stop(Exit::usage, "C005",
         "nobody is assigned anything: give --duties, or --parties with --assignments or --task-table",
         "没有任务分解：请用 --duties，或 --parties 加 --assignments 或 --task-table", options.language);
  return duties;
}

std::string criterion_text(const Standard& standard, const Loss& loss, Language language) {
  const auto& id = standard.id(loss.criterion);
  const auto title = standard.title(loss.criterion, language);
  std::string out = id + (title == id ? std::string() : " " + std::string(title));
  if (!loss.rule.empty()) out += " [" + loss.rule + "]";
  return out;
}

/// What every answer begins with.
std::string heading(const Standard& standard, const Options& options) {
  return provenance(standard, options.language) +
         (options.who.day.empty()
              ? std::string()
              : std::string(say(options.language, " · duties of ", " · 责任截至 ")) + options.who.day) +
         "\n\n";
}

struct Traced {
  Loss loss;
  std::vector<Trace> traces;
};

std::string traces_text(const Roster& roster, const std::vector<Traced>& all, const Options& options) {
  const auto l = options.language;
  std::string out = heading(roster.standard(), options);
  double sum = 0;
  for (const auto& t : all) {
    sum += t.loss.lost;
    out += criterion_text(roster.standard(), t.loss, l) + std::string(say(l, " · lost ", " · 失分 ")) +
           precise_text(t.loss.lost);
    if (t.loss.gain) out += std::string(say(l, " · still to be had ", " · 可挽回 ")) + precise_text(*t.loss.gain);
    out += "\n";
    for (const auto& trace : t.traces) out += to_text(trace, roster, l);
  }
  out += "\n" + options.unit + std::string(say(l, ": lost ", "：合计失分 ")) + precise_text(sum) + "\n";
  return out;
}

std::string traces_json(const Roster& roster, const std::vector<Traced>& all, const Options& options) {
  JsonWriter json;
  const auto& standard = roster.standard();
  json.open('{').key("standard").text(standard.name()).key("fingerprint").text(standard.fingerprint());
  json.key("library").text(version).key("unit").text(options.unit).key("day").text(options.who.day);
  json.key("losses").open('[');
  for (const auto& t : all) {
    json.open('{').key("criterion").text(standard.id(t.loss.criterion));
    if (!t.loss.rule.empty()) json.key("rule").text(t.loss.rule);
    json.key("lost").number(t.loss.lost);
    if (t.loss.gain) json.key("gain").number(*t.loss.gain);
    json.key("accounts").open('[');
    for (const auto& trace : t.traces) {
      json.open('{').key("account").text(to_text(trace.account)).key("assigned").boolean(trace.assigned);
      json.key("task")
          .compact()
          .open('{')
          .key("criterion")
          .text(trace.criterion)
          .key("place")
          .text(trace.place)
          .close();
      json.key("parts").open('[');
      for (const auto& part : trace.parts) {
        const auto& list = roster.duties().parties;
        json.open('{').key("role").text(to_text(part.role)).key("party").text(list[part.party].id);
        if (part.assigned != part.party) json.key("of").text(list[part.assigned].id);
        if (part.share.parts > 0) json.key("share").text(to_text(part.share)).key("points").number(part.points);
        if (!part.due.empty()) json.key("due").text(part.due);
        json.key("chain").open('[');
        for (const auto& step : part.line)
          json.compact()
              .open('{')
              .key("below")
              .text(list[step.below].id)
              .key("above")
              .text(list[step.above].id)
              .key("link")
              .text(step.holder ? "holder" : to_text(step.link))
              .close();
        json.close().close();
      }
      json.close().close();
    }
    json.close().close();
  }
  json.close().close();
  return json.finish();
}

std::string traces_csv(const Roster& roster, const std::vector<Traced>& all, const Options& options) {
  const auto& standard = roster.standard();
  std::string out = options.bom ? "\xEF\xBB\xBF" : "";
  out += csv_line({"unit", "criterion", "rule", "lost", "account", "role", "party", "of", "share", "points", "due",
                   "chain", "standard", "fingerprint", "library"},
                  options.bom);
  for (const auto& t : all)
    for (const auto& trace : t.traces)
      for (const auto& part : trace.parts) {
        std::string chain;
        for (const auto& way : ways_up(part, roster, options.language)) chain += (chain.empty() ? "" : " | ") + way;
        const auto& list = roster.duties().parties;
        const bool carries = part.share.parts > 0;
        out += csv_line(
            {options.unit, standard.id(t.loss.criterion), t.loss.rule, precise_text(t.loss.lost),
             std::string(to_text(trace.account)), std::string(to_text(part.role)), list[part.party].id,
             list[part.assigned].id, carries ? to_text(part.share) : "", carries ? precise_text(part.points) : "",
             part.due, chain, standard.name(), short_fingerprint(standard), version},
            options.bom);
      }
  return out;
}

Exit of_unit(const Roster& roster, const Observations& observations, const Options& options) {
  const auto& standard = roster.standard();
  require_unit(observations, options.unit, options.language);
  Node top = standard.root();
  if (!options.who.criterion.empty()) {
    const auto id = Names(standard).criterion(options.who.criterion);
    if (!id)
      stop(Exit::usage, "C004",
           standard.name() + " has no criterion \"" + options.who.criterion + "\"" +
               did_you_mean(Names(standard).suggestion(options.who.criterion), Language::en),
           standard.name() + " 没有指标“" + options.who.criterion + "”" +
               did_you_mean(Names(standard).suggestion(options.who.criterion), Language::zh),
           options.language);
    top = standard.find(*id);
  }
  const auto explanation = take(explain(standard, observations, options.unit), options.language);
  std::vector<Traced> all;
  for (auto& loss : losses_of(explanation, standard)) {
    auto n = loss.criterion;
    while (n != top && n != no_node) n = standard.parent(n);
    if (n == no_node) continue;
    auto traces =
        take(responsibility::who(roster, loss.criterion, loss.unit, options.who.day, loss.lost), options.language);
    all.push_back({std::move(loss), std::move(traces)});
  }
  switch (options.format) {
    case Format::table: write_out(traces_text(roster, all, options)); break;
    case Format::json: write_out(traces_json(roster, all, options)); break;
    case Format::csv: write_out(traces_csv(roster, all, options)); break;
  }
  return Exit::done;
}

/// Every loss of every unit; with what was at stake where nothing was lost.
std::vector<Loss> all_losses(const Standard& standard, const Observations& observations, const Options& options) {
  std::vector<Loss> out;
  for (const auto& unit : observations.units()) {
    const auto explanation = take(explain(standard, observations, unit), options.language);
    for (auto& loss : losses_of(explanation, standard, true)) out.push_back(std::move(loss));
  }
  return out;
}

Exit of_party(const Roster& roster, const Observations& observations, const Options& options) {
  const auto l = options.language;
  const auto& standard = roster.standard();
  auto party = roster.party(options.who.party);
  for (std::uint32_t k = 0; !party && k < roster.duties().parties.size(); ++k)
    if (roster.name(k) == options.who.party) party = k;
  if (!party) {
    detail::Nearest near(options.who.party);
    for (const auto& p : roster.duties().parties) near.offer(p.id), near.offer(p.name);
    stop(Exit::usage, "C004",
         "there is no party \"" + options.who.party + "\"" + did_you_mean(std::string(near.best()), Language::en),
         "没有责任主体“" + options.who.party + "”" + did_you_mean(std::string(near.best()), Language::zh), l);
  }
  auto losses = all_losses(standard, observations, options);
  std::erase_if(losses, [](const Loss& x) { return x.lost == 0 && x.gain.value_or(0) == 0; });
  const auto answers = take(answers_for(roster, *party, losses, options.who.day), l);
  const std::string name(roster.name(*party));
  double own = 0, below = 0;
  for (const auto& a : answers) own += a.own, below += a.answers;

  if (options.format == Format::table) {
    TextTable table{{{std::string(say(l, "unit", "单位"))},
                     {std::string(say(l, "criterion", "指标"))},
                     {std::string(say(l, "account", "账"))},
                     {std::string(say(l, "lost", "失分")), true},
                     {std::string(say(l, "own", "本级")), true},
                     {std::string(say(l, "answers for", "负责")), true},
                     {std::string(say(l, "still to be had", "可挽回")), true}},
                    {}};
    for (const auto& a : answers) {
      const auto& loss = losses[a.loss];
      table.add({loss.unit, criterion_text(standard, loss, l), std::string(to_text(a.account, l)),
                 precise_text(loss.lost), precise_text(a.own), precise_text(a.answers), precise_text(a.gain)});
    }
    write_out(heading(standard, options) + detail::for_display(name) + "\n\n" + render(table));
    if (roster.accounts().size() < 2)
      write_out("\n" + std::string(say(l, "own ", "本级 ")) + precise_text(own) +
                std::string(say(l, " · answers for ", " · 负责 ")) + precise_text(below) + "\n");
    else
      write_out("\n" +
                std::string(say(l, "Each account counts every loss once; do not add them up.",
                                "每个账户各计一次失分，不可相加。")) +
                "\n");
  } else if (options.format == Format::json) {
    JsonWriter json;
    json.open('{').key("standard").text(standard.name()).key("fingerprint").text(standard.fingerprint());
    json.key("library").text(version).key("party").text(roster.duties().parties[*party].id).key("name").text(name);
    json.key("day").text(options.who.day).key("losses").open('[');
    for (const auto& a : answers) {
      const auto& loss = losses[a.loss];
      json.compact().open('{').key("unit").text(loss.unit).key("criterion").text(standard.id(loss.criterion));
      if (!loss.rule.empty()) json.key("rule").text(loss.rule);
      json.key("account").text(to_text(a.account)).key("lost").number(loss.lost).key("own").number(a.own);
      json.key("answers").number(a.answers).key("gain").number(a.gain).close();
    }
    json.close().close();
    write_out(json.finish());
  } else {
    std::string out = options.bom ? "\xEF\xBB\xBF" : "";
    out += csv_line({"party", "unit", "criterion", "rule", "account", "lost", "own", "answers", "gain", "standard",
                     "fingerprint", "library"},
                    options.bom);
    for (const auto& a : answers) {
      const auto& loss = losses[a.loss];
      out += csv_line(
          {roster.duties().parties[*party].id, loss.unit, standard.id(loss.criterion), loss.rule,
           std::string(to_text(a.account)), precise_text(loss.lost), precise_text(a.own), precise_text(a.answers),
           precise_text(a.gain), standard.name(), short_fingerprint(standard), version},
          options.bom);
    }
    write_out(out);
  }
  return Exit::done;
}

/// One account's parties.
struct Overview {
  Ledger lost;
  std::vector<PartyScore> scores;
};

std::vector<Overview> overviews(const Roster& roster, const Observations& observations, const Options& options) {
  const auto rule = parse_score_rule(options.who.rule);
  if (!rule || *rule == ScoreRule::weights)
    stop(Exit::usage, "C003", "--score takes own, pooled, mean, worst or points",
         "--score 可为 本级、合并、平均、最差、按分值", options.language);
  const std::vector<std::vector<Loss>> rounds{all_losses(roster.standard(), observations, options)};
  const auto lost = take(cells_of(roster, {options.who.day}, rounds), options.language);
  const auto stake = take(cells_of(roster, {options.who.day}, rounds, &Loss::at_stake), options.language);
  std::vector<Overview> out;
  for (const auto account : roster.accounts()) {
    auto losses = take(attribute(roster, lost, account), options.language);
    const auto stakes = take(attribute(roster, stake, account), options.language);
    auto scores = take(party_scores(losses, stakes, 0, {*rule, {}, {}}), options.language);
    out.push_back({std::move(losses), std::move(scores)});
  }
  return out;
}

Exit of_all(const Roster& roster, const Observations& observations, const Options& options) {
  const auto l = options.language;
  const auto& standard = roster.standard();
  const auto& graph = options.who.graph;
  if (!graph.empty() && graph != "dot" && graph != "json")
    stop(Exit::usage, "C003", "--graph takes dot or json", "--graph 可为 dot 或 json", l);
  const auto all = overviews(roster, observations, options);
  if (!graph.empty()) {
    const auto& first = all.front();
    write_out(graph == "dot" ? to_graphviz(roster, first.scores, {}, l) : to_json(roster, first.scores, &first.lost));
    return Exit::done;
  }
  const auto& parties = roster.duties().parties;
  std::string out;
  if (options.format == Format::table) {
    out = heading(standard, options);
    for (const auto& o : all) {
      TextTable table{{{std::string(say(l, "party", "责任主体"))},
                       {std::string(say(l, "level", "层级"))},
                       {std::string(say(l, "score", "得分")) + " (" +
                            std::string(to_text(*parse_score_rule(options.who.rule), l)) + ")",
                        true},
                       {std::string(say(l, "own", "本级失分")), true},
                       {std::string(say(l, "answers for", "负责失分")), true},
                       {std::string(say(l, "joint", "连带")), true}},
                      {}};
      for (std::uint32_t k = 0; k < parties.size(); ++k)
        table.add({std::string(roster.name(k)), parties[k].level,
                   o.scores[k].score ? rounded_text(*o.scores[k].score, 2, Rounding::half_up) : "–",
                   precise_text(o.lost.own(k, 0)), precise_text(o.lost.answers(k, 0)),
                   precise_text(o.lost.joint(k, 0))});
      if (all.size() > 1)
        out += std::string(say(l, "account: ", "账户：")) + std::string(to_text(o.lost.account(), l)) + "\n\n";
      out += render(table) + "\n" + std::string(say(l, "lost ", "失分 ")) + precise_text(o.lost.total(0)) +
             std::string(say(l, " · nobody answers for ", " · 无人负责 ")) + precise_text(o.lost.unassigned(0)) + "\n";
      if (&o != &all.back()) out += "\n";
    }
    if (all.size() > 1)
      out += "\n" +
             std::string(say(l, "Each account counts every loss once; do not add them up.",
                             "每个账户各计一次失分，不可相加。")) +
             "\n";
  } else if (options.format == Format::json) {
    JsonWriter json;
    json.open('{').key("standard").text(standard.name()).key("fingerprint").text(standard.fingerprint());
    json.key("library").text(version).key("day").text(options.who.day).key("accounts").open('[');
    for (const auto& o : all) {
      json.open('{').key("account").text(to_text(o.lost.account())).key("lost").number(o.lost.total(0));
      json.key("unassigned")
          .number(o.lost.unassigned(0))
          .key("rule")
          .text(to_text(*parse_score_rule(options.who.rule)));
      json.key("parties").open('[');
      for (std::uint32_t k = 0; k < parties.size(); ++k)
        json.compact()
            .open('{')
            .key("party")
            .text(parties[k].id)
            .key("score")
            .number(o.scores[k].score)
            .key("own")
            .number(o.lost.own(k, 0))
            .key("answers")
            .number(o.lost.answers(k, 0))
            .key("joint")
            .number(o.lost.joint(k, 0))
            .close();
      json.close().close();
    }
    json.close().close();
    out = json.finish();
  } else {
    if (options.bom) out = "\xEF\xBB\xBF";
    out += csv_line(
        {"party", "name", "level", "account", "score", "own", "answers", "joint", "standard", "fingerprint", "library"},
        options.bom);
    for (const auto& o : all)
      for (std::uint32_t k = 0; k < parties.size(); ++k)
        out += csv_line({parties[k].id, parties[k].name, parties[k].level, std::string(to_text(o.lost.account())),
                         o.scores[k].score ? precise_text(*o.scores[k].score) : "", precise_text(o.lost.own(k, 0)),
                         precise_text(o.lost.answers(k, 0)), precise_text(o.lost.joint(k, 0)), standard.name(),
                         short_fingerprint(standard), version},
                        options.bom);
  }
  write_out(out);
  return Exit::done;
}

}  // namespace

Exit who(const Options& options) {
  const Standard standard = load_named_standard(options);
  const Roster roster = take(compile(read_duties(options), standard), options.language);
  const Observations observations = read_observations(standard, options);
  if (!options.who.party.empty()) return of_party(roster, observations, options);
  if (!options.unit.empty()) return of_unit(roster, observations, options);
  return of_all(roster, observations, options);
}

}  // namespace saniscore::cli
