#include "clients/cli/serve_settings.h"

#include <absl/strings/ascii.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_split.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "clients/cli/command_line.h"
#include "clients/cli/yaml_document.h"
#include "clients/cli/yaml_fields.h"

namespace credence::cli {
namespace {

using server::ServerOptions;

constexpr std::string_view kConfigurationVersion = "1";
// A change is told after two looks alike: within a second and a half.
constexpr std::chrono::milliseconds kWatchEvery{500};
// Beyond these a number is rather a mistake than meant.
constexpr int kConnectionSecondsMax = 31 * 24 * 3'600;
constexpr int kConnectionCallsMax = 10'000;
constexpr int kWorkersMax = 1'024;
constexpr int kMemoryMebibytesMax = 1 << 20;

absl::Status Expected(std::string_view what, std::string_view found) {
  return InvalidArgumentError("expected " + std::string(what) + ", found `" + std::string(found) +
                              "`");
}

absl::Status Take(std::string& to, const std::string& text) {
  to = text;
  return absl::OkStatus();
}

absl::Status TakeTruth(bool& to, const std::string& text) {
  if (text != "yes" && text != "no" && text != "true" && text != "false") {
    return Expected("yes or no", text);
  }
  to = text == "yes" || text == "true";
  return absl::OkStatus();
}

// A whole number of `what` from `least` to `most`.
absl::StatusOr<int> ReadWhole(const std::string& text, std::string_view what, int least, int most) {
  int number = 0;
  if (!absl::SimpleAtoi(text, &number) || number < least || number > most) {
    return Expected(
        std::string(what) + " from " + std::to_string(least) + " to " + std::to_string(most), text);
  }
  return number;
}

template <typename Time>
absl::Status TakeSeconds(Time& to, const std::string& text, int most) {
  const absl::StatusOr<int> seconds = ReadWhole(text, "whole seconds", 0, most);
  if (seconds.ok()) to = std::chrono::seconds(*seconds);
  return seconds.status();
}

absl::Status TakeDrain(const std::string& text, ServerOptions& options) {
  return TakeSeconds(options.drain_deadline, text, kTimeoutSecondsMax);
}

absl::Status TakeIdle(const std::string& text, ServerOptions& options) {
  return TakeSeconds(options.connections.idle, text, kConnectionSecondsMax);
}

absl::Status TakeAge(const std::string& text, ServerOptions& options) {
  return TakeSeconds(options.connections.age, text, kConnectionSecondsMax);
}

absl::Status TakePause(const std::string& text, ServerOptions& options) {
  const absl::StatusOr<int> seconds = ReadWhole(text, "whole seconds", 1, kTimeoutSecondsMax);
  if (seconds.ok()) options.pause_max = std::chrono::seconds(*seconds);
  return seconds.status();
}

absl::Status TakeWorkers(const std::string& text, ServerOptions& options) {
  const absl::StatusOr<int> cores = ReadWhole(text, "a whole number", 0, kWorkersMax);
  if (cores.ok()) options.workers = static_cast<size_t>(*cores);
  return cores.status();
}

absl::Status TakeCalls(const std::string& text, ServerOptions& options) {
  const absl::StatusOr<int> calls = ReadWhole(text, "a whole number", 1, kConnectionCallsMax);
  if (calls.ok()) options.connections.calls_max = *calls;
  return calls.status();
}

absl::Status TakeMemory(const std::string& text, ServerOptions& options) {
  const absl::StatusOr<int> mebibytes = ReadWhole(text, "mebibytes", 64, kMemoryMebibytesMax);
  if (mebibytes.ok()) options.connections.memory_bytes = static_cast<size_t>(*mebibytes) << 20;
  return mebibytes.status();
}

absl::Status TakeWatch(const std::string& text, ServerOptions& options) {
  bool watch = false;
  absl::Status status = TakeTruth(watch, text);
  options.watch_every = watch ? kWatchEvery : std::chrono::milliseconds(0);
  return status;
}

using server::DecisionLogOptions;

template <typename Choice>
absl::Status TakeChoice(std::span<const std::pair<std::string_view, Choice>> choices,
                        const std::string& text, Choice& to) {
  std::string names;
  for (const auto& [name, choice] : choices) {
    if (name == text) {
      to = choice;
      return absl::OkStatus();
    }
    if (!names.empty()) names += &name == &choices.back().first ? " or " : ", ";
    names += name;
  }
  return Expected(names, text);
}

absl::Status TakePolicies(const std::string& text, ServerOptions& options) {
  using server::PolicyOrigin;
  static constexpr std::pair<std::string_view, PolicyOrigin> kChoices[] = {
      {"files", PolicyOrigin::kFiles}, {"store", PolicyOrigin::kStore}};
  return TakeChoice<PolicyOrigin>(kChoices, text, options.policies);
}

absl::Status TakeWhenFull(const std::string& text, ServerOptions& options) {
  using WhenFull = DecisionLogOptions::WhenFull;
  static constexpr std::pair<std::string_view, WhenFull> kChoices[] = {
      {"wait", WhenFull::kWait}, {"refuse", WhenFull::kRefuse}};
  return TakeChoice<WhenFull>(kChoices, text, options.decision_log.when_full);
}

absl::Status TakeSync(const std::string& text, ServerOptions& options) {
  using Sync = DecisionLogOptions::Sync;
  static constexpr std::pair<std::string_view, Sync> kChoices[] = {
      {"each", Sync::kEach}, {"interval", Sync::kInterval}, {"never", Sync::kNever}};
  return TakeChoice<Sync>(kChoices, text, options.decision_log.sync);
}

// A whole number from 1 to `most`, times `unit`.
template <typename Number>
absl::Status TakeSize(const std::string& text, uint64_t most, uint64_t unit, Number& to) {
  uint64_t number = 0;
  if (!absl::SimpleAtoi(text, &number) || number < 1 || number > most) {
    return Expected("a whole number from 1 to " + std::to_string(most), text);
  }
  to = number * unit;
  return absl::OkStatus();
}

constexpr uint64_t kQueueRecordsMax = 1'000'000;
constexpr uint64_t kQueueMebibytesMax = 4'096;
constexpr uint64_t kFileMebibytesMax = 1u << 20;
constexpr uint64_t kMebibyte = 1u << 20;

absl::Status TakeQueueRecords(const std::string& text, ServerOptions& options) {
  return TakeSize(text, kQueueRecordsMax, 1, options.decision_log.queue_records);
}
absl::Status TakeQueueBytes(const std::string& text, ServerOptions& options) {
  return TakeSize(text, kQueueMebibytesMax, kMebibyte, options.decision_log.queue_bytes);
}
absl::Status TakeFileBytes(const std::string& text, ServerOptions& options) {
  return TakeSize(text, kFileMebibytesMax, kMebibyte, options.decision_log.rotate_bytes);
}

absl::Status TakeMasks(const std::string& text, ServerOptions& options) {
  options.decision_log.masks = absl::StrSplit(text, absl::ByAnyChar(", "), absl::SkipEmpty());
  return absl::OkStatus();
}

#define CREDENCE_TEXT(member) \
  [](const std::string& text, ServerOptions& options) { return Take(options.member, text); }
#define CREDENCE_TRUTH(member) \
  [](const std::string& text, ServerOptions& options) { return TakeTruth(options.member, text); }

// Those of a section stand together, sections after what is above them.
const ServeSetting kSettings[] = {
    {"rules", "", "DIR", "", "Where the rule files are; also --rules before `serve`",
     CREDENCE_TEXT(rules_directory)},
    {"store", "", "FILE", "", "Where facts and the ledger are kept; also --store before `serve`",
     CREDENCE_TEXT(store)},
    {"policies", "--policies", "ORIGIN", "files",
     "Whence the policies are: files, those of `rules`; or store, what was published to it",
     TakePolicies},
    {"listen", "--listen", "HOST:PORT", "127.0.0.1:50051",
     "Address to listen on; port 0 takes a free one", CREDENCE_TEXT(listen_address)},
    {"allow_plaintext", "--allow-plaintext", "", "no",
     "Listen without TLS on an address that other machines reach", CREDENCE_TRUTH(allow_plaintext)},
    {"allow_anonymous", "--allow-anonymous", "", "no",
     "Ask nobody who they are on an address that other machines reach",
     CREDENCE_TRUTH(access.allow_anonymous)},
    {"state", "--state", "DIR", "",
     "Keep here what the server serves again if it restarts with broken rules",
     CREDENCE_TEXT(state_directory)},
    {"watch", "--no-watch", "", "yes", "Read the rules again when they change, not only when told",
     TakeWatch},
    {"drain_seconds", "--drain", "SECONDS", "10", "How long calls may still take once SIGTERM came",
     TakeDrain},
    {"tls.certificate", "--tls-cert", "FILE", "",
     "Speak TLS: the certificate, looked at again as it is renewed",
     CREDENCE_TEXT(tls.certificate)},
    {"tls.key", "--tls-key", "FILE", "", "Its private key", CREDENCE_TEXT(tls.key)},
    {"tls.client_ca", "--tls-client-ca", "FILE", "",
     "Take only callers with a certificate that this CA signed", CREDENCE_TEXT(tls.client_ca)},
    {"access.tokens.keys", "--token-keys", "FILE", "",
     "Take callers with tokens that a key of this set signed", CREDENCE_TEXT(access.tokens.keys)},
    {"access.tokens.issuer", "--token-issuer", "TEXT", "", "Who must have made a token: its `iss`",
     CREDENCE_TEXT(access.tokens.issuer)},
    {"access.tokens.audience", "--token-audience", "TEXT", "", "For whom it must be: its `aud`",
     CREDENCE_TEXT(access.tokens.audience)},
    {"access.tokens.roles_claim", "", "TEXT", "roles", "The claim that lists a caller's roles",
     CREDENCE_TEXT(access.tokens.roles_claim)},
    {"limits.workers", "", "CORES", "0", "How many cores compute; 0 takes all that there are",
     TakeWorkers},
    {"limits.calls_per_connection", "", "COUNT", "100",
     "Calls at once on one connection; more wait on the caller's side", TakeCalls},
    {"limits.idle_seconds", "", "SECONDS", "3600",
     "Close a connection without calls after so long; 0 never", TakeIdle},
    {"limits.age_seconds", "", "SECONDS", "0",
     "Ask a caller to connect anew after so long, for balancers; 0 never", TakeAge},
    {"limits.connection_mebibytes", "", "MIB", "512",
     "Memory of all connections; what is over is read later", TakeMemory},
    {"limits.pause_seconds", "", "SECONDS", "30",
     "End a stream of facts that pauses for longer; others wait to write", TakePause},
    {"metrics.listen", "--metrics", "HOST:PORT", "",
     "Tell metrics to Prometheus here, as plain text to anybody who asks",
     CREDENCE_TEXT(metrics_address)},
    {"log.level", "--log-level", "LEVEL", "info", "debug, info, warning, error or off",
     CREDENCE_TEXT(log_level)},
    {"log.form", "--log-form", "FORM", "text", "text, or json for programs",
     CREDENCE_TEXT(log_form)},
    {"decision_log.file", "--decision-log", "FILE", "",
     "Record every decision here before it is answered; docs/decision_log.md",
     CREDENCE_TEXT(decision_log.file)},
    {"decision_log.sync", "", "WHEN", "interval",
     "What a power cut may take: each: nothing; interval: a second; never: more", TakeSync},
    {"decision_log.when_full", "", "WHAT", "wait",
     "Calls that find the queue full wait, or refuse: are refused", TakeWhenFull},
    {"decision_log.queue_records", "", "COUNT", "10000", "Decisions that may wait to be written",
     TakeQueueRecords},
    {"decision_log.queue_mebibytes", "", "COUNT", "64", "The same in MiB", TakeQueueBytes},
    {"decision_log.file_mebibytes", "", "COUNT", "256",
     "A file of that many MiB is put aside under a number", TakeFileBytes},
    {"decision_log.mask", "--decision-log-mask", "PATHS", "",
     "Fields that are not recorded, such as request.case.evidence.provenance", TakeMasks},
};

#undef CREDENCE_TEXT
#undef CREDENCE_TRUTH

// "access.tokens" of "access.tokens.keys"; empty of what stands at the top.
std::string SectionOf(std::string_view key) {
  const size_t dot = key.rfind('.');
  return std::string(key.substr(0, dot == std::string_view::npos ? 0 : dot));
}

std::string_view NameIn(std::string_view key) { return key.substr(key.rfind('.') + 1); }

// Every section but the top, each after the one it is in.
std::vector<std::string> Sections() {
  std::set<std::string> sections;
  for (const ServeSetting& setting : kSettings) {
    for (std::string section = SectionOf(setting.key); !section.empty();
         section = SectionOf(section)) {
      sections.insert(section);
    }
  }
  return {sections.begin(), sections.end()};
}

class ConfigurationReader {
 public:
  ConfigurationReader(SourcePtr file, ServerOptions& options, FileFaults& faults)
      : document_(ReadYaml(std::move(file), faults)),
        sink_{document_.source(), faults},
        options_(options) {}

  // Settings for which `is_taken` is true were said elsewhere; they are checked all the same.
  template <typename IsTaken>
  void Read(const IsTaken& is_taken) {
    if (!sink_.faults.empty()) return;
    std::map<std::string, const YamlNode*> nodes = {{"", &document_.root()}};
    std::vector<std::string> sections = Sections();
    sections.insert(sections.begin(), "");
    for (const std::string& section : sections) {
      const YamlNode* node = nodes[section];
      if (node == nullptr || node->is_null()) continue;
      YamlFields fields(sink_, *node, section.empty() ? "a configuration" : "`" + section + "`");
      for (const std::string& inner : sections) {
        if (!inner.empty() && SectionOf(inner) == section)
          nodes[inner] = fields.Take(NameIn(inner));
      }
      for (const ServeSetting& setting : kSettings) {
        if (SectionOf(setting.key) == section) ReadOne(fields, setting, is_taken(setting));
      }
      if (section.empty()) ReadVersion(fields);
      if (section == "access") ReadCertificates(fields);
      fields.RefuseRest();
    }
  }

 private:
  void ReadOne(YamlFields& fields, const ServeSetting& setting, bool taken) {
    const YamlNode* node = fields.Take(NameIn(setting.key));
    if (node == nullptr) return;
    const std::string what = "`" + std::string(setting.key) + "`";
    const auto text = ScalarText(sink_, *node, what);
    if (!text) return;
    ServerOptions unused;
    const absl::Status status = setting.apply(*text, taken ? unused : options_);
    if (!status.ok()) sink_.Add(*node, what + ": " + std::string(status.message()));
  }

  void ReadVersion(YamlFields& fields) {
    const std::string version = fields.NeedText("version");
    if (version.empty() || version == kConfigurationVersion) return;
    sink_.Add(*fields.Take("version"), "a configuration of version `" + version + "`",
              "This program reads version 1.");
  }

  void ReadCertificates(YamlFields& fields) {
    const YamlNode* list = fields.Take("certificates");
    if (list == nullptr) return;
    if (!list->is_list()) {
      sink_.Add(*list, "`access.certificates` is a list",
                "Write `- { name: portal, roles: [decide, read] }` for each.");
      return;
    }
    for (const YamlNode* item : list->items) {
      YamlFields each(sink_, *item, "a certificate");
      server::CertificateRoles certificate{each.NeedText("name"), {}};
      if (each.Take("roles") == nullptr) each.NeedText("roles");
      for (const std::string& name : each.TakeList("roles")) {
        if (const auto role = server::ParseRole(name)) {
          certificate.roles.Add(*role);
        } else {
          sink_.Add(*each.Take("roles"), "unknown role `" + name + "`",
                    "Known are decide, read, record, publish, close and administer.");
        }
      }
      each.RefuseRest();
      options_.access.certificates.push_back(std::move(certificate));
    }
  }

  const YamlDocument document_;
  const FaultSink sink_;
  ServerOptions& options_;
};

}  // namespace

std::span<const ServeSetting> ServeSettings() { return kSettings; }

std::string VariableOf(const ServeSetting& setting) {
  std::string name = "CREDENCE_" + absl::AsciiStrToUpper(std::string(setting.key));
  std::ranges::replace(name, '.', '_');
  return name;
}

absl::StatusOr<ServerOptions> ReadServeSettings(const ServeSources& sources,
                                                const Surroundings& surroundings,
                                                FileFaults& faults) {
  ServerOptions options{};
  std::set<std::string_view> taken;
  for (const ServeSetting& setting : kSettings) {
    if (!setting.usual.empty()) (void)setting.apply(std::string(setting.usual), options);
    const auto given = sources.given.find(std::string(setting.key));
    const std::string variable = VariableOf(setting);
    const std::optional<std::string> of_variable = surroundings.variable(variable.c_str());
    if (given == sources.given.end() && !of_variable) continue;
    taken.insert(setting.key);
    const bool by_flag = given != sources.given.end();
    const absl::Status status = setting.apply(by_flag ? given->second : *of_variable, options);
    if (status.ok()) continue;
    return InvalidArgumentError((by_flag ? std::string(setting.flag) : variable) + ": " +
                                std::string(status.message()));
  }
  if (sources.file != nullptr) {
    ConfigurationReader(sources.file, options, faults).Read([&](const ServeSetting& setting) {
      return taken.contains(setting.key);
    });
  }
  return options;
}

std::string UsualServeConfiguration() {
  std::string text =
      "# credence serve --config FILE\n"
      "# What flags say goes before what variables say, and that before this file.\n"
      "version: 1\n";
  std::string section;
  for (const ServeSetting& setting : kSettings) {
    const std::string own = SectionOf(setting.key);
    std::string indent;
    for (std::string above = own; !above.empty(); above = SectionOf(above)) indent += "  ";
    if (own != section && !own.empty()) {
      text += "\n";
      if (const std::string outer = SectionOf(own); !outer.empty()) text += outer + ":\n";
      text += indent.substr(2) + std::string(NameIn(own)) + ":\n";
    }
    section = own;
    text += indent + "# " + std::string(setting.what) + ".\n" + indent + "# ";
    if (!setting.flag.empty()) text += std::string(setting.flag) + ", ";
    text += VariableOf(setting) + "\n";
    const std::string name(NameIn(setting.key));
    text += indent +
            (setting.usual.empty() ? "# " + name + ": " + std::string(setting.type)
                                   : name + ": " + std::string(setting.usual)) +
            "\n";
    if (setting.key == "access.tokens.roles_claim") {
      text +=
          "  # What callers known by a certificate alone may do, by a name of its subject.\n"
          "  # certificates:\n"
          "  #   - { name: portal, roles: [decide, read] }\n";
    }
  }
  return text;
}

}  // namespace credence::cli
