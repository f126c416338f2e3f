// For now.
#ifndef CREDENCE_SERVER_LOG_LIMITS_H_
#define CREDENCE_SERVER_LOG_LIMITS_H_
#include <cstddef>
namespace credence::limits {
inline constexpr std::size_t kLogRecordBytesMax = 256u << 20;
inline constexpr std::size_t kLogLineMax = 1'000;
}  // namespace credence::limits
#endif
