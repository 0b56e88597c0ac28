#include "services/evidence/certificate_cache.h"

#include <optional>

namespace kepil {
namespace {

// A decoded certificate with its key (an EVP_PKEY of 2 to 4 KiB) beside its
// octets, of which names and extensions are copies in part.
constexpr int64_t kEntryOverhead = 6 << 10;
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
