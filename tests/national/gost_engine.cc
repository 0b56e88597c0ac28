// OpenSSL 3 calls engines deprecated; there is no other way to this one.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "tests/national/gost_engine.h"

#include <openssl/engine.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

#include "absl/memory/memory.h"
#include "absl/strings/string_view.h"
#include "base/status_macros.h"

namespace kepil {
namespace {

const unsigned char* Octets(absl::string_view octets) {
  return reinterpret_cast<const unsigned char*>(octets.data());
}

}  // namespace

std::unique_ptr<GostEngine> GostEngine::Load() {
  ENGINE_load_dynamic();
  ENGINE* engine = ENGINE_by_id("gost");
  if (engine == nullptr || ENGINE_init(engine) != 1 ||
      ENGINE_set_default(engine, ENGINE_METHOD_ALL) != 1) {
    return nullptr;
  }
  return absl::WrapUnique(new GostEngine());
}

EvpPkeyPtr GostEngine::Generate(const char* algorithm, const char* set) const {
  ENGINE* engine = ENGINE_by_id("gost");
  const EVP_PKEY_ASN1_METHOD* method =
      EVP_PKEY_asn1_find_str(&engine, algorithm, -1);
  KEPIL_CHECK(method != nullptr);
  int id = 0;
  EVP_PKEY_asn1_get0_info(&id, nullptr, nullptr, nullptr, nullptr, method);
  const EvpPkeyCtxPtr context(EVP_PKEY_CTX_new_id(id, nullptr));
  EVP_PKEY* key = nullptr;
  KEPIL_CHECK(context != nullptr && EVP_PKEY_keygen_init(context.get()) == 1 &&
              EVP_PKEY_CTX_ctrl_str(context.get(), "paramset", set) > 0 &&
              EVP_PKEY_keygen(context.get(), &key) == 1);
  return EvpPkeyPtr(key);
}

std::string GostEngine::Spki(EVP_PKEY* key) const {
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(key, &der);
  KEPIL_CHECK(size > 0);
  std::string spki(reinterpret_cast<char*>(der), size);
  OPENSSL_free(der);
  return spki;
}

EvpPkeyPtr GostEngine::FromSpki(absl::string_view spki) const {
  const unsigned char* at = Octets(spki);
  return EvpPkeyPtr(
      d2i_PUBKEY(nullptr, &at, static_cast<long>(spki.size())));  // NOLINT
}

std::string GostEngine::Sign(EVP_PKEY* key, absl::string_view hash) const {
  const EvpPkeyCtxPtr context(EVP_PKEY_CTX_new(key, nullptr));
  std::string signature(256, '\0');
  size_t size = signature.size();
  KEPIL_CHECK(context != nullptr && EVP_PKEY_sign_init(context.get()) == 1 &&
              EVP_PKEY_sign(context.get(),
                            reinterpret_cast<unsigned char*>(signature.data()),
                            &size, Octets(hash), hash.size()) == 1);
  signature.resize(size);
  return signature;
}

bool GostEngine::Verify(EVP_PKEY* key, absl::string_view hash,
                        absl::string_view signature) const {
  const OpensslErrorGuard guard;
  const EvpPkeyCtxPtr context(EVP_PKEY_CTX_new(key, nullptr));
  return context != nullptr && EVP_PKEY_verify_init(context.get()) == 1 &&
         EVP_PKEY_verify(context.get(), Octets(signature), signature.size(),
                         Octets(hash), hash.size()) == 1;
}

std::string GostEngine::Hash(const char* name,
                             absl::string_view message) const {
  const EVP_MD* md = EVP_get_digestbyname(name);
  KEPIL_CHECK(md != nullptr);
  std::string hash(EVP_MAX_MD_SIZE, '\0');
  unsigned int size = 0;
  KEPIL_CHECK(EVP_Digest(message.data(), message.size(),
                         reinterpret_cast<unsigned char*>(hash.data()), &size,
                         md, nullptr) == 1);
  hash.resize(size);
  return hash;
}

}  // namespace kepil
