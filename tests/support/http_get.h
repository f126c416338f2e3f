// One HTTP request to this machine, for what tells something by HTTP.
//
//   HttpGet(9464, "/metrics")   -> "HTTP/1.1 200 OK\r\n..."
//
// The whole answer with its headers; empty when nobody listens. Thread-safe: no state.
#ifndef CREDENCE_TESTS_SUPPORT_HTTP_GET_H_
#define CREDENCE_TESTS_SUPPORT_HTTP_GET_H_

#include <string>

namespace credence::testing {

std::string HttpGet(int port, const std::string& path);

}  // namespace credence::testing

#endif  // CREDENCE_TESTS_SUPPORT_HTTP_GET_H_
