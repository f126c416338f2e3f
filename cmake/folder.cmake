# One folder of the house is one static library, and one test binary.
#
#   credence_folder(engine ON ruletree facts USES absl::strings)
#
# makes the library `credence_engine` from engine/*.cc and the test binary `credence_engine_test`
# from engine/*_test.cc, each of whose tests ctest knows as `engine/Suite.Name`.
#
#   ON     folders this one stands on: its arrows
#   USES   libraries from outside
#   LABEL  the tests' ctest label, `unit` unless said otherwise
#
# main.cc belongs to an executable and *_bench.cc to bench/, so neither is in the library. New files
# are picked up by the next build; a folder of headers only is an interface.
function(credence_folder folder)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" LABEL "ON;USES")
  credence_library_of(${folder} library)
  credence_library_of("${arg_ON}" foundations)

  file(GLOB sources CONFIGURE_DEPENDS ${folder}/*.cc)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "(_test|_bench|/main)\\.cc$")
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")

  if(sources)
    add_library(${library} STATIC ${sources})
    credence_own_code(${library})
    target_link_libraries(${library} PUBLIC ${foundations} ${arg_USES})
  else()
    add_library(${library} INTERFACE)
    target_link_libraries(${library} INTERFACE ${foundations} ${arg_USES})
  endif()

  if(tests)
    set(label unit)
    if(arg_LABEL)
      set(label ${arg_LABEL})
    endif()
    add_executable(${library}_test ${tests})
    credence_own_code(${library}_test)
    # What is tested is optimised; the tests themselves are built fast, which is a third of them.
    target_compile_options(${library}_test PRIVATE $<$<CONFIG:RelWithDebInfo>:-O0>)
    target_link_libraries(${library}_test PRIVATE
      ${library} credence_tests_support GTest::gmock_main rapidcheck_gtest)
    # Properties are checked on the same random cases every time, so that a failure repeats.
    gtest_discover_tests(${library}_test
      TEST_PREFIX ${folder}/
      WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
      DISCOVERY_MODE PRE_TEST
      DISCOVERY_TIMEOUT 60
      PROPERTIES LABELS ${label} ENVIRONMENT RC_PARAMS=seed=2016)
  endif()
endfunction()

# All of a folder as one binary of benchmarks, `credence_bench`, when CREDENCE_BENCH is on.
function(credence_benchmarks folder)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" ON)
  file(GLOB sources CONFIGURE_DEPENDS ${folder}/*.cc)
  if(CREDENCE_BENCH AND sources)
    find_package(benchmark REQUIRED)
    credence_library_of("${arg_ON}" foundations)
    add_executable(credence_bench ${sources})
    credence_own_code(credence_bench)
    target_link_libraries(credence_bench PRIVATE
      ${foundations} credence_tests_support benchmark::benchmark_main)
    credence_allocator(credence_bench)
  endif()
endfunction()

# The libraries of a list of folders: "clients/cli" is credence_clients_cli.
function(credence_library_of folders result)
  list(TRANSFORM folders REPLACE "/" "_")
  list(TRANSFORM folders PREPEND "credence_")
  set(${result} ${folders} PARENT_SCOPE)
endfunction()
