// explain --against…: why two results differ.
#include "cli/json.hpp"
#include "cli/number.hpp"
#include "cli/report.hpp"
#include "cli/verbs.hpp"

#include <utility>

namespace saniscore::cli {
namespace {

void side(JsonWriter& json, std::string_view key, const std::string& unit, const Standard& standard) {
  json.key(key).compact().open('{').key("unit").text(unit).key("standard").text(standard.name());
  json.key("fingerprint").text(standard.fingerprint()).close();
}

void whole(JsonWriter& json, const WholeChange& w) {
  json.open('{').key("id").text(w.id);
  json.key("before").number(w.score_before);
  json.key("after").number(w.score_after);
  json.key("maximum_before").number(w.maximum_before).key("maximum_after").number(w.maximum_after);
  json.key("difference").number(w.difference);
  json.key("criteria").open('[');
  for (const CriterionChange& c : w.criteria) {
    json.compact().open('{').key("id").text(c.id).key("cause").text(to_text(c.cause));
    json.key("before").number(c.points_before).key("after").number(c.points_after);
    json.key("by_result").number(c.by_result).key("by_weight").number(c.by_weight).close();
  }
  json.close().key("rules").open('[');
  for (const RuleChange& r : w.rules) {
    json.compact().open('{').key("criterion").text(r.criterion).key("rule").text(r.rule);
    json.key("en").text(r.en).key("zh").text(r.zh);
    json.key("before").number(r.points_before).key("after").number(r.points_after).close();
  }
  json.close().close();
}

std::string as_json(const Comparison& c) {
  JsonWriter json;
  json.open('{');
  side(json, "before", c.unit_before, c.standard_before);
  side(json, "after", c.unit_after, c.standard_after);
  json.key("library").text(version).key("outcomes").open('[');
  for (const OutcomeChange& o : c.outcomes) {
    json.compact().open('{').key("id").text(o.id);
    json.key("before").texts(o.before);
    json.key("after").texts(o.after);
    json.close();
  }
  json.close().key("scores").open('[');
  for (const WholeChange& w : c.wholes) whole(json, w);
  json.close().close();
  return json.finish();
}

std::string as_csv(const Comparison& c, bool bom) {
  std::string out = bom ? "\xEF\xBB\xBF" : "";
  out += csv_line({"whole", "criterion", "cause", "rule_en", "rule_zh", "before", "after", "by_result", "by_weight",
                   "unit_before", "unit_after", "standard_before", "standard_after", "library"},
                  bom);
  const auto line = [&](std::vector<std::string> cells) {
    for (const std::string& cell :
         {c.unit_before, c.unit_after, c.standard_before.name(), c.standard_after.name(), std::string(version)})
      cells.push_back(cell);
    out += csv_line(cells, bom);
  };
  for (const WholeChange& w : c.wholes) {
    for (const CriterionChange& x : w.criteria)
      line({w.id, x.id, std::string(to_text(x.cause)), "", "", precise_text(x.points_before),
            precise_text(x.points_after), precise_text(x.by_result), precise_text(x.by_weight)});
    for (const RuleChange& r : w.rules)
      line({w.id, r.criterion, r.rule, r.en, r.zh, precise_text(r.points_before), precise_text(r.points_after),
            precise_text(r.points_after - r.points_before), "0"});
  }
  return out;
}

}  // namespace

Exit compare(const Options& options) {
  Options first = options, second = options;
  if (!options.against.empty()) second.unit = options.against;
  if (!options.against_data.empty()) second.data = options.against_data;
  if (!options.against_standard.empty()) {
    second.standard = options.against_standard;
    second.date.clear();
  }
  const Standard before = load_named_standard(first), after = load_named_standard(second);
  const Observations seen = read_observations(before, first, after);
  const Observations seen_after = read_observations(after, second, before);
  require_unit(seen, first.unit, options.language);
  require_unit(seen_after, second.unit, options.language);
  const Comparison c = take(compare(seen, first.unit, seen_after, second.unit), options.language);
  switch (options.format) {
    case Format::table: write_out(to_text(c, options.language)); break;
    case Format::json: write_out(as_json(c)); break;
    case Format::csv: write_out(as_csv(c, options.bom)); break;
  }
  return Exit::done;
}

}  // namespace saniscore::cli
