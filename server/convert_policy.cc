#include "server/convert_policy.h"

#include "core/check.h"
#include "server/convert_diagnostics.h"
#include "server/convert_values.h"

namespace credence::server {
namespace {

std::string Sharing(const ruletree::Credit& credit) {
  const std::string party = credit.by_account ? "account" : "partner";
  switch (credit.sharing) {
    case ruletree::Sharing::kOne:
      return "for one " + party;
    case ruletree::Sharing::kUpTo:
      return "for up to " + std::to_string(credit.up_to) + " " + party + "s";
    case ruletree::Sharing::kEvery:
      return "for every " + party;
    case ruletree::Sharing::kShared:
      return "shared by partners";
  }
  return "";
}

std::string_view StraddleWords(ruletree::Straddle straddle) {
  switch (straddle) {
    case ruletree::Straddle::kOnBoundary:
      return "";
    case ruletree::Straddle::kSplitting:
      return "splitting periods";
    case ruletree::Straddle::kGoverning:
      return "governing whole periods";
  }
  return "";
}

}  // namespace

std::string CreditDeclaration(const ruletree::Policy& policy, const ruletree::Credit& credit) {
  CREDENCE_CHECK(credit.per < policy.vocabulary->subjects.size());
  return credit.type.ToString() + " " + Sharing(credit) + " per " +
         policy.vocabulary->subjects[credit.per].name + " each " +
         std::string(PeriodUnitName(credit.each));
}

std::string VersionName(const ruletree::Policy& policy) {
  return std::string(kPoliciesPrefix) + policy.name + std::string(kVersionsInfix) + policy.version;
}

void WriteVersion(const ruletree::Policy& policy, v1::PolicyVersion* to) {
  to->set_name(VersionName(policy));
  to->set_version(policy.version);
  WriteDate(policy.from, to->mutable_from());
  if (policy.through) WriteDate(*policy.through, to->mutable_through());
  to->set_straddle(std::string(StraddleWords(policy.straddle)));
  to->set_supersedes(policy.supersedes);
  to->set_vocabulary(policy.vocabulary->name);
  to->set_file(policy.source->name());
  to->set_text_digest(policy.text_digest);
  for (const ruletree::Credit& credit : policy.credits) {
    v1::CreditSummary* summary = to->add_credits();
    summary->set_name(credit.name);
    summary->set_declaration(CreditDeclaration(policy, credit));
  }
}

void WriteFamily(const ruletree::Timeline& timeline, std::string_view revision, v1::Policy* to) {
  to->set_name(std::string(kPoliciesPrefix) + timeline.name());
  for (const ruletree::PolicyPtr& version : timeline.versions()) {
    WriteVersion(*version, to->add_versions());
  }
  to->set_revision(std::string(revision));
}

void WriteOneVersion(const ruletree::Policy& policy, std::string_view revision, v1::Policy* to) {
  to->set_name(std::string(kPoliciesPrefix) + policy.name);
  v1::PolicyVersion* version = to->add_versions();
  WriteVersion(policy, version);
  version->set_text(WireText(policy.source->text()));
  if (policy.vocabulary->source != nullptr) {
    version->set_vocabulary_text(WireText(policy.vocabulary->source->text()));
    version->set_vocabulary_file(policy.vocabulary->source->name());
  }
  to->set_revision(std::string(revision));
}

}  // namespace credence::server
