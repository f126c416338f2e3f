// A library that is loaded before others (LD_PRELOAD) and shifts the clock that its program sees by
// as many seconds as a file says at the moment: the file that CREDENCE_SHIFTED_CLOCK names, eight
// bytes of the machine's own order. Time that only passes (CLOCK_MONOTONIC) stays as it is.
//
// Debian's libfaketime allocates while it begins, and jemalloc asks for the time while it does.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <ctime>

namespace {

std::atomic<volatile const int64_t*> shift{nullptr};  // null until the file is there

__attribute__((constructor)) void ReadShift() {
  const char* name = std::getenv("CREDENCE_SHIFTED_CLOCK");  // NOLINT(concurrency-mt-unsafe)
  const int file = name == nullptr ? -1 : open(name, O_RDONLY | O_CLOEXEC);
  if (file < 0) return;
  void* mapped = mmap(nullptr, sizeof(int64_t), PROT_READ, MAP_SHARED, file, 0);
  close(file);
  if (mapped != MAP_FAILED) shift = static_cast<const int64_t*>(mapped);
}

int64_t Shift() {
  const volatile int64_t* at = shift;
  return at == nullptr ? 0 : *at;
}

}  // namespace

extern "C" {

int clock_gettime(clockid_t clock, timespec* to) noexcept {
  const auto code = static_cast<int>(syscall(SYS_clock_gettime, clock, to));
  if (code == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
    to->tv_sec += Shift();
  }
  return code;
}

int gettimeofday(timeval* to, void* zone) noexcept {
  const auto code = static_cast<int>(syscall(SYS_gettimeofday, to, zone));
  if (code == 0) to->tv_sec += Shift();
  return code;
}

time_t time(time_t* to) noexcept {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  if (to != nullptr) *to = now.tv_sec;
  return now.tv_sec;
}

}  // extern "C"
