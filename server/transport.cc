#include "server/transport.h"

#include <absl/strings/numbers.h>
#include <absl/strings/str_split.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_credentials_options.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

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

// 127.0.0.0/8 by its numbers: a name may begin like it, and lead anywhere.
bool IsLoopback(const std::string& host) {
  const std::vector<std::string> parts = absl::StrSplit(host, '.');
  const auto is_byte = [](const std::string& part) {
    uint32_t byte = 0;
    return part.size() <= 3 && absl::SimpleAtoi(part, &byte) && byte <= 255;
  };
  return parts.size() == 4 && parts.front() == "127" && std::ranges::all_of(parts, is_byte);
}

bool IsOfThisMachine(const std::string& address) {
  if (address.starts_with("unix:")) return true;
  const std::string host = address.substr(0, address.rfind(':'));
  return host == "localhost" || IsLoopback(host) || host == "[::1]" || host == "::1";
}

}  // namespace

absl::Status CheckReach(const std::string& address, const TlsFiles& tls, bool allow_plaintext) {
  if (tls.any() || allow_plaintext || IsOfThisMachine(address)) return absl::OkStatus();
  return InvalidArgumentError(
      "`" + address +
      "` is reached from other machines, and calls would be plain text: give --tls-cert and "
      "--tls-key, listen on 127.0.0.1, or say --allow-plaintext");
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

}  // namespace credence::server
