// Which partners a programme holds to be eligible, or has suspended, and when: a neutral CSV, or
// JSON of the same names.
//
//   partner,standing,from,through
//   4847383,eligible,2015-07-01,
//   4847383,suspended,2016-03-01,2016-03-31
//
//   -> eligible 4847383 from 2015-07-01; suspended 4847383 2016-03-01..2016-03-31
//
//   partner        also PartnerID, MPNId
//   standing       eligible or suspended; also status. A row of another is rejected and counted
//   from, through  the first and last day; an empty `through` holds on. Also start, end
//   stated         optional: when the programme says this, for corrections (also modified)
//
// Known by partner, standing and first day: a row with another last day is a correction. A
// suspension does not end what is eligible: what both mean is the policy's to say.
//
// Errors: those of connector.h. Thread-safe: no state.
#ifndef CREDENCE_CLIENTS_CONNECTORS_PARTNER_STANDING_H_
#define CREDENCE_CLIENTS_CONNECTORS_PARTNER_STANDING_H_

#include <istream>

#include "clients/connectors/connector.h"

namespace credence::connectors {

absl::StatusOr<ImportSummary> ImportPartnerStanding(std::istream& input,
                                                    const ConnectorOptions& options,
                                                    const Takers& takers);

}  // namespace credence::connectors

#endif  // CREDENCE_CLIENTS_CONNECTORS_PARTNER_STANDING_H_
