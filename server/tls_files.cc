#include "server/tls_files.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <ctime>
#include <memory>
#include <utility>

namespace credence::server {
namespace {

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

absl::StatusOr<Expiry> ExpiryOf(const std::string& path, const Certificate& certificate) {
  std::tm civil = {};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &civil) != 1) {
    return InvalidArgumentError(path + ": the end of this certificate is no time");
  }
  return std::chrono::system_clock::from_time_t(timegm(&civil));
}

}  // namespace

absl::StatusOr<Expiry> CheckTlsFiles(const TlsFiles& files) {
  if (files.certificate.empty() || files.key.empty()) {
    return InvalidArgumentError(
        "TLS takes a certificate and its key: give both --tls-cert and --tls-key");
  }
  const absl::StatusOr<Certificate> certificate = ReadCertificate(files.certificate);
  if (!certificate.ok()) return certificate.status();
  if (absl::Status status = CheckKey(files.key, *certificate, files.certificate); !status.ok()) {
    return status;
  }
  const absl::StatusOr<Expiry> expiry = ExpiryOf(files.certificate, *certificate);
  if (!expiry.ok() || files.client_ca.empty()) return expiry;
  const absl::StatusOr<Certificate> ca = ReadCertificate(files.client_ca);
  if (!ca.ok()) return ca.status();
  const absl::StatusOr<Expiry> of_ca = ExpiryOf(files.client_ca, *ca);
  if (!of_ca.ok()) return of_ca;
  return std::min(*expiry, *of_ca);
}

std::optional<absl::Status> TlsNews::After(const absl::Status& found) {
  const bool again = found == std::exchange(found_, found);
  if (found == told_ || !(found.ok() || again)) return std::nullopt;
  told_ = found;
  return found;
}

}  // namespace credence::server
