// Writing a spec as canonical JSON: no blanks, sorted keys, shortest numbers, defaults left out.
#pragma once

#include <saniscore/standard/spec.hpp>

#include <string>

namespace saniscore::inline v0::detail {

/// Only what can change a result: no identity, titles, texts, sources or notes. The text the fingerprint is made from;
/// two documents that differ in form only (key order, defaults, spelling of numbers) have the same.
[[nodiscard]] std::string canonical_rules(const StandardSpec& spec);

}  // namespace saniscore::inline v0::detail
