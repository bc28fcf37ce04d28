#include "cli/context.hpp"

#include "base/complaint.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <utility>

namespace saniscore::cli {

void print(const std::vector<Diagnostic>& diagnostics, Language language) {
  for (const Diagnostic& d : diagnostics) std::cerr << to_text(d, language) << '\n';
}

void stop(Exit code, const std::vector<Diagnostic>& diagnostics, Language language) {
  print(diagnostics, language);
  throw Stop{code};
}

void stop(Exit code, std::string diagnostic_code, std::string en, std::string zh, Language language) {
  stop(code, {detail::complaint(std::move(diagnostic_code), {}, std::move(en), std::move(zh))}, language);
}

std::string display_name(const std::string& path) { return path == "-" ? "<stdin>" : path; }

std::string read_bytes(const std::string& path, const Options& options) {
  if (const auto lent = options.lent.find(path); lent != options.lent.end()) return lent->second;
  if (path == "-" && *options.standard_input) return **options.standard_input;
  constexpr std::size_t limit = std::size_t{4} << 30;
  std::string bytes;
  std::ifstream file;
  errno = 0;
  if (path != "-") file.open(path, std::ios::binary);
  std::istream& in = path == "-" ? std::cin : file;
  std::string chunk(std::size_t{1} << 16, '\0');
  while (in.good() && bytes.size() <= limit) {
    in.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
    bytes.append(chunk, 0, static_cast<std::size_t>(in.gcount()));
  }
  if (!in.eof()) {
    const std::string why = bytes.size() > limit ? "more than 4 GiB" : errno != 0 ? std::strerror(errno) : "unreadable";
    stop(Exit::could_not_run, "C001", "cannot read " + display_name(path) + ": " + why,
         "无法读取 " + display_name(path) + "：" + why, options.language);
  }
  if (path == "-") *options.standard_input = bytes;
  return bytes;
}

namespace {

bool is_path(std::string_view name, const Options& options) {
  std::error_code none;
  return name == "-" || name.find('/') != std::string_view::npos || name.ends_with(".json") || name.ends_with(".csv") ||
         options.lent.contains(name) || std::filesystem::is_regular_file(name, none);
}

}  // namespace

Result<StandardSpec> read_document(const std::string& path, const Options& options) {
  const std::string bytes = read_bytes(path, options);
  // Standard input shows what it is by its first character.
  const std::size_t first = bytes.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  const bool sheet = path == "-" ? first != std::string::npos && bytes[first] != '{'
                                 : options.lent.contains(path) || path.ends_with(".csv") || path.ends_with(".tsv") ||
                                       path.ends_with(".txt");
  return sheet ? read_sheet(bytes, display_name(path)) : read_standard(bytes, display_name(path));
}

std::vector<Diagnostic> without_notes(std::vector<Diagnostic> diagnostics) {
  std::erase_if(diagnostics, [](const Diagnostic& d) { return d.code == "S215"; });
  return diagnostics;
}

StandardSpec load_named_spec(const std::string& name, const Options& options, bool show_notes) {
  if (is_path(name, options)) {
    auto spec = read_document(name, options);
    if (!spec) stop(Exit::invalid_input, spec.diagnostics(), options.language);
    print(show_notes ? spec.diagnostics() : without_notes(spec.diagnostics()), options.language);
    return *std::move(spec);
  }
  const auto entry = take(find_in_catalogue(name, options.date), options.language, Exit::usage);
  return take(read_standard(entry.json, std::string(entry.id)), options.language);
}

Standard load_named_standard(const Options& options) {
  if (is_path(options.standard, options))
    return take(compile(load_named_spec(options.standard, options, false)), options.language);
  return take(catalogue(options.standard, options.date), options.language, Exit::usage);
}

std::string both_names(const Text& text, std::string_view otherwise) {
  const std::string_view en = in_language(text, Language::en, otherwise);
  const std::string_view zh = in_language(text, Language::zh, otherwise);
  return en == zh ? std::string(en) : std::string(en) + " " + std::string(zh);
}

std::string short_fingerprint(const Standard& standard) { return standard.fingerprint().substr(0, 12); }

std::string provenance(const Standard& standard, Language language) {
  std::string line(in_language(standard.spec().title, language, standard.id()));
  line += " · " + standard.name() + " · " + short_fingerprint(standard) + " · saniscore " + version;
  if (const auto& tailored = standard.spec().tailored)
    line += std::string(say(language, " · tailored from ", " · 裁剪自 ")) + tailored->of;
  if (standard.spec().partial) line += say(language, " · partial: see its note", " · 不完整，见说明");
  return detail::for_display(line);
}

}  // namespace saniscore::cli
