#include "services/gateway/validation_flow.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/signature/dvcs_document.h"
#include "services/gateway/cross_border.h"
#include "services/gateway/national_nexus.h"
#include "services/gateway/special_ca_refusal.h"
#include "services/receipt/dvcs_receipt.h"
#include "services/receipt/receipt_body.h"
#include "services/receipt/signature_reports.h"

namespace kepil {

// The one request's fixed inputs, from step 3 of house.md 4.1 on.
struct ValidationFlow::Context {
  TrustSnapshotRef trust;
  ValidationPolicyRef policy;
  LegalRulesRef law;  // nullptr: none; every effect is UNDETERMINED.
  v1::UsageContext usage;
  absl::Time control_time;  // Whole seconds: what a replay can name.
};

namespace {

// Of signers who may come again; not of strangers.
void KeepCertificates(const JudgedDocument& judged, CertificateReader& reader) {
  for (const Conclusion& conclusion : judged.conclusions) {
    if (conclusion.path.has_value() &&
        conclusion.indication == v1::INDICATION_TOTAL_PASSED) {
      for (const CertificateRef& certificate : conclusion.path->certificates) {
        reader.Keep(certificate);
      }
      reader.Keep(conclusion.path->anchor.certificate);
    }
  }
}

void SetTimestamp(absl::Time time, google::protobuf::Timestamp& message) {
  message.set_seconds(absl::ToUnixSeconds(time));
}

// Of what time it speaks, if not of now.
void FillAskedTime(std::optional<absl::Time> asked, v1::ReceiptBody& body) {
  if (asked.has_value()) {
    SetTimestamp(*asked, *body.mutable_asked_time());
    body.add_limitations(v1::LIMITATION_AS_OF_ASKED_TIME);
  }
}

// Who asked what.
void FillRequest(const v1::ValidateRequest& request, const Caller& caller,
                 const Digest& digest, v1::ReceiptBody& body) {
  body.set_caller(caller.principal.id());
  body.set_caller_sha256(caller.principal.tls_sha256());
  RecordIngress(caller.ingress, body);
  body.set_request_sha256(std::string(digest.bytes()));
  body.set_signature_sha256(std::string(Sha256(request.signature()).bytes()));
  body.set_automated(true);
}

}  // namespace

absl::StatusOr<std::optional<v1::IssuedReceipt>> ValidationFlow::FindKnown(
    const std::optional<IdempotencyRow>& row) {
  if (!row.has_value()) {
    return std::optional<v1::IssuedReceipt>();
  }
  KEPIL_ASSIGN_OR_RETURN(const std::optional<ReceiptStore::IdempotencyHit> hit,
                         rooms_.receipts.FindByIdempotencyKey(
                             row->principal_sha256, row->key_sha256));
  if (!hit.has_value()) {
    return std::optional<v1::IssuedReceipt>();
  }
  if (hit->request != row->request) {
    return MakeError(absl::StatusCode::kAlreadyExists,
                     v1::ERROR_REASON_IDEMPOTENCY_CONFLICT,
                     "the idempotency key was used for another request");
  }
  return rooms_.issuer.GetByIndex(hit->index);
}

absl::Status ValidationFlow::ArchiveRules(const ValidationPolicy& policy,
                                          const LegalRules* law) {
  KEPIL_RETURN_IF_ERROR(
      rules_archive_.WriteObject(policy.digest(), policy.source()));
  if (law != nullptr) {
    const RulePack& pack = *law->pack;
    const LegalCalendar& calendar = *law->calendar;
    KEPIL_RETURN_IF_ERROR(
        rules_archive_.WriteObject(pack.digest(), pack.source()));
    KEPIL_RETURN_IF_ERROR(
        rules_archive_.WriteObject(calendar.digest(), calendar.source()));
  }
  return absl::OkStatus();
}

absl::StatusOr<ValidationFlow::Context> ValidationFlow::ContextOf(
    const Job& job) const {
  Context context;
  context.trust = rooms_.trust.Current();
  const std::shared_ptr<const RuleLibrary> rules = rooms_.rules();
  if (context.trust == nullptr || rules == nullptr) {
    return MakeError(absl::StatusCode::kUnavailable, v1::ERROR_REASON_NOT_READY,
                     "no trust snapshot yet");
  }
  const std::string& policy = job.request.policy_id();
  KEPIL_ASSIGN_OR_RETURN(
      context.policy,
      rules->Find(policy.empty() ? options_.default_policy : policy));
  KEPIL_ASSIGN_OR_RETURN(
      context.usage, CompleteUsage(job.request.usage(), job.caller.principal));
  KEPIL_RETURN_IF_ERROR(CheckForeignCaller(job.caller.principal, *context.trust,
                                           job.received_at));
  context.control_time = absl::FromUnixSeconds(
      absl::ToUnixSeconds(job.asked_time.value_or(job.received_at)));
  context.law = rules->LegalRulesAt(context.control_time);
  return context;
}

void ValidationFlow::AddLimitations(const Context& context,
                                    v1::ReceiptBody& body) const {
  if (!rooms_.has_trusted_time || !rooms_.has_trusted_time()) {
    body.add_limitations(v1::LIMITATION_NO_TRUSTED_TIME);
  }
  if (context.law == nullptr) {
    body.add_limitations(v1::LIMITATION_LEGAL_RULES_NOT_LOADED);
  }
  if (rooms_.has_test_key && rooms_.has_test_key()) {
    body.add_limitations(v1::LIMITATION_TEST_KEY);
  }
}

absl::StatusOr<v1::IssuedReceipt> ValidationFlow::Run(
    const v1::ValidateRequest& request, const Caller& caller) {
  return RunJob({request, caller, rooms_.clock.Now()});
}

absl::StatusOr<v1::IssuedReceipt> ValidationFlow::RunExchange(
    const v1::ValidateRequest& request, const v1::DvcsExchange& exchange,
    const Caller& caller) {
  return RunJob({request, caller, rooms_.clock.Now(), &exchange});
}

absl::StatusOr<v1::IssuedReceipt> ValidationFlow::RunJob(const Job& job) {
  KEPIL_RETURN_IF_ERROR(
      CheckService(options_.statement, job.caller.principal, job.received_at));
  KEPIL_RETURN_IF_ERROR(CheckValidateRequest(job.request));
  KEPIL_ASSIGN_OR_RETURN(
      std::optional<v1::IssuedReceipt> known,
      FindKnown(RowOf(job.request, job.caller.principal, job.digest)));
  if (known.has_value()) {
    return *std::move(known);
  }
  KEPIL_ASSIGN_OR_RETURN(const Context context, ContextOf(job));
  KEPIL_ASSIGN_OR_RETURN(
      const SignatureDocument document,
      ParseSignatureDocument(SignatureInputOf(job.request), rooms_.certificates,
                             options_.parse));
  return JudgeAndIssue(job, context, document);
}

absl::StatusOr<std::string> ValidationFlow::ContentOf(
    const v1::ValidateRequest& request) const {
  KEPIL_ASSIGN_OR_RETURN(
      const SignatureDocument document,
      ParseSignatureDocument(SignatureInputOf(request), rooms_.certificates,
                             options_.parse));
  return std::string(document.attached_content.value_or(""));
}

absl::StatusOr<SignatureDocument> ValidationFlow::DocumentOf(
    const Job& job) const {
  const bool by_digests = job.work != nullptr && IsDetachedForm(*job.work);
  return job.dvcs == nullptr || by_digests
             ? ParseSignatureDocument(SignatureInputOf(job.request),
                                      rooms_.certificates, options_.parse)
             : DvcsDocumentOf(static_cast<DvcsService>(job.dvcs->service()),
                              job.request.signature(), rooms_.certificates,
                              options_.parse);
}

absl::StatusOr<v1::IssuedReceipt> ValidationFlow::RunDvcs(
    const DvcsQuestion& question, const Caller& caller) {
  v1::ValidateRequest request;
  request.set_signature(DvcsSubjectOctets(question.request.data));
  request.set_policy_id(question.request.information.policy_oid);
  Job job = {request, caller, rooms_.clock.Now(), &question.exchange};
  job.asked_time = question.asked_time;
  KEPIL_RETURN_IF_ERROR(
      CheckService(options_.statement, caller.principal, job.received_at));
  KEPIL_RETURN_IF_ERROR(CheckValidateRequest(request));
  KEPIL_ASSIGN_OR_RETURN(std::optional<v1::IssuedReceipt> known,
                         FindAsked(job));
  if (known.has_value()) {
    return *std::move(known);
  }
  KEPIL_ASSIGN_OR_RETURN(const Context context, ContextOf(job));
  KEPIL_ASSIGN_OR_RETURN(const SignatureDocument document, DocumentOf(job));
  return JudgeAndIssue(job, context, document);
}

absl::StatusOr<bool> ValidationFlow::AskPeers(const Job& job,
                                              const Context& context,
                                              const JudgedDocument& judged,
                                              const SignatureDocument& document,
                                              EvidenceSet& evidence) const {
  if (rooms_.forwarding == nullptr || job.asked_time.has_value() ||
      WasForwarded(job.caller.principal, job.caller.ingress.mode, job.dvcs)) {
    return false;
  }
  KEPIL_ASSIGN_OR_RETURN(
      ForwardingFlow::Gathered gathered,
      rooms_.forwarding->Gather({document, job.request.signature(),
                                 judged.conclusions, *context.trust,
                                 context.control_time, rooms_.clock.Now(),
                                 job.caller.deadline}));
  for (PeerEvidence& peer : gathered.peers) {
    evidence.peers.push_back(std::move(peer));
  }
  evidence.acquisition_failures.insert(evidence.acquisition_failures.end(),
                                       gathered.failures.begin(),
                                       gathered.failures.end());
  return !gathered.empty();
}

absl::StatusOr<v1::IssuedReceipt> ValidationFlow::JudgeAndIssue(
    const Job& job, const Context& context, const SignatureDocument& document) {
  // Before anything is asked, kept or written about it (DOM-09).
  KEPIL_RETURN_IF_ERROR(RefuseSpecialCas(document, *context.trust));
  DigitalUses::Record uses(
      rooms_.uses, {job.caller.principal.id(), context.usage.lawful_basis(),
                    *context.trust});
  KEPIL_ASSIGN_OR_RETURN(
      EvidenceSet evidence,
      rooms_.collector.Collect(
          {document, *context.trust, *context.policy, context.control_time,
           job.caller.deadline, rooms_.memo, &uses,
           job.asked_time.has_value() ? EvidenceMoment::kPast
                                      : EvidenceMoment::kNow}));
  const DocumentJudgement judgement = {document,
                                       evidence,
                                       *context.trust,
                                       *context.policy,
                                       context.control_time,
                                       context.law.get(),
                                       context.usage,
                                       rooms_.memo,
                                       job.request.signature()};
  JudgedDocument judged = JudgeDocument(judgement);
  KEPIL_ASSIGN_OR_RETURN(const bool more,
                         AskPeers(job, context, judged, document, evidence));
  if (more) {
    judged = JudgeDocument(judgement);
  }
  KeepCertificates(judged, rooms_.certificates);
  KEPIL_RETURN_IF_ERROR(
      CheckNationalSigner(job.caller.principal, judged, *context.trust));
  KEPIL_RETURN_IF_ERROR(
      CheckCrossBorder(judged.conclusions, *context.trust,
                       context.usage.relying_party_country()));
  KEPIL_RETURN_IF_ERROR(ArchiveRules(*context.policy, context.law.get()));
  KEPIL_ASSIGN_OR_RETURN(const std::optional<storage::v1::PeerWork> promised,
                         PromiseLater(job, document, judged));

  ReceiptIssuer::Draft draft;
  draft.body = VerdictOf(judgement, std::move(judged.reports));
  FillRequest(job.request, job.caller, job.digest, draft.body);
  SetTimestamp(job.received_at, *draft.body.mutable_received_at());
  *draft.body.mutable_usage() = context.usage;
  FillAskedTime(job.asked_time, draft.body);
  for (const v1::ContentDigest& digest :
       ContentDigestsOf(job.request, document)) {
    *draft.body.add_content_digests() = digest;
  }
  AddStatement(options_.statement, draft.body);
  AddLimitations(context, draft.body);
  for (const v1::Limitation limitation :
       LimitationsOf(job.request, document, job.dvcs, context.usage)) {
    draft.body.add_limitations(limitation);
  }
  if (judged.is_peer_silent) {
    draft.body.add_limitations(v1::LIMITATION_PEER_SILENT);
  }
  if (job.dvcs != nullptr) {
    *draft.body.mutable_dvcs() = *job.dvcs;
    for (size_t i = 0; i < judged.conclusions.size(); ++i) {
      draft.body.mutable_dvcs()->add_targets(
          DvcTargetOf(judged.conclusions[i],
                      draft.body.signatures(static_cast<int>(i)), evidence));
    }
  }
  draft.manifest = ManifestOf(evidence, context.control_time);
  draft.idempotency = RowOf(job.request, job.caller.principal, job.digest);
  draft.may_group = context.policy->message().may_group_receipts();
  draft.calendar = context.law == nullptr ? nullptr : context.law->calendar;
  if (!HoldsContent(document, job.dvcs) &&
      (job.work == nullptr || !IsDetachedForm(*job.work))) {
    draft.file = job.request.signature();
  }
  if (job.work != nullptr) {
    NameOriginal(*job.work, draft.body);
    draft.id = job.work->receipt_id();
    draft.idempotency = LaterRow(*job.work);
  } else if (promised.has_value()) {
    draft.id = promised->first_receipt_id();
  }
  absl::StatusOr<v1::IssuedReceipt> receipt =
      rooms_.issuer.Issue(std::move(draft));
  if (promised.has_value() &&
      (!receipt.ok() ||
       receipt->id() != absl::BytesToHexString(promised->first_receipt_id()))) {
    rooms_.later->Withdraw(*promised);
  }
  return receipt;
}

absl::StatusOr<std::optional<storage::v1::PeerWork>>
ValidationFlow::PromiseLater(const Job& job, const SignatureDocument& document,
                             const JudgedDocument& judged) {
  if (!judged.is_peer_silent || rooms_.later == nullptr) {
    return std::optional<storage::v1::PeerWork>();
  }
  if (job.work != nullptr) {
    return job.attempt == PeerAttempt::kLast
               ? absl::StatusOr<std::optional<storage::v1::PeerWork>>(
                     std::nullopt)
               : MakeError(absl::StatusCode::kUnavailable,
                           v1::ERROR_REASON_PEER_DOWN, "still silent");
  }
  std::optional<storage::v1::PeerWork> work =
      WorkFor({job.request, document, job.caller.principal,
               job.caller.ingress.mode, job.dvcs});
  if (!work.has_value()) {
    return std::optional<storage::v1::PeerWork>();  // Who asked asks again.
  }
  return rooms_.later->Promise(*std::move(work));
}

std::string ValidationFlow::LaterReceiptOf(absl::string_view receipt_id) const {
  const std::optional<std::string> later =
      rooms_.later == nullptr
          ? std::nullopt
          : rooms_.later->LaterOf(absl::HexStringToBytes(receipt_id));
  return later.has_value() ? absl::BytesToHexString(*later) : "";
}

absl::StatusOr<v1::IssuedReceipt> ValidationFlow::RunLater(
    const storage::v1::PeerWork& work, PeerAttempt attempt) {
  const absl::StatusOr<ReceiptRecord> known =
      rooms_.receipts.Get(work.receipt_id());
  if (known.ok()) {
    return rooms_.issuer.Get(work.receipt_id());
  }
  Caller caller;
  caller.principal = work.caller();
  caller.ingress.mode = work.mode();
  Job job = {work.request(), caller, rooms_.clock.Now(),
             work.has_dvcs() ? &work.dvcs() : nullptr};
  job.work = &work;
  job.attempt = attempt;
  KEPIL_ASSIGN_OR_RETURN(const Context context, ContextOf(job));
  KEPIL_ASSIGN_OR_RETURN(const SignatureDocument document, DocumentOf(job));
  return JudgeAndIssue(job, context, document);
}

absl::StatusOr<std::optional<v1::IssuedReceipt>> ValidationFlow::FindAsked(
    const Job& job) {
  if (rooms_.later == nullptr) {
    return std::optional<v1::IssuedReceipt>();
  }
  storage::v1::PeerWork asked;
  *asked.mutable_caller() = job.caller.principal;
  asked.set_request_key(DvcsRequestKey(*job.dvcs));
  asked.set_has_nonce(HasNonce(*job.dvcs));
  const std::optional<std::string> first =
      rooms_.later->FirstOf(asked.caller().tls_sha256(), asked.request_key());
  if (!first.has_value()) {
    return FindKnown(LaterRow(asked));
  }
  const std::string later = rooms_.later->LaterOf(*first).value_or("");
  return rooms_.issuer.Get(rooms_.receipts.Get(later).ok() ? later : *first);
}

}  // namespace kepil
