// What can be done with a standard before anything is observed: sheets, tailoring, differences, self-knowledge.
#include "bind.hpp"

#include "cli/document.hpp"
#include "cli/report.hpp"
#include "standard/sheet_words.hpp"

#include <saniscore/scoring/examine.hpp>
#include <saniscore/standard/diff.hpp>
#include <saniscore/standard/sheet.hpp>
#include <saniscore/standard/tailor.hpp>

#include <nanobind/stl/map.h>

namespace saniscore::python {
namespace {

std::string_view view(const nb::bytes& bytes) { return {bytes.c_str(), bytes.size()}; }

/// Compiles what was read; what reading said comes first.
Result<Standard> compiled(Result<StandardSpec> spec) {
  std::vector<Diagnostic> said = spec.diagnostics();
  if (!spec) return said;
  auto standard = compile(*std::move(spec));
  said.insert(said.end(), standard.diagnostics().begin(), standard.diagnostics().end());
  if (!standard) return said;
  return {*std::move(standard), std::move(said)};
}

Outcome<Standard> load_sheet(const nb::bytes& sheet, const std::string& source) {
  auto result = [&] {
    const nb::gil_scoped_release release;
    return compiled(read_sheet(view(sheet), source));
  }();
  return outcome(std::move(result));
}

/// Of the header of a sheet, the columns that name or number groups and may be merged; none for another row.
std::optional<std::vector<std::size_t>> group_columns(const std::vector<std::string>& cells) {
  if (!detail::is_sheet_header({cells.begin(), cells.end()})) return std::nullopt;
  std::vector<std::size_t> out;
  for (std::size_t k = 0; k < cells.size(); ++k) {
    const auto column = detail::find_sheet_column(cells[k]);
    if (column == detail::SheetColumn::id || column == detail::SheetColumn::title_zh) out.push_back(k);
  }
  return out;
}

Outcome<Standard> tailored(const Standard& standard, const nb::bytes& overlay, const std::string& source) {
  const auto read = read_overlay(view(overlay), source);
  if (!read) return {std::nullopt, tuples(read.diagnostics())};
  return outcome(compiled(tailor(standard.spec(), *read)));
}

/// kind, part, id, titles, key, before, after.
using ChangeTuple = std::tuple<std::string, std::string, std::string, Text, std::string, std::string, std::string>;

/// The changes, and the table of them in English and Chinese.
std::tuple<std::vector<ChangeTuple>, std::string, std::string> differences(const Standard& a, const Standard& b) {
  const auto changes = diff(a.spec(), b.spec());
  std::vector<ChangeTuple> out;
  for (const Change& c : changes)
    out.emplace_back(to_text(c.kind), to_text(c.part), c.id, c.title, c.key, c.before, c.after);
  return {std::move(out), cli::changes_table(a, b, changes, Language::en),
          cli::changes_table(a, b, changes, Language::zh)};
}

nb::typed<nb::dict, nb::str, nb::any> examination(const Standard& standard) {
  const Examination e = [&] {
    const nb::gil_scoped_release release;
    return examine(standard);
  }();
  nb::list criteria, oddities;
  for (const NodeReach& n : e.nodes) {
    nb::dict d;
    d["id"] = standard.id(n.node);
    d["title_en"] = std::string(standard.title(n.node, Language::en));
    d["title_zh"] = std::string(standard.title(n.node, Language::zh));
    d["lowest"] = n.lowest;
    d["highest"] = n.highest;
    d["lowest_exact"] = n.lowest_exact;
    d["highest_exact"] = n.highest_exact;
    d["weight"] = n.weight;
    d["moves"] = standard.is_leaf(n.node) ? std::optional(n.moves) : std::nullopt;
    criteria.append(d);
  }
  for (const Oddity& o : e.oddities) {
    nb::dict d;
    d["kind"] = std::string(to_text(o.kind));
    d["id"] = o.id;
    d["criterion"] = o.node == no_node ? std::nullopt : std::optional(standard.id(o.node));
    d["en"] = o.en;
    d["zh"] = o.zh;
    oddities.append(d);
  }
  nb::dict out;
  out["criteria"] = criteria;
  out["oddities"] = oddities;
  out["text_en"] = to_text(e, standard, Language::en);
  out["text_zh"] = to_text(e, standard, Language::zh);
  return nb::typed<nb::dict, nb::str, nb::any>(out);
}

}  // namespace

void bind_editions(nb::module_& m) {
  m.def("group_columns", &group_columns, nb::arg("cells"),
        "Of the header of a sheet, the columns that name or number groups; None for another row.");
  m.def("load_sheet", &load_sheet, nb::arg("sheet"), nb::arg("source"), "A standard from a flat sheet (CSV).");
  m.def(
      "write_sheet",
      [](const Standard& standard, bool chinese) {
        return outcome(write_sheet(standard.spec(), chinese ? Language::zh : Language::en));
      },
      nb::arg("standard"), nb::arg("chinese"));
  m.def(
      "write_document", [](const Standard& standard) { return cli::document_text(standard.spec()); },
      nb::arg("standard"), "JSON for people to read.");
  m.def("tailor", &tailored, nb::arg("standard"), nb::arg("overlay"), nb::arg("source"));
  m.def(
      "tailored",
      [](const Standard& standard) {
        const auto& from = standard.spec().tailored;
        return from ? std::optional(std::tuple(from->of, from->fingerprint, from->changes)) : std::nullopt;
      },
      nb::arg("standard"), "(id@edition, fingerprint, changes) of what the standard was made from.");
  m.def("diff", &differences, nb::arg("before"), nb::arg("after"));
  m.def("examine", &examination, nb::arg("standard"));
}

}  // namespace saniscore::python
