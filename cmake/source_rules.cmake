# The rules of the source itself, as tests: `ctest -L source` needs no build.

# One test a rule of tools/check_source.py, the rules' own test, and the format of every C++ file.
function(credence_source_rules)
  set(check ${PROJECT_SOURCE_DIR}/tools/check_source.py)
  foreach(rule IN LISTS ARGN)
    add_test(NAME source/${rule} COMMAND Python3::Interpreter ${check} ${rule})
    list(APPEND tests source/${rule})
  endforeach()

  add_test(NAME source/check_source_test
    COMMAND Python3::Interpreter ${PROJECT_SOURCE_DIR}/tools/check_source_test.py)
  add_test(NAME source/format COMMAND ${PROJECT_SOURCE_DIR}/dev format --check)
  list(APPEND tests source/check_source_test source/format)
  set_tests_properties(${tests} PROPERTIES LABELS source)
endfunction()
