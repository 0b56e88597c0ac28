#ifndef KEPIL_ENGINE_SIGNATURE_DVCS_ENVELOPE_H_
#define KEPIL_ENGINE_SIGNATURE_DVCS_ENVELOPE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/signature/dvcs_request.h"
#include "engine/signature/parse_limits.h"

namespace kepil {

// What a client sends (RFC 3029, 7 and 11): a DVCSRequest alone, in a
// ContentInfo of type id-ct-DVCSRequestData, or in a SignedData.
struct DvcsEnvelope {
  DvcsRequest request;
  // Contents of SignerInfos; "": the request is not signed.
  std::string signer_infos;
  int signers = 0;
  // The ContentInfo in DER; "" if there is none around the request.
  std::string content_info;
};

// Reads any of the three; a ContentInfo may be BER. Nothing is verified.
// INVALID_ARGUMENT: FORMAT_UNKNOWN if there is no DVCSRequest in it,
// CONTAINER_LIMIT or DOCUMENT_TOO_LARGE over a limit.
absl::StatusOr<DvcsEnvelope> ReadDvcsEnvelope(absl::string_view octets,
                                              const ParseLimits& limits);

}  // namespace kepil

#endif  // KEPIL_ENGINE_SIGNATURE_DVCS_ENVELOPE_H_
