# A slow exact scorer: linked into every test and into the fuzz target that compares with it.
if(POLICY CMP0167)
  cmake_policy(SET CMP0167 NEW) # Boost's own package file
endif()
find_package(Boost 1.74 REQUIRED CONFIG COMPONENTS headers)

# What all tests see: the library with its internals, the tests folder, Boost and nlohmann.
add_library(saniscore_testing INTERFACE)
target_link_libraries(saniscore_testing INTERFACE saniscore_internal Boost::headers nlohmann_json::nlohmann_json)
target_include_directories(saniscore_testing INTERFACE "${PROJECT_SOURCE_DIR}/tests")
if(NOT SANISCORE_THREADS)
  target_compile_definitions(saniscore_testing INTERFACE SANISCORE_WITHOUT_THREADS)
endif()

file(GLOB reference CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/tests/reference/*.cpp")
list(FILTER reference EXCLUDE REGEX "_test\\.cpp$")
add_library(saniscore_reference STATIC ${reference})
saniscore_flags(saniscore_reference)
if(SANISCORE_LIBFUZZER)
  target_compile_options(saniscore_reference PRIVATE -fno-sanitize=fuzzer-no-link) # new ways through it are no news
endif()
target_link_libraries(saniscore_reference PUBLIC saniscore_testing)
# g++ 12 takes rationals of Boost 1.74 (Debian 12's) for uninitialized where they are not.
target_compile_options(saniscore_reference PUBLIC $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
