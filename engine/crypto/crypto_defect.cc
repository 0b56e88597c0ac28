#include "engine/crypto/crypto_defect.h"

#include <string>

#include "absl/strings/cord.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace kepil {
namespace {

constexpr absl::string_view kPayload = "kepil/crypto-defect";

}  // namespace

absl::Status WithDefect(absl::Status error, CryptoDefect defect) {
  error.SetPayload(kPayload,
                   absl::Cord(std::string(1, static_cast<char>(defect))));
  return error;
}

CryptoDefect DefectOf(const absl::Status& status) {
  const absl::optional<absl::Cord> payload = status.GetPayload(kPayload);
  return payload.has_value() ? static_cast<CryptoDefect>((*payload)[0])
                             : CryptoDefect::kNone;
}

}  // namespace kepil
