# cmake -DNM=nm -DISA=avx2 -DOBJECT=kernels.cpp.o -P: all that the object shows bears the name of its instruction set.
# An inline function or template in it would be merged with its twins elsewhere, and the copy kept might need AVX-512.
cmake_minimum_required(VERSION 3.25)

execute_process(COMMAND "${NM}" -C --defined-only --extern-only "${OBJECT}" OUTPUT_VARIABLE output
                COMMAND_ERROR_IS_FATAL ANY)
string(REPLACE ";" "," output "${output}")
string(REGEX MATCHALL "[^\n]+" lines "${output}")
set(shared "")
foreach(line IN LISTS lines)
  if(NOT line MATCHES "[^a-z0-9]${ISA}(::|_|\\(|$)")
    string(APPEND shared "\n  ${line}")
  elseif(line MATCHES "^[0-9a-f]+ +[WVu] ")
    string(APPEND shared "\n  ${line}")
  endif()
endforeach()
if(shared)
  message(FATAL_ERROR "${OBJECT} shares code with other objects:${shared}")
endif()
