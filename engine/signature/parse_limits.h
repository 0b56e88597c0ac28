#ifndef KEPIL_ENGINE_SIGNATURE_PARSE_LIMITS_H_
#define KEPIL_ENGINE_SIGNATURE_PARSE_LIMITS_H_

#include <cstdint>

#include "engine/crypto/ber_to_der.h"

namespace kepil {

// Bounds of one document. Each is documented in the service's configuration.
struct ParseLimits {
  DerLimits der = {int64_t{64} << 20, 64};
  int max_signatures = 64;     // SignerInfos of one document; digestAlgorithms.
  int max_certificates = 256;  // Embedded; ESS references of one attribute.
  int max_revocation = 64;     // Embedded CRLs and OCSP answers.
  // Tokens of one document that are decoded; the others are reported, no error.
  int max_timestamps = 64;
  // Counter-signatures of one document that are decoded; alike, without a word.
  int max_counter_signatures = 64;
  // Of one signer, signed and unsigned apart; their values are as many at most.
  int max_attributes = 64;
};

}  // namespace kepil

#endif  // KEPIL_ENGINE_SIGNATURE_PARSE_LIMITS_H_
