#include "trustlist/principal_directory.h"

#include <algorithm>

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

std::vector<const v1::PrincipalRecord*> PrincipalDirectory::SignersOf(
    absl::string_view authority_id) const {
  std::vector<const v1::PrincipalRecord*> signers;
  for (const auto& [sha256, principal] : by_signer_) {
    if (!authority_id.empty() && principal.authority_id() == authority_id &&
        std::find(principal.roles().begin(), principal.roles().end(),
                  v1::PRINCIPAL_ROLE_FOREIGN_TTP) != principal.roles().end()) {
      signers.push_back(&principal);
    }
  }
  return signers;
}

}  // namespace kepil
