#ifndef KEPIL_SERVICES_KEPILD_TLS_MATERIAL_H_
#define KEPIL_SERVICES_KEPILD_TLS_MATERIAL_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace kepil {

// INVALID_ARGUMENT/CONFIG_INVALID unless the certificate chain and the private
// key are one pair that a TLS server can use.
absl::Status CheckTlsPair(const std::string& cert_pem,
                          const std::string& key_pem);

// TlsMaterial puts a checked certificate and key where gRPC watches them: in a
// private folder behind one symbolic link, so that both change at once. gRPC
// itself would take a half-replaced or broken pair and refuse everybody.
class TlsMaterial {
 public:
  // `run_folder` is created with mode 0700. Publishes the files as they are
  // now.
  static absl::StatusOr<TlsMaterial> Open(std::string cert_file,
                                          std::string key_file,
                                          std::string run_folder);
  // Reads the files again. What does not check out leaves the old pair in
  // place and is returned.
  absl::Status Reload();

  // What gRPC watches.
  std::string watched_cert_file() const {
    return run_folder_ + "/current/cert.pem";
  }
  std::string watched_key_file() const {
    return run_folder_ + "/current/key.pem";
  }

 private:
  TlsMaterial(std::string cert_file, std::string key_file,
              std::string run_folder)
      : cert_file_(std::move(cert_file)),
        key_file_(std::move(key_file)),
        run_folder_(std::move(run_folder)) {}

  std::string cert_file_, key_file_, run_folder_;
  int generation_ = 0;  // Of the pair in place.
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILD_TLS_MATERIAL_H_
