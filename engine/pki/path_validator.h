#ifndef KEPIL_ENGINE_PKI_PATH_VALIDATOR_H_
#define KEPIL_ENGINE_PKI_PATH_VALIDATOR_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/crypto/crypto_defect.h"
#include "engine/crypto/digest.h"
#include "engine/pki/certificate_path.h"
#include "engine/pki/policy_graph.h"

namespace kepil {

// kCertificate: the anchor's validity, BasicConstraints, keyUsage,
// NameConstraints and unknown critical extensions apply as to any CA.
// kNameAndKey: RFC 5280, 6.1.1 (d) to the letter.
enum class AnchorUse { kCertificate, kNameAndKey };
// kPath: RFC 5280 section 6 and nothing else. kStrict: the certificate profile
// of section 4 too (admission of new CAs); an anchor may have the serial zero
// and lack authorityKeyIdentifier, which only its own issuer would need.
enum class PathProfile { kPath, kStrict };

struct PathInputs {
  AnchorUse anchor = AnchorUse::kCertificate;
  PathProfile profile = PathProfile::kPath;
  InitialPolicies policies;
  int max_name_constraint_checks = 250'000;  // Names times subtrees.
};

enum class PathProblem {
  kSignatureInvalid,          // 6.1.3 (a)(1)
  kSignatureUnsupported,      // The algorithm is in no table.
  kOutsideValidity,           // 6.1.3 (a)(2)
  kNameChaining,              // 6.1.3 (a)(4)
  kNotPermittedName,          // 6.1.3 (b)
  kExcludedName,              // 6.1.3 (c)
  kNameConstraintLimit,       // max_name_constraint_checks was hit.
  kExplicitPolicyMissing,     // 6.1.3 (f), 6.1.5 (g)
  kAnyPolicyMapped,           // 6.1.4 (a)
  kNotVersion3,               // 6.1.4 (k)
  kNotCa,                     // 6.1.4 (k)
  kPathLengthExceeded,        // 6.1.4 (l), (m)
  kNoCertSign,                // 6.1.4 (n)
  kUnknownCriticalExtension,  // 6.1.4 (o), 6.1.5 (f)
  kMalformedExtension,        // A recognised one that cannot be read.
  kAlgorithmMismatch,         // 4.1.1.2: inner and outer identifiers differ.
  kProfileDeviation,          // Section 4, profile kStrict only.
};

struct PathFinding {
  PathProblem problem;
  Digest certificate;  // Fingerprint of the certificate concerned.
  int index;           // On the path; -1 for the anchor.
  // Why the signature does not verify, where more is known of it.
  CryptoDefect defect = CryptoDefect::kNone;
};

struct PathOutcome {
  std::vector<PathFinding> findings;  // Empty: the path is valid.
  // 6.1.6: user-constrained-policy-set as OID contents, sorted; {anyPolicy}
  // if anything is acceptable. Meaningful if findings is empty.
  std::vector<std::string> policies;
};

// RFC 5280, 6.1 without the clock: everything about `path` that holds at any
// time, signatures included. Costly, therefore worth remembering. All problems
// are found, not only the first.
PathOutcome ValidatePath(const CertificatePath& path, const PathInputs& inputs);
// 6.1.3 (a)(2): who on the path is outside its validity period at `time`.
std::vector<PathFinding> CheckValidityPeriods(const CertificatePath& path,
                                              const PathInputs& inputs,
                                              absl::Time time);
// The working_public_key of 6.1.4 for path.certificates[i]'s issuer: its key,
// with DSA parameters inherited along the path.
absl::StatusOr<PublicKeyRef> IssuerKeyOf(const CertificatePath& path, size_t i);

}  // namespace kepil

#endif  // KEPIL_ENGINE_PKI_PATH_VALIDATOR_H_
