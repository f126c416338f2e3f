// A decision as people read it.
//
//   woodgrove  partner_recognition  2016-02
//
//   incentive  subscription ea1  2016-02  by 2016.1
//     adatum  617.28 USD  deployment_incentive
//       evidence dpor-a: dpor of adatum on ea1, 2015-07-01..
//       active_share >= usage_floor: 53.75% >= 40%
//       5% of 12,345.67 USD = 617.2835 USD
//       rounded to nearest 0.01 USD = 617.28 USD
//     rule deployment_incentive, 2016_01_multi_partner.policy:43
//       Incentives are paid only to the digital partner of record.
//     not credited
//       bellows, dunmore  no dpor on 2016-02-29
//
// Brief, it is a table of awards and of what is held, one line each, with no refusals.
//
// Everything that came from a file is escaped before it meets the terminal.
//
// Thread-safe: no state.
#ifndef CREDENCE_CLIENTS_CLI_DECISION_VIEW_H_
#define CREDENCE_CLIENTS_CLI_DECISION_VIEW_H_

#include <functional>
#include <string>

#include "clients/cli/ink.h"
#include "credence/v1/decision.pb.h"

namespace credence::cli {

struct ViewOptions {
  Ink ink{false};
  int width = 100;
};

// "woodgrove  partner_recognition  2016-02" and a line break; `period` as it was asked for, and
// `name` where the case has none of its own.
std::string RenderHeading(const v1::Decision& decision, const std::string& name,
                          const std::string& period, const ViewOptions& options);

std::string RenderExplained(const v1::Decision& decision, const ViewOptions& options);
// Only the results that `shown` wants; a line says how many others there are.
std::string RenderBrief(const v1::Decision& decision, const ViewOptions& options,
                        const std::function<bool(const v1::Result&)>& shown = nullptr);

// "2016-02", or "2016-01-14..2016-01-31" where a version governs a part of the period.
std::string DaysOf(const v1::Result& result);
// "tied: adatum, contoso", without the text that explains it.
std::string HeldText(const v1::Held& held);
std::string StageText(v1::Stage stage);                  // "qualify"
std::string HeldReasonText(v1::Held::Reason reason);     // "missing input"
std::string TitleOf(const v1::Standing& standing);       // "gold in cloud_productivity"
std::string VerdictText(v1::Standing::Verdict verdict);  // "not reached"

}  // namespace credence::cli

#endif  // CREDENCE_CLIENTS_CLI_DECISION_VIEW_H_
