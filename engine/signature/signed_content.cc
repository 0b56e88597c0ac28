#include "engine/signature/signed_content.h"

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace kepil {

SignedContent::SignedContent(absl::string_view octets,
                             absl::Span<const HashAlgorithm> wanted)
    : octets_(octets), is_present_(true) {
  for (const HashAlgorithm hash : wanted) {
    if (FindDigest(hash) != nullptr) {
      continue;
    }
    // One that is unknown or switched off stays without a digest.
    absl::StatusOr<std::string> value = HashOf(hash, octets);
    if (value.ok()) {
      digests_.push_back({hash, *std::move(value)});
    }
  }
}

const std::string* SignedContent::FindDigest(HashAlgorithm hash) const {
  for (const ContentDigest& digest : digests_) {
    if (digest.hash == hash) {
      return &digest.value;
    }
  }
  return nullptr;
}

}  // namespace kepil
