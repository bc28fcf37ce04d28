// What the parts of the Python module share.
#pragma once

#include "scoring.hpp"

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <tuple>

namespace saniscore::python {

namespace nb = nanobind;

/// code, severity, source, line, column, pointer, en, zh.
using DiagnosticTuple = std::tuple<std::string, std::string, std::string, std::uint32_t, std::uint32_t, std::string,
                                   std::string, std::string>;
[[nodiscard]] std::vector<DiagnosticTuple> tuples(const std::vector<Diagnostic>& diagnostics);

/// Result<T> as Python sees it: a value or None, and errors or warnings.
template <class T>
using Outcome = std::pair<std::optional<T>, std::vector<DiagnosticTuple>>;
template <class T>
[[nodiscard]] Outcome<T> outcome(Result<T> result) {
  auto diagnostics = tuples(result.diagnostics());
  if (!result) return {std::nullopt, std::move(diagnostics)};
  return {*std::move(result), std::move(diagnostics)};
}

/// A frame and the Python objects whose memory it reads.
struct PyFrame {
  std::shared_ptr<Frame> frame = std::make_shared<Frame>();
  std::vector<nb::object> keep{};
};

/// A result, what it was made from, and the Python objects that own it.
struct PyScored : Run {
  std::vector<nb::object> keep;
};

void bind_standard(nb::module_& m);
void bind_editions(nb::module_& m);
void bind_frame(nb::module_& m);
void bind_scoring(nb::module_& m);
void bind_compare(nb::module_& m);
void bind_scenarios(nb::module_& m);
void bind_survey(nb::module_& m);
void bind_proportions(nb::module_& m);
void bind_responsibility(nb::module_& m);

}  // namespace saniscore::python
