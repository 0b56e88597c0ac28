#ifndef KEPIL_ENGINE_SIGNATURE_DVCS_TOKEN_H_
#define KEPIL_ENGINE_SIGNATURE_DVCS_TOKEN_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/crypto/der_reader.h"

namespace kepil {

// How a peer writes what RFC 3029 leaves open or others read differently. Every
// form is read, whoever wrote it; only writing asks for the profile.
enum class DvcsEncoding {
  // The module of RFC 3029 (IMPLICIT TAGS), untagged Data.
  kRfc3029,
  // Bouncy Castle: Data.certs under [0] IMPLICIT; esscertid, assertion and
  // capabilities under EXPLICIT tags.
  kBouncyCastle,
  // STB 34.101.81: as RFC 3029, without capabilities and extension.
  kStb,
};

// CertEtcToken (RFC 3029, 7): one object about a certificate.
struct DvcsToken {
  enum class Kind {
    kCertificate = 0,
    kEssCertId = 1,
    kPkiStatus = 2,
    kAssertion = 3,  // ContentInfo: a DVC or a time-stamp token.
    kCrl = 4,
    kOcspCertStatus = 5,
    kOcspCertId = 6,
    kOcspResponse = 7,
    kCapabilities = 8,
    kExtension = 9,  // Untagged in the CHOICE.
  };
  Kind kind = Kind::kCertificate;
  // The complete value with the tag of its own type, whatever the tag of the
  // CHOICE was.
  std::string der;
};

// TargetEtcChain.
struct DvcsTarget {
  DvcsToken target;
  std::vector<DvcsToken> chain;
  std::string path_processing_input;  // Complete SEQUENCE, or "".
};

// One CertEtcToken. Under kStb a capabilities or extension token has no form:
// the result is "".
std::string WriteDvcsToken(const DvcsToken& token, DvcsEncoding encoding);
// Reads one CertEtcToken in whichever form. INVALID_ARGUMENT/FORMAT_UNKNOWN for
// a tag of no alternative or contents that cannot be one value.
absl::StatusOr<DvcsToken> ParseDvcsToken(const DerValue& value);

std::string WriteDvcsTarget(const DvcsTarget& target, DvcsEncoding encoding);
// Contents of SEQUENCE OF TargetEtcChain: at least one, at most
// kMaxDvcsElements, and as many tokens in each chain; CONTAINER_LIMIT over it.
absl::StatusOr<std::vector<DvcsTarget>> ParseDvcsTargets(
    absl::string_view contents);

}  // namespace kepil

#endif  // KEPIL_ENGINE_SIGNATURE_DVCS_TOKEN_H_
