// Who may call what: the roles of a caller, by token or certificate, held against the role that
// each method declares (option `role` in the contract).
//
//   auto access = Access::Create(options, now);
//   (*access)->Admit({.method = "/credence.v1.LedgerService/CloseBook",
//                     .authorization = {"Bearer eyJhbG..."}})
//     -> {.name = "portal"}, or PERMISSION_DENIED "... needs the role `close`"
//
// A token counts before a certificate. Health is told to anybody, so that balancers need no
// credentials; reflection to any caller who is known.
//
// Errors: UNAUTHENTICATED says the same whatever was wrong (the log says what it was), so that
// nobody learns by trying. Thread-safe.
#ifndef CREDENCE_SERVER_ACCESS_H_
#define CREDENCE_SERVER_ACCESS_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/status.h"
#include "credence/v1/access.pb.h"
#include "server/token.h"

namespace credence::server {

class Roles {
 public:
  static Roles All();
  void Add(v1::Role role) { bits_ |= uint32_t{1} << role; }
  void Add(Roles roles) { bits_ |= roles.bits_; }
  bool Has(v1::Role role) const { return (bits_ >> role & 1) != 0; }

 private:
  uint32_t bits_ = 0;
};

// "decide", "read", "record", "publish", "close" or "administer".
std::optional<v1::Role> ParseRole(std::string_view name);
std::string NameOf(v1::Role role);

struct CertificateRoles {
  std::string name;  // the common name or an alternative name of the subject, in full
  Roles roles;
};

struct AccessOptions {
  TokenRules tokens = {};
  // None: whoever shows a certificate that the client CA signed may do everything, unless tokens
  // are taken: then a certificate alone is not enough.
  std::vector<CertificateRoles> certificates = {};
  // Callers without credentials may do everything.
  bool allow_anonymous = false;

  bool takes_tokens() const { return !tokens.keys.empty(); }
};

struct Caller {
  std::string name;  // the token's subject, or the certificate's name; "anonymous"
};

struct Credentials {
  std::string_view method;                           // "/credence.v1.DecisionService/Decide"
  std::vector<std::string_view> authorization = {};  // the headers of that name
  std::vector<std::string_view> certificate = {};    // names of the caller's own; none: it has none
};

class Access {
 public:
  // INVALID_ARGUMENT or NOT_FOUND: what of the options does not fit, in one line.
  static absl::StatusOr<std::unique_ptr<Access>> Create(const AccessOptions& options, Clock now);

  absl::StatusOr<Caller> Admit(const Credentials& credentials) const;

 private:
  struct Known {
    Caller caller;
    Roles roles;
  };
  Access(AccessOptions options, std::unique_ptr<TokenReader> tokens);
  absl::StatusOr<Known> Identify(const Credentials& credentials) const;
  absl::StatusOr<Known> ByToken(const std::vector<std::string_view>& headers) const;
  Known ByCertificate(const std::vector<std::string_view>& names) const;

  const AccessOptions options_;
  const std::unique_ptr<TokenReader> tokens_;  // null: none is taken
  const std::map<std::string, v1::Role, std::less<>> needed_;
};

// The role each method of ours asks for, by its path; one that declares none is unspecified.
std::map<std::string, v1::Role, std::less<>> DeclaredRoles();

}  // namespace credence::server

#endif  // CREDENCE_SERVER_ACCESS_H_
