#ifndef KEPIL_ENGINE_SIGNATURE_CMS_ATTRIBUTE_H_
#define KEPIL_ENGINE_SIGNATURE_CMS_ATTRIBUTE_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/crypto/der_reader.h"

namespace kepil {

// Attributes that we know. Arcs: 1.2.840.113549.1.9, its .16.2, and ETSI's
// 0.4.0.1733.2.
enum class CmsAttributeType {
  kOther,
  kContentType,           // .3
  kMessageDigest,         // .4
  kSigningTime,           // .5
  kCounterSignature,      // .6
  kSigningCertificateV1,  // .16.2.12
  kSignatureTimestamp,    // .16.2.14
  kSignaturePolicy,       // .16.2.15
  kContentTimestamp,      // .16.2.20
  kCertificateValues,     // .16.2.23
  kRevocationValues,      // .16.2.24
  kArchiveTimestamp,      // .16.2.27, .16.2.48, ETSI .4
  kSigningCertificateV2,  // .16.2.47
};

// One Attribute (RFC 5652, 5.3) in slices.
struct CmsAttribute {
  CmsAttributeType type = CmsAttributeType::kOther;
  absl::string_view oid;         // Content octets.
  std::vector<DerValue> values;  // Of the SET; there may be none.
};

// Reads the contents of a SET OF Attribute. INVALID_ARGUMENT: FORMAT_UNKNOWN if
// malformed, CONTAINER_LIMIT over `max` attributes or values of all of them.
absl::StatusOr<std::vector<CmsAttribute>> ReadCmsAttributes(
    absl::string_view contents, int max);

// Whether a signed attribute of this type may stand once only, with one value
// (RFC 5652, 11; RFC 5035, 5.4; ETSI EN 319 122-1, 5).
bool IsSingleAttribute(CmsAttributeType type);

}  // namespace kepil

#endif  // KEPIL_ENGINE_SIGNATURE_CMS_ATTRIBUTE_H_
