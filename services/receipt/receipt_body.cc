#include "services/receipt/receipt_body.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/trust/proto_time.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"

namespace kepil {
namespace {

bool IsInfinite(absl::Time time) {
  return time == absl::InfiniteFuture() || time == absl::InfinitePast();
}

google::protobuf::Timestamp TimestampOf(absl::Time time) {
  google::protobuf::Timestamp message;
  const int64_t seconds = absl::ToUnixSeconds(time);
  message.set_seconds(seconds);
  message.set_nanos(static_cast<int32_t>(
      absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds))));
  return message;
}

v1::EvidenceSource SourceOf(EvidenceOrigin origin) {
  switch (origin) {
    case EvidenceOrigin::kSignature:
      return v1::EVIDENCE_SOURCE_SIGNATURE;
    case EvidenceOrigin::kTimestamp:
      return v1::EVIDENCE_SOURCE_TIMESTAMP;
    case EvidenceOrigin::kQuery:
      return v1::EVIDENCE_SOURCE_QUERY;
    case EvidenceOrigin::kArchive:
      return v1::EVIDENCE_SOURCE_ARCHIVE;
  }
  return v1::EVIDENCE_SOURCE_UNSPECIFIED;
}

v1::EvidenceItem ItemOf(const RevocationEvidence& evidence) {
  v1::EvidenceItem item;
  item.set_kind(evidence.data->kind() == RevocationKind::kCrl
                    ? v1::EVIDENCE_KIND_CRL
                    : v1::EVIDENCE_KIND_OCSP);
  item.set_sha256(std::string(evidence.data->digest().bytes()));
  item.set_source(SourceOf(evidence.origin));
  if (!IsInfinite(evidence.obtained_at)) {
    *item.mutable_obtained_at() = TimestampOf(evidence.obtained_at);
  }
  return item;
}

v1::EvidenceItem ItemOf(const PeerEvidence& evidence) {
  v1::EvidenceItem item;
  item.set_kind(v1::EVIDENCE_KIND_PEER_RECEIPT);
  item.set_sha256(std::string(evidence.digest.bytes()));
  item.set_source(v1::EVIDENCE_SOURCE_QUERY);
  *item.mutable_obtained_at() = TimestampOf(evidence.obtained_at);
  return item;
}

// Views into `item`, as below.
auto OrderOf(const v1::EvidenceItem& item) {
  return std::make_tuple(item.kind(), absl::string_view(item.sha256()),
                         item.source(), item.obtained_at().seconds(),
                         item.obtained_at().nanos(), item.has_obtained_at());
}

auto OrderOf(const v1::Finding& finding) {
  return std::make_tuple(finding.block(), finding.constraint(),
                         absl::string_view(finding.subject()), finding.reason(),
                         finding.level(), finding.outcome(),
                         finding.time().seconds(), finding.time().nanos(),
                         finding.has_time());
}

// Sorts, and drops what stands twice.
template <typename Message>
void Normalise(std::vector<Message>& messages) {
  std::sort(messages.begin(), messages.end(),
            [](const Message& a, const Message& b) {
              return OrderOf(a) < OrderOf(b);
            });
  messages.erase(std::unique(messages.begin(), messages.end(),
                             [](const Message& a, const Message& b) {
                               return OrderOf(a) == OrderOf(b);
                             }),
                 messages.end());
}

void FillFinding(const Finding& finding, v1::Finding& message) {
  message.set_block(finding.block);
  message.set_constraint(finding.constraint);
  message.set_level(finding.level);
  message.set_outcome(finding.outcome);
  if (!finding.subject.is_zero()) {
    const absl::string_view subject = finding.subject.bytes();
    message.set_subject(subject.data(), subject.size());
  }
  message.set_reason(finding.reason);
  if (finding.time.has_value() && !IsInfinite(*finding.time)) {
    *message.mutable_time() = TimestampOf(*finding.time);
  }
}

}  // namespace

v1::Finding FindingToMessage(const Finding& finding) {
  v1::Finding message;
  FillFinding(finding, message);
  return message;
}

absl::StatusOr<Finding> FindingFromMessage(const v1::Finding& message) {
  if (!v1::BuildingBlock_IsValid(message.block()) ||
      !v1::Constraint_IsValid(message.constraint()) ||
      !v1::Level_IsValid(message.level()) ||
      !v1::CheckOutcome_IsValid(message.outcome()) ||
      !v1::FindingReason_IsValid(message.reason())) {
    return MalformedError("a finding has a number that is in no enumeration");
  }
  Finding finding;
  finding.block = message.block();
  finding.constraint = message.constraint();
  finding.level = message.level();
  finding.outcome = message.outcome();
  finding.reason = message.reason();
  if (!message.subject().empty()) {
    KEPIL_ASSIGN_OR_RETURN(finding.subject,
                           Digest::FromBytes(message.subject()));
  }
  if (message.has_time()) {
    KEPIL_ASSIGN_OR_RETURN(finding.time, TimeFromProto(message.time()));
  }
  return finding;
}

namespace {

// Of a Conclusion or a TimestampConclusion.
template <typename Judged, typename Message>
void SetPathAndFindings(const Judged& conclusion, Message& message) {
  if (conclusion.path.has_value()) {
    const CertificatePath& path = *conclusion.path;
    for (const CertificateRef& certificate : path.certificates) {
      message.add_path(std::string(certificate->fingerprint().bytes()));
    }
    if (path.anchor.certificate != nullptr) {
      message.add_path(
          std::string(path.anchor.certificate->fingerprint().bytes()));
    }
    message.set_anchor_service_id(path.anchor.service_id);
  }
  message.mutable_findings()->Reserve(
      static_cast<int>(conclusion.findings.size()));
  for (const Finding& finding : conclusion.findings) {
    FillFinding(finding, *message.add_findings());
  }
}

v1::TimestampConclusion TimestampToMessage(
    const TimestampConclusion& timestamp) {
  v1::TimestampConclusion message;
  message.set_kind(timestamp.kind);
  message.set_token_sha256(std::string(timestamp.token.bytes()));
  if (timestamp.gen_time.has_value()) {
    *message.mutable_gen_time() = TimestampOf(*timestamp.gen_time);
  }
  message.set_indication(timestamp.indication);
  message.set_sub_indication(timestamp.sub_indication);
  SetPathAndFindings(timestamp, message);
  return message;
}

}  // namespace

v1::Conclusion ConclusionToMessage(const Conclusion& conclusion) {
  v1::Conclusion message;
  message.set_indication(conclusion.indication);
  message.set_sub_indication(conclusion.sub_indication);
  *message.mutable_control_time() = TimestampOf(conclusion.control_time);
  *message.mutable_best_signature_time() =
      TimestampOf(conclusion.best_signature_time);
  message.set_best_time_proof(conclusion.best_time_proof);
  SetPathAndFindings(conclusion, message);
  for (const TimestampConclusion& timestamp : conclusion.timestamps) {
    *message.add_timestamps() = TimestampToMessage(timestamp);
  }
  for (const v1::FindingReason reason : conclusion.Reasons()) {
    message.add_reasons(reason);
  }
  return message;
}

v1::EvidenceManifest ManifestOf(const EvidenceSet& evidence,
                                absl::Time control_time) {
  std::vector<v1::EvidenceItem> items;
  for (const CertificateRef& certificate : evidence.certificates) {
    v1::EvidenceItem& item = items.emplace_back();
    item.set_kind(v1::EVIDENCE_KIND_CERTIFICATE);
    item.set_sha256(std::string(certificate->fingerprint().bytes()));
  }
  for (const RevocationEvidence& revocation : evidence.revocation) {
    items.push_back(ItemOf(revocation));
  }
  std::vector<v1::Finding> failures;
  for (const PeerEvidence& peer : evidence.peers) {
    items.push_back(ItemOf(peer));
  }
  for (const Finding& failure : evidence.acquisition_failures) {
    failures.push_back(FindingToMessage(failure));
  }
  Normalise(items);
  Normalise(failures);
  v1::EvidenceManifest manifest;
  for (v1::EvidenceItem& item : items) {
    *manifest.add_items() = std::move(item);
  }
  for (v1::Finding& failure : failures) {
    *manifest.add_acquisition_failures() = std::move(failure);
  }
  *manifest.mutable_control_time() = TimestampOf(control_time);
  return manifest;
}

v1::ReceiptBody VerdictPart(const v1::ReceiptBody& body) {
  v1::ReceiptBody verdict;
  *verdict.mutable_signatures() = body.signatures();
  *verdict.mutable_trust_snapshot() = body.trust_snapshot();
  *verdict.mutable_policy() = body.policy();
  *verdict.mutable_algorithm_table() = body.algorithm_table();
  if (body.has_rule_pack()) {
    *verdict.mutable_rule_pack() = body.rule_pack();
  }
  if (body.has_legal_calendar()) {
    *verdict.mutable_legal_calendar() = body.legal_calendar();
  }
  verdict.set_evidence_sha256(body.evidence_sha256());
  verdict.set_algorithm_version(body.algorithm_version());
  return verdict;
}

std::string VerdictBytes(const v1::ReceiptBody& body) {
  std::string octets;
  google::protobuf::io::StringOutputStream stream(&octets);
  {
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    VerdictPart(body).SerializeWithCachedSizes(&coded);
  }
  return octets;
}

bool IsVouchedFor(const v1::SignatureReport& report) {
  return report.has_peer() &&
         report.peer().reason() == v1::FINDING_REASON_UNSPECIFIED &&
         report.peer().indication() == v1::INDICATION_TOTAL_PASSED &&
         report.conclusion().indication() == v1::INDICATION_INDETERMINATE &&
         report.conclusion().path().empty();
}

Outcome OutcomeOf(const v1::SignatureReport& report) {
  return IsVouchedFor(report) ? Outcome::kValid
                              : OutcomeOf(report.conclusion());
}

Outcome OutcomeOf(const v1::ReceiptBody& body) {
  Outcome outcome =
      body.signatures().empty() ? Outcome::kNoVerdict : Outcome::kValid;
  for (const v1::SignatureReport& signature : body.signatures()) {
    switch (OutcomeOf(signature)) {
      case Outcome::kValid:
        break;
      case Outcome::kNotValid:
        return Outcome::kNotValid;
      case Outcome::kNoVerdict:
        outcome = Outcome::kNoVerdict;
        break;
    }
  }
  return outcome;
}

}  // namespace kepil
