#ifndef KEPIL_SERVICES_GATEWAY_FORWARDING_FLOW_H_
#define KEPIL_SERVICES_GATEWAY_FORWARDING_FLOW_H_

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "engine/signature/dvcs_request.h"
#include "engine/signature/signature_document.h"
#include "engine/trust/trust_snapshot.h"
#include "engine/validation/conclusion.h"
#include "engine/validation/evidence_set.h"
#include "kepil/v1/receipt.pb.h"
#include "kepil/v1/trust.pb.h"
#include "services/evidence/evidence_store.h"
#include "services/gateway/peer_inquiry.h"

namespace kepil {

// ForwardingFlow asks registered foreign TTPs about signers that we cannot lead
// to an anchor ourselves (REG-03): the first TTP of the signer's state that
// answers, one question a state. It only gathers: what an answer is worth is
// judged from the evidence, here and in a replay (peer_answer.h).
//
// A question is about certificates (cpkc): the signers', with the CA
// certificates that stand in the document. Where the agreement lets documents
// be sent and the content stands inside the file, it is about the file (vsd).
// It has a nonce of 16 random octets, requestTime = control time, the policy of
// the agreement if it names one alone, and in `dvcs` the name of the peer and
// this gateway as a hop. Thread-safe; blocks the caller.
class ForwardingFlow {
 public:
  struct Rooms {  // Borrowed; outlive the flow.
    const PeerInquiry& inquiry;
    EvidenceStore& evidence;
    std::function<std::string(int size)> random;
  };
  struct Options {
    std::string origin;  // Of this gateway, as hops name it.
    absl::Duration budget = absl::Seconds(15);  // Of one request.
    // Left to the request after the last exchange.
    absl::Duration reserve = absl::Seconds(1);
  };
  ForwardingFlow(Rooms rooms, Options options)
      : rooms_(std::move(rooms)), options_(std::move(options)) {}

  struct Input {
    const SignatureDocument& document;
    absl::string_view file;                      // As received.
    const std::vector<Conclusion>& conclusions;  // Ours so far.
    const TrustSnapshot& trust;
    absl::Time control_time, now, deadline;
  };
  struct Gathered {
    std::vector<PeerEvidence> peers;  // Archived.
    std::vector<Finding> failures;    // Subject: a signing certificate.
    bool empty() const { return peers.empty() && failures.empty(); }
  };
  // Nothing if no question is open to a TTP in force. What could not be had is
  // a failure, not a Status. UNAVAILABLE/STORE_DOWN if the archive cannot be
  // written or there are no random octets.
  absl::StatusOr<Gathered> Gather(const Input& input) const;

 private:
  struct Question;
  absl::StatusOr<DvcsRequest> RequestTo(const ForeignTtp& ttp,
                                        const Question& question,
                                        const Input& input) const;
  absl::Status AskAll(const Question& question, const Input& input,
                      Gathered& gathered) const;

  const Rooms rooms_;
  const Options options_;
};

// States of which TTPs are asked about one document; signers of more wait.
inline constexpr size_t kMaxPeerQuestions = 4;

// The GeneralName (DER) of a gateway as a hop, and whether `general_names` hold
// it, or any hop at all: who was asked through another never asks on.
std::string HopName(absl::string_view origin);
bool HoldsHop(absl::string_view general_names, absl::string_view origin);
bool HoldsAnyHop(absl::string_view general_names);
// Whether a request comes from or through another gateway; `dvcs` is nullptr if
// it was not asked by RFC 3029.
bool WasForwarded(const v1::PrincipalRecord& caller, v1::IngressMode mode,
                  const v1::DvcsExchange* dvcs);

}  // namespace kepil

#endif  // KEPIL_SERVICES_GATEWAY_FORWARDING_FLOW_H_
