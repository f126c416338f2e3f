#include "tests/support/identity.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "core/check.h"

namespace credence::testing {
namespace {

constexpr long kDay = 24L * 60 * 60;

template <typename Write>
std::string Pem(Write write) {
  BIO* out = BIO_new(BIO_s_mem());
  CREDENCE_CHECK(write(out) == 1);
  char* data = nullptr;
  const long size = BIO_get_mem_data(out, &data);
  std::string text(data, static_cast<size_t>(size));
  BIO_free(out);
  return text;
}

void AddExtension(X509* certificate, int kind, const char* value) {
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value);
  CREDENCE_CHECK(extension != nullptr);
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

}  // namespace

Identity::~Identity() {
  X509_free(certificate);
  EVP_PKEY_free(key);
}

std::string Identity::CertificatePem() const {
  return Pem([this](BIO* out) { return PEM_write_bio_X509(out, certificate); });
}

std::string Identity::KeyPem() const {
  return Pem([this](BIO* out) {
    return PEM_write_bio_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr);
  });
}

std::unique_ptr<Identity> Issue(const char* name, const Identity* by, long days) {
  static long serial = 1;
  auto made = std::make_unique<Identity>();
  X509* certificate = made->certificate;
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial++);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -2 * kDay);
  X509_gmtime_adj(X509_getm_notAfter(certificate), days * kDay);
  X509_set_pubkey(certificate, made->key);
  X509_NAME* subject = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
  const Identity& issuer = by == nullptr ? *made : *by;
  X509_set_issuer_name(certificate, X509_get_subject_name(issuer.certificate));
  if (by == nullptr) {
    AddExtension(certificate, NID_basic_constraints, "critical,CA:TRUE");
  } else {
    AddExtension(certificate, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1");
  }
  CREDENCE_CHECK(X509_sign(certificate, issuer.key, EVP_sha256()) > 0);
  return made;
}

}  // namespace credence::testing
