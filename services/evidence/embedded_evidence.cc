#include "services/evidence/embedded_evidence.h"

#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "base/status_macros.h"
#include "engine/pki/crl.h"
#include "engine/pki/ocsp.h"
#include "engine/signature/timestamp_token.h"
#include "services/evidence/acquisition_failure.h"

namespace kepil {
namespace {

class Gathering {
 public:
  Gathering(CertificateReader& certificates, absl::Time control_time,
            int max_revocation)
      : certificates_(certificates),
        control_time_(control_time),
        max_revocation_(max_revocation) {}

  void AddCertificates(const ParsedSignature& signature) {
    for (const CertificateRef& certificate :
         signature.embedded_certificates()) {
      if (seen_.insert(certificate->fingerprint()).second) {
        set_.certificates.push_back(certificate);
      }
    }
  }

  // What was found from here on came from there.
  void SetOrigin(EvidenceOrigin origin) { origin_ = origin; }

  void AddRevocation(RevocationKind kind, absl::Span<const std::string> ders) {
    for (const std::string& der : ders) {
      if (is_full_) {
        return;
      }
      AddOne(kind, der);
    }
  }

  void AddTimestamp(const EmbeddedTimestamp& timestamp) {
    if (timestamp.token == nullptr) {
      return;
    }
    AddCertificates(timestamp.token->signature());
    AddRevocation(RevocationKind::kCrl, timestamp.token->crls());
    AddRevocation(RevocationKind::kOcsp, timestamp.token->ocsp_responses());
  }

  EvidenceSet Finish() { return std::move(set_); }

 private:
  void AddOne(RevocationKind kind, const std::string& der) {
    const Digest digest = Sha256(der);
    if (!seen_.insert(digest).second) {
      return;
    }
    if (decoded_++ >= max_revocation_) {
      is_full_ = true;
      Report(digest, v1::FINDING_REASON_LIMIT_REACHED);
      return;
    }
    absl::StatusOr<RevocationDataRef> data = Decode(kind, der);
    if (!data.ok()) {
      Report(digest, v1::FINDING_REASON_RESPONSE_UNUSABLE);
      return;
    }
    set_.revocation.push_back({*std::move(data), origin_, control_time_});
  }

  absl::StatusOr<RevocationDataRef> Decode(RevocationKind kind,
                                           const std::string& der) {
    if (kind == RevocationKind::kCrl) {
      KEPIL_ASSIGN_OR_RETURN(CrlRef crl, Crl::FromDer(der));
      return RevocationDataRef(std::move(crl));
    }
    KEPIL_ASSIGN_OR_RETURN(OcspResponseRef response,
                           OcspResponse::FromDer(der, certificates_));
    return RevocationDataRef(std::move(response));
  }

  void Report(const Digest& subject, v1::FindingReason reason) {
    set_.acquisition_failures.push_back(
        MakeAcquisitionFailure(subject, reason));
    set_.acquisition_failures.back().level = v1::LEVEL_INFORM;
  }

  CertificateReader& certificates_;
  const absl::Time control_time_;
  const int max_revocation_;
  int decoded_ = 0;
  bool is_full_ = false;
  EvidenceOrigin origin_ = EvidenceOrigin::kSignature;
  absl::flat_hash_set<Digest> seen_;
  EvidenceSet set_;
};

}  // namespace

EvidenceSet GatherEmbeddedEvidence(const SignatureDocument& document,
                                   CertificateReader& certificates,
                                   absl::Time control_time,
                                   int max_revocation) {
  Gathering gathering(certificates, control_time, max_revocation);
  gathering.AddRevocation(RevocationKind::kCrl, document.crls);
  gathering.AddRevocation(RevocationKind::kOcsp, document.ocsp_responses);
  for (const auto& signature : document.signatures) {
    const SignatureAttributes& attributes = signature->attributes();
    gathering.AddCertificates(*signature);
    gathering.AddRevocation(RevocationKind::kCrl, attributes.crls);
    gathering.AddRevocation(RevocationKind::kOcsp, attributes.ocsp_responses);
  }
  gathering.SetOrigin(EvidenceOrigin::kTimestamp);
  for (const auto& signature : document.signatures) {
    for (const EmbeddedTimestamp& timestamp : signature->timestamps()) {
      gathering.AddTimestamp(timestamp);
    }
  }
  return gathering.Finish();
}

}  // namespace kepil
