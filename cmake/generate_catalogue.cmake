# cmake -DLIST=file -DOUTPUT=file -P: writes the files named in LIST, one a line, as C++ arrays.
# Bytes as character literals: any content and any length work, which string literals do not promise.
cmake_minimum_required(VERSION 3.25)

file(STRINGS "${LIST}" files)
set(arrays "")
set(rows "")
set(count 0)
foreach(file IN LISTS files)
  file(READ "${file}" bytes HEX)
  string(LENGTH "${bytes}" size)
  math(EXPR size "${size} / 2")
  # A line per 16 bytes first, then a literal per byte.
  string(REGEX REPLACE "(................................)" "\\1\n" bytes "${bytes}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${bytes}")
  get_filename_component(name "${file}" NAME)
  string(APPEND arrays "const char file_${count}[] = {\n${bytes}0};\n")
  string(APPEND rows "    {\"${name}\", file_${count}, ${size}},\n")
  math(EXPR count "${count} + 1")
endforeach()

file(WRITE "${OUTPUT}" "// Generated from standards/*.json.
#include \"standard/catalogue_data.hpp\"

namespace saniscore::inline v0::detail {

namespace {
${arrays}}  // namespace

const CatalogueFile catalogue_files[] = {
${rows}    {nullptr, nullptr, 0},
};
const unsigned long catalogue_file_count = ${count};

}  // namespace saniscore::inline v0::detail
")
