#include "services/evidence/revocation_cache.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "engine/pki/crl.h"

namespace kepil {
namespace {

constexpr int64_t kEntryOverhead = 1024;
constexpr int64_t kBytesPerCrlEntry = 24;  // crl_index.h.
// An OCSP answer's certificates are held decoded beside their octets.
constexpr int64_t kOcspFactor = 4;

std::string KeyOf(const RevocationScope& scope) {
  return absl::StrCat(scope.kind == RevocationKind::kCrl ? "c" : "o",
                      scope.issuer_key.bytes(), scope.detail.bytes());
}

int64_t BytesOf(const RevocationData& data) {
  const auto octets = static_cast<int64_t>(data.der().size());
  if (data.kind() == RevocationKind::kOcsp) {
    return kEntryOverhead + kOcspFactor * octets;
  }
  const auto& crl = static_cast<const Crl&>(data);
  return kEntryOverhead + octets + kBytesPerCrlEntry * crl.index().size();
}

bool IsEnough(const RevocationLookup& lookup, const HeldRevocation& held) {
  return lookup.fetch == nullptr || lookup.is_current(held);
}

bool IsSame(const HeldRevocation* a, const std::optional<HeldRevocation>& b) {
  if (a == nullptr || !b.has_value()) {
    return a == nullptr && !b.has_value();
  }
  return a->data == b->data && a->obtained_at == b->obtained_at;
}

}  // namespace

RevocationCache::RevocationCache(const Clock& clock, EvidenceStore& store,
                                 FetchGate& gate, Options options)
    : clock_(clock), store_(store), gate_(gate), options_(options) {}

RevocationResult RevocationCache::Get(const RevocationLookup& lookup) {
  while (true) {
    const Known known = FindInMemory(lookup.scope);
    const std::optional<HeldRevocation>& held = known.held;
    if ((held.has_value() && IsEnough(lookup, *held)) ||
        (known.is_absent && lookup.fetch == nullptr)) {
      return {held, absl::OkStatus()};
    }
    const Seat seat = TakeSeat(lookup, held);
    if (seat.flight == nullptr) {
      continue;
    }
    if (seat.is_leader) {
      return Lead(lookup, held, *seat.flight);
    }
    std::optional<RevocationResult> result =
        WaitFor(lookup, held, *seat.flight);
    if (result.has_value()) {
      return *std::move(result);
    }
  }
}

RevocationCache::Known RevocationCache::FindInMemory(
    const RevocationScope& scope) {
  const std::string key = KeyOf(scope);
  MutexLock lock(mutex_);
  const Entry* entry = Find(key, scope.kind);
  return entry == nullptr ? Known{std::nullopt, absent_.contains(key)}
                          : Known{entry->held, false};
}

const RevocationCache::Entry* RevocationCache::Find(const std::string& key,
                                                    RevocationKind kind) {
  Shelf& shelf = ShelfOf(kind);
  const auto found = shelf.by_key.find(key);
  if (found == shelf.by_key.end()) {
    return nullptr;
  }
  shelf.entries.splice(shelf.entries.begin(), shelf.entries, found->second);
  return &*found->second;
}

RevocationCache::Seat RevocationCache::TakeSeat(
    const RevocationLookup& lookup, const std::optional<HeldRevocation>& seen) {
  const std::string key = KeyOf(lookup.scope);
  MutexLock lock(mutex_);
  const Entry* entry = Find(key, lookup.scope.kind);
  if (!IsSame(entry == nullptr ? nullptr : &entry->held, seen)) {
    return {};
  }
  const auto [flight, is_new] = flights_.emplace(key, nullptr);
  if (is_new) {
    flight->second = std::make_shared<Flight>();
    flight->second->deadline = lookup.deadline;
  }
  return {flight->second, is_new};
}

RevocationResult RevocationCache::Lead(const RevocationLookup& lookup,
                                       std::optional<HeldRevocation> held,
                                       Flight& flight) {
  if (!held.has_value()) {
    held = ReadStore(lookup);
  }
  RevocationResult result = {std::move(held), absl::OkStatus()};
  const bool asks =
      lookup.fetch != nullptr &&
      !(result.held.has_value() && IsEnough(lookup, *result.held));
  if (asks) {
    absl::StatusOr<HeldRevocation> fetched = lookup.fetch(result.held);
    if (fetched.ok()) {
      result.held = *std::move(fetched);
    } else {
      result.fetch_status = fetched.status();
    }
  }
  {
    const std::string key = KeyOf(lookup.scope);
    MutexLock lock(mutex_);
    if (result.held.has_value()) {
      Keep(key, *result.held);
    }
    flight.is_done = true;
    flight.has_asked = asks;
    flight.result = result;
    flight.done.NotifyAll();
    flights_.erase(key);
    if (asks && result.fetch_status.ok()) {
      ++puts_begun_;
      absent_.erase(key);
    }
  }
  if (asks && result.fetch_status.ok()) {
    // The copy on disk only saves an exchange after a restart; losing it
    // changes no verdict, and what a verdict rests on is archived apart.
    store_
        .PutRevocation(lookup.scope, result.held->data->der(),
                       result.held->obtained_at)
        .IgnoreError();
    MutexLock lock(mutex_);
    ++puts_done_;
  }
  return result;
}

std::optional<HeldRevocation> RevocationCache::ReadStore(
    const RevocationLookup& lookup) {
  const std::string key = KeyOf(lookup.scope);
  int64_t puts_before = 0;
  bool is_quiet = false;  // Nobody is putting anything there meanwhile.
  {
    MutexLock lock(mutex_);
    if (absent_.contains(key)) {
      return std::nullopt;
    }
    puts_before = puts_begun_;
    is_quiet = puts_begun_ == puts_done_;
  }
  absl::StatusOr<std::optional<StoredRevocation>> stored =
      store_.FindRevocation(lookup.scope);
  if (stored.ok() && !stored->has_value()) {
    MutexLock lock(mutex_);
    if (is_quiet && puts_begun_ == puts_before) {
      if (absent_.size() >= options_.max_absent) {
        absent_.clear();
      }
      absent_.insert(key);
    }
  }
  if (!stored.ok() || !stored->has_value()) {
    return std::nullopt;
  }
  absl::StatusOr<HeldRevocation> held = lookup.decode(**std::move(stored));
  return held.ok() ? std::optional<HeldRevocation>(*std::move(held))
                   : std::nullopt;
}

std::optional<RevocationResult> RevocationCache::WaitFor(
    const RevocationLookup& lookup, const std::optional<HeldRevocation>& seen,
    Flight& flight) {
  const absl::StatusOr<FetchGate::Permit> permit = gate_.EnterAsWaiter();
  if (!permit.ok()) {
    return RevocationResult{seen, permit.status()};
  }
  RevocationResult result;
  bool has_asked = false;
  {
    MutexLock lock(mutex_);
    while (!flight.is_done) {
      const absl::Duration left = lookup.deadline - clock_.Now();
      if (left <= absl::ZeroDuration()) {
        return RevocationResult{
            seen, MakeError(absl::StatusCode::kDeadlineExceeded,
                            v1::ERROR_REASON_DEADLINE,
                            "another caller's exchange took too long")};
      }
      // Wall time may jump: looked at again every second.
      flight.done.WaitFor(
          mutex_, absl::ToChronoNanoseconds(std::min(left, absl::Seconds(1))));
    }
    result = flight.result;
    has_asked = flight.has_asked;
  }
  if (!has_asked) {
    const bool is_enough =
        lookup.fetch == nullptr ||
        (result.held.has_value() && IsEnough(lookup, *result.held));
    return is_enough ? std::optional<RevocationResult>(result) : std::nullopt;
  }
  // The other caller ran out of its own time, which may be shorter than ours.
  if (absl::IsDeadlineExceeded(result.fetch_status) &&
      flight.deadline < lookup.deadline && clock_.Now() >= flight.deadline) {
    return std::nullopt;
  }
  return result;
}

void RevocationCache::Keep(const std::string& key, const HeldRevocation& held) {
  const RevocationKind kind = held.data->kind();
  Shelf& shelf = ShelfOf(kind);
  const auto found = shelf.by_key.find(key);
  if (found != shelf.by_key.end()) {
    shelf.bytes -= found->second->bytes;
    shelf.entries.erase(found->second);
    shelf.by_key.erase(found);
  }
  shelf.entries.push_front({key, held, BytesOf(*held.data)});
  shelf.by_key[key] = shelf.entries.begin();
  shelf.bytes += shelf.entries.front().bytes;
  const int64_t max_bytes = kind == RevocationKind::kCrl
                                ? options_.max_crl_bytes
                                : options_.max_ocsp_bytes;
  while (shelf.bytes > max_bytes) {
    shelf.bytes -= shelf.entries.back().bytes;
    shelf.by_key.erase(shelf.entries.back().key);
    shelf.entries.pop_back();
  }
}

int64_t RevocationCache::bytes(RevocationKind kind) const {
  MutexLock lock(mutex_);
  return kind == RevocationKind::kCrl ? crls_.bytes : ocsp_.bytes;
}

}  // namespace kepil
