#include "engine/validation/signing_certificate.h"

#include <algorithm>
#include <string>

#include "engine/validation/block_run.h"

namespace kepil {
namespace {

bool IsNamed(const Certificate& certificate, const SignerIdentifier& signer) {
  if (signer.issuer.has_value()) {
    return certificate.issuer() == *signer.issuer &&
           certificate.serial() == signer.serial;
  }
  if (signer.subject_key_id.empty()) {
    return false;
  }
  const auto& key_id = certificate.extensions().subject_key_id;
  return key_id.has_value() ? *key_id == signer.subject_key_id
                            : certificate.key_sha1() == signer.subject_key_id;
}

// The references to the signer's certificate: the first of each attribute.
struct References {
  std::vector<const SigningCertificateReference*> first;
  bool is_present = false;
  bool has_empty = false;  // An attribute without any reference.

  explicit References(const SignatureAttributes& attributes) {
    Add(attributes.has_signing_certificate_v1,
        attributes.signing_certificate_v1);
    Add(attributes.has_signing_certificate_v2,
        attributes.signing_certificate_v2);
  }
  void Add(bool present, const std::vector<SigningCertificateReference>& list) {
    is_present = is_present || present || !list.empty();
    if (!list.empty()) {
      first.push_back(&list.front());
    } else if (present) {
      has_empty = true;
    }
  }
};

enum class Match { kYes, kNo, kUnknownHash };

Match MatchOf(const References& references, const Certificate& certificate) {
  if (references.has_empty) {
    return Match::kNo;
  }
  for (const SigningCertificateReference* reference : references.first) {
    if (reference->hash == HashAlgorithm::kSha256) {
      if (certificate.fingerprint().bytes() != reference->certificate_hash) {
        return Match::kNo;
      }
      continue;
    }
    const absl::StatusOr<std::string> hash =
        HashOf(reference->hash, certificate.der());
    if (!hash.ok()) {
      return Match::kUnknownHash;
    }
    if (*hash != reference->certificate_hash) {
      return Match::kNo;
    }
  }
  return Match::kYes;
}

bool IssuerSerialMatches(const SigningCertificateReference& reference,
                         const Certificate& certificate) {
  if (*reference.serial != certificate.serial()) {
    return false;
  }
  return std::any_of(reference.issuer.begin(), reference.issuer.end(),
                     [&](const GeneralName& name) {
                       return name.type == GeneralName::Type::kDirectory &&
                              name.directory == certificate.issuer();
                     });
}

CertificateRef Choose(const ParsedSignature& signature,
                      const std::vector<CertificateRef>& candidates) {
  if (candidates.size() == 1) {
    return candidates.front();
  }
  int tried = 0;
  for (const CertificateRef& candidate : candidates) {
    if (tried++ == kMaxSigningCertificatesTried) {
      break;
    }
    if (candidate->public_key().ok()) {
      const absl::StatusOr<bool> verified =
          signature.VerifyValue(**candidate->public_key());
      if (verified.ok() && *verified) {
        return candidate;
      }
    }
  }
  return candidates.front();
}

void CheckReference(const References& references,
                    const Certificate& certificate,
                    v1::SignatureContext context, BlockRun& run) {
  CheckDetail detail;
  detail.subject = certificate.fingerprint();
  if (!references.is_present) {
    detail.reason = v1::FINDING_REASON_REFERENCE_ABSENT;
    if (context == v1::SIGNATURE_CONTEXT_TIMESTAMP) {
      // RFC 3161, 2.4.2: the token must name its certificate.
      run.Apply(v1::CONSTRAINT_SIGNING_CERTIFICATE_REFERENCE,
                {v1::CHECK_OUTCOME_FAILED,
                 v1::SUB_INDICATION_NO_SIGNING_CERTIFICATE_FOUND, detail});
    } else {
      run.NotRun(v1::CONSTRAINT_SIGNING_CERTIFICATE_REFERENCE, detail);
    }
    run.NotRun(v1::CONSTRAINT_ISSUER_SERIAL, detail);
    return;
  }
  v1::SubIndication if_failed = v1::SUB_INDICATION_NONE;
  switch (MatchOf(references, certificate)) {
    case Match::kYes:
      break;
    case Match::kNo:
      if_failed = v1::SUB_INDICATION_NO_SIGNING_CERTIFICATE_FOUND;
      detail.reason = v1::FINDING_REASON_REFERENCE_MISMATCH;
      break;
    case Match::kUnknownHash:
      if_failed = v1::SUB_INDICATION_CRYPTO_CONSTRAINTS_FAILURE;
      detail.reason = v1::FINDING_REASON_ALGORITHM_UNSUPPORTED;
      break;
  }
  run.Apply(
      v1::CONSTRAINT_SIGNING_CERTIFICATE_REFERENCE,
      {PassedIf(if_failed == v1::SUB_INDICATION_NONE), if_failed, detail});
  detail.reason = v1::FINDING_REASON_UNSPECIFIED;
  for (const SigningCertificateReference* reference : references.first) {
    if (!reference->serial.has_value()) {
      run.NotRun(v1::CONSTRAINT_ISSUER_SERIAL, detail);
    } else if (IssuerSerialMatches(*reference, certificate)) {
      run.Apply(v1::CONSTRAINT_ISSUER_SERIAL,
                {v1::CHECK_OUTCOME_PASSED, v1::SUB_INDICATION_NONE, detail});
    } else {
      CheckDetail mismatch = detail;
      mismatch.reason = v1::FINDING_REASON_REFERENCE_MISMATCH;
      run.Report(v1::CONSTRAINT_ISSUER_SERIAL, mismatch);
    }
  }
}

}  // namespace

std::vector<CertificateRef> SigningCertificateCandidates(
    const ParsedSignature& signature, absl::Span<const CertificateRef> more) {
  std::vector<CertificateRef> found;
  for (const auto certificates : {signature.embedded_certificates(), more}) {
    for (const CertificateRef& certificate : certificates) {
      if (IsNamed(*certificate, signature.signer())) {
        found.push_back(certificate);
      }
    }
  }
  std::sort(found.begin(), found.end(),
            [](const CertificateRef& a, const CertificateRef& b) {
              return a->fingerprint() < b->fingerprint();
            });
  found.erase(std::unique(found.begin(), found.end(),
                          [](const CertificateRef& a, const CertificateRef& b) {
                            return a->fingerprint() == b->fingerprint();
                          }),
              found.end());
  return found;
}

SigningCertificateResult RunSigningCertificate(
    const SigningCertificateInput& input) {
  BlockRun run(input.policy, input.context,
               v1::BUILDING_BLOCK_SIGNING_CERTIFICATE);
  SigningCertificateResult result;
  const std::vector<CertificateRef> named =
      SigningCertificateCandidates(input.signature, input.more);
  if (named.empty()) {
    run.Apply(v1::CONSTRAINT_SIGNING_CERTIFICATE_PRESENT,
              {v1::CHECK_OUTCOME_FAILED,
               v1::SUB_INDICATION_NO_SIGNING_CERTIFICATE_FOUND,
               {Digest(), v1::FINDING_REASON_CERTIFICATE_ABSENT, {}}});
    run.NotRun(v1::CONSTRAINT_SIGNING_CERTIFICATE_REFERENCE, {});
    run.NotRun(v1::CONSTRAINT_ISSUER_SERIAL, {});
    result.block = run.result();
    return result;
  }
  const References references(input.signature.attributes());
  std::vector<CertificateRef> matched;
  for (const CertificateRef& candidate : named) {
    if (MatchOf(references, *candidate) == Match::kYes) {
      matched.push_back(candidate);
    }
  }
  result.certificate =
      Choose(input.signature, matched.empty() ? named : matched);
  run.Apply(v1::CONSTRAINT_SIGNING_CERTIFICATE_PRESENT,
            {v1::CHECK_OUTCOME_PASSED,
             v1::SUB_INDICATION_NONE,
             {result.certificate->fingerprint(), {}, {}}});
  CheckReference(references, *result.certificate, input.context, run);
  result.block = run.result();
  return result;
}

}  // namespace kepil
