// Revisions of policies and the sequence of which was active: store/publication.h.
#include <utility>

#include "core/digest.h"
#include "store/sql/sql_store.h"

namespace credence::store {
namespace {

constexpr const char* kColumns = "id, revision, published, by_whom, message, rolled_back";

Publication PublicationFrom(Statement& row) {
  return {.number = row.Number(0),
          .revision = row.Text(1),
          .at = row.Number(2),
          .by = row.Text(3),
          .message = row.Text(4),
          .rolled_back = row.Number(5) != 0};
}

// All rows; an error of the statement instead, if there is one.
absl::StatusOr<std::vector<Publication>> PublicationsOf(Statement& find) {
  std::vector<Publication> found;
  while (find.Step()) found.push_back(PublicationFrom(find));
  if (!find.status().ok()) return find.status();
  return found;
}

}  // namespace

absl::StatusOr<bool> SqlStore::IsRevisionKept(const std::string& revision) {
  Statement find = database_->Prepare("SELECT 1 FROM policy_revisions WHERE revision = ?1");
  find.Bind(1, revision);
  const bool is_kept = find.Step();
  if (!find.status().ok()) return find.status();
  return is_kept;
}

// A text that many revisions have in common is kept once.
absl::Status SqlStore::KeepRevision(const std::string& revision,
                                    const std::vector<PublishedFile>& files) {
  Statement insert = database_->Prepare("INSERT INTO policy_revisions (revision) VALUES (?1)");
  insert.Bind(1, revision);
  if (absl::Status status = insert.Run(); !status.ok()) return status;
  for (const PublishedFile& file : files) {
    const std::string digest = Sha256Hex(file.text);
    Statement text = database_->Prepare(
        "INSERT INTO policy_texts (digest, text) VALUES (?1, ?2) ON CONFLICT DO NOTHING");
    text.Bind(1, digest);
    text.Bind(2, file.text);
    if (absl::Status status = text.Run(); !status.ok()) return status;
    Statement name = database_->Prepare(
        "INSERT INTO policy_revision_files (revision, name, digest) VALUES (?1, ?2, ?3)");
    name.Bind(1, revision);
    name.Bind(2, file.name);
    name.Bind(3, digest);
    if (absl::Status status = name.Run(); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<Publication> SqlStore::AddPublication(const PublishRequest& request) {
  Statement insert = database_->Prepare(
      "INSERT INTO policy_publications (revision, published, by_whom, message, rolled_back) "
      "VALUES (?1, ?2, ?3, ?4, ?5) RETURNING id");
  insert.Bind(1, request.revision);
  insert.Bind(2, request.at);
  insert.Bind(3, request.by);
  insert.Bind(4, request.message);
  insert.Bind(5, int64_t{request.files.empty() ? 1 : 0});
  if (!insert.Step()) return insert.status();
  return Publication{.number = insert.Number(0),
                     .revision = request.revision,
                     .at = request.at,
                     .by = request.by,
                     .message = request.message,
                     .rolled_back = request.files.empty()};
}

absl::StatusOr<PublishOutcome> SqlStore::Publish(const PublishRequest& request) {
  absl::StatusOr<Transaction> transaction = Transaction::Begin(*database_);
  if (!transaction.ok()) return transaction.status();
  absl::StatusOr<std::optional<Publication>> last = LastPublication();
  if (!last.ok()) return last.status();
  PublishOutcome outcome{.before = *last, .active = *last};
  const std::string active = *last ? (*last)->revision : "";
  if (active == request.revision) {
    outcome.kind = PublishOutcome::Kind::kAlready;
    return outcome;
  }
  if (request.expected && *request.expected != active) {
    outcome.kind = PublishOutcome::Kind::kOther;
    return outcome;
  }
  const absl::StatusOr<bool> is_kept = IsRevisionKept(request.revision);
  if (!is_kept.ok()) return is_kept.status();
  if (!*is_kept && request.files.empty()) {
    return NotFoundError("no revision `" + request.revision + "` was published");
  }
  if (!*is_kept) {
    const absl::Status kept = KeepRevision(request.revision, request.files);
    if (!kept.ok()) return kept;
  }
  absl::StatusOr<Publication> added = AddPublication(request);
  if (!added.ok()) return added.status();
  if (absl::Status status = transaction->Commit(); !status.ok()) return status;
  outcome.active = *std::move(added);
  return outcome;
}

absl::StatusOr<std::optional<Publication>> SqlStore::LastPublication() {
  Statement find = database_->Prepare(std::string("SELECT ") + kColumns +
                                      " FROM policy_publications ORDER BY id DESC LIMIT 1");
  absl::StatusOr<std::vector<Publication>> found = PublicationsOf(find);
  if (!found.ok()) return found.status();
  if (found->empty()) return std::optional<Publication>();
  return std::optional<Publication>(std::move(found->front()));
}

absl::StatusOr<std::vector<Publication>> SqlStore::Publications(int64_t before, size_t limit) {
  Statement find =
      database_->Prepare(std::string("SELECT ") + kColumns +
                         " FROM policy_publications WHERE id < ?1 ORDER BY id DESC LIMIT ?2");
  find.Bind(1, before);
  find.Bind(2, static_cast<int64_t>(limit));
  return PublicationsOf(find);
}

absl::StatusOr<std::vector<PublishedFile>> SqlStore::FilesOf(const std::string& revision) {
  Statement find = database_->Prepare(
      "SELECT f.name, t.text FROM policy_revision_files f "
      "JOIN policy_texts t ON t.digest = f.digest WHERE f.revision = ?1 ORDER BY f.name");
  find.Bind(1, revision);
  std::vector<PublishedFile> files;
  while (find.Step()) files.push_back({find.Text(0), find.Text(1)});
  if (!find.status().ok()) return find.status();
  if (!files.empty()) return files;
  return NotFoundError("no revision `" + revision + "` was published");
}

absl::StatusOr<std::vector<std::string>> SqlStore::RevisionsFrom(const std::string& beginning,
                                                                 size_t limit) {
  Statement find = database_->Prepare(
      "SELECT revision FROM policy_revisions WHERE revision >= ?1 AND revision < ?2 "
      "ORDER BY revision LIMIT ?3");
  find.Bind(1, beginning);
  find.Bind(2, beginning + "g");  // after every hexadecimal digit
  find.Bind(3, static_cast<int64_t>(limit));
  std::vector<std::string> found;
  while (find.Step()) found.push_back(find.Text(0));
  if (!find.status().ok()) return find.status();
  return found;
}

}  // namespace credence::store
