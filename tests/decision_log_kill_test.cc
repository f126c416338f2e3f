// A server that is killed at any moment loses no decision that it answered, and one whose disk is
// full answers none until there is room: in a process of its own, by the contract alone.
//
// CREDENCE_KILLS says how often it is killed; `./dev decisions N` runs it long.
#include <absl/strings/numbers.h>
#include <absl/strings/str_split.h>
#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <grpcpp/create_channel.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "credence/v1/decision_record.pb.h"
#include "credence/v1/decision_service.grpc.pb.h"
#include "server/server.h"
#include "tests/support/error_reason.h"
#include "tests/support/http_get.h"
#include "tests/support/small_programme.h"
#include "tests/support/small_request.h"
#include "tests/support/temporary_directory.h"

extern char** environ;  // NOLINT: POSIX names it.

namespace credence {
namespace {

using ::testing::HasSubstr;

constexpr int kKills = 5;
constexpr int kCallers = 4;
// Of the folder that the child serves from.
constexpr const char* kFolderVariable = "CREDENCE_TEST_FOLDER";

int KillsWanted() {
  const char* wanted = std::getenv("CREDENCE_KILLS");
  int kills = 0;
  if (wanted == nullptr || !absl::SimpleAtoi(wanted, &kills)) return kKills;
  return std::max(1, kills);
}

// What the child runs: the test's own program, started anew for this one test.
TEST(DecisionLogChild, DISABLED_Serves) {
  const char* folder = std::getenv(kFolderVariable);
  if (folder == nullptr) GTEST_SKIP() << "this is for the tests below";
  server::ServerOptions options{.rules_directory = std::string(folder) + "/rules"};
  options.listen_address = "127.0.0.1:0";
  options.metrics_address = "127.0.0.1:0";
  options.log_level = "off";
  options.decision_log = {.file = std::string(folder) + "/log/decisions.jsonl",
                          .queue_records = 16,
                          .rotate_bytes = 256u << 10};
  std::_Exit(server::RunServer(options));
}

class Child {
 public:
  explicit Child(const std::string& folder) {
    std::array<int, 2> out{};
    EXPECT_EQ(pipe(out.data()), 0);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, out[0]);
    std::vector<std::string> texts = {std::filesystem::read_symlink("/proc/self/exe"),
                                      "--gtest_filter=DecisionLogChild.DISABLED_Serves",
                                      "--gtest_also_run_disabled_tests"};
    std::vector<char*> arguments;
    for (std::string& text : texts) arguments.push_back(text.data());
    arguments.push_back(nullptr);
    setenv(kFolderVariable, folder.c_str(), 1);
    EXPECT_EQ(posix_spawn(&pid_, texts[0].c_str(), &actions, nullptr, arguments.data(), environ),
              0);
    posix_spawn_file_actions_destroy(&actions);
    close(out[1]);
    FILE* lines = fdopen(out[0], "r");
    std::array<char, 512> line{};
    while (port_ == 0 && std::fgets(line.data(), line.size(), lines) != nullptr) {
      const std::string text(line.data());
      const size_t at = text.find("listens on 127.0.0.1:");
      if (at == std::string::npos) continue;
      const std::string rest = text.substr(at + 21);
      EXPECT_TRUE(absl::SimpleAtoi(rest.substr(0, rest.find(' ')), &port_)) << text;
    }
    std::fclose(lines);
  }
  ~Child() { Kill(); }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  int port() const { return port_; }
  std::shared_ptr<grpc::Channel> Channel() const {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    return grpc::CreateCustomChannel("127.0.0.1:" + std::to_string(port_),
                                     grpc::InsecureChannelCredentials(), arguments);
  }
  void Kill() {
    if (pid_ <= 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = 0;
  }
  void LimitFileBytes(rlim_t bytes) const {
    rlimit limit{};
    EXPECT_EQ(prlimit(pid_, RLIMIT_FSIZE, nullptr, &limit), 0);
    limit.rlim_cur = std::min(bytes, limit.rlim_max);
    EXPECT_EQ(prlimit(pid_, RLIMIT_FSIZE, &limit, nullptr), 0);
  }

 private:
  pid_t pid_ = 0;
  int port_ = 0;
};

class DecisionLogKillTest : public ::testing::Test {
 protected:
  DecisionLogKillTest() {
    folder_.Write("rules/small.vocab", testing::kSmallVocabulary);
    folder_.Write("rules/2016.1.policy", testing::kSmallPolicy2016);
    std::filesystem::create_directory(folder_.PathOf("log"));
    request_ = testing::SmallRequest();
  }

  grpc::Status Decide(v1::DecisionService::Stub& stub, const std::string& name) const {
    v1::DecideRequest request = request_;
    request.mutable_case_()->set_id(name);
    grpc::ClientContext context;
    v1::DecideResponse response;
    return stub.Decide(&context, request, &response);
  }

  // Asks until the server is gone, and keeps what was answered.
  void Call(const Child& child, int kill, int caller) {
    const auto stub = v1::DecisionService::NewStub(child.Channel());
    for (int i = 0;; ++i) {
      const std::string name =
          std::to_string(kill) + "-" + std::to_string(caller) + "-" + std::to_string(i);
      if (!Decide(*stub, name).ok()) return;
      const std::lock_guard<std::mutex> lock(mutex_);
      answered_.insert(name);
    }
  }

  // How often each case stands in the log, over all its files. Every line is a whole record.
  std::map<std::string, int> Recorded() {
    std::map<std::string, int> recorded;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.PathOf("log"))) {
      const std::string name = entry.path().filename().string();
      if (name.find(".torn-") != std::string::npos || name.ends_with(".lock")) continue;
      std::ifstream file(entry.path());
      for (std::string line; std::getline(file, line);) {
        v1::DecisionRecord record;
        const auto status = google::protobuf::util::JsonStringToMessage(line, &record);
        EXPECT_TRUE(status.ok()) << name << ": " << status.ToString();
        if (record.has_note()) {
          ++notes_[record.note().event()];
        } else {
          ++recorded[record.request().case_().id()];
          EXPECT_TRUE(ids_.insert(record.id()).second) << record.id();
        }
      }
      ++files_;
    }
    return recorded;
  }

  testing::TemporaryDirectory folder_;
  v1::DecideRequest request_;
  std::mutex mutex_;
  std::set<std::string> answered_;  // guarded by mutex_
  std::set<std::string> ids_;
  std::map<int, int> notes_;
  int files_ = 0;
};

TEST_F(DecisionLogKillTest, WhatWasAnsweredIsThereOnceHoweverOftenTheServerIsKilled) {
  std::mt19937 random(2016);
  std::uniform_int_distribution<int> milliseconds(1, 250);
  const int kills = KillsWanted();
  for (int kill = 0; kill < kills; ++kill) {
    Child child(folder_.path());
    ASSERT_NE(child.port(), 0);
    std::vector<std::thread> callers;
    for (int caller = 0; caller < kCallers; ++caller) {
      callers.emplace_back([&, caller] { Call(child, kill, caller); });
    }
    absl::SleepFor(absl::Milliseconds(milliseconds(random)));
    child.Kill();
    for (std::thread& caller : callers) caller.join();
  }
  { const Child last(folder_.path()); }  // finds what the last kill tore
  const std::map<std::string, int> recorded = Recorded();
  for (const std::string& name : answered_) {
    const auto found = recorded.find(name);
    EXPECT_TRUE(found != recorded.end()) << name << " was answered and is not recorded";
  }
  for (const auto& [name, times] : recorded) EXPECT_EQ(times, 1) << name;
  EXPECT_EQ(notes_[v1::LogNote::EVENT_STARTED], kills + 1);
  EXPECT_GT(answered_.size(), 0u);
  std::cout << kills << " kills, " << answered_.size() << " answered, " << recorded.size()
            << " recorded in " << files_ << " files, none lost, none twice\n";
}

TEST_F(DecisionLogKillTest, AFullDiskAnswersNobodyAndIsGoneOnByItself) {
  Child child(folder_.path());
  ASSERT_NE(child.port(), 0);
  const auto stub = v1::DecisionService::NewStub(child.Channel());
  EXPECT_TRUE(Decide(*stub, "before").ok());
  child.LimitFileBytes(std::filesystem::file_size(folder_.PathOf("log/decisions.jsonl")) + 100);
  const grpc::Status full = Decide(*stub, "full");
  EXPECT_EQ(full.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED) << full.error_message();
  EXPECT_EQ(testing::ReasonOf(full), "DECISION_LOG_FULL");
  EXPECT_EQ(testing::ReasonOf(Decide(*stub, "full")), "DECISION_LOG_FULL");
  child.LimitFileBytes(RLIM_INFINITY);
  grpc::Status after = Decide(*stub, "after-0");
  for (int i = 1; !after.ok(); ++i) {
    EXPECT_EQ(testing::ReasonOf(after), "DECISION_LOG_FULL") << after.error_message();
    absl::SleepFor(absl::Milliseconds(5));
    after = Decide(*stub, "after-" + std::to_string(i));
  }
  child.Kill();
  const std::map<std::string, int> recorded = Recorded();
  EXPECT_EQ(recorded.count("before"), 1u);
  EXPECT_EQ(recorded.count("full"), 0u);
  EXPECT_EQ(recorded.size(), 2u);  // "before" and one "after"
  EXPECT_EQ(notes_[v1::LogNote::EVENT_RESUMED], 1);
}

}  // namespace
}  // namespace credence
