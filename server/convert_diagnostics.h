// Diagnostics as the wire has them.
//
//   WriteDiagnostics(compiled.diagnostics, response->mutable_diagnostics());
//   response->set_rendered(WireText(Render(compiled.diagnostics)));
//
// Offsets are bytes; lines and columns count from 1, as editors show them. What quotes a file
// that is no UTF-8 is written with U+FFFD in place of the bytes at fault, since protobuf refuses
// them.
//
// Thread-safe: no state.
#ifndef CREDENCE_SERVER_CONVERT_DIAGNOSTICS_H_
#define CREDENCE_SERVER_CONVERT_DIAGNOSTICS_H_

#include <string>
#include <string_view>

#include "core/diagnostic.h"
#include "credence/v1/policy_service.pb.h"

namespace credence::server {

void WriteDiagnostics(const Diagnostics& diagnostics,
                      google::protobuf::RepeatedPtrField<v1::Diagnostic>* to);

// `text` as valid UTF-8.
std::string WireText(std::string_view text);

}  // namespace credence::server

#endif  // CREDENCE_SERVER_CONVERT_DIAGNOSTICS_H_
