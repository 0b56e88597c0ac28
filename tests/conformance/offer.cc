#include "tests/conformance/offer.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "engine/pki/path_validator.h"
#include "engine/signature/signature_document.h"

namespace kepil {

bool IsFormatOffered(absl::string_view format) {
  const std::vector<std::string> offered = SupportedFormats();
  return std::any_of(offered.begin(), offered.end(),
                     [&](const std::string& name) {
                       return absl::EqualsIgnoreCase(name, format);
                     });
}

bool IsKeyOffered(const absl::StatusOr<PublicKeyRef>& key) {
  return key.ok() || !absl::IsUnimplemented(key.status());
}

bool IsAlgorithmOffered(const SignatureAlgorithm& algorithm, KeyFamily family) {
  static const auto* const suites =
      new std::vector<std::string>(SupportedSuites());
  return std::find(suites->begin(), suites->end(),
                   SuiteName(algorithm, family)) != suites->end();
}

bool IsAlgorithmOffered(const absl::StatusOr<ResolvedAlgorithm>& resolved,
                        KeyFamily family) {
  return resolved.ok() ? IsAlgorithmOffered(resolved->algorithm, family)
                       : !absl::IsUnimplemented(resolved.status());
}

bool ArePathAlgorithmsOffered(const CertificatePath& path) {
  for (size_t i = 0; i < path.certificates.size(); ++i) {
    const absl::StatusOr<PublicKeyRef> key = IssuerKeyOf(path, i);
    if (!IsKeyOffered(key)) {
      return false;
    }
    if (key.ok() &&
        !IsAlgorithmOffered(
            ResolveSignatureAlgorithm(
                (*key)->family(), path.certificates[i]->signature_algorithm(),
                std::nullopt),
            (*key)->family())) {
      return false;
    }
  }
  return true;
}

}  // namespace kepil
