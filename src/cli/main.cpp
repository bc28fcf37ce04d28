// The saniscore command: reads the command line and calls a verb. Python calls it too (python -m saniscore).
#include "cli/verbs.hpp"

#include <CLI/CLI.hpp>

#include <exception>
#include <iostream>
#include <map>
#include <string>
#include <utility>

namespace saniscore::cli {
namespace {

constexpr const char* exit_codes =
    "Exit codes: 0 done, 1 could not run, 2 usage, 3 input invalid, 4 gate not met (only with --gate).";

void add_output(CLI::App& verb, Options& options) {
  static const std::map<std::string, Format> formats = {
      {"table", Format::table}, {"json", Format::json}, {"csv", Format::csv}};
  static const std::map<std::string, Language> languages = {{"en", Language::en}, {"zh", Language::zh}};
  verb.add_option("--format", options.format, "table (default), json or csv")
      ->transform(CLI::CheckedTransformer(formats).description(""));
  verb.add_option("--lang", options.language, "en (default) or zh 中文")
      ->transform(CLI::CheckedTransformer(languages).description(""));
  verb.add_flag("--bom", options.bom, "CSV for spreadsheets: byte order mark and CRLF");
}

void add_standard(CLI::App& verb, Options& options) {
  verb.add_option("STANDARD", options.standard, "catalogue name (id or id@edition) or path of a document")->required();
  verb.add_option("--date", options.date, "ISO date: the edition valid on that day");
}

void add_reading(CLI::App& verb, Options& options) {
  verb.add_option("--unit", options.unit_column, "column that names the units (default: the first; long tables: unit)");
  verb.add_option("--findings", options.findings, "CSV of findings: unit, criterion, rule, site, count, facts …");
  verb.add_option("--visits", options.visits, "CSV of visits: unit, site, method, round, covers");
  verb.add_option("--missing", options.missing, "state that a column missing from a wide table means");
  verb.add_option("--ignore", options.ignore, "column to leave out (may be repeated)");
  verb.add_option("--encoding", options.encoding, "utf-8, gb18030, utf-16le, utf-16be (default: found out)");
  verb.add_option("--separator", options.separator, "character between cells, or tab (default: comma)");
}

void add_data(CLI::App& verb, Options& options) {
  verb.add_option("DATA", options.data, "CSV file, wide or long; - is standard input")->required();
  add_reading(verb, options);
}

void add_duties(CLI::App& verb, Options& options) {
  WhoOptions& who = options.who;
  verb.add_option("UNIT", options.unit, "the unit whose losses are traced (default: an overview of all parties)");
  verb.add_option("CRITERION", who.criterion, "only this criterion and those below it");
  verb.add_option("--duties", who.duties, "parties, areas and assignments as a JSON document 责任分解");
  verb.add_option("--parties", who.parties, "CSV of parties 责任主体");
  verb.add_option("--areas", who.areas, "CSV of areas 区域");
  verb.add_option("--assignments", who.assignments, "CSV of assignments 任务分解");
  verb.add_option("--task-table", who.task_table, "the task table 目标任务分解表, besides or instead of assignments");
  verb.add_option("--party", who.party, "everything that this party answers for");
  verb.add_option("--day", who.day, "day or month whose duties hold (default: the latest)");
  verb.add_option("--score", who.rule, "how parties are scored: own, pooled (default), mean, worst or points");
  verb.add_option("--graph", who.graph, "instead: the hierarchy coloured by score, as dot or json");
}

int run(int argc, char** argv, LentFiles lent) {
  Options options;
  options.lent = std::move(lent);
  CLI::App app{"Scores how well places meet a sanitation standard. 按卫生标准评分。", "saniscore"};
  app.footer(exit_codes);
  app.require_subcommand(1);
  app.set_version_flag("--version", std::string("saniscore ") + version);

  CLI::App* check = app.add_subcommand("validate", "Check standard documents 检查标准文件");
  check->add_option("FILE", options.files, "standard documents; - is standard input")->required();
  add_output(*check, options);

  CLI::App* scoring = app.add_subcommand("score", "Score units from a CSV file 评分");
  add_standard(*scoring, options);
  add_data(*scoring, options);
  scoring->add_option("--gate", options.gate,
                      "OUTCOME=LEVEL: exit with 4 when any unit is, or may be, below the level");
  scoring->add_flag("--all", options.all, "every criterion, not only the totals");
  scoring->add_option("--threads", options.threads, "threads that share the units (default: 1); changes no result")
      ->check(CLI::Range(1, 256));
  add_output(*scoring, options);

  CLI::App* explaining = app.add_subcommand(
      "explain", "Explain one unit's result; without data, what the standard can give 说明得分；无数据时说明标准");
  add_standard(*explaining, options);
  add_data(*explaining, options);
  explaining->get_option("DATA")->required(false);
  explaining->add_option("UNIT", options.unit, "the unit");
  explaining->add_option("--against", options.against, "another unit: why do the two differ?");
  explaining->add_option("--against-data", options.against_data, "other data, such as the next month's");
  explaining->add_option("--against-standard", options.against_standard, "another edition or standard");
  add_output(*explaining, options);

  CLI::App* listing = app.add_subcommand("catalogue", "Standards that come with saniscore 标准目录");
  listing->add_option("ID", options.standard, "show this one (json: the document itself)");
  listing->add_option("--date", options.date, "ISO date: the edition valid on that day");
  listing->add_flag("--markdown", options.markdown, "as a page, every rule in words");
  add_output(*listing, options);

  CLI::App* converting = app.add_subcommand("convert", "Sheet to document and back 表格与文档互换");
  add_standard(*converting, options);
  converting->add_option("--overlay", options.overlay, "tailor the standard by this overlay document 裁剪");
  add_output(*converting, options);

  CLI::App* differing = app.add_subcommand("diff", "What changed between two standards 比较两个版本");
  differing->add_option("STANDARD", options.files, "the earlier one, then the later one")->required()->expected(2);
  differing->add_option("--data", options.data, "CSV file to score under both 用两个版本各评一次");
  add_reading(*differing, options);
  add_output(*differing, options);

  CLI::App* asking = app.add_subcommand("who", "Who answers for lost points, level by level 失分由谁负责");
  add_standard(*asking, options);
  add_data(*asking, options);
  add_duties(*asking, options);
  add_output(*asking, options);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // CLI11 has a code of its own for each kind of mistake; help and version are none.
    return app.exit(error) == 0 ? 0 : static_cast<int>(Exit::usage);
  }
  Exit code = Exit::done;
  if (check->parsed())
    code = validate(options);
  else if (scoring->parsed())
    code = score(options);
  else if (explaining->parsed())
    code = explain(options);
  else if (converting->parsed())
    code = convert(options);
  else if (differing->parsed())
    code = diff(options);
  else if (asking->parsed())
    code = who(options);
  else
    code = catalogue(options);
  return static_cast<int>(code);
}

}  // namespace

int command(int argc, char** argv, LentFiles lent) {
  try {
    return run(argc, argv, std::move(lent));
  } catch (const Stop& stop) {
    return static_cast<int>(stop.code);
  } catch (const std::exception& error) {
    std::cerr << "saniscore: " << error.what() << '\n';
    return static_cast<int>(Exit::could_not_run);
  }
}

}  // namespace saniscore::cli
