#include "engine/pki/distribution_point.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/der_reader.h"
#include "engine/pki/extension_value.h"
#include "engine/pki/general_name.h"

namespace kepil {
namespace {

// The implicit tag gives way to that of SET.
absl::StatusOr<std::string> ReadRelativeName(const DerValue& value) {
  std::string rdn(value.full);
  rdn[0] = static_cast<char>(kDerSet);
  DerReader set(value.content);
  do {
    KEPIL_ASSIGN_OR_RETURN(DerReader attribute, set.ReadSequence());
    KEPIL_RETURN_IF_ERROR(attribute.ReadOid().status());
    KEPIL_RETURN_IF_ERROR(attribute.ReadAny().status());
    KEPIL_RETURN_IF_ERROR(attribute.Finish());
  } while (!set.empty());
  return rdn;
}

absl::StatusOr<DistributionPoint> ReadPoint(DerReader point) {
  DistributionPoint result;
  KEPIL_ASSIGN_OR_RETURN(const std::optional<DerValue> name,
                         point.ReadOptional(DerContextConstructed(0)));
  if (name.has_value()) {
    KEPIL_ASSIGN_OR_RETURN(result, ParseDistributionPointName(name->content));
  }
  KEPIL_ASSIGN_OR_RETURN(const std::optional<DerValue> reasons,
                         point.ReadOptional(DerContext(1)));
  if (reasons.has_value()) {
    KEPIL_ASSIGN_OR_RETURN(result.reasons, ParseNamedBits(reasons->content));
  }
  KEPIL_ASSIGN_OR_RETURN(const std::optional<DerValue> issuer,
                         point.ReadOptional(DerContextConstructed(2)));
  if (issuer.has_value()) {
    KEPIL_ASSIGN_OR_RETURN(result.crl_issuer,
                           ParseGeneralNames(issuer->content));
  }
  KEPIL_RETURN_IF_ERROR(point.Finish());
  return result;
}

}  // namespace

absl::StatusOr<std::vector<DistributionPoint>> ParseDistributionPoints(
    absl::string_view extension_value) {
  KEPIL_ASSIGN_OR_RETURN(DerReader sequence, OpenSequence(extension_value));
  std::vector<DistributionPoint> points;
  do {  // SEQUENCE SIZE (1..MAX)
    if (points.size() == kMaxDistributionPoints) {
      return MakeError(absl::StatusCode::kInvalidArgument,
                       v1::ERROR_REASON_CONTAINER_LIMIT,
                       "too many distribution points");
    }
    KEPIL_ASSIGN_OR_RETURN(const DerReader point, sequence.ReadSequence());
    KEPIL_ASSIGN_OR_RETURN(DistributionPoint parsed, ReadPoint(point));
    points.push_back(std::move(parsed));
  } while (!sequence.empty());
  return points;
}

absl::StatusOr<DistributionPoint> ParseDistributionPointName(
    absl::string_view contents) {
  DerReader reader(contents);
  DistributionPoint point;
  KEPIL_ASSIGN_OR_RETURN(const DerValue value, reader.ReadAny());
  KEPIL_RETURN_IF_ERROR(reader.Finish());
  if (value.tag == DerContextConstructed(0)) {
    KEPIL_ASSIGN_OR_RETURN(point.full_name, ParseGeneralNames(value.content));
    return point;
  }
  if (value.tag == DerContextConstructed(1)) {
    KEPIL_ASSIGN_OR_RETURN(point.relative_name, ReadRelativeName(value));
    return point;
  }
  return FormatUnknownError("no DistributionPointName");
}

}  // namespace kepil
