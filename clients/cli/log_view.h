// A record of the decision log as people read it.
//
//   2016-04-01T12:00:00.000250Z  northwind  recognition 2016-02
//     incentive  subscription ea1  2016-02  adatum  1,234.57 USD  deploy
//     by portal, revision 3f2a..., trace 0af7..., record 5f3a-1
//
// Thread-safe: no state.
#ifndef CREDENCE_CLIENTS_CLI_LOG_VIEW_H_
#define CREDENCE_CLIENTS_CLI_LOG_VIEW_H_

#include <string>

#include "clients/cli/decision_view.h"
#include "credence/v1/decision_record.pb.h"
#include "server/log_query.h"

namespace credence::cli {

// The first line of it.
std::string RenderRecordHeading(const v1::DecisionRecord& record, const ViewOptions& options);

// `query` says whose results are shown; `explain`: with every reason that was given.
std::string RenderRecord(const v1::DecisionRecord& record, const server::LogQuery& query,
                         bool explain, const ViewOptions& options);

}  // namespace credence::cli

#endif  // CREDENCE_CLIENTS_CLI_LOG_VIEW_H_
