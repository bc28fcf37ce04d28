#include "cli/json.hpp"
#include "cli/report.hpp"
#include "cli/table.hpp"
#include "cli/verbs.hpp"

#include <algorithm>

namespace saniscore::cli {
namespace {

struct Checked {
  std::string file;
  Standard standard;  ///< empty when there are errors
  std::vector<Diagnostic> diagnostics;

  [[nodiscard]] std::size_t count(Severity severity) const {
    return static_cast<std::size_t>(std::count_if(diagnostics.begin(), diagnostics.end(),
                                                  [&](const Diagnostic& d) { return d.severity == severity; }));
  }
};

std::string_view severity_text(Severity severity) {
  return severity == Severity::error ? "error" : severity == Severity::warning ? "warning" : "note";
}

std::string as_table(const std::vector<Checked>& all, Language language) {
  TextTable table;
  table.columns = {{std::string(say(language, "file", "文件"))},
                   {std::string(say(language, "result", "结果"))},
                   {std::string(say(language, "standard", "标准"))},
                   {std::string(say(language, "fingerprint", "指纹"))},
                   {std::string(say(language, "criteria", "指标数")), true}};
  for (const Checked& checked : all) {
    const std::size_t errors = checked.count(Severity::error), warnings = checked.count(Severity::warning);
    std::string result;
    if (errors > 0)
      result = std::to_string(errors) + std::string(say(language, errors == 1 ? " error" : " errors", " 个错误"));
    else
      result = say(language, "valid", "有效");
    if (warnings > 0)
      result += ", " + std::to_string(warnings) +
                std::string(say(language, warnings == 1 ? " warning" : " warnings", " 个警告"));
    std::vector<std::string> row{checked.file, result};
    if (checked.standard) {
      row.push_back(checked.standard.name());
      row.push_back(short_fingerprint(checked.standard));
      row.push_back(std::to_string(checked.standard.size()));
    }
    table.add(std::move(row));
  }
  return render(table) + "\nsaniscore " + version + "\n";
}

std::string as_json(const std::vector<Checked>& all) {
  JsonWriter json;
  json.open('{').key("library").text(version).key("files").open('[');
  for (const Checked& checked : all) {
    json.open('{').key("file").text(checked.file).key("valid").boolean(static_cast<bool>(checked.standard));
    if (checked.standard)
      json.key("standard")
          .text(checked.standard.name())
          .key("fingerprint")
          .text(checked.standard.fingerprint())
          .key("criteria")
          .count(checked.standard.size());
    json.key("diagnostics").open('[');
    for (const Diagnostic& d : checked.diagnostics) {
      json.compact().open('{').key("code").text(d.code).key("severity").text(severity_text(d.severity));
      json.key("line").count(d.line).key("column").count(d.column).key("pointer").text(d.pointer);
      json.key("en").text(d.en).key("zh").text(d.zh).close();
    }
    json.close().close();
  }
  json.close().close();
  return json.finish();
}

std::string as_csv(const std::vector<Checked>& all, bool bom) {
  std::string out = bom ? "\xEF\xBB\xBF" : "";
  out += csv_line({"file", "valid", "standard", "fingerprint", "severity", "code", "line", "column", "pointer", "en",
                   "zh", "library"},
                  bom);
  for (const Checked& checked : all) {
    const std::string name = checked.standard ? checked.standard.name() : "";
    const std::string fingerprint = checked.standard ? short_fingerprint(checked.standard) : "";
    const std::string valid = checked.standard ? "true" : "false";
    if (checked.diagnostics.empty())
      out += csv_line({checked.file, valid, name, fingerprint, "", "", "", "", "", "", "", version}, bom);
    for (const Diagnostic& d : checked.diagnostics)
      out += csv_line({checked.file, valid, name, fingerprint, std::string(severity_text(d.severity)), d.code,
                       std::to_string(d.line), std::to_string(d.column), d.pointer, d.en, d.zh, version},
                      bom);
  }
  return out;
}

}  // namespace

Exit validate(const Options& options) {
  std::vector<Checked> all;
  bool valid = true;
  for (const std::string& file : options.files) {
    Checked checked{display_name(file), {}, {}};
    auto spec = read_document(file, options);
    checked.diagnostics = spec.diagnostics();
    if (spec) {
      auto compiled = compile(*std::move(spec));
      checked.diagnostics.insert(checked.diagnostics.end(), compiled.diagnostics().begin(),
                                 compiled.diagnostics().end());
      if (compiled) checked.standard = *std::move(compiled);
    }
    valid = valid && checked.standard;
    if (options.format == Format::table) print(checked.diagnostics, options.language);
    all.push_back(std::move(checked));
  }
  if (options.format == Format::table)
    write_out(as_table(all, options.language));
  else
    write_out(options.format == Format::json ? as_json(all) : as_csv(all, options.bom));
  return valid ? Exit::done : Exit::invalid_input;
}

}  // namespace saniscore::cli
