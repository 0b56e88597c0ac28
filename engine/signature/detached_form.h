#ifndef KEPIL_ENGINE_SIGNATURE_DETACHED_FORM_H_
#define KEPIL_ENGINE_SIGNATURE_DETACHED_FORM_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace kepil {

// The SignedData of a ContentInfo (RFC 5652, 5.1) without its eContent: the
// same signatures, detached, octet by octet but for the lengths around them.
// INVALID_ARGUMENT/FORMAT_UNKNOWN unless `content_info` is the DER of one and
// nothing follows it.
absl::StatusOr<std::string> DetachedForm(absl::string_view content_info);

}  // namespace kepil

#endif  // KEPIL_ENGINE_SIGNATURE_DETACHED_FORM_H_
