#ifndef KEPIL_ENGINE_PKI_CRL_DELTA_H_
#define KEPIL_ENGINE_PKI_CRL_DELTA_H_

#include "engine/pki/crl.h"

namespace kepil {

// What a delta CRL means for a complete CRL (RFC 5280, 5.2.4 and 6.3.3 (c)).
enum class DeltaRelation {
  kOther,     // Of another issuer or scope; or one that cannot be placed.
  kCombines,  // It brings the complete CRL up to its own thisUpdate.
  kOlder,     // The complete CRL has all that stands in it.
  kGap,       // It continues a complete CRL newer than this one.
};

// By names, issuingDistributionPoint, authorityKeyIdentifier and numbers; who
// signed the two is for the caller to say. `delta` is a delta CRL and
// `complete` is none, else kOther. A CRL without CRLNumber, or with a negative
// one, has no place in the order.
DeltaRelation RelationOf(const Crl& delta, const Crl& complete);

// Whether CRL number `a` is lower than `b`: content octets of non-negative
// INTEGERs, minimal as DER demands.
bool IsLowerCrlNumber(absl::string_view a, absl::string_view b);
// The magnitude of the CRL's number; "" for a number absent or negative.
absl::string_view CrlNumberOf(const Crl& crl);

}  // namespace kepil

#endif  // KEPIL_ENGINE_PKI_CRL_DELTA_H_
