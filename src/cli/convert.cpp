// convert: a sheet to a document, a document to a sheet. What was understood goes to standard error.
#include "cli/document.hpp"
#include "cli/verbs.hpp"

namespace saniscore::cli {

Exit convert(const Options& options) {
  StandardSpec spec = load_named_spec(options.standard, options, true);
  const bool from_sheet = spec.rows != nullptr;
  if (!options.overlay.empty()) {
    const auto overlay =
        take(read_overlay(read_bytes(options.overlay, options), display_name(options.overlay)), options.language);
    spec = take(tailor(spec, overlay), options.language);
  }
  // A document nobody can score is not worth having.
  const Standard standard = take(compile(spec), options.language);
  // Without --format: what it was not before; a tailored standard stays a document.
  const bool to_sheet =
      options.format == Format::table ? !from_sheet && options.overlay.empty() : options.format == Format::csv;
  if (!to_sheet) {
    write_out(document_text(spec));
    return Exit::done;
  }
  std::string sheet = take(write_sheet(spec, options.language), options.language);
  if (options.bom) {
    std::string lines = "\xEF\xBB\xBF";
    for (const char c : sheet) c == '\n' ? lines += "\r\n" : lines += c;
    sheet = std::move(lines);
  }
  write_out(sheet);
  return Exit::done;
}

}  // namespace saniscore::cli
