#include "server/transport.h"

#include <grpc/grpc_security_constants.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_credentials_options.h>

#include <utility>

#include "core/this_machine.h"
#include "server/call_guard.h"

namespace credence::server {

absl::Status CheckReach(const Reach& reach) {
  const bool own = IsOfThisMachine(reach.address);
  const bool encrypted = reach.tls.any();
  if (!own && !encrypted && reach.access.takes_tokens()) {
    return InvalidArgumentError(
        "tokens would be sent to `" + reach.address +
        "` as plain text, for others to take: give --tls-cert and --tls-key, or listen on "
        "127.0.0.1 behind what speaks TLS");
  }
  if (!own && !encrypted && !reach.allow_plaintext) {
    return InvalidArgumentError(
        "`" + reach.address +
        "` is reached from other machines, and calls would be plain text: give --tls-cert and "
        "--tls-key, listen on 127.0.0.1, or say --allow-plaintext");
  }
  const bool known = reach.access.takes_tokens() || !reach.tls.client_ca.empty();
  if (!own && !known && !reach.access.allow_anonymous) {
    return InvalidArgumentError(
        "`" + reach.address +
        "` is reached from other machines, and nobody would be asked who they are: give "
        "--token-keys or --tls-client-ca, or say --allow-anonymous");
  }
  if (!reach.access.certificates.empty() && reach.tls.client_ca.empty()) {
    return InvalidArgumentError(
        "certificates have roles, and no CA says which are genuine: give --tls-client-ca");
  }
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> CredentialsOf(const TlsFiles& files) {
  if (!files.any()) return grpc::InsecureServerCredentials();
  if (const auto expiry = CheckTlsFiles(files); !expiry.ok()) return expiry.status();
  namespace tls = grpc::experimental;
  const auto provider = std::make_shared<tls::FileWatcherCertificateProvider>(
      files.key, files.certificate, files.client_ca,
      static_cast<unsigned>(kTlsLooksBetween.count()));
  tls::TlsServerCredentialsOptions options(provider);
  options.watch_identity_key_cert_pairs();
  options.set_cert_request_type(GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE);
  if (!files.client_ca.empty()) {
    options.watch_root_certs();
    options.set_cert_request_type(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  }
  return tls::TlsServerCredentials(options);
}

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> CredentialsOf(const Reach& reach,
                                                                       Clock now,
                                                                       Metrics* metrics) {
  if (absl::Status status = CheckReach(reach); !status.ok()) return status;
  auto credentials = CredentialsOf(reach.tls);
  const bool asks = reach.access.takes_tokens() || !reach.tls.client_ca.empty();
  if (!credentials.ok() || !asks) return credentials;
  absl::StatusOr<std::unique_ptr<Access>> access = Access::Create(reach.access, std::move(now));
  if (!access.ok()) return access.status();
  if (!reach.tls.any()) {
    // Plain text that can carry a guard, and holds that nobody comes from another machine.
    credentials = grpc::experimental::LocalServerCredentials(
        reach.address.starts_with("unix:") ? UDS : LOCAL_TCP);
  }
  (*credentials)
      ->SetAuthMetadataProcessor(std::make_shared<CallGuard>(*std::move(access), metrics));
  return credentials;
}

}  // namespace credence::server
