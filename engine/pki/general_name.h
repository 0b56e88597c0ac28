#ifndef KEPIL_ENGINE_PKI_GENERAL_NAME_H_
#define KEPIL_ENGINE_PKI_GENERAL_NAME_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/crypto/der_reader.h"
#include "engine/pki/name.h"

namespace kepil {

// GeneralName of RFC 5280, 4.2.1.6, in a form that can be compared.
struct GeneralName {
  enum class Type {
    kOtherName,
    kEmail,
    kDns,
    kX400,
    kDirectory,
    kEdiParty,
    kUri,
    kIpAddress,
    kRegisteredId,
  };
  Type type = Type::kOtherName;
  // IA5 text, IP octets (of any number: the extension says how many are
  // right), OID content, or the content octets.
  std::string value;
  Name directory;  // kDirectory only.
};

// Names in one GeneralNames; more are an error with CONTAINER_LIMIT.
inline constexpr int kMaxGeneralNames = 10'000;

// Reads the contents of a GeneralNames SEQUENCE: at least one name, at most
// kMaxGeneralNames. INVALID_ARGUMENT/FORMAT_UNKNOWN if one is malformed.
absl::StatusOr<std::vector<GeneralName>> ParseGeneralNames(
    absl::string_view contents);
// Exactly one GeneralName.
absl::StatusOr<GeneralName> ParseGeneralName(absl::string_view der);
// The next value of `reader`.
absl::StatusOr<GeneralName> ReadGeneralName(DerReader& reader);

}  // namespace kepil

#endif  // KEPIL_ENGINE_PKI_GENERAL_NAME_H_
