// A generated case as a line of JSON, for systems that are measured beside Credence.
//
//   CaseAsJson(c)   -> {"region":"emea","education":false,"open":true,"partners":[..],
//                       "subscriptions":[{"revenue":..,"lines":[{"line":0,"family":"skype",..}]}],
//                       "records":[{"kind":"resale","partner":1,"place":0,"first":..,..}]}
//   WorkedAsJson(c) -> the same customer, partners and lines, and what is to be known of the month
//                      worked out: sums of use, who was suspended, designated or recognised, when
//
// The first is what a system that decides by all of the policy is given. The second is for those
// that only know conditions, and have no sums and no days: it spares them that part.
// Days are numbers, money is in cents; places count from 0 within the case.
//
// Thread-safe: no state.
#ifndef CREDENCE_BENCH_PEERS_CASES_JSON_H_
#define CREDENCE_BENCH_PEERS_CASES_JSON_H_

#include <string>

#include "bench/reference/cases.h"

namespace credence::bench::reference {

std::string CaseAsJson(const Case& the_case);
std::string WorkedAsJson(const Case& the_case);

}  // namespace credence::bench::reference

#endif  // CREDENCE_BENCH_PEERS_CASES_JSON_H_
