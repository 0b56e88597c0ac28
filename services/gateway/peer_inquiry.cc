#include "services/gateway/peer_inquiry.h"

#include <algorithm>

#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/digest.h"
#include "services/receipt/peer_answer.h"

namespace kepil {
namespace {

absl::Status DeadlineError() {
  return MakeError(absl::StatusCode::kDeadlineExceeded,
                   v1::ERROR_REASON_DEADLINE, "no time is left for the peer");
}

// Whether the peer is there, though what it sent is of no use.
bool IsAlive(const absl::Status& status) {
  return ReasonOf(status) == v1::ERROR_REASON_DOCUMENT_TOO_LARGE ||
         ReasonOf(status) == v1::ERROR_REASON_FORMAT_UNKNOWN;
}

}  // namespace

DvcsEncoding EncodingOf(ForeignTtpProtocol protocol) {
  switch (protocol) {
    case ForeignTtpProtocol::kDvcsBouncyCastle:
      return DvcsEncoding::kBouncyCastle;
    case ForeignTtpProtocol::kDvcsStb:
      return DvcsEncoding::kStb;
    case ForeignTtpProtocol::kDvcsRfc3029:
    case ForeignTtpProtocol::kKepilPeer:
      break;
  }
  return DvcsEncoding::kRfc3029;
}

absl::StatusOr<std::string> PeerInquiry::AskAt(
    const ForeignTtpEndpoint& endpoint, const std::string& request,
    absl::Time deadline) const {
  const absl::Duration left = deadline - rooms_.clock.Now();
  if (left <= absl::ZeroDuration()) {
    return DeadlineError();
  }
  PeerClient* const client = endpoint.protocol == ForeignTtpProtocol::kKepilPeer
                                 ? rooms_.kepil
                                 : &rooms_.dvcs;
  if (client == nullptr) {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     v1::ERROR_REASON_ADDRESS_FORBIDDEN,
                     "peers of this protocol are not asked by this node");
  }
  return client->Exchange({endpoint.url, request,
                           std::min(options_.timeout, left),
                           options_.max_answer_bytes});
}

void PeerInquiry::Pause(int round, absl::Time deadline) const {
  const std::string octets = rooms_.random(1);
  const double part =
      octets.empty() ? 1 : static_cast<unsigned char>(octets[0]) / 255.0;
  // Between a half and the whole of it.
  const absl::Duration pause =
      options_.first_pause * (1 << round) * (0.5 + part / 2);
  rooms_.sleep(
      std::clamp(deadline - rooms_.clock.Now(), absl::ZeroDuration(), pause));
}

absl::StatusOr<PeerEvidence> PeerInquiry::Ask(const ForeignTtp& ttp,
                                              const DvcsRequest& request,
                                              absl::Time deadline) const {
  KEPIL_ASSIGN_OR_RETURN(PeerGuard::Permit permit,
                         rooms_.guard.Enter(ttp.authority_id));
  absl::Status failure = DeadlineError();
  for (int round = 0; round < options_.rounds; ++round) {
    if (round > 0) {
      Pause(round - 1, deadline);
    }
    for (const ForeignTtpEndpoint& endpoint : ttp.endpoints) {
      PeerEvidence evidence;
      evidence.authority_id = ttp.authority_id;
      evidence.request =
          WriteDvcsRequest(request, EncodingOf(endpoint.protocol));
      absl::StatusOr<std::string> answer =
          AskAt(endpoint, evidence.request, deadline);
      if (answer.ok()) {
        permit.Answered();
        evidence.answer = *std::move(answer);
        evidence.obtained_at = rooms_.clock.Now();
        evidence.digest = Sha256(PeerEvidenceToObject(evidence));
        return evidence;
      }
      failure = answer.status();
      if (IsAlive(failure)) {
        permit.Answered();
      }
    }
  }
  return failure;
}

}  // namespace kepil
