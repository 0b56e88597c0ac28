#ifndef KEPIL_ENGINE_PKI_CERTIFICATE_PROFILE_H_
#define KEPIL_ENGINE_PKI_CERTIFICATE_PROFILE_H_

#include <vector>

#include "absl/strings/string_view.h"
#include "engine/pki/certificate.h"

namespace kepil {

// Where a certificate departs from RFC 5280, section 4, in a way that section 6
// does not look at. What section 6 does look at is path_validator's, unknown
// critical and malformed extensions (empty lists and repeated policies among
// them) too.
enum class ProfileDeviation {
  kVersionNotThree,           // 4.1.2.1: extensions in version 1 or 2.
  kSerialZero,                // 4.1.2.2
  kSerialNegative,            // 4.1.2.2
  kSerialTooLong,             // 4.1.2.2: over 20 octets.
  kIssuerEmpty,               // 4.1.2.4
  kValidityReversed,          // 4.1.2.5
  kTimeEncoding,              // 4.1.2.5: UTCTime until 2049, and only then.
  kSubjectEmptyInCa,          // 4.1.2.6
  kSubjectUnnamed,            // 4.1.2.6: empty, no critical subjectAltName.
  kUniqueIdentifier,          // 4.1.2.8
  kAuthorityKeyIdMissing,     // 4.2.1.1: no keyIdentifier, not self-signed.
  kAuthorityKeyIdIncomplete,  // 4.2.1.1: issuer without serial or the reverse.
  kSubjectKeyIdMissing,       // 4.2.1.2: in a CA.
  kKeyUsageMissing,           // 4.2.1.3: in a CA.
  kKeyUsageEmpty,             // 4.2.1.3
  kCertSignWithoutCa,         // 4.2.1.3, 4.2.1.9
  kAltNameMalformed,          // 4.2.1.6
  kPathLengthMisplaced,       // 4.2.1.9: without cA or without keyCertSign.
  kNameConstraintsMisplaced,  // 4.2.1.10: not in a CA.
  kNameConstraintMalformed,   // 4.2.1.10
  kDistributionPointEmpty,    // 4.2.1.13: only reasons stand in it.
  kMustBeCritical,            // BasicConstraints of a CA, nameConstraints,
                              // policyConstraints, inhibitAnyPolicy.
  kMustNotBeCritical,  // Both key identifiers, freshestCRL, authority and
                       // subject information access, directory
                       // attributes.
};

// Stable name for reports: the enumerator in lower_snake_case without the k.
absl::string_view ProfileDeviationName(ProfileDeviation deviation);

// All deviations, each once, in the order of the enumeration. Checks the
// certificate's own signature only to tell self-signed from self-issued where
// that matters. Linear in the certificate.
std::vector<ProfileDeviation> FindProfileDeviations(
    const Certificate& certificate);

}  // namespace kepil

#endif  // KEPIL_ENGINE_PKI_CERTIFICATE_PROFILE_H_
