#ifndef KEPIL_ENGINE_PKI_REVOCATION_DATA_H_
#define KEPIL_ENGINE_PKI_REVOCATION_DATA_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "engine/crypto/digest.h"
#include "engine/pki/certificate.h"

namespace kepil {

enum class RevocationKind { kCrl, kOcsp };

// CRLReason of RFC 5280, 5.3.1.
enum class RevocationReason {
  kUnspecified = 0,
  kKeyCompromise = 1,
  kCaCompromise = 2,
  kAffiliationChanged = 3,
  kSuperseded = 4,
  kCessationOfOperation = 5,
  kCertificateHold = 6,
  kRemoveFromCrl = 8,
  kPrivilegeWithdrawn = 9,
  kAaCompromise = 10,
};

// Sets of reasons are ReasonFlags of RFC 5280, 4.2.1.13: 1 << bit, bits 1
// (keyCompromise) to 8 (aACompromise).
inline constexpr uint16_t kAllRevocationReasons = 0x1fe;

// Names one certificate to a source of revocation information.
struct CertificateId {
  const Certificate& certificate;
  const Certificate& issuer;  // By whose key the certificate verifies.
};

struct RevocationStatus {
  enum class State {
    kGood,     // Issued and not revoked, says the source.
    kRevoked,  // Revoked or on hold: see `reason`.
    kUnknown,  // The source does not know it (OCSP unknown, extended-revoke).
    kOutOfScope,  // The object does not speak of this certificate.
  };
  State state = State::kOutOfScope;
  // kRevoked only: from when on it counts (see invalidity_date.h).
  absl::Time revoked_at = absl::InfiniteFuture();
  RevocationReason reason = RevocationReason::kUnspecified;
};

// RevocationData is one CRL or one OCSP response, decoded and indexed once,
// then shared by all requests. Nothing is verified or trusted yet. Immutable;
// thread-safe.
class RevocationData {
 public:
  virtual ~RevocationData() = default;
  virtual RevocationKind kind() const = 0;
  virtual const std::string& der() const = 0;
  virtual const Digest& digest() const = 0;  // SHA-256 of der().
  // Of a CRL, or of the answer for `id` in an OCSP response (see ocsp.h for
  // responses with several answers; these two are of the first).
  virtual absl::Time this_update() const = 0;
  virtual std::optional<absl::Time> next_update() const = 0;
  // kOutOfScope if it does not speak of `id`. A CRL answers from its sorted
  // serials in O(log n).
  virtual RevocationStatus StatusOf(const CertificateId& id) const = 0;
};

using RevocationDataRef = std::shared_ptr<const RevocationData>;

}  // namespace kepil

#endif  // KEPIL_ENGINE_PKI_REVOCATION_DATA_H_
