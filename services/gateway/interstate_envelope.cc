#include "services/gateway/interstate_envelope.h"

#include <utility>
#include <vector>

#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/digest.h"
#include "engine/signature/signature_document.h"
#include "engine/validation/signing_certificate.h"
#include "services/gateway/national_nexus.h"
#include "services/gateway/recorded_signer.h"

namespace kepil {
namespace {

constexpr size_t kMessageId = 16;
constexpr int64_t kNanosecondsOfASecond = 1'000'000'000;

absl::Status OriginError(absl::string_view why) {
  return MakeError(absl::StatusCode::kUnauthenticated,
                   v1::ERROR_REASON_ORIGIN_UNKNOWN, why);
}

// The record among `signers` whose certificate the signature names.
absl::StatusOr<const v1::PrincipalRecord*> NamedSigner(
    const ParsedSignature& signature,
    const std::vector<const v1::PrincipalRecord*>& signers,
    CertificateReader& certificates) {
  std::vector<CertificateRef> recorded;
  for (const v1::PrincipalRecord* signer : signers) {
    KEPIL_ASSIGN_OR_RETURN(CertificateRef certificate,
                           certificates.Read(signer->signing_certificate()));
    recorded.push_back(std::move(certificate));
  }
  for (const CertificateRef& candidate :
       SigningCertificateCandidates(signature, recorded)) {
    for (const v1::PrincipalRecord* signer : signers) {
      if (Sha256(signer->signing_certificate()) == candidate->fingerprint()) {
        return signer;
      }
    }
  }
  return OriginError("not signed by a key registered for the origin");
}

absl::StatusOr<absl::Time> SentAt(const v1::ValidateRequest& request) {
  if (request.message_id().size() != kMessageId) {
    return MalformedError("message_id: not 16 octets");
  }
  const google::protobuf::Timestamp& sent = request.sent_at();
  if (!request.has_sent_at() || sent.nanos() < 0 ||
      sent.nanos() >= kNanosecondsOfASecond) {
    return MalformedError("sent_at: missing or no time");
  }
  return absl::FromUnixSeconds(sent.seconds()) +
         absl::Nanoseconds(sent.nanos());
}

absl::Status CheckOnce(const EnvelopeInput& input, const OpenedEnvelope& opened,
                       SeenMessages& seen) {
  if (opened.request.recipient() != input.recipient) {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     v1::ERROR_REASON_WRONG_RECIPIENT,
                     "the envelope is for another gateway");
  }
  if (opened.sent_at < input.now - kEnvelopeWindow ||
      opened.sent_at > input.now + kEnvelopeWindow) {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     v1::ERROR_REASON_ENVELOPE_STALE,
                     "sent_at is not within five minutes of now");
  }
  KEPIL_ASSIGN_OR_RETURN(
      const bool is_new,
      seen.Record({input.envelope.origin(), opened.request.message_id(),
                   opened.sent_at + 2 * kEnvelopeWindow},
                  input.now));
  if (!is_new) {
    return MakeError(absl::StatusCode::kAlreadyExists,
                     v1::ERROR_REASON_ENVELOPE_REPLAYED,
                     "the envelope was accepted before");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<OpenedEnvelope> OpenEnvelope(const EnvelopeInput& input,
                                            CertificateReader& certificates,
                                            SeenMessages& seen) {
  const std::vector<const v1::PrincipalRecord*> signers =
      input.principals.SignersOf(input.envelope.origin());
  if (signers.empty() ||
      !IsForeignTtpInForce(input.trust, input.envelope.origin(), input.now)) {
    return OriginError("no foreign TTP of that id is registered and in force");
  }
  SignatureInput signed_request;
  signed_request.signature = input.envelope.signed_request();
  KEPIL_ASSIGN_OR_RETURN(
      const SignatureDocument document,
      ParseSignatureDocument(signed_request, certificates, input.limits));
  if (document.signatures.size() != 1 ||
      !document.attached_content.has_value()) {
    return MalformedError("signed_request: one signature, its content inside");
  }
  const ParsedSignature& signature = *document.signatures.front();
  KEPIL_ASSIGN_OR_RETURN(const v1::PrincipalRecord* signer,
                         NamedSigner(signature, signers, certificates));
  KEPIL_ASSIGN_OR_RETURN(
      const Conclusion conclusion,
      JudgeRecordedSigner(
          {signature, signer->signing_certificate(), input.policy, input.now},
          certificates));
  if (!IsByRecorded(conclusion, signer->signing_certificate())) {
    return OriginError("the origin's signature is not valid");
  }
  OpenedEnvelope opened;
  const absl::string_view content = *document.attached_content;
  if (!opened.request.ParseFromArray(content.data(),
                                     static_cast<int>(content.size()))) {
    return MalformedError("signed_request: its content is no ValidateRequest");
  }
  KEPIL_ASSIGN_OR_RETURN(opened.sent_at, SentAt(opened.request));
  KEPIL_RETURN_IF_ERROR(CheckOnce(input, opened, seen));
  opened.origin = *signer;
  return opened;
}

}  // namespace kepil
