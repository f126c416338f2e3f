// Rule files of a request over the published ones, for a what-if or a check.
//
//   published: cloud.vocab, 2015.7.policy, 2016.1.policy       given: trial.policy, which declares
//   recognition "2016.1"  ->  compiled: cloud.vocab, 2015.7.policy, trial.policy
//
// Each given file takes the place of the published file that declares the same vocabulary, or
// the same policy and version; otherwise it is added. Where nothing is published the given files
// stand alone. Nothing of it is kept: the published set is only read.
//
// Limits: limits::kPolicyFilesMax files.
//
// Thread-safe: no state.
#ifndef CREDENCE_SERVER_OVERLAY_H_
#define CREDENCE_SERVER_OVERLAY_H_

#include <string_view>
#include <vector>

#include "core/diagnostic.h"
#include "core/status.h"
#include "credence/v1/decision_service.pb.h"
#include "facts/fault.h"
#include "facts/field_path.h"
#include "server/live_policies.h"

namespace credence::server {

using facts::FieldPath;
using facts::Shown;

using PolicyTexts = google::protobuf::RepeatedPtrField<v1::PolicyText>;

// The text as a source, also where a fault was found: a text needs a name, and is given once.
SourcePtr ReadPolicyText(const v1::PolicyText& text, const FieldPath& at, facts::FaultList& faults);

// One source a text, in order, with the faults of each at `field`[i].
std::vector<SourcePtr> ReadPolicyTexts(const PolicyTexts& texts, const FieldPath& parent,
                                       std::string_view field, facts::FaultList& faults);

// All sources to compile together: the published ones that stay and `given`. `published` may be
// null.
std::vector<SourcePtr> LayOver(const Published* published, const std::vector<SourcePtr>& given);

// POLICY_TEXT_INVALID: "`what` do not compile" and the diagnostics, with a violation of `field`[i]
// for each fault; a fault that `given` caused in a file beside them is one of `field`.
absl::Status RefuseTexts(const Diagnostics& diagnostics, const std::vector<SourcePtr>& given,
                         std::string_view field, std::string_view what);

// RefuseTexts of overlay.files; FIELD_INVALID or LIMIT_EXCEEDED when the files are not even read.
absl::StatusOr<ruletree::PolicySetPtr> CompileOverlay(const Published* published,
                                                      const PolicyTexts& files);

}  // namespace credence::server

#endif  // CREDENCE_SERVER_OVERLAY_H_
