// Writes rejected rows as a file one can mend and feed again to the same connector.
//
//   RejectedFile rejected(out);
//   takers.rejected = [&](const RejectedRow& row) { rejected.Add(row); };
//   ...
//   rejected.Finish();
//
// Rows of delimited text stand under the header of their file, elements of JSON in an array. Why
// each was rejected is told in reports: a reason in the file would have to be taken out again.
// Nothing is written where nothing was rejected.
//
// Errors: those of the stream, for the caller to look at.
// Thread-safety: one thread.
#ifndef CREDENCE_CLIENTS_CONNECTORS_REJECTED_FILE_H_
#define CREDENCE_CLIENTS_CONNECTORS_REJECTED_FILE_H_

#include <cstdint>
#include <ostream>

#include "clients/connectors/connector.h"

namespace credence::connectors {

class RejectedFile {
 public:
  // REQUIRES: `out` outlives this.
  explicit RejectedFile(std::ostream& out) : out_(out) {}

  void Add(const RejectedRow& row) {
    const bool is_json = row.header.empty();
    if (rows_ == 0) {
      out_ << (is_json ? std::string_view("[\n") : std::string_view(row.header));
      is_json_ = is_json;
    }
    if (is_json_) {
      out_ << (rows_ == 0 ? "" : ",\n") << row.raw;
    } else {
      out_ << "\n" << row.raw;
    }
    ++rows_;
  }

  void Finish() {
    if (rows_ > 0) out_ << (is_json_ ? "\n]\n" : "\n");
  }

  int64_t rows() const { return rows_; }

 private:
  std::ostream& out_;
  bool is_json_ = false;
  int64_t rows_ = 0;
};

}  // namespace credence::connectors

#endif  // CREDENCE_CLIENTS_CONNECTORS_REJECTED_FILE_H_
