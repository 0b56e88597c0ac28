#ifndef KEPIL_ENGINE_VALIDATION_VALIDATION_POLICY_H_
#define KEPIL_ENGINE_VALIDATION_VALIDATION_POLICY_H_

#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "engine/crypto/algorithm.h"
#include "engine/crypto/digest.h"
#include "engine/crypto/public_key.h"
#include "engine/pki/path_builder.h"
#include "engine/pki/path_validator.h"
#include "kepil/v1/policy.pb.h"

namespace kepil {

// ValidationPolicy is a compiled, immutable set of validation constraints.
class ValidationPolicy {
 public:
  // `source` is the archived bytes of a v1.ValidationPolicy: read, never
  // written again. INVALID_ARGUMENT/REQUEST_MALFORMED names the field.
  static absl::StatusOr<std::shared_ptr<const ValidationPolicy>> Compile(
      absl::string_view source);

  const std::string& urn() const { return source_.urn(); }
  const std::string& oid() const { return source_.oid(); }
  const Digest& digest() const { return digest_; }  // SHA-256 of `source`.
  const std::string& source() const { return bytes_; }

  v1::Level LevelOf(v1::Constraint constraint,
                    v1::SignatureContext context) const;
  // Until when a digest or a signature under `key` counts as reliable;
  // InfinitePast() if never.
  absl::Time ReliableUntil(HashAlgorithm hash) const;
  absl::Time ReliableUntil(const SignatureAlgorithm& algorithm,
                           const PublicKey& key) const;
  // nullopt: nextUpdate - thisUpdate of the data.
  std::optional<absl::Duration> RevocationFreshness() const;
  v1::RevocationMode revocation_mode() const;
  absl::Duration clock_skew() const;
  PathBuilder::Limits path_limits() const;
  const v1::ValidationPolicy& message() const { return source_; }

 private:
  ValidationPolicy() = default;

  std::string bytes_;
  v1::ValidationPolicy source_;
  Digest digest_;
};

using ValidationPolicyRef = std::shared_ptr<const ValidationPolicy>;

}  // namespace kepil

#endif  // KEPIL_ENGINE_VALIDATION_VALIDATION_POLICY_H_
