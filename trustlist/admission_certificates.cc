#include "trustlist/admission_certificates.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/crypto/algorithm_table.h"
#include "engine/pki/certificate_pool.h"
#include "engine/pki/certificate_profile.h"
#include "engine/pki/certification_request.h"
#include "engine/pki/crl.h"
#include "engine/pki/directory_string.h"
#include "engine/pki/path_builder.h"
#include "engine/pki/path_validator.h"
#include "engine/trust/proto_time.h"
#include "engine/trust/trust_anchors.h"
#include "trustlist/status_history.h"

namespace kepil {
namespace {

bool IsCa(const Certificate& certificate) {
  const auto& constraints = certificate.extensions().basic_constraints;
  return constraints.has_value() && constraints->ca;
}

bool HasUsage(const Certificate& certificate, KeyUsageBit bit) {
  return certificate.extensions().key_usage.has_value() &&
         certificate.extensions().key_usage->Has(bit);
}

// "" or why a self-issued certificate is not signed by its own key.
std::string SelfSignatureFault(const Certificate& certificate) {
  if (!certificate.IsSelfIssued() || !certificate.public_key().ok()) {
    return "";
  }
  const auto& authority = certificate.extensions().authority_key_id;
  const auto& subject = certificate.extensions().subject_key_id;
  if (authority.has_value() && authority->key_id.has_value() &&
      subject.has_value() && *authority->key_id != *subject) {
    return "";  // Signed by an older key of the same name.
  }
  const absl::StatusOr<bool> verified = VerifySignedObject(
      **certificate.public_key(), certificate.signature_algorithm(),
      certificate.tbs(), certificate.signature());
  return verified.ok() && *verified ? "" : "its own signature is wrong";
}

std::vector<std::string> ProfileFaults(const ListedCertificate& listed) {
  const Certificate& certificate = **listed.certificate;
  std::vector<std::string> faults;
  for (const ProfileDeviation deviation : FindProfileDeviations(certificate)) {
    if (!(listed.is_anchor && deviation == ProfileDeviation::kSerialZero)) {
      faults.emplace_back(ProfileDeviationName(deviation));
    }
  }
  if (certificate.extensions().HasMalformed()) {
    faults.emplace_back("malformed extension");
  }
  if (certificate.extensions().HasUnrecognisedCritical()) {
    faults.emplace_back("unknown critical extension");
  }
  if (!certificate.SignatureAlgorithmsMatch()) {
    faults.emplace_back("inner and outer signature algorithm differ");
  }
  if (listed.service->type() == v1::SERVICE_TYPE_CA || !listed.is_anchor) {
    if (!IsCa(certificate)) {
      faults.emplace_back("no CA");
    }
    for (const auto& [bit, name] :
         {std::make_pair(KeyUsageBit::kKeyCertSign, "keyCertSign"),
          std::make_pair(KeyUsageBit::kCrlSign, "cRLSign")}) {
      if (!HasUsage(certificate, bit)) {
        faults.push_back(absl::StrCat("keyUsage without ", name));
      }
    }
  }
  const std::string self = SelfSignatureFault(certificate);
  if (listed.is_anchor && !self.empty()) {
    faults.push_back(self);
  }
  return faults;
}

// Until when the best suite that we offer for `key` counts as reliable.
absl::Time BestReliability(const PublicKey& key, const AdmissionInput& input) {
  absl::Time best = absl::InfinitePast();
  for (const AlgorithmRow& row : AlgorithmRows()) {
    SignatureAlgorithm algorithm;
    algorithm.scheme = row.scheme;
    algorithm.hash = row.hash;
    algorithm.mgf1_hash = row.hash;
    algorithm.salt_length = 32;
    if (IsSuiteOffered(algorithm, key.family())) {
      best = std::max(best, input.reliable_until(algorithm, key));
    }
  }
  return best;
}

// "" or why the path to an anchor of the service does not hold.
std::string PathFault(const ListedCertificate& target,
                      const std::vector<ListedCertificate>& all,
                      const AdmissionInput& input) {
  std::vector<TrustAnchor> anchors;
  CertificatePool pool;
  for (const ListedCertificate& other : all) {
    if (other.service != target.service || !other.certificate.ok()) {
      continue;
    }
    if (other.is_anchor) {
      anchors.push_back({*other.certificate, target.service->id()});
    } else {
      pool.Add(*other.certificate);
    }
  }
  PathInputs inputs;
  inputs.profile = PathProfile::kStrict;
  std::string fault = "leads to no anchor of the service";
  const PathBuilder::Result built = PathBuilder::Build(
      *target.certificate, pool, TrustAnchors(std::move(anchors)),
      PathBuilder::Limits());
  for (const CertificatePath& path : built.paths) {
    const PathOutcome outcome = ValidatePath(path, inputs);
    if (outcome.findings.empty() &&
        CheckValidityPeriods(path, inputs, input.now).empty()) {
      for (size_t i = 0; i < path.certificates.size(); ++i) {
        const absl::StatusOr<PublicKeyRef> key = IssuerKeyOf(path, i);
        const absl::StatusOr<ResolvedAlgorithm> used =
            key.ok()
                ? ResolveSignatureAlgorithm(
                      (*key)->family(),
                      path.certificates[i]->signature_algorithm(), std::nullopt)
                : absl::StatusOr<ResolvedAlgorithm>(key.status());
        if (!used.ok() ||
            input.reliable_until(used->algorithm, **key) <= input.now) {
          return "signed by an algorithm or key that is no longer reliable";
        }
      }
      return "";
    }
    fault =
        "the path to the anchor is not valid under section 6 of RFC 5280 "
        "and the profile STRICT";
  }
  return fault;
}

// Whether the application continues the registration of `other`, which has
// ended: then it may have its keys and its name again (REG-10).
bool IsPredecessor(const v1::Authority& other, const AdmissionInput& input) {
  return other.id() ==
             input.application.content().authority().predecessor_id() &&
         IsTerminated(other, input.now);
}

// Registered keys and names of other authorities.
struct Registered {
  std::string authority_id;
  CertificateRef certificate;
};

std::vector<Registered> RegisteredCertificates(const AdmissionInput& input) {
  std::vector<Registered> registered;
  for (const v1::Authority& authority : input.image.authorities()) {
    if (IsPredecessor(authority, input)) {
      continue;
    }
    for (const ListedCertificate& listed :
         ListCertificates(authority, input.certificates)) {
      if (listed.certificate.ok()) {
        registered.push_back({authority.id(), *listed.certificate});
      }
    }
  }
  return registered;
}

void JudgeUniqueness(const ListedCertificate& listed,
                     const std::vector<Registered>& registered,
                     AdmissionFindings& findings) {
  std::string key_owner;
  std::string name_owner;
  for (const Registered& other : registered) {
    if (other.certificate->spki_digest() ==
        (*listed.certificate)->spki_digest()) {
      key_owner = other.authority_id;
    } else if (other.certificate->subject() ==
               (*listed.certificate)->subject()) {
      name_owner = other.authority_id;
    }
  }
  findings.push_back(
      key_owner.empty()
          ? AdmissionPassed(v1::ADMISSION_CHECK_KEY_UNIQUE, listed.subject)
          : AdmissionFailed(v1::ADMISSION_CHECK_KEY_UNIQUE, listed.subject,
                            absl::StrCat("registered for ", key_owner)));
  findings.push_back(
      name_owner.empty()
          ? AdmissionPassed(v1::ADMISSION_CHECK_NAME_UNIQUE, listed.subject)
          : AdmissionFailed(
                v1::ADMISSION_CHECK_NAME_UNIQUE, listed.subject,
                absl::StrCat("the subject is registered with another key for ",
                             name_owner)));
}

v1::AdmissionFinding JudgeLegalName(const AdmissionInput& input) {
  const std::string folded =
      FoldForComparison(input.application.content().authority().legal_name());
  for (const v1::Authority& other : input.image.authorities()) {
    if (FoldForComparison(other.legal_name()) == folded &&
        !IsPredecessor(other, input)) {
      return AdmissionFailed(v1::ADMISSION_CHECK_NAME_UNIQUE,
                             "authority/legal_name",
                             absl::StrCat("registered for ", other.id()));
    }
  }
  return AdmissionPassed(v1::ADMISSION_CHECK_NAME_UNIQUE,
                         "authority/legal_name");
}

v1::AdmissionFinding PassedIf(bool passed, v1::AdmissionCheck check,
                              absl::string_view subject,
                              absl::string_view problem) {
  return passed ? AdmissionPassed(check, subject)
                : AdmissionFailed(check, subject, problem);
}

void JudgeReadable(const ListedCertificate& listed,
                   const std::vector<ListedCertificate>& all,
                   const AdmissionInput& input, AdmissionFindings& findings) {
  const Certificate& certificate = **listed.certificate;
  findings.push_back(PassedIf(certificate.version() == 3,
                              v1::ADMISSION_CHECK_X509_V3, listed.subject,
                              "not of version 3"));
  const std::vector<std::string> faults = ProfileFaults(listed);
  findings.push_back(PassedIf(faults.empty(),
                              v1::ADMISSION_CHECK_CERTIFICATE_PROFILE,
                              listed.subject, absl::StrJoin(faults, ", ")));
  findings.push_back(PassedIf(certificate.not_before() <= input.now &&
                                  input.now <= certificate.not_after(),
                              v1::ADMISSION_CHECK_CERTIFICATE_VALIDITY,
                              listed.subject, "outside its validity period"));
  const std::string path =
      listed.is_anchor ? "" : PathFault(listed, all, input);
  findings.push_back(
      PassedIf(path.empty(), v1::ADMISSION_CHECK_PATH, listed.subject, path));
  const bool strong =
      certificate.public_key().ok() &&
      BestReliability(**certificate.public_key(), input) > input.now;
  findings.push_back(
      PassedIf(strong, v1::ADMISSION_CHECK_KEY_STRENGTH, listed.subject,
               certificate.public_key().ok()
                   ? "the policy has no window for this kind and size of key"
                   : certificate.public_key().status().message()));
}

bool ProvesByRequest(const std::string& der, const Certificate& certificate,
                     const v1::Application& application) {
  const absl::StatusOr<CertificationRequestRef> request =
      CertificationRequest::FromDer(der);
  if (!request.ok() || !(*request)->IsFor(certificate) ||
      (*request)->challenge_password() != application.application_id()) {
    return false;
  }
  const absl::StatusOr<bool> verified = (*request)->VerifiesItself();
  return verified.ok() && *verified;
}

bool ProvesByCrl(const std::string& der, const Certificate& certificate,
                 const AdmissionInput& input) {
  const absl::StatusOr<absl::Time> challenged =
      TimeFromProto(input.application.submitted_at());
  const absl::StatusOr<CrlRef> crl = Crl::FromDer(der);
  if (!crl.ok() || !challenged.ok() || !certificate.public_key().ok() ||
      (*crl)->issuer() != certificate.subject() ||
      (*crl)->this_update() <= *challenged ||
      (*crl)->this_update() > input.now + input.clock_skew) {
    return false;
  }
  const absl::StatusOr<bool> verified =
      VerifyCrl(**crl, **certificate.public_key());
  return verified.ok() && *verified;
}

}  // namespace

AdmissionFindings JudgeAdmissionCertificates(const AdmissionInput& input) {
  const std::vector<ListedCertificate> all = ListCertificates(
      input.application.content().authority(), input.certificates);
  const std::vector<Registered> registered = RegisteredCertificates(input);
  AdmissionFindings findings;
  for (const ListedCertificate& listed : all) {
    if (listed.certificate.ok()) {
      JudgeReadable(listed, all, input, findings);
      JudgeUniqueness(listed, registered, findings);
      continue;
    }
    for (const v1::AdmissionCheck check :
         {v1::ADMISSION_CHECK_X509_V3, v1::ADMISSION_CHECK_CERTIFICATE_PROFILE,
          v1::ADMISSION_CHECK_CERTIFICATE_VALIDITY, v1::ADMISSION_CHECK_PATH,
          v1::ADMISSION_CHECK_KEY_STRENGTH, v1::ADMISSION_CHECK_KEY_UNIQUE,
          v1::ADMISSION_CHECK_NAME_UNIQUE}) {
      findings.push_back(AdmissionFailed(check, listed.subject,
                                         "the certificate cannot be read"));
    }
  }
  findings.push_back(JudgeLegalName(input));
  return findings;
}

AdmissionFindings JudgeAdmissionPossession(const AdmissionInput& input) {
  constexpr v1::AdmissionCheck kCheck = v1::ADMISSION_CHECK_POSSESSION;
  AdmissionFindings findings;
  for (const ListedCertificate& listed : ListCertificates(
           input.application.content().authority(), input.certificates)) {
    if (!listed.is_anchor) {
      continue;  // Its CA vouches for it.
    }
    bool proved = false;
    if (listed.certificate.ok()) {
      const Certificate& certificate = **listed.certificate;
      proved = std::any_of(input.requests.begin(), input.requests.end(),
                           [&](const std::string& der) {
                             return ProvesByRequest(der, certificate,
                                                    input.application);
                           }) ||
               (listed.service->type() == v1::SERVICE_TYPE_CA &&
                std::any_of(input.possession_crls.begin(),
                            input.possession_crls.end(),
                            [&](const std::string& der) {
                              return ProvesByCrl(der, certificate, input);
                            }));
    }
    findings.push_back(PassedIf(
        proved, kCheck, listed.subject,
        "neither a PKCS#10 of this key and name with the challenge nor a CRL "
        "signed after it proves possession of the key"));
  }
  return findings;
}

}  // namespace kepil
