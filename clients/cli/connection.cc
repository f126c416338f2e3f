#include "clients/cli/connection.h"

#include <absl/strings/ascii.h>
#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <chrono>
#include <sstream>
#include <utility>

#include "clients/cli/text_file.h"
#include "core/this_machine.h"
#include "credence/v1/decision_log_service.grpc.pb.h"
#include "credence/v1/decision_service.grpc.pb.h"
#include "credence/v1/fact_service.grpc.pb.h"
#include "credence/v1/ledger_service.grpc.pb.h"
#include "credence/v1/policy_service.grpc.pb.h"
#include "google/rpc/error_details.pb.h"
#include "server/embedded.h"

namespace credence::cli {

struct Connection::Parts {
  class Upload;

  // Destroyed last: calls of the stubs end before it does.
  std::unique_ptr<server::Embedded> embedded;
  std::string server;
  int timeout_seconds = 0;
  bool in_plain_text = true;
  std::string token;  // empty: none is shown
  std::unique_ptr<v1::DecisionService::Stub> decisions;
  std::unique_ptr<v1::DecisionLogService::Stub> decided;
  std::unique_ptr<v1::PolicyService::Stub> policies;
  std::unique_ptr<v1::FactService::Stub> facts;
  std::unique_ptr<v1::LedgerService::Stub> ledger;

  template <typename Stub, typename Request, typename Response>
  CallFault Call(Stub& stub,
                 grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                 const Request& request, Response& response) {
    grpc::ClientContext context;
    Show(context);
    if (embedded == nullptr) {
      // A call can only be given a deadline in clock time.
      const auto timeout = std::chrono::seconds(timeout_seconds);
      context.set_deadline(gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC),
                                        gpr_time_from_seconds(timeout.count(), GPR_TIMESPAN)));
    }
    return FaultOf((stub.*method)(&context, request, &response));
  }

  void Show(grpc::ClientContext& context) const {
    if (!token.empty()) context.AddMetadata("authorization", "Bearer " + token);
  }

  CallFault FaultOf(const grpc::Status& status) const {
    if (status.ok()) return {};
    google::rpc::Status detailed;
    if (!detailed.ParseFromString(status.error_details())) detailed.Clear();
    detailed.set_code(status.error_code());
    detailed.set_message(status.error_message());
    CallFault fault = ReadCallFault(detailed);
    // A server that was reached gives a reason.
    if (fault.code == grpc::StatusCode::UNAVAILABLE && fault.reason.empty() && !server.empty()) {
      fault.message = "cannot reach the server at " + server + ": " + fault.message;
      // gRPC does not tell a server that speaks TLS from one that hangs up.
      if (in_plain_text) fault.message += "; a server that speaks TLS takes --ca";
    }
    return fault;
  }
};

bool CallFault::is_callers() const {
  switch (code) {
    case grpc::StatusCode::INVALID_ARGUMENT:
    case grpc::StatusCode::NOT_FOUND:
    case grpc::StatusCode::OUT_OF_RANGE:
    case grpc::StatusCode::RESOURCE_EXHAUSTED:
    case grpc::StatusCode::FAILED_PRECONDITION:
    case grpc::StatusCode::PERMISSION_DENIED:
      return true;
    default:
      return false;
  }
}

CallFault ReadCallFault(const google::rpc::Status& status) {
  CallFault fault;
  fault.code = status.code();
  fault.message = status.message();
  for (const google::protobuf::Any& detail : status.details()) {
    google::rpc::ErrorInfo info;
    google::rpc::BadRequest bad_request;
    if (detail.UnpackTo(&info)) {
      fault.reason = info.reason();
      fault.metadata.insert(info.metadata().begin(), info.metadata().end());
    } else if (detail.UnpackTo(&bad_request)) {
      for (const auto& violation : bad_request.field_violations()) {
        fault.fields.push_back({violation.field(), violation.description()});
      }
    }
  }
  return fault;
}

namespace {

absl::StatusOr<std::string> TextOf(const std::string& path) {
  std::istringstream nothing;  // In place of standard input, which no secret is read from.
  const absl::StatusOr<SourcePtr> read = ReadTextFile(path, nothing);
  if (!read.ok()) return read.status();
  return std::string((*read)->text());
}

// Empty where no file is named. A token is shown to nobody who could listen.
absl::StatusOr<std::string> TokenOf(const ConnectionOptions& options) {
  if (options.token_file.empty()) return "";
  if (options.ca.empty() && !IsOfThisMachine(options.server)) {
    return InvalidArgumentError("a token is shown over TLS: name the CA of " + options.server +
                                " by --ca");
  }
  absl::StatusOr<std::string> text = TextOf(options.token_file);
  if (!text.ok()) return text;
  const std::string token(absl::StripAsciiWhitespace(*text));
  const auto is_of_tokens = [](char c) { return c > ' ' && c < '\x7f'; };
  if (token.empty() || !std::ranges::all_of(token, is_of_tokens)) {
    return InvalidArgumentError(options.token_file + ": this is no token on one line");
  }
  return token;
}

// Adds the text of a file that is named; an empty name adds nothing.
absl::Status ReadInto(const std::string& path, std::string& text) {
  if (path.empty()) return absl::OkStatus();
  const absl::StatusOr<std::string> read = TextOf(path);
  if (!read.ok()) return read.status();
  text = *read;
  if (text.find("-----BEGIN ") != std::string::npos) return absl::OkStatus();
  return InvalidArgumentError(path + ": this is no file in PEM");
}

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> CredentialsOf(
    const ConnectionOptions& options) {
  if (options.ca.empty() && options.cert.empty()) return grpc::InsecureChannelCredentials();
  if (options.ca.empty()) {
    return InvalidArgumentError("a certificate is shown over TLS: name the server's CA by --ca");
  }
  grpc::SslCredentialsOptions tls;
  for (const absl::Status& status :
       {ReadInto(options.ca, tls.pem_root_certs), ReadInto(options.cert, tls.pem_cert_chain),
        ReadInto(options.cert_key, tls.pem_private_key)}) {
    if (!status.ok()) return status;
  }
  return grpc::SslCredentials(tls);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(const ConnectionOptions& options) {
  auto parts = std::make_unique<Parts>();
  parts->server = options.server;
  parts->timeout_seconds = options.timeout_seconds;
  parts->in_plain_text = options.ca.empty();
  std::shared_ptr<grpc::Channel> channel;
  if (options.server.empty()) {
    auto embedded = server::Embedded::Create({.rules_directory = options.rules_directory,
                                              .store = options.store,
                                              .policies = options.policies_in_store
                                                              ? server::PolicyOrigin::kStore
                                                              : server::PolicyOrigin::kFiles});
    if (!embedded.ok()) return embedded.status();
    parts->embedded = *std::move(embedded);
    channel = parts->embedded->channel();
  } else {
    grpc::ChannelArguments arguments;
    // A batch of explained decisions is larger than what gRPC takes unasked.
    arguments.SetMaxReceiveMessageSize(-1);
    const auto credentials = CredentialsOf(options);
    if (!credentials.ok()) return credentials.status();
    absl::StatusOr<std::string> token = TokenOf(options);
    if (!token.ok()) return token.status();
    parts->token = *std::move(token);
    channel = grpc::CreateCustomChannel(options.server, *credentials, arguments);
  }
  parts->decisions = v1::DecisionService::NewStub(channel);
  parts->decided = v1::DecisionLogService::NewStub(channel);
  parts->policies = v1::PolicyService::NewStub(channel);
  parts->facts = v1::FactService::NewStub(channel);
  parts->ledger = v1::LedgerService::NewStub(channel);
  return std::unique_ptr<Connection>(new Connection(std::move(parts)));
}

Connection::Connection(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Connection::~Connection() = default;

bool Connection::is_embedded() const { return parts_->embedded != nullptr; }

CallFault Connection::BatchDecide(const v1::BatchDecideRequest& request,
                                  v1::BatchDecideResponse& response) {
  return parts_->Call(*parts_->decisions, &v1::DecisionService::Stub::BatchDecide, request,
                      response);
}

CallFault Connection::DecideColumns(const v1::DecideColumnsRequest& request,
                                    v1::DecideColumnsResponse& response) {
  return parts_->Call(*parts_->decisions, &v1::DecisionService::Stub::DecideColumns, request,
                      response);
}

CallFault Connection::ListDecisions(const v1::ListDecisionsRequest& request,
                                    v1::ListDecisionsResponse& response) {
  return parts_->Call(*parts_->decided, &v1::DecisionLogService::Stub::ListDecisions, request,
                      response);
}

CallFault Connection::CheckPolicy(const v1::CheckPolicyRequest& request,
                                  v1::CheckPolicyResponse& response) {
  return parts_->Call(*parts_->policies, &v1::PolicyService::Stub::CheckPolicy, request, response);
}

CallFault Connection::FormatPolicy(const v1::FormatPolicyRequest& request,
                                   v1::FormatPolicyResponse& response) {
  return parts_->Call(*parts_->policies, &v1::PolicyService::Stub::FormatPolicy, request, response);
}

CallFault Connection::ComparePolicies(const v1::ComparePoliciesRequest& request,
                                      v1::ComparePoliciesResponse& response) {
  return parts_->Call(*parts_->policies, &v1::PolicyService::Stub::ComparePolicies, request,
                      response);
}

CallFault Connection::ListPolicies(const v1::ListPoliciesRequest& request,
                                   v1::ListPoliciesResponse& response) {
  return parts_->Call(*parts_->policies, &v1::PolicyService::Stub::ListPolicies, request, response);
}

CallFault Connection::GetPolicy(const v1::GetPolicyRequest& request, v1::Policy& response) {
  return parts_->Call(*parts_->policies, &v1::PolicyService::Stub::GetPolicy, request, response);
}

CallFault Connection::GetStatus(const v1::GetStatusRequest& request, v1::PolicyStatus& response) {
  return parts_->Call(*parts_->policies, &v1::PolicyService::Stub::GetStatus, request, response);
}

CallFault Connection::WatchPolicies(const std::function<bool(const v1::PolicyStatus&)>& told) {
  grpc::ClientContext context;
  parts_->Show(context);
  const auto reader = parts_->policies->WatchPolicies(&context, {});
  v1::PolicyStatus status;
  bool goes_on = true;
  while (goes_on && reader->Read(&status)) goes_on = told(status);
  context.TryCancel();
  const grpc::Status ended = reader->Finish();
  return goes_on ? parts_->FaultOf(ended) : CallFault();
}

CallFault Connection::PublishPolicies(const v1::PublishPoliciesRequest& request,
                                      v1::PublishPoliciesResponse& response) {
  return parts_->Call(*parts_->policies, &v1::PolicyService::Stub::PublishPolicies, request,
                      response);
}

CallFault Connection::RollBackPolicies(const v1::RollBackPoliciesRequest& request,
                                       v1::RollBackPoliciesResponse& response) {
  return parts_->Call(*parts_->policies, &v1::PolicyService::Stub::RollBackPolicies, request,
                      response);
}

CallFault Connection::ListPublications(const v1::ListPublicationsRequest& request,
                                       v1::ListPublicationsResponse& response) {
  return parts_->Call(*parts_->policies, &v1::PolicyService::Stub::ListPublications, request,
                      response);
}

CallFault Connection::GetRevision(const v1::GetRevisionRequest& request,
                                  v1::GetRevisionResponse& response) {
  return parts_->Call(*parts_->policies, &v1::PolicyService::Stub::GetRevision, request, response);
}

CallFault Connection::ReloadPolicies(const v1::ReloadPoliciesRequest& request,
                                     v1::ReloadPoliciesResponse& response) {
  return parts_->Call(*parts_->policies, &v1::PolicyService::Stub::ReloadPolicies, request,
                      response);
}

CallFault Connection::RetractFact(const v1::RetractFactRequest& request,
                                  v1::RetractFactResponse& response) {
  return parts_->Call(*parts_->facts, &v1::FactService::Stub::RetractFact, request, response);
}

CallFault Connection::CloseBook(const v1::CloseBookRequest& request,
                                v1::CloseBookResponse& response) {
  grpc::ClientContext context;
  parts_->Show(context);
  return parts_->FaultOf(parts_->ledger->CloseBook(&context, request, &response));
}

CallFault Connection::ListFacts(const v1::ListFactsRequest& request,
                                v1::ListFactsResponse& response) {
  return parts_->Call(*parts_->facts, &v1::FactService::Stub::ListFacts, request, response);
}

CallFault Connection::Designate(const v1::DesignateRequest& request,
                                v1::DesignateResponse& response) {
  return parts_->Call(*parts_->facts, &v1::FactService::Stub::Designate, request, response);
}

CallFault Connection::ListEntries(const v1::ListEntriesRequest& request,
                                  v1::ListEntriesResponse& response) {
  return parts_->Call(*parts_->ledger, &v1::LedgerService::Stub::ListEntries, request, response);
}

CallFault Connection::ExplainEntry(const v1::ExplainEntryRequest& request,
                                   v1::ExplainEntryResponse& response) {
  return parts_->Call(*parts_->ledger, &v1::LedgerService::Stub::ExplainEntry, request, response);
}

CallFault Connection::GetStatement(const v1::GetStatementRequest& request,
                                   v1::Statement& response) {
  return parts_->Call(*parts_->ledger, &v1::LedgerService::Stub::GetStatement, request, response);
}

CallFault Connection::ListStandings(const v1::ListStandingsRequest& request,
                                    v1::ListStandingsResponse& response) {
  return parts_->Call(*parts_->ledger, &v1::LedgerService::Stub::ListStandings, request, response);
}

CallFault Connection::ResolveHeld(const v1::ResolveHeldRequest& request,
                                  v1::ResolveHeldResponse& response) {
  return parts_->Call(*parts_->ledger, &v1::LedgerService::Stub::ResolveHeld, request, response);
}

CallFault Connection::ListHeld(const v1::ListHeldRequest& request, v1::ListHeldResponse& response) {
  return parts_->Call(*parts_->ledger, &v1::LedgerService::Stub::ListHeld, request, response);
}

// Facts go in messages of some hundreds: one each would cost more than it carries.
class Connection::Parts::Upload : public Connection::Recording {
 public:
  Upload(Parts& parts, const v1::FactSource& source) : parts_(parts) {
    *next_.mutable_source() = source;
    parts_.Show(context_);
    writer_ = parts_.facts->RecordFacts(&context_, &response_);
  }
  ~Upload() override {
    if (ended_) return;
    context_.TryCancel();
    writer_->Finish();
  }

  CallFault Add(v1::Fact fact) override {
    *next_.add_facts() = std::move(fact);
    if (next_.facts_size() < kFactsInMessage) return {};
    const bool written = writer_->Write(next_);
    next_.Clear();
    return written ? CallFault() : End();
  }

  CallFault Commit(v1::RecordFactsResponse& response) override {
    next_.set_commit(true);
    if (writer_->Write(next_)) writer_->WritesDone();
    CallFault fault = End();
    response.Swap(&response_);
    return fault;
  }

 private:
  static constexpr int kFactsInMessage = 500;

  // What the server said, when it has said all it will.
  CallFault End() {
    ended_ = true;
    return parts_.FaultOf(writer_->Finish());
  }

  Parts& parts_;
  grpc::ClientContext context_;
  v1::RecordFactsResponse response_;
  std::unique_ptr<grpc::ClientWriter<v1::RecordFactsRequest>> writer_;
  v1::RecordFactsRequest next_;
  bool ended_ = false;
};

std::unique_ptr<Connection::Recording> Connection::RecordFacts(const v1::FactSource& source) {
  return std::make_unique<Parts::Upload>(*parts_, source);
}

}  // namespace credence::cli
