// One diagnostic in one line.
#pragma once

#include <saniscore/base/result.hpp>

#include <string>
#include <utility>

namespace saniscore::inline v0::detail {

/// An error: which (see docs/errors.md), where, what and the remedy.
[[nodiscard]] inline Diagnostic complaint(std::string code, std::string place, std::string en, std::string zh) {
  Diagnostic d;
  d.code = std::move(code);
  d.pointer = std::move(place);
  d.en = std::move(en);
  d.zh = std::move(zh);
  return d;
}

}  // namespace saniscore::inline v0::detail
