#include "engine/signature/cms_attribute.h"

#include <cstddef>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/error.h"
#include "base/status_macros.h"

namespace kepil {
namespace {

struct KnownAttribute {
  absl::string_view oid;
  CmsAttributeType type;
};

#define KEPIL_PKCS9 "\x2a\x86\x48\x86\xf7\x0d\x01\x09"
constexpr KnownAttribute kKnownAttributes[] = {
    {KEPIL_PKCS9 "\x03", CmsAttributeType::kContentType},
    {KEPIL_PKCS9 "\x04", CmsAttributeType::kMessageDigest},
    {KEPIL_PKCS9 "\x05", CmsAttributeType::kSigningTime},
    {KEPIL_PKCS9 "\x06", CmsAttributeType::kCounterSignature},
    {KEPIL_PKCS9 "\x10\x02\x0c", CmsAttributeType::kSigningCertificateV1},
    {KEPIL_PKCS9 "\x10\x02\x0e", CmsAttributeType::kSignatureTimestamp},
    {KEPIL_PKCS9 "\x10\x02\x0f", CmsAttributeType::kSignaturePolicy},
    {KEPIL_PKCS9 "\x10\x02\x14", CmsAttributeType::kContentTimestamp},
    {KEPIL_PKCS9 "\x10\x02\x17", CmsAttributeType::kCertificateValues},
    {KEPIL_PKCS9 "\x10\x02\x18", CmsAttributeType::kRevocationValues},
    {KEPIL_PKCS9 "\x10\x02\x1b", CmsAttributeType::kArchiveTimestamp},
    {KEPIL_PKCS9 "\x10\x02\x2f", CmsAttributeType::kSigningCertificateV2},
    {KEPIL_PKCS9 "\x10\x02\x30", CmsAttributeType::kArchiveTimestamp},
    {absl::string_view("\x04\x00\x8d\x45\x02\x04", 6),
     CmsAttributeType::kArchiveTimestamp},
};
#undef KEPIL_PKCS9

CmsAttributeType TypeOf(absl::string_view oid) {
  for (const KnownAttribute& known : kKnownAttributes) {
    if (known.oid == oid) {
      return known.type;
    }
  }
  return CmsAttributeType::kOther;
}

absl::Status LimitError(absl::string_view message) {
  return MakeError(absl::StatusCode::kInvalidArgument,
                   v1::ERROR_REASON_CONTAINER_LIMIT, message);
}

absl::StatusOr<CmsAttribute> ReadAttribute(DerReader& reader,
                                           size_t max_values) {
  CmsAttribute attribute;
  KEPIL_ASSIGN_OR_RETURN(const DerValue outer, reader.Read(kDerSequence));
  DerReader fields(outer.content);
  KEPIL_ASSIGN_OR_RETURN(attribute.oid, fields.ReadOid());
  attribute.type = TypeOf(attribute.oid);
  KEPIL_ASSIGN_OR_RETURN(DerReader values, fields.ReadConstructed(kDerSet));
  KEPIL_RETURN_IF_ERROR(fields.Finish());
  while (!values.empty()) {
    if (attribute.values.size() == max_values) {
      return LimitError("too many attribute values");
    }
    KEPIL_ASSIGN_OR_RETURN(const DerValue value, values.ReadAny());
    attribute.values.push_back(value);
  }
  return attribute;
}

}  // namespace

absl::StatusOr<std::vector<CmsAttribute>> ReadCmsAttributes(
    absl::string_view contents, int max) {
  std::vector<CmsAttribute> attributes;
  size_t values = 0;
  DerReader reader(contents);
  while (!reader.empty()) {
    if (attributes.size() == static_cast<size_t>(max)) {
      return LimitError("too many attributes");
    }
    KEPIL_ASSIGN_OR_RETURN(
        CmsAttribute attribute,
        ReadAttribute(reader, static_cast<size_t>(max) - values));
    values += attribute.values.size();
    attributes.push_back(std::move(attribute));
  }
  return attributes;
}

bool IsSingleAttribute(CmsAttributeType type) {
  switch (type) {
    case CmsAttributeType::kContentType:
    case CmsAttributeType::kMessageDigest:
    case CmsAttributeType::kSigningTime:
    case CmsAttributeType::kSigningCertificateV1:
    case CmsAttributeType::kSigningCertificateV2:
    case CmsAttributeType::kSignaturePolicy:
      return true;
    case CmsAttributeType::kOther:
    case CmsAttributeType::kCounterSignature:
    case CmsAttributeType::kSignatureTimestamp:
    case CmsAttributeType::kContentTimestamp:
    case CmsAttributeType::kCertificateValues:
    case CmsAttributeType::kRevocationValues:
    case CmsAttributeType::kArchiveTimestamp:
      return false;
  }
  return false;
}

}  // namespace kepil
