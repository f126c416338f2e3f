#include "tests/book_calls.h"

#include <grpc/support/time.h>
#include <gtest/gtest.h>

#include "server/convert_values.h"
#include "tests/support/error_reason.h"

namespace credence::testing {
namespace {

constexpr const char* kAdministrator = "an.admin";
constexpr size_t kFactsOfMessage = 60;
constexpr int kPatienceSeconds = 600;

// Deadlines are of time that passes, which no clock that is set changes.
void SetDeadline(grpc::ClientContext& context) {
  context.set_deadline(gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC),
                                    gpr_time_from_seconds(kPatienceSeconds, GPR_TIMESPAN)));
}

Sent SendRecord(const BookCalls& calls, const Change& change) {
  v1::RecordFactsResponse response;
  const auto all = static_cast<int64_t>(change.facts.size());
  grpc::Status status = RecordFacts(calls, change.id, change.known, change.facts, response);
  if (!status.ok()) return {status};
  EXPECT_EQ(response.added() + response.corrected() + response.unchanged(), all) << change.id;
  EXPECT_TRUE(response.unchanged() == 0 || response.unchanged() == all) << change.id;
  return {status, response.unchanged() != 0};
}

Sent SendRetract(const BookCalls& calls, const Change& change) {
  grpc::ClientContext context;
  SetDeadline(context);
  v1::RetractFactRequest request;
  request.set_key(change.key);
  request.set_reason(change.id);
  server::WriteDate(change.known, request.mutable_known());
  v1::RetractFactResponse response;
  grpc::Status status = calls.facts->RetractFact(&context, request, &response);
  if (ReasonOf(status) == "FACT_UNKNOWN") return {grpc::Status::OK, true};
  return {status};
}

Sent SendDesignate(const BookCalls& calls, const Change& change) {
  grpc::ClientContext context;
  SetDeadline(context);
  v1::DesignateRequest request;
  request.set_subscription(SubscriptionOf(change.customers.front()));
  request.set_partner(change.partner);
  request.set_by(kAdministrator);
  server::WriteDate(change.from, request.mutable_from());
  server::WriteDate(change.known, request.mutable_known());
  v1::DesignateResponse response;
  const grpc::Status status = calls.facts->Designate(&context, request, &response);
  return {status, response.unchanged()};
}

grpc::Status List(const BookCalls& calls, const v1::ListFactsRequest& request,
                  v1::ListFactsResponse& response) {
  grpc::ClientContext context;
  SetDeadline(context);
  response.Clear();
  grpc::Status status = calls.facts->ListFacts(&context, request, &response);
  // Nothing is known: an answer, of no facts.
  if (ReasonOf(status) == "FACT_UNKNOWN") return grpc::Status::OK;
  EXPECT_TRUE(status.ok() || IsCutOff(status)) << request.ShortDebugString() << StatusText(status);
  return status;
}

std::string EntryText(const v1::LedgerEntry& entry) {
  v1::LedgerEntry unnumbered = entry;
  unnumbered.clear_id();
  return unnumbered.ShortDebugString();
}

}  // namespace

BookCalls::BookCalls(const std::shared_ptr<grpc::Channel>& channel)
    : facts(v1::FactService::NewStub(channel)), ledger(v1::LedgerService::NewStub(channel)) {}

BookCalls::BookCalls(const std::string& address)
    : BookCalls([&address] {
        grpc::ChannelArguments arguments;
        arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
        return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
      }()) {}

bool IsCutOff(const grpc::Status& status) {
  return status.error_code() == grpc::StatusCode::UNAVAILABLE;
}

std::string StatusText(const grpc::Status& status) {
  return std::to_string(status.error_code()) + " " + ReasonOf(status) + " " +
         status.error_message();
}

v1::Fact SubjectFact(const std::string& type, const std::string& id, const std::string& parent) {
  v1::Fact fact;
  fact.set_key("subject/" + id);
  fact.mutable_subject()->set_type(type);
  fact.mutable_subject()->set_id(id);
  fact.mutable_subject()->set_parent(parent);
  return fact;
}

v1::Fact EvidenceFact(const std::string& id, const std::string& kind, const std::string& partner,
                      const std::string& subject, Date from) {
  v1::Fact fact;
  fact.set_key(id);
  v1::Evidence& evidence = *fact.mutable_evidence();
  evidence.set_id(id);
  evidence.set_kind(kind);
  evidence.set_partner(partner);
  evidence.set_subject(subject);
  server::WriteDate(from, evidence.mutable_from());
  if (kind == "dpor") {
    server::WriteDate(from, (*evidence.mutable_fields())["since"].mutable_date());
  }
  return fact;
}

std::string SubscriptionOf(const std::string& customer) { return customer + ".s"; }

std::string DesignationOf(const std::string& customer, const std::string& partner, Date from) {
  return "dpor/" + SubscriptionOf(customer) + "/" + partner + "/" + from.ToString();
}

Date BookStart() { return *Date::Parse("2015-07-01"); }

std::string UsersKey(const std::string& customer, const char* month) {
  return "measure/active_users/" + SubscriptionOf(customer) + "/" + month;
}

v1::Fact UsersFact(const std::string& customer, const char* month, int64_t users) {
  v1::Fact fact;
  fact.set_key(UsersKey(customer, month));
  v1::Measure& measure = *fact.mutable_measure();
  measure.set_measure("active_users");
  measure.set_subject(SubscriptionOf(customer));
  measure.set_period(month);
  measure.mutable_value()->set_decimal(std::to_string(users));
  return fact;
}

std::vector<v1::Fact> CustomerFacts(const std::string& customer, const std::string& partner,
                                    int64_t users) {
  std::vector<v1::Fact> facts = {SubjectFact("customer", customer, ""),
                                 SubjectFact("subscription", SubscriptionOf(customer), customer),
                                 EvidenceFact("administrator/" + customer, "administrator",
                                              kAdministrator, customer, BookStart()),
                                 EvidenceFact(DesignationOf(customer, partner, BookStart()), "dpor",
                                              partner, SubscriptionOf(customer), BookStart())};
  for (const char* month : kMonths) facts.push_back(UsersFact(customer, month, users++));
  for (size_t i = 0; i < facts.size(); ++i) facts[i].set_row(static_cast<int64_t>(i) + 1);
  return facts;
}

grpc::Status RecordFacts(const BookCalls& calls, const std::string& id, Date known,
                         const std::vector<v1::Fact>& facts, v1::RecordFactsResponse& response) {
  grpc::ClientContext context;
  SetDeadline(context);
  auto stream = calls.facts->RecordFacts(&context, &response);
  v1::RecordFactsRequest request;
  request.mutable_source()->set_system("writer");
  request.mutable_source()->set_file(id + ".csv");
  request.mutable_source()->set_sha256(id);
  server::WriteDate(known, request.mutable_source()->mutable_known());
  bool taken = true;
  for (const v1::Fact& fact : facts) {
    *request.add_facts() = fact;
    if (static_cast<size_t>(request.facts_size()) < kFactsOfMessage) continue;
    taken = taken && stream->Write(request);
    request.Clear();
  }
  request.set_commit(true);
  if (taken) stream->Write(request);
  stream->WritesDone();
  return stream->Finish();
}

Sent Send(const BookCalls& calls, const Change& change) {
  switch (change.kind) {
    case Change::Kind::kRetract:
      return SendRetract(calls, change);
    case Change::Kind::kDesignate:
      return SendDesignate(calls, change);
    default:
      return SendRecord(calls, change);
  }
}

grpc::Status ListOwn(const BookCalls& calls, const std::string& customer,
                     std::map<std::string, v1::KnownFact>& own) {
  v1::ListFactsRequest request;
  request.set_customer(customer);
  v1::ListFactsResponse response;
  const grpc::Status status = List(calls, request, response);
  for (const v1::KnownFact& one : response.facts()) {
    const std::string& key = one.fact().key();
    if (key.find("/" + customer) == std::string::npos) continue;
    EXPECT_TRUE(own.emplace(key, one).second) << key << " is there twice";
  }
  return status;
}

grpc::Status ListHistory(const BookCalls& calls, const std::string& key,
                         v1::ListFactsResponse& response) {
  v1::ListFactsRequest request;
  request.set_history_of(key);
  return List(calls, request, response);
}

std::optional<Date> DateFrom(const v1::Date& date) {
  return Date::FromCivil(date.year(), date.month(), date.day());
}

bool ListEntries(const BookCalls& calls, const std::string& customer,
                 std::vector<std::string>& entries) {
  v1::ListEntriesRequest request;
  request.set_customer(customer);
  do {
    grpc::ClientContext context;
    SetDeadline(context);
    v1::ListEntriesResponse response;
    const grpc::Status status = calls.ledger->ListEntries(&context, request, &response);
    EXPECT_TRUE(status.ok() || IsCutOff(status)) << StatusText(status);
    if (!status.ok()) return false;
    for (const v1::LedgerEntry& one : response.entries()) entries.push_back(EntryText(one));
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  return true;
}

grpc::Status CloseOnce(const BookCalls& calls, const ClosedBook& close,
                       v1::CloseBookResponse& response) {
  grpc::ClientContext context;
  SetDeadline(context);
  v1::CloseBookRequest request;
  request.set_period(close.period);
  server::WriteDate(close.known, request.mutable_known());
  return calls.ledger->CloseBook(&context, request, &response);
}

}  // namespace credence::testing
