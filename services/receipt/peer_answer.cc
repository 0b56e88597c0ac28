#include "services/receipt/peer_answer.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "base/error.h"
#include "engine/crypto/digest.h"
#include "engine/signature/dvcs_request.h"
#include "kepil/v1/peer_exchange.pb.h"
#include "services/receipt/dvc_target_word.h"

namespace kepil {
namespace {

bool HasPassed(const Conclusion& own, v1::Constraint constraint) {
  return std::any_of(own.findings.begin(), own.findings.end(),
                     [constraint](const Finding& finding) {
                       return finding.constraint == constraint &&
                              finding.outcome == v1::CHECK_OUTCOME_PASSED;
                     });
}

bool IsDecisive(const Finding& finding) {
  return finding.outcome == v1::CHECK_OUTCOME_FAILED &&
         finding.level == v1::LEVEL_FAIL;
}

// Whether `request` asks about this signature.
bool IsAbout(const DvcsRequest& request, const Certificate& signer,
             absl::string_view file) {
  if (request.information.service == DvcsService::kVsd) {
    return request.data.kind == DvcsData::Kind::kMessage &&
           request.data.message == file;
  }
  return request.information.service == DvcsService::kCpkc &&
         std::any_of(
             request.data.certificates.begin(), request.data.certificates.end(),
             [&](const DvcsTarget& target) {
               return target.target.kind == DvcsToken::Kind::kCertificate &&
                      target.target.der == signer.der();
             });
}

struct Exchange {
  const PeerEvidence* evidence = nullptr;
  DvcsRequest request;
};

std::optional<Exchange> FindExchange(const PeerCase& input) {
  for (const PeerEvidence& peer : input.evidence.peers) {
    absl::StatusOr<DvcsRequest> request = ParseDvcsRequest(peer.request);
    if (request.ok() &&
        IsAbout(*request, *input.own.signing_certificate, input.file)) {
      return Exchange{&peer, *std::move(request)};
    }
  }
  return std::nullopt;
}

// Certificates of all receipt services, whatever their status: whose a signer
// is and how that one stands is looked at by itself.
std::vector<CertificateRef> RegisteredSigners(const TrustSnapshot& trust) {
  std::vector<CertificateRef> signers;
  for (const TrustService& service : trust.services()) {
    if (service.type == ServiceType::kReceipt) {
      signers.insert(signers.end(), service.anchors.begin(),
                     service.anchors.end());
    }
  }
  return signers;
}

v1::FindingReason ReasonOfStatus(ServiceStatus status) {
  switch (status) {
    case ServiceStatus::kUnlisted:
      return v1::FINDING_REASON_TRUST_SERVICE_NOT_YET_REGISTERED;
    case ServiceStatus::kSuspended:
      return v1::FINDING_REASON_TRUST_SERVICE_SUSPENDED;
    case ServiceStatus::kTerminated:
      return v1::FINDING_REASON_TRUST_SERVICE_TERMINATED;
    case ServiceStatus::kActive:
    case ServiceStatus::kTerminationNotified:
      break;
  }
  return v1::FINDING_REASON_UNSPECIFIED;
}

v1::Indication IndicationOf(DvcTargetWord word) {
  switch (word) {
    case DvcTargetWord::kValid:
      return v1::INDICATION_TOTAL_PASSED;
    case DvcTargetWord::kInvalid:
      return v1::INDICATION_TOTAL_FAILED;
    case DvcTargetWord::kUndecided:
    case DvcTargetWord::kWaiting:
      break;
  }
  return v1::INDICATION_INDETERMINATE;
}

bool IsOfUnknownAlgorithm(const Finding& finding) {
  return finding.reason == v1::FINDING_REASON_ALGORITHM_UNSUPPORTED ||
         finding.reason == v1::FINDING_REASON_PARAMETER_SET_UNKNOWN;
}

// What we hold against the signature ourselves, besides its missing path.
v1::FindingReason OwnObjection(const Conclusion& own, DvcsService service) {
  for (const Finding& finding : own.findings) {
    if (!IsDecisive(finding) ||
        finding.block == v1::BUILDING_BLOCK_X509_VALIDATION ||
        (service == DvcsService::kVsd && IsOfUnknownAlgorithm(finding))) {
      continue;
    }
    return finding.reason == v1::FINDING_REASON_UNSPECIFIED
               ? v1::FINDING_REASON_PROFILE_DEVIATION
               : finding.reason;
  }
  return v1::FINDING_REASON_UNSPECIFIED;
}

// One exchange and everything that is asked of it.
class Judgement {
 public:
  Judgement(const PeerCase& input, const Exchange& exchange)
      : input_(input), exchange_(exchange) {}

  JudgedPeer Run() {
    const DvcVerification dvc = Verify();
    Describe(dvc);
    v1::FindingReason reason = Check(dvc);
    const DvcTargetWord word = dvc.info.has_value()
                                   ? WordAbout(*dvc.info, signer()->der())
                                   : DvcTargetWord::kUndecided;
    if (reason == v1::FINDING_REASON_UNSPECIFIED) {
      result_.answer.set_indication(IndicationOf(word));
      reason = Counts(word);
    } else {
      result_.answer.set_indication(v1::INDICATION_INDETERMINATE);
    }
    result_.answer.set_reason(reason);
    if (reason == v1::FINDING_REASON_UNSPECIFIED &&
        word == DvcTargetWord::kValid) {
      result_.receipt =
          ForeignTtpReceipt{service_->id, Sha256(exchange_.evidence->answer)};
    }
    return std::move(result_);
  }

 private:
  const CertificateRef& signer() const {
    return input_.own.signing_certificate;
  }
  DvcVerification Verify();
  void Describe(const DvcVerification& dvc);
  v1::FindingReason Check(const DvcVerification& dvc);
  v1::FindingReason CheckTtp(const Certificate& dvc_signer);
  v1::FindingReason Counts(DvcTargetWord word) const;
  v1::FindingReason CheckTime(const DvcsTime& time) const;

  const PeerCase& input_;
  const Exchange& exchange_;
  JudgedPeer result_;
  const ForeignTtp* ttp_ = nullptr;
  const TrustService* service_ = nullptr;
};

DvcVerification Judgement::Verify() {
  DvcVerifyInput input;
  input.dvc = exchange_.evidence->answer;
  input.anchors = RegisteredSigners(input_.trust);
  input.request = &exchange_.request;
  return VerifyDvc(input);
}

void Judgement::Describe(const DvcVerification& dvc) {
  v1::PeerAnswer& answer = result_.answer;
  answer.set_authority_id(exchange_.evidence->authority_id);
  answer.set_receipt_sha256(
      std::string(Sha256(exchange_.evidence->answer).bytes()));
  if (!dvc.info.has_value()) {
    return;
  }
  answer.set_serial(absl::BytesToHexString(dvc.info->serial));
  answer.set_policy_oid(dvc.info->policy_oid);
  if (dvc.info->response_time.token.empty()) {
    answer.mutable_issued_at()->set_seconds(
        absl::ToUnixSeconds(dvc.info->response_time.time));
  }
}

v1::FindingReason Judgement::Check(const DvcVerification& dvc) {
  if (!dvc.problems.empty()) {
    return ReasonOfProblem(dvc.problems.front());
  }
  const v1::FindingReason ttp = CheckTtp(*dvc.signer);
  if (ttp != v1::FINDING_REASON_UNSPECIFIED) {
    return ttp;
  }
  const auto& policies = ttp_->policies;
  if (!policies.empty() && std::find(policies.begin(), policies.end(),
                                     dvc.info->policy_oid) == policies.end()) {
    return v1::FINDING_REASON_POLICY_UNKNOWN;
  }
  return CheckTime(dvc.info->response_time);
}

v1::FindingReason Judgement::CheckTtp(const Certificate& dvc_signer) {
  ttp_ = input_.trust.ForeignTtpOfSigner(dvc_signer);
  service_ = input_.trust.OwnerOfKey(dvc_signer.spki_digest());
  if (ttp_ == nullptr || service_ == nullptr ||
      ttp_->authority_id != exchange_.evidence->authority_id ||
      !ttp_->AnswersFor(CountryOfCertificate(*signer()))) {
    return v1::FINDING_REASON_TRUST_SERVICE_UNKNOWN;
  }
  return ReasonOfStatus(StatusAt(*service_, input_.control_time));
}

v1::FindingReason Judgement::CheckTime(const DvcsTime& time) const {
  const absl::Duration oldest = std::min(ttp_->max_receipt_age, kMaxPeerSkew);
  if (time.time < input_.control_time - oldest) {
    return v1::FINDING_REASON_REVOCATION_STALE;
  }
  return time.time > exchange_.evidence->obtained_at + kMaxPeerSkew
             ? v1::FINDING_REASON_FUTURE_CLAIMED_TIME
             : v1::FINDING_REASON_UNSPECIFIED;
}

v1::FindingReason Judgement::Counts(DvcTargetWord word) const {
  if (word == DvcTargetWord::kWaiting) {
    return v1::FINDING_REASON_FETCH_TIMED_OUT;
  }
  const DvcsService service = exchange_.request.information.service;
  const v1::FindingReason objection = OwnObjection(input_.own, service);
  if (objection != v1::FINDING_REASON_UNSPECIFIED) {
    return objection;
  }
  // The judge of a certificate by itself makes no finding about a value.
  const bool has_value = std::any_of(
      input_.own.findings.begin(), input_.own.findings.end(),
      [](const Finding& finding) {
        return finding.constraint == v1::CONSTRAINT_SIGNATURE_INTACT;
      });
  if (service == DvcsService::kCpkc && has_value &&
      !(HasPassed(input_.own, v1::CONSTRAINT_SIGNATURE_INTACT) &&
        HasPassed(input_.own, v1::CONSTRAINT_SIGNED_DATA_INTACT))) {
    return v1::FINDING_REASON_CONTENT_ABSENT;
  }
  return v1::FINDING_REASON_UNSPECIFIED;
}

}  // namespace

bool IsOpenToPeers(const Conclusion& own) {
  if (own.signing_certificate == nullptr || own.path.has_value() ||
      own.indication != v1::INDICATION_INDETERMINATE) {
    return false;
  }
  return std::any_of(
      own.findings.begin(), own.findings.end(), [](const Finding& finding) {
        return finding.constraint == v1::CONSTRAINT_PROSPECTIVE_PATH &&
               finding.outcome == v1::CHECK_OUTCOME_FAILED &&
               finding.reason == v1::FINDING_REASON_TRUST_SERVICE_UNKNOWN;
      });
}

std::string CountryOfCertificate(const Certificate& certificate) {
  std::string country = certificate.issuer().Country();
  return country.empty() ? certificate.subject().Country() : country;
}

std::optional<JudgedPeer> JudgePeer(const PeerCase& input) {
  if (input.evidence.peers.empty() || !IsOpenToPeers(input.own)) {
    return std::nullopt;
  }
  const std::optional<Exchange> exchange = FindExchange(input);
  if (!exchange.has_value()) {
    return std::nullopt;
  }
  return Judgement(input, *exchange).Run();
}

bool IsPeerSilent(const PeerCase& input) {
  if (!IsOpenToPeers(input.own)) {
    return false;
  }
  const Digest& signer = input.own.signing_certificate->fingerprint();
  const auto& failures = input.evidence.acquisition_failures;
  if (std::any_of(failures.begin(), failures.end(),
                  [&signer](const Finding& failure) {
                    return failure.subject == signer;
                  })) {
    return true;
  }
  const std::optional<JudgedPeer> judged = JudgePeer(input);
  return judged.has_value() &&
         judged->answer.reason() == v1::FINDING_REASON_FETCH_TIMED_OUT;
}

std::string PeerEvidenceToObject(const PeerEvidence& evidence) {
  v1::PeerExchange exchange;
  exchange.set_authority_id(evidence.authority_id);
  exchange.set_request(evidence.request);
  exchange.set_answer(evidence.answer);
  return exchange.SerializeAsString();
}

absl::StatusOr<PeerEvidence> PeerEvidenceFromObject(absl::string_view object,
                                                    absl::Time obtained_at) {
  v1::PeerExchange exchange;
  if (!exchange.ParseFromArray(object.data(),
                               static_cast<int>(object.size()))) {
    return MalformedError("an exchange with a foreign TTP cannot be read");
  }
  return PeerEvidence{exchange.authority_id(), exchange.request(),
                      exchange.answer(), obtained_at, Sha256(object)};
}

v1::FindingReason ReasonOfProblem(DvcProblem problem) {
  switch (problem) {
    case DvcProblem::kSignerUnknown:
      return v1::FINDING_REASON_TRUST_SERVICE_UNKNOWN;
    case DvcProblem::kSignerNotEntitled:
      return v1::FINDING_REASON_NO_SIGNING_USAGE;
    case DvcProblem::kSignerOutsideValidity:
      return v1::FINDING_REASON_EXPIRED;
    case DvcProblem::kSignatureInvalid:
      return v1::FINDING_REASON_VALUE_MISMATCH;
    case DvcProblem::kSigningCertificateMismatch:
      return v1::FINDING_REASON_REFERENCE_MISMATCH;
    case DvcProblem::kErrorNotice:
      return v1::FINDING_REASON_FETCH_REFUSED;
    case DvcProblem::kImprintMismatch:
      return v1::FINDING_REASON_DIGEST_MISMATCH;
    case DvcProblem::kTimeOutsideWindow:
      return v1::FINDING_REASON_REVOCATION_STALE;
    case DvcProblem::kTimeToken:
      return v1::FINDING_REASON_TIMESTAMP_NOT_VALIDATED;
    case DvcProblem::kPolicyNotAccepted:
      return v1::FINDING_REASON_POLICY_UNKNOWN;
    case DvcProblem::kUnknownCriticalExtension:
      return v1::FINDING_REASON_UNKNOWN_CRITICAL_EXTENSION;
    case DvcProblem::kNestedTooDeep:
      return v1::FINDING_REASON_LIMIT_REACHED;
    case DvcProblem::kUnreadable:
    case DvcProblem::kRequestMismatch:
    case DvcProblem::kNonceMismatch:
    case DvcProblem::kServerMismatch:
    case DvcProblem::kNestedInvalid:
      break;
  }
  return v1::FINDING_REASON_RESPONSE_UNUSABLE;
}

}  // namespace kepil
