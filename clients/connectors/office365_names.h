// What Office 365 reports call things, and what the vocabulary of rules/cloud_recognition does.
//
//   FindFamily("Skype For Business")       -> kSkype, whose name is "skype"
//   FindAttribution("Delegated Admin")     -> delegated_admin, on the workload
//
// Capitals, blanks and punctuation make no difference: `CSP Tier 1` is `csp_tier1`.
//
// Thread-safe: constants.
#ifndef CREDENCE_CLIENTS_CONNECTORS_OFFICE365_NAMES_H_
#define CREDENCE_CLIENTS_CONNECTORS_OFFICE365_NAMES_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace credence::connectors {

// `text` in lower case, letters and digits only.
std::string NameKey(std::string_view text);

enum class Family : uint8_t { kExchange, kSharepoint, kSkype, kYammer, kIntune, kCrmOnline };
std::span<const Family> Families();
std::string_view FamilyName(Family family);  // "exchange"
std::optional<Family> FindFamily(std::string_view workload_name);

struct Attribution {
  std::string_view kind;  // of evidence: "dpor"
  bool on_workload = false;
  std::string_view tier = {};  // of csp
  friend bool operator==(const Attribution&, const Attribution&) = default;
};

// nullopt: not evidence of this vocabulary.
std::optional<Attribution> FindAttribution(std::string_view attribution_type);

// The kinds FindAttribution knows, each once.
std::span<const std::string_view> AttributedKinds();

}  // namespace credence::connectors

#endif  // CREDENCE_CLIENTS_CONNECTORS_OFFICE365_NAMES_H_
