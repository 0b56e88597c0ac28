#ifndef KEPIL_SERVICES_RECEIPT_PEER_ANSWER_H_
#define KEPIL_SERVICES_RECEIPT_PEER_ANSWER_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "engine/legal/legal_case.h"
#include "engine/trust/trust_snapshot.h"
#include "engine/validation/conclusion.h"
#include "engine/validation/evidence_set.h"
#include "kepil/v1/receipt.pb.h"
#include "services/receipt/dvc_verifier.h"

namespace kepil {

// The delegated path of recognition (REG-03): what a registered foreign trusted
// third party says of a signature that we cannot lead to an anchor ourselves.

// Whether our own conclusion leaves the question to the state of the signer: it
// refutes nothing, knows the signing certificate and found no registered
// service, of whatever status, that issued it. A CA that is registered here and
// suspended or ended is no matter of others.
bool IsOpenToPeers(const Conclusion& own);
// The state whose certificate it says it is: country of the issuer, else of the
// subject; "" if neither says.
std::string CountryOfCertificate(const Certificate& certificate);

struct PeerCase {
  const Conclusion& own;
  const EvidenceSet& evidence;
  const TrustSnapshot& trust;
  absl::Time control_time;
  absl::string_view file;  // As received: what a vsd question must be about.
};

struct JudgedPeer {
  v1::PeerAnswer
      answer;  // `reason` says why it does not count, if it does not.
  // If it counts and says that the signature is valid: what the law relies on.
  std::optional<ForeignTtpReceipt> receipt;
};

// The one exchange in the evidence that is about this signature, judged;
// nullopt if there is none, or the question is not open. Every check of a
// client of RFC 3029 against the certificates registered in `trust`: signature,
// id-kp-dvcs (critical), ESSCertID, that the signer is a registered certificate
// of the TTP that was asked and in force, that the TTP answers for the state of
// the signer, service, nonce and request as sent, messageImprint, responseTime
// no earlier than max_receipt_age (and kMaxPeerSkew) before the control time
// and no later than kMaxPeerSkew after the answer came, policy, dvStatus,
// targets, DVCs inside. Revocation is the registry's: a key is in force as long
// as it stands there. Beside that our own conclusion must have no objection of
// its own: about certificates alone (cpkc) the value must verify here; about
// the document (vsd) only an algorithm that we do not offer is left to the TTP.
// Pure; never an error.
std::optional<JudgedPeer> JudgePeer(const PeerCase& input);

// Whether the evidence says that the TTP was asked about `own` in vain: a
// failed acquisition whose subject is the signing certificate, or an answer
// that is to come (waiting).
bool IsPeerSilent(const PeerCase& input);

// The object of the archive that holds one exchange, both ways; `digest` is
// that of the object. INVALID_ARGUMENT/REQUEST_MALFORMED for what is none.
std::string PeerEvidenceToObject(const PeerEvidence& evidence);
absl::StatusOr<PeerEvidence> PeerEvidenceFromObject(absl::string_view object,
                                                    absl::Time obtained_at);

// Why a DVC with `problem` does not count.
v1::FindingReason ReasonOfProblem(DvcProblem problem);

// Between our clock and that of a TTP.
inline constexpr absl::Duration kMaxPeerSkew = absl::Minutes(5);

}  // namespace kepil

#endif  // KEPIL_SERVICES_RECEIPT_PEER_ANSWER_H_
