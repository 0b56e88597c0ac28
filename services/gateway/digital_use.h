#ifndef KEPIL_SERVICES_GATEWAY_DIGITAL_USE_H_
#define KEPIL_SERVICES_GATEWAY_DIGITAL_USE_H_

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "base/clock.h"
#include "engine/pki/certificate.h"
#include "engine/trust/trust_snapshot.h"
#include "services/evidence/digital_use_outbox.h"
#include "services/evidence/inquiry_record.h"

namespace kepil {

// The individual identification number in a certificate's subject: serialNumber
// "IIN" and twelve digits, as certificates of Kazakhstan have it. nullopt: the
// certificate names no citizen. Personal data: hashed, never kept.
std::optional<std::string> CitizenIn(const Certificate& certificate);

// The authority whose registered addresses for certificates of `issuer` are a
// source of the state: the root CA, the national CA, or that of state bodies.
// "" if they are those of another.
std::string StateSourceFor(const TrustSnapshot& trust,
                           const Certificate& issuer);

// DigitalUses puts on record that data about citizens of Kazakhstan are asked
// of sources of the state (PDP-14, K77(4)). Immutable; thread-safe.
class DigitalUses {
 public:
  struct Rooms {  // Borrowed; outlive this.
    const Clock& clock;
    DigitalUseOutbox& outbox;
    std::function<std::string(size_t size)> random;
  };
  // Subjects are hashed under `subject_key`, 32 octets.
  DigitalUses(Rooms rooms, std::string subject_key);

  // For whom something is asked, why, and by which trust snapshot.
  struct Request {
    std::string requester;  // Principal id.
    std::string purpose;    // Lawful basis.
    const TrustSnapshot& trust;
  };

  // DigitalUseRecord is the record of one request: one event for each citizen
  // and source, however often the source is asked. It stands before the
  // question leaves; where it cannot be written, the question does not leave.
  // Not thread-safe.
  class Record : public InquiryRecord {
   public:
    // `uses`: nullptr: nothing is recorded.
    Record(const DigitalUses* uses, Request request)
        : uses_(uses), request_(std::move(request)) {}
    absl::Status BeforeInquiry(const Certificate& certificate,
                               const Certificate& issuer) override;

   private:
    const DigitalUses* const uses_;
    const Request request_;
    std::set<std::pair<std::string, std::string>> told_;  // Hash and source.
  };

  // HMAC-SHA-256 of the twelve digits.
  std::string SubjectHash(absl::string_view iin) const;
  // 8 octets that name the key.
  const std::string& subject_key_id() const { return subject_key_id_; }

 private:
  const Rooms rooms_;
  const std::string subject_key_;
  const std::string subject_key_id_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_GATEWAY_DIGITAL_USE_H_
