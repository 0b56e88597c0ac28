#include "trustlist/application.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/digest.h"

namespace kepil {
namespace {

constexpr size_t kMaxContent = size_t{512} << 10;
constexpr int kMaxCertificates = 256;
constexpr int kMaxAddresses = 64;
constexpr size_t kMaxText = 1024;
constexpr size_t kMaxName = 256;
constexpr size_t kMaxGround = 2048;

absl::Status StateError(v1::ErrorReason reason, absl::string_view message) {
  return MakeError(absl::StatusCode::kFailedPrecondition, reason, message);
}

absl::Status CheckOpen(const v1::Application& application) {
  switch (application.state()) {
    case v1::APPLICATION_STATE_SUBMITTED:
    case v1::APPLICATION_STATE_UNDER_REVIEW:
    case v1::APPLICATION_STATE_CHECKED:
      return absl::OkStatus();
    case v1::APPLICATION_STATE_PROPOSED:
      return StateError(v1::ERROR_REASON_APPLICATION_PROPOSED,
                        "a change that admits the applicant waits; refuse that "
                        "change first");
    case v1::APPLICATION_STATE_APPROVED:
    case v1::APPLICATION_STATE_REFUSED:
      return StateError(v1::ERROR_REASON_APPLICATION_DECIDED,
                        "the application has been decided");
    case v1::APPLICATION_STATE_UNSPECIFIED:
    case v1::ApplicationState_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::ApplicationState_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return MakeError(absl::StatusCode::kDataLoss, v1::ERROR_REASON_STORE_CORRUPT,
                   "an application in no known state");
}

absl::Status CheckChecked(const v1::Application& application) {
  KEPIL_RETURN_IF_ERROR(CheckOpen(application));
  if (application.state() != v1::APPLICATION_STATE_CHECKED ||
      !application.has_report()) {
    return StateError(v1::ERROR_REASON_APPLICATION_NOT_CHECKED,
                      "the application has not been checked as it stands");
  }
  return absl::OkStatus();
}

v1::Application Next(const v1::Application& application,
                     v1::ApplicationState state) {
  v1::Application next = application;
  next.set_state(state);
  next.set_revision(application.revision() + 1);
  return next;
}

absl::Status CheckRegistryFields(const v1::Authority& authority) {
  int certificates = 0;
  for (const v1::TrustService& service : authority.services()) {
    certificates += service.anchors_size() + service.intermediates_size();
    if (service.history_size() != 0) {
      return MalformedError("an application has no status history");
    }
  }
  if (certificates > kMaxCertificates) {
    return MalformedError("over 256 certificates");
  }
  if (!authority.decision().empty()) {
    return MalformedError("the decision is given with the approval");
  }
  return absl::OkStatus();
}

absl::Status CheckContent(const v1::ApplicationContent& content) {
  if (!content.has_authority() || content.ByteSizeLong() > kMaxContent) {
    return MalformedError("the record is missing, or the content over 512 KiB");
  }
  KEPIL_RETURN_IF_ERROR(CheckRegistryFields(content.authority()));
  if (content.address().size() > kMaxText ||
      content.contact().size() > kMaxText ||
      content.treaty_id().size() > kMaxName ||
      content.agreement().reference().size() > kMaxName) {
    return MalformedError("a text is longer than allowed");
  }
  if (content.sample_certificates_size() > 64) {
    return MalformedError("over 64 sample certificates");
  }
  if (!content.treaty_id().empty() && content.has_agreement()) {
    return MalformedError("either a treaty or an agreement");
  }
  const std::vector<std::string> addresses = AddressesOf(content);
  if (addresses.size() > kMaxAddresses) {
    return MalformedError("over 64 addresses");
  }
  return absl::OkStatus();
}

void AddOnce(const std::string& address, std::vector<std::string>& addresses) {
  if (!address.empty() && std::find(addresses.begin(), addresses.end(),
                                    address) == addresses.end()) {
    addresses.push_back(address);
  }
}

absl::Status CheckDocument(const v1::Application& application,
                           const v1::AddDocumentRequest& request) {
  if (request.type() == v1::REGISTRATION_DOCUMENT_UNSPECIFIED ||
      !v1::RegistrationDocument_IsValid(request.type())) {
    return MalformedError("no type of document");
  }
  if (request.name().empty() || request.name().size() > kMaxName) {
    return MalformedError("the name has 1 to 256 octets");
  }
  if (request.content().empty()) {
    return MalformedError("the document is empty");
  }
  if (request.content().size() > kMaxApplicationDocument) {
    return MakeError(absl::StatusCode::kInvalidArgument,
                     v1::ERROR_REASON_DOCUMENT_TOO_LARGE,
                     "a document has at most 4 MiB");
  }
  if (application.documents_size() >= kMaxApplicationDocuments) {
    return MakeError(absl::StatusCode::kInvalidArgument,
                     v1::ERROR_REASON_CONTAINER_LIMIT,
                     "an application has at most 64 documents");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::Application> EnterApplication(
    const v1::ApplicationContent& content, absl::string_view id,
    const ApplicationStep& step) {
  KEPIL_RETURN_IF_ERROR(CheckContent(content));
  v1::Application application;
  application.set_application_id(absl::BytesToHexString(id));
  application.set_state(v1::APPLICATION_STATE_SUBMITTED);
  *application.mutable_content() = content;
  application.mutable_submitted_at()->set_seconds(
      absl::ToUnixSeconds(step.now));
  application.set_submitted_by(step.principal);
  application.set_revision(1);
  return application;
}

absl::StatusOr<v1::Application> AddDocument(
    const v1::Application& application, const v1::AddDocumentRequest& request,
    const ApplicationStep& step) {
  KEPIL_RETURN_IF_ERROR(CheckOpen(application));
  KEPIL_RETURN_IF_ERROR(CheckDocument(application, request));
  v1::Application next = Next(application, v1::APPLICATION_STATE_SUBMITTED);
  next.clear_report();
  next.clear_refusal();
  next.clear_approved_addresses();
  v1::ApplicationDocument& document = *next.add_documents();
  document.set_type(request.type());
  document.set_name(request.name());
  document.set_sha256(std::string(Sha256(request.content()).bytes()));
  document.set_size(static_cast<int64_t>(request.content().size()));
  document.mutable_added_at()->set_seconds(absl::ToUnixSeconds(step.now));
  document.set_added_by(step.principal);
  return next;
}

std::vector<std::string> AddressesOf(const v1::ApplicationContent& content) {
  std::vector<std::string> addresses;
  for (const v1::TrustService& service : content.authority().services()) {
    AddOnce(service.tsa_url(), addresses);
    for (const v1::IssuerRevocationSources& issuer : service.revocation()) {
      for (const v1::RevocationSource& source : issuer.sources()) {
        AddOnce(source.crl_url(), addresses);
        AddOnce(source.ocsp_url(), addresses);
      }
    }
  }
  return addresses;
}

absl::StatusOr<v1::Application> BeginReview(
    const v1::Application& application,
    const std::vector<std::string>& approved) {
  KEPIL_RETURN_IF_ERROR(CheckOpen(application));
  const std::vector<std::string> known = AddressesOf(application.content());
  v1::Application next = Next(application, v1::APPLICATION_STATE_UNDER_REVIEW);
  next.clear_report();
  next.clear_refusal();
  next.clear_approved_addresses();
  for (const std::string& address : approved) {
    if (std::find(known.begin(), known.end(), address) == known.end()) {
      return MalformedError(
          "an approved address does not stand in the application");
    }
    next.add_approved_addresses(address);
  }
  return next;
}

absl::StatusOr<v1::Application> TakeReport(const v1::Application& application,
                                           const v1::AdmissionReport& report) {
  KEPIL_RETURN_IF_ERROR(CheckOpen(application));
  if (application.state() != v1::APPLICATION_STATE_UNDER_REVIEW) {
    return StateError(v1::ERROR_REASON_APPLICATION_NOT_CHECKED,
                      "a report is of an application under review");
  }
  v1::Application next = Next(application, v1::APPLICATION_STATE_CHECKED);
  *next.mutable_report() = report;
  return next;
}

absl::StatusOr<v1::Authority> RecordToAdmit(const v1::Application& application,
                                            absl::string_view decision,
                                            absl::Time now,
                                            absl::Duration max_report_age) {
  KEPIL_RETURN_IF_ERROR(CheckChecked(application));
  if (now - absl::FromUnixSeconds(application.report().at().seconds()) >
      max_report_age) {
    return StateError(v1::ERROR_REASON_APPLICATION_NOT_CHECKED,
                      "the report is too old; check again");
  }
  if (!application.report().admissible()) {
    return StateError(v1::ERROR_REASON_ADMISSION_CHECK_FAILED,
                      "a check of the admission failed");
  }
  if (decision.empty() || decision.size() > kMaxName) {
    return StateError(v1::ERROR_REASON_DECISION_MISSING,
                      "number and date of the decision have 1 to 256 octets");
  }
  v1::Authority authority = application.content().authority();
  authority.set_decision(std::string(decision));
  return authority;
}

absl::StatusOr<v1::Application> ProposedAs(const v1::Application& application,
                                           absl::string_view change_id_hex) {
  KEPIL_RETURN_IF_ERROR(CheckChecked(application));
  v1::Application next = Next(application, v1::APPLICATION_STATE_PROPOSED);
  next.set_change_id(std::string(change_id_hex));
  next.clear_refusal();
  return next;
}

absl::StatusOr<v1::Application> MakeRefusal(const v1::Application& application,
                                            const RefusalTerms& terms,
                                            const ApplicationStep& step) {
  KEPIL_RETURN_IF_ERROR(CheckChecked(application));
  if (terms.other_ground.size() > kMaxGround) {
    return MalformedError("a ground has at most 2048 octets");
  }
  v1::ApplicationRefusal refusal;
  for (const v1::AdmissionFinding& finding : application.report().findings()) {
    if (finding.outcome() == v1::ADMISSION_OUTCOME_FAILED) {
      *refusal.add_grounds() = finding;
    }
  }
  if (refusal.grounds().empty() && terms.other_ground.empty()) {
    return StateError(v1::ERROR_REASON_REFUSAL_WITHOUT_GROUNDS,
                      "no check failed and no other ground is given");
  }
  if (terms.appeal_info.empty()) {
    return StateError(v1::ERROR_REASON_APPEAL_INFO_MISSING,
                      "no rule pack says how a refusal is appealed");
  }
  const v1::ApplicationContent& content = application.content();
  refusal.set_application_id(
      absl::HexStringToBytes(application.application_id()));
  refusal.set_applicant(content.authority().legal_name());
  refusal.set_country(content.authority().country());
  refusal.set_other_ground(terms.other_ground);
  refusal.set_appeal_info(terms.appeal_info);
  refusal.set_rule_pack(terms.rule_pack);
  refusal.set_rule_pack_sha256(terms.rule_pack_sha256);
  refusal.set_officer(step.principal);
  refusal.mutable_created_at()->set_seconds(absl::ToUnixSeconds(step.now));
  *refusal.mutable_report_at() = application.report().at();
  v1::Application next = Next(application, v1::APPLICATION_STATE_CHECKED);
  next.set_refusal(refusal.SerializeAsString());
  return next;
}

absl::StatusOr<v1::Application> Refuse(const v1::Application& application,
                                       absl::string_view signature,
                                       const ApplicationStep& step) {
  KEPIL_RETURN_IF_ERROR(CheckOpen(application));
  v1::ApplicationRefusal refusal;
  if (application.refusal().empty()) {
    return StateError(v1::ERROR_REASON_REFUSAL_NOT_PROPOSED,
                      "no refusal of the application has been made");
  }
  KEPIL_RETURN_IF_ERROR(CheckChecked(application));
  if (!refusal.ParseFromString(application.refusal())) {
    return MakeError(absl::StatusCode::kDataLoss,
                     v1::ERROR_REASON_STORE_CORRUPT,
                     "a stored refusal cannot be read");
  }
  if (refusal.officer() != step.principal) {
    return MakeError(absl::StatusCode::kPermissionDenied,
                     v1::ERROR_REASON_SIGNER_MISMATCH,
                     "another officer made this refusal");
  }
  v1::Application next = Next(application, v1::APPLICATION_STATE_REFUSED);
  next.set_refusal_signature(std::string(signature));
  next.mutable_decided_at()->set_seconds(absl::ToUnixSeconds(step.now));
  next.set_decided_by(step.principal);
  return next;
}

}  // namespace kepil
