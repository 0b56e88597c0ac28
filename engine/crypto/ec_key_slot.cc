#include "engine/crypto/ec_key_slot.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace kepil {
namespace {

struct Slot {
  EvpPkeyPtr key;
  std::unique_ptr<const EvpReadyContext> ready;
  std::optional<std::string> point;  // In `key`; nullopt: none of use.
};

EvpPkeyPtr MakeKey(const std::string& curve, absl::string_view point) {
  const ParamBuilderPtr builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME,
                                  curve.data(), curve.size());
  OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY,
                                   point.data(), point.size());
  const ParamsPtr params(OSSL_PARAM_BLD_to_param(builder.get()));
  const EvpPkeyCtxPtr context(
      EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
  EVP_PKEY* key = nullptr;
  if (params == nullptr || context == nullptr ||
      EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY,
                        params.get()) != 1) {
    return nullptr;
  }
  return EvpPkeyPtr(key);
}

}  // namespace

OpensslKey EcKeyWithPoint(absl::string_view curve, absl::string_view point) {
  const OpensslErrorGuard guard;
  thread_local std::map<std::string, Slot, std::less<>> slots;
  auto found = slots.find(curve);
  if (found == slots.end()) {
    EvpPkeyPtr key = MakeKey(std::string(curve), point);
    if (key == nullptr) {
      return {};
    }
    found = slots
                .emplace(curve, Slot{std::move(key),
                                     std::make_unique<const EvpReadyContext>(),
                                     std::string(point)})
                .first;
    return {found->second.key.get(), found->second.ready.get()};
  }
  Slot& slot = found->second;
  if (slot.point == point) {
    return {slot.key.get(), slot.ready.get()};
  }
  slot.point.reset();
  // Checks that the point is on the curve; the cofactor of all ours is 1.
  if (EVP_PKEY_set1_encoded_public_key(
          slot.key.get(), reinterpret_cast<const unsigned char*>(point.data()),
          point.size()) != 1) {
    return {};
  }
  slot.point = std::string(point);
  return {slot.key.get(), slot.ready.get()};
}

}  // namespace kepil
