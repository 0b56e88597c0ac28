#ifndef KEPIL_ENGINE_VALIDATION_JUDGE_MEMO_H_
#define KEPIL_ENGINE_VALIDATION_JUDGE_MEMO_H_

#include <memory>
#include <string>

#include "engine/crypto/digest.h"
#include "engine/pki/path_validator.h"

namespace kepil {

// An object that is signed like a certificate, and a key.
struct SignedUnder {
  Digest object;  // SHA-256 of the whole DER: certificate, CRL, OCSP response.
  Digest spki;    // SHA-256 of the SubjectPublicKeyInfo.
};

// JudgeMemo remembers pure, costly steps of the judge under all their inputs:
// what is found equals what would be computed, so a memo changes no verdict and
// may forget at any time. Nothing in it depends on time, revocation, policy or
// trust. Thread-safe. Everywhere a nullptr means: compute each time.
class JudgeMemo {
 public:
  virtual ~JudgeMemo() = default;
  // Whether it is known that the object's signature verifies under the key.
  virtual bool IsVerified(const SignedUnder& pair) = 0;
  virtual void RememberVerified(const SignedUnder& pair) = 0;
  // The outcome of ValidatePath with default inputs for the path of `key`;
  // nullptr if it is not known.
  virtual std::shared_ptr<const PathOutcome> FindPath(
      const std::string& key) = 0;
  virtual void RememberPath(const std::string& key,
                            std::shared_ptr<const PathOutcome> outcome) = 0;
};

// ValidatePath(path, PathInputs()), remembered if the path is without fault:
// then every certificate on it is known to be issued from the anchor down, and
// strangers cannot fill the memo.
std::shared_ptr<const PathOutcome> ValidateKnownPath(
    const CertificatePath& path, JudgeMemo* memo);

// Whether `certificate` verifies under `issuer`'s own key; remembered if so.
// False for a key that cannot be used, too.
bool IsIssuedUnder(const Certificate& certificate, const Certificate& issuer,
                   JudgeMemo* memo);

}  // namespace kepil

#endif  // KEPIL_ENGINE_VALIDATION_JUDGE_MEMO_H_
