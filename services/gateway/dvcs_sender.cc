#include "services/gateway/dvcs_sender.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/signature/signature_document.h"
#include "engine/validation/signing_certificate.h"
#include "services/gateway/authorization.h"
#include "services/receipt/dvc_signature.h"

namespace kepil {
namespace {

DvcsSenderResult Refused(DvcFailure failure, std::string text) {
  DvcsSenderResult result;
  result.refusal = DvcsRefusal{failure, std::move(text)};
  return result;
}

DvcsSenderResult From(const v1::PrincipalRecord& principal,
                      std::string signer_sha256) {
  if (!Authorize(Method::kValidate, &principal).ok() &&
      !Authorize(Method::kPeerValidate, &principal).ok()) {
    return Refused(DvcFailure::kWrongAuthority,
                   "the caller's role does not include validation");
  }
  DvcsSenderResult result;
  result.sender = DvcsSender{principal, std::move(signer_sha256)};
  return result;
}

// The certificate under whose key the one signature verifies; nullptr if there
// is none in the request.
CertificateRef VerifiedSigner(const ParsedSignature& signature) {
  if (!IsAcceptedDvcsHash(signature.digest_algorithm())) {
    return nullptr;
  }
  const std::vector<CertificateRef> candidates =
      SigningCertificateCandidates(signature, {});
  const size_t tried = std::min(
      candidates.size(), static_cast<size_t>(kMaxSigningCertificatesTried));
  for (size_t i = 0; i < tried; ++i) {
    if (EnvelopeSignatureHolds(signature, *candidates[i])) {
      return candidates[i];
    }
  }
  return nullptr;
}

bool IsValidAt(const Certificate& certificate, absl::Time time) {
  return certificate.not_before() <= time && time <= certificate.not_after();
}

}  // namespace

DvcsSenderResult IdentifyDvcsSender(const DvcsSenderInput& input,
                                    CertificateReader& certificates) {
  if (input.envelope.signers == 0) {
    return input.caller != nullptr
               ? From(*input.caller, "")
               : Refused(DvcFailure::kWrongAuthority,
                         "neither the caller's TLS certificate is registered "
                         "nor is the request signed");
  }
  if (input.envelope.signers > 1) {
    return Refused(DvcFailure::kBadRequest, "more than one request signer");
  }
  const absl::StatusOr<SignatureDocument> document =
      ParseSignatureDocument({input.envelope.content_info, std::nullopt, {}},
                             certificates, input.limits);
  const CertificateRef signer =
      document.ok() ? VerifiedSigner(*document->signatures.front()) : nullptr;
  if (signer == nullptr) {
    return Refused(DvcFailure::kIncorrectData,
                   "the signature of the request does not verify under a "
                   "certificate inside it");
  }
  const std::string sha256(signer->fingerprint().bytes());
  const v1::PrincipalRecord* registered = input.principals.FindSigner(sha256);
  if (registered != nullptr && !IsValidAt(*signer, input.now)) {
    registered = nullptr;
  }
  if (input.caller != nullptr) {
    return From(*input.caller, registered != nullptr ? sha256 : "");
  }
  if (registered == nullptr) {
    return Refused(DvcFailure::kWrongAuthority,
                   "neither the caller's TLS certificate nor the request "
                   "signer is registered");
  }
  return From(*registered, sha256);
}

bool IsAcceptedDvcsHash(HashAlgorithm hash) {
  switch (hash) {
    case HashAlgorithm::kUnknown:
    case HashAlgorithm::kMd5:
    case HashAlgorithm::kSha1:
    case HashAlgorithm::kRipemd160:
    case HashAlgorithm::kGost94CryptoPro:
    case HashAlgorithm::kGost94Test:
      return false;
    case HashAlgorithm::kSha224:
    case HashAlgorithm::kSha256:
    case HashAlgorithm::kSha384:
    case HashAlgorithm::kSha512:
    case HashAlgorithm::kSha512_224:
    case HashAlgorithm::kSha512_256:
    case HashAlgorithm::kSha3_224:
    case HashAlgorithm::kSha3_256:
    case HashAlgorithm::kSha3_384:
    case HashAlgorithm::kSha3_512:
    case HashAlgorithm::kShake256_512:
    case HashAlgorithm::kStreebog256:
    case HashAlgorithm::kStreebog512:
    case HashAlgorithm::kBeltHash:
    case HashAlgorithm::kBash256:
    case HashAlgorithm::kBash384:
    case HashAlgorithm::kBash512:
    case HashAlgorithm::kSm3:
      return true;
  }
  return false;
}

}  // namespace kepil
