// The one place the version is written; CMake and the Python package read it from here.
#pragma once

namespace saniscore::inline v0 {

inline constexpr int version_major = 0;
inline constexpr int version_minor = 1;
inline constexpr int version_patch = 0;

/// "0.1.0": also recorded in every result.
inline constexpr const char* version = "0.1.0";

}  // namespace saniscore::inline v0
