#ifndef KEPIL_SERVICES_RPC_AUTHENTICATOR_H_
#define KEPIL_SERVICES_RPC_AUTHENTICATOR_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "base/mutex.h"
#include "grpcpp/security/auth_context.h"
#include "kepil/v1/trust.pb.h"
#include "trustlist/principal_directory.h"

namespace kepil {

// SHA-256 of the DER of one PEM certificate; "" if it is none.
std::string PemCertificateSha256(absl::string_view pem);

// Authenticator finds who calls: by the SHA-256 of the TLS leaf and by nothing
// else, in the registry version in force. It keeps the digests of the newest
// kMostLeaves PEM certificates that it was shown. Thread-safe.
class Authenticator {
 public:
  static constexpr size_t kMostLeaves = 1024;
  using Directory = std::function<std::shared_ptr<const PrincipalDirectory>()>;
  explicit Authenticator(Directory directory)
      : directory_(std::move(directory)) {}

  // By the SHA-256 of a TLS leaf; nullptr likewise.
  std::shared_ptr<const v1::PrincipalRecord> IdentifyLeaf(
      absl::string_view sha256) const;
  // nullptr: anonymous, or a certificate that is not registered.
  std::shared_ptr<const v1::PrincipalRecord> Identify(
      const grpc::AuthContext* context) const;

 private:
  std::string LeafOf(absl::string_view pem) const;

  const Directory directory_;
  mutable Mutex mutex_;
  mutable absl::flat_hash_map<std::string, std::string> leaves_
      ABSL_GUARDED_BY(mutex_);  // SHA-256 of the DER, by PEM.
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_RPC_AUTHENTICATOR_H_
