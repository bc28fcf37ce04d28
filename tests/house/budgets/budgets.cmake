# cmake -DJOBS=program -DBUDGETS=budgets.txt [-DUPDATE=1] -P: no job takes more instructions than its budget, counted by
# callgrind, so that a busy machine changes nothing. UPDATE writes the budgets: what was counted and a tenth more.
cmake_minimum_required(VERSION 3.25)

find_program(valgrind valgrind)
if(NOT valgrind)
  message("skipped: valgrind is not installed")
  return()
endif()

file(STRINGS "${BUDGETS}" lines)
set(text "")
set(wrong "")
foreach(line IN LISTS lines)
  if(NOT line MATCHES "^([a-z0-9_]+) ([0-9]+)$")
    string(APPEND text "${line}\n")
    continue()
  endif()
  set(job ${CMAKE_MATCH_1})
  set(budget ${CMAKE_MATCH_2})
  # valgrind knows no AVX-512, so that what chooses for itself takes AVX2
  execute_process(
    COMMAND "${valgrind}" --tool=callgrind --collect-atstart=no "--toggle-collect=job_*"
            --callgrind-out-file=/dev/null "${JOBS}" ${job}
    OUTPUT_VARIABLE said
    ERROR_VARIABLE report
    RESULT_VARIABLE failed)
  if(said MATCHES "skipped")
    message("${said}")
    return()
  endif()
  if(failed OR NOT report MATCHES "Collected : ([1-9][0-9]*)")
    message(FATAL_ERROR "${job} under callgrind: ${failed}\n${said}${report}")
  endif()
  set(count ${CMAKE_MATCH_1})
  math(EXPR new "${count} * 11 / 10")
  math(EXPR loose "${budget} * 3 / 4")
  string(APPEND text "${job} ${new}\n")
  message("${job}: ${count} instructions, budget ${budget}")
  if(count GREATER budget)
    string(APPEND wrong "\n  ${job} takes ${count} instructions, more than its budget of ${budget}")
  elseif(count LESS loose)
    string(APPEND wrong "\n  ${job} takes only ${count} instructions of ${budget}: lower its budget")
  endif()
endforeach()
if(UPDATE)
  file(WRITE "${BUDGETS}" "${text}")
elseif(wrong)
  message(FATAL_ERROR "instructions:${wrong}\nIf that is meant: this test's command with -DUPDATE=1 (ctest -V -N shows it)")
endif()
