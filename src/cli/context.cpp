#include "cli/context.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
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
  Diagnostic d;
  d.code = std::move(diagnostic_code);
  d.en = std::move(en);
  d.zh = std::move(zh);
  stop(code, {std::move(d)}, language);
}

std::string display_name(const std::string& path) { return path == "-" ? "<stdin>" : path; }

std::string read_bytes(const std::string& path, Language language) {
  constexpr std::size_t limit = std::size_t{4} << 30;
  std::string bytes;
  std::ifstream file;
  if (path != "-") file.open(path, std::ios::binary);
  std::istream& in = path == "-" ? std::cin : file;
  errno = 0;
  std::string chunk(std::size_t{1} << 16, '\0');
  while (in.good() && bytes.size() <= limit) {
    in.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
    bytes.append(chunk, 0, static_cast<std::size_t>(in.gcount()));
  }
  if (!in.eof()) {
    const std::string why = bytes.size() > limit ? "more than 4 GiB" : errno != 0 ? std::strerror(errno) : "unreadable";
    stop(Exit::could_not_run, "C001", "cannot read " + display_name(path) + ": " + why,
         "无法读取 " + display_name(path) + "：" + why, language);
  }
  return bytes;
}

Standard load_named_standard(const Options& options) {
  const std::string& name = options.standard;
  if (name == "-" || name.find('/') != std::string::npos || name.ends_with(".json"))
    return take(load_standard(read_bytes(name, options.language), display_name(name)), options.language);
  return take(catalogue(name, options.date), options.language, Exit::usage);
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
  if (standard.spec().partial) line += say(language, " · partial: see its note", " · 不完整，见说明");
  return detail::for_display(line);
}

}  // namespace saniscore::cli
