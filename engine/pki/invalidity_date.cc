#include "engine/pki/invalidity_date.h"

#include <algorithm>

#include "absl/status/statusor.h"
#include "engine/crypto/der_reader.h"

namespace kepil {
namespace {

bool IsCompromise(RevocationReason reason) {
  return reason == RevocationReason::kKeyCompromise ||
         reason == RevocationReason::kCaCompromise ||
         reason == RevocationReason::kAaCompromise;
}

}  // namespace

std::optional<absl::Time> ParseInvalidityDate(absl::string_view value) {
  DerReader reader(value);
  const absl::StatusOr<DerValue> date = reader.Read(kDerGeneralizedTime);
  if (!date.ok() || !reader.empty()) {
    return std::nullopt;
  }
  const absl::StatusOr<absl::Time> time =
      ParseDerTime(date->tag, date->content);
  return time.ok() ? std::optional<absl::Time>(*time) : std::nullopt;
}

absl::Time RevocationCountsFrom(absl::Time revoked_at, RevocationReason reason,
                                std::optional<absl::Time> invalidity_date) {
  return invalidity_date.has_value() && IsCompromise(reason)
             ? std::min(revoked_at, *invalidity_date)
             : revoked_at;
}

}  // namespace kepil
