// Counts every call of our services and logs it with its trace, from outside of the handlers.
//
//   std::vector<std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>> creators;
//   creators.push_back(std::make_unique<CallMeterFactory>(metrics));
//   builder.experimental().SetInterceptorCreators(std::move(creators));
//
// A call that ended well is logged at debug, one that the server is to blame for as a warning,
// others at info: method, code, seconds, caller, and the trace id of a W3C `traceparent` header.
//
// Thread-safe: a meter is one call's.
#ifndef CREDENCE_SERVER_CALL_METER_H_
#define CREDENCE_SERVER_CALL_METER_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_interceptor.h>

#include <string>
#include <string_view>

#include "server/metrics.h"

namespace credence::server {

class CallMeterFactory : public grpc::experimental::ServerInterceptorFactoryInterface {
 public:
  explicit CallMeterFactory(Metrics& metrics) : metrics_(metrics) {}
  grpc::experimental::Interceptor* CreateServerInterceptor(
      grpc::experimental::ServerRpcInfo* info) override;

 private:
  Metrics& metrics_;
};

// Of the header that a call came with; empty: there was none, or none that is one.
std::string_view TraceOf(const grpc::ServerContextBase& context);

// The trace id of a `traceparent` header (W3C Trace Context, 3.2); empty when it is none.
std::string_view TraceIdOf(std::string_view traceparent);

}  // namespace credence::server

#endif  // CREDENCE_SERVER_CALL_METER_H_
