# The wire contract: `credence_proto`, the code protoc writes for every .proto under proto/.
#
# The headers are included as "credence/v1/decisions.pb.h", as system headers: nobody's warnings but protoc's.
function(credence_proto root)
  set(root ${PROJECT_SOURCE_DIR}/${root})
  set(out ${PROJECT_BINARY_DIR}/proto)
  file(MAKE_DIRECTORY ${out})
  file(GLOB_RECURSE contracts CONFIGURE_DEPENDS RELATIVE ${root} ${root}/*.proto)
  if(NOT contracts)
    add_library(credence_proto INTERFACE)
    return()
  endif()

  foreach(contract IN LISTS contracts)
    string(REGEX REPLACE "\\.proto$" "" stem ${contract})
    set(generated ${out}/${stem}.pb.cc ${out}/${stem}.pb.h)
    set(flags --cpp_out=${out})

    # Only a contract with a service pays for gRPC's headers.
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${root}/${contract})
    file(STRINGS ${root}/${contract} services REGEX "^service ")
    if(services)
      list(APPEND generated ${out}/${stem}.grpc.pb.cc ${out}/${stem}.grpc.pb.h)
      list(APPEND flags --grpc_out=${out} --plugin=protoc-gen-grpc=$<TARGET_FILE:gRPC::grpc_cpp_plugin>)
    endif()

    list(TRANSFORM contracts PREPEND ${root}/ OUTPUT_VARIABLE all_contracts)
    add_custom_command(
      OUTPUT ${generated}
      COMMAND protobuf::protoc -I${root} ${flags} ${contract}
      DEPENDS ${all_contracts}
      COMMENT "protoc ${contract}"
      VERBATIM)
    list(APPEND sources ${generated})
  endforeach()

  add_library(credence_proto STATIC ${sources})
  target_include_directories(credence_proto SYSTEM PUBLIC ${out})
  target_link_libraries(credence_proto PUBLIC gRPC::grpc++ protobuf::libprotobuf)
endfunction()
