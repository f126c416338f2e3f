// Tests server/listener.h: what is listened on, that a port has one listener, and that nobody is
// turned away for good once descriptors ran out.
#include "server/listener.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "core/server_limits.h"
#include "tests/support/temporary_directory.h"

namespace credence::server {
namespace {

using ::testing::HasSubstr;

int Connect(int port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    return socket;
  }
  close(socket);
  return -1;
}

// A connection that was taken says "hello"; of one that was not nothing can be read.
bool IsGreeted(int connection) {
  char byte = 0;
  return connection >= 0 && read(connection, &byte, 1) == 1 && byte == 'h';
}

class ListenerTest : public ::testing::Test {
 protected:
  ~ListenerTest() override {
    listener_.reset();  // it takes no more
    CloseTaken();
  }

  void CloseTaken() {
    const std::lock_guard lock(mutex_);
    for (const int connection : taken_) close(connection);
    taken_.clear();
  }

  void Open(const std::string& address) {
    auto opened = Listener::Open(address);
    ASSERT_TRUE(opened.ok()) << opened.status();
    listener_ = *std::move(opened);
    listener_->Start({.take =
                          [this](int, int connection) {
                            EXPECT_EQ(write(connection, "hello", 5), 5);
                            const std::lock_guard lock(mutex_);
                            taken_.push_back(connection);
                          },
                      .refused = [this] { ++refused_; }});
  }

  std::mutex mutex_;
  std::vector<int> taken_;  // guarded by mutex_ while the listener takes
  std::atomic<int> refused_{0};
  std::unique_ptr<Listener> listener_;
};

TEST_F(ListenerTest, AConnectionIsTaken) {
  Open("127.0.0.1:0");
  const int connection = Connect(listener_->port());
  EXPECT_TRUE(IsGreeted(connection));
  close(connection);
  listener_->Stop();
  EXPECT_EQ(taken_.size(), 1u);
  EXPECT_EQ(Connect(listener_->port()), -1);
}

TEST_F(ListenerTest, APortHasOneListener) {
  Open("127.0.0.1:0");
  const std::string address = "127.0.0.1:" + std::to_string(listener_->port());
  EXPECT_EQ(Listener::Open(address).status().message(),
            "cannot listen on `" + address + "`: the address is in use or not of this machine");
  listener_->Stop();
  EXPECT_TRUE(Listener::Open(address).ok());
}

TEST_F(ListenerTest, WhatIsNotOfThisMachineIsTold) {
  for (const char* address :
       {"192.0.2.1:0", "no.such.host.example:0", "unix:/no/such/folder/s", "unix:"}) {
    EXPECT_EQ(Listener::Open(address).status().code(), absl::StatusCode::kUnavailable) << address;
  }
}

TEST_F(ListenerTest, EveryAddressOfAHostHasThePortThatWasFree) {
  Open("localhost:0");
  const int connection = Connect(listener_->port());
  EXPECT_TRUE(IsGreeted(connection));
  close(connection);
}

TEST_F(ListenerTest, ASocketThatWasLeftBehindIsReplacedAndAFileIsNot) {
  const testing::TemporaryDirectory folder;
  const std::string path = folder.PathOf("socket");
  Open("unix:" + path);
  EXPECT_EQ(listener_->port(), 1);
  listener_->Stop();
  Open("unix:" + path);
  folder.Write("file", "kept");
  EXPECT_FALSE(Listener::Open("unix:" + folder.PathOf("file")).ok());
}

// The limit of the process, for the time of a test.
class FewDescriptors {
 public:
  explicit FewDescriptors(rlim_t descriptors) {
    getrlimit(RLIMIT_NOFILE, &before_);
    const rlimit few{descriptors, before_.rlim_max};
    EXPECT_EQ(setrlimit(RLIMIT_NOFILE, &few), 0);
  }
  ~FewDescriptors() { setrlimit(RLIMIT_NOFILE, &before_); }
  FewDescriptors(const FewDescriptors&) = delete;
  FewDescriptors& operator=(const FewDescriptors&) = delete;

 private:
  rlimit before_{};
};

TEST_F(ListenerTest, OneTooManyIsResetAtOnceAndTheNextIsTakenWhenThereIsRoom) {
  const FewDescriptors few(limits::kSpareDescriptors + 40);
  Open("127.0.0.1:0");
  // Both ends are this process's: each connection takes two.
  std::vector<int> callers;
  while (refused_ == 0 && callers.size() < 100) {
    callers.push_back(Connect(listener_->port()));
    ASSERT_GE(callers.back(), 0) << "descriptors ran out";
    if (!IsGreeted(callers.back())) break;
  }
  listener_->Stop();  // A caller hears of it before it is counted.
  EXPECT_EQ(refused_, 1);
  EXPECT_GT(callers.size(), 5u);
  EXPECT_LE(callers.size(), 20u);
  for (const int caller : callers) close(caller);
  CloseTaken();
  Open("127.0.0.1:0");
  const int caller = Connect(listener_->port());
  EXPECT_TRUE(IsGreeted(caller));
  close(caller);
}

TEST_F(ListenerTest, WhereNoDescriptorIsLeftAtAllTheCallerIsTold) {
  Open("127.0.0.1:0");
  const int caller = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(listener_->port()));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  {
    const FewDescriptors few(static_cast<rlim_t>(caller) + 1);
    EXPECT_EQ(connect(caller, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    EXPECT_FALSE(IsGreeted(caller));
  }
  close(caller);
  const int next = Connect(listener_->port());
  EXPECT_TRUE(IsGreeted(next));
  close(next);
}

}  // namespace
}  // namespace credence::server
