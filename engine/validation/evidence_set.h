#ifndef KEPIL_ENGINE_VALIDATION_EVIDENCE_SET_H_
#define KEPIL_ENGINE_VALIDATION_EVIDENCE_SET_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "engine/pki/certificate.h"
#include "engine/pki/revocation_data.h"
#include "engine/validation/conclusion.h"

namespace kepil {

// Where a piece of revocation data came from. Only kQuery and kArchive count as
// answers that this gateway obtained itself (house.md 4.1, "Whose answer
// counts"). kArchive: for a time judged that is past, out of our archive; such
// an answer may be younger than that time, and then says of it what was so then
// (revocation_acceptance.h).
enum class EvidenceOrigin { kSignature, kTimestamp, kQuery, kArchive };

// Whether the gateway obtained it itself.
inline bool IsOwn(EvidenceOrigin origin) {
  return origin == EvidenceOrigin::kQuery || origin == EvidenceOrigin::kArchive;
}

struct RevocationEvidence {
  RevocationDataRef data;
  EvidenceOrigin origin = EvidenceOrigin::kSignature;
  absl::Time obtained_at;
};

// What a registered foreign trusted third party was asked and answered by RFC
// 3029, unverified (REG-03).
struct PeerEvidence {
  std::string authority_id;  // Of the registry.
  std::string request;       // DVCSRequest, DER, as sent.
  std::string answer;        // ContentInfo, as received.
  absl::Time obtained_at;
  Digest digest;  // Of the object in the archive (peer_exchange.proto).
};

// EvidenceSet is everything a verdict may rest on besides the signature, the
// trust snapshot and the policy. Closed before the judge runs. Order carries
// no meaning: equal sets give equal conclusions.
struct EvidenceSet {
  std::vector<CertificateRef> certificates;
  std::vector<RevocationEvidence> revocation;
  // What could not be had: block EVIDENCE_ACQUISITION, subject = fingerprint
  // of the certificate whose status was asked for.
  std::vector<Finding> acquisition_failures;
  std::vector<PeerEvidence> peers;
};

}  // namespace kepil

#endif  // KEPIL_ENGINE_VALIDATION_EVIDENCE_SET_H_
