#ifndef KEPIL_ENGINE_VALIDATION_VALIDATION_POLICY_H_
#define KEPIL_ENGINE_VALIDATION_VALIDATION_POLICY_H_

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "engine/crypto/algorithm.h"
#include "engine/crypto/digest.h"
#include "engine/crypto/public_key.h"
#include "engine/pki/certificate_extensions.h"
#include "engine/pki/path_builder.h"
#include "engine/pki/subject_profile.h"
#include "kepil/v1/policy.pb.h"

namespace kepil {

// ValidationPolicy is a compiled, immutable set of validation constraints.
class ValidationPolicy {
 public:
  static constexpr size_t kMaxSourceOctets = size_t{1} << 20;
  static constexpr int kMaxEntries = 1000;  // Of each list in it.

  // `source` is the archived bytes of a v1.ValidationPolicy: read, never
  // written again. INVALID_ARGUMENT/REQUEST_MALFORMED names the field; also for
  // a level other than FAIL of a constraint without which a signature proves
  // nothing (IsWaivable).
  static absl::StatusOr<std::shared_ptr<const ValidationPolicy>> Compile(
      absl::string_view source);

  const std::string& urn() const { return source_.urn(); }
  const std::string& oid() const { return source_.oid(); }
  const Digest& digest() const { return digest_; }  // SHA-256 of `source`.
  const std::string& source() const { return bytes_; }

  // FAIL unless the policy says otherwise. A line for `context` beats one for
  // every context; of two alike the later one counts.
  v1::Level LevelOf(v1::Constraint constraint,
                    v1::SignatureContext context) const;
  // Whether a policy may give another level than FAIL to `constraint`.
  static bool IsWaivable(v1::Constraint constraint);
  // Until when a digest or a signature under `key` counts as reliable;
  // InfinitePast() if never, InfiniteFuture() for an open end. Of a signature
  // the hash of the message counts too. Key sizes are in bits: the RSA modulus,
  // the EC order, DSA's p.
  absl::Time ReliableUntil(HashAlgorithm hash) const;
  absl::Time ReliableUntil(const SignatureAlgorithm& algorithm,
                           const PublicKey& key) const;
  // nullopt: nextUpdate - thisUpdate of the data.
  std::optional<absl::Duration> RevocationFreshness() const;
  // Of a CA's certificate; nullopt: as for any other.
  std::optional<absl::Duration> CaRevocationFreshness() const;
  // From the claimed signing time to the best one; nullopt: no rule.
  std::optional<absl::Duration> signature_timestamp_delay() const;
  v1::RevocationMode revocation_mode() const;
  absl::Duration clock_skew() const { return clock_skew_; }
  PathBuilder::Limits path_limits() const { return path_limits_; }
  // keyUsage bits and extendedKeyUsage purposes (OID contents) of which a
  // signer's certificate that has the extension needs one; empty: no rule.
  const std::vector<KeyUsageBit>& signer_key_usages() const {
    return signer_key_usages_;
  }
  const std::vector<std::string>& signer_key_purposes() const {
    return signer_key_purposes_;
  }
  // The first profile for the country of `certificate`'s issuer, or nullptr.
  const SubjectProfile* SubjectProfileOf(const Certificate& certificate) const;
  const v1::ValidationPolicy& message() const { return source_; }

 private:
  static constexpr int kConstraints = v1::Constraint_ARRAYSIZE;
  static constexpr int kContexts = v1::SignatureContext_ARRAYSIZE;
  using Levels = std::array<std::array<v1::Level, kContexts>, kConstraints>;
  struct KeyWindow {
    std::string scheme;
    int min_bits = 0;
    absl::Time reliable_until;
  };

  ValidationPolicy() = default;
  absl::Status CompileIdentity();
  absl::Status CompileLevels();
  absl::Status CompileRules();
  absl::Status CompileLimits();
  absl::Status CompileAlgorithms();

  std::string bytes_;
  v1::ValidationPolicy source_;
  Digest digest_;
  Levels levels_;
  std::optional<absl::Duration> freshness_, ca_freshness_;
  std::optional<absl::Duration> timestamp_delay_;
  absl::Duration clock_skew_;
  PathBuilder::Limits path_limits_;
  std::vector<KeyUsageBit> signer_key_usages_;
  std::vector<std::string> signer_key_purposes_;
  std::vector<SubjectProfile> subject_profiles_;
  bool has_algorithms_ = false;
  absl::flat_hash_map<HashAlgorithm, absl::Time> hash_windows_;
  std::vector<KeyWindow> key_windows_;
};

using ValidationPolicyRef = std::shared_ptr<const ValidationPolicy>;

}  // namespace kepil

#endif  // KEPIL_ENGINE_VALIDATION_VALIDATION_POLICY_H_
