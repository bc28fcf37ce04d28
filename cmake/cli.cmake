# The saniscore command. It is linked from the library's objects, so that the installed command needs no libsaniscore.
# All but main() is also part of the Python module (python -m saniscore).
file(GLOB_RECURSE SANISCORE_CLI_SOURCES CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/cli/*.cpp")
list(FILTER SANISCORE_CLI_SOURCES EXCLUDE REGEX "/entry\\.cpp$")
find_package(CLI11 REQUIRED)
add_library(saniscore_command OBJECT EXCLUDE_FROM_ALL ${SANISCORE_CLI_SOURCES})
saniscore_flags(saniscore_command)
set_target_properties(saniscore_command PROPERTIES POSITION_INDEPENDENT_CODE ON CXX_CLANG_TIDY "${SANISCORE_CLANG_TIDY}")
target_link_libraries(saniscore_command PRIVATE saniscore_internal CLI11::CLI11)

if(SANISCORE_BUILD_CLI)
  add_executable(saniscore_cli "${PROJECT_SOURCE_DIR}/src/cli/entry.cpp" $<TARGET_OBJECTS:saniscore_command>)
  saniscore_flags(saniscore_cli)
  set_target_properties(saniscore_cli PROPERTIES OUTPUT_NAME saniscore CXX_CLANG_TIDY "${SANISCORE_CLANG_TIDY}")
  target_link_libraries(saniscore_cli PRIVATE saniscore_internal)
  if(SANISCORE_INSTALL)
    install(TARGETS saniscore_cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  endif()
endif()
