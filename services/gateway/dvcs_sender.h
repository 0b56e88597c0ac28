#ifndef KEPIL_SERVICES_GATEWAY_DVCS_SENDER_H_
#define KEPIL_SERVICES_GATEWAY_DVCS_SENDER_H_

#include <optional>
#include <string>

#include "absl/time/time.h"
#include "engine/crypto/hash_algorithm.h"
#include "engine/pki/certificate_reader.h"
#include "engine/signature/dvcs_envelope.h"
#include "engine/signature/dvcs_status.h"
#include "engine/signature/parse_limits.h"
#include "kepil/v1/trust.pb.h"
#include "trustlist/principal_directory.h"

namespace kepil {

// Why a request gets an error notice instead of a DVC.
struct DvcsRefusal {
  DvcFailure failure = DvcFailure::kBadRequest;
  std::string text;  // For people.
};

// Who asks by RFC 3029.
struct DvcsSender {
  v1::PrincipalRecord principal;
  // SHA-256 of the registered certificate that signed the request; "" if none.
  std::string request_signer_sha256;
};

struct DvcsSenderInput {
  const DvcsEnvelope& envelope;
  // By the TLS certificate; nullptr if that is not registered.
  const v1::PrincipalRecord* caller = nullptr;
  const PrincipalDirectory& principals;
  absl::Time now;
  const ParseLimits& limits;
};

// Exactly one of the two.
struct DvcsSenderResult {
  std::optional<DvcsSender> sender;
  std::optional<DvcsRefusal> refusal;
};

// The registered principal behind a request: the TLS caller or, without one,
// who signed it. A signature must hold whoever sends it, with its certificate
// inside and over a hash that is accepted (incorrectData); more than one
// signer is badRequest; who is neither, or is no relying party and no
// foreign TTP, gets wrongAuthority, and so does a signer outside the validity
// of the certificate.
DvcsSenderResult IdentifyDvcsSender(const DvcsSenderInput& input,
                                    CertificateReader& certificates);

// Whether a hash still proves possession or binds a request: none that is in no
// table, MD5, SHA-1, RIPEMD-160 or GOST R 34.11-94.
bool IsAcceptedDvcsHash(HashAlgorithm hash);

}  // namespace kepil

#endif  // KEPIL_SERVICES_GATEWAY_DVCS_SENDER_H_
