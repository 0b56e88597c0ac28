#include "engine/validation/validation_policy.h"

#include <algorithm>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/object_identifier.h"
#include "engine/trust/proto_time.h"
#include "engine/validation/subject_profiles.h"

namespace kepil {
namespace {

constexpr size_t kMaxTextOctets = 256;
constexpr absl::Duration kDefaultClockSkew = absl::Seconds(300);
constexpr absl::Duration kMaxClockSkew = absl::Hours(24);
constexpr int kMaxDepth = 32;
constexpr int kMaxSteps = 10'000;
constexpr int kMaxPaths = 64;

// `window` is a HashWindow or a KeyWindow.
template <typename Window>
absl::StatusOr<absl::Time> EndOf(const Window& window) {
  if (!window.has_reliable_until()) {
    return absl::InfiniteFuture();
  }
  return TimeFromProto(window.reliable_until());
}

// `value` of path_limits, with 0 for `fallback`.
absl::StatusOr<int> LimitOf(int value, int fallback, int limit) {
  if (value < 0 || value > limit) {
    return MalformedError("path_limits: out of range");
  }
  return value == 0 ? fallback : value;
}

}  // namespace

absl::StatusOr<std::shared_ptr<const ValidationPolicy>>
ValidationPolicy::Compile(absl::string_view source) {
  if (source.size() > kMaxSourceOctets) {
    return MalformedError("policy: too large");
  }
  auto policy = absl::WrapUnique(new ValidationPolicy());
  policy->bytes_ = std::string(source);
  policy->digest_ = Sha256(source);
  if (!policy->source_.ParseFromString(policy->bytes_)) {
    return MalformedError("policy: unreadable");
  }
  KEPIL_RETURN_IF_ERROR(policy->CompileIdentity());
  KEPIL_RETURN_IF_ERROR(policy->CompileLevels());
  KEPIL_RETURN_IF_ERROR(policy->CompileRules());
  KEPIL_RETURN_IF_ERROR(policy->CompileLimits());
  KEPIL_RETURN_IF_ERROR(policy->CompileAlgorithms());
  KEPIL_ASSIGN_OR_RETURN(policy->subject_profiles_,
                         CompileSubjectProfiles(policy->source_));
  return policy;
}

absl::Status ValidationPolicy::CompileIdentity() {
  if (!absl::StartsWith(source_.urn(), "urn:") ||
      source_.urn().size() > kMaxTextOctets) {
    return MalformedError("urn: not a URN of at most 256 octets");
  }
  if (source_.oid().size() > kMaxTextOctets ||
      OidFromText(source_.oid()).empty()) {
    return MalformedError("oid: not a dotted OID");
  }
  if (source_.title().size() > kMaxTextOctets) {
    return MalformedError("title: over 256 octets");
  }
  if (source_.levels_size() > kMaxEntries ||
      source_.signer_key_usages_size() > kMaxEntries ||
      source_.signer_extended_key_usages_size() > kMaxEntries ||
      source_.algorithms().hashes_size() > kMaxEntries ||
      source_.algorithms().keys_size() > kMaxEntries) {
    return MalformedError("policy: a list is too long");
  }
  return absl::OkStatus();
}

bool ValidationPolicy::IsWaivable(v1::Constraint constraint) {
  for (const v1::Constraint firm :
       {v1::CONSTRAINT_STRUCTURE, v1::CONSTRAINT_ATTRIBUTES_UNIQUE,
        v1::CONSTRAINT_SIGNING_CERTIFICATE_PRESENT,
        v1::CONSTRAINT_PROSPECTIVE_PATH, v1::CONSTRAINT_TRUST_SERVICE_STATUS,
        v1::CONSTRAINT_PATH_SIGNATURES, v1::CONSTRAINT_NOT_REVOKED,
        v1::CONSTRAINT_CA_NOT_REVOKED, v1::CONSTRAINT_SIGNED_DATA_PRESENT,
        v1::CONSTRAINT_SIGNED_DATA_INTACT, v1::CONSTRAINT_SIGNATURE_INTACT,
        v1::CONSTRAINT_TIMESTAMP_IMPRINT,
        v1::CONSTRAINT_REVOKED_AFTER_BEST_TIME,
        v1::CONSTRAINT_CA_REVOKED_AFTER_BEST_TIME,
        v1::CONSTRAINT_RELIABLE_AT_BEST_TIME, v1::CONSTRAINT_VALID_AT_BEST_TIME,
        v1::CONSTRAINT_STATUS_AT_BEST_TIME}) {
    if (constraint == firm) {
      return false;
    }
  }
  return true;
}

absl::Status ValidationPolicy::CompileLevels() {
  for (auto& row : levels_) {
    row.fill(v1::LEVEL_UNSPECIFIED);
  }
  for (const v1::ConstraintLevel& line : source_.levels()) {
    if (!v1::Constraint_IsValid(line.constraint()) ||
        line.constraint() == v1::CONSTRAINT_UNSPECIFIED ||
        !v1::SignatureContext_IsValid(line.context()) ||
        !v1::Level_IsValid(line.level()) ||
        line.level() == v1::LEVEL_UNSPECIFIED) {
      return MalformedError("levels: unknown constraint, context or level");
    }
    if (line.level() != v1::LEVEL_FAIL && !IsWaivable(line.constraint())) {
      return MalformedError(
          absl::StrCat("levels: cannot be waived: ",
                       v1::Constraint_Name(line.constraint())));
    }
    levels_[line.constraint()][line.context()] = line.level();
  }
  return absl::OkStatus();
}

absl::Status ValidationPolicy::CompileRules() {
  for (const int name : source_.signer_key_usages()) {
    if (name == v1::KEY_USAGE_NAME_DIGITAL_SIGNATURE) {
      signer_key_usages_.push_back(KeyUsageBit::kDigitalSignature);
    } else if (name == v1::KEY_USAGE_NAME_CONTENT_COMMITMENT) {
      signer_key_usages_.push_back(KeyUsageBit::kContentCommitment);
    } else {
      return MalformedError("signer_key_usages: unknown bit");
    }
  }
  for (const std::string& dotted : source_.signer_extended_key_usages()) {
    std::string oid = OidFromText(dotted);
    if (oid.empty()) {
      return MalformedError("signer_extended_key_usages: not a dotted OID");
    }
    signer_key_purposes_.push_back(std::move(oid));
  }
  if (!v1::RevocationMode_IsValid(source_.revocation_mode())) {
    return MalformedError("revocation_mode: unknown");
  }
  return absl::OkStatus();
}

absl::Status ValidationPolicy::CompileLimits() {
  if (source_.has_revocation_freshness()) {
    KEPIL_ASSIGN_OR_RETURN(freshness_,
                           DurationFromProto(source_.revocation_freshness()));
    if (*freshness_ <= absl::ZeroDuration()) {
      return MalformedError("revocation_freshness: not positive");
    }
  }
  if (source_.has_ca_revocation_freshness()) {
    KEPIL_ASSIGN_OR_RETURN(
        ca_freshness_, DurationFromProto(source_.ca_revocation_freshness()));
    if (*ca_freshness_ <= absl::ZeroDuration()) {
      return MalformedError("ca_revocation_freshness: not positive");
    }
  }
  if (source_.has_signature_timestamp_delay()) {
    KEPIL_ASSIGN_OR_RETURN(
        timestamp_delay_,
        DurationFromProto(source_.signature_timestamp_delay()));
    if (*timestamp_delay_ < absl::ZeroDuration()) {
      return MalformedError("signature_timestamp_delay: negative");
    }
  }
  clock_skew_ = kDefaultClockSkew;
  if (source_.has_clock_skew()) {
    KEPIL_ASSIGN_OR_RETURN(clock_skew_,
                           DurationFromProto(source_.clock_skew()));
    if (clock_skew_ < absl::ZeroDuration() || clock_skew_ > kMaxClockSkew) {
      return MalformedError("clock_skew: not between 0 and a day");
    }
  }
  const v1::PathLimits& limits = source_.path_limits();
  KEPIL_ASSIGN_OR_RETURN(
      path_limits_.max_depth,
      LimitOf(limits.max_depth(), path_limits_.max_depth, kMaxDepth));
  KEPIL_ASSIGN_OR_RETURN(
      path_limits_.max_steps,
      LimitOf(limits.max_steps(), path_limits_.max_steps, kMaxSteps));
  KEPIL_ASSIGN_OR_RETURN(
      path_limits_.max_paths,
      LimitOf(limits.max_paths(), path_limits_.max_paths, kMaxPaths));
  return absl::OkStatus();
}

absl::Status ValidationPolicy::CompileAlgorithms() {
  const v1::AlgorithmTable& table = source_.algorithms();
  has_algorithms_ = table.hashes_size() > 0 || table.keys_size() > 0;
  for (const v1::HashWindow& line : table.hashes()) {
    const HashAlgorithm hash = HashFromName(line.hash());
    if (hash == HashAlgorithm::kUnknown) {
      return MalformedError(
          absl::StrCat("algorithms.hashes: unknown: ", line.hash()));
    }
    KEPIL_ASSIGN_OR_RETURN(const absl::Time end, EndOf(line));
    const auto [window, is_new] = hash_windows_.emplace(hash, end);
    window->second = std::max(window->second, end);
  }
  for (const v1::KeyWindow& line : table.keys()) {
    if (!IsSchemeName(line.scheme()) || line.min_bits() < 0) {
      return MalformedError(
          absl::StrCat("algorithms.keys: unknown: ", line.scheme()));
    }
    KEPIL_ASSIGN_OR_RETURN(const absl::Time end, EndOf(line));
    key_windows_.push_back({line.scheme(), line.min_bits(), end});
  }
  return absl::OkStatus();
}

v1::Level ValidationPolicy::LevelOf(v1::Constraint constraint,
                                    v1::SignatureContext context) const {
  const auto& row = levels_[constraint];
  if (row[context] != v1::LEVEL_UNSPECIFIED) {
    return row[context];
  }
  const v1::Level general = row[v1::SIGNATURE_CONTEXT_UNSPECIFIED];
  return general != v1::LEVEL_UNSPECIFIED ? general : v1::LEVEL_FAIL;
}

absl::Time ValidationPolicy::ReliableUntil(HashAlgorithm hash) const {
  if (!has_algorithms_) {
    return absl::InfiniteFuture();
  }
  const auto window = hash_windows_.find(hash);
  return window == hash_windows_.end() ? absl::InfinitePast() : window->second;
}

absl::Time ValidationPolicy::ReliableUntil(const SignatureAlgorithm& algorithm,
                                           const PublicKey& key) const {
  if (!has_algorithms_) {
    return absl::InfiniteFuture();
  }
  const absl::string_view scheme = SchemeName(algorithm.scheme, key.family());
  absl::Time end = absl::InfinitePast();
  for (const KeyWindow& window : key_windows_) {
    if (window.scheme == scheme && window.min_bits <= key.size_bits()) {
      end = std::max(end, window.reliable_until);
    }
  }
  return algorithm.scheme == SignatureScheme::kEddsa
             ? end
             : std::min(end, ReliableUntil(algorithm.hash));
}

std::optional<absl::Duration> ValidationPolicy::RevocationFreshness() const {
  return freshness_;
}

std::optional<absl::Duration> ValidationPolicy::CaRevocationFreshness() const {
  return ca_freshness_;
}

std::optional<absl::Duration> ValidationPolicy::signature_timestamp_delay()
    const {
  return timestamp_delay_;
}

const SubjectProfile* ValidationPolicy::SubjectProfileOf(
    const Certificate& certificate) const {
  for (const SubjectProfile& profile : subject_profiles_) {
    if (AppliesTo(profile, certificate)) {
      return &profile;
    }
  }
  return nullptr;
}

v1::RevocationMode ValidationPolicy::revocation_mode() const {
  return source_.revocation_mode() == v1::REVOCATION_MODE_UNSPECIFIED
             ? v1::REVOCATION_MODE_CRL_OR_OCSP
             : source_.revocation_mode();
}

}  // namespace kepil
