# The wire contract: `credence_proto`, the code that protoc writes for every .proto under a folder.
#
# Its headers are included as "credence/v1/decisions.pb.h", and are system headers: no warning of
# ours looks into them.
function(credence_proto folder)
  set(in ${PROJECT_SOURCE_DIR}/${folder})
  set(out ${PROJECT_BINARY_DIR}/${folder})
  file(MAKE_DIRECTORY ${out})
  file(GLOB_RECURSE contracts CONFIGURE_DEPENDS ${in}/*.proto)

  foreach(contract IN LISTS contracts)
    cmake_path(RELATIVE_PATH contract BASE_DIRECTORY ${in} OUTPUT_VARIABLE stem)
    string(REGEX REPLACE "\\.proto$" "" stem ${stem})
    set(generated ${out}/${stem}.pb.cc ${out}/${stem}.pb.h)
    set(plugins --cpp_out=${out})

    # Only a contract with a service pays for gRPC's headers.
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${contract})
    file(STRINGS ${contract} services REGEX "^service ")
    if(services)
      list(APPEND generated ${out}/${stem}.grpc.pb.cc ${out}/${stem}.grpc.pb.h)
      list(APPEND plugins
        --grpc_out=${out} --plugin=protoc-gen-grpc=$<TARGET_FILE:gRPC::grpc_cpp_plugin>)
    endif()

    # A contract imports others, so each is written anew when any changes.
    add_custom_command(
      OUTPUT ${generated}
      COMMAND protobuf::protoc -I${in} ${plugins} ${contract}
      DEPENDS ${contracts}
      COMMENT "Writing the code of ${stem}.proto"
      VERBATIM)
    list(APPEND sources ${generated})
  endforeach()

  if(sources)
    add_library(credence_proto STATIC ${sources})
    target_include_directories(credence_proto SYSTEM PUBLIC ${out})
    target_link_libraries(credence_proto PUBLIC gRPC::grpc++ protobuf::libprotobuf)
    credence_thread_sanitizer(credence_proto)
  else()
    add_library(credence_proto INTERFACE)
  endif()
endfunction()
