#pragma once

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

namespace guichet::http::testing {

/// A self-signed certificate in files of its own, trusted through SSL_CERT_FILE while it lives.
class Certificate {
 public:
  explicit Certificate(const char* alternative_names) {
    char pattern[] = "/tmp/guichet-tls-XXXXXX";
    folder_ = ::mkdtemp(pattern);
    EVP_PKEY* key = EVP_EC_gen("P-256");
    X509* certificate = X509_new();
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, key);
    X509_NAME* name = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("test"), -1, -1, 0);
    X509_set_issuer_name(certificate, name);
    X509_EXTENSION* names =
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, alternative_names);
    X509_add_ext(certificate, names, -1);
    X509_sign(certificate, key, EVP_sha256());
    write(certificate_file(), [&](FILE* file) { PEM_write_X509(file, certificate); });
    write(key_file(), [&](FILE* file) {
      PEM_write_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr);
    });
    X509_EXTENSION_free(names);
    X509_free(certificate);
    EVP_PKEY_free(key);
    ::setenv("SSL_CERT_FILE", certificate_file().c_str(), 1);
  }
  ~Certificate() {
    ::unsetenv("SSL_CERT_FILE");
    std::filesystem::remove_all(folder_);
  }
  std::string certificate_file() const { return folder_ + "/certificate.pem"; }
  std::string key_file() const { return folder_ + "/key.pem"; }

 private:
  template <class F>
  static void write(const std::string& path, F write_to) {
    FILE* file = std::fopen(path.c_str(), "w");
    write_to(file);
    std::fclose(file);
  }
  std::string folder_;
};

}  // namespace guichet::http::testing
