// Published policies as the wire has them.
//
//   CreditDeclaration(policy, credit)
//     -> "money in USD for one partner per subscription each month"
//   VersionName(policy) -> "policies/partner_recognition/versions/2016.1"
//
// Thread-safe: no state.
#ifndef CREDENCE_SERVER_CONVERT_POLICY_H_
#define CREDENCE_SERVER_CONVERT_POLICY_H_

#include <string>
#include <string_view>

#include "credence/v1/policy_service.pb.h"
#include "ruletree/timeline.h"

namespace credence::server {

inline constexpr std::string_view kPoliciesPrefix = "policies/";
inline constexpr std::string_view kVersionsInfix = "/versions/";

// As the policy says it after the credit's name and colon.
std::string CreditDeclaration(const ruletree::Policy& policy, const ruletree::Credit& credit);

std::string VersionName(const ruletree::Policy& policy);

// Without its text and its vocabulary's.
void WriteVersion(const ruletree::Policy& policy, v1::PolicyVersion* to);

// A family and its versions, ascending, without their texts.
void WriteFamily(const ruletree::Timeline& timeline, std::string_view revision, v1::Policy* to);

// The family with one version alone, with its text and its vocabulary's.
void WriteOneVersion(const ruletree::Policy& policy, std::string_view revision, v1::Policy* to);

}  // namespace credence::server

#endif  // CREDENCE_SERVER_CONVERT_POLICY_H_
