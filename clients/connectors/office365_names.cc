#include "clients/connectors/office365_names.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/ascii.h"

namespace credence::connectors {

namespace {

constexpr std::pair<std::string_view, Family> kFamilies[] = {
    {"exchange", Family::kExchange},
    {"exchangeonline", Family::kExchange},
    {"exo", Family::kExchange},
    {"sharepoint", Family::kSharepoint},
    {"sharepointonline", Family::kSharepoint},
    {"spo", Family::kSharepoint},
    {"skype", Family::kSkype},
    {"skypeforbusiness", Family::kSkype},
    {"skypeforbusinessonline", Family::kSkype},
    {"sfb", Family::kSkype},
    {"sfbo", Family::kSkype},
    {"lync", Family::kSkype},
    {"lynconline", Family::kSkype},
    {"yammer", Family::kYammer},
    {"yammerenterprise", Family::kYammer},
    {"intune", Family::kIntune},
    {"microsoftintune", Family::kIntune},
    {"crm", Family::kCrmOnline},
    {"crmonline", Family::kCrmOnline},
    {"dynamicscrmonline", Family::kCrmOnline},
};

constexpr std::string_view kDpor = "dpor";
constexpr std::string_view kDelegatedAdmin = "delegated_admin";
constexpr std::string_view kCsp = "csp";
constexpr std::string_view kEnterpriseAgreement = "enterprise_agreement";
constexpr std::string_view kOpenLicense = "open_license";
constexpr std::string_view kFastTrack = "fasttrack";

constexpr std::array kKinds = {kDpor, kEnterpriseAgreement, kOpenLicense,
                               kCsp,  kFastTrack,           kDelegatedAdmin};

constexpr std::pair<std::string_view, Attribution> kAttributions[] = {
    {"dpor", {kDpor}},
    {"digitalpartnerofrecord", {kDpor}},
    {"partnerofrecord", {kDpor}},
    {"por", {kDpor}},
    {"ea", {kEnterpriseAgreement}},
    {"enterpriseagreement", {kEnterpriseAgreement}},
    {"tpor", {kEnterpriseAgreement}},
    {"transacting", {kEnterpriseAgreement}},
    {"transactingpartner", {kEnterpriseAgreement}},
    {"transactingpartnerofrecord", {kEnterpriseAgreement}},
    {"open", {kOpenLicense}},
    {"openlicense", {kOpenLicense}},
    {"openlicence", {kOpenLicense}},
    {"openlicensing", {kOpenLicense}},
    {"csp", {kCsp, false, "unstated"}},
    {"csptier1", {kCsp, false, "tier_1"}},
    {"cspdirect", {kCsp, false, "tier_1"}},
    {"cspindirectprovider", {kCsp, false, "tier_1"}},
    {"csptier2", {kCsp, false, "tier_2"}},
    {"cspindirectreseller", {kCsp, false, "tier_2"}},
    {"fasttrack", {kFastTrack, true}},
    {"fasttrackcenter", {kFastTrack, true}},
    {"dap", {kDelegatedAdmin, true}},
    {"gdap", {kDelegatedAdmin, true}},
    {"delegatedadmin", {kDelegatedAdmin, true}},
    {"delegatedadministrator", {kDelegatedAdmin, true}},
    {"delegatedadminprivileges", {kDelegatedAdmin, true}},
};

template <typename Named, size_t kSize>
auto FindNamed(const Named (&table)[kSize], std::string_view text)
    -> std::optional<decltype(table[0].second)> {
  const std::string key = NameKey(text);
  const auto* found =
      std::find_if(table, table + kSize, [&](const Named& entry) { return entry.first == key; });
  if (found == table + kSize) return std::nullopt;
  return found->second;
}

}  // namespace

std::string NameKey(std::string_view text) {
  std::string key;
  for (const char c : text) {
    if (absl::ascii_isalnum(static_cast<unsigned char>(c))) {
      key.push_back(absl::ascii_tolower(static_cast<unsigned char>(c)));
    }
  }
  return key;
}

std::span<const Family> Families() {
  static constexpr Family kAll[] = {Family::kExchange, Family::kSharepoint, Family::kSkype,
                                    Family::kYammer,   Family::kIntune,     Family::kCrmOnline};
  return kAll;
}

std::string_view FamilyName(Family family) {
  switch (family) {
    case Family::kExchange:
      return "exchange";
    case Family::kSharepoint:
      return "sharepoint";
    case Family::kSkype:
      return "skype";
    case Family::kYammer:
      return "yammer";
    case Family::kIntune:
      return "intune";
    case Family::kCrmOnline:
      return "crm_online";
  }
  return "";
}

std::optional<Family> FindFamily(std::string_view workload_name) {
  return FindNamed(kFamilies, workload_name);
}

std::optional<Attribution> FindAttribution(std::string_view attribution_type) {
  return FindNamed(kAttributions, attribution_type);
}

std::span<const std::string_view> AttributedKinds() { return kKinds; }

}  // namespace credence::connectors
