// The store in a database that is asked in SQL, whichever it is; store/store.h is the contract.
//
//   sql_store.cc        facts, which sql_fact_stream.h takes in
//   sql_ledger.cc       the ledger
//   sql_publication.cc  published policies
//
// Thread-safety: one thread a store.
#ifndef CREDENCE_STORE_SQL_SQL_STORE_H_
#define CREDENCE_STORE_SQL_SQL_STORE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "store/sql/database.h"
#include "store/store.h"

namespace credence::store {

class SqlStore : public Store {
 public:
  explicit SqlStore(std::unique_ptr<Database> database);

  absl::StatusOr<std::unique_ptr<FactStream>> Record(const facts::Source& source,
                                                     Date known) override;
  absl::Status Retract(const std::string& key, const std::string& reason, Date known) override;
  absl::StatusOr<std::vector<std::string>> Roots(const std::string& after, size_t limit,
                                                 Date known) override;
  using Store::FactsOf;
  absl::StatusOr<std::vector<KnownFact>> FactsOf(const std::string& root, Date known,
                                                 const FactFilter& filter) override;
  absl::StatusOr<std::vector<FactVersion>> VersionsOf(const std::string& key, Date known) override;
  absl::StatusOr<std::vector<Learnt>> LearntOf(const std::string& root, Date after,
                                               Date until) override;
  absl::StatusOr<bool> IsAnyLearnt(Date after, Date until) override;
  absl::Status Dump(std::ostream& out) override;

  absl::Status KeepPolicyText(const std::string& digest, const std::string& name,
                              std::string_view text) override;
  absl::StatusOr<Close> BeginClose(const CloseRequest& request) override;
  absl::StatusOr<std::vector<PostedLine>> PostedFor(const std::string& policy,
                                                    const std::string& customer) override;
  absl::StatusOr<std::vector<std::string>> Partners(const std::string& policy,
                                                    const std::string& after, size_t limit,
                                                    Date known) override;
  absl::StatusOr<std::vector<PostedSum>> PostedTo(const std::string& policy,
                                                  const std::string& partner, Date known) override;
  absl::StatusOr<DecisionRecord> DecisionOf(int64_t entry) override;
  absl::Status PostAll(const Close& close, const std::vector<PostedDecision>& decisions) override;
  absl::StatusOr<bool> IsPosted(const Close& close, const std::string& customer) override;
  absl::Status Issue(const Close& close) override;
  absl::StatusOr<Close> CloseOf(int64_t id) override;
  absl::StatusOr<std::vector<Close>> Closes(const std::string& policy) override;
  absl::StatusOr<std::optional<Close>> LastIssued(const std::string& policy) override;
  absl::StatusOr<std::vector<Entry>> Entries(const EntryFilter& filter, int64_t after,
                                             size_t limit) override;
  absl::StatusOr<std::vector<HeldEntry>> HeldOf(const Close& close, const std::string& customer,
                                                int64_t after, size_t limit) override;

  absl::StatusOr<PublishOutcome> Publish(const PublishRequest& request) override;
  absl::StatusOr<std::optional<Publication>> LastPublication() override;
  absl::StatusOr<std::vector<Publication>> Publications(int64_t before, size_t limit) override;
  absl::StatusOr<std::vector<PublishedFile>> FilesOf(const std::string& revision) override;
  absl::StatusOr<std::vector<std::string>> RevisionsFrom(const std::string& beginning,
                                                         size_t limit) override;

  absl::Status BackUpTo(const std::string& path) override;

 private:
  absl::Status CheckKnown(Date known);
  absl::Status InsertEntries(int64_t id, const Close& close, const PostedDecision& decision);
  absl::StatusOr<bool> IsRevisionKept(const std::string& revision);
  absl::Status KeepRevision(const std::string& revision, const std::vector<PublishedFile>& files);
  absl::StatusOr<Publication> AddPublication(const PublishRequest& request);
  absl::Status PostOne(const Close& close, const PostedDecision& decision);

  std::unique_ptr<Database> database_;
  uint64_t posts_ = 0;  // transactions of PostAll
};

}  // namespace credence::store

#endif  // CREDENCE_STORE_SQL_SQL_STORE_H_
