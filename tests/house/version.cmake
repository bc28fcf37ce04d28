# cmake -DROOT=dir -P: the version is the same wherever it has to be written.
cmake_minimum_required(VERSION 3.25)
include("${ROOT}/cmake/version.cmake")
string(REPLACE "." ";" numbers "${SANISCORE_VERSION}")

function(expect file regex)
  file(READ "${ROOT}/${file}" text)
  if(NOT text MATCHES "${regex}")
    message(SEND_ERROR "${file} does not match ${regex}; the version is ${SANISCORE_VERSION}")
  endif()
endfunction()

set(parts major minor patch)
foreach(part number IN ZIP_LISTS parts numbers)
  expect(include/saniscore/version.hpp "version_${part} = ${number};")
endforeach()
string(REPLACE "." "\\." version "${SANISCORE_VERSION}")
expect(CITATION.cff "\nversion: ${version}\n")
expect(CHANGELOG.md "\n## \\[(Unreleased|${version})\\]")
