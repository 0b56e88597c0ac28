#include "services/store/rocks_evidence_store.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"

namespace kepil {
namespace {

std::string ScopeKey(const RevocationScope& scope) {
  return absl::StrCat(scope.kind == RevocationKind::kCrl ? "c" : "o",
                      scope.issuer_key.bytes(), scope.detail.bytes());
}

absl::Status IndexError() {
  return MakeError(absl::StatusCode::kDataLoss, v1::ERROR_REASON_STORE_CORRUPT,
                   "the index of answers cannot be read");
}

}  // namespace

absl::StatusOr<std::optional<StoredRevocation>>
RocksEvidenceStore::FindRevocation(const RevocationScope& scope) const {
  KEPIL_ASSIGN_OR_RETURN(std::optional<std::string> value,
                         db_.Get(Family::kEvidenceCache, ScopeKey(scope)));
  // 8 octets of time in nanoseconds, then the DER.
  if (!value.has_value() || value->size() < 8) {
    return std::optional<StoredRevocation>();
  }
  StoredRevocation stored;
  stored.obtained_at =
      absl::FromUnixNanos(*NumberOf(absl::string_view(*value).substr(0, 8)));
  stored.der = value->substr(8);
  return std::optional<StoredRevocation>(std::move(stored));
}

absl::Status RocksEvidenceStore::PutRevocation(const RevocationScope& scope,
                                               absl::string_view der,
                                               absl::Time obtained_at) {
  RocksDb::Batch writes(db_);
  writes.Put(Family::kEvidenceCache, ScopeKey(scope),
             absl::StrCat(NumberKey(absl::ToUnixNanos(obtained_at)), der));
  writes.Put(
      Family::kEvidenceIndex,
      absl::StrCat(ScopeKey(scope), NumberKey(absl::ToUnixNanos(obtained_at))),
      Sha256(der).bytes());
  return db_.Write(writes, Durability::kBuffered);
}

absl::Status RocksEvidenceStore::Archive(const Digest& digest,
                                         absl::string_view octets) {
  RocksDb::Batch writes(db_);
  writes.Put(Family::kEvidence, digest.bytes(), octets);
  return db_.Write(writes, Durability::kBuffered);
}

absl::StatusOr<std::string> RocksEvidenceStore::Read(
    const Digest& digest) const {
  KEPIL_ASSIGN_OR_RETURN(std::optional<std::string> octets,
                         db_.Get(Family::kEvidence, digest.bytes()));
  if (!octets.has_value()) {
    return MakeError(absl::StatusCode::kNotFound,
                     v1::ERROR_REASON_EVIDENCE_UNKNOWN,
                     "no such object in the archive");
  }
  const Digest found = Sha256(*octets);
  if (octets->empty() && found != digest) {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     v1::ERROR_REASON_EVIDENCE_EXPIRED,
                     "the object was given to the archive");
  }
  if (found != digest) {
    return MakeError(absl::StatusCode::kDataLoss,
                     v1::ERROR_REASON_STORE_CORRUPT,
                     "an archived object does not have its digest any more");
  }
  return *std::move(octets);
}

absl::StatusOr<std::vector<ArchivedRevocation>>
RocksEvidenceStore::FindRevocations(const RevocationSearch& search) const {
  constexpr size_t kScopeSize = 1 + 2 * Digest::kSize;
  const RevocationScope scope = {search.kind, search.issuer_key, search.serial};
  const std::string prefix =
      search.kind == RevocationKind::kOcsp
          ? ScopeKey(scope)
          : ScopeKey(scope).substr(0, kScopeSize - Digest::kSize);
  RevocationPick pick(search.around);
  bool readable = true;
  KEPIL_RETURN_IF_ERROR(db_.Scan(
      {Family::kEvidenceIndex, prefix, ""},
      [&](absl::string_view key, absl::string_view value) {
        const absl::StatusOr<Digest> digest = Digest::FromBytes(value);
        readable = digest.ok() && key.size() == kScopeSize + 8;
        if (readable) {
          pick.Add(std::string(key.substr(0, kScopeSize)),
                   {*digest,
                    absl::FromUnixNanos(*NumberOf(key.substr(kScopeSize)))});
        }
        return readable;
      }));
  if (!readable) {
    return IndexError();
  }
  return pick.Take();
}

absl::StatusOr<std::vector<ArchivedRevocation>> RocksEvidenceStore::CrlsOf(
    const Digest& issuer_key) const {
  std::map<Digest, absl::Time> first;
  bool readable = true;
  KEPIL_RETURN_IF_ERROR(db_.Scan(
      {Family::kEvidenceIndex, absl::StrCat("c", issuer_key.bytes()), ""},
      [&](absl::string_view key, absl::string_view value) {
        const absl::StatusOr<Digest> digest = Digest::FromBytes(value);
        readable = digest.ok() && key.size() > 8;
        if (readable) {
          const absl::Time at =
              absl::FromUnixNanos(*NumberOf(key.substr(key.size() - 8)));
          const auto known = first.emplace(*digest, at).first;
          known->second = std::min(known->second, at);
        }
        return readable;
      }));
  if (!readable) {
    return IndexError();
  }
  std::vector<ArchivedRevocation> crls;
  for (const auto& [digest, at] : first) {
    crls.push_back({digest, at});
  }
  std::stable_sort(crls.begin(), crls.end(), [](const auto& a, const auto& b) {
    return a.obtained_at < b.obtained_at;
  });
  return crls;
}

}  // namespace kepil
