#include "services/gateway/crl_watch.h"

#include <algorithm>
#include <memory>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"

namespace kepil {
namespace {

void SetTime(absl::Time time, google::protobuf::Timestamp& message) {
  message.set_seconds(absl::ToUnixSeconds(time));
}

void SetTime(const std::optional<absl::Time>& time,
             google::protobuf::Timestamp* (v1::CrlWatchEntry::*field)(),
             v1::CrlWatchEntry& entry) {
  if (time.has_value()) {
    SetTime(*time, *(entry.*field)());
  }
}

}  // namespace

std::map<CrlWatch::Key, CrlWatch::Source> CrlWatch::Registered() const {
  std::map<Key, Source> sources;
  const TrustSnapshotRef trust = rooms_.trust.Current();
  if (trust == nullptr) {
    return sources;
  }
  const absl::Time now = rooms_.clock.Now();
  for (const TrustService& service : trust->services()) {
    const ServiceStatus status = StatusAt(service, now);
    if (service.type != ServiceType::kCa ||
        !(IsInForce(status) || status == ServiceStatus::kSuspended)) {
      continue;
    }
    std::vector<CertificateRef> signers = service.anchors;
    signers.insert(signers.end(), service.intermediates.begin(),
                   service.intermediates.end());
    for (const RevocationSources& addresses : service.revocation) {
      for (const std::string& url : addresses.crl_urls) {
        const auto issuer = std::find_if(
            signers.begin(), signers.end(), [&](const CertificateRef& signer) {
              return signer->fingerprint() == addresses.issuer;
            });
        if (issuer != signers.end()) {
          sources.emplace(
              Key{absl::StrCat(service.authority_id, "/", service.id, "/",
                               addresses.issuer.hex()),
                  url},
              Source{service.authority_id, service.id, url, *issuer, signers,
                     status == ServiceStatus::kSuspended});
        }
      }
    }
  }
  return sources;
}

// A list that one of the service's certificates signed; an indirect list is in
// the name of another one than the issuer.
absl::StatusOr<CrlRef> CrlWatch::Fetch(const Source& source) const {
  FetchRequest request;
  request.url = source.url;
  request.accept = "application/pkix-crl";
  request.timeout = options_.timeout;
  request.max_response_bytes = options_.max_crl_bytes;
  KEPIL_ASSIGN_OR_RETURN(FetchResponse response, rooms_.fetcher.Fetch(request));
  KEPIL_ASSIGN_OR_RETURN(CrlRef crl, Crl::FromDer(std::move(response.body)));
  if (crl->this_update() > rooms_.clock.Now() + absl::Minutes(5)) {
    return FormatUnknownError("the list is from the future");
  }
  for (const CertificateRef& signer : source.signers) {
    if (signer->subject() != crl->issuer() || !signer->public_key().ok()) {
      continue;
    }
    const absl::StatusOr<bool> verified =
        VerifyCrl(*crl, **signer->public_key());
    if (verified.ok() && *verified) {
      return crl;
    }
  }
  return FormatUnknownError("the list is not signed by the service");
}

void CrlWatch::Ask(const Key& key, const Source& source) {
  const absl::Time begun = rooms_.clock.Now();
  const absl::StatusOr<CrlRef> crl = Fetch(source);
  const absl::Time ended = rooms_.clock.Now();
  MutexLock lock(mutex_);
  Seen& seen = seen_[key];
  seen.asked_at = begun;
  seen.latency = ended - begun;
  if (!crl.ok()) {
    ++seen.failures;
    seen.failure = v1::ErrorReason_Name(
        ReasonOf(crl.status()).value_or(v1::ERROR_REASON_UNCLASSIFIED));
    return;
  }
  seen.failures = 0;
  seen.failure.clear();
  seen.obtained_at = ended;
  if (seen.this_update.has_value() &&
      (*crl)->this_update() < *seen.this_update) {
    return;  // An older one than was seen is no progress.
  }
  seen.size = static_cast<int64_t>((*crl)->der().size());
  seen.crl_number = absl::BytesToHexString((*crl)->crl_number().value_or(""));
  seen.this_update = (*crl)->this_update();
  seen.next_update = (*crl)->next_update();
}

void CrlWatch::Step() {
  const std::map<Key, Source> sources = Registered();
  const absl::Time now = rooms_.clock.Now();
  std::vector<Key> due;
  {
    MutexLock lock(mutex_);
    for (auto it = seen_.begin(); it != seen_.end();) {
      it = sources.count(it->first) == 0 ? seen_.erase(it) : std::next(it);
    }
    for (const auto& [key, source] : sources) {
      Seen& seen =
          seen_.try_emplace(key, Seen{now, {}, {}, {}, "", 0, 0, "", {}, {}})
              .first->second;
      if (!seen.asked_at.has_value() ||
          now >= *seen.asked_at + options_.interval) {
        due.push_back(key);
      }
    }
  }
  for (const Key& key : due) {
    Ask(key, sources.at(key));
  }
}

absl::Time CrlWatch::DueOf(const Seen& seen) const {
  // Without any list the watch itself is what began.
  const absl::Time due =
      seen.this_update.value_or(seen.since) + options_.max_age;
  return std::min(due, seen.next_update.value_or(due));
}

v1::CrlWatchEntry CrlWatch::EntryOf(const Source& source, const Seen& seen,
                                    absl::Time now) const {
  v1::CrlWatchEntry entry;
  entry.set_authority_id(source.authority_id);
  entry.set_service_id(source.service_id);
  entry.set_issuer_sha256(std::string(source.issuer->fingerprint().bytes()));
  entry.set_url(source.url);
  SetTime(seen.asked_at, &v1::CrlWatchEntry::mutable_asked_at, entry);
  SetTime(seen.obtained_at, &v1::CrlWatchEntry::mutable_obtained_at, entry);
  SetTime(seen.this_update, &v1::CrlWatchEntry::mutable_this_update, entry);
  SetTime(seen.next_update, &v1::CrlWatchEntry::mutable_next_update, entry);
  const absl::Time due = DueOf(seen);
  SetTime(due, *entry.mutable_due());
  entry.mutable_latency()->set_seconds(absl::ToInt64Seconds(seen.latency));
  entry.mutable_latency()->set_nanos(static_cast<int32_t>(
      absl::ToInt64Nanoseconds(seen.latency % absl::Seconds(1))));
  entry.set_size(seen.size);
  entry.set_crl_number(seen.crl_number);
  entry.set_failure(seen.failure);
  entry.set_failures(seen.failures);
  if (!seen.asked_at.has_value()) {
    entry.set_state(v1::CRL_WATCH_STATE_PENDING);
  } else if (now < due - options_.warn_before) {
    entry.set_state(seen.this_update.has_value() ? v1::CRL_WATCH_STATE_CURRENT
                                                 : v1::CRL_WATCH_STATE_WARNING);
  } else if (now < due) {
    entry.set_state(v1::CRL_WATCH_STATE_WARNING);
  } else {
    entry.set_state(v1::CRL_WATCH_STATE_OVERDUE);
  }
  if (entry.state() == v1::CRL_WATCH_STATE_OVERDUE && !source.is_suspended) {
    v1::ChangeDraft& draft = *entry.mutable_draft();
    draft.set_act(v1::ACT_SUSPEND);
    v1::StatusChange& status = *draft.mutable_status();
    status.set_authority_id(source.authority_id);
    status.set_service_id(source.service_id);
    status.set_ground(absl::StrCat(
        "no current list of revoked certificates at ", source.url, " since ",
        absl::FormatTime(absl::RFC3339_sec, due, absl::UTCTimeZone())));
    SetTime(now + options_.suspension, *status.mutable_until());
  }
  return entry;
}

v1::ListCrlWatchResponse CrlWatch::List() const {
  const std::map<Key, Source> sources = Registered();
  const absl::Time now = rooms_.clock.Now();
  v1::ListCrlWatchResponse response;
  MutexLock lock(mutex_);
  for (const auto& [key, source] : sources) {
    const auto seen = seen_.find(key);
    Seen fresh;
    fresh.since = now;
    *response.add_entries() =
        EntryOf(source, seen == seen_.end() ? fresh : seen->second, now);
  }
  return response;
}

}  // namespace kepil
