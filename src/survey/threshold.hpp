#pragma once

#include <saniscore/survey/verdict.hpp>

#include <optional>

namespace saniscore::inline v0::survey {

/// An error unless the threshold is a share above 0 and alpha a chance below ½.
[[nodiscard]] std::optional<Diagnostic> check_threshold(Threshold threshold);

}  // namespace saniscore::inline v0::survey
