// What callers do to a server that never mean to call it, or cannot: half-open streams, bodies a
// byte at a time, answers that nobody reads, floods of frames, thousands of idle connections.
//
//   for (const Hostility& one : Hostilities()) {
//     Attack attack(one, {.port = server.port(), .scale = 10'000});
//     ...                                          // others must be served meanwhile
//     attack.Stop();  -> "9,998 connections held"
//   }
//
// Thread-safety: an Attack runs on threads of its own; one thread makes and stops it.
#ifndef CREDENCE_TESTS_LOAD_HOSTILE_H_
#define CREDENCE_TESTS_LOAD_HOSTILE_H_

#include <atomic>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <thread>

namespace credence::load {

struct Target {
  int port = 0;
  size_t scale = 0;          // connections, of those that hold them
  std::string request = {};  // of a call of Decide that is answered
};

struct Hostility {
  std::string_view name;
  // Goes on until `stop`, and says what it did.
  std::string (*run)(const Target& target, const std::atomic<bool>& stop);
};
std::span<const Hostility> Hostilities();

class Attack {
 public:
  Attack(const Hostility& hostility, Target target)
      : target_(std::move(target)),
        thread_([this, run = hostility.run] { did_ = run(target_, stop_); }) {}
  ~Attack() { Stop(); }
  Attack(const Attack&) = delete;
  Attack& operator=(const Attack&) = delete;

  // What it did.
  std::string Stop() {
    stop_ = true;
    if (thread_.joinable()) thread_.join();
    return did_;
  }

 private:
  const Target target_;
  std::atomic<bool> stop_{false};
  std::string did_;
  std::thread thread_;
};

}  // namespace credence::load

#endif  // CREDENCE_TESTS_LOAD_HOSTILE_H_
