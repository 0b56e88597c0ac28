#ifndef KEPIL_SERVICES_GATEWAY_OFFICER_ACT_H_
#define KEPIL_SERVICES_GATEWAY_OFFICER_ACT_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "engine/pki/certificate_reader.h"
#include "engine/validation/validation_policy.h"
#include "kepil/v1/trust.pb.h"
#include "trustlist/registry.h"

namespace kepil {

struct OfficerActInput {
  absl::string_view statement;  // The stored bytes.
  absl::string_view signature;  // Detached CMS over them.
  const v1::PrincipalRecord& officer;
  const ValidationPolicy& policy;
  absl::Time now;
};

// Validates an officer's signature with our own engine (REG-14): exactly one
// signature, TOTAL_PASSED under `policy` with the officer's recorded signing
// certificate as the only anchor. Errors: PERMISSION_DENIED SIGNER_MISMATCH
// (another certificate), ACT_SIGNATURE_INVALID (metadata: indication,
// sub_indication); FAILED_PRECONDITION CHANGE_DIGEST_MISMATCH (other bytes were
// signed); INVALID_ARGUMENT for what is no signature.
absl::StatusOr<CheckedAct> CheckOfficerAct(const OfficerActInput& input,
                                           CertificateReader& certificates);

}  // namespace kepil

#endif  // KEPIL_SERVICES_GATEWAY_OFFICER_ACT_H_
