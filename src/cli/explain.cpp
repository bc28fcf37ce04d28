#include "cli/json.hpp"
#include "cli/number.hpp"
#include "cli/report.hpp"
#include "cli/verbs.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <utility>

namespace saniscore::cli {
namespace {

void node(JsonWriter& json, const NodeExplanation& n, const Standard& standard) {
  json.compact().open('{').key("id").text(standard.id(n.node)).key("state").text(to_text(n.state));
  json.key("score").number(n.score);
  json.key("maximum").number(n.maximum);
  json.key("percent").number(n.percent);
  json.key("provisional").boolean(n.provisional);
  if (n.provisional) json.key("lower").number(n.lower).key("upper").number(n.upper);
  json.key("coverage").number(n.coverage);
  if (!n.level.empty()) json.key("level").text(n.level);
  json.key("rule").open('{').key("en").text(n.rule_en).key("zh").text(n.rule_zh).close();
  if (n.observed)
    json.key("observed").number(*n.observed);
  else if (!n.observed_label.empty())
    json.key("observed").text(n.observed_label);
  json.key("lost").number(n.lost).key("share_of_loss").number(n.share_of_loss).key("stands_for").number(n.stands_for);
  if (n.gain) json.key("gain").number(*n.gain);
  if (!n.reaches.empty()) json.key("reaches").texts(n.reaches);
  json.close();
}

void outcome(JsonWriter& json, const OutcomeExplanation& o, const Standard& standard) {
  json.open('{').key("id").text(standard.spec().outcomes[o.ladder].id).key("level");
  if (o.label.empty())
    json.null();
  else
    json.text(o.label);
  json.key("possible").texts(o.possible);
  json.key("binding").open('[');
  for (const Binding& b : o.binding) {
    json.compact().open('{').key("kind").text(b.gate ? "gate" : "term").key("id").text(b.gate ? b.id : b.term);
    json.key("en").text(b.en).key("zh").text(b.zh);
    if (b.value) json.key("value").number(*b.value);
    if (b.limit) json.key("limit").number(*b.limit);
    if (b.missing) json.key("missing").number(*b.missing);
    json.close();
  }
  json.close();
  json.key("failed_gates").texts(o.failed_gates);
  json.key("open_gates").texts(o.open_gates);
  json.key("next_level");
  if (o.next_level.empty())
    json.null();
  else
    json.text(o.next_level);
  const auto ids = [&](const std::vector<Node>& nodes) {
    std::vector<std::string> out;
    for (const Node n : nodes) out.push_back(standard.id(n));
    return out;
  };
  json.key("single_repairs").texts(ids(o.single_repairs));
  if (!o.greedy_repairs.empty()) {
    json.key("greedy_repairs").texts(ids(o.greedy_repairs));
    json.key("greedy_level").text(o.greedy_level);
  }
  if (!o.open_leaves.empty()) {
    json.key("open_leaves").open('[');
    for (const OpenLeaf& leaf : o.open_leaves) {
      json.open('{').key("id").text(standard.id(leaf.node)).key("answers").open('[');
      for (const OpenLeaf::Answer& a : leaf.answers) {
        json.compact().open('{');
        json.key("values").texts(a.values);
        json.key("possible").texts(a.possible);
        json.close();
      }
      json.close().close();
    }
    json.close();
  }
  json.close();
}

std::string as_json(const Explanation& e, const Standard& standard) {
  JsonWriter json;
  json.open('{').key("unit").text(e.unit).key("standard").text(standard.name());
  json.key("fingerprint").text(standard.fingerprint()).key("library").text(version).key("outcomes").open('[');
  for (const OutcomeExplanation& o : e.outcomes) outcome(json, o, standard);
  json.close().key("criteria").open('[');
  for (const NodeExplanation& n : e.nodes) node(json, n, standard);
  json.close().key("rules").open('[');
  for (const RuleLoss& r : e.rules)
    json.compact()
        .open('{')
        .key("criterion")
        .text(standard.id(r.node))
        .key("rule")
        .text(r.rule)
        .key("en")
        .text(r.en)
        .key("zh")
        .text(r.zh)
        .key("lost")
        .number(r.lost)
        .key("stands_for")
        .number(r.stands_for)
        .close();
  json.close().close();
  return json.finish();
}

std::string as_csv(const Explanation& e, const Standard& standard, bool bom) {
  std::string out = bom ? "\xEF\xBB\xBF" : "";
  out += csv_line({"unit", "id", "title_en", "title_zh", "rule_en", "rule_zh", "observed", "score", "maximum", "state",
                   "level", "lost", "share_of_loss", "gain", "reaches", "standard", "fingerprint", "library"},
                  bom);
  const auto number = [](const std::optional<double>& v) { return v ? precise_text(*v) : std::string(); };
  for (const NodeExplanation& n : e.nodes) {
    const Text& title = standard.spec(n.node).title;
    std::string reaches;
    for (const std::string& r : n.reaches) reaches += (reaches.empty() ? "" : "; ") + r;
    out += csv_line({e.unit, standard.id(n.node), title.contains("en") ? title.at("en") : "",
                     title.contains("zh") ? title.at("zh") : "", n.rule_en, n.rule_zh,
                     n.observed ? number(n.observed) : n.observed_label, number(n.score), precise_text(n.maximum),
                     std::string(to_text(n.state)), n.level, precise_text(n.lost), precise_text(n.share_of_loss),
                     number(n.gain), reaches, standard.name(), short_fingerprint(standard), version},
                    bom);
  }
  return out;
}

}  // namespace

void require_unit(const Observations& observations, const std::string& unit, Language language) {
  const auto& units = observations.units();
  if (std::find(units.begin(), units.end(), unit) != units.end()) return;
  if (unit.empty())
    stop(Exit::usage, "C004", "name the unit to explain, after the data", "请在数据之后写明要说明的单位", language);
  detail::Nearest nearest(unit);
  for (const std::string& known : units) nearest.offer(known);
  const std::string near(nearest.best());
  stop(Exit::usage, "C004",
       "the data has no unit \"" + unit + "\"" + (near.empty() ? "" : ", did you mean \"" + near + "\"?"),
       "数据中没有单位“" + unit + "”" + (near.empty() ? "" : "，是不是“" + near + "”？"), language);
}

Exit explain(const Options& options) {
  if (options.data.empty()) return examine(options);
  if (!options.against.empty() || !options.against_data.empty() || !options.against_standard.empty())
    return compare(options);
  const Standard standard = load_named_standard(options);
  const Observations observations = read_observations(standard, options);
  require_unit(observations, options.unit, options.language);
  const Explanation explanation = take(explain(standard, observations, options.unit), options.language);
  switch (options.format) {
    case Format::table: write_out(to_text(explanation, standard, options.language)); break;
    case Format::json: write_out(as_json(explanation, standard)); break;
    case Format::csv: write_out(as_csv(explanation, standard, options.bom)); break;
  }
  return Exit::done;
}

}  // namespace saniscore::cli
