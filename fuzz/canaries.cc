// Faults on purpose, a word away from the seed: what finds none of them finds nothing.
#include <chrono>
#include <memory>
#include <thread>

#include "core/check.h"
#include "fuzz/target.h"

namespace credence::fuzz {
namespace {

Target Canary(const char* name, const char* what, void (*sing)(std::string_view)) {
  const auto run = [sing](std::string_view bytes) {
    if (bytes.starts_with("canary") && bytes.size() > 6 && bytes[6] == '!') sing(bytes);
  };
  return {name, what, [] { return std::vector<std::string>{"canary", "canary?", "bird!"}; }, run};
}

void BreakAPromise(std::string_view bytes) { CREDENCE_CHECK(bytes.empty()); }

// Only a sanitizer sees it.
void ReadPastTheEnd(std::string_view bytes) {
  const auto copy = std::make_unique<char[]>(bytes.size());
  volatile const char* past = copy.get() + bytes.size();
  static_cast<void>(*past);
}

void NeverEnd(std::string_view) {
  for (;;) std::this_thread::sleep_for(std::chrono::seconds(1));
}

}  // namespace

const std::vector<Target>& Canaries() {
  static const std::vector<Target> canaries = {
      Canary("canary_promise", "breaks a promise", BreakAPromise),
      Canary("canary_memory", "reads past the end of what it owns", ReadPastTheEnd),
      Canary("canary_hang", "never ends", NeverEnd),
  };
  return canaries;
}

}  // namespace credence::fuzz
