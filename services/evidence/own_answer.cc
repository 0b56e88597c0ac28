#include "services/evidence/own_answer.h"

#include <string>
#include <vector>

#include "base/error.h"
#include "base/status_macros.h"

namespace kepil {
namespace {

bool IsLastingRevocation(const RevocationStatus& status) {
  return status.state == RevocationStatus::State::kRevoked &&
         status.reason != RevocationReason::kCertificateHold &&
         status.reason != RevocationReason::kRemoveFromCrl;
}

// Content octets of two non-negative INTEGERs, minimal as DER demands.
bool IsLower(absl::string_view a, absl::string_view b) {
  return a.size() == b.size() ? a < b : a.size() < b.size();
}

// The magnitude; empty for a number that is absent or negative.
absl::string_view CrlNumberOf(const Crl& crl) {
  absl::string_view number = crl.crl_number().has_value()
                                 ? absl::string_view(*crl.crl_number())
                                 : absl::string_view();
  if (number.empty() || (static_cast<unsigned char>(number[0]) & 0x80) != 0) {
    return "";
  }
  if (number.size() > 1 && number[0] == '\0') {
    number.remove_prefix(1);
  }
  return number;
}

bool WasValidAt(const Certificate& certificate, absl::Time time) {
  return time >= certificate.not_before() &&
         time < certificate.not_after() + absl::Seconds(1);
}

}  // namespace

absl::Status CheckOwnCrl(const Crl& crl, const Certificate& issuer) {
  if (crl.issuer() != issuer.subject()) {
    return FormatUnknownError("the CRL is another issuer's");
  }
  if (crl.delta_base().has_value() || crl.HasUnrecognisedCritical() ||
      crl.index().HasCertificateIssuer() ||
      (crl.idp().has_value() && crl.idp()->indirect)) {
    return FormatUnknownError("the CRL is of a kind that is not used here");
  }
  KEPIL_RETURN_IF_ERROR(issuer.public_key().status());
  KEPIL_ASSIGN_OR_RETURN(const bool verifies,
                         VerifyCrl(crl, **issuer.public_key()));
  return verifies ? absl::OkStatus()
                  : FormatUnknownError("the CRL's signature is wrong");
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
          IsLower(number, CrlNumberOf(static_cast<const Crl&>(held)))) {
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
