// diff: what changed from one standard to another.
#include "cli/json.hpp"
#include "cli/report.hpp"
#include "cli/table.hpp"
#include "cli/verbs.hpp"

#include "base/text.hpp"

#include <array>

namespace saniscore::cli {
namespace {

std::string name_of(const Change& change) {
  const std::string title = both_names(change.title, "");
  if (change.part == Change::Part::standard) return title;
  return change.id + (title.empty() ? "" : " " + title);
}

std::string title_in(const Change& change, const char* language) {
  const auto found = change.title.find(language);
  return found == change.title.end() ? std::string() : found->second;
}

std::string as_json(const Standard& a, const Standard& b, const std::vector<Change>& changes,
                    const std::vector<Rescored>* results) {
  JsonWriter json;
  json.open('{').key("library").text(version);
  for (const auto& [key, standard] : {std::pair{"before", &a}, {"after", &b}})
    json.key(key)
        .compact()
        .open('{')
        .key("standard")
        .text(standard->name())
        .key("fingerprint")
        .text(standard->fingerprint())
        .close();
  json.key("changes").open('[');
  for (const Change& c : changes) {
    json.compact().open('{').key("change").text(to_text(c.kind)).key("part").text(to_text(c.part));
    json.key("id").text(c.id).key("title_en").text(title_in(c, "en"));
    json.key("title_zh").text(title_in(c, "zh"));
    json.key("key").text(c.key).key("before").text(c.before).key("after").text(c.after).close();
  }
  json.close();
  if (results) {
    json.key("results").open('[');
    for (const Rescored& r : *results) {
      json.compact().open('{').key("unit").text(r.unit).key("part").text(r.outcome ? "outcome" : "criterion");
      json.key("id").text(r.id).key("before").text(r.before).key("after").text(r.after).close();
    }
    json.close();
  }
  json.close();
  return json.finish();
}

std::string as_csv(const Standard& a, const Standard& b, const std::vector<Change>& changes,
                   const std::vector<Rescored>* results, bool bom) {
  std::string out = bom ? "\xEF\xBB\xBF" : "";
  out += csv_line({"change", "part", "id", "title_en", "title_zh", "key", "before", "after", "standard_before",
                   "fingerprint_before", "standard_after", "fingerprint_after", "library"},
                  bom);
  const auto line = [&](std::vector<std::string> cells) {
    for (const std::string& cell :
         {a.name(), short_fingerprint(a), b.name(), short_fingerprint(b), std::string(version)})
      cells.push_back(cell);
    out += csv_line(cells, bom);
  };
  for (const Change& c : changes)
    line({std::string(to_text(c.kind)), std::string(to_text(c.part)), c.id, title_in(c, "en"), title_in(c, "zh"), c.key,
          c.before, c.after});
  if (results)
    for (const Rescored& r : *results)
      line({"result", r.outcome ? "outcome" : "criterion", r.id, "", "", r.unit, r.before, r.after});
  return out;
}

}  // namespace

std::string changes_table(const Standard& a, const Standard& b, const std::vector<Change>& changes, Language language) {
  std::string out = provenance(a, language) + "\n→ " + provenance(b, language) + "\n\n";
  if (changes.empty()) return out + std::string(say(language, "no differences\n", "没有差异\n"));
  TextTable table;
  table.columns = {{std::string(say(language, "change", "变化"))}, {std::string(say(language, "part", "部分"))},
                   {std::string(say(language, "which", "对象"))},  {std::string(say(language, "key", "键"))},
                   {std::string(say(language, "before", "原"))},   {std::string(say(language, "after", "现"))}};
  std::array<std::size_t, 7> counts{};
  for (const Change& c : changes) {
    ++counts.at(static_cast<std::size_t>(c.kind));
    table.add({std::string(to_text(c.kind, language)), std::string(to_text(c.part, language)),
               detail::shortened(name_of(c), 48), c.key, detail::shortened(c.before, 48),
               detail::shortened(c.after, 48)});
  }
  out += render(table) + "\n";
  std::string sum;
  for (std::size_t k = 0; k < counts.size(); ++k)
    if (counts[k] > 0)
      sum += (sum.empty() ? "" : ", ") + std::string(to_text(static_cast<Change::Kind>(k), language)) + " " +
             std::to_string(counts[k]);
  out += sum + "\n";
  if (a.fingerprint() == b.fingerprint())
    out += say(language, "same fingerprint: no result can differ\n", "指纹相同：不会影响任何得分\n");
  return out;
}

Exit diff(const Options& options) {
  const StandardSpec before = load_named_spec(options.files.at(0), options, false);
  const StandardSpec after = load_named_spec(options.files.at(1), options, false);
  const Standard a = take(compile(before), options.language), b = take(compile(after), options.language);
  const auto changes = saniscore::diff(a.spec(), b.spec());
  std::optional<std::vector<Rescored>> results;
  if (!options.data.empty()) {
    ScoreOptions all;
    all.all_nodes = true;
    const Scorecard first = take(score(a, read_observations(a, options, b), all), options.language);
    const Scorecard second = take(score(b, read_observations(b, options, a), all), options.language);
    results = rescored(first, second, options.language);
  }
  const auto* both = results ? &*results : nullptr;
  switch (options.format) {
    case Format::table:
      write_out(changes_table(a, b, changes, options.language) +
                (both ? "\n" + rescored_table(*both, options.language) : ""));
      break;
    case Format::json: write_out(as_json(a, b, changes, both)); break;
    case Format::csv: write_out(as_csv(a, b, changes, both, options.bom)); break;
  }
  return Exit::done;
}

}  // namespace saniscore::cli
