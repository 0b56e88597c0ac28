#include "engine/signature/embedded_revocation.h"

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/der_reader.h"
#include "engine/crypto/der_writer.h"

namespace kepil {
namespace {

// id-pkix-ocsp-basic, 1.3.6.1.5.5.7.48.1.1
constexpr absl::string_view kOcspBasic = "\x2b\x06\x01\x05\x05\x07\x30\x01\x01";
// id-ri-ocsp-response, 1.3.6.1.5.5.7.16.2
constexpr absl::string_view kRiOcspResponse =
    "\x2b\x06\x01\x05\x05\x07\x10\x02";

absl::Status CheckCount(const EmbeddedRevocation& found, int max) {
  if (found.size() > max) {
    return MakeError(absl::StatusCode::kInvalidArgument,
                     v1::ERROR_REASON_CONTAINER_LIMIT,
                     "too many embedded revocation objects");
  }
  return absl::OkStatus();
}

// An OCSPResponse {successful, responseBytes} around a BasicOCSPResponse.
std::string WrapBasicResponse(absl::string_view basic) {
  return DerSequence({DerWrap(kDerEnumerated, absl::string_view("\0", 1)),
                      DerExplicit(0, DerSequence({DerOidFromContent(kOcspBasic),
                                                  DerOctetString(basic)}))});
}

// OtherRevocationInfoFormat (RFC 5652, 10.2.1); "" if it is no OCSP answer.
absl::StatusOr<std::string> ReadOtherFormat(absl::string_view contents) {
  DerReader reader(contents);
  KEPIL_ASSIGN_OR_RETURN(const absl::string_view format, reader.ReadOid());
  KEPIL_ASSIGN_OR_RETURN(const DerValue value, reader.ReadAny());
  KEPIL_RETURN_IF_ERROR(reader.Finish());
  if (value.tag == kDerSequence && format == kRiOcspResponse) {
    return std::string(value.full);
  }
  if (value.tag == kDerSequence && format == kOcspBasic) {
    return WrapBasicResponse(value.full);
  }
  return std::string();
}

}  // namespace

absl::StatusOr<EmbeddedRevocation> ReadRevocationInfoChoices(
    absl::string_view contents, int max) {
  EmbeddedRevocation found;
  DerReader reader(contents);
  while (!reader.empty()) {
    KEPIL_ASSIGN_OR_RETURN(const DerValue choice, reader.ReadAny());
    if (choice.tag == kDerSequence) {
      found.crls.emplace_back(choice.full);
    } else if (choice.tag == DerContextConstructed(1)) {
      found.has_other_format = true;
      const absl::StatusOr<std::string> other = ReadOtherFormat(choice.content);
      if (other.ok() && !other->empty()) {
        found.ocsp_responses.push_back(*other);
      } else {
        found.has_unreadable = true;
      }
    } else {
      found.has_unreadable = true;
    }
    KEPIL_RETURN_IF_ERROR(CheckCount(found, max));
  }
  return found;
}

absl::StatusOr<EmbeddedRevocation> ReadRevocationValues(absl::string_view der,
                                                        int max) {
  EmbeddedRevocation found;
  DerReader outer(der);
  KEPIL_ASSIGN_OR_RETURN(DerReader values, outer.ReadSequence());
  KEPIL_RETURN_IF_ERROR(outer.Finish());
  while (!values.empty()) {
    KEPIL_ASSIGN_OR_RETURN(const DerValue field, values.ReadAny());
    if (field.tag != DerContextConstructed(0) &&
        field.tag != DerContextConstructed(1)) {
      found.has_unreadable = true;  // otherRevVals
      continue;
    }
    DerReader explicit_value(field.content);
    KEPIL_ASSIGN_OR_RETURN(DerReader items, explicit_value.ReadSequence());
    while (!items.empty()) {
      KEPIL_ASSIGN_OR_RETURN(const DerValue item, items.Read(kDerSequence));
      if (field.tag == DerContextConstructed(0)) {
        found.crls.emplace_back(item.full);
      } else {
        found.ocsp_responses.push_back(WrapBasicResponse(item.full));
      }
      KEPIL_RETURN_IF_ERROR(CheckCount(found, max));
    }
  }
  return found;
}

}  // namespace kepil
