#include "engine/validation/revocation_crl_issuer.h"

#include <algorithm>

namespace kepil {
namespace {

// Whether its keyUsage, or else its being a CA, lets `certificate` sign CRLs.
bool IsFit(const Certificate& certificate) {
  const CertificateExtensions& extensions = certificate.extensions();
  const bool is_ca = extensions.basic_constraints.has_value() &&
                     extensions.basic_constraints->ca;
  return (is_ca || extensions.key_usage.has_value()) &&
         MayKeySignCrls(certificate) && certificate.public_key().ok();
}

bool Contains(const std::vector<CertificateRef>& certificates,
              const Certificate& certificate) {
  return std::any_of(certificates.begin(), certificates.end(),
                     [&](const CertificateRef& other) {
                       return other->fingerprint() == certificate.fingerprint();
                     });
}

bool NamesItself(const DistributionPoint& point,
                 const Certificate& certificate) {
  return std::any_of(point.crl_issuer.begin(), point.crl_issuer.end(),
                     [&](const GeneralName& name) {
                       return name.type == GeneralName::Type::kDirectory &&
                              name.directory == certificate.subject();
                     });
}

}  // namespace

bool MayKeySignCrls(const Certificate& certificate) {
  const auto& usage = certificate.extensions().key_usage;
  return !usage.has_value() || usage->Has(KeyUsageBit::kCrlSign);
}

std::vector<CertificateRef> FindCrlIssuers(const Name& crl_issuer,
                                           const CertificatePath& path,
                                           size_t index,
                                           const CertificatePool& pool) {
  const Certificate& subject = *path.certificates[index];
  const Certificate& issuer = *path.IssuerOf(index);
  std::vector<CertificateRef> found;
  const auto add = [&](const CertificateRef& candidate) {
    const bool is_issuers_key =
        crl_issuer == subject.issuer() &&
        candidate->spki_digest() == issuer.spki_digest();
    if (candidate->subject() == crl_issuer && !is_issuers_key &&
        candidate->fingerprint() != subject.fingerprint() &&
        IsFit(*candidate) && !Contains(found, *candidate)) {
      found.push_back(candidate);
    }
  };
  for (size_t i = index; i < path.certificates.size(); ++i) {
    add(path.IssuerOf(i));
  }
  for (const CertificateRef& candidate : pool.FindBySubject(crl_issuer)) {
    add(candidate);
  }
  return found;
}

bool IsItsOwnCrlIssuer(const Certificate& certificate) {
  const auto& points = certificate.extensions().crl_distribution_points;
  return points.has_value() &&
         std::all_of(points->begin(), points->end(),
                     [&](const DistributionPoint& point) {
                       return NamesItself(point, certificate);
                     });
}

bool HasKey(const CertificatePath& path, const Digest& spki_digest) {
  return std::any_of(path.certificates.begin(), path.certificates.end(),
                     [&](const CertificateRef& certificate) {
                       return certificate->spki_digest() == spki_digest;
                     });
}

bool StandsAbove(const CertificatePath& path, size_t index,
                 const Certificate& certificate) {
  return std::any_of(path.certificates.begin() + index + 1,
                     path.certificates.end(), [&](const CertificateRef& other) {
                       return other->fingerprint() == certificate.fingerprint();
                     });
}

}  // namespace kepil
