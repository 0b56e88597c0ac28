#include "services/gateway/validation_flow.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/status_macros.h"
#include "engine/signature/dvcs_document.h"
#include "services/gateway/cross_border.h"
#include "services/gateway/national_nexus.h"
#include "services/gateway/special_ca_refusal.h"
#include "services/gateway/validate_request.h"
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

SignatureInput InputOf(const v1::ValidateRequest& request) {
  SignatureInput input;
  input.signature = request.signature();
  if (request.has_content()) {
    input.content = request.content();
  }
  for (const v1::ContentDigest& digest : request.digests().digests()) {
    input.digests.push_back({HashFromName(digest.hash()), digest.value()});
  }
  return input;
}

// Digests that stand in the receipt: the caller's, or SHA-256 and every other
// algorithm that a signer used over the content at hand.
absl::StatusOr<std::vector<v1::ContentDigest>> DigestsOf(
    const v1::ValidateRequest& request, const SignatureDocument& document) {
  if (request.has_digests()) {
    return std::vector<v1::ContentDigest>(request.digests().digests().begin(),
                                          request.digests().digests().end());
  }
  std::optional<absl::string_view> content = document.attached_content;
  if (request.has_content()) {
    content = request.content();
  }
  std::vector<v1::ContentDigest> digests;
  if (!content.has_value()) {
    return digests;
  }
  std::vector<HashAlgorithm> algorithms = {HashAlgorithm::kSha256};
  for (const auto& signature : document.signatures) {
    const HashAlgorithm used = signature->digest_algorithm();
    if (used != HashAlgorithm::kUnknown &&
        std::find(algorithms.begin(), algorithms.end(), used) ==
            algorithms.end()) {
      algorithms.push_back(used);
    }
  }
  for (const HashAlgorithm algorithm : algorithms) {
    const absl::StatusOr<std::string> value = HashOf(algorithm, *content);
    if (value.ok()) {
      v1::ContentDigest digest;
      digest.set_hash(std::string(HashName(algorithm)));
      digest.set_value(*value);
      digests.push_back(std::move(digest));
    }
  }
  return digests;
}

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

// Whether the octets that came hold the content, which is never stored.
bool HoldsContent(const SignatureDocument& document,
                  const v1::DvcsExchange* dvcs) {
  return document.attached_content.has_value() ||
         (dvcs != nullptr &&
          dvcs->service() == static_cast<int>(DvcsService::kCpd));
}

std::vector<v1::Limitation> LimitationsOf(const v1::ValidateRequest& request,
                                          const SignatureDocument& document,
                                          const v1::DvcsExchange* dvcs,
                                          const v1::UsageContext& usage) {
  std::vector<v1::Limitation> limitations;
  if (request.has_digests()) {
    limitations.push_back(v1::LIMITATION_CONTENT_BY_DIGEST_ONLY);
  }
  if (HoldsContent(document, dvcs)) {
    limitations.push_back(v1::LIMITATION_CONTENT_NOT_KEPT);
  }
  if (!document.signatures.empty()) {  // Else there is no signer.
    limitations.push_back(v1::LIMITATION_AGE_OF_SIGNER_NOT_CHECKED);
  }
  if (usage.exchange_governing_law() != kLawOfHome) {
    limitations.push_back(v1::LIMITATION_GOVERNING_LAW_NOT_EVALUATED);
  }
  return limitations;
}

// Of a foreign TTP's question: holds its nonce.
absl::string_view InformationOf(const v1::DvcsExchange* dvcs) {
  return dvcs != nullptr ? absl::string_view(dvcs->request_information())
                         : absl::string_view();
}

// How it came (GWY-04).
void FillIngress(const Ingress& ingress, v1::ReceiptBody& body) {
  body.set_ingress_mode(ingress.mode);
  body.set_forwarder(ingress.forwarder);
  body.set_forwarder_sha256(ingress.forwarder_sha256);
  body.set_message_id(ingress.message_id);
  if (ingress.sent_at.has_value()) {
    SetTimestamp(*ingress.sent_at, *body.mutable_sent_at());
  }
  *body.mutable_hops() = {ingress.hops.begin(), ingress.hops.end()};
  body.set_direct_citation(ingress.direct_citation);
}

// Who asked what.
void FillRequest(const v1::ValidateRequest& request, const Caller& caller,
                 const v1::DvcsExchange* dvcs, v1::ReceiptBody& body) {
  body.set_caller(caller.principal.id());
  body.set_caller_sha256(caller.principal.tls_sha256());
  FillIngress(caller.ingress, body);
  body.set_request_sha256(
      std::string(RequestDigest(request, InformationOf(dvcs)).bytes()));
  body.set_signature_sha256(std::string(Sha256(request.signature()).bytes()));
  body.set_automated(true);
}

std::optional<IdempotencyRow> RowOf(const v1::ValidateRequest& request,
                                    const Caller& caller,
                                    const v1::DvcsExchange* dvcs) {
  if (request.idempotency_key().empty()) {
    return std::nullopt;
  }
  return IdempotencyRow{caller.principal.tls_sha256(),
                        std::string(Sha256(request.idempotency_key()).bytes()),
                        RequestDigest(request, InformationOf(dvcs))};
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
  KEPIL_ASSIGN_OR_RETURN(v1::IssuedReceipt receipt,
                         rooms_.issuer.GetByIndex(hit->index));
  return std::optional<v1::IssuedReceipt>(std::move(receipt));
}

absl::Status ValidationFlow::ArchiveInputs(const Job& job,
                                           const SignatureDocument& document,
                                           const ValidationPolicy& policy,
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
  if (HoldsContent(document, job.dvcs)) {
    return absl::OkStatus();
  }
  return rooms_.evidence.Archive(Sha256(job.request.signature()),
                                 job.request.signature());
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
  context.control_time =
      absl::FromUnixSeconds(absl::ToUnixSeconds(job.received_at));
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
  KEPIL_ASSIGN_OR_RETURN(std::optional<v1::IssuedReceipt> known,
                         FindKnown(RowOf(job.request, job.caller, job.dvcs)));
  if (known.has_value()) {
    return *std::move(known);
  }
  KEPIL_ASSIGN_OR_RETURN(const Context context, ContextOf(job));
  KEPIL_ASSIGN_OR_RETURN(
      const SignatureDocument document,
      ParseSignatureDocument(InputOf(job.request), rooms_.certificates,
                             options_.parse));
  return JudgeAndIssue(job, context, document);
}

absl::StatusOr<std::string> ValidationFlow::ContentOf(
    const v1::ValidateRequest& request) const {
  KEPIL_ASSIGN_OR_RETURN(
      const SignatureDocument document,
      ParseSignatureDocument(InputOf(request), rooms_.certificates,
                             options_.parse));
  return std::string(document.attached_content.value_or(""));
}

absl::StatusOr<v1::IssuedReceipt> ValidationFlow::RunDvcs(
    const DvcsQuestion& question, const Caller& caller) {
  v1::ValidateRequest request;
  request.set_signature(DvcsSubjectOctets(question.request.data));
  request.set_policy_id(question.request.information.policy_oid);
  const Job job = {request, caller, rooms_.clock.Now(), &question.exchange};
  KEPIL_RETURN_IF_ERROR(
      CheckService(options_.statement, caller.principal, job.received_at));
  KEPIL_RETURN_IF_ERROR(CheckValidateRequest(request));
  KEPIL_ASSIGN_OR_RETURN(const Context context, ContextOf(job));
  KEPIL_ASSIGN_OR_RETURN(
      const SignatureDocument document,
      DvcsDocumentOf(question.request.information.service, request.signature(),
                     rooms_.certificates, options_.parse));
  return JudgeAndIssue(job, context, document);
}

absl::StatusOr<v1::IssuedReceipt> ValidationFlow::JudgeAndIssue(
    const Job& job, const Context& context, const SignatureDocument& document) {
  // Before anything is asked, kept or written about it (DOM-09).
  KEPIL_RETURN_IF_ERROR(RefuseSpecialCas(document, *context.trust));
  KEPIL_ASSIGN_OR_RETURN(
      const EvidenceSet evidence,
      rooms_.collector.Collect({document, *context.trust, *context.policy,
                                context.control_time, job.caller.deadline,
                                rooms_.memo}));
  const DocumentJudgement judgement = {document,
                                       evidence,
                                       *context.trust,
                                       *context.policy,
                                       context.control_time,
                                       context.law.get(),
                                       context.usage,
                                       rooms_.memo};
  const JudgedDocument judged = JudgeDocument(judgement);
  KeepCertificates(judged, rooms_.certificates);
  KEPIL_RETURN_IF_ERROR(
      CheckNationalSigner(job.caller.principal, judged, *context.trust));
  KEPIL_RETURN_IF_ERROR(
      CheckCrossBorder(judged.conclusions, *context.trust,
                       context.usage.relying_party_country()));
  KEPIL_RETURN_IF_ERROR(
      ArchiveInputs(job, document, *context.policy, context.law.get()));

  ReceiptIssuer::Draft draft;
  draft.body = VerdictOf(judgement, judged);
  FillRequest(job.request, job.caller, job.dvcs, draft.body);
  SetTimestamp(job.received_at, *draft.body.mutable_received_at());
  *draft.body.mutable_usage() = context.usage;
  KEPIL_ASSIGN_OR_RETURN(const std::vector<v1::ContentDigest> digests,
                         DigestsOf(job.request, document));
  for (const v1::ContentDigest& digest : digests) {
    *draft.body.add_content_digests() = digest;
  }
  AddStatement(options_.statement, draft.body);
  AddLimitations(context, draft.body);
  for (const v1::Limitation limitation :
       LimitationsOf(job.request, document, job.dvcs, context.usage)) {
    draft.body.add_limitations(limitation);
  }
  if (job.dvcs != nullptr) {
    *draft.body.mutable_dvcs() = *job.dvcs;
    for (const Conclusion& conclusion : judged.conclusions) {
      draft.body.mutable_dvcs()->add_targets(DvcTargetOf(conclusion));
    }
  }
  draft.manifest = ManifestOf(evidence, context.control_time);
  draft.idempotency = RowOf(job.request, job.caller, job.dvcs);
  if (context.law != nullptr) {
    draft.calendar = context.law->calendar;
  }
  return rooms_.issuer.Issue(std::move(draft));
}

}  // namespace kepil
