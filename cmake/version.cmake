# SANISCORE_VERSION, from the one place it is written.
file(STRINGS "${CMAKE_CURRENT_LIST_DIR}/../include/saniscore/version.hpp" SANISCORE_VERSION
     REGEX "constexpr const char\\* version = \"")
string(REGEX REPLACE ".*\"([0-9.]+)\".*" "\\1" SANISCORE_VERSION "${SANISCORE_VERSION}")
if(NOT SANISCORE_VERSION MATCHES "^[0-9]+\\.[0-9]+\\.[0-9]+$")
  message(FATAL_ERROR "No version found in include/saniscore/version.hpp")
endif()
