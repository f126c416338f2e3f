# ThreadSanitizer over libraries that are built without it: Debian's gRPC, Protobuf and Abseil.
#
# google/protobuf/map_field.h has two members more under ThreadSanitizer, which Debian's library was
# built without: a message of ours with a map would have another layout than the library reads. So
# that one header is included as the library knows it, and all else as the sanitizer wants it.
# (clang says that it sanitizes in another way, which this header does not ask for.)
#
# What the libraries hand from thread to thread is told by tests/thread_sanitizer/uninstrumented.cc,
# and what they do by themselves is not looked at (TSAN_OPTIONS in CMakePresets.json). Nothing is
# suppressed; a race on purpose, in a handler of gRPC, shows that races of ours are found.

if(CMAKE_CXX_FLAGS MATCHES "-fsanitize=thread")
  set(CREDENCE_THREAD_SANITIZER ON)
  file(CONFIGURE OUTPUT thread_sanitizer/google/protobuf/map_field.h @ONLY CONTENT [[
#pragma once
// What it includes, as it is; of these nothing includes it.
#include <google/protobuf/map_entry.h>
#include <google/protobuf/map_field_lite.h>
#include <google/protobuf/message.h>

#include <atomic>
#include <functional>
#pragma push_macro("__SANITIZE_THREAD__")
#undef __SANITIZE_THREAD__
#include_next <google/protobuf/map_field.h>
#pragma pop_macro("__SANITIZE_THREAD__")
]])
endif()

# For what includes generated messages, directly or not, and for every program of it.
function(credence_thread_sanitizer target)
  if(CREDENCE_THREAD_SANITIZER)
    target_include_directories(${target} SYSTEM BEFORE PUBLIC
      ${PROJECT_BINARY_DIR}/thread_sanitizer)
    add_library(credence_uninstrumented OBJECT
      ${PROJECT_SOURCE_DIR}/tests/thread_sanitizer/uninstrumented.cc)
    credence_own_code(credence_uninstrumented)
    target_link_libraries(credence_uninstrumented PRIVATE gRPC::grpc++ absl::synchronization)
    target_link_libraries(${target} INTERFACE $<TARGET_OBJECTS:credence_uninstrumented>)
  endif()
endfunction()

# A handler that races, and the same handler that does not.
function(credence_thread_sanitizer_tests)
  if(CREDENCE_THREAD_SANITIZER)
    add_executable(credence_race tests/thread_sanitizer/race.cc)
    credence_own_code(credence_race)
    target_link_libraries(credence_race PRIVATE credence_proto)
    add_test(NAME tests/thread_sanitizer/race COMMAND credence_race race)
    add_test(NAME tests/thread_sanitizer/no_race COMMAND credence_race)
    set_tests_properties(tests/thread_sanitizer/race PROPERTIES
      PASS_REGULAR_EXPRESSION "data race .*credence.*Counting")
    set_tests_properties(tests/thread_sanitizer/race tests/thread_sanitizer/no_race
      PROPERTIES LABELS integration)
  endif()
endfunction()
