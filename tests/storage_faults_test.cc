// What becomes of the server and its book when the disk is full or fails, may not be written any
// more, or somebody sets the clock back: an error that says what to do, nothing lost and nothing
// damaged, and it goes on by itself when that is over.
//
// A small disk of the test's own needs root; elsewhere those tests are skipped.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include "credence/v1/policy_service.grpc.pb.h"
#include "server/embedded.h"
#include "store/backends/open_store.h"
#include "store/sqlite/sqlite_database.h"
#include "tests/book_writers.h"
#include "tests/support/error_reason.h"
#include "tests/support/serving_process.h"
#include "tests/support/small_book.h"

namespace credence {
namespace {

using ::credence::testing::BookCalls;
using ::credence::testing::BookCloser;
using ::credence::testing::BookDay;
using ::credence::testing::BookReader;
using ::credence::testing::BookWriter;
using ::credence::testing::DumpOfStore;
using ::credence::testing::EntriesIn;
using ::credence::testing::PrepareBook;
using ::credence::testing::ReasonOf;
using ::credence::testing::Replay;
using ::credence::testing::ServingOptions;
using ::credence::testing::ServingProcess;
using ::credence::testing::TemporaryDirectory;
using ::credence::testing::Told;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr uint32_t kSeed = 2016;
constexpr int kChanges = 10;

// A file system of its own at a folder, in a mount namespace of this thread and its children.
class SmallDisk {
 public:
  explicit SmallDisk(std::string at) : at_(std::move(at)) {
    std::filesystem::create_directories(at_);
    is_mounted_ = unshare(CLONE_NEWNS) == 0 &&
                  mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
                  mount("credence", at_.c_str(), "tmpfs", 0, "size=8m") == 0;
  }
  ~SmallDisk() {
    if (is_mounted_) umount2(at_.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  bool is_mounted() const { return is_mounted_; }
  bool SetReadOnly(bool read_only) const {
    const unsigned long flags = MS_REMOUNT | (read_only ? MS_RDONLY : 0);
    return mount("none", at_.c_str(), nullptr, flags, nullptr) == 0;
  }
  // Until not a byte more is taken; and makes room again.
  void Fill() const {
    std::ofstream ballast(at_ + "/ballast", std::ios::binary);
    const std::string block(4096, 'x');
    while (ballast.write(block.data(), static_cast<std::streamsize>(block.size())).flush())
      continue;
  }
  void MakeRoom() const { std::filesystem::remove(at_ + "/ballast"); }

 private:
  const std::string at_;
  bool is_mounted_ = false;
};

class StorageFaultsTest : public ::testing::Test {
 protected:
  StorageFaultsTest() {
    folder_.Write("rules/services.vocab", testing::kSeatsVocabulary);
    folder_.Write("rules/1.policy", testing::kSeatsPolicy);
  }

  void Serve(ServingOptions options = {.rules = {}}) {
    std::filesystem::create_directories(std::filesystem::path(place_).parent_path());
    ASSERT_TRUE(store::MigrateStore(place_).ok());
    options.rules = folder_.PathOf("rules");
    options.store = place_;
    server_ = std::make_unique<ServingProcess>(std::move(options));
    ASSERT_TRUE(server_->Start()) << server_->Log();
    calls_ = std::make_unique<BookCalls>(server_->address());
    PrepareBook(*calls_, day_);
    WriteSome();
  }

  void WriteSome() {
    for (int i = 0; i < kChanges; ++i) EXPECT_NE(writer_.Write(*calls_), Told::kCutOff);
    EXPECT_EQ(closer_.Close(*calls_), Told::kDone);
    for (int i = 0; i < 4; ++i) EXPECT_TRUE(reader_.Read(*calls_));
    writer_.Check(*calls_);
  }

  // Records a customer that nobody will remember.
  grpc::Status TryToRecord(const std::string& customer) const {
    grpc::ClientContext context;
    v1::RecordFactsResponse response;
    auto stream = calls_->facts->RecordFacts(&context, &response);
    v1::RecordFactsRequest request;
    request.mutable_source()->set_system("test");
    const Date known = day_.Now();
    request.mutable_source()->mutable_known()->set_year(known.year());
    request.mutable_source()->mutable_known()->set_month(known.month());
    request.mutable_source()->mutable_known()->set_day(known.day());
    v1::Fact& fact = *request.add_facts();
    fact.set_key("subject/" + customer);
    fact.mutable_subject()->set_type("customer");
    fact.mutable_subject()->set_id(customer);
    request.set_commit(true);
    stream->Write(request);
    stream->WritesDone();
    return stream->Finish();
  }

  // It goes on, and the book is the one of a server that nothing befell.
  void ExpectUnharmed() {
    WriteSome();
    writer_.Check(*calls_, /*all=*/true);
    const std::string place = folder_.PathOf("undisturbed.db");
    ASSERT_TRUE(store::MigrateStore(place).ok());
    const auto embedded =
        *server::Embedded::Create({.rules_directory = folder_.PathOf("rules"), .store = place});
    const BookCalls undisturbed(embedded->channel());
    PrepareBook(undisturbed, BookDay());
    ASSERT_TRUE(Replay(undisturbed, {&writer_}, closer_.closed()));
    EXPECT_EQ(EntriesIn(*calls_), EntriesIn(undisturbed));
    EXPECT_TRUE(DumpOfStore(place_) == DumpOfStore(place)) << "the dumps differ";
    const auto database = *store::SqliteDatabase::Open(place_, /*create=*/false);
    store::Statement check = database->Prepare("PRAGMA integrity_check");
    ASSERT_TRUE(check.Step());
    EXPECT_EQ(check.Text(0), "ok");
  }

  TemporaryDirectory folder_;
  std::string place_ = folder_.PathOf("disk/book.db");
  BookDay day_;
  BookWriter writer_{1, kSeed, day_};
  BookCloser closer_{kSeed, day_};
  BookReader reader_{kSeed};
  std::unique_ptr<ServingProcess> server_;
  std::unique_ptr<BookCalls> calls_;
};

TEST_F(StorageFaultsTest, ADiskThatIsFullIsToldAndHarmsNothing) {
  const SmallDisk disk(folder_.PathOf("disk"));
  if (!disk.is_mounted()) GTEST_SKIP() << "no small disk can be made here";
  ASSERT_NO_FATAL_FAILURE(Serve());
  for (int round = 0; round < 3; ++round) {
    disk.Fill();
    for (int i = 0; i < 5; ++i) {
      const grpc::Status refused = TryToRecord("nobody");
      EXPECT_EQ(ReasonOf(refused), "STORE_FULL") << refused.error_message();
      EXPECT_THAT(refused.error_message(), AllOf(HasSubstr("book.db"), HasSubstr("make room")));
    }
    disk.MakeRoom();
    WriteSome();
  }
  ExpectUnharmed();
}

TEST_F(StorageFaultsTest, ADiskThatMayNotBeWrittenIsToldAndHarmsNothing) {
  const SmallDisk disk(folder_.PathOf("disk"));
  if (!disk.is_mounted()) GTEST_SKIP() << "no small disk can be made here";
  ASSERT_NO_FATAL_FAILURE(Serve());
  ASSERT_TRUE(disk.SetReadOnly(true));
  for (int i = 0; i < 5; ++i) {
    const grpc::Status refused = TryToRecord("nobody");
    EXPECT_EQ(ReasonOf(refused), "STORE_ABSENT") << refused.error_message();
    EXPECT_THAT(refused.error_message(), AllOf(HasSubstr("book.db"), HasSubstr("writable")));
  }
  ASSERT_TRUE(disk.SetReadOnly(false));
  ExpectUnharmed();
}

TEST_F(StorageFaultsTest, ADiskThatFailsIsToldAndHarmsNothing) {
  // A file that may not grow: the signal would end whoever does not ignore it.
  ASSERT_NO_FATAL_FAILURE(Serve());
  const rlimit none = {.rlim_cur = 0, .rlim_max = RLIM_INFINITY};
  rlimit before = {};
  ASSERT_EQ(prlimit(server_->pid(), RLIMIT_FSIZE, &none, &before), 0);
  for (int i = 0; i < 5; ++i) {
    const grpc::Status refused = TryToRecord("nobody");
    EXPECT_EQ(refused.error_code(), grpc::StatusCode::UNAVAILABLE);
    EXPECT_EQ(ReasonOf(refused), "STORE_BUSY") << refused.error_message();
    EXPECT_THAT(refused.error_message(), AllOf(HasSubstr("book.db"), HasSubstr("the disk")));
  }
  ASSERT_EQ(prlimit(server_->pid(), RLIMIT_FSIZE, &before, nullptr), 0);
  ExpectUnharmed();
}

// As tests/preload/shifted_clock.cc lets the program see it.
TEST_F(StorageFaultsTest, AClockThatIsSetBackHarmsNothing) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "a sanitizer has to be the first library";
#endif
  const std::string library = testing::BuiltBeside("libcredence_shifted_clock.so");
  const auto shift_to = [this](int64_t seconds) {
    std::ofstream(folder_.PathOf("clock"), std::ios::binary | std::ios::in | std::ios::out)
        .write(reinterpret_cast<const char*>(&seconds), sizeof(seconds));
  };
  folder_.Write("clock", std::string(sizeof(int64_t), '\0'));
  ASSERT_NO_FATAL_FAILURE(
      Serve({.rules = {},
             .store = {},
             .arguments = {},
             .environment = {"LD_PRELOAD=" + library,
                             "CREDENCE_SHIFTED_CLOCK=" + folder_.PathOf("clock")}}));
  const auto policies = v1::PolicyService::NewStub(
      grpc::CreateChannel(server_->address(), grpc::InsecureChannelCredentials()));
  const auto status = [&policies] {
    grpc::ClientContext context;
    v1::PolicyStatus answer;
    EXPECT_TRUE(policies->GetStatus(&context, {}, &answer).ok());
    return answer;
  };
  // Steps back by a day and by ten years, forth, and back by an hour.
  constexpr int64_t kDay = 24 * 60 * 60;
  v1::PolicyStatus last = status();
  const std::pair<int64_t, bool> steps[] = {
      {-kDay, true}, {-3'650 * kDay, true}, {kDay, false}, {kDay - 3'600, true}};
  for (const auto& [shift, is_back] : steps) {
    shift_to(shift);
    WriteSome();
    // Rules that change are still noticed, and since when they hold is told by the clock.
    folder_.Write("rules/1.policy",
                  std::string(testing::kSeatsPolicy) + "\n# " + std::to_string(shift) + "\n");
    v1::PolicyStatus next = status();
    for (int i = 0; i < 1'000 && next.revision() == last.revision(); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
      next = status();
    }
    EXPECT_NE(next.revision(), last.revision()) << shift;
    EXPECT_EQ(next.revision_since() < last.revision_since(), is_back)
        << last.revision_since() << ", then " << next.revision_since();
    last = next;
  }
  shift_to(0);
  ExpectUnharmed();
}

}  // namespace
}  // namespace credence
