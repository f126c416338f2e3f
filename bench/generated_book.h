// A store full of customers, for the benchmarks: what one month of rules/cloud_recognition rests
// on.
//
// Every customer has three subscriptions of four workloads, the seats and active users of each and
// the revenue of each subscription; five or six records of evidence; and three or four of five
// hundred partners, which are enrolled. A customer is made of its number and the seed alone, so the
// same book comes out every time.
//
//   RecordGeneratedBook(*store, 1'000, january, known)
//   LateRecords(1'000, 100)  -> records of January for every hundredth customer, learnt later
//
// Errors: what the store returned.
// Thread-safe: no state.
#ifndef CREDENCE_BENCH_GENERATED_BOOK_H_
#define CREDENCE_BENCH_GENERATED_BOOK_H_

#include <cstdint>
#include <vector>

#include "store/store.h"

namespace credence::bench {

absl::Status RecordGeneratedBook(store::Store& store, int64_t customers, const Period& month,
                                 Date known);

std::vector<facts::Record> LateRecords(int64_t customers, int64_t every);

}  // namespace credence::bench

#endif  // CREDENCE_BENCH_GENERATED_BOOK_H_
