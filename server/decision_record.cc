#include "server/decision_record.h"

#include <absl/strings/str_join.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "facts/case.h"
#include "server/message_digest.h"
#include "server/status_mapping.h"

namespace credence::server {
namespace {

using Record = v1::DecisionRecord;

// Without these a record could not be told from another, or its masks from its values.
constexpr std::string_view kNeverMasked[] = {"id", "time", "method", "revision", "masks", "note"};

}  // namespace

RecordWriter::RecordWriter(MessageJson json, std::span<const std::string> masks, std::string run,
                           MicrosecondClock now, size_t bytes_max)
    : json_(std::move(json)), run_(std::move(run)), now_(std::move(now)), bytes_max_(bytes_max) {
  if (masks.empty()) return;
  masks_ = "\"masks\":[";
  for (const std::string& mask : masks) {
    AppendJsonText(mask, masks_);
    masks_ += ',';
  }
  masks_.back() = ']';
  masks_ += ',';
}

absl::StatusOr<RecordWriter> RecordWriter::Create(std::span<const std::string> masks,
                                                  std::string run, MicrosecondClock now,
                                                  size_t bytes_max) {
  std::vector<std::string> faults;
  for (const std::string& mask : masks) {
    if (std::ranges::count(kNeverMasked, mask.substr(0, mask.find('.'))) > 0) {
      faults.push_back("`" + mask + "` is never masked");
    }
  }
  absl::StatusOr<MessageJson> json = MessageJson::Plan(*Record::descriptor(), masks);
  if (!json.ok()) faults.insert(faults.begin(), std::string(json.status().message()));
  if (!faults.empty()) {
    return InvalidArgumentError("the masks of the decision log: " + absl::StrJoin(faults, "; "));
  }
  return RecordWriter(*std::move(json), masks, std::move(run), std::move(now), bytes_max);
}

void RecordWriter::AppendText(int number, std::string_view name, std::string_view text,
                              std::string& to) const {
  if (text.empty()) return;
  to += '"';
  to += name;
  to += "\":";
  AppendJsonText(json_.IsMasked(number) ? kMask : text, to);
  to += ',';
}

void RecordWriter::AppendStamp(std::string& to) const {
  const uint64_t number = last_->fetch_add(1) + 1;
  AppendText(Record::kIdFieldNumber, "id", run_ + "-" + std::to_string(number), to);
  AppendText(Record::kTimeFieldNumber, "time", MicrosecondText(now_()), to);
}

void RecordWriter::AppendCall(const RecordedCall& call, std::string_view revision,
                              const google::protobuf::Message& facts, std::string& to) const {
  AppendStamp(to);
  AppendText(Record::kMethodFieldNumber, "method", call.method, to);
  AppendText(Record::kCallerFieldNumber, "caller", call.caller, to);
  AppendText(Record::kTraceIdFieldNumber, "trace_id", call.trace_id, to);
  AppendText(Record::kRevisionFieldNumber, "revision", revision, to);
  AppendText(Record::kCaseSha256FieldNumber, "case_sha256", DigestOf(facts), to);
}

void RecordWriter::AppendCustomers(const v1::Case& the_case, std::string& to) const {
  const size_t begin = to.size();
  to += "\"customers\":[";
  const size_t empty = to.size();
  const bool masked = json_.IsMasked(Record::kCustomersFieldNumber);
  for (const v1::Subject& subject : the_case.subjects()) {
    if (!subject.parent().empty() || subject.type() == facts::kPartnerType ||
        subject.type() == facts::kAccountType) {
      continue;
    }
    AppendJsonText(masked ? kMask : subject.id(), to);
    to += ',';
  }
  if (to.size() == empty) return to.resize(begin);
  to.back() = ']';
  to += ',';
}

absl::Status RecordWriter::Add(const RecordedCall& call, const v1::DecideRequest& request,
                               const v1::Decision& decision, LogLines& to) const {
  const size_t begin = to.text.size();
  to.text += '{';
  AppendCall(call, decision.revision(), request.case_(), to.text);
  AppendCustomers(request.case_(), to.text);
  to.text += masks_;
  if (json_.AppendField(Record::kRequestFieldNumber, request, to.text)) to.text += ',';
  if (json_.AppendField(Record::kDecisionFieldNumber, decision, to.text)) to.text += ',';
  return Close(begin, to);
}

absl::Status RecordWriter::Add(const RecordedCall& call, const v1::DecideColumnsRequest& request,
                               const v1::DecideColumnsResponse& response, LogLines& to) const {
  const size_t begin = to.text.size();
  to.text += '{';
  AppendCall(call, response.revision(), request.batch(), to.text);
  to.text += masks_;
  if (json_.AppendField(Record::kColumnsRequestFieldNumber, request, to.text)) to.text += ',';
  if (json_.AppendField(Record::kColumnsResponseFieldNumber, response, to.text)) to.text += ',';
  return Close(begin, to);
}

// Ends the record that was begun there; one that is too long goes again.
absl::Status RecordWriter::Close(size_t begin, LogLines& to) const {
  to.text.back() = '}';
  to.text += '\n';
  const absl::Status status =
      CheckLimit("", {"log_record_bytes_max", "bytes in the decision log", bytes_max_},
                 to.text.size() - begin);
  if (status.ok()) {
    ++to.records;
  } else {
    to.text.resize(begin);
  }
  return status;
}

std::string RecordWriter::Note(v1::LogNote::Event event, std::string_view text) const {
  v1::LogNote note;
  note.set_event(event);
  note.set_text(std::string(text));
  std::string line = "{";
  AppendStamp(line);
  line += masks_;
  json_.AppendField(Record::kNoteFieldNumber, note, line);
  line += "}\n";
  return line;
}

}  // namespace credence::server
