// NumPy arrays that go in as spans and come out as owners of vectors.
#pragma once

#include "bind.hpp"

#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace saniscore::python {

template <class T>
using Vector = nb::ndarray<const T, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
template <class T>
using Array = nb::ndarray<nb::numpy, T, nb::ndim<1>>;

/// Values by name.
using Dict = nb::typed<nb::dict, nb::str, nb::any>;

template <class T>
[[nodiscard]] std::span<const T> items(const Vector<T>& v) {
  return {v.data(), v.size()};
}
template <class T>
[[nodiscard]] std::span<const T> items(const std::optional<Vector<T>>& v) {
  return v ? items(*v) : std::span<const T>();
}

template <class T>
[[nodiscard]] Array<T> array(std::vector<T> values) {
  auto* out = new std::vector<T>(std::move(values));
  const nb::capsule owner(out, [](void* p) noexcept { delete static_cast<std::vector<T>*>(p); });
  return Array<T>(out->data(), {out->size()}, owner);
}

/// One number of each item.
template <class T, class List, class Get>
[[nodiscard]] Array<T> column(const List& list, Get get) {
  std::vector<T> out;
  out.reserve(list.size());
  for (const auto& each : list) out.push_back(static_cast<T>(get(each)));
  return array(std::move(out));
}

/// Complaints about item i of many.
[[nodiscard]] inline std::vector<Diagnostic> placed(std::vector<Diagnostic> diagnostics, std::size_t i,
                                                    std::size_t of) {
  if (of > 1)
    for (Diagnostic& d : diagnostics)
      if (d.code == "D202") d.pointer = "row " + std::to_string(i);
  return diagnostics;
}

}  // namespace saniscore::python
