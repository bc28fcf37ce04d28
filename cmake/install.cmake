# Install rules, the CMake package and the pkg-config file. The package needs nothing that the library was built with.
include(CMakePackageConfigHelpers)

install(
  TARGETS saniscore
  EXPORT saniscoreTargets
  RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR}
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
  FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})

# A consumer of the static library links the threads.
set(SANISCORE_NEEDS_THREADS OFF)
set(SANISCORE_PC_LIBS "")
if(SANISCORE_THREADS AND NOT BUILD_SHARED_LIBS)
  set(SANISCORE_NEEDS_THREADS ON)
  set(SANISCORE_PC_LIBS "${CMAKE_THREAD_LIBS_INIT}")
endif()

set(SANISCORE_PACKAGE_DIR "${CMAKE_INSTALL_LIBDIR}/cmake/saniscore")
install(
  EXPORT saniscoreTargets
  NAMESPACE saniscore::
  DESTINATION "${SANISCORE_PACKAGE_DIR}")
configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/saniscore-config.cmake.in"
                              "${PROJECT_BINARY_DIR}/generated/saniscore-config.cmake"
                              INSTALL_DESTINATION "${SANISCORE_PACKAGE_DIR}")
# Before 1.0 a minor version may break; afterwards only a major one.
set(compatibility SameMajorVersion)
if(PROJECT_VERSION_MAJOR EQUAL 0)
  set(compatibility SameMinorVersion)
endif()
write_basic_package_version_file("${PROJECT_BINARY_DIR}/generated/saniscore-config-version.cmake"
                                 COMPATIBILITY ${compatibility})
install(FILES "${PROJECT_BINARY_DIR}/generated/saniscore-config.cmake"
              "${PROJECT_BINARY_DIR}/generated/saniscore-config-version.cmake"
        DESTINATION "${SANISCORE_PACKAGE_DIR}")

# The pkg-config file finds its prefix from where it lies, so that the tree can be moved.
if(IS_ABSOLUTE "${CMAKE_INSTALL_LIBDIR}")
  set(SANISCORE_PC_PREFIX "${CMAKE_INSTALL_PREFIX}")
  set(SANISCORE_PC_LIBDIR "${CMAKE_INSTALL_LIBDIR}")
else()
  set(from "/prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig")
  set(SANISCORE_PC_PREFIX "/prefix")
  cmake_path(RELATIVE_PATH SANISCORE_PC_PREFIX BASE_DIRECTORY "${from}")
  string(PREPEND SANISCORE_PC_PREFIX "\${pcfiledir}/")
  set(SANISCORE_PC_LIBDIR "\${prefix}/${CMAKE_INSTALL_LIBDIR}")
endif()
if(IS_ABSOLUTE "${CMAKE_INSTALL_INCLUDEDIR}")
  set(SANISCORE_PC_INCLUDEDIR "${CMAKE_INSTALL_INCLUDEDIR}")
else()
  set(SANISCORE_PC_INCLUDEDIR "\${prefix}/${CMAKE_INSTALL_INCLUDEDIR}")
endif()
set(SANISCORE_PC_DEFINES "-DSANISCORE_STATIC_DEFINE")
if(BUILD_SHARED_LIBS)
  set(SANISCORE_PC_DEFINES "")
endif()
configure_file("${PROJECT_SOURCE_DIR}/cmake/saniscore.pc.in" "${PROJECT_BINARY_DIR}/generated/saniscore.pc" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/generated/saniscore.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")

# For editors; see docs/authoring.md.
install(FILES "${PROJECT_SOURCE_DIR}/standards/standard.schema.json" "${PROJECT_SOURCE_DIR}/standards/overlay.schema.json"
        DESTINATION "${CMAKE_INSTALL_DATADIR}/saniscore")
