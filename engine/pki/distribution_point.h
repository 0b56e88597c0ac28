#ifndef KEPIL_ENGINE_PKI_DISTRIBUTION_POINT_H_
#define KEPIL_ENGINE_PKI_DISTRIBUTION_POINT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/pki/general_name.h"

namespace kepil {

// One distribution point of cRLDistributionPoints, freshestCRL (RFC 5280,
// 4.2.1.13) or an issuingDistributionPoint (5.2.5).
struct DistributionPoint {
  std::vector<GeneralName> full_name;
  std::optional<std::string> relative_name;  // RDN DER, with tag.
  std::optional<uint16_t> reasons;           // 1 << ReasonFlags bit.
  std::vector<GeneralName> crl_issuer;
};

// Distribution points in one extension; more are an error (CONTAINER_LIMIT).
inline constexpr int kMaxDistributionPoints = 1'000;

// Distribution points as they stand in an extension value.
// INVALID_ARGUMENT/FORMAT_UNKNOWN if malformed or none.
absl::StatusOr<std::vector<DistributionPoint>> ParseDistributionPoints(
    absl::string_view extension_value);
// Contents of the field `distributionPoint [0]` of a distribution point or an
// IDP, into the fields full_name or relative_name of the result.
absl::StatusOr<DistributionPoint> ParseDistributionPointName(
    absl::string_view contents);

}  // namespace kepil

#endif  // KEPIL_ENGINE_PKI_DISTRIBUTION_POINT_H_
