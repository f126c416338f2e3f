// Tests clients/cli/serve_settings.h: which of flag, variable and file holds, what is said of a
// file that is wrong, and that the documentation shows every key.
#include "clients/cli/serve_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>

namespace credence::cli {
namespace {

using ::testing::HasSubstr;

class ServeSettingsTest : public ::testing::Test {
 protected:
  server::ServerOptions Read(const std::string& file,
                             std::map<std::string, std::string> given = {}) {
    ServeSources sources{std::move(given), nullptr};
    if (!file.empty()) sources.file = std::make_shared<Source>("credence.yaml", file);
    faults_ = {};
    auto read = ReadServeSettings(sources, surroundings_, faults_);
    status_ = read.status();
    return read.ok() ? *read : server::ServerOptions{};
  }
  std::string FaultsOf(const std::string& file) {
    Read(file);
    return faults_.Render({});
  }

  std::map<std::string, std::string> variables_;
  Surroundings surroundings_{.variable = [this](const char* name) -> std::optional<std::string> {
    const auto found = variables_.find(name);
    if (found == variables_.end()) return std::nullopt;
    return found->second;
  }};
  FileFaults faults_;
  absl::Status status_;
};

TEST_F(ServeSettingsTest, AFlagGoesBeforeAVariableAndThatBeforeTheFile) {
  const std::string file = "version: 1\nlisten: file:1\nlog: { level: debug, form: json }\n";
  variables_ = {{"CREDENCE_LISTEN", "variable:1"}, {"CREDENCE_LOG_LEVEL", "error"}};
  const server::ServerOptions read = Read(file, {{"listen", "flag:1"}});
  EXPECT_EQ(read.listen_address, "flag:1");
  EXPECT_EQ(read.log_level, "error");
  EXPECT_EQ(read.log_form, "json");
  EXPECT_EQ(read.drain_deadline, std::chrono::seconds(10));
  EXPECT_GT(read.watch_every.count(), 0);
}

TEST_F(ServeSettingsTest, EveryKeyIsRead) {
  const server::ServerOptions read = Read(R"(version: 1
rules: r
store: s
policies: store
watch: no
drain_seconds: 0
allow_plaintext: yes
tls: { certificate: c, key: k, client_ca: a }
access:
  tokens: { keys: j, issuer: i, audience: u, roles_claim: groups }
  certificates:
    - { name: portal, roles: [decide, read] }
metrics: { listen: "127.0.0.1:1" }
limits: { workers: 3, calls_per_connection: 4, idle_seconds: 5, age_seconds: 6,
          connection_mebibytes: 64, pause_seconds: 7 }
decision_log:
  file: d
  sync: each
  when_full: refuse
  queue_records: 7
  queue_mebibytes: 2
  file_mebibytes: 3
  mask: caller, request.case.evidence.id decision.trace
)");
  EXPECT_EQ(faults_.Render({}), "");
  EXPECT_EQ(read.rules_directory + read.store + read.tls.certificate + read.tls.key +
                read.tls.client_ca + read.access.tokens.keys + read.access.tokens.issuer +
                read.access.tokens.audience + read.access.tokens.roles_claim,
            "rsckajiugroups");
  EXPECT_EQ(read.policies, server::PolicyOrigin::kStore);
  EXPECT_TRUE(read.allow_plaintext);
  EXPECT_EQ(read.decision_log.file, "d");
  EXPECT_EQ(read.decision_log.sync, server::DecisionLogOptions::Sync::kEach);
  EXPECT_EQ(read.decision_log.when_full, server::DecisionLogOptions::WhenFull::kRefuse);
  EXPECT_EQ(read.decision_log.queue_records, 7u);
  EXPECT_EQ(read.decision_log.queue_bytes, 2u << 20);
  EXPECT_EQ(read.decision_log.rotate_bytes, 3u << 20);
  EXPECT_THAT(read.decision_log.masks,
              ::testing::ElementsAre("caller", "request.case.evidence.id", "decision.trace"));
  EXPECT_EQ(read.watch_every.count(), 0);
  EXPECT_EQ(read.drain_deadline.count(), 0);
  EXPECT_EQ(read.metrics_address, "127.0.0.1:1");
  EXPECT_EQ(read.workers, 3u);
  EXPECT_EQ(read.connections.calls_max, 4);
  EXPECT_EQ(read.connections.idle, std::chrono::seconds(5));
  EXPECT_EQ(read.connections.age, std::chrono::seconds(6));
  EXPECT_EQ(read.connections.memory_bytes, 64u << 20);
  EXPECT_EQ(read.pause_max, std::chrono::seconds(7));
  ASSERT_EQ(read.access.certificates.size(), 1u);
  EXPECT_TRUE(read.access.certificates[0].roles.Has(v1::ROLE_READ));
  EXPECT_FALSE(read.access.certificates[0].roles.Has(v1::ROLE_CLOSE));
}

TEST_F(ServeSettingsTest, AllThatIsWrongInAFileIsToldAtItsPlace) {
  const std::string told = FaultsOf(R"(version: 1
lisen: 127.0.0.1:1
policies: database
watch: perhaps
drain_seconds: -1
limits: { workers: many, calls_per_connection: 0, connection_mebibytes: 63, idle_seconds: 2678401,
          pause_seconds: 0 }
decision_log: { sync: sometimes, queue_records: 0 }
tls: { certifcate: c }
access:
  certificates: [{ name: portal, roles: [reed] }]
)");
  EXPECT_THAT(told, HasSubstr("credence.yaml:2:1: error: a configuration has no key `lisen`"));
  EXPECT_THAT(told, HasSubstr("Write `listen`."));
  EXPECT_THAT(told, HasSubstr("`policies`: expected files or store, found `database`"));
  EXPECT_THAT(told, HasSubstr("`watch`: expected yes or no, found `perhaps`"));
  EXPECT_THAT(told, HasSubstr("`drain_seconds`: expected whole seconds from 0 to 3600"));
  EXPECT_THAT(told, HasSubstr("`limits.workers`: expected a whole number from 0 to 1024, found"));
  EXPECT_THAT(told, HasSubstr("`limits.calls_per_connection`: expected a whole number from 1 to"));
  EXPECT_THAT(told, HasSubstr("`limits.connection_mebibytes`: expected mebibytes from 64 to"));
  EXPECT_THAT(told, HasSubstr("`limits.idle_seconds`: expected whole seconds from 0 to 2678400"));
  EXPECT_THAT(told, HasSubstr("`limits.pause_seconds`: expected whole seconds from 1 to 3600"));
  EXPECT_THAT(told, HasSubstr("`decision_log.sync`: expected each, interval or never, found"));
  EXPECT_THAT(told, HasSubstr("`decision_log.queue_records`: expected a whole number from 1 to "));
  EXPECT_THAT(told, HasSubstr("`tls` has no key `certifcate`"));
  EXPECT_THAT(told, HasSubstr("unknown role `reed`"));
  EXPECT_THAT(FaultsOf("version: 2\n"), HasSubstr("a configuration of version `2`"));
  EXPECT_THAT(FaultsOf("listen: a:1\n"), HasSubstr("needs `version`"));
  EXPECT_THAT(FaultsOf("- 1\n"), HasSubstr("a configuration is a map"));
}

TEST_F(ServeSettingsTest, AWrongFlagOrVariableIsNamed) {
  Read("", {{"drain_seconds", "soon"}});
  EXPECT_THAT(std::string(status_.message()), HasSubstr("--drain: expected whole seconds"));
  variables_ = {{"CREDENCE_WATCH", "2"}};
  Read("");
  EXPECT_EQ(status_.message(), "CREDENCE_WATCH: expected yes or no, found `2`");
}

TEST_F(ServeSettingsTest, ThePrintedConfigurationIsTheUsualOneAndIsDocumented) {
  const server::ServerOptions read = Read(UsualServeConfiguration());
  EXPECT_EQ(faults_.Render({}), "");
  EXPECT_EQ(read.listen_address, server::ServerOptions{}.listen_address);
  const server::ConnectionLimits usual{};
  EXPECT_EQ(read.workers, server::ServerOptions{}.workers);
  EXPECT_EQ(read.connections.calls_max, usual.calls_max);
  EXPECT_EQ(read.connections.idle, usual.idle);
  EXPECT_EQ(read.connections.age, usual.age);
  EXPECT_EQ(read.connections.memory_bytes, usual.memory_bytes);
  EXPECT_EQ(read.pause_max, server::ServerOptions{}.pause_max);
  std::ifstream file("docs/configuration.md");
  const std::string page(std::istreambuf_iterator<char>(file), {});
  EXPECT_THAT(page, HasSubstr(UsualServeConfiguration()));
}

}  // namespace
}  // namespace credence::cli
