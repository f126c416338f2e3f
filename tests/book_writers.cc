#include "tests/book_writers.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "server/convert_values.h"
#include "store/backends/open_store.h"
#include "tests/support/error_reason.h"

namespace credence::testing {
namespace {

constexpr int kUnchanging = 5;
// A stream of this many customers is several messages long.
constexpr int kManyCustomers = 40;
constexpr size_t kHistoriesMax = 20;

std::string UnchangingCustomer(int number) { return "base-" + std::to_string(number); }

}  // namespace

void PrepareBook(const BookCalls& calls, const BookDay& day) {
  std::vector<v1::Fact> facts;
  for (const std::string partner : kPartners) {
    facts.push_back(SubjectFact("partner", partner, ""));
    facts.push_back(EvidenceFact("eligible/" + partner, "eligible", partner, "", BookStart()));
  }
  for (int i = 0; i < kUnchanging; ++i) {
    for (v1::Fact& fact : CustomerFacts(UnchangingCustomer(i), kPartners[0], 100 + i)) {
      facts.push_back(std::move(fact));
    }
  }
  v1::RecordFactsResponse response;
  const grpc::Status status = RecordFacts(calls, "prepared", day.Now(), facts, response);
  EXPECT_TRUE(status.ok()) << StatusText(status);
  EXPECT_EQ(response.added(), static_cast<int64_t>(facts.size()));
}

std::string BookWriter::Stated() {
  // A later one each time, whatever day it is known from.
  const std::string digits = std::to_string(1'000'000'000 + changes_);
  return "2016-01-01T00:00:00." + digits.substr(1) + "Z";
}

Change BookWriter::Introduce(int customers) {
  Change change;
  for (int i = 0; i < customers; ++i) {
    const std::string number = std::to_string(100'000 + customers_.size() + static_cast<size_t>(i));
    // Customers come in an order that writers share, so that closes meet them by turns.
    const std::string customer = "c" + number.substr(1) + name_;
    change.customers.push_back(customer);
    for (v1::Fact& fact : CustomerFacts(customer, kPartners[Below(3)], Below(1'000))) {
      if (fact.has_measure()) fact.set_stated(Stated());
      change.facts.push_back(std::move(fact));
    }
  }
  return change;
}

Change BookWriter::Correct(const std::string& customer) {
  const char* month = kMonths[Below(2)];
  // Never what it was, so that each says something new.
  v1::Fact fact = UsersFact(customer, month, 1'000 + changes_);
  fact.set_row(1);
  fact.set_stated(Stated());
  return {.customers = {customer}, .facts = {std::move(fact)}};
}

Change BookWriter::Retract(const std::string& customer) {
  const std::string key = UsersKey(customer, kMonths[1]);
  if (!customers_[customer].known.contains(key)) return Correct(customer);
  return {.kind = Change::Kind::kRetract, .customers = {customer}, .key = key};
}

Change BookWriter::Designate(const std::string& customer) {
  const Date last = std::max(customers_[customer].designated, BookStart());
  return {.kind = Change::Kind::kDesignate,
          .customers = {customer},
          .partner = kPartners[Below(3)],
          .from = last.AddDays(1 + static_cast<int32_t>(Below(40)))};
}

Change BookWriter::MakeUp() {
  const int64_t dice = customers_.empty() ? 0 : Below(100);
  std::string customer;
  if (!customers_.empty()) {
    customer = std::next(customers_.begin(), Below(static_cast<int64_t>(customers_.size())))->first;
  }
  Change change = dice < 30   ? Introduce(1)
                  : dice < 34 ? Introduce(kManyCustomers)
                  : dice < 65 ? Correct(customer)
                  : dice < 80 ? Retract(customer)
                              : Designate(customer);
  change.id = name_ + "-" + std::to_string(++changes_);
  return change;
}

// What neither answers rightly nor cuts off fails the test.
Told BookWriter::Ask(const BookCalls& calls, Change& change) const {
  change.known = day_.Now();
  const Sent sent = Send(calls, change);
  if (sent.status.ok()) return sent.was_done ? Told::kBefore : Told::kDone;
  if (IsCutOff(sent.status)) return Told::kCutOff;
  EXPECT_EQ(ReasonOf(sent.status), "OUT_OF_ORDER") << change.id << ": " << StatusText(sent.status);
  return Told::kRefused;
}

Told BookWriter::Write(const BookCalls& calls) {
  Change change = MakeUp();
  const Told told = Ask(calls, change);
  if (told == Told::kDone) Keep(change);
  // Who is partner of record already stays it: nothing is recorded.
  EXPECT_TRUE(told != Told::kBefore || change.kind == Change::Kind::kDesignate)
      << change.id << " was done before it was asked for";
  if (told == Told::kCutOff) asked_ = std::move(change);
  return told;
}

bool BookWriter::Settle(const BookCalls& calls) {
  if (!asked_) return true;
  // A database may still be busy with what was cut off. Whoever has the writer's place after it
  // sees what became of it; so first something is written that everybody knows.
  v1::RecordFactsResponse nothing_new;
  const v1::Fact known = SubjectFact("partner", kPartners[0], "");
  const grpc::Status after =
      RecordFacts(calls, "after-" + asked_->id, day_.Now(), {known}, nothing_new);
  if (IsCutOff(after)) return false;
  bool answered = true;
  const std::optional<Date> found = Find(calls, *asked_, answered);
  if (!answered) return false;
  const bool asks_again = !found || Below(2) == 0;
  if (asks_again) {
    Change again = *asked_;
    const Told told = Ask(calls, again);
    if (told == Told::kCutOff) return false;
    if (found) {
      EXPECT_NE(told, Told::kDone) << asked_->id << " is done twice";
    } else {
      EXPECT_TRUE(told != Told::kBefore || asked_->kind == Change::Kind::kDesignate)
          << asked_->id << " was not there, and is known all the same";
      if (told == Told::kDone) Keep(again);
    }
  }
  ++(found ? found_kept_ : found_lost_);
  if (found) {
    asked_->known = *found;
    Keep(*asked_);
  }
  asked_.reset();
  return true;
}

std::optional<Date> BookWriter::Find(const BookCalls& calls, const Change& change,
                                     bool& answered) const {
  if (change.kind == Change::Kind::kRetract) {
    v1::ListFactsResponse history;
    answered = ListHistory(calls, change.key, history).ok();
    for (const v1::KnownFact& one : history.facts()) {
      if (one.retracted() && one.reason() == change.id) return DateFrom(one.recorded());
    }
    return std::nullopt;
  }
  std::vector<std::string> wanted;
  for (const v1::Fact& fact : change.facts) wanted.push_back(fact.ShortDebugString());
  if (change.kind == Change::Kind::kDesignate) {
    const std::string& customer = change.customers.front();
    const std::string id = DesignationOf(customer, change.partner, change.from);
    v1::Fact fact = EvidenceFact(id, "dpor", change.partner, SubscriptionOf(customer), change.from);
    fact.set_row(1);
    wanted.push_back(fact.ShortDebugString());
  }
  size_t there = 0;
  std::optional<Date> recorded;
  for (const std::string& customer : change.customers) {
    std::map<std::string, v1::KnownFact> own;
    answered = answered && ListOwn(calls, customer, own).ok();
    for (const auto& [unused, one] : own) {
      if (std::ranges::find(wanted, one.fact().ShortDebugString()) == wanted.end()) continue;
      ++there;
      recorded = DateFrom(one.recorded());
    }
  }
  if (answered) {
    EXPECT_TRUE(there == 0 || there == wanted.size())
        << change.id << ": of " << wanted.size() << " facts " << there << " are there";
  }
  return recorded;
}

void BookWriter::Say(const std::string& key) {
  ++versions_[key];
  said_.insert(key);
}

void BookWriter::Keep(const Change& change) {
  for (const std::string& customer : change.customers) {
    touched_.insert(customer);
    customers_[customer];
  }
  kept_.push_back(change);
  if (change.kind == Change::Kind::kDesignate) return KeepDesignation(change);
  if (change.kind == Change::Kind::kRetract) {
    Customer& customer = customers_[change.customers.front()];
    customer.known.erase(change.key);
    Say(change.key);
    return;
  }
  const size_t each = change.facts.size() / change.customers.size();
  for (size_t i = 0; i < change.facts.size(); ++i) {
    const v1::Fact& fact = change.facts[i];
    Customer& customer = customers_[change.customers[i / each]];
    customer.known[fact.key()] = fact;
    Say(fact.key());
  }
}

// Whoever was the partner of record is it until the day before.
void BookWriter::KeepDesignation(const Change& change) {
  const std::string& of = change.customers.front();
  Customer& customer = customers_[of];
  customer.designated = change.from;
  for (auto& [key, fact] : customer.known) {
    if (!fact.has_evidence() || fact.evidence().kind() != "dpor") continue;
    if (fact.evidence().has_through()) continue;
    server::WriteDate(change.from.AddDays(-1), fact.mutable_evidence()->mutable_through());
    fact.set_row(1);
    Say(key);
  }
  const std::string id = DesignationOf(of, change.partner, change.from);
  v1::Fact fact = EvidenceFact(id, "dpor", change.partner, SubscriptionOf(of), change.from);
  fact.set_row(1);
  customer.known[id] = fact;
  Say(id);
}

void BookWriter::Check(const BookCalls& calls, bool all) {
  for (const auto& [id, customer] : customers_) {
    if (!all && !touched_.contains(id)) continue;
    std::map<std::string, v1::KnownFact> own;
    ASSERT_TRUE(ListOwn(calls, id, own).ok()) << "no answer about " << id;
    EXPECT_EQ(own.size(), customer.known.size()) << id;
    for (const auto& [key, fact] : customer.known) {
      const auto there = own.find(key);
      if (there == own.end()) {
        ADD_FAILURE() << key << " was acknowledged, and is lost";
        continue;
      }
      EXPECT_EQ(there->second.fact().ShortDebugString(), fact.ShortDebugString());
    }
  }
  // A call for each, so not of all that a long stream said.
  size_t looked_at = 0;
  for (const std::string& key : said_) {
    if (++looked_at > kHistoriesMax) break;
    v1::ListFactsResponse history;
    EXPECT_TRUE(ListHistory(calls, key, history).ok());
    EXPECT_EQ(history.facts_size(), versions_[key]) << "versions of " << key;
  }
  said_.clear();
  touched_.clear();
}

Told BookCloser::Close(const BookCalls& calls) {
  const bool is_again = asked_.has_value();
  if (!is_again) {
    if (!closed_.empty() && random_() % 10 == 0) period_ = period_.Next();
    const Date known = std::max(day_.Now(), period_.range.last());
    // What is recorded from here on is known after it.
    day_.Set(known.AddDays(1));
    asked_ = {period_.ToString(), known};
  }
  v1::CloseBookResponse response;
  const grpc::Status status = CloseOnce(calls, *asked_, response);
  if (IsCutOff(status)) return Told::kCutOff;
  const bool was_done = is_again && status.error_message().find("is issued;") != std::string::npos;
  EXPECT_TRUE(status.ok() || was_done) << StatusText(status);
  resumed_ += response.posted_before();
  closed_.push_back(*std::move(asked_));
  asked_.reset();
  return Told::kDone;
}

bool BookReader::Read(const BookCalls& calls) {
  const std::string customer = UnchangingCustomer(static_cast<int>(random_() % kUnchanging));
  const bool answered =
      random_() % 2 == 0 ? ReadFacts(calls, customer) : ReadEntries(calls, customer);
  if (answered) ++answers_;
  return answered;
}

bool BookReader::ReadFacts(const BookCalls& calls, const std::string& customer) {
  std::map<std::string, v1::KnownFact> own;
  if (!ListOwn(calls, customer, own).ok()) return false;
  const int number = customer.back() - '0';
  const std::vector<v1::Fact> facts = CustomerFacts(customer, kPartners[0], 100 + number);
  EXPECT_EQ(own.size(), facts.size());
  for (const v1::Fact& fact : facts) {
    EXPECT_EQ(own[fact.key()].fact().ShortDebugString(), fact.ShortDebugString());
  }
  return true;
}

bool BookReader::ReadEntries(const BookCalls& calls, const std::string& customer) {
  std::vector<std::string> entries;
  if (!ListEntries(calls, customer, entries)) return false;
  std::vector<std::string>& before = entries_[customer];
  EXPECT_GE(entries.size(), before.size()) << "entries of " << customer << " are gone";
  EXPECT_TRUE(
      std::equal(before.begin(), before.end(), entries.begin(),
                 entries.begin() + static_cast<ptrdiff_t>(std::min(before.size(), entries.size()))))
      << "entries of " << customer << " are not what they were";
  before = std::move(entries);
  return true;
}

bool Replay(const BookCalls& calls, const std::vector<const BookWriter*>& writers,
            const std::vector<ClosedBook>& closed) {
  std::vector<const Change*> changes;
  for (const BookWriter* writer : writers) {
    for (const Change& change : writer->kept()) changes.push_back(&change);
  }
  std::ranges::stable_sort(changes, {}, [](const Change* one) { return one->known; });
  auto next = changes.begin();
  const auto replay_until = [&](Date day) {
    for (; next != changes.end() && (*next)->known <= day; ++next) {
      const grpc::Status status = Send(calls, **next).status;
      EXPECT_TRUE(status.ok()) << (*next)->id << ": " << StatusText(status);
      if (!status.ok()) return false;
    }
    return true;
  };
  for (const ClosedBook& close : closed) {
    if (!replay_until(close.known)) return false;
    v1::CloseBookResponse response;
    const grpc::Status status = CloseOnce(calls, close, response);
    EXPECT_TRUE(status.ok()) << StatusText(status);
    if (!status.ok()) return false;
  }
  return replay_until(kDateMax);
}

std::vector<std::string> EntriesIn(const BookCalls& calls) {
  std::vector<std::string> entries;
  EXPECT_TRUE(ListEntries(calls, "", entries));
  std::ranges::sort(entries);
  return entries;
}

std::string DumpOfStore(const std::string& place) {
  const auto store = store::OpenStore(place);
  EXPECT_TRUE(store.ok()) << store.status();
  if (!store.ok()) return "";
  std::ostringstream out;
  const absl::Status status = (*store)->Dump(out);
  EXPECT_TRUE(status.ok()) << status;
  return out.str();
}

}  // namespace credence::testing
