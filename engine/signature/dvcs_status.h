#ifndef KEPIL_ENGINE_SIGNATURE_DVCS_STATUS_H_
#define KEPIL_ENGINE_SIGNATURE_DVCS_STATUS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/crypto/der_reader.h"

namespace kepil {

// PKIStatus values of RFC 3029 that mean something in a DVC.
enum class DvcStatus {
  kGranted = 0,
  kGrantedWithMods = 1,
  kRejection = 2,
  kWaiting = 3
};

// Bits of PKIFailureInfo that RFC 3029, 5 and 9 use.
enum class DvcFailure {
  kBadRequest = 2,
  kBadTime = 3,
  kBadDataFormat = 5,
  kWrongAuthority = 6,
  kIncorrectData = 7,
};

// PKIStatusInfo: status, free text, failInfo bit numbers.
struct DvcStatusInfo {
  DvcStatus status = DvcStatus::kGranted;
  std::vector<std::string> text;  // UTF-8.
  std::vector<int> fail_info;     // See DvcFailure; others are kept.
};

// Elements of one list inside a request or response that are read.
inline constexpr size_t kMaxDvcsElements = 1024;

// The contents of a PKIStatusInfo under `tag` (SEQUENCE, or an IMPLICIT one).
std::string WriteDvcStatusInfo(DerTag tag, const DvcStatusInfo& status);
// Reads those contents. INVALID_ARGUMENT/FORMAT_UNKNOWN for a status other than
// the four, malformed fields, or over kMaxDvcsElements texts.
absl::StatusOr<DvcStatusInfo> ParseDvcStatusInfo(absl::string_view content);

}  // namespace kepil

#endif  // KEPIL_ENGINE_SIGNATURE_DVCS_STATUS_H_
