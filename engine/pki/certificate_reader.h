#ifndef KEPIL_ENGINE_PKI_CERTIFICATE_READER_H_
#define KEPIL_ENGINE_PKI_CERTIFICATE_READER_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/pki/certificate.h"

namespace kepil {

// CertificateReader turns DER into certificates. PlainCertificateReader
// decodes; a caching one looks SHA-256(der) up first.
class CertificateReader {
 public:
  virtual ~CertificateReader() = default;
  virtual absl::StatusOr<CertificateRef> Read(absl::string_view der) = 0;
  // Says that this one stood on a path to an anchor and may be asked for again.
  virtual void Keep(const CertificateRef& certificate) {
    static_cast<void>(certificate);
  }
};

class PlainCertificateReader : public CertificateReader {
 public:
  explicit PlainCertificateReader(DerLimits limits = {}) : limits_(limits) {}
  absl::StatusOr<CertificateRef> Read(absl::string_view der) override {
    return Certificate::FromDer(der, limits_);
  }

 private:
  const DerLimits limits_;
};

}  // namespace kepil

#endif  // KEPIL_ENGINE_PKI_CERTIFICATE_READER_H_
