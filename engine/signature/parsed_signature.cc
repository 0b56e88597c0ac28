#include "engine/signature/parsed_signature.h"

namespace kepil {

absl::string_view SignatureFormatName(SignatureFormat format) {
  switch (format) {
    case SignatureFormat::kCms:
      return "CMS";
    case SignatureFormat::kCertificate:
      return "X509";
  }
  return "";
}

bool IsFatal(FormatDeviation deviation) {
  switch (deviation) {
    case FormatDeviation::kDuplicateAttribute:
    case FormatDeviation::kMultipleAttributeValues:
    case FormatDeviation::kMalformedAttribute:
    case FormatDeviation::kMissingMandatoryAttribute:
    case FormatDeviation::kMalformedSigner:
      return true;
    case FormatDeviation::kBerEncoding:
    case FormatDeviation::kSignedAttributesNotDer:
    case FormatDeviation::kSignedAttributesAbsent:
    case FormatDeviation::kAttributeOrder:
    case FormatDeviation::kVersionMismatch:
    case FormatDeviation::kDigestAlgorithmNotListed:
    case FormatDeviation::kEmbeddedObjectUnreadable:
    case FormatDeviation::kTrailingZeros:
    case FormatDeviation::kRepeatedSigningCertificate:
      return false;
  }
  return true;
}

}  // namespace kepil
