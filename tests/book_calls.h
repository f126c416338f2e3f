// What a test asks of a served book: the facts of its small programme, and the calls that record,
// list and close them.
//
//   BookCalls calls("127.0.0.1:50051");
//   v1::RecordFactsResponse response;
//   RecordFacts(calls, "w1-1", day, CustomerFacts("c1", kPartners[0], 100), response);
//   Send(calls, {.kind = Change::Kind::kDesignate, .id = "w1-2", .known = day, ...});
//
// What a call is answered is its status; what no call may be answered fails the test. A call
// without an answer for ten minutes is over. Thread-safety: calls may be shared.
#ifndef CREDENCE_TESTS_BOOK_CALLS_H_
#define CREDENCE_TESTS_BOOK_CALLS_H_

#include <grpcpp/grpcpp.h>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/date.h"
#include "credence/v1/fact_service.grpc.pb.h"
#include "credence/v1/ledger_service.grpc.pb.h"

namespace credence::testing {

inline constexpr const char* kPartners[] = {"adatum", "contoso", "fabrikam"};
inline constexpr const char* kMonths[] = {"2016-01", "2016-02"};

struct BookCalls {
  explicit BookCalls(const std::shared_ptr<grpc::Channel>& channel);
  // To an address, by a connection of its own that is tried again at once.
  explicit BookCalls(const std::string& address);

  std::unique_ptr<v1::FactService::Stub> facts;
  std::unique_ptr<v1::LedgerService::Stub> ledger;
};

// One request that writes.
struct Change {
  enum class Kind { kRecord, kRetract, kDesignate };
  Kind kind = Kind::kRecord;
  std::string id = {};  // unlike any other's
  Date known = {};
  std::vector<std::string> customers = {};  // whose facts these are
  std::vector<v1::Fact> facts = {};         // of kRecord
  std::string key = {};                     // of kRetract
  std::string partner = {};                 // of kDesignate
  Date from = {};                           // of kDesignate
};

struct ClosedBook {
  std::string period;
  Date known = {};
};

struct Sent {
  grpc::Status status = {};
  bool was_done = false;  // before
};

bool IsCutOff(const grpc::Status& status);
// Its code, reason and message.
std::string StatusText(const grpc::Status& status);

// From when everybody is what they are.
Date BookStart();
std::string SubscriptionOf(const std::string& customer);
std::string DesignationOf(const std::string& customer, const std::string& partner, Date from);
std::string UsersKey(const std::string& customer, const char* month);
v1::Fact SubjectFact(const std::string& type, const std::string& id, const std::string& parent);
v1::Fact EvidenceFact(const std::string& id, const std::string& kind, const std::string& partner,
                      const std::string& subject, Date from);
v1::Fact UsersFact(const std::string& customer, const char* month, int64_t users);
// A customer with its subscription, administrator and partner of record, and users of each month.
std::vector<v1::Fact> CustomerFacts(const std::string& customer, const std::string& partner,
                                    int64_t users);

grpc::Status RecordFacts(const BookCalls& calls, const std::string& id, Date known,
                         const std::vector<v1::Fact>& facts, v1::RecordFactsResponse& response);
Sent Send(const BookCalls& calls, const Change& change);
// A customer's own facts; partners have theirs.
grpc::Status ListOwn(const BookCalls& calls, const std::string& customer,
                     std::map<std::string, v1::KnownFact>& own);
grpc::Status ListHistory(const BookCalls& calls, const std::string& key,
                         v1::ListFactsResponse& response);
// Without their numbers, in the order of posting; of everybody without a customer. False: cut off.
bool ListEntries(const BookCalls& calls, const std::string& customer,
                 std::vector<std::string>& entries);
grpc::Status CloseOnce(const BookCalls& calls, const ClosedBook& close,
                       v1::CloseBookResponse& response);

std::optional<Date> DateFrom(const v1::Date& date);

}  // namespace credence::testing

#endif  // CREDENCE_TESTS_BOOK_CALLS_H_
