#include "engine/pki/certificate_pool.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "engine/pki/certificate.h"

namespace kepil {
namespace {

bool ByFingerprint(const CertificateRef& a, const CertificateRef& b) {
  return a->fingerprint() < b->fingerprint();
}

// Keeps `sorted` in the order of fingerprints.
void Insert(const CertificateRef& certificate,
            std::vector<CertificateRef>& sorted) {
  sorted.insert(std::upper_bound(sorted.begin(), sorted.end(), certificate,
                                 ByFingerprint),
                certificate);
}

}  // namespace

void CertificatePool::Add(CertificateRef certificate) {
  if (!present_.insert(certificate->fingerprint()).second) {
    return;
  }
  const auto& key_id = certificate->extensions().subject_key_id;
  if (key_id.has_value()) {
    Insert(certificate, by_key_id_[*key_id]);
  }
  Insert(certificate, by_subject_[certificate->subject().comparison_key()]);
}

bool CertificatePool::Contains(const Digest& fingerprint) const {
  return present_.contains(fingerprint);
}

std::vector<CertificateRef> CertificatePool::FindBySubject(
    const Name& name) const {
  const auto found = by_subject_.find(name.comparison_key());
  return found == by_subject_.end() ? std::vector<CertificateRef>()
                                    : found->second;
}

std::vector<CertificateRef> CertificatePool::FindByKeyId(
    absl::string_view key_id) const {
  const auto found = by_key_id_.find(key_id);
  return found == by_key_id_.end() ? std::vector<CertificateRef>()
                                   : found->second;
}

std::vector<CertificateRef> CertificatePool::All() const {
  std::vector<CertificateRef> all;
  all.reserve(present_.size());
  for (const auto& [name, certificates] : by_subject_) {
    all.insert(all.end(), certificates.begin(), certificates.end());
  }
  std::sort(all.begin(), all.end(), ByFingerprint);
  return all;
}

}  // namespace kepil
