#include "services/kepilctl/validation_request.h"

#include <utility>

#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/digest.h"
#include "services/kepilctl/file_octets.h"

namespace kepil {

absl::StatusOr<v1::ContentDigests> ContentDigestsOf(absl::string_view content) {
  v1::ContentDigests digests;
  for (const HashAlgorithm hash :
       {HashAlgorithm::kSha256, HashAlgorithm::kSha384,
        HashAlgorithm::kSha512}) {
    v1::ContentDigest& digest = *digests.add_digests();
    digest.set_hash(std::string(HashName(hash)));
    KEPIL_ASSIGN_OR_RETURN(*digest.mutable_value(), HashOf(hash, content));
  }
  return digests;
}

absl::StatusOr<v1::ValidateRequest> MakeValidationRequest(
    const InputFile& input, const ValidationOptions& options) {
  v1::ValidateRequest request = options.common;
  KEPIL_ASSIGN_OR_RETURN(*request.mutable_signature(),
                         ReadFileOctets(input.signature));
  if (!input.content.has_value()) {
    if (options.transfer == ContentTransfer::kDigestOnly) {
      return MalformedError(
          "--digest-only needs the content in a file of its own");
    }
    return request;
  }
  KEPIL_ASSIGN_OR_RETURN(std::string content, ReadFileOctets(*input.content));
  if (options.transfer == ContentTransfer::kContent) {
    request.set_content(std::move(content));
    return request;
  }
  KEPIL_ASSIGN_OR_RETURN(*request.mutable_digests(), ContentDigestsOf(content));
  return request;
}

}  // namespace kepil
