// Tests server/tls_files.h: when files end, and that a watch finds what changes in them. What is
// said of each file that does not fit: server/transport_test.cc.
#include "server/tls_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "server/metrics.h"
#include "tests/support/identity.h"
#include "tests/support/temporary_directory.h"

namespace credence::server {
namespace {

using ::testing::HasSubstr;

class TlsFilesTest : public ::testing::Test {
 protected:
  TlsFilesTest() { Write(*testing::Issue("localhost", nullptr)); }

  void Write(const testing::Identity& identity) {
    folder_.Write("server.pem", identity.CertificatePem());
    folder_.Write("server.key", identity.KeyPem());
  }
  void WriteAnothersKey() {
    folder_.Write("server.key", testing::Issue("another", nullptr)->KeyPem());
  }

  testing::TemporaryDirectory folder_;
  const TlsFiles files_{.certificate = folder_.PathOf("server.pem"),
                        .key = folder_.PathOf("server.key")};
};

TEST_F(TlsFilesTest, FilesThatFitEndWithTheFirstOfTheirCertificates) {
  const auto expiry = CheckTlsFiles(files_);
  ASSERT_TRUE(expiry.ok()) << expiry.status();
  folder_.Write("ca.pem", testing::Issue("A CA", nullptr, /*days=*/10)->CertificatePem());
  const auto of_ca = CheckTlsFiles({files_.certificate, files_.key, folder_.PathOf("ca.pem")});
  EXPECT_EQ(std::chrono::round<std::chrono::days>(*expiry - *of_ca), std::chrono::days(20));
  WriteAnothersKey();
  EXPECT_THAT(std::string(CheckTlsFiles(files_).status().message()),
              HasSubstr("server.key: this is not the key of " + files_.certificate));
}

TEST_F(TlsFilesTest, AWatchFindsWhatDoesNotFitAndThatItIsMended) {
  std::mutex mutex;
  std::condition_variable looked;
  std::vector<bool> found;  // each change of it
  TlsWatch watch(files_, std::chrono::milliseconds(2), [&](const absl::StatusOr<Expiry>& files) {
    const std::lock_guard lock(mutex);
    if (found.empty() || found.back() != files.ok()) found.push_back(files.ok());
    looked.notify_all();
  });
  const auto wait_for = [&](size_t changes) {
    std::unique_lock lock(mutex);
    looked.wait(lock, [&] { return found.size() == changes; });
  };
  wait_for(1);
  WriteAnothersKey();
  wait_for(2);
  Write(*testing::Issue("localhost", nullptr));
  wait_for(3);
  EXPECT_THAT(found, ::testing::ElementsAre(true, false, true));
}

TEST_F(TlsFilesTest, MetricsTellWhetherTheyFitAndWhenTheyEnd) {
  Metrics metrics;
  EXPECT_THAT(metrics.Text(), HasSubstr("\ncredence_tls_files_fit 0\n"));
  metrics.TlsLookedAt(Expiry(std::chrono::seconds(1'800'000'000)));
  EXPECT_THAT(metrics.Text(), HasSubstr("\ncredence_tls_files_fit 1\n"));
  EXPECT_THAT(metrics.Text(), HasSubstr("\ncredence_tls_expires_seconds 1800000000\n"));
  WriteAnothersKey();
  metrics.TlsLookedAt(CheckTlsFiles(files_));
  EXPECT_THAT(metrics.Text(), HasSubstr("\ncredence_tls_files_fit 0\n"));
  EXPECT_THAT(metrics.Text(), HasSubstr("\ncredence_tls_expires_seconds 1800000000\n"));
}

}  // namespace
}  // namespace credence::server
