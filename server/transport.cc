#include "server/transport.h"

#include <grpc/grpc_security_constants.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_credentials_options.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <utility>

#include "core/this_machine.h"
#include "server/call_guard.h"

namespace credence::server {
namespace {

// Often enough for a renewal, seldom enough to cost nothing.
constexpr unsigned kLookAgainSeconds = 5;

template <typename Item, void (*kFree)(Item*)>
struct Freed {
  void operator()(Item* item) const { kFree(item); }
};
using Bio = std::unique_ptr<BIO, Freed<BIO, BIO_free_all>>;
using Certificate = std::unique_ptr<X509, Freed<X509, X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY, EVP_PKEY_free>>;

// Null: there is no file, or none that can be read.
Bio Reading(const std::string& path) { return Bio(BIO_new_file(path.c_str(), "rb")); }

absl::Status Unreadable(const std::string& path) {
  ERR_clear_error();
  return NotFoundError(path + ": no file that can be read");
}

absl::StatusOr<Certificate> ReadCertificate(const std::string& path) {
  const Bio file = Reading(path);
  if (file == nullptr) return Unreadable(path);
  Certificate certificate(PEM_read_bio_X509(file.get(), nullptr, nullptr, nullptr));
  ERR_clear_error();
  if (certificate == nullptr) return InvalidArgumentError(path + ": this is no certificate in PEM");
  if (X509_cmp_current_time(X509_get0_notAfter(certificate.get())) <= 0) {
    return InvalidArgumentError(path + ": this certificate has expired");
  }
  if (X509_cmp_current_time(X509_get0_notBefore(certificate.get())) > 0) {
    return InvalidArgumentError(path + ": this certificate is not valid yet");
  }
  return certificate;
}

// A key that asks for a password is none that a server can read.
int NoPassword(char*, int, int, void*) { return 0; }

absl::Status CheckKey(const std::string& path, const Certificate& certificate,
                      const std::string& certificate_path) {
  const Bio file = Reading(path);
  if (file == nullptr) return Unreadable(path);
  const Key key(PEM_read_bio_PrivateKey(file.get(), nullptr, NoPassword, nullptr));
  const bool fits = key != nullptr && X509_check_private_key(certificate.get(), key.get()) == 1;
  ERR_clear_error();
  if (key == nullptr) {
    return InvalidArgumentError(path + ": this is no private key in PEM without a password");
  }
  if (!fits) return InvalidArgumentError(path + ": this is not the key of " + certificate_path);
  return absl::OkStatus();
}

absl::Status CheckFiles(const TlsFiles& files) {
  if (files.certificate.empty() || files.key.empty()) {
    return InvalidArgumentError(
        "TLS takes a certificate and its key: give both --tls-cert and --tls-key");
  }
  const absl::StatusOr<Certificate> certificate = ReadCertificate(files.certificate);
  if (!certificate.ok()) return certificate.status();
  if (absl::Status status = CheckKey(files.key, *certificate, files.certificate); !status.ok()) {
    return status;
  }
  if (files.client_ca.empty()) return absl::OkStatus();
  return ReadCertificate(files.client_ca).status();
}

}  // namespace

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
  if (absl::Status status = CheckFiles(files); !status.ok()) return status;
  namespace tls = grpc::experimental;
  const auto provider = std::make_shared<tls::FileWatcherCertificateProvider>(
      files.key, files.certificate, files.client_ca, kLookAgainSeconds);
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
