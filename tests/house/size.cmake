# cmake -DLIBRARY=libsaniscore.so -DSTRIP=strip -DMOST=KiB -DSCRATCH=file -P: the library without symbols is no larger.
cmake_minimum_required(VERSION 3.25)

file(REAL_PATH "${LIBRARY}" file)
execute_process(COMMAND "${STRIP}" -o "${SCRATCH}" "${file}" COMMAND_ERROR_IS_FATAL ANY)
file(SIZE "${SCRATCH}" bytes)
math(EXPR size "(${bytes} + 1023) / 1024")
message("${LIBRARY}: ${size} KiB without symbols, ${MOST} at most")
if(size GREATER MOST)
  message(FATAL_ERROR "the library has grown; say in docs/performance.md what it holds, and how much it may")
endif()
