#include "tests/load/hostile.h"

#include <chrono>
#include <vector>

#include "tests/load/http2.h"

namespace credence::load {
namespace {

using std::chrono::milliseconds;

constexpr uint32_t kStreamsAtOnce = 100;  // what a connection is allowed
constexpr milliseconds kShortly(20);
constexpr milliseconds kSlowly(200);

std::string Counted(size_t count, const std::string& what) {
  return std::to_string(count) + " " + what;
}

uint32_t StreamAt(uint32_t index) { return 2 * index + 1; }

// Opened, spoken to, and left alone.
std::string HoldIdle(const Target& target, const std::atomic<bool>& stop) {
  std::vector<RawConnection> held;
  while (!stop && held.size() < target.scale) {
    RawConnection connection(target.port);
    if (connection.Send(Preface() + Settings())) held.push_back(std::move(connection));
  }
  while (!stop) std::this_thread::sleep_for(kShortly);
  size_t open = 0;
  for (RawConnection& connection : held) {
    connection.Receive(milliseconds(0));
    if (connection.IsOpen()) ++open;
  }
  return Counted(held.size(), "idle connections, ") + Counted(open, "open at the end");
}

// Not even the preface.
std::string HoldSilent(const Target& target, const std::atomic<bool>& stop) {
  std::vector<RawConnection> held;
  while (!stop && held.size() < target.scale / 10) held.emplace_back(target.port);
  while (!stop) std::this_thread::sleep_for(kShortly);
  return Counted(held.size(), "connections without a word");
}

// As many calls as a connection may have, each without its request.
std::string HalfOpenStreams(const Target& target, const std::atomic<bool>& stop) {
  std::vector<RawConnection> held;
  std::string calls = Preface() + Settings();
  for (uint32_t i = 0; i < kStreamsAtOnce; ++i) calls += DecideHeaders(StreamAt(i));
  while (!stop && held.size() < target.scale / 50) {
    RawConnection connection(target.port);
    if (connection.Send(calls)) held.push_back(std::move(connection));
  }
  while (!stop) std::this_thread::sleep_for(kShortly);
  return Counted(held.size() * kStreamsAtOnce, "calls without a request");
}

// A request of which a byte comes now and then.
std::string SlowRequests(const Target& target, const std::atomic<bool>& stop) {
  std::vector<RawConnection> held;
  size_t bytes = 0;
  const std::string first = Message(std::string(1 << 20, 'x')).substr(0, 5);
  while (!stop) {
    if (held.size() < target.scale / 50) {
      RawConnection connection(target.port);
      std::string begin = Preface() + Settings();
      for (uint32_t i = 0; i < kStreamsAtOnce; ++i) {
        begin += DecideHeaders(StreamAt(i));
        begin += FrameOf(Frame::kData, 0, StreamAt(i), first);
      }
      if (connection.Send(begin)) held.push_back(std::move(connection));
      continue;
    }
    for (RawConnection& connection : held) {
      if (connection.Send(FrameOf(Frame::kData, 0, StreamAt(0), "x"), kShortly)) ++bytes;
    }
    std::this_thread::sleep_for(kSlowly);
  }
  return Counted(held.size() * kStreamsAtOnce, "requests of a megabyte, ") +
         Counted(bytes, "bytes of them sent one by one");
}

// Calls in good order, whose answers nobody reads.
std::string UnreadAnswers(const Target& target, const std::atomic<bool>& stop) {
  std::vector<RawConnection> held;
  size_t calls = 0;
  constexpr int kSmallBuffer = 4096;
  const std::string message = Message(target.request);
  while (!stop && held.size() < target.scale / 50) {
    RawConnection connection(target.port, kSmallBuffer);
    bool taken = connection.Send(Preface() + Settings());
    for (uint32_t i = 0; taken && i < kStreamsAtOnce && !stop; ++i) {
      // Their windows are 64 KiB each and of all together, which these stay below.
      taken = connection.Send(
          DecideHeaders(StreamAt(i)) + FrameOf(Frame::kData, kEndStream, StreamAt(i), message),
          kShortly);
      if (taken) ++calls;
    }
    held.push_back(std::move(connection));
  }
  while (!stop) std::this_thread::sleep_for(kShortly);
  return Counted(calls, "calls whose answers nobody read");
}

// Sends what `next` makes as fast as it goes, over a new connection whenever one is closed.
template <typename Next>
std::string Flood(const Target& target, const std::atomic<bool>& stop, const std::string& what,
                  Next next) {
  size_t sent = 0;
  size_t connections = 0;
  while (!stop) {
    RawConnection connection(target.port);
    if (!connection.Send(Preface() + Settings())) continue;
    ++connections;
    for (uint32_t turn = 0; !stop && connection.IsOpen(); ++turn) {
      size_t frames = 0;
      const std::string bytes = next(turn, frames);
      if (bytes.empty()) break;
      if (connection.Send(bytes, kShortly)) sent += frames;
      connection.Receive(milliseconds(0));
    }
  }
  return Counted(sent, what) + " over " + Counted(connections, "connections");
}

std::string PingFlood(const Target& target, const std::atomic<bool>& stop) {
  std::string pings;
  for (int i = 0; i < 100; ++i) pings += Ping();
  return Flood(target, stop, "pings", [&](uint32_t, size_t& frames) {
    frames = 100;
    return pings;
  });
}

std::string SettingsFlood(const Target& target, const std::atomic<bool>& stop) {
  std::string settings;
  for (int i = 0; i < 100; ++i) settings += Settings();
  return Flood(target, stop, "settings", [&](uint32_t, size_t& frames) {
    frames = 100;
    return settings;
  });
}

// Calls that are taken back as soon as they are made, so that they never count as open.
std::string ResetFlood(const Target& target, const std::atomic<bool>& stop) {
  constexpr uint32_t kAtATime = 50;
  constexpr uint32_t kTurns = 1'000'000'000 / kAtATime;  // streams run out
  return Flood(target, stop, "calls taken back", [&](uint32_t turn, size_t& frames) {
    std::string calls;
    for (uint32_t i = 0; turn < kTurns && i < kAtATime; ++i) {
      const uint32_t stream = StreamAt(turn * kAtATime + i);
      calls += DecideHeaders(stream) + Reset(stream);
    }
    frames = kAtATime;
    return calls;
  });
}

// Bytes that are no HTTP/2.
std::string Noise(const Target& target, const std::atomic<bool>& stop) {
  uint32_t state = 2016;
  return Flood(target, stop, "frames of noise", [&](uint32_t, size_t& frames) {
    std::string noise;
    for (int i = 0; i < 4'096; ++i) {
      state = state * 1664525 + 1013904223;
      noise += static_cast<char>(state >> 24);
    }
    frames = 1;
    return noise;
  });
}

constexpr Hostility kHostilities[] = {
    {"idle connections", HoldIdle},
    {"silent connections", HoldSilent},
    {"half-open streams", HalfOpenStreams},
    {"slow requests", SlowRequests},
    {"unread answers", UnreadAnswers},
    {"ping flood", PingFlood},
    {"settings flood", SettingsFlood},
    {"reset flood", ResetFlood},
    {"noise", Noise},
};

}  // namespace

std::span<const Hostility> Hostilities() { return kHostilities; }

}  // namespace credence::load
