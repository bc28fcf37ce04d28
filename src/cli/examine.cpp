// explain without data: what the standard can give at all.
#include "cli/json.hpp"
#include "cli/number.hpp"
#include "cli/report.hpp"
#include "cli/verbs.hpp"

namespace saniscore::cli {
namespace {

std::string as_json(const Examination& e, const Standard& standard) {
  JsonWriter json;
  json.open('{').key("standard").text(standard.name()).key("fingerprint").text(standard.fingerprint());
  json.key("library").text(version).key("criteria").open('[');
  for (const NodeReach& n : e.nodes) {
    json.compact().open('{').key("id").text(standard.id(n.node)).key("lowest").number(n.lowest);
    json.key("lowest_exact").boolean(n.lowest_exact).key("highest").number(n.highest);
    json.key("highest_exact").boolean(n.highest_exact).key("weight").number(n.weight);
    if (standard.is_leaf(n.node)) json.key("moves").number(n.moves);
    json.close();
  }
  json.close().key("oddities").open('[');
  for (const Oddity& o : e.oddities) {
    json.compact().open('{').key("kind").text(to_text(o.kind)).key("id").text(o.id);
    if (o.node != no_node) json.key("criterion").text(standard.id(o.node));
    json.key("en").text(o.en).key("zh").text(o.zh).close();
  }
  json.close().close();
  return json.finish();
}

std::string as_csv(const Examination& e, const Standard& standard, bool bom) {
  std::string out = bom ? "\xEF\xBB\xBF" : "";
  out += csv_line({"id", "title_en", "title_zh", "lowest", "lowest_exact", "highest", "highest_exact", "weight",
                   "moves", "standard", "fingerprint", "library"},
                  bom);
  const auto flag = [](bool b) { return std::string(b ? "true" : "false"); };
  for (const NodeReach& n : e.nodes)
    out += csv_line(
        {standard.id(n.node), std::string(standard.title(n.node, Language::en)),
         std::string(standard.title(n.node, Language::zh)), precise_text(n.lowest), flag(n.lowest_exact),
         precise_text(n.highest), flag(n.highest_exact), precise_text(n.weight),
         standard.is_leaf(n.node) ? precise_text(n.moves) : "", standard.name(), short_fingerprint(standard), version},
        bom);
  return out;
}

}  // namespace

Exit examine(const Options& options) {
  const Standard standard = load_named_standard(options);
  const Examination e = examine(standard);
  switch (options.format) {
    case Format::table: write_out(to_text(e, standard, options.language)); break;
    case Format::json: write_out(as_json(e, standard)); break;
    case Format::csv: write_out(as_csv(e, standard, options.bom)); break;
  }
  return Exit::done;
}

}  // namespace saniscore::cli
