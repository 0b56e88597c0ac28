#ifndef KEPIL_SERVICES_STORE_VALUE_SEALER_H_
#define KEPIL_SERVICES_STORE_VALUE_SEALER_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace kepil {

// ValueSealer protects the values of a database under storage keys: hidden by
// AES-256-GCM, or left readable with an HMAC. A value is bound to its place
// (family and key): put elsewhere it does not open. Immutable; thread-safe.
//
// Hidden: 0x01, id of the key (8), nonce (12), ciphertext, tag (16).
// Readable: the value, id of the key (8), HMAC-SHA-256 (32).
//
// Nonces are random: one storage key seals at most 2^32 values (NIST SP
// 800-38D, 8.3), then it has to be replaced.
class ValueSealer {
 public:
  static constexpr size_t kKeySize = 32;  // Of a storage key.
  static constexpr size_t kIdSize = 8;
  using Random = std::function<std::string(size_t)>;

  // The first of `keys` seals; all of them open. INVALID_ARGUMENT/
  // CONFIG_INVALID if there is none, or one is not of kKeySize octets.
  static absl::StatusOr<std::shared_ptr<const ValueSealer>> Create(
      absl::Span<const std::string> keys, Random random);

  struct Place {
    absl::string_view family;  // Without a zero octet.
    absl::string_view key;
  };
  std::string Seal(const Place& place, absl::string_view value) const;
  std::string Mark(const Place& place, absl::string_view value) const;
  // DATA_LOSS/STORE_CORRUPT unless `stored` is what Seal or Mark gave for this
  // place, under one of the keys.
  absl::StatusOr<std::string> OpenSealed(const Place& place,
                                         absl::string_view stored) const;
  absl::StatusOr<std::string> OpenMarked(const Place& place,
                                         absl::string_view stored) const;

  // Names of the keys, which tell nothing about them; the first is in use.
  const std::string& current_id() const { return keys_.front().id; }
  bool Has(absl::string_view id) const { return Find(id) != nullptr; }

 private:
  struct Key {
    std::string id, cipher, mac;
  };
  ValueSealer(std::vector<Key> keys, Random random)
      : keys_(std::move(keys)), random_(std::move(random)) {}
  const Key* Find(absl::string_view id) const;

  const std::vector<Key> keys_;
  const Random random_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_STORE_VALUE_SEALER_H_
