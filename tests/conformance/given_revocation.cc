#include "tests/conformance/given_revocation.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "engine/pki/path_builder.h"

namespace kepil {
namespace {

bool MaySignCrls(const Certificate& certificate) {
  const auto& usage = certificate.extensions().key_usage;
  return !usage.has_value() || usage->Has(KeyUsageBit::kCrlSign);
}

bool IsFresh(absl::Time this_update, std::optional<absl::Time> next_update,
             absl::Time time) {
  return this_update <= time && next_update.has_value() && time <= *next_update;
}

bool Verifies(const Crl& crl, const absl::StatusOr<PublicKeyRef>& key) {
  if (!key.ok()) {
    return false;
  }
  const absl::StatusOr<bool> verified = VerifyCrl(crl, **key);
  return verified.ok() && *verified;
}

bool IsWithinValidity(const Certificate& certificate, absl::Time time) {
  return certificate.not_before() <= time && time <= certificate.not_after();
}

}  // namespace

std::vector<std::string> GivenRevocation::Judge(const CertificatePath& path,
                                                absl::Time time) {
  std::vector<std::string> problems;
  for (size_t i = 0; i < path.certificates.size(); ++i) {
    const Answer crl = AskCrls(path, i, time);
    const Answer ocsp = AskOcsps(path, i, time);
    if (crl == Answer::kRevoked || ocsp == Answer::kRevoked) {
      problems.push_back(absl::StrCat("revoked [", i, "]"));
    } else if (crl == Answer::kNone && ocsp == Answer::kNone) {
      problems.push_back(absl::StrCat("no revocation status [", i, "]"));
    }
  }
  return problems;
}

GivenRevocation::Answer GivenRevocation::AskCrls(const CertificatePath& path,
                                                 size_t i, absl::Time time) {
  const Certificate& certificate = *path.certificates[i];
  bool good = false;
  for (const CrlRef& crl : material_.crls) {
    // A delta CRL may take back what a base says, and is not read yet.
    if (crl->delta_base().has_value() &&
        crl->issuer() == certificate.issuer()) {
      return Answer::kNone;
    }
    const RevocationStatus status =
        crl->StatusOf({certificate, *path.IssuerOf(i)});
    if (status.state == RevocationStatus::State::kOutOfScope ||
        crl->this_update() > time || !IsRightlySigned(*crl, path, i, time)) {
      continue;
    }
    if (status.state == RevocationStatus::State::kRevoked) {
      return Answer::kRevoked;
    }
    good |= status.state == RevocationStatus::State::kGood &&
            IsFresh(crl->this_update(), crl->next_update(), time);
  }
  return good ? Answer::kGood : Answer::kNone;
}

// RFC 5280, 6.3.3 (f) and (g): by the issuer of the certificate, or by another
// key of that name with a good path to the same anchor.
bool GivenRevocation::IsRightlySigned(const Crl& crl,
                                      const CertificatePath& path, size_t i,
                                      absl::Time time) {
  const CertificateRef& issuer = path.IssuerOf(i);
  if (MaySignCrls(*issuer) && Verifies(crl, IssuerKeyOf(path, i))) {
    return true;
  }
  for (const CertificateRef& signer :
       material_.pool.FindBySubject(crl.issuer())) {
    if (signer->fingerprint() != issuer->fingerprint() &&
        MaySignCrls(*signer) && Verifies(crl, signer->public_key()) &&
        HasGoodPath(signer, path.anchor.certificate->fingerprint(), time)) {
      return true;
    }
  }
  return false;
}

bool GivenRevocation::HasGoodPath(const CertificateRef& signer,
                                  const Digest& anchor, absl::Time time) {
  if (!in_progress_.insert(signer->fingerprint()).second) {
    return false;
  }
  const AnchorList anchors(material_.anchors);
  const PathBuilder::Result built =
      PathBuilder::Build(signer, material_.pool, anchors, {});
  const bool good = std::any_of(
      built.paths.begin(), built.paths.end(), [&](const CertificatePath& path) {
        return path.anchor.certificate->fingerprint() == anchor &&
               ValidatePath(path, material_.inputs).findings.empty() &&
               CheckValidityPeriods(path, material_.inputs, time).empty() &&
               Judge(path, time).empty();
      });
  in_progress_.erase(signer->fingerprint());
  return good;
}

GivenRevocation::Answer GivenRevocation::AskOcsps(const CertificatePath& path,
                                                  size_t i,
                                                  absl::Time time) const {
  const Certificate& issuer = *path.IssuerOf(i);
  const CertificateId id{*path.certificates[i], issuer};
  bool good = false;
  for (const OcspResponseRef& response : material_.ocsps) {
    const OcspAnswer* answer = response->AnswerFor(id);
    if (answer == nullptr || answer->this_update > time ||
        response->HasUnrecognisedCritical() ||
        answer->unrecognised_critical_extension) {
      continue;
    }
    std::vector<CertificateRef> responders = response->certificates();
    responders.push_back(path.IssuerOf(i));
    const bool authentic = std::any_of(
        responders.begin(), responders.end(), [&](const CertificateRef& one) {
          if (!response->NamesResponder(*one) || !one->public_key().ok() ||
              ResponderRightOf(*one, issuer) == OcspResponderRight::kNone ||
              !IsWithinValidity(*one, time)) {
            return false;
          }
          const auto verified =
              VerifyOcspSignature(*response, **one->public_key());
          return verified.ok() && *verified;
        });
    if (!authentic) {
      continue;
    }
    if (answer->status.state != RevocationStatus::State::kGood) {
      return Answer::kRevoked;
    }
    good |= IsFresh(answer->this_update, answer->next_update, time);
  }
  return good ? Answer::kGood : Answer::kNone;
}

}  // namespace kepil
