// What every verb of the command shares: options, exit codes, reading files, naming the standard.
#pragma once

#include "base/encoding.hpp"
#include "scoring/text.hpp"

#include <saniscore/saniscore.hpp>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace saniscore::cli {

enum class Exit : std::uint8_t { done = 0, could_not_run = 1, usage = 2, invalid_input = 3, gate_not_met = 4 };
enum class Format : std::uint8_t { table, json, csv };

/// Files that the caller has read, by their names on the command line: workbooks, as CSV in UTF-8.
using LentFiles = std::map<std::string, std::string, std::less<>>;

/// What `who` needs besides a standard and data.
struct WhoOptions {
  std::string duties, parties, areas, assignments, task_table;  ///< files
  std::string criterion, party, day, rule = "pooled", graph;
};

struct Options {
  Format format = Format::table;
  Language language = Language::en;
  std::vector<std::string> files;    ///< validate, diff
  std::string standard, data, unit;  ///< score, explain, catalogue (standard)
  std::string date, unit_column, findings, visits, encoding = "auto", separator = ",", missing, gate, overlay;
  std::string against, against_data, against_standard;  ///< explain: the other result
  std::vector<std::string> ignore;
  bool all = false, bom = false, markdown = false;
  std::size_t threads = 1;  ///< score
  WhoOptions who;
  LentFiles lent;
  /// What "-" held: it can be read once, and two editions may want it.
  std::shared_ptr<std::optional<std::string>> standard_input = std::make_shared<std::optional<std::string>>();
};

/// Ends the command with a code; everything to be said has been said.
struct Stop {
  Exit code;
};

/// Diagnostics go to standard error, one line each.
void print(const std::vector<Diagnostic>& diagnostics, Language language);
[[noreturn]] void stop(Exit code, const std::vector<Diagnostic>& diagnostics, Language language);
[[noreturn]] void stop(Exit code, std::string diagnostic_code, std::string en, std::string zh, Language language);

/// The value, with its warnings printed; without one the command ends.
template <class T>
[[nodiscard]] T take(Result<T> result, Language language, Exit code = Exit::invalid_input) {
  if (!result) stop(code, result.diagnostics(), language);
  print(result.diagnostics(), language);
  return *std::move(result);
}

[[nodiscard]] inline std::string_view say(Language language, std::string_view en, std::string_view zh) {
  return language == Language::zh ? zh : en;
}

/// A whole file, or standard input for "-". Ends the command when it cannot be read.
[[nodiscard]] std::string read_bytes(const std::string& path, const Options& options);
/// Standard input has no name of its own.
[[nodiscard]] std::string display_name(const std::string& path);

/// A document, or a sheet (.csv, .tsv, .txt, a workbook; standard input that does not begin with "{").
[[nodiscard]] Result<StandardSpec> read_document(const std::string& path, const Options& options);
/// A path (with a "/", or ending in .json or .csv), else a name in the catalogue. Ends the command when there is none;
/// `show_notes` prints what a sheet was understood to say.
[[nodiscard]] StandardSpec load_named_spec(const std::string& name, const Options& options, bool show_notes);
/// The same, compiled, of options.standard.
[[nodiscard]] Standard load_named_standard(const Options& options);

using detail::in_language;
using detail::level_text;
using detail::levels_are_codes;
/// Both names where there are two: "Food safety 食品安全".
[[nodiscard]] std::string both_names(const Text& text, std::string_view otherwise);
/// First twelve digits of the fingerprint: enough to tell editions apart at a glance.
[[nodiscard]] std::string short_fingerprint(const Standard& standard);
/// "uk.fsa.fhrs@2012 · 0f3a… · saniscore 0.1.0", with the title before it and "(partial)" where it is.
[[nodiscard]] std::string provenance(const Standard& standard, Language language);

}  // namespace saniscore::cli
