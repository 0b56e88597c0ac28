#include "services/gateway/application_flow.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/trust/legal_date.h"
#include "services/gateway/officer_act.h"
#include "trustlist/admission_check.h"

namespace kepil {
namespace {

constexpr size_t kMaxSignature = 64 * 1024;
constexpr int kMaxListed = 200;

absl::Status CheckId(absl::string_view id) {
  if (id.size() != 32 ||
      id.find_first_not_of("0123456789abcdef") != absl::string_view::npos) {
    return MalformedError("an application id is 32 lower-case hex characters");
  }
  return absl::OkStatus();
}

// Octets of the documents of one type.
absl::StatusOr<std::vector<std::string>> DocumentsOf(
    const v1::Application& application, v1::RegistrationDocument type,
    const ApplicationStore& store) {
  std::vector<std::string> octets;
  for (const v1::ApplicationDocument& document : application.documents()) {
    if (document.type() == type) {
      KEPIL_ASSIGN_OR_RETURN(const Digest digest,
                             Digest::FromBytes(document.sha256()));
      KEPIL_ASSIGN_OR_RETURN(std::string content, store.ReadDocument(digest));
      octets.push_back(std::move(content));
    }
  }
  return octets;
}

}  // namespace

absl::Status ApplicationFlow::SettleState(v1::Application& application) const {
  if (application.state() != v1::APPLICATION_STATE_PROPOSED) {
    return absl::OkStatus();
  }
  KEPIL_ASSIGN_OR_RETURN(const storage::v1::StoredChange change,
                         rooms_.registry.ReadChange(
                             absl::HexStringToBytes(application.change_id())));
  if (change.state() == storage::v1::StoredChange::STATE_EFFECTIVE) {
    application.set_state(v1::APPLICATION_STATE_APPROVED);
    return absl::OkStatus();
  }
  v1::ChangeStatement statement;
  statement.ParseFromString(change.statement());
  if (change.state() == storage::v1::StoredChange::STATE_REFUSED ||
      rooms_.clock.Now() >
          absl::FromUnixSeconds(statement.expires_at().seconds())) {
    application.set_state(v1::APPLICATION_STATE_CHECKED);
    application.clear_change_id();
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::Application> ApplicationFlow::Read(
    absl::string_view application_id) const {
  KEPIL_RETURN_IF_ERROR(CheckId(application_id));
  KEPIL_ASSIGN_OR_RETURN(v1::Application application,
                         rooms_.applications.Read(application_id));
  KEPIL_RETURN_IF_ERROR(SettleState(application));
  return application;
}

absl::Status ApplicationFlow::Put(v1::Application application,
                                  storage::v1::AuditKind kind,
                                  const v1::PrincipalRecord& officer,
                                  std::optional<std::string> document) {
  ApplicationWrite write;
  write.audit.set_kind(kind);
  write.audit.set_principal(officer.id());
  write.audit.set_application_id(
      absl::HexStringToBytes(application.application_id()));
  write.audit.set_change_id(absl::HexStringToBytes(application.change_id()));
  write.audit.mutable_at()->set_seconds(
      absl::ToUnixSeconds(rooms_.clock.Now()));
  write.application = std::move(application);
  write.document = std::move(document);
  return rooms_.applications.Put(write);
}

LegalRulesRef ApplicationFlow::RulesInForce(absl::Time now) const {
  LegalRulesRef rules = rooms_.legal_rules();
  if (rules == nullptr ||
      rules->calendar->DayOf(now) < rules->pack->in_force()) {
    return nullptr;
  }
  return rules;
}

absl::StatusOr<v1::EnterApplicationResponse> ApplicationFlow::Enter(
    const v1::EnterApplicationRequest& request,
    const v1::PrincipalRecord& officer) {
  const absl::Time now = rooms_.clock.Now();
  KEPIL_ASSIGN_OR_RETURN(v1::Application application,
                         EnterApplication(request.content(), rooms_.random(16),
                                          {officer.id(), now}));
  const LegalRulesRef rules = RulesInForce(now);
  const int days = rules == nullptr
                       ? 0
                       : rules->pack->message().registration().decision_days();
  if (days > 0) {
    *application.mutable_decide_by() =
        DayToProto(rules->calendar->DayOf(now) + days);
  }
  KEPIL_RETURN_IF_ERROR(
      Put(application, storage::v1::AUDIT_KIND_APPLICATION_ENTERED, officer));
  v1::EnterApplicationResponse response;
  *response.mutable_application() = std::move(application);
  return response;
}

absl::StatusOr<v1::AddDocumentResponse> ApplicationFlow::Add(
    const v1::AddDocumentRequest& request, const v1::PrincipalRecord& officer) {
  KEPIL_ASSIGN_OR_RETURN(const v1::Application before,
                         Read(request.application_id()));
  KEPIL_ASSIGN_OR_RETURN(
      v1::Application after,
      AddDocument(before, request, {officer.id(), rooms_.clock.Now()}));
  KEPIL_RETURN_IF_ERROR(Put(after, storage::v1::AUDIT_KIND_APPLICATION_DOCUMENT,
                            officer, request.content()));
  v1::AddDocumentResponse response;
  *response.mutable_application() = std::move(after);
  return response;
}

absl::StatusOr<v1::GetApplicationResponse> ApplicationFlow::Get(
    const v1::GetApplicationRequest& request) {
  v1::GetApplicationResponse response;
  KEPIL_ASSIGN_OR_RETURN(*response.mutable_application(),
                         Read(request.application_id()));
  return response;
}

absl::StatusOr<v1::ListApplicationsResponse> ApplicationFlow::List(
    const v1::ListApplicationsRequest& request) {
  KEPIL_ASSIGN_OR_RETURN(std::vector<v1::Application> applications,
                         rooms_.applications.List(kMaxListed));
  v1::ListApplicationsResponse response;
  for (v1::Application& application : applications) {
    KEPIL_RETURN_IF_ERROR(SettleState(application));
    if (request.state() == v1::APPLICATION_STATE_UNSPECIFIED ||
        request.state() == application.state()) {
      // What GetApplication is for stays out: answers are bounded.
      application.clear_report();
      application.clear_refusal();
      application.mutable_content()->clear_sample_certificates();
      application.mutable_content()->mutable_authority()->clear_services();
      *response.add_applications() = std::move(application);
    }
  }
  return response;
}

absl::StatusOr<v1::GetDocumentResponse> ApplicationFlow::GetDocument(
    const v1::GetDocumentRequest& request) {
  const absl::StatusOr<Digest> digest = Digest::FromBytes(request.sha256());
  if (!digest.ok()) {
    return MalformedError("a document is named by 32 octets");
  }
  v1::GetDocumentResponse response;
  KEPIL_ASSIGN_OR_RETURN(*response.mutable_content(),
                         rooms_.applications.ReadDocument(*digest));
  return response;
}

absl::StatusOr<v1::AdmissionReport> ApplicationFlow::Judge(
    const v1::Application& application, const AdmissionEvidence& evidence,
    const std::string& officer) {
  // Time of the answers, not of the question.
  const absl::Time now =
      absl::FromUnixSeconds(absl::ToUnixSeconds(rooms_.clock.Now()));
  KEPIL_ASSIGN_OR_RETURN(const ValidationPolicyRef policy,
                         rooms_.rules()->Find(options_.admission_policy));
  KEPIL_ASSIGN_OR_RETURN(
      std::vector<std::string> requests,
      DocumentsOf(application, v1::REGISTRATION_DOCUMENT_POSSESSION_REQUEST,
                  rooms_.applications));
  KEPIL_ASSIGN_OR_RETURN(
      std::vector<std::string> possession_crls,
      DocumentsOf(application, v1::REGISTRATION_DOCUMENT_POSSESSION_CRL,
                  rooms_.applications));
  const LegalRulesRef rules = RulesInForce(now);
  const auto image = rooms_.registry.image();
  const TrustSnapshotRef trust = rooms_.trust.Current();
  v1::AdmissionReport report = JudgeAdmission(
      {application, *image, trust->treaties(),
       rules == nullptr ? nullptr : &rules->pack->message().registration(), now,
       rules == nullptr ? absl::ToCivilDay(now, absl::UTCTimeZone())
                        : rules->calendar->DayOf(now),
       policy->clock_skew(), std::move(requests), std::move(possession_crls),
       evidence.crls, evidence.ocsp, evidence.timestamps,
       [&policy](const SignatureAlgorithm& algorithm, const PublicKey& key) {
         return policy->ReliableUntil(algorithm, key);
       },
       rooms_.certificates, options_.list_reference});
  if (rules != nullptr) {
    report.set_rule_pack(rules->pack->urn());
    report.set_rule_pack_sha256(std::string(rules->pack->digest().bytes()));
  }
  report.set_policy(policy->urn());
  report.set_checked_by(officer);
  for (const std::string& octets : evidence.Octets()) {
    const Digest digest = Sha256(octets);
    KEPIL_RETURN_IF_ERROR(rooms_.evidence.Archive(digest, octets));
    report.add_evidence(std::string(digest.bytes()));
  }
  return report;
}

absl::StatusOr<v1::CheckApplicationResponse> ApplicationFlow::Check(
    const v1::CheckApplicationRequest& request,
    const v1::PrincipalRecord& officer, absl::Time deadline) {
  KEPIL_ASSIGN_OR_RETURN(const v1::Application before,
                         Read(request.application_id()));
  KEPIL_ASSIGN_OR_RETURN(
      const v1::Application review,
      BeginReview(before, {request.approved_addresses().begin(),
                           request.approved_addresses().end()}));
  // On record before anything is asked.
  KEPIL_RETURN_IF_ERROR(
      Put(review, storage::v1::AUDIT_KIND_APPLICATION_REVIEW, officer));
  const AdmissionEvidence evidence = rooms_.gatherer.Gather(review, deadline);
  KEPIL_ASSIGN_OR_RETURN(const v1::AdmissionReport report,
                         Judge(review, evidence, officer.id()));
  KEPIL_ASSIGN_OR_RETURN(v1::Application checked, TakeReport(review, report));
  KEPIL_RETURN_IF_ERROR(
      Put(checked, storage::v1::AUDIT_KIND_APPLICATION_CHECKED, officer));
  v1::CheckApplicationResponse response;
  *response.mutable_application() = std::move(checked);
  return response;
}

absl::StatusOr<v1::ApproveApplicationResponse> ApplicationFlow::Approve(
    const v1::ApproveApplicationRequest& request,
    const v1::PrincipalRecord& officer) {
  KEPIL_ASSIGN_OR_RETURN(const v1::Application before,
                         Read(request.application_id()));
  v1::ChangeDraft draft;
  draft.set_act(v1::ACT_APPROVE);
  KEPIL_ASSIGN_OR_RETURN(
      *draft.mutable_authority(),
      RecordToAdmit(before, request.decision(), rooms_.clock.Now(),
                    options_.max_report_age));
  KEPIL_ASSIGN_OR_RETURN(const storage::v1::StoredChange change,
                         rooms_.registry.Propose(draft, officer));
  v1::ChangeStatement statement;
  if (!statement.ParseFromString(change.statement())) {
    return MakeError(absl::StatusCode::kDataLoss,
                     v1::ERROR_REASON_STORE_CORRUPT,
                     "a stored statement cannot be read");
  }
  v1::ApproveApplicationResponse response;
  response.set_change_id(absl::BytesToHexString(statement.change_id()));
  response.set_statement(change.statement());
  KEPIL_ASSIGN_OR_RETURN(v1::Application proposed,
                         ProposedAs(before, response.change_id()));
  KEPIL_RETURN_IF_ERROR(Put(std::move(proposed),
                            storage::v1::AUDIT_KIND_APPLICATION_PROPOSED,
                            officer));
  return response;
}

absl::Status ApplicationFlow::CheckRefusalSignature(
    const v1::Application& application, absl::string_view signature,
    const v1::PrincipalRecord& officer) {
  if (signature.size() > kMaxSignature) {
    return MakeError(absl::StatusCode::kInvalidArgument,
                     v1::ERROR_REASON_DOCUMENT_TOO_LARGE,
                     "an act's signature has at most 64 KiB");
  }
  KEPIL_ASSIGN_OR_RETURN(const ValidationPolicyRef policy,
                         rooms_.rules()->Find(options_.officer_policy));
  return CheckOfficerAct({application.refusal(), signature, officer, *policy,
                          rooms_.clock.Now()},
                         rooms_.certificates)
      .status();
}

absl::StatusOr<v1::RefuseApplicationResponse> ApplicationFlow::Refuse(
    const v1::RefuseApplicationRequest& request,
    const v1::PrincipalRecord& officer) {
  KEPIL_ASSIGN_OR_RETURN(const v1::Application before,
                         Read(request.application_id()));
  const ApplicationStep step = {officer.id(), rooms_.clock.Now()};
  v1::RefuseApplicationResponse response;
  if (request.signature().empty()) {
    RefusalTerms terms;
    terms.other_ground = request.other_ground();
    const LegalRulesRef rules = RulesInForce(step.now);
    if (rules != nullptr) {
      terms.appeal_info = rules->pack->message().registration().appeal_info();
      terms.rule_pack = rules->pack->urn();
      terms.rule_pack_sha256 = std::string(rules->pack->digest().bytes());
    }
    KEPIL_ASSIGN_OR_RETURN(const v1::Application made,
                           MakeRefusal(before, terms, step));
    KEPIL_RETURN_IF_ERROR(
        Put(made, storage::v1::AUDIT_KIND_APPLICATION_REFUSAL_MADE, officer));
    response.set_refusal(made.refusal());
    response.set_state(made.state());
    return response;
  }
  // The step first: it says what is wrong with the state before the engine is
  // asked about a signature over nothing.
  KEPIL_ASSIGN_OR_RETURN(v1::Application refused,
                         kepil::Refuse(before, request.signature(), step));
  const absl::Status signature =
      CheckRefusalSignature(before, request.signature(), officer);
  if (!signature.ok()) {
    KEPIL_RETURN_IF_ERROR(
        rooms_.registry.RecordRejectedAct("", officer, signature));
    return signature;
  }
  response.set_refusal(refused.refusal());
  response.set_state(refused.state());
  KEPIL_RETURN_IF_ERROR(Put(std::move(refused),
                            storage::v1::AUDIT_KIND_APPLICATION_REFUSED,
                            officer));
  return response;
}

}  // namespace kepil
