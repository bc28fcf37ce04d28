#include "cli/observe.hpp"
#include "cli/report.hpp"
#include "cli/verbs.hpp"

#include "base/complaint.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <iostream>
#include <utility>

namespace saniscore::cli {
namespace {

using detail::decode;
using detail::Decoded;
using detail::Encoding;
using detail::parse_encoding;
using detail::read_csv;

/// --gate OUTCOME=LEVEL.
struct Wanted {
  std::size_t ladder = 0;
  std::size_t level = 0;
};

[[noreturn]] void bad_gate(std::string en, std::string zh, Language language) {
  stop(Exit::usage, "C002", std::move(en), std::move(zh), language);
}

Wanted parse_gate(const Standard& standard, const std::string& gate, Language language) {
  const std::size_t equals = gate.find('=');
  const std::string outcome = gate.substr(0, equals);
  const std::string level = equals == std::string::npos ? "" : gate.substr(equals + 1);
  const auto ladder = standard.find_outcome(outcome);
  if (!ladder) {
    std::string known;
    for (const OutcomeSpec& spec : standard.spec().outcomes) known += (known.empty() ? "" : ", ") + spec.id;
    bad_gate(standard.name() + " has no outcome \"" + outcome + "\"; it has: " + (known.empty() ? "none" : known),
             standard.name() + " 没有结论“" + outcome + "”；现有：" + (known.empty() ? "无" : known), language);
  }
  const auto& levels = standard.spec().outcomes[*ladder].levels;
  std::string known;
  for (std::size_t k = 0; k < levels.size(); ++k) {
    if (levels[k].level == level) return {*ladder, k};
    for (const auto& [tag, title] : levels[k].title)
      if (title == level) return {*ladder, k};
    known += (known.empty() ? "" : ", ") + levels[k].level;
  }
  bad_gate("outcome \"" + outcome + "\" has no level \"" + level + "\"; from best to worst: " + known,
           "结论“" + outcome + "”没有等次“" + level + "”；由好到差：" + known, language);
}

/// Met when no level below the wanted one is possible. Units with nothing to judge are not asked.
bool meets(const Scorecard& card, const Wanted& wanted, std::size_t unit) {
  const std::int16_t level = card.outcome(wanted.ladder)[unit];
  if (level == no_result) return true;
  if (level != undecided) return static_cast<std::size_t>(level) <= wanted.level;
  return card.possible(wanted.ladder)[unit] >> (wanted.level + 1) == 0 || wanted.level >= 63;
}

char separator_of(const Options& options) {
  if (options.separator == "tab" || options.separator == "\\t") return '\t';
  if (options.separator.size() == 1 && options.separator != "\"" && options.separator != "\n")
    return options.separator[0];
  stop(Exit::usage, "C003", "--separator takes one character or \"tab\"", "--separator 应为一个字符或 tab",
       options.language);
}

CsvFile read_table(const std::string& path, const Options& options) {
  const auto encoding = parse_encoding(options.encoding);
  if (!encoding)
    stop(Exit::usage, "C003", "unknown encoding \"" + options.encoding + "\"; use utf-8, gb18030, utf-16le or utf-16be",
         "未知编码“" + options.encoding + "”；可用 utf-8、gb18030、utf-16le、utf-16be", options.language);
  const std::string name = display_name(path);
  const bool lent = options.lent.contains(path);
  Decoded decoded = take(decode(read_bytes(path, options), lent ? Encoding::utf8 : *encoding, name), options.language);
  if (*encoding == Encoding::automatic && decoded.used != Encoding::utf8)
    std::cerr << name << say(options.language, ": read as ", "：按此编码读取：") << name_of(decoded.used) << '\n';
  return take(read_csv(std::move(decoded.text), name, lent ? ',' : separator_of(options)), options.language);
}

/// The files, and how they are to be read.
std::pair<DataFiles, ObserveOptions> read_files(const Options& options) {
  DataFiles files{read_table(options.data, options), std::nullopt, std::nullopt};
  if (!options.findings.empty()) files.findings = read_table(options.findings, options);
  if (!options.visits.empty()) files.visits = read_table(options.visits, options);
  ObserveOptions observe_options;
  observe_options.unit_column = options.unit_column;
  observe_options.ignore = options.ignore;
  if (!options.missing.empty()) {
    observe_options.missing = parse_state(options.missing);
    if (!observe_options.missing)
      stop(Exit::usage, "C003", "--missing takes not_applicable, not_inspected, withheld or invalid",
           "--missing 可为 不适用、未检、未公布、无效", options.language);
  }
  return {std::move(files), std::move(observe_options)};
}

Observations observe_files(const Standard& standard, const DataFiles& files, const ObserveOptions& observe_options,
                           const Options& options) {
  Observations seen = take(observe(standard, files, observe_options), options.language);
  if (seen.units().empty()) {
    // Nothing to score is an answer, but no answer to whether a gate is met.
    Diagnostic empty =
        detail::complaint("D123", {}, "the data has no rows, so there is nothing to score; add a row per unit",
                          "数据没有行，无可评分；请每个单位写一行");
    empty.source = files.table.source;
    if (!options.gate.empty()) stop(Exit::invalid_input, {empty}, options.language);
    empty.severity = Severity::warning;
    print({empty}, options.language);
  }
  return seen;
}

}  // namespace

Observations read_observations(const Standard& standard, const Options& options) {
  const auto [files, observe_options] = read_files(options);
  return observe_files(standard, files, observe_options, options);
}

Observations read_observations(const Standard& standard, Options options, const Standard& other) {
  for (const std::string& column : other.columns())
    if (std::find(standard.columns().begin(), standard.columns().end(), column) == standard.columns().end())
      options.ignore.push_back(column);
  return read_observations(standard, options);
}

void write_out(const std::string& text) {
  std::cout << text << std::flush;
  if (!std::cout) throw Stop{Exit::could_not_run};
}

Exit score(const Options& options) {
  const Standard standard = load_named_standard(options);
  std::optional<Wanted> wanted;
  if (!options.gate.empty()) wanted = parse_gate(standard, options.gate, options.language);
  ScoreOptions score_options;
  score_options.all_nodes = true;
  if (options.threads > 1) {
    score_options.tasks = options.threads;
    score_options.executor = threads(options.threads);
  }
  const auto [files, observe_options] = read_files(options);
  auto scored = score_rows(standard, files, observe_options, score_options);
  if (!scored) scored = score(standard, observe_files(standard, files, observe_options, options), score_options);
  const Scorecard card = take(*std::move(scored), options.language);

  if (options.format == Format::table)
    write_out(score_table(card, options));
  else
    write_out(options.format == Format::json ? score_json(card, options) : score_csv(card, options));

  if (!wanted) return Exit::done;
  std::size_t below = 0;
  for (std::size_t unit = 0; unit < card.units(); ++unit) {
    if (meets(card, *wanted, unit)) continue;
    ++below;
    if (below <= 20)
      std::cerr << say(options.language, "gate not met: ", "未达到要求：")
                << detail::for_display(card.unit_names()[unit]) << ": "
                << outcome_text(card, wanted->ladder, unit, options.language) << '\n';
  }
  if (below > 20)
    std::cerr << say(options.language, "… and ", "…… 另有 ") << below - 20
              << say(options.language, " more units\n", " 个单位\n");
  return below == 0 ? Exit::done : Exit::gate_not_met;
}

}  // namespace saniscore::cli
