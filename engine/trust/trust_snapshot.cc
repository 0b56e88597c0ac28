#include "engine/trust/trust_snapshot.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/trust/proto_time.h"

namespace kepil {
namespace {

constexpr int kMaxTreaties = 1024;
constexpr int kMaxKeyMisuse = 100'000;
constexpr int kMaxSpecialCas = 256;
constexpr int kMaxSpecialLines = 64;
// Registrations in a row that continue each other; a bound for loops.
constexpr int kMaxPredecessors = 64;

absl::Status SpecialCaError() {
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   v1::ERROR_REASON_STATE_SECRETS_OUT_OF_SCOPE,
                   "a CA that works with state secrets is not trusted");
}

// Those of `anchors` whose service is in force at `time`.
class AnchorsInForce : public AnchorSource {
 public:
  AnchorsInForce(const TrustSnapshot& trust, const TrustAnchors& anchors,
                 absl::Time time)
      : trust_(trust), anchors_(anchors), time_(time) {}

  std::vector<TrustAnchor> AnchorsFor(
      const Certificate& subordinate) const override {
    std::vector<TrustAnchor> found = anchors_.AnchorsFor(subordinate);
    found.erase(
        std::remove_if(found.begin(), found.end(),
                       [this](const TrustAnchor& anchor) {
                         return !IsInForce(StatusAt(
                             *trust_.FindService(anchor.service_id), time_));
                       }),
        found.end());
    return found;
  }

 private:
  const TrustSnapshot& trust_;
  const TrustAnchors& anchors_;
  const absl::Time time_;
};

}  // namespace

absl::StatusOr<std::shared_ptr<const TrustSnapshot>> TrustSnapshot::FromSource(
    std::string source, CertificateReader& reader) {
  if (source.size() > kMaxSourceOctets) {
    return MalformedError("snapshot: too large");
  }
  v1::SnapshotSource message;
  if (!message.ParseFromString(source)) {
    return MalformedError("snapshot: unreadable");
  }
  auto snapshot = absl::WrapUnique(new TrustSnapshot());
  if (message.version() < 0 || !message.has_issued_at()) {
    return MalformedError("snapshot: version or issued_at is missing");
  }
  snapshot->version_ = message.version();
  KEPIL_ASSIGN_OR_RETURN(snapshot->issued_at_,
                         TimeFromProto(message.issued_at()));
  snapshot->digest_ = Sha256(source);
  snapshot->source_ = std::move(source);
  KEPIL_RETURN_IF_ERROR(snapshot->AddAuthorities(message, reader));
  KEPIL_RETURN_IF_ERROR(snapshot->AddLegalFacts(message));
  KEPIL_RETURN_IF_ERROR(snapshot->AddSpecialCas(message));
  KEPIL_RETURN_IF_ERROR(snapshot->Index());
  return snapshot;
}

absl::Status TrustSnapshot::AddLegalFacts(const v1::SnapshotSource& message) {
  if (message.treaties_size() > kMaxTreaties ||
      message.key_misuse_size() > kMaxKeyMisuse) {
    return MalformedError("snapshot: too many treaties or reports");
  }
  absl::flat_hash_set<std::string> ids;
  for (const v1::Treaty& treaty : message.treaties()) {
    KEPIL_ASSIGN_OR_RETURN(TreatyRecord record, DecodeTreaty(treaty));
    if (!ids.insert(record.id).second) {
      return MalformedError(
          absl::StrCat("snapshot: treaty twice: ", record.id));
    }
    treaties_.push_back(std::move(record));
  }
  absl::flat_hash_set<Digest> keys;
  for (const v1::KeyMisuseReport& report : message.key_misuse()) {
    KEPIL_ASSIGN_OR_RETURN(const Digest key,
                           Digest::FromBytes(report.spki_sha256()));
    KEPIL_ASSIGN_OR_RETURN(const absl::Time from, TimeFromProto(report.from()));
    if (!report.has_from() || !keys.insert(key).second) {
      return MalformedError("snapshot: a key misuse without time, or twice");
    }
    if (!report.withdrawn()) {
      key_misuse_.emplace(key, from);
    }
  }
  return absl::OkStatus();
}

absl::Status TrustSnapshot::AddSpecialCas(const v1::SnapshotSource& message) {
  if (message.special_cas_size() > kMaxSpecialCas) {
    return MalformedError("snapshot: too many special CAs");
  }
  for (const v1::SpecialCa& special : message.special_cas()) {
    if (special.subjects_size() > kMaxSpecialLines ||
        special.spki_sha256_size() > kMaxSpecialLines) {
      return MalformedError("special CA: too many names or keys");
    }
    for (const std::string& der : special.subjects()) {
      KEPIL_ASSIGN_OR_RETURN(const Name name, Name::FromDer(der));
      if (name.empty()) {
        return MalformedError("special CA: an empty name");
      }
      if (!special.withdrawn()) {
        special_names_.insert(name.comparison_key());
      }
    }
    for (const std::string& octets : special.spki_sha256()) {
      KEPIL_ASSIGN_OR_RETURN(const Digest key, Digest::FromBytes(octets));
      if (!special.withdrawn()) {
        special_keys_.insert(key);
      }
    }
  }
  return absl::OkStatus();
}

bool TrustSnapshot::IsSpecialCa(const Name& name) const {
  return special_names_.contains(name.comparison_key());
}

bool TrustSnapshot::IsOfSpecialCa(const Certificate& certificate) const {
  return IsSpecialCa(certificate.issuer()) ||
         IsSpecialCa(certificate.subject()) ||
         special_keys_.contains(certificate.spki_digest());
}

std::optional<absl::Time> TrustSnapshot::KeyMisusedFrom(
    const Digest& spki_digest) const {
  const auto found = key_misuse_.find(spki_digest);
  return found == key_misuse_.end() ? std::nullopt
                                    : std::optional<absl::Time>(found->second);
}

absl::Status TrustSnapshot::AddAuthorities(const v1::SnapshotSource& message,
                                           CertificateReader& reader) {
  absl::flat_hash_set<absl::string_view> authorities;
  for (const v1::Authority& authority : message.authorities()) {
    if (!authorities.insert(authority.id()).second) {
      return MalformedError(
          absl::StrCat("snapshot: authority twice: ", authority.id()));
    }
    predecessors_.emplace(authority.id(), authority.predecessor_id());
    if (authority.services_size() > kMaxServicesPerAuthority) {
      return MalformedError("authority: too many services");
    }
    KEPIL_ASSIGN_OR_RETURN(std::optional<ForeignTtp> ttp,
                           DecodeForeignTtp(authority));
    if (ttp.has_value()) {
      foreign_ttps_.push_back(*std::move(ttp));
    }
    for (const v1::TrustService& service : authority.services()) {
      KEPIL_ASSIGN_OR_RETURN(TrustService decoded,
                             DecodeTrustService(authority, service, reader));
      services_.push_back(std::move(decoded));
    }
  }
  return absl::OkStatus();
}

// services_ stays as it is from here on: the indexes point into it.
absl::Status TrustSnapshot::Index() {
  for (const ServiceType type : {ServiceType::kCa, ServiceType::kTsa}) {
    std::vector<TrustAnchor> anchors;
    for (const TrustService& service : services_) {
      if (IsOfType(service, type)) {
        for (const CertificateRef& anchor : service.anchors) {
          anchors.push_back({anchor, service.id});
        }
      }
    }
    anchors_.emplace(type, TrustAnchors(std::move(anchors)));
  }
  for (size_t i = 0; i < services_.size(); ++i) {
    const TrustService& service = services_[i];
    if (!by_id_.emplace(service.id, i).second) {
      return MalformedError(
          absl::StrCat("snapshot: service twice: ", service.id));
    }
    for (const CertificateRef& anchor : service.anchors) {
      KEPIL_RETURN_IF_ERROR(IndexAnchor(*anchor, i));
    }
    for (const CertificateRef& intermediate : service.intermediates) {
      if (IsOfSpecialCa(*intermediate)) {
        return SpecialCaError();
      }
      intermediates_.Add(intermediate);
      by_subject_[intermediate->subject().comparison_key()].push_back(i);
    }
  }
  for (const TrustService& service : services_) {
    for (const RevocationSources& sources : service.revocation) {
      // An intermediate may stand in two services; what the first one
      // registered counts.
      sources_.emplace(sources.issuer, &sources);
    }
  }
  return absl::OkStatus();
}

absl::Status TrustSnapshot::IndexAnchor(const Certificate& anchor,
                                        size_t service) {
  if (IsOfSpecialCa(anchor)) {
    return SpecialCaError();
  }
  std::vector<size_t>& owners = by_anchor_key_[anchor.spki_digest()];
  if (std::find(owners.begin(), owners.end(), service) == owners.end()) {
    auto place = owners.begin();
    while (place != owners.end() &&
           Continues(services_[*place], services_[service])) {
      ++place;
    }
    for (auto older = place; older != owners.end(); ++older) {
      if (!Continues(services_[service], services_[*older])) {
        return MakeError(absl::StatusCode::kAlreadyExists,
                         v1::ERROR_REASON_ANCHOR_REGISTERED,
                         "snapshot: two services share an anchor's key");
      }
    }
    owners.insert(place, service);
  }
  by_subject_[anchor.subject().comparison_key()].push_back(service);
  return absl::OkStatus();
}

bool TrustSnapshot::Continues(const TrustService& later,
                              const TrustService& earlier) const {
  std::string id = later.predecessor_id;
  for (int step = 0; step < kMaxPredecessors && !id.empty(); ++step) {
    if (id == earlier.authority_id) {
      return true;
    }
    const auto found = predecessors_.find(id);
    id = found == predecessors_.end() ? "" : found->second;
  }
  return false;
}

std::unique_ptr<const AnchorSource> TrustSnapshot::AnchorsAt(
    absl::Time legal_time, ServiceType type) const {
  return std::make_unique<AnchorsInForce>(*this, anchors_.at(type), legal_time);
}

bool TrustSnapshot::IsOfType(const TrustService& service, ServiceType type) {
  switch (service.kind) {
    case AuthorityKind::kForeignCa:
    case AuthorityKind::kDomesticCa:
      return service.type == type;
    case AuthorityKind::kForeignTtp:
      return false;  // Its key signs receipts, not certificates or tokens.
  }
  return false;
}

std::vector<const TrustService*> TrustSnapshot::CandidateIssuers(
    const Certificate& certificate, ServiceType type) const {
  std::set<size_t> found;
  const auto issuers = by_subject_.find(certificate.issuer().comparison_key());
  if (issuers != by_subject_.end()) {
    found.insert(issuers->second.begin(), issuers->second.end());
  }
  const auto owner = by_anchor_key_.find(certificate.spki_digest());
  if (owner != by_anchor_key_.end()) {
    for (const size_t i : owner->second) {
      const std::vector<CertificateRef>& anchors = services_[i].anchors;
      if (std::any_of(anchors.begin(), anchors.end(),
                      [&](const CertificateRef& anchor) {
                        return anchor->fingerprint() ==
                               certificate.fingerprint();
                      })) {
        found.insert(i);
      }
    }
  }
  std::vector<const TrustService*> services;
  for (const size_t i : found) {
    if (IsOfType(services_[i], type)) {
      services.push_back(&services_[i]);
    }
  }
  return services;
}

const TrustService* TrustSnapshot::FindService(absl::string_view id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : &services_[found->second];
}

const TrustService* TrustSnapshot::OwnerOfKey(const Digest& spki_digest) const {
  const auto found = by_anchor_key_.find(spki_digest);
  return found == by_anchor_key_.end() ? nullptr
                                       : &services_[found->second.front()];
}

const TrustService* TrustSnapshot::OwnerOfKeyAt(const Digest& spki_digest,
                                                absl::Time legal_time) const {
  const auto found = by_anchor_key_.find(spki_digest);
  if (found == by_anchor_key_.end()) {
    return nullptr;
  }
  for (const size_t i : found->second) {
    if (StatusAt(services_[i], legal_time) != ServiceStatus::kUnlisted) {
      return &services_[i];
    }
  }
  return &services_[found->second.front()];
}

std::vector<const ForeignTtp*> TrustSnapshot::ForeignTtpsFor(
    absl::string_view country, absl::Time legal_time) const {
  std::vector<const ForeignTtp*> found;
  for (const ForeignTtp& ttp : foreign_ttps_) {
    if (ttp.AnswersFor(country) &&
        std::any_of(ttp.service_ids.begin(), ttp.service_ids.end(),
                    [&](const std::string& id) {
                      return IsInForce(StatusAt(*FindService(id), legal_time));
                    })) {
      found.push_back(&ttp);
    }
  }
  return found;
}

const ForeignTtp* TrustSnapshot::ForeignTtpOfSigner(
    const Certificate& signer) const {
  const TrustService* service = OwnerOfKey(signer.spki_digest());
  if (service == nullptr ||
      std::none_of(service->anchors.begin(), service->anchors.end(),
                   [&](const CertificateRef& anchor) {
                     return anchor->fingerprint() == signer.fingerprint();
                   })) {
    return nullptr;
  }
  for (const ForeignTtp& ttp : foreign_ttps_) {
    if (ttp.authority_id == service->authority_id) {
      return &ttp;
    }
  }
  return nullptr;
}

const RevocationSources* TrustSnapshot::SourcesFor(
    const Certificate& issuer) const {
  const auto found = sources_.find(issuer.fingerprint());
  return found == sources_.end() ? nullptr : found->second;
}

}  // namespace kepil
