// Tests server/decision_log.h over a sink that waits or fails when it is told to: nobody is
// answered before his record is written, what waits is bounded, and a disk that is full again and
// again costs calls but no record.
#include "server/decision_log.h"

#include <gmock/gmock.h>
#include <grpcpp/support/status.h>
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "core/server_limits.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "server/status_mapping.h"
#include "tests/support/error_reason.h"

namespace credence::server {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using WhenFull = DecisionLogOptions::WhenFull;
using Sync = DecisionLogOptions::Sync;

// What was written, and how; the test outlives the log that owns the sink.
class Disk {
 public:
  // From now on writing waits until it is opened.
  void Close() {
    Set([this] { open_ = false; });
  }
  void Open() {
    Set([this] { open_ = true; });
  }
  void Fail(absl::Status status) {
    Set([&] { status_ = std::move(status); });
  }
  // Waits until somebody writes, and waits.
  void AwaitWriter() {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [this] { return waiting_; });
  }
  void AwaitSync() {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [this] { return syncs_ > 0; });
  }
  std::vector<std::string> writes() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return writes_;
  }
  std::string text() {
    std::string text;
    for (const std::string& write : writes()) text += write;
    return text;
  }
  int synced_writes() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return synced_writes_;
  }

  absl::Status Append(std::string_view lines, bool sync) {
    std::unique_lock<std::mutex> lock(mutex_);
    waiting_ = true;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
    waiting_ = false;
    if (!status_.ok()) return status_;
    writes_.emplace_back(lines);
    if (sync) ++synced_writes_;
    return absl::OkStatus();
  }
  absl::Status SyncAll() {
    Set([this] { ++syncs_; });
    return absl::OkStatus();
  }

 private:
  template <typename Change>
  void Set(const Change& change) {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      change();
    }
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = true;
  bool waiting_ = false;
  absl::Status status_;
  std::vector<std::string> writes_;
  int synced_writes_ = 0;
  int syncs_ = 0;
};

class SinkTo : public LineSink {
 public:
  explicit SinkTo(Disk& disk) : disk_(disk) {}
  absl::Status Append(std::string_view lines, bool sync) override {
    return disk_.Append(lines, sync);
  }
  absl::Status Sync() override { return disk_.SyncAll(); }

 private:
  Disk& disk_;
};

// An answer that is waited for.
class Answer {
 public:
  DecisionLog::Done Taker() {
    return [this](const absl::Status& status) {
      {
        const std::lock_guard<std::mutex> lock(mutex_);
        status_ = status;
      }
      came_.notify_all();
    };
  }
  absl::Status Await() {
    std::unique_lock<std::mutex> lock(mutex_);
    came_.wait(lock, [this] { return status_.has_value(); });
    return *status_;
  }
  bool came() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return status_.has_value();
  }

 private:
  std::mutex mutex_;
  std::condition_variable came_;
  std::optional<absl::Status> status_;
};

class DecisionLogTest : public ::testing::Test {
 protected:
  std::unique_ptr<DecisionLog> Open(const DecisionLogOptions& options) {
    auto log = DecisionLog::Open(
        options, std::make_unique<SinkTo>(disk_), "", [] { return 1; },
        [this](const DecisionLogState& state) {
          const std::lock_guard<std::mutex> lock(told_mutex_);
          told_failing_.push_back(state.failing);
        });
    EXPECT_TRUE(log.ok()) << log.status();
    return log.ok() ? *std::move(log) : nullptr;
  }
  static std::string ReasonOf(const absl::Status& status) {
    return testing::ReasonOf(ToGrpcStatus(status));
  }
  static bool SaysWhenToAskAgain(const absl::Status& status) {
    google::rpc::Status details;
    details.ParseFromString(ToGrpcStatus(status).error_details());
    google::rpc::RetryInfo retry;
    for (const auto& detail : details.details()) {
      if (detail.UnpackTo(&retry)) return retry.retry_delay().nanos() > 0;
    }
    return false;
  }

  Disk disk_;
  std::mutex told_mutex_;
  std::vector<bool> told_failing_;
};

TEST_F(DecisionLogTest, NobodyIsAnsweredBeforeTheRecordIsWritten) {
  const auto log = Open({});
  disk_.Close();
  Answer answer;
  log->Append({"a\n", 1}, answer.Taker());
  disk_.AwaitWriter();
  EXPECT_FALSE(answer.came());
  disk_.Open();
  EXPECT_TRUE(answer.Await().ok());
  EXPECT_EQ(disk_.writes().back(), "a\n");
}

TEST_F(DecisionLogTest, WhatWaitsIsWrittenTogetherInTheOrderItCame) {
  const auto log = Open({});
  disk_.Close();
  std::vector<Answer> answers(4);
  log->Append({"a\n", 1}, answers[0].Taker());
  disk_.AwaitWriter();
  for (size_t i = 1; i < answers.size(); ++i) {
    log->Append({std::string(1, static_cast<char>('a' + i)) + "\n", 1}, answers[i].Taker());
  }
  EXPECT_EQ(log->state().queued_records, 4u);
  disk_.Open();
  for (Answer& answer : answers) EXPECT_TRUE(answer.Await().ok());
  const std::vector<std::string> writes = disk_.writes();
  ASSERT_EQ(writes.size(), 3u);  // the first says that the log was begun
  EXPECT_THAT(writes[0], HasSubstr("\"event\":\"EVENT_STARTED\""));
  EXPECT_EQ(writes[1], "a\n");
  EXPECT_EQ(writes[2], "b\nc\nd\n");
  EXPECT_EQ(log->state().queued_records, 0u);
  EXPECT_EQ(log->state().written_records, 4u);
  EXPECT_EQ(log->state().written_bytes, 8u);
}

// At the bound there is room, and over it there is none, of records as of bytes.
TEST_F(DecisionLogTest, AFullQueueRefusesAndSaysWhenToAskAgain) {
  for (const DecisionLogOptions& options :
       {DecisionLogOptions{.when_full = WhenFull::kRefuse, .queue_records = 3},
        DecisionLogOptions{.when_full = WhenFull::kRefuse, .queue_bytes = 6}}) {
    const auto log = Open(options);
    disk_.Close();
    Answer first, second, third, over;
    log->Append({"a\n", 1}, first.Taker());
    disk_.AwaitWriter();
    log->Append({"b\n", 1}, second.Taker());
    EXPECT_TRUE(log->CheckRoom().ok());
    log->Append({"c\n", 1}, third.Taker());
    const absl::Status room = log->CheckRoom();
    EXPECT_EQ(ReasonOf(room), "DECISION_LOG_FULL") << room;
    EXPECT_EQ(room.code(), absl::StatusCode::kResourceExhausted);
    EXPECT_TRUE(SaysWhenToAskAgain(room));
    log->Append({"d\n", 1}, over.Taker());
    EXPECT_EQ(ReasonOf(over.Await()), "DECISION_LOG_FULL");
    EXPECT_EQ(log->state().refused, 2u);
    EXPECT_FALSE(first.came());
    disk_.Open();
    EXPECT_TRUE(third.Await().ok());
    EXPECT_TRUE(log->CheckRoom().ok());
  }
  EXPECT_EQ(disk_.text().find("d\n"), std::string::npos);
}

TEST_F(DecisionLogTest, OneThatIsLargerThanTheQueueGoesAlone) {
  const auto log = Open({.when_full = WhenFull::kRefuse, .queue_records = 2, .queue_bytes = 4});
  Answer large;
  log->Append({"a\nb\nc\nd\n", 4}, large.Taker());
  EXPECT_TRUE(large.Await().ok());
  disk_.Close();
  Answer small, second;
  log->Append({"e\n", 1}, small.Taker());
  disk_.AwaitWriter();
  log->Append({"a\nb\nc\nd\n", 4}, second.Taker());
  EXPECT_EQ(ReasonOf(second.Await()), "DECISION_LOG_FULL");
  disk_.Open();
  EXPECT_TRUE(small.Await().ok());
}

TEST_F(DecisionLogTest, AFullQueueIsWaitedForInLineUntilTheLineIsFull) {
  const auto log = Open({.when_full = WhenFull::kWait, .queue_records = 1});
  disk_.Close();
  std::vector<Answer> answers(limits::kLogLineMax + 1);
  log->Append({"0\n", 1}, answers[0].Taker());
  disk_.AwaitWriter();
  for (size_t i = 1; i < answers.size(); ++i) {
    EXPECT_TRUE(log->CheckRoom().ok());
    log->Append({std::to_string(i) + "\n", 1}, answers[i].Taker());
  }
  EXPECT_EQ(log->state().in_line, limits::kLogLineMax);
  EXPECT_EQ(ReasonOf(log->CheckRoom()), "DECISION_LOG_FULL");
  Answer over;
  log->Append({"over\n", 1}, over.Taker());
  EXPECT_EQ(ReasonOf(over.Await()), "DECISION_LOG_FULL");
  disk_.Open();
  std::string all;
  for (size_t i = 0; i < answers.size(); ++i) {
    EXPECT_TRUE(answers[i].Await().ok());
    all += std::to_string(i) + "\n";
  }
  EXPECT_THAT(disk_.text(), ::testing::EndsWith(all));
  EXPECT_EQ(log->state().in_line, 0u);
}

TEST_F(DecisionLogTest, AFullDiskRefusesAllUntilThereIsRoomAndThenGoesOnByItself) {
  const auto log = Open({});
  disk_.Fail(absl::ResourceExhaustedError("/secret/log: no space left on device"));
  Answer refused;
  log->Append({"lost\n", 1}, refused.Taker());
  const absl::Status status = refused.Await();
  EXPECT_EQ(ReasonOf(status), "DECISION_LOG_FULL") << status;
  EXPECT_TRUE(SaysWhenToAskAgain(status));
  EXPECT_EQ(status.ToString().find("secret"), std::string::npos) << status;
  EXPECT_EQ(ReasonOf(log->CheckRoom()), "DECISION_LOG_FULL");
  EXPECT_TRUE(log->state().failing);
  EXPECT_GE(log->state().errors, 1u);
  disk_.Fail(absl::OkStatus());
  while (!log->CheckRoom().ok()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  EXPECT_FALSE(log->state().failing);
  EXPECT_THAT(disk_.writes().back(), HasSubstr("\"event\":\"EVENT_RESUMED\""));
  EXPECT_EQ(disk_.text().find("lost"), std::string::npos);
  const std::lock_guard<std::mutex> lock(told_mutex_);
  EXPECT_TRUE(told_failing_.front());
  EXPECT_FALSE(told_failing_.back());
}

TEST_F(DecisionLogTest, WhatElseTheSystemSaysIsAnotherReason) {
  const auto log = Open({});
  disk_.Fail(absl::UnavailableError("input/output error"));
  Answer refused;
  log->Append({"lost\n", 1}, refused.Taker());
  const absl::Status status = refused.Await();
  EXPECT_EQ(ReasonOf(status), "DECISION_LOG_FAILED") << status;
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_TRUE(SaysWhenToAskAgain(status));
}

TEST_F(DecisionLogTest, OneThatCannotBeWrittenIsNotOpened) {
  disk_.Fail(absl::ResourceExhaustedError("full"));
  const auto log = DecisionLog::Open({}, std::make_unique<SinkTo>(disk_), "", [] { return 1; }, {});
  EXPECT_EQ(log.status().message(), "full");
}

TEST_F(DecisionLogTest, SyncsWhenItIsToldTo) {
  {
    const auto log = Open({.sync = Sync::kEach});
    Answer answer;
    log->Append({"a\n", 1}, answer.Taker());
    EXPECT_TRUE(answer.Await().ok());
    EXPECT_EQ(disk_.synced_writes(), 2);
  }
  const auto log = Open({.sync = Sync::kInterval});
  Answer answer;
  log->Append({"a\n", 1}, answer.Taker());
  EXPECT_TRUE(answer.Await().ok());
  EXPECT_EQ(disk_.synced_writes(), 3);  // that it was begun, and no record
  disk_.AwaitSync();
}

TEST_F(DecisionLogTest, WhatWaitsAtTheEndIsWritten) {
  Answer first, second;
  {
    const auto log = Open({});
    disk_.Close();
    log->Append({"a\n", 1}, first.Taker());
    disk_.AwaitWriter();
    log->Append({"b\n", 1}, second.Taker());
    disk_.Open();
  }
  EXPECT_TRUE(first.came());
  EXPECT_TRUE(second.came());
  EXPECT_THAT(disk_.text(), ::testing::EndsWith("a\nb\n"));
}

TEST_F(DecisionLogTest, ManyAtOnceAreEachThereOnce) {
  constexpr int kThreads = 4;
  constexpr int kEach = 500;
  std::atomic<int> answered{0};
  {
    const auto log = Open({.queue_records = 7});
    std::vector<std::thread> threads;
    for (int thread = 0; thread < kThreads; ++thread) {
      threads.emplace_back([&, thread] {
        for (int i = 0; i < kEach; ++i) {
          Answer answer;
          log->Append({std::to_string(thread * kEach + i) + "\n", 1}, answer.Taker());
          if (answer.Await().ok()) ++answered;
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
  EXPECT_EQ(answered, kThreads * kEach);
  std::multiset<std::string> lines;
  const std::string text = disk_.text();
  for (size_t begin = text.find('\n') + 1; begin < text.size();) {
    const size_t end = text.find('\n', begin);
    lines.insert(text.substr(begin, end - begin));
    begin = end + 1;
  }
  EXPECT_EQ(lines.size(), static_cast<size_t>(kThreads * kEach));
  EXPECT_EQ(std::set<std::string>(lines.begin(), lines.end()).size(), lines.size());
}

TEST(DecisionLogCheck, WhatCannotBeIsToldBeforeTheStart) {
  EXPECT_TRUE(DecisionLog::Check({}).ok());
  EXPECT_EQ(DecisionLog::Check({.file = "/no/such/folder/log"}).code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(DecisionLog::Check({.file = "/tmp/log", .masks = {"id"}}).code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace credence::server
