#include "clients/connectors/fasttrack.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/connectors/intake.h"
#include "clients/connectors/row_values.h"

namespace credence::connectors {

namespace {

enum : size_t {
  kConversation,
  kCustomer,
  kWorkload,
  kPartner,
  kOn,
  kSaidBy,
  kSaid,
  kConfirmed,
  kSubscription,
  kThrough,
  kStated
};
constexpr Column kColumns[] = {
    {"conversation|ConversationId|id", Column::kRequired},
    {"customer|CustomerId|CustomerTenantId|tenant", Column::kRequired},
    {"workload|WorkloadName", Column::kRequired},
    {"partner|PartnerID|MPNId", Column::kRequired},
    {"on|date|from", Column::kRequiredDate},
    {"said_by|who|SaidBy", Column::kRequired},
    {"said|what|statement", Column::kRequired},
    {"confirmed|IsConfirmed", Column::kRequired},
    {"subscription|SubscriptionId"},
    {"through|end|EndDate", Column::kDate},
    {"stated|modified|LastModified|LastModifiedDateTime", Column::kDate},
};
constexpr ExportShape kShape{.what = "an export of onboarding conversations", .columns = kColumns};

void TakeRow(const Row& row, Intake& intake) {
  RowValues values(row, kShape);
  const std::string conversation = values.Id(kConversation);
  const std::string customer = values.Id(kCustomer);
  const std::string partner = values.Id(kPartner);
  const std::optional<Date> on = values.Day(kOn);
  const std::optional<Date> through = values.Day(kThrough);
  const bool is_confirmed = values.Truth(kConfirmed);
  const std::string given = values.OptionalId(kSubscription);
  std::string stated = values.Stated(kStated);
  values.Said(kSaidBy);
  values.Said(kSaid);
  const std::string_view workload_name = values.Name(kWorkload);
  if (auto backwards = BackwardsFault(on, through)) values.Fault(*std::move(backwards));
  if (!values.ok()) return intake.Reject(values.reason());

  intake.Stated(std::move(stated));
  const std::string subscription = intake.Subscription(customer, given);
  const std::string workload = intake.Workload(subscription, "workload", workload_name);
  intake.Partner(partner);
  intake.Evidence({.id = absl::StrCat("fasttrack/", conversation, "/", workload, "/", partner),
                   .kind = is_confirmed ? "fasttrack" : "fasttrack_unconfirmed",
                   .partner = partner,
                   .subject = workload,
                   .from = on,
                   .through = through});
  intake.Used();
}

}  // namespace

absl::StatusOr<ImportSummary> ImportFastTrack(std::istream& input, const ConnectorOptions& options,
                                              const Takers& takers) {
  return ReadExport(input, options, takers, kShape, TakeRow);
}

}  // namespace credence::connectors
