#include "services/receipt/signature_reports.h"

#include <algorithm>
#include <utility>

#include "engine/legal/legal_conclusion.h"
#include "engine/legal/recognition_ground.h"
#include "engine/validation/subject_profiles.h"
#include "services/receipt/peer_answer.h"
#include "services/receipt/receipt_body.h"

namespace kepil {
namespace {

void SetTime(absl::Time time, google::protobuf::Timestamp& message) {
  const int64_t seconds = absl::ToUnixSeconds(time);
  message.set_seconds(seconds);
  message.set_nanos(static_cast<int32_t>(
      absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds))));
}

// EQV-13: one key, two subjects among the certificates at hand.
bool IsKeyOfTwoSubjects(const Certificate& signer,
                        const EvidenceSet& evidence) {
  return std::any_of(evidence.certificates.begin(), evidence.certificates.end(),
                     [&](const CertificateRef& other) {
                       return other->spki_digest() == signer.spki_digest() &&
                              other->subject() != signer.subject();
                     });
}

// GWY-01: one answer cannot be told to belong to one of several signers.
v1::SigningAuthority AuthorityOf(const DocumentJudgement& input) {
  return input.usage.has_signing_authority() &&
                 input.document.signatures.size() == 1
             ? input.usage.signing_authority().result()
             : v1::SIGNING_AUTHORITY_NOT_CHECKED;
}

// What a foreign TTP has to do with one signature.
struct PeerPart {
  std::optional<JudgedPeer> judged;
  bool is_silent = false;
};

PeerPart PeerPartOf(const Conclusion& conclusion,
                    const DocumentJudgement& input) {
  const PeerCase peers = {conclusion, input.evidence, input.trust,
                          input.control_time, input.file};
  return {JudgePeer(peers), IsPeerSilent(peers)};
}

v1::LegalConclusion LegalOf(const ParsedSignature& signature,
                            const Conclusion& conclusion, const PeerPart& peer,
                            const DocumentJudgement& input) {
  if (input.legal_rules == nullptr ||
      signature.format() == SignatureFormat::kCertificate) {
    // Nothing was signed: there is no effect to speak of.
    v1::LegalConclusion legal = ConcludeRecognition(conclusion, input.trust);
    if (peer.judged.has_value() && peer.judged->receipt.has_value()) {
      legal.set_ground(v1::RECOGNITION_GROUND_FOREIGN_TTP_REGISTERED);
      legal.set_ground_record_id(peer.judged->receipt->service_id);
    }
    return legal;
  }
  LegalFacts facts;
  facts.is_peer_silent = peer.is_silent;
  if (peer.judged.has_value()) {
    facts.foreign_receipt = peer.judged->receipt;
  }
  facts.claimed_signing_time = signature.attributes().signing_time;
  facts.signing_authority = AuthorityOf(input);
  facts.key_of_two_subjects =
      conclusion.signing_certificate != nullptr &&
      IsKeyOfTwoSubjects(*conclusion.signing_certificate, input.evidence);
  return ConcludeLegalEffect({conclusion, input.trust, *input.legal_rules->pack,
                              *input.legal_rules->calendar, input.usage,
                              facts});
}

// By the policy's profile of the signer's country.
void AddSubjectKinds(const Certificate& signer, const ValidationPolicy& policy,
                     v1::SignatureReport& report) {
  const SubjectProfile* profile = policy.SubjectProfileOf(signer);
  if (profile == nullptr) {
    return;
  }
  for (const SubjectKind kind : DescribeSubject(signer, *profile).kinds) {
    report.add_subject_kinds(SubjectKindToMessage(kind));
  }
}

v1::SignatureReport ReportOn(int index, const ParsedSignature& signature,
                             const Conclusion& conclusion, const PeerPart& peer,
                             const DocumentJudgement& input) {
  v1::SignatureReport report;
  report.set_index(index);
  report.set_format(std::string(SignatureFormatName(signature.format())));
  if (conclusion.signing_certificate != nullptr) {
    report.set_signing_certificate_sha256(
        std::string(conclusion.signing_certificate->fingerprint().bytes()));
    AddSubjectKinds(*conclusion.signing_certificate, input.policy, report);
  }
  if (signature.attributes().signing_time.has_value()) {
    SetTime(*signature.attributes().signing_time,
            *report.mutable_claimed_signing_time());
  }
  *report.mutable_conclusion() = ConclusionToMessage(conclusion);
  *report.mutable_legal() = LegalOf(signature, conclusion, peer, input);
  if (peer.judged.has_value()) {
    *report.mutable_peer() = peer.judged->answer;
    if (peer.judged->receipt.has_value()) {
      report.set_signer_country(
          CountryOfCertificate(*conclusion.signing_certificate));
    }
  }
  if (conclusion.path.has_value()) {
    const TrustService* service =
        input.trust.FindService(conclusion.path->anchor.service_id);
    if (service != nullptr) {
      report.set_signer_country(service->country);
      report.set_certificate_governing_law(service->country);
    }
  }
  return report;
}

}  // namespace

JudgedDocument JudgeDocument(const DocumentJudgement& input) {
  JudgedDocument judged;
  int index = 0;
  for (const auto& signature : input.document.signatures) {
    Conclusion conclusion = ValidateSignature(
        {*signature, input.evidence, input.trust, input.policy,
         input.control_time, v1::SIGNATURE_CONTEXT_SIGNATURE, input.memo});
    const PeerPart peer = PeerPartOf(conclusion, input);
    judged.is_peer_silent = judged.is_peer_silent || peer.is_silent;
    if (peer.is_silent && conclusion.sub_indication ==
                              v1::SUB_INDICATION_NO_CERTIFICATE_CHAIN_FOUND) {
      conclusion.sub_indication = v1::SUB_INDICATION_TRY_LATER;
    }
    judged.reports.push_back(
        ReportOn(index++, *signature, conclusion, peer, input));
    judged.conclusions.push_back(std::move(conclusion));
  }
  return judged;
}

v1::ReceiptBody VerdictOf(const DocumentJudgement& input,
                          std::vector<v1::SignatureReport> reports) {
  v1::ReceiptBody body;
  for (v1::SignatureReport& report : reports) {
    *body.add_signatures() = std::move(report);
  }
  v1::NamedDigest& snapshot = *body.mutable_trust_snapshot();
  snapshot.set_version(input.trust.version());
  snapshot.set_sha256(std::string(input.trust.digest().bytes()));
  v1::NamedDigest& policy = *body.mutable_policy();
  policy.set_id(input.policy.urn());
  policy.set_oid(input.policy.oid());
  policy.set_sha256(std::string(input.policy.digest().bytes()));
  // The table is a part of the policy's bytes.
  v1::NamedDigest& table = *body.mutable_algorithm_table();
  table.set_id(input.policy.message().algorithms().id());
  table.set_sha256(policy.sha256());
  if (input.legal_rules != nullptr) {
    v1::NamedDigest& pack = *body.mutable_rule_pack();
    pack.set_id(input.legal_rules->pack->urn());
    pack.set_sha256(std::string(input.legal_rules->pack->digest().bytes()));
    v1::NamedDigest& calendar = *body.mutable_legal_calendar();
    calendar.set_id(input.legal_rules->calendar->urn());
    calendar.set_sha256(
        std::string(input.legal_rules->calendar->digest().bytes()));
  }
  body.set_evidence_sha256(std::string(
      Sha256(ManifestOf(input.evidence, input.control_time).SerializeAsString())
          .bytes()));
  body.set_algorithm_version(kAlgorithmVersion);
  return body;
}

}  // namespace kepil
