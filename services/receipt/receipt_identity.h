#ifndef KEPIL_SERVICES_RECEIPT_RECEIPT_IDENTITY_H_
#define KEPIL_SERVICES_RECEIPT_RECEIPT_IDENTITY_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "engine/crypto/signer.h"
#include "engine/pki/certificate.h"

namespace kepil {

// The receipt certificate, what it chains to, and the key.
struct ReceiptIdentity {
  ReceiptSigner key;
  CertificateRef certificate;           // Critical id-kp-dvcs.
  std::vector<CertificateRef> issuers;  // Up to its anchor.
};

// Whether `certificate` is made for signing receipts and for nothing else (RFC
// 3029, 6 and 9): extendedKeyUsage critical with id-kp-dvcs alone, keyUsage
// with digitalSignature or contentCommitment, no critical extension that we do
// not know, none that cannot be read. Issuer and validity are not looked at.
bool MaySignReceipts(const Certificate& certificate);

// UNAVAILABLE/SIGNER_DOWN unless key and certificate are one pair, the
// certificate is in its validity period at `time` and MaySignReceipts.
absl::Status CheckReceiptIdentity(const ReceiptIdentity& identity,
                                  absl::Time time);

}  // namespace kepil

#endif  // KEPIL_SERVICES_RECEIPT_RECEIPT_IDENTITY_H_
