// Tests server/tls_files.h: when files end, and what is told of what changes in them. What is
// said of each file that does not fit: server/transport_test.cc.
#include "server/tls_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <string>

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

TEST_F(TlsFilesTest, WhatIsWrongIsToldOnceItWasFoundTwiceAndThatItIsMendedAtOnce) {
  TlsNews news;
  const auto look = [&] { return news.After(CheckTlsFiles(files_).status()); };
  EXPECT_EQ(look(), std::nullopt);
  WriteAnothersKey();
  EXPECT_EQ(look(), std::nullopt) << "it may be in the middle of being renewed";
  EXPECT_THAT(std::string(look().value().message()), HasSubstr("this is not the key of"));
  EXPECT_EQ(look(), std::nullopt) << "it was told";
  folder_.Write("server.pem", "a certificate");
  EXPECT_EQ(look(), std::nullopt);
  EXPECT_THAT(std::string(look().value().message()), HasSubstr("this is no certificate in PEM"));
  Write(*testing::Issue("localhost", nullptr));
  EXPECT_EQ(look().value(), absl::OkStatus());
  EXPECT_EQ(look(), std::nullopt);
  WriteAnothersKey();
  EXPECT_EQ(look(), std::nullopt);
  Write(*testing::Issue("localhost", nullptr));
  EXPECT_EQ(look(), std::nullopt) << "it was a renewal";
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
