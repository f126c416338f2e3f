#include "clients/cli/log_replay.h"

#include <google/protobuf/util/message_differencer.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "clients/cli/difference.h"
#include "clients/cli/json_text.h"
#include "clients/cli/log_view.h"
#include "core/code_point.h"
#include "core/rational.h"
#include "server/message_digest.h"

namespace credence::cli {
namespace {

using google::protobuf::util::MessageDifferencer;

// Whether what was asked stands whole in a record: a mask may name what was not there.
bool IsWhole(const v1::DecisionRecord& record) {
  const google::protobuf::Message& facts =
      record.has_columns_request()
          ? static_cast<const google::protobuf::Message&>(record.columns_request().batch())
          : record.request().case_();
  if (!record.has_request() && !record.has_columns_request()) return false;
  const bool masks_others = std::ranges::any_of(record.masks(), [](const std::string& mask) {
    return mask.starts_with("request.") && !mask.starts_with("request.case.");
  });
  return !masks_others && server::DigestOf(facts) == record.case_sha256();
}

// The decision or the answer in columns, without what was masked and the revision.
template <typename Answer>
Answer Comparable(Answer answer, const v1::DecisionRecord& record, std::string_view field) {
  answer.clear_revision();
  for (const std::string& mask : record.masks()) {
    if (mask.starts_with(field)) {
      ClearMasked(answer, std::string_view(mask).substr(field.size()));
    }
  }
  return answer;
}

std::string Counted(uint64_t count) { return Rational(static_cast<int64_t>(count)).ToDisplay(); }

std::string Joined(const std::set<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + Printable(name);
  return text;
}

}  // namespace

void ClearMasked(google::protobuf::Message& message, std::string_view path) {
  const size_t dot = path.find('.');
  const std::string name(path.substr(0, dot));
  const auto* field = message.GetDescriptor()->FindFieldByName(name);
  if (field == nullptr) return;
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  // Of a map whole entries are masked, and all of it goes.
  if (dot == std::string_view::npos || field->is_map() || field->message_type() == nullptr) {
    reflection.ClearField(&message, field);
  } else if (field->is_repeated()) {
    for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
      ClearMasked(*reflection.MutableRepeatedMessage(&message, field, i), path.substr(dot + 1));
    }
  } else if (reflection.HasField(message, field)) {
    ClearMasked(*reflection.MutableMessage(&message, field), path.substr(dot + 1));
  }
}

LogReplay::LogReplay(Connection& connection, Session& session)
    : session_(session),
      connection_(connection),
      decider_(connection,
               [this](const DecideItem&, const DecideAnswer& answer) { Compare(answer); }) {}

bool LogReplay::Went(const CallFault& fault) {
  if (fault.ok()) return true;
  exit_code_ = session_.Tell(fault);
  return false;
}

bool LogReplay::Add(const v1::DecisionRecord& record) {
  if (!IsWhole(record)) {
    ++masked_;
    TellOtherwise(record, record.masks_size() > 0
                              ? "what was asked was masked, so it cannot be decided again"
                              : "what was asked is not what its digest says");
    return true;
  }
  revisions_.insert(record.revision());
  if (record.has_columns_request()) return AddColumns(record);
  DecideItem item{record.request(), std::make_shared<const CaseFile>(), record.id()};
  item.request.clear_revision();
  asked_.push_back(record);
  return Went(decider_.Add(std::move(item)));
}

bool LogReplay::AddColumns(const v1::DecisionRecord& record) {
  v1::DecideColumnsRequest request = record.columns_request();
  request.clear_revision();
  v1::DecideColumnsResponse response;
  const CallFault fault = connection_.DecideColumns(request, response);
  if (!fault.ok() && !fault.is_callers()) return Went(fault);
  constexpr std::string_view kField = "columns_response.";
  here_.insert(response.revision());
  const bool same = fault.ok() && MessageDifferencer::Equals(
                                      Comparable(record.columns_response(), record, kField),
                                      Comparable(response, record, kField));
  TellOutcome(record, same);
  if (!same) {
    TellOtherwise(record, fault.ok() ? "other awards in columns" : "refused: " + fault.message);
  }
  return true;
}

void LogReplay::Compare(const DecideAnswer& answer) {
  const v1::DecisionRecord record = std::move(asked_.front());
  asked_.pop_front();
  if (!answer.fault.ok()) {
    TellOutcome(record, false);
    return TellOtherwise(record, "refused: " + answer.fault.message);
  }
  constexpr std::string_view kField = "decision.";
  here_.insert(answer.item.decision().revision());
  const v1::Decision then = Comparable(record.decision(), record, kField);
  const v1::Decision now = Comparable(answer.item.decision(), record, kField);
  const bool same = MessageDifferencer::Equals(then, now);
  TellOutcome(record, same);
  if (same) return;
  const Difference difference = cli::Compare(then, now);
  TellOtherwise(record,
                difference.empty() ? "the same awards, for reasons that read otherwise" : "");
  if (difference.empty() || session_.json()) return;
  session_.console().out << RenderDifference(difference, session_.view()) << "\n";
}

void LogReplay::TellOutcome(const v1::DecisionRecord& record, bool same) {
  ++(same ? same_ : otherwise_);
  if (!session_.json()) return;
  session_.console().out << "{\"id\":" << JsonText(record.id())
                         << ",\"same\":" << (same ? "true" : "false") << "}\n";
}

void LogReplay::TellOtherwise(const v1::DecisionRecord& record, const std::string& what) {
  if (session_.json()) {
    if (!what.empty()) session_.console().Complain(Printable(record.id()) + ": " + what);
    return;
  }
  session_.console().out << RenderRecordHeading(record, session_.view()) << "  record "
                         << Printable(record.id()) << (what.empty() ? "" : ": " + Printable(what))
                         << "\n";
}

ExitCode LogReplay::Finish() {
  if (!Went(decider_.Finish())) return exit_code_;
  std::string text = Counted(same_ + otherwise_) + " decided again: " + Counted(same_) +
                     " the same, " + Counted(otherwise_) + " otherwise";
  if (masked_ > 0) text += "; " + Counted(masked_) + " could not be";
  here_.erase("");
  if (!here_.empty() && here_ != revisions_) {
    text += "\nthey were decided by revision " + Joined(revisions_) + "; the rules here are " +
            Joined(here_);
  }
  (session_.json() ? session_.console().err : session_.console().out) << text << "\n";
  return otherwise_ + masked_ > 0 ? ExitCode::kNo : ExitCode::kDone;
}

}  // namespace credence::cli
