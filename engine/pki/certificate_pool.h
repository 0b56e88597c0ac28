#ifndef KEPIL_ENGINE_PKI_CERTIFICATE_POOL_H_
#define KEPIL_ENGINE_PKI_CERTIFICATE_POOL_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"
#include "engine/crypto/digest.h"
#include "engine/pki/certificate.h"
#include "engine/pki/name.h"

namespace kepil {

// CertificatePool is a closed set of candidate issuers, found by subject name.
// A certificate stands in it once. Copyable; cheap for small sets: one that
// stands on `base` copies nothing of it.
class CertificatePool {
 public:
  CertificatePool() = default;
  // All of `base` is in this one too. Borrowed; not changed any more.
  explicit CertificatePool(const CertificatePool* base) : base_(base) {}

  void Add(CertificateRef certificate);
  bool Contains(const Digest& fingerprint) const;
  // Certificates whose subject is `name`, in the order of their fingerprints.
  std::vector<CertificateRef> FindBySubject(const Name& name) const;
  // Certificates whose key_sha1() is `key_sha1`, in the same order.
  std::vector<CertificateRef> FindByKeySha1(absl::string_view key_sha1) const;
  // All, in the order of their fingerprints.
  std::vector<CertificateRef> All() const;
  int size() const {
    return static_cast<int>(present_.size()) +
           (base_ == nullptr ? 0 : base_->size());
  }

 private:
  const CertificatePool* base_ = nullptr;
  absl::flat_hash_set<Digest> present_;
  absl::flat_hash_map<std::string, std::vector<CertificateRef>> by_subject_;
  absl::flat_hash_map<std::string, std::vector<CertificateRef>> by_key_sha1_;
};

}  // namespace kepil

#endif  // KEPIL_ENGINE_PKI_CERTIFICATE_POOL_H_
