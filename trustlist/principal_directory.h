#ifndef KEPIL_TRUSTLIST_PRINCIPAL_DIRECTORY_H_
#define KEPIL_TRUSTLIST_PRINCIPAL_DIRECTORY_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "kepil/storage/v1/registry.pb.h"
#include "kepil/v1/trust.pb.h"

namespace kepil {

// PrincipalDirectory is who may act at one registry version, found by the
// SHA-256 of a certificate and by nothing else: of the TLS leaf, or of the
// certificate recorded for signing. Immutable; thread-safe.
class PrincipalDirectory {
 public:
  explicit PrincipalDirectory(const storage::v1::RegistryImage& image);
  // nullptr if unknown or withdrawn.
  const v1::PrincipalRecord* Find(absl::string_view tls_sha256) const;
  // By the recorded signing certificate; nullptr likewise.
  const v1::PrincipalRecord* FindSigner(
      absl::string_view certificate_sha256) const;
  // Foreign TTPs whose record names this authority and that have a signing
  // certificate; nullptr never stands among them.
  std::vector<const v1::PrincipalRecord*> SignersOf(
      absl::string_view authority_id) const;
  int64_t version() const { return version_; }

 private:
  int64_t version_;
  absl::flat_hash_map<std::string, v1::PrincipalRecord> by_leaf_;
  absl::flat_hash_map<std::string, v1::PrincipalRecord> by_signer_;
};

}  // namespace kepil

#endif  // KEPIL_TRUSTLIST_PRINCIPAL_DIRECTORY_H_
