#include "services/evidence/certificate_cache.h"

#include <optional>

namespace kepil {
namespace {

// A decoded certificate with its key, beside its octets, of which names and
// extensions are copies in part. Right for an RSA key in use; one on an
// elliptic curve takes 1.5 KiB less.
constexpr int64_t kEntryOverhead = 4 << 10;
constexpr int64_t kCopies = 2;

}  // namespace

absl::StatusOr<CertificateRef> CertificateCache::Read(absl::string_view der) {
  std::optional<CertificateRef> known = cache_.Find(Sha256(der));
  if (known.has_value()) {
    return *std::move(known);
  }
  return Certificate::FromDer(der, der_);
}

void CertificateCache::Keep(const CertificateRef& certificate) {
  cache_.Put(certificate->fingerprint(), certificate,
             kEntryOverhead +
                 kCopies * static_cast<int64_t>(certificate->der().size()));
}

}  // namespace kepil
