// A policy's diagnostics, from the wire back to the text that people read.
//
//   RenderDiagnostics(response.diagnostics(), response.more_count(), sources, options)
//
// The server renders them too, for a page without colour; here they take the terminal's width
// and colours. A diagnostic about a file that is not among `sources` (a published one) is shown
// as the server rendered it.
//
// Thread-safe: no state.
#ifndef CREDENCE_CLIENTS_CLI_DIAGNOSTICS_VIEW_H_
#define CREDENCE_CLIENTS_CLI_DIAGNOSTICS_VIEW_H_

#include <span>
#include <string>

#include "core/diagnostic.h"
#include "credence/v1/policy_service.pb.h"

namespace credence::cli {

using WireDiagnostics = google::protobuf::RepeatedPtrField<v1::Diagnostic>;

// A blank line between them; no line of counts.
std::string RenderDiagnostics(const WireDiagnostics& diagnostics,
                              std::span<const SourcePtr> sources, const RenderOptions& options);

// "3 errors, 1 warning; 2 more are not shown"; empty when there are none.
std::string CountDiagnostics(const WireDiagnostics& diagnostics, int more_count);

}  // namespace credence::cli

#endif  // CREDENCE_CLIENTS_CLI_DIAGNOSTICS_VIEW_H_
