# The catalogue: standards/*.json become one source file, so that the library needs no files at run time.
# Sets SANISCORE_CATALOGUE_SOURCE.
file(GLOB SANISCORE_CATALOGUE_FILES CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/standards/*.json")
list(FILTER SANISCORE_CATALOGUE_FILES EXCLUDE REGEX "schema\\.json$")
list(SORT SANISCORE_CATALOGUE_FILES)

set(SANISCORE_CATALOGUE_SOURCE "${PROJECT_BINARY_DIR}/generated/catalogue_data.cpp")
# The list is a file of its own, rewritten only when it changes: a removed standard also makes the source stale.
set(SANISCORE_CATALOGUE_LIST "${PROJECT_BINARY_DIR}/generated/catalogue.list")
list(JOIN SANISCORE_CATALOGUE_FILES "\n" SANISCORE_CATALOGUE_LINES)
file(CONFIGURE OUTPUT "${SANISCORE_CATALOGUE_LIST}" CONTENT "@SANISCORE_CATALOGUE_LINES@\n" @ONLY)

add_custom_command(
  OUTPUT "${SANISCORE_CATALOGUE_SOURCE}"
  COMMAND "${CMAKE_COMMAND}" "-DLIST=${SANISCORE_CATALOGUE_LIST}" "-DOUTPUT=${SANISCORE_CATALOGUE_SOURCE}" -P
          "${CMAKE_CURRENT_LIST_DIR}/generate_catalogue.cmake"
  DEPENDS ${SANISCORE_CATALOGUE_FILES} "${SANISCORE_CATALOGUE_LIST}"
          "${CMAKE_CURRENT_LIST_DIR}/generate_catalogue.cmake"
  COMMENT "Embedding the catalogue"
  VERBATIM)
