#ifndef KEPIL_SERVICES_EVIDENCE_CERTIFICATE_CACHE_H_
#define KEPIL_SERVICES_EVIDENCE_CERTIFICATE_CACHE_H_

#include <cstdint>

#include "base/lru_cache.h"
#include "engine/pki/certificate_reader.h"

namespace kepil {

// CertificateCache decodes a certificate and its key once: it looks SHA-256 of
// the DER up first. Only what Keep was told of stays, so that strangers'
// certificates cannot push out those of registered CAs. Thread-safe.
class CertificateCache : public CertificateReader {
 public:
  struct Options {
    int64_t max_bytes = int64_t{128} << 20;  // Octets of memory.
    DerLimits der = {};
  };
  explicit CertificateCache(const Options& options)
      : der_(options.der), cache_({options.max_bytes}) {}

  absl::StatusOr<CertificateRef> Read(absl::string_view der) override;
  void Keep(const CertificateRef& certificate) override;
  // Memory held, finds and failures to find.
  LruCache<Digest, CertificateRef>::Counts counts() const {
    return cache_.counts();
  }

 private:
  const DerLimits der_;
  LruCache<Digest, CertificateRef> cache_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_EVIDENCE_CERTIFICATE_CACHE_H_
