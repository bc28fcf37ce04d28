#include "cli/json.hpp"
#include "cli/number.hpp"
#include "cli/page.hpp"
#include "cli/report.hpp"
#include "cli/table.hpp"
#include "cli/verbs.hpp"

#include "base/text.hpp"

#include <utility>

namespace saniscore::cli {
namespace {

std::string list_table(Language language) {
  TextTable table;
  table.columns = {{std::string(say(language, "standard", "标准"))},
                   {std::string(say(language, "title", "名称"))},
                   {std::string(say(language, "valid", "有效期"))},
                   {std::string(say(language, "sheet", "完整性"))}};
  for (const CatalogueEntry& entry : saniscore::catalogue()) {
    std::string title(entry.title_en);
    if (entry.title_zh != entry.title_en) title.append(title.empty() ? "" : " ").append(entry.title_zh);
    table.add({std::string(entry.id) + "@" + std::string(entry.edition), title,
               validity(entry.valid_from, entry.valid_to),
               std::string(entry.partial ? say(language, "partial", "不完整") : say(language, "complete", "完整"))});
  }
  return render(table) + "\nsaniscore " + version + "\n";
}

std::string list_json() {
  JsonWriter json;
  json.open('{').key("library").text(version).key("standards").open('[');
  for (const CatalogueEntry& entry : saniscore::catalogue()) {
    json.compact().open('{').key("id").text(entry.id).key("edition").text(entry.edition).key("title").open('{');
    json.key("en").text(entry.title_en).key("zh").text(entry.title_zh).close();
    json.key("valid_from").text(entry.valid_from).key("valid_to").text(entry.valid_to);
    json.key("partial").boolean(entry.partial).close();
  }
  json.close().close();
  return json.finish();
}

std::string list_csv(bool bom) {
  std::string out = bom ? "\xEF\xBB\xBF" : "";
  out += csv_line({"id", "edition", "title_en", "title_zh", "valid_from", "valid_to", "partial", "library"}, bom);
  for (const CatalogueEntry& e : saniscore::catalogue())
    out += csv_line({std::string(e.id), std::string(e.edition), std::string(e.title_en), std::string(e.title_zh),
                     std::string(e.valid_from), std::string(e.valid_to), e.partial ? "true" : "false", version},
                    bom);
  return out;
}

/// What the sheet asks, whom it comes from, and how its data columns are called.
std::string one_table(const Standard& standard, Language language) {
  const StandardSpec& spec = standard.spec();
  std::string out = provenance(standard, language) + "\n" + both_names(spec.title, standard.id()) + "\n";
  if (!spec.valid_from.empty() || !spec.valid_to.empty())
    out += std::string(say(language, "valid ", "有效期 ")) + validity(spec.valid_from, spec.valid_to) + "\n";
  if (!spec.note.empty()) out += "\n" + spec.note + "\n";
  TextTable table;
  table.columns = {{std::string(say(language, "criterion", "指标"))},
                   {std::string(say(language, "points", "分值")), true},
                   {std::string(say(language, "title", "名称"))}};
  for (const Node node : standard.document_order())
    table.add({indentation(standard, node, "  ") + standard.id(node), points_text(standard, node),
               both_names(standard.spec(node).title, "")});
  out.append("\n").append(render(table));
  for (const OutcomeSpec& ladder : spec.outcomes) {
    out.append("\n").append(both_names(ladder.title, ladder.id)).append(" (").append(ladder.id).append("): ");
    for (std::size_t k = 0; k < ladder.levels.size(); ++k)
      out.append(k > 0 ? " > " : "").append(level_text(ladder, ladder.levels[k].level, language));
    out += "\n";
  }
  for (const GateSpec& gate : spec.gates)
    out += std::string(say(language, "gate ", "前置条件 ")) + gate.id + ": " + both_names(gate.title, gate.id) + " → " +
           gate.at_best + "\n";
  out += "\n";
  for (const SourceSpec& source : spec.sources) {
    out += "[" + source.status + "] " + source.title + (source.url.empty() ? "" : " <" + source.url + ">");
    out += (source.note.empty() ? "" : " (" + source.note + ")") + std::string("\n");
  }
  return out;
}

std::string one_csv(const Standard& standard, bool bom) {
  std::string out = bom ? "\xEF\xBB\xBF" : "";
  out +=
      csv_line({"id", "parent", "points", "weight", "title_en", "title_zh", "standard", "fingerprint", "library"}, bom);
  for (const Node node : standard.document_order()) {
    const NodeSpec& spec = standard.spec(node);
    const Node up = standard.parent(node);
    out += csv_line(
        {standard.id(node), up == no_node ? "" : standard.id(up), spec.points ? precise_text(*spec.points) : "",
         spec.weight ? precise_text(*spec.weight) : "", std::string(in_language(spec.title, Language::en, "")),
         std::string(in_language(spec.title, Language::zh, "")), standard.name(), short_fingerprint(standard), version},
        bom);
  }
  return out;
}

}  // namespace

Exit catalogue(const Options& options) {
  if (options.markdown) {
    write_out(options.standard.empty() ? catalogue_page(options.language)
                                       : standard_page(load_named_standard(options), options.language));
    return Exit::done;
  }
  if (options.standard.empty()) {
    switch (options.format) {
      case Format::table: write_out(list_table(options.language)); break;
      case Format::json: write_out(list_json()); break;
      case Format::csv: write_out(list_csv(options.bom)); break;
    }
    return Exit::done;
  }
  if (options.format == Format::json) {
    // The document itself, as shipped.
    const auto entry = take(find_in_catalogue(options.standard, options.date), options.language, Exit::usage);
    write_out(std::string(entry.json));
    return Exit::done;
  }
  const Standard standard = load_named_standard(options);
  write_out(options.format == Format::csv ? one_csv(standard, options.bom) : one_table(standard, options.language));
  return Exit::done;
}

}  // namespace saniscore::cli
