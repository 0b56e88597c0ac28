#ifndef KEPIL_SERVICES_GATEWAY_INTERSTATE_ENVELOPE_H_
#define KEPIL_SERVICES_GATEWAY_INTERSTATE_ENVELOPE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "engine/pki/certificate_reader.h"
#include "engine/signature/parse_limits.h"
#include "engine/trust/trust_snapshot.h"
#include "engine/validation/validation_policy.h"
#include "kepil/v1/peer.pb.h"
#include "kepil/v1/trust.pb.h"
#include "kepil/v1/validation.pb.h"
#include "services/receipt/seen_messages.h"
#include "trustlist/principal_directory.h"

namespace kepil {

// How far sent_at may lie from now, before and after.
inline constexpr absl::Duration kEnvelopeWindow = absl::Minutes(5);

struct EnvelopeInput {
  const v1::InterstateEnvelope& envelope;
  absl::string_view recipient;  // Origin of this gateway.
  const TrustSnapshot& trust;
  const PrincipalDirectory& principals;
  const ValidationPolicy& policy;  // That of officers' acts.
  absl::Time now;
  const ParseLimits& limits;
};

// What the origin signed, and as whom the registry knows it.
struct OpenedEnvelope {
  v1::ValidateRequest request;
  v1::PrincipalRecord origin;
  absl::Time sent_at;
};

// Opens what the national gateway hands over (GWY-03, FORWARDED): exactly one
// signature, its content inside, TOTAL_PASSED under `policy` with the signing
// certificate recorded for a foreign TTP whose authority_id is the envelope's
// origin as the only anchor. The certificates of the authority itself sign its
// receipts and nothing else. The authority must be on record as a foreign TTP
// and in force now. Then recipient and time are checked, and at last `seen` is
// told: whatever comes after, the envelope has been used.
//
// Errors: UNAUTHENTICATED/ORIGIN_UNKNOWN (no such origin, another signer, a
// signature that is not valid); INVALID_ARGUMENT for what is no attached CMS
// over a ValidateRequest with message_id and sent_at; FAILED_PRECONDITION
// WRONG_RECIPIENT, ENVELOPE_STALE; ALREADY_EXISTS/ENVELOPE_REPLAYED; those of
// `seen`.
absl::StatusOr<OpenedEnvelope> OpenEnvelope(const EnvelopeInput& input,
                                            CertificateReader& certificates,
                                            SeenMessages& seen);

}  // namespace kepil

#endif  // KEPIL_SERVICES_GATEWAY_INTERSTATE_ENVELOPE_H_
