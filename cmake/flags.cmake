# Compiler settings. saniscore_flags(target): warnings, hidden symbols and the rules about numbers.
include(CheckCXXSourceCompiles)

if(SANISCORE_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  find_program(SANISCORE_CCACHE_PROGRAM ccache)
  mark_as_advanced(SANISCORE_CCACHE_PROGRAM)
  if(SANISCORE_CCACHE_PROGRAM)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${SANISCORE_CCACHE_PROGRAM}")
  endif()
endif()

if(CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang" AND NOT MSVC)
  set(SANISCORE_GNU_LIKE ON)
else()
  set(SANISCORE_GNU_LIKE OFF)
endif()

function(saniscore_flags target)
  target_compile_features(${target} PRIVATE cxx_std_20)
  set_target_properties(
    ${target}
    PROPERTIES CXX_EXTENSIONS OFF
               CXX_VISIBILITY_PRESET hidden
               VISIBILITY_INLINES_HIDDEN ON)
  if(NOT SANISCORE_GNU_LIKE)
    return()
  endif()
  # A fused multiply-add rounds once instead of twice, so the same input would give other bits on other machines.
  target_compile_options(${target} PRIVATE -ffp-contract=off)
  if(PROJECT_IS_TOP_LEVEL)
    # Members left out of an aggregate have the default that its declaration gives them.
    target_compile_options(
      ${target} PRIVATE -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wold-style-cast
                        -Wdouble-promotion -Wnon-virtual-dtor -Wno-missing-field-initializers
                        $<$<BOOL:${SANISCORE_WERROR}>:-Werror>)
    # g++ 12 at -O3 warns of overlaps in std::string's operator+ that cannot be (GCC bug 105651).
    target_compile_options(${target} PRIVATE $<$<AND:$<CXX_COMPILER_ID:GNU>,$<CONFIG:Release>>:-Wno-restrict>)
  endif()
endfunction()

# The kernels: as the compiler likes, but never with other results. The two -fno flags only allow the compiler to
# ignore errno and floating-point traps, which nothing here reads.
set(SANISCORE_KERNEL_FLAGS "")
set(SANISCORE_KERNEL_SETS baseline)
if(SANISCORE_GNU_LIKE)
  set(SANISCORE_KERNEL_FLAGS -O3 -fno-math-errno -fno-trapping-math)
  check_cxx_source_compiles("#if !defined(__x86_64__)\n#error other\n#endif\nint main() {}" SANISCORE_IS_X86_64)
  if(SANISCORE_IS_X86_64)
    list(APPEND SANISCORE_KERNEL_SETS avx2 avx512)
    set(SANISCORE_KERNEL_FLAGS_avx2 -mavx2 -mfma)
    set(SANISCORE_KERNEL_FLAGS_avx512 -mavx512f -mavx512dq -mavx512bw -mavx512vl -mfma -mprefer-vector-width=512)
  endif()
endif()
