#include "services/evidence/timestamp_source.h"

#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/der_writer.h"
#include "engine/crypto/digest.h"
#include "engine/pki/timestamp_info.h"
#include "engine/validation/anchored_timestamp.h"

namespace kepil {
namespace {

constexpr char kSha256Oid[] = "2.16.840.1.101.3.4.2.1";

absl::Status Invalid(absl::string_view what) {
  return MakeError(absl::StatusCode::kInvalidArgument,
                   v1::ERROR_REASON_TIMESTAMP_INVALID, what);
}

absl::Status CheckService(const TrustService& service, absl::Time now) {
  if (service.type != ServiceType::kTsa || service.tsa_url.empty() ||
      !IsInForce(StatusAt(service, now))) {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     v1::ERROR_REASON_ADDRESS_FORBIDDEN,
                     "not a TSA service in force with a registered address");
  }
  return absl::OkStatus();
}

}  // namespace

std::string BuildTimestampRequest(absl::string_view octets,
                                  absl::string_view nonce) {
  return DerSequence(
      {DerInt64(1),
       DerSequence({DerSequence({DerOidFromText(kSha256Oid), DerNull()}),
                    DerOctetString(Sha256(octets).bytes())}),
       DerUnsigned(nonce), DerBoolean(true)});
}

absl::StatusOr<ObtainedTimestamp> TimestampSource::Stamp(
    absl::string_view octets, const TrustService& service) {
  KEPIL_RETURN_IF_ERROR(CheckService(service, rooms_.clock.Now()));
  const std::string nonce = rooms_.random(kNonceOctets);
  FetchRequest request;
  request.url = service.tsa_url;
  request.method = FetchMethod::kPost;
  request.body = BuildTimestampRequest(octets, nonce);
  request.content_type = "application/timestamp-query";
  request.accept = "application/timestamp-reply";
  request.timeout = options_.timeout;
  request.max_response_bytes = kMaxAnchoredTokenOctets;
  KEPIL_ASSIGN_OR_RETURN(const FetchResponse fetched,
                         rooms_.fetcher.Fetch(request));
  KEPIL_ASSIGN_OR_RETURN(const TimestampResponse response,
                         ParseTimestampResponse(fetched.body));
  if ((response.status != 0 && response.status != 1) ||
      response.token.empty()) {
    return Invalid("the TSA refused the request");
  }
  KEPIL_ASSIGN_OR_RETURN(
      const AnchoredTimestamp checked,
      CheckAnchoredTimestamp({response.token, octets, service.anchors}));
  // Both as content octets of an INTEGER.
  const std::string sent = DerUnsigned(nonce);
  if (!checked.nonce.has_value() ||
      absl::string_view(sent).substr(2) != *checked.nonce) {
    return Invalid("the time-stamp is to another request");
  }
  const absl::Time now = rooms_.clock.Now();
  if (checked.time > now + options_.max_skew ||
      checked.time < now - options_.max_skew) {
    return Invalid("the time of the time-stamp is far from ours");
  }
  return ObtainedTimestamp{std::string(response.token), checked.time};
}

}  // namespace kepil
