#ifndef KEPIL_SERVICES_EVIDENCE_TIMESTAMP_SOURCE_H_
#define KEPIL_SERVICES_EVIDENCE_TIMESTAMP_SOURCE_H_

#include <functional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "engine/trust/trust_service.h"
#include "services/net/fetcher.h"

namespace kepil {

struct ObtainedTimestamp {
  std::string token;  // DER of the time-stamp token.
  absl::Time time;    // Its genTime.
};

// TimestampSource obtains RFC 3161 time-stamps of our own from a registered TSA
// service. What is given has been verified: over the octets sent, with the
// nonce sent, by a path to an anchor of that service that holds at its time,
// and with a time near ours. Whether the TSA's certificate is revoked is not
// asked. Thread-safe; blocks the caller for one exchange.
class TimestampSource {
 public:
  static constexpr size_t kNonceOctets = 16;

  struct Rooms {  // Borrowed; outlive the source.
    const Clock& clock;
    Fetcher& fetcher;
    // Unpredictable octets, as many as asked for. Thread-safe.
    std::function<std::string(size_t)> random;
  };
  struct Options {
    absl::Duration timeout = absl::Seconds(5);   // Of the exchange.
    absl::Duration max_skew = absl::Minutes(5);  // genTime against our clock.
  };
  TimestampSource(Rooms rooms, Options options)
      : rooms_(std::move(rooms)), options_(options) {}

  // Errors: FAILED_PRECONDITION/ADDRESS_FORBIDDEN if `service` is no TSA in
  // force or has no address; those of the Fetcher; INVALID_ARGUMENT/
  // FORMAT_UNKNOWN for what is no answer, TIMESTAMP_INVALID for a refusal or a
  // token that does not stand the checks.
  absl::StatusOr<ObtainedTimestamp> Stamp(absl::string_view octets,
                                          const TrustService& service);

 private:
  const Rooms rooms_;
  const Options options_;
};

// DER of TimeStampReq (RFC 3161, 2.4.1): SHA-256 of `octets`, a nonce of that
// unsigned magnitude, certificates wanted.
std::string BuildTimestampRequest(absl::string_view octets,
                                  absl::string_view nonce);

}  // namespace kepil

#endif  // KEPIL_SERVICES_EVIDENCE_TIMESTAMP_SOURCE_H_
