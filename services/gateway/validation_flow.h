#ifndef KEPIL_SERVICES_GATEWAY_VALIDATION_FLOW_H_
#define KEPIL_SERVICES_GATEWAY_VALIDATION_FLOW_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "engine/legal/legal_rules.h"
#include "engine/pki/certificate_reader.h"
#include "engine/signature/dvcs_request.h"
#include "engine/signature/signature_document.h"
#include "engine/validation/judge_memo.h"
#include "kepil/v1/receipt.pb.h"
#include "kepil/v1/trust.pb.h"
#include "kepil/v1/validation.pb.h"
#include "services/evidence/evidence_archive.h"
#include "services/evidence/evidence_collector.h"
#include "services/evidence/evidence_store.h"
#include "services/gateway/digital_use.h"
#include "services/gateway/forwarding_flow.h"
#include "services/gateway/ingress_mode.h"
#include "services/gateway/later_receipts.h"
#include "services/gateway/node_statement.h"
#include "services/gateway/rule_library.h"
#include "services/gateway/validate_request.h"
#include "services/gateway/validation_inputs.h"
#include "services/receipt/receipt_issuer.h"
#include "services/receipt/signature_reports.h"
#include "trustlist/snapshot_publisher.h"

namespace kepil {

// Who asks, by the registered certificate alone, how the request came, and
// until when.
struct Caller {
  v1::PrincipalRecord principal;
  Ingress ingress = {};
  absl::Time deadline = absl::InfiniteFuture();
};

// A request of RFC 3029 whose form was checked and whose caller is known.
struct DvcsQuestion {
  DvcsRequest request;
  // Service, request information, imprint, signature; the flow adds targets.
  v1::DvcsExchange exchange;
  // A time that is past, whole seconds: judged as of then, from our archive,
  // and no other TTP is asked. Absent: as of now.
  std::optional<absl::Time> asked_time = std::nullopt;
};

// ValidationFlow is the whole of "bytes in, signed receipt out". Thread-safe;
// one call uses one thread from beginning to end.
class ValidationFlow {
 public:
  struct Rooms {  // Borrowed; outlive the flow.
    const Clock& clock;
    const TrustSnapshotSource& trust;
    // The library of the registry version in force.
    std::function<std::shared_ptr<const RuleLibrary>()> rules;
    CertificateReader& certificates;
    EvidenceCollector& collector;
    EvidenceStore& evidence;
    ReceiptIssuer& issuer;
    ReceiptStore& receipts;
    // Whether time-stamps of others date the receipts; empty: none do.
    std::function<bool()> has_trusted_time = nullptr;
    JudgeMemo* memo = nullptr;  // Saves work, changes nothing.
    // Whether receipts are signed by a key of no accredited CA (RCP-03); empty:
    // nobody has looked.
    std::function<bool()> has_test_key = nullptr;
    // Asks foreign TTPs; nullptr: none is asked.
    const ForwardingFlow* forwarding = nullptr;
    // Promises what a silent TTP owes; nullptr: nothing is promised.
    const LaterReceipts* later = nullptr;
    // Records what is asked of the state about citizens (PDP-14); nullptr:
    // nothing is recorded.
    const DigitalUses* uses = nullptr;
  };
  struct Options {
    std::string default_policy;  // URN.
    ParseLimits parse;
    NodeStatement statement = {};
  };
  ValidationFlow(Rooms rooms, Options options)
      : rooms_(rooms),
        options_(std::move(options)),
        rules_archive_(rooms_.evidence, kMaxRememberedRules) {}

  // A bad signature is an OK result with a negative conclusion; a status means
  // that no verdict could be reached (see ValidationService.Validate).
  absl::StatusOr<v1::IssuedReceipt> Run(const v1::ValidateRequest& request,
                                        const Caller& caller);

  // The same for a question of a foreign TTP, whose receipt repeats what
  // `exchange` holds; the flow adds targets. An idempotency key is then bound
  // to the request information as well.
  absl::StatusOr<v1::IssuedReceipt> RunExchange(
      const v1::ValidateRequest& request, const v1::DvcsExchange& exchange,
      const Caller& caller);

  // The content that stands inside the signature of a request that Run answered
  // (VER-01); "" if it stands elsewhere. It is read again, never kept.
  absl::StatusOr<std::string> ContentOf(
      const v1::ValidateRequest& request) const;

  // Run for what a DVCS request asks about: the signatures of a document,
  // certificates, or the mere possession of data, which is not judged and needs
  // no border to be crossed.
  absl::StatusOr<v1::IssuedReceipt> RunDvcs(const DvcsQuestion& question,
                                            const Caller& caller);

  // Id (hex) of the receipt promised with `receipt_id` (hex) and not yet there;
  // "" if none is.
  std::string LaterReceiptOf(absl::string_view receipt_id) const;
  // The receipt that was promised. UNAVAILABLE/PEER_DOWN while the TTP is
  // silent, unless it is the last attempt.
  absl::StatusOr<v1::IssuedReceipt> RunLater(const storage::v1::PeerWork& work,
                                             PeerAttempt attempt);

 private:
  // One request on its way.
  struct Job {
    const v1::ValidateRequest& request;
    const Caller& caller;
    absl::Time received_at;
    const v1::DvcsExchange* dvcs = nullptr;       // nullptr: not by RFC 3029.
    const storage::v1::PeerWork* work = nullptr;  // nullptr: the first time.
    PeerAttempt attempt = PeerAttempt::kMoreToCome;
    std::optional<absl::Time> asked_time = std::nullopt;
    // By which the receipt names the request.
    Digest digest = RequestDigest(request, InformationOf(dvcs));
  };
  struct Context;

  absl::StatusOr<v1::IssuedReceipt> RunJob(const Job& job);
  absl::StatusOr<Context> ContextOf(const Job& job) const;
  absl::StatusOr<v1::IssuedReceipt> JudgeAndIssue(
      const Job& job, const Context& context,
      const SignatureDocument& document);
  // What the node itself lacks.
  void AddLimitations(const Context& context, v1::ReceiptBody& body) const;
  absl::StatusOr<SignatureDocument> DocumentOf(const Job& job) const;
  // The answer that this very DVCS request waits for, or was promised.
  absl::StatusOr<std::optional<v1::IssuedReceipt>> FindAsked(const Job& job);
  // What is promised if a TTP was silent; nothing where content would have to
  // be kept for it (WorkFor).
  absl::StatusOr<std::optional<storage::v1::PeerWork>> PromiseLater(
      const Job& job, const SignatureDocument& document,
      const JudgedDocument& judged);
  // The receipt already issued for this idempotency key, if any.
  absl::StatusOr<std::optional<v1::IssuedReceipt>> FindKnown(
      const std::optional<IdempotencyRow>& row);
  // Adds what TTPs of the signers' states answered, if they are to be asked and
  // were: then true.
  absl::StatusOr<bool> AskPeers(const Job& job, const Context& context,
                                const JudgedDocument& judged,
                                const SignatureDocument& document,
                                EvidenceSet& evidence) const;
  // Keeps what a replay needs besides the gathered evidence and the file.
  absl::Status ArchiveRules(const ValidationPolicy& policy,
                            const LegalRules* law);

  static constexpr size_t kMaxRememberedRules = 1024;

  const Rooms rooms_;
  const Options options_;
  EvidenceArchive rules_archive_;  // Of policies, packs and calendars.
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_GATEWAY_VALIDATION_FLOW_H_
