#include "services/receipt/replay.h"

#include <memory>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/legal/legal_rules.h"
#include "engine/pki/crl.h"
#include "engine/pki/ocsp.h"
#include "engine/signature/dvcs_document.h"
#include "google/protobuf/util/message_differencer.h"
#include "services/receipt/peer_answer.h"
#include "services/receipt/receipt_body.h"
#include "services/receipt/signature_reports.h"

namespace kepil {
namespace {

using Objects = absl::flat_hash_map<Digest, absl::string_view>;

absl::Status CorruptError(absl::string_view message) {
  return MakeError(absl::StatusCode::kDataLoss, v1::ERROR_REASON_STORE_CORRUPT,
                   message);
}

absl::Time TimeOf(const google::protobuf::Timestamp& message) {
  return absl::FromUnixSeconds(message.seconds()) +
         absl::Nanoseconds(message.nanos());
}

absl::StatusOr<absl::string_view> ObjectOf(const Objects& objects,
                                           const std::string& sha256) {
  KEPIL_ASSIGN_OR_RETURN(const Digest digest, Digest::FromBytes(sha256));
  const auto found = objects.find(digest);
  if (found == objects.end()) {
    return MalformedError("the bundle lacks an object that its manifest names");
  }
  return found->second;
}

EvidenceOrigin OriginOf(v1::EvidenceSource source) {
  if (source == v1::EVIDENCE_SOURCE_QUERY) {
    return EvidenceOrigin::kQuery;
  }
  if (source == v1::EVIDENCE_SOURCE_ARCHIVE) {
    return EvidenceOrigin::kArchive;
  }
  return source == v1::EVIDENCE_SOURCE_TIMESTAMP ? EvidenceOrigin::kTimestamp
                                                 : EvidenceOrigin::kSignature;
}

absl::StatusOr<RevocationDataRef> RevocationOf(v1::EvidenceKind kind,
                                               absl::string_view der,
                                               CertificateReader& reader) {
  if (kind == v1::EVIDENCE_KIND_CRL) {
    KEPIL_ASSIGN_OR_RETURN(CrlRef crl, Crl::FromDer(std::string(der)));
    return RevocationDataRef(std::move(crl));
  }
  KEPIL_ASSIGN_OR_RETURN(OcspResponseRef ocsp,
                         OcspResponse::FromDer(std::string(der), reader));
  return RevocationDataRef(std::move(ocsp));
}

absl::StatusOr<EvidenceSet> EvidenceOf(const v1::EvidenceManifest& manifest,
                                       const Objects& objects,
                                       CertificateReader& reader) {
  EvidenceSet evidence;
  for (const v1::EvidenceItem& item : manifest.items()) {
    KEPIL_ASSIGN_OR_RETURN(const absl::string_view der,
                           ObjectOf(objects, item.sha256()));
    if (item.kind() == v1::EVIDENCE_KIND_CERTIFICATE) {
      KEPIL_ASSIGN_OR_RETURN(CertificateRef certificate, reader.Read(der));
      evidence.certificates.push_back(std::move(certificate));
      continue;
    }
    if (item.kind() == v1::EVIDENCE_KIND_PEER_RECEIPT) {
      KEPIL_ASSIGN_OR_RETURN(
          PeerEvidence peer,
          PeerEvidenceFromObject(der, TimeOf(item.obtained_at())));
      evidence.peers.push_back(std::move(peer));
      continue;
    }
    KEPIL_ASSIGN_OR_RETURN(RevocationDataRef data,
                           RevocationOf(item.kind(), der, reader));
    evidence.revocation.push_back(
        {std::move(data), OriginOf(item.source()), TimeOf(item.obtained_at())});
  }
  for (const v1::Finding& failure : manifest.acquisition_failures()) {
    KEPIL_ASSIGN_OR_RETURN(Finding finding, FindingFromMessage(failure));
    evidence.acquisition_failures.push_back(std::move(finding));
  }
  return evidence;
}

absl::Status CheckDigest(absl::string_view octets, const std::string& sha256,
                         absl::string_view what) {
  if (Sha256(octets).bytes() != absl::string_view(sha256)) {
    return CorruptError(what);
  }
  return absl::OkStatus();
}

// Every part of the bundle that the receipt names by digest.
absl::Status CheckAgainstBody(const v1::EvidenceBundle& bundle,
                              const v1::ReceiptBody& body,
                              absl::string_view signature) {
  KEPIL_RETURN_IF_ERROR(CheckDigest(bundle.trust_snapshot(),
                                    body.trust_snapshot().sha256(),
                                    "the snapshot is not the receipt's"));
  KEPIL_RETURN_IF_ERROR(CheckDigest(bundle.policy(), body.policy().sha256(),
                                    "the policy is not the receipt's"));
  if (body.has_rule_pack() || !bundle.rule_pack().empty()) {
    KEPIL_RETURN_IF_ERROR(CheckDigest(bundle.rule_pack(),
                                      body.rule_pack().sha256(),
                                      "the rule pack is not the receipt's"));
    KEPIL_RETURN_IF_ERROR(CheckDigest(bundle.legal_calendar(),
                                      body.legal_calendar().sha256(),
                                      "the calendar is not the receipt's"));
  }
  KEPIL_RETURN_IF_ERROR(CheckDigest(bundle.manifest(), body.evidence_sha256(),
                                    "the manifest is not the receipt's"));
  return CheckDigest(signature, body.signature_sha256(),
                     "the signature file is not the receipt's");
}

// nullptr if the bundle holds no legal rules.
absl::StatusOr<LegalRulesRef> LegalRulesOf(const v1::EvidenceBundle& bundle) {
  if (bundle.rule_pack().empty()) {
    return LegalRulesRef();
  }
  return LegalRules::Compile(bundle.rule_pack(), bundle.legal_calendar());
}

// The regime of the receipt itself follows from when it was issued (CAL-10).
std::string RegimeDifference(const v1::ReceiptBody& recorded,
                             const LegalRules* rules) {
  const v1::LegalRegime regime =
      rules == nullptr
          ? v1::LEGAL_REGIME_UNSPECIFIED
          : rules->calendar->RegimeAt(TimeOf(recorded.issued_at()));
  return recorded.procedural_regime() == regime ? "" : "procedural_regime";
}

std::string FirstDifference(const v1::ReceiptBody& then,
                            const v1::ReceiptBody& now) {
  if (VerdictBytes(then) == VerdictBytes(now)) {
    return "";
  }
  std::string report;
  google::protobuf::util::MessageDifferencer differencer;
  differencer.ReportDifferencesToString(&report);
  differencer.Compare(VerdictPart(then), now);
  const std::string first = report.substr(0, report.find('\n'));
  return first.empty() ? "encoding" : first;
}

SignatureInput InputOf(const ReplayInput& input, absl::string_view signature) {
  SignatureInput parsed;
  parsed.signature = signature;
  if (input.content.has_value()) {
    parsed.content = *input.content;
    return parsed;
  }
  for (const v1::ContentDigest& digest : input.bundle.content_digests()) {
    parsed.digests.push_back({HashFromName(digest.hash()), digest.value()});
  }
  return parsed;
}

// What was judged once is read again, however the service was configured: as
// many signers as limits.max_signatures may allow. The bounds that shape a
// verdict are the same for everybody.
ParseLimits ReplayLimits() {
  ParseLimits limits;
  limits.max_signatures = 1024;
  return limits;
}

absl::StatusOr<SignatureDocument> DocumentOf(const ReplayInput& input,
                                             const v1::ReceiptBody& recorded,
                                             absl::string_view signature,
                                             CertificateReader& reader) {
  if (recorded.has_dvcs()) {
    return DvcsDocumentOf(static_cast<DvcsService>(recorded.dvcs().service()),
                          signature, reader, ReplayLimits());
  }
  return ParseSignatureDocument(InputOf(input, signature), reader,
                                ReplayLimits());
}

}  // namespace

absl::StatusOr<Replay> ReplayBundle(const ReplayInput& input) {
  const v1::EvidenceBundle& bundle = input.bundle;
  const absl::string_view signature =
      input.signature.has_value() ? *input.signature
                                  : absl::string_view(bundle.signature());
  for (const std::string& expired : bundle.expired()) {
    if (Sha256(signature).bytes() != absl::string_view(expired)) {
      return MakeError(absl::StatusCode::kFailedPrecondition,
                       v1::ERROR_REASON_EVIDENCE_EXPIRED,
                       "evidence expired: it was removed after its retention, "
                       "its digest is left");
    }
  }
  if (signature.empty()) {
    return MalformedError("the signature file is needed beside the bundle");
  }
  v1::ReceiptBody recorded;
  v1::EvidenceManifest manifest;
  if (!recorded.ParseFromString(bundle.receipt_body()) ||
      !manifest.ParseFromString(bundle.manifest())) {
    return MalformedError("the bundle cannot be read");
  }
  Replay replay;
  replay.compared = !bundle.receipt_body().empty();
  if (replay.compared) {
    KEPIL_RETURN_IF_ERROR(CheckAgainstBody(bundle, recorded, signature));
  }
  Objects objects;
  for (const std::string& object : bundle.objects()) {
    objects.emplace(Sha256(object), object);
  }
  PlainCertificateReader reader;
  KEPIL_ASSIGN_OR_RETURN(
      const TrustSnapshotRef trust,
      TrustSnapshot::FromSource(bundle.trust_snapshot(), reader));
  KEPIL_ASSIGN_OR_RETURN(const ValidationPolicyRef policy,
                         ValidationPolicy::Compile(bundle.policy()));
  KEPIL_ASSIGN_OR_RETURN(const EvidenceSet evidence,
                         EvidenceOf(manifest, objects, reader));
  KEPIL_ASSIGN_OR_RETURN(const SignatureDocument document,
                         DocumentOf(input, recorded, signature, reader));
  KEPIL_ASSIGN_OR_RETURN(const LegalRulesRef rules, LegalRulesOf(bundle));
  const DocumentJudgement judgement = {document,
                                       evidence,
                                       *trust,
                                       *policy,
                                       TimeOf(manifest.control_time()),
                                       rules.get(),
                                       recorded.usage(),
                                       nullptr,
                                       signature};
  replay.verdict = VerdictOf(judgement, JudgeDocument(judgement).reports);
  if (replay.compared) {
    replay.first_difference = FirstDifference(recorded, replay.verdict);
    if (replay.first_difference.empty()) {
      replay.first_difference = RegimeDifference(recorded, rules.get());
    }
  }
  return replay;
}

}  // namespace kepil
