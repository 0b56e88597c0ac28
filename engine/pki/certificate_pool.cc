#include "engine/pki/certificate_pool.h"

#include <algorithm>
#include <iterator>
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

// Both in the order of fingerprints; so is the result.
std::vector<CertificateRef> Merge(const std::vector<CertificateRef>& a,
                                  const std::vector<CertificateRef>& b) {
  std::vector<CertificateRef> merged;
  merged.reserve(a.size() + b.size());
  std::merge(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(merged),
             ByFingerprint);
  return merged;
}

}  // namespace

void CertificatePool::Add(CertificateRef certificate) {
  if (Contains(certificate->fingerprint())) {
    return;
  }
  present_.insert(certificate->fingerprint());
  Insert(certificate, by_key_sha1_[certificate->key_sha1()]);
  Insert(certificate, by_subject_[certificate->subject().comparison_key()]);
}

bool CertificatePool::Contains(const Digest& fingerprint) const {
  return present_.contains(fingerprint) ||
         (base_ != nullptr && base_->Contains(fingerprint));
}

std::vector<CertificateRef> CertificatePool::FindBySubject(
    const Name& name) const {
  const auto found = by_subject_.find(name.comparison_key());
  std::vector<CertificateRef> own;
  if (found != by_subject_.end()) {
    own = found->second;
  }
  return base_ == nullptr ? own : Merge(base_->FindBySubject(name), own);
}

std::vector<CertificateRef> CertificatePool::FindByKeySha1(
    absl::string_view key_sha1) const {
  const auto found = by_key_sha1_.find(key_sha1);
  std::vector<CertificateRef> own;
  if (found != by_key_sha1_.end()) {
    own = found->second;
  }
  return base_ == nullptr ? own : Merge(base_->FindByKeySha1(key_sha1), own);
}

std::vector<CertificateRef> CertificatePool::All() const {
  std::vector<CertificateRef> all;
  all.reserve(present_.size());
  for (const auto& [name, certificates] : by_subject_) {
    all.insert(all.end(), certificates.begin(), certificates.end());
  }
  std::sort(all.begin(), all.end(), ByFingerprint);
  return base_ == nullptr ? all : Merge(base_->All(), all);
}

}  // namespace kepil
