#include "services/store/value_sealer.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "engine/crypto/authenticated_encryption.h"

namespace kepil {
namespace {

constexpr char kVersion = 1;
constexpr size_t kMacSize = Digest::kSize;
constexpr size_t kHeadSize = 1 + ValueSealer::kIdSize + kSealNonceSize;

std::string PlaceOctets(const ValueSealer::Place& place) {
  return absl::StrCat(place.family, absl::string_view("\0", 1), place.key);
}

absl::Status CorruptError(const ValueSealer::Place& place) {
  return MakeError(
      absl::StatusCode::kDataLoss, v1::ERROR_REASON_STORE_CORRUPT,
      absl::StrCat("a value of ", place.family,
                   " is not what was stored there under a storage key"));
}

}  // namespace

absl::StatusOr<std::shared_ptr<const ValueSealer>> ValueSealer::Create(
    absl::Span<const std::string> keys, Random random) {
  std::vector<Key> derived;
  for (const std::string& key : keys) {
    if (key.size() != kKeySize) {
      return MakeError(absl::StatusCode::kInvalidArgument,
                       v1::ERROR_REASON_CONFIG_INVALID,
                       "a storage key has 32 octets");
    }
    derived.push_back(
        {DeriveSealKey(key, "kepil storage id").substr(0, kIdSize),
         DeriveSealKey(key, "kepil storage cipher"),
         DeriveSealKey(key, "kepil storage mac")});
  }
  if (derived.empty()) {
    return MakeError(absl::StatusCode::kInvalidArgument,
                     v1::ERROR_REASON_CONFIG_INVALID, "no storage key");
  }
  return std::shared_ptr<const ValueSealer>(
      new ValueSealer(std::move(derived), std::move(random)));
}

const ValueSealer::Key* ValueSealer::Find(absl::string_view id) const {
  for (const Key& key : keys_) {
    if (key.id == id) {
      return &key;
    }
  }
  return nullptr;
}

std::string ValueSealer::Seal(const Place& place,
                              absl::string_view value) const {
  const Key& key = keys_.front();
  const std::string nonce = random_(kSealNonceSize);
  return absl::StrCat(
      std::string(1, kVersion), key.id, nonce,
      SealOctets({key.cipher, nonce, PlaceOctets(place), value}));
}

absl::StatusOr<std::string> ValueSealer::OpenSealed(
    const Place& place, absl::string_view stored) const {
  const Key* key = nullptr;
  if (stored.size() >= kHeadSize && stored[0] == kVersion) {
    key = Find(stored.substr(1, kIdSize));
  }
  if (key == nullptr) {
    return CorruptError(place);
  }
  std::optional<std::string> opened =
      OpenOctets({key->cipher, stored.substr(1 + kIdSize, kSealNonceSize),
                  PlaceOctets(place), stored.substr(kHeadSize)});
  if (!opened.has_value()) {
    return CorruptError(place);
  }
  return *std::move(opened);
}

// The place goes in with its length, or a part of the key could pass for a
// part of the value.
std::string ValueSealer::Mark(const Place& place,
                              absl::string_view value) const {
  const Key& key = keys_.front();
  const std::string octets = PlaceOctets(place);
  return absl::StrCat(
      value, key.id,
      HmacSha256(key.mac, absl::StrCat(octets.size(), ":", octets, value))
          .bytes());
}

absl::StatusOr<std::string> ValueSealer::OpenMarked(
    const Place& place, absl::string_view stored) const {
  if (stored.size() < kIdSize + kMacSize) {
    return CorruptError(place);
  }
  const size_t size = stored.size() - kIdSize - kMacSize;
  const absl::string_view value = stored.substr(0, size);
  const Key* const key = Find(stored.substr(size, kIdSize));
  const std::string octets = PlaceOctets(place);
  if (key == nullptr ||
      !SameOctets(
          HmacSha256(key->mac, absl::StrCat(octets.size(), ":", octets, value))
              .bytes(),
          stored.substr(size + kIdSize))) {
    return CorruptError(place);
  }
  return std::string(value);
}

}  // namespace kepil
