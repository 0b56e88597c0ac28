#include "engine/crypto/authenticated_encryption.h"

#include <limits>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "engine/crypto/openssl_ptr.h"
#include "openssl/crypto.h"
#include "openssl/evp.h"

namespace kepil {
namespace {

using CipherCtxPtr = OpensslPtr<EVP_CIPHER_CTX, &EVP_CIPHER_CTX_free>;

const unsigned char* BytesOf(absl::string_view octets) {
  return reinterpret_cast<const unsigned char*>(octets.data());
}

unsigned char* BytesOf(std::string& octets) {
  return reinterpret_cast<unsigned char*>(octets.data());
}

// Fetched once: by name it is looked up again for each value. Immutable and
// never freed: it must outlive every user (R16's exception).
const EVP_CIPHER* Aes256Gcm() {
  static const EVP_CIPHER* const cipher =
      EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  return cipher;
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
              EVP_CipherInit_ex(context.get(), Aes256Gcm(), nullptr,
                                BytesOf(input.key), BytesOf(input.nonce),
                                encrypt) == 1 &&
              EVP_CipherUpdate(context.get(), nullptr, &ignored,
                               BytesOf(input.associated),
                               static_cast<int>(input.associated.size())) == 1);
  return context;
}

}  // namespace

// RFC 2104, 2: the hash of the key with opad and of the hash of the key with
// ipad and the text.
Digest HmacSha256(absl::string_view key, absl::string_view octets) {
  constexpr size_t kBlockSize = 64;
  std::string padded(key.size() > kBlockSize ? Sha256(key).bytes() : key);
  padded.resize(kBlockSize, '\0');
  std::string inner = padded;
  std::string outer = padded;
  for (size_t i = 0; i < kBlockSize; ++i) {
    inner[i] = static_cast<char>(inner[i] ^ 0x36);
    outer[i] = static_cast<char>(outer[i] ^ 0x5c);
  }
  const Digest mac =
      Sha256(absl::StrCat(outer, Sha256(absl::StrCat(inner, octets)).bytes()));
  for (std::string* secret : {&padded, &inner, &outer}) {
    OPENSSL_cleanse(secret->data(), secret->size());
  }
  return mac;
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
