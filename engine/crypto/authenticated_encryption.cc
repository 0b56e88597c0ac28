#include "engine/crypto/authenticated_encryption.h"

#include <limits>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "engine/crypto/openssl_ptr.h"
#include "openssl/crypto.h"
#include "openssl/evp.h"
#include "openssl/hmac.h"

namespace kepil {
namespace {

using CipherCtxPtr = OpensslPtr<EVP_CIPHER_CTX, &EVP_CIPHER_CTX_free>;

const unsigned char* BytesOf(absl::string_view octets) {
  return reinterpret_cast<const unsigned char*>(octets.data());
}

unsigned char* BytesOf(std::string& octets) {
  return reinterpret_cast<unsigned char*>(octets.data());
}

// A context of AES-256-GCM that has taken key, nonce and associated data.
CipherCtxPtr Begin(const SealInput& input, int encrypt) {
  KEPIL_CHECK(input.key.size() == kSealKeySize &&
              input.nonce.size() == kSealNonceSize &&
              input.octets.size() <
                  static_cast<size_t>(std::numeric_limits<int>::max()));
  CipherCtxPtr context(EVP_CIPHER_CTX_new());
  int ignored = 0;
  KEPIL_CHECK(context != nullptr &&
              EVP_CipherInit_ex(context.get(), EVP_aes_256_gcm(), nullptr,
                                BytesOf(input.key), BytesOf(input.nonce),
                                encrypt) == 1 &&
              EVP_CipherUpdate(context.get(), nullptr, &ignored,
                               BytesOf(input.associated),
                               static_cast<int>(input.associated.size())) == 1);
  return context;
}

}  // namespace

Digest HmacSha256(absl::string_view key, absl::string_view octets) {
  unsigned char value[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  KEPIL_CHECK(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
                   BytesOf(octets), octets.size(), value, &size) != nullptr);
  return *Digest::FromBytes(
      absl::string_view(reinterpret_cast<const char*>(value), size));
}

// Extract without a salt, then the first block of Expand.
std::string DeriveSealKey(absl::string_view secret, absl::string_view label) {
  const Digest extracted = HmacSha256(std::string(kSealKeySize, '\0'), secret);
  return std::string(
      HmacSha256(extracted.bytes(), absl::StrCat(label, "\x01")).bytes());
}

bool SameOctets(absl::string_view a, absl::string_view b) {
  return a.size() == b.size() &&
         CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string SealOctets(const SealInput& input) {
  const CipherCtxPtr context = Begin(input, 1);
  std::string sealed(input.octets.size() + kSealTagSize, '\0');
  int size = 0, rest = 0;
  KEPIL_CHECK(
      EVP_CipherUpdate(context.get(), BytesOf(sealed), &size,
                       BytesOf(input.octets),
                       static_cast<int>(input.octets.size())) == 1 &&
      EVP_CipherFinal_ex(context.get(), BytesOf(sealed) + size, &rest) == 1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, kSealTagSize,
                          BytesOf(sealed) + input.octets.size()) == 1);
  return sealed;
}

std::optional<std::string> OpenOctets(const SealInput& input) {
  if (input.octets.size() < kSealTagSize) {
    return std::nullopt;
  }
  const CipherCtxPtr context = Begin(input, 0);
  const size_t size = input.octets.size() - kSealTagSize;
  std::string tag(input.octets.substr(size));
  std::string opened(size, '\0');
  int written = 0, rest = 0;
  const OpensslErrorGuard guard;
  KEPIL_CHECK(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG,
                                  kSealTagSize, BytesOf(tag)) == 1);
  if (EVP_CipherUpdate(context.get(), BytesOf(opened), &written,
                       BytesOf(input.octets), static_cast<int>(size)) != 1 ||
      EVP_CipherFinal_ex(context.get(), BytesOf(opened) + written, &rest) !=
          1) {
    return std::nullopt;
  }
  return opened;
}

}  // namespace kepil
