// A programme small enough to see through, for tests that need some policy but not a certain
// one: a partner of record is paid a part of the revenue, 5% by version 2015.7 and 10% by 2016.1.
//
//   kSmallVocabulary, kSmallPolicy2015, kSmallPolicy2016    rule files
//   kSmallCase      a credence.v1.Case in protobuf's text form: adatum is of record on ea1, with
//                   12,345.67 USD of revenue in February 2016; contoso is a candidate without
//                   evidence
//
// So February 2016 pays adatum 1,234.57 USD (10% of it is 1,234.567), and nothing to contoso.
//
// Thread-safe: constants.
#ifndef CREDENCE_TESTS_SUPPORT_SMALL_PROGRAMME_H_
#define CREDENCE_TESTS_SUPPORT_SMALL_PROGRAMME_H_

namespace credence::testing {

inline constexpr char kSmallVocabulary[] = R"(vocabulary small version "1"

subject customer
subject subscription in customer

evidence dpor on subscription lasting with { since: date }

measure seats : count per subscription each month, level
measure revenue : money in USD per subscription each month, flow
)";

inline constexpr char kSmallPolicy2015[] = R"(policy recognition version "2015.7"
  effective from 2015-07-01
  uses small version "1"

param rate = 5%

credit incentive : money in USD for one partner per subscription each month
  prefer latest dpor.since
  if tied hold
  rounded to nearest 0.01 USD

award incentive as deploy to the partner with dpor on period.end
  when seats > 0
  amount rate of sum of revenue
  because "The partner of record is paid."
)";

inline constexpr char kSmallPolicy2016[] = R"(policy recognition version "2016.1"
  effective from 2016-01-01
  uses small version "1"

param rate = 10%

credit incentive : money in USD for one partner per subscription each month
  prefer latest dpor.since
  if tied hold
  rounded to nearest 0.01 USD

award incentive as deploy to the partner with dpor on period.end
  when seats > 0
  amount rate of sum of revenue
  because "The partner of record is paid."
)";

inline constexpr char kSmallCase[] = R"pb(
  id: "northwind"
  subjects { type: "customer" id: "northwind" }
  subjects { type: "subscription" id: "ea1" parent: "northwind" }
  subjects { type: "partner" id: "adatum" }
  subjects { type: "partner" id: "contoso" }
  measures {
    measure: "seats"
    subject: "ea1"
    period: "2016-02"
    value { decimal: "100" }
  }
  measures {
    measure: "revenue"
    subject: "ea1"
    period: "2016-02"
    value { money { currency_code: "USD" units: 12345 nanos: 670000000 } }
  }
  evidence {
    id: "e1"
    kind: "dpor"
    partner: "adatum"
    subject: "ea1"
    from { year: 2015 month: 7 day: 1 }
    fields {
      key: "since"
      value { date { year: 2015 month: 7 day: 1 } }
    }
  }
)pb";

}  // namespace credence::testing

#endif  // CREDENCE_TESTS_SUPPORT_SMALL_PROGRAMME_H_
