# The fuzzers: with CREDENCE_FUZZ, and clang, all that is ours is built to be followed by libFuzzer,
# and `credence_fuzz` is its program. Without it the same targets are replayed by the tests.

option(CREDENCE_FUZZ "Build the fuzzers (clang)" OFF)

if(CREDENCE_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    message(FATAL_ERROR "libFuzzer comes with clang: use the preset `fuzz`")
  endif()
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

function(credence_fuzzers folder)
  if(CREDENCE_FUZZ)
    add_executable(credence_fuzz_program ${folder}/main.cc)
    set_target_properties(credence_fuzz_program PROPERTIES OUTPUT_NAME credence_fuzz)
    credence_own_code(credence_fuzz_program)
    target_link_libraries(credence_fuzz_program PRIVATE credence_fuzz)
    target_link_options(credence_fuzz_program PRIVATE -fsanitize=fuzzer)
  endif()
endfunction()
