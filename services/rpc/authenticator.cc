#include "services/rpc/authenticator.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "engine/crypto/digest.h"

namespace kepil {

std::string PemCertificateSha256(absl::string_view pem) {
  constexpr absl::string_view kBegin = "-----BEGIN CERTIFICATE-----";
  constexpr absl::string_view kEnd = "-----END CERTIFICATE-----";
  const size_t begin = pem.find(kBegin);
  const size_t end = pem.find(kEnd);
  if (begin == absl::string_view::npos || end == absl::string_view::npos ||
      end < begin + kBegin.size()) {
    return "";
  }
  std::string base64;
  for (const char c :
       pem.substr(begin + kBegin.size(), end - begin - kBegin.size())) {
    if (!absl::ascii_isspace(c)) {
      base64.push_back(c);
    }
  }
  std::string der;
  if (!absl::Base64Unescape(base64, &der) || der.empty()) {
    return "";
  }
  return std::string(Sha256(der).bytes());
}

std::string Authenticator::LeafOf(absl::string_view pem) const {
  {
    const MutexLock lock(mutex_);
    const auto known = leaves_.find(pem);
    if (known != leaves_.end()) {
      return known->second;
    }
  }
  std::string leaf = PemCertificateSha256(pem);
  const MutexLock lock(mutex_);
  if (leaves_.size() >= kMostLeaves) {
    leaves_.clear();
  }
  leaves_.emplace(pem, leaf);
  return leaf;
}

std::shared_ptr<const v1::PrincipalRecord> Authenticator::Identify(
    const grpc::AuthContext* context) const {
  if (context == nullptr) {
    return nullptr;
  }
  const std::vector<grpc::string_ref> pems =
      context->FindPropertyValues("x509_pem_cert");
  return pems.size() != 1 ? nullptr
                          : IdentifyLeaf(LeafOf(absl::string_view(
                                pems[0].data(), pems[0].size())));
}

std::shared_ptr<const v1::PrincipalRecord> Authenticator::IdentifyLeaf(
    absl::string_view leaf) const {
  const std::shared_ptr<const PrincipalDirectory> directory = directory_();
  if (leaf.empty() || directory == nullptr) {
    return nullptr;
  }
  // Of the directory, and alive as long as it.
  return std::shared_ptr<const v1::PrincipalRecord>(directory,
                                                    directory->Find(leaf));
}

}  // namespace kepil
