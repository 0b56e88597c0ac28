#include "services/evidence/archived_source.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/status_macros.h"
#include "engine/pki/crl.h"
#include "engine/pki/ocsp.h"
#include "services/evidence/acquisition_failure.h"
#include "services/evidence/own_answer.h"

namespace kepil {
namespace {

const CertificatePool& OthersOf(const StatusQuestion& question) {
  static const CertificatePool none;
  return question.crl_issuers == nullptr ? none : *question.crl_issuers;
}

void AddOnce(const CertificateRef& certificate,
             std::vector<CertificateRef>& all) {
  if (std::none_of(all.begin(), all.end(), [&](const CertificateRef& one) {
        return one->fingerprint() == certificate->fingerprint();
      })) {
    all.push_back(certificate);
  }
}

// The answer to one question, as it grows.
class Reading {
 public:
  Reading(const ArchivedSource::Rooms& rooms, const StatusQuestion& question)
      : rooms_(rooms), question_(question) {}

  void Add(RevocationKind kind, const ArchivedRevocation& found) {
    if (answer_.evidence.size() == ArchivedSource::kMaxAnswers) {
      return;
    }
    absl::StatusOr<std::string> octets = rooms_.store.Read(found.digest);
    if (!octets.ok()) {
      return;  // No receipt rested on it, or it was given away.
    }
    const absl::StatusOr<RevocationDataRef> data =
        kind == RevocationKind::kCrl ? CrlOf(*std::move(octets))
                                     : OcspOf(*std::move(octets));
    if (data.ok()) {
      answer_.evidence.push_back(
          {*data, EvidenceOrigin::kArchive, found.obtained_at});
    }
  }
  StatusAnswer Take() {
    if (answer_.evidence.empty()) {
      answer_.failures.push_back(
          MakeAcquisitionFailure(question_.certificate->fingerprint(),
                                 v1::FINDING_REASON_NO_REVOCATION_ANSWER));
    }
    return std::move(answer_);
  }

 private:
  absl::StatusOr<RevocationDataRef> CrlOf(std::string octets) {
    KEPIL_ASSIGN_OR_RETURN(CrlRef crl, Crl::FromDer(std::move(octets)));
    KEPIL_ASSIGN_OR_RETURN(
        const CertificateRef signer,
        FindCrlSigner({*crl, question_.certificate, question_.issuer,
                       OthersOf(question_), question_.anchors}));
    if (signer->spki_digest() != question_.issuer->spki_digest()) {
      AddOnce(signer, answer_.crl_issuers);
    }
    return RevocationDataRef(std::move(crl));
  }
  absl::StatusOr<RevocationDataRef> OcspOf(std::string octets) {
    KEPIL_ASSIGN_OR_RETURN(
        OcspResponseRef response,
        OcspResponse::FromDer(std::move(octets), rooms_.certificates));
    KEPIL_ASSIGN_OR_RETURN(const CertificateRef responder,
                           FindOcspResponder(*response, question_.issuer));
    if (responder->fingerprint() != question_.issuer->fingerprint() &&
        !responder->extensions().ocsp_no_check) {
      AddOnce(responder, answer_.responders);
    }
    return RevocationDataRef(std::move(response));
  }

  const ArchivedSource::Rooms& rooms_;
  const StatusQuestion& question_;
  StatusAnswer answer_;
};

}  // namespace

StatusAnswer ArchivedSource::Ask(const StatusQuestion& question) {
  if (question.mode == v1::REVOCATION_MODE_NONE) {
    return {};
  }
  Reading reading(rooms_, question);
  for (const RevocationKind kind :
       {RevocationKind::kCrl, RevocationKind::kOcsp}) {
    const auto found = rooms_.archive.FindRevocations(
        {kind,
         question.issuer->spki_digest(),
         Sha256(question.certificate->serial()),
         {at_, question.certificate->not_after()}});
    if (!found.ok()) {
      continue;  // Then there is less, and nothing at all is a failure.
    }
    for (const ArchivedRevocation& one : *found) {
      reading.Add(kind, one);
    }
  }
  return reading.Take();
}

}  // namespace kepil
