#include "trustlist/admission_status.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/pki/certificate_pool.h"
#include "engine/pki/crl.h"
#include "engine/pki/ocsp.h"
#include "engine/pki/path_builder.h"
#include "engine/pki/path_validator.h"
#include "engine/pki/timestamp_info.h"
#include "engine/signature/timestamp_token.h"
#include "engine/trust/trust_anchors.h"

namespace kepil {
namespace {

// 1.3.6.1.5.5.7.3.8
constexpr absl::string_view kTimeStamping("\x2b\x06\x01\x05\x05\x07\x03\x08",
                                          8);

absl::Duration SecondsOf(const google::protobuf::Duration& duration) {
  return absl::Seconds(duration.seconds());
}

v1::AdmissionFinding FromStatus(const absl::Status& status,
                                v1::AdmissionCheck check,
                                absl::string_view subject) {
  return status.ok() ? AdmissionPassed(check, subject)
                     : AdmissionFailed(check, subject, status.message());
}

absl::Status CheckCrlSignature(const Crl& crl, const Certificate& issuer,
                               const AdmissionInput& input) {
  if (crl.issuer() != issuer.subject()) {
    return FormatUnknownError("the CRL is another issuer's");
  }
  if (crl.delta_base().has_value() || !crl.IsUsable() ||
      (crl.idp().has_value() && crl.idp()->indirect)) {
    return FormatUnknownError("not a complete, direct CRL that may be used");
  }
  KEPIL_RETURN_IF_ERROR(issuer.public_key().status());
  const PublicKey& key = **issuer.public_key();
  KEPIL_ASSIGN_OR_RETURN(const bool verified, VerifyCrl(crl, key));
  if (!verified) {
    return FormatUnknownError("the signature is wrong");
  }
  KEPIL_ASSIGN_OR_RETURN(
      const ResolvedAlgorithm used,
      ResolveSignatureAlgorithm(key.family(), crl.signature_algorithm(),
                                std::nullopt));
  return input.reliable_until(used.algorithm, key) > input.now
             ? absl::OkStatus()
             : FormatUnknownError(
                   "signed by an algorithm or key that is no "
                   "longer reliable");
}

absl::Status CheckCrlValidity(const Crl& crl, const AdmissionInput& input) {
  if (input.rules == nullptr) {
    return FormatUnknownError("no rule pack gives the bounds");
  }
  if (!crl.next_update().has_value()) {
    return FormatUnknownError("without nextUpdate");
  }
  const absl::Duration validity = *crl.next_update() - crl.this_update();
  if (validity < SecondsOf(input.rules->crl_validity_min()) ||
      validity > SecondsOf(input.rules->crl_validity_max())) {
    return FormatUnknownError(absl::StrCat(
        "valid for ", absl::ToInt64Seconds(validity), " s, the rule pack asks ",
        input.rules->crl_validity_min().seconds(), " s to ",
        input.rules->crl_validity_max().seconds(), " s"));
  }
  return absl::OkStatus();
}

absl::Status CheckCrlCurrent(const Crl& crl, const AdmissionInput& input) {
  if (crl.this_update() > input.now + input.clock_skew) {
    return FormatUnknownError("thisUpdate lies ahead");
  }
  return crl.next_update().has_value() && *crl.next_update() > input.now
             ? absl::OkStatus()
             : FormatUnknownError("nextUpdate has passed or is missing");
}

absl::Status CheckIssueInterval(const Crl& crl, const AdmissionInput& input) {
  if (input.rules == nullptr) {
    return FormatUnknownError("no rule pack gives the interval");
  }
  const absl::Duration age = input.now - crl.this_update();
  if (age >
      SecondsOf(input.rules->crl_issue_interval_max()) + input.clock_skew) {
    return FormatUnknownError(
        absl::StrCat("the newest CRL is ", absl::ToInt64Seconds(age),
                     " s old, the rule pack asks for one every ",
                     input.rules->crl_issue_interval_max().seconds(), " s"));
  }
  return absl::OkStatus();
}

constexpr v1::AdmissionCheck kCrlChecks[] = {
    v1::ADMISSION_CHECK_CRL_SIGNATURE, v1::ADMISSION_CHECK_CRL_VALIDITY,
    v1::ADMISSION_CHECK_CRL_CURRENT, v1::ADMISSION_CHECK_CRL_ISSUE_INTERVAL};

void FailCrl(absl::string_view subject, absl::string_view problem,
             AdmissionFindings& findings) {
  findings.push_back(
      AdmissionFailed(v1::ADMISSION_CHECK_CRL_REACHABLE, subject, problem));
  for (const v1::AdmissionCheck check : kCrlChecks) {
    findings.push_back(AdmissionFailed(check, subject, "no CRL was had"));
  }
}

void JudgeCrl(const std::string& url, const Certificate& issuer,
              const AdmissionInput& input, AdmissionFindings& findings) {
  const auto fetched = std::find_if(
      input.crls.begin(), input.crls.end(), [&](const FetchedCrl& candidate) {
        return candidate.issuer == issuer.fingerprint() && candidate.url == url;
      });
  if (fetched == input.crls.end() || !fetched->der.ok()) {
    FailCrl(url,
            fetched == input.crls.end() ? "was not asked"
                                        : fetched->der.status().message(),
            findings);
    return;
  }
  const absl::StatusOr<CrlRef> crl = Crl::FromDer(*fetched->der);
  if (!crl.ok()) {
    FailCrl(url, "what is there is no CRL", findings);
    return;
  }
  findings.push_back(AdmissionPassed(v1::ADMISSION_CHECK_CRL_REACHABLE, url));
  findings.push_back(FromStatus(CheckCrlSignature(**crl, issuer, input),
                                v1::ADMISSION_CHECK_CRL_SIGNATURE, url));
  findings.push_back(FromStatus(CheckCrlValidity(**crl, input),
                                v1::ADMISSION_CHECK_CRL_VALIDITY, url));
  findings.push_back(FromStatus(CheckCrlCurrent(**crl, input),
                                v1::ADMISSION_CHECK_CRL_CURRENT, url));
  findings.push_back(FromStatus(CheckIssueInterval(**crl, input),
                                v1::ADMISSION_CHECK_CRL_ISSUE_INTERVAL, url));
}

// Whether `candidate` signed `response` and may (RFC 6960, 4.2.2.2).
bool IsResponder(const CertificateRef& candidate, const OcspResponse& response,
                 const Certificate& issuer) {
  if (!response.NamesResponder(*candidate) || !candidate->public_key().ok()) {
    return false;
  }
  const absl::StatusOr<bool> verified =
      VerifyOcspSignature(response, **candidate->public_key());
  return verified.ok() && *verified &&
         ResponderRightOf(*candidate, issuer) != OcspResponderRight::kNone &&
         candidate->not_before() <= response.produced_at() &&
         response.produced_at() <= candidate->not_after();
}

absl::Status CheckOcsp(const FetchedOcsp& fetched, const CertificateRef& issuer,
                       const AdmissionInput& input) {
  KEPIL_RETURN_IF_ERROR(fetched.der.status());
  KEPIL_ASSIGN_OR_RETURN(
      const OcspResponseRef response,
      OcspResponse::FromDer(*fetched.der, input.certificates));
  std::vector<CertificateRef> candidates = {issuer};
  candidates.insert(candidates.end(), response->certificates().begin(),
                    response->certificates().end());
  if (std::none_of(candidates.begin(), candidates.end(),
                   [&](const CertificateRef& candidate) {
                     return IsResponder(candidate, *response, *issuer);
                   })) {
    return FormatUnknownError("no authorised responder signed the answer");
  }
  if (response->nonce().has_value() && *response->nonce() != fetched.nonce) {
    return FormatUnknownError("another nonce than the one sent");
  }
  for (const std::string& der :
       input.application.content().sample_certificates()) {
    const absl::StatusOr<CertificateRef> sample = input.certificates.Read(der);
    if (!sample.ok() || (*sample)->fingerprint() != fetched.certificate) {
      continue;
    }
    const OcspAnswer* answer = response->AnswerFor({**sample, *issuer});
    if (answer == nullptr || response->StatusOf({**sample, *issuer}).state ==
                                 RevocationStatus::State::kUnknown) {
      return FormatUnknownError("the answer does not know the certificate");
    }
    if (answer->this_update > input.now + input.clock_skew ||
        (answer->next_update.has_value() && *answer->next_update < input.now)) {
      return FormatUnknownError("the answer is not of now");
    }
    return absl::OkStatus();
  }
  return FormatUnknownError("asked about no certificate of the application");
}

v1::AdmissionFinding JudgeOcsp(const std::string& url,
                               const CertificateRef& issuer,
                               const AdmissionInput& input) {
  for (const FetchedOcsp& fetched : input.ocsp) {
    if (fetched.issuer == issuer->fingerprint() && fetched.url == url) {
      return FromStatus(CheckOcsp(fetched, issuer, input),
                        v1::ADMISSION_CHECK_OCSP_ANSWER, url);
    }
  }
  return AdmissionFailed(v1::ADMISSION_CHECK_OCSP_ANSWER, url,
                         "not asked: no certificate of this issuer was handed "
                         "in, or the address is not approved");
}

// Addresses of `listed` in its service.
void JudgeSources(const ListedCertificate& listed, const AdmissionInput& input,
                  AdmissionFindings& findings) {
  bool has_crl = false;
  for (const v1::IssuerRevocationSources& sources :
       listed.service->revocation()) {
    if (sources.issuer_sha256() !=
        (*listed.certificate)->fingerprint().bytes()) {
      continue;
    }
    for (const v1::RevocationSource& source : sources.sources()) {
      if (!source.crl_url().empty()) {
        has_crl = true;
        JudgeCrl(source.crl_url(), **listed.certificate, input, findings);
      }
      if (!source.ocsp_url().empty()) {
        findings.push_back(
            JudgeOcsp(source.ocsp_url(), *listed.certificate, input));
      }
    }
  }
  const auto& constraints =
      (*listed.certificate)->extensions().basic_constraints;
  const bool issues = listed.service->type() == v1::SERVICE_TYPE_CA ||
                      (constraints.has_value() && constraints->ca);
  if (!has_crl && issues &&
      listed.service->type() != v1::SERVICE_TYPE_RECEIPT) {
    FailCrl(listed.subject, "an issuing certificate without a CRL address",
            findings);
  }
}

bool IsForTimeStamping(const Certificate& certificate) {
  const auto& purposes = certificate.extensions().extended_key_usage;
  return purposes.has_value() && purposes->size() == 1 &&
         purposes->front() == kTimeStamping &&
         certificate.extensions().IsCritical(extension_oid::kExtendedKeyUsage);
}

// Whether an anchor of `service` is `signer` or leads to it.
bool IsOfService(const CertificateRef& signer, const v1::TrustService& service,
                 const AdmissionInput& input) {
  std::vector<TrustAnchor> anchors;
  CertificatePool pool;
  for (const std::string& der : service.anchors()) {
    const absl::StatusOr<CertificateRef> anchor = input.certificates.Read(der);
    if (anchor.ok()) {
      if ((*anchor)->fingerprint() == signer->fingerprint()) {
        return true;
      }
      anchors.push_back({*anchor, service.id()});
    }
  }
  for (const std::string& der : service.intermediates()) {
    const absl::StatusOr<CertificateRef> middle = input.certificates.Read(der);
    if (middle.ok()) {
      pool.Add(*middle);
    }
  }
  const PathBuilder::Result built = PathBuilder::Build(
      signer, pool, TrustAnchors(std::move(anchors)), PathBuilder::Limits());
  return std::any_of(
      built.paths.begin(), built.paths.end(), [&](const CertificatePath& path) {
        return ValidatePath(path, PathInputs()).findings.empty() &&
               CheckValidityPeriods(path, PathInputs(), input.now).empty();
      });
}

absl::Status CheckTokenSigner(const TimestampToken& token,
                              const v1::TrustService& service,
                              const AdmissionInput& input) {
  std::vector<CertificateRef> candidates(
      token.signature().embedded_certificates().begin(),
      token.signature().embedded_certificates().end());
  for (const std::string& der : service.anchors()) {
    const absl::StatusOr<CertificateRef> anchor = input.certificates.Read(der);
    if (anchor.ok()) {
      candidates.push_back(*anchor);
    }
  }
  for (const CertificateRef& candidate : candidates) {
    if (!candidate->public_key().ok()) {
      continue;
    }
    const absl::StatusOr<bool> verified =
        token.signature().VerifyValue(**candidate->public_key());
    if (verified.ok() && *verified) {
      if (!IsForTimeStamping(*candidate)) {
        return FormatUnknownError("its certificate is not for time-stamping");
      }
      return IsOfService(candidate, service, input)
                 ? absl::OkStatus()
                 : FormatUnknownError(
                       "its certificate leads to no anchor of "
                       "the service");
    }
  }
  return FormatUnknownError("the token's signature is wrong");
}

absl::Status CheckToken(const FetchedTimestamp& fetched,
                        const v1::TrustService& service,
                        const AdmissionInput& input) {
  KEPIL_RETURN_IF_ERROR(fetched.response.status());
  KEPIL_ASSIGN_OR_RETURN(const TimestampResponse response,
                         ParseTimestampResponse(*fetched.response));
  if (response.status > 1 || response.status < 0 || response.token.empty()) {
    return FormatUnknownError("no time-stamp was granted");
  }
  KEPIL_ASSIGN_OR_RETURN(
      const TimestampTokenRef token,
      TimestampToken::FromDer(response.token, input.certificates,
                              ParseLimits()));
  KEPIL_ASSIGN_OR_RETURN(const bool stamps,
                         token->MatchesImprint(fetched.stamped));
  if (!stamps || token->info().nonce != fetched.nonce) {
    return FormatUnknownError("the token does not answer what was sent");
  }
  const absl::Span<const SignedDataObject> data =
      token->signature().signed_data();
  if (data.size() != 1 ||
      data[0].outcome != SignedDataObject::Outcome::kMatched) {
    return FormatUnknownError("the token's signature covers something else");
  }
  if (token->info().gen_time > input.now + input.clock_skew ||
      token->info().gen_time < input.now - absl::Minutes(5)) {
    return FormatUnknownError("the token's time is not the time of now");
  }
  return CheckTokenSigner(*token, service, input);
}

}  // namespace

AdmissionFindings JudgeAdmissionStatus(const AdmissionInput& input) {
  AdmissionFindings findings;
  for (const ListedCertificate& listed : ListCertificates(
           input.application.content().authority(), input.certificates)) {
    if (listed.certificate.ok()) {
      JudgeSources(listed, input, findings);
    } else {
      FailCrl(listed.subject, "the certificate cannot be read", findings);
    }
  }
  return findings;
}

AdmissionFindings JudgeAdmissionTimestamps(const AdmissionInput& input) {
  constexpr v1::AdmissionCheck kCheck = v1::ADMISSION_CHECK_TIMESTAMP_ANSWER;
  AdmissionFindings findings;
  for (const v1::TrustService& service :
       input.application.content().authority().services()) {
    if (service.type() != v1::SERVICE_TYPE_TSA) {
      continue;
    }
    const std::string subject = absl::StrCat("services/", service.id());
    const auto fetched =
        std::find_if(input.timestamps.begin(), input.timestamps.end(),
                     [&](const FetchedTimestamp& candidate) {
                       return candidate.service_id == service.id();
                     });
    findings.push_back(
        fetched == input.timestamps.end()
            ? AdmissionFailed(
                  kCheck, subject,
                  "no address for time-stamps was named and approved")
            : FromStatus(CheckToken(*fetched, service, input), kCheck,
                         subject));
  }
  return findings;
}

}  // namespace kepil
