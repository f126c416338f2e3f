// What is known and since when, and what was posted: the one interface of every store.
//
//   absl::StatusOr<std::unique_ptr<Store>> store = OpenSqliteStore("book.db");
//   absl::StatusOr<std::unique_ptr<FactStream>> stream =
//       store->Record({.system = "designations", .file = "april.csv", .sha256 = ...}, april_5);
//   for (const facts::Record& record : records) stream->Add(record);
//   stream->Commit();                                   // seen whole, or not at all
//   store->FactsOf("northwind", march_31)               // what was known of a customer then
//
// A fact is never changed: a record of the same key takes its place from the day it is recorded,
// and what was known before stays known for the days before. So a decision made as known on any
// day can be made again.
//
// - The same content under the same key says nothing new, and a file that was recorded before
//   (by its system and SHA-256) nothing at all.
// - `known` never goes back, and after a close it goes on: what a decision rested on does not
//   change under it.
// - Of two statements about one key the later `stated` holds, whichever comes first; where
//   neither says when and both come on one day, the larger content to the byte. So the order of
//   files does not matter.
//
// Errors: NOT_FOUND no store there; FAILED_PRECONDITION another schema (says what to run), or a
// `known` before the newest; RESOURCE_EXHAUSTED disk full; UNAVAILABLE another writer, or it cannot
// be reached; PERMISSION_DENIED it may not be written; DATA_LOSS what is stored cannot be read.
// Whatever fails, nothing of it is kept; but what is cut off while it is kept may be there, whole.
// Thread-safety: one thread a store; any number of processes may open one.
#ifndef CREDENCE_STORE_STORE_H_
#define CREDENCE_STORE_STORE_H_

#include <cstdint>
#include <iosfwd>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/date.h"
#include "core/status.h"
#include "facts/record.h"
#include "store/fact_text.h"
#include "store/ledger.h"
#include "store/publication.h"

namespace credence::store {

// What became of the records of a stream; their sum is how many there were.
struct RecordCounts {
  uint64_t added = 0;      // nothing was known under the key
  uint64_t corrected = 0;  // took the place of what was known
  uint64_t unchanged = 0;  // said what was known
  uint64_t outdated = 0;   // kept, but a later statement holds
};

// A limit that is none.
inline constexpr size_t kAll = std::numeric_limits<int64_t>::max();

class FactStream {
 public:
  virtual ~FactStream() = default;  // what was not committed is gone
  virtual absl::Status Add(const facts::Record& record) = 0;
  // Takes the place of what is known under its key, though both come on one day: it was made of it.
  virtual absl::Status Replace(const facts::Record& record) = 0;
  virtual absl::StatusOr<RecordCounts> Commit() = 0;
};

// A fact as it was known on some day, with where it came from.
struct KnownFact {
  std::string key = {};
  Fact fact = {};
  Date recorded = {};
  std::optional<Date> superseded = {};
  facts::Source source = {};
  uint64_t row = 0;
  std::string stated = {};
};

// Which of the facts of a customer, and how many; empty fields ask for all.
struct FactFilter {
  std::string sort = {};
  std::string partner = {};  // that evidence names
  std::string after_sort = {};
  std::string after_key = {};
  size_t limit = 0;  // 0: all
};

// What was said under a key at a time.
struct FactVersion {
  KnownFact known = {};  // of a retraction, what it retracts
  bool retracted = false;
  std::string reason = {};
};

// What came to be known, or no longer known, of a fact.
struct Learnt {
  std::string key = {};
  std::string sort = {};     // "evidence", as SortOf
  std::string partner = {};  // that it names; empty: none
  Date day = {};
  bool withdrawn = false;   // superseded or retracted, and nothing in its place that day
  std::string reason = {};  // of a retraction
  std::string source = {};  // "designations:april.csv:17"
};

class Store {
 public:
  virtual ~Store() = default;

  // Facts.
  virtual absl::StatusOr<std::unique_ptr<FactStream>> Record(const facts::Source& source,
                                                             Date known) = 0;
  // NOT_FOUND when nothing is known under the key.
  virtual absl::Status Retract(const std::string& key, const std::string& reason, Date known) = 0;
  // Subjects that nothing stands above, but for partners and accounts, by id: at most `limit`
  // after `after`.
  virtual absl::StatusOr<std::vector<std::string>> Roots(const std::string& after, size_t limit,
                                                         Date known) = 0;
  // Everything known on a day of one of them: the subjects below it, what stands on them, the
  // partners named there with what stands on those, and the feeds; by sort and key.
  virtual absl::StatusOr<std::vector<KnownFact>> FactsOf(const std::string& root, Date known,
                                                         const FactFilter& filter) = 0;
  absl::StatusOr<std::vector<KnownFact>> FactsOf(const std::string& root, Date known) {
    return FactsOf(root, known, {});
  }
  // Everything that was recorded under a key until a day, in the order it came; empty: nothing.
  // What came with a later statement standing is superseded on the day it was recorded.
  virtual absl::StatusOr<std::vector<FactVersion>> VersionsOf(const std::string& key,
                                                              Date known) = 0;
  // What was learnt of these after one day and until another, by key.
  virtual absl::StatusOr<std::vector<Learnt>> LearntOf(const std::string& root, Date after,
                                                       Date until) = 0;
  // Whether anything at all was learnt then.
  virtual absl::StatusOr<bool> IsAnyLearnt(Date after, Date until) = 0;
  // Every fact that was known on some day, by key, a line each: equal books have equal dumps,
  // whichever file said it first.
  virtual absl::Status Dump(std::ostream& out) = 0;

  // The ledger (store/ledger.h).
  virtual absl::Status KeepPolicyText(const std::string& digest, const std::string& name,
                                      std::string_view text) = 0;
  // Begins a close, or goes on with the one that is open. FAILED_PRECONDITION: another one of the
  // policy is open, an earlier period is not closed, or this was issued already.
  virtual absl::StatusOr<Close> BeginClose(const CloseRequest& request) = 0;
  virtual absl::StatusOr<std::vector<PostedLine>> PostedFor(const std::string& policy,
                                                            const std::string& customer) = 0;
  // Partners that are known on the day, and whoever was posted to, by id: at most `limit` after
  // `after`.
  virtual absl::StatusOr<std::vector<std::string>> Partners(const std::string& policy,
                                                            const std::string& after, size_t limit,
                                                            Date known) = 0;
  // By credit and period, of what closes issued as known on the day or before.
  virtual absl::StatusOr<std::vector<PostedSum>> PostedTo(const std::string& policy,
                                                          const std::string& partner,
                                                          Date known) = 0;
  // Decisions of customers with all they post, in one transaction, each once: the same customer
  // again changes nothing.
  virtual absl::Status PostAll(const Close& close,
                               const std::vector<PostedDecision>& decisions) = 0;
  // Of the decision that posted an entry; of one that an older schema kept only the digest.
  // NOT_FOUND when there is no entry of that id.
  virtual absl::StatusOr<DecisionRecord> DecisionOf(int64_t entry) = 0;
  virtual absl::StatusOr<bool> IsPosted(const Close& close, const std::string& customer) = 0;
  virtual absl::Status Issue(const Close& close) = 0;
  // NOT_FOUND when there is none of that id.
  virtual absl::StatusOr<Close> CloseOf(int64_t id) = 0;
  // Every close of the policy, in order.
  virtual absl::StatusOr<std::vector<Close>> Closes(const std::string& policy) = 0;
  // The last close of the policy that was issued; nullopt: there is none.
  virtual absl::StatusOr<std::optional<Close>> LastIssued(const std::string& policy) = 0;
  // Entries ascending by id, at most `limit` after `after`; empty fields ask for all.
  virtual absl::StatusOr<std::vector<Entry>> Entries(const EntryFilter& filter, int64_t after,
                                                     size_t limit) = 0;
  // Ascending by id, at most `limit` after `after`; of one customer alone when it is named.
  virtual absl::StatusOr<std::vector<HeldEntry>> HeldOf(const Close& close,
                                                        const std::string& customer,
                                                        int64_t after = 0, size_t limit = kAll) = 0;

  // Published policies (store/publication.h).
  // In one transaction. NOT_FOUND: a roll back to a revision that is not kept.
  virtual absl::StatusOr<PublishOutcome> Publish(const PublishRequest& request) = 0;
  // The one that is active; nullopt: nothing was published.
  virtual absl::StatusOr<std::optional<Publication>> LastPublication() = 0;
  // From the newest on, those below the number `before`, at most `limit`.
  virtual absl::StatusOr<std::vector<Publication>> Publications(int64_t before, size_t limit) = 0;
  // By name. NOT_FOUND when no such revision is kept.
  virtual absl::StatusOr<std::vector<PublishedFile>> FilesOf(const std::string& revision) = 0;
  // Revisions that begin with these hexadecimal digits, ascending, at most `limit`.
  virtual absl::StatusOr<std::vector<std::string>> RevisionsFrom(const std::string& beginning,
                                                                 size_t limit) = 0;

  // Copies all of it while it may be read and written. The copy is there when it is whole, and
  // takes the place of what was there.
  virtual absl::Status BackUpTo(const std::string& path) = 0;
};

}  // namespace credence::store

#endif  // CREDENCE_STORE_STORE_H_
