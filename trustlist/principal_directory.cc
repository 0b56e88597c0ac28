#include "trustlist/principal_directory.h"

#include "engine/crypto/digest.h"

namespace kepil {

PrincipalDirectory::PrincipalDirectory(const storage::v1::RegistryImage& image)
    : version_(image.version()) {
  for (const v1::PrincipalRecord& principal : image.principals()) {
    if (!principal.withdrawn()) {
      by_leaf_.emplace(principal.tls_sha256(), principal);
      if (!principal.signing_certificate().empty()) {
        by_signer_.emplace(Sha256(principal.signing_certificate()).bytes(),
                           principal);
      }
    }
  }
}

const v1::PrincipalRecord* PrincipalDirectory::Find(
    absl::string_view tls_sha256) const {
  const auto found = by_leaf_.find(tls_sha256);
  return found == by_leaf_.end() ? nullptr : &found->second;
}

const v1::PrincipalRecord* PrincipalDirectory::FindSigner(
    absl::string_view certificate_sha256) const {
  const auto found = by_signer_.find(certificate_sha256);
  return found == by_signer_.end() ? nullptr : &found->second;
}

}  // namespace kepil
