#ifndef KEPIL_SERVICES_KEPILCTL_VALIDATION_REQUEST_H_
#define KEPIL_SERVICES_KEPILCTL_VALIDATION_REQUEST_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "kepil/v1/validation.pb.h"
#include "services/kepilctl/input_files.h"

namespace kepil {

enum class ContentTransfer { kContent, kDigestOnly };

// What every file of one run has in common.
struct ValidationOptions {
  v1::ValidateRequest common;  // Policy and usage.
  ContentTransfer transfer = ContentTransfer::kContent;
};

// SHA-256, SHA-384 and SHA-512 of `content`.
absl::StatusOr<v1::ContentDigests> ContentDigestsOf(absl::string_view content);

// Reads the files of `input`. With kDigestOnly the content stays here:
// INVALID_ARGUMENT/REQUEST_MALFORMED if it is not in a file of its own, so that
// it would travel inside the signature.
absl::StatusOr<v1::ValidateRequest> MakeValidationRequest(
    const InputFile& input, const ValidationOptions& options);

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILCTL_VALIDATION_REQUEST_H_
