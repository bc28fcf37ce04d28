# cmake -DROOT=dir -DSCRATCH=dir -DCXX=compiler -P: embedding keeps every byte of awkward files.
cmake_minimum_required(VERSION 3.25)

file(REMOVE_RECURSE "${SCRATCH}")
set(awkward "{\"标准\": \"a;b[c]\\\\ \\\"x\\\" )\\\" ??= \${x} @y@ \\u0000\"}\r\n\t]; ")
file(WRITE "${SCRATCH}/a.json" "${awkward}")
string(REPEAT "${awkward}" 3000 large) # far beyond 64 KiB
file(WRITE "${SCRATCH}/b.json" "${large}")
file(WRITE "${SCRATCH}/c.json" "")
file(WRITE "${SCRATCH}/list" "${SCRATCH}/a.json\n${SCRATCH}/b.json\n${SCRATCH}/c.json\n")

file(WRITE "${SCRATCH}/main.cpp" [=[
#include "standard/catalogue_data.hpp"

#include <cstdio>

int main(int argc, char** argv) {
  using namespace saniscore::detail;
  if (argc != 2) return 2;
  for (unsigned long i = 0; i < catalogue_file_count; ++i) {
    const CatalogueFile& file = catalogue_files[i];
    if (file.text[file.size] != 0) return 1;
    char path[4096];
    std::snprintf(path, sizeof path, "%s/%s.out", argv[1], file.name);
    std::FILE* out = std::fopen(path, "wb");
    if (!out || std::fwrite(file.text, 1, file.size, out) != file.size || std::fclose(out) != 0) return 1;
  }
  return 0;
}
]=])
execute_process(
  COMMAND "${CMAKE_COMMAND}" "-DLIST=${SCRATCH}/list" "-DOUTPUT=${SCRATCH}/catalogue_data.cpp" -P
          "${ROOT}/cmake/generate_catalogue.cmake"
  COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND "${CXX}" -std=c++20 -Wall -Wextra -Wpedantic -Werror "-I${ROOT}/src" main.cpp
                        catalogue_data.cpp -o embedded
                WORKING_DIRECTORY "${SCRATCH}" COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND "${SCRATCH}/embedded" "${SCRATCH}" COMMAND_ERROR_IS_FATAL ANY)
foreach(name a b c)
  execute_process(COMMAND "${CMAKE_COMMAND}" -E compare_files "${SCRATCH}/${name}.json" "${SCRATCH}/${name}.json.out"
                  COMMAND_ERROR_IS_FATAL ANY)
endforeach()
