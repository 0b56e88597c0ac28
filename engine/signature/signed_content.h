#ifndef KEPIL_ENGINE_SIGNATURE_SIGNED_CONTENT_H_
#define KEPIL_ENGINE_SIGNATURE_SIGNED_CONTENT_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "engine/crypto/digest.h"

namespace kepil {

// A digest of the content that the caller made: the content stays with them.
struct ContentDigest {
  HashAlgorithm hash = HashAlgorithm::kUnknown;
  std::string value;
};

// SignedContent is what the signatures of one document cover: octets, digests
// of them, or nothing. Octets are hashed once per algorithm, when it is made.
// Immutable; a view into the octets.
class SignedContent {
 public:
  SignedContent() = default;  // Nothing at hand.
  // Hashes `octets` by each known algorithm of `wanted`, repetitions ignored.
  SignedContent(absl::string_view octets,
                absl::Span<const HashAlgorithm> wanted);
  explicit SignedContent(std::vector<ContentDigest> digests)
      : digests_(std::move(digests)), is_present_(true) {}

  bool is_present() const { return is_present_; }
  // nullopt for digest-only input and for nothing.
  const std::optional<absl::string_view>& octets() const { return octets_; }
  // nullptr if it is not at hand.
  const std::string* FindDigest(HashAlgorithm hash) const;

 private:
  std::optional<absl::string_view> octets_;
  std::vector<ContentDigest> digests_;
  bool is_present_ = false;
};

}  // namespace kepil

#endif  // KEPIL_ENGINE_SIGNATURE_SIGNED_CONTENT_H_
