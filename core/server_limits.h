// The limits of a server with more to do than it can, beside those of what it is asked
// (core/limits.h).
//
// docs/operations.md tells each to those who run one, and what happens past it; those that depend
// on the machine and its callers are settings (`credence serve --print-config`).
//
// Thread-safe: constants.
#ifndef CREDENCE_CORE_SERVER_LIMITS_H_
#define CREDENCE_CORE_SERVER_LIMITS_H_

#include <cstddef>

namespace credence::limits {

// A loaded server -----------------------------------------------------------

// Calls that wait for a worker or are worked on, and the bytes of their requests; of these no more
// than half of what all connections may have. One caller may take half of either, the next half of
// the rest, and so on: nobody can take it all.
inline constexpr std::size_t kCallsAtHandMax = 256;
inline constexpr std::size_t kBytesAtHandMax = 256u << 20;

// How long a queue may be. For ever: a call a worker, or what is worked off in five milliseconds,
// so that an answer takes at most some twice as long as without a queue. For a
// while, out of the time that workers had nothing to do: what is worked off in fifty.
inline constexpr std::size_t kWaitingPerWorkerMax = 1;
inline constexpr int kWaitMicrosMax = 5'000;
inline constexpr int kBurstMicrosMax = 50'000;

// When a refused call may come again, at the soonest and at the latest.
inline constexpr int kRetryMillisMin = 10;
inline constexpr int kRetryMillisMax = 10'000;

// Bytes of a request that is worked on by the thread it came to: a case of 8 KiB takes less than a
// millisecond, and is not made to wait behind longer ones; beyond that only while nobody waits and
// another thread is left to take calls. What then takes longer than two milliseconds goes to a
// worker.
inline constexpr std::size_t kTinyRequestBytesMax = 8u << 10;
inline constexpr std::size_t kInlineRequestBytesMax = 64u << 10;
inline constexpr int kInlineMicrosMax = 2'000;

// Bytes of a request whose work is short, some ten milliseconds, and does not wait behind what is
// long. What then takes longer than fifty goes on where long work is done.
inline constexpr std::size_t kQuickRequestBytesMax = 1u << 20;
inline constexpr int kQuickMicrosMax = 50'000;

// Connections ---------------------------------------------------------------

// Bytes of the headers of a call: a token of some kilobytes, and room.
inline constexpr int kHeaderBytesMax = 16 << 10;

// Seconds to speak TLS and HTTP/2 at all; and of silence after which a caller is asked whether it
// is there, and may take to say so. So a half-open connection ends, and one that does not read.
inline constexpr int kHandshakeSecondsMax = 20;
inline constexpr int kKeepaliveSeconds = 60;
inline constexpr int kKeepaliveAnswerSecondsMax = 20;

// A caller that pings more often than every ten seconds is hung up on after the second time.
inline constexpr int kPingSecondsMin = 10;
inline constexpr int kPingStrikesMax = 2;

// Callers whose names are kept, each by the token or the certificate that it showed.
inline constexpr std::size_t kCallerNamesMax = 1'024;

// Descriptors kept for files and the store when connections take the others.
inline constexpr int kSpareDescriptors = 64;

// The decision log ----------------------------------------------------------

// Bytes of one record: the largest request with an answer several times its size. A reader of the
// log holds one at a time.
inline constexpr std::size_t kLogRecordBytesMax = 256u << 20;

// Calls that stand in line for room in it. Each holds its record, so this bounds memory; beyond it
// callers are told to pause.
inline constexpr std::size_t kLogLineMax = 1'000;

// A page of records listed from it ends at so many, or where one call looked at so many bytes of
// lines, which takes some fifth of a second. Lines that are parsed have a bound of their own: a
// byte of them takes as long as thirty that are passed over. An answer within it fits the 4 MiB
// that gRPC clients take unasked; a single record may be larger.
inline constexpr std::size_t kDecisionsPageDefault = 100;
inline constexpr std::size_t kDecisionsPageMax = 1'000;
inline constexpr std::size_t kLogPageBytesMax = 64u << 20;
inline constexpr std::size_t kLogPageParsedBytesMax = 3u << 20;

}  // namespace credence::limits

#endif  // CREDENCE_CORE_SERVER_LIMITS_H_
