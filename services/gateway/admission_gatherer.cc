#include "services/gateway/admission_gatherer.h"

#include <algorithm>

#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/der_writer.h"
#include "engine/pki/ocsp.h"
#include "services/net/url_policy.h"

namespace kepil {
namespace {

constexpr size_t kNonceOctets = 32;       // OCSP: RFC 9654, 2.1.
constexpr size_t kStampNonceOctets = 16;  // Of a time-stamp.
constexpr char kSha256Oid[] = "2.16.840.1.101.3.4.2.1";

// TimeStampReq (RFC 3161, 2.4.1); `nonce` is a complete INTEGER.
std::string TimestampRequest(absl::string_view stamped,
                             const std::string& nonce) {
  return DerSequence(
      {DerInt64(1),
       DerSequence({DerSequence({DerOidFromText(kSha256Oid), DerNull()}),
                    DerOctetString(Sha256(stamped).bytes())}),
       nonce, DerBoolean(true)});
}

}  // namespace

std::vector<std::string> AdmissionEvidence::Octets() const {
  std::vector<std::string> octets;
  const auto add = [&](const absl::StatusOr<std::string>& object) {
    if (object.ok()) {
      octets.push_back(*object);
    }
  };
  for (const FetchedCrl& fetched : crls) {
    add(fetched.der);
  }
  for (const FetchedOcsp& fetched : ocsp) {
    add(fetched.der);
  }
  for (const FetchedTimestamp& fetched : timestamps) {
    add(fetched.response);
  }
  return octets;
}

absl::StatusOr<std::string> AdmissionGatherer::Exchange(
    const v1::Application& application, FetchRequest request,
    absl::Time deadline) {
  const auto& approved = application.approved_addresses();
  if (std::find(approved.begin(), approved.end(), request.url) ==
      approved.end()) {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     v1::ERROR_REASON_ADDRESS_FORBIDDEN,
                     "the address has not been approved");
  }
  KEPIL_ASSIGN_OR_RETURN(const ParsedUrl url, ParseUrl(request.url));
  KEPIL_ASSIGN_OR_RETURN(const FetchGate::Permit permit,
                         rooms_.gate.Enter(url.host));
  const absl::Duration left = deadline - rooms_.clock.Now();
  if (left <= absl::ZeroDuration()) {
    return MakeError(absl::StatusCode::kDeadlineExceeded,
                     v1::ERROR_REASON_DEADLINE, "no time is left to ask");
  }
  request.timeout = std::min(options_.timeout, left);
  KEPIL_ASSIGN_OR_RETURN(FetchResponse response, rooms_.fetcher.Fetch(request));
  return std::move(response.body);
}

CertificateRef AdmissionGatherer::SampleOf(const v1::Application& application,
                                           const Certificate& issuer) const {
  if (!issuer.public_key().ok()) {
    return nullptr;
  }
  for (const std::string& der : application.content().sample_certificates()) {
    const absl::StatusOr<CertificateRef> sample = rooms_.certificates.Read(der);
    if (!sample.ok() || (*sample)->issuer() != issuer.subject()) {
      continue;
    }
    const absl::StatusOr<bool> verified = VerifySignedObject(
        **issuer.public_key(), (*sample)->signature_algorithm(),
        (*sample)->tbs(), (*sample)->signature());
    if (verified.ok() && *verified) {
      return *sample;
    }
  }
  return nullptr;
}

FetchedOcsp AdmissionGatherer::AskOcsp(const v1::Application& application,
                                       const std::string& url,
                                       const CertificateRef& issuer,
                                       absl::Time deadline) {
  FetchedOcsp fetched;
  fetched.issuer = issuer->fingerprint();
  fetched.url = url;
  const CertificateRef sample = SampleOf(application, *issuer);
  if (sample == nullptr) {
    fetched.der = FormatUnknownError(
        "no certificate of this issuer was handed in to ask about");
    return fetched;
  }
  fetched.certificate = sample->fingerprint();
  fetched.nonce = rooms_.random(kNonceOctets);
  FetchRequest request;
  request.url = url;
  request.method = FetchMethod::kPost;
  request.body = BuildOcspRequest({*sample, *issuer}, fetched.nonce);
  request.content_type = "application/ocsp-request";
  request.accept = "application/ocsp-response";
  request.max_response_bytes = options_.max_answer_bytes;
  fetched.der = Exchange(application, std::move(request), deadline);
  return fetched;
}

FetchedTimestamp AdmissionGatherer::AskTimestamp(
    const v1::Application& application, const v1::TrustService& service,
    absl::Time deadline) {
  FetchedTimestamp fetched;
  fetched.service_id = service.id();
  fetched.url = service.tsa_url();
  fetched.stamped = rooms_.random(kNonceOctets);
  const std::string nonce = DerUnsigned(rooms_.random(kStampNonceOctets));
  fetched.nonce = nonce.substr(2);  // Below 128 octets: one of length.
  FetchRequest request;
  request.url = service.tsa_url();
  request.method = FetchMethod::kPost;
  request.body = TimestampRequest(fetched.stamped, nonce);
  request.content_type = "application/timestamp-query";
  request.accept = "application/timestamp-reply";
  request.max_response_bytes = options_.max_answer_bytes;
  fetched.response = Exchange(application, std::move(request), deadline);
  return fetched;
}

AdmissionEvidence AdmissionGatherer::Gather(const v1::Application& application,
                                            absl::Time deadline) {
  AdmissionEvidence evidence;
  const v1::Authority& authority = application.content().authority();
  for (const ListedCertificate& listed :
       ListCertificates(authority, rooms_.certificates)) {
    if (!listed.certificate.ok()) {
      continue;
    }
    for (const v1::IssuerRevocationSources& sources :
         listed.service->revocation()) {
      if (sources.issuer_sha256() !=
          (*listed.certificate)->fingerprint().bytes()) {
        continue;
      }
      for (const v1::RevocationSource& source : sources.sources()) {
        if (!source.crl_url().empty()) {
          FetchRequest request;
          request.url = source.crl_url();
          request.max_response_bytes = options_.max_crl_bytes;
          evidence.crls.push_back(
              {(*listed.certificate)->fingerprint(), source.crl_url(),
               Exchange(application, std::move(request), deadline)});
        }
        if (!source.ocsp_url().empty()) {
          evidence.ocsp.push_back(AskOcsp(application, source.ocsp_url(),
                                          *listed.certificate, deadline));
        }
      }
    }
  }
  for (const v1::TrustService& service : authority.services()) {
    if (service.type() == v1::SERVICE_TYPE_TSA && !service.tsa_url().empty()) {
      evidence.timestamps.push_back(
          AskTimestamp(application, service, deadline));
    }
  }
  return evidence;
}

}  // namespace kepil
