#include "services/evidence/own_answer.h"

#include <algorithm>
#include <vector>

#include "base/error.h"
#include "base/status_macros.h"
#include "engine/pki/crl_delta.h"
#include "engine/pki/path_builder.h"
#include "engine/pki/path_validator.h"
#include "engine/validation/revocation_acceptance.h"
#include "engine/validation/revocation_crl_issuer.h"

namespace kepil {
namespace {

bool IsLastingRevocation(const RevocationStatus& status) {
  return status.state == RevocationStatus::State::kRevoked &&
         status.reason != RevocationReason::kCertificateHold &&
         status.reason != RevocationReason::kRemoveFromCrl;
}

bool WasValidAt(const Certificate& certificate, absl::Time time) {
  return time >= certificate.not_before() &&
         time < certificate.not_after() + absl::Seconds(1);
}

// Whether `signer` has a valid path to one of the anchors, its status and the
// time apart. A namesake elsewhere in the trust list has none.
bool LeadsToAnchor(const CertificateRef& signer,
                   const CrlSignerSearch& search) {
  PathBuilder::Limits limits;
  limits.max_steps = RevocationAcceptance::kMaxCrlIssuerSteps;
  limits.max_paths = RevocationAcceptance::kMaxCrlIssuerPaths;
  const PathBuilder::Result built = PathBuilder::Build(
      signer, search.others, AnchorList(search.anchors), limits);
  return std::any_of(built.paths.begin(), built.paths.end(),
                     [](const CertificatePath& path) {
                       return ValidatePath(path, PathInputs()).findings.empty();
                     });
}

}  // namespace

absl::StatusOr<CertificateRef> FindCrlSigner(const CrlSignerSearch& search) {
  const Crl& crl = search.crl;
  if (!crl.IsUsable()) {
    return FormatUnknownError("the CRL must not be used");
  }
  absl::Status error = FormatUnknownError("the CRL is another issuer's");
  if (crl.issuer() == search.issuer->subject()) {
    KEPIL_RETURN_IF_ERROR(search.issuer->public_key().status());
    const absl::StatusOr<bool> verifies =
        VerifyCrl(crl, **search.issuer->public_key());
    if (verifies.ok() && *verifies) {
      return search.issuer;
    }
    error = verifies.ok() ? FormatUnknownError("the CRL's signature is wrong")
                          : verifies.status();
  }
  if (crl.StatementOf(*search.certificate).reasons == 0) {
    return error;
  }
  const CertificatePath path = {{search.certificate}, {search.issuer, ""}};
  int tried = 0;
  for (const CertificateRef& other :
       FindCrlIssuers(crl.issuer(), path, 0, search.others)) {
    if (tried++ == kMaxOtherCrlSigners) {
      break;
    }
    const absl::StatusOr<bool> verifies = VerifyCrl(crl, **other->public_key());
    if (verifies.ok() && *verifies && LeadsToAnchor(other, search)) {
      return other;
    }
  }
  return error;
}

absl::StatusOr<CertificateRef> FindOcspResponder(const OcspResponse& response,
                                                 const CertificateRef& issuer) {
  std::vector<CertificateRef> candidates = {issuer};
  candidates.insert(candidates.end(), response.certificates().begin(),
                    response.certificates().end());
  for (const CertificateRef& candidate : candidates) {
    if (!response.NamesResponder(*candidate) || !candidate->public_key().ok()) {
      continue;
    }
    const absl::StatusOr<bool> verifies =
        VerifyOcspSignature(response, **candidate->public_key());
    if (!verifies.ok() || !*verifies) {
      continue;
    }
    switch (ResponderRightOf(*candidate, *issuer)) {
      case OcspResponderRight::kIssuerItself:
        return issuer;
      case OcspResponderRight::kDelegated:
        if (WasValidAt(*candidate, response.produced_at())) {
          return candidate;
        }
        break;
      case OcspResponderRight::kNone:
        break;
    }
  }
  return FormatUnknownError("no authorised responder signed the OCSP response");
}

std::optional<RevocationTimes> TimesOf(const RevocationData& data,
                                       const CertificateId& id) {
  switch (data.kind()) {
    case RevocationKind::kCrl:
      return RevocationTimes{data.this_update(), data.next_update()};
    case RevocationKind::kOcsp: {
      const OcspAnswer* answer =
          static_cast<const OcspResponse&>(data).AnswerFor(id);
      if (answer == nullptr) {
        return std::nullopt;
      }
      return RevocationTimes{answer->this_update, answer->next_update};
    }
  }
  return std::nullopt;
}

absl::Status CheckReplaces(const RevocationData& candidate,
                           const RevocationData& held,
                           const CertificateId& id) {
  const std::optional<RevocationTimes> now = TimesOf(candidate, id);
  const std::optional<RevocationTimes> before = TimesOf(held, id);
  if (!now.has_value() || !before.has_value()) {
    return absl::OkStatus();  // They speak of different certificates.
  }
  if (now->this_update < before->this_update) {
    return FormatUnknownError("the answer is older than the one held");
  }
  switch (held.kind()) {
    case RevocationKind::kCrl: {
      const absl::string_view number =
          CrlNumberOf(static_cast<const Crl&>(candidate));
      if (!number.empty() &&
          IsLowerCrlNumber(number,
                           CrlNumberOf(static_cast<const Crl&>(held)))) {
        return FormatUnknownError("the CRL's number is lower than before");
      }
      return absl::OkStatus();
    }
    case RevocationKind::kOcsp:
      if (IsLastingRevocation(held.StatusOf(id)) &&
          candidate.StatusOf(id).state != RevocationStatus::State::kRevoked) {
        return FormatUnknownError("the answer takes back a revocation");
      }
      return absl::OkStatus();
  }
  return absl::OkStatus();
}

}  // namespace kepil
