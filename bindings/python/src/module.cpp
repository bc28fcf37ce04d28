// saniscore._core: the C++ library as it is; the package around it makes it feel like Python.
#include "bind.hpp"

#include "cli/verbs.hpp"

#include <saniscore/base/state.hpp>
#include <saniscore/version.hpp>

#include <nanobind/stl/map.h>

namespace saniscore::python {

std::vector<DiagnosticTuple> tuples(const std::vector<Diagnostic>& diagnostics) {
  constexpr const char* severities[] = {"error", "warning", "note"};
  std::vector<DiagnosticTuple> out;
  for (const Diagnostic& d : diagnostics)
    out.emplace_back(d.code, severities[static_cast<std::size_t>(d.severity)], d.source, d.line, d.column, d.pointer,
                     d.en, d.zh);
  return out;
}

namespace {

int command(const std::vector<std::string>& arguments, const std::map<std::string, std::string>& files) {
  std::vector<std::string> words = arguments;
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const nb::gil_scoped_release release;
  return cli::command(static_cast<int>(words.size()), argv.data(), {files.begin(), files.end()});
}

std::optional<std::string> state_name(const std::string& text) {
  const auto state = parse_state(text);
  if (!state) return std::nullopt;
  return std::string(to_text(*state));
}

}  // namespace

NB_MODULE(_core, m) {
  m.doc() = "The compiled part of saniscore.";
  m.attr("version") = version;
  bind_standard(m);
  bind_editions(m);
  bind_frame(m);
  bind_scoring(m);
  bind_compare(m);
  bind_scenarios(m);
  bind_survey(m);
  bind_proportions(m);
  bind_responsibility(m);
  m.def("command", &command, nb::arg("arguments"), nb::arg("files"),
        "Run the saniscore command: the program's name and its arguments, and the contents of files that it shall not "
        "read itself. Returns the exit code.");
  m.def("state_name", &state_name, nb::arg("text"), "The English name of a state given in English or Chinese.");
}

}  // namespace saniscore::python
