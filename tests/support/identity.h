// A key and a certificate of it, made for a test: a CA of its own, or signed by one.
//
//   const auto ca = Issue("A CA", nullptr);
//   const auto server = Issue("localhost", ca.get());
//   folder.Write("server.pem", server->CertificatePem());
//
// Keys are elliptic curves of P-256. Thread-safety: make them on one thread.
#ifndef CREDENCE_TESTS_SUPPORT_IDENTITY_H_
#define CREDENCE_TESTS_SUPPORT_IDENTITY_H_

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

namespace credence::testing {

struct Identity {
  EVP_PKEY* key = EVP_EC_gen("P-256");
  X509* certificate = X509_new();

  Identity() = default;
  Identity(const Identity&) = delete;
  Identity& operator=(const Identity&) = delete;
  ~Identity();

  std::string CertificatePem() const;
  std::string KeyPem() const;
};

// Signed by `by`, or by itself; valid from two days ago for so many days from now. One that is
// signed is of localhost and 127.0.0.1.
std::unique_ptr<Identity> Issue(const char* name, const Identity* by, long days = 30);

}  // namespace credence::testing

#endif  // CREDENCE_TESTS_SUPPORT_IDENTITY_H_
