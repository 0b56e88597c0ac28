#include "engine/signature/dvcs_envelope.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/der_reader.h"
#include "engine/crypto/object_identifier.h"
#include "engine/signature/cms_reader.h"

namespace kepil {
namespace {

constexpr char kSignedData[] = "1.2.840.113549.1.7.2";

// The DVCSRequest itself, or an OCTET STRING around it: both are in use.
absl::StatusOr<DvcsRequest> RequestIn(absl::string_view value) {
  DerReader reader(value);
  if (reader.PeekTag() != kDerOctetString) {
    return ParseDvcsRequest(value);
  }
  KEPIL_ASSIGN_OR_RETURN(const absl::string_view inner,
                         reader.ReadOctetString());
  KEPIL_RETURN_IF_ERROR(reader.Finish());
  return ParseDvcsRequest(inner);
}

absl::Status ReadSigners(absl::string_view signer_infos,
                         const ParseLimits& limits, DvcsEnvelope& envelope) {
  envelope.signer_infos = std::string(signer_infos);
  DerReader list(signer_infos);
  while (!list.empty()) {
    KEPIL_RETURN_IF_ERROR(list.Read(kDerSequence).status());
    if (++envelope.signers > limits.max_signatures) {
      return MakeError(absl::StatusCode::kInvalidArgument,
                       v1::ERROR_REASON_CONTAINER_LIMIT,
                       "too many signers of a request");
    }
  }
  return absl::OkStatus();
}

// SignedData (RFC 5652, 5.1) with any number of signers, none included.
absl::Status ReadSignedData(absl::string_view value, const ParseLimits& limits,
                            DvcsEnvelope& envelope) {
  DerReader outer(value);
  KEPIL_ASSIGN_OR_RETURN(DerReader fields, outer.ReadSequence());
  KEPIL_RETURN_IF_ERROR(fields.ReadInt64().status());
  KEPIL_RETURN_IF_ERROR(fields.Read(kDerSet).status());
  KEPIL_ASSIGN_OR_RETURN(DerReader content, fields.ReadSequence());
  KEPIL_ASSIGN_OR_RETURN(const absl::string_view type, content.ReadOid());
  if (OidToText(type) != kDvcsRequestContentType) {
    return FormatUnknownError("no DVCSRequest inside the SignedData");
  }
  KEPIL_ASSIGN_OR_RETURN(const DerValue inner,
                         content.Read(DerContextConstructed(0)));
  KEPIL_ASSIGN_OR_RETURN(envelope.request, RequestIn(inner.content));
  for (const int tag : {0, 1}) {  // certificates, crls
    KEPIL_RETURN_IF_ERROR(
        fields.ReadOptional(DerContextConstructed(tag)).status());
  }
  KEPIL_ASSIGN_OR_RETURN(const DerValue signers, fields.Read(kDerSet));
  KEPIL_RETURN_IF_ERROR(fields.Finish());
  return ReadSigners(signers.content, limits, envelope);
}

}  // namespace

absl::StatusOr<DvcsEnvelope> ReadDvcsEnvelope(absl::string_view octets,
                                              const ParseLimits& limits) {
  KEPIL_ASSIGN_OR_RETURN(const CmsEnvelope cms,
                         ReadCmsEnvelope(octets, limits.der));
  DvcsEnvelope envelope;
  DerReader outer(cms.der);
  KEPIL_ASSIGN_OR_RETURN(DerReader fields, outer.ReadSequence());
  if (fields.PeekTag() != kDerOid) {
    KEPIL_ASSIGN_OR_RETURN(envelope.request, ParseDvcsRequest(cms.der));
    return envelope;
  }
  KEPIL_ASSIGN_OR_RETURN(const absl::string_view type, fields.ReadOid());
  KEPIL_ASSIGN_OR_RETURN(const DerValue content,
                         fields.Read(DerContextConstructed(0)));
  KEPIL_RETURN_IF_ERROR(fields.Finish());
  envelope.content_info = std::string(cms.der);
  if (OidToText(type) == kDvcsRequestContentType) {
    KEPIL_ASSIGN_OR_RETURN(envelope.request, RequestIn(content.content));
    return envelope;
  }
  if (OidToText(type) != kSignedData) {
    return FormatUnknownError("no ContentInfo of a DVCS request");
  }
  KEPIL_RETURN_IF_ERROR(ReadSignedData(content.content, limits, envelope));
  return envelope;
}

}  // namespace kepil
