# Configures, builds and runs one consumer project, and installs it when INSTALL_PREFIX is given.
#   SOURCE BUILD GENERATOR CXX FLAGS LAUNCHER VERSION  what and how
#   PREFIX          where saniscore is installed
#   OPTIONS         more arguments for the configure step, separated by commas
#   REFUSED         text of the message with which the configure step has to fail
cmake_minimum_required(VERSION 3.25)

string(REPLACE "," ";" options "${OPTIONS}")
file(REMOVE "${BUILD}/CMakeCache.txt")
execute_process(
  COMMAND "${CMAKE_COMMAND}" -S "${SOURCE}" -B "${BUILD}" -G "${GENERATOR}" "-DCMAKE_CXX_COMPILER=${CXX}"
          "-DCMAKE_CXX_FLAGS=${FLAGS}" "-DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER}" "-DCMAKE_PREFIX_PATH=${PREFIX}"
          "-DCMAKE_FIND_USE_PACKAGE_REGISTRY=OFF" -Wdev -Werror=dev ${options}
  RESULT_VARIABLE result
  OUTPUT_VARIABLE output
  ERROR_VARIABLE output)
if(REFUSED)
  if(result EQUAL 0 OR NOT output MATCHES "${REFUSED}")
    message(FATAL_ERROR "Should have been refused with '${REFUSED}':\n${output}")
  endif()
  return()
endif()
if(NOT result EQUAL 0)
  message(FATAL_ERROR "${output}")
endif()

execute_process(COMMAND "${CMAKE_COMMAND}" --build "${BUILD}" COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND "${BUILD}/consumer" OUTPUT_VARIABLE output COMMAND_ERROR_IS_FATAL ANY)
message("${output}")
if(NOT output MATCHES "total 70 with saniscore ${VERSION}")
  message(FATAL_ERROR "The consumer printed something else")
endif()
if(INSTALL_PREFIX)
  execute_process(COMMAND "${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${INSTALL_PREFIX}" COMMAND_ERROR_IS_FATAL
                                                                                            ANY)
endif()
