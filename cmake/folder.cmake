# One folder of the house is one static library, and one test binary.
#
#   credence_folder(engine ON ruletree facts USES absl::strings)
#
# makes the library `credence_engine` from engine/*.cc and the test binary `credence_engine_test` from
# engine/*_test.cc, each of whose tests ctest knows as `engine/Suite.Name`.
#
#   ON     folders this one stands on: its arrows
#   USES   libraries from outside
#   LABEL  the tests' ctest label, `unit` unless said otherwise
#
# main.cc belongs to an executable and *_bench.cc to bench/, so neither is in the library. New files are picked up by
# the next build.
function(credence_folder folder)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "LABEL" "ON;USES")
  file(GLOB sources CONFIGURE_DEPENDS ${folder}/*.cc)
  file(GLOB headers CONFIGURE_DEPENDS ${folder}/*.h)
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  list(FILTER sources EXCLUDE REGEX "(_test|_bench|/main)\\.cc$")

  credence_target_name(${folder} name)
  list(TRANSFORM arg_ON REPLACE "/" "_")
  list(TRANSFORM arg_ON PREPEND "credence_")
  set(needs ${arg_ON} ${arg_USES})

  if(sources)
    add_library(${name} STATIC ${sources} ${headers})
    credence_own_code(${name})
    target_link_libraries(${name} PUBLIC ${needs})
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE ${needs})
  endif()

  if(tests)
    add_executable(${name}_test ${tests})
    credence_own_code(${name}_test)
    target_link_libraries(${name}_test PRIVATE ${name} credence_tests_support GTest::gmock_main rapidcheck_gtest)
    set(label unit)
    if(arg_LABEL)
      set(label ${arg_LABEL})
    endif()
    gtest_discover_tests(${name}_test
      TEST_PREFIX ${folder}/
      PROPERTIES LABELS ${label}
      WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
      DISCOVERY_MODE PRE_TEST)
  endif()
endfunction()

function(credence_target_name folder result)
  string(REPLACE "/" "_" name credence_${folder})
  set(${result} ${name} PARENT_SCOPE)
endfunction()
