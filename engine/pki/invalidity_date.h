#ifndef KEPIL_ENGINE_PKI_INVALIDITY_DATE_H_
#define KEPIL_ENGINE_PKI_INVALIDITY_DATE_H_

#include <optional>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "engine/pki/revocation_data.h"

namespace kepil {

// The invalidityDate extension of a CRL entry or an OCSP answer (RFC 5280,
// 5.3.2): since when the key is known or suspected to be in other hands.
// `value` is the OCTET STRING's contents; nullopt unless it is one
// GeneralizedTime.
std::optional<absl::Time> ParseInvalidityDate(absl::string_view value);

// From when on a revocation counts. Where the key was compromised
// (keyCompromise and the like of a CA or an attribute authority) that is the
// invalidity date, if it is earlier than the revocation (CRT-12: K59(1)(1));
// for other reasons the holder kept his key, and the date of the revocation
// stands.
absl::Time RevocationCountsFrom(absl::Time revoked_at, RevocationReason reason,
                                std::optional<absl::Time> invalidity_date);

}  // namespace kepil

#endif  // KEPIL_ENGINE_PKI_INVALIDITY_DATE_H_
