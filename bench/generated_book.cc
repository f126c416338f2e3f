#include "bench/generated_book.h"

#include <array>
#include <random>
#include <string>
#include <utility>

namespace credence::bench {
namespace {

constexpr uint64_t kSeed = 2016;
constexpr int64_t kPartners = 500;
constexpr int kSubscriptions = 3;
constexpr std::array<const char*, 4> kFamilies = {"exchange", "sharepoint", "skype", "yammer"};

// Of one width, so that customers come in the order of their numbers.
std::string Named(const char* kind, int64_t number) {
  const std::string digits = std::to_string(number);
  return kind + std::string(7 - digits.size(), '0') + digits;
}

std::string PartnerOf(int64_t number) { return Named("partner-", number); }
std::string CustomerOf(int64_t number) { return Named("customer-", number); }

facts::Record Subject(std::string type, const std::string& id, std::string parent,
                      std::vector<facts::AttributeInput> attributes = {}) {
  return {
      .key = "subject/" + id,
      .fact = facts::SubjectInput{std::move(type), id, std::move(parent), std::move(attributes)}};
}

facts::Record Measured(const std::string& measure, const std::string& subject, const Period& month,
                       const Type& type, int64_t value) {
  return {.key = "measure/" + measure + "/" + subject + "/" + month.ToString(),
          .fact = facts::MeasureInput{
              .measure = measure, .subject = subject, .period = month, .value = {type, value}}};
}

facts::Record Recognised(const std::string& kind, const std::string& partner,
                         const std::string& subject, Date from) {
  facts::EvidenceInput evidence{.id = kind + "/" + subject + "/" + partner,
                                .kind = kind,
                                .partner = partner,
                                .subject = subject,
                                .from = from};
  if (kind == "dpor") evidence.fields = {{"since", {Type::Of(TypeKind::kDate), from}}};
  if (kind == "delegated_admin") {
    const Type symbol = Type::Of(TypeKind::kSymbol);
    evidence.fields = {{"access", {symbol, std::string("manage")}},
                       {"grant", {symbol, std::string("assigned")}}};
  }
  return {.key = evidence.id, .fact = evidence};
}

// One customer's records, made of its number.
class Customer {
 public:
  Customer(int64_t number, const Period& month)
      : month_(month), id_(CustomerOf(number)), random_(kSeed + static_cast<uint64_t>(number)) {}

  std::vector<facts::Record> Records() && {
    records_.push_back(Subject("customer", id_, ""));
    for (int number = 1; number <= kSubscriptions; ++number) {
      AddSubscription(id_ + "/" + std::to_string(number));
    }
    AddEvidence();
    return std::move(records_);
  }

 private:
  int64_t Below(int64_t end) {
    return static_cast<int64_t>(random_() % static_cast<uint64_t>(end));
  }

  void AddSubscription(const std::string& id) {
    records_.push_back(Subject("subscription", id, id_));
    records_.push_back(
        Measured("revenue", id, month_, Type::Money(*FindCurrency("USD")), 100 + Below(20'000)));
    for (const char* family : kFamilies) {
      const std::string workload = id + "." + family;
      records_.push_back(Subject("workload", workload, id,
                                 {{"family", {Type::Of(TypeKind::kSymbol), std::string(family)}}}));
      const int64_t seats = 10 + Below(1'000);
      const Type count = Type::Of(TypeKind::kCount);
      records_.push_back(Measured("licensed_seats", workload, month_, count, seats));
      records_.push_back(Measured("active_users", workload, month_, count, Below(seats + 1)));
    }
  }

  // Partners of record of the first two subscriptions, one who sold the first, and others who work
  // on workloads.
  void AddEvidence() {
    const int64_t first = Below(kPartners);
    const int64_t others = 3 + Below(2);
    const Date from = month_.range.begin.AddDays(static_cast<int32_t>(-Below(400)));
    const auto partner = [&](int64_t which) { return PartnerOf((first + which) % kPartners); };
    records_.push_back(Recognised("dpor", partner(0), id_ + "/1", from));
    records_.push_back(Recognised("dpor", partner(1), id_ + "/2", from));
    records_.push_back(Recognised("csp", partner(2), id_ + "/1", from));
    if (others == 4) {
      records_.push_back(Recognised("fasttrack", partner(3), id_ + "/3.exchange", from));
    }
    records_.push_back(Recognised("delegated_admin", partner(1), id_ + "/1.exchange", from));
    records_.push_back(Recognised("delegated_admin", partner(2), id_ + "/3.yammer", from));
  }

  const Period& month_;
  std::string id_;
  std::mt19937_64 random_;
  std::vector<facts::Record> records_;
};

absl::Status AddAll(store::FactStream& stream, const std::vector<facts::Record>& records) {
  for (const facts::Record& record : records) {
    if (absl::Status status = stream.Add(record); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status RecordGeneratedBook(store::Store& store, int64_t customers, const Period& month,
                                 Date known) {
  auto stream = store.Record({.system = "bench"}, known);
  if (!stream.ok()) return stream.status();
  for (int64_t number = 0; number < kPartners; ++number) {
    const std::string id = PartnerOf(number);
    facts::Record enrolled = Recognised("eligible", id, "", month.range.begin.AddDays(-400));
    absl::Status status = AddAll(**stream, {Subject("partner", id, ""), std::move(enrolled)});
    if (!status.ok()) return status;
  }
  for (int64_t number = 0; number < customers; ++number) {
    absl::Status status = AddAll(**stream, Customer(number, month).Records());
    if (!status.ok()) return status;
  }
  return (*stream)->Commit().status();
}

std::vector<facts::Record> LateRecords(int64_t customers, int64_t every) {
  const Date from = *Date::Parse("2015-12-01");
  std::vector<facts::Record> late;
  for (int64_t number = 0; number < customers; number += every) {
    late.push_back(
        Recognised("open_license", PartnerOf(number % kPartners), CustomerOf(number) + "/2", from));
  }
  return late;
}

}  // namespace credence::bench
