#include "services/kepild/tls_material.h"

#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "services/kepild/files.h"

namespace kepil {
namespace {

struct Deleter {
  void operator()(BIO* p) const { BIO_free(p); }
  void operator()(X509* p) const { X509_free(p); }
  void operator()(EVP_PKEY* p) const { EVP_PKEY_free(p); }
};
template <typename T>
using Owned = std::unique_ptr<T, Deleter>;

absl::Status PairError(absl::string_view problem) {
  ERR_clear_error();
  return MakeError(absl::StatusCode::kInvalidArgument,
                   v1::ERROR_REASON_CONFIG_INVALID,
                   absl::StrCat("TLS files: ", problem));
}

absl::Status WritePrivate(const std::string& path, const std::string& text) {
  const int fd =
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) {
    return PairError(absl::StrCat("cannot write ", path));
  }
  const bool whole = ::write(fd, text.data(), text.size()) ==
                     static_cast<ssize_t>(text.size());
  const bool closed = ::close(fd) == 0;
  return whole && closed ? absl::OkStatus()
                         : PairError(absl::StrCat("cannot write ", path));
}

}  // namespace

absl::Status CheckTlsPair(const std::string& cert_pem,
                          const std::string& key_pem) {
  const Owned<BIO> cert_bio(
      BIO_new_mem_buf(cert_pem.data(), static_cast<int>(cert_pem.size())));
  const Owned<BIO> key_bio(
      BIO_new_mem_buf(key_pem.data(), static_cast<int>(key_pem.size())));
  const Owned<X509> leaf(
      PEM_read_bio_X509(cert_bio.get(), nullptr, nullptr, nullptr));
  if (leaf == nullptr) {
    return PairError("the certificate cannot be read");
  }
  // No password is ever asked for.
  const Owned<EVP_PKEY> key(PEM_read_bio_PrivateKey(
      key_bio.get(), nullptr, [](char*, int, int, void*) { return 0; },
      nullptr));
  if (key == nullptr) {
    return PairError("the key cannot be read");
  }
  if (X509_check_private_key(leaf.get(), key.get()) != 1) {
    return PairError("certificate and key are no pair");
  }
  return absl::OkStatus();
}

absl::StatusOr<TlsMaterial> TlsMaterial::Open(std::string cert_file,
                                              std::string key_file,
                                              std::string run_folder) {
  std::error_code error;
  std::filesystem::remove_all(run_folder, error);
  if (!std::filesystem::create_directories(run_folder, error) ||
      ::chmod(run_folder.c_str(), 0700) != 0) {
    return PairError(absl::StrCat("cannot create ", run_folder));
  }
  TlsMaterial material(std::move(cert_file), std::move(key_file),
                       std::move(run_folder));
  KEPIL_RETURN_IF_ERROR(material.Reload());
  return material;
}

absl::Status TlsMaterial::Reload() {
  KEPIL_ASSIGN_OR_RETURN(const std::string cert, ReadFile(cert_file_));
  KEPIL_ASSIGN_OR_RETURN(const std::string key, ReadSecretFile(key_file_));
  KEPIL_RETURN_IF_ERROR(CheckTlsPair(cert, key));
  const int generation = generation_ + 1;
  const std::string name = absl::StrCat("pair", generation);
  const std::string folder = absl::StrCat(run_folder_, "/", name);
  std::error_code error;
  std::filesystem::create_directory(folder, error);
  KEPIL_RETURN_IF_ERROR(WritePrivate(folder + "/cert.pem", cert));
  KEPIL_RETURN_IF_ERROR(WritePrivate(folder + "/key.pem", key));
  const std::string next = run_folder_ + "/next";
  const std::string current = run_folder_ + "/current";
  std::filesystem::remove(next, error);
  if (::symlink(name.c_str(), next.c_str()) != 0 ||
      std::rename(next.c_str(), current.c_str()) != 0) {
    return PairError(absl::StrCat("cannot switch ", current));
  }
  std::filesystem::remove_all(absl::StrCat(run_folder_, "/pair", generation_),
                              error);
  generation_ = generation;
  return absl::OkStatus();
}

}  // namespace kepil
