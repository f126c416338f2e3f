# Programs allocate with jemalloc: reading a large policy makes half a million small things, and a
# keystroke in it is answered in two thirds of the time. The sanitizers bring allocators of their
# own, and libraries stay free of the choice.

find_library(JEMALLOC jemalloc REQUIRED)

function(credence_allocator target)
  if(CMAKE_CXX_FLAGS MATCHES "-fsanitize")
    return()
  endif()
  # It takes the place of malloc by being linked; nothing of ours calls it.
  target_link_options(${target} PRIVATE LINKER:--no-as-needed)
  target_link_libraries(${target} PRIVATE ${JEMALLOC})
endfunction()
