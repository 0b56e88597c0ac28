#include "engine/validation/judge_memo.h"

#include <utility>

#include "absl/strings/string_view.h"

namespace kepil {
namespace {

// The certificates' digests from the target to the anchor. The service that
// vouches for the anchor is no part: ValidatePath does not look at it.
std::string KeyOf(const CertificatePath& path) {
  std::string key;
  key.reserve((path.certificates.size() + 1) * 32);
  for (const CertificateRef& certificate : path.certificates) {
    const absl::string_view digest = certificate->fingerprint().bytes();
    key.append(digest.data(), digest.size());
  }
  const absl::string_view anchor =
      path.anchor.certificate->fingerprint().bytes();
  key.append(anchor.data(), anchor.size());
  return key;
}

}  // namespace

std::shared_ptr<const PathOutcome> ValidateKnownPath(
    const CertificatePath& path, JudgeMemo* memo) {
  std::string key;
  if (memo != nullptr) {
    key = KeyOf(path);
    std::shared_ptr<const PathOutcome> known = memo->FindPath(key);
    if (known != nullptr) {
      return known;
    }
  }
  auto outcome =
      std::make_shared<const PathOutcome>(ValidatePath(path, PathInputs()));
  if (memo != nullptr && outcome->findings.empty()) {
    memo->RememberPath(key, outcome);
  }
  return outcome;
}

bool IsIssuedUnder(const Certificate& certificate, const Certificate& issuer,
                   JudgeMemo* memo) {
  if (!issuer.public_key().ok()) {
    return false;
  }
  const SignedUnder pair = {certificate.fingerprint(), issuer.spki_digest()};
  if (memo != nullptr && memo->IsVerified(pair)) {
    return true;
  }
  const absl::StatusOr<bool> verified = VerifySignedObject(
      **issuer.public_key(), certificate.signature_algorithm(),
      certificate.tbs(), certificate.signature());
  if (!verified.ok() || !*verified) {
    return false;
  }
  if (memo != nullptr) {
    memo->RememberVerified(pair);
  }
  return true;
}

}  // namespace kepil
