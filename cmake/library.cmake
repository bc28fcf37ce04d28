# The library. The objects are compiled once; the library, the tests and the command are linked from them. Tests see
# internals that way although the library hides them.
include(GenerateExportHeader)
include(GNUInstallDirs)

# Folders in the order of their dependencies; a file added to one of them is found by itself.
set(SANISCORE_ROOMS base standard scoring survey responsibility campaign analysis)
set(patterns "")
foreach(room IN LISTS SANISCORE_ROOMS)
  list(APPEND patterns "${PROJECT_SOURCE_DIR}/src/${room}/*.cpp")
endforeach()
file(GLOB_RECURSE SANISCORE_SOURCES CONFIGURE_DEPENDS ${patterns})
file(GLOB_RECURSE SANISCORE_HEADERS CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/include/saniscore/*.hpp")
set(SANISCORE_KERNEL_SOURCE "${PROJECT_SOURCE_DIR}/src/scoring/kernels.cpp")
list(REMOVE_ITEM SANISCORE_SOURCES "${SANISCORE_KERNEL_SOURCE}")

if(NOT TARGET nlohmann_json::nlohmann_json)
  find_package(nlohmann_json 3.9 REQUIRED)
endif()
# Boost.Math, headers only, for src/survey: beta, t and hypergeometric distributions.
if(NOT TARGET Boost::headers)
  if(POLICY CMP0167)
    cmake_policy(SET CMP0167 NEW) # Boost's own package file
  endif()
  find_package(Boost 1.74 REQUIRED CONFIG COMPONENTS headers)
endif()

# For threads() alone: nothing else starts a thread.
if(SANISCORE_THREADS)
  set(THREADS_PREFER_PTHREAD_FLAG ON)
  find_package(Threads REQUIRED)
endif()

# What every part of the library is compiled with.
function(saniscore_library_objects target)
  add_library(${target} OBJECT ${ARGN})
  saniscore_flags(${target})
  set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON CXX_CLANG_TIDY "${SANISCORE_CLANG_TIDY}")
  target_include_directories(${target} PRIVATE "${PROJECT_SOURCE_DIR}/include" "${PROJECT_BINARY_DIR}/include"
                                               "${PROJECT_SOURCE_DIR}/src")
  if(BUILD_SHARED_LIBS)
    target_compile_definitions(${target} PRIVATE saniscore_EXPORTS)
  else()
    target_compile_definitions(${target} PRIVATE SANISCORE_STATIC_DEFINE)
  endif()
  if(SANISCORE_IS_X86_64)
    target_compile_definitions(${target} PRIVATE SANISCORE_HAS_X86_KERNELS)
  endif()
endfunction()

saniscore_library_objects(saniscore_objects ${SANISCORE_SOURCES} "${SANISCORE_CATALOGUE_SOURCE}")
target_link_libraries(saniscore_objects PRIVATE nlohmann_json::nlohmann_json Boost::headers)
if(SANISCORE_THREADS)
  target_compile_definitions(saniscore_objects PRIVATE SANISCORE_THREADS)
  target_link_libraries(saniscore_objects PRIVATE Threads::Threads)
endif()
set_target_properties(saniscore_objects PROPERTIES DEFINE_SYMBOL saniscore_EXPORTS)
# From the object library, because for a static one the header would leave out the attributes.
generate_export_header(saniscore_objects BASE_NAME saniscore EXPORT_FILE_NAME
                       "${PROJECT_BINARY_DIR}/include/saniscore/export.hpp")

# The kernels, once per instruction set; what each shows bears its name, SANISCORE_ISA. They share no inline functions with the
# rest: the linker keeps one copy of an inline function, and it could be the one that needs AVX-512.
set(SANISCORE_OBJECTS $<TARGET_OBJECTS:saniscore_objects>)
foreach(isa IN LISTS SANISCORE_KERNEL_SETS)
  saniscore_library_objects(saniscore_kernels_${isa} "${SANISCORE_KERNEL_SOURCE}")
  target_compile_definitions(saniscore_kernels_${isa} PRIVATE SANISCORE_ISA=${isa})
  target_compile_options(saniscore_kernels_${isa} PRIVATE ${SANISCORE_KERNEL_FLAGS} ${SANISCORE_KERNEL_FLAGS_${isa}})
  list(APPEND SANISCORE_OBJECTS $<TARGET_OBJECTS:saniscore_kernels_${isa}>)
endforeach()

add_library(saniscore ${SANISCORE_OBJECTS})
add_library(saniscore::saniscore ALIAS saniscore)
if(SANISCORE_THREADS)
  target_link_libraries(saniscore PRIVATE Threads::Threads)
endif()
target_compile_features(saniscore PUBLIC cxx_std_20)
target_sources(
  saniscore
  PUBLIC FILE_SET HEADERS
         BASE_DIRS "${PROJECT_SOURCE_DIR}/include" "${PROJECT_BINARY_DIR}/include"
         FILES ${SANISCORE_HEADERS} "${PROJECT_BINARY_DIR}/include/saniscore/export.hpp")
# Before 1.0 every minor version may change the binary interface.
set(SANISCORE_SOVERSION ${PROJECT_VERSION_MAJOR})
if(PROJECT_VERSION_MAJOR EQUAL 0)
  set(SANISCORE_SOVERSION 0.${PROJECT_VERSION_MINOR})
endif()
set_target_properties(
  saniscore
  PROPERTIES LINKER_LANGUAGE CXX
             VERSION ${PROJECT_VERSION}
             SOVERSION ${SANISCORE_SOVERSION}
             VERIFY_INTERFACE_HEADER_SETS ${PROJECT_IS_TOP_LEVEL})
if(NOT BUILD_SHARED_LIBS)
  target_compile_definitions(saniscore PUBLIC SANISCORE_STATIC_DEFINE)
elseif(CMAKE_SYSTEM_NAME STREQUAL "Linux")
  # Templates of the standard library instantiated here are weak and visible; the map hides them.
  set(map "${PROJECT_SOURCE_DIR}/cmake/saniscore.map")
  target_link_options(saniscore PRIVATE "LINKER:--version-script=${map}")
  set_target_properties(saniscore PROPERTIES LINK_DEPENDS "${map}")
endif()

# For the command, tests and benchmarks: everything, internals included.
add_library(saniscore_internal STATIC EXCLUDE_FROM_ALL ${SANISCORE_OBJECTS})
set_target_properties(saniscore_internal PROPERTIES LINKER_LANGUAGE CXX)
target_include_directories(saniscore_internal INTERFACE "${PROJECT_SOURCE_DIR}/include" "${PROJECT_BINARY_DIR}/include"
                                                        "${PROJECT_SOURCE_DIR}/src")
target_compile_definitions(saniscore_internal INTERFACE SANISCORE_STATIC_DEFINE
                                                        $<$<BOOL:${SANISCORE_IS_X86_64}>:SANISCORE_HAS_X86_KERNELS>)
target_link_libraries(saniscore_internal INTERFACE nlohmann_json::nlohmann_json $<$<BOOL:${SANISCORE_THREADS}>:Threads::Threads>)
