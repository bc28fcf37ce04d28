// What every reader owes: no crash, and complaints with a code and both texts in one line.
#pragma once

#include <saniscore/base/result.hpp>

#include <cstdlib>
#include <string>
#include <vector>

inline void require(bool condition) {
  if (!condition) std::abort();
}

inline void require_sound(const std::vector<saniscore::Diagnostic>& diagnostics) {
  for (const saniscore::Diagnostic& d : diagnostics) {
    require(!d.code.empty() && !d.en.empty() && !d.zh.empty());
    require(saniscore::to_text(d).find('\n') == std::string::npos);
  }
}
