#include "server/access.h"

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>

#include <algorithm>
#include <utility>

#include "google/protobuf/descriptor.h"
#include "server/log.h"
#include "server/services.h"

namespace credence::server {
namespace {

constexpr std::string_view kPrefix = "ROLE_";
constexpr std::string_view kScheme = "bearer ";
constexpr std::string_view kHealth = "/grpc.health.v1.Health/";

absl::Status Unauthenticated() {
  return absl::UnauthenticatedError(
      "the credentials are absent or not accepted; the server's log says why");
}

}  // namespace

Roles Roles::All() {
  Roles all;
  for (int role = v1::Role_MIN + 1; role <= v1::Role_MAX; ++role) {
    all.Add(static_cast<v1::Role>(role));
  }
  return all;
}

std::optional<v1::Role> ParseRole(std::string_view name) {
  v1::Role role = v1::ROLE_UNSPECIFIED;
  const std::string full = std::string(kPrefix) + absl::AsciiStrToUpper(std::string(name));
  // As it is written, and no other way.
  if (!v1::Role_Parse(full, &role) || role == v1::ROLE_UNSPECIFIED || NameOf(role) != name) {
    return std::nullopt;
  }
  return role;
}

std::string NameOf(v1::Role role) {
  return absl::AsciiStrToLower(v1::Role_Name(role).substr(kPrefix.size()));
}

std::map<std::string, v1::Role, std::less<>> DeclaredRoles() {
  std::map<std::string, v1::Role, std::less<>> declared;
  const auto* pool = google::protobuf::DescriptorPool::generated_pool();
  for (const std::string& name : Services::Names()) {
    const google::protobuf::ServiceDescriptor* service = pool->FindServiceByName(name);
    for (int i = 0; service != nullptr && i < service->method_count(); ++i) {
      const google::protobuf::MethodDescriptor* method = service->method(i);
      declared["/" + name + "/" + method->name()] = method->options().GetExtension(v1::role);
    }
  }
  return declared;
}

Access::Access(AccessOptions options, std::unique_ptr<TokenReader> tokens)
    : options_(std::move(options)), tokens_(std::move(tokens)), needed_(DeclaredRoles()) {}

absl::StatusOr<std::unique_ptr<Access>> Access::Create(const AccessOptions& options, Clock now) {
  const bool names_somebody = options.takes_tokens() || !options.certificates.empty();
  if (options.allow_anonymous && names_somebody) {
    return InvalidArgumentError(
        "either callers are known by tokens and certificates, or --allow-anonymous: not both");
  }
  std::unique_ptr<TokenReader> tokens;
  if (options.takes_tokens()) {
    absl::StatusOr<std::unique_ptr<TokenReader>> opened =
        TokenReader::Open(options.tokens, std::move(now));
    if (!opened.ok()) return opened.status();
    tokens = *std::move(opened);
  }
  return std::unique_ptr<Access>(new Access(options, std::move(tokens)));
}

absl::StatusOr<Access::Known> Access::ByToken(const std::vector<std::string_view>& headers) const {
  if (tokens_ == nullptr) return absl::UnauthenticatedError("a token, and none is taken here");
  const std::string_view header = headers.front();
  if (headers.size() > 1 || !absl::StartsWithIgnoreCase({header.data(), header.size()},
                                                        {kScheme.data(), kScheme.size()})) {
    return absl::UnauthenticatedError("an authorization that is no single bearer token");
  }
  const absl::StatusOr<TokenClaims> claims = tokens_->Read(header.substr(kScheme.size()));
  if (!claims.ok()) return claims.status();
  Known known{{claims->subject}, {}};
  for (const std::string& name : claims->roles) {
    // Those of other systems share the claim.
    if (const std::optional<v1::Role> role = ParseRole(name)) known.roles.Add(*role);
  }
  return known;
}

Access::Known Access::ByCertificate(const std::vector<std::string_view>& names) const {
  Known known{{std::string(names.front())}, {}};
  if (options_.certificates.empty()) known.roles = Roles::All();
  bool named = false;
  for (const CertificateRoles& each : options_.certificates) {
    if (std::ranges::count(names, each.name) == 0) continue;
    if (!named) known.caller.name = each.name;
    named = true;
    known.roles.Add(each.roles);
  }
  return known;
}

absl::StatusOr<Access::Known> Access::Identify(const Credentials& credentials) const {
  if (!credentials.authorization.empty()) return ByToken(credentials.authorization);
  const bool certificate_is_enough = !options_.certificates.empty() || tokens_ == nullptr;
  if (!credentials.certificate.empty() && certificate_is_enough) {
    return ByCertificate(credentials.certificate);
  }
  if (options_.allow_anonymous) return Known{{"anonymous"}, Roles::All()};
  return absl::UnauthenticatedError("no credentials");
}

absl::StatusOr<Caller> Access::Admit(const Credentials& credentials) const {
  if (credentials.method.starts_with(kHealth)) return Caller{"anonymous"};
  const std::string method(credentials.method);
  const absl::StatusOr<Known> known = Identify(credentials);
  if (!known.ok()) {
    Log(LogLevel::kWarning, "refused " + method + ": " + std::string(known.status().message()));
    return Unauthenticated();
  }
  const auto needed = needed_.find(credentials.method);
  if (needed == needed_.end() || known->roles.Has(needed->second)) return known->caller;
  const std::string why = method.substr(1) + " needs the role `" + NameOf(needed->second) + "`";
  Log(LogLevel::kWarning, "refused " + known->caller.name + ": " + why);
  return absl::PermissionDeniedError(why);
}

}  // namespace credence::server
