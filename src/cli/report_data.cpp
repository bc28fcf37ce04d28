// Scorecards for programs: JSON and CSV. Numbers carry 12 significant digits, unrounded.
#include "cli/report.hpp"

#include "cli/json.hpp"
#include "cli/number.hpp"

#include "base/text.hpp"

#include <cmath>

namespace saniscore::cli {
namespace {

std::string name_of(const Scorecard& card, std::size_t unit) {
  return unit < card.unit_names().size() ? card.unit_names()[unit] : std::to_string(unit + 1);
}

void titles(JsonWriter& json, const Text& title) {
  if (title.empty()) return;
  json.key("title").compact().open('{');
  for (const auto& [language, text] : title) json.key(language).text(text);
  json.close();
}

void criterion(JsonWriter& json, const Scorecard& card, Node node, std::size_t unit) {
  const auto score = card.score(node, unit);
  const auto percent = card.percent(node, unit);
  json.compact().open('{').key("id").text(card.standard().id(node));
  json.key("score");
  if (score)
    json.number(*score);
  else
    json.null();
  json.key("maximum").number(card.maximum(node)[unit]);
  json.key("percent");
  if (percent)
    json.number(*percent);
  else
    json.null();
  json.key("state").text(to_text(card.state(node)[unit]));
  json.key("provisional").boolean(card.provisional(node, unit));
  if (card.provisional(node, unit))
    json.key("lower").number(card.lower(node)[unit]).key("upper").number(card.upper(node)[unit]);
  json.key("coverage").number(card.coverage(node)[unit]);
  if (const auto level = card.level_name(node, unit); !level.empty()) json.key("level").text(level);
  json.close();
}

void outcome(JsonWriter& json, const Scorecard& card, std::size_t ladder, std::size_t unit) {
  const OutcomeSpec& spec = card.standard().spec().outcomes[ladder];
  json.compact().open('{').key("id").text(spec.id).key("level");
  if (const auto label = card.outcome_label(ladder, unit)) {
    json.text(*label);
    for (const LevelSpec& level : spec.levels)
      if (level.level == *label) titles(json, level.title);
  } else {
    json.null().key("undecided").boolean(card.outcome(ladder)[unit] == undecided).key("possible").open('[');
    for (const auto possible : card.possible_labels(ladder, unit)) json.text(possible);
    json.close();
  }
  json.close();
}

}  // namespace

std::string score_json(const Scorecard& card, const Options& options) {
  const Standard& standard = card.standard();
  const std::vector<Node> nodes = reported_nodes(standard, options.all);
  JsonWriter json;
  json.open('{').key("standard").text(standard.name()).key("fingerprint").text(standard.fingerprint());
  json.key("library").text(version);
  titles(json, standard.spec().title);
  json.key("partial").boolean(standard.spec().partial);
  json.key("units").open('[');
  for (std::size_t unit = 0; unit < card.units(); ++unit) {
    json.open('{').key("unit").text(name_of(card, unit)).key("outcomes").open('[');
    for (std::size_t ladder = 0; ladder < standard.outcome_count(); ++ladder) outcome(json, card, ladder, unit);
    json.close().key("criteria").open('[');
    for (const Node node : nodes) criterion(json, card, node, unit);
    json.close().close();
  }
  json.close().key("shortages").open('[');
  for (const Shortage& s : card.shortages()) {
    json.compact().open('{').key("criterion").text(standard.id(s.node)).key("unit").text(name_of(card, s.unit));
    json.key("over").text(to_text(s.over)).key("needed").number(s.needed).key("had").count(s.had);
    json.close();
  }
  json.close().close();
  return json.finish();
}

std::string score_csv(const Scorecard& card, const Options& options) {
  const Standard& standard = card.standard();
  const std::vector<Node> nodes = reported_nodes(standard, options.all);
  const bool bom = options.bom;
  std::string out = bom ? "\xEF\xBB\xBF" : "";
  out += csv_line({"unit", "kind", "id", "title_en", "title_zh", "score", "maximum", "percent", "state", "provisional",
                   "lower", "upper", "coverage", "level", "possible", "standard", "fingerprint", "library"},
                  bom);
  const auto title = [](const Text& text, const char* language) {
    const auto found = text.find(language);
    return found == text.end() ? std::string() : found->second;
  };
  const std::vector<std::string> tail = {standard.name(), short_fingerprint(standard), version};
  const auto add = [&](std::vector<std::string> cells) {
    cells.insert(cells.end(), tail.begin(), tail.end());
    out += csv_line(cells, bom);
  };
  for (std::size_t unit = 0; unit < card.units(); ++unit) {
    for (std::size_t ladder = 0; ladder < standard.outcome_count(); ++ladder) {
      const OutcomeSpec& spec = standard.spec().outcomes[ladder];
      std::string possible;
      if (card.outcome(ladder)[unit] == undecided)
        for (const auto label : card.possible_labels(ladder, unit))
          possible.append(possible.empty() ? "" : "|").append(label);
      add({name_of(card, unit), "outcome", spec.id, title(spec.title, "en"), title(spec.title, "zh"), "", "", "", "",
           "", "", "", "", std::string(card.outcome_label(ladder, unit).value_or("")), possible});
    }
    for (const Node node : nodes) {
      const auto score = card.score(node, unit);
      const auto percent = card.percent(node, unit);
      const bool provisional = card.provisional(node, unit);
      add({name_of(card, unit), "criterion", standard.id(node), title(standard.spec(node).title, "en"),
           title(standard.spec(node).title, "zh"), score ? precise_text(*score) : "",
           precise_text(card.maximum(node)[unit]), percent ? precise_text(*percent) : "",
           std::string(to_text(card.state(node)[unit])), provisional ? "true" : "false",
           provisional ? precise_text(card.lower(node)[unit]) : "",
           provisional ? precise_text(card.upper(node)[unit]) : "", precise_text(card.coverage(node)[unit]),
           std::string(card.level_name(node, unit)), ""});
    }
  }
  return out;
}

}  // namespace saniscore::cli
