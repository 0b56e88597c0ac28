#ifndef KEPIL_ENGINE_TRUST_TRUST_SNAPSHOT_H_
#define KEPIL_ENGINE_TRUST_TRUST_SNAPSHOT_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/crypto/digest.h"
#include "engine/pki/certificate_pool.h"
#include "engine/pki/certificate_reader.h"
#include "engine/pki/name.h"
#include "engine/pki/trust_anchor.h"
#include "engine/trust/foreign_ttp.h"
#include "engine/trust/trust_anchors.h"
#include "engine/trust/trust_service.h"

namespace kepil {

// TrustSnapshot is one version of everything this gateway trusts. Immutable;
// thread-safe.
class TrustSnapshot {
 public:
  static constexpr size_t kMaxSourceOctets = size_t{256} << 20;
  static constexpr int kMaxServicesPerAuthority = 16;

  // `source` is a serialized v1.SnapshotSource that trustlist/ wrote once and
  // the store keeps; it is read, never written again, so digest() is the same
  // everywhere. INVALID_ARGUMENT: REQUEST_MALFORMED if it cannot be decoded,
  // is over a limit, or an authority or service id stands in it twice;
  // ALREADY_EXISTS/ANCHOR_REGISTERED if the key of an anchor belongs to two
  // services, unless one's authority continues the other's (predecessor_id);
  // FAILED_PRECONDITION/STATE_SECRETS_OUT_OF_SCOPE if a special CA is trusted.
  static absl::StatusOr<std::shared_ptr<const TrustSnapshot>> FromSource(
      std::string source, CertificateReader& reader);

  int64_t version() const { return version_; }
  absl::Time issued_at() const { return issued_at_; }
  const Digest& digest() const { return digest_; }  // SHA-256 of source().
  const std::string& source() const { return source_; }

  // Anchors of the services of `type` ACTIVE (or TERMINATION_NOTIFIED) at
  // `legal_time`; of no others: a CA does not vouch for time, nor a TSA for
  // signers. Borrows this; costs the same with any number of services.
  std::unique_ptr<const AnchorSource> AnchorsAt(
      absl::Time legal_time, ServiceType type = ServiceType::kCa) const;
  // Services of `type` that own `anchor` or whose anchor may have issued it by
  // name, whatever their status: tells "suspended" from "never registered",
  // gives no anchor. Looks at anchors and registered intermediates.
  std::vector<const TrustService*> CandidateIssuers(
      const Certificate& certificate,
      ServiceType type = ServiceType::kCa) const;
  // Registered CA certificates below the anchors; path building adds only
  // what stands in the signature.
  const CertificatePool& intermediates() const { return intermediates_; }
  const TrustService* FindService(absl::string_view id) const;
  // The service one of whose anchors has this key; nullptr if none. Of
  // registrations that continue each other, the newest one.
  const TrustService* OwnerOfKey(const Digest& spki_digest) const;
  // Likewise, the newest one that was listed at `legal_time`.
  const TrustService* OwnerOfKeyAt(const Digest& spki_digest,
                                   absl::Time legal_time) const;
  // Whether `certificate` is of a CA that works with state secrets, or names
  // one as its issuer: refused without trace (DOM-09, DOM-10).
  bool IsOfSpecialCa(const Certificate& certificate) const;
  bool IsSpecialCa(const Name& name) const;
  // In the order of the source.
  const std::vector<TrustService>& services() const { return services_; }
  // In the order of the source.
  const std::vector<TreatyRecord>& treaties() const { return treaties_; }
  // From when on the private key is reported misused; nullopt if it is not.
  std::optional<absl::Time> KeyMisusedFrom(const Digest& spki_digest) const;
  // Foreign trusted third parties that answer for certificates of `country`
  // and have a service in force at `legal_time`, in the order of the source.
  std::vector<const ForeignTtp*> ForeignTtpsFor(absl::string_view country,
                                                absl::Time legal_time) const;
  // The one that registered this very certificate as a signer of its receipts,
  // whatever its status (that of OwnerOfKey's service); nullptr if none did.
  const ForeignTtp* ForeignTtpOfSigner(const Certificate& signer) const;
  // Registered addresses for certificates issued by `issuer`; nullptr if none.
  const RevocationSources* SourcesFor(const Certificate& issuer) const;

 private:
  TrustSnapshot() = default;
  absl::Status AddAuthorities(const v1::SnapshotSource& message,
                              CertificateReader& reader);
  absl::Status AddLegalFacts(const v1::SnapshotSource& message);
  absl::Status AddSpecialCas(const v1::SnapshotSource& message);
  absl::Status Index();
  absl::Status IndexAnchor(const Certificate& anchor, size_t service);
  // Whether the authority of service `later` continues that of `earlier`.
  bool Continues(const TrustService& later, const TrustService& earlier) const;
  // Whether its anchors issue certificates of signers (kCa) or of time-stamping
  // units, or are such (kTsa).
  static bool IsOfType(const TrustService& service, ServiceType type);

  int64_t version_ = 0;
  absl::Time issued_at_;
  Digest digest_;
  std::string source_;
  std::vector<TrustService> services_;
  // Of all services, whatever their status.
  std::map<ServiceType, TrustAnchors> anchors_;
  std::vector<TreatyRecord> treaties_;
  std::vector<ForeignTtp> foreign_ttps_;
  absl::flat_hash_map<Digest, absl::Time> key_misuse_;
  absl::flat_hash_set<std::string> special_names_;  // Comparison keys.
  absl::flat_hash_set<Digest> special_keys_;
  CertificatePool intermediates_;
  // Indexes into services_. By subject of anchors and intermediates.
  absl::flat_hash_map<std::string, std::vector<size_t>> by_subject_;
  absl::flat_hash_map<std::string, size_t> by_id_;
  absl::flat_hash_map<std::string, std::string> predecessors_;  // By authority.
  // Newest first, where registrations continue each other.
  absl::flat_hash_map<Digest, std::vector<size_t>> by_anchor_key_;
  absl::flat_hash_map<Digest, const RevocationSources*> sources_;
};

using TrustSnapshotRef = std::shared_ptr<const TrustSnapshot>;

}  // namespace kepil

#endif  // KEPIL_ENGINE_TRUST_TRUST_SNAPSHOT_H_
