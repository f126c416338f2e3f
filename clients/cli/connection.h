// A connection to Credence's services: those of a server, or the same ones in this process.
//
//   auto connection = Connection::Open({.rules_directory = "rules"});
//   v1::DecideResponse response;
//   CallFault fault = (*connection)->Decide(request, response);
//   if (!fault.ok()) ...
//
// With a server's address calls go there; without one they go to server::Embedded over gRPC's
// in-process channel. Either way only the contract credence.v1 is spoken.
//
// Thread-safety: belongs to one thread.
#ifndef CREDENCE_CLIENTS_CLI_CONNECTION_H_
#define CREDENCE_CLIENTS_CLI_CONNECTION_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "clients/cli/exit_code.h"
#include "core/status.h"
#include "credence/v1/decision_log_service.pb.h"
#include "credence/v1/decision_service.pb.h"
#include "credence/v1/fact_service.pb.h"
#include "credence/v1/ledger_service.pb.h"
#include "credence/v1/policy_service.pb.h"
#include "google/rpc/status.pb.h"

namespace credence::cli {

struct ConnectionOptions {
  std::string server;           // "host:port"; empty: embedded
  std::string rules_directory;  // embedded only; empty: no published policies
  std::string store = {};       // embedded only; empty: none
  // Embedded only: the policies are those published to the store, and not those of the directory.
  bool policies_in_store = false;
  int timeout_seconds = 60;  // of one call to a server
  // PEM files, of calls to a server: whom to trust (empty: plain text), and what to show it.
  std::string ca = {};
  std::string cert = {};
  std::string cert_key = {};
  std::string token_file = {};  // whose text is shown as bearer token; empty: none
};

// Why a call, or one item of a batch, was refused. Code 0 is OK.
struct CallFault {
  struct Field {
    std::string path;  // "case.evidence[3].from"
    std::string description;
  };
  int code = 0;  // of google.rpc.Code
  std::string message;
  std::string reason;  // of ErrorInfo: "CASE_INVALID"; empty when unsaid
  std::map<std::string, std::string> metadata;
  std::vector<Field> fields;

  bool ok() const { return code == 0; }
  // Whether the caller is to blame (wrong usage, wrong input) rather than the server.
  bool is_callers() const;
  ExitCode exit_code() const { return is_callers() ? ExitCode::kUsage : ExitCode::kServer; }
};

CallFault ReadCallFault(const google::rpc::Status& status);

class Connection {
 public:
  // The embedded server's errors about its directory.
  static absl::StatusOr<std::unique_ptr<Connection>> Open(const ConnectionOptions& options);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  bool is_embedded() const;

  CallFault BatchDecide(const v1::BatchDecideRequest& request, v1::BatchDecideResponse& response);
  CallFault DecideColumns(const v1::DecideColumnsRequest& request,
                          v1::DecideColumnsResponse& response);
  CallFault ListDecisions(const v1::ListDecisionsRequest& request,
                          v1::ListDecisionsResponse& response);
  CallFault CheckPolicy(const v1::CheckPolicyRequest& request, v1::CheckPolicyResponse& response);
  CallFault FormatPolicy(const v1::FormatPolicyRequest& request,
                         v1::FormatPolicyResponse& response);
  CallFault ComparePolicies(const v1::ComparePoliciesRequest& request,
                            v1::ComparePoliciesResponse& response);
  CallFault ListPolicies(const v1::ListPoliciesRequest& request,
                         v1::ListPoliciesResponse& response);
  CallFault GetPolicy(const v1::GetPolicyRequest& request, v1::Policy& response);
  CallFault GetStatus(const v1::GetStatusRequest& request, v1::PolicyStatus& response);
  // Calls `told` with each status until it answers no, or the server ends it.
  CallFault WatchPolicies(const std::function<bool(const v1::PolicyStatus&)>& told);
  CallFault PublishPolicies(const v1::PublishPoliciesRequest& request,
                            v1::PublishPoliciesResponse& response);
  CallFault RollBackPolicies(const v1::RollBackPoliciesRequest& request,
                             v1::RollBackPoliciesResponse& response);
  CallFault ListPublications(const v1::ListPublicationsRequest& request,
                             v1::ListPublicationsResponse& response);
  CallFault GetRevision(const v1::GetRevisionRequest& request, v1::GetRevisionResponse& response);
  CallFault ReloadPolicies(const v1::ReloadPoliciesRequest& request,
                           v1::ReloadPoliciesResponse& response);
  CallFault RetractFact(const v1::RetractFactRequest& request, v1::RetractFactResponse& response);
  CallFault ListFacts(const v1::ListFactsRequest& request, v1::ListFactsResponse& response);
  CallFault Designate(const v1::DesignateRequest& request, v1::DesignateResponse& response);
  // A close is waited for, however long it takes.
  CallFault CloseBook(const v1::CloseBookRequest& request, v1::CloseBookResponse& response);
  CallFault ListEntries(const v1::ListEntriesRequest& request, v1::ListEntriesResponse& response);
  CallFault ExplainEntry(const v1::ExplainEntryRequest& request,
                         v1::ExplainEntryResponse& response);
  CallFault GetStatement(const v1::GetStatementRequest& request, v1::Statement& response);
  CallFault ListStandings(const v1::ListStandingsRequest& request,
                          v1::ListStandingsResponse& response);
  CallFault ResolveHeld(const v1::ResolveHeldRequest& request, v1::ResolveHeldResponse& response);
  CallFault ListHeld(const v1::ListHeldRequest& request, v1::ListHeldResponse& response);

  // A stream of facts, none of which is kept before Commit.
  class Recording {
   public:
    virtual ~Recording() = default;
    virtual CallFault Add(v1::Fact fact) = 0;
    virtual CallFault Commit(v1::RecordFactsResponse& response) = 0;
  };
  std::unique_ptr<Recording> RecordFacts(const v1::FactSource& source);

 private:
  struct Parts;
  explicit Connection(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace credence::cli

#endif  // CREDENCE_CLIENTS_CLI_CONNECTION_H_
