// A book in a file of its own, its facts and closes in a line each.
//
//   SmallBook book(Compiled({{"services.vocab", kVocabulary}, {"2016.policy", kPolicy}}));
//   book.Record({Subject("customer", "northwind"), Subject("subscription", "ea1", "northwind"),
//                Recognised("dpor", "adatum", "ea1", "2015-07-01")}, "2016-01-31", "usage.csv");
//   book.Close("2016-01", "2016-02-05");
//
// What fails fails the test, and says why.
// Thread-safety: one thread a book.
#ifndef CREDENCE_TESTS_SUPPORT_SMALL_BOOK_H_
#define CREDENCE_TESTS_SUPPORT_SMALL_BOOK_H_

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "book/close.h"
#include "facts/record.h"
#include "store/store.h"
#include "tests/support/temporary_directory.h"

namespace credence::testing {

// The partner of record of a subscription is recognised for its active users.
inline constexpr const char* kSeatsVocabulary = R"(vocabulary services version "1"

subject customer
subject subscription in customer

evidence dpor on subscription lasting with { since: date }

measure active_users : count per subscription each month, level
)";

inline constexpr const char* kSeatsPolicy = R"(policy recognition version "1"
  effective from 2016-01-01
  uses services version "1"

credit seats : count for every partner per subscription each month

award seats to every partner with dpor on period.end
  amount active_users
  because "The partner of record is recognised."
)";

// By name and text.
ruletree::PolicySetPtr Compiled(const std::vector<std::pair<std::string, std::string>>& files);

Date KnownDay(std::string_view text);

facts::Record Subject(const std::string& type, const std::string& id,
                      const std::string& parent = "");
facts::Record Attribute(const std::string& subject, const std::string& name,
                        facts::TypedValue value);
facts::Record Measured(const std::string& measure, const std::string& subject,
                       const std::string& month, const Type& type, Rational value);
// Lasting from a day; `dpor` has its `since` there.
facts::Record Recognised(const std::string& kind, const std::string& partner,
                         const std::string& subject, std::string_view from);

class SmallBook {
 public:
  explicit SmallBook(ruletree::PolicySetPtr policies, std::string policy = "recognition");

  void Record(const std::vector<facts::Record>& records, std::string_view known,
              const std::string& file);
  book::CloseSummary Close(std::string_view period, std::string_view known);
  // "2016-02: 2016-01 incentive adatum 155.00 USD adjusted"
  std::vector<std::string> Entries(int64_t after = 0) const;
  int64_t LastEntry() const;

  store::Store& store() { return *store_; }
  const std::string& path() const { return path_; }
  const ruletree::PolicySet& policies() const { return *policies_; }
  const ruletree::PolicySetPtr& policies_ptr() const { return policies_; }
  void set_policies(ruletree::PolicySetPtr policies) { policies_ = std::move(policies); }
  // As after a process that is gone.
  void OpenAgain();

 private:
  TemporaryDirectory folder_;
  std::string path_ = folder_.PathOf("book.db");
  std::string policy_;
  ruletree::PolicySetPtr policies_;
  std::unique_ptr<store::Store> store_;
};

}  // namespace credence::testing

#endif  // CREDENCE_TESTS_SUPPORT_SMALL_BOOK_H_
