#ifndef KEPIL_SERVICES_GATEWAY_RECORDED_SIGNER_H_
#define KEPIL_SERVICES_GATEWAY_RECORDED_SIGNER_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "engine/pki/certificate_reader.h"
#include "engine/signature/parsed_signature.h"
#include "engine/validation/conclusion.h"
#include "engine/validation/validation_policy.h"

namespace kepil {

struct RecordedSignerInput {
  const ParsedSignature& signature;
  // DER, as recorded for who is said to have signed: nothing else is trusted.
  absl::string_view certificate;
  const ValidationPolicy& policy;
  absl::Time now;
};

// What our own engine says of a signature whose only anchor is a certificate in
// the registry of principals: of an officer's act, of a foreign TTP's request.
absl::StatusOr<Conclusion> JudgeRecordedSigner(const RecordedSignerInput& input,
                                               CertificateReader& certificates);

// Whether it is valid and by that very certificate.
bool IsByRecorded(const Conclusion& conclusion, absl::string_view certificate);

}  // namespace kepil

#endif  // KEPIL_SERVICES_GATEWAY_RECORDED_SIGNER_H_
