#include "services/gateway/digital_use.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/authenticated_encryption.h"

namespace kepil {
namespace {

constexpr char kSerialNumber[] = "\x55\x04\x05";  // 2.5.4.5
constexpr char kPrefix[] = "IIN";
constexpr size_t kDigits = 12;
constexpr size_t kIdSize = 16;
constexpr size_t kKeyIdSize = 8;

bool IsOfTheState(v1::DomesticCaKind kind) {
  return kind == v1::DOMESTIC_CA_KIND_ROOT ||
         kind == v1::DOMESTIC_CA_KIND_NATIONAL ||
         kind == v1::DOMESTIC_CA_KIND_STATE_BODIES;
}

}  // namespace

std::optional<std::string> CitizenIn(const Certificate& certificate) {
  for (const std::string& text : certificate.subject().TextsOf(kSerialNumber)) {
    absl::string_view digits = text;
    if (absl::ConsumePrefix(&digits, kPrefix) && digits.size() == kDigits &&
        std::all_of(digits.begin(), digits.end(), absl::ascii_isdigit)) {
      return std::string(digits);
    }
  }
  return std::nullopt;
}

std::string StateSourceFor(const TrustSnapshot& trust,
                           const Certificate& issuer) {
  for (const TrustService& service : trust.services()) {
    if (service.kind != AuthorityKind::kDomesticCa ||
        !IsOfTheState(service.standing.kind)) {
      continue;
    }
    for (const RevocationSources& sources : service.revocation) {
      if (sources.issuer == issuer.fingerprint()) {
        return service.authority_id;
      }
    }
  }
  return "";
}

DigitalUses::DigitalUses(Rooms rooms, std::string subject_key)
    : rooms_(std::move(rooms)),
      subject_key_(std::move(subject_key)),
      subject_key_id_(DeriveSealKey(subject_key_, "kepil digital use key id")
                          .substr(0, kKeyIdSize)) {}

std::string DigitalUses::SubjectHash(absl::string_view iin) const {
  return std::string(HmacSha256(subject_key_, iin).bytes());
}

absl::Status DigitalUses::Record::BeforeInquiry(const Certificate& certificate,
                                                const Certificate& issuer) {
  const std::optional<std::string> iin = CitizenIn(certificate);
  if (uses_ == nullptr || !iin.has_value()) {
    return absl::OkStatus();
  }
  v1::DigitalUseEvent event;
  event.set_source(StateSourceFor(request_.trust, issuer));
  if (event.source().empty()) {
    return absl::OkStatus();
  }
  event.set_subject_hash(uses_->SubjectHash(*iin));
  if (told_.count({event.subject_hash(), event.source()}) != 0) {
    return absl::OkStatus();
  }
  event.set_id(uses_->rooms_.random(kIdSize));
  if (event.id().size() != kIdSize) {
    return MakeError(absl::StatusCode::kUnavailable,
                     v1::ERROR_REASON_STORE_DOWN, "no random octets");
  }
  event.set_subject_key_id(uses_->subject_key_id_);
  event.set_requester(request_.requester);
  event.set_purpose(request_.purpose);
  event.mutable_time()->set_seconds(
      absl::ToUnixSeconds(uses_->rooms_.clock.Now()));
  KEPIL_RETURN_IF_ERROR(uses_->rooms_.outbox.Add(event));
  told_.insert({event.subject_hash(), event.source()});
  return absl::OkStatus();
}

}  // namespace kepil
