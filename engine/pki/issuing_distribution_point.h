#ifndef KEPIL_ENGINE_PKI_ISSUING_DISTRIBUTION_POINT_H_
#define KEPIL_ENGINE_PKI_ISSUING_DISTRIBUTION_POINT_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/pki/certificate.h"
#include "engine/pki/distribution_point.h"
#include "engine/pki/name.h"

namespace kepil {

// IssuingDistributionPoint of RFC 5280, 5.2.5: what a CRL speaks of.
struct IssuingDistributionPoint {
  DistributionPoint point;  // full_name or relative_name; may be empty.
  bool only_user_certificates = false;
  bool only_ca_certificates = false;
  bool only_attribute_certificates = false;
  bool indirect = false;
  std::optional<uint16_t> only_some_reasons;
  std::string encoded;  // The extension's value: CRLs of one scope share it.
  // Of the names of `point`, a relative one completed; for look-up.
  absl::flat_hash_set<std::string> name_keys;
};

// `crl_issuer` completes a relative name. INVALID_ARGUMENT as DerReader, and
// for two onlyContains flags.
absl::StatusOr<IssuingDistributionPoint> ParseIssuingDistributionPoint(
    absl::string_view extension_value, const Name& crl_issuer);

// Reasons (1 << ReasonFlags bit) for which a CRL of `crl_issuer` with `idp`
// (nullptr: without one) speaks of `certificate`, 0 if it does not: RFC 5280,
// 6.3.3 (b) and (d), over the distribution points of the certificate and over
// the one without cRLIssuer and reasons that the last paragraph adds for CRLs
// of the certificate's own issuer. Time linear in the certificate's points.
uint16_t ReasonsCovered(const IssuingDistributionPoint* idp,
                        const Name& crl_issuer, const Certificate& certificate);

}  // namespace kepil

#endif  // KEPIL_ENGINE_PKI_ISSUING_DISTRIBUTION_POINT_H_
