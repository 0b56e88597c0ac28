#ifndef KEPIL_SERVICES_RPC_AUTHENTICATOR_H_
#define KEPIL_SERVICES_RPC_AUTHENTICATOR_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "grpcpp/security/auth_context.h"
#include "kepil/v1/trust.pb.h"
#include "trustlist/principal_directory.h"

namespace kepil {

// SHA-256 of the DER of the client's TLS certificate, or "" without one.
std::string TlsLeafSha256(const grpc::AuthContext* context);
// The same for one PEM certificate; "" if it is none.
std::string PemCertificateSha256(absl::string_view pem);

// Authenticator finds who calls: by the SHA-256 of the TLS leaf and by nothing
// else, in the registry version in force. Thread-safe.
class Authenticator {
 public:
  using Directory = std::function<std::shared_ptr<const PrincipalDirectory>()>;
  explicit Authenticator(Directory directory)
      : directory_(std::move(directory)) {}

  // By the SHA-256 of a TLS leaf; nullopt likewise.
  std::optional<v1::PrincipalRecord> IdentifyLeaf(
      absl::string_view sha256) const;
  // nullopt: anonymous, or a certificate that is not registered.
  std::optional<v1::PrincipalRecord> Identify(
      const grpc::AuthContext* context) const;

 private:
  const Directory directory_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_RPC_AUTHENTICATOR_H_
