#include "bind.hpp"

#include "standard/program.hpp"

#include <saniscore/standard/catalogue.hpp>

#include <nanobind/stl/map.h>

namespace saniscore::python {
namespace {

Node node_of(const Standard& standard, const std::string& id) {
  const Node node = standard.find(id);
  if (node == no_node) throw nb::key_error(id.c_str());
  return node;
}

std::vector<std::string> ids(const Standard& standard, std::span<const Node> nodes) {
  std::vector<std::string> out;
  for (const Node node : nodes) out.push_back(standard.id(node));
  return out;
}

using Titled = std::pair<std::string, Text>;  ///< id or level, and its titles

std::vector<std::tuple<std::string, Text, std::vector<Titled>>> outcomes(const Standard& standard) {
  std::vector<std::tuple<std::string, Text, std::vector<Titled>>> out;
  for (const OutcomeSpec& ladder : standard.spec().outcomes) {
    std::vector<Titled> levels;
    for (const LevelSpec& level : ladder.levels) levels.emplace_back(level.level, level.title);
    out.emplace_back(ladder.id, ladder.title, std::move(levels));
  }
  return out;
}

using Entry =
    std::tuple<std::string, std::string, std::string, std::string, std::string, std::string, bool, std::string>;

std::vector<Entry> entries() {
  std::vector<Entry> out;
  for (const CatalogueEntry& e : catalogue())
    out.emplace_back(e.id, e.edition, e.title_en, e.title_zh, e.valid_from, e.valid_to, e.partial, e.json);
  return out;
}

}  // namespace

void bind_standard(nb::module_& m) {
  nb::class_<Standard>(m, "Standard", "A checked, compiled, immutable standard.")
      .def_prop_ro("id", [](const Standard& s) { return s.id(); })
      .def_prop_ro("edition", [](const Standard& s) { return s.edition(); })
      .def_prop_ro("name", &Standard::name)
      .def_prop_ro("fingerprint", [](const Standard& s) { return s.fingerprint(); })
      .def_prop_ro("partial", [](const Standard& s) { return s.spec().partial; })
      .def_prop_ro("titles", [](const Standard& s) { return s.spec().title; })
      .def_prop_ro(
          "json", [](const Standard& s) { return write_standard(s.spec()); },
          "The document in canonical form; reads back to the same standard.")
      .def_prop_ro("root", [](const Standard& s) { return s.id(s.root()); })
      .def_prop_ro(
          "criteria", [](const Standard& s) { return ids(s, s.document_order()); }, "In document order.")
      .def_prop_ro("columns", [](const Standard& s) { return s.columns(); })
      .def_prop_ro("outcomes", &outcomes, "(id, titles, [(level, titles)]) of each ladder, the best level first.")
      .def(
          "__contains__", [](const Standard& s, const std::string& id) { return s.find(id) != no_node; }, nb::arg("id"))
      .def(
          "children", [](const Standard& s, const std::string& id) { return ids(s, s.children(node_of(s, id))); },
          nb::arg("id"))
      .def(
          "parent",
          [](const Standard& s, const std::string& id) -> std::optional<std::string> {
            const Node parent = s.parent(node_of(s, id));
            if (parent == no_node) return std::nullopt;
            return s.id(parent);
          },
          nb::arg("id"))
      .def(
          "is_leaf", [](const Standard& s, const std::string& id) { return s.is_leaf(node_of(s, id)); }, nb::arg("id"))
      .def(
          "scored", [](const Standard& s, const std::string& id) { return s.scored(node_of(s, id)); }, nb::arg("id"))
      .def(
          "points", [](const Standard& s, const std::string& id) { return s.points(node_of(s, id)); }, nb::arg("id"))
      .def(
          "demerit",
          [](const Standard& s, const std::string& id) { return s.direction(node_of(s, id)) == Direction::demerit; },
          nb::arg("id"), "Fewer points are better.")
      .def(
          "levels",
          [](const Standard& s, const std::string& id) {
            return s.program().nodes[static_cast<std::size_t>(node_of(s, id))].levels;
          },
          nb::arg("id"), "Names of the criterion's own levels.")
      .def(
          "title",
          [](const Standard& s, const std::string& id, bool chinese) {
            return std::string(s.title(node_of(s, id), chinese ? Language::zh : Language::en));
          },
          nb::arg("id"), nb::arg("chinese") = false);

  m.def(
      "load_standard",
      [](const nb::bytes& json, const std::string& source) {
        const std::string_view text(json.c_str(), json.size());
        const nb::gil_scoped_release release;
        return outcome(load_standard(text, source));
      },
      nb::arg("json"), nb::arg("source") = "");
  m.def("catalogue_entries", &entries, "(id, edition, title_en, title_zh, valid_from, valid_to, partial, json)");
  m.def(
      "catalogue", [](const std::string& name, const std::string& date) { return outcome(catalogue(name, date)); },
      nb::arg("name"), nb::arg("date") = "", nb::call_guard<nb::gil_scoped_release>());
}

}  // namespace saniscore::python
