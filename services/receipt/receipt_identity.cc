#include "services/receipt/receipt_identity.h"

#include "base/error.h"
#include "engine/pki/extension_oid.h"

namespace kepil {
namespace {

absl::Status SignerDownError(absl::string_view what) {
  return MakeError(absl::StatusCode::kUnavailable, v1::ERROR_REASON_SIGNER_DOWN,
                   what);
}

}  // namespace

bool MaySignReceipts(const Certificate& certificate) {
  const CertificateExtensions& extensions = certificate.extensions();
  if (extensions.HasUnrecognisedCritical() || extensions.HasMalformed()) {
    return false;
  }
  if (!extensions.extended_key_usage.has_value() ||
      extensions.extended_key_usage->size() != 1 ||
      extensions.extended_key_usage->front() != key_purpose_oid::kDvcs ||
      !extensions.IsCritical(extension_oid::kExtendedKeyUsage)) {
    return false;
  }
  return extensions.key_usage.has_value() &&
         (extensions.key_usage->Has(KeyUsageBit::kDigitalSignature) ||
          extensions.key_usage->Has(KeyUsageBit::kContentCommitment));
}

absl::Status CheckReceiptIdentity(const ReceiptIdentity& identity,
                                  absl::Time time) {
  if (identity.key.signer == nullptr || identity.certificate == nullptr) {
    return SignerDownError("there is no receipt key or no certificate of it");
  }
  const Certificate& certificate = *identity.certificate;
  if (certificate.spki() != identity.key.signer->spki()) {
    return SignerDownError("the receipt certificate is of another key");
  }
  if (time < certificate.not_before() || time > certificate.not_after()) {
    return SignerDownError("the receipt certificate is outside its validity");
  }
  if (!MaySignReceipts(certificate)) {
    return SignerDownError("the receipt certificate is not for signing DVCs");
  }
  return absl::OkStatus();
}

}  // namespace kepil
